package tcp

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kindsOfSegments are what arrives in every state. The peer has sent its SYN, we
// have sent ours and, once we have closed, a FIN; nothing else.
var kindsOfSegments = []struct {
	name     string
	flags    Flags
	seq, ack int64 // from RCV.NXT and SND.NXT
	n        int
}{
	{"SYN at RCV.NXT", SYN, 0, 0, 0},
	{"SYN in the window", SYN, 100, 0, 0},
	{"SYN outside", SYN, -5000, 0, 0},
	{"SYN-ACK", SYN | ACK, 0, 0, 0},
	{"SYN and FIN", SYN | FIN, 0, 0, 0},
	{"RST exact", RST, 0, 0, 0},
	{"RST in the window", RST, 100, 0, 0},
	{"RST outside", RST, -5000, 0, 0},
	{"RST-ACK exact", RST | ACK, 0, 0, 0},
	{"no flags", 0, 0, 0, 0},
	{"ACK", ACK, 0, 0, 0},
	{"ACK outside", ACK, -5000, 0, 0},
	{"ACK of what was not sent", ACK, 0, 1000, 0},
	{"ACK older than the window", ACK, 0, -100000, 0},
	{"data", ACK | PSH, 0, 0, 100},
	{"data without ACK", PSH, 0, 0, 100},
	{"data behind a hole", ACK, 500, 0, 100},
	{"data old", ACK, -100, 0, 100},
	{"data beyond the window", ACK, 1 << 20, 0, 100},
	{"FIN", FIN | ACK, 0, 0, 0},
	{"FIN without ACK", FIN, 0, 0, 0},
	{"FIN behind a hole", FIN | ACK, 500, 0, 0},
	{"data and FIN", FIN | ACK, 0, 0, 100},
	{"all flags", FIN | SYN | RST | PSH | ACK | URG, 0, 0, 0},
}

// Every kind of segment in every state (RFC 9293 section 3.10.7): the state after
// it, and what it is answered with. The tables are goldens.
func TestEverySegmentInEveryState(t *testing.T) {
	for _, p := range []string{"rfc", "classic", "linux"} {
		t.Run(p, func(t *testing.T) {
			var b strings.Builder
			for s := Closed; s <= TimeWait; s++ {
				fmt.Fprintf(&b, "%v\n", s)
				for _, k := range kindsOfSegments {
					r := newRig(t, ProfileConfig(p))
					r.bring(s)
					r.wait(20 * 1e6)
					r.segment(k.flags, r.c.rcv.nxt+k.seq, r.c.snd.nxt+k.ack, 60000, k.n)
					line := fmt.Sprintf("  %-26s", k.name)
					if r.c.state != s {
						line += " -> " + r.c.state.String()
						if r.c.err != 0 {
							line += " " + r.c.err.Name()
						}
					}
					for i := range r.sent {
						g := r.sent[i].Segment
						g.Options = Options{}
						text, _, _ := strings.Cut(string(g.AppendText(nil, rigISS, rigIRS)), " win ")
						line += "  > " + text
					}
					b.WriteString(strings.TrimRight(line, " ") + "\n")
				}
			}
			golden(t, "testdata/segments/"+p+".txt", b.String())
		})
	}
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		require.NoError(t, os.MkdirAll("testdata/segments", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run the test with -update")
	require.Equal(t, string(want), got)
}
