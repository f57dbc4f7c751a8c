package cause

import (
	"fmt"
	"iter"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Span is a stretch of time with one binding rule; Also are the rules that
// would still bind if it were lifted.
type Span struct {
	From, To vtime.Time
	Why      Why
	Also     Set
}

// Chrono is an exclusive stopwatch: a total function from time to the rule that
// binds. The zero value says NothingToSend from time zero.
type Chrono struct {
	changes column[change]
}

type change struct {
	at   vtime.Time
	also Set
	why  Why
}

// Set says that from now on w binds. Times must not go back; a later change at
// the same instant replaces the earlier one.
func (c *Chrono) Set(now vtime.Time, w Why, also Set) {
	if c.changes.empty() {
		if w != NothingToSend {
			c.changes.push(change{now, also, w})
		}
		return
	}
	last := c.changes.last()
	if last.why == w && last.also == also {
		return
	}
	if now > last.at {
		c.changes.push(change{now, also, w})
		return
	}
	if now < last.at {
		panic(fmt.Sprintf("cause: chrono goes back from %v to %v", last.at, now))
	}
	last.why, last.also = w, also
	if n := c.changes.len(); n > 1 {
		if before := c.changes.at(n - 2); before.why == w && before.also == also {
			c.changes.pop() // nothing has changed after all
		}
	}
}

// Current returns the rule that binds now.
func (c *Chrono) Current() (Why, Set) {
	if c.changes.empty() {
		return NothingToSend, 0
	}
	last := c.changes.last()
	return last.why, last.also
}

// Cut returns the exact tiling of [from, to).
func (c *Chrono) Cut(from, to vtime.Time) []Span {
	var spans []Span
	for i, at := c.since(from), from; at < to; i++ {
		s := c.span(i, at, to)
		spans = append(spans, s)
		at = s.To
	}
	return spans
}

// Each calls fn for each span of Cut.
func (c *Chrono) Each(from, to vtime.Time, fn func(Span)) {
	for i, at := c.since(from), from; at < to; i++ {
		s := c.span(i, at, to)
		fn(s)
		at = s.To
	}
}

// Back goes through the spans of Cut, the last first.
func (c *Chrono) Back(from, to vtime.Time) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for i := c.since(to - 1); from < to; i-- {
			s := Span{From: from, To: to}
			if i >= 0 {
				x := c.changes.at(i)
				s.From, s.Why, s.Also = max(from, x.at), x.why, x.also
			}
			if !yield(s) {
				return
			}
			to = s.From
		}
	}
}

// since returns the change that was in force at a time, -1 for none.
func (c *Chrono) since(t vtime.Time) int {
	return c.changes.search(func(x *change) bool { return x.at > t }) - 1
}

// span is what is in force from a time on, until the next change or to.
func (c *Chrono) span(i int, from, to vtime.Time) Span {
	s := Span{From: from, To: to}
	if i >= 0 {
		x := c.changes.at(i)
		s.Why, s.Also = x.why, x.also
	}
	if i+1 < c.changes.len() {
		s.To = min(to, c.changes.at(i+1).at)
	}
	return s
}

// Release gives back what lies in an archive: from now on nobody asks.
func (c *Chrono) Release() { c.changes.release() }

// Forget drops the changes that were over before a time. What stays of a long list goes
// to an archive if there is one.
func (c *Chrono) Forget(before vtime.Time, to Archive) {
	c.changes.drop(older(&c.changes, func(x *change) bool { return x.at <= before }))
	c.changes.pack(to)
}
