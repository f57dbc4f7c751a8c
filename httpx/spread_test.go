package httpx

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Every spread keeps its mean, and its shape is that of its name: so much of it
// lies below the mean.
func TestSpreads(t *testing.T) {
	const n = 100_000
	for _, c := range []struct {
		v      Variation
		within float64 // of the mean
		below  float64 // share below the mean
	}{
		{Variation{}, 0, 0},
		{Variation{Spread: Uniform}, 0.01, 0.5},
		{Variation{Spread: Exponential}, 0.01, 1 - math.Exp(-1)},
		{Variation{Spread: LogNormal}, 0.02, 0.6915}, // the normal distribution at sigma/2
		{Variation{Spread: LogNormal, Shape: 50}, 0.01, 0.5987},
		{Variation{Spread: Pareto, Shape: 300}, 0.02, 1 - math.Pow(2.0/3, 3)},
		{Variation{Spread: Pareto}, 0.3, 1 - math.Pow(1.0/3, 1.5)}, // without a variance
	} {
		r := rand.New(rand.NewPCG(1, 2))
		sum, below := 0.0, 0
		for range n {
			d := c.v.draw(r, 10*ms)
			require.GreaterOrEqual(t, d, vtime.Time(0))
			sum += float64(d)
			if d < 10*ms {
				below++
			}
		}
		require.InDelta(t, float64(10*ms), sum/n, c.within*float64(10*ms), "%+v: mean", c.v)
		require.InDelta(t, c.below, float64(below)/n, 0.006, "%+v: share below the mean", c.v)
	}
}

// What no generator will ever draw is as finite as the rest.
func TestDrawsAreBounded(t *testing.T) {
	for spread := Fixed; spread <= Pareto; spread++ {
		for _, shape := range []int64{0, 1, 100, 101, 10_000} {
			for _, mean := range []vtime.Time{-1, 0, 1, vtime.Second, longestDraw} {
				for _, source := range []constant{0, 1, 1 << 63, math.MaxUint64} {
					d := Variation{spread, shape}.draw(rand.New(source), mean)
					require.GreaterOrEqual(t, d, vtime.Time(0), "%d %d %d %d", spread, shape, mean, source)
					require.LessOrEqual(t, d, longestDraw)
				}
			}
		}
	}
}

// constant always draws the same.
type constant uint64

func (c constant) Uint64() uint64 { return uint64(c) }

// The integer functions against those of the library.
func TestLogarithms(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		u := r.Uint64() >> r.IntN(60)
		want := -math.Log(float64(max(u, 1)) / math.Pow(2, 64))
		require.InDelta(t, want, float64(negLog(u))/float64(one), 1e-6, "%d", u)
		x := (r.Int64() >> 25) - 1<<37 // -32 to 32
		got := float64(exp(x)) / float64(one)
		want = math.Exp(float64(x) / float64(one))
		require.InDelta(t, 1, (got+1e-8)/(min(want, 1<<31)+1e-8), 0.1, "%d", x)
		if want > 1e-3 && want < 1<<30 {
			require.InEpsilon(t, want, got, 1e-5, "%d", x)
		}
	}
}
