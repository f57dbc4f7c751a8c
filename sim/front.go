package sim

import "github.com/rttlab/rttlab/sim/vtime"

// front is timers in the order in which they fire. There are a few, and one that is
// added is mostly among the next or among the last of them, so it finds its place by
// stepping there from the nearer end, or from the last if there are hardly any. They
// move up again and again, so that they stay within a few lines of a processor's cache.
type front struct {
	slots []slot // from head on
	head  int
}

type slot struct {
	at    vtime.Time
	seq   uint64
	timer *Timer
}

func (s *slot) before(o *slot) bool { return s.at < o.at || s.at == o.at && s.seq < o.seq }

func (f *front) len() int { return len(f.slots) - f.head }

// pop takes out the first timer.
func (f *front) pop() {
	s := &f.slots[f.head]
	s.timer.place, s.timer = nowhere, nil
	f.head++
}

func (f *front) add(t *Timer) {
	t.place = inFront
	s := slot{t.at, t.seq, t}
	if f.head > 0 && f.len() > few/8 && s.before(&f.slots[(f.head+len(f.slots))/2]) {
		f.head--
		fromFirst(f.slots[f.head:], s)
		return
	}
	if f.head >= many {
		f.moveUp()
	}
	f.slots = append(f.slots, s)
	fromLast(f.slots[f.head:], s)
}

// fromFirst puts s among slots of which the first is free and the others are in order.
func fromFirst(slots []slot, s slot) {
	i := 0
	for ; i+1 < len(slots) && slots[i+1].before(&s); i++ {
		slots[i] = slots[i+1]
	}
	slots[i] = s
}

// fromLast puts s among slots of which the last is free and the others are in order.
func fromLast(slots []slot, s slot) {
	i := len(slots) - 1
	for ; i > 0 && s.before(&slots[i-1]); i-- {
		slots[i] = slots[i-1]
	}
	slots[i] = s
}

// moveUp makes room behind the last timer where others have been popped.
func (f *front) moveUp() {
	n := copy(f.slots, f.slots[f.head:])
	clear(f.slots[n:])
	f.slots, f.head = f.slots[:n], 0
}

// find returns the slot of a timer that is in front.
func (f *front) find(t *Timer) int {
	i := f.head
	for f.slots[i].timer != t {
		i++
	}
	return i
}

func (f *front) remove(t *Timer) {
	i, last := f.find(t), len(f.slots)-1
	copy(f.slots[i:], f.slots[i+1:])
	f.slots[last].timer, t.place = nil, nowhere
	f.slots = f.slots[:last]
}
