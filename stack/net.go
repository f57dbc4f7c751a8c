package stack

import (
	"fmt"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Net is a world of hosts joined by wires.
type Net struct {
	kernel   *sim.Kernel
	hosts    []*Host
	byName   map[string]*Host
	wires    []*link.Wire
	kinds    link.Kinds
	links    []Link
	roll     roll
	opened   int // connections so far
	kept     keptEnds
	pool     []*packet
	packets  []*packet // all that were made
	none     octets    // of those that have none
	record   bool
	cookies  map[answeredSYN]*End
	watch    Observer
	sampler  Sampler
	whole    bool // events are not forgotten
	fleeting bool // connections that are over are dropped
	courses  bool // a host may know the course of a connection
	archive  cause.Archive
	tap      link.Tap
	names    map[string]int // uses of a wire name
	configs  map[Config]*Config

	owners  map[ip.Addr]*Host
	subnets map[ip.Prefix]string // the link that each is
	has4    bool                 // there are addresses of IPv4
	has6    bool                 // there are addresses of IPv6
	pairs   map[addrPair]*addrPair
}

// Observer sees what hosts do that wires do not show.
type Observer interface {
	// HostDrop sees each frame that a host drops, and why.
	HostDrop(at vtime.Stamp, h *Host, f *link.Frame, why string)
	// StateChange sees each transition of a connection end.
	StateChange(at vtime.Stamp, e *End, from, to string)
}

// Sampler sees connections from inside, for graphs.
type Sampler interface {
	// Settled sees an end when an event has done to it all that it does: nothing
	// more may leave now.
	Settled(at vtime.Stamp, e *End, c Inside)
}

// Inside is what a connection tells of itself. Of those of a guest it is what the
// guest tells, and what its packets do.
type Inside interface {
	Info(now vtime.Time) tcp.Info
	Congestion() tcp.AlgorithmID
}

// NewNet returns an empty world on k. Record says whether connections write
// down what explanations need.
func NewNet(k *sim.Kernel, record bool) *Net {
	k.RecordEvents(record)
	n := &Net{
		kernel: k, record: record, byName: map[string]*Host{}, names: map[string]int{},
		owners: map[ip.Addr]*Host{}, subnets: map[ip.Prefix]string{}, pairs: map[addrPair]*addrPair{},
		configs: map[Config]*Config{}, kinds: link.Kinds{},
	}
	n.none.net = n
	n.roll = roll{net: n, number: map[*addrPair]int64{}}
	return n
}

// Kernel returns the event loop.
func (n *Net) Kernel() *sim.Kernel { return n.kernel }

// Observe makes o see what hosts do.
func (n *Net) Observe(o Observer) { n.watch = o }

// Sample makes s see every connection after each event that concerns it.
func (n *Net) Sample(s Sampler) { n.sampler = s }

// KeepEvents lets Forget leave the log of events as it is, for who looks back from
// each packet to what set it off.
func (n *Net) KeepEvents() { n.whole = true }

// ForgetConnections lets Forget drop connections that are over altogether, and not
// only what explanations need of them: for who runs millions and asks for none. It
// must be called before there are any.
func (n *Net) ForgetConnections() { n.fleeting = true }

// SetArchive lets Forget put into an archive what it keeps of long lists.
func (n *Net) SetArchive(to cause.Archive) { n.archive = to }

// SetTap makes t watch all wires, also those that are made later; nil takes it off.
func (n *Net) SetTap(t link.Tap) {
	n.tap = t
	for _, w := range n.wires {
		w.SetTap(t)
	}
}

// addWire keeps a new wire.
func (n *Net) addWire(w *link.Wire) {
	w.SetTap(n.tap)
	n.wires = append(n.wires, w)
}

// Hosts returns the hosts in the order they were added.
func (n *Net) Hosts() []*Host { return n.hosts }

// Host returns the host of that name, or nil.
func (n *Net) Host(name string) *Host { return n.byName[name] }

// Wires returns the wires, one for each direction, in the order they were added.
func (n *Net) Wires() []*link.Wire { return n.wires }

// Link is two hosts with the wires between them.
type Link struct {
	A, B   *Host
	AB, BA *link.Wire
	a, b   *netif
}

// linkEnds is the two ends of a link in one piece, as what leaves by the one comes to the
// other.
type linkEnds struct{ a, b netif }

// Links returns the links in the order in which they were connected.
func (n *Net) Links() []Link { return n.links }

// Connections returns the records of all TCP connections in the order in which
// they were opened. It unpacks those of which only the figures were kept: who looks
// again and again should keep the list.
func (n *Net) Connections() []*Connection { return n.roll.all() }

// AddHost adds a host. Names must be unique.
func (n *Net) AddHost(name string, cfg Config, forwards bool) (*Host, error) {
	if n.byName[name] != nil {
		return nil, fmt.Errorf("two hosts are named %q", name)
	}
	h := newHost(n, name, cfg, forwards)
	h.number = len(n.hosts)
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
	if err := n.checkLink(a, b, prefix); err != nil {
		return nil, nil, err
	}
	n.subnets[prefix] = a.Host.name + " - " + b.Host.name
	ends := &linkEnds{}
	ia := a.Host.addInterface(&ends.a, subnet{prefix, b.Addr, a.Addr})
	ib := b.Host.addInterface(&ends.b, subnet{prefix, a.Addr, b.Addr})
	ab, ba = n.wire(a, ib), n.wire(b, ia)
	ia.far, ia.out, ib.far, ib.out = ib, ab, ia, ba
	n.links = append(n.links, Link{a.Host, b.Host, ab, ba, ia, ib})
	return ab, ba, nil
}

// checkLink says what is wrong with a link before anything is made.
func (n *Net) checkLink(a, b Side, prefix ip.Prefix) error {
	if a.Host == b.Host {
		return fmt.Errorf("both ends of a link are %s", a.Host.name)
	}
	if err := n.checkSubnet(a.Host, b.Host, a.Addr, b.Addr, prefix); err != nil {
		return err
	}
	for _, s := range []Side{a, b} {
		if err := s.checkWire(); err != nil {
			return err
		}
		if err := checkMTU(s.Addr, s.Wire.MTU); err != nil {
			return err
		}
	}
	return nil
}

func (s *Side) checkWire() error {
	if err := s.Wire.Validate(); err != nil {
		return fmt.Errorf("wire from %s: %w", s.Host.name, err)
	}
	return nil
}

// wire makes one direction of a link, which leads to an interface.
func (n *Net) wire(from Side, to *netif) *link.Wire {
	cfg := from.Wire
	cfg.Name = from.Host.name + "->" + to.host.name
	n.names[cfg.Name]++
	if k := n.names[cfg.Name]; k > 1 {
		cfg.Name = fmt.Sprintf("%s#%d", cfg.Name, k)
	}
	to.wire.Init(n.kernel, n.kinds, cfg, to)
	n.addWire(&to.wire)
	return &to.wire
}

// config returns a configuration to be shared by all hosts that have the same:
// every segment looks at many parts of it.
func (n *Net) config(cfg Config) *Config {
	c := n.configs[cfg]
	if c == nil {
		c = &cfg
		n.configs[cfg] = c
	}
	return c
}

// Connection is the record of a TCP connection: the end that opened it and the
// end that answered, which is nil as long as no SYN has arrived.
type Connection struct {
	ID     int
	Client *End
	Server *End
	again  *Connection // whose Server the same client's segments opened when this one's was gone; nil: none
}

// End is the record of one end of a connection.
type End struct {
	tuple
	counts     Counts
	live       *endpoint // of the end, which counts for it; nil: none does
	flow       uint64    // names the direction in frame keys
	Connection *Connection
	Host       *Host
	Peer       *End // nil as long as the other end is not known

	// Zero Event and time: not yet. Of an end that is open, Closed says since when
	// nothing is left of it but its time in TIME-WAIT.
	Opened, Established, Closed vtime.Stamp

	// Where forgetting looks.
	flying  uint64         // the first byte whose first copy is under way
	Half    *cause.Half    // of the bytes this end sends; nil where nothing is recorded, or once it is forgotten
	Receipt *cause.Receipt // of the bytes it receives; nil in the same cases

	ISS                   uint32
	IsOpen, IsEstablished bool
	Err                   errno.Errno // why it ended, zero for an orderly end
	wanted                bool        // somebody has asked for it
}

// Counts are the segments of an end so far.
type Counts struct {
	Sent     uint64
	SentData uint64 // of those sent: with data
	Resent   uint64 // of those sent: further copies of something
	Received uint64
}

// Counts returns how many segments the end has sent and received.
func (e *End) Counts() Counts {
	if e.live != nil {
		e.live.settle()
	}
	return e.counts
}

// key returns a key that lasts as long as the end.
func (e *End) key() key { return key{&e.addrPair, e.localPort, e.remotePort} }

// Local returns the address and port of the end.
func (e *End) Local() Addr { return e.near() }

// Remote returns the address and port of the other end.
func (e *End) Remote() Addr { return e.far() }

// records is where the connection of an end writes what explanations need.
func (e *End) records() tcp.Records { return tcp.Records{Half: e.Half, Receipt: e.Receipt} }

// watched reports whether ends can be seen that nobody asks for.
func (n *Net) watched() bool { return n.record && !n.fleeting || n.watch != nil || n.tap != nil }

// newConnection gives an end that opens a connection its record.
func (n *Net) newConnection(client *End) {
	c := &Connection{Client: client}
	client.Connection = c
	n.keep(c)
}

// answered joins the end that takes a SYN to the end that sent it. That one is
// nil if it is no TCP of ours. If it has a peer already, the SYN is an old
// duplicate, or that peer gave up before the handshake was done.
func (n *Net) answered(client, server *End) {
	if client == nil || client.Peer != nil && client.IsEstablished {
		server.Connection = &Connection{Server: server}
		n.keep(server.Connection)
		if client != nil {
			last := client.Connection
			for last.again != nil {
				last = last.again
			}
			last.again, server.Peer = server.Connection, client
		}
		return
	}
	server.Connection = client.Connection
	server.Connection.Server = server
	client.Peer, server.Peer = server, client
}

// agreed joins a client's end to the end whose SYN-ACK it took: that may be an earlier
// one than the last that its SYN reached, if SYN-ACKs take longer than a server waits.
func (e *End) agreed(server *End) {
	if server != nil && server.Peer == e {
		e.Peer, e.Connection.Server = server, server
	}
}

// At returns the end that was in this one's place at an event: itself, unless it was
// gone by then and its client's segments had opened another one, by a SYN cookie. One
// that a late SYN opened, and which heard no more, takes no place.
func (e *End) At(event vtime.EventID) *End {
	if e == e.Connection.Client {
		return e
	}
	for c := e.Connection.again; c != nil; c = c.again {
		if s := c.Server; s.IsEstablished && s.Established.Event <= event {
			e = s
		}
	}
	return e
}

// keep numbers a connection and, where records are kept, adds it to the list.
func (n *Net) keep(c *Connection) {
	n.opened++
	c.ID = n.opened
	if n.record {
		n.roll.add(c)
	}
}
