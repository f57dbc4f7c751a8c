package tcp

import (
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// stock is the memory of the segments that wait to be read, or for what comes
// before them (Linux sk_rmem_alloc). That of a segment is free again once its last
// byte was read.
type stock struct {
	lots   []lot
	head   int // lots before it were read
	memory int64
}

// lot is one segment: the offset behind its last byte, and its memory.
type lot struct{ end, memory int64 }

// put adds a segment. Nearly all end behind those that are there.
func (s *stock) put(end, memory int64) {
	s.memory += memory
	i := len(s.lots)
	for i > s.head && s.lots[i-1].end > end {
		i--
	}
	s.lots = slices.Insert(s.lots, i, lot{end, memory})
}

// held returns the memory of what was not read up to an offset, and forgets the
// rest.
func (s *stock) held(read int64) int64 {
	for s.head < len(s.lots) && s.lots[s.head].end <= read {
		s.memory -= s.lots[s.head].memory
		s.head++
	}
	switch live := len(s.lots) - s.head; {
	case live == 0:
		s.lots, s.head = s.lots[:0], 0
	case s.head >= 64 && s.head >= live:
		s.lots, s.head = slices.Delete(s.lots, 0, s.head), 0
	}
	return s.memory
}

// firstEnd returns where the first segment ends of those that are read between two
// offsets, which is the second one if the read ends within it.
func (s *stock) firstEnd(from, to int64) int64 {
	for _, l := range s.lots[s.head:] {
		if l.end > from {
			return min(l.end, to)
		}
	}
	return to
}

// refuses drops data that there is no room for although its place was offered once: more
// waits to be read than the buffer holds, since it was made smaller, and until there is
// room again nothing is offered (Linux tcp_data_queue, ICSK_ACK_NOMEM). It reports whether
// it did.
func (c *Conn) refuses(at vtime.Stamp, start, end int64) bool {
	r := &c.rcv
	if !r.memory || end <= r.nxt {
		return false
	}
	left, t := r.offered(), c.tallies(at.Now)
	retracted := r.apart() && !r.tune.shrinks
	switch {
	case retracted && start > r.nxt && start >= r.nxt+left:
		t.beyond++
	case retracted && start <= r.nxt && left == 0:
		t.closed++
	case start <= r.nxt && c.crammed():
		t.refused++
		tune := c.tuner()
		tune.apart, tune.until = true, r.nxt
	default:
		return false
	}
	c.ack.now = true
	return true
}

// crammed reports whether more waits to be read than the buffer holds, whose size the
// program chose: others grow (Linux tcp_clamp_window).
func (c *Conn) crammed() bool {
	r := &c.rcv
	return r.queue.len+r.holes.bytes() > r.limit && c.cfg.ReceiveBufferMax == c.cfg.ReceiveBuffer && !c.cfg.ReceiveTuning
}
