package tcp

import (
	"cmp"

	"github.com/rttlab/rttlab/sim/vtime"
)

// evidence is what one acknowledgement tells about the segments that were sent.
type evidence struct {
	before     int64 // SND.UNA before it
	flight     int64 // bytes on their way before it
	delivered  int64 // bytes that are newly known to have arrived, as the window counts them
	segments   int64 // and segments
	bytes      int64 // what they hold
	losses     int32 // segments presumed lost in all, before it
	high       int64 // end of the highest selectively acknowledged segment before it
	overtaken  int64 // start of the lowest segment, never sent again, that one above it has overtaken
	rtt        vtime.Time
	options    *Options
	latest     latest
	newest     vtime.Time // round trip of the newest segment that left once only
	sackRTT    vtime.Time
	newestSACK vtime.Time // the same of what was selectively acknowledged
	sackAt     vtime.Time // when the segment that gave sackRTT left

	advanced  bool // SND.UNA has moved
	sacked    bool // something is newly selectively acknowledged
	duplicate bool // it says nothing but that something arrived
	twice     bool // a D-SACK: something had arrived before
	ofProbe   bool // that was the tail loss probe
	original  bool // something sent once before the episode began has arrived
	copied    bool // something sent more than once is acknowledged
	reneged   bool // what it asks for had been selectively acknowledged
	delayed   bool // it echoes a timestamp from before the first further copy left (RFC 3522 section 3.2)
	marked    bool // it carries a congestion mark (RFC 3168 section 6.1.2)
	finAcked  bool
	rearm     bool // the retransmission timer starts anew
}

// takeEvidence takes an acknowledgement up to offset ack of a connection that
// finds losses segment by segment.
func (c *Conn) takeEvidence(at vtime.Stamp, g *Segment, ack int64, duplicate bool) {
	s := &c.snd
	e := evidence{before: s.una, flight: s.pipe(), overtaken: s.nxt, high: s.una, options: &g.Options}
	e.advanced, e.delayed = ack > s.una, c.delayed(&g.Options)
	if s.mend != nil {
		e.losses, e.high = s.mend.losses, s.highest()
	}
	if g.Options.NumBlocks > 0 && s.selective {
		c.tag(at, &e, &g.Options, ack)
	}
	if ack < s.una {
		if g.Options.NumBlocks > 0 && s.selective {
			c.alert(at, &e)
			c.steer(at, &e)
		}
		return
	}
	empty := s.board.n == 0
	if e.advanced {
		c.retire(at, &e, ack)
	}
	if c.ecn != nil {
		c.hearMarks(at, g, e.segments, e.bytes)
		e.marked = c.ecn.told && c.ecn.ect
	}
	e.reneged = s.board.n > 0 && s.board.at(0).sacked
	c.takeSample(at, &e, &g.Options)
	// The round trip of something that left before the oldest segment did, or did again,
	// starts the timer too; one of what left since would put it off as long as a repair
	// lasts (tcp_clean_rtx_queue). What RACK then waits for comes before it.
	e.rearm = e.rearm || e.sackRTT > 0 && e.rtt > 0 && s.board.n > 0 && e.sackAt < s.board.at(0).at
	switch {
	case empty && !e.twice:
		return
	case s.mend != nil || duplicate || e.marked:
		e.duplicate = duplicate && !e.twice
		c.judge(at, &e, ack, empty)
	}
	c.rearmAfter(at, &e)
	c.steer(at, &e)
	c.afterAck(at, ack, e.finAcked)
}

// judge draws the conclusions.
func (c *Conn) judge(at vtime.Stamp, e *evidence, ack int64, empty bool) {
	s, m := &c.snd, c.mend()
	m.rack.adapt(s.una, s.nxt)
	m.onlyNew = false
	if !empty && m.probeEnd > 0 {
		c.probeAcked(at, e, ack)
	}
	if e.sacked || e.twice || e.marked || e.duplicate || s.recovery != recoveryNone || e.reneged {
		c.alert(at, e)
	}
	if empty && m.probeEnd > 0 {
		c.probeAcked(at, e, ack)
	}
}

