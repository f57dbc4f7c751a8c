package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// What only adds to what was said of a hole waits for a twentieth of a round trip,
// once three acknowledgements have told of the hole, and no more than a number wait.
func TestHeldSACKs(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   func(c *Conn)
		after vtime.Time // the fourth is acknowledged so much later
	}{
		{"a short round trip", func(c *Conn) { c.tuner().rtt = 10 * milli }, milli / 2},
		{"a long one", func(c *Conn) { c.tuner().rtt = 100 * milli }, milli},
		{"an unknown one", func(*Conn) {}, 0},
		{"quick acknowledgements", func(c *Conn) { c.tuner().rtt, c.ack.quick = 100*milli, 10 }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := linux()
			cfg.QuickAcks, cfg.SACKHeld = 0, 2
			r := newRig(t, cfg)
			r.bring(Established)
			r.c.snd.selective, r.c.snd.rtt.sampled = true, false
			c.set(r.c)
			seq := int64(1001)
			stray := func() int {
				r.segment(ACK, seq, 1, 60000, 100)
				seq += 100
				return len(r.sent)
			}
			for range 3 {
				require.Equal(t, 1, stray())
			}
			if c.after == 0 {
				require.Equal(t, 1, stray())
				return
			}
			require.Zero(t, stray())
			require.True(t, r.running(timerDelayedAck))
			r.wait(c.after - 1)
			require.Empty(t, r.sent)
			require.Zero(t, stray())
			r.wait(1)
			require.Len(t, r.sent, 1)
			require.Equal(t, cfg.DelayedAck, r.c.ack.ato, "nothing was missed")
			require.Zero(t, stray())
			require.Zero(t, stray())
			require.Equal(t, 1, stray(), "two are enough")
			// A part of the hole is filled: it is another one now.
			r.segment(ACK, 1, 1, 60000, 100)
			require.Len(t, r.sent, 1)
			require.Equal(t, 1, stray())
		})
	}
}
