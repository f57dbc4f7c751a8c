package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// randomLog appends events whose parents are any earlier events, with composed edges.
func randomLog(r *rand.Rand, events int) *Log {
	l := &Log{on: true}
	now := vtime.Time(0)
	for range events {
		now += vtime.Time(r.IntN(4)) * vtime.Time(r.IntN(50))
		parent := vtime.EventID(r.Uint64N(l.Len() + 1))
		left := now - l.Time(parent)
		part := func() vtime.Time {
			d := vtime.Time(r.Int64N(int64(left) + 1))
			if r.IntN(2) == 0 {
				d = 0
			}
			left -= d
			return d
		}
		edge := Link{Where: cause.Where(r.IntN(cause.NumWhere)), Queue: part(), Serial: part(), Jitter: part()}
		id := l.add(now, parent, &edge)
		gotParent, gotEdge := l.Parent(id)
		if gotParent != parent || gotEdge != edge || l.Time(id) != now {
			panic("an event is not as it was written")
		}
	}
	return l
}

func TestChainPropertyTilesExactly(t *testing.T) {
	for _, r := range simtest.Streams(t, 50) {
		l := randomLog(r, 200)
		for range 100 {
			id := vtime.EventID(r.Uint64N(l.Len() + 1))
			from := vtime.Time(r.Int64N(int64(l.Time(vtime.EventID(l.Len()))) + 2))
			chain := l.Chain(id, from)
			if from >= l.Time(id) {
				require.Empty(t, chain)
				continue
			}
			at := from
			for _, s := range chain {
				require.Equal(t, at, s.From)
				require.Greater(t, s.To, s.From)
				require.LessOrEqual(t, s.To, l.Time(s.Event))
				parent, _ := l.Parent(s.Event)
				require.GreaterOrEqual(t, s.From, l.Time(parent))
				at = s.To
			}
			require.Equal(t, l.Time(id), at)
		}
	}
}

func TestChainNamesThePartsOfAnEdge(t *testing.T) {
	k := New(1)
	k.At(10, cause.Host, func(at vtime.Stamp) {
		k.Expect(&Edge{
			From: at, At: 100, Seq: k.NextSeq(), Link: Link{Where: cause.Propagation, Queue: 5, Serial: 20, Jitter: 15},
		}, blind{handlerFunc(func(vtime.Stamp) {})})
	})
	k.Run(Bounds{})
	require.Equal(t, []Stretch{
		{0, 10, cause.Host, 1},
		{10, 15, cause.Queue, 2},
		{15, 35, cause.Serialisation, 2},
		{35, 85, cause.Propagation, 2},
		{85, 100, cause.Jitter, 2},
	}, k.Log().Chain(2, 0))
	require.Equal(t, []Stretch{
		{20, 35, cause.Serialisation, 2},
		{35, 85, cause.Propagation, 2},
		{85, 100, cause.Jitter, 2},
	}, k.Log().Chain(2, 20), "clipped where it begins")
}

func TestEventZeroIsTheStart(t *testing.T) {
	l := &Log{on: true}
	require.Zero(t, l.Time(0))
	require.Zero(t, l.Len())
	parent, edge := l.Parent(0)
	require.Zero(t, parent)
	require.Zero(t, edge)
	require.Empty(t, l.Chain(0, 0))
	l.add(0, 0, &Link{})
	require.Empty(t, l.Chain(1, 0), "nothing has passed before an event at the start")
}

func TestLogThatIsOffCounts(t *testing.T) {
	k := New(1)
	k.RecordEvents(false)
	var seen []vtime.EventID
	for range 3 {
		k.At(0, wait, func(at vtime.Stamp) { seen = append(seen, at.Event) })
	}
	k.Run(Bounds{})
	require.Equal(t, []vtime.EventID{1, 2, 3}, seen)
	require.EqualValues(t, 3, k.Log().Len())
	require.Empty(t, k.Log().chunks)
}

func TestLogGrowsBeyondAChunk(t *testing.T) {
	l := &Log{on: true}
	for i := range vtime.EventID(3*chunkLen + 1) {
		l.add(vtime.Time(i)*10, i, &Link{Where: cause.Host, Jitter: vtime.Time(i % 3)})
	}
	for id := vtime.EventID(1); uint64(id) <= l.Len(); id++ {
		parent, edge := l.Parent(id)
		require.Equal(t, id-1, parent)
		require.Equal(t, vtime.Time((id-1)%3), edge.Jitter)
	}
}
