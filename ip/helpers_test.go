package ip

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func addr(t testing.TB, s string) Addr {
	t.Helper()
	a, err := ParseAddr(s)
	require.NoError(t, err)
	return a
}

func prefix(t testing.TB, s string) Prefix {
	t.Helper()
	p, err := ParsePrefix(s)
	require.NoError(t, err)
	return p
}

// randomAddr draws an address of either family.
func randomAddr(r *rand.Rand) Addr {
	if r.IntN(2) == 0 {
		return AddrFromUint32(r.Uint32())
	}
	return Addr{r.Uint64(), r.Uint64()}
}

// nearby draws an address that shares leading bits with a.
func nearby(r *rand.Rand, a Addr) Addr {
	hi, lo := mask(uint8(r.IntN(129)))
	other := randomAddr(r)
	return Addr{a.hi&hi | other.hi&^hi, a.lo&lo | other.lo&^lo}
}

// knownProtocol is none that an IPv6 extension header could be.
func knownProtocol(r *rand.Rand) Protocol {
	return []Protocol{TCP, UDP, ICMP, ICMPv6, 99, noNext}[r.IntN(6)]
}

// randomHeader6 draws any header of IPv6 that there can be.
func randomHeader6(r *rand.Rand) Header {
	h := Header{
		Src: Addr{r.Uint64(), r.Uint64()}, Dst: Addr{r.Uint64(), r.Uint64()},
		Protocol: knownProtocol(r), TTL: uint8(r.Uint32()), TOS: uint8(r.Uint32()), FlowLabel: r.Uint32N(1 << 20),
	}
	if r.IntN(2) == 0 {
		h.MoreFragments, h.FragmentOffset = r.IntN(2) == 0, uint16(r.IntN(1<<12))*8
	}
	if h.IsFragment() {
		h.ID = r.Uint32()
	}
	return h
}

// randomHeader draws any header of IPv4 that there can be.
func randomHeader(r *rand.Rand) Header {
	return Header{
		Src: AddrFromUint32(r.Uint32()), Dst: AddrFromUint32(r.Uint32()),
		Protocol: Protocol(r.Uint32()), TTL: uint8(r.Uint32()), TOS: uint8(r.Uint32()), ID: r.Uint32N(1 << 16),
		DontFragment: r.IntN(2) == 0, MoreFragments: r.IntN(2) == 0, FragmentOffset: uint16(r.IntN(1<<13)) * 8,
	}
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// flipped returns a copy of b with one bit flipped.
func flipped(b []byte, bit int) []byte {
	c := append([]byte(nil), b...)
	c[bit/8] ^= 0x80 >> (bit % 8)
	return c
}
