package bench

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

const mss = mtu - 40

// BenchmarkBulk is one flow at 1 Gbit/s over a round trip of 10 ms without
// loss. An operation is one segment.
func BenchmarkBulk(b *testing.B) {
	for _, record := range []bool{true, false} {
		b.Run(map[bool]string{true: "records", false: "plain"}[record], func(b *testing.B) {
			w := newWorld(b, record)
			x, y := w.host("a", false), w.host("b", false)
			w.join(x, y, link.Config{Rate: 1000 * megabit, Delay: 5 * ms})
			w.net.ComputeRoutes()
			w.sink(y, 32<<20)
			w.source(x, y.Addrs()[0], int64(b.N)*mss, 0)
			w.run(b, 0)
			w.reportSegments(b)
		})
	}
}

// BenchmarkContend is many flows over a dumbbell of three hops, whose middle is
// one bottleneck of 100 Mbit/s with a drop-tail queue of 200 packets and a
// round trip of 20 ms, from when all have started. An operation is one segment's worth of
// bytes.
func BenchmarkContend(b *testing.B) {
	for _, flows := range []int{64, 256, 4096} {
		b.Run(fmt.Sprintf("flows=%d", flows), func(b *testing.B) {
			w := newWorld(b, true)
			w.dumbbell(flows)
			started := vtime.Time(flows) * ms
			w.advance(started)
			// As long as the bottleneck takes for the bytes.
			w.run(b, started+vtime.Time(b.N)*(mtu*8*vtime.Second/(100*megabit)))
			w.reportSegments(b)
			w.kernel.Shutdown()
		})
	}
}

// dumbbell adds flows that start one after the other and share a bottleneck.
func (w *world) dumbbell(flows int) {
	left, right := w.host("left", true), w.host("right", true)
	w.join(left, right, link.Config{Rate: 100 * megabit, Delay: 8 * ms, Queue: link.Queue{Packets: 200}})
	for i := range flows {
		x, y := w.host(fmt.Sprintf("x%d", i), false), w.host(fmt.Sprintf("y%d", i), false)
		w.join(x, left, link.Config{Rate: 1000 * megabit, Delay: ms})
		w.join(right, y, link.Config{Rate: 1000 * megabit, Delay: ms})
		w.sink(y, 0)
		w.source(x, y.Addrs()[0], 1<<50, vtime.Time(i)*ms)
	}
	w.net.ComputeRoutes()
}
