package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// sent is one segment between SND.UNA and SND.NXT.
type sent struct {
	start, end int64
	at         vtime.Time // when the last copy left
	copies     uint8      // how often it has left, at most 255
	lost       bool       // presumed lost
	inFlight   bool       // a copy is counted as being on its way
	fin        bool
	push       bool // the first copy carried PSH, and so do further ones
	probe      bool // beyond the window: a zero-window probe
}

// data returns the segment's bytes; the FIN does not count.
func (s *sent) data() int64 {
	if s.fin {
		return s.end - s.start - 1
	}
	return s.end - s.start
}

// scoreboard is the queue of unacknowledged segments, oldest first, with the
// number of their bytes that are on their way.
type scoreboard struct {
	ring     []sent // length is a power of two
	head, n  int
	flight   int64 // bytes on their way
	flying   int32 // segments on their way
	missing  int32 // segments that are lost and not on their way
	searchAt int   // no missing segment lies before this position
}

func (b *scoreboard) at(i int) *sent { return &b.ring[(b.head+i)&(len(b.ring)-1)] }

func (b *scoreboard) push(s sent) {
	if b.n == len(b.ring) {
		b.grow()
	}
	s.inFlight = true
	b.flight += s.end - s.start
	b.flying++
	b.n++
	*b.at(b.n - 1) = s
}

func (b *scoreboard) grow() {
	n := 2 // does for those that say little
	if len(b.ring) > 0 {
		n = max(8, 2*len(b.ring))
	}
	bigger := make([]sent, n)
	for i := range b.n {
		bigger[i] = *b.at(i)
	}
	b.ring, b.head = bigger, 0
}

// pop removes the oldest segment.
func (b *scoreboard) pop() {
	s := b.at(0)
	b.setFlight(s, false)
	if s.lost {
		b.missing--
	}
	b.head = (b.head + 1) & (len(b.ring) - 1)
	b.n--
	b.searchAt = max(b.searchAt-1, 0)
}

// trim cuts the oldest segment's acknowledged front off.
func (b *scoreboard) trim(una int64) {
	s := b.at(0)
	if s.inFlight {
		b.flight -= una - s.start
	}
	s.start = una
}

// setFlight counts s as on its way or not, and keeps the count of missing ones.
func (b *scoreboard) setFlight(s *sent, on bool) {
	if s.inFlight == on {
		return
	}
	s.inFlight = on
	if on {
		b.flight += s.end - s.start
		b.flying++
		if s.lost {
			b.missing--
		}
		return
	}
	b.flight -= s.end - s.start
	b.flying--
	if s.lost {
		b.missing++
	}
}

// lose presumes that segment i is lost: it is missing until a copy leaves.
func (b *scoreboard) lose(i int) {
	s := b.at(i)
	b.setFlight(s, false)
	if !s.lost {
		s.lost = true
		b.missing++
	}
	b.searchAt = min(b.searchAt, i)
}

// nextMissing returns the oldest segment that is lost and not on its way.
func (b *scoreboard) nextMissing() (int, bool) {
	if b.missing == 0 {
		return 0, false
	}
	for i := b.searchAt; i < b.n; i++ {
		if s := b.at(i); s.lost && !s.inFlight {
			return i, true
		}
	}
	return 0, false
}
