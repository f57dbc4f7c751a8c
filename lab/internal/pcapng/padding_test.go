package pcapng

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/gopacket/pcapgo"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Data, comments and names of any length modulo four stay apart.
func TestPadding(t *testing.T) {
	var file bytes.Buffer
	w := NewWriter(&file, Header{Application: "a", Comment: "bc"})
	w.AddInterface(Interface{Name: "def", Description: "ghij"})
	var names []string
	for n := range 6 {
		names = append(names, strings.Repeat("n", n))
	}
	w.Names([]Name{{netip.MustParseAddr("10.0.0.1"), names}, {netip.MustParseAddr("10.0.0.2"), []string{"x"}}})
	for size := 1; size <= 9; size++ {
		for comment := range 6 {
			note := bytes.Repeat([]byte("c"), comment)
			w.Packet(Packet{At: vtime.Time(size), Data: bytes.Repeat([]byte{0x45}, size), Comment: note})
		}
	}
	require.NoError(t, w.Err())

	blocks := readBlocks(t, file.Bytes())
	require.Equal(t, [][2]string{
		{"\x0a\x00\x00\x01", "n\x00nn\x00nnn\x00nnnn\x00nnnnn\x00"}, {"\x0a\x00\x00\x02", "x\x00"},
	}, readNames(t, blocks[2].body))
	require.Equal(t, map[uint16]string{optIfName: "def", optIfDescribed: "ghij", optIfResolution: "\x09"}, blocks[1].options)
	r, err := pcapgo.NewNgReader(bytes.NewReader(file.Bytes()), pcapgo.NgReaderOptions{})
	require.NoError(t, err)
	for i, b := range blocks[3:] {
		size, comment := 1+i/6, strings.Repeat("c", i%6)
		require.Equal(t, comment, b.options[optComment])
		data, info, err := r.ReadPacketData()
		require.NoError(t, err)
		require.Equal(t, bytes.Repeat([]byte{0x45}, size), data)
		require.EqualValues(t, size, info.Timestamp.UnixNano())
	}
	_, _, err = r.ReadPacketData()
	require.ErrorIs(t, err, io.EOF)
}

// The largest of everything, as tshark reads it.
func TestTsharkLimits(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	long := strings.Repeat("€", 30_000) // 90000 bytes
	var file bytes.Buffer
	w := NewWriter(&file, Header{Comment: long})
	w.AddInterface(Interface{Name: "host-" + strings.Repeat("n", 300) + ":0", Description: "αβγ", Speed: 1e15})
	w.AddInterface(Interface{})
	w.Names([]Name{{netip.MustParseAddr("10.0.0.1"), []string{"", "client"}}})
	segment := frame(t, true, 100, 0, true, nil)
	w.Packet(Packet{Data: segment, Comment: []byte(long)})
	w.Packet(Packet{Interface: 1, At: vtime.Never - 1, Data: segment, Inbound: true, Comment: []byte("two\nlines")})
	w.Statistics(1, vtime.Never-1, Statistics{Received: 1})
	require.NoError(t, w.Err())
	name := filepath.Join(t.TempDir(), "a.pcapng")
	require.NoError(t, os.WriteFile(name, file.Bytes(), 0o666))
	require.Equal(t, []string{
		"0.000000000|host-" + strings.Repeat("n", 300) + ":0|" + strings.Repeat("€", 21845),
		`9223372036.854775806|unknown|two\nlines`,
	}, tshark(t, name, "frame", "frame.time_epoch", "frame.interface_name", "frame.comment"))
	require.Empty(t, tshark(t, name, "_ws.malformed", "frame.number"))
}

// FuzzTexts writes any texts: blocks stay in step, and what is read back is the
// text without what the format cannot hold.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{"", "a", "abc", "a\x00b", "\xff", "€", strings.Repeat("€", 30_000), "two\nlines"} {
		f.Add(s, s, []byte{0x45})
	}
	f.Fuzz(func(t *testing.T, comment, name string, data []byte) {
		if len(data) == 0 || len(data) > MaxPacket {
			return
		}
		var file bytes.Buffer
		w := NewWriter(&file, Header{Application: name, Comment: comment})
		w.AddInterface(Interface{Name: name, Description: comment})
		w.Names([]Name{{netip.MustParseAddr("10.0.0.1"), []string{name, comment}}})
		w.Packet(Packet{Data: data, Comment: []byte(comment)})
		require.NoError(t, w.Err())
		blocks := readBlocks(t, file.Bytes())
		require.Len(t, blocks, 4)
		readNames(t, blocks[2].body)
		got := blocks[3].options[optComment]
		require.LessOrEqual(t, len(got), maxOption)
		whole := strings.ReplaceAll(strings.ToValidUTF8(comment, ""), "\x00", "")
		require.True(t, strings.HasPrefix(whole, got), fmt.Sprintf("%q %q", whole, got))
		require.True(t, got == whole || len(got) > maxOption-4)
		require.Equal(t, data, blocks[3].body[20:20+len(data)])
	})
}