// retire takes what is acknowledged off the scoreboard.
func (c *Conn) retire(at vtime.Stamp, e *evidence, ack int64) {
	s := &c.snd
	clean, oldest := true, vtime.Time(-1)
	popped := int64(0)
	for s.board.n > 0 {
		g := s.board.at(0)
		if g.end > ack {
			if g.start < ack {
				if !g.sacked && !s.whole {
					e.delivered += ack - g.start
				}
				s.board.trim(ack)
			}
			break
		}
		clean = clean && g.copies == 1
		if oldest < 0 && !g.sacked {
			oldest = g.at
		}
		e.finAcked = e.finAcked || g.fin
		c.retireOne(at, e, g)
		s.board.pop()
		popped++
	}
	if e.copied = !clean; e.copied {
		e.newest = 0
	}
	if clean && oldest >= 0 && c.cfg.SamplePerAck {
		e.rtt = max(at.Now-oldest, 1)
	}
	s.una = ack
	if ack > 1 {
		s.buf.release(ack)
	}
	e.rearm = true
	s.retries, s.resend = 0, false
	c.retired(e, popped)
}

// retireOne notes what the cumulative acknowledgement of one segment tells.
func (c *Conn) retireOne(at vtime.Stamp, e *evidence, g *sent) {
	s := &c.snd
	if g.copies == 1 && !g.sacked {
		e.overtaken = min(e.overtaken, g.start)
		if g.end <= s.recover {
			e.original = true
		}
	}
	if g.sacked {
		return
	}
	e.newest = max(at.Now-g.at, 1)
	e.delivered += s.charge(g.end - g.start)
	e.segments++
	e.bytes += g.end - g.start
	c.arrives(g, &e.latest)
	if s.mend != nil && s.selective && !c.needlessCopy(e.options, g) {
		s.mend.rack.advance(at.Now, g, s.rtt.least.rtt)
	}
}

// needlessCopy reports whether an earlier copy of an acknowledged segment has
// arrived: the timestamp that is echoed is from before the last one left. That
// one then tells nothing about what left before it (RFC 8985 section 6.2 step 2,
// tcp_skb_spurious_retrans).
func (c *Conn) needlessCopy(o *Options, g *sent) bool {
	return g.copies > 1 && c.echoesBefore(o, g.at)
}

// retired accounts for segments that left the scoreboard.
func (c *Conn) retired(e *evidence, popped int64) {
	s, m := &c.snd, c.snd.mend
	if m == nil {
		return
	}
	m.limited = 0
	if s.selective {
		// A hole that was filled by what was sent once: reordering.
		if e.overtaken < e.high {
			c.sawReordering(e.overtaken, e.high)
		}
		return
	}
	if popped > 0 {
		// One segment filled the hole. The others made the duplicates, and counted as
		// delivered when those came, whatever their size (tcp_remove_reno_sacks).
		before := min(m.counted, popped-1)
		m.counted -= before
		e.delivered = max(e.delivered-before*s.mss, 0)
		e.segments -= before
		c.limitCounted(popped)
	}
	if e.copied {
		e.original = false // which of the copies arrived nobody can tell
	}
}

// takeSample takes a round-trip sample: of what was acknowledged, else of what was
// selectively acknowledged.
func (c *Conn) takeSample(at vtime.Stamp, e *evidence, o *Options) {
	s := &c.snd
	switch {
	case !c.cfg.SamplePerAck:
		if c.timing() && s.una >= s.timedEnd {
			e.rtt = max(at.Now-s.timedAt, 1)
			s.timedEnd = 0
		}
	case e.rtt == 0:
		e.rtt = e.sackRTT
	}
	weight := int64(1)
	if e.advanced {
		e.rtt, weight = c.timestampRTT(at.Now, e.rtt, o)
	}
	c.sampleRTT(at.Now, roundTrip{e.rtt, weight, cmp.Or(e.newestSACK, e.newest), s.una - e.before})
}

// delayed reports whether an acknowledgement was caused by what left before the
// first further copy did: the timestamp that it echoes is older (RFC 3522 section
// 3.2 step 5).
func (c *Conn) delayed(o *Options) bool {
	m := c.snd.mend
	return m != nil && m.firstAt > 0 && c.echoesBefore(o, m.firstAt)
}

// echoesBefore reports whether an echoed timestamp is older than those of a time.
func (c *Conn) echoesBefore(o *Options, t vtime.Time) bool {
	return c.stamps && o.HasTimestamp && o.TSEcr != 0 && int32(o.TSEcr-c.clock(t)) < 0
}
