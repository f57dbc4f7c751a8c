package sim

import "github.com/rttlab/rttlab/sim/vtime"

// queue is a 4-ary min-heap of armed timers ordered by (time, sequence number).
// The keys are kept beside the pointers so that sifting stays in one array.
type queue struct {
	slots []slot
}

type slot struct {
	at    vtime.Time
	seq   uint64
	timer *Timer
}

func (s *slot) before(o *slot) bool {
	return s.at < o.at || s.at == o.at && s.seq < o.seq
}

// put adds t or moves it, if it is armed already, to (at, seq).
func (q *queue) put(t *Timer, at vtime.Time, seq uint64) {
	s := slot{at, seq, t}
	if t.pos == 0 {
		q.slots = append(q.slots, s)
		q.up(len(q.slots)-1, s)
		return
	}
	q.fix(int(t.pos-1), s)
}

// remove takes t out.
func (q *queue) remove(t *Timer) {
	i := int(t.pos - 1)
	t.pos = 0
	last := len(q.slots) - 1
	s := q.slots[last]
	q.slots[last].timer = nil
	q.slots = q.slots[:last]
	if i < last {
		q.fix(i, s)
	}
}

// fix puts s into the heap at slot i, whose content is overwritten.
func (q *queue) fix(i int, s slot) {
	if i > 0 && s.before(&q.slots[(i-1)/4]) {
		q.up(i, s)
		return
	}
	q.down(i, s)
}

func (q *queue) up(i int, s slot) {
	for i > 0 {
		parent := (i - 1) / 4
		if !s.before(&q.slots[parent]) {
			break
		}
		q.slots[i] = q.slots[parent]
		q.slots[i].timer.pos = int32(i + 1)
		i = parent
	}
	q.slots[i] = s
	s.timer.pos = int32(i + 1)
}

func (q *queue) down(i int, s slot) {
	n := len(q.slots)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		least := first
		for j := first + 1; j < min(first+4, n); j++ {
			if q.slots[j].before(&q.slots[least]) {
				least = j
			}
		}
		if !q.slots[least].before(&s) {
			break
		}
		q.slots[i] = q.slots[least]
		q.slots[i].timer.pos = int32(i + 1)
		i = least
	}
	q.slots[i] = s
	s.timer.pos = int32(i + 1)
}
