package lab_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
)

// Wireshark knows the frames of HTTP/2 by their preface, and has no complaint about
// them: header blocks of all streams decode with the tables of the connection.
func TestHTTP2InTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	f := runAll(t, loadScenario(t, "goaway"), lab.Points{})
	file := filepath.Join(t.TempDir(), "a.pcapng")
	require.NoError(t, os.WriteFile(file, f.pcap, 0o600))
	require.Empty(t, tshark(t, file, `_ws.malformed or _ws.expert.severity == "Error"`, "frame.number", "_ws.col.info"))
	counts := map[string]int{}
	fields := []string{"path", "status", "last_stream_id", "max_concurrent_streams"}
	for _, line := range tshark(t, file, "http2", "http2.headers.path", "http2.headers.status",
		"http2.goaway.last_stream_id", "http2.settings.max_concurrent_streams") {
		for i, column := range strings.Split(line, "|") {
			for _, one := range strings.Split(column, ",") {
				counts[fields[i]+" "+one]++
			}
		}
	}
	require.Equal(t, 12+7+2, counts["path /form"], "five are answered on a connection, and what is left goes again")
	require.Equal(t, 12, counts["status 200"])
	require.Equal(t, 2, counts["last_stream_id 9"], "the server leaves twice")
	require.Equal(t, 3, counts["max_concurrent_streams 128"])
}
