package stack

import (
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// withheld reports whether the last acknowledgement of a handshake does not make
// a connection: there is no room in the accept queue, or the listener waits for
// data first. The handshake stays open.
func (e *endpoint) withheld(at vtime.Stamp, p *packet) bool {
	g, l := &p.out.Segment, e.parent
	if l == nil || e.end.IsEstablished || g.Flags&(tcp.ACK|tcp.RST) != tcp.ACK {
		return false
	}
	switch {
	case l.full() && e.host.cfg.AbortOnOverflow:
		e.conn.Abort(at)
		var reset tcp.Outgoing
		e.conn.PollSegment(at, &reset) // refuse answers better
		e.pump(at)
		e.host.refuse(at, p)
	case l.full():
		e.host.drop(at, p, "accept queue full")
	case l.defers(at.Now, e, g):
		e.conn.HoldSYNACK(at, e.end.Opened.Now.Add(l.options.deferAccept))
		e.pump(at)
		e.host.drop(at, p, "accept deferred until data comes")
	default:
		return false
	}
	return true
}

// defers reports whether a bare acknowledgement is to wait for data
// (TCP_DEFER_ACCEPT).
func (l *listener) defers(now vtime.Time, e *endpoint, g *tcp.Segment) bool {
	return l.options.deferAccept > 0 && g.Len() == 0 && now < e.end.Opened.Now.Add(l.options.deferAccept)
}

// deferral rounds a time up to when a SYN-ACK would be sent again (Linux
// secs_to_retrans).
func deferral(v, first, most vtime.Time) vtime.Time {
	total := vtime.Time(0)
	for step := first; total < v && step > 0; step = min(2*step, most) {
		total += step
	}
	return total
}
