package ip

import (
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// UDPHeaderLen is the length of a UDP header in bytes.
const UDPHeaderLen = 8

// UDPHeader is the part of a UDP header that is not computed.
type UDPHeader struct {
	SrcPort, DstPort uint16
}

// AppendUDP appends the wire form of a UDP message, checksum included, with at
// most MaxDatagram-HeaderLen4-UDPHeaderLen bytes of data. It allocates only if b
// has no room.
func AppendUDP(b []byte, src, dst Addr, h UDPHeader, data []byte) []byte {
	start, length := len(b), UDPHeaderLen+len(data)
	b = append(b, make([]byte, UDPHeaderLen)...)
	b = append(b, data...)
	w := header.UDP(b[start:])
	w.Encode(&header.UDPFields{SrcPort: h.SrcPort, DstPort: h.DstPort, Length: uint16(length)})
	sum := ^checksum.Checksum(b[start:], PseudoSum(UDP, src, dst, length))
	if sum == 0 {
		sum = 0xffff // a zero would say that there is no checksum (RFC 768)
	}
	w.SetChecksum(sum)
	return b
}

// ParseUDP checks a UDP message between two hosts and returns its header and its
// data, which is a part of b. Bytes behind its length are cut off. The error is
// one of ErrShort, ErrLength and ErrChecksum.
func ParseUDP(src, dst Addr, b []byte) (UDPHeader, []byte, error) {
	if len(b) < UDPHeaderLen {
		return UDPHeader{}, nil, ErrShort
	}
	w := header.UDP(b)
	length := int(w.Length())
	switch {
	case length < UDPHeaderLen:
		return UDPHeader{}, nil, ErrLength
	case length > len(b):
		return UDPHeader{}, nil, ErrShort
	}
	b = b[:length]
	// A sender may leave the checksum out (RFC 1122 section 4.1.3.4), but not in IPv6
	// (RFC 8200 section 8.1).
	missing := w.Checksum() == 0
	if missing && !dst.Is4() || !missing && checksum.Checksum(b, PseudoSum(UDP, src, dst, length)) != 0xffff {
		return UDPHeader{}, nil, ErrChecksum
	}
	return UDPHeader{w.SourcePort(), w.DestinationPort()}, b[UDPHeaderLen:], nil
}
