package ip

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

func TestAddr(t *testing.T) {
	for _, c := range []struct {
		text                          string
		bytes                         [4]byte
		number                        uint32
		zero, loopback, unicast, many bool
	}{
		{"0.0.0.0", [4]byte{}, 0, true, false, false, false},
		{"0.255.255.255", [4]byte{0, 255, 255, 255}, 0x00ffffff, false, false, false, false},
		{"1.0.0.0", [4]byte{1}, 0x01000000, false, false, true, false},
		{"10.1.2.3", [4]byte{10, 1, 2, 3}, 0x0a010203, false, false, true, false},
		{"126.255.255.255", [4]byte{126, 255, 255, 255}, 0x7effffff, false, false, true, false},
		{"127.0.0.0", [4]byte{127}, 0x7f000000, false, true, false, false},
		{"127.255.255.255", [4]byte{127, 255, 255, 255}, 0x7fffffff, false, true, false, false},
		{"128.0.0.0", [4]byte{128}, 0x80000000, false, false, true, false},
		{"223.255.255.255", [4]byte{223, 255, 255, 255}, 0xdfffffff, false, false, true, false},
		{"224.0.0.0", [4]byte{224}, 0xe0000000, false, false, false, true},
		{"255.255.255.255", [4]byte{255, 255, 255, 255}, 0xffffffff, false, false, false, true},
	} {
		t.Run(c.text, func(t *testing.T) {
			a := addr(t, c.text)
			require.Equal(t, c.text, a.String())
			require.Equal(t, c.bytes, a.As4())
			require.Equal(t, c.number, a.Uint32())
			require.Equal(t, a, AddrFrom4(c.bytes))
			require.Equal(t, a, AddrFromUint32(c.number))
			require.Equal(t, c.zero, a.IsZero())
			require.Equal(t, c.loopback, a.IsLoopback())
			require.Equal(t, c.unicast, a.IsUnicast())
			require.Equal(t, c.many, a.isMany())
			require.True(t, a.Is4())
		})
	}
}

func TestAddr6(t *testing.T) {
	for _, c := range []struct {
		text                          string
		zero, loopback, unicast, many bool
	}{
		{"::", true, false, false, false},
		{"::1", false, true, false, false},
		{"::2", false, false, true, false},
		{"::127.0.0.1", false, false, true, false}, // an old way to write what is no IPv4 address
		{"::fffe:10.0.0.1", false, false, true, false},
		{"64:ff9b::a00:1", false, false, true, false},
		{"2001:db8::1", false, false, true, false},
		{"fe7f:ffff::1", false, false, true, false},
		{"fe80::1", false, false, false, false},
		{"febf:ffff::1", false, false, false, false},
		{"fec0::1", false, false, true, false},
		{"feff::1", false, false, true, false},
		{"ff00::", false, false, false, true},
		{"ff02::1", false, false, false, true},
	} {
		t.Run(c.text, func(t *testing.T) {
			want := netip.MustParseAddr(c.text)
			a := AddrFrom16(want.As16())
			require.Equal(t, want.String(), a.String())
			require.Equal(t, want.String(), string(a.AppendTo(nil)))
			require.Equal(t, a, addr(t, c.text))
			require.Equal(t, want.As16(), a.As16())
			require.Equal(t, c.zero, a.IsZero())
			require.Equal(t, c.loopback, a.IsLoopback())
			require.Equal(t, c.unicast, a.IsUnicast())
			require.Equal(t, c.many, a.isMany())
			require.False(t, a.Is4())
		})
	}
	require.Equal(t, addr(t, "10.0.0.1"), AddrFrom16(addr(t, "10.0.0.1").As16()), "an IPv4 address lies in ::ffff:0:0/96")
	require.Equal(t, Addr{}, AddrFrom16([16]byte{}))
	require.Equal(t, addr(t, "2001:db8:0:1::"), addr(t, "2001:db8::ffff:ffff:ffff:ffff").Next())
	require.Equal(t, addr(t, "10.0.1.0"), addr(t, "10.0.0.255").Next())
}

// Addresses that follow each other, on one link or on many, hash to different numbers.
func TestAddrHash(t *testing.T) {
	require.Equal(t, uint32(0x0a000001), addr(t, "10.0.0.1").Hash())
	seen := map[uint32]bool{}
	const n = 256
	for net := range n {
		for host := range n {
			seen[Addr{0x20010db8_00000000 + uint64(net), uint64(host)}.Hash()] = true
		}
	}
	require.Greater(t, len(seen), n*n*99/100)
}

func TestParseAddrErrors(t *testing.T) {
	for _, s := range []string{"", "10", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.-1", "10.0.0.01", " 10.0.0.1",
		"10.0.0.1 ", "10.0.0.1/8", "10.0.0.1%eth0", "localhost", "::ffff:10.0.0.1", "[::1]", "::1::", "fe80::1%eth0"} {
		a, err := ParseAddr(s)
		require.ErrorContains(t, err, `"`+s+`" is not an address such as 10.0.0.1 or 2001:db8::1`)
		require.Equal(t, Addr{}, a)
	}
}

