package ip

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// every pair of addresses that messages travel between: one for each family.
func families(t *testing.T) [][2]Addr {
	return [][2]Addr{
		{addr(t, "10.0.0.1"), addr(t, "10.0.0.2")}, {addr(t, "2001:db8::1"), addr(t, "2001:db8:0:1::2")},
	}
}

// quotable is a datagram between two addresses.
func quotable(from [2]Addr, data string) []byte {
	h := Header{Src: from[0], Dst: from[1], Protocol: UDP, TTL: 64}
	return append(AppendHeader(nil, h, len(data)), data...)
}

// sumBefore is what the checksum covers besides the message.
func sumBefore(from [2]Addr, b []byte) []byte {
	if from[0].Is4() {
		return nil
	}
	src, dst := from[0].As16(), from[1].As16()
	return append(append(src[:], dst[:]...), 0, 0, byte(len(b)>>8), byte(len(b)), 0, 0, 0, 58)
}

func TestErrorAbout(t *testing.T) {
	for trouble, want := range map[Trouble][2][2]uint8{
		NoRoute:          {{3, 0}, {1, 0}},
		NoHost:           {{3, 1}, {1, 3}},
		NoProtocol:       {{3, 2}, {4, 1}},
		NoPort:           {{3, 3}, {1, 4}},
		TooBig:           {{3, 4}, {2, 0}},
		Prohibited:       {{3, 13}, {1, 1}},
		HopsExceeded:     {{11, 0}, {3, 0}},
		FragmentsMissing: {{11, 1}, {3, 1}},
		BadHeader:        {{12, 0}, {4, 0}},
	} {
		for i, from := range families(t) {
			quoted, typ, code := quotable(from, "8 bytes."), want[i][0], want[i][1]
			bytes := append([]byte{typ, code, 0, 0, 0, 0, 0x05, 0x78}, quoted...)
			binary.BigEndian.PutUint16(bytes[2:], ^plainSum(append(sumBefore(from, bytes), bytes...)))
			b := AppendICMP([]byte("before"), from[0], from[1], ErrorAbout(trouble, 1400, quoted))
			require.Equal(t, append([]byte("before"), bytes...), b)
			m, err := ParseICMP(from[0], from[1], bytes)
			require.NoError(t, err)
			require.Equal(t, ICMPMessage{typ, code, 1400, quoted}, m)
			mtu, tooBig := m.MTU(ICMPFor(from[1]))
			require.Equal(t, trouble == TooBig, tooBig)
			if tooBig {
				require.Equal(t, 1400, mtu)
			}
		}
	}
	require.Len(t, troubles, 9)
}

// An error with both its headers is 576 bytes long at most, or 1280.
func TestICMPErrorLength(t *testing.T) {
	for i, most := range []int{576, 1280} {
		from := families(t)[i]
		for n := range 1500 {
			quoted := quotable(from, string(make([]byte, n)))
			b := AppendICMP(nil, from[0], from[1], ErrorAbout(HopsExceeded, 0, quoted))
			require.Len(t, b, min(len(quoted)+icmpHeaderLen, most-HeaderLen(from[0])))
		}
	}
}

func TestParseICMPDamage(t *testing.T) {
	for _, from := range families(t) {
		b := AppendICMP(nil, from[0], from[1], ErrorAbout(TooBig, 1400, quotable(from, "8 bytes.")))
		for n := range b {
			m, err := ParseICMP(from[0], from[1], b[:n:n])
			want := ErrChecksum
			if n < icmpHeaderLen {
				want = ErrShort
			}
			require.ErrorIs(t, err, want, "the first %d bytes", n)
			require.Equal(t, ICMPMessage{}, m)
		}
		for bit := range len(b) * 8 {
			_, err := ParseICMP(from[0], from[1], flipped(b, bit))
			require.ErrorIs(t, err, ErrChecksum, "bit %d", bit)
		}
		_, err := ParseICMP(from[0], from[1], make([]byte, icmpHeaderLen))
		require.ErrorIs(t, err, ErrChecksum, "all zeros")
	}
}

