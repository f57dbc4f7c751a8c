package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// What becomes of metrics at the end of a connection, by hand from tcp_update_metrics.
// Its segments are of 1000 bytes, its round trip 40 ms with a deviation of 20.
func TestSaveMetrics(t *testing.T) {
	before := Metrics{rtt: 80 * milli, rttVar: 4 * milli, cwnd: 20, threshold: 6}
	for _, c := range []struct {
		name       string
		before     Metrics
		thresholds bool
		set        func(s *sender)
		want       Metrics
	}{
		{"the first", Metrics{}, false, nil, Metrics{rtt: 40 * milli, rttVar: 40 * milli, cwnd: 30}},
		{"a shorter round trip counts for an eighth", before, false, nil,
			Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 30, threshold: 6}},
		{"a longer one counts", Metrics{rtt: 10 * milli, rttVar: 90 * milli}, false, nil,
			Metrics{rtt: 40 * milli, rttVar: 75 * milli, cwnd: 30}},
		{"nothing came back in time", before, true, func(s *sender) { s.rtt.backoff = 1 },
			Metrics{rttVar: 4 * milli, cwnd: 20, threshold: 6}},
		{"in slow start half the window is known to fit", before, true, nil,
			Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 30, threshold: 15}},
		{"in congestion avoidance the window is good", before, true, func(s *sender) { s.win.Threshold = 17_000 },
			Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 25, threshold: 17}},
		{"a threshold is not wanted", before, false, func(s *sender) { s.win.Threshold = 17_000 },
			Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 25, threshold: 6}},
		{"in slow start after a loss the threshold is", before, true, func(s *sender) {
			s.win.Threshold, s.mend = 40_000, &repair{reordering: 9}
		}, Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 30, threshold: 40, reordering: 9}},
		{"without reordering", before, false, func(s *sender) {
			s.win.Threshold, s.mend = 40_000, &repair{reordering: 3}
		}, Metrics{rtt: 75 * milli, rttVar: 40 * milli, cwnd: 30, threshold: 6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, linux())
			s := &r.c.snd
			s.mss, s.win, s.rtt = 1000, Window{30_000, noThreshold}, estimator{}
			s.rtt.sample(40*milli, 1)
			if c.set != nil {
				c.set(s)
			}
			require.Equal(t, c.want, r.c.SaveMetrics(c.before, c.thresholds))
		})
	}
}

// What an earlier connection has learnt is where the next one begins (tcp_init_metrics).
func TestUseMetrics(t *testing.T) {
	r := newRig(t, linux())
	r.bring(Established)
	s := &r.c.snd
	s.rtt = estimator{}
	s.rtt.follow(20*milli, 1, 1, &r.cfg)
	require.Equal(t, 220*milli, s.rtt.rto(&r.cfg))
	r.c.UseMetrics(&Metrics{rtt: 19 * milli, threshold: 8, cwnd: 50}, false)
	require.Equal(t, 220*milli, s.rtt.rto(&r.cfg), "the handshake's was longer")
	require.EqualValues(t, noThreshold, s.win.Threshold)
	require.EqualValues(t, 10*s.mss, s.win.Cwnd, "the window never is taken over")
	require.Nil(t, s.mend)

	r.c.UseMetrics(&Metrics{rtt: 150 * milli, threshold: 8, reordering: 7}, true)
	require.EqualValues(t, 8*s.mss, s.win.Threshold)
	require.EqualValues(t, 7, r.c.threshold())
	require.Equal(t, 452*milli, s.rtt.rto(&r.cfg), "three times 150 ms, in ticks of 4 ms")
	s.rtt.backoff = 1
	require.Equal(t, 904*milli, s.rtt.rto(&r.cfg))
	require.Equal(t, 20*milli, s.rtt.srtt(), "the estimate stays")
	r.c.sampleRTT(r.at.Now, roundTrip{rtt: 20 * milli, weight: 1})
	require.Equal(t, 220*milli, s.rtt.rto(&r.cfg), "a sample ends it")
}

// The challenge ACKs of a host are limited together, to about as many as are allowed, and
// to no number that is sure (RFC 5961 section 7).
func TestChallengesOfAHost(t *testing.T) {
	const limit = 100
	h, counts := NewChallenges(limit, 7), map[int]bool{}
	for second := range vtime.Time(20) {
		n := 0
		for i := range vtime.Time(2 * limit) {
			if h.take(second*vtime.Second + i*milli) {
				n++
			}
		}
		require.GreaterOrEqual(t, n, limit/2)
		require.Less(t, n, limit+limit/2)
		counts[n] = true
	}
	require.Greater(t, len(counts), 10, "they differ from second to second")
	require.True(t, (*Challenges)(nil).take(0), "no limit")
	one := NewChallenges(1, 7)
	require.True(t, one.take(0))
	require.False(t, one.take(0))
}
