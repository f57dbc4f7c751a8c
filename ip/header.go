package ip

import (
	"encoding/binary"
	"errors"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// Protocol is the number of what a datagram carries.
type Protocol uint8

// The protocols that hosts know.
const (
	ICMP   Protocol = 1
	TCP    Protocol = 6
	UDP    Protocol = 17
	ICMPv6 Protocol = 58
)

// Lengths of headers without options, in bytes.
const (
	HeaderLen4 = 20
	HeaderLen6 = 40
)

// MaxDatagram is the largest datagram, in bytes: of IPv6 what follows the header
// may be as long, but no wire is that wide.
const MaxDatagram = 65535

// HeaderLen returns the length of the header of a whole datagram to a, in bytes.
func HeaderLen(a Addr) int {
	if a.Is4() {
		return HeaderLen4
	}
	return HeaderLen6
}

// Header is the header of a datagram of the family of its addresses (RFC 791
// section 3.1, RFC 8200 section 3).
type Header struct {
	Dst            Addr // first, with what routers look at
	Protocol       Protocol
	TTL            uint8 // IPv6: the hop limit
	TOS            uint8 // IPv6: the traffic class
	DontFragment   bool  // IPv4: the flag; IPv6 datagrams are never fragmented on their way
	MoreFragments  bool
	FragmentOffset uint16 // in bytes, 0 to 65528; on the wire in units of 8, rounded down
	ID             uint32 // IPv4: 16 bits; IPv6: only of fragments
	FlowLabel      uint32 // IPv6: 20 bits
	Src            Addr
}

// IsFragment reports whether the datagram is a part of another.
func (h *Header) IsFragment() bool { return h.MoreFragments || h.FragmentOffset != 0 }

// Is4 reports whether the header is one of IPv4.
func (h *Header) Is4() bool { return h.Dst.Is4() }

// Len returns the length of the header in bytes, that of a fragment included.
func (h *Header) Len() int {
	n := HeaderLen(h.Dst)
	if n == HeaderLen6 && h.IsFragment() {
		n += fragmentHeaderLen
	}
	return n
}

// Errors of the parsers of this package. They are values, so that refusing a
// damaged datagram allocates nothing.
var (
	ErrShort    = errors.New("datagram cut short")
	ErrVersion  = errors.New("neither IPv4 nor IPv6")
	ErrLength   = errors.New("length field shorter than the header")
	ErrChecksum = errors.New("bad checksum")
)

// AppendHeader appends the wire form of h, checksum included, for a payload of
// the given length in bytes, 0 to MaxDatagram less h.Len(). It allocates only if
// b has no room.
func AppendHeader(b []byte, h Header, payloadLen int) []byte {
	if !h.Is4() {
		return appendHeader6(b, &h, payloadLen)
	}
	place := uint32(h.FragmentOffset >> 3)
	if h.DontFragment {
		place |= header.IPv4FlagDontFragment << 13
	}
	if h.MoreFragments {
		place |= header.IPv4FlagMoreFragments << 13
	}
	const version, words = 4, HeaderLen4 / 4
	first := version<<28 | words<<24 | uint32(h.TOS)<<16 | uint32(HeaderLen4+payloadLen)&0xffff
	second := h.ID<<16 | place
	third := uint32(h.TTL)<<24 | uint32(h.Protocol)<<16
	src, dst := h.Src.Uint32(), h.Dst.Uint32()
	third |= uint32(^fold(uint64(first) + uint64(second) + uint64(third) + uint64(src) + uint64(dst)))
	b = binary.BigEndian.AppendUint64(b, uint64(first)<<32|uint64(second))
	b = binary.BigEndian.AppendUint32(b, third)
	return binary.BigEndian.AppendUint64(b, uint64(src)<<32|uint64(dst))
}

// Parse checks a datagram (version, lengths, IPv4's checksum) and returns its
// header and its payload, which is a part of b. IPv4's options are skipped, and
// so are IPv6's extension headers; bytes behind the datagram are cut off. The
// error is one of ErrShort, ErrVersion, ErrLength and ErrChecksum, or a Problem,
// beside which the header is valid.
func Parse(b []byte) (Header, []byte, error) {
	if len(b) > 0 && b[0]>>4 == 6 {
		return parse6(b, true)
	}
	h, n, err := parseFields4(b)
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

// parseFields4 reads the header fields of IPv4 and returns the header's length.
func parseFields4(b []byte) (Header, int, error) {
	if len(b) < HeaderLen4 {
		return Header{}, 0, ErrShort
	}
	if b[0]>>4 != 4 {
		return Header{}, 0, ErrVersion
	}
	w := header.IPv4(b)
	n := int(w.HeaderLength())
	switch {
	case n < HeaderLen4:
		return Header{}, 0, ErrLength
	case n > len(b):
		return Header{}, 0, ErrShort
	}
	tos, _ := w.TOS()
	return Header{
		Src: AddrFrom4([4]byte(b[12:16])), Dst: AddrFrom4([4]byte(b[16:20])),
		Protocol: Protocol(w.Protocol()), TTL: w.TTL(), TOS: tos, ID: uint32(w.ID()),
		DontFragment:   w.Flags()&header.IPv4FlagDontFragment != 0,
		MoreFragments:  w.More(),
		FragmentOffset: w.FragmentOffset(),
	}, n, nil
}

// Forward writes what a router may change into a datagram that Parse took, in
// place: the time to live and the type of service.
func Forward(b []byte, ttl, tos uint8) {
	if b[0]>>4 == 6 {
		binary.BigEndian.PutUint16(b, 6<<12|uint16(tos)<<4|uint16(b[1])&0xf)
		b[7] = ttl
		return
	}
	w := header.IPv4(b[:header.IPv4(b).HeaderLength()])
	w.SetTTL(ttl)
	w.SetTOS(tos, 0)
	w.SetChecksum(0)
	w.SetChecksum(^w.CalculateChecksum())
}

// PseudoSum is the sum over the pseudo header that the checksums of what a
// datagram carries cover too, for so many bytes of it (RFC 9293 section 3.1, RFC
// 8200 section 8.1). It is the same for both families but for the addresses.
func PseudoSum(p Protocol, src, dst Addr, length int) uint16 {
	// A sum of 16-bit words in one's complement: 0xffff, which stands above an IPv4
	// address, adds nothing.
	sum := src.sum() + dst.sum() + uint64(p) + uint64(length>>16) + uint64(length&0xffff)
	return fold(sum)
}

func (a Addr) sum() uint64 {
	return a.hi>>48 + a.hi>>32&0xffff + a.hi>>16&0xffff + a.hi&0xffff +
		a.lo>>48 + a.lo>>32&0xffff + a.lo>>16&0xffff + a.lo&0xffff
}

// fold adds the upper bits of a sum to the lower 16.
func fold(sum uint64) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}
