package story_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/story"
	"github.com/rttlab/rttlab/sim/vtime"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	scenarios = "../../../testdata/scenarios/"
	pages     = "../../../testdata/pages/"
)

// told runs a file with changes and returns who tells it.
func told(t *testing.T, file string, set ...scenario.Assignment) (*lab.Result, *story.Teller, *film.Film) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{
		Network: lab.DefaultNetwork(), Set: set,
		Open: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) },
	})
	require.NoError(t, err)
	f := film.New()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{f}, Waits: true})
	require.NoError(t, err)
	return r, story.New(r, f), f
}

func files(t *testing.T) []string {
	a, err := filepath.Glob(scenarios + "*.yaml")
	require.NoError(t, err)
	b, err := filepath.Glob(pages + "*.har")
	require.NoError(t, err)
	require.Greater(t, len(a), 20)
	return append(a, b...)
}

// The waits of every story, and the steps of every wait, add up to the nanosecond,
// and to what the JSON document says.
func TestStoriesAddUp(t *testing.T) {
	for _, file := range files(t) {
		r, teller, f := told(t, file)
		d := report.NewDocument(r)
		numbered := map[string]*film.Packet{}
		for _, p := range f.Packets {
			numbered[strconv.Itoa(p.Number)] = p
		}
		for i := range r.Transactions {
			if s := teller.Transaction(&r.Transactions[i]); s != nil {
				requireSums(t, s, d.Transactions[i].Times, file)
				requireEnders(t, s, numbered, file)
			}
		}
		for i := range r.Pages {
			if s := teller.Page(&r.Pages[i]); s != nil {
				requireSums(t, s, d.Pages[i].Times, file)
			}
		}
	}
}

func requireSums(t *testing.T, s *story.Story, want report.Times, where string) {
	at, why, places := s.FromNS, map[string]vtime.Time{}, map[string]vtime.Time{}
	for _, w := range s.Waits {
		require.Equal(t, at, w.FromNS, where)
		why[w.Why] += w.ToNS - w.FromNS
		require.NotEmpty(t, w.Did, where)
		for _, step := range w.Path {
			require.Equal(t, at, step.FromNS, where)
			for _, p := range step.Parts {
				places[p.Where] += p.NS
				at += p.NS
			}
			require.Equal(t, at, step.ToNS, where)
		}
		require.Equal(t, at, w.ToNS, where)
	}
	require.Equal(t, s.ToNS, at, where)
	require.Equal(t, want.Why, why, where)
	require.Equal(t, want.Where, places, where)
	for _, b := range s.Bound {
		sum := vtime.Time(0)
		for _, x := range b.Sums {
			sum += x.NS
		}
		require.Equal(t, s.ToNS-s.FromNS, sum, where)
	}
}

var (
	brought = regexp.MustCompile(`^packet (\d+) `)
	sent    = regexp.MustCompile(`, with packet (\d+) `)
)

// requireEnders checks that the packet that is said to have ended a wait came, or
// left, when the wait ended.
func requireEnders(t *testing.T, s *story.Story, numbered map[string]*film.Packet, where string) {
	for i, w := range s.Waits {
		if m := brought.FindStringSubmatch(w.Did); m != nil {
			came := func(h film.Hop) bool { return h.Out == w.ToNS }
			require.True(t, slices.ContainsFunc(numbered[m[1]].Hops, came), "%s: %s at %d", where, w.Did, w.ToNS)
		}
		if m := sent.FindStringSubmatch(w.Did); m != nil {
			require.Equal(t, w.ToNS, numbered[m[1]].Left, "%s: %s", where, w.Did)
		}
		if _, next, unmet := strings.Cut(w.Did, ": from then on "); unmet {
			require.Contains(t, next, s.Waits[i+1].Why+" held", where)
		}
	}
}

// A rule that gives way to another one was not ended by what met the need much later:
// an acknowledgement ends slow start, or a mark, while the packet that will let the
// last byte go is still on its way.
func TestRulesGiveWay(t *testing.T) {
	r, teller, _ := told(t, scenarios+"bufferbloat.yaml")
	w := teller.Transaction(&r.Transactions[0]).Waits
	require.Equal(t, "slow start", w[3].Why)
	require.Regexp(t, `^packet \d+ \(ACK up to .*\) from laptop: from then on recovery window held \(`, w[3].Did)
	require.Regexp(t, `^packet \d+ \(bytes .*\) from shop$`, w[len(w)-1].Did)
}

// What people read.
func TestTexts(t *testing.T) {
	for _, name := range []string{"textbook", "nagle-meets-delayed-ack", "tail-loss"} {
		r, teller, f := told(t, scenarios+name+".yaml")
		var stories []*story.Story
		for i := range r.Transactions {
			stories = append(stories, teller.Transaction(&r.Transactions[i]))
		}
		var out bytes.Buffer
		require.NoError(t, story.Text(&out, stories, story.Style{Width: 120, Steps: 6}))
		for _, p := range f.Packets[:min(len(f.Packets), 12)] {
			require.NoError(t, story.PacketText(&out, teller.Packet(p), story.Style{Width: 100}))
		}
		golden := "testdata/" + name + ".txt"
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), out.String())
		for line := range strings.SplitSeq(out.String(), "\n") {
			require.LessOrEqual(t, len(line), 120, line)
		}
	}
}

// Each packet of a capture can be told, and knows what let it go.
func TestPackets(t *testing.T) {
	_, teller, f := told(t, scenarios+"wireless.yaml")
	require.Nil(t, teller.Numbered(0))
	require.Nil(t, teller.Numbered(teller.Packets()+1))
	released := 0
	for n := 1; n <= teller.Packets(); n++ {
		p := teller.Numbered(n)
		require.Equal(t, n, p.Number)
		x := teller.Packet(p)
		require.NotEmpty(t, x.Why)
		require.Len(t, x.Way, len(p.Hops))
		for _, q := range x.Released {
			by := f.Packet(q.ID).Reason.By
			require.Contains(t, []int{by.Packet, by.After}, p.ID)
			released++
		}
	}
	require.Positive(t, released)
}

// A summary adds up what its stories say.
func TestSummary(t *testing.T) {
	r, teller, _ := told(t, scenarios+"tail-loss.yaml")
	var stories []*story.Story
	for i := range r.Transactions {
		stories = append(stories, teller.Transaction(&r.Transactions[i]))
	}
	cost, found := map[string]vtime.Time{}, 0
	for _, s := range stories {
		for _, in := range s.Interactions {
			cost[in.Name] += in.CostNS
			found++
		}
	}
	list := story.Summary(append(stories, nil))
	require.Len(t, list, len(cost))
	for i, x := range list {
		require.Equal(t, cost[x.Name], x.CostNS)
		require.LessOrEqual(t, x.WorstNS, x.CostNS)
		if i > 0 {
			require.LessOrEqual(t, x.CostNS, list[i-1].CostNS)
		}
		found -= x.Stories
	}
	require.Zero(t, found)
	require.Empty(t, story.Summary(nil))
}
