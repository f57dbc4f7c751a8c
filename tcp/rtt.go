package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// estimator keeps the smoothed round-trip time and the timeout (RFC 6298), in
// integers: srtt8 is SRTT times 8, var4 is RTTVAR times 4, so that the gains of
// 1/8 and 1/4 lose nothing.
type estimator struct {
	srtt8, var4 vtime.Time
	min         vtime.Time
	backoff     uint8 // doublings in force
	sampled     bool
	fallback    vtime.Time // timeout without a sample, after a lost SYN; 0: RTOInitial
}

// sample takes one of n measurements for each round trip (RFC 6298 sections 2.2
// and 2.3, RFC 7323 appendix G).
func (e *estimator) sample(r vtime.Time, n int64) {
	if !e.sampled {
		e.sampled, e.min = true, r
		e.srtt8, e.var4 = 8*r, 2*r
		return
	}
	e.min = min(e.min, r)
	diff := e.srtt8/8 - r
	if diff < 0 {
		diff = -diff
	}
	e.var4 += (diff - e.var4/4) / vtime.Time(n)
	e.srtt8 += (r - e.srtt8/8) / vtime.Time(n)
}

// srtt returns the smoothed round-trip time, zero before the first sample.
func (e *estimator) srtt() vtime.Time { return e.srtt8 / 8 }

// base returns the timeout without back-off.
func (e *estimator) base(c *Config) vtime.Time {
	rto := c.RTOInitial
	if e.fallback > rto {
		rto = e.fallback
	}
	if e.sampled {
		// SRTT + max(G, 4 RTTVAR) (RFC 6298 section 2.3).
		spread := max(c.ClockGranularity, e.var4)
		switch c.RTOMinRule {
		case MinimumVariance:
			return min(e.srtt()+max(spread, c.RTOMin), c.RTOMax)
		case MinimumAdded:
			return min(e.srtt()+spread+c.RTOMin, c.RTOMax)
		}
		rto = e.srtt() + spread
	}
	// Below the minimum the timeout is rounded up, and it may have a maximum
	// (RFC 6298 sections 2.4 and 2.5).
	return min(max(rto, c.RTOMin), c.RTOMax)
}

// within reports whether d is no longer than the timeout in force, which is never
// below its minimum: hardly ever has it to be computed.
func (e *estimator) within(d vtime.Time, c *Config) bool {
	return d <= min(c.RTOMin, c.RTOMax) || d <= e.rto(c)
}

// rto returns the timeout in force, doubled for each expiry (RFC 6298 section 5.5).
func (e *estimator) rto(c *Config) vtime.Time {
	rto := e.base(c)
	if e.backoff == 0 {
		return rto
	}
	slop := vtime.Time(0)
	if c.RTOMinRule == MinimumAdded && e.sampled {
		slop = min(c.RTOMin, rto)
	}
	rto -= slop
	for i := uint8(0); i < e.backoff && rto < c.RTOMax; i++ {
		rto *= 2
	}
	return min(rto+slop, c.RTOMax)
}
