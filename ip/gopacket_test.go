package ip

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// These tests hold what we write against what gopacket reads, and the other way
// round. It computes all lengths and checksums itself.

func netIP(a Addr) net.IP {
	return net.IP(a.netip().AsSlice())
}

// foreign is h as gopacket has it.
func foreign(h Header) *layers.IPv4 {
	var flags layers.IPv4Flag
	if h.DontFragment {
		flags |= layers.IPv4DontFragment
	}
	if h.MoreFragments {
		flags |= layers.IPv4MoreFragments
	}
	return &layers.IPv4{
		Version: 4, IHL: 5, TOS: h.TOS, Id: uint16(h.ID), Flags: flags, FragOffset: h.FragmentOffset / 8,
		TTL: h.TTL, Protocol: layers.IPProtocol(h.Protocol), SrcIP: netIP(h.Src), DstIP: netIP(h.Dst),
	}
}

// foreign6 is h as gopacket has it: the layers of its headers.
func foreign6(h Header) []gopacket.SerializableLayer {
	first := &layers.IPv6{
		Version: 6, TrafficClass: h.TOS, FlowLabel: h.FlowLabel, NextHeader: layers.IPProtocol(h.Protocol), HopLimit: h.TTL,
		SrcIP: netIP(h.Src), DstIP: netIP(h.Dst),
	}
	if !h.IsFragment() {
		return []gopacket.SerializableLayer{first}
	}
	first.NextHeader = layers.IPProtocolIPv6Fragment
	place := h.FragmentOffset
	if h.MoreFragments {
		place |= 1
	}
	b := binary.BigEndian.AppendUint16([]byte{uint8(h.Protocol), 0}, place)
	return []gopacket.SerializableLayer{first, gopacket.Payload(binary.BigEndian.AppendUint32(b, h.ID))}
}

// serialize lets gopacket write layers.
func serialize(t *testing.T, stack ...gopacket.SerializableLayer) []byte {
	t.Helper()
	b := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	require.NoError(t, gopacket.SerializeLayers(b, opts, stack...))
	return b.Bytes()
}

// whole draws a header for a datagram that is no fragment.
func whole(r *rand.Rand, p Protocol) Header {
	h := randomHeader(r)
	h.Protocol, h.MoreFragments, h.FragmentOffset = p, false, 0
	return h
}

func whole6(r *rand.Rand, p Protocol) Header {
	h := randomHeader6(r)
	h.Protocol, h.MoreFragments, h.FragmentOffset, h.ID = p, false, 0, 0
	return h
}

func TestSeedsGopacketHeader(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, payload := randomHeader(r), randomBytes(r, r.IntN(100))
		theirs := serialize(t, foreign(h), gopacket.Payload(payload))
		ours := append(AppendHeader(nil, h, len(payload)), payload...)
		require.Equal(t, theirs, ours)

		var read layers.IPv4
		require.NoError(t, read.DecodeFromBytes(ours, gopacket.NilDecodeFeedback))
		want := foreign(h)
		require.Equal(t, uint16(len(ours)), read.Length)
		want.BaseLayer, want.Length, want.Checksum = read.BaseLayer, read.Length, read.Checksum
		require.Equal(t, *want, read)
		require.Equal(t, payload, read.Payload)

		got, rest, err := Parse(theirs)
		require.NoError(t, err)
		require.Equal(t, h, got)
		require.Equal(t, payload, rest)
	}
}

func TestSeedsGopacketHeader6(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, payload := randomHeader6(r), randomBytes(r, 8*r.IntN(13))
		theirs := serialize(t, append(foreign6(h), gopacket.Payload(payload))...)
		ours := append(AppendHeader(nil, h, len(payload)), payload...)
		require.Equal(t, theirs, ours)
		require.Equal(t, h.Len(), len(ours)-len(payload))

		p := gopacket.NewPacket(ours, layers.LayerTypeIPv6, gopacket.Default)
		read := p.Layer(layers.LayerTypeIPv6).(*layers.IPv6)
		require.Equal(t, []any{h.TOS, h.FlowLabel, h.TTL, netIP(h.Src), netIP(h.Dst)},
			[]any{read.TrafficClass, read.FlowLabel, read.HopLimit, read.SrcIP, read.DstIP})
		if h.IsFragment() {
			f := p.Layer(layers.LayerTypeIPv6Fragment).(*layers.IPv6Fragment)
			require.Equal(t, []any{h.FragmentOffset / 8, h.MoreFragments, h.ID, layers.IPProtocol(h.Protocol)},
				[]any{f.FragmentOffset, f.MoreFragments, f.Identification, f.NextHeader})
		}

		got, rest, err := Parse(theirs)
		require.NoError(t, err)
		require.Equal(t, h, got)
		require.Equal(t, payload, rest)
	}
}

