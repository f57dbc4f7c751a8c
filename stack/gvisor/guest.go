package gvisor

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	netstack "gvisor.dev/gvisor/pkg/tcpip/stack"
	gtcp "gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// guest is a stack of gVisor's on a host.
type guest struct {
	ground stack.Ground
	clock  *clock
	stack  *netstack.Stack
	tcp    barrier
	links  []*nic
	homes  map[ip.Addr]*nic

	mu      sync.Mutex // of what goroutines of gVisor leave for the event loop
	out     []departure
	ringing []*bell
}

// barrier is the TCP protocol as far as it can be brought to rest.
type barrier interface {
	Pause()
	Resume()
}

// departure is a datagram that leaves by an interface.
type departure struct {
	link     int
	datagram []byte
}

// Boot returns the function that starts gVisor on a host, for stack.Host.Lodge.
func Boot(cfg Config) func(stack.Ground) stack.Guest {
	return func(ground stack.Ground) stack.Guest {
		g := &guest{ground: ground, clock: newClock(ground), homes: map[ip.Addr]*nic{}}
		g.stack = newStack(g.clock, ground.Random("gvisor"))
		g.tcp = g.stack.TransportProtocolInstance(gtcp.ProtocolNumber).(barrier)
		cfg.apply(g.stack)
		g.addLinks()
		g.addRoutes()
		return g
	}
}

// processors guards the number of processors: gVisor starts as many goroutines
// per stack as there are, and only one of them works in a fixed order.
var processors sync.Mutex

func newStack(c tcpip.Clock, random *rand.Rand) *netstack.Stack {
	processors.Lock()
	defer processors.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return netstack.New(netstack.Options{
		NetworkProtocols: []netstack.NetworkProtocolFactory{
			ipv4.NewProtocolWithOptions(ipv4.Options{IGMP: ipv4.IGMPOptions{Enabled: false}}),
			ipv6.NewProtocolWithOptions(ipv6.Options{}),
		},
		TransportProtocols: []netstack.TransportProtocolFactory{gtcp.NewProtocol, udp.NewProtocol},
		Clock:              c,
		SecureRNG:          &randomness{source: newChaCha8(random)},
	})
}

// randomness is the source of all of gVisor's random numbers.
type randomness struct {
	mu     sync.Mutex
	source io.Reader
}

// Read satisfies io.Reader.
func (r *randomness) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.source.Read(b)
}

func newChaCha8(random *rand.Rand) io.Reader {
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(random.Uint32())
	}
	return rand.NewChaCha8(seed)
}

// nic is an interface. What gVisor writes to it is kept until all is quiet.
type nic struct {
	*channel.Endpoint
	guest *guest
	link  int
}

// WritePackets satisfies stack.LinkWriter of gVisor's.
func (n *nic) WritePackets(list netstack.PacketBufferList) (int, tcpip.Error) {
	packets := list.AsSlice()
	n.guest.mu.Lock()
	defer n.guest.mu.Unlock()
	for _, p := range packets {
		b := make([]byte, 0, p.Size())
		for _, s := range p.AsSlices() {
			b = append(b, s...)
		}
		n.guest.out = append(n.guest.out, departure{n.link, b})
	}
	return len(packets), nil
}

// id is the number of an interface in gVisor, which counts from 1.
func (n *nic) id() tcpip.NICID { return tcpip.NICID(n.link + 1) }

// addLinks makes the interfaces. What the host sends to itself leaves by them too.
func (g *guest) addLinks() {
	for i, l := range g.ground.Links() {
		n := &nic{channel.New(0, uint32(l.MTU), ""), g, i}
		must(g.stack.CreateNIC(n.id(), n))
		g.links = append(g.links, n)
		for j, a := range l.Addrs {
			g.addAddress(n, a, l.Bits[j])
		}
	}
}

func (g *guest) addAddress(n *nic, a ip.Addr, bits int) {
	g.homes[a] = n
	must(g.stack.AddProtocolAddress(n.id(), tcpip.ProtocolAddress{
		Protocol:          network(a.Is4()),
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: address(a), PrefixLen: bits},
	}, netstack.AddressProperties{}))
}

// addRoutes hands over the routes, the longer prefixes first: gVisor takes the
// first that fits.
func (g *guest) addRoutes() {
	byLength := make([][]tcpip.Route, 129)
	add := func(a ip.Addr, bits int, r tcpip.Route) {
		r.Destination = tcpip.AddressWithPrefix{Address: address(a), PrefixLen: bits}.Subnet()
		byLength[bits] = append(byLength[bits], r)
	}
	for _, r := range g.ground.Routes() {
		out := tcpip.Route{NIC: g.links[r.Interface].id()}
		if !r.Gateway.IsZero() {
			out.Gateway = address(r.Gateway)
		}
		add(r.Prefix.Addr(), r.Prefix.Bits(), out)
	}
	var table []tcpip.Route
	for bits := len(byLength) - 1; bits >= 0; bits-- {
		table = append(table, byLength[bits]...)
	}
	g.stack.SetRouteTable(table)
}

// must panics where gVisor refuses what the host has made sure of.
func must(err tcpip.Error) {
	if err != nil {
		panic(fmt.Sprintf("gvisor: %v", err))
	}
}

func network(four bool) tcpip.NetworkProtocolNumber {
	if four {
		return ipv4.ProtocolNumber
	}
	return ipv6.ProtocolNumber
}

// Receive satisfies stack.Guest.
func (g *guest) Receive(link int, datagram []byte) {
	var n *nic
	if link != stack.SelfLink {
		n = g.links[link]
	} else if h, _, err := ip.Parse(datagram); err == nil {
		n = g.homes[h.Dst]
	}
	if n == nil || len(datagram) == 0 {
		return
	}
	p := netstack.NewPacketBuffer(netstack.PacketBufferOptions{Payload: buffer.MakeWithData(datagram)})
	defer p.DecRef()
	n.InjectInbound(network(datagram[0]>>4 == 4), p)
}

// Find satisfies stack.Guest.
func (g *guest) Find(local, remote stack.Addr) stack.GuestEnd {
	e := g.stack.FindTransportEndpoint(network(local.IP.Is4()), gtcp.ProtocolNumber, netstack.TransportEndpointID{
		LocalPort: local.Port, LocalAddress: address(local.IP),
		RemotePort: remote.Port, RemoteAddress: address(remote.IP),
	}, 0)
	if e, ok := e.(*gtcp.Endpoint); ok && e.EndpointState() != gtcp.StateListen {
		return connection{e}
	}
	return nil
}

// connection is one that no application has yet.
type connection struct{ *gtcp.Endpoint }

// State satisfies stack.GuestEnd.
func (c connection) State() tcp.State { return states[c.EndpointState()] }

// Settle satisfies stack.Guest. A processor goroutine answers a pause only when
// it has no segment left to process.
func (g *guest) Settle() {
	g.tcp.Pause()
	g.tcp.Resume()
	for i, d := range g.out {
		g.ground.Depart(d.link, d.datagram)
		g.out[i].datagram = nil
	}
	g.out = g.out[:0]
	for _, b := range g.ringing {
		b.answer()
	}
	g.ringing = g.ringing[:0]
	g.clock.arm()
}

// Close satisfies stack.Guest.
func (g *guest) Close() {
	g.stack.Close()
	g.stack.Wait()
}
