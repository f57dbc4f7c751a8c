package tcp

import (
	"math"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Remnant is what is left of a connection in TIME-WAIT that nobody holds any
// more. All bytes have gone both ways, so these few numbers decide all that it
// can still do. A host may keep a Remnant in place of the connection and make it
// whole again when a segment arrives; nobody can tell the difference.
type Remnant struct {
	nxt, rcvNxt     int64 // SND.NXT and RCV.NXT
	iss, irs        Seq
	maxWnd          uint32
	window          uint32 // what the peer may still send
	behind          uint32 // SND.WL1 lies so far before RCV.NXT
	mss             uint16
	scale, rcvScale uint8
	ts              timestamps
	stamps          bool
}

// Remnant returns what is left of the connection, or false if it is not (yet)
// down to that. It may be asked for when PollSegment has reported that there is
// nothing to send.
func (c *Conn) Remnant() (Remnant, bool) {
	s, r := &c.snd, &c.rcv
	behind := r.nxt - s.wl1
	switch {
	case c.state != TimeWait, !c.orphan:
		return Remnant{}, false
	case s.una != s.nxt, s.board.n > 0, r.queue.len > 0, !r.holes.empty():
		return Remnant{}, false
	case c.ack.now, c.ack.since != vtime.Never, c.ack.upTo != r.nxt, c.replies, s.probeNow, c.keep.now:
		return Remnant{}, false
	case c.wakes != 0, c.err != 0, c.asides != nil && c.asides.answers != 0: // it counts them
		return Remnant{}, false
	case r.mss > math.MaxUint16, behind < 0, max(behind, s.maxWnd, r.window()) > math.MaxUint32:
		return Remnant{}, false
	}
	return Remnant{
		nxt: s.nxt, rcvNxt: r.nxt, iss: s.iss, irs: r.irs, maxWnd: uint32(s.maxWnd), window: uint32(r.window()),
		behind: uint32(behind), mss: uint16(r.mss), scale: s.scale, rcvScale: r.scale,
		ts: c.ts, stamps: c.stamps,
	}, true
}

// ISS returns the initial send sequence number.
func (m *Remnant) ISS() Seq { return m.iss }

// Ack returns the acknowledgement number of all that came.
func (m *Remnant) Ack() Seq { return m.irs.Add(m.rcvNxt) }

// Restore makes c, which must be new, the connection again that a Remnant was
// left of. Due is when its time is over, and by the event that said so.
func (c *Conn) Restore(cfg *Config, m *Remnant, rec Records, due vtime.Time, by vtime.EventID) {
	c.Init(cfg, m.iss, int64(m.mss), rec)
	c.state, c.orphan = TimeWait, true
	c.ts, c.stamps = m.ts, m.stamps
	s, r := &c.snd, &c.rcv
	s.una, s.nxt, s.finQueued = m.nxt, m.nxt, true
	s.buf.end = m.nxt - 1 // the FIN is behind the last byte
	s.openWindow(cfg)     // nothing is sent any more
	s.maxWnd, s.scale = int64(m.maxWnd), m.scale
	s.wl1, s.wl2 = m.rcvNxt-int64(m.behind), m.nxt
	r.irs, r.nxt, r.read = m.irs, m.rcvNxt, m.rcvNxt
	r.finCame, r.finSeen, c.finAt = true, true, m.rcvNxt-1
	r.edge, r.scale = m.rcvNxt+int64(m.window), m.rcvScale
	c.ack.upTo = r.nxt
	c.setTimer(timerTimeWait, timer{due, by})
}

// Outlived reports whether a connection in TIME-WAIT may give way to a new one
// that this end opens: the timestamps of the two tell old segments from new ones if
// a second lies between them (Linux tcp_twsk_unique).
func (c *Conn) Outlived(now vtime.Time) bool {
	return c.state == TimeWait && c.stamps && c.ts.outlived(now)
}

// Outlived is that of the connection.
func (r *Remnant) Outlived(now vtime.Time) bool { return r.stamps && r.ts.outlived(now) }

func (t *timestamps) outlived(now vtime.Time) bool {
	return uint32(now/vtime.Second) > t.recentAt
}

func (c *Conn) enterTimeWait(at vtime.Stamp) {
	c.become(TimeWait)
	c.running = 0
	if c.accurate() == nil {
		c.ecn = nil // the last acknowledgement still tells how many marks there were
	}
	c.arm(timerTimeWait, at, c.cfg.TimeWait)
	c.wakes |= WakeTimeWait | WakeReadable | WakeWritable
}

// Reusable reports whether a SYN may open a new connection on this pair, which
// is in TIME-WAIT: its timestamp is newer than the old ones, or as old and its
// sequence number lies beyond them (RFC 6191 section 2, RFC 9293 section 3.6.1).
// On a pair that had no timestamps the sequence number alone decides (Linux), in
// FreeBSD on all.
func (c *Conn) Reusable(g *Segment) bool {
	if c.state != TimeWait || !c.cfg.ReuseTimeWait || g.Flags&(SYN|ACK|RST) != SYN {
		return false
	}
	if c.stamps && g.Options.HasTimestamp && c.cfg.TimeWaitAnswers != TimeWaitSimple {
		if newer := int32(g.Options.TSVal - c.ts.recent); newer != 0 {
			return newer > 0
		}
	}
	return c.rcv.wire(c.rcv.nxt).Less(g.Seq)
}
