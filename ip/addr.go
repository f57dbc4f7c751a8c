package ip

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// Addr is an IPv4 or IPv6 address. It is comparable. The zero value stands for
// "any" or "none" where the family is open; it prints as ::, the "any" of IPv6.
type Addr struct {
	hi, lo uint64 // of 128 bits; an IPv4 address lies in ::ffff:0:0/96 (RFC 4291 section 2.5.5.2)
}

// mapped is what stands above the bits of an IPv4 address in lo.
const mapped = 0xffff

// AddrFrom4 returns the IPv4 address with these bytes, in the order they are written.
func AddrFrom4(b [4]byte) Addr { return AddrFromUint32(binary.BigEndian.Uint32(b[:])) }

// AddrFromUint32 returns the IPv4 address with this number.
func AddrFromUint32(v uint32) Addr { return Addr{0, mapped<<32 | uint64(v)} }

// AddrFrom16 returns the IPv6 address with these bytes, or the IPv4 address that
// they map to.
func AddrFrom16(b [16]byte) Addr {
	return Addr{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

// ParseAddr reads dotted decimal notation, four numbers from 0 to 255 without
// leading zeros, or an IPv6 address (RFC 4291 section 2.2) without a zone. The
// error says what was expected.
func ParseAddr(s string) (Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" || a.Is4In6() {
		return Addr{}, fmt.Errorf("%q is not an address such as 10.0.0.1 or 2001:db8::1", s)
	}
	return fromNetip(a), nil
}

func fromNetip(a netip.Addr) Addr { return AddrFrom16(a.As16()) }

// Is4 reports whether the address is one of IPv4.
func (a Addr) Is4() bool { return a.hi == 0 && a.lo>>32 == mapped }

// As4 returns the bytes of an IPv4 address.
func (a Addr) As4() [4]byte {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], a.Uint32())
	return b
}

// As16 returns the bytes of an IPv6 address, or of the one that stands for an
// IPv4 address.
func (a Addr) As16() [16]byte {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], a.hi)
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return b
}

// Uint32 returns an IPv4 address as a number.
func (a Addr) Uint32() uint32 { return uint32(a.lo) }

// Hash returns 32 bits that hardly any other address has: an IPv4 address as a
// number.
func (a Addr) Hash() uint32 {
	if a.Is4() {
		return uint32(a.lo)
	}
	h := a.hi*0x9e3779b97f4a7c15 + a.lo
	return uint32(h ^ h>>32)
}

// Compare returns -1, 0 or 1 as a stands before, at or behind b, as numbers do.
func (a Addr) Compare(b Addr) int {
	switch {
	case a == b:
		return 0
	case a.hi < b.hi || a.hi == b.hi && a.lo < b.lo:
		return -1
	}
	return 1
}

// Next returns the address behind a.
func (a Addr) Next() Addr {
	if a.lo++; a.lo == 0 {
		a.hi++
	}
	return a
}

// IsZero reports whether the address stands for "any" or "none": :: or 0.0.0.0.
func (a Addr) IsZero() bool { return a.hi == 0 && (a.lo == 0 || a.lo == mapped<<32) }

// IsLoopback reports whether the address lies in 127.0.0.0/8 (RFC 1122 section
// 3.2.1.3) or is ::1 (RFC 4291 section 2.5.3).
func (a Addr) IsLoopback() bool {
	return a.hi == 0 && (a.lo>>24 == mapped<<8|127 || a.lo == 1)
}

// IsUnicast reports whether the address can belong to one host and be reached
// beyond its link. It is not "this network", loopback, multicast, reserved or
// broadcast (RFC 1122 section 3.2.1.3), and of IPv6 not unspecified, loopback,
// link-local or multicast (RFC 4291 section 2.4).
func (a Addr) IsUnicast() bool {
	if a.Is4() {
		first := uint32(a.lo) >> 24
		return first != 0 && first != 127 && first < 224
	}
	return !a.IsZero() && !a.IsLoopback() && !a.isMany() && a.hi>>54 != 0xfe80>>6
}

// isMany reports whether the address is multicast, reserved or broadcast.
func (a Addr) isMany() bool {
	if a.Is4() {
		return uint32(a.lo)>>24 >= 224
	}
	return a.hi>>56 == 0xff
}

// netip returns the address as the standard library has it.
func (a Addr) netip() netip.Addr {
	if a.Is4() {
		return netip.AddrFrom4(a.As4())
	}
	return netip.AddrFrom16(a.As16())
}

// String prints dotted decimal notation, or that of RFC 5952.
func (a Addr) String() string { return a.netip().String() }

// AppendTo appends what String prints.
func (a Addr) AppendTo(b []byte) []byte { return a.netip().AppendTo(b) }
