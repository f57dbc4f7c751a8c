package ip

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	knownHeader6 = Header{
		Src: Addr{0x20010db8_00000000, 1}, Dst: Addr{0x20010db8_00000001, 2},
		Protocol: UDP, TTL: 64, TOS: 0xb8, FlowLabel: 0xabcde,
	}
	knownBytes6 = unhex("6b8abcde 0004 11 40 20010db8000000000000000000000001 20010db8000000010000000000000002")
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// datagram6 is a whole one.
func datagram6(h Header, payload string) []byte {
	return append(AppendHeader(nil, h, len(payload)), payload...)
}

func TestHeader6(t *testing.T) {
	require.Equal(t, knownBytes6, AppendHeader(nil, knownHeader6, 4))
	h, payload, err := Parse(append(append([]byte{}, knownBytes6...), "data and padding"...))
	require.NoError(t, err)
	require.Equal(t, knownHeader6, h)
	require.Equal(t, "data", string(payload))
	require.Equal(t, HeaderLen6, h.Len())

	f := knownHeader6
	f.ID, f.FragmentOffset, f.MoreFragments = 0x01020304, 1234, true
	b := AppendHeader(nil, f, 8)
	require.Equal(t, unhex("6b8abcde 0010 2c 40"), b[:8])
	require.Equal(t, unhex("11 00 04d1 01020304"), b[HeaderLen6:])
	f.FragmentOffset = 1232
	h, _, err = Parse(append(b, "8 bytes."...))
	require.NoError(t, err)
	require.Equal(t, f, h)
	require.Equal(t, len(b), h.Len())
}

// chains are extension headers behind the first header, what it says comes next,
// and what is to be found out.
var chains = []struct {
	name    string
	next    uint8
	rest    string // in hexadecimal
	want    Protocol
	payload string
	err     error
	nextAt  uint32 // where it says what is carried
}{
	{"none", 17, "01", UDP, "\x01", nil, 6},
	{"hop by hop, padding of both kinds", 0, "11 00 01 02 0000 00 00  01", UDP, "\x01", nil, 40},
	{"hop by hop, long", 0, "11 01 01 0c 000000000000000000000000  01", UDP, "\x01", nil, 40},
	{"option to be skipped", 0, "11 00 3e 04 01020304  01", UDP, "\x01", nil, 40},
	{"option to be refused quietly", 0, "11 00 7e 04 01020304  01", 0, "", Problem{badOption6, 42, true}, 6},
	{"option to be refused", 60, "11 00 be 04 01020304  01", 0, "", Problem{badOption6, 42, false}, 6},
	{"option to be refused if to one", 60, "11 00 01 00 fe 02 0102  01", 0, "", Problem{badOption6, 44, false}, 6},
	{"option that runs out", 60, "11 00 01 05 00000000  01", 0, "", Problem{badField, 42, false}, 6},
	{"option without length", 60, "11 00 01 03 000000 3e  01", 0, "", Problem{badField, 47, false}, 6},
	{"routing, used up", 43, "11 00 00 00 00000000  01", UDP, "\x01", nil, 40},
	{"routing that leads on", 43, "11 00 00 01 00000000  01", 0, "", Problem{badField, 42, false}, 6},
	{"two destination options", 60, "3c 00 01 04 00000000  06 00 01 04 00000000  0102", TCP, "\x01\x02", nil, 48},
	{"all of them", 0, "3c00010400000000 2b00010400000000 2c00000000000000 3c00000001020304 3a00010400000000 01",
		ICMPv6, "\x01", nil, 72},
	{"hop by hop that is not the first", 60, "00 00 01 04 00000000  11 00 01 04 00000000 01", 0, "",
		Problem{BadNext, 40, false}, 6},
	{"a fragment that is all", 44, "11 00 0000 01020304  01", UDP, "\x01", nil, 40},
	{"first fragment", 44, "11 00 0001 01020304  0102030405060708", UDP, "\x01\x02\x03\x04\x05\x06\x07\x08", nil, 40},
	{"fragment of options", 44, "3c 00 0001 01020304  1100010400000000", 60, "\x11\x00\x01\x04\x00\x00\x00\x00", nil, 40},
	{"last fragment", 44, "11 00 0008 01020304  01", UDP, "\x01", nil, 40},
	{"fragment of an odd length", 44, "11 00 0001 01020304  01", 0, "", Problem{badField, 4, false}, 6},
	{"fragment beyond the end", 44, "11 00 fff8 01020304  0102030405060708", 0, "", Problem{badField, 42, false}, 6},
	{"nothing next", 59, "", noNext, "", nil, 6},
	{"unknown", 99, "01", 99, "\x01", nil, 6},
	{"cut in an option header", 60, "11 01 01 04 00000000", 0, "", ErrShort, 6},
	{"cut in a header", 60, "11 00 01 04", 0, "", ErrShort, 6},
	{"cut in a fragment header", 44, "11 00 00 01", 0, "", ErrShort, 6},
}

