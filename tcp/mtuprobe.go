package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// probedWindow is the least congestion window in which the size of segments is probed,
// in segments: a lost probe is to be found by duplicates (Linux tcp_mtu_probe).
const probedWindow = 11

// startProbing has a connection that probes from the start begin with the base size
// (RFC 4821 section 7.2, Linux tcp_mtup_init).
func (c *Conn) startProbing() {
	if c.cfg.MTUProbing == ProbeAlways && c.cfg.MTUBase < c.snd.mss {
		c.setSize(c.cfg.MTUBase)
		c.snd.way.low = c.cfg.MTUBase
	}
}

// probeSize returns the size of the next segment if it shall be larger than those that
// are known to get through, half of the way to those that are not; else 0. It needs so
// much data behind it that its loss alone is found by duplicates (RFC 4821 section 7.4,
// Linux tcp_mtu_probe).
func (c *Conn) probeSize(now vtime.Time, avail, usable int64) int64 {
	s, w := &c.snd, c.snd.way
	if c.cfg.MTUProbing == ProbeOff || w.low == 0 || w.end > 0 || s.recovery != recoveryNone || !c.rcv.holes.empty() {
		return 0
	}
	high := w.high
	if high == 0 || now-w.failedAt >= c.cfg.MTUProbeInterval {
		high = w.whole // what was too large may not be any more (section 7.3)
	}
	if w.limit > 0 {
		high = min(high, w.limit)
	}
	size, cwnd := (s.mss+high)/2, c.cwnd(now) // after a pause less than before
	needed := size + (c.threshold()+1)*s.mss
	if high-s.mss < max(c.cfg.MTUProbeThreshold, 1) || avail < needed || usable < needed ||
		cwnd < probedWindow*s.mss || s.pipe()+size+s.mss > cwnd {
		return 0
	}
	return size
}

// probeLeaves notes that n bytes leave as a probe of the size, which takes the place of
// two segments.
func (c *Conn) probeLeaves(n int64) {
	s := &c.snd
	s.way.start, s.way.end = s.nxt, s.nxt+n
	s.win.Cwnd -= s.mss
}

// probeArrives makes segments as large as a probe that was acknowledged. A window that
// counts segments stays what it was in bytes (Linux tcp_mtup_probe_success).
func (c *Conn) probeArrives(ack int64) {
	s, w := &c.snd, c.snd.way
	if w.end == 0 || ack < w.end {
		return
	}
	old, size, win := s.mss, w.end-w.start, s.win
	w.low, w.end = size, 0
	c.setSize(size)
	if s.whole {
		headers := int64(MinHeaderLen + 20)
		s.win.Cwnd = max(win.Cwnd/old*(old+headers)/(size+headers), 1) * s.mss
		if win.Threshold < 1<<40 {
			s.win.Threshold = win.Threshold / old * s.mss
		}
	}
}

// probeIsLost reports whether what was found lost is a probe of the size, and goes on
// with smaller segments: that says nothing about congestion (RFC 4821 section 7.5, Linux
// tcp_mtup_probe_failed).
func (c *Conn) probeIsLost(at vtime.Stamp) bool {
	s, w := &c.snd, c.snd.way
	if w == nil || w.end == 0 || s.una != w.start || s.recovery >= recoveryCWR {
		return false
	}
	w.high, w.failedAt, w.end = w.end-w.start-1, at.Now, 0
	s.win.Cwnd += s.mss
	c.refit(at, cause.BlackHole)
	return true
}

// cutProbe makes usual segments of a probe that goes again for another reason, which
// says nothing of its size.
func (c *Conn) cutProbe(i int) {
	s := &c.snd
	if g := s.board.at(i); g.data() > s.mss {
		s.board.split(i, g.start+s.mss)
		s.way.end = 0
	}
}
