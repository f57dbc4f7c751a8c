package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// sent is one segment between SND.UNA and SND.NXT. It fills a line:
// mostly few are looked at, and nothing else of them anywhere.
type sent struct {
	start, end int64
	at         vtime.Time // when the last copy left
	news       vtime.Time // what was known of deliveries then, see departure
	newsOf     vtime.Time
	delivered  uint32
	next, prev int32     // neighbours in the order of departure, see order
	copies     uint8     // how often it has left, at most 255
	found      cause.Why // what presumed it lost
	lost       bool      // presumed lost
	sacked     bool      // selectively acknowledged; then it is not lost
	again      bool      // a copy is on its way that left since it was presumed lost
	fin        bool
	push       bool // each copy carries PSH, as what was written ends with it
	tail       bool // a burst ends with it
	record     bool // a record ends with it (MSG_EOR)
	probe      bool // beyond the window: a zero-window probe
	queued     bool // is in the order of departure
	limited    bool // see departure
}

// data returns the segment's bytes; the FIN does not count.
func (s *sent) data() int64 {
	if s.fin {
		return s.end - s.start - 1
	}
	return s.end - s.start
}

// missing reports whether a copy has to leave.
func (s *sent) missing() bool { return s.lost && !s.again }

// flying returns how often the segment is counted as being on its way: twice if a
// copy left for a loss that was none.
func (s *sent) flying() int32 {
	n := int32(0)
	if !s.sacked && !s.lost {
		n++
	}
	if s.again {
		n++
	}
	return n
}

// scoreboard is the queue of unacknowledged segments, oldest first, with the
// number of their bytes that are on their way, and counts of segments.
type scoreboard struct {
	n int // what else is here means nothing while it is zero

	missing  int32 // segments that are lost and not on their way
	sacked   int32 // segments that are selectively acknowledged
	lost     int32 // segments that are presumed lost
	again    int32 // copies on their way
	flying   int32 // segments on their way
	tails    int32 // bursts that are not acknowledged as a whole
	searchAt int32 // no missing segment lies before this position
	head     int32
	order    order
	flight   int64  // bytes on their way
	ring     []sent // length is a power of two
}

func (b *scoreboard) at(i int) *sent { return &b.ring[b.slot(i)] }

func (b *scoreboard) slot(i int) int { return (int(b.head) + i) & (len(b.ring) - 1) }

// push adds a segment that leaves for the first time, and returns it: what else is to be
// said of it is filled in where it is.
func (b *scoreboard) push(start, end int64, at vtime.Time) *sent {
	if b.n == len(b.ring) {
		b.grow()
	}
	b.flight += end - start
	b.flying++
	slot := b.slot(b.n)
	b.n++
	s := &b.ring[slot]
	*s = sent{}
	s.start, s.end, s.at, s.copies = start, end, at, 1
	b.departs(slot)
	return s
}

// endBurst notes that a burst ends with a segment.
func (b *scoreboard) endBurst(s *sent) {
	if !s.tail {
		s.tail = true
		b.tails++
	}
}

func (b *scoreboard) grow() {
	n := 1 // does for those that say little
	if len(b.ring) > 0 {
		n = max(8, 2*len(b.ring))
	}
	bigger := make([]sent, n)
	for i := range b.n {
		bigger[i] = *b.at(i)
	}
	b.order.move(bigger[:b.n], int(b.head), len(b.ring))
	b.ring, b.head = bigger, 0
}

// change applies a change to segment i and keeps the counts.
func (b *scoreboard) change(s *sent, to func(*sent)) {
	b.count(s, -1)
	to(s)
	b.count(s, +1)
}

func (b *scoreboard) count(s *sent, by int32) {
	n := by * s.flying()
	b.flying += n
	b.flight += int64(n) * (s.end - s.start)
	if s.sacked {
		b.sacked += by
	}
	if s.lost {
		b.lost += by
	}
	if s.again {
		b.again += by
	}
	if s.missing() {
		b.missing += by
	}
}

// pop removes the oldest segment.
func (b *scoreboard) pop() {
	s := b.at(0)
	b.count(s, -1)
	if s.tail {
		b.tails--
	}
	b.leaves(b.slot(0))
	b.head = int32(b.slot(1))
	b.n--
	b.searchAt = max(b.searchAt-1, 0)
}

// trim cuts the oldest segment's acknowledged front off.
func (b *scoreboard) trim(una int64) {
	s := b.at(0)
	b.flight -= int64(s.flying()) * (una - s.start)
	s.start = una
}

// split makes two segments of segment i, which are in the same state.
func (b *scoreboard) split(i int, at int64) {
	if b.n == len(b.ring) {
		b.grow()
	}
	b.count(b.at(i), -1)
	b.unlinkFrom(i)
	rest := *b.at(i)
	b.n++
	for j := b.n - 1; j > i+1; j-- {
		*b.at(j) = *b.at(j - 1)
	}
	first := b.at(i)
	first.end, first.fin, first.record = at, false, false
	b.endBurst(first)
	rest.start = at
	*b.at(i + 1) = rest
	b.count(b.at(i), +1)
	b.count(b.at(i+1), +1)
	b.relinkFrom(i)
	if int(b.searchAt) > i {
		b.searchAt++
	}
}

// lose presumes that segment i, which is not acknowledged, is lost, also if a
// copy of it is: it is missing until another copy leaves. It reports whether that
// is new.
func (b *scoreboard) lose(i int) bool {
	s := b.at(i)
	if s.sacked || s.missing() {
		return false
	}
	b.change(s, func(s *sent) { s.lost, s.again = true, false })
	b.leaves(b.slot(i))
	b.searchAt = min(b.searchAt, int32(i))
	return true
}

// resent notes that a copy of segment i leaves.
func (b *scoreboard) resent(i int, now vtime.Time) {
	s := b.at(i)
	s.at = now
	if s.copies < 255 {
		s.copies++
	}
	if s.missing() {
		b.change(s, func(s *sent) { s.again = true })
		b.searchAt = int32(i)
	}
	if !s.sacked {
		b.leaves(b.slot(i))
		b.departs(b.slot(i))
	}
}

// nextMissing returns the oldest segment that is lost and not on its way.
func (b *scoreboard) nextMissing() (int, bool) {
	if b.missing == 0 {
		return 0, false
	}
	for i := int(b.searchAt); i < b.n; i++ {
		if b.at(i).missing() {
			return i, true
		}
	}
	return 0, false
}

// find returns the position of the segment that holds offset off, or the number
// of segments if it is not outstanding.
func (b *scoreboard) find(off int64) int {
	lo, hi := 0, b.n
	for lo < hi {
		if mid := (lo + hi) / 2; b.at(mid).end > off {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
