package tcp

import (
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// stock is the memory of the segments that wait to be read, or for what comes
// before them (Linux sk_rmem_alloc). That of a segment is free again once its last
// byte was read.
type stock struct {
	memory int64

	lots []lot  // by the ends of their segments
	head int    // lots before it were read
	few  [4]lot // where lots begins
}

// lot is segments of one size that follow one another, as nearly all of a transfer do.
type lot struct {
	end   int64 // behind the last byte of the last one
	size  int32 // bytes of each
	count int32
}

// first returns the offset behind the last byte of the first segment.
func (l *lot) first() int64 { return l.end - int64(l.count-1)*int64(l.size) }

// upTo returns how many of the segments end at or before an offset.
func (l *lot) upTo(off int64) int32 {
	if off < l.first() {
		return 0
	}
	return int32(min((off-l.first())/int64(l.size)+1, int64(l.count)))
}

// put adds a segment with n bytes up to an offset.
func (s *stock) put(end, n int64) {
	s.memory += memoryOf(n)
	l := lot{end, int32(n), 1}
	if k := len(s.lots); k == s.head || !s.lots[k-1].join(l) {
		s.insert(l)
	}
}

// join makes a lot that follows part of this one, if its segments are like those of this
// one. It reports whether they are.
func (l *lot) join(next lot) bool {
	if l.size != next.size || l.end+int64(l.size) != next.first() {
		return false
	}
	l.end = next.end
	l.count += next.count
	return true
}

// insert puts a segment where it belongs, within a lot if it must. What fills a hole mostly
// becomes part of the lots before and behind it.
func (s *stock) insert(l lot) {
	if s.lots == nil {
		s.lots = s.few[:0]
	}
	i := len(s.lots)
	for i > s.head && s.lots[i-1].end > l.end {
		i--
	}
	if i < len(s.lots) {
		after := &s.lots[i]
		if k := after.upTo(l.end); k > 0 {
			before := lot{after.end - int64(after.count-k)*int64(after.size), after.size, k}
			after.count -= k
			s.lots = slices.Insert(s.lots, i, before)
			i++
		}
	}
	switch {
	case i == s.head || !s.lots[i-1].join(l):
		s.lots = slices.Insert(s.lots, i, l)
	case i < len(s.lots) && s.lots[i-1].join(s.lots[i]):
		s.lots = slices.Delete(s.lots, i, i+1)
	}
}

// leave forgets what was read up to an offset.
func (s *stock) leave(read int64) {
	for s.head < len(s.lots) {
		l := &s.lots[s.head]
		k := l.upTo(read)
		s.memory -= int64(k) * memoryOf(int64(l.size))
		if l.count -= k; l.count > 0 {
			break
		}
		s.head++
	}
	switch live := len(s.lots) - s.head; {
	case live == 0:
		s.lots, s.head = s.lots[:0], 0
	case s.head >= 64 && s.head >= live:
		s.lots, s.head = slices.Delete(s.lots, 0, s.head), 0
	}
}

// firstEnd returns where the first segment ends of those that are about to be read from
// one offset to another, which is the second one if the read ends within it.
func (s *stock) firstEnd(from, to int64) int64 {
	for i := s.head; i < len(s.lots); i++ {
		if l := &s.lots[i]; l.end > from {
			return min(l.first()+int64(l.upTo(from))*int64(l.size), to)
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
	left := r.offered()
	c.tallies() // begins with data, also with that of a SYN
	retracted := r.apart() && !r.tune.shrinks
	switch {
	case retracted && start > r.nxt && start >= r.nxt+left:
		c.aside().beyond++
	case retracted && start <= r.nxt && left == 0:
		c.aside().closed++
	case start <= r.nxt && c.crammed():
		c.aside().refused++
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