// Options that gopacket writes are skipped.
func TestSeedsGopacketOptions(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, payload := randomHeader(r), randomBytes(r, r.IntN(100))
		with := foreign(h)
		for range 1 + r.IntN(9) {
			option := layers.IPv4Option{OptionType: 148, OptionLength: 4, OptionData: randomBytes(r, 2)}
			with.Options = append(with.Options, option)
		}
		got, rest, err := Parse(serialize(t, with, gopacket.Payload(payload)))
		require.NoError(t, err)
		require.Equal(t, h, got)
		require.Equal(t, payload, rest)
	}
}

func TestSeedsGopacketUDP(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		testGopacketUDP(t, r, whole(r, UDP), foreign)
		testGopacketUDP(t, r, whole6(r, UDP), func(h Header) *layers.IPv6 { return foreign6(h)[0].(*layers.IPv6) })
	}
}

// network is a header of either family as gopacket has it.
type network interface {
	gopacket.NetworkLayer
	gopacket.SerializableLayer
}

func testGopacketUDP[L network](t *testing.T, r *rand.Rand, h Header, layer func(Header) L) {
	data := randomBytes(r, r.IntN(100))
	udp := UDPHeader{uint16(r.Uint32()), uint16(r.Uint32())}
	ours := AppendHeader(nil, h, UDPHeaderLen+len(data))
	ours = AppendUDP(ours, h.Src, h.Dst, udp, data)

	network := layer(h)
	transport := &layers.UDP{SrcPort: layers.UDPPort(udp.SrcPort), DstPort: layers.UDPPort(udp.DstPort)}
	require.NoError(t, transport.SetNetworkLayerForChecksum(network))
	theirs := serialize(t, network, transport, gopacket.Payload(data))
	if transport.Checksum != 0 { // theirs writes a zero as it is
		require.Equal(t, theirs, ours)
	}

	var read layers.UDP
	require.NoError(t, read.DecodeFromBytes(ours[h.Len():], gopacket.NilDecodeFeedback))
	require.Equal(t, udp, UDPHeader{uint16(read.SrcPort), uint16(read.DstPort)})
	require.Equal(t, data, read.Payload)

	_, body, err := Parse(theirs)
	require.NoError(t, err)
	got, rest, err := ParseUDP(h.Src, h.Dst, body)
	require.NoError(t, err)
	require.Equal(t, udp, got)
	require.Equal(t, data, rest)
}

func TestSeedsGopacketICMP(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, about := whole(r, ICMP), whole(r, TCP)
		quoted := append(AppendHeader(nil, about, 1000), randomBytes(r, 8+r.IntN(100))...)
		code, mtu := FragmentationNeeded, uint16(r.Uint32())
		message := AppendICMP(nil, h.Src, h.Dst, ErrorAbout(TooBig, uint32(mtu), quoted))
		ours := append(AppendHeader(nil, h, len(message)), message...)

		typeCode := layers.CreateICMPv4TypeCode(DestinationUnreachable, code)
		theirs := serialize(t, foreign(h), &layers.ICMPv4{TypeCode: typeCode, Seq: mtu}, gopacket.Payload(quoted))
		require.Equal(t, theirs, ours)

		packet := gopacket.NewPacket(ours, layers.LayerTypeIPv4, gopacket.Default)
		require.Nil(t, packet.ErrorLayer())
		read := packet.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4)
		require.Equal(t, typeCode, read.TypeCode)
		require.Equal(t, mtu, read.Seq)
		require.Equal(t, quoted, read.Payload)

		_, body, err := Parse(theirs)
		require.NoError(t, err)
		m, err := ParseICMP(h.Src, h.Dst, body)
		require.NoError(t, err)
		require.Equal(t, ICMPMessage{DestinationUnreachable, code, uint32(mtu), quoted}, m)
		got, rest, err := ParseQuote(m.Body)
		require.NoError(t, err)
		require.Equal(t, about, got)
		require.Equal(t, quoted[HeaderLen4:], rest)
	}
}

