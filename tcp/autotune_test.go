package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// A buffer that begins to be sized while its window is closed grows all the same.
func TestTunerBeginsWithAClosedWindow(t *testing.T) {
	r := newRig(t, Linux())
	r.bring(Established)
	r.c.rcv.edge = r.c.rcv.nxt
	k := r.c.tuner()
	require.Equal(t, r.c.advMSS(), k.space)
	r.c.enlarge(1_000_000)
	require.EqualValues(t, r.cfg.ReceiveBufferMax, k.buffer)
}

// The window stays below the clamp in every profile, from the SYN on, whether it is set
// before or later. Where a window has been offered that is larger, it is only used up.
func TestWindowClamp(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			without := ProfileConfig(p.Name)
			without.ReceiveTuning = false
			cfg := without
			cfg.WindowClamp = 5000
			early := newRig(t, cfg)
			early.bring(Established)
			require.LessOrEqual(t, early.c.rcv.window(), cfg.WindowClamp)
			require.Equal(t, cfg.WindowClamp, early.c.WindowClamp())

			late := newRig(t, without)
			late.bring(Established)
			edge := late.c.rcv.edge
			require.Greater(t, edge, 2*cfg.WindowClamp)
			late.do("clamp", func(at vtime.Stamp) { late.c.SetConfig(at, &cfg) })
			for range 150 {
				late.segment(ACK|PSH, late.c.rcv.nxt, 1, 65535, 536)
				late.read(536)
				require.LessOrEqual(t, late.c.rcv.edge, max(edge, late.c.rcv.nxt+cfg.WindowClamp+1<<late.c.rcv.scale))
			}
			require.Greater(t, late.c.rcv.edge, edge, "it has moved on")
		})
	}
}
