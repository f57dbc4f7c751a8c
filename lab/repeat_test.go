package lab_test

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// networks are what recorded pages are loaded over.
var networks = []lab.Network{
	lab.DefaultNetwork(),
	{RTT: 3 * ms, Profile: "rfc"},
	{RTT: 151*ms + 1, Rate: 1_600_000, Loss: 10_000_000, Queue: 40, Profile: "linux"},
	{RTT: 300 * ms, Rate: 28_800, Queue: 20, Profile: "classic"},
}

// everyCase makes all scenarios and all recorded pages over all networks. Each
// call makes new values: runs share nothing.
func everyCase(t *testing.T) (names []string, cases []*scenario.Scenario) {
	for _, name := range scenarioNames(t) {
		names, cases = append(names, name), append(cases, loadScenario(t, name, fewer(name)...))
	}
	for _, page := range []string{"shop", "article"} {
		for i, n := range networks {
			names, cases = append(names, fmt.Sprintf("%s over network %d", page, i)), append(cases, loadPage(t, page, n))
		}
	}
	return names, cases
}

// Runs one after the other on one processor, and all at once on many, give the
// same bytes; and what they give adds up.
func TestRunsRepeatToTheByte(t *testing.T) {
	before := runtime.NumGoroutine()
	procs := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(procs)
	names, cases := everyCase(t)
	var alone []*files
	for i, sc := range cases {
		f := runAll(t, sc, lab.Points{All: true})
		requireSums(t, f.document, names[i])
		requireConserved(t, f.document, names[i])
		alone = append(alone, f)
	}
	runtime.GOMAXPROCS(8)
	_, cases = everyCase(t)
	beside := make([]*files, len(cases))
	var all sync.WaitGroup
	for i, sc := range cases {
		all.Go(func() { beside[i] = runAll(t, sc, lab.Points{All: true}) })
	}
	all.Wait()
	for i, name := range names {
		require.Equal(t, alone[i].result.TraceSHA256, beside[i].result.TraceSHA256, name)
		require.True(t, string(alone[i].json) == string(beside[i].json), "%s: the JSON documents differ", name)
		require.True(t, string(alone[i].pcap) == string(beside[i].pcap), "%s: the captures differ", name)
		require.True(t, string(alone[i].trace) == string(beside[i].trace), "%s: the traces differ", name)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before, "processes are left running")
}

// What watches a run does not change it, and neither does progress that is shown.
func TestWatchingChangesNothing(t *testing.T) {
	sc := loadPage(t, "shop", networks[2])
	plain, err := lab.Run(sc, lab.Options{})
	require.NoError(t, err)
	watched := runAll(t, sc, lab.Points{Hosts: []string{"client"}})
	require.Equal(t, plain.TraceSHA256, watched.result.TraceSHA256)
	var told []time.Duration
	big := loadScenario(t, "nothing-and-too-much", scenario.Assignment{Path: "until", Value: "40s"})
	shown, err := lab.Run(big, lab.Options{Progress: func(now time.Duration, events uint64) {
		require.GreaterOrEqual(t, events, uint64(1<<14), "progress comes in slices")
		told = append(told, now)
	}})
	require.NoError(t, err)
	require.NotEmpty(t, told)
	require.IsIncreasing(t, append([]time.Duration{0}, told...))
	silent, err := lab.Run(big, lab.Options{})
	require.NoError(t, err)
	require.Equal(t, silent.TraceSHA256, shown.TraceSHA256)
	require.Equal(t, silent.Outcome, shown.Outcome)
}

// A run that forgets after every few events tells the same as one that never
// forgets: reports, explanations, traces and captures.
func TestForgettingChangesNothing(t *testing.T) {
	names, cases := everyCase(t)
	for i, sc := range cases {
		for _, points := range []lab.Points{{}, {All: true}} {
			whole := runAll(t, sc, points, 1<<40)
			for _, slice := range []uint64{1, 7, 300} {
				f := runAll(t, sc, points, slice)
				require.True(t, string(whole.json) == string(f.json), "%s: the JSON documents differ", names[i])
				require.True(t, string(whole.pcap) == string(f.pcap), "%s: the captures differ", names[i])
				require.True(t, string(whole.trace) == string(f.trace), "%s: the traces differ", names[i])
			}
		}
	}
}

