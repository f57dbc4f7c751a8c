package gvisor_test

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestTransfer(t *testing.T) {
	for _, c := range []struct {
		name           string
		client, server kind
	}{{"client", other, ours}, {"server", ours, other}, {"both", other, other}} {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(t, 1, c.client, c.server, link.Config{Delay: 10 * vtime.Millisecond, Rate: 100_000_000})
			p.serve(100_000)
			done := p.fetch(100_000)
			out := p.kernel.Run(sim.Bounds{})
			require.Equal(t, sim.Done, out.End, out.Waiting)
			t.Log(*done, out.At, out.Events)
			for _, c := range p.net.Connections() {
				t.Log(c.Client, c.Server)
			}
		})
	}
}
