package tcp

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// tellStory adds to the story what the last input has led to: what left, and what
// the connection remembers.
func (r *rig) tellStory(wakes Wake) {
	c := r.c
	at, by, where := c.Deadline()
	fmt.Fprint(r.story, r.at, wakes, at, by, where, c.Info(r.at.Now), c.ack, c.ts, c.keep, c.running, c.timers)
	for i := range r.sent {
		o := &r.sent[i]
		fmt.Fprint(r.story, o.Start, o.End, o.Copy, o.Repair, o.AckSince)
		r.story.Write(o.Segment.AppendText(nil, 0, 0))
	}
	s := &c.snd
	rtt := s.rtt
	if later := rtt.least.later; later != nil {
		fmt.Fprint(r.story, *later) // and not where it lies
		rtt.least.later = nil
	}
	fmt.Fprint(r.story, s.wl1, s.wl2, s.maxWnd, s.retries, c.unprobed, s.timedEnd, s.lastAt, rtt, s.more, s.recover,
		s.burstEnd, s.smallEnd, s.buf.end, s.board.ring, s.board.head, s.board.order, s.board.searchAt)
	if s.mend != nil {
		fmt.Fprint(r.story, *s.mend)
	}
	if k := s.ctl; k != nil {
		fmt.Fprint(r.story, k.rates, k.next, k.rate, s.news, s.newsOf)
	}
	if t := c.rcv.tune; t != nil {
		fmt.Fprint(r.story, *t, c.rcv.largest, c.rcv.read, c.rcv.queue.len)
	}
}

// driveUsual gives a connection mostly what is usual in a transfer: writes, reads, the
// data that comes next, acknowledgements of whole segments; now and then something else.
func driveUsual(r *rig, rnd *rand.Rand) {
	r.sack = rnd.IntN(8) > 0
	r.stamp = r.cfg.Timestamps && rnd.IntN(4) > 0
	r.bring(Established)
	s, win := &r.c.snd, uint16(60000)
	for range 150 {
		if rnd.IntN(3) == 0 {
			r.wait(vtime.Time(rnd.Int64N(int64(60 * vtime.Millisecond))))
		}
		if rnd.IntN(8) == 0 {
			win = uint16(5000 + rnd.IntN(60000))
		}
		switch op := rnd.IntN(100); {
		case op < 25:
			r.write(rnd.IntN(8000))
		case op < 55 && s.board.n > 0:
			r.segment(ACK, r.c.rcv.nxt, s.board.at(rnd.IntN(s.board.n)).end, win, 0)
		case op < 75:
			r.segment([...]Flags{ACK, ACK | PSH}[op%2], r.c.rcv.nxt, s.una, win, 1+rnd.IntN(1400))
		case op < 80: // behind a hole
			r.segment(ACK, r.c.rcv.nxt+rnd.Int64N(5000), s.una, win, 1+rnd.IntN(1400))
		case op < 92:
			r.read(1 + rnd.IntN(9000))
		case op < 96:
			r.next()
		case op < 99:
			r.nearSegment(&tape{randomTape(rnd)}, &win)
		default:
			r.rareCall(byte(30+rnd.IntN(2)), &tape{randomTape(rnd)})
		}
		if r.c.state == Closed {
			return
		}
	}
}

// Prediction is only a shorter way: whatever arrives, all that can be seen of a
// connection after it is the same without.
func TestPredictionChangesNothing(t *testing.T) {
	story := func(seed uint64, general bool) uint64 {
		sum := fnv.New64a()
		rnd := rand.New(rand.NewPCG(seed, 3))
		compare := func(r *rig) { r.story, r.c.general = sum, general }
		if seed%3 == 0 {
			drive(t, &tape{randomTape(rnd)}, compare)
		} else {
			r := newRig(t, fuzzConfig(&tape{randomTape(rnd)}))
			compare(r)
			driveUsual(r, rnd)
		}
		return sum.Sum64()
	}
	for seed := range simtest.Seeds(t, 150) {
		require.Equal(t, story(seed, false), story(seed, true), "seed %d", seed)
	}
}

// The window of a segment that was foreseen is scaled as any other (RFC 7323 section 2.3).
func TestPredictedWindowIsScaled(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.c.snd.scale = 3
	r.segment(ACK, 1, 1, 60000, 100)
	require.EqualValues(t, 60000<<3, r.c.snd.wnd)
}
