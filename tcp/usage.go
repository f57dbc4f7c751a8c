package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// nonValidatedPeriod is how long a window is preserved that is not used (NVP of RFC
// 7661 section 4.4).
const nonValidatedPeriod = 5 * vtime.Minute

// usage is what new congestion window validation remembers (RFC 7661): how much of the
// window was used of late. A window of which less than half is used is preserved, but
// it grows only when it is full, what leaves is paced, and a loss counts what was used.
type usage struct {
	high   int64      // HighACK when the present round trip began
	highAt vtime.Time // when that was
	since  vtime.Time // when less than half of the window began to be used; 0: it is in use
	lost   int64      // max(pipeACK, LossFlightSize) at the loss that is being repaired; 0: the window was in use
	again  int64      // R: bytes that have gone again since
	// The largest samples of the parts of the sampling period (section 4.5.1), the
	// present part last. None: pipeACK is undefined.
	parts [5]usageSample
}

// usageSample is how many bytes were acknowledged within a round trip.
type usageSample struct {
	at    vtime.Time // when its part of the sampling period began; 0: there is no sample
	bytes int64
}

// usage returns what is remembered, nil where the profile does not want it.
func (c *Conn) usage() *usage {
	if c.cfg.IdleRule != IdleValidate {
		return nil
	}
	k := c.control()
	if k.usage == nil {
		k.usage = &usage{}
	}
	return k.usage
}

// unvalidated reports whether the window is larger than what is known to be used.
func (c *Conn) unvalidated() bool {
	k := c.snd.ctl
	return k != nil && k.usage != nil && k.usage.since > 0
}

// samplingPeriod is what pipeACK looks back (RFC 7661 section 4.2).
func samplingPeriod(srtt vtime.Time) vtime.Time { return max(3*srtt, vtime.Second) }

// pipeACK is the largest sample of the sampling period, 0 if nothing was acknowledged
// in it.
func (u *usage) pipeACK(now, srtt vtime.Time) int64 {
	most := int64(0)
	for _, p := range u.parts {
		if p.at > 0 && now-p.at <= samplingPeriod(srtt) {
			most = max(most, p.bytes)
		}
	}
	return most
}

// sample takes a sample.
func (u *usage) sample(now, srtt vtime.Time, bytes int64) {
	last := &u.parts[len(u.parts)-1]
	if last.at == 0 || now-last.at >= samplingPeriod(srtt)/vtime.Time(len(u.parts)) {
		copy(u.parts[:], u.parts[1:])
		*last = usageSample{at: max(now, 1)}
	}
	last.bytes = max(last.bytes, bytes)
}

// measureUsage takes an acknowledgement into account: a sample for each round trip, but
// none while a loss is repaired (RFC 7661 section 4.2).
func (c *Conn) measureUsage(a *Acked) {
	s, u := &c.snd, c.usage()
	switch {
	case a.Phase >= PhaseCWR || a.SRTT == 0:
		u.high, u.highAt = a.Una, a.Now
		return
	case a.Now-u.highAt >= a.SRTT:
		u.sample(a.Now, a.SRTT, a.Una-u.high)
		u.high, u.highAt = a.Una, a.Now
	}
	defined := u.parts[len(u.parts)-1].at > 0
	unused := defined && u.pipeACK(a.Now, a.SRTT) < s.win.Cwnd/2
	if u.since > 0 && a.Now-u.since >= nonValidatedPeriod {
		// It has been preserved for long enough (section 4.4.3).
		s.win.Threshold = max(s.win.Threshold, c.cfg.wholeSegments(s.win.Cwnd*3/4, s.mss))
		s.win.Cwnd = max(c.cfg.wholeSegments(s.win.Cwnd/2, s.mss), min(initialWindow(c.cfg, s.mss), s.win.Cwnd))
		u.since = 0
	}
	switch {
	case !unused:
		u.since = 0
	case u.since == 0:
		u.since = a.Now
	}
}

// lossOfUsed has a loss reduce what was used where that is less than half of the
// window (RFC 7661 section 4.4.1), but for timeouts.
func (c *Conn) lossOfUsed(w Window, l Lost) (Window, Lost) {
	if !c.unvalidated() {
		return w, l
	}
	u := c.snd.ctl.usage
	u.since = 0
	if l.Timeout {
		return w, l
	}
	u.lost, u.again = max(u.pipeACK(l.Now, c.snd.rtt.srtt()), l.Flight), 0
	w.Cwnd, l.Flight = min(w.Cwnd, u.lost), u.lost
	return w, l
}

// countUsedAgain counts what goes again for the first time.
func (c *Conn) countUsedAgain(out *Outgoing) {
	if u := c.usage(); u != nil && out.Copy == 2 {
		u.again += int64(out.Segment.Payload.Len)
	}
}

// repaired ends the repair of a loss, or the reduction for a mark. If less than half
// of the window had been used, what had to go again counts too (RFC 7661 section
// 4.4.1); pipeACK is undefined again.
func (c *Conn) repaired(at vtime.Stamp) {
	s := &c.snd
	if s.ctl != nil {
		s.ctl.limitedAt = at.Now
	}
	if u := c.usage(); u != nil {
		if u.lost > 0 {
			left := max(s.win.Threshold*max(u.lost-u.again, 0)/u.lost, s.mss)
			s.win.Cwnd, s.win.Threshold = min(s.win.Cwnd, left), max(left, 2*s.mss)
		}
		*u = usage{high: s.una, highAt: at.Now}
	}
	c.tell(at, EventRepaired)
}
