package cause

import (
	"fmt"
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Span is a stretch of time with one binding rule; Also are the rules that
// would still bind if it were lifted.
type Span struct {
	From, To vtime.Time
	Why      Why
	Also     Set
}

// Chrono is an exclusive stopwatch: an append-only total function from time to
// the rule that binds. The zero value says NothingToSend from time zero.
type Chrono struct {
	changes []change
}

type change struct {
	at   vtime.Time
	why  Why
	also Set
}

// Set says that from now on w binds. Times must not go back; a later change at
// the same instant replaces the earlier one.
func (c *Chrono) Set(now vtime.Time, w Why, also Set) {
	n := len(c.changes)
	if n == 0 {
		if w == NothingToSend {
			return
		}
		c.changes = append(c.changes, change{now, w, also})
		return
	}
	last := &c.changes[n-1]
	if last.why == w && last.also == also {
		return
	}
	if now < last.at {
		panic(fmt.Sprintf("cause: chrono goes back from %v to %v", last.at, now))
	}
	if last.at == now {
		last.why, last.also = w, also
		if n > 1 && c.changes[n-2].why == w && c.changes[n-2].also == also {
			c.changes = c.changes[:n-1] // nothing has changed after all
		}
		return
	}
	c.changes = append(c.changes, change{now, w, also})
}

// Current returns the rule that binds now.
func (c *Chrono) Current() (Why, Set) {
	if n := len(c.changes); n > 0 {
		return c.changes[n-1].why, c.changes[n-1].also
	}
	return NothingToSend, 0
}

// Cut returns the exact tiling of [from, to).
func (c *Chrono) Cut(from, to vtime.Time) []Span {
	var spans []Span
	i := sort.Search(len(c.changes), func(i int) bool { return c.changes[i].at > from }) - 1
	for at := from; at < to; i++ {
		w, also, end := NothingToSend, Set(0), to
		if i >= 0 {
			w, also = c.changes[i].why, c.changes[i].also
		}
		if i+1 < len(c.changes) && c.changes[i+1].at < to {
			end = c.changes[i+1].at
		}
		spans = append(spans, Span{at, end, w, also})
		at = end
	}
	return spans
}
