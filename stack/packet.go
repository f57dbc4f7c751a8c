package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// packet is a datagram on its way, as values. The wire form is written only
// when somebody looks. Packets are pooled; one owner at a time.
type packet struct {
	// What every hop looks at lies together, then what both ends do.
	frame   link.Frame
	*octets       // what of it is bytes; until own is called, those of all that have none
	slot    int32 // which one of all it is
	idle    bool  // in the pool
	hdr     ip.Header
	out     tcp.Outgoing // TCP

	from  *End       // the connection end that sent it, for records
	left  vtime.Time // when it left its first host
	ahead ahead      // of one that is as it left
}

// octets are what only packets have that are kept as bytes: a TCP segment has none.
type octets struct {
	net    *Net
	raw    []byte // the damaged wire form, once a wire has damaged it
	data   []byte // UDP payload, or a whole ICMP message
	piece  []byte // of a fragment: its part of the payload, whatever it carries
	body   []byte // of raw what follows the IP header, once that was read
	wire   []byte // the wire form as another stack wrote it; nil: written from the values
	joined uint16 // of raw: size of the segments that a network card made it of, 0: none
	udp    ip.UDPHeader
}

// own returns the octets of the packet to be changed. Routers look closer at one that is
// not as it left.
func (p *packet) own() *octets {
	if p.octets == &p.net.none {
		p.octets = &octets{net: p.net}
	}
	p.ahead = ahead{}
	return p.octets
}

// get takes a packet from the pool.
func (n *Net) get() *packet {
	n.spare()
	p := n.take()
	p.from, p.ahead = nil, ahead{}
	return p
}

// spare returns the packet that take takes. It stays in the pool.
func (n *Net) spare() *packet {
	if len(n.pool) == 0 {
		n.stock()
	}
	return n.pool[len(n.pool)-1]
}

// take takes the packet that spare has returned.
func (n *Net) take() *packet {
	k := len(n.pool) - 1
	p := n.pool[k]
	n.pool = n.pool[:k]
	p.idle = false
	return p
}

// stock puts a new packet into the pool.
func (n *Net) stock() {
	p := &packet{octets: &n.none, slot: int32(len(n.packets)), idle: true}
	p.frame.Body = p
	n.packets = append(n.packets, p)
	n.pool = append(n.pool, p)
}

// Release gives the packet back to the pool.
func (p *packet) Release() {
	if p.idle {
		panic("stack: a packet is released twice")
	}
	p.idle = true
	if p.octets != &p.net.none {
		*p.octets = octets{net: p.net}
	}
	p.frame.Mark, p.frame.Flow = link.Unmarkable, 0
	p.out.Segment.Payload = tcp.Payload{}
	p.net.pool = append(p.net.pool, p)
}

// Clone returns an independent copy.
func (p *packet) Clone() *link.Frame {
	q := p.net.get()
	own, slot := q.octets, q.slot
	*q = *p
	q.octets, q.slot, q.frame.Body = own, slot, q
	if p.octets != &p.net.none {
		*q.own() = *p.octets
	}
	return &q.frame
}

// Damage replaces the content by raw bytes.
func (p *packet) Damage(raw []byte) { p.own().raw = raw }

// payloadLen is the length behind the IP header.
func (p *packet) payloadLen() int {
	switch {
	case p.piece != nil:
		return len(p.piece)
	case p.wire != nil:
		return len(p.wire) - p.hdr.Len()
	}
	switch p.hdr.Protocol {
	case ip.TCP:
		return tcp.HeaderLen(&p.out.Segment.Options) + p.out.Segment.Payload.Len
	case ip.UDP:
		return ip.UDPHeaderLen + len(p.data)
	}
	return len(p.data)
}

