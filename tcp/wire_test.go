package tcp

import (
	"bytes"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
)

var (
	here  = ip.AddrFrom4([4]byte{192, 168, 0, 1})
	there = ip.AddrFrom4([4]byte{192, 0, 2, 1})
)

var wireCases = []struct {
	name string
	s    Segment
	len  int
}{
	{"bare", Segment{SrcPort: 1, DstPort: 65535, Seq: 1, Ack: 0xffffffff, Window: 7, Flags: ACK}, 20},
	{"all flags", Segment{Flags: 0xff, Urgent: 9}, 20},
	{"syn", Segment{Flags: SYN, Options: Options{MSS: 1460}}, 24},
	{"syn scaled", Segment{Flags: SYN, Options: Options{MSS: 1460, HasScale: true, Scale: 7}}, 28},
	{"syn with sack", Segment{Flags: SYN, Options: Options{MSS: 1460, SACKPermitted: true, HasScale: true, Scale: 8}}, 32},
	{"syn with all", Segment{Flags: SYN, Options: Options{
		MSS: 1460, SACKPermitted: true, HasTimestamp: true, TSVal: 1, TSEcr: 2, HasScale: true, Scale: 14}}, 40},
	{"timestamp", Segment{Flags: ACK, Options: Options{HasTimestamp: true, TSVal: 0xfffffffe, TSEcr: 3}}, 32},
	{"three blocks", Segment{Flags: ACK, Options: Options{HasTimestamp: true, TSVal: 5, NumBlocks: 3,
		Blocks: [4]Block{{1, 2}, {3, 4}, {5, 6}}}}, 60},
	{"four blocks", Segment{Flags: ACK, Options: Options{NumBlocks: 4,
		Blocks: [4]Block{{1, 2}, {3, 4}, {5, 6}, {0xfffffff0, 8}}}}, 56},
	{"odd data", Segment{Flags: ACK | PSH, Payload: Payload{Bytes: []byte("abc"), Len: 3}}, 20},
	{"largest", Segment{Flags: ACK, Payload: Payload{Bytes: bytes.Repeat([]byte{0xa5}, 65495), Len: 65495}}, 20},
}

func TestWireRoundTrip(t *testing.T) {
	for _, c := range wireCases {
		t.Run(c.name, func(t *testing.T) {
			prefix := []byte("in front")
			b := AppendWire(prefix, here, there, &c.s)[len(prefix):]
			require.Equal(t, c.len, HeaderLen(&c.s.Options))
			require.Len(t, b, c.len+c.s.Payload.Len)
			got, err := ParseWire(here, there, b)
			require.NoError(t, err)
			require.Equal(t, c.s, got)
			require.Equal(t, b, oracleEncode(t, b), "gopacket computes the same bytes and checksum")
		})
	}
}

func TestWireZerosAreWrittenOut(t *testing.T) {
	virtual := Segment{Flags: ACK, Payload: Payload{Len: 9001}}
	real := Segment{Flags: ACK, Payload: Payload{Bytes: make([]byte, 9001), Len: 9001}}
	require.Equal(t, AppendWire(nil, here, there, &real), AppendWire(nil, here, there, &virtual))
}

// Beside timestamps only three SACK blocks fit into 40 bytes (RFC 2018 section 3).
func TestWireLeavesOutBlocksThatDoNotFit(t *testing.T) {
	s := Segment{Flags: ACK, Options: Options{HasTimestamp: true, NumBlocks: 4,
		Blocks: [4]Block{{1, 2}, {3, 4}, {5, 6}, {7, 8}}}}
	b := AppendWire(nil, here, there, &s)
	require.Len(t, b, 60)
	got, err := ParseWire(here, there, b)
	require.NoError(t, err)
	require.Equal(t, uint8(3), got.Options.NumBlocks)
}

func TestParseWireRefuses(t *testing.T) {
	good := func(options ...byte) []byte {
		b := AppendWire(nil, here, there, &Segment{Flags: ACK})
		b = append(b, options...)
		b[12] = byte(len(b)/4) << 4
		return resum(b)
	}
	broken := good()
	broken[4] ^= 1
	offset := good()
	offset[12] = 4 << 4
	beyond := good()
	beyond[12] = 15 << 4
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"nothing", nil, ErrShort},
		{"19 bytes", good()[:19], ErrShort},
		{"offset below 5", offset, ErrOffset},
		{"offset beyond the end", beyond, ErrOffset},
		{"damaged", broken, ErrChecksum},
		{"length 0", good(254, 0, 1, 1), ErrOptions},
		{"length 1", good(254, 1, 1, 1), ErrOptions},
		{"option beyond the header", good(254, 5, 1, 1), ErrOptions},
		{"kind without length", good(1, 1, 1, 254), ErrOptions},
		{"short MSS", good(2, 3, 1, 1), ErrOptions},
		{"long scale", good(3, 4, 1, 1), ErrOptions},
		{"long SACK-permitted", good(4, 3, 0, 1), ErrOptions},
		{"short timestamp", good(8, 4, 1, 1), ErrOptions},
		{"empty SACK", good(5, 2, 1, 1), ErrOptions},
		{"half a block", good(5, 6, 1, 1, 1, 1, 1, 1), ErrOptions},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseWire(here, there, c.b)
			require.ErrorIs(t, err, c.want)
		})
	}
	for name, b := range map[string][]byte{
		"unknown option": good(77, 4, 9, 9), "unknown experiment": good(254, 4, 9, 9), "end of list hides the rest": good(0, 2, 99, 9),
	} {
		_, err := ParseWire(here, there, b)
		require.NoError(t, err, name)
	}
}

