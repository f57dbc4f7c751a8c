package ip

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
)

// ICMP message types of IPv4 (RFC 792).
const (
	EchoReply              uint8 = 0
	DestinationUnreachable uint8 = 3
	SourceQuench           uint8 = 4
	Redirect               uint8 = 5
	EchoRequest            uint8 = 8
	TimeExceeded           uint8 = 11
	ParameterProblem       uint8 = 12
)

// Codes of DestinationUnreachable (RFC 792, RFC 1812 section 5.2.7.1).
const (
	NetUnreachable      uint8 = 0
	HostUnreachable     uint8 = 1
	ProtocolUnreachable uint8 = 2
	PortUnreachable     uint8 = 3
	FragmentationNeeded uint8 = 4
	AdminProhibited     uint8 = 13
)

// Codes of TimeExceeded, of both families (RFC 792, RFC 4443 section 3.3).
const (
	TTLExceeded        uint8 = 0
	reassemblyExceeded uint8 = 1
)

// ICMP message types of IPv6 (RFC 4443). Those below 128 are errors.
const (
	Unreachable6      uint8 = 1
	PacketTooBig6     uint8 = 2
	TimeExceeded6     uint8 = 3
	ParameterProblem6 uint8 = 4
	EchoRequest6      uint8 = 128
	EchoReply6        uint8 = 129
)

// Codes of Unreachable6.
const (
	NoRoute6     uint8 = 0
	Prohibited6  uint8 = 1
	BeyondScope6 uint8 = 2
	NoAddress6   uint8 = 3
	NoPort6      uint8 = 4
	BadSource6   uint8 = 5
	RejectRoute6 uint8 = 6
)

// icmpHeaderLen is the length of the fixed part of an ICMP message in bytes.
const icmpHeaderLen = 8

// The most of a datagram that an ICMP error quotes, in bytes: with both headers of
// the error it makes 576 (RFC 1812 section 4.3.2.3), or 1280, the least that every
// way of IPv6 carries (RFC 4443 section 2.4).
const (
	maxQuote4 = 576 - HeaderLen4 - icmpHeaderLen
	maxQuote6 = 1280 - HeaderLen6 - icmpHeaderLen
)

// ICMPMessage is an ICMP message of either family. Rest are the four bytes behind
// the checksum. Body is what follows: in an error the start of the datagram that
// it is about, in an echo the data.
type ICMPMessage struct {
	Type, Code uint8
	Rest       uint32
	Body       []byte
}

// Trouble is what may happen to a datagram that its sender is told of.
type Trouble uint8

// The troubles.
const (
	NoRoute          Trouble = iota // nothing leads to the destination
	NoHost                          // nobody on the last link has the address
	NoProtocol                      // the host does not know what it carries
	NoPort                          // nobody listens
	TooBig                          // for the next link, and it must not be fragmented
	Prohibited                      // by a filter
	HopsExceeded                    // too many routers on the way
	FragmentsMissing                // not all parts came in time
	BadHeader                       // IPv6: see Problem
)

var troubles = [...]struct{ type4, code4, type6, code6 uint8 }{
	NoRoute:          {DestinationUnreachable, NetUnreachable, Unreachable6, NoRoute6},
	NoHost:           {DestinationUnreachable, HostUnreachable, Unreachable6, NoAddress6},
	NoProtocol:       {DestinationUnreachable, ProtocolUnreachable, ParameterProblem6, BadNext},
	NoPort:           {DestinationUnreachable, PortUnreachable, Unreachable6, NoPort6},
	TooBig:           {DestinationUnreachable, FragmentationNeeded, PacketTooBig6, 0},
	Prohibited:       {DestinationUnreachable, AdminProhibited, Unreachable6, Prohibited6},
	HopsExceeded:     {TimeExceeded, TTLExceeded, TimeExceeded6, TTLExceeded},
	FragmentsMissing: {TimeExceeded, reassemblyExceeded, TimeExceeded6, reassemblyExceeded},
	BadHeader:        {ParameterProblem, 0, ParameterProblem6, badField},
}

// ErrorAbout returns the message that tells of a trouble with a datagram, of
// which it quotes as much as it may; at least its header and the 8 bytes behind
// should be there (RFC 792). Rest is the MTU of the next link if it was too big
// for it (RFC 1191 section 4, RFC 4443 section 3.2), for IPv6 the pointer of a
// problem, and otherwise zero.
func ErrorAbout(t Trouble, rest uint32, datagram []byte) ICMPMessage {
	k := troubles[t]
	if len(datagram) > 0 && datagram[0]>>4 == 6 {
		return ICMPMessage{k.type6, k.code6, rest, datagram[:min(len(datagram), maxQuote6)]}
	}
	return ICMPMessage{k.type4, k.code4, rest, datagram[:min(len(datagram), maxQuote4)]}
}

