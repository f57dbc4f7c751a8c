package tcp

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// Linux's cube root is right to less than one part in a hundred, and for the
// sizes that K comes from to much less.
func TestCubicRootIsACubeRoot(t *testing.T) {
	for a := uint64(1); a < 1<<62; a += a/3 + 1 {
		got, want := float64(cubicRoot(a)), math.Cbrt(float64(a))
		off := math.Max(1, want*0.013)
		if a > 1<<30 {
			off = want * 0.0035
		}
		require.InDelta(t, want, got, off, "of %d", a)
	}
	require.Zero(t, cubicRoot(0))
}

// C t^3 against ratios of big integers: not a byte more, less than two less.
func TestCubicBytesEqualsRatio(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		at := vtime.Time(r.Int64N(int64(cubicLongest))) >> r.IntN(30)
		mss := 64 + r.Int64N(65431)
		us := new(big.Int).SetInt64(int64(at / vtime.Microsecond))
		want := new(big.Int).Exp(us, big.NewInt(3), nil)
		want.Mul(want, big.NewInt(4*mss))
		want.Div(want, new(big.Int).Exp(big.NewInt(10), big.NewInt(19), nil))
		got := cubicBytes(at, mss)
		require.LessOrEqual(t, got, want.Int64(), "%v at %d", at, mss)
		require.GreaterOrEqual(t, got, want.Int64()-1, "%v at %d", at, mss)
	}
	require.Equal(t, cubicBytes(cubicLongest, 1460), cubicBytes(2*cubicLongest, 1460))
}

func TestCubicTimeIsTheInverse(t *testing.T) {
	for _, bytes := range []int64{0, 1, 1460, 100_000, 10_000_000, 1 << 33} {
		at := cubicTime(bytes, 1460)
		require.GreaterOrEqual(t, cubicBytes(at, 1460), bytes)
		if bytes > 0 {
			require.Less(t, cubicBytes(at-vtime.Microsecond, 1460), bytes)
		}
	}
	// (30 segments / 0.4)^(1/3) s = 4.217 s.
	require.InDelta(t, 4.217e9, int64(cubicTime(30*1460, 1460)), 1e6)
}

// rounds acknowledges window after window, rtt apart, and returns the window after
// each of them.
func rounds(cc Controller, w Window, rtt vtime.Time, n int) []int64 {
	const mss = 1000
	var after []int64
	now := vtime.Second
	for range n {
		for left := w.Cwnd; left > 0; left -= mss {
			a := Acked{Now: now, Bytes: mss, MSS: mss, Full: true, RTT: rtt, MinRTT: rtt, SRTT: rtt}
			w = cc.Grow(cc.(Sampler).Sampled(w, a), a)
			now += rtt * mss / vtime.Time(w.Cwnd)
		}
		after = append(after, w.Cwnd)
	}
	return after
}

// ideal is the curve in real numbers, in bytes: 0.4(t-K)^3 + W_max.
func ideal(max, from float64, seconds float64) float64 {
	k := math.Cbrt((max - from) / 1000 / 0.4)
	return 0.4*math.Pow(seconds-k, 3)*1000 + max
}

// After a loss the window follows the curve: fast, flat around the old window,
// fast again. A round trip of 200 ms keeps Reno's window below it.
func TestCubicFollowsTheCurve(t *testing.T) {
	const rtt = 200 * vtime.Millisecond
	for name, rule := range map[string]CubicRule{"rfc9438": CubicRFC9438, "linux": CubicLinux} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{ByteCounting: 1 << 20, CubicRule: rule, LossBase: LossWindow}
			cc := newCubic(&cfg)
			w := Window{Cwnd: 1_000_000}
			w.Threshold = cc.Threshold(w, Lost{MSS: 1000})
			w.Cwnd = w.Threshold
			require.InDelta(t, 700_000, w.Cwnd, 1000)
			for i, got := range rounds(cc, w, rtt, 60) {
				// What is acknowledged in a round moves the window to where the curve is a round trip later.
				early := ideal(1_000_000, float64(w.Threshold), float64(i+1)*0.2)
				late := ideal(1_000_000, float64(w.Threshold), float64(i+2)*0.2)
				require.GreaterOrEqual(t, float64(got), early*0.985, "round %d", i)
				require.LessOrEqual(t, float64(got), late*1.01, "round %d", i)
			}
		})
	}
}

