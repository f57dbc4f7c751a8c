package sim

import "github.com/rttlab/rttlab/sim/vtime"

// front is timers in the order in which they fire, in a ring. There are a few, and one
// that is added is mostly among the next or among the last of them, so it finds its
// place by stepping there from the nearer end.
type front struct {
	slots []slot // its length is a power of two
	head  int    // where the first one is, but for whole turns of the ring
	n     int
}

type slot struct {
	at    vtime.Time
	seq   uint64
	timer *Timer
}

// before reports whether a slot comes before what is due at a time.
func (s *slot) before(at vtime.Time, seq uint64) bool { return s.at < at || s.at == at && s.seq < seq }

// get returns the i-th slot from the first one on.
func (f *front) get(i int) *slot { return &f.slots[(f.head+i)&(len(f.slots)-1)] }

// pop takes out the first timer.
func (f *front) pop() {
	s := f.get(0)
	s.timer.place, s.timer = nowhere, nil
	f.head++
	f.n--
}

// popLast takes out the last timer.
func (f *front) popLast() *Timer {
	f.n--
	s := f.get(f.n)
	t := s.timer
	t.place, s.timer = nowhere, nil
	return t
}

func (f *front) add(t *Timer) {
	if f.n == len(f.slots) {
		f.grow()
	}
	t.place = inFront
	at, seq, ring, mask := t.at, t.seq, f.slots, len(f.slots)-1
	i := f.head + f.n
	if f.n == 0 || f.get(f.n/2).before(at, seq) {
		// The one in the middle comes before it, at the latest.
		for ; i > f.head && !ring[(i-1)&mask].before(at, seq); i-- {
			ring[i&mask] = ring[(i-1)&mask]
		}
	} else {
		f.head--
		for i = f.head; ring[(i+1)&mask].before(at, seq); i++ { // the one in the middle does not
			ring[i&mask] = ring[(i+1)&mask]
		}
	}
	f.n++
	ring[i&mask] = slot{at, seq, t}
}

func (f *front) grow() {
	bigger := make([]slot, max(8, 2*len(f.slots)))
	for i := range f.n {
		bigger[i] = *f.get(i)
	}
	f.slots, f.head = bigger, 0
}

// find returns which slot a timer has that is in front.
func (f *front) find(t *Timer) int {
	i := 0
	for f.get(i).timer != t {
		i++
	}
	return i
}

func (f *front) remove(t *Timer) {
	for i := f.find(t); i+1 < f.n; i++ {
		*f.get(i) = *f.get(i + 1)
	}
	f.n--
	f.get(f.n).timer, t.place = nil, nowhere
}
