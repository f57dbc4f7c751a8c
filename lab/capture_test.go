package lab_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// captured is a packet of a capture.
type captured struct {
	at      int64 // nanoseconds
	iface   string
	data    []byte
	comment string
	inbound bool
	decoded gopacket.Packet
	intact  bool // checksums are right
}

// Parts of the pcapng format that gopacket does not read.
const (
	blockPacket   = 6
	optionComment = 1
	optionFlags   = 2
)

// readCapture reads a capture back with gopacket, and comments and directions
// by the letter of the format.
func readCapture(t require.TestingT, file []byte, where string) (packets []captured) {
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.NgReaderOptions{})
	require.NoError(t, err, where)
	require.Equal(t, layers.LinkTypeRaw, r.LinkType(), where)
	notes := readOptions(t, file, where)
	for {
		data, info, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, where)
		iface, err := r.Interface(info.InterfaceIndex)
		require.NoError(t, err, where)
		require.Equal(t, pcapgo.NgResolution(9), iface.TimestampResolution, "%s: nanoseconds", where)
		require.Equal(t, len(data), info.Length, "%s: whole", where)
		require.NotEmpty(t, notes, where)
		p := captured{at: info.Timestamp.UnixNano(), iface: iface.Name, data: data}
		p.comment, p.inbound = notes[0].comment, notes[0].inbound
		notes = notes[1:]
		p.decode()
		packets = append(packets, p)
	}
	require.Empty(t, notes, where)
	return packets
}

type note struct {
	comment string
	inbound bool
}

// readOptions returns the options of each packet block.
func readOptions(t require.TestingT, file []byte, where string) (notes []note) {
	le := binary.LittleEndian
	for len(file) > 0 {
		kind, n := le.Uint32(file), int(le.Uint32(file[4:]))
		require.LessOrEqual(t, n, len(file), where)
		if body := file[8 : n-4]; kind == blockPacket {
			options, x := body[20+(int(le.Uint32(body[12:]))+3)/4*4:], note{}
			for len(options) >= 4 && le.Uint16(options) != 0 {
				value := options[4 : 4+le.Uint16(options[2:])]
				switch le.Uint16(options) {
				case optionComment:
					x.comment = string(value)
				case optionFlags:
					x.inbound = le.Uint32(value)&3 == 1
				}
				options = options[4+(len(value)+3)/4*4:]
			}
			notes = append(notes, x)
		}
		file = file[n:]
	}
	return notes
}

// decode takes a packet apart and looks at its checksums.
func (p *captured) decode() {
	if p.data[0]>>4 == 6 {
		p.decode6()
		return
	}
	p.decoded = gopacket.NewPacket(p.data, layers.LayerTypeIPv4, gopacket.Default)
	ip, ok := p.decoded.Layer(layers.LayerTypeIPv4).(*layers.IPv4)
	if !ok || p.broken() || int(ip.Length) != len(p.data) {
		return
	}
	header, body := p.data[:int(ip.IHL)*4], ip.Payload
	if ip.Flags&layers.IPv4MoreFragments != 0 || ip.FragOffset != 0 {
		p.intact = sum16(header) == 0xffff // what they carry has a checksum over all of it
		return
	}
	var pseudo []byte
	switch ip.Protocol {
	case layers.IPProtocolTCP, layers.IPProtocolUDP:
		pseudo = append(append(pseudo, ip.SrcIP.To4()...), ip.DstIP.To4()...)
		pseudo = append(pseudo, 0, byte(ip.Protocol), byte(len(body)>>8), byte(len(body)))
	}
	p.intact = sum16(header) == 0xffff && sum16(append(pseudo, body...)) == 0xffff
}

// broken reports whether a packet cannot be taken apart. Name servers may be told to
// send garbage.
func (p *captured) broken() bool {
	if udp, ok := p.decoded.TransportLayer().(*layers.UDP); ok && udp.SrcPort == 53 {
		return false
	}
	return p.decoded.ErrorLayer() != nil
}

// decode6 is decode for IPv6, whose header has no checksum.
func (p *captured) decode6() {
	p.decoded = gopacket.NewPacket(p.data, layers.LayerTypeIPv6, gopacket.Default)
	ip, ok := p.decoded.Layer(layers.LayerTypeIPv6).(*layers.IPv6)
	if !ok || p.broken() || int(ip.Length)+40 != len(p.data) {
		return
	}
	n := len(ip.Payload)
	pseudo := append(append([]byte{}, p.data[8:40]...), byte(n>>24), byte(n>>16), byte(n>>8), byte(n), 0, 0, 0, p.data[6])
	p.intact = sum16(append(pseudo, ip.Payload...)) == 0xffff
}

