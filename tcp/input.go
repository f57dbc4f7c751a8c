package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Segment takes a segment that arrived (RFC 9293 section 3.10.7). Origin is the
// event in which it left its sender. The host polls for segments afterwards.
func (c *Conn) Segment(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	if c.predicted(at, g, origin) {
		return
	}
	c.countIn(at.Now, g)
	switch c.state {
	case Closed:
		c.answerClosed(g)
	case Listen:
		c.inListen(at, g, origin)
	case SynSent:
		c.inSynSent(at, g, origin)
	default:
		c.inSynchronized(at, g, origin)
	}
}

// ResetFor returns the reset that answers a segment to a port where nobody
// listens (RFC 9293 section 3.10.7.1), and false if none may be sent.
func ResetFor(g *Segment) (Segment, bool) {
	switch {
	case g.Flags.Has(RST):
		return Segment{}, false
	case g.Flags.Has(ACK):
		return Segment{Flags: RST, Seq: g.Ack}, true
	}
	return Segment{Flags: RST | ACK, Ack: g.Seq.Add(g.Len())}, true
}

func (c *Conn) answerClosed(g *Segment) {
	if r, ok := ResetFor(g); ok {
		c.setReply(reply{flags: r.Flags, seq: r.Seq, ack: r.Ack})
	}
}

// inListen is RFC 9293 section 3.10.7.2.
func (c *Conn) inListen(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	switch {
	case g.Flags.Has(RST):
	case g.Flags.Has(ACK):
		c.setReply(reply{flags: RST, seq: g.Ack})
	case g.Flags.Has(SYN):
		c.takeSYN(at, g, origin)
		c.become(SynReceived)
		c.markSYN(at)
		c.takeEarly(at, g, origin)
	}
}

// takeSYN learns the peer's numbers and options.
func (c *Conn) takeSYN(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	c.rcv.synchronise(g.Seq)
	if c.rec.Receipt != nil {
		c.rec.Receipt.Advance(0, 1, at, origin)
		c.rec.Receipt.Read(1, at)
	}
	// The peer's MSS option bounds what we send (RFC 9293 section 3.7.1).
	if mss := int64(g.Options.MSS); mss > 0 {
		c.snd.mss = max(min(mss, int64(c.rcv.mss)), 1)
	} else {
		c.snd.mss = min(c.defaultMSS(), int64(c.rcv.mss))
	}
	c.rcv.largest = min(c.cfg.DefaultMSS, int64(c.rcv.mss)) // in both families (Linux tcp_initialize_rcv_mss)
	if c.cfg.WindowScaling && g.Options.HasScale {
		c.scaling = true
		c.rcv.scale = c.rcv.offer
		c.snd.scale = min(g.Options.Scale, 14)
	}
	// Both ends must say so (RFC 2018 section 2).
	c.snd.selective = c.cfg.SACK && g.Options.SACKPermitted
	c.agreeTimestamps(at, &g.Options)
	if c.state == Listen {
		c.rcv.edge = 1 + c.rcv.startWindow(c.cfg, c.advMSS())
	}
	if !c.scaling {
		c.rcv.edge = min(c.rcv.edge, 1+65535)
	}
	c.snd.wnd = int64(g.Window) // never scaled on a SYN (RFC 7323 section 2.2)
	c.snd.maxWnd = c.snd.wnd
	c.ack.upTo = 1
	c.agreeECN(g)
	c.takeTimeout(at, &g.Options)
}

// inSynSent is RFC 9293 section 3.10.7.3.
func (c *Conn) inSynSent(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	acked := g.Flags.Has(ACK)
	if acked {
		ack := c.snd.offset(g.Ack)
		wrong := ack <= 0 || ack > c.snd.nxt
		if wrong || c.foreignEcho(at.Now, &g.Options) {
			if !g.Flags.Has(RST) {
				c.setReply(reply{flags: RST, seq: g.Ack})
			}
			if wrong {
				c.askAgain(at)
			}
			return
		}
	}
	if g.Flags.Has(RST) {
		if acked {
			c.drop(errno.ECONNREFUSED)
		}
		return
	}
	if !g.Flags.Has(SYN) {
		return
	}
	c.takeSYN(at, g, origin)
	if !acked {
		// Simultaneous open: our SYN goes out again, with an ACK.
		c.become(SynReceived)
		c.again = true
		return
	}
	c.snd.wl1, c.snd.wl2 = 0, 1
	c.ackNew(at, g, c.snd.offset(g.Ack))
	c.establish(at)
	c.answered(g)
	c.ack.now = true
	c.ack.since = at.Now
	c.textOfSYN(at, g, origin)
}