func chainBytes(next uint8, rest string) []byte {
	b := unhex(rest)
	h := knownHeader6
	h.Protocol = Protocol(next)
	return append(AppendHeader(nil, h, len(b)), b...)
}

func TestExtensionHeaders(t *testing.T) {
	for _, c := range chains {
		t.Run(c.name, func(t *testing.T) {
			b := chainBytes(c.next, c.rest)
			h, payload, err := Parse(b)
			require.Equal(t, c.err, err)
			require.Equal(t, c.payload, string(payload))
			require.Equal(t, knownHeader6.Src, h.Src)
			require.Equal(t, c.nextAt, NextAt(b))
			if err == nil {
				require.Equal(t, c.want, h.Protocol)
				return
			}
			require.NotEmpty(t, err.Error())
			require.Nil(t, payload)
		})
	}
}

// To many hosts some options are refused quietly that are not otherwise.
func TestOptionToMany(t *testing.T) {
	b := chainBytes(60, "11 00 01 00 fe 02 0102 01")
	b[24] = 0xff
	_, _, err := Parse(b)
	require.True(t, err.(Problem).IsQuiet())
}

func TestParse6Refuses(t *testing.T) {
	b := datagram6(knownHeader6, "data")
	for n := range b {
		h, payload, err := Parse(b[:n:n])
		require.ErrorIs(t, err, ErrShort, "the first %d bytes", n)
		require.Equal(t, Header{}, h)
		require.Nil(t, payload)
	}
	for n := HeaderLen6; n <= len(b); n++ {
		h, payload, err := ParseQuote(b[:n:n])
		require.NoError(t, err)
		require.Equal(t, knownHeader6, h)
		require.Equal(t, "data"[:n-HeaderLen6], string(payload))
	}
	b[0] = 0x7b
	_, _, err := Parse(b)
	require.ErrorIs(t, err, ErrVersion)
	h := knownHeader6
	h.Src = AddrFromUint32(1)
	_, _, err = Parse(datagram6(h, "data"))
	require.ErrorIs(t, err, ErrVersion, "an IPv4 address in an IPv6 header")
}

// A router changes nothing but the time to live and the type of service, and
// IPv4's checksum with them.
func TestForward(t *testing.T) {
	for _, b := range [][]byte{
		datagram(0x45, 24, nil, "data"), datagram(0x46, 28, []byte{148, 4, 0, 0}, "data"),
		datagram6(knownHeader6, "data"), chainBytes(60, "11 00 01 00 3e 02 0102 01"),
	} {
		before, payload, err := Parse(b)
		require.NoError(t, err)
		c := append([]byte(nil), b...)
		Forward(c, 9, before.TOS|3)
		after, rest, err := Parse(c)
		require.NoError(t, err)
		before.TTL, before.TOS = 9, before.TOS|3
		require.Equal(t, before, after)
		require.Equal(t, payload, rest)
		changed := 0
		for i := range b {
			if b[i] != c[i] {
				changed++
			}
		}
		require.LessOrEqual(t, changed, 4)
	}
}

// The pseudo header written out, as RFC 8200 section 8.1 draws it.
func TestPseudoSum6(t *testing.T) {
	src, dst := knownHeader6.Src.As16(), knownHeader6.Dst.As16()
	for _, n := range []int{0, 1, 0xffff, 0x10000, 0x12345} {
		b := append(append([]byte{}, src[:]...), dst[:]...)
		b = append(b, 0, byte(n>>16), byte(n>>8), byte(n), 0, 0, 0, 6)
		require.Equal(t, plainSum(b), PseudoSum(TCP, knownHeader6.Src, knownHeader6.Dst, n))
	}
}

func TestUDP6NeedsChecksum(t *testing.T) {
	b := AppendUDP(nil, knownHeader6.Src, knownHeader6.Dst, UDPHeader{1, 2}, []byte("data"))
	_, data, err := ParseUDP(knownHeader6.Src, knownHeader6.Dst, b)
	require.NoError(t, err)
	require.Equal(t, "data", string(data))
	b[6], b[7] = 0, 0
	_, _, err = ParseUDP(knownHeader6.Src, knownHeader6.Dst, b)
	require.ErrorIs(t, err, ErrChecksum)
}
