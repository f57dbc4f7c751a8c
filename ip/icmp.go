package ip

import (
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// ICMP message types (RFC 792).
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

// TTLExceeded is the code of TimeExceeded that a router sends (RFC 792).
const TTLExceeded uint8 = 0

// ICMPHeaderLen is the length of the fixed part of an ICMP message in bytes.
const ICMPHeaderLen = 8

// MaxQuote is the most of a datagram that an ICMP error quotes, in bytes: with
// both headers of the error it makes 576 (RFC 1812 section 4.3.2.3).
const MaxQuote = 576 - HeaderLen - ICMPHeaderLen

// ICMPMessage is an ICMP message. Quoted is what follows the fixed part: in an
// error the start of the datagram that it is about, in an echo the data. MTU, in
// bytes, is only set for FragmentationNeeded, and zero if a router that does not
// know of path MTU discovery sent it (RFC 1191 section 4).
type ICMPMessage struct {
	Type, Code uint8
	MTU        uint16
	Quoted     []byte
}

// AppendICMPError appends an ICMP error about a datagram, which it quotes up to
// MaxQuote bytes; at least its header and the 8 bytes behind should be there
// (RFC 792). MTU is 0 unless the error is FragmentationNeeded. It allocates only
// if b has no room.
func AppendICMPError(b []byte, typ, code uint8, mtu uint16, datagram []byte) []byte {
	start := len(b)
	b = append(b, make([]byte, ICMPHeaderLen)...)
	b = append(b, datagram[:min(len(datagram), MaxQuote)]...)
	w := header.ICMPv4(b[start:])
	w.SetType(header.ICMPv4Type(typ))
	w.SetCode(header.ICMPv4Code(code))
	w.SetMTU(mtu)
	w.SetChecksum(^checksum.Checksum(w, 0))
	return b
}

// ParseICMP checks an ICMP message and returns it; Quoted is a part of b. The
// error is ErrShort or ErrChecksum.
func ParseICMP(b []byte) (ICMPMessage, error) {
	if len(b) < ICMPHeaderLen {
		return ICMPMessage{}, ErrShort
	}
	if checksum.Checksum(b, 0) != 0xffff {
		return ICMPMessage{}, ErrChecksum
	}
	w := header.ICMPv4(b)
	m := ICMPMessage{Type: uint8(w.Type()), Code: uint8(w.Code()), Quoted: b[ICMPHeaderLen:]}
	if m.Type == DestinationUnreachable && m.Code == FragmentationNeeded {
		m.MTU = w.MTU()
	}
	return m, nil
}

// ParseQuote reads the start of a datagram that an ICMP error quotes: its
// header and what is there of its payload, which is a part of b. The datagram is
// cut, and a router may have lowered its time to live, so its total length and
// checksum are not checked. The error is one of ErrShort, ErrVersion and
// ErrLength.
func ParseQuote(b []byte) (Header, []byte, error) {
	h, n, err := parseFields(b)
	if err != nil {
		return Header{}, nil, err
	}
	return h, b[n:], nil
}

// MustNotReport reports whether no ICMP error may be sent about a datagram: one
// that is an ICMP error itself (first is the first byte of its payload, ignored
// for other protocols), a fragment but the first, one to many hosts, or one whose
// source is not one host (RFC 1122 section 3.2.2). A loopback source is one host
// as long as the datagram stays on it. The broadcast addresses of single links
// are not known here.
func MustNotReport(h Header, first byte) bool {
	if h.Protocol == ICMP && isICMPError(first) {
		return true
	}
	answerable := h.Src.IsUnicast() || h.Src.IsLoopback() && h.Dst.IsLoopback()
	return h.FragmentOffset != 0 || !answerable || h.Dst.isMany()
}

func isICMPError(typ uint8) bool {
	switch typ {
	case DestinationUnreachable, SourceQuench, Redirect, TimeExceeded, ParameterProblem:
		return true
	}
	return false
}
