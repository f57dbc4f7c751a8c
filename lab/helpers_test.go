package lab_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	us = vtime.Microsecond
	ms = vtime.Millisecond
	s  = vtime.Second
)

const (
	scenarioDir = "../testdata/scenarios"
	pageDir     = "../testdata/pages"
)

// scenarioNames lists the scenario files without their extension; in a short run, as
// under the race detector, some of each part of the alphabet.
func scenarioNames(t *testing.T) []string {
	t.Helper()
	names := allScenarioNames(t)
	if !testing.Short() {
		return names
	}
	var some []string
	for i := 0; i < len(names); i += 8 {
		some = append(some, names[i])
	}
	return some
}

func allScenarioNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(scenarioDir, "*.yaml"))
	require.NoError(t, err)
	require.Greater(t, len(files), 15)
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".yaml"))
	}
	return names
}

func loadScenario(t *testing.T, name string, set ...scenario.Assignment) *scenario.Scenario {
	t.Helper()
	sc, err := loadChanged(name, set)
	require.NoError(t, err)
	return sc
}

// fewer makes a scenario smaller whose thousands of hosts show no more than a few, but
// in what it is about.
func fewer(name string) []scenario.Assignment {
	if name == "many-clients" {
		return []scenario.Assignment{{Path: "hosts.user.count", Value: "40"}}
	}
	return nil
}

// loadChanged reads a scenario with changes, which it may refuse.
func loadChanged(name string, set []scenario.Assignment) (*scenario.Scenario, error) {
	file := filepath.Join(scenarioDir, name+".yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return lab.Load(file, data, lab.LoadOptions{Set: set})
}

func loadPage(t *testing.T, name string, n lab.Network) *scenario.Scenario {
	t.Helper()
	file := filepath.Join(pageDir, name+".har")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	sc, err := lab.Load(file, data, lab.LoadOptions{Network: n})
	require.NoError(t, err)
	return sc
}

// parse reads a scenario that a test spells out.
func parse(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	sc, err := scenario.Parse("test.yaml", []byte(text), knobs.Registry())
	require.NoError(t, err)
	return sc
}

// files are all that a run can write, and its document.
type files struct {
	result   *lab.Result
	document *report.Document
	json     []byte
	trace    []byte
	pcap     []byte
}

// runAll runs a scenario with everything that watches, in slices of the given
// number of events if there is one.
func runAll(t require.TestingT, sc *scenario.Scenario, points lab.Points, slice ...uint64) *files {
	var trace, pcap bytes.Buffer
	watchTrace := lab.NewTrace(&trace)
	capture := lab.NewCapture(&pcap, "rttlab", sc.Title, points)
	o := lab.Options{Watchers: []lab.Watcher{watchTrace, capture}, Waits: true} // which panic if they do not tile
	if len(slice) > 0 {
		lab.Slice(&o, slice[0])
	}
	r, err := lab.Run(sc, o)
	require.NoError(t, err)
	require.NoError(t, watchTrace.Err())
	require.NoError(t, capture.Finish())
	f := &files{result: r, document: report.NewDocument(r), trace: trace.Bytes(), pcap: pcap.Bytes()}
	f.json, err = json.MarshalIndent(f.document, "", "  ")
	require.NoError(t, err)
	return f
}

// textOf is the report as people read it.
func textOf(t *testing.T, r *lab.Result, width int) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, report.Text(&b, r, report.Style{Width: width, Worst: 4, Rows: 40, Connections: 24}))
	return b.String()
}

// golden compares a text with the file that holds it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// requireSums checks that both margins of every explanation add up to its total,
// and that its spans tile it.
func requireSums(t require.TestingT, d *report.Document, where string) {
	for i := range d.Transactions {
		x := &d.Transactions[i]
		if x.EndNS == nil {
			require.Empty(t, x.Spans, where)
			continue
		}
		requireTiles(t, x.StartNS, *x.EndNS, x.Times, x.Spans, where+" "+x.URL)
		p := x.Phases
		require.Equal(t, *x.EndNS-x.StartNS, p.Blocked+p.DNS+p.Connect+p.TLS+p.Send+p.Wait+p.Receive, "%s %s: phases",
			where, x.URL)
	}
	for i := range d.Pages {
		if p := &d.Pages[i]; p.EndNS != nil {
			requireTiles(t, p.StartNS, *p.EndNS, p.Times, p.Spans, where+" page "+p.Name)
		}
	}
}

func requireTiles(t require.TestingT, from, to vtime.Time, times report.Times, spans []report.Span, where string) {
	at, spent := from, map[string]vtime.Time{}
	for _, span := range spans {
		require.Equal(t, at, span.FromNS, where)
		require.Less(t, span.FromNS, span.ToNS, where)
		at = span.ToNS
		spent[span.Why] += span.ToNS - span.FromNS
	}
	require.Equal(t, to, at, where)
	var why, places, cells vtime.Time
	for name, d := range times.Why {
		require.Equal(t, spent[name], d, "%s: %s", where, name)
		row := vtime.Time(0)
		for _, c := range times.WhyWhere[name] {
			row += c
		}
		require.Equal(t, d, row, "%s: %s", where, name)
		why += d
	}
	for _, d := range times.Where {
		places += d
	}
	for _, row := range times.WhyWhere {
		for _, d := range row {
			require.Positive(t, d, where)
			cells += d
		}
	}
	require.Equal(t, []vtime.Time{to - from, to - from, to - from}, []vtime.Time{why, places, cells}, where)
}

// requireConserved checks that no packet came from nowhere or went nowhere.
func requireConserved(t require.TestingT, d *report.Document, where string) {
	p := d.Packets
	require.Equal(t, p.Sent+p.Duplicated, p.Delivered+p.Dropped+p.InFlight, where)
	if d.End == "done" || d.End == "deadlock" {
		require.Zero(t, p.InFlight, "%s: nothing is left to happen", where)
	}
}
