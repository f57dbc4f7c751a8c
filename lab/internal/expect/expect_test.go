package expect_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/expect"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// judge runs a scenario of the project and judges it by lines.
func judge(t *testing.T, file string, lines ...string) []expect.Verdict {
	t.Helper()
	data, err := os.ReadFile("../../../testdata/" + file)
	require.NoError(t, err)
	s, err := lab.Load(file, data, lab.LoadOptions{Network: lab.DefaultNetwork()})
	require.NoError(t, err)
	tally := expect.NewTally()
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{tally}, Waits: true})
	require.NoError(t, err)
	var all []scenario.Expectation
	for _, text := range lines {
		e, err := scenario.ParseExpectation(text)
		require.NoError(t, err, text)
		all = append(all, e)
	}
	return expect.Judge(r, tally, all)
}

func TestLinesThatHold(t *testing.T) {
	for file, lines := range map[string][]string{
		"scenarios/pipelining.yaml": {"round trips of page >= 2", "round trips of every transaction >= 1"},
		"scenarios/textbook.yaml": {
			"time of run = 360ms", "round trips of transaction 1 = 4", "round trips of transaction 2 = 1", "time-waits = 1", "time of transaction 1 = 264ms", "time of slowest transaction = 264ms",
			"time of median transaction = 96ms", "time of p95 transaction >= 264ms", "time of every transaction > 95ms",
			"slow start of transaction 1 = 112ms", "slow start of transaction 1 <= 42.5%", "slow start of transaction 1 > 42.4%",
			"propagation of transaction 2 = 56ms", "nagle of every transaction = 0", "status of every transaction = 200",
			"attempts of transaction 1 = 1", "connection of transaction 2 = 1", "end of transaction 1 <= start of transaction 2",
			"start of transaction 2 = 264ms", "transactions = 2", "failed = 0", "connections = 1", "retransmissions = 0",
			"resets = 0", "drops = 0", "packets > 20",
		},
		"pages/article.har": {"time of page <= 500ms", "blocked of page news.example >= 20%", "connections = 6"},
		"scenarios/closed-loop.yaml": {
			"median of load eighty users = 600ms", "p99.9 of load <= 600ms", "rate of load eighty users = 50/s",
			"rate of load twenty users <= 19.6/s", "errors of load = 0", "errors of load <= 0.1%", "answers of load >= 180",
			"mean of load twenty users < 40ms",
		},
		"scenarios/open-loop.yaml":               {"p95 of class list < 100ms", "longest of class search >= 20ms", "answers of load at a fixed rate = 200"},
		"scenarios/tail-loss.yaml":               {"retransmissions >= 2", "drops = 3", "loss (probe) of slowest transaction > 0"},
		"scenarios/reset-destroys-response.yaml": {"resets >= 1", "failed >= 1"},
	} {
		for _, v := range judge(t, file, lines...) {
			require.True(t, v.OK, "%s: %s: %s", file, v.Text, v.Message)
		}
	}
}

func TestLinesThatDoNot(t *testing.T) {
	for line, want := range map[string]string{
		"time of transaction 1 <= 200ms":                    "time of transaction 1 http://shop.example/ is 264ms, 64ms more",
		"time of every transaction = 264ms":                 "time of transaction 2 http://shop.example/ is 96ms, 168ms less",
		"time of every transaction < 10ms":                  "time of transaction 1 http://shop.example/ is 264ms, 254ms more; and 1 more of 2",
		"slow start of transaction 1 <= 10%":                "slow start of transaction 1 http://shop.example/ is 112ms, a share of 42.4242424%",
		"connections = 2":                                   "connections is 1, 1 less",
		"status of transaction 1 = 404":                     "status of transaction 1 http://shop.example/ is 200, 204 less",
		"end of transaction 2 < start of transaction 1":     "end of transaction 2 http://shop.example/ is 360ms, and the other is at 0, 360ms more",
		"time of transaction 3 = 1ms":                       "there is no such transaction among the 2 of the run",
		"time of page = 1ms":                                "no page was loaded",
		"time of page home = 1ms":                           "no page home was loaded",
		"start of transaction 1 = end of every transaction": "it is compared with 2 things, expected one",
		"time of transaction 1 = ?":                         "it has no value yet: rttlab test --bless writes it",
	} {
		v := judge(t, "scenarios/textbook.yaml", line)[0]
		require.False(t, v.OK, line)
		require.Equal(t, want, v.Message, line)
	}
	v := judge(t, "scenarios/textbook.yaml", "time of transaction 1 <= 200ms")[0]
	require.Equal(t, []string{
		"transaction 1 http://shop.example/: 264.000 ms = slow start 112.000 + connect 56.000 + server 40.000 + request 28.000" +
			" + response 28.000",
		"where: propagation 224.000 · host 40.000; the longest stretch is 112.000 at 124.000: slow start, propagation",
	}, v.Detail)
}

