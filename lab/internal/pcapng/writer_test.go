package pcapng

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

var (
	testHeader     = Header{Application: "rttlab 1.0", Comment: "a run of two hosts"}
	testInterfaces = []Interface{
		{Name: "client:0", Description: "to the server", Speed: 10e6},
		{Name: "server:0"},
	}
	testPackets = []Packet{
		{Interface: 0, At: 0, Data: []byte{0x45, 1, 2}},
		{
			Interface: 1, At: 25*vtime.Millisecond + 1, Inbound: true, Data: []byte{0x45, 1, 2, 3},
			Comment: []byte("waited 25 ms: why not?"),
		},
		{Interface: 1, At: 3*60*60*vtime.Second + 999999999, Data: bytes.Repeat([]byte{0x45}, 65535), Comment: []byte("µ")},
		{Interface: 0, At: vtime.Never - 1, Inbound: true, Data: bytes.Repeat([]byte{0x46}, MaxPacket)},
	}
	testStatistics = []Statistics{{Received: 1<<40 + 2, Dropped: 1}, {}}
)

func capture(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	w := NewWriter(&file, testHeader)
	for i, iface := range testInterfaces {
		require.Equal(t, i, w.AddInterface(iface))
	}
	w.Names([]Name{
		{netip.MustParseAddr("10.0.0.1"), []string{"client", "client.example"}},
		{netip.MustParseAddr("2001:db8::1"), []string{"server6"}},
		{netip.MustParseAddr("10.0.0.2"), []string{"", "\x00"}},
		{netip.MustParseAddr("::ffff:10.0.0.3"), []string{"mapped"}},
	})
	for _, p := range testPackets {
		w.Packet(p)
	}
	for i, s := range testStatistics {
		w.Statistics(i, vtime.Second, s)
	}
	require.NoError(t, w.Err())
	return file.Bytes()
}

func TestReadBackWithGopacket(t *testing.T) {
	r, err := pcapgo.NewNgReader(bytes.NewReader(capture(t)), pcapgo.NgReaderOptions{})
	require.NoError(t, err)
	require.Equal(t, layers.LinkTypeRaw, r.LinkType())
	section := pcapgo.NgSectionInfo{Application: testHeader.Application, Comment: testHeader.Comment}
	require.Equal(t, section, r.SectionInfo())
	for _, want := range testPackets {
		data, info, err := r.ReadPacketData()
		require.NoError(t, err)
		require.Equal(t, want.Data, data)
		require.Equal(t, want.Interface, info.InterfaceIndex)
		require.Equal(t, []int{len(want.Data), len(want.Data)}, []int{info.CaptureLength, info.Length})
		require.True(t, time.Unix(0, int64(want.At)).Equal(info.Timestamp), "%v %v", want.At, info.Timestamp)
	}
	_, _, err = r.ReadPacketData()
	require.ErrorIs(t, err, io.EOF)
	require.Equal(t, len(testInterfaces), r.NInterfaces())
	for i, want := range testInterfaces {
		got, err := r.Interface(i)
		require.NoError(t, err)
		require.Equal(t, []string{want.Name, want.Description}, []string{got.Name, got.Description})
		require.Equal(t, pcapgo.NgResolution(9), got.TimestampResolution)
		require.Zero(t, got.SnapLength)
		require.Equal(t, testStatistics[i].Received, got.Statistics.PacketsReceived)
		require.Equal(t, testStatistics[i].Dropped, got.Statistics.PacketsDropped)
		require.True(t, time.Unix(1, 0).Equal(got.Statistics.LastUpdate))
	}
}

// What gopacket skips: names, speeds, flags and comments.
func TestBlocks(t *testing.T) {
	blocks := readBlocks(t, capture(t))
	require.Len(t, blocks, 4+len(testPackets)+2)
	require.Equal(t, "\x80\x96\x98\x00\x00\x00\x00\x00", blocks[1].options[optIfSpeed])
	require.NotContains(t, blocks[2].options, uint16(optIfSpeed))
	require.NotContains(t, blocks[2].options, uint16(optIfDescribed))
	require.Equal(t, [][2]string{
		{"\x0a\x00\x00\x01", "client\x00client.example\x00"},
		{"\x20\x01\x0d\xb8" + strings.Repeat("\x00", 11) + "\x01", "server6\x00"},
		{"\x0a\x00\x00\x03", "mapped\x00"},
	}, readNames(t, blocks[3].body))
	for i, want := range testPackets {
		got := blocks[4+i]
		require.Equal(t, uint32(typePacket), got.kind)
		require.Equal(t, string(want.Comment), got.options[optComment])
		flags := map[bool]string{true: "\x01\x00\x00\x00", false: "\x02\x00\x00\x00"}[want.Inbound]
		require.Equal(t, flags, got.options[optPacketFlags])
	}
}

func TestTextsThatTheFormatCannotHold(t *testing.T) {
	for _, c := range []struct{ name, comment, want string }{
		{"as long as can be", strings.Repeat("x", maxOption), strings.Repeat("x", maxOption)},
		{"too long", strings.Repeat("x", maxOption+1), strings.Repeat("x", maxOption)},
		{"cut between characters", strings.Repeat("€", 30000), strings.Repeat("€", 21845)},
		{"never inside of one", "x" + strings.Repeat("€", 30000), "x" + strings.Repeat("€", 21844)},
		{"zero bytes", "a\x00b", "ab"},
		{"invalid UTF-8", "a\xffb", "ab"},
		{"lines stay", "a\nb", "a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var file bytes.Buffer
			w := NewWriter(&file, Header{Comment: c.comment})
			w.AddInterface(Interface{Description: c.comment})
			w.Packet(Packet{Data: []byte{1}, Comment: []byte(c.comment)})
			require.NoError(t, w.Err())
			blocks := readBlocks(t, file.Bytes())
			require.Equal(t, c.want, blocks[0].options[optComment])
			require.Equal(t, c.want, blocks[1].options[optIfDescribed])
			require.Equal(t, c.want, blocks[2].options[optComment])
		})
	}
}

