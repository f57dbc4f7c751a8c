package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// acker decides when an acknowledgement leaves without waiting for data.
type acker struct {
	now     bool       // send one at once
	talks   bool       // a request-response exchange is going on: acknowledgements ride on data
	seen    bool       // data has arrived before
	pushes  uint8      // unacknowledged segments that seem to end a write, at most 2
	answers uint8      // data that left soon after data came in, in a row
	quick   uint8      // acknowledgements that are still immediate (interactive policy)
	last    uint16     // size of the last segment, if it was smaller than a full one
	since   vtime.Time // when the oldest unacknowledged arrival came; Never: none is owed
	upTo    int64      // RCV.NXT when the last acknowledgement left

	// What only who receives data looks at.
	ato     vtime.Time // present delay of the interactive policy
	arrived vtime.Time // when data last arrived
}

func (a *acker) init(cfg *Config) {
	a.since = vtime.Never
	a.ato = cfg.DelayedAck
}

// sent clears what an acknowledgement up to nxt settles and returns since when
// it was owed. The delay starts anew from least once none is immediate any more.
func (a *acker) sent(nxt int64, least vtime.Time) vtime.Time {
	since := a.since
	a.now, a.since, a.upTo, a.pushes = false, vtime.Never, nxt, 0
	if a.quick > 0 && since != vtime.Never {
		if a.quick--; a.quick == 0 {
			a.ato = least
		}
	}
	return since
}

// dataSent notes that data leaves after data has come in: if that happens often enough soon after data
// came in, it is a conversation (Linux's pingpong mode).
func (a *acker) dataSent(now vtime.Time, cfg *Config) {
	if cfg.AckPolicy != AckInteractive || now-a.arrived >= a.ato {
		return
	}
	if a.answers < 255 {
		a.answers++
	}
	if int64(a.answers) >= cfg.Pingpong {
		a.talks = true
	}
}

// AcksQuickly reports whether no conversation delays acknowledgements (TCP_QUICKACK
// of getsockopt).
func (c *Conn) AcksQuickly() bool { return !c.ack.talks }

// endTalk ends a conversation.
func (a *acker) endTalk() { a.talks, a.answers = false, 0 }

// missed notes that an acknowledgement was not carried by data. A conversation is
// over then; otherwise the next one waits longer (tcp_delack_timer_handler).
func (a *acker) missed(cfg *Config, rtt *estimator) {
	switch {
	case cfg.AckPolicy != AckInteractive:
	case a.talks:
		a.endTalk()
		a.ato = cfg.DelayedAck
	default:
		a.ato = rtt.atMost(2*a.ato, cfg)
	}
}

// quicken makes the next acknowledgements of the interactive policy immediate: at
// most as many as would fill the window that was last offered with pairs of segments
// (tcp_incr_quickack).
func (c *Conn) quicken() {
	n := (c.rcv.edge - c.ack.upTo) / (2 * max(c.rcv.largest, 1))
	if n == 0 {
		n = 2
	}
	c.ack.quick = max(c.ack.quick, uint8(min(c.cfg.QuickAcks, n)))
}

// oweAgain acknowledges at once what has come before: the peer may be in trouble,
// and learns of all that comes next at once too (tcp_enter_quickack_mode).
func (c *Conn) oweAgain() {
	c.ack.now = true
	if c.cfg.AckPolicy == AckInteractive {
		c.quicken()
		c.ack.endTalk()
		c.ack.ato = c.cfg.DelayedAck
	}
}

// owe notes that in-order data arrived and decides when it is acknowledged.
func (c *Conn) owe(at vtime.Stamp, g *Segment) {
	a := &c.ack
	if a.since == vtime.Never {
		a.since = at.Now
	}
	switch {
	case c.cfg.DelayedAck == 0:
		a.now = true
	case c.cfg.AckPolicy == AckInteractive:
		c.measure(int64(g.Payload.Len), g.Flags)
		c.oweInteractive(at)
	case c.rcv.nxt-a.upTo >= c.cfg.AckEvery*max(c.rcv.largest, 1):
		// At least every second full-sized segment (RFC 5681 section 4.2).
		a.now = true
	}
	if !a.now {
		c.oweLater(at)
	}
}

// oweLater lets an acknowledgement wait, but not for longer than one that waits
// already. If that one is about to leave it leaves now (tcp_send_delayed_ack).
func (c *Conn) oweLater(at vtime.Stamp) {
	a, wait := &c.ack, c.ackDelay()
	if c.cfg.AckTicks && wait > 0 {
		wait -= at.Now % wait
	}
	switch {
	case !c.runs(timerDelayedAck):
	case c.cfg.AckPolicy != AckInteractive:
		return
	case c.timer(timerDelayedAck).at <= at.Now.Add(wait/4):
		a.now = true
		return
	case c.timer(timerDelayedAck).at <= at.Now.Add(wait):
		return
	}
	c.arm(timerDelayedAck, at, wait)
}

