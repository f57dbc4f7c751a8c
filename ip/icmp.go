package ip

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
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

// icmpHeaderLen is the length of the fixed part of an ICMP message in bytes.
const icmpHeaderLen = 8

// ICMPMessage is an ICMP message. Quoted is the start of the datagram that an
// error is about; MTU is only set for FragmentationNeeded (RFC 1191 section 4).
type ICMPMessage struct {
	Type, Code uint8
	MTU        uint16
	Quoted     []byte
}

// AppendICMPError appends an ICMP error that quotes the start of a datagram.
func AppendICMPError(b []byte, typ, code uint8, mtu uint16, quoted []byte) []byte {
	start := len(b)
	b = append(b, typ, code, 0, 0, 0, 0, byte(mtu>>8), byte(mtu))
	b = append(b, quoted...)
	checksum.Put(b[start+2:], ^checksum.Checksum(b[start:], 0))
	return b
}

// ParseICMP checks an ICMP message.
func ParseICMP(b []byte) (ICMPMessage, error) {
	if len(b) < icmpHeaderLen {
		return ICMPMessage{}, ErrShort
	}
	if checksum.Checksum(b, 0) != 0xffff {
		return ICMPMessage{}, ErrChecksum
	}
	m := ICMPMessage{Type: b[0], Code: b[1], Quoted: b[icmpHeaderLen:]}
	if m.Type == DestinationUnreachable && m.Code == FragmentationNeeded {
		m.MTU = binary.BigEndian.Uint16(b[6:])
	}
	return m, nil
}

// ParseQuote reads the start of a datagram that an ICMP error quotes: its
// header and what is there of the transport header. Its length and checksum
// say nothing about the part, so they are not checked.
func ParseQuote(b []byte) (Header, []byte, error) {
	h, n, err := parseFields(b)
	if err != nil {
		return Header{}, nil, err
	}
	return h, b[n:], nil
}

// MustNotReport reports whether no ICMP error may be sent about a datagram:
// itself an ICMP error (first is the first byte of its payload), a fragment but
// the first, or from or to an address that is not one host's (RFC 1122 section
// 3.2.2).
func MustNotReport(h Header, first byte) bool {
	if h.Protocol == ICMP {
		switch first {
		case DestinationUnreachable, SourceQuench, Redirect, TimeExceeded, ParameterProblem:
			return true
		}
	}
	return h.FragmentOffset != 0 || !h.Src.IsUnicast() && !h.Src.IsLoopback() || h.Dst.v>>28 >= 0xe
}