// With a short round trip Reno would be faster: CUBIC keeps up with it, at 9/17 of
// a segment for each round trip until the old window is reached.
func TestCubicIsFriendlyToReno(t *testing.T) {
	const rtt = 10 * vtime.Millisecond
	for name, rule := range map[string]CubicRule{"rfc9438": CubicRFC9438, "linux": CubicLinux} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{ByteCounting: 1 << 20, CubicRule: rule, LossBase: LossWindow}
			cc := newCubic(&cfg)
			w := Window{Cwnd: 40_000}
			w.Threshold = cc.Threshold(w, Lost{MSS: 1000})
			w.Cwnd = w.Threshold
			after := rounds(cc, w, rtt, 60)
			require.InDelta(t, 28_000+20*1000*9/17, after[19], 700+900*float64(rule))
			if rule == CubicRFC9438 { // from the old window on by a segment
				require.InDelta(t, after[39]+20*1000, after[59], 700)
			}
		})
	}
}

func TestCubicReduces(t *testing.T) {
	cfg := Config{LossBase: LossWindow}
	cc := newCubic(&cfg).(*cubic)
	require.EqualValues(t, 70_000, cc.Threshold(Window{Cwnd: 100_000}, Lost{MSS: 1000}))
	require.EqualValues(t, 100_000, cc.now.max)
	require.EqualValues(t, 56_000, cc.Threshold(Window{Cwnd: 80_000}, Lost{MSS: 1000}))
	require.EqualValues(t, 68_000, cc.now.max, "fast convergence")
	require.EqualValues(t, 47_600, cc.Threshold(Window{Cwnd: 68_000}, Lost{MSS: 1000}))
	require.EqualValues(t, 68_000, cc.now.max, "as much as before leaves nothing to others")
	require.EqualValues(t, 2000, cc.Threshold(Window{Cwnd: 2000}, Lost{MSS: 1000}))

	linux := newCubicLinux(&Config{LossBase: LossWindow}).(*cubicLinux)
	require.EqualValues(t, 70_000, linux.Threshold(Window{Cwnd: 100_000}, Lost{MSS: 1000}))
	require.EqualValues(t, 100, linux.max)
	require.EqualValues(t, 56_000, linux.Threshold(Window{Cwnd: 80_000}, Lost{MSS: 1000}))
	require.EqualValues(t, 68, linux.max, "80 x 1741/2048")
	require.EqualValues(t, 2000, linux.Threshold(Window{Cwnd: 2000}, Lost{MSS: 1000}))
}

// A reduction for nothing brings the curve back (RFC 9438 section 4.9).
func TestCubicUndoBringsTheCurveBack(t *testing.T) {
	cfg := Config{ByteCounting: 8, LossBase: LossWindow}
	cc := newCubic(&cfg).(*cubic)
	w := Window{Cwnd: 100_000, Threshold: 100_000}
	cc.Grow(w, Acked{Now: vtime.Second, Bytes: 1000, MSS: 1000})
	before := cc.now
	reduced := Window{70_000, cc.Threshold(w, Lost{MSS: 1000})}
	require.NotEqual(t, before, cc.now)
	require.Equal(t, w, cc.Undo(reduced, w))
	require.Equal(t, before, cc.now)
}

// A pause does not count: the curve goes on where it stopped (RFC 9438 section 5.8).
func TestCubicLeavesPausesOut(t *testing.T) {
	for name, rule := range map[string]CubicRule{"rfc9438": CubicRFC9438, "linux": CubicLinux} {
		t.Run(name, func(t *testing.T) {
			windowAfter := func(pause vtime.Time) int64 {
				cfg := Config{ByteCounting: 8, CubicRule: rule, LossBase: LossWindow}
				cc := newCubic(&cfg)
				w := Window{Cwnd: 100_000}
				w.Threshold = cc.Threshold(w, Lost{MSS: 1000})
				w.Cwnd = w.Threshold
				a := Acked{Now: vtime.Second, Bytes: 1000, MSS: 1000, SRTT: 200 * vtime.Millisecond}
				w = cc.Grow(w, a)
				cc.(Observer).Observe(EventStart, Moment{Now: a.Now + pause, LastSent: a.Now, Window: w, MSS: 1000})
				for range 100 {
					a.Now += 10 * vtime.Millisecond
					b := a
					b.Now += pause
					w = cc.Grow(w, b)
				}
				return w.Cwnd
			}
			require.Equal(t, windowAfter(0), windowAfter(8*vtime.Second))
		})
	}
}
