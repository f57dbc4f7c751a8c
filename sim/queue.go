package sim

import "github.com/rttlab/rttlab/sim/vtime"

// queue holds the armed timers and gives them out by (time, sequence number).
// Those of the present tick, and of earlier ones, are in the heap near: it is
// small, whatever is pending. Those of the next ticks are in the wheel, where
// adding and removing costs the same for any number, and what lies beyond it is
// in the heap far. When near is empty, the next tick is poured into it.
//
// A timer that is moved to a later time, as most are, stays where it is until
// its old time comes.
type queue struct {
	near, far heap
	wheel     wheel
	tick      int64    // the present one
	timers    []*Timer // by number; nil: free
	free      []int32  // numbers
}

// home is the part of the queue that a timer is in.
type home uint8

const (
	nowhere home = iota
	inNear
	inWheel
	inFar
)

// put adds t or moves it, if it is in the queue already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	t.at, t.seq = at, seq
	switch t.home {
	case nowhere:
		q.number(t)
		q.file(t)
	case inNear:
		q.near.advance(slot{at, seq, t.number})
	case inWheel:
		if tick(at) < q.wheel.spots[t.number].tick {
			q.refile(t)
		}
	case inFar:
		if tick(at) < tick(q.far.slots[q.far.places[t.number]].at) {
			q.refile(t)
		}
	}
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

// file puts t where its time belongs.
func (q *queue) file(t *Timer) {
	switch k := tick(t.at); {
	case k <= q.tick:
		t.home = inNear
		q.near.push(slot{t.at, t.seq, t.number})
	case k < q.tick+wheelSize:
		t.home = inWheel
		q.wheel.add(t.number, k)
	default:
		t.home = inFar
		q.far.push(slot{t.at, t.seq, t.number})
	}
}

// leave takes t out of where it is.
func (q *queue) leave(t *Timer) {
	switch t.home {
	case inNear:
		q.near.remove(t.number)
	case inWheel:
		q.wheel.remove(t.number)
	case inFar:
		q.far.remove(t.number)
	}
	t.home = nowhere
}

func (q *queue) refile(t *Timer) {
	q.leave(t)
	q.file(t)
}

// remove takes t out, if it is in the queue.
func (q *queue) remove(t *Timer) {
	if t.home == nowhere {
		return
	}
	q.leave(t)
	q.timers[t.number] = nil
	q.free = append(q.free, t.number)
	t.seq = 0
}

// first returns the timer that fires next, nil if none is armed.
func (q *queue) first() *Timer {
	for {
		for len(q.near.slots) > 0 {
			s := &q.near.slots[0]
			t := q.timers[s.number]
			switch {
			case t.seq == s.seq:
				return t
			case t.seq == 0:
				q.remove(t) // it has fired
			case tick(t.at) <= q.tick:
				q.near.down(0, slot{t.at, t.seq, t.number}) // it was moved
			default:
				q.refile(t)
			}
		}
		if !q.turn() {
			return nil
		}
	}
}

// turn goes on to the next tick that has timers and pours them into near. It
// reports whether there is one.
func (q *queue) turn() bool {
	next, ok := q.wheel.after(q.tick)
	if len(q.far.slots) > 0 {
		if far := tick(q.far.slots[0].at); !ok || far < next {
			next, ok = far, true
		}
	}
	if !ok {
		return false
	}
	q.tick = next
	for n, ok := q.wheel.first(next); ok; n, ok = q.wheel.first(next) {
		q.refile(q.timers[n])
	}
	for len(q.far.slots) > 0 && tick(q.far.slots[0].at) <= next {
		q.refile(q.timers[q.far.slots[0].number])
	}
	return true
}
