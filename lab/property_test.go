package lab_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/simtest"
)

// Whatever the world: a run ends with a reason, without a panic; what it says
// adds up; it can be shown at any width; and a second run is the same.
func TestRandomWorldsProperty(t *testing.T) {
	for seed := range simtest.Seeds(t, 60) {
		randomWorld(t, seed)
	}
}

func randomWorld(t *testing.T, seed uint64) {
	where := fmt.Sprintf("seed %d", seed)
	defer func() {
		if p := recover(); p != nil {
			t.Logf("%s panics", where)
			panic(p)
		}
	}()
	text := randomScenario(seed).YAML(knobs.Registry())
	sc, err := scenario.Parse(where, text, knobs.Registry())
	require.NoError(t, err, "%s: what programs make is what people may write", where)
	points := []lab.Points{{}, {All: true}, {Hosts: []string{"client-0"}}}[seed%3]
	f := runAll(t, sc, points)
	d := f.document
	require.Contains(t, []string{"done", "deadlock", "time bound", "event bound"}, d.End, where)
	requireSums(t, d, where)
	requireConserved(t, d, where)
	requireBounds(t, f, where)
	requireCapture(t, f, where)
	requireTrace(t, f, where)
	for _, style := range []report.Style{{Width: 20}, {Width: 93, Color: true, Worst: 3, Rows: 2, Connections: 1}} {
		var b strings.Builder
		require.NoError(t, report.Text(&b, f.result, style), where)
		require.True(t, strings.HasSuffix(b.String(), "\n"), where)
	}
	again := runAll(t, sc, points, 1+seed%50) // and forgets ever so often
	require.Equal(t, f.result.TraceSHA256, again.result.TraceSHA256, where)
	require.True(t, string(f.json) == string(again.json), "%s: the JSON documents differ", where)
	require.True(t, string(f.pcap) == string(again.pcap), "%s: the captures differ", where)
}

// requireBounds checks that a run went no further than it may, and that what
// ended ended within it.
func requireBounds(t *testing.T, f *files, where string) {
	sc, d := f.result.Scenario, f.document
	require.LessOrEqual(t, d.Events, sc.MaxEvents, where)
	if sc.Until > 0 {
		require.LessOrEqual(t, d.EndNS, sc.Until, where)
	}
	require.LessOrEqual(t, d.DurationNS, d.EndNS, where)
	for i, x := range d.Transactions {
		require.LessOrEqual(t, x.StartNS, d.EndNS, where)
		blind := f.result.Transactions[i].Blind // a relay waits for the server's close, and passes on what is no HTTP
		if x.EndNS == nil && !blind {
			require.Contains(t, []string{"time bound", "event bound", "deadlock"}, d.End, "%s: %s did not end", where, x.URL)
		}
		tunnel := x.Method == http.MethodConnect // which may end before its answer came
		if x.Error == "" && x.EndNS != nil && !tunnel && !blind {
			require.Positive(t, x.Status, "%s: %s", where, x.URL)
		}
	}
}
