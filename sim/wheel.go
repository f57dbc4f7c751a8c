package sim

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// A tick is the time in units of 131 us; the wheel reaches 134 ms ahead.
const (
	tickBits  = 17
	wheelSize = 1 << 10
)

func tick(at vtime.Time) int64 { return int64(at >> tickBits) }

// wheel holds the numbers of timers that fire within the next ticks, one list
// for each tick, in no order.
type wheel struct {
	lists [wheelSize]int32       // first number plus one; zero: empty
	busy  [wheelSize / 64]uint64 // bits of the lists that are not empty
	spots []spot                 // by number
}

// spot is a number's place in the list of its tick.
type spot struct {
	prev, next int32 // numbers plus one; zero: none
	tick       int64
}

func (w *wheel) add(number int32, tick int64) {
	for int(number) >= len(w.spots) {
		w.spots = append(w.spots, spot{})
	}
	i := tick & (wheelSize - 1)
	next := w.lists[i]
	w.spots[number] = spot{next: next, tick: tick}
	if next != 0 {
		w.spots[next-1].prev = number + 1
	} else {
		w.busy[i/64] |= 1 << (i % 64)
	}
	w.lists[i] = number + 1
}

func (w *wheel) remove(number int32) {
	s := &w.spots[number]
	if s.next != 0 {
		w.spots[s.next-1].prev = s.prev
	}
	if s.prev != 0 {
		w.spots[s.prev-1].next = s.next
		return
	}
	i := s.tick & (wheelSize - 1)
	w.lists[i] = s.next
	if s.next == 0 {
		w.busy[i/64] &^= 1 << (i % 64)
	}
}

// first returns a number on the list of a tick.
func (w *wheel) first(tick int64) (number int32, ok bool) {
	n := w.lists[tick&(wheelSize-1)]
	return n - 1, n != 0
}

// after returns the first tick behind the given one that has a list.
func (w *wheel) after(tick int64) (next int64, ok bool) {
	start := (tick + 1) & (wheelSize - 1)
	for d := int64(0); d <= wheelSize/64; d++ {
		i := (start/64 + d) % (wheelSize / 64)
		word := w.busy[i]
		if d == 0 {
			word &= ^uint64(0) << (start % 64)
		}
		if word != 0 {
			at := i*64 + int64(bits.TrailingZeros64(word))
			return tick + 1 + (at-start)&(wheelSize-1), true
		}
	}
	return 0, false
}
