package gvisor_test

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// BenchmarkPacket is the cost of a packet that passes from one stack of gVisor's to
// another, records included.
func BenchmarkPacket(b *testing.B) {
	packets := uint64(0)
	for b.Loop() {
		packets += bulk(b)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(packets), "us/packet")
}

// bulk sends 5 MB and returns how many packets that took.
func bulk(t testing.TB) uint64 {
	p := makePair(t, 1, other, other, link.Config{Delay: 5 * vtime.Millisecond, Rate: 1e9})
	defer p.close()
	p.serve(5_000_000)
	p.fetch(5_000_000)
	p.kernel.Run(sim.Bounds{Until: 10 * vtime.Second})
	sent := uint64(0)
	for _, w := range p.net.Wires() {
		sent += w.Stats().Sent
	}
	require.Greater(t, sent, uint64(7000))
	return sent
}
