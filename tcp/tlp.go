package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// awaited is what the retransmission timer runs for: it is one timer, as in
// Linux, and what it runs for last replaces what it ran for before.
type awaited uint8

const (
	awaitTimeout awaited = iota // RTO
	awaitProbe                  // PTO: the tail loss probe (RFC 8985 section 7)
	awaitReorder                // the reordering window (RFC 8985 section 6.2 step 5)
)

// awaitedPlaces says what time spent on it is called.
var awaitedPlaces = [...]cause.Where{
	awaitTimeout: cause.TimerRetransmit, awaitProbe: cause.TimerProbe, awaitReorder: cause.TimerReorder,
}

func (c *Conn) await(at vtime.Stamp, what awaited, after vtime.Time) {
	c.snd.awaits = what
	c.arm(timerRetransmit, at, after)
}

// rearmTimer starts the retransmission timer anew. If it ran for something else,
// the timeout counts from the departure of the oldest segment (tcp_rearm_rto).
func (c *Conn) rearmTimer(at vtime.Stamp) {
	s := &c.snd
	if c.onlyProbesOut() {
		c.stopTimer()
		return
	}
	if s.awaits == awaitTimeout {
		c.await(at, awaitTimeout, s.rtt.rto(c.cfg))
	} else {
		c.await(at, awaitTimeout, max(c.untilTimeout(at), 1))
	}
}

func (c *Conn) stopTimer() {
	c.snd.awaits = awaitTimeout
	c.disarm(timerRetransmit)
}

// untilTimeout is how far the timeout of the oldest segment lies in the future.
func (c *Conn) untilTimeout(at vtime.Stamp) vtime.Time {
	s := &c.snd
	return s.board.at(0).at + s.rtt.rto(c.cfg) - at.Now
}

// scheduleProbe arms the timer for a tail loss probe if one may be needed: data is
// out, and nothing is being repaired (RFC 8985 section 7.2). Anew says that the
// timeout would start now and not at the departure of the oldest segment.
func (c *Conn) scheduleProbe(at vtime.Stamp, anew bool) bool {
	s := &c.snd
	if !c.cfg.TLP || !s.selective || c.onlyProbesOut() || s.recovery != recoveryNone && s.recovery != recoveryCWR {
		return false
	}
	// TLP_calc_PTO: two round trips, and what a receiver may delay its
	// acknowledgement of a single segment.
	pto := vtime.Second
	if s.rtt.sampled {
		pto = 2 * s.rtt.srtt()
		if s.board.n == 1 {
			pto += c.cfg.ProbeAckDelay
		} else {
			pto += c.cfg.ProbeSlack
		}
		pto = c.cfg.ticks(pto)
	}
	var left vtime.Time
	if anew {
		left = s.rtt.rto(c.cfg)
	} else {
		left = c.untilTimeout(at)
	}
	if left > 0 {
		pto = min(pto, left)
	}
	c.await(at, awaitProbe, pto)
	return true
}

// rearmAfter starts the timer anew after an acknowledgement of new data.
func (c *Conn) rearmAfter(at vtime.Stamp, e *evidence) {
	c.disarm(timerUser)
	if c.onlyProbesOut() {
		c.stopTimer()
		return
	}
	if e.rearm && !c.scheduleProbe(at, true) {
		c.rearmTimer(at)
	}
	c.watchUser(at)
}

// rearmSent runs the timer once new data has left (tcp_event_new_data_sent,
// tcp_write_xmit).
func (c *Conn) rearmSent(at vtime.Stamp) {
	if !c.scheduleProbe(at, false) && (!c.runs(timerRetransmit) || c.snd.awaits == awaitProbe) {
		c.rearmTimer(at)
	}
}

// probeTimeout sends a tail loss probe, if none is out (RFC 8985 section 7.3).
func (c *Conn) probeTimeout(at vtime.Stamp) {
	m := c.mend()
	if m.probeEnd > 0 || c.refused() {
		c.rearmTimer(at)
		return
	}
	c.snd.probeDue = true
}

// decideProbe says what a due probe is: new data whatever the congestion window
// and the rules for small segments, else the last segment again (TLP_send_probe).
func (c *Conn) decideProbe() verdict {
	s := &c.snd
	n := min(c.recordEnd()-s.nxt, c.fullSize())
	finDue := s.finQueued && !s.finSent() && n == s.buf.end-s.nxt
	usable := s.una + s.wnd - s.nxt
	switch {
	case !c.state.canSend() || n <= 0 && !finDue || usable < n || usable <= 0:
		return verdict{kind: sendTail, n: int64(s.board.n - 1)}
	case finDue && usable > n:
		return verdict{kind: sendLast, n: n}
	}
	return verdict{kind: sendData, n: n}
}

// probed notes that a probe has left.
func (c *Conn) probed(at vtime.Stamp, copied bool) {
	s, m := &c.snd, c.snd.mend
	s.probeDue, m.probeCopied, m.probeEnd = false, copied, s.nxt
	s.awaits = awaitTimeout
	c.rearmTimer(at)
}

// probeAcked looks whether the probe repaired a loss, which then has to show in
// the window as any other (RFC 8985 section 7.4).
func (c *Conn) probeAcked(at vtime.Stamp, e *evidence, ack int64) {
	m := c.snd.mend
	switch {
	case ack < m.probeEnd:
	case !m.probeCopied, e.ofProbe:
		m.probeEnd = 0 // the last segment and the probe have arrived, or it was new data
	case ack > m.probeEnd:
		c.beginReduction(at, e, Lost{})
		c.enter(recoveryCWR)
		c.endReduction(at)
		c.keepOpen()
	case !e.advanced && e.duplicate && !e.sacked:
		m.probeEnd = 0 // a pure duplicate: both have arrived
	}
}
