package sim

import "github.com/rttlab/rttlab/sim/vtime"

// queue holds the armed timers and gives them out by (time, sequence number).
//
// What is due soon, frames on their way above all, is kept apart from what is
// due much later: that are mostly retransmission timers, as many as there are
// connections, and hardly any of them ever fires. So the heap where most happens
// stays small.
//
// A slot's key may be earlier than its timer's: a timer that is moved to a later
// time, as most are, or was disarmed for a while, stays where it is until it
// comes to the front.
type queue struct {
	near, far heap
	horizon   vtime.Time // of near
	timers    []*Timer   // by number; nil: free
	free      []int32    // numbers
}

// soon is how far the near heap reaches: beyond most round trips and below most
// retransmission timers.
const soon = 1 << 26 // 67 ms

// put adds t or moves it, if it is in the queue already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	t.at, t.seq = at, seq
	if t.in != nil {
		t.in.advance(slot{at, seq, t.number})
		return
	}
	q.number(t)
	q.file(t)
}

// number gives t a number.
func (q *queue) number(t *Timer) {
	if n := len(q.free); n > 0 {
		t.number = q.free[n-1]
		q.free = q.free[:n-1]
		q.timers[t.number] = t
		return
	}
	t.number = int32(len(q.timers))
	q.timers = append(q.timers, t)
}

// file puts t into the heap of its time.
func (q *queue) file(t *Timer) {
	t.in = &q.near
	if t.at > q.horizon {
		t.in = &q.far
	}
	t.in.push(slot{t.at, t.seq, t.number})
}

// remove takes t out, if it is in the queue.
func (q *queue) remove(t *Timer) {
	if t.in == nil {
		return
	}
	t.in.remove(t.number)
	q.timers[t.number] = nil
	q.free = append(q.free, t.number)
	t.in, t.seq = nil, 0
}

// first returns the timer that fires next, nil if none is armed.
func (q *queue) first() *Timer {
	for {
		h := q.earlier()
		if len(h.slots) == 0 {
			return nil
		}
		s := &h.slots[0]
		t := q.timers[s.number]
		switch {
		case t.seq == s.seq:
			q.horizon = t.at.Add(soon)
			return t
		case t.seq == 0:
			q.remove(t) // it has fired, or rests
		case t.at > q.horizon && h == &q.near:
			h.remove(t.number)
			q.file(t)
		default:
			h.down(0, slot{t.at, t.seq, t.number}) // it was moved
		}
	}
}

// earlier returns the heap with the first slot, an empty one if there is none.
func (q *queue) earlier() *heap {
	if len(q.near.slots) == 0 || len(q.far.slots) > 0 && q.far.slots[0].before(&q.near.slots[0]) {
		return &q.far
	}
	return &q.near
}
