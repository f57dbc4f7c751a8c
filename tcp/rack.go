package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// rack finds losses by time: what left well before something that has arrived
// must have arrived too (RFC 8985 section 5.2).
type rack struct {
	rtt       vtime.Time // RACK.rtt: round trip of the latest segment that arrived
	steps     uint16     // RACK.reo_wnd_mult
	persist   uint8      // RACK.reo_wnd_persist
	copied    bool       // the latest segment that arrived had left before
	advanced  bool       // something arrived since losses were looked for
	lostCopy  bool       // a further copy was found lost
	dsackSeen bool       // a D-SACK came that the reordering window has not been widened for
	xmitTS    vtime.Time // RACK.xmit_ts: when the latest segment that arrived had left
	end       int64      // RACK.end_seq: its end
	round     int64      // RACK.dsack_round: SND.NXT when the window was last widened
}

// persistRecoveries is for how many recoveries a widened window stays (RFC 8985
// section 6.2 step 4).
const persistRecoveries = 16

// advance notes that a segment has arrived (RFC 8985 section 6.2 steps 1 and 2).
func (r *rack) advance(now vtime.Time, g *sent, minRTT vtime.Time) {
	rtt := now - g.at
	if g.copies > 1 && rtt < minRTT {
		return // an earlier copy has arrived
	}
	r.advanced, r.rtt = true, rtt
	if g.at > r.xmitTS || g.at == r.xmitTS && g.end > r.end {
		r.xmitTS, r.end, r.copied = g.at, g.end, g.copies > 1
	}
}

// after reports whether what arrived latest had left after g. Of what left at the
// same instant the higher did, unless only one of them is a further copy: then
// nobody can tell.
func (r *rack) after(g *sent) bool {
	return g.at < r.xmitTS || g.at == r.xmitTS && g.end < r.end && (g.copies > 1) == r.copied
}

// adapt widens the reordering window once for each round trip with a D-SACK, and
// narrows it when it has stayed long enough (RFC 8985 section 6.2 step 4).
func (r *rack) adapt(una, nxt int64) {
	switch {
	case r.dsackSeen && una >= r.round:
		r.steps = min(r.steps+1, 255)
		r.persist, r.round, r.dsackSeen = persistRecoveries, nxt, false
	case r.dsackSeen:
		r.dsackSeen = false // one round trip has not passed since
	case r.persist == 0:
		r.steps = 1
	}
}

// reorderWindow is RACK_update_reo_wnd: nothing as long as no reordering was seen
// and a loss is being repaired or DupThresh segments have overtaken; else parts
// of the least round trip, at most a smoothed one (RFC 8985 section 6.2 step 4).
func (c *Conn) reorderWindow() vtime.Time {
	s, m := &c.snd, c.snd.mend
	if m.reordered == 0 && (s.recovery >= recoveryFast || s.sackedOut() >= int64(m.reordering)) {
		return 0
	}
	return min(s.rtt.least.rtt/4*vtime.Time(m.rack.steps), s.rtt.srtt())
}

// rackMark marks what is lost by now, and arms the reordering timer for what may
// be lost soon (RFC 8985 section 6.2 step 5).
func (c *Conn) rackMark(at vtime.Stamp, e *evidence) {
	if m := c.snd.mend; m.rack.advanced {
		m.rack.advanced = false
		if wait := c.rackDetect(at); wait > 0 {
			c.await(at, awaitReorder, wait+c.cfg.ProbeSlack)
			e.rearm = false
		}
	}
}

// rackDetect is RACK_detect_loss. It returns for how long the last of those that
// may yet arrive is waited for.
func (c *Conn) rackDetect(at vtime.Stamp) (wait vtime.Time) {
	s, r := &c.snd, &c.snd.mend.rack
	window := c.reorderWindow()
	b := &s.board
	for slot := b.order.oldest; slot != 0; {
		g, i := &b.ring[slot-1], b.position(slot)
		slot = g.next
		if g.at > r.xmitTS {
			break
		}
		if !r.after(g) {
			continue
		}
		if left := g.at + r.rtt + window - at.Now; left > 0 {
			wait = max(wait, left)
			continue
		}
		c.presumeLost(i, cause.LossRACK)
	}
	return wait
}

// reorderTimeout looks again for what did not arrive in the reordering window
// (tcp_rack_reo_timeout).
func (c *Conn) reorderTimeout(at vtime.Stamp) {
	s, m := &c.snd, c.mend()
	e := evidence{before: s.una, flight: s.pipe(), losses: m.losses}
	before := s.pipe()
	wait := c.rackDetect(at)
	if s.pipe() != before && s.recovery != recoveryFast && !c.probeIsLost(at) {
		c.enterRecovery(at, &e)
		e.delivered = 1
		c.reduceWindow(&e)
	}
	c.rearmTimer(at)
	if wait > 0 {
		c.await(at, awaitReorder, wait+c.cfg.ProbeSlack)
	}
}
