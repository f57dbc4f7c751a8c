package stack

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// portTable knows which local TCP ports are taken: by sockets that were bound,
// and by connections, TIME-WAIT included.
type portTable struct {
	bound map[uint16][]*Socket
	conns map[uint16]int // connections on a port
	order portOrder

	none     tuple // of a connection for which there was no ephemeral port
	hopeless bool  // and none has been freed since
}

func newPortTable(cfg *Config, r *rand.Rand) portTable {
	return portTable{
		bound: map[uint16][]*Socket{}, conns: map[uint16]int{},
		order: portOrder{cfg: cfg, random: r, last: -1},
	}
}

// use counts a connection on a local port.
func (t *portTable) use(port uint16) { t.conns[port]++ }

// free ends a use.
func (t *portTable) free(port uint16) {
	t.hopeless = false
	if t.conns[port]--; t.conns[port] == 0 {
		delete(t.conns, port)
	}
}

// mayBind reports whether s may be bound so: no other socket on
// an overlapping address unless both allow reuse and neither listens, and no
// connection that is left over from an earlier socket unless s allows reuse.
func (h *Host) mayBind(s *Socket, b *binding) bool {
	for _, o := range h.ports.bound[b.Port] {
		if !o.bound.meets(b) {
			continue
		}
		if !s.opts.reuseAddr || !o.opts.reuseAddr || o.listener != nil {
			return false
		}
	}
	if s.opts.reuseAddr || h.ports.conns[b.Port] == 0 {
		return true
	}
	return !h.conns.any(b) && !h.waits.rests.any(b)
}

func (t *portTable) bind(s *Socket, port uint16) { t.bound[port] = append(t.bound[port], s) }

func (t *portTable) unbind(s *Socket) {
	t.hopeless = false
	without(t.bound, s.bound.Port, s)
}

// without removes v from the list of a port, and the list once it is empty.
func without[T comparable](lists map[uint16][]T, port uint16, v T) {
	var rest []T
	for _, o := range lists[port] {
		if o != v {
			rest = append(rest, o)
		}
	}
	if rest == nil {
		delete(lists, port)
		return
	}
	lists[port] = rest
}

// portOrder tries ephemeral ports in the order of the host.
type portOrder struct {
	cfg    *Config
	random *rand.Rand
	last   int // where the sequential order stands, as an offset from the first port; -1: before it
}

// pick returns the first port for which ok holds, or false if there is none. That is so in
// vain if it is known already, but for what is drawn.
func (o *portOrder) pick(vain bool, ok func(port uint16) bool) (uint16, bool) {
	n := int(o.cfg.PortHigh) - int(o.cfg.PortLow) + 1
	if n <= 0 {
		return 0, false
	}
	try := func(offset int) (uint16, bool) {
		port := o.cfg.PortLow + uint16(offset)
		if !ok(port) {
			return 0, false
		}
		o.last = offset
		return port, true
	}
	start := (o.last + 1) % n
	if o.cfg.PortOrder != PortsSequential {
		start = o.random.IntN(n)
	}
	switch {
	case vain:
		return 0, false
	case o.cfg.PortOrder == PortsEvenFirst:
		// Linux keeps odd ports for bind: connect tries every second port first.
		start &^= 1
		if port, found := scan(start, 2, (n+1)/2, n+n%2, try); found {
			return port, true
		}
		return scan(start+1, 2, n/2, n-n%2, try)
	}
	return scan(start, 1, n, n, try)
}

// scan tries count offsets from start in steps, wrapping at n.
func scan(start, step, count, n int, try func(int) (uint16, bool)) (uint16, bool) {
	for i, offset := 0, start; i < count; i, offset = i+1, offset+step {
		if port, ok := try(offset % n); ok {
			return port, true
		}
	}
	return 0, false
}

// ephemeral chooses the local port of a connection to remote. That there is none is kept in
// mind: to look at each port again for each connection that waits takes long.
func (h *Host) ephemeral(local, remote ip.Addr, remotePort uint16) (uint16, bool) {
	t := tuple{addrPair{local, remote}, 0, remotePort}
	port, found := h.ports.order.pick(h.ports.hopeless && h.ports.none == t, func(port uint16) bool {
		switch {
		case len(h.ports.bound[port]) > 0:
			return false
		case !h.cfg.PortPerPeer:
			return h.ports.conns[port] == 0
		}
		t := tuple{t.addrPair, port, remotePort}
		return !h.has(&t) || h.outlived(&t)
	})
	if !found {
		h.ports.none, h.ports.hopeless = t, !h.takesOver(&t) // which is a matter of time
	}
	return port, found
}

// has reports whether there is a connection of that tuple, TIME-WAIT included.
func (h *Host) has(t *tuple) bool { return h.conns.find(t) != nil || h.waits.find(t) != 0 }

// TakeOver says when a connection that opens takes the place of one in TIME-WAIT.
type TakeOver uint8

// When it does, in the order of Linux's tcp_tw_reuse.
const (
	TakeOverNever TakeOver = iota
	TakeOverAlways
	TakeOverLoopback // between addresses of the host
)

// takesOver reports whether connections to a peer may take the place of those in TIME-WAIT.
func (h *Host) takesOver(t *tuple) bool {
	return h.cfg.TakeOver == TakeOverAlways || h.cfg.TakeOver == TakeOverLoopback && t.remote.IsLoopback()
}

// outlived reports whether the connection of that tuple is in TIME-WAIT and gives
// way to a new one.
func (h *Host) outlived(t *tuple) bool {
	now := h.kernel.Now().Now
	if !h.takesOver(t) {
		return false
	}
	if e := h.conns.find(t); e != nil {
		return e.conn.Outlived(now)
	}
	i := h.waits.find(t)
	return i != 0 && h.waits.at(i).rest.Outlived(now)
}

// takeOver ends the connection of that tuple and returns the sequence number of
// the one that comes after it.
func (h *Host) takeOver(at vtime.Stamp, t *tuple, iss tcp.Seq) tcp.Seq {
	old := h.conns.find(t)
	if old == nil {
		old = h.waits.restore(h.waits.find(t))
	}
	iss = old.laterSequence(iss)
	old.abort(at)
	return iss
}

// anyPort chooses a port for a socket that is bound without naming one.
func (h *Host) anyPort() (uint16, bool) {
	return h.ports.order.pick(false, func(port uint16) bool {
		return len(h.ports.bound[port]) == 0 && h.ports.conns[port] == 0
	})
}

// anyUDPPort chooses a port for a datagram socket.
func (h *Host) anyUDPPort() (uint16, bool) {
	return h.udpOrder.pick(false, func(port uint16) bool { return len(h.datagrams[port]) == 0 })
}
