package packetdrill

import (
	"fmt"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// inject lets a packet of the script arrive.
func (r *runner) inject(at vtime.Stamp, k *packet) *Failure {
	w := r.flows.forInbound(k, r.set.bindPort, r.set.connectPort, r.gone)
	hdr := ip.Header{Src: r.set.remote, Dst: r.set.local, TTL: 255, TOS: tos(k.ip)}
	if k.ip.ttl >= 0 {
		hdr.TTL = uint8(k.ip.ttl)
	}
	var body []byte
	switch {
	case k.tcp != nil:
		hdr.Protocol = ip.TCP
		body = r.segment(w, k.tcp, hdr)
	case k.udp != nil:
		hdr.Protocol = ip.UDP
		body = ip.AppendUDP(nil, hdr.Src, hdr.Dst, ip.UDPHeader{SrcPort: w.remote, DstPort: w.local},
			make([]byte, k.udp.size))
	default:
		hdr.Protocol = ip.ICMPFor(hdr.Dst)
		body = r.icmpError(w, k.icmp)
	}
	if len(body) > ip.MaxDatagram-hdr.Len() {
		return r.mistake(r.present.Pos, "%d bytes do not fit into a datagram", len(body))
	}
	datagram := append(ip.AppendHeader(nil, hdr, len(body)), body...)
	if r.opts.Capture != nil {
		r.opts.Capture(Captured{At: at.Now, Direction: Inbound, Datagram: datagram})
	}
	if r.away {
		return nil
	}
	r.tunnel.Inject(at, datagram, r.joined(k))
	return nil
}

// joined returns the size of the segments that a packet is a batch of, 0 if it is
// none.
func (r *runner) joined(k *packet) int {
	if k.tcp == nil || k.tcp.size <= r.set.batch {
		return 0
	}
	return r.set.batch
}

// tos is the byte of the IP header that holds the ECN bits.
func tos(i ipInfo) uint8 {
	t := uint8(max(i.tos, 0))
	switch i.ecn {
	case "ect0":
		t |= 2
	case "ect1":
		t |= 1
	case "ce":
		t |= 3
	}
	return t
}

// segment writes a segment with the numbers that the stack knows.
func (r *runner) segment(w *flow, g *segment, hdr ip.Header) []byte {
	if g.flags.Has(tcp.SYN) {
		w.again = w.hasRemote && w.remoteISN != g.seq
		w.hasRemote, w.remoteISN = true, g.seq
	}
	s := tcp.Segment{
		SrcPort: w.remote, DstPort: w.local, Seq: tcp.Seq(g.seq), Flags: g.flags, AE: g.ae,
		Window: uint16(max(g.window, 0)), Urgent: uint16(max(g.urgent, 0)),
		Payload: tcp.Payload{Len: g.size},
	}
	if g.flags.Has(tcp.ACK) {
		s.Ack = tcp.Seq(w.localToLive(g.ack))
	}
	return tcp.AppendWireWith(nil, hdr.Src, hdr.Dst, &s,
		appendOptions(nil, w.toLive(g.options, g.flags.Has(tcp.ACK), r.cookies)))
}

// icmpError writes an error about a packet that the stack sent.
func (r *runner) icmpError(w *flow, m *icmp) []byte {
	quote := quote{seq: w.scriptISN}
	if m.quote != nil {
		quote = *m.quote
	}
	hdr := ip.Header{Src: r.set.local, Dst: r.set.remote, TTL: 64, Protocol: ip.TCP, DontFragment: true}
	var body []byte
	if quote.udp {
		hdr.Protocol = ip.UDP
		body = ip.AppendUDP(nil, hdr.Src, hdr.Dst, ip.UDPHeader{SrcPort: w.local, DstPort: w.remote},
			make([]byte, quote.size))
	} else {
		s := tcp.Segment{
			SrcPort: w.local, DstPort: w.remote, Seq: tcp.Seq(w.localToLive(quote.seq)), Flags: tcp.ACK,
			Payload: tcp.Payload{Len: quote.size},
		}
		body = tcp.AppendWire(nil, hdr.Src, hdr.Dst, &s)
	}
	typ, code := m.wire(hdr.Src)
	datagram := append(ip.AppendHeader(nil, hdr, len(body)), body...)
	about := ip.ErrorAbout(ip.TooBig, uint32(m.mtu), datagram)
	about.Type, about.Code = typ, code
	return ip.AppendICMP(nil, hdr.Dst, hdr.Src, about)
}

// gone reports whether the stack knows nothing of a connection any more.
func (r *runner) gone(w *flow) bool {
	if !w.hasRemote {
		return false
	}
	for _, e := range r.host.Netstat() {
		if e.Local.Port == w.local && e.Remote.Port == w.remote {
			return false
		}
	}
	return true
}

// describe writes a frame with the numbers of its flow.
func (r *runner) describe(f *frame) string { return "> " + f.describe(r.flowOf(f)) }

// flowOf returns the connection of a frame; one that nobody knows has the
// numbers of the wire.
func (r *runner) flowOf(f *frame) *flow {
	local, remote := f.ports()
	if w := r.flows.ofLive(local, remote); w != nil {
		return w
	}
	return &flow{local: local, remote: remote}
}

// ports returns the source and destination port of a frame; of an ICMP error
// those of what it quotes, from the stack's side.
func (f *frame) ports() (local, remote uint16) {
	switch f.hdr.Protocol {
	case ip.TCP:
		return f.tcp.SrcPort, f.tcp.DstPort
	case ip.UDP:
		return f.udp.SrcPort, f.udp.DstPort
	}
	_, body, err := ip.ParseQuote(f.icmp.Body)
	if err != nil || len(body) < 4 {
		return 0, 0
	}
	return uint16(body[2])<<8 | uint16(body[3]), uint16(body[0])<<8 | uint16(body[1])
}

func portsString(w *flow) string { return fmt.Sprintf("[%d > %d]", w.local, w.remote) }