// AppendWire appends the datagram as it is on the wire.
func (p *packet) AppendWire(b []byte) []byte {
	if p.raw != nil {
		return append(b, p.raw...)
	}
	if p.wire != nil {
		start := len(b)
		b = append(b, p.wire...)
		ip.Forward(b[start:], p.hdr.TTL, p.marked().TOS)
		return b
	}
	b = ip.AppendHeader(b, p.marked(), p.payloadLen())
	if p.piece != nil {
		return append(b, p.piece...)
	}
	src, dst := p.hdr.Src, p.hdr.Dst
	switch p.hdr.Protocol {
	case ip.TCP:
		return tcp.AppendWire(b, src, dst, &p.out.Segment)
	case ip.UDP:
		return ip.AppendUDP(b, src, dst, p.udp, p.data)
	}
	return append(b, p.data...)
}

// marked returns the IP header with its ECN field (RFC 3168 section 5), which on
// the way belongs to the wires.
func (p *packet) marked() ip.Header {
	h := p.hdr
	h.TOS = h.TOS&^3 | uint8(p.frame.Mark)
	return h
}

// readHeader reads the IP header of damaged bytes, or says why they are no
// datagram any more. Routers look no further.
func (p *packet) readHeader() (err error) {
	p.hdr, p.body, err = ip.Parse(p.raw)
	p.frame.Mark = link.Mark(p.hdr.TOS & 3)
	return err
}

// takeOver makes the packet one whose wire form another stack wrote.
func (p *packet) takeOver(datagram []byte) (err error) {
	p.own().raw = datagram
	if err = p.readHeader(); err != nil {
		return err
	}
	p.out = tcp.Outgoing{AckSince: vtime.Never}
	if p.hdr.IsFragment() {
		p.piece, p.raw = p.body, nil
	} else if err = p.readBody(); err != nil {
		return err
	}
	p.wire = datagram
	return nil
}

// readBody turns what damaged bytes carry into values again: the checksums see
// to it that hardly anything gets through.
func (p *packet) readBody() (err error) {
	if p.raw == nil {
		return nil
	}
	switch p.hdr.Protocol {
	case ip.TCP:
		p.out.Segment, err = tcp.ParseWire(p.hdr.Src, p.hdr.Dst, p.body)
		p.out.Segment.Joined = p.joined
	case ip.UDP:
		p.udp, p.data, err = ip.ParseUDP(p.hdr.Src, p.hdr.Dst, p.body)
	case ip.ICMPFor(p.hdr.Dst):
		p.data = p.body
	default:
		return nil
	}
	if err == nil {
		p.raw, p.body = nil, nil
	}
	return err
}

// Packet is what a frame carries, for captures and traces. It is valid as long
// as the frame.
type Packet struct {
	Header  ip.Header
	TCP     *tcp.Outgoing // nil unless the protocol is TCP; of fragments too
	UDP     *ip.UDPHeader // nil unless the protocol is UDP; of fragments too
	Data    []byte        // behind the header of UDP; nil for others, and of fragments
	Payload int           // bytes behind the transport header; of a fragment, behind the IP header
	From    *End          // the connection end that sent it; nil if none did
	Damaged bool
	Left    vtime.Time // when it left its first host
}

// Slot numbers the frame among those that there are, from 0. They are pooled, so there
// are as many as were under way at once: who keeps something of each packet that is
// under way can keep it by slot.
func Slot(f *link.Frame) int { return int(f.Body.(*packet).slot) }

// Inspect returns what the frame carries.
func Inspect(f *link.Frame) Packet {
	p := f.Body.(*packet)
	view := Packet{Header: p.marked(), From: p.from, Payload: len(p.data), Damaged: p.raw != nil, Left: p.left}
	if p.piece != nil {
		view.Payload = len(p.piece)
		return view
	}
	switch p.hdr.Protocol {
	case ip.TCP:
		p.out.Segment.ECN = tcp.Codepoint(p.frame.Mark)
		view.TCP, view.Payload = &p.out, p.out.Segment.Payload.Len
	case ip.UDP:
		view.UDP, view.Data = &p.udp, p.data
	}
	return view
}