// MTU returns the MTU of the link that a datagram was too big for, in bytes, and
// whether the message is about that. It is zero if a router that does not know of
// path MTU discovery sent it (RFC 1191 section 4).
func (m *ICMPMessage) MTU(p Protocol) (int, bool) {
	switch {
	case p == ICMP && m.Type == DestinationUnreachable && m.Code == FragmentationNeeded:
		return int(m.Rest & 0xffff), true
	case p == ICMPv6 && m.Type == PacketTooBig6:
		return int(m.Rest & 0x7fffffff), true
	}
	return 0, false
}

// ICMPFor returns the protocol of ICMP messages to a.
func ICMPFor(a Addr) Protocol {
	if a.Is4() {
		return ICMP
	}
	return ICMPv6
}

// AppendICMP appends an ICMP message between two hosts. It allocates only if b has
// no room.
func AppendICMP(b []byte, src, dst Addr, m ICMPMessage) []byte {
	start := len(b)
	b = append(b, m.Type, m.Code, 0, 0)
	b = binary.BigEndian.AppendUint32(b, m.Rest)
	b = append(b, m.Body...)
	binary.BigEndian.PutUint16(b[start+2:], ^checksum.Checksum(b[start:], icmpSum(src, dst, len(b)-start)))
	return b
}

// icmpSum is what the checksum begins with: only IPv6's covers a pseudo header
// (RFC 4443 section 2.3).
func icmpSum(src, dst Addr, length int) uint16 {
	if dst.Is4() {
		return 0
	}
	return PseudoSum(ICMPv6, src, dst, length)
}

// ParseICMP checks an ICMP message between two hosts and returns it; Body is a
// part of b. The error is ErrShort or ErrChecksum.
func ParseICMP(src, dst Addr, b []byte) (ICMPMessage, error) {
	if len(b) < icmpHeaderLen {
		return ICMPMessage{}, ErrShort
	}
	if checksum.Checksum(b, icmpSum(src, dst, len(b))) != 0xffff {
		return ICMPMessage{}, ErrChecksum
	}
	return ICMPMessage{b[0], b[1], binary.BigEndian.Uint32(b[4:]), b[icmpHeaderLen:]}, nil
}

// ParseQuote reads the start of a datagram that an ICMP error quotes: its
// header and what is there of its payload, which is a part of b. The datagram is
// cut, and a router may have lowered its time to live, so its total length and
// checksum are not checked. The error is one of ErrShort, ErrVersion and
// ErrLength, or a Problem.
func ParseQuote(b []byte) (Header, []byte, error) {
	if len(b) > 0 && b[0]>>4 == 6 {
		h, body, err := parse6(b, false)
		if err != nil {
			return Header{}, nil, err
		}
		return h, body, nil
	}
	h, n, err := parseFields4(b)
	if err != nil {
		return Header{}, nil, err
	}
	return h, b[n:], nil
}

// QuotedLen returns how long the datagram was whose start is quoted, as its header
// says; zero if that is not there.
func QuotedLen(b []byte) int {
	switch {
	case len(b) < HeaderLen4:
		return 0
	case b[0]>>4 == 6:
		return HeaderLen6 + int(binary.BigEndian.Uint16(b[4:]))
	}
	return int(binary.BigEndian.Uint16(b[2:]))
}

// MustNotReport reports whether no ICMP error may be sent about a datagram: one
// that is an ICMP error itself (first is the first byte of its payload, ignored
// for other protocols), a fragment but the first, one to many hosts, or one whose
// source is not one host (RFC 1122 section 3.2.2, RFC 4443 section 2.4). A loopback
// source is one host as long as the datagram stays on it. The broadcast addresses
// of single links are not known here.
func MustNotReport(h Header, first byte) bool {
	if isICMPError(h.Protocol, first) {
		return true
	}
	answerable := h.Src.IsUnicast() || h.Src.IsLoopback() && h.Dst.IsLoopback()
	return h.FragmentOffset != 0 || !answerable || h.Dst.isMany()
}

func isICMPError(p Protocol, typ uint8) bool {
	if p == ICMPv6 {
		return typ < 128
	}
	if p != ICMP {
		return false
	}
	switch typ {
	case DestinationUnreachable, SourceQuench, Redirect, TimeExceeded, ParameterProblem:
		return true
	}
	return false
}
