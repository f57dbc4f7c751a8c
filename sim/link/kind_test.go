package link

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/simtest"
)

func TestWiresOfAKindShareIt(t *testing.T) {
	k, kinds, tr := sim.New(1), Kinds{}, newTrial(Config{})
	wire := func(cfg Config) *kind {
		w := &Wire{}
		w.Init(k, kinds, cfg, tr)
		return w.kind
	}
	one := wire(Config{Name: "one", Rate: 8000, Delay: ms, Queue: Queue{Packets: 9}})
	require.Same(t, one, wire(Config{Name: "other", Rate: 8000, Delay: ms, Queue: Queue{Packets: 9}, Loss: 1}))
	for _, cfg := range []Config{
		{Rate: 8001, Delay: ms, Queue: Queue{Packets: 9}},
		{Rate: 8000, Delay: 2 * ms, Queue: Queue{Packets: 9}},
		{Rate: 8000, Delay: ms, Queue: Queue{Packets: 8}},
		{Rate: 8000, Delay: ms, Queue: Queue{Packets: 9, Bytes: 1}},
		{Rate: 8000, Delay: ms, Queue: Queue{Packets: 9}, Schedule: Schedule{Steps: []Step{{At: ms, Rate: 8000}}}},
	} {
		require.NotSame(t, one, wire(cfg), "%+v", cfg)
	}
}

// What a frame needs that does not wait is a line, and so is what others need beyond it.
func TestFramesTouchFewLines(t *testing.T) {
	require.EqualValues(t, 64, unsafe.Sizeof(Wire{})-unsafe.Offsetof(Wire{}.port))
	for _, names := range [][]string{{"waiting"}, {"waiting", "bytes"}, {"stats", "MaxQueue"}, {"stats", "Waited"}} {
		require.Equal(t, 1, simtest.Line(8, rare{}, names...), names)
	}
}

func TestFramesAreCountedBeyondWhatAWireHolds(t *testing.T) {
	tr := newTrial(Config{Rate: 8_000_000})
	tr.frames, tr.data = most-2, most-3
	tr.plan(send{len: 100}, send{len: 100, control: true}, send{len: 100}).run()
	require.EqualValues(t, 3, len(tr.arrivals))
	require.EqualValues(t, 1, tr.frames)
	s := tr.Stats()
	require.EqualValues(t, []uint64{most + 1, most - 1}, []uint64{s.Sent, s.SentData})
	require.Equal(t, s, tr.Stats())
}
