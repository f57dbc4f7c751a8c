package ip

import (
	"encoding/binary"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// UDPHeaderLen is the length of a UDP header in bytes.
const UDPHeaderLen = 8

// UDPHeader is the part of a UDP header that is not computed.
type UDPHeader struct {
	SrcPort, DstPort uint16
}

// AppendUDP appends the wire form of a UDP message, checksum included (RFC 768).
func AppendUDP(b []byte, src, dst Addr, h UDPHeader, data []byte) []byte {
	start, length := len(b), UDPHeaderLen+len(data)
	b = append(b, make([]byte, UDPHeaderLen)...)
	b = append(b, data...)
	w := header.UDP(b[start:])
	w.Encode(&header.UDPFields{SrcPort: h.SrcPort, DstPort: h.DstPort, Length: uint16(length)})
	sum := ^checksum.Checksum(b[start:], pseudo(UDP, src, dst, length))
	if sum == 0 {
		sum = 0xffff // zero would say that there is no checksum
	}
	w.SetChecksum(sum)
	return b
}

// ParseUDP checks a UDP message and returns its header and data.
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
	if binary.BigEndian.Uint16(b[6:]) != 0 && checksum.Checksum(b, pseudo(UDP, src, dst, length)) != 0xffff {
		return UDPHeader{}, nil, ErrChecksum
	}
	return UDPHeader{w.SourcePort(), w.DestinationPort()}, b[UDPHeaderLen:], nil
}
