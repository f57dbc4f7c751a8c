package explain

import (
	"fmt"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Span is a stretch of time with one rule and one place. Also are the rules
// that would still hold if the first were lifted.
type Span struct {
	From, To    vtime.Time
	Why         cause.Why
	Where       cause.Where
	Also        cause.Set
	Transaction *httpx.Transaction
}

// Explanation tiles [Start, End).
type Explanation struct {
	Start, End vtime.Time
	Spans      []Span // in order of time, none empty
	Waits      []Wait // tile it too; nil unless they were asked for
}

// Wait is a need from when it was born to when it was met: one rule held, and
// Path is how what met it came about.
type Wait struct {
	From, To    vtime.Time
	Why         cause.Why
	Also        cause.Set
	Transaction *httpx.Transaction
	Path        []Step // tiles it
	// Unmet says that nothing met the need at To: another rule held it from then on,
	// and the path is a part of the way to what met it in the end.
	Unmet bool

	// Sender is who sends what is waited for, nil if that is no bytes. Offset is where in
	// the stream the byte is, or NoByte: it is not written yet, and waits for room.
	Sender *stack.End
	Offset uint64
}

// NoByte is no offset in a stream.
const NoByte = ^uint64(0)

// Step is a stretch of the way to what met a need, up to an event. The parts of a
// frame's way have the same event: its arrival.
type Step struct {
	From, To vtime.Time
	Where    cause.Where
	Event    vtime.EventID
}

// Total is the time that is explained.
func (e *Explanation) Total() vtime.Time { return e.End - e.Start }

// Matrix is time by rule and place.
type Matrix [cause.NumWhy][cause.NumWhere]vtime.Time

// Matrix sums the spans.
func (e *Explanation) Matrix() *Matrix {
	m := &Matrix{}
	for _, s := range e.Spans {
		m[s.Why][s.Where] += s.To - s.From
	}
	return m
}

// ByWhy is the margin by rule.
func (m *Matrix) ByWhy() (sum [cause.NumWhy]vtime.Time) {
	for why := range m {
		for _, d := range m[why] {
			sum[why] += d
		}
	}
	return sum
}

// ByWhere is the margin by place.
func (m *Matrix) ByWhere() (sum [cause.NumWhere]vtime.Time) {
	for why := range m {
		for where, d := range m[why] {
			sum[where] += d
		}
	}
	return sum
}

// check panics if the spans do not tile or say nothing.
func (e *Explanation) check(what string) {
	at := e.Start
	for _, s := range e.Spans {
		if s.From != at || s.To <= s.From {
			panic(fmt.Sprintf("explain: %s: span %v to %v does not follow %v", what, s.From, s.To, at))
		}
		if s.Why == cause.NothingToSend || s.Where == cause.Instant {
			panic(fmt.Sprintf("explain: %s: no reason from %v to %v: %v, %v", what, s.From, s.To, s.Why, s.Where))
		}
		if s.Also.With(s.Why) == s.Also {
			panic(fmt.Sprintf("explain: %s: %v holds beside itself from %v to %v", what, s.Why, s.From, s.To))
		}
		at = s.To
	}
	if at != e.End {
		panic(fmt.Sprintf("explain: %s: spans end at %v, not at %v", what, at, e.End))
	}
	e.checkWaits(what)
}

// checkWaits panics if waits are told and do not tile, or their paths do not.
func (e *Explanation) checkWaits(what string) {
	at := e.Start
	for _, w := range e.Waits {
		for _, s := range w.Path {
			if s.From != at || s.To <= s.From || s.To > w.To {
				panic(fmt.Sprintf("explain: %s: %s: step %v to %v does not follow %v", what, w.Why, s.From, s.To, at))
			}
			at = s.To
		}
		if at != w.To {
			panic(fmt.Sprintf("explain: %s: %s: the path ends at %v, not at %v", what, w.Why, at, w.To))
		}
	}
	if len(e.Waits) > 0 && at != e.End {
		panic(fmt.Sprintf("explain: %s: waits end at %v, not at %v", what, at, e.End))
	}
}
