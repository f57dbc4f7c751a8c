package sim

import "github.com/rttlab/rttlab/sim/vtime"

// queue holds the armed timers and gives them out by (time, sequence number).
//
// Those that are due next are in front, in their order; all others are in a wheel,
// whose first slot goes to the front when that is empty. So the front stays short,
// and what is due much later, retransmission timers above all, of which hardly any
// ever fires, is not looked at.
//
// A timer's place may be that of an earlier time than its own: one that is moved to
// a later time, as most are, or was disarmed for a while, stays where it is until it
// comes to the head of the front.
type queue struct {
	near front // what is due at or before the wheel's base, and what was to be
	far  wheel // what is due after it
}

// Places of a timer; those in the wheel are negative.
const (
	nowhere = 0 // not in the queue
	inFront = 1
)

// few is how many timers of a slot go to the front at once. If there are more they
// are spread over narrower slots.
const few = 32

// many is how many timers make the front too long: those behind the first few go
// back into the wheel.
const many = 64

// put adds t or moves it, if it is in the queue already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	t.at, t.seq = at, seq
	q.file(t)
}

// file puts t where it belongs by its time, unless it may stay where it is.
func (q *queue) file(t *Timer) {
	if t.place != nowhere && !q.moves(t) {
		return
	}
	if t.at > q.far.base {
		q.far.add(t)
		return
	}
	q.near.add(t)
	if q.near.n > many {
		q.shorten()
	}
}

// moves takes t out of where it is, if its time is earlier than the one that has
// brought it there, and reports whether it did.
func (q *queue) moves(t *Timer) bool {
	if t.place == inFront {
		if t.at > q.near.get(q.near.find(t)).at {
			return false
		}
	} else if t.at > q.far.base && q.far.slotOf(t.at) >= int(-1-t.place) {
		return false
	}
	q.take(t)
	return true
}

// take takes t out of where it is.
func (q *queue) take(t *Timer) {
	if t.place == inFront {
		q.near.remove(t)
	} else {
		q.far.remove(t)
	}
}

// remove disarms t and takes it out, if it is in the queue.
func (q *queue) remove(t *Timer) {
	t.seq = 0
	if t.place != nowhere {
		q.take(t)
	}
}

// first returns the timer that fires next, nil if none is armed.
func (q *queue) first() *Timer {
	for q.near.n > 0 || q.refill() {
		if q.near.n == 0 {
			continue // the slot was spread, or held nothing that is armed
		}
		s := q.near.get(0)
		t := s.timer
		if t.seq == s.seq {
			return t
		}
		q.near.pop()
		if t.seq != 0 { // it was moved, and has neither fired nor rests
			q.file(t)
		}
	}
	return nil
}

// all yields the armed timers, in no order.
func (q *queue) all(yield func(*Timer) bool) {
	for i := range q.near.n {
		if t := q.near.get(i).timer; t.seq != 0 && !yield(t) {
			return
		}
	}
	for _, t := range q.far.slots {
		for ; t != nil; t = t.next {
			if t.seq != 0 && !yield(t) {
				return
			}
		}
	}
}

// shorten moves all but the first few timers of the front into the wheel, if they
// are due later than those and the wheel can go back that far.
func (q *queue) shorten() {
	f, w := &q.near, &q.far
	base := f.get(few-1).at | (1<<wheelGrain - 1)
	if !w.rewind(base) {
		return
	}
	for f.get(f.n-1).at > base {
		if t := f.popLast(); t.seq != 0 {
			w.add(t)
		}
	}
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
