package stack

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/ip"
)

// portTable knows which local ports are taken: by sockets that were bound, and
// by connections, TIME-WAIT included.
type portTable struct {
	cfg   *Config
	bound map[uint16][]*Socket
	conns map[uint16]int
	last  int // where the sequential order stands, as an offset from the first port
}

func (t *portTable) init(cfg *Config) {
	t.cfg = cfg
	t.bound = map[uint16][]*Socket{}
	t.conns = map[uint16]int{}
	t.last = -1
}

// use counts a connection on a local port.
func (t *portTable) use(port uint16) { t.conns[port]++ }

// free ends a use.
func (t *portTable) free(port uint16) {
	if t.conns[port]--; t.conns[port] == 0 {
		delete(t.conns, port)
	}
}

// mayBind reports whether s may have the port on an address: no other socket on
// an overlapping address unless both allow reuse and neither listens, and no
// connection that is left over from an earlier socket unless s allows reuse.
func (t *portTable) mayBind(s *Socket, a ip.Addr, port uint16) bool {
	others := 0
	for _, o := range t.bound[port] {
		if o.ep != nil {
			others++
		}
		if !o.local.IsZero() && !a.IsZero() && o.local != a {
			continue
		}
		if !s.opts.reuseAddr || !o.opts.reuseAddr || o.listener != nil {
			return false
		}
	}
	return s.opts.reuseAddr || t.conns[port] <= others
}

func (t *portTable) bind(s *Socket, port uint16) { t.bound[port] = append(t.bound[port], s) }

func (t *portTable) unbind(s *Socket) {
	port := s.localPort
	list := t.bound[port]
	for i, o := range list {
		if o == s {
			list = append(list[:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(t.bound, port)
		return
	}
	t.bound[port] = list
}

// pick returns an ephemeral port for which ok holds, in the configured order,
// or false if there is none.
func (t *portTable) pick(r *rand.Rand, ok func(port uint16) bool) (uint16, bool) {
	n := int(t.cfg.PortHigh) - int(t.cfg.PortLow) + 1
	if n <= 0 {
		return 0, false
	}
	try := func(offset int) (uint16, bool) {
		port := t.cfg.PortLow + uint16(offset)
		if len(t.bound[port]) > 0 || !ok(port) {
			return 0, false
		}
		t.last = offset
		return port, true
	}
	switch t.cfg.PortOrder {
	case PortsRandom:
		return scan(r.IntN(n), 1, n, n, try)
	case PortsEvenFirst:
		// Linux keeps odd ports for bind: connect tries every second port first.
		start := r.IntN(n) &^ 1
		if port, found := scan(start, 2, (n+1)/2, n+n%2, try); found {
			return port, true
		}
		return scan(start+1, 2, n/2, n-n%2, try)
	}
	return scan((t.last+1)%n, 1, n, n, try)
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

// ephemeral chooses the local port of a connection to remote.
func (h *Host) ephemeral(local, remote ip.Addr, remotePort uint16) (uint16, bool) {
	return h.ports.pick(h.random, func(port uint16) bool {
		if !h.cfg.PortPerPeer {
			return h.ports.conns[port] == 0
		}
		return h.conns[tuple{local, remote, port, remotePort}] == nil
	})
}

// anyPort chooses a port for a socket that is bound without naming one.
func (h *Host) anyPort() (uint16, bool) {
	return h.ports.pick(h.random, func(port uint16) bool { return h.ports.conns[port] == 0 })
}
