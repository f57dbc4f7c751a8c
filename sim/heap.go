package sim

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// heap is a 4-ary min-heap of timers, ordered by (time, sequence number). A
// timer's place is one more than its slot, so that it can be taken out.
type heap struct {
	slots []slot
}

type slot struct {
	at    vtime.Time
	seq   uint64
	timer *Timer
}

func (s *slot) before(o *slot) bool { return s.less(o) != 0 }

// less is 1 if s comes before o, and 0 if not. It is computed without branches,
// of which a processor would guess every second one wrong: the borrow of a
// subtraction of 128 bits. Times are not negative.
func (s *slot) less(o *slot) int {
	_, borrow := bits.Sub64(s.seq, o.seq, 0)
	_, borrow = bits.Sub64(uint64(s.at), uint64(o.at), borrow)
	return int(borrow)
}

func (h *heap) push(s slot) {
	h.slots = append(h.slots, s)
	h.up(len(h.slots)-1, s)
}

// advance gives a timer that is in the heap another key, if that is earlier.
func (h *heap) advance(s slot) {
	if i := int(s.timer.place) - 1; s.before(&h.slots[i]) {
		h.up(i, s)
	}
}

func (h *heap) remove(t *Timer) {
	i := int(t.place) - 1
	t.place = nowhere
	last := len(h.slots) - 1
	s := h.slots[last]
	h.slots[last].timer = nil
	h.slots = h.slots[:last]
	if i == last {
		return
	}
	if i > 0 && s.before(&h.slots[(i-1)/4]) {
		h.up(i, s)
		return
	}
	h.down(i, s)
}

// up puts s into slot i, whose content is overwritten, or above.
func (h *heap) up(i int, s slot) {
	for i > 0 {
		parent := (i - 1) / 4
		if !s.before(&h.slots[parent]) {
			break
		}
		h.set(i, h.slots[parent])
		i = parent
	}
	h.set(i, s)
}

// down puts s into slot i, whose content is overwritten, or below.
func (h *heap) down(i int, s slot) {
	for {
		least := h.leastChild(i)
		if least < 0 || !h.slots[least].before(&s) {
			break
		}
		h.set(i, h.slots[least])
		i = least
	}
	h.set(i, s)
}

func (h *heap) set(i int, s slot) {
	h.slots[i] = s
	s.timer.place = int32(i) + 1
}

// leastChild returns the first of the slots below slot i, -1 if there are none.
func (h *heap) leastChild(i int) int {
	first := 4*i + 1
	if first+4 <= len(h.slots) {
		c := (*[4]slot)(h.slots[first:])
		a, b := c[1].less(&c[0]), 2+c[3].less(&c[2])
		return first + a + (b-a)*c[b].less(&c[a])
	}
	if first >= len(h.slots) {
		return -1
	}
	least := first
	for j := first + 1; j < len(h.slots); j++ {
		if h.slots[j].before(&h.slots[least]) {
			least = j
		}
	}
	return least
}
