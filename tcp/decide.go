package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// sendKind is what may be sent now.
type sendKind uint8

const (
	sendNone sendKind = iota
	sendReply
	sendBefore // an acknowledgement with the echo of marks as it was before the last segment
	sendSYN
	sendAgain // a retransmission
	sendTail  // a tail loss probe that repeats the last segment
	sendData  // new data
	sendLast  // what is left of it, perhaps nothing, with the FIN
	sendProbe
	sendKeepAlive
	sendAck
)

// verdict is the answer to "what may be sent now?". If it is nothing new, held
// is the rule that binds and also the rules that would bind without it. It has
// no more fields than Go passes in registers: it is asked for several times for
// each segment.
type verdict struct {
	kind sendKind
	held cause.Why
	n    int64 // bytes of new data; sendAgain: position on the scoreboard
	also cause.Set
}

// hold adds a rule that binds, after those that bind before it.
func (v verdict) hold(w cause.Why) verdict {
	switch v.held {
	case cause.NothingToSend:
		v.held = w
	case w: // it binds already
	default:
		v.also = v.also.With(w)
	}
	return v
}

// decide is the only code that says whether the connection may transmit. It has
// no side effects: PollSegment acts on it, the timers that lift a hold are armed
// from it, and the stopwatch records its reason, so they cannot disagree.
func (c *Conn) decide(now vtime.Time) verdict {
	if c.replies {
		return verdict{kind: sendReply}
	}
	if !c.state.synchronized() {
		if v := c.decideSYN(); v.kind != sendNone || !c.early() {
			return v
		}
	}
	if c.ecn != nil && c.ecn.before > 0 {
		return verdict{kind: sendBefore}
	}
	if c.snd.probeDue {
		return c.decideProbe()
	}
	if c.snd.board.n > 0 && c.snd.board.missing > 0 {
		return c.decideMissing(now)
	}
	v := verdict{}
	if !c.snd.saysNothing() {
		if v = c.decideNew(now); v.kind != sendNone {
			return v
		}
	}
	if c.snd.recovery == recoveryFast {
		if i, ok := c.lastResort(v.held); ok {
			return verdict{kind: sendAgain, n: int64(i)}
		}
	}
	v.kind = c.decideControl()
	return v
}

// decideMissing decides while segments are lost and not on their way: they go before
// new data (RFC 5681 section 3.1).
func (c *Conn) decideMissing(now vtime.Time) verdict {
	s := &c.snd
	if c.refused() {
		return verdict{kind: c.decideControl(), held: cause.LocalQueue}
	}
	i, _ := s.board.nextMissing()
	if s.mend != nil && s.mend.onlyNew {
		// New data first: it shows whether the timeout was spurious (RFC 5682 section
		// 3.1 step 2). If there is none after all, what is lost goes again.
		v := c.decideNew(now)
		if v.kind != sendNone {
			return v
		}
		if s.nxt > s.recover {
			v.kind = c.decideControl()
			return v
		}
	}
	if s.resend && i == 0 || s.pipe()+s.charge(s.board.at(i).data()) <= s.win.Cwnd {
		if !c.pacedOut(now) {
			return verdict{kind: sendAgain, n: int64(i)}
		}
		return verdict{kind: c.decideControl(), held: cause.Pacing}
	}
	v := c.decideNew(now)
	if v.kind != sendNone {
		v = verdict{held: c.windowPhase()}
	}
	v.kind = c.decideControl()
	return v
}

// decideSYN decides while no handshake is over.
func (c *Conn) decideSYN() verdict {
	v := verdict{}
	if c.state < SynSent {
		return v
	}
	if c.snd.buf.end > 1 || c.snd.finQueued {
		v.held = cause.Handshake
	}
	switch {
	case c.snd.nxt == 0 || c.snd.board.missing > 0 || c.again:
		v.kind = sendSYN
	case c.ack.now:
		v.kind = sendAck
	}
	return v
}

// decideControl says which segment without new data is due.
func (c *Conn) decideControl() sendKind {
	switch {
	case c.snd.probeNow:
		return sendProbe
	case c.keep.now:
		return sendKeepAlive
	case c.ack.now:
		return sendAck
	}
	return sendNone
}

// saysNothing reports whether all that was written has left, and no probe is out.
func (s *sender) saysNothing() bool { return s.buf.end <= s.nxt && !s.finQueued && s.board.n != 1 }

// decideNew says whether new data or the FIN may leave. Mostly there is more than a full
// segment for which the peer has room: then the congestion window and the pace are all
// that may hold it.
func (c *Conn) decideNew(now vtime.Time) verdict {
	s := &c.snd
	full := c.fullSize()
	avail, usable := s.buf.end-s.nxt, s.una+s.wnd-s.nxt
	if avail <= full || usable < full || c.rare != nil || s.way != nil || s.recovery == recoveryDisorder ||
		!c.state.canSend() || s.probing() {
		return c.decideAny(now)
	}
	switch {
	case s.pipe()+s.charge(full) > c.cwnd(now):
		return verdict{held: c.windowPhase()}
	case c.beginsBurst() && c.awaitsBurst(now, full, avail, usable):
		return verdict{held: c.narrower(now, usable)}
	case c.pacedOut(now):
		return verdict{held: cause.Pacing}
	}
	return verdict{kind: sendData, n: full}
}

