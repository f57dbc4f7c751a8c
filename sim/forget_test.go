package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// A log that forgets tells the same chains as one that does not, as far as it
// is asked for, whatever timers still point at what is forgotten.
func TestLogPropertyForgetsOnlyWhatIsOld(t *testing.T) {
	for _, r := range simtest.Streams(t, 10) {
		all, some := &Log{on: true}, &Log{on: true}
		now, before, packed := vtime.Time(0), vtime.Time(0), 0
		for range 8 * chunkLen {
			now += vtime.Time(r.IntN(4)) * vtime.Time(r.IntN(50)) * vtime.Time(1+r.IntN(2)*r.IntN(2)*1_000_000)
			parent, edge := vtime.EventID(r.Uint64N(all.Len()+1)), Link{Where: cause.Where(r.IntN(cause.NumWhere))}
			if r.IntN(2) == 0 { // of a frame, which left not long ago
				parent = vtime.EventID(all.Len() - r.Uint64N(min(all.Len(), 100)+1))
				left := now - all.Time(parent)
				edge = Link{Where: cause.Propagation, Queue: left / 3, Serial: left / 7, Jitter: left / 5 * vtime.Time(r.IntN(2))}
			}
			id := all.add(now, parent, &edge)
			require.Equal(t, id, some.add(now, parent, &edge))
			if r.IntN(500) == 0 && id > 200 {
				before = max(before, all.Time(id-200))
				some.Pack(before, nil)
				packed = max(packed, some.packed.Len())
				some.Forget(before - vtime.Time(r.IntN(2))*before/3)
			}
			if r.IntN(50) == 0 {
				from := before + vtime.Time(r.Int64N(int64(now-before)+1))
				require.Equal(t, all.Chain(id, from), some.Chain(id, from))
				require.Equal(t, all.Time(id), some.Time(id))
			}
		}
		require.GreaterOrEqual(t, some.base, uint64(2*chunkLen), "much is forgotten")
		require.Positive(t, packed)
		require.LessOrEqual(t, some.Time(1), before)
		require.PanicsWithValue(t, "sim: event 1 is forgotten", func() { some.Parent(1) })
		require.Panics(t, func() { some.add(now, 1, &Link{Where: cause.Propagation, Queue: 1}) })
	}
}

// A log that is as long as before is where it was before.
func TestLogUsesItsMemoryAgain(t *testing.T) {
	l := &Log{on: true}
	slice := func() {
		for range 5 * chunkLen {
			now := vtime.Time(l.Len())
			edge := Link{Where: cause.Propagation, Queue: 1, Serial: 1, Jitter: now % 2}
			l.add(now, vtime.EventID(max(l.Len(), 3)-3), &edge)
		}
		l.Forget(vtime.Time(l.Len() - 100))
	}
	for range 3 {
		slice()
	}
	require.Zero(t, testing.AllocsPerRun(20, slice))
	require.LessOrEqual(t, len(l.chunks)+len(l.free), 7)
	require.LessOrEqual(t, len(l.wides), 2*chunkLen)
}

// What does not fit into a short record is kept all the same.
func TestLogKeepsWideEdges(t *testing.T) {
	l := &Log{on: true}
	hour := 3600 * vtime.Second
	l.add(hour, 0, &Link{Where: cause.Host})
	for i, edge := range []Link{
		{Where: cause.TimerKeepAlive},
		{Where: cause.Propagation, Queue: 4 * vtime.Second, Serial: 1<<serialBits - 1},
		{Where: cause.Propagation, Queue: 5 * vtime.Second},
		{Where: cause.Propagation, Serial: 1 << serialBits},
		{Where: cause.Propagation, Jitter: 1},
	} {
		parts := edge.Queue + edge.Serial + edge.Jitter
		for _, rest := range []vtime.Time{1, 5 * vtime.Second, 1000 * hour} {
			at := hour + parts + rest
			id := l.add(at, 1, &edge)
			parent, got := l.Parent(id)
			require.EqualValues(t, 1, parent, "case %d", i)
			require.Equal(t, edge, got)
			require.Equal(t, at, l.Time(id))
			chain := l.Chain(id, hour)
			require.Equal(t, hour, chain[0].From)
			require.Equal(t, at, chain[len(chain)-1].To)
		}
	}
}

// What is packed reads as it was written, in whatever order it is read, and the
// steady state of a transfer takes little space.
func TestLogPacks(t *testing.T) {
	plain, packed := &Log{on: true}, &Log{on: true}
	edges := []Link{
		{Where: cause.Propagation, Queue: 3, Serial: 12_000}, {Where: cause.Propagation, Serial: 320}, {Where: cause.Instant},
		{Where: cause.TimerDelayedAck}, {Where: cause.Propagation, Serial: 1 << 30}, // the last one is wide
	}
	const events = 20*chunkLen + 7
	for i := range uint64(events) {
		edge := edges[i%3]
		if i%500 == 0 {
			edge = edges[3+i/500%2]
		}
		now, parent := vtime.Time(5_000*i), vtime.EventID(max(i, 40+i%3)-40-i%3)
		plain.add(now, parent, &edge)
		packed.add(now, parent, &edge)
		if i%(3*chunkLen) == 0 {
			packed.Pack(now-100*5_000, nil)
		}
	}
	require.Equal(t, 17, packed.packed.Len())
	require.Len(t, packed.chunks, 4)
	bytes := 0
	for i := range packed.packed.Len() {
		bytes += len(packed.packed.At(i))
	}
	require.Less(t, bytes, 17*chunkLen*6)
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		id := vtime.EventID(1 + r.IntN(events))
		parent, edge, start := plain.edge(id)
		gotParent, gotEdge, gotStart := packed.edge(id)
		require.Equal(t, []any{plain.Time(id), parent, edge, start}, []any{packed.Time(id), gotParent, gotEdge, gotStart})
	}
	require.Equal(t, plain.Chain(events, 0), packed.Chain(events, 0))
	packed.Forget(5_000 * 18 * chunkLen)
	require.Zero(t, packed.packed.Len())
	require.Equal(t, plain.Chain(events, 5_000*19*chunkLen), packed.Chain(events, 5_000*19*chunkLen))
}
