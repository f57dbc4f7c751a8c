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
	at       *binding
	backlog  int
	options  options
	half     handshakes
	ready    fifo[*endpoint]
	fast     []*endpoint // opened by a cookie; some may be established by now
	accepter sim.WaitQueue
	saved    map[*endpoint][]byte // SYNs of those that are not accepted yet (TCP_SAVE_SYN)
	savesSYN bool
	closed   bool
}

// handshakes are the connections of a listener that are not established yet, in
// the order in which they came. The list runs through the endpoints.
type handshakes struct {
	first, last *endpoint
	n           int
}

func (l *handshakes) add(e *endpoint) {
	e.prev = l.last
	if l.last != nil {
		l.last.next = e
	} else {
		l.first = e
	}
	l.last = e
	l.n++
}

func (l *handshakes) remove(e *endpoint) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		l.first = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		l.last = e.prev
	}
	e.prev, e.next = nil, nil
	l.n--
}

// listenerFor finds the listener of a local address, a specific one before one
// on any address.
func (h *Host) listenerFor(a ip.Addr, port uint16) *listener {
	var found *listener
	for _, l := range h.listeners[port] {
		if l.at.IP == a {
			return l
		}
		if l.at.takes(a) {
			found = l
		}
	}
	return found
}

// full reports whether the accept queue has no room: like Linux it takes one
// more than the backlog says.
func (l *listener) full() bool { return l.ready.len() > l.backlog }

// admit opens a connection for a SYN, or returns nil if there is no room for it
// or it was answered with a cookie. Old is a connection in TIME-WAIT that gives
// way.
func (l *listener) admit(at vtime.Stamp, p *packet, t *tuple, old *endpoint) *endpoint {
	h := l.host
	if h.cfg.DropSYNFIN && p.out.Segment.Flags.Has(tcp.FIN) {
		h.drop(at, p, "SYN and FIN")
		return nil
	}
	cookies, crowded := h.cfg.SYNCookies, l.half.n > l.backlog
	switch {
	case l.full(), cookies == CookiesNever && (crowded || int64(l.half.n) >= h.cfg.SYNBacklog):
		h.drop(at, p, "backlog full")
		return nil
	case cookies == CookiesAlways, crowded:
		l.answerWithCookie(at, p, t)
		return nil
	}
	iss := h.initialSequence(at.Now, t)
	if old != nil {
		iss = old.laterSequence(iss)
		old.abort(at)
	}
	end := l.newEnd(at, p, t, iss)
	e := l.start(at, t, iss, h.net.recorded(end), end)
	l.offerFast(&e.conn, &p.out.Segment, t)
	if l.savesSYN {
		l.saveSYN(e, p)
	}
	if h.cfg.ReflectTOS {
		e.tos = p.hdr.TOS &^ 3
	}
	return e
}

// saveSYN keeps the headers of a SYN. A link of ours has none. Whose SYN was answered
// with a cookie is not known to have sent one.
func (l *listener) saveSYN(e *endpoint, p *packet) {
	if l.saved == nil {
		l.saved = map[*endpoint][]byte{}
	}
	datagram := p.AppendWire(nil)
	l.saved[e] = datagram[:len(datagram)-p.out.Segment.Payload.Len]
}

// newEnd makes the record of the end that a SYN opens.
func (l *listener) newEnd(at vtime.Stamp, p *packet, t *tuple, iss tcp.Seq) *End {
	end := &End{}
	l.host.net.answered(p.from, end)
	end.open(at, l.host, t, iss)
	end.flow = 1
	if p.from != nil {
		end.flow = p.from.flow + 1
	}
	return end
}

// start makes a connection that waits for its SYN.
func (l *listener) start(at vtime.Stamp, t *tuple, iss tcp.Seq, rec tcp.Records, end *End) *endpoint {
	e := l.host.newEndpoint(t, iss, l.options.knobs, rec, end)
	e.parent = l
	e.ipOptions = l.options.ipOptions
	l.options.apply(at, &e.conn)
	e.conn.Listen()
	e.state = tcp.Listen
	l.half.add(e)
	return e
}

// laterSequence returns an initial sequence number above all that the old
// connection used (RFC 9293 section 3.6.1).
func (e *endpoint) laterSequence(iss tcp.Seq) tcp.Seq {
	last := e.conn.ISS().Add(e.conn.Info(e.host.kernel.Now().Now).Nxt)
	if last.Less(iss) {
		return iss
	}
	return last.Add(65535 + 2)
}

// abort ends a connection at once.
func (e *endpoint) abort(at vtime.Stamp) {
	e.conn.Abort(at)
	e.pump(at)
}

// forsake ends a handshake whose listener is gone. Where it is only an entry of a
// table the peer is not told.
func (e *endpoint) forsake(at vtime.Stamp) {
	if e.host.cfg.TCP.Handshakes == tcp.HandshakeCache {
		var reset tcp.Outgoing
		e.conn.Abort(at)
		e.conn.PollSegment(at, &reset) // what comes yet is answered
	}
	e.abort(at)
}

func (l *listener) established(e *endpoint) {
	l.half.remove(e)
	if e.conn.State() == tcp.SynReceived {
		l.fast = append(l.fast, e)
	}
	l.ready.push(e)
	l.accepter.WakeOne()
}

// lost forgets a connection that ended before it was accepted. One that was
// established stays in the queue: accept returns it, and reading tells the error.
func (l *listener) lost(e *endpoint) {
	if !e.end.IsEstablished {
		l.half.remove(e)
		delete(l.saved, e)
	}
}

// take returns the next connection to accept.
func (l *listener) take() *endpoint {
	if l.ready.len() == 0 {
		return nil
	}
	e := l.ready.pop()
	e.parent = nil
	return e
}

// close ends the listener; connections that nobody accepted are reset.
func (l *listener) close(at vtime.Stamp) {
	l.closed = true
	without(l.host.listeners, l.at.Port, l)
	for l.half.n > 0 {
		l.half.first.forsake(at)
	}
	for e := l.take(); e != nil; e = l.take() {
		e.abort(at)
	}
	l.accepter.WakeAll()
}
