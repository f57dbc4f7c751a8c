package ip

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// hotPaths are what runs for each frame. None of them allocates.
func hotPaths(t testing.TB) []struct {
	name string
	run  func()
} {
	src, dst := addr(t, "10.0.0.1"), addr(t, "10.0.0.2")
	data := make([]byte, 1400)
	datagram := append(AppendHeader(nil, knownHeader, len(data)), data...)
	udp := AppendUDP(nil, src, dst, UDPHeader{1, 2}, data)
	icmp := AppendICMP(nil, src, dst, ErrorAbout(HopsExceeded, 0, datagram))
	datagram6 := append(AppendHeader(nil, knownHeader6, len(data)), data...)
	routes := table(randomRoutes(rand.New(rand.NewPCG(1, 0)), 100))
	buffer := make([]byte, 0, 1500)
	return []struct {
		name string
		run  func()
	}{
		{"AppendHeader", func() { buffer = AppendHeader(buffer[:0], knownHeader, len(data)) }},
		{"AppendHeader6", func() { buffer = AppendHeader(buffer[:0], knownHeader6, len(data)) }},
		{"Parse6", func() { _, _, _ = Parse(datagram6) }},
		{"Parse", func() { _, _, _ = Parse(datagram) }},
		{"ParseDamaged", func() { _, _, _ = Parse(datagram[:1000]) }},
		{"AppendUDP", func() { buffer = AppendUDP(buffer[:0], src, dst, UDPHeader{1, 2}, data) }},
		{"ParseUDP", func() { _, _, _ = ParseUDP(src, dst, udp) }},
		{"AppendICMP", func() { buffer = AppendICMP(buffer[:0], src, dst, ErrorAbout(HopsExceeded, 0, datagram)) }},
		{"ParseICMP", func() { _, _ = ParseICMP(src, dst, icmp) }},
		{"ParseQuote", func() { _, _, _ = ParseQuote(icmp[icmpHeaderLen:]) }},
		{"Lookup", func() { _, _ = routes.Lookup(dst) }},
	}
}

func TestHotPathsDoNotAllocate(t *testing.T) {
	for _, p := range hotPaths(t) {
		require.Zero(t, testing.AllocsPerRun(100, p.run), p.name)
	}
}

func BenchmarkIP(b *testing.B) {
	for _, p := range hotPaths(b) {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.run()
			}
		})
	}
}
