package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Cookie is a Fast Open cookie (RFC 7413 section 4.1.1): 4 to 16 bytes, an even
// number, of which Len are in use. Without any it asks for one.
type Cookie struct {
	Bytes [16]byte
	Len   uint8
}

// FastOpen is the Fast Open option of a SYN or SYN-ACK. Before it had a number of
// its own it was an experiment, which some still speak (RFC 6994).
type FastOpen struct {
	Cookie
	Experimental bool
}

// fastOpen is what a connection keeps that uses Fast Open.
type fastOpen struct {
	option *FastOpen // of our SYN or SYN-ACK; nil: none
	learnt *FastOpen // of the peer's SYN-ACK
	most   int64     // bytes that our SYN may carry
	taken  bool      // the data of a SYN was taken
	early  bool      // of a server: the data in the SYN was taken, and answers may leave
}

// synRoom is what Linux keeps free for options in a SYN with data.
const synRoom = 40

// OpenFast makes the SYN carry a Fast Open option: a request for a cookie, or a
// cookie and what has been written when the SYN leaves, up to a segment of the
// size that the peer announced the last time, 0 if that is not known (RFC 7413
// section 4.2.1). It must be called before Open.
func (c *Conn) OpenFast(o *FastOpen, mss int64, data bool) {
	switch {
	case mss > 0:
	case o == nil:
		mss = int64(c.rcv.mss) // without cookies, which are no standard (Linux tcp_send_syn_data)
	default:
		mss = c.cfg.DefaultMSS
	}
	c.seldom().fast = &fastOpen{option: o}
	if data {
		c.fast().most = max(min(mss, int64(c.rcv.mss))-synRoom, 0)
	}
}

// AcceptFast makes the SYN-ACK carry a Fast Open option, nil for none. If early is
// set the peer has shown a valid cookie: the data in its SYN is taken, and answers
// may leave before the handshake is done (RFC 7413 section 4.2.2). It must be
// called before the SYN is taken.
func (c *Conn) AcceptFast(o *FastOpen, early bool) {
	c.seldom().fast = &fastOpen{option: o, early: early}
}

// Learnt returns the Fast Open option of the peer's SYN-ACK, nil if there was none.
func (c *Conn) Learnt() *FastOpen {
	if c.fast() == nil {
		return nil
	}
	return c.fast().learnt
}

// SYNRoom returns how much more data the SYN could carry that has not left yet.
func (c *Conn) SYNRoom() int64 {
	if c.fast() == nil || c.snd.nxt > 0 {
		return 0
	}
	return c.fast().most - (c.snd.buf.end - 1)
}

// PeerMSS returns the largest segment that the peer takes, options included.
func (c *Conn) PeerMSS() int64 {
	return c.snd.mss + c.stampSpace()
}

// early reports whether data flows both ways although the handshake is not done.
func (c *Conn) early() bool { return c.state == SynReceived && c.fast() != nil && c.fast().early }

// Connecting reports whether the handshake still has to end before data flows.
func (c *Conn) Connecting() bool {
	return c.state == SynSent || c.state == SynReceived && !c.early()
}

// putFastOpen adds the option to the first copy of a SYN or SYN-ACK, and data to
// the SYN; it returns the end of what goes out. Further copies are plain, since it
// may be the option that gets lost (RFC 7413 sections 4.2.1 and 4.2.2).
func (c *Conn) putFastOpen(at vtime.Stamp, g *Segment, first bool) (end int64) {
	s := &c.snd
	if c.fast() == nil || !first {
		return 1
	}
	g.Options.FastOpen = c.fast().option
	n := min(c.fast().most, s.buf.end-1)
	if c.state != SynSent || n <= 0 {
		return 1
	}
	g.Payload = s.buf.slice(1, 1+n)
	s.board.push(1, 1+n, at.Now)
	s.nxt = 1 + n
	return s.nxt
}

// takeEarly takes the data of a SYN with a valid cookie.
func (c *Conn) takeEarly(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	if !c.early() {
		return
	}
	c.snd.openWindow(c.cfg)
	if g.Payload.Len > 0 {
		c.fast().taken = true
		c.text(at, 1, g, origin)
		if c.rcv.memory {
			c.rcv.edge += int64(g.Payload.Len) // Linux tcp_make_synack: the window does not know of them
		}
	}
	c.wakes |= WakeEstablished | WakeWritable
}

// answered looks at what a SYN-ACK says about the data in our SYN: what it does
// not acknowledge goes out again at once (RFC 7413 section 4.2.1).
func (c *Conn) answered(g *Segment) {
	s := &c.snd
	if c.fast() == nil || c.passive {
		return
	}
	c.fast().learnt = g.Options.FastOpen
	c.fast().taken = s.una > 1
	if s.board.n == 0 {
		return
	}
	// The SYN carried what one segment may be too small for.
	all := *s.board.at(0)
	s.board.pop()
	for at := all.start; at < all.end; at += s.mss {
		s.board.push(at, min(at+s.mss, all.end), all.at).copies = all.copies
	}
	c.found = cause.ConnectRetry
	c.loseAll()
	s.resend = true
}
