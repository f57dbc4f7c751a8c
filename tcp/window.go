package tcp

import (
	"github.com/rttlab/rttlab/sim/vtime"
)

// faculties are what a controller does besides deciding the window, found out
// once so that nobody asks for each segment.
type faculties uint8

const (
	samples faculties = 1 << iota
	observes
	watches
	directs
)

func facultiesOf(c Controller) faculties {
	var f faculties
	if _, ok := c.(Sampler); ok {
		f |= samples
	}
	if _, ok := c.(Observer); ok {
		f |= observes
	}
	if _, ok := c.(Watcher); ok {
		f |= watches
	}
	if _, ok := c.(Director); ok {
		f |= directs
	}
	return f
}

// controller returns the connection's controller, which is made when it is
// first needed: connections that say nothing have none.
func (c *Conn) controller() Controller {
	s := &c.snd
	if s.cc == nil {
		s.cc = algorithms[s.algorithm].New(c.cfg)
		s.does = facultiesOf(s.cc)
	}
	return s.cc
}

// SetCongestion selects a congestion control algorithm (TCP_CONGESTION). The
// window stays as it is.
func (c *Conn) SetCongestion(id AlgorithmID) {
	if c.snd.algorithm != id {
		c.snd.algorithm, c.snd.cc, c.snd.does = id, nil, 0
	}
}

// Congestion returns the congestion control algorithm.
func (c *Conn) Congestion() AlgorithmID { return c.snd.algorithm }

// phase returns what is being repaired.
func (c *Conn) phase() Phase {
	s := &c.snd
	switch {
	case s.recovery == recoveryFast:
		return PhaseRecovery
	case s.recovery == recoveryLoss:
		return PhaseLoss
	case c.slowed():
		return PhaseCWR
	case s.dupAcks > 0:
		return PhaseDisorder
	}
	return PhaseOpen
}

// facts fills in what a controller is told of an acknowledgement of so many
// bytes, before which flight bytes were on their way.
func (c *Conn) facts(at vtime.Stamp, bytes, flight int64, rtt vtime.Time) Acked {
	s := &c.snd
	full := s.windowFull
	if s.win.InSlowStart() {
		full = full || s.win.Cwnd < 2*s.peak
	}
	a := Acked{
		Now: at.Now, Bytes: bytes, MSS: s.mss, Flight: flight, Una: s.una, Nxt: s.nxt, Full: full,
		Phase: c.phase(), RTT: rtt, MinRTT: s.rtt.min, SRTT: s.rtt.srtt(),
	}
	c.ecn.count(&a)
	return a
}

// growWindow has the controller grow the window: nothing is being repaired.
func (c *Conn) growWindow(a Acked) {
	s := &c.snd
	s.win = c.controller().Grow(s.win, a)
}

// reduce has the controller set the slow-start threshold, once for a window of
// data. The congestion window is the caller's. A loss in a window that a mark has
// brought down already changes nothing (RFC 3168 section 6.1.2), a timeout does.
func (c *Conn) reduce(l Lost) {
	s := &c.snd
	if c.slowed() && !l.Mark && !l.Timeout {
		return
	}
	s.win.Threshold = c.controller().Threshold(s.win, l)
}

// tell tells the controller what happens.
func (c *Conn) tell(at vtime.Stamp, e Event) {
	s := &c.snd
	if s.does&observes == 0 {
		return
	}
	s.cc.(Observer).Observe(e, Moment{
		Now: at.Now, LastSent: s.lastAt, Window: s.win, MSS: s.mss, Una: s.una, Nxt: s.nxt,
	})
}

// sampled tells the controller of a round-trip sample, watched of any acknowledgement.
func (c *Conn) sampled(a Acked) {
	s := &c.snd
	if a.RTT > 0 && s.does&samples != 0 {
		s.win = s.cc.(Sampler).Sampled(s.win, a)
	}
}

func (c *Conn) watched(a Acked) {
	s := &c.snd
	if s.does&watches != 0 {
		s.cc.(Watcher).Watch(s.win, a)
	}
}

// initialWindow returns IW in bytes.
func initialWindow(c *Config, mss int64) int64 {
	switch c.InitialRule {
	case WindowRFC5681:
		// RFC 5681 section 3.1.
		switch {
		case mss > 2190:
			return 2 * mss
		case mss > 1095:
			return 3 * mss
		}
		return 4 * mss
	case WindowRFC6928:
		// RFC 6928 section 2.
		return min(10*mss, max(2*mss, 14600))
	}
	return c.InitialWindow * mss
}

// openWindow sets the initial congestion window once the segment size is known.
func (s *sender) openWindow(cfg *Config) {
	s.win.Cwnd = initialWindow(cfg, s.mss)
	tolerated := int64(1)
	if cfg.InitialRule == WindowRFC5681 {
		tolerated = 0
	}
	if s.synLost > tolerated {
		// After a lost SYN the window starts with one segment (RFC 5681 section 3.1),
		// with the larger windows only after two (RFC 6928 section 2).
		s.win.Cwnd = s.mss
	}
	s.win.Threshold = cfg.InitialThreshold
	if s.win.Threshold == 0 {
		s.win.Threshold = 1 << 40
	}
}

// cwnd returns the congestion window in force now: after a pause it is what the
// idle rule leaves of it.
func (c *Conn) cwnd(now vtime.Time) int64 {
	s := &c.snd
	idle := now - s.lastAt
	if c.cfg.IdleRule == IdleKeep || s.outstanding() > 0 || s.lastAt < 0 || idle <= s.rtt.rto(c.cfg) {
		return s.win.Cwnd
	}
	restart := min(initialWindow(c.cfg, s.mss), s.win.Cwnd)
	if c.cfg.IdleRule == IdleRestart {
		// RW = min(IW, cwnd) after an idle RTO (RFC 5681 section 4.1).
		return restart
	}
	w := s.win.Cwnd
	for rto := s.rtt.rto(c.cfg); idle > rto && w > restart; idle -= rto {
		w /= 2
	}
	return max(w, restart)
}

// restartWindow makes what cwnd says after a pause the window.
func (c *Conn) restartWindow(at vtime.Stamp) {
	s := &c.snd
	w := c.cwnd(at.Now)
	if w >= s.win.Cwnd {
		return
	}
	if c.cfg.IdleRule == IdleHalve {
		// What was known of the path stays known (RFC 2861 section 3.1).
		s.win.Threshold = max(s.win.Threshold, s.win.Cwnd*3/4)
	}
	s.win.Cwnd = w
	c.tell(at, EventRestart)
}

// watchPeak keeps how much of the window is used: the largest flight in the
// present window of data.
func (s *sender) watchPeak(n int64) {
	flight := s.pipe() + n
	if s.una >= s.peakUntil || flight > s.peak {
		s.windowFull = s.windowFull && s.una < s.peakUntil
		s.peak, s.peakUntil = flight, s.nxt+n
	}
}