// textOfSYN takes what a SYN-ACK carries besides (RFC 9293 section 3.10.7.3). Linux
// wants data there only if Fast Open was asked for (tcp_rcv_fastopen_synack), and
// no FIN.
func (c *Conn) textOfSYN(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	if !c.rcv.roomy {
		c.takeText(at, g, 1, origin)
	} else if c.fast() != nil && g.Payload.Len > 0 && c.state.canReceive() {
		c.text(at, 1, g, origin)
	}
}

func (c *Conn) establish(at vtime.Stamp) {
	if !c.early() {
		c.startProbing()
		c.snd.openWindow(c.cfg)
	}
	c.become(Established)
	c.tellTimeout()
	c.sizeBuffers()
	c.snd.rtt.backoff = 0
	c.beginTally(at.Now)
	c.snd.rtt.lostSYN = c.snd.synLost > 0
	c.rearm(at, true)
	c.wakes |= WakeEstablished | WakeWritable
	if c.snd.finQueued {
		c.become(FinWait1)
	}
	c.heard(at)
}

// inSynchronized is RFC 9293 section 3.10.7.4, step by step.
func (c *Conn) inSynchronized(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	start := c.rcv.offset(g.Seq)
	if c.takenSimply(at, g, start) {
		return
	}
	if g.Flags.Has(SYN) && c.state == SynReceived && start == 0 && g.Flags.Has(ACK) &&
		c.snd.offset(g.Ack) == c.snd.nxt && !c.passive {
		// The other half of a simultaneous open: its SYN is known, its ACK is news.
		c.simultaneous(at, g, origin)
		return
	}
	if g.Flags&(SYN|ACK|RST) == SYN && c.state == SynReceived && start == 0 {
		// The peer sends its SYN again: our SYN-ACK got lost.
		c.askedAgain(g)
		c.again = true
		return
	}
	if c.stamps && !c.timely(at, g, start) {
		return
	}
	fits := c.rcv.acceptable(start, g.Len()) && !c.rcv.tooLong(start, g)
	if !fits && !c.bareFIN(start, g) && !c.justOld(start, g) {
		c.unacceptable(at, g, start)
		return
	}
	if g.Flags.Has(RST) {
		c.reset(at, start)
		return
	}
	if g.Flags.Has(SYN) {
		c.unexpectedSYN(at, g)
		return
	}
	if c.cfg.SequenceCheck == SequenceBSD && c.orphan && c.state.canReceive() && c.resetUnwanted(start, g) {
		return
	}
	if a := c.accurate(); a != nil {
		a.newer = c.stamps && int32(g.Options.TSVal-c.ts.recent) > 0
		c.countMarks(g)
	}
	if c.stamps && (c.cfg.UnsentAckAnswered || c.snd.offset(g.Ack) <= c.snd.nxt) { // Linux tcp_ack
		c.keepTimestamp(at.Now, g, start)
		c.tuneEcho(at.Now, g)
	}
	if !g.Flags.Has(ACK) || !c.takeAck(at, g, start) {
		return
	}
	if g.Options.UserTimeout != 0 {
		c.takeTimeout(at, &g.Options)
	}
	if g.Flags.Has(URG) || c.rare != nil {
		c.takeUrgent(at, g, start)
	}
	c.takeText(at, g, start, origin)
}

// simultaneous takes the SYN-ACK that answers our SYN after the peer's own has come.
// Its SYN is old, which is answered.
func (c *Conn) simultaneous(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	c.snd.wnd = int64(g.Window)
	c.snd.maxWnd = max(c.snd.maxWnd, c.snd.wnd)
	c.snd.wl1, c.snd.wl2 = 0, 1
	if c.stamps {
		c.keepTimestamp(at.Now, g, 0)
	}
	c.ackNew(at, g, 1)
	c.establish(at)
	c.answered(g)
	c.ack.now = true
	c.textOfSYN(at, g, origin)
}

// unacceptable answers a segment outside of the window with an acknowledgement,
// a reset with nothing (first step).
func (c *Conn) unacceptable(at vtime.Stamp, g *Segment, start int64) {
	// A full window still admits resets, acknowledgements and urgent pointers (first step; section 3.8.5).
	full := c.rcv.window() == 0 && start == c.rcv.nxt
	if g.Flags.Has(RST) {
		if full || c.resetAtFIN(start) {
			c.reset(at, c.rcv.nxt)
		}
		return
	}
	if full && g.Flags.Has(ACK) && g.Flags&SYN == 0 && c.takeAck(at, g, start) && g.Flags.Has(URG) {
		c.learnMark(at, start+int64(g.Urgent))
	}
	if c.state == TimeWait && g.Flags.Has(FIN) && start+g.Len() == c.rcv.nxt {
		// The peer's FIN again, not another one, restarts the 2MSL wait (eighth step).
		c.arm(timerTimeWait, at, c.cfg.TimeWait)
	}
	if g.Payload.Len > 0 && start+int64(g.Payload.Len) > c.rcv.edge {
		c.aside().beyond++
	}
	if c.state != Closed {
		c.answerOutside(at, g)
		c.repeated(start, min(start+int64(g.Payload.Len), c.rcv.nxt))
	}
	c.heard(at)
}

