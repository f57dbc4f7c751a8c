package measure

import (
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim/vtime"
)

const (
	ms  = vtime.Millisecond
	sec = vtime.Second
)

// Percentiles are within a thousandth of those of the sorted list; the rest is exact.
func TestTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	l := &lab.Traffic{To: 100 * sec, Parts: []string{"a", "b", "a"}}
	var took []vtime.Time
	sum := vtime.Time(0)
	for i := range 10_000 {
		x := lab.Sample{Part: i % 3, Asked: vtime.Time(r.Int64N(int64(100 * sec)))}
		d := vtime.Time(r.Int64N(1 << r.IntN(40)))
		x.Done, x.Failed = x.Asked+d, i%100 == 99
		if !x.Failed {
			took = append(took, d)
			sum += d
		}
		l.Samples = append(l.Samples, x)
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	s := Of(l)
	require.Equal(t, "closed", s.Loop)
	require.EqualValues(t, 9900, s.All.Answered)
	require.EqualValues(t, 100, s.All.Failed)
	require.Equal(t, took[0], s.All.MinNS)
	require.Equal(t, took[len(took)-1], s.All.MaxNS)
	require.Equal(t, sum/9900, s.All.MeanNS)
	for q, got := range map[int]vtime.Time{
		500: s.All.P50NS, 900: s.All.P90NS, 950: s.All.P95NS, 990: s.All.P99NS, 999: s.All.P999NS,
	} {
		want := took[len(took)*q/1000-1]
		require.InEpsilon(t, int64(want), int64(got), 0.002, "%d", q)
	}
	require.Len(t, s.Classes, 2)
	require.Equal(t, s.All.Answered, s.Classes[0].Answered+s.Classes[1].Answered)
	require.Len(t, s.Over, 10)
	n := int64(0)
	for i, o := range s.Over {
		n += o.Answered + o.Failed
		require.Equal(t, vtime.Time(i)*10*sec, o.FromNS)
	}
	require.EqualValues(t, 10_000, n)
}

// The warm-up is left out of times; what was asked for before and ended after it counts
// as under way.
func TestWarmUp(t *testing.T) {
	l := &lab.Traffic{Open: true, From: 10 * sec, To: 20 * sec, Interval: 4 * sec, Parts: []string{"http://a/"}, Asked: 5}
	l.Samples = []lab.Sample{
		{Asked: 6 * sec, Done: 7 * sec}, {Asked: 9 * sec, Done: 12 * sec}, {Asked: 10 * sec, Done: 11 * sec},
		{Asked: 19 * sec, Done: 29 * sec},
	}
	s := Of(l)
	require.Equal(t, "open", s.Loop)
	require.EqualValues(t, 2, s.All.Answered)
	require.EqualValues(t, 4, s.Ended)
	require.Equal(t, 10*sec, s.All.MaxNS)
	require.Equal(t, 0.2, s.PerSecond) // two ended in ten seconds
	require.Equal(t, 0.4, s.InFlight)  // 2 + 1 + 1 seconds
	require.Len(t, s.Over, 3)          // of 4, 4 and 2 seconds
	require.Equal(t, 20*sec, s.Over[2].ToNS)
	require.Equal(t, Summary{Workload: "x", Loop: "closed", Classes: []Class{{Name: "page x"}}},
		*Of(&lab.Traffic{Name: "x", Parts: []string{"page x"}}))
}
