package pcapng

import (
	"bytes"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// frame is a TCP segment in an IPv4 datagram with real checksums.
func frame(t *testing.T, fromClient bool, seq, ack uint32, syn bool, payload []byte) []byte {
	t.Helper()
	client, server := []byte{10, 0, 0, 1}, []byte{10, 0, 0, 2}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: client, DstIP: server}
	tcp := &layers.TCP{SrcPort: 40000, DstPort: 80, Seq: seq, Ack: ack, SYN: syn, ACK: ack != 0, Window: 65535}
	if !fromClient {
		ip.SrcIP, ip.DstIP, tcp.SrcPort, tcp.DstPort = server, client, 80, 40000
	}
	require.NoError(t, tcp.SetNetworkLayerForChecksum(ip))
	b := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	require.NoError(t, gopacket.SerializeLayers(b, options, ip, tcp, gopacket.Payload(payload)))
	return b.Bytes()
}

// tshark prints the given fields of the packets of a file, or of those that match
// a filter, one line each.
func tshark(t *testing.T, file, filter string, fields ...string) []string {
	t.Helper()
	args := []string{"-r", file, "-n", "-T", "fields", "-E", "separator=|",
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-Y", filter}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	cmd := exec.Command("tshark", args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	require.NotContains(t, complaints.String(), "damaged")
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

func TestTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	var file bytes.Buffer
	w := NewWriter(&file, testHeader)
	client := w.AddInterface(Interface{Name: "client:0", Description: "to the server", Speed: 10e6})
	server := w.AddInterface(Interface{Name: "server:0"})
	w.Names([]Name{{netip.MustParseAddr("10.0.0.1"), []string{"client"}}})
	syn, synAck := frame(t, true, 100, 0, true, nil), frame(t, false, 900, 101, true, nil)
	get := frame(t, true, 101, 901, false, []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
	body := frame(t, false, 901, 128, false, make([]byte, 65535-40))
	ms := vtime.Millisecond
	w.Packet(Packet{Interface: client, At: 0, Data: syn})
	w.Packet(Packet{Interface: server, At: 10 * ms, Data: syn, Inbound: true})
	w.Packet(Packet{Interface: server, At: 10*ms + 1, Data: synAck})
	w.Packet(Packet{Interface: client, At: 20*ms + 1, Data: synAck, Inbound: true})
	w.Packet(Packet{Interface: client, At: 21 * ms, Data: get, Comment: []byte("waited 20.000 ms for the handshake")})
	w.Packet(Packet{Interface: server, At: 31 * ms, Data: get, Inbound: true})
	w.Packet(Packet{Interface: server, At: 32 * ms, Data: body})
	w.Statistics(client, 40*ms, Statistics{Received: 1})
	require.NoError(t, w.Err())
	name := filepath.Join(t.TempDir(), "a.pcapng")
	require.NoError(t, os.WriteFile(name, file.Bytes(), 0o666))

	require.Equal(t, []string{
		"0.000000000|client:0|to the server|0x00000002|1|1|",
		"0.010000000|server:0||0x00000001|1|1|",
		"0.010000001|server:0||0x00000002|1|1|",
		"0.020000001|client:0|to the server|0x00000001|1|1|",
		"0.021000000|client:0|to the server|0x00000002|1|1|waited 20.000 ms for the handshake",
		"0.031000000|server:0||0x00000001|1|1|",
		"0.032000000|server:0||0x00000002|1|1|",
	}, tshark(t, name, "frame", "frame.time_epoch", "frame.interface_name", "frame.interface_description",
		"frame.packet_flags", "ip.checksum.status", "tcp.checksum.status", "frame.comment"))
	require.Empty(t, tshark(t, name, "_ws.malformed or _ws.expert.group == \"Checksum\"", "frame.number"))
	// The file brings its own names: tshark asks nobody for them (-N, not -n).
	out, err := exec.Command("tshark", "-r", name, "-N", "n", "-T", "fields", "-e", "ip.src_host", "-c", "1").Output()
	require.NoError(t, err)
	require.Equal(t, "client\n", string(out))
}
