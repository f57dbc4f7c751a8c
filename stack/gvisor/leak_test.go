package gvisor_test

import (
	"runtime"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// A world that is closed leaves no memory behind, in whatever states its connections
// were: sweeps make thousands.
func TestCloseLeavesNoMemory(t *testing.T) {
	world := func(until vtime.Time) {
		p := makePair(t, 1, other, other, link.Config{Delay: vtime.Millisecond})
		p.serve(100_000)
		p.fetch(100_000)
		p.kernel.Run(sim.Bounds{Until: until})
		p.close()
	}
	heap := func() uint64 {
		for range 20 {
			for until := range 6 {
				world(vtime.Time(until)*2*vtime.Millisecond + 500*vtime.Microsecond)
			}
			world(vtime.Second) // in TIME-WAIT
		}
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	require.Less(t, heap(), before+2<<20)
}
