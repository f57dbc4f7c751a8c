package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// timestamps is the state of the timestamps option (RFC 7323). Times of our
// clock are ticks of Config.TimestampClock since time zero, plus an offset.
type timestamps struct {
	recent   uint32 // TS.Recent: what is echoed
	recentAt uint32 // when it was set, in seconds
	offset   uint32 // of our clock
}

// timestampSpace is what the option takes of every segment, with its padding.
const timestampSpace = 12

// stampSpace is what it takes of those of this connection.
func (c *Conn) stampSpace() int64 {
	if c.stamps {
		return timestampSpace
	}
	return 0
}

// SetTimestampOffset makes the timestamp clock start at an offset. It must be
// called before the connection is opened.
func (c *Conn) SetTimestampOffset(offset uint32) { c.ts.offset = offset }

// clock returns the value of our timestamp clock.
func (c *Conn) clock(now vtime.Time) uint32 {
	if c.cfg.TimestampClock == vtime.Millisecond { // the usual one: dividing by a constant is quicker
		return c.ts.offset + uint32(now/vtime.Millisecond)
	}
	return c.ts.offset + uint32(now/c.cfg.TimestampClock)
}

// agreeTimestamps switches the option on if both ends have sent it in their SYN
// (RFC 7323 section 3.2).
func (c *Conn) agreeTimestamps(at vtime.Stamp, o *Options) {
	c.stamps = c.cfg.Timestamps && o.HasTimestamp
	if !c.stamps {
		return
	}
	c.setRecent(at.Now, o.TSVal)
	// The option takes its room from the data of each segment (RFC 6691 section 2).
	c.snd.mss = max(c.snd.mss-timestampSpace, 1)
}

// stamp adds the option to a segment that leaves.
func (c *Conn) stamp(now vtime.Time, g *Segment) {
	o := &g.Options
	o.HasTimestamp, o.TSVal, o.TSEcr = true, c.clock(now), 0
	if g.Flags.Has(ACK) {
		o.TSEcr = c.ts.recent
	}
}

func (c *Conn) setRecent(now vtime.Time, val uint32) {
	c.ts.recent, c.ts.recentAt = val, uint32(now/vtime.Second)
}

// timely looks at the timestamp of a segment and reports whether the rest of it
// may be looked at. An old one is answered like a segment outside of the window
// (PAWS, RFC 7323 section 5.3 R1).
func (c *Conn) timely(at vtime.Stamp, g *Segment, start int64) bool {
	switch {
	case g.Flags.Has(RST):
		return true
	case !g.Options.HasTimestamp:
		// A segment without the option is dropped in silence (RFC 7323 section 3.2).
		return !c.cfg.TimestampsRequired
	case !c.outdated(at.Now, g, start):
		return true
	}
	c.answerOutside(at, g)
	c.repeated(start, min(start+int64(g.Payload.Len), c.rcv.nxt))
	c.heard(at)
	return false
}

// outdated reports whether a segment is older than TS.Recent, which is worth
// nothing after a long idle time (RFC 7323 section 5.5).
func (c *Conn) outdated(now vtime.Time, g *Segment, start int64) bool {
	behind := int32(c.ts.recent - g.Options.TSVal)
	if behind <= 0 || c.cfg.PAWS == PAWSOff || c.recentIsOld(now) {
		return false
	}
	// Linux lets pass what is one tick late, what follows a zero, and a duplicate
	// acknowledgement that was overtaken on its way.
	return c.cfg.PAWS == PAWSStandard || behind > 1 && c.ts.recent != 0 && !c.overtaken(g, start, behind)
}

// recentIsOld reports whether TS.Recent says nothing any more, since nothing has come
// for so long that the peer's clock may have wrapped (RFC 7323 section 5.5).
func (c *Conn) recentIsOld(now vtime.Time) bool {
	return vtime.Time(uint32(now/vtime.Second)-c.ts.recentAt)*vtime.Second >= c.cfg.PAWSIdle
}

// overtaken reports whether a segment is an acknowledgement without any news
// that is not older than a timeout (Linux tcp_disordered_ack).
func (c *Conn) overtaken(g *Segment, start int64, behind int32) bool {
	news := g.Len() > 0 || start != c.rcv.nxt || c.snd.offset(g.Ack) != c.snd.una ||
		int64(g.Window)<<c.snd.scale != c.snd.wnd
	return g.Flags.Has(ACK) && !news && vtime.Time(behind)*vtime.Millisecond <= c.snd.rtt.rto(c.cfg)
}

// keepTimestamp remembers the timestamp of an acceptable segment that lies at
// what was acknowledged last: it is what the next acknowledgement echoes (RFC
// 7323 section 4.3). It never goes back, unless what is remembered is too old.
func (c *Conn) keepTimestamp(now vtime.Time, g *Segment, start int64) {
	o := &g.Options
	if o.HasTimestamp && start <= c.ack.upTo && (int32(o.TSVal-c.ts.recent) >= 0 || c.recentIsOld(now)) {
		c.setRecent(now, o.TSVal)
	}
}

// echoed returns the round trip that an acknowledgement's echo measures (RFC
// 7323 section 4.1), at least one tick, and false if it measures none.
func (c *Conn) echoed(now vtime.Time, o *Options) (vtime.Time, bool) {
	if !c.stamps || !o.HasTimestamp || o.TSEcr == 0 {
		return 0, false
	}
	ticks := int32(c.clock(now) - o.TSEcr)
	return vtime.Time(max(ticks, 1)) * c.cfg.TimestampClock, ticks >= 0
}

// foreignEcho reports whether a SYN-ACK echoes a timestamp that no SYN of ours
// carried.
func (c *Conn) foreignEcho(now vtime.Time, o *Options) bool {
	if !c.cfg.TimestampEchoChecked || !c.cfg.Timestamps || !o.HasTimestamp || o.TSEcr == 0 {
		return false
	}
	first := c.clock(c.snd.timedAt)
	return o.TSEcr-first > c.clock(now)-first
}
