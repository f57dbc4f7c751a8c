package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// MTUProbing says when a connection finds out by itself how large segments may be.
type MTUProbing uint8

// The rules.
const (
	ProbeOff       MTUProbing = iota // never
	ProbeBlackHole                   // when large ones get lost again and again
	ProbeAlways                      // from the start, upwards from the base size
)

// pathLimit is what the way to the peer allows less than the handshake did.
type pathLimit struct {
	whole int64 // the segment size of the handshake
	limit int64 // what routers say; 0: nothing
	low   int64 // the one that is believed to get through; 0: nothing is known
	high  int64 // the largest that may get through, as lost probes say; 0: there were none

	start, end int64      // of the probe that is on its way; no end: none is
	failedAt   vtime.Time // when a probe was last found lost
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
	mss = max(mss-c.stampSpace(), 1)
	limit := mss
	if s.way != nil && s.way.low > 0 {
		mss = min(mss, s.way.low)
	}
	if c.setSize(mss) {
		c.refit(at, cause.TooBig)
	}
	if s.way != nil {
		s.way.limit = limit
	}
}

// carried returns the largest segment that the way is known to carry, options included.
func (c *Conn) carried() int64 {
	s := &c.snd
	switch {
	case s.way == nil || s.way.low > 0:
		return int64(c.rcv.mss)
	case c.stamps:
		return s.mss + timestampSpace
	}
	return s.mss
}

// setSize changes the size of segments, and reports whether it has become smaller.
func (c *Conn) setSize(mss int64) bool {
	s := &c.snd
	whole := s.mss
	if s.way != nil {
		whole = s.way.whole
	}
	if mss = min(mss, whole); mss == s.mss {
		return false
	}
	if s.way == nil {
		s.way = &pathLimit{whole: whole}
	}
	smaller := mss < s.mss
	s.mss = mss
	// No window is below one segment, no threshold below two (RFC 5681 section 3.1).
	s.win.Cwnd, s.win.Threshold = max(s.win.Cwnd, mss), max(s.win.Threshold, 2*mss)
	if mss == whole {
		s.way = nil
	}
	return smaller
}

// suspectBlackHole makes segments smaller when the timer has sent large ones again
// and again: something on the way drops them and tells nobody (RFC 2923 section
// 2.1, RFC 8899 section 4.3). First to the base size, then by halves (Linux
// tcp_mtu_probing). Who is still waiting then, waited for nothing else.
func (c *Conn) suspectBlackHole(at vtime.Stamp) {
	s := &c.snd
	if c.cfg.MTUProbing == ProbeOff || !c.retriedOver(at.Now, c.cfg.BlackHoleRetries) {
		return
	}
	low := c.cfg.MTUBase
	if s.way != nil && s.way.low > 0 {
		low = min(low, s.way.low/2)
	}
	low = max(low, c.cfg.MTUFloor)
	if s.board.at(0).data() <= low {
		return // it is not the size
	}
	if c.setSize(low) {
		s.way.low = low
		s.board.recut(low, cause.BlackHole)
		s.win.Cwnd = s.pipe() + s.mss // one of them (see enterLoss)
		c.found = cause.BlackHole
	}
}

// refit sends again what is under way in segments that are too big, whatever the
// way that losses are found. Why says how that is known.
func (c *Conn) refit(at vtime.Stamp, why cause.Why) {
	s := &c.snd
	if !s.board.recut(s.mss, why) {
		return
	}
	if s.way != nil {
		s.way.end = 0
	}
	m := c.mend()
	s.recovery, s.recover, s.guard = recoveryLoss, s.nxt, s.nxt
	m.lossAt, m.marker, m.spurious, m.onlyNew, m.probeEnd = s.una, 0, false, false, 0
	c.found = why
	s.dupAcks, s.dupBytes, s.timedEnd = 0, 0, 0
	s.resend = s.board.at(0).missing()
	c.arm(timerRetransmit, at, s.rtt.rto(c.cfg))
}