// sum16 is the one's complement sum (RFC 1071), which is all ones over what
// holds its own right checksum.
func sum16(b []byte) uint16 {
	if len(b)%2 == 1 {
		b = append(b[:len(b):len(b)], 0)
	}
	n := uint32(0)
	for i := 0; i < len(b); i += 2 {
		n += uint32(b[i])<<8 | uint32(b[i+1])
		n = n&0xffff + n>>16
	}
	return uint16(n)
}

// requireCapture reads the capture of a run and checks what holds for all. What
// leaves the host that made it is not damaged. What arrives may be, and what a
// router passes on: it looks at the IP header only.
func requireCapture(t require.TestingT, f *files, where string) []captured {
	packets := readCapture(t, f.pcap, where)
	routers, known := map[string]bool{}, map[string]bool{}
	for _, h := range f.result.Scenario.Hosts {
		routers[h.Name], known[h.Name] = h.Router, true
	}
	last := int64(0)
	for i := range packets {
		p := &packets[i]
		require.LessOrEqual(t, last, p.at, "%s: times are in order", where)
		last = p.at
		host, _, _ := strings.Cut(p.iface, ":")
		require.True(t, known[host], "%s: interface %s is at no host", where, p.iface)
		require.True(t, p.intact || p.inbound || routers[host], "%s: packet %d at %d ns leaves damaged: %v", where, i+1, p.at,
			p.decoded)
	}
	return packets
}

// Without more each packet is captured once, where its conversation was opened:
// out of all that passes anywhere, what its opener sends or gets.
func TestCaptureEachPacketOnce(t *testing.T) {
	for _, name := range scenarioNames(t) {
		all := runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{All: true})
		owners := map[string]string{}
		for _, h := range all.result.Net.Hosts() {
			for _, a := range h.Addrs() {
				owners[a.String()] = h.Name()
			}
		}
		openers := map[string]string{}
		var want, got []seen
		for _, p := range requireCapture(t, all, name) {
			if !p.intact {
				continue // its ports may not be what they were
			}
			src, dst, talk := p.ends()
			if openers[talk] == "" {
				openers[talk] = src
				openers[min(src, dst)+"-"+max(src, dst)] = src // fragments show no ports
			}
			opener := openers[talk]
			if p.decoded.Layer(layers.LayerTypeICMPv4) != nil || p.decoded.Layer(layers.LayerTypeICMPv6) != nil {
				opener = dst
			}
			host, _, _ := strings.Cut(p.iface, ":")
			if owners[opener] == host && (!p.inbound && opener == src || p.inbound && opener == dst) {
				want = append(want, p.seen())
			}
		}
		for _, p := range requireCapture(t, runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{}), name) {
			if p.intact {
				got = append(got, p.seen())
			}
		}
		require.NotEmpty(t, got, name)
		require.Equal(t, want, got, name)
	}
}

// seen is what two captures of a packet have in common: a number in a comment is
// that of a packet in the same file.
type seen struct {
	at             int64
	iface, comment string
	inbound        bool
	digest         [sha256.Size]byte
}

var packetNumber = regexp.MustCompile(`packet \d+|a packet that was not captured`)

func (p *captured) seen() seen {
	return seen{p.at, p.iface, packetNumber.ReplaceAllString(p.comment, "packet"), p.inbound, sha256.Sum256(p.data)}
}

// ends returns the addresses of a packet, and what names its conversation.
func (p *captured) ends() (src, dst, talk string) {
	network := p.decoded.NetworkLayer()
	src, dst = network.NetworkFlow().Src().String(), network.NetworkFlow().Dst().String()
	a, b := src, dst
	kind := ""
	if t := p.decoded.TransportLayer(); t != nil {
		kind = t.LayerType().String()
		a += " " + t.TransportFlow().Src().String()
		b += " " + t.TransportFlow().Dst().String()
	}
	return src, dst, kind + min(a, b) + "-" + max(a, b)
}

// With all points every packet is there as it leaves and as it arrives.
func TestCaptureAllPoints(t *testing.T) {
	for _, name := range scenarioNames(t) {
		f := runAll(t, loadScenario(t, name, fewer(name)...), lab.Points{All: true})
		packets := requireCapture(t, f, name)
		out, in, damaged := uint64(0), uint64(0), uint64(0)
		for i := range packets {
			if packets[i].inbound {
				in++
			} else {
				out++
			}
			if !packets[i].intact {
				damaged++
			}
		}
		require.Equal(t, f.document.Packets.Sent, out, name)
		require.Equal(t, f.document.Packets.Delivered, in, name)
		flipped := uint64(0)
		for _, l := range f.document.Links {
			flipped += l.Damaged
		}
		require.Equal(t, flipped, damaged, "%s: one flipped bit never gets by", name)
	}
}

