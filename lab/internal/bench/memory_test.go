package bench

import (
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// grows runs a scenario and returns by how many bytes the live heap grows
// between two numbers of events.
func grows(t *testing.T, text string, from, to uint64, watchers ...lab.Watcher) int64 {
	t.Helper()
	sc, err := scenario.Parse("memory.yaml", []byte(text), knobs.Registry())
	require.NoError(t, err)
	var first, last uint64
	_, err = lab.Run(sc, lab.Options{Watchers: watchers, Progress: func(_ time.Duration, events uint64) {
		switch {
		case events >= from && first == 0:
			first = heap()
		case events >= to && last == 0:
			last = heap()
		}
	}})
	require.NoError(t, err)
	require.NotZero(t, last, "the run is long enough")
	runtime.KeepAlive(sc)
	return int64(last) - int64(first)
}

const memoryHosts = `rttlab: 1
profile: linux
hosts: {a: {}, b: {}}
links: [{between: [a, b], delay: 5ms, rate: 1Gbit/s}]
`

// A transfer that is ten times as long takes no more memory, also where all of it is
// written down.
func TestMemoryOfBulkDoesNotGrow(t *testing.T) {
	const most = 32 << 10 // pages of the heap
	text := memoryHosts + "workloads: [{type: bulk, client: a, server: b, bytes: 650MB}]\n"
	for name, watchers := range map[string][]lab.Watcher{
		"nothing": nil,
		"trace":   {lab.NewTrace(io.Discard)},
		"capture": {lab.NewCapture(io.Discard, "rttlab", "", lab.Points{All: true})},
	} {
		require.Less(t, grows(t, text, 100_000, 1_000_000, watchers...), int64(most), name)
	}
}

// Of one transaction that goes on and on all records are kept. From some hundred thousand
// segments on they are not in memory: what grows is the explanation, a span or two for each
// round trip.
func TestMemoryOfOneTransactionDoesNotGrow(t *testing.T) {
	text := memoryHosts + `names: {x.example: b}
servers: [{host: b, resources: [{path: /, size: 1.5GB}]}]
workloads: [{type: requests, client: a, url: "http://x.example/"}]
`
	require.Less(t, grows(t, text, 1_250_000, 2_250_000), int64(500<<10)) // and 8 MB if all were kept
}

// Transactions and connections are results: each stays as what the report tells
// of it, however many segments it took.
func TestMemoryOfTransactions(t *testing.T) {
	const (
		each   = 1800 // bytes for a transaction that has a connection of its own
		events = 39   // that it takes
		from   = 100_000
		to     = 300_000
	)
	text := memoryHosts + `options: {tcp.time_wait: 1s}
names: {x.example: b}
servers: [{host: b, resources: [{path: /, size: 10kB}]}]
workloads: [{type: requests, client: a, url: "http://x.example/", count: 10000, keep_alive: false, pause: 20ms}]
`
	require.Less(t, grows(t, text, from, to), int64((to-from)/events*each))
}

// What waits in TIME-WAIT is small, also where records were kept for explanations:
// they are gone once nobody can ask for them. Of its two ends, where they are listed,
// figures are left.
func TestMemoryOfTimeWait(t *testing.T) {
	const (
		conns = 48_000 // nearly fill the tables that hold them
		ports = 3_000
	)
	for _, c := range []struct {
		name         string
		record, list bool
		most         float64 // bytes for a connection
	}{
		{"plain", false, false, 145},
		{"records", true, false, 145},
		{"listed", true, true, 170},
	} {
		before := heap()
		w := newWaiting(t, conns, ports, c.record, c.list)
		w.advance(120 * 60 * vtime.Second)
		w.rest()
		each := float64(heap()-before) / conns
		require.Equal(t, conns, w.client.Blocks())
		require.Less(t, each, c.most, c.name)
		w.kernel.Shutdown()
	}
}
