package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

const milli = vtime.Millisecond

// The numbers are worked out by hand from RFC 6298 section 2.
func TestEstimatorFollowsRFC6298(t *testing.T) {
	c := RFC()
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
	require.Equal(t, 100*milli, e.min)
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
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := RFC()
			c.set(&cfg)
			var e estimator
			e.sample(c.sample, 1)
			require.Equal(t, c.want, e.rto(&cfg))
		})
	}
}

func TestBackoffDoublesUpToTheMaximum(t *testing.T) {
	c := RFC()
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
	c := RFC()
	e := estimator{fallback: 3 * vtime.Second}
	require.Equal(t, 3*vtime.Second, e.rto(&c))
	c.RTOInitial = 5 * vtime.Second
	require.Equal(t, 5*vtime.Second, e.rto(&c))
	e.sample(100*milli, 1)
	require.Equal(t, vtime.Second, e.rto(&c))
}
