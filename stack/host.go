package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Host is a machine: interfaces, routes, ports and sockets.
type Host struct {
	name       string
	number     int // among the hosts
	kernel     *sim.Kernel
	interfaces []*netif

	// What every segment needs lies together, in a line of a processor's cache up to the
	// latest connection: a world may have thousands of hosts.
	net      *Net
	cfg      *Config // shared by the hosts that have the same
	ipID     uint32
	forwards bool
	lodges   bool // guest is not nil
	narrowed bool // paths is not nil
	course   course
	conns    index[*endpoint] // but those in waits that are not whole

	self     *netif // to itself; nil until it is needed
	hops     nextHops
	routes   ip.Table  // added by hand
	computed *ip.Table // by ComputeRoutes; nil before
	gateway  *netif    // computed is the table of the host behind it; nil: its own

	pollers   sim.WaitQueue        // in Poll
	fragments *reassembler         // nil before the first fragment came
	paths     map[ip.Addr]path     // those that are narrower than their first link
	told      map[ip.Addr]tellings // ICMP errors to each host
	waits     timeWaits
	lookup    *lookup // nil: it takes no time
	listeners map[uint16][]*listener
	datagrams map[uint16][]*UDPSocket
	ports     portTable
	udpOrder  portOrder
	iss       sim.Keyed
	fast      fastOpens
	metrics   map[addrPair]savedMetrics // of connections that are over
	orphans   orphanage
	configs   map[tcp.Config]*tcp.Config // of sockets with knobs of their own
	flows     map[Addr]uint64            // connections and datagrams to each peer so far: names their flows
	guest     *lodging                   // nil: our own stack runs the host
}

// netif is a host's end of a link.
type netif struct {
	far  *netif     // the other end; nil: a tunnel, behind which everybody may be
	out  *link.Wire // leaves the host
	also *[]subnet  // further ones on the link; nil: none
	_    [64]byte

	// Two lines that a processor fetches together, from the subnet's addr on, are all that
	// a datagram touches which comes here, when it sets out and when it arrives. One that
	// knows its course touches the second alone.
	subnet
	host   *Host
	onward nextHop // where what came last goes on to: most neighbours talk to one other at a time
	index  int
	wire   link.Wire // comes to the host; where nobody is at the far end it is out
}

// toSelf stands for a host's wire to itself as a place to go on to. Nothing fits it.
var toSelf = &link.Wire{}

// peer returns the host at the other end, nil for a tunnel.
func (i *netif) peer() *Host {
	if i.far == nil {
		return nil
	}
	return i.far.host
}

func newHost(n *Net, name string, cfg Config, forwards bool) *Host {
	h := &Host{
		net: n, kernel: n.kernel, name: name, cfg: n.config(cfg), forwards: forwards,
		listeners: map[uint16][]*listener{},
		datagrams: map[uint16][]*UDPSocket{}, flows: map[Addr]uint64{},
		iss: n.kernel.Keyed("host/" + name + "/iss"),
	}
	if cfg.ChallengeLimit > 0 {
		own := *h.cfg // they are counted together
		own.TCP.Challenges = tcp.NewChallenges(cfg.ChallengeLimit, h.iss.Draw(1<<43))
		h.cfg = &own
	}
	h.conns.key = func(e *endpoint) key { return e.end.key() }
	h.waits.init(h)
	h.ports = newPortTable(h.cfg, n.kernel.Stream("host/"+name+"/ports"))
	h.udpOrder = portOrder{h.cfg, n.kernel.Stream("host/" + name + "/udp-ports"), -1}
	return h
}

// Name returns the host's name.
func (h *Host) Name() string { return h.name }

// Config returns the effective configuration. It must not be changed.
func (h *Host) Config() *Config { return h.cfg }

// Forwards reports whether the host is a router.
func (h *Host) Forwards() bool { return h.forwards }

// Net returns the world.
func (h *Host) Net() *Net { return h.net }

// Addrs returns the host's addresses in the order of its interfaces.
func (h *Host) Addrs() []ip.Addr {
	var a []ip.Addr
	for _, i := range h.interfaces {
		i.subnetWhere(func(s *subnet) bool {
			a = append(a, s.addr)
			return false
		})
	}
	return a
}

// Families reports whether the host has addresses of IPv4 and of IPv6.
func (h *Host) Families() (four, six bool) {
	for _, i := range h.interfaces {
		four = four || i.of(ip.AddrFromUint32(0)) != nil
		six = six || i.of(ip.Addr{}) != nil
	}
	return four, six
}

// AddRoute sends what goes to prefix through gateway, which must be on a link
// of the host. It reports whether it is.
func (h *Host) AddRoute(prefix ip.Prefix, gateway ip.Addr) bool {
	for _, i := range h.interfaces {
		if i.around(gateway) != nil && prefix.Addr().Is4() == gateway.Is4() {
			h.routes.Add(ip.Route{Prefix: prefix, Gateway: gateway, Interface: i.index})
			h.forgetHops()
			return true
		}
	}
	return false
}