// Options are read wherever they begin, without padding in front (RFC 9293 section 3.2).
func TestParseWireAtOddPlaces(t *testing.T) {
	b := AppendWireWith(nil, here, there, &Segment{Flags: SYN}, []byte{
		3, 3, 7, 2, 4, 5, 180, 254, 3, 9, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 4, 2, 0, 0,
	})
	got, err := ParseWire(here, there, b)
	require.NoError(t, err)
	require.Equal(t, Options{
		MSS: 1460, HasScale: true, Scale: 7, HasTimestamp: true, TSVal: 1, TSEcr: 2, SACKPermitted: true,
	}, got.Options)
}

func TestParseWireNeedsTheRightAddresses(t *testing.T) {
	b := AppendWire(nil, here, there, &Segment{Flags: ACK, Seq: 1})
	_, err := ParseWire(here, ip.AddrFrom4([4]byte{192, 0, 2, 2}), b)
	require.ErrorIs(t, err, ErrChecksum)
}

func TestWireDoesNotAllocate(t *testing.T) {
	s := wireCases[5].s
	buf := make([]byte, 0, 2000)
	require.Zero(t, testing.AllocsPerRun(100, func() { buf = AppendWire(buf[:0], here, there, &s) }))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := ParseWire(here, there, buf); err != nil {
			panic(err)
		}
	}))
}

func FuzzParseWire(f *testing.F) {
	for _, c := range wireCases {
		if c.s.Payload.Len < 100 {
			f.Add(AppendWire(nil, here, there, &c.s))
		}
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 65535 {
			return
		}
		if len(b) >= MinHeaderLen {
			b = resum(bytes.Clone(b)) // or nothing but the checksum would be tested
		}
		s, err := ParseWire(here, there, b)
		if err != nil {
			return
		}
		var o layers.TCP
		require.NoError(t, o.DecodeFromBytes(b, gopacket.NilDecodeFeedback), "gopacket refuses what we accept")
		requireSame(t, &o, &s)
		again, err := ParseWire(here, there, AppendWire(nil, here, there, &s))
		require.NoError(t, err)
		again.Options.Signed = s.Options.Signed // signatures are read, and never sent
		if again.Options != s.Options {
			again.Options.NumBlocks, again.Options.Blocks = s.Options.NumBlocks, s.Options.Blocks // those that did not fit
		}
		require.Equal(t, s, again)
	})
}

// requireSame compares with what gopacket read.
func requireSame(t *testing.T, o *layers.TCP, s *Segment) {
	t.Helper()
	require.Equal(t, [2]uint16{uint16(o.SrcPort), uint16(o.DstPort)}, [2]uint16{s.SrcPort, s.DstPort})
	require.Equal(t, [2]uint32{o.Seq, o.Ack}, [2]uint32{uint32(s.Seq), uint32(s.Ack)})
	require.Equal(t, [2]uint16{o.Window, o.Urgent}, [2]uint16{s.Window, s.Urgent})
	flags := []bool{o.FIN, o.SYN, o.RST, o.PSH, o.ACK, o.URG, o.ECE, o.CWR}
	for i, on := range flags {
		require.Equal(t, on, s.Flags>>i&1 == 1, "flag %d", i)
	}
	require.Equal(t, string(o.Payload), string(s.Payload.Bytes))
	require.Equal(t, len(o.Payload), s.Payload.Len)
}

// resum makes the checksum right.
func resum(b []byte) []byte {
	b[16], b[17] = 0, 0
	sum := pseudoSum(b)
	b[16], b[17] = byte(sum>>8), byte(sum)
	return b
}

// pseudoSum is the checksum written out as RFC 1071 section 4.1 does.
func pseudoSum(b []byte) uint16 {
	src, dst := here.As4(), there.As4()
	whole := append(append(append([]byte{}, src[:]...), dst[:]...), 0, 6, byte(len(b)>>8), byte(len(b)))
	whole = append(whole, b...)
	if len(whole)%2 == 1 {
		whole = append(whole, 0)
	}
	var sum uint32
	for i := 0; i < len(whole); i += 2 {
		sum += uint32(whole[i])<<8 | uint32(whole[i+1])
	}
	for sum>>16 > 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

// oracleEncode decodes b with gopacket and encodes it again.
func oracleEncode(t *testing.T, b []byte) []byte {
	t.Helper()
	var o layers.TCP
	require.NoError(t, o.DecodeFromBytes(b, gopacket.NilDecodeFeedback))
	src, dst := here.As4(), there.As4()
	require.NoError(t, o.SetNetworkLayerForChecksum(&layers.IPv4{
		SrcIP: net.IP(src[:]), DstIP: net.IP(dst[:]), Protocol: layers.IPProtocolTCP}))
	buf := gopacket.NewSerializeBuffer()
	require.NoError(t, gopacket.SerializeLayers(buf, gopacket.SerializeOptions{ComputeChecksums: true},
		&o, gopacket.Payload(o.Payload)))
	return buf.Bytes()
}

func BenchmarkAppendWire(b *testing.B) {
	s := Segment{Flags: ACK | PSH, Payload: Payload{Bytes: make([]byte, 1460), Len: 1460}}
	buf := make([]byte, 0, 2000)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendWire(buf[:0], here, there, &s)
	}
}

func BenchmarkParseWire(b *testing.B) {
	buf := AppendWire(nil, here, there, &Segment{Flags: ACK, Payload: Payload{Len: 1460}})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseWire(here, there, buf); err != nil {
			b.Fatal(err)
		}
	}
}
