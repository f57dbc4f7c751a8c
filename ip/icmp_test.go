package ip

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestICMPError(t *testing.T) {
	quoted := datagram(0x45, 28, nil, "8 bytes.")
	for _, c := range []struct {
		typ, code uint8
		mtu, want uint16
	}{
		{DestinationUnreachable, NetUnreachable, 0, 0},
		{DestinationUnreachable, HostUnreachable, 0, 0},
		{DestinationUnreachable, ProtocolUnreachable, 0, 0},
		{DestinationUnreachable, PortUnreachable, 0, 0},
		{DestinationUnreachable, FragmentationNeeded, 1400, 1400},
		{DestinationUnreachable, AdminProhibited, 0, 0},
		{TimeExceeded, TTLExceeded, 0, 0},
		{TimeExceeded, FragmentationNeeded, 1400, 0}, // the MTU belongs to the type, too
		{DestinationUnreachable, PortUnreachable, 1400, 0},
	} {
		t.Run(fmt.Sprintf("%d/%d", c.typ, c.code), func(t *testing.T) {
			want := append([]byte{c.typ, c.code, 0, 0, 0, 0, byte(c.mtu >> 8), byte(c.mtu)}, quoted...)
			binary.BigEndian.PutUint16(want[2:], ^plainSum(want))
			b := AppendICMPError([]byte("before"), c.typ, c.code, c.mtu, quoted)
			require.Equal(t, append([]byte("before"), want...), b)
			m, err := ParseICMP(want)
			require.NoError(t, err)
			require.Equal(t, ICMPMessage{c.typ, c.code, c.want, quoted}, m)
		})
	}
}

// An error with both its headers is 576 bytes long at most.
func TestICMPErrorLength(t *testing.T) {
	for _, n := range []int{0, 28, MaxQuote - 1, MaxQuote, MaxQuote + 1, 1500} {
		m, err := ParseICMP(AppendICMPError(nil, TimeExceeded, TTLExceeded, 0, make([]byte, n)))
		require.NoError(t, err)
		require.Len(t, m.Quoted, min(n, 548))
	}
	require.Len(t, AppendICMPError(nil, TimeExceeded, TTLExceeded, 0, make([]byte, 1500)), 576-HeaderLen)
}

func TestParseICMPDamage(t *testing.T) {
	b := AppendICMPError(nil, DestinationUnreachable, FragmentationNeeded, 1400, datagram(0x45, 28, nil, "8 bytes."))
	for n := range b {
		m, err := ParseICMP(b[:n:n])
		want := ErrChecksum
		if n < ICMPHeaderLen {
			want = ErrShort
		}
		require.ErrorIs(t, err, want, "the first %d bytes", n)
		require.Equal(t, ICMPMessage{}, m)
	}
	for bit := range len(b) * 8 {
		_, err := ParseICMP(flipped(b, bit))
		require.ErrorIs(t, err, ErrChecksum, "bit %d", bit)
	}
	_, err := ParseICMP(make([]byte, ICMPHeaderLen))
	require.ErrorIs(t, err, ErrChecksum, "all zeros")
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
	_, _, err := ParseQuote(datagram(0x65, 24, nil, "data"))
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
