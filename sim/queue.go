package sim

import "github.com/rttlab/rttlab/sim/vtime"

// queue holds the armed timers and gives them out by (time, sequence number).
//
// Those that are due next are in a heap, which puts them into their order; all
// others are in a wheel, whose first slot goes into the heap when that is empty.
// So the heap stays small, and what is due much later, retransmission timers
// above all, of which hardly any ever fires, is not looked at.
//
// A timer's place may be an earlier one than its time would have: a timer that is
// moved to a later time, as most are, or was disarmed for a while, stays where it
// is until it comes to the front.
type queue struct {
	near heap  // what is due at or before the wheel's base, and what was to be
	far  wheel // what is due after it
}

// nowhere is the place of a timer that is not in the queue.
const nowhere = 0

// few is how many timers of a slot go into the heap at once. If there are more
// they are spread over narrower slots.
const few = 8

// keeps reports whether a timer in a place of the heap stays there if it is moved: it
// goes to a later time than the place has.
func (q *queue) keeps(place int32, at vtime.Time) bool {
	return place > 0 && at > q.near.slots[place-1].at
}

// put adds t or moves it, if it is in the queue already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	t.at, t.seq = at, seq
	switch {
	case t.place > 0:
		q.near.advance(slot{at, seq, t})
	case t.place == nowhere:
		q.file(t)
	case at <= q.far.base || q.far.slotOf(at) < int(-1-t.place):
		q.far.remove(t)
		q.file(t)
	}
}

// file puts t where it belongs by its time.
func (q *queue) file(t *Timer) {
	if t.at <= q.far.base {
		q.near.push(slot{t.at, t.seq, t})
	} else {
		q.far.add(t)
	}
}

// remove takes t out, if it is in the queue.
func (q *queue) remove(t *Timer) {
	t.seq = 0
	switch {
	case t.place > 0:
		q.near.remove(t)
	case t.place < 0:
		q.far.remove(t)
	}
}

// first returns the timer that fires next, nil if none is armed.
func (q *queue) first() *Timer {
	for len(q.near.slots) > 0 || q.refill() {
		if len(q.near.slots) == 0 {
			continue // the slot was spread, or held nothing that is armed
		}
		s := &q.near.slots[0]
		t := s.timer
		switch {
		case t.seq == s.seq:
			return t
		case t.seq == 0:
			q.near.remove(t) // it has fired, or rests
		case t.at > q.far.base:
			q.near.remove(t) // it was moved
			q.far.add(t)
		default:
			q.near.down(0, slot{t.at, t.seq, t}) // it was moved by a little
		}
	}
	return nil
}

// refill brings the earliest timers of the wheel nearer: into the heap if they
// are few. It reports whether there were any.
func (q *queue) refill() bool {
	w := &q.far
	i, ok := w.first()
	if !ok {
		return false
	}
	from, to := w.span(i)
	list := w.take(i)
	if w.base = to; i >= 1<<wheelDigit && list.more(few) {
		w.base = from
	}
	for t := list; t != nil; {
		next := t.next
		t.leave()
		if t.seq != 0 {
			q.file(t)
		}
		t = next
	}
	return true
}

// more reports whether a list is longer than n.
func (t *Timer) more(n int) bool {
	for ; t != nil && n >= 0; n-- {
		t = t.next
	}
	return n < 0
}
