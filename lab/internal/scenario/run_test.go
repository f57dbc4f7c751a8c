package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Scenarios that are right as files, and that cannot work: the run ends and says
// why.
func TestRunsThatCannotWork(t *testing.T) {
	const rest = `names: {x: c}
servers: [{host: c, resources: [{path: /, size: 1TiB}]}]
workloads: [{type: requests, client: a, url: "http://x/"}]
`
	for _, c := range []struct{ name, text, want string }{
		{"two islands", "rttlab: 1\nhosts: {a: {}, b: {}, c: {}, d: {}}\n" +
			"links: [{between: [a, b]}, {between: [c, d]}]\n" + rest, "ENETUNREACH"},
		{"no router between", "rttlab: 1\nhosts: {a: {}, b: {}, c: {}}\n" +
			"links: [{between: [a, b]}, {between: [b, c]}]\n" + rest, "ENETUNREACH"},
		{"nobody listens", "rttlab: 1\nhosts: {a: {}, c: {}}\nlinks: [{between: [a, c]}]\n" +
			"names: {x: c}\nworkloads: [{type: requests, client: a, url: \"http://x/\"}]\n", "ECONNREFUSED"},
		{"nobody has the address", "rttlab: 1\nhosts: {a: {}, c: {}}\nlinks: [{between: [a, c]}]\n" +
			"workloads: [{type: requests, client: a, url: \"http://10.0.0.9/\"}]\n", "EHOSTUNREACH"},
		{"a name server that is none", "rttlab: 1\nprofile: linux\nhosts: {a: {}, c: {}, d: {}}\n" +
			"links: [{between: [a, c]}, {between: [c, d]}]\ndns: {server: d, timeout: 1s}\n" + rest, "x: "},
		{"everything is lost", "rttlab: 1\nprofile: linux\nhosts: {a: {}, c: {}}\n" +
			"links: [{between: [a, c], loss: 100%}]\n" + rest, "ETIMEDOUT"},
		{"a year of delay", "rttlab: 1\nprofile: linux\nhosts: {a: {}, c: {}}\n" +
			"links: [{between: [a, c], delay: 8784h}]\n" + rest, "ETIMEDOUT"},
		{"more bytes than events", "rttlab: 1\nmax_events: 5000\nhosts: {a: {}, c: {}}\n" +
			"links: [{between: [a, c], delay: 5ms}]\n" + rest, "by max_events, after 5000 events"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := lab.Run(mustParse(t, c.text), lab.Options{})
			require.NoError(t, err)
			require.Contains(t, r.Failed(), c.want)
		})
	}
}

// A run that was asked to end early does, and has not failed.
func TestRunThatEndsEarly(t *testing.T) {
	s := mustParse(t, small+"until: 1s\nworkloads: [{type: bulk, client: a, server: b, bytes: 1TiB}]\n",
		assignments("links[0].rate=1Mbit/s")...)
	r, err := lab.Run(s, lab.Options{})
	require.NoError(t, err)
	require.Equal(t, sim.TimeBound, r.Outcome.End)
	require.Equal(t, vtime.Second, r.Outcome.At)
	require.Empty(t, r.Failed())
}

// The example of the reference runs, and so does that of the package.
func TestExamplesRun(t *testing.T) {
	for _, name := range []string{"example", "doc.go", "small"} {
		r, err := lab.Run(mustParse(t, samples(t)[name]), lab.Options{})
		require.NoError(t, err, name)
		require.Empty(t, r.Failed(), name)
	}
}

// A host may talk to itself.
func TestLoopback(t *testing.T) {
	s := mustParse(t, small+"workloads: [{type: bulk, client: a, server: a}]\n")
	r, err := lab.Run(s, lab.Options{})
	require.NoError(t, err)
	require.Empty(t, r.Failed())
}
