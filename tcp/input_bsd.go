package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// takenSimply takes a segment for a connection that FreeBSD keeps only a short
// record of, and reports whether that was all.
func (c *Conn) takenSimply(at vtime.Stamp, g *Segment, start int64) bool {
	switch {
	case c.state == SynReceived && c.cfg.Handshakes == HandshakeCache && c.passive && !c.early():
		return c.takenByCache(g, start)
	case c.state == TimeWait && c.cfg.TimeWaitAnswers == TimeWaitSimple:
		c.inSimpleTimeWait(at, g, start)
		return true
	}
	return false
}

// takenByCache looks at a segment for an entry of the table of handshakes, as
// FreeBSD does in tcp_input and tcp_syncache. Only an ACK of our SYN makes a
// connection, which takes the segment then.
func (c *Conn) takenByCache(g *Segment, start int64) bool {
	switch {
	case g.Flags.Has(RST):
		c.resetOfCache(g, start)
	case g.Flags.Has(SYN | ACK):
		c.setReply(reply{flags: RST, seq: g.Ack})
	case g.Flags.Has(SYN):
		// Whatever its number: the SYN-ACK goes out again as it was.
		c.askedAgain(g)
		c.again = true
	case !g.Flags.Has(ACK):
	case c.snd.offset(g.Ack) != 1:
		c.setReply(reply{flags: RST, seq: g.Ack})
	default:
		return false
	}
	return true
}

// resetOfCache takes a reset, which says nothing else if it is meant for our
// SYN-ACK. The number of the peer's SYN counts as in the window.
func (c *Conn) resetOfCache(g *Segment, start int64) {
	switch {
	case g.Flags&(ACK|SYN|FIN) != 0, start < 0, start > c.rcv.edge:
	case start == c.rcv.nxt || !c.cfg.StrictResets:
		c.drop(errno.ECONNREFUSED)
	default:
		c.ack.now = true // a challenge (RFC 5961 section 3.2)
	}
}

// inSimpleTimeWait acknowledges what may mean that the peer missed something, and
// looks at nothing else but its FIN.
func (c *Conn) inSimpleTimeWait(at vtime.Stamp, g *Segment, start int64) {
	s, r := &c.snd, &c.rcv
	switch {
	case g.Flags.Has(RST):
		if !c.cfg.KeepTimeWait {
			c.drop(0)
		}
		return
	case !g.Flags.Has(ACK):
		return
	}
	if g.Flags.Has(FIN) && start+g.Len() == r.nxt {
		c.arm(timerTimeWait, at, c.cfg.TimeWait)
	}
	bare := g.Flags&^(ACK|PSH) == 0 && g.Payload.Len == 0
	if !bare || start != r.nxt || s.offset(g.Ack) != s.nxt {
		c.ack.now = true
	}
}