// reset takes an acceptable RST (second step).
func (c *Conn) reset(at vtime.Stamp, start int64) {
	if c.cfg.StrictResets && !c.exactReset(start) {
		c.challenge(at) // RFC 5961 section 3.2
		return
	}
	switch c.state {
	case SynReceived:
		if c.early() { // somebody may hold it: it was opened by a cookie
			c.drop(errno.ECONNRESET)
			return
		}
		c.drop(errno.ECONNREFUSED)
	case TimeWait:
		if !c.cfg.KeepTimeWait { // RFC 1337 section 3
			c.drop(0)
		}
	default:
		c.drop(c.resetError())
	}
}

// unexpectedSYN takes a SYN inside the window (fourth step).
func (c *Conn) unexpectedSYN(at vtime.Stamp, g *Segment) {
	if c.state == SynReceived && c.passive {
		// Back to LISTEN, which is somebody else's: this attempt is over. Linux says so
		// (tcp_check_req).
		if c.cfg.MoreResets {
			c.answerClosed(g)
		}
		c.drop(errno.ECONNREFUSED)
		return
	}
	if c.cfg.StrictSYNs || c.state == TimeWait {
		c.challenge(at) // RFC 5961 section 4.2
		return
	}
	c.endWithReset(errno.ECONNRESET)
}

// takeAck processes the acknowledgement (fifth step) and reports whether the
// rest of the segment is to be looked at.
func (c *Conn) takeAck(at vtime.Stamp, g *Segment, start int64) bool {
	s := &c.snd
	ack := s.offset(g.Ack)
	if c.state == SynReceived {
		if ack <= 0 || ack > s.nxt {
			c.setReply(reply{flags: RST, seq: g.Ack})
			return false
		}
		s.wnd = int64(g.Window) << s.scale
		if s.maxWnd = max(s.maxWnd, s.wnd); c.cfg.Handshakes == HandshakeLinux {
			s.maxWnd = s.wnd // what the SYN offered was not scaled (tcp_create_openreq_child)
		}
		s.wl1, s.wl2 = start, ack
		if c.accurate() != nil {
			c.endsHandshake(g)
		}
		c.ackNew(at, g, ack)
		c.establish(at)
		c.answered(g)
		if c.snd.finSent() && ack == c.snd.nxt {
			c.finAcked(at) // a server that used Fast Open may have closed before
		}
		return c.state != Closed
	}
	if ack < 1 || ack < s.una && ack < s.una-s.maxWnd {
		c.challenge(at) // RFC 5961 section 5.2; nor may it be below what was ever sent (Linux tcp_ack)
		return false
	}
	if ack > s.nxt {
		// An acknowledgement of what was never sent is answered and dropped.
		if c.cfg.UnsentAckAnswered {
			c.ack.now = true
		} else {
			c.challenge(at)
		}
		return false
	}
	c.heard(at)
	c.orderedAck(at, g, start, ack)
	return c.state != Closed
}

// orderedAck handles old, duplicate and new acknowledgements and the window.
func (c *Conn) orderedAck(at vtime.Stamp, g *Segment, start, ack int64) {
	s := &c.snd
	s.more = false
	if s.urges && ack >= c.urg().up {
		s.urges = false
	}
	wnd := int64(g.Window) << s.scale
	// One that selectively acknowledges is a duplicate whatever its window (RFC 6675 section 2).
	duplicate := ack == s.una && s.outstanding() > 0 && g.Len() == 0 &&
		(wnd == s.wnd || s.selective && g.Options.NumBlocks > 0) && !c.onlyRepeats(&g.Options, ack)
	if ack >= s.una && (s.wl1 < start || s.wl1 == start && s.wl2 <= ack) {
		c.updateWindow(wnd, start, ack)
	}
	if c.cfg.ZeroProbe == ProbeEmpty {
		c.disarm(timerPersist) // Linux spaces its probes from the last acknowledgement
	}
	switch {
	case c.modern():
		c.takeEvidence(at, g, ack, duplicate)
	case ack > s.una:
		c.ackNew(at, g, ack)
	case duplicate && !c.onlyProbesOut():
		c.ackDuplicate(at)
		if c.ecn != nil {
			c.hearMarks(at, g, 0, 0)
			c.heedMark(at, 0)
		}
	}
}

