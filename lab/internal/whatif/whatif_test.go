package whatif_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/whatif"
	"github.com/rttlab/rttlab/sim/vtime"
)

const testdata = "../../../testdata/"

// loader reads a file of the project.
func loader(t *testing.T, file string) whatif.Load {
	t.Helper()
	data, err := os.ReadFile(testdata + file)
	require.NoError(t, err)
	open := func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(testdata+file), name))
	}
	var fewer []scenario.Assignment // hosts, since thousands show no more
	if strings.HasSuffix(file, "/many-clients.yaml") {
		fewer = []scenario.Assignment{{Path: "hosts.user.count", Value: "40"}}
	}
	return func(set ...scenario.Assignment) (*scenario.Scenario, error) {
		set = append(slices.Clone(fewer), set...)
		return lab.Load(file, data, lab.LoadOptions{Set: set, Open: open, Network: lab.DefaultNetwork()})
	}
}

func ask(t *testing.T, file string, lifts []whatif.Lift, o whatif.Options) *whatif.Report {
	t.Helper()
	r, err := whatif.Ask(loader(t, file), lifts, o)
	require.NoError(t, err)
	return r
}

func answer(t *testing.T, r *whatif.Report, name string) *whatif.Answer {
	t.Helper()
	for i := range r.Answers {
		if r.Answers[i].Name == name {
			return &r.Answers[i]
		}
	}
	require.Fail(t, "not answered", name)
	return nil
}

const ms = vtime.Millisecond

// The famous pair, in whole milliseconds: each of the two alone gives back the
// 200 ms that they cost, so both together give back no more.
func TestNagleMeetsDelayedAck(t *testing.T) {
	r := ask(t, "scenarios/nagle-meets-delayed-ack.yaml", whatif.Lifts(), whatif.Options{Pairs: 4})
	require.Equal(t, whatif.FocusTransactions, r.Focus)
	require.Equal(t, 440*ms, r.Base.Sum)
	nagle, ack := answer(t, r, "no-nagle"), answer(t, r, "no-delayed-ack")
	require.Equal(t, 280*ms, nagle.Costs.Sum)
	require.Equal(t, 280*ms, nagle.Saved.Sum)
	require.Equal(t, 200*ms, ack.Costs.Sum)
	require.Equal(t, 200*ms, ack.Saved.Sum)
	require.Equal(t, whatif.Pair{First: "no-nagle", Second: "no-delayed-ack", Saved: 280 * ms, Synergy: -200 * ms}, r.Pairs[0])
	require.Contains(t, r.Nothing, "no-loss")
	require.NotContains(t, r.Nothing, "no-nagle")
}

// What a cause costs, what is left of it, and what changed besides add up to what
// is saved, to the nanosecond.
func TestSavingIsAccountedFor(t *testing.T) {
	for _, file := range []string{"pages/article.har", "scenarios/tail-loss.yaml", "scenarios/bufferbloat.yaml"} {
		r := ask(t, file, whatif.Lifts(), whatif.Options{})
		require.NotEmpty(t, r.Answers)
		for _, x := range r.Answers {
			require.Empty(t, x.Error, "%s: %s", file, x.Name)
			sum := -x.Left
			if x.Costs != nil {
				sum += x.Costs.Of(r.Focus)
			}
			for _, c := range x.Grew {
				sum -= c.By
			}
			for _, c := range x.Fell {
				sum += c.By
			}
			require.Equal(t, sum, x.Saved.Of(r.Focus), "%s: %s", file, x.Name)
			require.Equal(t, r.Base.Of(r.Focus)-x.Then.Of(r.Focus), x.Saved.Of(r.Focus))
		}
	}
}

// An answer is what a run by hand gives whose --set the answer names.
func TestAnswersEqualRunsByHand(t *testing.T) {
	for _, file := range []string{"pages/article.har", "scenarios/wireless.yaml", "scenarios/slow-names.yaml"} {
		load := loader(t, file)
		for _, x := range ask(t, file, whatif.Lifts(), whatif.Options{}).Answers {
			var set []scenario.Assignment
			for _, text := range x.Set {
				path, value, _ := strings.Cut(text, "=")
				set = append(set, scenario.Assignment{Path: path, Value: value})
			}
			s, err := load(set...)
			require.NoError(t, err)
			r, err := lab.Run(s, lab.Options{})
			require.NoError(t, err)
			var pages, all, longest vtime.Time
			for _, p := range r.Pages {
				pages += p.Explanation.Total()
			}
			for _, tx := range r.Transactions {
				all += tx.Explanation.Total()
				longest = max(longest, tx.Explanation.Total())
			}
			require.Equal(t, []vtime.Time{pages, all, longest, r.Duration},
				[]vtime.Time{x.Then.Pages, x.Then.Sum, x.Then.Max, x.Then.Run}, "%s: %s", file, x.Name)
		}
	}
}

