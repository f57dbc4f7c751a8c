package vtime

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestString(t *testing.T) {
	for _, c := range []struct {
		t    Time
		want string
	}{
		{0, "0ms"},
		{Nanosecond, "0.000001ms"},
		{Microsecond, "0.001ms"},
		{1500 * Microsecond, "1.5ms"},
		{Millisecond, "1ms"},
		{Millisecond + 10, "1.00001ms"},
		{Second, "1000ms"},
		{Minute, "60000ms"},
		{-Nanosecond, "-0.000001ms"},
		{-1500 * Microsecond, "-1.5ms"},
		{123456789, "123.456789ms"},
		{math.MinInt64, "-9223372036854.775808ms"},
		{Never - 1, "9223372036854.775806ms"},
		{Never, "never"},
	} {
		require.Equal(t, c.want, c.t.String())
	}
}

func TestMillisIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		v := Time(r.Uint64() >> r.IntN(64))
		s := v.Millis()
		got, ok := new(big.Rat).SetString(s)
		require.True(t, ok, s)
		require.Zero(t, got.Cmp(big.NewRat(int64(v), int64(Millisecond))), s)
		if strings.Contains(s, ".") {
			require.NotEqual(t, byte('0'), s[len(s)-1], s)
		}
	}
}

func TestAdd(t *testing.T) {
	for _, c := range []struct{ t, d, want Time }{
		{1, 2, 3},
		{5, -7, -2},
		{0, Never, Never},
		{1, Never, Never},
		{Never, 0, Never},
		{Never, -1, Never},
		{Never - 1, 1, Never},
		{Never - 2, 1, Never - 1},
		{Never / 2, Never / 2, Never - 1},
	} {
		require.Equal(t, c.want, c.t.Add(c.d), "%d + %d", c.t, c.d)
	}
}

func TestDuration(t *testing.T) {
	require.Equal(t, 1500*time.Microsecond, (1500 * Microsecond).Duration())
	require.Equal(t, time.Minute, Minute.Duration())
}

func FuzzAdd(f *testing.F) {
	f.Add(int64(Never-1), int64(2))
	f.Add(int64(-1), int64(5))
	f.Fuzz(func(t *testing.T, a, d int64) {
		if a < 0 {
			return // points are never negative
		}
		sum := new(big.Int).Add(big.NewInt(a), big.NewInt(d))
		got := Time(a).Add(Time(d))
		if Time(a) == Never || !sum.IsInt64() {
			require.Equal(t, Never, got)
		} else {
			require.Equal(t, sum.Int64(), int64(got))
		}
	})
}
