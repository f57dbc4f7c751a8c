package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// CubicRule says how CUBIC is computed.
type CubicRule uint8

// The computations of CUBIC.
const (
	CubicRFC9438 CubicRule = iota // in bytes and microseconds
	CubicLinux                    // in segments and clock ticks, as tcp_cubic.c
)

func newCubic(cfg *Config) Controller {
	if cfg.CubicRule == CubicLinux {
		return newCubicLinux(cfg)
	}
	return &cubic{cfg: cfg}
}

// curve is CUBIC's memory: it comes back if a reduction was for nothing.
type curve struct {
	max   int64      // W_max, 0: none
	prior int64      // cwnd_prior
	epoch vtime.Time // t_epoch
	k     vtime.Time // K
	est   int64      // W_est
	rest  int64      // fraction of a byte of W_est
	part  int64      // fraction of a byte of the window
	on    bool       // it has begun
}

// cubic is CUBIC in bytes (RFC 9438).
type cubic struct {
	cfg  *Config
	exit hystart
	now  curve
	was  *curve // before the last reduction, for Undo
}

// Sampled looks for the end of slow start (RFC 9438 section 4.10 recommends
// HyStart++).
func (c *cubic) Sampled(w Window, a Acked) Window {
	if c.cfg.HyStart == HyStartLinux {
		if c.exit.least == 0 || a.RTT < c.exit.least {
			c.exit.least = a.RTT
		}
		if !c.exit.found && w.InSlowStart() {
			return c.exit.linux(w, a)
		}
		return w
	}
	return c.exit.sampled(c.cfg, w, a)
}

// Grow is slow start, or the curve (RFC 9438 sections 4.2 to 4.5).
func (c *cubic) Grow(w Window, a Acked) Window {
	if c.cfg.GrowOnlyIfFull && !a.Full {
		return w
	}
	acked := a.Bytes
	if w.InSlowStart() {
		if w, acked = c.exit.grow(c.cfg, w, a); acked == 0 {
			return w
		}
	}
	if !c.now.on {
		c.begin(w, a)
	}
	c.befriend(w, acked, a.MSS)
	t := a.Now - c.now.epoch
	if c.at(t, a.MSS) < c.now.est {
		// The Reno-friendly region (section 4.3).
		w.Cwnd = max(w.Cwnd, c.now.est)
		return w
	}
	// Towards where the curve is a round trip from now, at most half a window above
	// the window (section 4.2).
	target := min(max(c.at(t+a.SRTT, a.MSS), w.Cwnd), w.Cwnd*3/2)
	c.now.part += (target - w.Cwnd) * acked
	grow := c.now.part / w.Cwnd
	c.now.part -= grow * w.Cwnd
	w.Cwnd += grow
	return w
}

// begin starts a stage of congestion avoidance. Without a W_max it starts at
// the origin (sections 4.8 and 4.10).
func (c *cubic) begin(w Window, a Acked) {
	n := &c.now
	n.on = true
	n.epoch, n.est, n.rest, n.part, n.k = a.Now, w.Cwnd, 0, 0, 0
	if n.max <= w.Cwnd {
		n.max = w.Cwnd
		return
	}
	// K is where the curve has come up to W_max (section 4.2 equation 2).
	n.k = cubicTime(n.max-w.Cwnd, a.MSS)
}

// at is W_cubic(t) = C(t-K)^3 + W_max (section 4.2 equation 1).
func (c *cubic) at(t vtime.Time, mss int64) int64 {
	if t < c.now.k {
		return c.now.max - cubicBytes(c.now.k-t, mss)
	}
	return c.now.max + cubicBytes(t-c.now.k, mss)
}

// befriend advances W_est by alpha segments for each window acknowledged
// (section 4.3 equation 4): 9/17 until the old window is reached, then 1.
func (c *cubic) befriend(w Window, acked, mss int64) {
	n := &c.now
	gain, of := int64(9), int64(17)
	if n.est >= n.prior {
		gain = of
	}
	n.rest += gain * acked * mss
	grow := n.rest / (of * w.Cwnd)
	n.rest -= grow * of * w.Cwnd
	n.est += grow
}

// Threshold is 0.7 of the window (section 4.6), with fast convergence (section 4.7).
func (c *cubic) Threshold(w Window, l Lost) int64 {
	was := c.now
	c.was = &was
	size := c.cfg.reduced(w, l)
	n := &c.now
	n.prior = size
	if size < n.max {
		n.max = size * 17 / 20 // (1 + beta)/2
	} else {
		n.max = size
	}
	if l.Timeout {
		n.max = 0 // the curve begins at its origin (section 4.8)
	}
	n.on = false
	left := size * 7 / 10
	if l.Mark && c.cfg.ABE {
		left = size * 17 / 20 // RFC 8511 section 4.1
	}
	return max(c.cfg.wholeSegments(left, l.MSS), 2*l.MSS)
}

// Undo goes back to the window and the curve before the reduction (section 4.9).
func (c *cubic) Undo(w, before Window) Window {
	if c.was != nil {
		c.now, c.was = *c.was, nil
	}
	return undone(w, before)
}

// Observe leaves pauses out of the curve (section 5.8), and starts slow start
// anew after a timeout.
func (c *cubic) Observe(e Event, m Moment) {
	switch e {
	case EventStart:
		if c.now.on && m.LastSent >= c.now.epoch {
			c.now.epoch += m.Now - m.LastSent
		}
	case EventTimeout:
		c.exit.restart(m)
	}
}

// cubicLongest bounds a stage of congestion avoidance, so that cubes fit.
const (
	cubicLongest = (1<<30 - 1) * vtime.Microsecond // 18 minutes
	cubicUnit    = 1_000_000_000                   // of cubes of microseconds
)

// cubicBytes is C t^3 segments in bytes, with C = 0.4/s^3.
func cubicBytes(t vtime.Time, mss int64) int64 {
	us := uint64(min(t, cubicLongest) / vtime.Microsecond)
	hi, lo := bits.Mul64(us*us, us)
	cube, _ := bits.Div64(hi, lo, cubicUnit) // in 10^-9 s^3
	hi, lo = bits.Mul64(cube, uint64(4*mss))
	bytes, _ := bits.Div64(hi, lo, 10*cubicUnit)
	return int64(bytes)
}

// cubicTime is the inverse: the first microsecond at which C t^3 segments are so
// many bytes.
func cubicTime(bytes, mss int64) vtime.Time {
	lo, hi := vtime.Time(0), cubicLongest/vtime.Microsecond
	for lo < hi {
		if mid := (lo + hi) / 2; cubicBytes(mid*vtime.Microsecond, mss) >= bytes {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo * vtime.Microsecond
}