// decideAny is decideNew with all that may be amiss.
func (c *Conn) decideAny(now vtime.Time) verdict {
	s := &c.snd
	if s.probing() {
		// The byte of an unanswered probe still waits for the window.
		return verdict{held: cause.ReceiveWindow}
	}
	avail := s.buf.end - s.nxt
	if avail <= 0 && !s.finQueued {
		return verdict{}
	}
	finDue := s.finQueued && !s.finSent()
	if !c.state.canSend() && !c.early() || avail <= 0 && !finDue {
		return verdict{}
	}
	if finDue && c.finWaits() {
		if finDue = false; avail <= 0 {
			return verdict{held: cause.Handshake}
		}
	}
	full := c.fullSize()
	part := avail
	v := verdict{}
	if c.rare != nil {
		part = c.recordEnd() - s.nxt
		if c.rare.refused {
			v = v.hold(cause.LocalQueue)
		}
	}
	n := min(part, full)
	usable := s.una + s.wnd - s.nxt
	if usable <= 0 {
		v = v.hold(cause.ReceiveWindow)
	} else {
		n = min(n, usable)
	}
	if s.way != nil && c.rare == nil {
		n = max(n, c.probeSize(now, avail, usable))
	}
	// The last FIN is not held by the congestion window: it carries no data.
	if n > 0 && c.inFlight()+s.charge(n) > c.cwnd(now) {
		v = v.hold(c.windowPhase())
	}
	if v.held == cause.NothingToSend && c.beginsBurst() && c.awaitsBurst(now, full, part, usable) {
		v = v.hold(c.narrower(now, usable))
	}
	if n < full && n > 0 && !s.overrides && (n < part || part == avail) {
		v = s.holdSmall(v, n, avail, c.cfg.BurstSegments > 1)
	}
	if v.held == cause.NothingToSend && c.pacedOut(now) {
		v = v.hold(cause.Pacing)
	}
	switch {
	case v.held != cause.NothingToSend:
		return v
	case finDue && n == avail && usable > n:
		return verdict{kind: sendLast, n: n}
	}
	return verdict{kind: sendData, n: n}
}

// holdSmall adds the rules for segments below full size.
func (s *sender) holdSmall(v verdict, n, avail int64, bursts bool) verdict {
	cut := n < avail
	switch {
	case cut && s.nxt < s.burstEnd:
		return v // the end of a burst that fills the window (Linux tcp_mss_split_point)
	case cut && (n < s.maxWnd/2 || bursts):
		// A segment that the window cuts short waits for half the largest window
		// ever offered (RFC 9293 section 3.8.6.2.1), in Linux for all of a segment.
		if s.outstanding() > 0 {
			return v.hold(cause.ReceiveWindow) // what is left of a window in use, not a silly one
		}
		return v.hold(cause.SillyWindow)
	}
	if !cut && (s.finQueued || s.urges) {
		return v // the last segment waits for nothing, nor does what is urgent
	}
	if s.corked || s.more {
		v = v.hold(cause.Cork)
	}
	switch {
	case s.nagle == NagleClassic && s.nxt > max(s.una, 1), // the SYN of an early answer is no data
		s.nagle == NagleMinshall && s.smallEnd > s.una:
		// A small segment waits while data is unacknowledged (RFC 9293 section 3.7.4).
		v = v.hold(cause.Nagle)
	}
	return v
}

// finWaits reports whether a FIN waits for the end of a handshake in which data may leave
// already: that of a program which keeps its socket does in Linux (tcp_shutdown).
func (c *Conn) finWaits() bool {
	return c.early() && c.cfg.Handshakes == HandshakeLinux && !c.orphan
}

// inFlight is what the congestion window is compared with. What duplicates say has
// left the network makes room only with limited transmit (RFC 3042 section 2).
func (c *Conn) inFlight() int64 {
	switch {
	case c.state == SynReceived:
		// A SYN-ACK is no data that early answers would have to wait for (Linux
		// tcp_create_openreq_child: nothing is out).
		return max(0, c.snd.pipe()-c.snd.charge(1))
	case c.snd.recovery == recoveryDisorder && !c.cfg.LimitedTransmit:
		return c.snd.out()
	}
	return c.snd.pipe()
}

// narrower names the window that leaves less room.
func (c *Conn) narrower(now vtime.Time, usable int64) cause.Why {
	if usable < c.cwnd(now)-c.snd.pipe() {
		return cause.ReceiveWindow
	}
	return c.windowPhase()
}

// windowPhase names the congestion window's state.
func (c *Conn) windowPhase() cause.Why {
	switch {
	case c.snd.recovery > recoveryCWR:
		return cause.RecoveryWindow
	case c.slowed():
		return cause.MarkedWindow
	case c.snd.recovery == recoveryCWR:
		return cause.RecoveryWindow
	case c.snd.win.InSlowStart():
		return cause.SlowStart
	}
	return cause.CongestionAvoidance
}
