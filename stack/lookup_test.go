package stack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// A host that goes through a list takes longer the more connections it holds, and
// takes segments one after the other in the order in which they came.
func TestBlockCost(t *testing.T) {
	took := func(open int, cost vtime.Time) vtime.Time {
		w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms})
		cfg := *w.b.cfg
		cfg.BlockCost = cost
		w.b.cfg = &cfg
		first(w.b.ListenOn(80, 100))
		var d vtime.Time
		w.a.Go("test", func(p *sim.Proc) {
			for range open {
				first(w.a.Dial(w.b.Addrs()[0], 80))
				p.Sleep(sec, 0)
			}
			begun := p.Now().Now
			first(w.a.Dial(w.b.Addrs()[0], 80))
			d = p.Now().Now - begun
		})
		w.kernel.Run(sim.Bounds{Until: 1000 * sec})
		require.Equal(t, open+1, w.b.Blocks())
		w.kernel.Shutdown()
		return d
	}
	require.Equal(t, 20*ms, took(5, 0))
	require.Equal(t, 20*ms, took(0, ms), "there is nothing to go through")
	require.Equal(t, 27*ms, took(7, ms))
	require.Equal(t, 20*ms+30*50*vtime.Microsecond, took(30, 50*vtime.Microsecond))
}
