package tcp

import (
	"github.com/rttlab/rttlab/sim/vtime"
)

// faculties are what a controller does besides deciding the window, and whether
// departures may be spread, found out once so that nobody asks for each segment.
type faculties uint8

const (
	observes faculties = 1 << iota
	watches
	samples
	directs
	spreads
)

func facultiesOf(c Controller, cfg *Config) faculties {
	var f faculties
	if _, ok := c.(Observer); ok {
		f |= observes
	}
	if _, ok := c.(Watcher); ok {
		f |= watches
	}
	if _, ok := c.(Sampler); ok {
		f |= samples
	}
	if _, ok := c.(Director); ok {
		f |= directs | spreads
	}
	if cfg.Pacing || cfg.MaxPacingRate > 0 || cfg.IdleRule == IdleValidate {
		f |= spreads
	}
	return f
}

// control is what a connection that has sent data keeps about its window, and about how
// fast it sends. Departures look at the first line only.
type control struct {
	cc        Controller
	does      faculties
	full      bool       // the window has been what limits (Linux is_cwnd_limited)
	sampled   bool       // rates are being sampled
	peak      int32      // largest flight in the present window of data: no window is larger than 1 GiB
	peakUntil int64      // which ends here
	used      int64      // largest flight since the window last was what limits (Linux snd_cwnd_used)
	limitedAt vtime.Time // when it last was, or was set (Linux snd_cwnd_stamp)
	next      vtime.Time // when the next burst may leave, where departures are spread
	rates     rates
	rate      int64  // of departures, as a controller directs it, in bytes per second; 0: it has not yet
	usage     *usage // nil: the profile has another idle rule
}

// linuxControl is a control with the controller that most have. Acknowledgements look at
// its first two lines.
type linuxControl struct {
	control
	cubic cubicLinux
	_     [32]byte // objects of whole lines begin with one
}

// control returns the control, which is made when it is first needed:
// connections that say nothing have none.
func (c *Conn) control() *control {
	if k := c.snd.ctl; k != nil {
		return k
	}
	return c.newControl()
}

func (c *Conn) newControl() *control {
	if c.algorithm == congestionCubic && c.cfg.CubicRule == CubicLinux {
		k := &linuxControl{cubic: cubicLinux{cfg: c.cfg}}
		k.use(&k.cubic, c.cfg)
		c.snd.ctl = &k.control
	} else {
		c.snd.ctl = &control{}
		c.snd.ctl.use(c.newController(), c.cfg)
	}
	return c.snd.ctl
}

// newController makes a controller of the present algorithm. What it does at random
// follows from the initial sequence number, which a stream of the host has drawn.
func (c *Conn) newController() Controller {
	cc := algorithms[c.algorithm].New(c.cfg)
	if s, ok := cc.(seeder); ok {
		s.Seed(uint32(c.snd.iss))
	}
	return cc
}

// use has a controller decide from now on.
func (k *control) use(cc Controller, cfg *Config) {
	k.cc, k.does = cc, facultiesOf(cc, cfg)
}

// SetCongestion selects a congestion control algorithm (TCP_CONGESTION). The
// window stays as it is.
func (c *Conn) SetCongestion(id AlgorithmID) {
	s := &c.snd
	if c.algorithm == id {
		return
	}
	c.algorithm = id
	if s.ctl != nil {
		s.ctl.use(c.newController(), c.cfg)
	}
}

// Congestion returns the congestion control algorithm.
func (c *Conn) Congestion() AlgorithmID { return c.algorithm }

// CongestionDetails returns what the algorithm tells of itself (TCP_CC_INFO), nil if that
// is nothing.
func (c *Conn) CongestionDetails(now vtime.Time) []Detail {
	t, ok := c.control().cc.(teller)
	if !ok {
		return nil
	}
	var a Acked
	c.facts(&a, vtime.Stamp{Now: now}, 0, c.snd.pipe(), 0)
	return t.Tell(a, c.ecn != nil, c.ecn != nil && c.ecn.echo)
}

// phase returns what is being repaired.
func (c *Conn) phase() Phase {
	s := &c.snd
	switch {
	case s.recovery == recoveryFast:
		return PhaseRecovery
	case s.recovery == recoveryLoss:
		return PhaseLoss
	case s.recovery == recoveryCWR || c.slowed():
		return PhaseCWR
	case s.dupAcks > 0 || s.recovery == recoveryDisorder:
		return PhaseDisorder
	}
	return PhaseOpen
}

