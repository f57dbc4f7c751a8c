package stack

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// lookup is a host that needs time to find the connection of a segment, the longer
// the more control blocks it holds, TIME-WAIT included: hosts once went through a
// list of them. Segments are taken one after the other.
type lookup struct {
	host    *Host
	timer   sim.Timer
	waiting fifo[*packet] // the first is being looked up
}

// Blocks is how many control blocks of connections the host holds.
func (h *Host) Blocks() int { return h.conns.n + h.waits.rests.n }

// lookUp takes a segment.
func (h *Host) lookUp(at vtime.Stamp, p *packet) {
	if h.lookup == nil {
		h.lookup = &lookup{host: h}
		h.lookup.timer.Init(h.kernel, h.lookup)
	}
	l := h.lookup
	l.waiting.push(p)
	if l.waiting.len() == 1 {
		l.next(at)
	}
}

// next goes through the list for the first segment.
func (l *lookup) next(at vtime.Stamp) {
	cost := l.host.cfg.BlockCost * vtime.Time(l.host.Blocks())
	l.timer.Arm(at.Now.Add(cost), at.Event, cause.Host)
}

// Fire has found the connection; the event loop calls it.
func (l *lookup) Fire(at vtime.Stamp) {
	l.host.deliverTCP(at, l.waiting.pop())
	if l.waiting.len() > 0 {
		l.next(at)
	}
}
