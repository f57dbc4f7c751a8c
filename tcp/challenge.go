package tcp

import (
	"math"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// challenge acknowledges what may be an attack, not more often than the limit
// allows (RFC 5961 section 7).
func (c *Conn) challenge(at vtime.Stamp) {
	may := c.mayChallenge
	if c.cfg.InvalidAckInterval > 0 {
		may = c.mayAnswer
	}
	if !may(at) || !c.cfg.Challenges.take(at.Now) {
		return
	}
	c.ack.now = true
	if t := c.tallies(); t.challenged < math.MaxUint16 {
		t.challenged++
	}
}

// Challenges is what a host allows of challenge ACKs in a second, whoever sends them
// (RFC 5961 section 7; Linux tcp_challenge_ack_limit). Nil allows all. How many they are
// differs from second to second by up to a half each way: a sure number would tell an attacker whether
// somebody else has had some (CVE-2016-5696).
type Challenges struct {
	limit  int64
	seed   uint64
	second vtime.Time // the present one, from 1
	left   int64
}

// NewChallenges allows about so many a second, 1 at least. The seed decides about the
// exact numbers.
func NewChallenges(limit int64, seed uint64) *Challenges {
	return &Challenges{limit: limit, seed: seed}
}

// take takes one, and reports whether there was one left.
func (h *Challenges) take(now vtime.Time) bool {
	if h == nil {
		return true
	}
	if second := now/vtime.Second + 1; second != h.second {
		x := (h.seed ^ uint64(second)) * 0x9e3779b97f4a7c15
		h.second, h.left = second, (h.limit+1)/2+int64((x^x>>31)%uint64(h.limit))
	}
	if h.left == 0 {
		return false
	}
	h.left--
	return true
}

// mayChallenge counts one more challenge and reports whether the limit allows it.
func (c *Conn) mayChallenge(at vtime.Stamp) bool {
	t := c.aside()
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
	if g.Flags.Has(SYN) && c.cfg.StrictSYNs {
		c.challenge(at) // RFC 5961 section 4.2: wherever it lies
		return
	}
	if g.Flags.Has(SYN) || g.Len() == 0 {
		c.ack.now = c.mayAnswer(at) || c.ack.now
		return
	}
	if c.rcv.offset(g.Seq) < c.rcv.nxt && g.Payload.Len > 0 {
		c.oweAgain()
	}
	c.ack.now = true
}

// mayAnswer reports whether the last answer to what is invalid is not too recent.
func (c *Conn) mayAnswer(at vtime.Stamp) bool {
	t := c.aside()
	if t.answers > 0 && at.Now-t.answersFrom < c.cfg.InvalidAckInterval {
		return false
	}
	t.answersFrom, t.answers = at.Now, 1
	return true
}

// exactReset reports whether a reset is where it must be: at RCV.NXT (RFC 5961
// section 3.2). Linux believes two more: one at a FIN that was acknowledged, which
// some systems send after their FIN, and one behind all that has arrived.
func (c *Conn) exactReset(start int64) bool {
	r := &c.rcv
	return start == r.nxt ||
		c.cfg.MoreResets && r.holes != nil && r.holes.report.n > 0 && start == r.holes.report.rightmost()
}

// askAgainAfter is how soon a SYN that had a wrong answer goes again (Linux TCP_TIMEOUT_MIN).
const askAgainAfter = 2 * vtime.Millisecond

// askAgain lets a SYN go again at once that was answered with a wrong acknowledgement,
// the first time: the reset may have ended an old connection of the peer, and its own
// answer to that may have been lost (Linux tcp_rcv_synsent_state_process).
func (c *Conn) askAgain(at vtime.Stamp) {
	if c.cfg.Handshakes == HandshakeLinux && c.snd.retries == 0 {
		c.arm(timerRetransmit, at, askAgainAfter)
	}
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
