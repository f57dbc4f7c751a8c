package tcp

import (
	"cmp"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ackNew takes an acknowledgement of new data up to offset ack.
func (c *Conn) ackNew(at vtime.Stamp, g *Segment, ack int64) {
	s := &c.snd
	flight := s.pipe()
	got := c.popAcked(at, ack)
	acked := ack - s.una
	rtt, weight := c.timestampRTT(at.Now, got.rtt, &g.Options)
	if got.newest == 0 {
		got.newest = rtt
	}
	s.una = ack
	if ack > 1 {
		s.buf.release(ack)
	}
	s.retries = 0
	c.sampleRTT(at.Now, roundTrip{rtt, weight, got.newest, acked})
	if c.ecn != nil {
		c.hearMarks(at, g, got.segments, acked)
	}
	if c.state.synchronized() {
		c.grow(at, ack, acked, flight, got)
	}
	partial := s.recovery == recoveryFast
	// The first partial acknowledgement restarts the timer, later ones do not: with
	// many losses the timer is faster (RFC 6582 section 3.2 step 3).
	c.rearm(at, !partial || !s.partial)
	s.partial = partial
	c.afterAck(at, ack, got.fin)
}

// roundTrip is what an acknowledgement tells of the round trip.
type roundTrip struct {
	rtt    vtime.Time // by the rules for the timer; 0: there is no sample
	weight int64      // of so many samples in a round trip this is one
	newest vtime.Time // of the newest segment that is acknowledged; 0: not known
	bytes  int64      // that are acknowledged, in order
}

// sampleRTT takes a round-trip sample, if there is one.
func (c *Conn) sampleRTT(now vtime.Time, m roundTrip) {
	if m.rtt <= 0 {
		return
	}
	s := &c.snd
	s.rtt.first = 0
	newest := min(m.rtt, cmp.Or(m.newest, m.rtt))
	// The acknowledgement of a small segment on its own may have been delayed: it says
	// nothing of how long the path is (Linux FLAG_ACK_MAYBE_DELAYED).
	alone := s.board.n == 0 && m.bytes < s.mss && c.state.synchronized()
	if !alone || newest <= s.rtt.least.rtt {
		s.rtt.least.take(now, newest, c.cfg.MinRTTWindow)
	}
	if c.cfg.RTOMinRule == MinimumVariance {
		s.rtt.follow(m.rtt, s.una, s.nxt, c.cfg)
	} else {
		s.rtt.sample(m.rtt, m.weight)
	}
	// Only a sample ends the back-off (Karn, RFC 6298 section 5.7).
	s.rtt.backoff = 0
}

// afterAck does what new room and an acknowledged FIN make possible.
func (c *Conn) afterAck(at vtime.Stamp, ack int64, finAcked bool) {
	s := &c.snd
	s.freed = true
	if s.way != nil {
		c.probeArrives(ack)
	}
	if s.beside > 0 && ack >= s.beside {
		c.ack.now, s.beside = true, 0 // what was said beside the probe may have been dropped as old
	}
	c.markAcked(at.Now, ack)
	if s.buf.end == ack || ack > s.buf.end {
		c.wakes |= WakeWritable // all is acknowledged: lingering closers wait for it
	}
	if finAcked {
		c.finAcked(at)
	}
}

// popped is what an acknowledgement took off the scoreboard.
type popped struct {
	segments int64
	rtt      vtime.Time // a round-trip sample by the rules for the timer; 0: none
	newest   vtime.Time // the round trip of the newest segment; 0: some were sent again
	latest   latest
	fin      bool
}

// popAcked takes what is acknowledged off the scoreboard.
func (c *Conn) popAcked(at vtime.Stamp, ack int64) (got popped) {
	s := &c.snd
	clean := true
	var oldest vtime.Time = -1
	for s.board.n > 0 {
		g := s.board.at(0)
		if g.end > ack {
			if g.start < ack {
				s.board.trim(ack)
			}
			break
		}
		// Segments that were sent again give no sample (Karn, RFC 6298 section 3).
		clean = clean && g.copies == 1
		if oldest < 0 {
			oldest = g.at
		}
		got.newest = max(at.Now-g.at, 1)
		got.fin = got.fin || g.fin
		got.segments++
		c.arrives(g, &got.latest)
		s.board.pop()
	}
	if !clean {
		got.newest = 0
	}
	if s.board.n == 0 || s.board.at(0).start >= ack {
		s.resend = false
	}
	timed := c.cfg.SamplePerAck || !c.state.synchronized()
	switch {
	case timed && clean && oldest >= 0:
		got.rtt = max(at.Now-oldest, 1)
	case !timed && c.timing() && ack >= s.timedEnd:
		got.rtt = max(at.Now-s.timedAt, 1)
		s.timedEnd = 0
	}
	return got
}

// timing reports whether a segment is being timed, where not each one is.
func (c *Conn) timing() bool { return !c.cfg.SamplePerAck && c.snd.timedEnd > 0 }

// timestampRTT lets the timestamp that came back say how long the round trip was,
// in place of or besides what the scoreboard says, and returns between how many
// samples of a round trip this one shares its weight.
func (c *Conn) timestampRTT(now, rtt vtime.Time, o *Options) (vtime.Time, int64) {
	s := &c.snd
	if c.cfg.TimestampRTT == TimestampRTTNever || c.cfg.TimestampRTT == TimestampRTTFallback && rtt > 0 {
		return rtt, 1
	}
	echoed, ok := c.echoed(now, o)
	if !ok {
		return rtt, 1
	}
	if c.cfg.TimestampRTT == TimestampRTTFallback {
		return echoed, 1
	}
	// Many samples for each round trip count less (RFC 7323 appendix G).
	return echoed, max((s.outstanding()+2*s.mss-1)/(2*s.mss), 1)
}

// grow adjusts the congestion window and goes on with a recovery.
func (c *Conn) grow(at vtime.Stamp, ack, acked, flight int64, got popped) {
	s := &c.snd
	s.dupAcks = 0
	if s.mend != nil {
		s.mend.limited = 0
	}
	counted := acked
	if s.whole {
		counted = got.segments * s.mss
	}
	c.tallies().delivered += uint32(got.segments)
	var a Acked
	c.facts(&a, at, counted, flight, got.newest)
	c.inform(&a)
	directed := c.direct(&a, &got.latest, got.segments, 0)
	if s.recovery == recoveryFast {
		c.recoverFast(at, ack, acked)
		return
	}
	if s.recovery == recoveryLoss && ack >= s.recover {
		s.recovery = recoveryNone
		c.repaired(at)
	}
	s.dupBytes = 0
	if c.ecn != nil {
		if slowed := c.ecn.until >= ack-acked; slowed && !c.slowed() {
			c.repaired(at)
		}
		c.heedMark(at, acked)
	}
	if !c.slowed() && !directed {
		c.growWindow(&a)
	}
}

// recoverFast handles new acknowledgements in fast recovery (RFC 6582 section 3.2).
func (c *Conn) recoverFast(at vtime.Stamp, ack, acked int64) {
	s := &c.snd
	if ack >= s.recover || c.cfg.Recovery == RecoveryReno {
		// A full acknowledgement: no burst, so at most a segment more than is on its way.
		s.recovery, s.dupBytes = recoveryNone, 0
		c.toThreshold()
		if c.cfg.Recovery == RecoveryNewReno && !c.directed() {
			s.win.Cwnd = min(s.win.Threshold, max(s.pipe(), s.mss)+s.mss)
		}
		c.repaired(at)
		return
	}
	// A partial acknowledgement: the next segment is lost too. Of the duplicates
	// seen so far, those for the bytes acknowledged now are accounted for.
	s.dupBytes = max(0, s.dupBytes-max(0, acked-s.mss))
	if s.board.n > 0 {
		s.board.lose(0)
		s.resend = true
	}
}

// ackDuplicate counts a duplicate acknowledgement (RFC 5681 section 3.2).
func (c *Conn) ackDuplicate(at vtime.Stamp) {
	s := &c.snd
	s.dupAcks++
	room := s.outstanding() - s.mss
	switch {
	case c.cfg.Recovery == RecoveryTimeout:
	case s.recovery == recoveryFast:
		s.dupBytes = min(s.dupBytes+s.mss, max(room, 0))
	case s.recovery == recoveryLoss || s.una <= s.guard:
		// After a timeout duplicates say nothing new (RFC 6582 section 4.1).
	case int64(s.dupAcks) >= c.threshold():
		c.enterFast(at)
	case c.cfg.LimitedTransmit && int64(s.dupAcks) < c.cfg.DupThreshold:
		// Each of the first duplicates lets a new segment go (RFC 3042 section 2).
		s.dupBytes = min(s.dupBytes+s.mss, max(room, 0))
	}
}

// enterFast starts fast retransmit and fast recovery (RFC 5681 section 3.2).
func (c *Conn) enterFast(at vtime.Stamp) {
	s := &c.snd
	if c.probeIsLost(at) {
		return
	}
	m := c.mend()
	s.recover, m.lossAt, c.found = s.nxt, s.una, c.foundBy(cause.LossDupAcks, int64(s.dupAcks))
	tahoe := c.cfg.Recovery == RecoveryTahoe
	// What limited transmit sent does not count as flight (RFC 5681 section 3.2 step 2).
	flight := s.outstanding() - int64(m.limited)
	c.reduce(Lost{Now: at.Now, Flight: flight, MSS: s.mss, Timeout: tahoe})
	c.tellPeer()
	c.toThreshold()
	c.tell(at, EventLoss)
	if tahoe {
		s.win.Cwnd = s.mss // the loss window
		s.recovery, s.guard, s.dupBytes = recoveryLoss, s.nxt, 0
		c.loseAll()
		s.resend = true
		return
	}
	s.recovery, s.partial = recoveryFast, false
	if c.cfg.Recovery == RecoveryNewReno {
		s.guard = s.nxt // duplicates of what is repaired now start nothing new (RFC 6582 section 3.2 step 1)
	}
	s.dupBytes = min(int64(s.dupAcks)*s.mss, max(s.outstanding()-s.mss, 0))
	s.board.lose(0)
	s.resend = true
}

func (c *Conn) loseAll() {
	for i := range c.snd.board.n {
		c.snd.board.lose(i)
	}
}

// rearm stops the retransmission timer if nothing is outstanding, and starts it
// anew if it is told to (RFC 6298 sections 5.2 and 5.3).
func (c *Conn) rearm(at vtime.Stamp, anew bool) {
	c.disarm(timerUser)
	if c.onlyProbesOut() {
		c.disarm(timerRetransmit)
		return
	}
	if anew {
		c.arm(timerRetransmit, at, c.snd.rtt.rto(c.cfg))
	}
	c.watchUser(at)
}

// finAcked moves on once our FIN is acknowledged (RFC 9293 section 3.10.7.4, fifth step).
func (c *Conn) finAcked(at vtime.Stamp) {
	c.wakes |= WakeWritable
	switch c.state {
	case FinWait1:
		c.become(FinWait2)
		if c.orphan {
			c.armFinWait2(at)
		}
	case Closing:
		c.enterTimeWait(at)
	case LastAck:
		c.drop(0)
	}
}

// armFinWait2 limits how long a connection that nobody holds waits for the
// peer's FIN.
func (c *Conn) armFinWait2(at vtime.Stamp) {
	switch limit := c.cfg.FinWait2Limit; {
	case limit > 0:
		c.arm(timerTimeWait, at, limit)
	case limit < 0:
		c.Abort(at)
	}
}
