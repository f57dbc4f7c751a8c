package ip

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
)

// Addr is an IPv4 address. It is comparable; the zero value is 0.0.0.0, which
// stands for "any" or "none".
type Addr struct {
	v uint32
}

// AddrFrom4 returns the address with these bytes, in the order they are written.
func AddrFrom4(b [4]byte) Addr { return Addr{binary.BigEndian.Uint32(b[:])} }

// AddrFromUint32 returns the address with this number.
func AddrFromUint32(v uint32) Addr { return Addr{v} }

// ParseAddr reads dotted decimal notation, four numbers from 0 to 255 without
// leading zeros. The error says what was expected.
func ParseAddr(s string) (Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || !a.Is4() {
		return Addr{}, fmt.Errorf("%q is not an IPv4 address such as 10.0.0.1", s)
	}
	return AddrFrom4(a.As4()), nil
}

// As4 returns the bytes of the address.
func (a Addr) As4() [4]byte {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], a.v)
	return b
}

// Uint32 returns the address as a number.
func (a Addr) Uint32() uint32 { return a.v }

// IsZero reports whether the address is 0.0.0.0.
func (a Addr) IsZero() bool { return a.v == 0 }

// IsLoopback reports whether the address lies in 127.0.0.0/8 (RFC 1122 section 3.2.1.3).
func (a Addr) IsLoopback() bool { return a.v>>24 == 127 }

// IsUnicast reports whether the address can belong to one host on a link: not
// "this network", loopback, multicast, reserved or broadcast (RFC 1122 section
// 3.2.1.3).
func (a Addr) IsUnicast() bool {
	first := a.v >> 24
	return first != 0 && first != 127 && first < 224
}

// isMany reports whether the address is multicast, reserved or broadcast.
func (a Addr) isMany() bool { return a.v>>24 >= 224 }

// String prints dotted decimal notation.
func (a Addr) String() string { return netip.AddrFrom4(a.As4()).String() }

// Prefix is a block of addresses. It is comparable; the zero value is 0.0.0.0/0,
// all addresses.
type Prefix struct {
	base Addr
	bits uint8
}

// PrefixFrom returns the block of the given number of leading bits that a lies
// in. Bits outside of 0 to 32 count as the nearest of these.
func PrefixFrom(a Addr, bits int) Prefix {
	bits = min(max(bits, 0), 32)
	return Prefix{Addr{a.v & mask(uint8(bits))}, uint8(bits)}
}

// ParsePrefix reads address/bits, with bits from 0 to 32 and none set behind
// them in the address. The error says what was expected.
func ParsePrefix(s string) (Prefix, error) {
	n, err := netip.ParsePrefix(s)
	if err != nil || !n.Addr().Is4() {
		return Prefix{}, fmt.Errorf("%q is not a block of addresses such as 10.0.0.0/24", s)
	}
	p := PrefixFrom(AddrFrom4(n.Addr().As4()), n.Bits())
	if n != n.Masked() {
		return Prefix{}, fmt.Errorf("%q has bits set behind the first %d: %v was expected", s, p.bits, p)
	}
	return p, nil
}

func mask(bits uint8) uint32 { return ^uint32(0) << (32 - bits) }

// Addr returns the first address of the block.
func (p Prefix) Addr() Addr { return p.base }

// Bits returns the number of leading bits that are the same in the block.
func (p Prefix) Bits() int { return int(p.bits) }

// Contains reports whether a lies in the block.
func (p Prefix) Contains(a Addr) bool { return a.v&mask(p.bits) == p.base.v }

// Overlaps reports whether the blocks share addresses.
func (p Prefix) Overlaps(q Prefix) bool { return p.Contains(q.base) || q.Contains(p.base) }

// String prints address/bits.
func (p Prefix) String() string { return p.base.String() + "/" + strconv.Itoa(int(p.bits)) }