// Go starts a process on the host.
func (h *Host) Go(name string, fn func(p *sim.Proc)) *sim.Proc {
	return h.kernel.Go(h.name+"/"+name, fn)
}

// GoDaemon starts a process that may wait for ever.
func (h *Host) GoDaemon(name string, fn func(p *sim.Proc)) *sim.Proc {
	return h.kernel.GoDaemon(h.name+"/"+name, fn)
}

// addInterface makes i, in which nothing is filled in yet, the host's next interface.
func (h *Host) addInterface(i *netif, s subnet) *netif {
	i.host, i.subnet, i.index = h, s, len(h.interfaces)
	h.interfaces = append(h.interfaces, i)
	h.claim(s.addr)
	return i
}

func (h *Host) owns(a ip.Addr) bool { return h.net.owners[a] == h || a.IsLoopback() }

// source returns the address that datagrams to dst leave from, and the largest
// datagram that fits the way's first wire.
func (h *Host) source(dst ip.Addr) (src ip.Addr, mtu int, ok bool) {
	if h.owns(dst) {
		return dst, link.MaxMTU, true
	}
	i, _, ok := h.route(dst)
	if !ok {
		return ip.Addr{}, 0, false
	}
	s := i.of(dst)
	if s == nil {
		return ip.Addr{}, 0, false
	}
	return s.addr, i.out.MTU(), true
}

// segmentSize returns the largest TCP segment for a connection (RFC 6691 section
// 2): one that fits the link it leaves by and the link that its own address is
// on, since that is where answers arrive, each in both directions, and the route.
func (h *Host) segmentSize(local, remote ip.Addr) int64 {
	mtu := link.MaxMTU
	if !h.owns(remote) {
		out, _, _ := h.route(remote)
		for _, i := range h.interfaces {
			if i == out || i.has(local) {
				mtu = min(mtu, i.out.MTU(), i.wire.MTU())
			}
		}
	}
	if p, ok := h.paths[remote]; ok && p.fixed {
		mtu = min(mtu, p.mtu)
	}
	return int64(mtu - ip.HeaderLen(remote) - tcp.MinHeaderLen)
}

// send gives a datagram to the wire that its destination is reached by.
func (h *Host) send(at vtime.Stamp, p *packet) {
	if h.kernel.Stopped() {
		p.Release()
		return
	}
	h.stamp(at, p, p.payloadLen())
	h.handOver(at, p, h.hop(p.hdr.Dst))
}

// stamp fills in what all datagrams that begin here have, with n bytes behind the header.
func (h *Host) stamp(at vtime.Stamp, p *packet, n int) {
	if p.hdr.TTL == 0 {
		p.hdr.TTL = h.cfg.TTL
	}
	size := ip.HeaderLen6
	if p.hdr.Is4() {
		h.ipID++
		p.hdr.ID = h.ipID & 0xffff
		size = ip.HeaderLen4
	}
	p.frame.Len = size + n
	p.frame.Origin, p.left = at.Event, at.Now
}

// handOver gives a datagram to the wire that leads to its destination, nil if none does.
func (h *Host) handOver(at vtime.Stamp, p *packet, out *link.Wire) {
	if p.fits(out) {
		out.Send(at, &p.frame)
		return
	}
	h.stuck(at, p, out)
}

// fits reports whether a datagram can leave by a wire as it is.
func (p *packet) fits(out *link.Wire) bool { return out != nil && p.frame.Len <= out.MTU() }

// stuck takes a datagram that does not fit the wire.
func (h *Host) stuck(at vtime.Stamp, p *packet, out *link.Wire) {
	switch {
	case out == nil:
		h.unroutable(at, p)
	case out == toSelf:
		h.loopback().wire.Send(at, &p.frame)
	case p.hdr.Is4() && !p.hdr.DontFragment:
		h.cut(at, p, out, out.MTU())
	default:
		h.report(at, p, ip.TooBig, uint32(out.MTU()))
		h.drop(at, p, "too big")
	}
}

// unroutable answers a datagram that nothing leads to the destination of.
func (h *Host) unroutable(at vtime.Stamp, p *packet) {
	if _, _, ok := h.route(p.hdr.Dst); !ok {
		h.report(at, p, ip.NoRoute, 0)
		h.drop(at, p, "no route")
		return
	}
	// Nobody on the link has the address (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1).
	h.report(at, p, ip.NoHost, 0)
	h.drop(at, p, "no such host on the link")
}

// loopback returns the host's interface to itself.
func (h *Host) loopback() *netif {
	if h.self == nil {
		h.self = &netif{host: h, index: -1}
		h.self.out = &h.self.wire
		h.self.wire.Init(h.kernel, h.net.kinds, link.Config{Name: h.name + "->" + h.name}, h.self)
		h.net.addWire(h.self.out)
	}
	return h.self
}

