package bench

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Allocations are exact, so they are held by a test: in the steady state a
// segment costs none of its own, and what is forgotten makes room for the
// records of what comes.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	const most = 0.0005 // allocations per segment
	for _, record := range []bool{false, true} {
		w := newWorld(t, record)
		x, y := w.host("a", false), w.host("b", false)
		w.join(x, y, link.Config{Rate: 1000 * megabit, Delay: 5 * ms})
		w.net.ComputeRoutes()
		w.sink(y)
		w.source(x, y.Addrs()[0], 1<<40, 0)
		w.advance(vtime.Second) // windows and pools are grown
		before, sent := mallocs(), w.segments()
		w.advance(3 * vtime.Second)
		allocated, segments := mallocs()-before, w.segments()-sent
		w.kernel.Shutdown()
		require.Greater(t, segments, uint64(100_000))
		require.Less(t, float64(allocated)/float64(segments), most, "records %v: %d in %d segments", record,
			allocated, segments)
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
