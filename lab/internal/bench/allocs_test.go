package bench

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Allocations are exact, so they are held by a test: in the steady state a
// segment costs none of its own, and what is forgotten makes room for the
// records of what comes.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	const most = 0.002 // allocations per segment: chunks of records, and the list of who waits when a run pauses
	for _, c := range []struct {
		name string
		make func(w *world)
		warm vtime.Time // when windows and pools are grown
	}{
		{"one flow", func(w *world) {
			x, y := w.host("a", false), w.host("b", false)
			w.join(x, y, link.Config{Rate: 1000 * megabit, Delay: 5 * ms})
			w.net.ComputeRoutes()
			w.sink(y, 32<<20)
			w.source(x, y.Addrs()[0], 1<<40, 0)
		}, vtime.Second},
		{"64 flows that lose", func(w *world) { w.dumbbell(64) }, 30 * vtime.Second},
	} {
		for _, record := range []bool{false, true} {
			w := newWorld(t, record)
			c.make(w)
			var allocated, segments uint64
			w.kernel.At(c.warm, cause.Host, func(vtime.Stamp) { allocated, segments = mallocs(), w.segments() })
			w.kernel.At(2*c.warm+vtime.Second, cause.Host, func(vtime.Stamp) {
				allocated, segments = mallocs()-allocated, w.segments()-segments
			})
			w.advance(2*c.warm + vtime.Second)
			w.kernel.Shutdown()
			require.Greater(t, segments, uint64(100_000))
			require.Less(t, float64(allocated)/float64(segments), most, "%s, records %v: %d in %d segments", c.name,
				record, allocated, segments)
		}
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
