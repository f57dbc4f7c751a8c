package film_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// What tshark infers of packets.
const (
	again      = "again"      // sent before
	doubled    = "doubled"    // an acknowledgement like the one before
	gap        = "gap"        // something before it was not captured
	probe      = "probe"      // of a kept or closed connection
	suspicious = "suspicious" // broken in some way
)

// inferences are the fields of tshark with what they mean.
var inferences = []struct{ field, means string }{
	{"tcp.analysis.retransmission", again}, {"tcp.analysis.fast_retransmission", again},
	{"tcp.analysis.spurious_retransmission", again}, {"tcp.analysis.out_of_order", again},
	{"tcp.analysis.duplicate_ack", doubled}, {"tcp.analysis.lost_segment", gap}, {"tcp.analysis.ack_lost_segment", gap},
	{"tcp.analysis.keep_alive", probe}, {"tcp.analysis.zero_window_probe", probe},
	{"_ws.malformed", suspicious},
}

// As Wireshark numbers groups and severities of what its experts say. What they say of
// the sequence of segments is in the fields above, or of resets.
const checksum, sequence, warning, severe = "16777216", "33554432", "6291456", "8388608"

// inferred asks tshark about a capture: what it says of which packets.
func inferred(t *testing.T, file string) map[int][]string {
	t.Helper()
	args := []string{"-r", file, "-n", "-T", "fields", "-E", "separator=|", "-o", "ip.check_checksum:TRUE",
		"-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-o", "tcp.reassemble_out_of_order:TRUE", "-e", "frame.number"}
	for _, i := range inferences {
		args = append(args, "-e", i.field)
	}
	args = append(args, "-e", "_ws.expert.group", "-e", "_ws.expert.severity", "-e", "_ws.expert.message")
	var complaints bytes.Buffer
	cmd := exec.Command("tshark", args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	said := map[int][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		n, err := strconv.Atoi(fields[0])
		require.NoError(t, err)
		for i, x := range inferences {
			if fields[i+1] != "" && !slices.Contains(said[n], x.means) {
				said[n] = append(said[n], x.means)
			}
		}
		k := len(inferences) + 1
		severities := strings.Split(fields[k+1], ",")
		for i, group := range strings.Split(fields[k], ",") {
			if group == checksum || severities[i] == severe || severities[i] == warning && group != sequence {
				said[n] = append(said[n], suspicious+": "+fields[k+2])
				break
			}
		}
	}
	return said
}

// Retransmissions, doubled acknowledgements and holes that tshark infers from a
// capture are those that we made, and it finds all that we made. By default a few
// scenarios are looked at, in a sweep all.
func TestTsharkAgreesProperty(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	files := []string{"tail-loss", "wireless", "disorder", "textbook", "nagle-meets-delayed-ack", "satellite", "keep-alive-race"}
	sweep := os.Getenv("RTTLAB_SEEDS") != ""
	if sweep {
		all, err := filepath.Glob(dir + "*.yaml")
		require.NoError(t, err)
		files = nil
		for _, f := range all {
			files = append(files, strings.TrimSuffix(filepath.Base(f), ".yaml"))
		}
	}
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			f, capture := captured(t, name)
			file := filepath.Join(t.TempDir(), "a.pcapng")
			require.NoError(t, os.WriteFile(file, capture, 0o600))
			said := inferred(t, file)
			if strings.HasSuffix(name, "bad-streams") || strings.HasSuffix(name, "bad-peers") {
				forgive(said) // there peers send what they must not
			}
			requireAgreement(t, f, said)
		})
	}
}

