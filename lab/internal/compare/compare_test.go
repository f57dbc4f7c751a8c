package compare_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/compare"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

const ms = vtime.Millisecond

// load reads a file of the project with changes: path and value in turn.
func load(t *testing.T, file string, set ...string) *scenario.Scenario {
	t.Helper()
	data, err := os.ReadFile("../../../testdata/" + file)
	require.NoError(t, err)
	o := lab.LoadOptions{Network: lab.DefaultNetwork()}
	for i := 0; i < len(set); i += 2 {
		o.Set = append(o.Set, scenario.Assignment{Path: set[i], Value: set[i+1]})
	}
	s, err := lab.Load(file, data, o)
	require.NoError(t, err)
	return s
}

func runs(t *testing.T, a, b *scenario.Scenario) *compare.Report {
	t.Helper()
	r, err := compare.Runs(a, b)
	require.NoError(t, err)
	return r
}

func TestSameRunsAreTheSame(t *testing.T) {
	r := runs(t, load(t, "pages/article.har"), load(t, "pages/article.har"))
	require.True(t, r.SameTrace)
	require.Nil(t, r.Divergence)
	require.Empty(t, r.Changes)
	require.Empty(t, r.Pages)
	require.Empty(t, r.Transactions)
	require.Empty(t, r.Rules)
	require.Equal(t, 11, r.Same)
}

func TestShorterWire(t *testing.T) {
	const file = "scenarios/textbook.yaml"
	r := runs(t, load(t, file), load(t, file, "links[0].delay", "10ms"))
	require.False(t, r.SameTrace)
	require.Equal(t, []compare.Change{{Path: "links[0].delay", A: "28ms", B: "10ms"}}, r.Changes)
	require.Equal(t, 3, r.Divergence.Line)
	require.Len(t, r.Divergence.Common, 2)
	require.True(t, strings.HasPrefix(r.Divergence.A, "28 client->server < #1 S"), r.Divergence.A)
	require.True(t, strings.HasPrefix(r.Divergence.B, "10 client->server < #1 S"), r.Divergence.B)
	require.Equal(t, compare.Rule{Why: "slow start", Times: compare.Times{A: 112 * ms, B: 40 * ms}}, r.Rules[0])
	require.Equal(t, -144*ms, r.Transactions[0].Time.By())
}

// What differs by rule adds up to what the times differ by.
func TestRulesAddUp(t *testing.T) {
	for _, change := range [][]string{{"links[0].delay", "70ms"}, {"dns.known", "yes"}, {"profile", "classic"}} {
		r := runs(t, load(t, "pages/article.har"), load(t, "pages/article.har", change...))
		require.NotEmpty(t, r.Pages)
		require.NotEmpty(t, r.Transactions)
		for _, p := range append(r.Pages, r.Transactions...) {
			sum := vtime.Time(0)
			for _, x := range p.Rules {
				sum += x.By()
			}
			require.Equal(t, p.Time.By(), sum, "%s %v", p.Name, change)
		}
	}
}

// One trace is the beginning of the other.
func TestTraceThatEnds(t *testing.T) {
	const file = "scenarios/textbook.yaml"
	short, long := load(t, file, "until", "200ms"), load(t, file)
	r := runs(t, short, long)
	require.Empty(t, r.Divergence.A)
	require.NotEmpty(t, r.Divergence.B)
	require.Len(t, r.Divergence.Common, 3)
	require.Equal(t, []string{"GET http://shop.example/"}, r.OnlyB)
	require.Equal(t, "it had not ended, then 200", r.Transactions[0].Outcome)
	back := runs(t, long, short)
	require.Empty(t, back.Divergence.B)
	require.Equal(t, r.Divergence.Line, back.Divergence.Line)
	require.Equal(t, r.Divergence.B, back.Divergence.A)
	require.Equal(t, r.OnlyB, back.OnlyA)
}

// Results that were written and read again compare as the runs do, but for the
// traces.
func TestDocuments(t *testing.T) {
	const file = "pages/article.har"
	a, b := load(t, file), load(t, file, "options.tcp.initial_window", "2")
	want := runs(t, a, b)
	var read [2]report.Document
	for i, s := range []*scenario.Scenario{a, b} {
		r, err := lab.Run(s, lab.Options{})
		require.NoError(t, err)
		text, err := json.Marshal(report.NewDocument(r))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &read[i]))
	}
	got := compare.Documents(&read[0], &read[1])
	require.NotNil(t, want.Divergence)
	want.Divergence = nil
	require.Equal(t, want, got)
}