// onlyRepeats reports whether all that an acknowledgement selectively acknowledges
// is that something had arrived before, below it: nothing new has left the network
// that a duplicate would stand for (RFC 2883 section 5, RFC 6675 section 2).
func (c *Conn) onlyRepeats(o *Options, ack int64) bool {
	return c.snd.selective && o.NumBlocks == 1 && c.snd.offset(o.Blocks[0].Right) <= ack
}

// updateWindow sets SND.WND, SND.WL1 and SND.WL2.
func (c *Conn) updateWindow(wnd, start, ack int64) {
	s := &c.snd
	s.wl1, s.wl2 = start, ack
	if wnd != s.wnd {
		s.wnd, s.maxWnd = wnd, max(s.maxWnd, wnd)
	}
	if wnd == 0 {
		// Who answers with a closed window lives, also if it had been open and data
		// is being sent again (RFC 9293 section 3.8.6.1).
		s.retries = 0
		return
	}
	if ack+wnd > s.nxt {
		if s.probes > 0 && c.onlyProbesOut() {
			c.disarm(timerUser)
		}
		s.probes, s.probeNow = 0, false
	}
	if s.probing() && ack <= s.board.at(0).start {
		// The window opened and the probe's byte was not taken: it goes again as data.
		s.board.lose(0)
		s.resend = true
	}
}

// takeText takes data and FIN (sixth to eighth step).
func (c *Conn) takeText(at vtime.Stamp, g *Segment, start int64, origin vtime.EventID) {
	if g.Payload.Len == 0 && !g.Flags.Has(FIN) {
		return
	}
	if !c.state.canReceive() {
		c.textAfterFIN(start)
		return
	}
	if c.resetUnwanted(start, g) {
		return
	}
	hadHoles := !c.rcv.holes.empty()
	end := start + int64(g.Payload.Len)
	inOrder := true
	if g.Payload.Len > 0 {
		if c.ecn != nil {
			c.takeMark(at, g)
		}
		inOrder = c.text(at, start, g, origin)
		switch {
		case end <= c.ack.upTo:
			c.oweAgain()
		case !inOrder || hadHoles:
			c.oweStray(at, inOrder)
		default:
			c.owe(at, g)
		}
		if a := c.accurate(); a != nil && a.edge {
			c.ack.now = true
		}
	}
	if g.Flags.Has(FIN) && c.rcv.nxt <= end && end <= c.rcv.edge {
		if !c.rcv.finCame {
			c.rcv.finCame, c.finAt = true, end
			if c.rec.Receipt != nil && end > c.rcv.nxt {
				c.rec.Receipt.Stray(uint64(end), uint64(end+1), at, origin)
			}
		}
		if end > c.rcv.nxt {
			c.ack.now = true // behind a hole: at once (RFC 5681 section 4.2)
			c.strayFIN()
		}
	}
	if c.deaf && c.cfg.ShutRead == ShutReadDiscards || c.orphan {
		c.throwAway(at)
	}
	if c.rcv.finCame && !c.rcv.finSeen && c.rcv.nxt == c.finAt {
		c.takeFIN(at, origin, g.Flags.Has(FIN))
	}
}

// textAfterFIN ignores what follows the peer's FIN; what comes again is
// acknowledged again (seventh step).
func (c *Conn) textAfterFIN(start int64) {
	if start < c.rcv.nxt {
		c.ack.now = true
	}
}

// takeFIN advances over the peer's FIN (eighth step).
func (c *Conn) takeFIN(at vtime.Stamp, origin vtime.EventID, itself bool) {
	r := &c.rcv
	if c.rec.Receipt != nil {
		if !itself {
			origin = 0 // it had strayed in before
		}
		c.rec.Receipt.Advance(uint64(r.nxt), uint64(r.nxt+1), at, origin)
	}
	closed := r.roomy && r.window() == 0
	r.nxt++
	r.edge = max(r.edge, r.nxt)
	r.finSeen = true
	c.oweFIN(at)
	if closed {
		c.ack.now = true // it came without permission (Linux tcp_data_queue)
	}
	c.wakes |= WakeReadable
	switch c.state {
	case Established:
		c.become(CloseWait)
	case FinWait1:
		c.become(Closing) // our FIN is not acknowledged, or the state would be FIN-WAIT-2
	case FinWait2:
		c.enterTimeWait(at)
	}
}
