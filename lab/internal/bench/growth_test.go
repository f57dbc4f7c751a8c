package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// growths are runs whose length is a number of segments: many, of which nobody
// asks anything, and those of one transaction, which is explained when it ends.
var growths = []struct {
	name, text string
}{
	{"bulk", "workloads: [{type: bulk, client: a, server: b, bytes: %d}]\n"},
	{"transaction", `names: {x.example: b}
servers: [{host: b, resources: [{path: /, size: %d}]}]
workloads: [{type: requests, client: a, url: "http://x.example/"}]
`},
}

var started = time.Now()

// unbounded lets a run have more events than one that nobody bounds.
const unbounded = "max_events: 10000000000\n"

// longest returns the largest number of segments of a growth: to go as far as
// 10^8 takes minutes.
func longest(tb testing.TB) int {
	v := os.Getenv("RTTLAB_GROWTH")
	if v == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		tb.Fatal("RTTLAB_GROWTH: ", err)
	}
	return n
}

// growth is what a run of a length takes.
type growth struct {
	cpu    time.Duration // of all threads, garbage collection included
	heap   uint64        // the largest live heap during the run, beyond what was there before
	events uint64
}

// grow runs a growth to its end.
func grow(tb testing.TB, text string, segments int) growth {
	sc, err := scenario.Parse("growth.yaml", fmt.Appendf(nil, memoryHosts+unbounded+text, segments*mss), knobs.Registry())
	if err != nil {
		tb.Fatal(err)
	}
	before, most, looks := heap(), uint64(0), uint64(0)
	began, looking := cpuTime(), time.Duration(0)
	r, err := lab.Run(sc, lab.Options{Progress: func(_ time.Duration, events uint64) {
		if events < looks {
			return
		}
		looks = events + uint64(segments)/5
		at := cpuTime()
		most = max(most, heap())
		looking += cpuTime() - at
	}})
	cpu := cpuTime() - began - looking
	if err != nil || r.Failed() != "" {
		tb.Fatal(err, r.Failed())
	}
	runtime.KeepAlive(sc)
	return growth{cpu, max(most, before) - before, r.Outcome.Events}
}

// BenchmarkGrowth is runs of more and more segments, up to RTTLAB_GROWTH of them.
// An operation is one run.
func BenchmarkGrowth(b *testing.B) {
	for _, g := range growths {
		for n := 100_000; n <= longest(b); n *= 10 {
			b.Run(fmt.Sprintf("%s/segments=%d", g.name, n), func(b *testing.B) {
				var last growth
				for range b.N {
					last = grow(b, g.text, n)
				}
				b.ReportMetric(float64(last.cpu.Nanoseconds())/float64(n), "cpu-ns/segment")
				b.ReportMetric(float64(last.heap), "B-live")
				b.ReportMetric(float64(last.heap)/float64(n), "B-live/segment")
			})
		}
	}
}
