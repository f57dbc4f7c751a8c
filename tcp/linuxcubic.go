package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// cubicLinux is CUBIC as Linux computes it (tcp_cubic.c): windows in segments,
// time in ticks of the kernel's clock, the curve in 1/1024 s.
type cubicLinux struct {
	cfg   *Config
	epoch vtime.Time // start of the curve, in ticks; 0: none
	exit  hystart

	credit  credit
	updated vtime.Time // tick of the last update
	origin  int64      // window at the origin
	acked   int64      // segments towards the next one of Reno
	price   int64      // acknowledged segments that earn one
	k       int32      // time from the epoch to the origin, in 1/1024 s
	seen    int32      // window of the last update
	max     int32      // window before the last reduction, or less (fast convergence)
	reno    int32      // window that Reno would have
}

// Constants of tcp_cubic.c.
const (
	cubicTick      = 4 * vtime.Millisecond // HZ of 250
	cubicHZ        = int64(vtime.Second / cubicTick)
	cubicBeta      = 717 // of 1024
	cubicScale     = 410 // bic_scale times 10: C of 0.4 in 1/1024
	cubicBetaScale = 8 * (1024 + cubicBeta) / 3 / (1024 - cubicBeta)
	cubicFactor    = 1 << 40 / cubicScale
	cubicFarthest  = 1 << 18 // keeps the cube within 64 bits
)

func newCubicLinux(cfg *Config) Controller { return &cubicLinux{cfg: cfg} }

func cubicNow(t vtime.Time) vtime.Time { return t/cubicTick + 1 } // zero means none

// Sampled keeps the shortest delay and looks for the end of slow start
// (cubictcp_acked).
func (c *cubicLinux) Sampled(w Window, a Acked) Window {
	if c.epoch > 0 && int64(cubicNow(a.Now)-c.epoch) < cubicHZ {
		return w // right after a recovery delays say little
	}
	h := &c.exit
	if c.cfg.HyStart == HyStartRFC9406 {
		return h.sampled(c.cfg, w, a)
	}
	if h.least == 0 || a.RTT < h.least {
		h.least = a.RTT
	}
	if c.cfg.HyStart == HyStartLinux && !h.found && w.InSlowStart() {
		return h.linux(w, a)
	}
	return w
}

// Grow is slow start, or the curve (cubictcp_cong_avoid).
func (c *cubicLinux) Grow(w Window, a Acked) Window {
	if c.cfg.GrowOnlyIfFull && !a.Full {
		return w
	}
	acked := a.Bytes
	if w.InSlowStart() {
		if w, acked = c.exit.grow(c.cfg, w, a); acked == 0 {
			return w
		}
	}
	c.update(w.Cwnd/a.MSS, acked/a.MSS, cubicNow(a.Now))
	return c.credit.grow(w, c.price*a.MSS, acked, a.MSS)
}

// update computes how many acknowledged segments earn a segment of window
// (bictcp_update).
func (c *cubicLinux) update(cwnd, acked int64, now vtime.Time) {
	c.acked += acked
	if int64(c.seen) == cwnd && now-c.updated <= vtime.Time(cubicHZ/32) {
		return
	}
	if c.epoch == 0 || now != c.updated {
		c.seen, c.updated = int32(cwnd), now
		c.follow(cwnd, acked, now)
	}
	c.befriend(cwnd)
	c.price = max(c.price, 2) // at most half a window for each window
}

// follow goes along the curve C(t-K)^3 + W_max (RFC 9438 section 4.2).
func (c *cubicLinux) follow(cwnd, acked int64, now vtime.Time) {
	if c.epoch == 0 {
		c.epoch, c.acked, c.reno = now, acked, int32(cwnd)
		c.k, c.origin = 0, cwnd
		if most := int64(c.max); most > cwnd {
			c.k, c.origin = int32(cubicRoot(uint64(cubicFactor)*uint64(most-cwnd))), most
		}
	}
	t := int64(now-c.epoch) + int64((c.exit.least+cubicTick-1)/cubicTick)
	t = t << 10 / cubicHZ
	k := int64(c.k)
	off := min(max(t, k)-min(t, k), cubicFarthest)
	delta := int64(uint64(cubicScale*off*off*off) >> 40)
	target := c.origin + delta
	if t < k {
		target = c.origin - delta
	}
	c.price = 100 * cwnd // hardly any growth at or above the target
	if target > cwnd {
		c.price = cwnd / (target - cwnd)
	}
	if c.max == 0 {
		c.price = min(c.price, 20) // nothing is known yet: 5 % in a round trip
	}
}

// befriend keeps up with what Reno would have (RFC 9438 section 4.3).
func (c *cubicLinux) befriend(cwnd int64) {
	per := cwnd * cubicBetaScale >> 3
	if n := (c.acked - 1) / max(per, 1); c.acked > per {
		c.acked -= n * per
		c.reno += int32(n)
	}
	if reno := int64(c.reno); reno > cwnd {
		c.price = min(c.price, cwnd/(reno-cwnd))
	}
}

// Threshold is beta times the window, with fast convergence (RFC 9438 sections
// 4.6 and 4.7).
func (c *cubicLinux) Threshold(w Window, l Lost) int64 {
	cwnd := c.cfg.reduced(w, l) / l.MSS
	c.epoch, c.credit = 0, 0
	if cwnd < int64(c.max) {
		c.max = int32(cwnd * (1024 + cubicBeta) / 2048)
	} else {
		c.max = int32(cwnd)
	}
	return max(cwnd*cubicBeta/1024, 2) * l.MSS
}

// Undo goes back to what was; the curve begins anew (tcp_reno_undo_cwnd).
func (c *cubicLinux) Undo(w, before Window) Window { return undone(w, before) }

// Observe moves the curve along with a pause, and forgets it after a timeout.
func (c *cubicLinux) Observe(e Event, m Moment) {
	switch e {
	case EventStart:
		if idle := cubicNow(m.Now) - cubicNow(m.LastSent); c.epoch > 0 && m.LastSent >= 0 && idle > 0 {
			c.epoch = min(c.epoch+idle, cubicNow(m.Now))
		}
	case EventTimeout:
		*c = cubicLinux{cfg: c.cfg}
		c.exit.restart(m)
	}
}

// cubicRoots is the cube root of small numbers, times 64, on average.
var cubicRoots = [64]uint8{
	0, 54, 54, 54, 118, 118, 118, 118, 123, 129, 134, 138, 143, 147, 151, 156,
	157, 161, 164, 168, 170, 173, 176, 179, 181, 185, 187, 190, 192, 194, 197, 199,
	200, 202, 204, 206, 209, 211, 213, 215, 217, 219, 221, 222, 224, 225, 227, 229,
	231, 232, 234, 236, 237, 239, 240, 242, 244, 245, 246, 248, 250, 251, 252, 254,
}

// cubicRoot is Linux's cubic_root: a table and one step of Newton's method,
// right to about a fifth of a percent.
func cubicRoot(a uint64) int64 {
	b := uint64(bits.Len64(a))
	if b < 7 {
		return (int64(cubicRoots[a]) + 35) >> 6
	}
	b = b*84>>8 - 1
	x := (uint64(cubicRoots[a>>(b*3)]) + 10) << b >> 6
	x = 2*x + a/(x*(x-1))
	return int64(x * 341 >> 10)
}
