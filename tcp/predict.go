package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Header prediction (Van Jacobson; Linux tcp_rcv_established): in an established
// connection nearly every segment is one of two. A receiver gets data that lies in its
// window and nothing else, mostly what comes next, a sender gets an acknowledgement that
// covers whole segments and nothing else. For these two most of what inSynchronized asks
// for is known beforehand. What remains is here, step by step in the same order and by
// the same functions, so that nobody can tell the difference
// (TestPredictionChangesNoConversationProperty).

// predicted takes a segment that is one of the two, and reports whether it was.
func (c *Conn) predicted(at vtime.Stamp, g *Segment, origin vtime.EventID) bool {
	s, r := &c.snd, &c.rcv
	if c.state != Established || g.Flags&^PSH != ACK || c.unusual() {
		return false
	}
	o := &g.Options
	switch {
	case o.NumBlocks > 0, o.UserTimeout != 0, c.stamps && (!o.HasTimestamp || int32(o.TSVal-c.ts.recent) < 0):
		return false
	case s.probes > 0, s.probeNow, g.Window == 0:
		return false // a sender that probes wakes
	}
	start, ack, n := r.offset(g.Seq), s.offset(g.Ack), int64(g.Payload.Len)
	if n > 0 {
		if ack != s.una || s.board.n > 0 || c.timing() || start < r.nxt || start+n > r.nxt+r.offered() {
			return false
		}
		c.expected(at, g, start, ack)
		if start == r.nxt && r.orderly() {
			c.nextData(at, g, origin)
		} else {
			c.takeText(at, g, start, origin)
		}
		return true
	}
	covered := s.board.covered(ack)
	if covered == 0 || start != r.nxt || !s.selective || s.probing() {
		return false
	}
	c.expected(at, g, start, ack)
	c.progress(at, g, ack, covered)
	return true
}

// unusual reports whether something is going on that needs more than the two ways of
// this file: an end that is closed or not read, losses or disorder of what was sent,
// congestion marks, urgent data.
func (c *Conn) unusual() bool {
	s, r := &c.snd, &c.rcv
	return c.general || c.ecn != nil || c.rare != nil || c.orphan || c.deaf || r.finCame ||
		s.recovery != recoveryNone || s.board.n > 0 && s.amiss()
}

// amiss reports whether losses or disorder are known of what is on its way.
func (s *sender) amiss() bool {
	return s.board.sacked|s.board.lost|s.board.again != 0 || s.mend != nil && s.mend.probeEnd > 0
}

// orderly reports whether there is room for what is offered, nothing waits behind a hole
// and nothing is to be told of one.
func (r *receiver) orderly() bool {
	h := r.holes
	return r.queue.len <= r.limit &&
		(h == nil || len(h.pieces) == 0 && h.report.n == 0 && h.report.twice.empty() && h.report.held == 0)
}

// covered returns how many segments an acknowledgement up to an offset covers. It is
// zero also if it ends within one, or if one of them has left more than once.
func (b *scoreboard) covered(ack int64) int {
	for i := range b.n {
		switch s := b.at(i); {
		case s.end > ack || s.copies > 1:
			return 0
		case s.end == ack:
			return i + 1
		}
	}
	return 0
}

// expected is what both kinds have in common: the first to the fifth step of RFC 9293
// section 3.10.7.4 as far as they do anything.
func (c *Conn) expected(at vtime.Stamp, g *Segment, start, ack int64) {
	s := &c.snd
	c.tallies().countIn(at.Now, g)
	if c.stamps {
		c.keepTimestamp(at.Now, g, start)
		c.tuneEcho(at.Now, g)
	}
	c.heard(at)
	s.more = false
	if s.wl1 <= start {
		s.wl1, s.wl2 = start, ack
		if wnd := int64(g.Window) << s.scale; wnd != s.wnd {
			s.wnd, s.maxWnd = wnd, max(s.maxWnd, wnd)
		}
	}
	if c.cfg.ZeroProbe == ProbeEmpty {
		c.disarm(timerPersist)
	}
}

// nextData takes the data that comes next (seventh step).
func (c *Conn) nextData(at vtime.Stamp, g *Segment, origin vtime.EventID) {
	n := int64(g.Payload.Len)
	c.learnSegment(n, int64(g.Joined))
	c.deliver(at, c.rcv.nxt, g.Payload, origin)
	c.tuneArrival(at.Now, n, c.rcv.nxt)
	c.owe(at, g)
}

// progress takes an acknowledgement of so many whole segments that left once and in
// order: what all of them tell, the last one does.
func (c *Conn) progress(at vtime.Stamp, g *Segment, ack int64, segments int) {
	s := &c.snd
	flight := s.pipe()
	oldest, last := s.board.at(0).at, s.board.at(segments-1)
	var newest latest
	c.arrives(last, &newest)
	if m := s.mend; m != nil {
		m.rack.advance(at.Now, last, s.rtt.least.rtt)
		m.rack.adapt(ack, s.nxt)
		m.onlyNew = false
	}
	s.board.retire(segments, ack)
	before := s.una
	delivered := ack - before
	if s.whole {
		delivered = int64(segments) * s.mss
	}
	s.una, s.retries = ack, 0
	s.buf.release(ack)
	c.sampleProgress(at, oldest, roundTrip{newest: max(at.Now-last.at, 1), bytes: ack - before}, &g.Options)
	c.disarm(timerUser)
	if s.board.n == 0 {
		c.stopTimer()
	} else {
		if !c.scheduleProbe(at, true) {
			c.rearmTimer(at)
		}
		c.watchUser(at)
	}
	c.tallies().delivered += uint32(segments)
	var a Acked
	c.facts(&a, at, delivered, flight, max(at.Now-last.at, 1))
	c.inform(&a)
	if !c.direct(&a, &newest, int64(segments), 0) {
		c.growWindow(&a)
	}
	c.afterAck(at, ack, false)
}

// sampleProgress takes the round trip of the oldest segment as a sample.
func (c *Conn) sampleProgress(at vtime.Stamp, oldest vtime.Time, m roundTrip, o *Options) {
	s, rtt := &c.snd, vtime.Time(0)
	switch {
	case c.cfg.SamplePerAck:
		rtt = max(at.Now-oldest, 1)
	case c.timing() && s.una >= s.timedEnd:
		rtt = max(at.Now-s.timedAt, 1)
		s.timedEnd = 0
	}
	m.rtt, m.weight = c.timestampRTT(at.Now, rtt, o)
	c.sampleRTT(at.Now, m)
}

// retire removes the oldest segments, up to an offset, all of which are on their way
// for the first time.
func (b *scoreboard) retire(segments int, ack int64) {
	b.flight -= ack - b.at(0).start
	b.flying -= int32(segments)
	for range segments {
		b.leaves(b.slot(0))
		if b.at(0).tail {
			b.tails--
		}
		b.head = int32(b.slot(1))
	}
	b.n -= segments
	b.searchAt = max(b.searchAt-int32(segments), 0)
}
