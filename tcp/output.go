package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Outgoing is a segment to send, with what captures and traces say about why
// it leaves now.
type Outgoing struct {
	Segment Segment
	// Start and End are the stream offsets of the data, SYN and FIN included;
	// equal for a pure acknowledgement.
	Start, End int64
	// Copy counts the departures of these bytes: 1 for the first.
	Copy uint8
	// Repair is the rule that sends a further copy, NothingToSend for a first one.
	Repair cause.Why
	// AckSince is when the acknowledgement it carries became due; Never if it
	// acknowledges nothing new.
	AckSince vtime.Time
}

// PollSegment fills out with the next segment to send, or reports that there is
// none. The host calls it after every input until it reports none: only then is
// the reason why nothing more may leave recorded and Deadline valid.
func (c *Conn) PollSegment(at vtime.Stamp, out *Outgoing) bool {
	v := c.decide(at.Now)
	if v.kind == sendNone {
		if v = c.settle(at, v); v.kind == sendNone {
			return false
		}
	}
	out.Start, out.End, out.Copy, out.Repair, out.AckSince = 0, 0, 0, 0, vtime.Never
	g := &out.Segment
	g.Options, g.Payload, g.Urgent, g.AE, g.ECN = Options{}, Payload{}, 0, false, NotECT
	switch v.kind {
	case sendData:
		c.emitData(at, out, v.n, false)
	case sendAck:
		c.emitAck(at, out)
	default:
		c.emit(at, out, v)
	}
	c.countOut(at.Now, out)
	return true
}

// emitAck fills in an acknowledgement.
func (c *Conn) emitAck(at vtime.Stamp, out *Outgoing) {
	c.emitHeader(at, out, ACK, c.snd.ackAt())
	if c.snd.probing() {
		c.snd.beside = c.snd.nxt
	}
}

// emit fills in what is neither just new data nor just an acknowledgement.
func (c *Conn) emit(at vtime.Stamp, out *Outgoing, v verdict) {
	switch v.kind {
	case sendReply:
		c.emitReply(at, out)
	case sendSYN:
		c.emitSYN(at, out)
	case sendAgain:
		c.emitAgain(at, out, int(v.n))
	case sendTail:
		c.emitTail(at, out, int(v.n))
	case sendLast:
		c.emitData(at, out, v.n, true)
	case sendProbe:
		c.emitProbe(at, out)
	case sendKeepAlive:
		c.keep.now = false
		c.emitHeader(at, out, ACK, c.snd.nxt-1)
	case sendBefore:
		c.emitBefore(at, out)
	}
}

// settle ends a poll: nothing more may leave. It records why and arms the timers that
// lift a hold. If the window turns out to be larger than what is used of it, that decides
// anew: it may hold now what another rule did, or make what waited for a burst enough.
func (c *Conn) settle(at vtime.Stamp, v verdict) verdict {
	held := v.held >= cause.SlowStart && v.held <= cause.RecoveryWindow
	if (c.snd.sent || held) && c.snd.ctl != nil && c.validate(at, held) {
		if v = c.decide(at.Now); v.kind != sendNone {
			return v
		}
	}
	s := &c.snd
	if c.rec.Half != nil && (v.held != c.noted || v.also != 0) {
		c.noteHold(at.Now, v)
	}
	c.clockIn(at.Now, v.held == cause.ReceiveWindow)
	if s.freed {
		s.freed = false
		c.offerRoom()
	}
	if s.board.n > 0 && s.mend != nil {
		s.mend.copied = 0
	}
	if c.running&holds != 0 || v.held != cause.NothingToSend {
		c.liftHold(at, v.held)
	}
	if v.held == cause.NothingToSend && v.also == 0 {
		s.overrides = false
	}
	return v
}

// noteHold records what holds the first unsent byte. If that is one rule it is remembered here:
// mostly the next segment changes nothing, and the records lie far.
func (c *Conn) noteHold(now vtime.Time, v verdict) {
	c.rec.Half.Chrono.Set(now, v.held, v.also)
	if c.noted = v.held; v.also != 0 {
		c.noted = several
	}
}

