package ip

import (
	"encoding/binary"
	"errors"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// Protocol is the number of what a datagram carries.
type Protocol uint8

// The protocols that hosts know.
const (
	ICMP Protocol = 1
	TCP  Protocol = 6
	UDP  Protocol = 17
)

// HeaderLen is the length of a header without options, in bytes.
const HeaderLen = 20

// MaxDatagram is the largest datagram, in bytes.
const MaxDatagram = 65535

// Header is the header of a datagram (RFC 791 section 3.1).
type Header struct {
	Src, Dst       Addr
	Protocol       Protocol
	TTL            uint8
	TOS            uint8
	ID             uint16
	DontFragment   bool
	MoreFragments  bool
	FragmentOffset uint16 // in bytes, 0 to 65528; on the wire in units of 8, rounded down
}

// Errors of the parsers of this package. They are values, so that refusing a
// damaged datagram allocates nothing.
var (
	ErrShort    = errors.New("datagram cut short")
	ErrVersion  = errors.New("not IPv4")
	ErrLength   = errors.New("length field shorter than the header")
	ErrChecksum = errors.New("bad checksum")
)

// AppendHeader appends the wire form of h, checksum included, for a payload of
// the given length in bytes, 0 to MaxDatagram-HeaderLen. It allocates only if b
// has no room.
func AppendHeader(b []byte, h Header, payloadLen int) []byte {
	start := len(b)
	b = append(b, make([]byte, HeaderLen)...)
	w := header.IPv4(b[start:])
	var flags uint8
	if h.DontFragment {
		flags |= header.IPv4FlagDontFragment
	}
	if h.MoreFragments {
		flags |= header.IPv4FlagMoreFragments
	}
	w.Encode(&header.IPv4Fields{
		TOS: h.TOS, TotalLength: uint16(HeaderLen + payloadLen), ID: h.ID, Flags: flags,
		FragmentOffset: h.FragmentOffset, TTL: h.TTL, Protocol: uint8(h.Protocol),
		SrcAddr: tcpip.AddrFrom4(h.Src.As4()), DstAddr: tcpip.AddrFrom4(h.Dst.As4()),
	})
	w.SetChecksum(^w.CalculateChecksum())
	return b
}

// Parse checks a datagram (version, lengths, header checksum) and returns its
// header and its payload, which is a part of b. Options are skipped, bytes
// behind the total length are cut off. The error is one of ErrShort, ErrVersion,
// ErrLength and ErrChecksum.
func Parse(b []byte) (Header, []byte, error) {
	h, n, err := parseFields(b)
	if err != nil {
		return Header{}, nil, err
	}
	total := int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case total < n:
		return Header{}, nil, ErrLength
	case total > len(b):
		return Header{}, nil, ErrShort
	case checksum.Checksum(b[:n], 0) != 0xffff:
		return Header{}, nil, ErrChecksum
	}
	return h, b[n:total], nil
}

// parseFields reads the header fields and returns the header's length.
func parseFields(b []byte) (Header, int, error) {
	if len(b) < HeaderLen {
		return Header{}, 0, ErrShort
	}
	if b[0]>>4 != 4 {
		return Header{}, 0, ErrVersion
	}
	w := header.IPv4(b)
	n := int(w.HeaderLength())
	switch {
	case n < HeaderLen:
		return Header{}, 0, ErrLength
	case n > len(b):
		return Header{}, 0, ErrShort
	}
	tos, _ := w.TOS()
	return Header{
		Src: AddrFrom4([4]byte(b[12:16])), Dst: AddrFrom4([4]byte(b[16:20])),
		Protocol: Protocol(w.Protocol()), TTL: w.TTL(), TOS: tos, ID: w.ID(),
		DontFragment:   w.Flags()&header.IPv4FlagDontFragment != 0,
		MoreFragments:  w.More(),
		FragmentOffset: w.FragmentOffset(),
	}, n, nil
}

// pseudo is the checksum of the pseudo header of UDP (RFC 768).
func pseudo(src, dst Addr, length int) uint16 {
	return header.PseudoHeaderChecksum(header.UDPProtocolNumber,
		tcpip.AddrFrom4(src.As4()), tcpip.AddrFrom4(dst.As4()), uint16(length))
}