// Loads and their classes are measured as reports do it.
func TestLoadsThatAreNotAsExpected(t *testing.T) {
	for line, want := range map[string]string{
		"p99 of load eighty users <= 500ms":   "p99 of load eighty users is 600ms, 100ms more",
		"rate of load eighty users >= 50.5/s": "rate of load eighty users is 50/s, 0.5/s less",
		"errors of load > 1%":                 "errors of load twenty users is 0, a share of 0%; and 1 more of 2",
		"p95 of load nobody = 1ms":            "there is no such load among the 2 loads of the run",
		"p95 of class nothing = 1ms":          "there is no such class among the 2 loads of the run",
	} {
		v := judge(t, "scenarios/closed-loop.yaml", line)[0]
		require.False(t, v.OK, line)
		require.Equal(t, want, v.Message, line)
	}
}

// A scenario that says nothing of failures expects none.
func TestFailuresAreNotExpected(t *testing.T) {
	all := judge(t, "scenarios/reset-destroys-response.yaml", "resets >= 1")
	require.Len(t, all, 2)
	require.False(t, all[1].OK)
	require.Len(t, expect.Unmet(all), 1)
	require.Contains(t, all[1].Message, "failed")
}

const asked = `# A comment that stays.
rttlab: 1
hosts: {a: {}, b: {}}   # so does the space
links: [{between: [a, b], delay: 28ms}]
names: {x.example: b}
servers: [{host: b, resources: [{path: /, size: 1KB}]}]
workloads: [{type: requests, client: a, url: "http://x.example/", count: 2}]
expect:
  - time of transaction 1 = ?     # the first
  - 'time of transaction 2 = 1ms ?'
  - connections = 1
  - "time of every transaction <= ?"
`

func bless(t *testing.T, text string) (string, int, error) {
	t.Helper()
	s, err := lab.Load("x.yaml", []byte(text), lab.LoadOptions{})
	require.NoError(t, err)
	r, err := lab.Run(s, lab.Options{})
	require.NoError(t, err)
	fresh, n, err := expect.Bless([]byte(text), expect.Judge(r, expect.NewTally(), s.Expect))
	return string(fresh), n, err
}

func TestBlessChangesOnlyWhatAsks(t *testing.T) {
	fresh, n, err := bless(t, asked)
	require.NoError(t, err)
	require.Equal(t, 3, n)
	want := strings.NewReplacer("transaction 1 = ?", "transaction 1 = 112ms", "2 = 1ms ?", "2 = 56ms ?", "<= ?", "<= 112ms").
		Replace(asked)
	require.Equal(t, want, fresh)
	again, n, err := bless(t, fresh)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, fresh, again)
}

func TestBlessRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"time of every transaction = ?":   "the values differ, from 56ms to 112ms: expected <= or >=",
		"time of transaction 1 < ?":       "no value can be blessed with <, expected =, <= or >=",
		"server of transaction 1 <= 5% ?": "a share cannot be blessed, expected a duration",
		"time of transaction 9 = ?":       "there is no such transaction",
		"time  of transaction 1 = ?":      "single spaces",
	} {
		_, n, err := bless(t, strings.Replace(asked, "time of transaction 1 = ?", line, 1))
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "line 9: ")
		require.Zero(t, n)
	}
}

// A scenario that expects round trips has them recorded, whoever runs it.
func TestRoundTripsAreRecordedWhereTheyAreExpected(t *testing.T) {
	data, err := os.ReadFile("../../../testdata/scenarios/textbook.yaml")
	require.NoError(t, err)
	s, err := lab.Load("textbook.yaml", data, lab.LoadOptions{})
	require.NoError(t, err)
	line, err := scenario.ParseExpectation("round trips of transaction 1 = 4")
	require.NoError(t, err)
	s.Expect = []scenario.Expectation{line}
	r, err := lab.Run(s, lab.Options{})
	require.NoError(t, err)
	for _, v := range expect.Judge(r, expect.NewTally(), s.Expect) {
		require.True(t, v.OK, v)
	}
}

// What the time of a thing is made of is told once.
func TestUnmetExplainsOnce(t *testing.T) {
	all := judge(t, "scenarios/textbook.yaml", "time of transaction 1 < 1ms", "connections = 9",
		"connect of transaction 1 = 0", "time of transaction 2 < 1ms")
	unmet := expect.Unmet(all)
	require.Len(t, unmet, 4)
	require.NotEmpty(t, unmet[0].Detail)
	require.Empty(t, unmet[2].Detail)
	require.NotEmpty(t, unmet[3].Detail)
	require.Equal(t, unmet[0].Detail, all[2].Detail, "each can be read alone")
}
