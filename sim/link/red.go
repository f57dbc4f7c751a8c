package link

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// RED drops or marks frames as they come, with a chance that grows with the average
// length of the queue (Floyd and Jacobson, Random Early Detection Gateways for
// Congestion Avoidance, 1993). Zero values stand for the defaults that Floyd
// recommends.
type RED struct {
	Min, Max int   // of the average in packets: below Min nothing happens, from Max on everything is dropped
	MaxP     Share // the chance just below Max
	Weight   uint  // the average moves by 1/2^Weight of the difference with each frame
	Gentle   bool  // from Max to twice Max the chance grows from MaxP to all (Floyd, 2000)
	Mark     bool  // mark where possible instead of dropping
}

// New makes the discipline; see Queue.New.
func (r RED) New(k *sim.Kernel, cfg *Config) Discipline {
	r.Min, r.Max = or(r.Min, 5), or(r.Max, 15)
	r.MaxP, r.Weight = or(r.MaxP, Whole/10), or(r.Weight, 9)
	// The average falls while the queue is idle as if packets of 1000 bytes had come.
	packet := vtime.Time(max(1000*8*uint64(vtime.Second)/cfg.Rate, 1))
	return &red{RED: r, draws: k.Keyed("link/" + cfg.Name + "/red"), packet: packet, count: -1,
		maxP: uint64(r.MaxP) << 32 / uint64(Whole)}
}

// red is RED with its state, by the names of the paper's figure 2. Fractions have
// 32 bits behind the point.
type red struct {
	RED
	line
	draws  sim.Keyed
	packet vtime.Time // time that a typical packet takes
	maxP   uint64
	avg    uint64
	count  int64      // frames since the last one that was picked; -1: the average is below Min
	idle   vtime.Time // since when the queue has been empty
}

const one = 1 << 32

// Put satisfies Discipline.
func (r *red) Put(now vtime.Time, q Queued, s Sink) {
	r.average(now)
	p, mayMark := r.chance()
	if p > 0 && r.picks(q.Frame, p) && !(mayMark && r.Mark && s.Mark(q)) {
		if r.frames.n == 0 {
			r.idle = now
		}
		s.Drop(q, EarlyRED)
		return
	}
	r.put(q)
}

// average takes the present length into the average.
func (r *red) average(now vtime.Time) {
	if n := uint64(r.frames.len()) * one; n > r.avg {
		r.avg += (n - r.avg) >> r.Weight
	} else if n > 0 {
		r.avg -= (r.avg - n) >> r.Weight
	} else {
		r.avg = times(r.avg, power(one-one>>r.Weight, uint64((now-r.idle)/r.packet)))
	}
}

// chance returns the chance that this frame is picked, and whether a mark does:
// beyond the thresholds it does not (RFC 3168 section 7).
func (r *red) chance() (p uint64, mayMark bool) {
	least, most := uint64(r.Min)*one, uint64(r.Max)*one
	switch {
	case r.avg < least:
		r.count = -1
		return 0, false
	case r.avg < most:
		return ratio(r.maxP, r.avg-least, most-least), true
	case r.Gentle && r.avg < 2*most:
		return r.maxP + ratio(one-r.maxP, r.avg-most, most), true
	}
	return one, false
}

// picks draws whether the frame is picked. The chance grows with the frames since
// the last one, so that picks are spread evenly.
func (r *red) picks(f *Frame, pb uint64) bool {
	r.count++
	pa := uint64(one)
	if spent := uint64(r.count) * pb; spent < one {
		pa = min(ratio(pb, one, one-spent), one)
	}
	if r.draws.Below(f.Key, one) >= pa {
		return false
	}
	r.count = 0
	return true
}

// Take satisfies Discipline.
func (r *red) Take(now vtime.Time, _ Sink) (Queued, bool) {
	q, ok := r.take()
	if r.frames.n == 0 {
		r.idle = now
	}
	return q, ok
}

// Shed satisfies Discipline.
func (r *red) Shed(s Sink) { r.shed(s) }

// times multiplies two fractions.
func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi<<32 | lo>>32
}

// ratio returns a*b/c, which must fit.
func ratio(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, _ := bits.Div64(hi, lo, c)
	return q
}

// power returns the n-th power of a fraction of at most one.
func power(x, n uint64) uint64 {
	p := uint64(one)
	for ; n > 0 && p > 0; n >>= 1 {
		if n&1 == 1 {
			p = times(p, x)
		}
		x = times(x, x)
	}
	return p
}