// several stands for more rules than one, or for what is not known.
const several = cause.Why(cause.NumWhy)

// holds are the timers that end a hold.
const holds timerSet = 1<<timerPersist | 1<<timerOverride | 1<<timerCork | 1<<timerPacing

// liftHold arms the timer that ends a hold if nothing else does, and stops those
// of holds that are over.
func (c *Conn) liftHold(at vtime.Stamp, held cause.Why) {
	need := numTimers // none
	switch held {
	case cause.LocalQueue:
		need = c.holdRefused(at)
	case cause.ReceiveWindow:
		if c.onlyProbesOut() {
			need = timerPersist
		}
	case cause.SillyWindow:
		need = timerOverride
	case cause.Cork:
		if c.cfg.CorkLimit > 0 {
			need = timerCork
		}
	case cause.Pacing:
		need = timerPacing
	}
	c.running &^= holds.without(need)
	if need != numTimers && !c.runs(need) {
		c.arm(need, at, c.holdInterval(at.Now, need))
	}
}

// holdInterval returns how long a hold may last.
func (c *Conn) holdInterval(now vtime.Time, k timerKind) vtime.Time {
	switch k {
	case timerPacing:
		return c.paceUntil() - now
	case timerPersist:
		if c.refused() && c.unprobed > 0 {
			return resourceProbe
		}
		return c.probeInterval()
	case timerOverride:
		return c.leastHold(c.cfg.Override)
	}
	return c.leastHold(c.cfg.CorkLimit)
}

// leastHold stretches a limit to a timeout where the profile says so: Linux has
// its probe timer for all holds.
func (c *Conn) leastHold(limit vtime.Time) vtime.Time {
	if c.cfg.HoldsLastRTO {
		return max(limit, c.snd.rtt.rto(c.cfg))
	}
	return limit
}

func (c *Conn) emitReply(at vtime.Stamp, out *Outgoing) {
	r := c.reply
	c.replies = false
	g := &out.Segment
	g.Flags, g.Seq, g.Ack, g.Window = r.flags, r.seq, r.ack, 0
	if r.flags.Has(RST) && r.flags.Has(ACK) {
		if c.cfg.ResetWindow {
			g.Window = c.rcv.field()
		}
		if c.stamps {
			c.stamp(at.Now, g) // resets should carry it too (RFC 7323 section 3.2)
		}
	}
}

func (c *Conn) emitSYN(at vtime.Stamp, out *Outgoing) {
	s := &c.snd
	f := SYN
	if c.state == SynReceived {
		f |= ACK
	}
	c.emitHeader(at, out, f, 0)
	g := &out.Segment
	g.Flags |= c.synECN()
	if c.needsECN() && g.Flags&ECE != 0 {
		g.ECN = ECT0 // RFC 8257 section 3.6, Linux INET_ECN_xmit
	}
	g.Window = uint16(min(c.rcv.edge-c.rcv.nxt, 65535)) // never scaled on a SYN (RFC 7323 section 2.2)
	g.Options.MSS, g.Options.bsdOrder = uint16(c.rcv.mss), c.cfg.OptionOrder == OrderBSD
	if c.cfg.WindowScaling && (c.proposes() || c.scaling) {
		g.Options.HasScale, g.Options.Scale = true, c.rcv.offer
	}
	g.Options.SACKPermitted = c.cfg.SACK && (c.proposes() || s.selective)
	c.accurateSYN(g)
	if s.nxt == 0 {
		s.board.push(0, 1, at.Now)
		s.nxt, s.timedAt = 1, at.Now
		c.departed(at, out, 0, c.putFastOpen(at, g, true))
	} else {
		c.putFastOpen(at, g, false)
		c.resent(at, out, 0)
		if out.Repair == cause.ConnectRetry {
			s.synLost++
		}
	}
	c.putTimeout(g)
	c.again = false
	c.arm(timerRetransmit, at, c.synTimeout())
	if c.state == SynSent {
		c.watchUser(at)
	}
}

