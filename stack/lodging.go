package stack

import (
	"slices"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// lodging is a host's guest and what is known of its connections.
type lodging struct {
	host  *Host
	boot  func(Ground) Guest
	guest Guest
	ended bool
	flows map[tuple]*guestFlow

	// Of the call under way.
	topic   *Topic
	by      trigger
	opening *opening     // the SYN that came, nil if none did
	touched []*guestFlow // that it had to do with
}

// trigger is what makes a guest act.
type trigger uint8

const (
	byCall    trigger = iota // the application
	byTimer                  // a timer of the guest's own
	byArrival                // a datagram
)

// opening is a SYN that a guest may answer.
type opening struct {
	to   tuple
	from *End // nil: sent by no end of ours
	syn  tcp.Segment
}

// stack returns the guest, which begins to run when it is first needed.
func (g *lodging) stack() Guest {
	if g.guest == nil {
		g.guest = g.boot(Ground{g})
	}
	return g.guest
}

// do calls the guest about a connection, and has all that follows from it happen.
// Once the run is over nothing happens any more.
func (g *lodging) do(about *Topic, by trigger, fn func()) {
	if g.ended || g.host.kernel.Stopped() {
		return
	}
	g.topic, g.by = about, by
	fn()
	g.stack().Settle()
	if about.flow != nil {
		g.touch(about.flow)
	}
	at := g.host.kernel.Now()
	for _, f := range g.touched {
		f.settle(at)
	}
	g.touched = g.touched[:0]
	g.topic = nil
}

// touch notes that the call under way had to do with a connection.
func (g *lodging) touch(f *guestFlow) {
	if !slices.Contains(g.touched, f) {
		g.touched = append(g.touched, f)
	}
}

// receive takes a datagram off a wire.
func (g *lodging) receive(at vtime.Stamp, i *Interface, p *packet) {
	datagram := p.AppendWire(nil)
	if !g.isSegment(p) {
		g.do(&Topic{}, byArrival, func() { g.stack().Receive(i.index, datagram) })
		p.Release()
		return
	}
	s, about := &p.out.Segment, &Topic{}
	t := tuple{addrPair{p.hdr.Dst, p.hdr.Src}, s.DstPort, s.SrcPort}
	f := g.flows[t]
	if s.Flags&(tcp.SYN|tcp.ACK|tcp.RST) == tcp.SYN {
		g.opening = &opening{t, p.from, *s}
		if f != nil && f.irs != s.Seq {
			f = nil // it wants to take the place of the one that is there
		}
	}
	if f != nil {
		about = &f.topic
		f.hear(s)
	}
	g.do(about, byArrival, func() { g.stack().Receive(i.index, datagram) })
	if about.flow != nil {
		about.flow.received(at, s, p)
	}
	g.opening = nil
	p.Release()
}

// isSegment reports whether a datagram carries a segment that is whole.
func (g *lodging) isSegment(p *packet) bool {
	if p.raw != nil && (p.readHeader() != nil || p.hdr.IsFragment() || p.readBody() != nil) {
		return false
	}
	return p.hdr.Protocol == ip.TCP && !p.hdr.IsFragment()
}

// depart sends what the guest wrote: a datagram in wire form.
func (g *lodging) depart(iface int, datagram []byte) {
	h, at := g.host, g.host.kernel.Now()
	p := h.net.get()
	if err := p.takeOver(datagram); err != nil {
		p.Release() // a guest sends whole datagrams
		return
	}
	p.frame.Len, p.frame.Data = len(datagram), p.hdr.Protocol == ip.UDP
	p.frame.Origin, p.left = at.Event, at.Now
	switch {
	case p.piece != nil || p.hdr.Protocol != ip.TCP:
		h.guestKey(p)
	default:
		g.segment(at, p)
	}
	out := &h.self
	if iface != SelfLink {
		out = h.interfaces[iface]
		if !out.leadsTo(h, p.hdr.Dst) {
			h.drop(at, p, "no such host on the link")
			return
		}
	}
	h.handOver(at, p, out)
}

// leadsTo reports whether somebody at the other end of a link takes what is sent
// to an address.
func (i *Interface) leadsTo(h *Host, dst ip.Addr) bool {
	r, next, ok := h.route(dst)
	return ok && (r != i || i.reaches(next))
}

// guestKey names what is no segment by its peer and how many there were before.
func (h *Host) guestKey(p *packet) {
	p.frame.Flow = h.iss.Draw(uint64(p.udp.SrcPort)<<16 | uint64(p.udp.DstPort))
	p.frame.Key = scramble(h.flow(p.hdr.Dst, p.udp.DstPort) + uint64(p.hdr.FragmentOffset))
}

// segment finds the connection of a segment that leaves.
func (g *lodging) segment(at vtime.Stamp, p *packet) {
	s := &p.out.Segment
	t := tuple{addrPair{p.hdr.Src, p.hdr.Dst}, s.SrcPort, s.DstPort}
	f := g.flows[t]
	if s.Flags.Has(tcp.SYN) && (f == nil || f.iss != s.Seq) {
		f = g.begin(at, &t, s)
	}
	p.frame.Data = s.Payload.Len > 0
	if f == nil {
		h := g.host
		p.frame.Flow = h.iss.Draw(t.hash())
		p.frame.Key = scramble(p.frame.Flow ^ uint64(s.Seq)<<32 ^ uint64(s.Ack))
		return
	}
	g.touch(f)
	f.leave(at, p)
}

// begin makes the record of a connection whose SYN, or SYN-ACK, leaves.
func (g *lodging) begin(at vtime.Stamp, t *tuple, s *tcp.Segment) *guestFlow {
	h, end := g.host, &End{}
	f := &guestFlow{of: g, end: end, iss: s.Seq, heldSince: vtime.Never, state: tcp.Closed}
	f.topic.flow = f
	o := g.opening
	switch {
	case o != nil && o.to == *t && s.Flags.Has(tcp.ACK):
		h.net.answered(o.from, end)
		end.flow = 1
		if o.from != nil {
			end.flow = o.from.flow + 1
		}
		f.state = tcp.Listen
		f.hear(&o.syn)
	default:
		h.net.newConnection(end)
		end.flow = h.flow(t.remote, t.remotePort)
	}
	end.open(at, h, t, s.Seq)
	end.IsOpen = true
	h.net.recorded(end)
	if end.Half != nil {
		end.Half.Write(1, at, at)
	}
	if g.topic.flow == nil {
		g.topic.flow = f
	}
	f.written = 1
	g.flows[*t] = f
	return f
}
