package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// listener is a port that takes connections: those whose handshake is under
// way, and those that wait for accept.
type listener struct {
	host     *Host
	addr     ip.Addr // zero: any
	port     uint16
	backlog  int
	options  options
	half     int // handshakes under way
	ready    []*endpoint
	waiting  []*endpoint // handshakes under way, in order
	accepter sim.WaitQueue
	closed   bool
}

// listenerFor finds the listener of a local address, a specific one before one
// on any address.
func (h *Host) listenerFor(a ip.Addr, port uint16) *listener {
	var found *listener
	for _, l := range h.listeners[port] {
		if l.addr == a {
			return l
		}
		if l.addr.IsZero() {
			found = l
		}
	}
	return found
}

// full reports whether the accept queue has no room: like Linux it takes one
// more than the backlog says.
func (l *listener) full() bool { return len(l.ready) > l.backlog }

// admit opens a connection for a SYN, or returns nil if there is no room for
// it. Old is a connection in TIME-WAIT that gives way.
func (l *listener) admit(at vtime.Stamp, p *packet, key tuple, old *endpoint) *endpoint {
	if l.full() || l.half > l.backlog {
		return nil
	}
	h := l.host
	iss := h.initialSequence(at.Now, key)
	if old != nil {
		iss = old.laterSequence(iss)
		old.retire(at)
	}
	end := &End{}
	h.net.answered(p.from, end)
	_, mss, _ := h.source(key.remote)
	e := h.newEndpoint(at, key, iss, mss, end)
	e.flow = 1
	if p.from != nil {
		e.flow = p.from.flow + 1
	}
	end.flow = e.flow
	e.parent = l
	l.options.apply(at, e.conn)
	e.conn.Listen()
	e.state = tcp.Listen
	l.half++
	l.waiting = append(l.waiting, e)
	return e
}

// laterSequence returns an initial sequence number above all that the old
// connection used (RFC 9293 section 3.6.1).
func (e *endpoint) laterSequence(iss tcp.Seq) tcp.Seq {
	last := e.conn.ISS().Add(e.conn.Info().Nxt)
	if last.Less(iss) {
		return iss
	}
	return last.Add(65535 + 2)
}

// retire ends a connection in TIME-WAIT before its time.
func (e *endpoint) retire(at vtime.Stamp) {
	e.conn.Abort(at)
	e.pump(at)
}

func (l *listener) established(e *endpoint) {
	l.unhalf(e)
	l.ready = append(l.ready, e)
	l.accepter.WakeOne()
}

func (l *listener) unhalf(e *endpoint) {
	for i, w := range l.waiting {
		if w == e {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			l.half--
			return
		}
	}
}

// lost forgets a connection that ended before it was accepted. One that was
// established stays in the queue: accept returns it, and reading tells the error.
func (l *listener) lost(e *endpoint) { l.unhalf(e) }

// take returns the next connection to accept.
func (l *listener) take() *endpoint {
	if len(l.ready) == 0 {
		return nil
	}
	e := l.ready[0]
	l.ready = append(l.ready[:0], l.ready[1:]...)
	e.parent = nil
	return e
}

// close ends the listener; connections that nobody accepted are reset.
func (l *listener) close(at vtime.Stamp) {
	l.closed = true
	h := l.host
	rest := h.listeners[l.port][:0]
	for _, o := range h.listeners[l.port] {
		if o != l {
			rest = append(rest, o)
		}
	}
	h.listeners[l.port] = rest
	orphans := append(append([]*endpoint(nil), l.waiting...), l.ready...)
	l.ready = nil
	for _, e := range orphans {
		e.parent = nil
		e.conn.Abort(at)
		e.pump(at)
	}
	l.waiting, l.half = nil, 0
	l.accepter.WakeAll()
}
