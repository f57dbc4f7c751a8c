package stack

import (
	"encoding/binary"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// report sends an ICMP error about a datagram to its sender, where one may be sent.
func (h *Host) report(at vtime.Stamp, p *packet, typ, code uint8, mtu uint16) {
	first := byte(0)
	if p.hdr.Protocol == ip.ICMP && len(p.data) > 0 {
		first = p.data[0]
	}
	if !h.cfg.SendICMP || ip.MustNotReport(p.hdr, first) {
		return
	}
	src, _, ok := h.source(p.hdr.Src)
	if !ok {
		return
	}
	q := h.net.get()
	q.hdr = ip.Header{Src: src, Dst: p.hdr.Src, Protocol: ip.ICMP}
	q.data = ip.AppendICMPError(nil, typ, code, mtu, p.AppendWire(nil))
	q.frame.Data = false
	q.frame.Key = scramble(p.frame.Key ^ uint64(typ)<<8 ^ uint64(code))
	h.send(at, q)
}

// deliverICMP hands an error to the socket whose datagram it quotes.
func (h *Host) deliverICMP(at vtime.Stamp, p *packet) {
	m, err := ip.ParseICMP(p.data)
	if err != nil {
		h.drop(at, p, err.Error())
		return
	}
	e, known := unreachable(m.Type, m.Code)
	hdr, body, err := ip.ParseQuote(m.Quoted)
	if !known || err != nil || len(body) < 8 {
		h.drop(at, p, "nothing to report")
		return
	}
	srcPort, dstPort := binary.BigEndian.Uint16(body), binary.BigEndian.Uint16(body[2:])
	p.Release()
	switch hdr.Protocol {
	case ip.TCP:
		c := h.conns.find(&tuple{addrPair{hdr.Src, hdr.Dst}, srcPort, dstPort})
		if c == nil || !c.conn.InFlight(binary.BigEndian.Uint32(body[4:])) {
			return // not about a segment that is under way (RFC 5927 section 4.1)
		}
		c.conn.Unreachable(at, e)
		c.pump(at)
	case ip.UDP:
		peer := Addr{hdr.Dst, dstPort}
		if s := h.datagramFor(Addr{hdr.Src, srcPort}, peer); s != nil && s.peer == peer {
			s.err = e
			s.readers.WakeAll()
		}
	}
}

// unreachable translates an ICMP error (RFC 1122 section 3.2.2.1).
func unreachable(typ, code uint8) (errno.Errno, bool) {
	switch typ {
	case ip.TimeExceeded:
		return errno.EHOSTUNREACH, true
	case ip.DestinationUnreachable:
		switch code {
		case ip.NetUnreachable:
			return errno.ENETUNREACH, true
		case ip.ProtocolUnreachable, ip.PortUnreachable:
			return errno.ECONNREFUSED, true
		case ip.FragmentationNeeded:
			return errno.EMSGSIZE, true
		}
		return errno.EHOSTUNREACH, true
	}
	return 0, false
}
