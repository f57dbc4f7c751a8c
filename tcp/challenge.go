package tcp

import (
	"math"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// challenge acknowledges what may be an attack, not more often than the limit
// allows (RFC 5961 section 7).
func (c *Conn) challenge(at vtime.Stamp) {
	if c.cfg.InvalidAckInterval > 0 && c.answerInvalid(at) || c.cfg.InvalidAckInterval == 0 && c.mayChallenge(at) {
		c.ack.now = true
		if t := c.tallies(at.Now); t.challenged < math.MaxUint16 {
			t.challenged++
		}
	}
}

// mayChallenge counts one more challenge and reports whether the limit allows it.
func (c *Conn) mayChallenge(at vtime.Stamp) bool {
	t := c.tallies(at.Now)
	if at.Now-t.answersFrom >= c.cfg.ChallengeInterval || t.answers == 0 {
		t.answersFrom, t.answers = at.Now, 0
	}
	t.answers++
	return int64(t.answers) <= c.cfg.ChallengeLimit
}

// answerOutside acknowledges a segment outside of the window. What carries data
// is answered always: two hosts that acknowledge each other's acknowledgements
// for ever send none (Linux tcp_oow_rate_limited).
func (c *Conn) answerOutside(at vtime.Stamp, g *Segment) {
	if g.Flags.Has(SYN) || g.Len() == 0 {
		c.answerInvalid(at)
		return
	}
	if c.rcv.offset(g.Seq) < c.rcv.nxt && g.Payload.Len > 0 {
		c.oweAgain()
	}
	c.ack.now = true
}

// answerInvalid owes an acknowledgement unless the last one of this kind is too
// recent, and reports whether it does.
func (c *Conn) answerInvalid(at vtime.Stamp) bool {
	t := c.tallies(at.Now)
	if t.answers > 0 && at.Now-t.answersFrom < c.cfg.InvalidAckInterval {
		return false
	}
	t.answersFrom, t.answers = at.Now, 1
	c.ack.now = true
	return true
}

// exactReset reports whether a reset is where it must be: at RCV.NXT (RFC 5961
// section 3.2). Linux believes two more: one at a FIN that was acknowledged, which
// some systems send after their FIN, and one behind all that has arrived. While it
// has only answered a SYN it believes all (tcp_check_req).
func (c *Conn) exactReset(start int64) bool {
	r := &c.rcv
	if start == r.nxt || c.cfg.MoreResets && c.state == SynReceived && c.passive {
		return true
	}
	return c.cfg.MoreResets && r.holes != nil && r.holes.report.n > 0 && start == r.holes.report.rightmost()
}

// resetAtFIN reports whether a reset has the number of the peer's FIN.
func (c *Conn) resetAtFIN(start int64) bool {
	closing := c.state == CloseWait || c.state == Closing || c.state == LastAck
	return c.cfg.MoreResets && closing && start == c.rcv.nxt-1
}

// rightmost returns the end of the highest block.
func (p *sackReport) rightmost() (end int64) {
	for _, b := range p.blocks[:p.n] {
		end = max(end, b.end)
	}
	return end
}

// resetError returns what a program learns of a reset.
func (c *Conn) resetError() errno.Errno {
	rule := c.cfg.ResetError
	switch {
	case c.state == CloseWait && rule == ResetLinux:
		return errno.EPIPE // the reader has the whole stream, only the writer loses
	case (c.state == Closing || c.state == LastAck) && rule != ResetAlways:
		return 0
	}
	return errno.ECONNRESET
}
