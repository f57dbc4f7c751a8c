package ip

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// A header computed by hand: the sum of its words is 0x248f9, folded 0x48fb,
// and the checksum is what is missing to 0xffff, 0xb704.
var (
	knownHeader = Header{
		Src: AddrFrom4([4]byte{192, 168, 0, 1}), Dst: AddrFrom4([4]byte{192, 168, 0, 199}),
		Protocol: UDP, TTL: 64, TOS: 0xb8, ID: 0xa5, DontFragment: true,
	}
	knownBytes = []byte{
		0x45, 0xb8, 0x00, 0x73, 0x00, 0xa5, 0x40, 0x00, 0x40, 0x11, 0xb7, 0x04,
		0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7,
	}
)

// plainSum is the checksum of RFC 1071 in its plainest form, two bytes after
// two bytes.
func plainSum(b []byte) uint16 {
	var sum uint32
	for i, v := range b {
		sum += uint32(v) << (8 * (1 - i%2))
	}
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return uint16(sum)
}

func TestAppendHeader(t *testing.T) {
	require.Equal(t, knownBytes, AppendHeader(nil, knownHeader, 0x73-HeaderLen4))
	require.Equal(t, uint16(0xffff), plainSum(knownBytes))
	before := []byte("before")
	require.Equal(t, append([]byte("before"), knownBytes...), AppendHeader(before, knownHeader, 0x73-HeaderLen4))
}

// Each field has its place: set one, and only its bytes and the checksum change.
func TestAppendHeaderFields(t *testing.T) {
	for _, c := range []struct {
		name string
		h    Header
		at   int
		want []byte
	}{
		{"source", Header{Src: AddrFrom4([4]byte{1, 2, 3, 4})}, 12, []byte{1, 2, 3, 4}},
		{"destination", Header{Dst: AddrFrom4([4]byte{1, 2, 3, 4})}, 16, []byte{1, 2, 3, 4}},
		{"protocol", Header{Protocol: 0xab}, 9, []byte{0xab}},
		{"time to live", Header{TTL: 0xab}, 8, []byte{0xab}},
		{"type of service", Header{TOS: 0xab}, 1, []byte{0xab}},
		{"identification", Header{ID: 0xabcd}, 4, []byte{0xab, 0xcd}},
		{"do not fragment", Header{DontFragment: true}, 6, []byte{0x40, 0}},
		{"more fragments", Header{MoreFragments: true}, 6, []byte{0x20, 0}},
		{"first offset", Header{FragmentOffset: 8}, 6, []byte{0, 1}},
		{"last offset", Header{FragmentOffset: 65528}, 6, []byte{0x1f, 0xff}},
		{"both flags and offset", Header{DontFragment: true, MoreFragments: true, FragmentOffset: 65528}, 6, []byte{0x7f, 0xff}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.h.Src, c.h.Dst = AddrFrom4(c.h.Src.As4()), AddrFrom4(c.h.Dst.As4()) // none is 0.0.0.0 here
			want := make([]byte, HeaderLen4)
			want[0], want[3] = 0x45, HeaderLen4
			copy(want[c.at:], c.want)
			binary.BigEndian.PutUint16(want[10:], ^plainSum(want))
			got := AppendHeader(nil, c.h, 0)
			require.Equal(t, want, got)
			h, payload, err := Parse(got)
			require.NoError(t, err)
			require.Equal(t, c.h, h)
			require.Empty(t, payload)
		})
	}
}

// datagram is a whole one with the given header words and payload; the checksum
// is right.
func datagram(versionIHL byte, total int, options []byte, payload string) []byte {
	b := AppendHeader(nil, knownHeader, 0)
	b[0] = versionIHL
	binary.BigEndian.PutUint16(b[2:], uint16(total))
	b = append(b, options...)
	binary.BigEndian.PutUint16(b[10:], 0)
	binary.BigEndian.PutUint16(b[10:], ^plainSum(b))
	return append(b, payload...)
}

func TestParse(t *testing.T) {
	router := []byte{148, 4, 0, 0} // the router alert option
	full := make([]byte, 40)       // end of options, as long as a header can be
	for _, c := range []struct {
		name string
		b    []byte
		want string
		err  error
	}{
		{"plain", datagram(0x45, 24, nil, "data"), "data", nil},
		{"no payload", datagram(0x45, 20, nil, ""), "", nil},
		{"options are skipped", datagram(0x46, 28, router, "data"), "data", nil},
		{"longest header", datagram(0x4f, 64, full, "data"), "data", nil},
		{"only options", datagram(0x46, 24, router, ""), "", nil},
		{"padding is cut", datagram(0x45, 24, nil, "data and padding"), "data", nil},
		{"nothing", nil, "", ErrShort},
		{"version 5", datagram(0x55, 24, nil, "data"), "", ErrVersion},
		{"version 0", datagram(0x05, 24, nil, "data"), "", ErrVersion},
		{"header length 0", datagram(0x40, 24, nil, "data"), "", ErrLength},
		{"header length 16", datagram(0x44, 24, nil, "data"), "", ErrLength},
		{"header longer than the bytes", datagram(0x4f, 24, nil, "data"), "", ErrShort},
		{"total length 0", datagram(0x45, 0, nil, "data"), "", ErrLength},
		{"total shorter than the header", datagram(0x46, 23, router, "data"), "", ErrLength},
		{"total longer than the bytes", datagram(0x45, 25, nil, "data"), "", ErrShort},
		{"checksum over options", append(datagram(0x46, 28, router, "")[:23], 1, 'd', 'a', 't', 'a'), "", ErrChecksum},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, payload, err := Parse(c.b)
			require.ErrorIs(t, err, c.err)
			if c.err != nil {
				require.Equal(t, Header{}, h)
				require.Nil(t, payload)
				return
			}
			require.Equal(t, knownHeader, h)
			require.Equal(t, c.want, string(payload))
		})
	}
}

// A datagram cut anywhere is refused, as is a header with any bit flipped.
func TestParseDamage(t *testing.T) {
	b := datagram(0x46, 28, []byte{148, 4, 0, 0}, "data")
	for n := range b {
		_, _, err := Parse(b[:n:n])
		require.ErrorIs(t, err, ErrShort, "the first %d bytes", n)
	}
	for bit := range 24 * 8 {
		_, _, err := Parse(flipped(b, bit))
		require.Error(t, err, "bit %d", bit)
	}
}

func TestSeedsHeader(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, payload := randomHeader(r), randomBytes(r, r.IntN(100))
		b := append(AppendHeader(nil, h, len(payload)), payload...)
		require.Equal(t, uint16(0xffff), plainSum(b[:HeaderLen4]))
		got, rest, err := Parse(b)
		require.NoError(t, err)
		require.Equal(t, h, got)
		require.Equal(t, payload, rest)
	}
}

func TestLargestDatagram(t *testing.T) {
	b := append(AppendHeader(nil, knownHeader, MaxDatagram-HeaderLen4), make([]byte, MaxDatagram-HeaderLen4)...)
	_, payload, err := Parse(b)
	require.NoError(t, err)
	require.Len(t, payload, MaxDatagram-HeaderLen4)
}
