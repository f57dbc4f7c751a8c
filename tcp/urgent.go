package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// urgent is what a connection knows of urgent data (RFC 9293 section 3.8.5). Like
// all stacks it takes the last urgent byte out of the stream unless it is told not
// to (RFC 6093 section 3.2).
type urgent struct {
	up     int64 // SND.UP: the offset behind what the writer called urgent
	mark   int64 // of the peer's last urgent byte, while there is one
	state  urgentState
	inline bool // it stays in the stream (SO_OOBINLINE)
	told   bool // a probe has told a closed window of it
	data   byte
}

// urgentState is what has become of the peer's last urgent byte.
type urgentState uint8

const (
	urgentNone urgentState = iota
	urgentAwaited
	urgentHere
	urgentTaken // but the reader has not passed it yet
)

// urg returns what is known of urgent data, nil if there is nothing.
func (c *Conn) urg() *urgent {
	if c.rare == nil {
		return nil
	}
	return c.rare.urgent
}

func (c *Conn) urgency() *urgent {
	r := c.seldom()
	if r.urgent == nil {
		r.urgent = &urgent{}
	}
	return r.urgent
}

// Urge says after a Write that all that was written so far is urgent (MSG_OOB).
// Like BSD and Linux it holds nothing back: it waits neither for small segments
// nor for a cork.
func (c *Conn) Urge() {
	c.urgency().up = c.snd.buf.end
	c.snd.urges = true
}

// putUrgent points at the end of the urgent data (RFC 9293 section 3.8.5: at the
// byte behind it; RFC 1122 section 4.2.2.4 had said: at its last one). What is too
// far away is as far as it can be said, if that lies behind all that was sent
// (Linux).
func (c *Conn) putUrgent(g *Segment, off int64) {
	ahead := c.urg().up - off
	if ahead > 65535 && off+65535 > c.snd.nxt {
		ahead = 65535
	}
	if ahead <= 0 || ahead > 65535 {
		return
	}
	if c.cfg.UrgentPointer == UrgentLast {
		ahead--
	}
	g.Flags |= URG
	g.Urgent = uint16(ahead)
}

// urgeProbe reports whether a probe of a closed window goes twice: the first, at
// the edge of the window, shows the urgent pointer (Linux tcp_write_wakeup).
func (c *Conn) urgeProbe() bool {
	if !c.snd.urges {
		return false
	}
	c.urg().told = !c.urg().told
	return c.urg().told
}

// takeUrgent is the sixth step of RFC 9293 section 3.10.7.4.
func (c *Conn) takeUrgent(at vtime.Stamp, g *Segment, start int64) {
	if g.Flags.Has(URG) {
		c.learnMark(at, start+int64(g.Urgent))
	}
	u := c.urg()
	if u == nil || u.state != urgentAwaited {
		return
	}
	if i := u.mark - start; i >= 0 && i < int64(g.Payload.Len) {
		u.state, u.data = urgentHere, g.Payload.at(int(i))
		c.wakes |= WakeReadable
	}
}

// learnMark takes an urgent pointer, unless it is old.
func (c *Conn) learnMark(at vtime.Stamp, mark int64) {
	if c.cfg.UrgentPointer != UrgentLast {
		mark--
	}
	u := c.urgency()
	if mark < c.rcv.nxt || u.state != urgentNone && mark <= u.mark {
		return
	}
	c.passMark(at)
	u.state, u.mark = urgentAwaited, mark
}

// passMark takes the reader over an urgent byte that is the next one, and not his.
func (c *Conn) passMark(at vtime.Stamp) {
	u, r := c.urg(), &c.rcv
	if u.state != urgentNone && r.read > u.mark {
		u.state = urgentNone
	}
	if u.state == urgentNone || u.inline || u.mark != r.read || r.queue.len == 0 {
		return
	}
	r.queue.discard(1)
	u.state = urgentNone
	c.hasRead(at, 1)
}

// untilMark returns how much of n bytes one read takes: none goes over the mark.
func (c *Conn) untilMark(at vtime.Stamp, n int64) int64 {
	u := c.urg()
	if u == nil {
		return n
	}
	c.passMark(at)
	if u.state == urgentNone || u.mark <= c.rcv.read {
		return n
	}
	return min(n, u.mark-c.rcv.read)
}

// besideMark returns how many of the bytes in the queue a reader would get from
// where he is: what comes behind an urgent byte at his place, or up to the mark.
func (c *Conn) besideMark() (skip, n int64) {
	u, r := c.urg(), &c.rcv
	n = r.queue.len
	if u == nil || u.state == urgentNone || u.mark < r.read || u.inline {
		return 0, n
	}
	if u.mark == r.read {
		skip = min(n, 1)
		return skip, n - skip
	}
	return 0, min(n, u.mark-r.read)
}

// onlyUrgent reports whether all that there is to read is a byte that is read
// apart from the rest.
func (c *Conn) onlyUrgent() bool {
	if c.urg() == nil {
		return false
	}
	skip, n := c.besideMark()
	return skip > 0 && n == 0
}

// ReadUrgent takes the urgent byte (MSG_OOB). Without one, or if it stays in the
// stream, it returns EINVAL; if it is known to come, EAGAIN.
func (c *Conn) ReadUrgent(peek bool) (byte, error) {
	u := c.urg()
	switch {
	case u == nil || u.inline || u.state == urgentNone || u.state == urgentTaken:
		return 0, errno.EINVAL
	case u.state == urgentAwaited:
		return 0, errno.EAGAIN
	}
	if !peek {
		u.state = urgentTaken
	}
	return u.data, nil
}

// SetUrgentInline leaves urgent bytes in the stream (SO_OOBINLINE).
func (c *Conn) SetUrgentInline(on bool) { c.urgency().inline = on }

// AtMark reports whether the next byte to be read is the urgent one (SIOCATMARK).
func (c *Conn) AtMark() bool {
	u := c.urg()
	return u != nil && u.state != urgentNone && u.mark == c.rcv.read
}

// UrgentArrived reports whether an urgent byte waits to be read.
func (c *Conn) UrgentArrived() bool { return c.urg() != nil && c.urg().state == urgentHere }
