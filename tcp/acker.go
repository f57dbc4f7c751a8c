package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// acker decides when an acknowledgement leaves without waiting for data.
type acker struct {
	now     bool       // send one at once
	talks   bool       // a request-response exchange is going on: acknowledgements ride on data
	seen    bool       // data has arrived before
	pushes  uint8      // unacknowledged segments with PSH, at most 2
	quick   int32      // acknowledgements that are still immediate (interactive policy)
	since   vtime.Time // when the oldest unacknowledged arrival came; Never: none is owed
	upTo    int64      // RCV.NXT when the last acknowledgement left
	ato     vtime.Time // present delay of the interactive policy
	arrived vtime.Time // when data last arrived
}

func (a *acker) init(cfg *Config) {
	a.since = vtime.Never
	a.ato = cfg.DelayedAck
}

// sent clears what an acknowledgement up to nxt settles and returns since when
// it was owed.
func (a *acker) sent(nxt int64) vtime.Time {
	since := a.since
	a.now, a.since, a.upTo, a.pushes = false, vtime.Never, nxt, 0
	if a.quick > 0 && since != vtime.Never {
		a.quick--
	}
	return since
}

// dataSent notes that data leaves: soon after data came in, that is a
// conversation (Linux's pingpong mode, threshold 1).
func (a *acker) dataSent(now vtime.Time, cfg *Config) {
	if cfg.AckPolicy == AckInteractive && a.seen && now-a.arrived < a.ato {
		a.talks = true
	}
}

// owe notes that in-order data arrived and decides when it is acknowledged.
func (c *Conn) owe(at vtime.Stamp, psh bool) {
	a := &c.ack
	if a.since == vtime.Never {
		a.since = at.Now
	}
	if psh && a.pushes < 2 {
		a.pushes++
	}
	pending := c.rcv.nxt - a.upTo
	full := max(c.rcv.largest, 1)
	switch {
	case c.cfg.DelayedAck == 0:
		a.now = true
	case c.cfg.AckPolicy == AckInteractive:
		c.oweInteractive(at, pending, full)
	case pending >= c.cfg.AckEvery*full:
		// At least every second full-sized segment (RFC 5681 section 4.2).
		a.now = true
	}
	if !a.now && !c.runs(timerDelayedAck) {
		c.arm(timerDelayedAck, at, c.ackDelay())
	}
}

// The longest that Linux delays acknowledgements: in general, and those of a
// conversation or of pushed data.
const (
	longestDelay       = vtime.Second / 2
	longestDelayPushed = vtime.Second / 5
)

// ackDelay returns how long an acknowledgement may wait. The interactive policy
// stretches the delay to the usual gap between arrivals, but not beyond a round
// trip (tcp_send_delayed_ack).
func (c *Conn) ackDelay() vtime.Time {
	a, least := &c.ack, c.cfg.DelayedAck
	if c.cfg.AckPolicy != AckInteractive || a.ato <= least {
		return least
	}
	longest := longestDelay
	if a.talks || a.pushes > 0 {
		longest = longestDelayPushed
	}
	if c.snd.rtt.sampled {
		longest = min(longest, c.snd.rtt.srtt())
	}
	return max(least, min(a.ato, longest))
}

// oweInteractive follows Linux: the first acknowledgements and those after a
// long pause are immediate, and only a conversation delays them.
func (c *Conn) oweInteractive(at vtime.Stamp, pending, full int64) {
	a := &c.ack
	gap := at.Now - a.arrived
	switch {
	case !a.seen || !c.snd.rtt.within(gap, c.cfg):
		a.quick = max(a.quick, int32(min(c.cfg.QuickAcks, max(2, c.rcv.window()/(2*full)))))
		if a.seen {
			a.talks = false
		}
		a.ato = c.cfg.DelayedAck
	case gap <= c.cfg.DelayedAck/2:
		a.ato = max(c.cfg.DelayedAck, a.ato/2+c.cfg.DelayedAck/2)
	case gap < a.ato:
		a.ato = max(c.cfg.DelayedAck, min(a.ato/2+gap, c.snd.rtt.rto(c.cfg)))
	}
	a.seen, a.arrived = true, at.Now
	if pending > full || a.quick > 0 && !a.talks {
		a.now = true
	}
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
// has come: before that its delay is nothing (Linux tcp_fin).
func (c *Conn) oweFIN(at vtime.Stamp) {
	a := &c.ack
	if a.since == vtime.Never {
		a.since = at.Now
	}
	if c.cfg.AckPolicy != AckInteractive || c.state != Established || !a.seen || c.cfg.DelayedAck == 0 {
		a.now = true
		return
	}
	a.talks = true
	if !a.now && !c.runs(timerDelayedAck) {
		c.arm(timerDelayedAck, at, c.ackDelay())
	}
}