// synTimeout doubles with each SYN, after the linear ones, and each SYN-ACK.
func (c *Conn) synTimeout() vtime.Time {
	rto := c.snd.rtt.base(c.cfg)
	linear := c.cfg.SYNLinear
	if c.state == SynReceived {
		linear = 0
	}
	for i := linear; i < int64(c.snd.retries) && rto < c.cfg.RTOMax; i++ {
		rto *= 2
	}
	if c.cfg.RTOMinRule == MinimumAdded && c.snd.retries > 0 {
		rto += c.cfg.RTOMin
	}
	return min(rto, c.cfg.RTOMax)
}

// emitData fills in n bytes of new data, and the FIN if it goes with them.
func (c *Conn) emitData(at vtime.Stamp, out *Outgoing, n int64, fin bool) {
	s := &c.snd
	start, end := s.nxt, s.nxt+n
	opens := start >= s.burstEnd
	if s.way != nil && n > s.mss {
		c.probeLeaves(n)
	}
	f := ACK
	record := c.endsRecord(end)
	push := n > 0 && (s.pushes(end) || record)
	if n > 0 {
		out.Segment.Payload = s.buf.slice(start, end)
		if c.ecn != nil {
			out.Segment.ECN = c.ecn.dataCodepoint()
			f |= c.ecn.dataFlags()
		}
		if c.endsBurst(at.Now, end) || push {
			f |= PSH
		}
	}
	if fin {
		f |= FIN
		end++
	}
	if n > 0 {
		c.beforeData(at, n)
	}
	c.emitHeader(at, out, f, start)
	departure := c.departure(at.Now)
	g := s.board.push(start, end, at.Now)
	g.leaves(departure)
	g.fin, g.push, g.record = fin, push, record
	if end >= s.burstEnd {
		s.board.endBurst(g)
	}
	s.nxt = end
	if opens {
		c.pace(at.Now, max(n, s.burstEnd-start))
	}
	c.departed(at, out, start, end)
	c.watchLoss(at, n)
	c.watchUser(at)
	if c.beginsBurst() {
		c.offerRoom() // tcp_event_new_data_sent
	}
}

// beforeData keeps the state that each departure of new data changes.
func (c *Conn) beforeData(at vtime.Stamp, n int64) {
	s := &c.snd
	if s.outstanding() == 0 {
		c.starts(at)
	}
	if n < s.mss {
		s.smallEnd = s.nxt + n
	}
	s.overrides = false
	s.lastAt = at.Now
	if s.recovery == recoveryDisorder || s.recovery == recoveryNone && s.dupBytes > 0 {
		c.mend().limited += int32(n)
	}
	s.sent = true
	c.control() // begins with the first data
	if c.ack.seen {
		c.ack.dataSent(at.Now, c.cfg)
	}
	if !c.cfg.SamplePerAck && s.timedEnd == 0 {
		s.timedEnd, s.timedAt = s.nxt+n, at.Now
	}
}

// starts is what precedes data that leaves while nothing is on its way.
func (c *Conn) starts(at vtime.Stamp) {
	if c.cfg.IdleRule != IdleKeep {
		c.restartWindow(at)
	}
	c.tell(at, EventStart)
}

func (c *Conn) departed(at vtime.Stamp, out *Outgoing, start, end int64) {
	out.Start, out.End, out.Copy = start, end, 1
	if c.rare != nil {
		c.dropRecords()
		c.markDeparts(at.Now, start, end)
	}
	if c.rec.Half != nil && end > start {
		c.rec.Half.Depart(uint64(start), uint64(end), at)
	}
}

// resent accounts for a further copy of segment i of the scoreboard.
func (c *Conn) resent(at vtime.Stamp, out *Outgoing, i int) {
	s := c.snd.board.at(i)
	s.leaves(c.departure(at.Now))
	c.snd.board.resent(i, at.Now)
	out.Start, out.End, out.Copy, out.Repair = s.start, s.end, s.copies, c.repair(s)
	c.markDeparts(at.Now, s.start, s.end)
	if c.rec.Half != nil {
		c.rec.Half.Resend(uint64(s.start), uint64(s.end), at, out.Repair)
	}
}