// What is packed and put into a file of a long transaction reads as it was: the
// explanation is the same, to the nanosecond.
func TestLongTransactionsAreExplainedAsEver(t *testing.T) {
	lossy := "rate: 1Gbit/s, loss: 0.2%, jitter: 100us"
	for name, text := range map[string]string{
		"lossy": `
links: [{between: [a, b], delay: 5ms, ` + lossy + `}]
servers: [{host: b, resources: [{path: /, size: 80MB}]}]
workloads: [{type: requests, client: a, url: "http://x.example/"}]
`,
		"streams": `
links: [{between: [a, b], delay: 1ms, ` + lossy + `}]
servers: [{host: b, port: 443, protocol: http/2, tls: {kilobyte_cost: 2us}, resources: [{path: /, size: 40MB}]}]
workloads: [{type: requests, client: a, url: "https://x.example/", protocol: http/2}]
`,
		"proxy": `
links: [{between: [a, p], delay: 1ms, ` + lossy + `}, {between: [p, b], delay: 3ms, ` + lossy + `}]
servers: [{host: b, resources: [{path: /, size: 40MB}]}]
proxies: [{host: p}]
workloads: [{type: requests, client: a, url: "http://x.example/", proxy: p}]
`,
	} {
		text = "rttlab: 1\nprofile: linux\nhosts: {a: {}, b: {}, p: {}}\nnames: {x.example: b}" + text
		sc, err := scenario.Parse(name, []byte(text), knobs.Registry())
		require.NoError(t, err)
		explained := func(o lab.Options) *explain.Explanation {
			o.Waits = true
			r, err := lab.Run(sc, o)
			require.NoError(t, err)
			require.Empty(t, r.Failed())
			return r.Transactions[0].Explanation
		}
		var raw, spilled lab.Options
		lab.Slice(&raw, 1<<40)
		lab.Room(&spilled, 1)
		want, got := explained(raw), explained(spilled)
		require.Equal(t, len(want.Spans), len(got.Spans), name)
		for i := range want.Spans {
			want.Spans[i].Transaction, got.Spans[i].Transaction = nil, nil
		}
		require.True(t, slices.Equal(want.Spans, got.Spans), name)
		require.Equal(t, len(want.Waits), len(got.Waits), name)
		for i, w := range want.Waits {
			require.True(t, slices.Equal(w.Path, got.Waits[i].Path), name)
		}
	}
}

// The bound of events ends a run wherever it stands, and says so.
func TestRunIsBounded(t *testing.T) {
	for _, bound := range []string{"1", "7", "89", "90"} {
		sc := loadScenario(t, "textbook", scenario.Assignment{Path: "max_events", Value: bound})
		f := runAll(t, sc, lab.Points{})
		requireSums(t, f.document, bound)
		requireConserved(t, f.document, bound)
		require.Equal(t, bound, fmt.Sprint(f.document.Events))
		if bound == "90" { // as many as the scenario has
			require.Equal(t, "done", f.document.End)
			require.Empty(t, f.document.Failed)
			continue
		}
		require.Equal(t, "event bound", f.document.End)
		require.Contains(t, f.document.Failed, "after "+bound+" events")
	}
}

// Another seed draws other numbers, and only where something is drawn.
func TestSeedMatters(t *testing.T) {
	seeded := func(name, seed string) string {
		return runAll(t, loadScenario(t, name, scenario.Assignment{Path: "seed", Value: seed}), lab.Points{}).result.TraceSHA256
	}
	require.NotEqual(t, seeded("wireless", "1"), seeded("wireless", "2"))
	require.Equal(t, seeded("wireless", "3"), seeded("wireless", "3"))
	// Even initial sequence numbers and ports are drawn, but the trace counts from
	// the former, and a classic host takes ports in turn.
	require.Equal(t, seeded("classic", "1"), seeded("classic", "2"))
}

// What a request had waited for that gave up while its name was looked up is told the
// same while the lookup goes on and when it has ended, though more is known then.
func TestLookupsThatGoOnAreToldTheSame(t *testing.T) {
	for _, c := range []struct{ what, dns, lose, timeout, want string }{
		{"a longer name is asked for", "search: [corp.example], timeout: 1s, mute: [dns]", "[]", "3500ms", "name 500ms, name retry 3s"},
		{"the answer is on its way", "root_latency: 100ms", "[]", "120ms", "name 120ms"},
		{"only addresses of IPv4 came", "timeout: 1s, resolution_delay: 500ms", "[1]", "300ms", "name 300ms"},
		{"those of IPv6 are asked for again", "timeout: 1s, resolution_delay: 2s", "[1]", "1015ms", "name 15ms, name retry 1s"},
	} {
		sc := parse(t, fmt.Sprintf(`
rttlab: 1
family: both
hosts: {client: {}, dns: {}}
names: {web.example: dns}
dns: {server: dns, %s}
links: [{between: [client, dns], delay: 10ms, up: {lose_packets: %s}}]
servers: [{host: dns}]
workloads:
  - {type: requests, client: client, url: "http://web.example/", timeout: %s}
  - {type: requests, client: client, url: "http://10.0.0.2/", start: 20s}
`, c.dns, c.lose, c.timeout))
		whole := runAll(t, sc, lab.Points{}, 1<<40)
		var told []string
		why := whole.document.Transactions[0].Why
		for _, w := range slices.Sorted(maps.Keys(why)) {
			told = append(told, w+" "+time.Duration(why[w]).String())
		}
		require.Equal(t, c.want, strings.Join(told, ", "), c.what)
		require.Equal(t, string(whole.json), string(runAll(t, sc, lab.Points{}, 1).json), c.what)
	}
}
