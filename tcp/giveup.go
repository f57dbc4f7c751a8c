package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// giveUp ends the connection because the peer does not answer. What ICMP said
// in the meantime is the better reason (RFC 1122 section 4.2.3.9).
func (c *Conn) giveUp() {
	if c.soft != 0 {
		c.drop(c.soft)
		return
	}
	c.drop(errno.ETIMEDOUT)
}

// spent reports whether the oldest data has been sent again often enough (R2 of
// RFC 9293 section 3.8.3), or, as Linux counts, for as long as so many doublings
// of the smallest timeout take.
func (c *Conn) spent(now vtime.Time) bool {
	s, limit := &c.snd, c.cfg.Retries
	switch {
	case c.orphan && c.cfg.OrphanRetries > 0:
		limit = c.orphanRetries(s.rtt.rto(c.cfg))
	case c.userTimeout() > c.cfg.GiveUp:
		return false // the peer has asked for that
	}
	return c.retriedOver(now, limit)
}

// retriedOver reports whether the oldest data has been sent again more often than
// so many times, in the count of the profile.
func (c *Conn) retriedOver(now vtime.Time, limit int64) bool {
	s := &c.snd
	if c.cfg.RetriesRule == RetriesCounted {
		return int64(s.retries) > limit
	}
	return s.retries > 1 && now-s.retriedAt >= c.retryTime(limit)
}

// orphanRetries returns how often data is sent again, or a window probed, that
// nobody holds a socket for. Once the intervals are as long as they get, and an
// error was reported, it is enough (Linux tcp_orphan_retries).
func (c *Conn) orphanRetries(interval vtime.Time) int64 {
	if c.soft != 0 && interval >= c.cfg.RTOMax {
		return 0
	}
	return c.cfg.OrphanRetries
}

// retryTime returns how long n retransmissions take from the first one on if the
// timeout is the smallest there is.
func (c *Conn) retryTime(n int64) vtime.Time {
	total, rto := vtime.Time(0), c.cfg.RTOMin
	for range n + 1 {
		total += rto
		rto = min(2*rto, c.cfg.RTOMax)
	}
	return total
}

// watchUser starts the user timeout when data or our SYN begins to be outstanding
// (RFC 9293 section 3.9.1.1).
func (c *Conn) watchUser(at vtime.Stamp) {
	if c.cfg.UserTimeoutRule == UserTimeoutSent || !c.state.synchronized() {
		c.armUser(at)
	}
}

// watchRetries starts the user timeout when data is sent again for the first
// time, or a closed window is probed.
func (c *Conn) watchRetries(at vtime.Stamp) {
	if c.cfg.UserTimeoutRule == UserTimeoutRetried {
		c.armUser(at)
	}
}

func (c *Conn) armUser(at vtime.Stamp) {
	limit := c.userTimeout()
	if t := c.cfg.SYNTimeout; t > 0 && !c.state.synchronized() && (limit == 0 || t < limit) {
		limit = t
	}
	if limit > 0 && !c.runs(timerUser) {
		c.arm(timerUser, at, limit)
	}
}

// probeWindow sends a zero-window probe. The connection lives as long as probes
// are answered (RFC 9293 section 3.8.6.1), unless nobody holds it and the profile
// has a limit.
func (c *Conn) probeWindow(at vtime.Stamp) {
	s := &c.snd
	limit := c.cfg.Retries
	if c.orphan && c.cfg.OrphanRetries > 0 {
		limit = c.cfg.OrphanRetries
		if c.probeInterval() >= c.cfg.ProbeMax {
			limit = 0 // whatever the peer says, it never opens its window (Linux)
		}
	}
	if c.unprobed++; int64(c.unprobed) > limit {
		c.giveUp()
		return
	}
	c.watchRetries(at)
	if c.retryRefused(at.Now) {
		return
	}
	s.probeNow = true
	if s.probes < 64 {
		s.probes++
	}
}