// A quote is cut, and what its total length and checksum say does not count.
func TestParseQuote(t *testing.T) {
	whole := datagram(0x46, 1500, []byte{148, 4, 0, 0}, "8 bytes.")
	whole[8]--    // a router lowered the time to live
	whole[10] = 0 // and did not care for the checksum
	want := knownHeader
	want.TTL--
	for n := range len(whole) + 1 {
		h, body, err := ParseQuote(whole[:n:n])
		if n < 24 {
			require.ErrorIs(t, err, ErrShort, "the first %d bytes", n)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want, h)
		require.Equal(t, "8 bytes."[:n-24], string(body))
	}
	_, _, err := ParseQuote(datagram(0x55, 24, nil, "data"))
	require.ErrorIs(t, err, ErrVersion)
	_, _, err = ParseQuote(datagram(0x44, 24, nil, "data"))
	require.ErrorIs(t, err, ErrLength)
}

func TestMustNotReport(t *testing.T) {
	for _, c := range []struct {
		name     string
		src, dst string
		protocol Protocol
		offset   uint16
		first    byte
		want     bool
	}{
		{"TCP", "10.0.0.1", "10.0.0.2", TCP, 0, 0, false},
		{"TCP whose port looks like an error", "10.0.0.1", "10.0.0.2", TCP, 0, DestinationUnreachable, false},
		{"unknown protocol", "10.0.0.1", "10.0.0.2", 99, 0, 0, false},
		{"later fragment", "10.0.0.1", "10.0.0.2", UDP, 8, 0, true},
		{"echo request", "10.0.0.1", "10.0.0.2", ICMP, 0, EchoRequest, false},
		{"echo reply", "10.0.0.1", "10.0.0.2", ICMP, 0, EchoReply, false},
		{"destination unreachable", "10.0.0.1", "10.0.0.2", ICMP, 0, DestinationUnreachable, true},
		{"source quench", "10.0.0.1", "10.0.0.2", ICMP, 0, SourceQuench, true},
		{"redirect", "10.0.0.1", "10.0.0.2", ICMP, 0, Redirect, true},
		{"time exceeded", "10.0.0.1", "10.0.0.2", ICMP, 0, TimeExceeded, true},
		{"parameter problem", "10.0.0.1", "10.0.0.2", ICMP, 0, ParameterProblem, true},
		{"from nobody", "0.0.0.0", "10.0.0.2", UDP, 0, 0, true},
		{"from this network", "0.1.2.3", "10.0.0.2", UDP, 0, 0, true},
		{"from a group", "224.0.0.1", "10.0.0.2", UDP, 0, 0, true},
		{"from class E", "240.0.0.1", "10.0.0.2", UDP, 0, 0, true},
		{"from everybody", "255.255.255.255", "10.0.0.2", UDP, 0, 0, true},
		{"from a loopback that got out", "127.0.0.1", "10.0.0.2", UDP, 0, 0, true},
		{"within a host", "127.0.0.1", "127.0.0.1", UDP, 0, 0, false},
		{"to a group", "10.0.0.1", "239.1.2.3", UDP, 0, 0, true},
		{"to everybody", "10.0.0.1", "255.255.255.255", UDP, 0, 0, true},
		{"IPv6", "2001:db8::1", "2001:db8::2", TCP, 0, 0, false},
		{"IPv6 later fragment", "2001:db8::1", "2001:db8::2", TCP, 8, 0, true},
		{"ICMPv6 error", "2001:db8::1", "2001:db8::2", ICMPv6, 0, 127, true},
		{"ICMPv6 echo", "2001:db8::1", "2001:db8::2", ICMPv6, 0, EchoRequest6, false},
		{"from no IPv6 address", "::", "2001:db8::2", UDP, 0, 0, true},
		{"from an IPv6 group", "ff02::1", "2001:db8::2", UDP, 0, 0, true},
		{"to an IPv6 group", "2001:db8::1", "ff02::1", UDP, 0, 0, true},
		{"within a host by IPv6", "::1", "::1", UDP, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := Header{Src: addr(t, c.src), Dst: addr(t, c.dst), Protocol: c.protocol, FragmentOffset: c.offset}
			require.Equal(t, c.want, MustNotReport(h, c.first))
		})
	}
}

// The first fragment of a datagram may be reported.
func TestMustNotReportFirstFragment(t *testing.T) {
	h := knownHeader
	h.DontFragment, h.MoreFragments = false, true
	require.False(t, MustNotReport(h, 0))
}