func TestManyNames(t *testing.T) {
	long := strings.Repeat("n", 1000)
	names := []string{strings.Repeat("n", 65001)} // left out
	for range 100 {
		names = append(names, long)
	}
	var file bytes.Buffer
	w := NewWriter(&file, Header{})
	w.Names([]Name{{netip.MustParseAddr("10.0.0.1"), names}})
	require.NoError(t, w.Err())
	records := readNames(t, readBlocks(t, file.Bytes())[1].body)
	require.Len(t, records, 2, "one record holds 65 of them")
	require.Equal(t, strings.Repeat(long+"\x00", 100), records[0][1]+records[1][1])
}

func TestZeroPackets(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file, Header{})
	require.NoError(t, w.Err())
	require.Equal(t, 28, file.Len(), "a section header without options")
	w.AddInterface(Interface{})
	w.Names(nil)
	require.NoError(t, w.Err())
	r, err := pcapgo.NewNgReader(bytes.NewReader(file.Bytes()), pcapgo.NgReaderOptions{})
	require.NoError(t, err)
	_, _, err = r.ReadPacketData()
	require.ErrorIs(t, err, io.EOF)
}

func TestDeterministic(t *testing.T) {
	require.Equal(t, capture(t), capture(t))
}

func TestErrors(t *testing.T) {
	data := []byte{0x45}
	for _, c := range []struct {
		want string
		do   func(w *Writer)
	}{
		{"interface 1: 1 are known", func(w *Writer) { w.Packet(Packet{Interface: 1, Data: data}) }},
		{"interface -1: 1 are known", func(w *Writer) { w.Packet(Packet{Interface: -1, Data: data}) }},
		{"time -0.000001ms is before the start", func(w *Writer) { w.Packet(Packet{At: -1, Data: data}) }},
		{"packet of 0 bytes: expected 1 to 262144", func(w *Writer) { w.Packet(Packet{}) }},
		{"packet of 262145 bytes", func(w *Writer) { w.Packet(Packet{Data: make([]byte, MaxPacket+1)}) }},
		{"interface 7: 1 are known", func(w *Writer) { w.Statistics(7, 0, Statistics{}) }},
		{"the address of [\"a\"] is missing", func(w *Writer) { w.Names([]Name{{Names: []string{"a"}}}) }},
	} {
		var file bytes.Buffer
		w := NewWriter(&file, Header{})
		w.AddInterface(Interface{})
		require.NoError(t, w.Err())
		before := file.Len()
		c.do(w)
		require.ErrorContains(t, w.Err(), c.want)
		w.Packet(Packet{Data: data})
		require.ErrorContains(t, w.Err(), c.want, "the first error stays")
		require.Equal(t, before, file.Len(), "nothing is written after it")
	}
}

// full takes some writes and then fails.
type full struct{ writes int }

var errFull = errors.New("disk full")

func (f *full) Write(b []byte) (int, error) {
	if f.writes--; f.writes < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriteErrorSticks(t *testing.T) {
	for writes := range 4 {
		sink := &full{writes: writes}
		w := NewWriter(sink, Header{})
		w.AddInterface(Interface{})
		for range 5 * gather / 1000 {
			w.Packet(Packet{Data: make([]byte, 1000)})
		}
		w.Statistics(0, 0, Statistics{})
		require.ErrorIs(t, w.Err(), errFull)
		require.ErrorIs(t, w.Err(), errFull)
		require.Equal(t, -1, sink.writes, "one failing write only")
	}
}

// body is a datagram that is written when it is wanted.
type body []byte

func (b body) AppendWire(to []byte) []byte { return append(to, b...) }

// A packet that writes itself is the same in the file, and a bad one leaves no trace there.
func TestPacketFromBody(t *testing.T) {
	var data, self bytes.Buffer
	for _, c := range []struct {
		file *bytes.Buffer
		of   func(size int) Packet
	}{
		{&data, func(size int) Packet { return Packet{Data: make([]byte, size), Comment: []byte("c")} }},
		{&self, func(size int) Packet { return Packet{Body: make(body, size), Comment: []byte("c")} }},
	} {
		w := NewWriter(c.file, testHeader)
		w.AddInterface(Interface{})
		for size := range 2000 {
			w.Packet(c.of(size + 1))
		}
		w.Packet(c.of(MaxPacket))
		require.NoError(t, w.Err())
		w.Packet(c.of(MaxPacket + 1))
		require.ErrorContains(t, w.Err(), "packet of 262145 bytes")
	}
	require.True(t, bytes.Equal(data.Bytes(), self.Bytes()))
	require.Len(t, readBlocks(t, self.Bytes()), 2+2001)
}

func BenchmarkPacket(b *testing.B) {
	w := NewWriter(io.Discard, Header{})
	p := Packet{Interface: w.AddInterface(Interface{}), Data: make([]byte, 1500), Comment: []byte("held by the window")}
	b.ReportAllocs()
	for b.Loop() {
		w.Packet(p)
	}
}
