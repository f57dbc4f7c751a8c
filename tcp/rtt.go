package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// estimator keeps the smoothed round-trip time and the timeout (RFC 6298), in
// integers: srtt8 is SRTT times 8, var4 is RTTVAR times 4, so that the gains of
// 1/8 and 1/4 lose nothing.
type estimator struct {
	least   leastRTT
	srtt8   vtime.Time
	var4    vtime.Time
	spread  spread // Linux: what takes the place of var4
	backoff uint8  // doublings in force
	sampled bool
	lostSYN bool   // a SYN was lost, which matters as long as there is no sample
	first   uint32 // microseconds: timeout until there is another sample, from an earlier connection; 0: none
}

// sample takes one of n measurements for each round trip (RFC 6298 sections 2.2
// and 2.3, RFC 7323 appendix G).
func (e *estimator) sample(r vtime.Time, n int64) {
	if !e.sampled {
		e.sampled = true
		e.srtt8, e.var4 = 8*r, 2*r
		return
	}
	diff := e.srtt8/8 - r
	if diff < 0 {
		diff = -diff
	}
	e.var4 += (diff - e.var4/4) / vtime.Time(n)
	e.srtt8 += (r - e.srtt8/8) / vtime.Time(n)
}

// spread is Linux's 4 RTTVAR: the largest deviation of a round trip, at least
// RTO_MIN, and a smaller one only bit by bit (rttvar_us).
type spread struct {
	now   vtime.Time
	worst vtime.Time // of the round trip that is under way (mdev_max_us)
	end   int64      // which ends when this offset is acknowledged (rtt_seq)
}

// follow takes a measurement as Linux does, when una is acknowledged and nxt the
// next to be sent (tcp_rtt_estimator).
func (e *estimator) follow(r vtime.Time, una, nxt int64, c *Config) {
	if !e.sampled {
		e.sample(r, 1)
		first := max(e.var4, c.RTOMin)
		e.spread = spread{first, first, nxt}
		return
	}
	diff := r - e.srtt8/8
	e.srtt8 += diff
	if diff >= 0 {
		e.var4 += diff - e.var4/4
	} else if diff = -diff - e.var4/4; diff > 0 {
		e.var4 += diff / 8 // a round trip that becomes shorter is no reason to wait longer
	} else {
		e.var4 += diff
	}
	p := &e.spread
	p.worst = max(p.worst, e.var4)
	p.now = max(p.now, p.worst)
	if una > p.end {
		p.now -= (p.now - p.worst) / 4
		p.worst, p.end = c.RTOMin, nxt
	}
}

// srtt returns the smoothed round-trip time, zero before the first sample.
func (e *estimator) srtt() vtime.Time { return e.srtt8 / 8 }

// base returns the timeout without back-off.
func (e *estimator) base(c *Config) vtime.Time {
	if !e.sampled || e.first > 0 {
		return e.initial(c)
	}
	if c.RTOMinRule == MinimumVariance {
		return min(c.ticks(e.srtt()+e.spread.now), c.RTOMax)
	}
	// SRTT + max(G, 4 RTTVAR) (RFC 6298 section 2.3).
	rto := e.srtt() + max(c.ClockGranularity, e.var4)
	if c.RTOMinRule == MinimumAdded {
		return min(rto+c.RTOMin, c.RTOMax)
	}
	return c.bounded(rto)
}

// initial is base before there is a sample of this connection.
func (e *estimator) initial(c *Config) vtime.Time {
	if e.first > 0 {
		return vtime.Time(e.first) * vtime.Microsecond
	}
	rto := c.RTOInitial
	if e.lostSYN {
		// Data starts with 3 s then (RFC 6298 section 5.7).
		rto = max(rto, c.RTOAfterSYNLoss)
	}
	return c.bounded(rto)
}

// bounded rounds a timeout below the minimum up to it. There may be a maximum (RFC 6298
// sections 2.4 and 2.5).
func (c *Config) bounded(rto vtime.Time) vtime.Time { return min(max(rto, c.RTOMin), c.RTOMax) }

// ticks rounds a time for a timer up to what the kernel's clock can tell, where its
// timers go by that (Linux jiffies).
func (c *Config) ticks(t vtime.Time) vtime.Time {
	if tick := c.ClockGranularity; tick > 0 && c.RTOMinRule == MinimumVariance {
		return (t + tick - 1) / tick * tick
	}
	return t
}

// within reports whether d is no longer than the timeout in force, which is never
// below its minimum: hardly ever has it to be computed.
func (e *estimator) within(d vtime.Time, c *Config) bool {
	return d <= min(c.RTOMin, c.RTOMax) || d <= e.rto(c)
}

// atMost returns d, or the timeout in force if that is shorter.
func (e *estimator) atMost(d vtime.Time, c *Config) vtime.Time {
	if e.within(d, c) {
		return d
	}
	return e.rto(c)
}

// rto returns the timeout in force, doubled for each expiry (RFC 6298 section 5.5).
func (e *estimator) rto(c *Config) vtime.Time {
	if e.backoff == 0 {
		return e.base(c)
	}
	return e.backedOff(c)
}

// backedOff is rto after expiries.
func (e *estimator) backedOff(c *Config) vtime.Time {
	rto, slop := e.base(c), vtime.Time(0)
	if c.RTOMinRule == MinimumAdded && e.sampled {
		slop = min(c.RTOMin, rto)
	}
	rto -= slop
	for i := uint8(0); i < e.backoff && rto < c.RTOMax; i++ {
		rto *= 2
	}
	return min(rto+slop, c.RTOMax)
}
