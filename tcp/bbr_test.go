package tcp

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// The running maximum is never below the best of the last quarter of the window, and
// never above the best of all of it.
func TestRunningMax(t *testing.T) {
	const window = 10
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var m runningMax
		var seen []roundSample
		best := func(round, rounds int64) (most int64) {
			for _, s := range seen {
				if round-s.round <= rounds {
					most = max(most, s.value)
				}
			}
			return most
		}
		for round := int64(1); round < 100; round += r.Int64N(3) {
			s := roundSample{round, r.Int64N(1000)}
			seen = append(seen, s)
			m.take(window, s.round, s.value)
			require.LessOrEqual(t, m.best(), best(round, window))
			require.GreaterOrEqual(t, m.best(), best(round, window/4-1))
		}
	}
}

// bbrPath plays a path of 10 segments in a millisecond and 20 ms to a controller.
func bbrPath(b *bbr, rounds int) Window {
	const mss, rtt = 1000, 20 * milli
	w := Window{10 * mss, 1 << 40}
	total, now := int64(1), vtime.Second
	for range rounds {
		n := w.Cwnd / mss
		took := max(rtt, vtime.Time(n)*milli/10)
		prior := total
		total, now = total+n, now+took
		w, _ = b.Direct(w, Acked{Now: now, MSS: mss, Flight: n * mss, RTT: took, MinRTT: rtt, SRTT: took},
			Rate{Delivered: n, Interval: took, Prior: prior, Acked: n, Total: total})
	}
	return w
}

// BBR finds the bandwidth and the round trip, and keeps two products of them under
// way: 2 x 200 segments, and what bursts take. Since all of a window is acknowledged
// at once here, 100 ms of the bandwidth come on top.
func TestBBRFindsThePath(t *testing.T) {
	b := newBBR(nil).(*bbr)
	w := bbrPath(b, 30)
	require.Equal(t, bbrProbeBW, b.state)
	require.InDelta(t, 10<<bbrScale/1000, b.bw.best(), 10)
	require.Equal(t, 20*milli, b.minRTT)
	require.InDelta(t, 400+1000, w.Cwnd/1000, 50)
	require.InEpsilon(t, 10_000_000*99/100, b.rate*bbrUnit/bbrGains[b.cycle], 0.01)
}

// A loss brings the window to what is delivered for one round, and it comes back.
func TestBBRRecovers(t *testing.T) {
	b := newBBR(nil).(*bbr)
	w := bbrPath(b, 30)
	a := Acked{Now: 2 * vtime.Second, MSS: 1000, RTT: 20 * milli, MinRTT: 20 * milli, Phase: PhaseRecovery}
	r := Rate{Delivered: 1, Interval: 20 * milli, Prior: b.next - 1, Acked: 1, Lost: 1, Flight: 100_000, Total: b.next + 1}
	require.Equal(t, w.Threshold, b.Threshold(w, Lost{MSS: 1000}), "there is none")
	low, _ := b.Direct(w, a, r)
	require.EqualValues(t, 101_000, low.Cwnd)
	a.Phase, r.Lost, r.Prior = PhaseOpen, 0, b.next
	r.Total++
	back, _ := b.Direct(low, a, r)
	require.InDelta(t, w.Cwnd, back.Cwnd, 10_000)
}

// Flows begin their cycles in different phases, never in the one that drains.
func TestBBRBeginsAnywhere(t *testing.T) {
	seen := map[int]bool{}
	for seed := range uint32(50) {
		b := newBBR(nil).(*bbr)
		b.Seed(seed)
		b.probeBW(0)
		seen[b.cycle] = true
	}
	require.Len(t, seen, bbrCycleRand)
	require.False(t, seen[1])
}
