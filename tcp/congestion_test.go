package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInitialWindow(t *testing.T) {
	for _, c := range []struct {
		rule         WindowRule
		segments     int64
		mss, segsOut int64
	}{
		{WindowSegments, 1, 1460, 1}, {WindowSegments, 10, 1460, 10},
		{WindowRFC5681, 1, 8960, 2}, {WindowRFC5681, 1, 2191, 2}, {WindowRFC5681, 1, 2190, 3},
		{WindowRFC5681, 1, 1096, 3}, {WindowRFC5681, 1, 1095, 4}, {WindowRFC5681, 1, 536, 4},
		{WindowRFC6928, 1, 536, 10}, {WindowRFC6928, 1, 1460, 10}, {WindowRFC6928, 1, 8960, 2},
	} {
		cfg := Config{InitialRule: c.rule, InitialWindow: c.segments}
		require.Equal(t, c.segsOut*c.mss, initialWindow(&cfg, c.mss), "%+v", c)
	}
	cfg := Config{InitialRule: WindowRFC6928}
	require.Equal(t, int64(14600), initialWindow(&cfg, 4000), "not a whole number of segments")
}

func TestRenoGrows(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int64 // byte counting
		acks  []int64
		from  Window
		want  int64
	}{
		{"slow start, one segment for each ACK", 1, []int64{1000, 1000}, Window{2000, 1 << 40}, 4000},
		{"slow start, an ACK of two counts as one", 1, []int64{2000}, Window{2000, 1 << 40}, 3000},
		{"slow start, L = 2", 2, []int64{2000, 3000}, Window{2000, 1 << 40}, 6000},
		{"slow start, small ACKs count what they are worth", 1, []int64{10, 10}, Window{2000, 1 << 40}, 2020},
		{"slow start by ACKs", 0, []int64{10, 3000}, Window{2000, 1 << 40}, 4000},
		{"slow start ends at the threshold", 8, []int64{4000}, Window{4000, 5000}, 5000},
		{"and the rest counts for avoidance", 8, []int64{4000, 2000}, Window{4000, 5000}, 6000},
		{"avoidance, almost a window", 1, []int64{1000, 1000, 1999}, Window{4000, 2000}, 4000},
		{"avoidance, a window", 1, []int64{1000, 1000, 2000}, Window{4000, 2000}, 5000},
		{"avoidance, two windows", 1, []int64{4000, 5000}, Window{4000, 2000}, 6000},
		{"avoidance by ACKs", 0, []int64{1, 1}, Window{4000, 2000}, 4485},
		{"avoidance by ACKs grows by a byte at least", 0, []int64{1}, Window{2000000, 2000}, 2000001},
	} {
		t.Run(c.name, func(t *testing.T) {
			cc := newController(&Config{ByteCounting: c.count})
			w := c.from
			for _, n := range c.acks {
				w = cc.Acked(w, Acked{Bytes: n, MSS: 1000})
			}
			require.Equal(t, Window{c.want, c.from.Threshold}, w)
		})
	}
}

func TestRenoGrowsOnlyIfFull(t *testing.T) {
	cc := newController(&Config{ByteCounting: 1, GrowOnlyIfFull: true})
	w := Window{2000, 4000}
	require.Equal(t, w, cc.Acked(w, Acked{Bytes: 1000, MSS: 1000}))
	require.Equal(t, Window{3000, 4000}, cc.Acked(w, Acked{Bytes: 1000, MSS: 1000, Full: true}))
}

// ssthresh = max(FlightSize/2, 2 SMSS) (RFC 5681 section 3.1 equation 4).
func TestRenoLoses(t *testing.T) {
	cc := newController(&Config{ByteCounting: 1})
	for _, c := range []struct {
		flight  int64
		timeout bool
		want    Window
	}{
		{10000, false, Window{5000, 5000}}, {10000, true, Window{1000, 5000}},
		{3000, false, Window{2000, 2000}}, {1000, true, Window{1000, 2000}}, {5001, false, Window{2500, 2500}},
	} {
		require.Equal(t, c.want, cc.Lost(Window{9999, 1 << 40}, Lost{Flight: c.flight, MSS: 1000, Timeout: c.timeout}))
	}
}

// Half a window of avoidance does not count after a loss.
func TestRenoLossForgetsCredit(t *testing.T) {
	cc := newController(&Config{ByteCounting: 1})
	cc.Acked(Window{4000, 2000}, Acked{Bytes: 3999, MSS: 1000})
	w := cc.Lost(Window{4000, 2000}, Lost{Flight: 4000, MSS: 1000})
	require.Equal(t, w, cc.Acked(w, Acked{Bytes: 1999, MSS: 1000}))
}
