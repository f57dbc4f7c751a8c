package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Pacing spreads what the window allows over the round trip. Linux leaves that to
// the queue of the host (sch_fq) or, where there is none and the congestion
// control needs it, to a timer of the connection; when segments leave is the same.

// unpacedSegments leave at the start of a connection without pauses, as sch_fq has
// always let them.
const unpacedSegments = 10

// mayPace reports whether departures are spread, at times at least.
func (k *control) mayPace() bool { return k != nil && k.does&spreads != 0 }

// paces reports whether departures are spread now.
func (c *Conn) paces() bool {
	return c.cfg.Pacing || c.cfg.MaxPacingRate > 0 || c.snd.ctl.does&directs != 0 || c.unvalidated()
}

// paceUntil returns when the next burst may leave, in the past if nothing holds it.
func (c *Conn) paceUntil() vtime.Time {
	if k := c.snd.ctl; k.mayPace() && c.paces() {
		return k.next
	}
	return -1
}

// pacedOut reports whether a new burst, or a further copy, has to wait.
func (c *Conn) pacedOut(now vtime.Time) bool { return c.snd.ctl.mayPace() && c.awaitsPace(now) }

func (c *Conn) awaitsPace(now vtime.Time) bool {
	return c.snd.nxt >= c.snd.burstEnd && c.paceUntil() > now
}

// pacingRate returns the rate of departures in bytes per second, 0 if there is no
// limit: what the controller says, else so much of a window in each round trip
// that pauses do not keep the window from growing (tcp_update_pacing_rate).
func (c *Conn) pacingRate() int64 {
	s, k := &c.snd, c.snd.ctl
	rate := int64(0)
	if k != nil && k.does&directs != 0 {
		rate = k.rate
	}
	if srtt := s.rtt.srtt(); rate == 0 && srtt > 0 {
		ratio := c.cfg.PacingAvoidance
		if s.win.Cwnd < s.win.Threshold/2 {
			ratio = c.cfg.PacingSlowStart
		}
		rate = max(s.win.Cwnd, s.out()) * ratio / 100 * int64(vtime.Second) / int64(srtt)
	}
	if most := c.cfg.MaxPacingRate; most > 0 && (rate == 0 || rate > most) {
		return most
	}
	return rate
}

// pace accounts for n bytes that leave together: the next may leave once these
// would have at the pacing rate. Half of that may have passed already, while
// nothing was to be sent (tcp_update_skb_after_send).
func (c *Conn) pace(now vtime.Time, n int64) {
	if c.snd.ctl.mayPace() {
		c.spread(now, n)
	}
}

func (c *Conn) spread(now vtime.Time, n int64) {
	if n == 0 || !c.paces() {
		return
	}
	k := c.snd.ctl
	k.samples(&c.snd, now)
	spared := max(now-k.next, 0)
	k.next = max(k.next, now)
	rate, sent := c.pacingRate(), (n+c.snd.mss-1)/c.snd.mss
	sent += int64(c.tally.dataSegsOut)
	if rate == 0 || sent < unpacedSegments {
		return
	}
	pause := vtime.Time(n * int64(vtime.Second) / rate)
	k.next += pause - min(pause/2, spared)
}
