package sim

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// wheel keeps timers in slots by when they are due: the further ahead, the wider
// the slot. A slot of level n is 64 times as wide as one of level n-1, and a timer
// is on the level of the highest digit, to the base 64, in which its time differs
// from the base. So the first slot that is not empty holds the earliest timers,
// and a timer comes down by a level at a time as the base approaches it: adding
// one and taking one out cost the same however many there are.
//
// Its place in a Timer is minus one less the number of its slot.
type wheel struct {
	base   vtime.Time // all timers are due after it
	levels uint16     // those that are not empty, bit by bit
	busy   [wheelLevels]uint64
	slots  [wheelLevels << wheelDigit]*Timer // the first of a list through Timer.next
}

const (
	wheelGrain  = 10 // the narrowest slots are of 1 us
	wheelDigit  = 6
	wheelLevels = 9 // reach all times
)

// slotOf returns the slot of a time after the base. Slots are numbered from the
// earliest one on.
func (w *wheel) slotOf(at vtime.Time) int {
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

func (w *wheel) add(t *Timer) {
	i := w.slotOf(t.at)
	t.place, t.prev, t.next = int32(-1-i), nil, w.slots[i]
	if t.next != nil {
		t.next.prev = t
	}
	w.slots[i] = t
	level := i >> wheelDigit
	w.busy[level] |= 1 << (i & (1<<wheelDigit - 1))
	w.levels |= 1 << level
}

func (w *wheel) remove(t *Timer) {
	if t.next != nil {
		t.next.prev = t.prev
	}
	switch i := int(-1 - t.place); {
	case t.prev != nil:
		t.prev.next = t.next
	case t.next != nil:
		w.slots[i] = t.next
	default:
		w.take(i)
	}
	t.place, t.prev, t.next = nowhere, nil, nil
}

// take empties a slot and returns what was in it.
func (w *wheel) take(i int) *Timer {
	first, level := w.slots[i], i>>wheelDigit
	w.slots[i] = nil
	if w.busy[level] &^= 1 << (i & (1<<wheelDigit - 1)); w.busy[level] == 0 {
		w.levels &^= 1 << level
	}
	return first
}

// first returns the first slot that is not empty.
func (w *wheel) first() (i int, ok bool) {
	if w.levels == 0 {
		return 0, false
	}
	level := bits.TrailingZeros16(w.levels)
	return level<<wheelDigit | bits.TrailingZeros64(w.busy[level]), true
}

// rewind sets the base to an earlier time, if all timers stay in their slots by it,
// and reports whether it did: none is on a level below the highest digit that changes.
func (w *wheel) rewind(base vtime.Time) bool {
	level := levelOf[bits.Len64(uint64(base^w.base)>>wheelGrain)]
	if base >= w.base || w.levels&(1<<level-1) != 0 {
		return false
	}
	w.base = base
	return true
}

// span returns the first and the last time of the first slot that is not empty.
func (w *wheel) span(i int) (from, to vtime.Time) {
	shift := wheelGrain + wheelDigit*(i>>wheelDigit)
	from = w.base >> shift >> wheelDigit << wheelDigit << shift
	from |= vtime.Time(i&(1<<wheelDigit-1)) << shift
	return from, from | (1<<shift - 1)
}

// leave forgets the place that a timer had in a list.
func (t *Timer) leave() { t.place, t.prev, t.next = nowhere, nil, nil }