// However many runs there are at once, the answers are the same.
func TestAnswersDoNotDependOnWorkers(t *testing.T) {
	var first []byte
	for _, workers := range []int{1, 5} {
		last := 0
		o := whatif.Options{Workers: workers, Pairs: 3, Progress: func(done, total int) {
			require.LessOrEqual(t, done, total)
			require.True(t, done == last+1 || done == 1, "%d after %d", done, last)
			last = done
		}}
		got, err := json.Marshal(ask(t, "pages/article.har", whatif.Lifts(), o))
		require.NoError(t, err)
		if first == nil {
			first = got
		}
		require.Equal(t, string(first), string(got))
	}
}

// A cause that is lifted as a whole leaves no time behind, in no scenario.
func TestLiftedCausesAreGone(t *testing.T) {
	files, err := filepath.Glob(testdata + "*/*.[yh]a[mr]*")
	require.NoError(t, err)
	var gone []whatif.Lift
	for _, l := range whatif.Lifts() {
		if l.Gone {
			gone = append(gone, l)
		}
	}
	require.Greater(t, len(gone), 6)
	met := map[string]bool{}
	for _, file := range files {
		file = strings.TrimPrefix(file, testdata)
		for _, x := range ask(t, file, gone, whatif.Options{}).Answers {
			require.Empty(t, x.Error, "%s: %s", file, x.Name)
			require.Zero(t, x.Left, "%s: %s", file, x.Name)
			if x.Costs != nil && x.Costs.Of(whatif.FocusTransactions) > 0 {
				met[x.Name] = true
			}
		}
	}
	for _, l := range gone {
		require.True(t, met[l.Name], "no scenario has what %s lifts", l.Name)
	}
}

// Each lift has a scenario where it does something.
func TestTableOfLifts(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range whatif.Lifts() {
		require.NotEmpty(t, l.Doc)
		require.False(t, seen[l.Name], l.Name)
		require.True(t, len(l.Name) < 22, l.Name)
		seen[l.Name] = true
	}
}

func TestVary(t *testing.T) {
	load := loader(t, "scenarios/textbook.yaml")
	r, err := whatif.Vary(load, "options.tcp.initial_window", []string{"1", "4", "100"}, whatif.Options{})
	require.NoError(t, err)
	var sums []vtime.Time
	for _, row := range r.Rows {
		sums = append(sums, row.Max)
	}
	require.Equal(t, []vtime.Time{320 * ms, 264 * ms, 152 * ms}, sums)
	require.Equal(t, "slow start", r.Rows[0].Why[0].Why)

	_, err = whatif.Vary(load, "options.tcp.nagel", []string{"off"}, whatif.Options{})
	require.ErrorContains(t, err, `did you mean "tcp.nagle"`)
	r, err = whatif.Vary(load, "links[0].delay", []string{"1ms", "x"}, whatif.Options{})
	require.NoError(t, err)
	require.Contains(t, r.Rows[1].Error, "--set links[0].delay=x")
}

// Golden texts are in lab/cli, where what people see is written anew.
func TestText(t *testing.T) {
	var b bytes.Buffer
	o := whatif.Options{Pairs: 5}
	own := whatif.Own([]scenario.Assignment{{Path: "links[0].delay", Value: "1ms"}})
	r := ask(t, "scenarios/textbook.yaml", append([]whatif.Lift{own}, whatif.Lifts()...), o)
	require.NoError(t, r.Text(&b, whatif.Style{Width: 120, Rows: 1}))
	require.Contains(t, b.String(), "\nas it is: run 360.000 ms; 2 transactions 360.000 ms: median 96.000, p95 264.000")
	require.Contains(t, b.String(), "links[0].delay=1ms: it went with slow start 108.000, connect 54.000, request 54.000, and 1 more\n")
	require.Equal(t, 1, strings.Count(b.String(), "it went with"), "one row is explained")
	narrow := &bytes.Buffer{}
	require.NoError(t, r.Text(narrow, whatif.Style{}))
	require.Contains(t, narrow.String(), "columns left out")
}