// At named hosts a packet is seen as it leaves there and as it arrives there.
func TestCaptureAtHosts(t *testing.T) {
	f := runAll(t, loadScenario(t, "static-routes"), lab.Points{Hosts: []string{"east", "client"}})
	count := map[string]int{}
	for _, p := range requireCapture(t, f, "static-routes") {
		direction := " out"
		if p.inbound {
			direction = " in"
		}
		count[p.iface+direction]++
	}
	require.Equal(t, map[string]int{
		"client:west out": 5, "client:west in": 4,
		"east:middle in": 5, "east:server out": 5, "east:server in": 4, "east:west out": 4,
	}, count)
}

// Parallel links and the loopback have interfaces of their own.
func TestCaptureNamesInterfaces(t *testing.T) {
	f := runAll(t, parse(t, `
rttlab: 1
hosts: {a: {}, b: {}}
links:
  - {between: [a, b], delay: 5ms, rate: 1Mbit/s}
  - {between: [a, b], delay: 9ms, subnet: 10.0.1.0/24}
servers: [{host: a}]
workloads:
  - {type: requests, client: a, url: "http://10.0.0.1/"}
  - {type: bulk, client: a, server: b, bytes: 1000}
`), lab.Points{All: true})
	r, err := pcapgo.NewNgReader(bytes.NewReader(f.pcap), pcapgo.NgReaderOptions{})
	require.NoError(t, err)
	for err == nil {
		_, _, err = r.ReadPacketData()
	}
	require.ErrorIs(t, err, io.EOF)
	var got []string
	for i := range r.NInterfaces() {
		iface, err := r.Interface(i)
		require.NoError(t, err)
		got = append(got, iface.Name+", "+iface.Description)
	}
	require.Equal(t, []string{
		"a:b, end at a of the link to b", "b:a, end at b of the link to a",
		"a:b#2, end at a of the link to b", "b:a#2, end at b of the link to a", "a:a, loopback of a",
	}, got)
	seen := map[string]int{}
	for _, p := range readCapture(t, f.pcap, "loopback") {
		seen[p.iface]++
	}
	require.Positive(t, seen["a:a"], "loopback packets are seen once")
	require.Zero(t, seen["a:b#2"], "routes take the first of two equal links")
}

// A writer that fails ends the capture with its error.
func TestCaptureReportsWriteErrors(t *testing.T) {
	broken := errors.New("no space left")
	c := lab.NewCapture(&failing{after: 2000, err: broken}, "rttlab", "", lab.Points{})
	_, err := lab.Run(loadScenario(t, "textbook"), lab.Options{Watchers: []lab.Watcher{c}})
	require.NoError(t, err)
	require.ErrorIs(t, c.Finish(), broken)
}

// tshark prints fields of the packets that a filter matches, one line each.
func tshark(t *testing.T, file, filter string, fields ...string) []string {
	t.Helper()
	args := []string{"-r", file, "-n", "-T", "fields", "-E", "separator=|", "-o", "ip.check_checksum:TRUE",
		"-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-d", "tcp.port==1443,tls", "-d", "tcp.port==2443,tls", "-Y", filter}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	var complaints bytes.Buffer
	cmd := exec.Command("tshark", args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// Wireshark opens captures without a complaint: no malformed packet, no bad
// checksum, and no retransmission, hole or doubled acknowledgement where nothing
// was lost.
func TestCaptureInTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	wrong := `_ws.malformed or _ws.expert.group == "Checksum" or _ws.expert.severity == "Error"`
	suspicious := ` or tcp.analysis.retransmission or tcp.analysis.lost_segment or tcp.analysis.duplicate_ack or ` +
		`tcp.analysis.out_of_order or tcp.analysis.ack_lost_segment`
	for _, c := range []struct {
		name   string
		sc     *scenario.Scenario
		filter string
	}{
		{"shop", loadPage(t, "shop", lab.DefaultNetwork()), wrong + suspicious},
		{"slow-names", loadScenario(t, "slow-names"), wrong + suspicious},
		{"time-wait-reuse", loadScenario(t, "time-wait-reuse"), wrong},
		{"ipv6", loadScenario(t, "ipv6"), wrong + suspicious},
		{"lossy shop", loadPage(t, "shop", networks[2]), wrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := runAll(t, c.sc, lab.Points{})
			file := filepath.Join(t.TempDir(), "a.pcapng")
			require.NoError(t, os.WriteFile(file, f.pcap, 0o600))
			require.Empty(t, tshark(t, file, c.filter, "frame.number", "_ws.col.info", "_ws.expert.message"))
			want := []string{}
			for _, p := range requireCapture(t, f, c.name) {
				require.NotEmpty(t, p.comment)
				want = append(want, p.comment)
			}
			require.Equal(t, want, tshark(t, file, "frame.comment", "frame.comment"))
		})
	}
}