func TestPrefix(t *testing.T) {
	for _, c := range []struct {
		text     string
		bits     int
		in, out  []string
		overlaps []string
		apart    []string
	}{
		{"0.0.0.0/0", 0, []string{"0.0.0.0", "10.0.0.1", "255.255.255.255"}, nil, []string{"9.0.0.0/8"}, nil},
		{"128.0.0.0/1", 1, []string{"128.0.0.0", "255.255.255.255"}, []string{"127.255.255.255", "0.0.0.0"},
			[]string{"0.0.0.0/0", "200.1.2.3/32"}, []string{"0.0.0.0/1"}},
		{"10.1.2.0/23", 23, []string{"10.1.2.0", "10.1.3.255"}, []string{"10.1.1.255", "10.1.4.0"},
			[]string{"10.1.2.0/23", "10.1.3.0/24", "10.0.0.0/8"}, []string{"10.1.4.0/23", "10.1.0.0/23"}},
		{"10.1.2.3/32", 32, []string{"10.1.2.3"}, []string{"10.1.2.2", "10.1.2.4", "0.0.0.0"},
			[]string{"10.1.2.2/31"}, []string{"10.1.2.2/32"}},
	} {
		t.Run(c.text, func(t *testing.T) {
			p := prefix(t, c.text)
			require.Equal(t, c.text, p.String())
			require.Equal(t, c.bits, p.Bits())
			for _, s := range c.in {
				require.True(t, p.Contains(addr(t, s)), s)
				require.Equal(t, p, PrefixFrom(addr(t, s), c.bits), "an address inside names the block")
			}
			for _, s := range c.out {
				require.False(t, p.Contains(addr(t, s)), s)
			}
			for _, s := range c.overlaps {
				require.True(t, p.Overlaps(prefix(t, s)) && prefix(t, s).Overlaps(p), s)
			}
			for _, s := range c.apart {
				require.False(t, p.Overlaps(prefix(t, s)) || prefix(t, s).Overlaps(p), s)
			}
		})
	}
	require.Equal(t, "::/0", Prefix{}.String(), "the zero value")
	require.Equal(t, prefix(t, "0.0.0.0/0"), PrefixFrom(addr(t, "10.0.0.1"), -1))
	require.Equal(t, prefix(t, "10.0.0.1/32"), PrefixFrom(addr(t, "10.0.0.1"), 33))
}

func TestParsePrefixErrors(t *testing.T) {
	const expected = " is not a block of addresses such as 10.0.0.0/24 or 2001:db8::/64"
	for _, c := range []struct{ text, want string }{
		{"", expected},
		{"10.0.0.0", expected},
		{"10.0.0.0/", expected},
		{"10.0.0.0/33", expected},
		{"10.0.0.0/-1", expected},
		{"10.0.0.0/+8", expected},
		{"10.0.0.0/08", expected},
		{"10.0.0.0/8/8", expected},
		{"10.0.0/8", expected},
		{"/8", expected},
		{"2001:db8::/129", expected},
		{"::ffff:10.0.0.0/104", expected},
		{"2001:db8::1/64", " has bits set behind the first 64: 2001:db8::/64 was expected"},
		{"10.0.0.1/24", " has bits set behind the first 24: 10.0.0.0/24 was expected"},
		{"10.0.0.1/0", " has bits set behind the first 0: 0.0.0.0/0 was expected"},
		{"10.0.0.1/31", " has bits set behind the first 31: 10.0.0.0/31 was expected"},
	} {
		p, err := ParsePrefix(c.text)
		require.EqualError(t, err, `"`+c.text+`"`+c.want)
		require.Equal(t, Prefix{}, p)
	}
}

// The standard library agrees on every address and block.
func TestSeedsAddr(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		for range 100 {
			a := randomAddr(r)
			b, bits, most := nearby(r, a), r.IntN(140)-6, 128
			if a.Is4() {
				most = 32
			}
			want, other := a.netip(), b.netip()
			whole, rest := a.As16(), b.As16()
			require.Equal(t, bytes.Compare(whole[:], rest[:]), a.Compare(b))
			block := netip.PrefixFrom(want, min(max(bits, 0), most)).Masked()
			p := PrefixFrom(a, bits)
			require.Equal(t, block.String(), p.String())
			require.Equal(t, block.Addr(), p.Addr().netip())
			require.True(t, p.Contains(p.Last()) && (p.Bits() == 0 || !p.Contains(p.Last().Next())))
			near := PrefixFrom(b, r.IntN(129))
			require.Equal(t, block.Contains(other), p.Contains(b))
			require.Equal(t, block.Overlaps(netip.PrefixFrom(other, near.Bits())), p.Overlaps(near))
		}
		for range 100 {
			a, b, bits := AddrFromUint32(r.Uint32()), AddrFromUint32(r.Uint32()), r.IntN(33)
			want, other := netip.AddrFrom4(a.As4()), netip.AddrFrom4(b.As4())
			require.Equal(t, want.String(), a.String())
			require.Equal(t, a, addr(t, a.String()))
			block := netip.PrefixFrom(want, bits).Masked()
			p := PrefixFrom(a, bits)
			require.Equal(t, block.String(), p.String())
			require.Equal(t, p, prefix(t, p.String()))
			require.Equal(t, block.Addr().As4(), p.Addr().As4())
			near := PrefixFrom(b, r.IntN(33)) // short ones overlap often
			require.Equal(t, block.Contains(other), p.Contains(b))
			require.Equal(t, block.Overlaps(netip.PrefixFrom(other, near.Bits())), p.Overlaps(near))
		}
	}
}
