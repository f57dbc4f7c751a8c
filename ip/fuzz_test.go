package ip

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// repair sets the checksum at b[at:] so that the sum over b and initial is
// right. Hardly any input of a fuzzer would get past the checks otherwise.
func repair(b []byte, at int, initial []byte) []byte {
	b = append([]byte(nil), b...)
	b[at], b[at+1] = 0, 0
	binary.BigEndian.PutUint16(b[at:], ^plainSum(append(append([]byte(nil), initial...), b...)))
	return b
}

// What Parse takes, AppendHeader writes again: to the byte where the header
// holds nothing that we drop.
func FuzzParse(f *testing.F) {
	f.Add(datagram(0x45, 24, nil, "data"))
	f.Add(datagram(0x46, 28, []byte{148, 4, 0, 0}, "data"))
	f.Add(datagram(0x45, 24, nil, "data and padding"))
	f.Add(knownBytes[:19])
	for _, c := range chains {
		f.Add(chainBytes(c.next, c.rest))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkParse(t, b)
		if len(b) >= HeaderLen4 {
			if n := int(b[0]&0xf) * 4; n >= HeaderLen4 && n <= len(b) {
				checkParse(t, append(repair(b[:n], 10, nil), b[n:]...))
			}
		}
	})
}

func checkParse(t *testing.T, b []byte) {
	h, payload, err := Parse(b)
	if err != nil {
		if _, ok := err.(Problem); !ok {
			require.True(t, h == Header{} || b[0]>>4 == 6)
		}
		require.Nil(t, payload)
		return
	}
	again := append(AppendHeader(nil, h, len(payload)), payload...)
	h2, payload2, err := Parse(again)
	require.NoError(t, err)
	require.Equal(t, h, h2)
	require.Equal(t, payload, payload2)
	if !h.Is4() {
		if b[6] == uint8(h.Protocol) && !h.IsFragment() {
			require.Equal(t, b[:len(again)], again, "no extension header")
		}
		return
	}
	reserved := b[6]&0x80 != 0
	minusZero := b[10] == 0xff && b[11] == 0xff // adds up as zero does, but is not what is computed
	if b[0] == 0x45 && !reserved && !minusZero {
		require.Equal(t, b[:len(again)], again)
	}
}

// What ParseUDP takes, AppendUDP writes again, a checksum filled in where there
// was none.
func FuzzParseUDP(f *testing.F) {
	src, dst := AddrFromUint32(0x0a000001), AddrFromUint32(0x0a000002)
	f.Add(src.Uint32(), dst.Uint32(), AppendUDP(nil, src, dst, UDPHeader{1, 2}, []byte("data")))
	f.Add(src.Uint32(), dst.Uint32(), []byte{0, 1, 0, 2, 0, 12, 0, 0, 'd', 'a', 't', 'a'})
	f.Add(src.Uint32(), dst.Uint32(), []byte{0, 1, 0, 2, 0, 8, 0})
	f.Fuzz(func(t *testing.T, s, d uint32, b []byte) {
		src, dst := AddrFromUint32(s), AddrFromUint32(d)
		checkUDP(t, src, dst, b)
		if len(b) >= UDPHeaderLen {
			if n := int(binary.BigEndian.Uint16(b[4:])); n >= UDPHeaderLen && n <= len(b) {
				checkUDP(t, src, dst, repair(b[:n], 6, withPseudo(src, dst, b[:n])[:12]))
			}
		}
	})
}

func checkUDP(t *testing.T, src, dst Addr, b []byte) {
	h, data, err := ParseUDP(src, dst, b)
	if err != nil {
		require.Equal(t, UDPHeader{}, h)
		require.Nil(t, data)
		return
	}
	again := AppendUDP(nil, src, dst, h, data)
	if b[6] != 0 || b[7] != 0 {
		require.Equal(t, b[:len(again)], again)
	}
	h2, data2, err := ParseUDP(src, dst, again)
	require.NoError(t, err)
	require.Equal(t, h, h2)
	require.Equal(t, data, data2)
}

// What ParseICMP takes, AppendICMP writes again, in both families.
func FuzzParseICMP(f *testing.F) {
	quoted := datagram(0x45, 28, nil, "8 bytes.")
	four := AddrFromUint32(1)
	f.Add(AppendICMP(nil, four, four, ErrorAbout(TooBig, 1400, quoted)))
	f.Add(AppendICMP(nil, four, four, ErrorAbout(HopsExceeded, 0, quoted[:27])))
	f.Add(AppendICMP(nil, Addr{}, Addr{}, ErrorAbout(TooBig, 1400, datagram6(knownHeader6, "data"))))
	f.Add([]byte{8, 0, 0xf7, 0xff, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		checkICMP(t, AddrFromUint32(1), b)
		if len(b) >= icmpHeaderLen {
			checkICMP(t, AddrFromUint32(1), repair(b, 2, nil))
			checkICMP(t, Addr{}, repair(b, 2, []byte{0, 58, byte(len(b) >> 8), byte(len(b))}))
		}
	})
}

func checkICMP(t *testing.T, a Addr, b []byte) {
	m, err := ParseICMP(a, a, b)
	if err != nil {
		require.Equal(t, ICMPMessage{}, m)
		return
	}
	m2, err := ParseICMP(a, a, AppendICMP(nil, a, a, m))
	require.NoError(t, err)
	require.Equal(t, m, m2)
	h, body, err := ParseQuote(m.Body)
	if err != nil {
		require.Nil(t, body)
		return
	}
	require.GreaterOrEqual(t, len(m.Body)-len(body), h.Len())
}

// A text that is an address or a block means the same as what is written again.
func FuzzParseText(f *testing.F) {
	f.Add("10.0.0.1")
	f.Add("10.0.0.0/24")
	f.Add("10.0.0.1/24")
	f.Add("::1/128")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := ParseAddr(s); err == nil {
			require.Equal(t, a, addr(t, a.String()))
			require.True(t, !a.Is4() || s == a.String())
		}
		if p, err := ParsePrefix(s); err == nil {
			require.Equal(t, p, prefix(t, p.String()))
		}
	})
}
