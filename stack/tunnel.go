package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Tunnel is an interface of a host whose far end is not simulated: what leaves
// by it is handed to a function, and datagrams are put in as bytes. Whoever
// holds it plays all the hosts behind it.
type Tunnel struct {
	near *netif
	out  func(at vtime.Stamp, p Packet, datagram []byte)
	wire []byte // reused for each datagram that leaves

	refuses bool
}

// Tunnel adds an interface with an address to the host, and a route by it to
// everything else. Out sees each datagram that leaves in its wire form, which it
// must not keep, and what Inspect tells of it.
func (n *Net) Tunnel(
	h *Host, a ip.Addr, prefix ip.Prefix, mtu int, out func(at vtime.Stamp, p Packet, datagram []byte),
) (*Tunnel, error) {
	side := Side{Host: h, Addr: a, Wire: link.Config{Name: h.name + "->tunnel", MTU: mtu}}
	if err := h.checkAddr(a, prefix); err != nil {
		return nil, err
	}
	if err := side.checkWire(); err != nil {
		return nil, err
	}
	t := &Tunnel{out: out}
	t.near = h.addInterface(&netif{}, subnet{addr: a, prefix: prefix})
	t.near.out = &t.near.wire
	t.near.out.Init(n.kernel, n.kinds, side.Wire, t)
	n.addWire(t.near.out)
	h.routes.Add(ip.Route{Prefix: ip.PrefixFrom(a, 0), Interface: t.near.index})
	return t, nil
}

// Receive hands over a frame that leaves by the tunnel; its wire calls it.
func (t *Tunnel) Receive(at vtime.Stamp, f *link.Frame) {
	if !t.refuses {
		t.wire = f.Body.AppendWire(t.wire[:0])
		t.out(at, Inspect(f), t.wire)
	}
	f.Body.Release()
}

// Refuse makes the interface take nothing, as one with a queue of no packets does, or
// take packets again. Connections that there are keep their data and try again.
func (t *Tunnel) Refuse(refuses bool) {
	t.refuses = refuses
	for _, s := range t.near.host.conns.slots {
		if s.mark != 0 {
			s.who.conn.Refuse(refuses)
		}
	}
}

// Inject lets a datagram arrive now. The bytes must not be changed afterwards.
// Joined is the size of the segments that a network card has made it of, 0 if
// there was none (GRO).
func (t *Tunnel) Inject(at vtime.Stamp, datagram []byte, joined int) {
	p := t.near.host.net.get()
	p.own().raw, p.joined = datagram, uint16(joined)
	p.frame.Len, p.frame.Data = len(datagram), false
	p.frame.Origin, p.left = at.Event, at.Now
	t.near.Receive(at, &p.frame)
}