func TestSeedsGopacketICMPv6(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		h, about := whole6(r, ICMPv6), whole6(r, TCP)
		quoted := append(AppendHeader(nil, about, 1000), randomBytes(r, 8+r.IntN(100))...)
		mtu := r.Uint32() >> 1
		message := AppendICMP(nil, h.Src, h.Dst, ErrorAbout(TooBig, mtu, quoted))
		ours := append(AppendHeader(nil, h, len(message)), message...)

		typeCode := layers.CreateICMPv6TypeCode(layers.ICMPv6TypePacketTooBig, 0)
		network, icmp := foreign6(h)[0].(*layers.IPv6), &layers.ICMPv6{TypeCode: typeCode}
		require.NoError(t, icmp.SetNetworkLayerForChecksum(network))
		rest := binary.BigEndian.AppendUint32(nil, mtu)
		theirs := serialize(t, network, icmp, gopacket.Payload(append(rest, quoted...)))
		require.Equal(t, theirs, ours)

		_, body, err := Parse(theirs)
		require.NoError(t, err)
		m, err := ParseICMP(h.Src, h.Dst, body)
		require.NoError(t, err)
		require.Equal(t, ICMPMessage{PacketTooBig6, 0, mtu, quoted}, m)
		got, rest, err := ParseQuote(m.Body)
		require.NoError(t, err)
		require.Equal(t, about, got)
		require.Equal(t, quoted[HeaderLen6:], rest)
	}
}

// The constants are the numbers that others use.
func TestGopacketNumbers(t *testing.T) {
	require.EqualValues(t, layers.IPProtocolICMPv4, ICMP)
	require.EqualValues(t, layers.IPProtocolTCP, TCP)
	require.EqualValues(t, layers.IPProtocolUDP, UDP)
	require.EqualValues(t, layers.IPProtocolICMPv6, ICMPv6)
	require.EqualValues(t, layers.IPProtocolNoNextHeader, noNext)
	require.Equal(t, []uint8{
		layers.ICMPv6TypeDestinationUnreachable, layers.ICMPv6TypePacketTooBig, layers.ICMPv6TypeTimeExceeded,
		layers.ICMPv6TypeParameterProblem, layers.ICMPv6TypeEchoRequest, layers.ICMPv6TypeEchoReply,
		layers.ICMPv6CodeNoRouteToDst, layers.ICMPv6CodeAdminProhibited, layers.ICMPv6CodeAddressUnreachable,
		layers.ICMPv6CodePortUnreachable, layers.ICMPv6CodeErroneousHeaderField, layers.ICMPv6CodeUnrecognizedNextHeader,
		layers.ICMPv6CodeUnrecognizedIPv6Option,
	}, []uint8{
		Unreachable6, PacketTooBig6, TimeExceeded6, ParameterProblem6, EchoRequest6, EchoReply6,
		NoRoute6, Prohibited6, NoAddress6, NoPort6, badField, BadNext, badOption6,
	})
	for ours, theirs := range map[[2]uint8][2]uint8{
		{EchoReply, 0}:   {layers.ICMPv4TypeEchoReply, 0},
		{EchoRequest, 0}: {layers.ICMPv4TypeEchoRequest, 0},
		{DestinationUnreachable, NetUnreachable}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodeNet},
		{DestinationUnreachable, HostUnreachable}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodeHost},
		{DestinationUnreachable, ProtocolUnreachable}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodeProtocol},
		{DestinationUnreachable, PortUnreachable}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodePort},
		{DestinationUnreachable, FragmentationNeeded}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodeFragmentationNeeded},
		{DestinationUnreachable, AdminProhibited}: {
			layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4CodeCommAdminProhibited},
		{TimeExceeded, TTLExceeded}: {layers.ICMPv4TypeTimeExceeded, layers.ICMPv4CodeTTLExceeded},
		{SourceQuench, 0}:           {layers.ICMPv4TypeSourceQuench, 0},
		{Redirect, 0}:               {layers.ICMPv4TypeRedirect, 0},
		{ParameterProblem, 0}:       {layers.ICMPv4TypeParameterProblem, 0},
	} {
		require.Equal(t, theirs, ours)
	}
}
