package tcp

import (
	"cmp"

	"github.com/rttlab/rttlab/sim/vtime"
)

// PRRMode says how the window comes down in a reduction.
type PRRMode uint8

// The modes.
const (
	PRROff   PRRMode = iota // at once (RFC 6675 section 5 step 4.2)
	PRR9937                 // in proportion to what arrives (RFC 9937)
	PRRLinux                // the same, measured against the window and not the flight before it
)

// reduction is the state of Proportional Rate Reduction (RFC 9937 section 6).
type reduction struct {
	out       uint32 // prr_out
	delivered uint32 // prr_delivered
	flight    uint32 // RecoverFS; Linux: the window before
}

// reducing reports whether the window is coming down.
func (s *sender) reducing() bool { return s.recovery == recoveryCWR || s.recovery == recoveryFast }

// currentThreshold is what the slow-start threshold goes back to if a reduction is
// undone: as if the window had been validated just now (tcp_current_ssthresh).
func (c *Conn) currentThreshold() int64 {
	s := &c.snd
	if s.reducing() {
		return s.win.Threshold
	}
	return max(s.win.Threshold, c.cfg.wholeSegments(s.win.Cwnd*3/4, s.mss))
}

// beginReduction begins to bring the window down to the controller's new
// threshold (RFC 9937 section 6).
func (c *Conn) beginReduction(at vtime.Stamp, e *evidence, l Lost) {
	s, m := &c.snd, c.mend()
	s.recover = s.nxt
	m.probeEnd = 0
	flight := s.out() - s.sackedBytes()
	if e != nil {
		flight += e.delivered
	}
	if c.cfg.PRR == PRRLinux {
		flight = s.win.Cwnd
	}
	m.prr = reduction{flight: uint32(max(flight, 1))}
	// What limited transmit sent does not count as flight (RFC 6675 section 5 step 4.2).
	l.Now, l.Flight, l.MSS = at.Now, s.outstanding()-int64(m.limited), s.mss
	c.reduce(l)
	c.tellPeer()
	if c.cfg.PRR == PRROff {
		c.toThreshold()
	}
}

// reduceWindow is what each acknowledgement does in a reduction (RFC 9937 section
// 6). Without PRR the window is at the threshold already.
func (c *Conn) reduceWindow(e *evidence) {
	s, m := &c.snd, c.snd.mend
	if e.delivered <= 0 || c.cfg.PRR == PRROff {
		return
	}
	m.prr.delivered += uint32(e.delivered)
	delivered, out, flight := int64(m.prr.delivered), int64(m.prr.out), int64(m.prr.flight)
	pipe, target := s.pipe(), s.win.Threshold
	sndcnt := int64(0)
	if pipe > target {
		unit := s.charge(1) // a window that counts segments rounds up to them
		sndcnt = (delivered*target+flight*unit-1)/(flight*unit)*unit - out
	} else {
		sndcnt = max(delivered-out, e.delivered)
		if e.advanced && m.losses == e.losses {
			sndcnt += s.mss // SafeACK
		}
		sndcnt = min(sndcnt, target-pipe)
	}
	if out == 0 {
		sndcnt = max(sndcnt, s.mss) // a fast retransmit begins each recovery
	}
	s.win.Cwnd = max(pipe+max(sndcnt, 0), s.mss)
}

// tellPeer has the next new data say that the window came down, for whatever reason
// (RFC 3168 section 6.1.2).
func (c *Conn) tellPeer() {
	if c.ecn != nil && c.ecn.ect {
		c.ecn.cwr = true
	}
}

// leaves accounts for bytes that leave while the window comes down.
func (m *repair) leaves(s *sender, n int64) {
	if s.reducing() {
		m.prr.out += uint32(s.charge(n))
	}
}

// endReduction ends with the window at the threshold (RFC 9937 section 6).
func (c *Conn) endReduction(at vtime.Stamp) {
	s, m := &c.snd, c.snd.mend
	if s.recovery == recoveryCWR || m.marker > 0 {
		c.toThreshold()
	}
	c.repaired(at)
}

// sackedBytes returns the bytes that are known to have arrived behind a hole.
func (s *sender) sackedBytes() int64 {
	switch {
	case !s.selective:
		return s.dupBytes
	case s.whole:
		return int64(s.board.sacked) * s.mss
	}
	n := int64(0)
	for i := range s.board.n {
		if g := s.board.at(i); g.sacked {
			n += g.end - g.start
		}
	}
	return n
}

// steer adjusts the congestion window to an acknowledgement (tcp_cong_control).
func (c *Conn) steer(at vtime.Stamp, e *evidence) {
	s := &c.snd
	newest := cmp.Or(e.newestSACK, e.newest, e.rtt)
	c.tallies().delivered += uint32(e.segments)
	var a Acked
	c.facts(&a, at, e.delivered, e.flight, newest)
	lost := int64(0)
	if s.mend != nil {
		lost = int64(s.mend.losses - e.losses)
	}
	c.inform(&a)
	switch {
	case c.direct(&a, &e.latest, e.segments, lost):
	case s.reducing():
		c.reduceWindow(e)
	case e.advanced, e.sacked && int64(s.mend.reordering) > c.cfg.DupThreshold:
		// With much reordering what arrives out of order counts too (tcp_may_raise_cwnd).
		c.growWindow(&a)
	}
}
