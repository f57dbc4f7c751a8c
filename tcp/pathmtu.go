package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// pathLimit is what the way to the peer allows less than the handshake did.
type pathLimit struct {
	whole int64 // the segment size of the handshake
}

// LimitSegments tells the connection what the way to its peer is known to carry:
// segments of at most mss bytes, options included. What is under way and too big
// is sent again at once, in smaller segments and without a change of the
// congestion window: it says nothing about congestion (RFC 1191 section 6.4). The
// host calls it again when that is forgotten; no limit is larger than what the
// handshake agreed on.
func (c *Conn) LimitSegments(at vtime.Stamp, mss int64) {
	s := &c.snd
	if !c.state.synchronized() {
		return
	}
	if c.stamps {
		mss -= timestampSpace
	}
	mss = max(mss, 1)
	whole := s.mss
	if s.way != nil {
		whole = s.way.whole
	}
	if mss = min(mss, whole); mss == s.mss {
		return
	}
	if s.way == nil {
		s.way = &pathLimit{whole: whole}
	}
	smaller := mss < s.mss
	s.mss = mss
	if mss == whole {
		s.way = nil
	}
	if smaller {
		c.refit(at)
	}
}

// refit sends again what is under way in segments that are too big, whatever the
// way that losses are found.
func (c *Conn) refit(at vtime.Stamp) {
	s := &c.snd
	if !s.board.recut(s.mss, cause.TooBig) {
		return
	}
	m := c.mend()
	s.recovery, s.recover, s.guard = recoveryLoss, s.nxt, s.nxt
	m.lossAt, m.marker, m.spurious, m.onlyNew, m.probeEnd = s.una, 0, false, false, 0
	s.found = cause.TooBig
	s.dupAcks, s.dupBytes, s.timedEnd = 0, 0, 0
	s.resend = s.board.at(0).missing()
	c.arm(timerRetransmit, at, s.rtt.rto(c.cfg))
}