// facts fills in what a controller is told of an acknowledgement of so many
// bytes, before which flight bytes were on their way.
func (c *Conn) facts(a *Acked, at vtime.Stamp, bytes, flight int64, rtt vtime.Time) {
	s := &c.snd
	a.Now, a.Bytes, a.MSS, a.Flight, a.Una, a.Nxt = at.Now, bytes, s.mss, flight, s.una, s.nxt
	a.Full, a.Phase, a.RTT, a.MinRTT, a.SRTT = c.windowLimits(), c.phase(), rtt, s.rtt.least.rtt, s.rtt.srtt()
	c.ecn.count(a)
}

// inform tells the controller what an acknowledgement says.
func (c *Conn) inform(a *Acked) {
	s, k := &c.snd, c.control()
	if c.cfg.IdleRule == IdleValidate {
		c.measureUsage(a)
	}
	if k.does&watches != 0 {
		k.cc.(Watcher).Watch(s.win, *a)
	}
	if k.does&samples != 0 && a.RTT > 0 {
		s.win = k.cc.(Sampler).Sampled(s.win, *a)
	}
}

// growWindow has the controller grow the window: nothing is being repaired.
func (c *Conn) growWindow(a *Acked) {
	s := &c.snd
	if c.unvalidated() && !a.Full {
		return // RFC 7661 section 4.4
	}
	s.win = s.ctl.cc.Grow(s.win, *a)
}

// directed reports whether the controller alone decides the window.
func (c *Conn) directed() bool { return c.control().does&directs != 0 }

// direct ends an acknowledgement that told of so many segments, and of so many losses:
// a controller that decides everything does so.
func (c *Conn) direct(a *Acked, newest *latest, segments, losses int64) bool {
	prior, d := c.sampleDelivery(a.Now, newest, segments)
	if c.snd.ctl.does&directs != 0 {
		c.heedDirector(a, prior, d, segments, losses)
		return true
	}
	return false
}

// heedDirector has the controller decide, with what the acknowledgement tells of the
// rate of deliveries.
func (c *Conn) heedDirector(a *Acked, prior int64, d delivery, segments, losses int64) {
	c.snd.win, c.snd.ctl.rate = c.snd.ctl.cc.(Director).Direct(c.snd.win, *a, Rate{
		Delivered: int64(d.segments), Interval: d.interval, Prior: prior, Limited: d.limited,
		Acked: segments, Lost: losses, Flight: c.snd.pipe(), Total: c.deliveredSegments(), Pause: max(c.paceUntil()-a.Now, 0),
	})
}

// toThreshold brings the window down to the threshold.
func (c *Conn) toThreshold() {
	if !c.directed() {
		c.snd.win.Cwnd = c.snd.win.Threshold
	}
}

// reduce has the controller set the slow-start threshold, once for a window of
// data. The congestion window is the caller's. A loss in a window that a mark has
// brought down already changes nothing (RFC 3168 section 6.1.2), a timeout does.
func (c *Conn) reduce(l Lost) {
	s := &c.snd
	if c.slowed() && !l.Mark && !l.Timeout {
		return
	}
	w, l := c.lossOfUsed(s.win, l)
	s.win.Threshold = c.control().cc.Threshold(w, l)
}

