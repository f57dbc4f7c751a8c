package ip

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// withPseudo puts the pseudo header before a UDP message, byte by byte as RFC
// 768 draws it.
func withPseudo(src, dst Addr, b []byte) []byte {
	s, d := src.As4(), dst.As4()
	head := append(append([]byte{}, s[:]...), d[:]...)
	head = append(head, 0, 17, byte(len(b)>>8), byte(len(b)))
	return append(head, b...)
}

func TestUDP(t *testing.T) {
	src, dst := addr(t, "10.0.0.1"), addr(t, "10.0.0.2")
	want := []byte{0x30, 0x39, 0, 53, 0, 11, 0, 0, 'a', 'b', 'c'}
	binary.BigEndian.PutUint16(want[6:], ^plainSum(withPseudo(src, dst, want)))
	b := AppendUDP([]byte("before"), src, dst, UDPHeader{12345, 53}, []byte("abc"))
	require.Equal(t, append([]byte("before"), want...), b)
	h, data, err := ParseUDP(src, dst, want)
	require.NoError(t, err)
	require.Equal(t, UDPHeader{SrcPort: 12345, DstPort: 53}, h)
	require.Equal(t, "abc", string(data))
}

// A computed checksum of zero is sent as 0xffff, for zero says that there is none.
func TestUDPZeroChecksum(t *testing.T) {
	src, dst := addr(t, "10.0.0.1"), addr(t, "10.0.0.2")
	plain := AppendUDP(nil, src, dst, UDPHeader{1, 2}, []byte{0, 0})
	sum := binary.BigEndian.Uint16(plain[6:])
	data := binary.BigEndian.AppendUint16(nil, sum) // now all words sum up to 0xffff
	b := AppendUDP(nil, src, dst, UDPHeader{1, 2}, data)
	require.Equal(t, []byte{0xff, 0xff}, b[6:8])
	_, got, err := ParseUDP(src, dst, b)
	require.NoError(t, err)
	require.Equal(t, data, got)
}

func TestParseUDP(t *testing.T) {
	src, dst := addr(t, "10.0.0.1"), addr(t, "10.0.0.2")
	good := AppendUDP(nil, src, dst, UDPHeader{1, 2}, []byte("data"))
	with := func(at int, v uint16) []byte {
		b := append([]byte(nil), good...)
		binary.BigEndian.PutUint16(b[at:], v)
		return b
	}
	for _, c := range []struct {
		name string
		b    []byte
		want string
		err  error
	}{
		{"plain", good, "data", nil},
		{"empty", AppendUDP(nil, src, dst, UDPHeader{1, 2}, nil), "", nil},
		{"padding is cut", append(with(6, binary.BigEndian.Uint16(good[6:])), "padding"...), "data", nil},
		{"no checksum", with(6, 0), "data", nil},
		{"wrong checksum", with(6, binary.BigEndian.Uint16(good[6:])+1), "", ErrChecksum},
		{"length 0", with(4, 0), "", ErrLength},
		{"length 7", with(4, 7), "", ErrLength},
		{"length 13", with(4, 13), "", ErrShort},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, data, err := ParseUDP(src, dst, c.b)
			require.ErrorIs(t, err, c.err)
			if c.err != nil {
				require.Equal(t, UDPHeader{}, h)
				require.Nil(t, data)
				return
			}
			require.Equal(t, UDPHeader{1, 2}, h)
			require.Equal(t, c.want, string(data))
		})
	}
}

// A message cut anywhere is refused, as is one with a flipped bit, wherever.
func TestParseUDPDamage(t *testing.T) {
	src, dst := addr(t, "10.0.0.1"), addr(t, "10.0.0.2")
	b := AppendUDP(nil, src, dst, UDPHeader{1, 2}, []byte("odd data!"))
	for n := range b {
		_, _, err := ParseUDP(src, dst, b[:n:n])
		require.ErrorIs(t, err, ErrShort, "the first %d bytes", n)
	}
	for bit := range len(b) * 8 {
		_, _, err := ParseUDP(src, dst, flipped(b, bit))
		require.Error(t, err, "bit %d", bit)
	}
	_, _, err := ParseUDP(src, addr(t, "10.0.0.3"), b)
	require.ErrorIs(t, err, ErrChecksum, "it went to another host")
}

func TestSeedsUDP(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		src, dst := AddrFromUint32(r.Uint32()), AddrFromUint32(r.Uint32())
		h, data := UDPHeader{uint16(r.Uint32()), uint16(r.Uint32())}, randomBytes(r, r.IntN(100))
		b := AppendUDP(nil, src, dst, h, data)
		require.Equal(t, uint16(0xffff), plainSum(withPseudo(src, dst, b)))
		got, rest, err := ParseUDP(src, dst, b)
		require.NoError(t, err)
		require.Equal(t, h, got)
		require.Equal(t, data, rest)
	}
}