// repair names the rule that sends s again.
func (c *Conn) repair(s *sent) cause.Why {
	switch {
	case s.probe:
		return cause.ReceiveWindow
	case c.again && !c.passive:
		return cause.Connect // the second half of a simultaneous open, not a loss
	case c.state == SynSent || c.state == SynReceived:
		return cause.ConnectRetry
	case s.found != cause.NothingToSend:
		return s.found
	case c.snd.recovery == recoveryFast && c.snd.una > c.mend().lossAt:
		return cause.LossPartialAck
	}
	return c.found
}

func (c *Conn) emitAgain(at vtime.Stamp, out *Outgoing, i int) {
	s := &c.snd
	if g := s.board.at(i); !g.missing() {
		c.resort(g)
	}
	c.collapse(i)
	c.emitCopy(at, out, i)
	c.pace(at.Now, int64(out.Segment.Payload.Len))
	if g := s.board.at(i); g.probe { // the window has room for it now: it is data, and was not lost
		s.board.change(g, func(g *sent) { g.probe, g.lost, g.again = false, false, false })
	}
	if i == 0 {
		s.resend = false
	}
	if m := s.mend; m != nil && c.modern() {
		m.copyLeaves(at.Now)
		c.countUsedAgain(out)
		m.leaves(s, out.End-out.Start)
		m.spurious = m.spurious && !m.onlyNew
		if i == 0 && s.awaits != awaitReorder {
			c.await(at, awaitTimeout, s.rtt.rto(c.cfg))
		}
	}
	if !c.runs(timerRetransmit) {
		c.await(at, awaitTimeout, s.rtt.rto(c.cfg))
	}
}

// emitTail fills in the last segment once more, as a probe for the loss of the
// tail (RFC 8985 section 7.3).
func (c *Conn) emitTail(at vtime.Stamp, out *Outgoing, i int) {
	s := &c.snd
	g := s.board.at(i)
	found := g.found
	g.found = cause.LossProbe
	c.emitCopy(at, out, i)
	s.board.at(i).found = found
	s.mend.copies++
	c.probed(at, true)
}

// watchLoss runs the timers for n bytes of new data that leave.
func (c *Conn) watchLoss(at vtime.Stamp, n int64) {
	s := &c.snd
	m := s.mend
	switch {
	case s.probeDue && c.modern():
		c.probed(at, false)
	case c.modern():
		c.rearmSent(at)
	case !c.runs(timerRetransmit):
		// The timer runs whenever data is outstanding (RFC 6298 section 5.1).
		c.await(at, awaitTimeout, s.rtt.rto(c.cfg))
	}
	if m != nil {
		m.leaves(s, n)
	}
}

// emitCopy fills in a further copy of segment i of the scoreboard.
func (c *Conn) emitCopy(at vtime.Stamp, out *Outgoing, i int) {
	s := &c.snd
	if s.way != nil {
		c.cutProbe(i)
	}
	seg := s.board.at(i)
	f := ACK
	end := seg.end
	if seg.fin {
		f |= FIN
		end--
	}
	if end > seg.start {
		out.Segment.Payload = s.buf.slice(seg.start, end)
		if seg.push || s.pushes(end) || c.endsBurstAgain(i) {
			f |= PSH
		}
	}
	start := seg.start
	c.emitHeader(at, out, f, start)
	if seg.probe && out.AckSince != vtime.Never {
		s.beside = seg.end // the peer may have it and drop this one as old
	}
	if c.timing() && s.timedEnd > start {
		s.timedEnd = 0 // a segment that was sent again gives no sample (Karn, RFC 6298 section 3)
	}
	s.lastAt = at.Now
	c.resent(at, out, i)
	if s.mend != nil {
		s.mend.copied = out.End
	}
}