// The same on wires that lose, disturb and double at random, with stacks of any profile.
func TestTsharkAgreesOnRandomWiresProperty(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	for seed := range simtest.Heavy(t, 3, 16) { // tshark takes a third of a second to start
		rng := rand.New(rand.NewPCG(seed, 0))
		pick := func(of ...string) string { return of[rng.IntN(len(of))] }
		set := []scenario.Assignment{
			{Path: "seed", Value: strconv.Itoa(rng.IntN(1000))},
			{Path: "profile", Value: pick("rfc", "classic", "linux")},
			{Path: "links[0].loss", Value: pick("0%", "1%", "5%")},
			{Path: "links[0].duplicate", Value: pick("0%", "3%")},
			{Path: "links[0].reorder", Value: pick("0%", "5%")},
			{Path: "links[0].reorder_by", Value: pick("1ms", "20ms")},
		}
		name := pick("serial-connections", "wireless", "streams-and-loss", "slow-start", "textbook")
		f, capture := captured(t, name, set...)
		file := filepath.Join(t.TempDir(), "a.pcapng")
		require.NoError(t, os.WriteFile(file, capture, 0o600))
		t.Log(name, set)
		requireAgreement(t, f, inferred(t, file))
	}
}

// forgive takes back what tshark found suspicious.
func forgive(said map[int][]string) {
	for n, list := range said {
		said[n] = slices.DeleteFunc(list, func(what string) bool { return strings.HasPrefix(what, suspicious) })
	}
}

// captured films a scenario, changed somewhat, and captures it.
func captured(t *testing.T, name string, set ...scenario.Assignment) (*film.Film, []byte) {
	file := dir + name + ".yaml"
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{Set: set, Open: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(file), name))
	}})
	require.NoError(t, err)
	f := film.New()
	var out bytes.Buffer
	c := lab.NewCapture(&out, "", "", lab.Points{})
	_, err = lab.Run(s, lab.Options{Watchers: []lab.Watcher{f, c}})
	require.NoError(t, err)
	require.NoError(t, c.Finish())
	return f, out.Bytes()
}

// requireAgreement checks what tshark says of each packet against what we know of it.
func requireAgreement(t *testing.T, f *film.Film, said map[int][]string) {
	order := []*film.Packet{}
	for _, p := range f.Packets {
		if p.Number > 0 {
			order = append(order, p)
		}
	}
	slices.SortFunc(order, func(a, b *film.Packet) int { return a.Number - b.Number })
	furthest := map[*stack.End]int64{} // up to where a packet has shown that its sender has got
	last := map[*stack.End]tcp.Seq{}   // what was acknowledged last
	for _, p := range order {
		list, where := said[p.Number], fmt.Sprintf("packet %d: %s", p.Number, f.Comment(p))
		// Bytes below the furthest have been shown, or were overtaken: by later ones, or by
		// an empty segment, which has the number of the byte that is to come next.
		old := p.Protocol == "tcp" && p.Payload > 0 && p.Start < furthest[p.End]
		if slices.Contains(list, again) {
			require.True(t, old || p.Copied > 0 || p.Copy > 1, "%s: tshark takes it for a retransmission", where)
		}
		if old && !p.Damaged && p.End != nil && p.Copy > 1 {
			require.True(t, slices.Contains(list, again) || slices.Contains(list, probe), "%s: tshark says %v", where, list)
		}
		if slices.Contains(list, doubled) {
			require.Zero(t, p.Payload, where)
			require.Equal(t, last[p.End], p.Segment.Ack, where)
		}
		if slices.Contains(list, gap) {
			require.True(t, lostBefore(f, p), "%s: tshark misses something before it", where)
		}
		for _, what := range list {
			quotes := p.Protocol == "icmp" // a part of a packet, whose checksum cannot be right
			require.True(t, p.Damaged || quotes || !strings.HasPrefix(what, suspicious), "%s: %s", where, what)
		}
		last[p.End] = p.Segment.Ack
		// What only a probe has shown counts as new for tshark when the window has opened.
		if p.End != nil && p.Protocol == "tcp" && !slices.Contains(list, probe) {
			number := int64(int32(uint32(p.Segment.Seq) - p.End.ISS))
			furthest[p.End] = max(furthest[p.End], p.Stop, number)
		}
	}
}

// lostBefore reports whether something did not arrive in time that left on the same
// connection before a packet.
func lostBefore(f *film.Film, p *film.Packet) bool {
	for _, q := range f.Packets[:p.ID] {
		if q.Connection() == p.Connection() && (q.Lost != "" || q.Damaged || q.Ended() > p.Ended()) {
			return true
		}
	}
	return false
}
