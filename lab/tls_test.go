package lab_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

// between is the time from when one object was asked for to when another was.
func between(first, second int) func(*report.Document) vtime.Time {
	return func(d *report.Document) vtime.Time {
		return d.Transactions[second-1].StartNS - d.Transactions[first-1].StartNS
	}
}

// segment14 is a packet with n bytes of data where timestamps are on.
func segment14(n int64) int64 { return n + 52 }

// tlsLaws are about TLS, worked out by hand.
var tlsLaws = []law{
	{"tls-handshakes", "in the clear", total(2), 2 * 100 * ms},
	{"tls-handshakes", "1.3: one round trip", total(4), 3 * 100 * ms},
	{"tls-handshakes", "1.2: two", total(6), 4 * 100 * ms},
	{"tls-handshakes", "1.2: computing at the server", why(7, "tls"), 2*100*ms + 3*ms},
	{"tls-handshakes", "1.2 resumed: one", total(8), 3*100*ms + 1*ms},
	{"tls-handshakes", "1.2 with false start: one", total(10), 3 * 100 * ms},
	{"tls-handshakes", "1.3 resumed: one", total(12), 3*100*ms + 1*ms},
	{"tls-handshakes", "early data: the first time one", total(13), 3*100*ms + 3*ms},
	{"tls-handshakes", "early data: none", total(14), 2*100*ms + 1*ms},
	{"tls-handshakes", "early data: only what it takes to compute", why(14, "tls"), 1 * ms},
	{"tls-handshakes", "another key: two", total(16), 4 * 100 * ms},

	// Early data and their answer take one round trip behind the SYN's, and the second time one more.
	{"too-early", "may be repeated", total(2), 2 * 200 * ms},
	{"too-early", "425, and once more", total(4), 3 * 200 * ms},
	{"too-early", "which is what it waited for in vain", why(4, "tls"), 200 * ms},
	{"too-early", "as without early data", total(6), 3 * 200 * ms},
	{"too-early", "through a gateway: two short ones, and one all the way twice", totalOf("by way of the gateway", 2), 20*ms + 2*200*ms},
	{"too-early", "which is longer than to wait for the handshake", totalOf("gateway, not early", 2), 2*20*ms + 200*ms},

	{"tls-certificates", "they fit", total(1), 3 * 100 * ms},
	{"tls-certificates", "7 kB in 4 segments", total(2), 3*100*ms + 100*ms},
	{"tls-certificates", "what held them", why(2, "slow start"), 100 * ms},
	{"tls-certificates", "7 kB in 10 segments", total(3), 3 * 100 * ms},
	{"tls-certificates", "16 kB in 10 segments", total(4), 3*100*ms + 100*ms},

	// A record of 16 KiB is eleven full segments and the rest; one of 1400 is a segment.
	{"tls-records", "large ones", func(d *report.Document) vtime.Time { return between(1, 2)(d) - between(3, 4)(d) },
		onLine(16384+22+12*52, 1e6) - onLine(segment14(1400+22), 1e6)},
	{"tls-records", "the same, growing", func(d *report.Document) vtime.Time { return between(5, 6)(d) - between(3, 4)(d) },
		onLine(1369, 1e6) - onLine(1400, 1e6)},

	{"tls-bad-peers", "a port in the clear", total(1), 2 * 100 * ms},
	{"tls-bad-peers", "a request in the clear", total(2), 2 * 100 * ms},
	{"tls-bad-peers", "too slow", total(5), 100*ms + 10*s},
}

// tlsFacts are the errors of those that do not speak it.
var tlsFacts = []fact{
	{"tls-bad-peers", "errors", errorsOf, map[int]string{
		1: `TLS handshake with www.example: TLS: the other end does not speak it, it sent "HTTP/" (unexpected_message)`,
		3: "TLS handshake with www.example: the other end ended the TLS session: protocol_version",
		4: "the connection ended without a close_notify: unexpected EOF",
		5: "TLS handshake with www.example: ETIMEDOUT: timed out",
		6: "ECONNRESET: connection reset by peer",
	}},
}

// Wireshark sees TLS: what a hello says, and nothing that is malformed.
func TestTLSInTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	for _, name := range []string{"tls-handshakes", "tls-certificates"} {
		f := runAll(t, loadScenario(t, name), lab.Points{})
		file := filepath.Join(t.TempDir(), "a.pcapng")
		require.NoError(t, os.WriteFile(file, f.pcap, 0o600))
		require.Empty(t, tshark(t, file, `_ws.malformed or _ws.expert.severity == "Error"`, "frame.number", "_ws.col.info"))
		hellos := tshark(t, file, "tls.handshake.type == 1", "tls.handshake.extensions_server_name",
			"tls.handshake.extensions_alpn_str")
		require.Len(t, hellos, map[string]int{"tls-handshakes": 16, "tls-certificates": 4}[name])
		for _, h := range hellos {
			require.True(t, strings.HasSuffix(h, ".example|http/1.1"), h)
		}
		versions := map[string]int{}
		for _, v := range tshark(t, file, "tls.handshake.type == 2", "tls.handshake.extensions.supported_version") {
			versions[v]++
		}
		if name == "tls-certificates" {
			require.Equal(t, map[string]int{"0x0304": 4}, versions)
			continue
		}
		require.Equal(t, 10, versions["0x0304"], "two of them ask for another hello")
		require.Len(t, tshark(t, file, "tls.handshake.type == 11", "tls.handshake.certificate"), 5)
		require.Len(t, tshark(t, file, "tls.resumed", "frame.number"), 1, "that of version 1.2")
	}
}
