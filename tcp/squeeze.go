package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// atOnce is how many acknowledgements of one hole are never held: as many as start
// a retransmission.
const atOnce = 3

// oweStray acknowledges what came behind a hole or filled a part of it: at once
// (RFC 5681 section 4.2). Linux lets those that only add to what was said of the
// hole wait for more of their kind, for a small part of a round trip at most
// (__tcp_ack_snd_check).
func (c *Conn) oweStray(at vtime.Stamp, inOrder bool) {
	a := &c.ack
	if a.since == vtime.Never {
		a.since = at.Now
	}
	if c.cfg.AckPolicy == AckInteractive && inOrder {
		c.adaptDelay(at)
	}
	if wait := c.mayHold(); wait > 0 {
		if !c.runs(timerDelayedAck) || c.timer(timerDelayedAck).at > at.Now.Add(wait) {
			c.arm(timerDelayedAck, at, wait)
		}
		return
	}
	a.now = true
}

// mayHold returns how long what is to be said of a hole may wait, 0 for not at all.
func (c *Conn) mayHold() vtime.Time {
	a, r := &c.ack, &c.rcv
	if c.cfg.SACKCompression == 0 || !c.snd.selective || r.holes.empty() || a.now ||
		a.quick > 0 && !a.talks || r.nxt-a.upTo > r.largest && c.widens() {
		return 0
	}
	q := &r.holes.report
	if q.hole != r.nxt {
		q.hole, q.said = r.nxt, 0
	}
	if q.said < atOnce {
		q.said++
		return 0
	}
	if int64(q.held) >= c.cfg.SACKHeld {
		return 0
	}
	wait := min(c.cfg.SACKCompression, c.arrivalRTT()*vtime.Time(c.cfg.SACKShare)/100)
	if wait > 0 {
		q.held++
	}
	return wait
}

// arrivalRTT is the round trip as a receiver sees it, 0 if he does not know.
func (c *Conn) arrivalRTT() vtime.Time {
	if c.rcv.tune == nil {
		return 0
	}
	rtt := c.rcv.tune.rtt
	if c.snd.rtt.sampled {
		rtt = min(rtt, c.snd.rtt.srtt())
	}
	return rtt
}

// holds reports whether something that was to be said of a hole waits.
func (r *reassembly) holds() bool { return r != nil && r.report.held > 0 }
