package ip

import (
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/stretchr/testify/require"
)

// These tests hold what we write against what gopacket reads, and the other way
// round. It computes all lengths and checksums itself.

func netIP(a Addr) net.IP {
	b := a.As4()
	return net.IP(b[:])
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
		Version: 4, IHL: 5, TOS: h.TOS, Id: h.ID, Flags: flags, FragOffset: h.FragmentOffset / 8,
		TTL: h.TTL, Protocol: layers.IPProtocol(h.Protocol), SrcIP: netIP(h.Src), DstIP: netIP(h.Dst),
	}
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

func TestSeedsGopacketHeader(t *testing.T) {
	eachSeed(t, func(t *testing.T, r *rand.Rand) {
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
	})
}

// Options that gopacket writes are skipped.
func TestSeedsGopacketOptions(t *testing.T) {
	eachSeed(t, func(t *testing.T, r *rand.Rand) {
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
	})
}

func TestSeedsGopacketUDP(t *testing.T) {
	eachSeed(t, func(t *testing.T, r *rand.Rand) {
		h, data := whole(r, UDP), randomBytes(r, r.IntN(100))
		udp := UDPHeader{uint16(r.Uint32()), uint16(r.Uint32())}
		ours := AppendHeader(nil, h, UDPHeaderLen+len(data))
		ours = AppendUDP(ours, h.Src, h.Dst, udp, data)

		network := foreign(h)
		transport := &layers.UDP{SrcPort: layers.UDPPort(udp.SrcPort), DstPort: layers.UDPPort(udp.DstPort)}
		require.NoError(t, transport.SetNetworkLayerForChecksum(network))
		theirs := serialize(t, network, transport, gopacket.Payload(data))
		if transport.Checksum != 0 { // theirs writes a zero as it is
			require.Equal(t, theirs, ours)
		}

		var read layers.UDP
		require.NoError(t, read.DecodeFromBytes(ours[HeaderLen:], gopacket.NilDecodeFeedback))
		require.Equal(t, udp, UDPHeader{uint16(read.SrcPort), uint16(read.DstPort)})
		require.Equal(t, data, read.Payload)

		_, body, err := Parse(theirs)
		require.NoError(t, err)
		got, rest, err := ParseUDP(h.Src, h.Dst, body)
		require.NoError(t, err)
		require.Equal(t, udp, got)
		require.Equal(t, data, rest)
	})
}

func TestSeedsGopacketICMP(t *testing.T) {
	eachSeed(t, func(t *testing.T, r *rand.Rand) {
		h, about := whole(r, ICMP), whole(r, TCP)
		quoted := append(AppendHeader(nil, about, 1000), randomBytes(r, 8+r.IntN(100))...)
		code, mtu := FragmentationNeeded, uint16(r.Uint32())
		message := AppendICMPError(nil, DestinationUnreachable, code, mtu, quoted)
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
		m, err := ParseICMP(body)
		require.NoError(t, err)
		require.Equal(t, ICMPMessage{DestinationUnreachable, code, mtu, quoted}, m)
		got, rest, err := ParseQuote(m.Quoted)
		require.NoError(t, err)
		require.Equal(t, about, got)
		require.Equal(t, quoted[HeaderLen:], rest)
	})
}

// The constants are the numbers that others use.
func TestGopacketNumbers(t *testing.T) {
	require.EqualValues(t, layers.IPProtocolICMPv4, ICMP)
	require.EqualValues(t, layers.IPProtocolTCP, TCP)
	require.EqualValues(t, layers.IPProtocolUDP, UDP)
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