// ackDelay returns how long an acknowledgement may wait. The interactive policy
// stretches the delay to the usual gap between arrivals, but not beyond a round
// trip (tcp_send_delayed_ack).
func (c *Conn) ackDelay() vtime.Time {
	wait := c.cfg.DelayedAck
	if c.cfg.AckPolicy == AckInteractive && c.ack.ato > wait {
		if !c.snd.rtt.sampled {
			wait = c.ack.ato
		} else {
			wait = max(wait, min(c.ack.ato, c.snd.rtt.srtt()))
		}
	}
	return min(wait, c.cfg.longestDelay())
}

// longestDelay is how long acknowledgements wait at most. In Linux a peer with the same
// least timeout does not send again what is about to be acknowledged (tcp_delack_max).
func (c *Config) longestDelay() vtime.Time {
	if c.AckPolicy != AckInteractive {
		return c.DelayedAckMax
	}
	tick := c.ClockGranularity
	return min(c.DelayedAckMax, max(c.RTOMin, 2*tick)-tick)
}

// The smallest segments by which Linux learns what a full one is: in general, and
// without PSH.
const (
	leastFull       = 536
	leastFullNoPush = 88
)

// measure learns from the size of a segment what a full one is: two smaller ones
// of the same size are full as well. What is not full seems to end a write, with
// or without PSH (tcp_measure_rcv_mss).
func (c *Conn) measure(n int64, f Flags) {
	a, r := &c.ack, &c.rcv
	last := int64(a.last)
	a.last = 0
	if n >= r.largest {
		if f.Has(PSH) {
			a.pushes = max(a.pushes, 1)
		}
		return
	}
	if n >= leastFull || n >= leastFullNoPush && f&(PSH|URG|FIN|SYN) == 0 {
		if n == last {
			r.largest = n
			return
		}
		a.last = uint16(n)
	}
	a.pushes = min(a.pushes+1, 2)
}

// oweInteractive follows Linux: the first acknowledgements and those after a
// long pause are immediate, and only a conversation delays them
// (tcp_event_data_recv, __tcp_ack_snd_check).
func (c *Conn) oweInteractive(at vtime.Stamp) {
	c.adaptDelay(at)
	a, r := &c.ack, &c.rcv
	full := r.nxt-a.upTo > r.largest
	if full && r.queue.len >= int64(r.least) && r.tight() {
		a.quick = 0 // __tcp_select_window
	}
	if full && c.widens() || a.quick > 0 && !a.talks {
		a.now = true
	}
}

// adaptDelay follows the gaps between arrivals.
func (c *Conn) adaptDelay(at vtime.Stamp) {
	a, least := &c.ack, c.cfg.DelayedAck
	gap := at.Now - a.arrived
	switch {
	case !a.seen:
		opens := a.quick & 1 // the window does: openWider, which in Linux comes after this
		c.quicken()
		a.quick |= opens
		a.ato = least
	case gap <= least/2:
		a.ato = max(least, a.ato/2+least/2)
	case gap < a.ato:
		a.ato = max(least, c.snd.rtt.atMost(a.ato/2+gap, c.cfg))
	case !c.snd.rtt.within(gap, c.cfg):
		c.quicken()
	}
	a.seen, a.arrived = true, at.Now
}

// widens reports whether an acknowledgement would move the edge of the window on
// by as much as has come. If not, the reader will see to it.
func (c *Conn) widens() bool {
	r := &c.rcv
	return !r.memory || r.queue.len < int64(r.least) || r.selected() >= r.edge-c.ack.upTo
}

// ackAfterRead sends what the reader makes worth sending: a window update, or
// the acknowledgement that the interactive policy gives once data is consumed.
func (c *Conn) ackAfterRead(at vtime.Stamp) {
	a := &c.ack
	if !c.state.synchronized() || c.rcv.finSeen {
		return
	}
	if c.rcv.worthUpdate() {
		a.now = true
	}
	if c.cfg.AckPolicy != AckInteractive || a.since == vtime.Never {
		return
	}
	read := c.rcv.queue.len == 0
	if read && (a.pushes > 1 || a.pushes > 0 && !a.talks) || c.rcv.nxt-a.upTo > c.rcv.largest {
		a.now = true
	}
}

// oweFIN acknowledges the peer's FIN at once, as an end that has closed itself
// must (RFC 9293 section 3.10.7.4, eighth step). The interactive policy takes a
// FIN for a question that the program is about to answer with its own, once data
// has come: before that its delay is nothing, which takes until the clock ticks
// (Linux tcp_fin, inet_csk(sk)->icsk_ack.ato of 0; measured).
func (c *Conn) oweFIN(at vtime.Stamp) {
	a := &c.ack
	if a.since == vtime.Never {
		a.since = at.Now
	}
	if c.cfg.AckPolicy != AckInteractive || c.state != Established || c.cfg.DelayedAck == 0 {
		a.now = true
		return
	}
	a.talks = true
	switch {
	case a.now:
	case !a.seen && !c.runs(timerDelayedAck):
		c.arm(timerDelayedAck, at, c.cfg.ClockGranularity/2) // on the average
	default:
		c.oweLater(at)
	}
}
