package ip

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
)

// Prefix is a block of addresses of one family. It is comparable; the zero value
// is ::/0, all addresses of IPv6.
type Prefix struct {
	base Addr
	bits uint8 // of 128: those of an IPv4 block are counted from the address that stands for it
}

// above4 is how many bits of an Addr lie above those of an IPv4 address.
const above4 = 96

// PrefixFrom returns the block of the given number of leading bits that a lies
// in. Bits below 0, or above the 32 or 128 that the address has, count as the
// nearest of these.
func PrefixFrom(a Addr, bits int) Prefix {
	if a.Is4() {
		return block(a, above4+uint8(min(max(bits, 0), 32)))
	}
	return block(a, uint8(min(max(bits, 0), 128)))
}

// block returns the block of so many of 128 leading bits that a lies in.
func block(a Addr, bits uint8) Prefix {
	hi, lo := mask(bits)
	return Prefix{Addr{a.hi & hi, a.lo & lo}, bits}
}

// mask returns 128 bits of which the first are set.
func mask(bits uint8) (hi, lo uint64) {
	if bits <= 64 {
		return ^(^uint64(0) >> bits), 0
	}
	return ^uint64(0), ^(^uint64(0) >> (bits - 64))
}

// ParsePrefix reads address/bits, with bits from 0 to 32 or 128 and none set
// behind them in the address. The error says what was expected.
func ParsePrefix(s string) (Prefix, error) {
	n, err := netip.ParsePrefix(s)
	if err != nil || n.Addr().Is4In6() {
		return Prefix{}, fmt.Errorf("%q is not a block of addresses such as 10.0.0.0/24 or 2001:db8::/64", s)
	}
	p := PrefixFrom(fromNetip(n.Addr()), n.Bits())
	if n != n.Masked() {
		return Prefix{}, fmt.Errorf("%q has bits set behind the first %d: %v was expected", s, p.Bits(), p)
	}
	return p, nil
}

// Addr returns the first address of the block.
func (p Prefix) Addr() Addr { return p.base }

// Last returns the last address of the block.
func (p Prefix) Last() Addr {
	hi, lo := mask(p.bits)
	return Addr{p.base.hi | ^hi, p.base.lo | ^lo}
}

// Bits returns the number of leading bits that are the same in the block, of the
// 32 or 128 that its addresses have.
func (p Prefix) Bits() int {
	if p.base.Is4() {
		return int(p.bits) - above4
	}
	return int(p.bits)
}

// Contains reports whether a lies in the block. No block holds addresses of both
// families.
func (p Prefix) Contains(a Addr) bool {
	hi, lo := mask(p.bits)
	return a.hi&hi == p.base.hi && a.lo&lo == p.base.lo && (p.bits >= above4 || !a.Is4())
}

// Overlaps reports whether the blocks share addresses.
func (p Prefix) Overlaps(q Prefix) bool { return p.Contains(q.base) || q.Contains(p.base) }

// String prints address/bits.
func (p Prefix) String() string { return p.base.String() + "/" + strconv.Itoa(p.Bits()) }

// commonBits is the number of leading bits that both blocks share.
func commonBits(p, q Prefix) uint8 {
	same := bits.LeadingZeros64(p.base.hi ^ q.base.hi)
	if same == 64 {
		same += bits.LeadingZeros64(p.base.lo ^ q.base.lo)
	}
	return min(uint8(same), p.bits, q.bits)
}

// bit is the i-th of the 128 bits of a, from the left.
func (a Addr) bit(i uint8) uint64 {
	if i < 64 {
		return a.hi >> (63 - i) & 1
	}
	return a.lo >> (127 - i) & 1
}
