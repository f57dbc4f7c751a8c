package stack

import (
	"slices"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/cause"
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
	ready map[tuple]*guestFlow // to be accepted; some may be closed by now

	// Of the call under way.
	topic   *Topic
	by      trigger
	opening *opening     // the segment that came that may open a connection, nil if none did
	touched []*guestFlow // that it had to do with
	pieces  []*packet    // of a segment that leaves in fragments
}

// trigger is what makes a guest act.
type trigger uint8

const (
	byCall    trigger = iota // the application
	byTimer                  // a timer of the guest's own
	byArrival                // a datagram
)

// opening is a SYN that a guest may answer, or a segment without a connection that
// may bring back a cookie.
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
func (g *lodging) receive(at vtime.Stamp, i *netif, p *packet) {
	datagram := p.AppendWire(nil)
	about := &Topic{}
	whole := g.segmentOf(at, p)
	if whole != nil {
		about = g.hear(whole)
	}
	g.do(about, byArrival, func() { g.stack().Receive(i.index, datagram) })
	if whole != nil && about.flow != nil {
		about.flow.received(at, &whole.out.Segment, whole.frame.Origin)
	}
	g.opening = nil
	if whole != nil && whole != p {
		whole.Release()
	}
	p.Release()
}

// hear notes what a segment says, and returns what it is about.
func (g *lodging) hear(p *packet) *Topic {
	s := &p.out.Segment
	t := tuple{addrPair{p.hdr.Dst, p.hdr.Src}, s.DstPort, s.SrcPort}
	f := g.flows[t]
	if s.Flags&(tcp.SYN|tcp.ACK|tcp.RST) == tcp.SYN {
		g.opening = &opening{t, p.from, *s}
		if f != nil && f.irs != s.Seq {
			f = nil // it wants to take the place of the one that is there
		}
	}
	if f == nil {
		g.opening = &opening{t, p.from, *s}
		return &Topic{}
	}
	f.hear(s)
	return &f.topic
}

// segmentOf returns the packet of a segment that is there as a whole now: this one,
// or the one that it is the last fragment of, which is to be released. It is nil if
// there is none.
func (g *lodging) segmentOf(at vtime.Stamp, p *packet) *packet {
	if p.raw != nil && p.readHeader() != nil {
		return nil
	}
	whole := p
	if p.hdr.IsFragment() {
		if whole = g.host.gather(at, p.Clone().Body.(*packet)); whole == nil {
			return nil
		}
	}
	if err := whole.readBody(); err == nil && whole.hdr.Protocol == ip.TCP {
		return whole
	}
	if whole != p {
		whole.Release()
	}
	return nil
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
	case p.hdr.Protocol == ip.TCP && p.piece != nil:
		g.pieces = append(g.pieces, p)
		if !p.hdr.MoreFragments {
			g.departInPieces(at, iface)
		}
		return
	case p.hdr.Protocol == ip.TCP:
		g.segment(at, p)
	default:
		h.guestKey(p)
	}
	g.handOver(at, iface, p)
}

// departInPieces sends a segment that the guest has cut.
func (g *lodging) departInPieces(at vtime.Stamp, iface int) {
	whole := g.host.net.get()
	whole.hdr, whole.out = g.pieces[0].hdr, tcp.Outgoing{AckSince: vtime.Never}
	var b []byte
	for _, p := range g.pieces {
		b = append(b, p.piece...)
	}
	var err error
	if whole.out.Segment, err = tcp.ParseWire(whole.hdr.Src, whole.hdr.Dst, b); err == nil {
		g.segment(at, whole)
	}
	for _, p := range g.pieces {
		p.out, p.from = whole.out, whole.from
		p.frame.Data, p.frame.Flow = whole.frame.Data, whole.frame.Flow
		p.frame.Key = scramble(whole.frame.Key + uint64(p.hdr.FragmentOffset))
		g.handOver(at, iface, p)
	}
	g.pieces = g.pieces[:0]
	whole.Release()
}

// handOver gives a datagram to the wire of an interface.
func (g *lodging) handOver(at vtime.Stamp, iface int, p *packet) {
	h, out := g.host, toSelf
	if iface != SelfLink && !h.owns(p.hdr.Dst) {
		i := h.interfaces[iface]
		if !i.leadsTo(h, p.hdr.Dst) {
			h.drop(at, p, "no such host on the link")
			return
		}
		out = i.out
	}
	h.handOver(at, p, out)
}

// leadsTo reports whether somebody at the other end of a link takes what is sent
// to an address.
func (i *netif) leadsTo(h *Host, dst ip.Addr) bool {
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
	switch {
	case !s.Flags.Has(tcp.SYN):
		if o := g.opening; f == nil && o != nil && o.to == t && s.Flags&(tcp.ACK|tcp.RST) == tcp.ACK &&
			g.guest.Find(Addr{t.local, t.localPort}, Addr{t.remote, t.remotePort}) != nil {
			f = g.adopt(at, &t, s)
		}
	case f != nil && f.iss == s.Seq:
	case f != nil && f.state == tcp.Listen && g.opening != nil && g.opening.syn.Seq == f.irs:
		f.beginAt(s.Seq) // a cookie says more than one that was sent before
	default:
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

// adopt makes the record of a connection that has begun without a handshake: a
// cookie has come back that had opened one before, which is gone. A segment from the
// middle of that one passes for it too if both had sent as much, since gVisor's cookies
// are hashes to which the client's number is added. Bytes are counted as the client does.
func (g *lodging) adopt(at vtime.Stamp, t *tuple, s *tcp.Segment) *guestFlow {
	iss, irs := s.Seq-1, g.opening.syn.Seq-1
	sent, came := int64(1), int64(1)
	if c := g.opening.from; c != nil && c.Peer != nil {
		iss, irs = tcp.Seq(c.Peer.ISS), tcp.Seq(c.ISS)
		sent, came = int64(s.Seq-iss), int64(g.opening.syn.Seq-irs)
	}
	window := g.opening.syn.Window
	g.opening = &opening{*t, g.opening.from, tcp.Segment{Seq: irs, Window: window}}
	f := g.begin(at, t, &tcp.Segment{Seq: iss, Flags: tcp.SYN | tcp.ACK})
	f.heard, f.irs, f.ack = true, irs, came
	f.inOrder = cause.Arrival{End: uint64(came), At: at, Origin: at.Event}
	f.deliverable(came)
	f.took(at, came-f.read, false)
	f.wrote(at, at, sent-f.written)
	if h := f.end.Half; h != nil {
		h.Depart(0, uint64(sent), at)
	}
	f.sent, f.acked, f.edge = sent, sent, sent+int64(window)
	return f
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
		f.state, f.passive = tcp.Listen, true
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
