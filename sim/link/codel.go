package link

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// CoDel keeps the time that frames wait near a target (RFC 8289): while the
// shortest wait of an interval stays above it, frames at the head of the queue are
// dropped or marked, the more often the longer that lasts. Zero values stand for the
// defaults of the RFC.
type CoDel struct {
	Target   vtime.Time // wait that is good; 5 ms (RFC 8289 section 4.4)
	Interval vtime.Time // time to react, about the longest usual round trip; 100 ms (section 4.3)
	Mark     bool       // mark where possible instead of dropping
}

// New makes the discipline; see Queue.New.
func (c CoDel) New(*sim.Kernel, *Config) Discipline {
	return &codelQueue{law: codel{CoDel: c.filled()}}
}

// filled replaces what is left out by the defaults.
func (c CoDel) filled() CoDel {
	c.Target, c.Interval = or(c.Target, 5*vtime.Millisecond), or(c.Interval, 100*vtime.Millisecond)
	return c
}

// or returns v, or def if v is zero.
func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// codelQueue is one queue with one control law.
type codelQueue struct {
	line
	law codel
}

// Put satisfies Discipline.
func (c *codelQueue) Put(_ vtime.Time, q Queued, _ Sink) { c.put(q) }

// Take satisfies Discipline.
func (c *codelQueue) Take(now vtime.Time, s Sink) (Queued, bool) {
	return c.law.take(now, &c.line, s)
}

// Shed satisfies Discipline.
func (c *codelQueue) Shed(s Sink) { c.shed(s) }

// codel is the control law with its state, by the names of RFC 8289 section 5.3.
type codel struct {
	CoDel
	firstAbove vtime.Time // when waits will have been above target for an interval; 0: they are not
	dropNext   vtime.Time // when the next frame goes
	count      uint64     // frames dropped since the dropping state was entered
	lastCount  uint64     // count when it was entered last
	dropping   bool
	largest    int // largest frame so far: less than that in the queue is no queue
}

// take is the deque of RFC 8289 section 5.6.
func (c *codel) take(now vtime.Time, l *line, s Sink) (Queued, bool) {
	q, ok, late := c.next(now, l)
	switch {
	case !c.dropping && late:
		c.enter(now)
		if !c.punish(q, s) {
			return q, ok
		}
		q, ok, _ = c.next(now, l)
	case c.dropping && !late:
		c.dropping = false
	}
	for c.dropping && now >= c.dropNext && ok {
		c.count++
		gone := c.punish(q, s)
		if gone {
			q, ok, c.dropping = c.next(now, l)
		}
		if c.dropping {
			c.dropNext = c.controlLaw(c.dropNext)
		}
		if !gone {
			break
		}
	}
	return q, ok
}

// enter begins the dropping state. If it was left lately, it goes on nearly as
// often as it had dropped then.
func (c *codel) enter(now vtime.Time) {
	c.dropping = true
	delta := c.count - c.lastCount
	if c.count = 1; delta > 1 && now-c.dropNext < 16*c.Interval {
		c.count = delta
	}
	c.dropNext = c.controlLaw(now)
	c.lastCount = c.count
}

// next takes the head of the queue, and says whether it may be dropped: the
// dodequeue of RFC 8289 section 5.5.
func (c *codel) next(now vtime.Time, l *line) (q Queued, ok, late bool) {
	if q, ok = l.take(); !ok {
		c.firstAbove = 0
		return q, false, false
	}
	c.largest = max(c.largest, q.Frame.Len)
	if now-q.Since < c.Target || l.bytes <= int64(c.largest) {
		c.firstAbove = 0
		return q, true, false
	}
	if c.firstAbove == 0 {
		c.firstAbove = now.Add(c.Interval)
		return q, true, false
	}
	return q, true, now >= c.firstAbove
}

// punish marks the frame or drops it, and reports whether it is gone.
func (c *codel) punish(q Queued, s Sink) bool {
	if c.Mark && s.Mark(q) {
		return false
	}
	s.Drop(q, EarlyCoDel)
	return true
}

// controlLaw returns t plus the interval over the square root of count.
func (c *codel) controlLaw(t vtime.Time) vtime.Time {
	hi, lo := bits.Mul64(uint64(c.Interval), inverseRoot(c.count))
	return t.Add(vtime.Time(hi<<32 | lo>>32))
}

// inverseRoot returns 2^32 over the square root of n, which is not 0, rounded down.
func inverseRoot(n uint64) uint64 {
	if n == 1 {
		return 1 << 32
	}
	square, _ := bits.Div64(1, 0, n) // 2^64 over n
	root := uint64(1) << ((bits.Len64(square) + 1) / 2)
	for {
		// Newton's iteration falls to the root from above.
		next := (root + square/root) / 2
		if next >= root {
			return root
		}
		root = next
	}
}
