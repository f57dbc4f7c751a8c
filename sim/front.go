package sim

import "github.com/rttlab/rttlab/sim/vtime"

// front is slots in the order in which they are due, in a circle. There are a few, and
// one that is added is mostly among the next or among the last of them, so it finds its
// place by stepping there from the end that is nearer in time.
type front struct {
	ends slot // before the first and behind the last one; its timer is never armed
	n    int
}

func (f *front) init() { f.ends = slot{at: -1, seq: 1, timer: &Timer{}, prev: &f.ends, next: &f.ends} }

// before reports whether a slot comes before what is due at a time.
func (s *slot) before(at vtime.Time, seq uint64) bool { return s.at < at || s.at == at && s.seq < seq }

// add puts a slot behind all that come before it.
func (f *front) add(s *slot) {
	at, seq := s.at, s.seq
	prev, next := f.ends.prev, f.ends.next
	if at-next.at < prev.at-at {
		for next.before(at, seq) { // the last one does not
			next = next.next
		}
		prev = next.prev
	} else {
		for !prev.before(at, seq) { // the ends do
			prev = prev.prev
		}
		next = prev.next
	}
	prev.next, s.prev, s.next = s, prev, next
	next.prev = s
	f.n++
}

func (f *front) remove(s *slot) {
	s.prev.next, s.next.prev = s.next, s.prev
	f.n--
}
