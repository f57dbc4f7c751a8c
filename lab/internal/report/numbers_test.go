package report

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

const (
	maxNS  = vtime.Time(math.MaxInt64)
	second = vtime.Second
)

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		times []vtime.Time
		want  int
	}{
		{nil, 3}, {[]vtime.Time{0}, 3}, {[]vtime.Time{vtime.Millisecond}, 3}, {[]vtime.Time{1000}, 3},
		{[]vtime.Time{1100}, 4}, {[]vtime.Time{1110}, 5}, {[]vtime.Time{1111}, 6},
		{[]vtime.Time{1}, 6}, {[]vtime.Time{100}, 4},
		{[]vtime.Time{1000, 1010, 1100}, 5}, {[]vtime.Time{1001, 5 * second}, 6}, {[]vtime.Time{maxNS}, 6},
	} {
		require.Equal(t, c.want, decimals(c.times...), "%v", c.times)
	}
}

func TestMillis(t *testing.T) {
	for _, c := range []struct {
		t        vtime.Time
		decimals int
		want     string
	}{
		{0, 3, "0.000"}, {0, 6, "0.000000"}, {1, 6, "0.000001"}, {1, 3, "0.000"}, {499, 3, "0.000"}, {500, 3, "0.001"},
		{1_234_567, 3, "1.235"}, {1_234_567, 4, "1.2346"}, {1_234_567, 5, "1.23457"}, {1_234_567, 6, "1.234567"},
		{999_999, 3, "1.000"}, {3600 * second, 3, "3600000.000"}, {3600*second + 1, 6, "3600000.000001"},
	} {
		require.Equal(t, c.want, millis(c.t, c.decimals), "%d with %d", int64(c.t), c.decimals)
	}
}

// What decimals finds prints exactly.
func TestMillisIsExactWithDecimals(t *testing.T) {
	for _, ns := range []vtime.Time{0, 1, 10, 999, 1000, 123_456_789, 5*second + 50} {
		d := decimals(ns)
		require.Equal(t, millis(ns, 6), millis(ns, d)+"000000"[:6-d])
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		part, whole vtime.Time
		want        string
	}{
		{0, 0, "0.0"}, {5, 0, "0.0"}, {0, 5, "0.0"}, {5, 5, "100.0"}, {1, 3, "33.3"}, {2, 3, "66.7"}, {1, 8, "12.5"},
		{1, 1000, "0.1"}, {1, 2000, "0.1"}, {1, 2001, "0.0"}, {999, 1000, "99.9"}, {9999, 10000, "100.0"},
		{maxNS, maxNS, "100.0"}, {maxNS / 2, maxNS, "50.0"}, {maxNS / 3, maxNS, "33.3"}, {1, maxNS, "0.0"},
		{366 * 24 * 3600 * second / 4, 366 * 24 * 3600 * second, "25.0"},
	} {
		require.Equal(t, c.want, percent(c.part, c.whole), "%d of %d", c.part, c.whole)
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		at, end vtime.Time
		width   int
		want    int
	}{
		{0, 10, 50, 0}, {10, 10, 50, 50}, {5, 10, 50, 25}, {1, 3, 10, 3}, {11, 10, 50, 50}, {1, 1, 1, 1}, {3, 10, 0, 0},
		{maxNS, maxNS, 200, 200}, {maxNS / 2, maxNS, 200, 99}, {366 * 24 * 3600 * second, 732 * 24 * 3600 * second, 100, 50},
	} {
		require.Equal(t, c.want, scale(c.at, c.end, c.width), "%d of %d in %d", c.at, c.end, c.width)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		s     string
		width int
		want  string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdef", 9, "abcdef"}, {"abcdef", 5, "ab…ef"}, {"abcdef", 4, "a…ef"}, {"abcdef", 3, "abc"},
		{"abcdef", 1, "a"}, {"abcdef", 0, ""}, {"abcdef", -7, ""}, {"", 3, ""}, {"äöüßäöü", 5, "äö…öü"},
		{"喫茶店の頁", 4, "喫…の頁"},
	} {
		require.Equal(t, c.want, shorten(c.s, c.width), "%s in %d", c.s, c.width)
	}
}

// Words are kept, and their order; a line is no longer than the width unless it
// is one word.
func TestWrapped(t *testing.T) {
	for _, c := range []struct{ head, text, want string }{
		{"", "", "\n"},
		{"head: ", "", "head:\n"},
		{"head: ", "one", "head: one\n"},
		{"head: ", "one two three four", "head: one two three\n  four\n"},
		{"head: ", "one two  three\nfour five six seven", "head: one two three\n  four five six\n  seven\n"},
		{"", "one two three four fi", "one two three four\n  fi\n"},
		{"", "a-word-that-is-too-long-for-the-line and more", "a-word-that-is-too-long-for-the-line\n  and more\n"},
	} {
		s := &sheet{s: Style{Width: 20}}
		s.wrapped(c.head, c.text)
		require.Equal(t, c.want, s.b.String())
	}
}

func TestGridLeavesOutWhatDoesNotFit(t *testing.T) {
	cells := [][]string{{"", "one", "two", "three"}, {"row", "1", "22", "333"}, {"a longer row", "4444", "·", ""}}
	for _, c := range []struct {
		width int
		want  string
	}{
		{32, "                 one  two  three\n  row              1   22    333\n  a longer row  4444    ·\n"},
		{31, "                 one  two\n  row              1   22\n  a longer row  4444    ·\n  columns left out: 1\n"},
		{24, "                 one\n  row              1\n  a longer row  4444\n  columns left out: 2\n"},
		{1, "                 one\n  row              1\n  a longer row  4444\n  columns left out: 2\n"},
	} {
		s := &sheet{s: Style{Width: c.width}}
		s.grid(cells)
		require.Equal(t, c.want, s.b.String(), "%d", c.width)
	}
}
