package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

const milli = vtime.Millisecond

// The numbers are worked out by hand from RFC 6298 section 2.
func TestEstimatorFollowsRFC6298(t *testing.T) {
	c := rfc()
	c.RTOMin, c.ClockGranularity = 0, 0
	var e estimator
	require.Equal(t, vtime.Second, e.rto(&c), "before the first sample")
	for _, s := range []struct{ sample, srtt, rto vtime.Time }{
		{100 * milli, 100 * milli, 300 * milli},                          // RTTVAR 50
		{100 * milli, 100 * milli, 250 * milli},                          // RTTVAR 37.5
		{180 * milli, 110 * milli, 110*milli + 192500*vtime.Microsecond}, // RTTVAR 28.125 + 20
		{110 * milli, 110 * milli, 110*milli + 144375*vtime.Microsecond}, // RTTVAR 36.09375
	} {
		e.sample(s.sample, 1)
		require.Equal(t, s.srtt, e.srtt())
		require.Equal(t, s.rto, e.rto(&c))
	}
}

// The shortest round trip of a window of time: a longer one counts once all that was
// shorter is older than the window. The times are those of three samples that stand
// for it (win_minmax.c).
func TestLeastRoundTripIsOfAWindow(t *testing.T) {
	const window = 300 * vtime.Second
	var l leastRTT
	for _, s := range []struct{ at, rtt, want vtime.Time }{ // seconds, milliseconds
		{0, 40, 40}, {10, 30, 30}, {20, 50, 30}, {84, 60, 30}, {85, 60, 30}, // none younger counts yet
		{86, 45, 30}, {161, 55, 30}, {310, 80, 30}, // as old as the window
		{311, 90, 45}, {387, 90, 55}, {390, 20, 20}, {691, 70, 70},
	} {
		l.take(s.at*vtime.Second, s.rtt*milli, window)
		require.Equal(t, s.want*milli, l.rtt, "at %d s", s.at)
	}
	l.take(5000*vtime.Second, 95*milli, 0)
	require.Equal(t, 70*milli, l.rtt, "for ever")
}

func TestTimeoutBounds(t *testing.T) {
	for _, c := range []struct {
		name   string
		sample vtime.Time
		set    func(*Config)
		want   vtime.Time
	}{
		{"a second at least", 10 * milli, func(c *Config) {}, vtime.Second},
		{"a minute at most", 50 * vtime.Second, func(c *Config) {}, vtime.Minute},
		{"without a minimum", 10 * milli, func(c *Config) { c.RTOMin = 0 }, 30 * milli},
		{"granularity", milli, func(c *Config) { c.RTOMin, c.ClockGranularity = 0, 100*milli }, 101 * milli},
		{"minimum of the variance", 10 * milli, func(c *Config) {
			c.RTOMinRule, c.RTOMin = MinimumVariance, 200*milli
		}, 210 * milli},
		{"variance above its minimum", 200 * milli, func(c *Config) {
			c.RTOMinRule, c.RTOMin = MinimumVariance, 200*milli
		}, 600 * milli},
		{"variance at most", 100 * vtime.Second, func(c *Config) { c.RTOMinRule = MinimumVariance }, vtime.Minute},
		{"before a sample, a second at least", 0, func(c *Config) { c.RTOInitial = 100 * milli }, vtime.Second},
		{"before a sample, a minute at most", 0, func(c *Config) { c.RTOInitial = 2 * vtime.Minute }, vtime.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := rfc()
			c.set(&cfg)
			var e estimator
			switch {
			case c.sample == 0:
			case cfg.RTOMinRule == MinimumVariance:
				e.follow(c.sample, 1, 1, &cfg)
			default:
				e.sample(c.sample, 1)
			}
			require.Equal(t, c.want, e.rto(&cfg))
			require.True(t, e.within(c.want, &cfg))
			require.False(t, e.within(c.want+1, &cfg))
		})
	}
}

// The numbers are worked out by hand from Linux's tcp_rtt_estimator, with a tick of 4 ms: the
// variance is the largest of a round trip, and the least is 200 ms.
func TestEstimatorFollowsLinux(t *testing.T) {
	c := linux()
	var e estimator
	una, nxt := int64(1), int64(1)
	for _, s := range []struct {
		sample vtime.Time
		turns  bool // another round trip begins
		srtt   vtime.Time
		rto    vtime.Time
	}{
		{100 * milli, true, 100 * milli, 300 * milli},
		{100 * milli, false, 100 * milli, 300 * milli},
		{260 * milli, false, 120 * milli, 396 * milli},  // 4 RTTVAR: 150, then 272.5
		{120 * milli, false, 120 * milli, 396 * milli},  // 204.375: the largest counts
		{120 * milli, true, 120 * milli, 396 * milli},   // and did so in that round trip
		{120 * milli, true, 120 * milli, 376 * milli},   // three quarters of 72.5 above 200
		{40 * milli, true, 110 * milli, 352 * milli},    // shorter
		{110*milli + 1, true, 110 * milli, 344 * milli}, // rounded up
	} {
		if s.turns {
			una, nxt = nxt+1, nxt+1000
		}
		e.follow(s.sample, una, nxt, &c)
		require.Equal(t, s.srtt, e.srtt()/milli*milli)
		require.Equal(t, s.rto, e.rto(&c))
	}
}

func TestBackoffDoublesUpToTheMaximum(t *testing.T) {
	c := rfc()
	var e estimator
	for backoff, want := range []vtime.Time{1, 2, 4, 8, 16, 32, 60, 60} {
		e.backoff = uint8(backoff)
		require.Equal(t, want*vtime.Second, e.rto(&c))
	}
	e.backoff = 255
	require.Equal(t, vtime.Minute, e.rto(&c))
}

// After a lost SYN data waits for 3 s at least (RFC 6298 section 5.7), until there is a sample.
func TestFallbackIsTheLeast(t *testing.T) {
	c := rfc()
	e := estimator{lostSYN: true}
	require.Equal(t, 3*vtime.Second, e.rto(&c))
	c.RTOInitial = 5 * vtime.Second
	require.Equal(t, 5*vtime.Second, e.rto(&c))
	e.sample(100*milli, 1)
	require.Equal(t, vtime.Second, e.rto(&c))
}
