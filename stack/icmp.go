package stack

import (
	"encoding/binary"
	"errors"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// isProblem reports whether a datagram is refused only by who it is for.
func isProblem(err error) bool {
	var p ip.Problem
	return errors.As(err, &p)
}

// reportProblem drops a datagram that has a problem, and tells its sender.
func (h *Host) reportProblem(at vtime.Stamp, p *packet, err error) {
	var problem ip.Problem
	if errors.As(err, &problem) && !problem.IsQuiet() {
		m := ip.ErrorAbout(ip.BadHeader, problem.Pointer, p.AppendWire(nil))
		m.Code = problem.Code
		h.tell(at, p, m)
	}
	h.drop(at, p, err.Error())
}

// report tells the sender of a datagram what happened to it; rest is explained
// at ip.ErrorAbout.
func (h *Host) report(at vtime.Stamp, p *packet, t ip.Trouble, rest uint32) {
	h.tell(at, p, ip.ErrorAbout(t, rest, p.AppendWire(nil)))
}

// tell sends an ICMP error about a datagram to its sender, where one may be sent.
func (h *Host) tell(at vtime.Stamp, p *packet, m ip.ICMPMessage) {
	first := byte(0)
	if p.hdr.Protocol == ip.ICMPFor(p.hdr.Dst) && len(p.data) > 0 {
		first = p.data[0]
	}
	_, tooBig := m.MTU(ip.ICMPFor(p.hdr.Dst))
	if !h.cfg.SendICMP || ip.MustNotReport(p.hdr, first) || !tooBig && !h.mayTell(at.Now, p.hdr.Src) {
		return
	}
	src, _, ok := h.source(p.hdr.Src)
	if !ok {
		return
	}
	q := h.net.get()
	q.hdr = ip.Header{Src: src, Dst: p.hdr.Src, Protocol: ip.ICMPFor(src)}
	q.own().data = ip.AppendICMP(nil, src, p.hdr.Src, m)
	q.frame.Data = false
	q.frame.Key = scramble(p.frame.Key ^ uint64(m.Type)<<8 ^ uint64(m.Code))
	h.send(at, q)
}

// tellings limits the ICMP errors to a host: a bucket of tokens.
type tellings struct {
	left int64
	at   vtime.Time // of the last token
}

// mayTell reports whether one more ICMP error may go to a host, and counts it.
func (h *Host) mayTell(now vtime.Time, to ip.Addr) bool {
	every, most := h.cfg.IP.ICMPInterval, h.cfg.IP.ICMPBurst
	if every == 0 {
		return true
	}
	t, known := h.told[to]
	if !known {
		t = tellings{most, now}
	}
	if n := int64((now - t.at) / every); n > 0 {
		t.left = min(t.left+n, most)
		t.at += vtime.Time(n) * every
	}
	ok := t.left > 0
	if ok {
		if t.left == most {
			t.at = now
		}
		t.left--
	}
	if h.told == nil {
		h.told = map[ip.Addr]tellings{}
	}
	h.told[to] = t
	return ok
}

// deliverICMP hands an error to the socket whose datagram it quotes.
func (h *Host) deliverICMP(at vtime.Stamp, p *packet) {
	m, err := ip.ParseICMP(p.hdr.Src, p.hdr.Dst, p.data)
	if err != nil {
		h.drop(at, p, err.Error())
		return
	}
	if isEcho(p.hdr.Protocol, &m) {
		h.echo(at, p, m)
		return
	}
	e, known := h.meaning(p.hdr.Protocol, &m)
	hdr, body, err := ip.ParseQuote(m.Body)
	if !known || err != nil || len(body) < 8 {
		h.drop(at, p, "nothing to report")
		return
	}
	srcPort, dstPort := binary.BigEndian.Uint16(body), binary.BigEndian.Uint16(body[2:])
	mtu, tooBig := m.MTU(p.hdr.Protocol)
	p.Release()
	switch hdr.Protocol {
	case ip.TCP:
		c := h.conns.find(&tuple{addrPair{hdr.Src, hdr.Dst}, srcPort, dstPort})
		if c == nil || !c.conn.InFlight(binary.BigEndian.Uint32(body[4:])) {
			return // not about a segment that is under way (RFC 5927 section 4.1)
		}
		if tooBig {
			// What is too big goes again at once, smaller (RFC 9293 section 3.7.2).
			h.narrow(at.Now, hdr.Dst, ip.QuotedLen(m.Body), mtu)
		} else {
			c.conn.Unreachable(at, e, c.parent == nil)
		}
		c.pump(at)
	case ip.UDP:
		if tooBig {
			h.narrow(at.Now, hdr.Dst, ip.QuotedLen(m.Body), mtu)
		}
		peer := Addr{hdr.Dst, dstPort}
		if s := h.datagramFor(Addr{hdr.Src, srcPort}, peer); s != nil && s.peer == peer {
			s.err = e
			s.readers.WakeAll()
		}
	}
}

// isEcho reports whether a message asks for an echo.
func isEcho(p ip.Protocol, m *ip.ICMPMessage) bool {
	return p == ip.ICMP && m.Type == ip.EchoRequest || p == ip.ICMPv6 && m.Type == ip.EchoRequest6
}

// echo answers an echo request with what came (RFC 1122 section 3.2.2.6, RFC 4443
// section 4.2).
func (h *Host) echo(at vtime.Stamp, p *packet, m ip.ICMPMessage) {
	m.Type = ip.EchoReply
	if p.hdr.Protocol == ip.ICMPv6 {
		m.Type = ip.EchoReply6
	}
	q := h.net.get()
	q.hdr = ip.Header{Src: p.hdr.Dst, Dst: p.hdr.Src, Protocol: p.hdr.Protocol}
	q.own().data = ip.AppendICMP(nil, q.hdr.Src, q.hdr.Dst, m)
	q.frame.Data = false
	q.frame.Key = scramble(p.frame.Key)
	p.Release()
	h.send(at, q)
}

// meaning translates an ICMP error.
func (h *Host) meaning(p ip.Protocol, m *ip.ICMPMessage) (errno.Errno, bool) {
	bsd := h.cfg.IP.ICMPErrors == ICMPBSD
	switch {
	case p == ip.ICMPv6 && bsd:
		return unreachableBSD6(m.Type, m.Code)
	case p == ip.ICMPv6:
		return unreachable6(m.Type, m.Code)
	case bsd:
		return unreachableBSD(m.Type, m.Code)
	}
	return unreachable(m.Type, m.Code)
}

// unreachable translates an ICMP error (RFC 1122 section 3.2.2.1).
func unreachable(typ, code uint8) (errno.Errno, bool) {
	switch typ {
	case ip.TimeExceeded:
		return errno.EHOSTUNREACH, true
	case ip.ParameterProblem:
		return errno.EPROTO, true
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

// unreachable6 does so for IPv6 (RFC 4443 section 3, the errors of Linux).
func unreachable6(typ, code uint8) (errno.Errno, bool) {
	switch typ {
	case ip.PacketTooBig6:
		return errno.EMSGSIZE, true
	case ip.TimeExceeded6:
		return errno.EHOSTUNREACH, true
	case ip.ParameterProblem6:
		if code == ip.BadNext {
			return errno.ECONNREFUSED, true // as a protocol that is unreachable
		}
		return errno.EPROTO, true
	case ip.Unreachable6:
		switch code {
		case ip.NoRoute6:
			return errno.ENETUNREACH, true
		case ip.Prohibited6, ip.BadSource6, ip.RejectRoute6:
			return errno.EACCES, true
		case ip.NoPort6:
			return errno.ECONNREFUSED, true
		}
		return errno.EHOSTUNREACH, true
	}
	return 0, false
}
