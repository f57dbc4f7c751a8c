package stack

import (
	"fmt"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Net is a world of hosts joined by wires.
type Net struct {
	kernel *sim.Kernel
	hosts  []*Host
	byName map[string]*Host
	wires  []*link.Wire
	conns  []*Connection
	opened int // connections so far
	pool   []*packet
	record bool
	watch  Observer
	names  map[string]int // uses of a wire name
}

// Observer sees what hosts do that wires do not show.
type Observer interface {
	// HostDrop sees each frame that a host drops, and why.
	HostDrop(at vtime.Stamp, h *Host, f *link.Frame, why string)
	// StateChange sees each transition of a connection end.
	StateChange(at vtime.Stamp, e *End, from, to string)
}

// NewNet returns an empty world on k. Record says whether connections write
// down what explanations need.
func NewNet(k *sim.Kernel, record bool) *Net {
	k.RecordEvents(record)
	return &Net{kernel: k, byName: map[string]*Host{}, names: map[string]int{}, record: record}
}

// Kernel returns the event loop.
func (n *Net) Kernel() *sim.Kernel { return n.kernel }

// Observe makes o see what hosts do.
func (n *Net) Observe(o Observer) { n.watch = o }

// Hosts returns the hosts in the order they were added.
func (n *Net) Hosts() []*Host { return n.hosts }

// Host returns the host of that name, or nil.
func (n *Net) Host(name string) *Host { return n.byName[name] }

// Wires returns the wires, one for each direction, in the order they were added.
func (n *Net) Wires() []*link.Wire { return n.wires }

// Connections returns the records of all TCP connections in the order in which
// they were opened.
func (n *Net) Connections() []*Connection { return n.conns }

// AddHost adds a host. Names must be unique.
func (n *Net) AddHost(name string, cfg Config, forwards bool) (*Host, error) {
	if n.byName[name] != nil {
		return nil, fmt.Errorf("two hosts are named %q", name)
	}
	h := newHost(n, name, cfg, forwards)
	n.hosts = append(n.hosts, h)
	n.byName[name] = h
	return h, nil
}

// Side is one end of a link: a host, its address on the link, and the wire that
// leaves it.
type Side struct {
	Host *Host
	Addr ip.Addr
	Wire link.Config
}

// Connect joins two hosts by a link, which is the subnet prefix, and returns
// the wires a to b and b to a.
func (n *Net) Connect(a, b Side, prefix ip.Prefix) (ab, ba *link.Wire, err error) {
	for _, s := range []Side{a, b} {
		if owner := n.owner(s.Addr); owner != nil {
			return nil, nil, fmt.Errorf("address %v of %s belongs to %s already", s.Addr, s.Host.name, owner.name)
		}
		if !prefix.Contains(s.Addr) {
			return nil, nil, fmt.Errorf("address %v of %s lies outside of %v", s.Addr, s.Host.name, prefix)
		}
	}
	ia := a.Host.addInterface(a.Addr, prefix, b.Host)
	ib := b.Host.addInterface(b.Addr, prefix, a.Host)
	if ab, err = n.wire(a, b.Host, ib); err != nil {
		return nil, nil, err
	}
	if ba, err = n.wire(b, a.Host, ia); err != nil {
		return nil, nil, err
	}
	ia.wire, ib.wire = ab, ba
	return ab, ba, nil
}

func (n *Net) wire(from Side, to *Host, port *Interface) (*link.Wire, error) {
	cfg := from.Wire
	cfg.Name = from.Host.name + "->" + to.name
	n.names[cfg.Name]++
	if k := n.names[cfg.Name]; k > 1 {
		cfg.Name = fmt.Sprintf("%s#%d", cfg.Name, k)
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("wire %s: %w", cfg.Name, err)
	}
	w := link.New(n.kernel, cfg, port)
	n.wires = append(n.wires, w)
	return w, nil
}

func (n *Net) owner(a ip.Addr) *Host {
	for _, h := range n.hosts {
		if h.owns(a) {
			return h
		}
	}
	return nil
}

// ComputeRoutes gives every host a route to every link by the smallest number
// of hops through hosts that forward; ties go to the host added first. Routes
// added by hand win, since longer prefixes or lower metrics do.
func (n *Net) ComputeRoutes() {
	for _, h := range n.hosts {
		n.routesFrom(h)
	}
}

// routesFrom is a breadth-first search from h.
func (n *Net) routesFrom(h *Host) {
	type step struct {
		host  *Host
		first *Interface // where the way leaves h
		via   ip.Addr
		hops  int
	}
	seen := map[*Host]bool{h: true}
	known := map[ip.Prefix]bool{}
	todo := []step{{host: h}}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		for _, i := range s.host.interfaces {
			first, via := s.first, s.via
			if s.host == h {
				first, via = i, ip.Addr{}
			}
			if !known[i.prefix] {
				known[i.prefix] = true
				h.routes.Add(ip.Route{Prefix: i.prefix, Gateway: via, Interface: first.index, Metric: 100 + s.hops})
			}
			peer := i.peer
			if seen[peer] || !peer.forwards {
				continue
			}
			seen[peer] = true
			if s.host == h {
				via = peer.addrIn(i.prefix)
			}
			todo = append(todo, step{peer, first, via, s.hops + 1})
		}
	}
}

// Connection is the record of a TCP connection: the end that opened it and the
// end that answered, which is nil as long as no SYN has arrived.
type Connection struct {
	ID     int
	Client *End
	Server *End
}

// End is the record of one end of a connection.
type End struct {
	Connection *Connection
	Host       *Host
	Addr       ip.Addr
	Port       uint16
	Peer       *End // nil as long as the other end is not known
	PeerAddr   ip.Addr
	PeerPort   uint16

	Half    cause.Half    // of the bytes this end sends
	Receipt cause.Receipt // of the bytes it receives
	ISS     uint32

	Opened, Established, Closed vtime.Stamp // zero Event and time: not yet
	IsOpen, IsEstablished       bool
	Err                         error // why it ended, nil for an orderly end
	Sent, SentData, Resent      uint64
	Received                    uint64

	flow uint64 // names the direction in frame keys
}

// newConnection gives an end that opens a connection its record.
func (n *Net) newConnection(client *End) {
	c := &Connection{Client: client}
	client.Connection = c
	n.keep(c)
}

// answered joins the end that takes a SYN to the end that sent it. That one is
// nil if it is no TCP of ours, and it may have a peer already if the SYN is an
// old duplicate.
func (n *Net) answered(client, server *End) {
	if client == nil || client.Peer != nil {
		server.Connection = &Connection{Server: server}
		n.keep(server.Connection)
		return
	}
	server.Connection = client.Connection
	server.Connection.Server = server
	client.Peer, server.Peer = server, client
}

// keep numbers a connection and, where records are kept, adds it to the list.
func (n *Net) keep(c *Connection) {
	n.opened++
	c.ID = n.opened
	if n.record {
		n.conns = append(n.conns, c)
	}
}
