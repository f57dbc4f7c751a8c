package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// What becomes of a window of which less than half is used: it is kept for five minutes,
// and then half of it, and a loss counts what was used, but for a timeout (RFC 7661
// sections 4.4.1 and 4.4.3).
func TestUnusedWindow(t *testing.T) {
	unused := func() (*Conn, *usage) {
		cfg := rfc()
		cfg.IdleRule = IdleValidate
		r := newRig(t, cfg)
		r.bring(Established)
		u := r.c.usage()
		u.since, u.parts[len(u.parts)-1] = vtime.Second, usageSample{at: vtime.Second, bytes: 6000}
		r.c.snd.win = Window{20_000, 1 << 40}
		return r.c, u
	}
	now := vtime.Second
	c, _ := unused()
	w, l := c.lossOfUsed(c.snd.win, Lost{Now: now, Flight: 3000})
	require.EqualValues(t, 6000, l.Flight)
	require.EqualValues(t, 6000, w.Cwnd)
	require.False(t, c.unvalidated())
	c, _ = unused()
	w, l = c.lossOfUsed(c.snd.win, Lost{Now: now, Flight: 3000, Timeout: true})
	require.EqualValues(t, 3000, l.Flight)
	require.Equal(t, c.snd.win, w)

	c, u := unused()
	for _, x := range []struct {
		after vtime.Time
		want  int64
	}{{nonValidatedPeriod - 1, 20_000}, {nonValidatedPeriod, 10_000}, {nonValidatedPeriod + vtime.Minute, 10_000}} {
		u.parts[len(u.parts)-1].at = now + x.after
		c.measureUsage(&Acked{Now: now + x.after, SRTT: 100 * milli, Una: 1})
		require.Equal(t, x.want, c.snd.win.Cwnd)
	}
}
