package stack

import (
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// orphanage counts the connections of a host that go on without a socket: what was
// written is still being delivered. They take memory, and there may not be too many
// (Linux tcp_too_many_orphans).
type orphanage struct {
	now  int64 // how many there are
	shed int64 // how many have been reset
}

// OrphansReset returns how many connections were reset since too many were held by
// nobody (Linux TCPAbortOnMemory). No program learns of it.
func (h *Host) OrphansReset() int64 { return h.orphans.shed }

// take counts a connection whose socket was closed. If there are too many by now it is
// reset at once, its FIN has just left.
func (o *orphanage) take(at vtime.Stamp, e *endpoint) {
	if e.orphan || !e.lonely() {
		return
	}
	e.orphan = true
	if o.now++; o.now > e.host.cfg.MaxOrphans {
		o.shed++
		e.conn.Shed()
		e.pump(at)
	}
}

// moved forgets a connection that has come so far that a few numbers are enough.
func (o *orphanage) moved(e *endpoint) {
	if e.orphan && !e.lonely() {
		e.orphan = false
		o.now--
	}
}

// lonely reports whether a connection is kept as a whole for nobody: until its FIN is
// acknowledged, and also then if it waits for the peer's for longer than TIME-WAIT lasts
// (Linux tcp_fin_timeout).
func (e *endpoint) lonely() bool {
	switch e.conn.State() {
	case tcp.FinWait1, tcp.Closing, tcp.LastAck:
		return true
	case tcp.FinWait2:
		limit := e.host.cfg.TCP.FinWait2Limit
		return limit == 0 || limit > e.host.cfg.TCP.TimeWait
	}
	return false
}