// tell tells the controller what happens.
func (c *Conn) tell(at vtime.Stamp, e Event) {
	s, k := &c.snd, c.control()
	if k.does&observes != 0 {
		k.cc.(Observer).Observe(e, Moment{
			Now: at.Now, LastSent: s.lastAt, Window: s.win, MSS: s.mss, Una: s.una, Nxt: s.nxt,
		})
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

// noThreshold is a slow-start threshold that no window reaches (TCP_INFINITE_SSTHRESH).
const noThreshold = 1 << 40

// openWindow sets the initial congestion window once the segment size is known.
func (s *sender) openWindow(cfg *Config) {
	s.win.Cwnd = initialWindow(cfg, s.mss)
	tolerated := int64(1)
	if cfg.InitialRule == WindowRFC5681 {
		tolerated = 0
	}
	if int64(s.synLost) > tolerated {
		// After a lost SYN the window starts with one segment (RFC 5681 section 3.1),
		// with the larger windows only after two (RFC 6928 section 2).
		s.win.Cwnd = s.mss
	}
	s.win.Threshold = cfg.InitialThreshold
	if s.win.Threshold == 0 {
		s.win.Threshold = noThreshold
	}
}

// cwnd returns the congestion window in force now: after a pause it is what the
// idle rule leaves of it.
func (c *Conn) cwnd(now vtime.Time) int64 {
	if c.snd.nxt > c.snd.una || c.cfg.IdleRule == IdleKeep {
		return c.snd.win.Cwnd
	}
	return c.idleWindow(now)
}

// idleWindow is cwnd with nothing on its way.
func (c *Conn) idleWindow(now vtime.Time) int64 {
	s := &c.snd
	idle, pause := now-s.lastAt, s.rtt.rto(c.cfg)
	if c.cfg.IdleRule == IdleValidate {
		pause = nonValidatedPeriod // RFC 7661 section 4.4.3
	}
	if s.lastAt < 0 || idle <= pause || c.directed() {
		return s.win.Cwnd
	}
	restart := min(initialWindow(c.cfg, s.mss), s.win.Cwnd)
	if c.cfg.IdleRule == IdleRestart {
		// RW = min(IW, cwnd) after an idle RTO (RFC 5681 section 4.1).
		return restart
	}
	w := s.win.Cwnd
	for ; idle > pause && w > restart; idle -= pause {
		w = c.cfg.wholeSegments(w/2, s.mss)
	}
	return max(w, restart)
}

// restartWindow makes what cwnd says after a pause the window.
func (c *Conn) restartWindow(at vtime.Stamp) {
	s := &c.snd
	w := c.idleWindow(at.Now)
	if w >= s.win.Cwnd {
		return
	}
	if c.cfg.IdleRule != IdleRestart {
		// What was known of the path stays known (RFC 2861 section 3.1, RFC 7661 section 4.4.3).
		s.win.Threshold = max(s.win.Threshold, c.cfg.wholeSegments(s.win.Cwnd*3/4, s.mss))
	}
	s.win.Cwnd = w
	if k := s.ctl; k != nil {
		k.used, k.limitedAt = 0, at.Now
	}
	c.tell(at, EventRestart)
}

// validate keeps whether the window is used, once nothing more may leave: it
// limits if it holds something, a burst that is waited for too, or if no full segment
// fits into it any more (Linux tcp_cwnd_validate). It reports whether the window comes
// down since too little of it is used.
func (c *Conn) validate(at vtime.Stamp, held bool) bool {
	s, k := &c.snd, c.snd.ctl
	s.sent = false
	full := held || s.pipe()+s.mss > s.win.Cwnd
	out := s.out()
	if s.una >= k.peakUntil || full || !k.full && out > int64(k.peak) {
		k.full, k.peak, k.peakUntil = full, int32(out), s.nxt
	}
	if c.windowLimits() {
		k.used, k.limitedAt = 0, at.Now
		return false
	}
	k.used = max(k.used, out)
	return c.cfg.IdleRule == IdleHalve && at.Now-k.limitedAt >= s.rtt.rto(c.cfg) && !c.directed() && c.lowerUnused(at)
}

// lowerUnused brings a window that was not full for a timeout down half the way to what
// was used of it, but not below the initial window. Not while a loss is repaired, and not
// if the send buffer is what limits (RFC 2861 section 3.1, Linux
// tcp_cwnd_application_limited). It reports whether it did.
func (c *Conn) lowerUnused(at vtime.Stamp) bool {
	s, k := &c.snd, c.snd.ctl
	k.limitedAt = at.Now
	if c.phase() != PhaseOpen || s.blocked {
		return false
	}
	before, used := s.win.Cwnd, max(k.used, initialWindow(c.cfg, s.mss))
	k.used = 0
	if used >= before {
		return false
	}
	s.win.Threshold = max(s.win.Threshold, c.cfg.wholeSegments(before*3/4, s.mss))
	s.win.Cwnd = c.cfg.wholeSegments((before+used)/2, s.mss)
	c.tell(at, EventRestart)
	return s.win.Cwnd < before
}

// windowLimits reports whether the window is what limits the sender. In slow
// start it may be twice what was used (Linux tcp_is_cwnd_limited).
func (c *Conn) windowLimits() bool {
	s, k := &c.snd, c.control()
	return k.full || s.win.InSlowStart() && s.win.Cwnd < 2*int64(k.peak)
}
