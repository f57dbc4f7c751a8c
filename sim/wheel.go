package sim

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// wheel keeps slots in lists by when they are due: the further ahead, the wider
// the list. A list of level n is 64 times as wide as one of level n-1, and a slot
// is on the level of the highest digit, to the base 64, in which its time differs
// from the base. So the first list that is not empty holds the earliest slots,
// and a slot comes down by a level at a time as the base approaches it: adding
// one and taking one out cost the same however many there are. The base only moves so
// that the lists that are not empty stay those of their slots.
type wheel struct {
	base   vtime.Time // all slots are due after it
	levels uint16     // those that are not empty, bit by bit
	busy   [wheelLevels]uint64
	lists  [wheelLevels << wheelDigit]*slot // the first of each, through slot.next
}

const (
	wheelGrain  = 10 // the narrowest lists are of 1 us
	wheelDigit  = 6
	wheelLevels = 9 // reach all times
)

// listOf returns the list of a time after the base. Lists are numbered from the
// earliest one on.
func (w *wheel) listOf(at vtime.Time) int {
	level := int(levelOf[bits.Len64(uint64(at^w.base)>>wheelGrain)])
	return level<<wheelDigit | digit(at, level)
}

// levelOf is the level of a time that differs from the base in so many bits beyond the
// grain.
var levelOf = func() (t [65]uint8) {
	for n := 1; n < len(t); n++ {
		t[n] = uint8((n - 1) / wheelDigit)
	}
	return t
}()

// digit returns a digit of a time to the base 64.
func digit(at vtime.Time, level int) int {
	return int(uint64(at)>>(uint(wheelGrain+wheelDigit*level)&63)) & (1<<wheelDigit - 1)
}

func (w *wheel) add(s *slot) {
	i := w.listOf(s.at)
	next := w.lists[i]
	if next != nil {
		next.prev = s
	}
	s.prev, s.next = nil, next
	w.lists[i] = s
	level := i >> wheelDigit
	w.busy[level] |= 1 << (i & (1<<wheelDigit - 1))
	w.levels |= 1 << level
}

func (w *wheel) remove(s *slot) {
	if s.next != nil {
		s.next.prev = s.prev
	}
	switch {
	case s.prev != nil:
		s.prev.next = s.next
	case s.next != nil:
		w.lists[w.listOf(s.at)] = s.next
	default:
		w.take(w.listOf(s.at))
	}
}

// take empties a list and returns what was in it.
func (w *wheel) take(i int) *slot {
	first, level := w.lists[i], i>>wheelDigit
	w.lists[i] = nil
	if w.busy[level] &^= 1 << (i & (1<<wheelDigit - 1)); w.busy[level] == 0 {
		w.levels &^= 1 << level
	}
	return first
}

// first returns the first list that is not empty.
func (w *wheel) first() (i int, ok bool) {
	if w.levels == 0 {
		return 0, false
	}
	level := bits.TrailingZeros16(w.levels)
	return level<<wheelDigit | bits.TrailingZeros64(w.busy[level]), true
}

// rewind sets the base to an earlier time, if all slots stay in their lists by it,
// and reports whether it did: none is on a level below the highest digit that changes.
func (w *wheel) rewind(base vtime.Time) bool {
	level := levelOf[bits.Len64(uint64(base^w.base)>>wheelGrain)]
	if base >= w.base || w.levels&(1<<level-1) != 0 {
		return false
	}
	w.base = base
	return true
}

// span returns the first and the last time of the first list that is not empty.
func (w *wheel) span(i int) (from, to vtime.Time) {
	shift := wheelGrain + wheelDigit*(i>>wheelDigit)
	from = w.base >> shift >> wheelDigit << wheelDigit << shift
	from |= vtime.Time(i&(1<<wheelDigit-1)) << shift
	return from, from | (1<<shift - 1)
}
