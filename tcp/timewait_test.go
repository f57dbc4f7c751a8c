package tcp

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// shrink puts a remnant in the place of the connection and makes it whole again.
func (r *rig) shrink() bool {
	m, ok := r.c.Remnant()
	if !ok {
		return false
	}
	t := *r.c.timer(timerTimeWait)
	r.c = &Conn{}
	r.c.Restore(&r.cfg, &m, Records{Half: &r.half, Receipt: &r.rcpt}, t.at, t.by)
	r.check()
	return true
}

// toTimeWait closes a connection in one of the orders that end in TIME-WAIT,
// after some bytes have gone both ways.
func (r *rig) toTimeWait(rnd *rand.Rand) {
	r.bring(Established)
	in, out := int64(rnd.IntN(900)), rnd.IntN(900)
	r.segment(ACK|PSH, 1, 1, uint16(rnd.IntN(60000)+5000), int(in))
	r.write(out)
	r.segment(ACK, in+1, int64(out)+1, uint16(rnd.IntN(60000)+5000), 0)
	r.read(2000)
	seq, fin := in+1, int64(out)+2
	r.do("close", func(at vtime.Stamp) { r.c.Close(at) })
	switch rnd.IntN(3) {
	case 0: // both at once
		r.segment(FIN|ACK, seq, fin-1, 60000, 0)
		r.segment(ACK, seq+1, fin, 60000, 0)
	case 1:
		r.segment(ACK, seq, fin, 60000, 0)
		r.segment(FIN|ACK, seq, fin, uint16(rnd.IntN(60000)), 0)
	case 2:
		r.segment(FIN|ACK, seq, fin, 0, 0)
	}
}

func TestRemnantOnlyOfWhatIsOver(t *testing.T) {
	for s := Closed; s <= TimeWait; s++ {
		r := newRig(t, linux())
		r.bring(s)
		_, ok := r.c.Remnant()
		require.False(t, ok, "%v: somebody holds it", s)
		if s == TimeWait {
			r.do("close", func(at vtime.Stamp) { r.c.Close(at) })
			require.True(t, r.shrink())
		}
	}
}

// A connection that is a remnant between any two inputs does what one that
// stays whole does.
func TestRemnantPropertyEqualsTheConnection(t *testing.T) {
	cases, shrunk := 0, 0
	for seed := range simtest.Seeds(t, 300) {
		cases++
		cfg := [...]func() Config{rfc, classic, linux}[seed%3]()
		rnd := rand.New(rand.NewPCG(seed, 1))
		cfg.KeepTimeWait, cfg.ReuseTimeWait, cfg.StrictResets = rnd.IntN(2) == 0, rnd.IntN(2) == 0, rnd.IntN(2) == 0
		whole, other := newRig(t, cfg), newRig(t, cfg)
		whole.stamp, other.stamp = seed%2 == 0 && cfg.Timestamps, seed%2 == 0 && cfg.Timestamps
		a, b := rand.New(rand.NewPCG(seed, 2)), rand.New(rand.NewPCG(seed, 2))
		whole.toTimeWait(a)
		other.toTimeWait(b)
		require.Equal(t, TimeWait, whole.c.State(), "seed %d", seed)
		require.True(t, other.shrink(), "seed %d", seed)
		for step := 0; step < 40 && whole.c.State() == TimeWait; step++ {
			say := fmt.Sprintf("seed %d step %d", seed, step)
			whole.late(a)
			other.late(b)
			require.Equal(t, whole.sent, other.sent, say)
			require.Equal(t, whole.c.State(), other.c.State(), say)
			if whole.c.State() == Closed {
				break
			}
			require.Equal(t, due(whole.c), due(other.c), say)
			require.Equal(t, whole.c.ISS().Add(whole.c.snd.nxt), other.c.ISS().Add(other.c.snd.nxt), say)
			require.Equal(t, whole.c.IRS(), other.c.IRS(), say)
			g := Segment{Flags: SYN, Seq: rigIRS.Add(whole.c.rcv.nxt + a.Int64N(3) - 1)}
			require.Equal(t, whole.c.Reusable(&g), other.c.Reusable(&g), say)
			b.Int64N(3)
			if other.shrink() {
				shrunk++
			}
		}
	}
	require.Greater(t, shrunk, cases*2/3)
}

// due is all that Deadline says.
func due(c *Conn) []any {
	at, by, where := c.Deadline()
	return []any{at, by, where}
}

// late is something that may happen to a connection in TIME-WAIT.
func (r *rig) late(rnd *rand.Rand) {
	f := [...]Flags{ACK, FIN | ACK, FIN | ACK, ACK | PSH, RST, RST | ACK, SYN, SYN | ACK, 0}[rnd.IntN(9)]
	near := func(at int64) int64 {
		return at + [...]int64{0, 0, 0, -1, 1, -2, -1000, 1000, -100_000, 40_000}[rnd.IntN(10)]
	}
	seq, ack := near(r.c.rcv.nxt), near(r.c.snd.nxt)
	if f.Has(FIN) && rnd.IntN(2) == 0 {
		seq = r.c.rcv.nxt - 1
	}
	if f.Has(RST) && rnd.IntN(4) > 0 {
		seq += 5 // most of them would be the end of it
	}
	n, win := rnd.IntN(2)*rnd.IntN(1200), uint16(rnd.IntN(3)*20_000)
	if rnd.IntN(10) == 0 {
		r.wait(r.cfg.TimeWait) // to the end, unless it began anew just now
		return
	}
	r.wait(vtime.Time(rnd.Int64N(int64(r.cfg.TimeWait) / 4)))
	r.segment(f, seq, ack, win, n)
}
