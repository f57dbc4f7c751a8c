package sim

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// queue holds the armed timers, and ends of edges that are expected, and gives them out
// by (time, sequence number).
//
// Those that are due next are in front, in their order; all others are in a wheel,
// whose first list goes to the front when that is empty. So the front stays short,
// and what is due much later, retransmission timers above all, of which hardly any
// ever fires, is not looked at.
//
// A timer's slot may be that of an earlier time than its own: one that is moved to
// a later time, as most are, or was disarmed for a while, stays where it is until it
// comes to the head of the front. Only then is the timer looked at.
type queue struct {
	now  vtime.Time // the clock: nothing is due before it
	free *slot      // to be used again, through slot.next
	near front      // what is due at or before the wheel's base, and what was to be
	far  wheel      // what is due after it
	made int        // slots: as much as this was pending at once
	seen uint64     // by lookAhead; nobody asks
}

// slot is a place in the queue: of a timer, or of what is expected at the end of an edge,
// which needs no timer. Slots lie together and are used again at once, while timers are as
// far apart as their owners. One is a line of a processor's cache, since of those that are
// due much later none is near.
type slot struct {
	at         vtime.Time // by these two it was given its place
	seq        uint64
	prev, next *slot
	timer      *Timer
	edge       *Edge // in place of a timer, nil if there is one
	handler    Ahead // of the edge
}

// few is how many timers of a list go to the front at once. If there are more they
// are spread over lists of narrower times.
const few = 32

// many is how many timers make the front too long: those behind the first few go
// back into the wheel.
const many = 64

// put adds t or moves it, if it is in the queue already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	if at == vtime.Never {
		q.remove(t)
		return
	}
	t.at, t.seq = at, seq
	s := t.slot
	switch {
	case s == nil:
		s = q.take()
		s.timer, t.slot = t, s
	case at > t.due:
		return // the slot comes to the head of the front before
	default:
		q.leave(s)
	}
	t.due = at
	q.place(s, at, seq)
}

// place puts a slot that is in no list where it belongs.
func (q *queue) place(s *slot, at vtime.Time, seq uint64) {
	s.at, s.seq = at, seq
	switch {
	case at > q.far.base:
		q.far.add(s)
		return
	case at < q.now:
		q.refuse(at)
	}
	q.near.add(s)
	if q.near.n > many {
		q.shorten()
	}
}

// refuse is place for a time that has passed. It is not to be a part of it.
//
//go:noinline
func (q *queue) refuse(at vtime.Time) { panic(fmt.Sprintf("sim: timer armed for %v at %v", at, q.now)) }

// expect adds the end of an edge.
func (q *queue) expect(e *Edge, h Ahead) {
	if e.At == vtime.Never {
		return
	}
	s := q.take()
	s.edge, s.handler = e, h
	q.place(s, e.At, e.Seq)
}

// take takes a slot that is free.
func (q *queue) take() *slot {
	s := q.free
	if s == nil {
		s = q.extend()
	}
	q.free = s.next
	return s
}

// extend takes memory for more slots. It is rare, and not to be a part of take.
//
//go:noinline
func (q *queue) extend() *slot {
	slots := make([]slot, few)
	q.made += few
	for i := range slots[1:] {
		slots[i].next = &slots[i+1]
	}
	return &slots[0]
}

// release gives back a slot that has left its list.
func (q *queue) release(s *slot) {
	s.timer.slot = nil
	s.timer, s.next, q.free = nil, q.free, s
}

// leave takes a slot out of the list that it is in.
func (q *queue) leave(s *slot) {
	if s.at > q.far.base {
		q.far.remove(s)
	} else {
		q.near.remove(s)
	}
}

// remove disarms t and takes it out, if it is in the queue.
func (q *queue) remove(t *Timer) {
	t.seq = 0
	if s := t.slot; s != nil {
		q.leave(s)
		q.release(s)
	}
}

// first returns the slot of what happens next, nil if nothing does.
func (q *queue) first() (s *slot) {
	s = q.near.ends.next
	if s.edge == nil && s.timer.seq != s.seq {
		return q.search()
	}
	return s
}

// search is first where the head of the front is that of a timer which was moved or disarmed.
func (q *queue) search() *slot {
	for q.near.n > 0 || q.refill() {
		if q.near.n == 0 {
			continue // the list was spread
		}
		s := q.near.ends.next
		if s.edge != nil || s.timer.seq == s.seq {
			return s
		}
		q.near.remove(s)
		q.renew(s)
	}
	return nil
}

// renew puts a slot that has left its list where its timer belongs now, or gives it back
// if that is not armed.
func (q *queue) renew(s *slot) {
	t := s.timer
	if t.seq == 0 {
		q.release(s)
		return
	}
	t.due = t.at
	q.place(s, t.at, t.seq)
}

// pop takes out the first slot, disarms its timer and returns that, or else the edge.
func (q *queue) pop(s *slot) (t *Timer, e *Edge) {
	next := s.next
	next.prev, q.near.ends.next = &q.near.ends, next
	q.near.n--
	t, e = s.timer, s.edge
	if t != nil {
		t.seq, t.slot = 0, nil
	}
	s.timer, s.edge, s.next, q.free = nil, nil, q.free, s
	return t, e
}

// all yields the armed timers, in no order.
func (q *queue) all(yield func(*Timer) bool) {
	for s := q.near.ends.next; s != &q.near.ends; s = s.next {
		if s.edge == nil && s.timer.seq != 0 && !yield(s.timer) {
			return
		}
	}
	for _, s := range q.far.lists {
		for ; s != nil; s = s.next {
			if s.edge == nil && s.timer.seq != 0 && !yield(s.timer) {
				return
			}
		}
	}
}

// shorten moves all but the first few slots of the front into the wheel, if they
// are due later than those and the wheel can go back that far.
func (q *queue) shorten() {
	s := &q.near.ends
	for range few {
		s = s.next
	}
	base := s.at | (1<<wheelGrain - 1)
	if !q.far.rewind(base) {
		return
	}
	for s := q.near.ends.prev; s.at > base; s = q.near.ends.prev {
		q.near.remove(s)
		q.far.add(s)
	}
}

// refill brings the earliest timers of the wheel nearer: to the front if they
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
	for s := list; s != nil; {
		next := s.next
		q.place(s, s.at, s.seq)
		s = next
	}
	if q.made > crowd {
		q.lookAhead()
	}
	return true
}

// more reports whether a list is longer than n.
func (s *slot) more(n int) bool {
	for ; s != nil && n >= 0; n-- {
		s = s.next
	}
	return n < 0
}