func (h *Host) drop(at vtime.Stamp, p *packet, why string) {
	if h.net.watch != nil {
		h.net.watch.HostDrop(at, h, &p.frame, why)
	}
	p.Release()
}

// Receive takes a frame from the link.
func (i *netif) Receive(at vtime.Stamp, f *link.Frame) {
	p := f.Body.(*packet)
	if p.ahead[0] != nil && p.goOn(at) {
		return
	}
	h := i.host
	plain := p.octets == &h.net.none // neither damaged nor a fragment
	switch {
	case h.lodges:
		h.guest.receive(at, i, p)
		return
	case plain && p.hdr.Dst == i.addr && p.hdr.Src.IsUnicast():
		h.deliver(at, p)
		return
	case !plain && !i.reads(at, p):
		return
	}
	if out := i.onward.to(h, p.hdr.Dst); out != toSelf {
		h.forward(at, p, i, out)
		return
	}
	h.arrive(at, p, i)
}

// reads reads the header of a datagram if it has been damaged, and reports whether it goes
// on from here. If not it has gone.
func (i *netif) reads(at vtime.Stamp, p *packet) bool {
	if p.raw == nil {
		return true
	}
	problem := p.readHeader()
	switch {
	case problem == nil:
		return true
	case !isProblem(problem):
		i.host.drop(at, p, problem.Error())
	case i.host.hop(p.hdr.Dst) != toSelf: // only the destination looks beyond the first header (RFC 8200 section 4)
		return true
	default:
		i.host.reportProblem(at, p, problem)
	}
	return false
}

// arrive takes a datagram that is for the host.
func (h *Host) arrive(at vtime.Stamp, p *packet, i *netif) {
	if i != h.self && (!p.hdr.Src.IsUnicast() || p.hdr.Dst.IsLoopback()) {
		// Such addresses do not come over a wire (RFC 1122 section 3.2.1.3).
		h.drop(at, p, "address that no host has")
		return
	}
	if p.hdr.IsFragment() {
		if p = h.gather(at, p); p == nil {
			return
		}
	}
	if p.raw != nil {
		if err := p.readBody(); err != nil {
			h.drop(at, p, err.Error())
			return
		}
	}
	h.deliver(at, p)
}

// forward sends a datagram on that came by an interface by the wire that leads to its
// destination, nil if none does.
func (h *Host) forward(at vtime.Stamp, p *packet, in *netif, out *link.Wire) {
	if !h.forwards || p.hdr.TTL <= 1 {
		h.turnAway(at, p)
		return
	}
	p.hdr.TTL--
	if h.cfg.IP.MSSClamp || p.raw != nil {
		h.rewrite(p, in, out)
	}
	if p.fits(out) {
		out.Send(at, &p.frame)
		return
	}
	h.stuck(at, p, out)
}

// rewrite is what it takes to forward few datagrams: smaller segments in SYNs, and a header
// of bytes as it is by now.
func (h *Host) rewrite(p *packet, in *netif, out *link.Wire) {
	if h.cfg.IP.MSSClamp && out != nil {
		h.clamp(p, in, out)
	}
	if p.raw != nil {
		ip.Forward(p.raw, p.hdr.TTL, p.marked().TOS)
	}
}

// turnAway drops a datagram that the host does not send on.
func (h *Host) turnAway(at vtime.Stamp, p *packet) {
	if !h.forwards {
		h.drop(at, p, "not for this host")
		return
	}
	// The time to live ends here (RFC 1812 section 5.3.1, RFC 8200 section 3).
	h.report(at, p, ip.HopsExceeded, 0)
	h.drop(at, p, "time to live exceeded")
}

// deliver takes a datagram that is for the host and whole.
func (h *Host) deliver(at vtime.Stamp, p *packet) {
	switch {
	case p.hdr.Protocol != ip.TCP:
		h.deliverOther(at, p)
	case h.cfg.BlockCost > 0:
		h.lookUp(at, p)
	default:
		h.deliverTCP(at, p)
	}
}

// deliverOther takes a datagram that is not of TCP.
func (h *Host) deliverOther(at vtime.Stamp, p *packet) {
	switch p.hdr.Protocol {
	case ip.UDP:
		h.deliverUDP(at, p)
	case ip.ICMPFor(p.hdr.Dst):
		h.deliverICMP(at, p)
	default:
		at6 := uint32(0)
		if !p.hdr.Is4() {
			at6 = ip.NextAt(p.AppendWire(nil)) // (RFC 8200 section 4)
		}
		h.report(at, p, ip.NoProtocol, at6)
		h.drop(at, p, "protocol unknown")
	}
}

// flow names the next conversation with a peer by the host and by how many
// there were with that peer: what others do does not change it. The lowest bit
// is free for the direction.
func (h *Host) flow(a ip.Addr, port uint16) uint64 {
	peer := Addr{a, port}
	h.flows[peer]++
	return scramble(h.iss.Draw(uint64(a.Hash())<<16|uint64(port))+h.flows[peer]) &^ 1
}
