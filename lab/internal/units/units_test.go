package units

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/vtime"
)

// reading is a text and what it must be read as, or a part of the error.
type reading[T any] struct {
	text  string
	want  T
	error string
}

func check[T any](t *testing.T, parse func(string) (T, error), readings []reading[T]) {
	t.Helper()
	for _, c := range readings {
		got, err := parse(c.text)
		if c.error != "" {
			require.ErrorContains(t, err, c.error, c.text)
			require.NotContains(t, err.Error(), "\n", "one line")
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, c.want, got, c.text)
	}
}

func TestParseDuration(t *testing.T) {
	const expected = `is not a duration, expected one such as 50ms`
	check(t, ParseDuration, []reading[vtime.Time]{
		{"0", 0, ""},
		{"0.0", 0, ""},
		{"0s", 0, ""},
		{"50ms", 50 * vtime.Millisecond, ""},
		{"50 ms", 50 * vtime.Millisecond, ""},
		{"1.5s", 1500 * vtime.Millisecond, ""},
		{"200us", 200 * vtime.Microsecond, ""},
		{"200µs", 200 * vtime.Microsecond, ""},
		{"200μs", 200 * vtime.Microsecond, ""},
		{"10ns", 10, ""},
		{"2m", 2 * vtime.Minute, ""},
		{"1h", 60 * vtime.Minute, ""},
		{"0.1s", 100 * vtime.Millisecond, ""},
		{"0.000000001s", 1, ""},
		{"0.0000000010000000000000000000000s", 1, ""},
		{"0.00000000025h", 900, ""},
		{"9223372036854775806ns", vtime.Never - 1, ""},
		{"9223372036.854775806s", vtime.Never - 1, ""},
		{"9223372036854775807ns", 0, "too large"},
		{"18446744073709551616ns", 0, "too large"},
		{"99999999999999999999999999h", 0, "too large"},
		{"2562048h", 0, `"2562048h": it is too large, expected a duration such as 50ms`},
		{"0.5ns", 0, "not a whole number of nanoseconds"},
		{"0.00000000000000000000000001h", 0, "not a whole number of nanoseconds"},
		{"50", 0, `"50": the unit is missing, expected a duration such as 50ms`},
		{"-5ms", 0, "it is negative"},
		{"", 0, `"" ` + expected},
		{"ms", 0, expected},
		{".5s", 0, expected},
		{"5.s", 0, expected},
		{"1.2.3s", 0, expected},
		{"1e3s", 0, `no unit is called "e3s", expected a duration such as 50ms`},
		{"1_000ms", 0, `no unit is called "_000ms", expected a duration`},
		{"0x10ms", 0, `no unit is called "x10ms", expected a duration`},
		{"010ms", 0, `"010ms": a number does not begin with a zero, expected a duration such as 50ms`},
		{"00.5ms", 0, "does not begin with a zero"},
		{"١ms", 0, expected},
		{"1s ", 0, `no unit is called "s ", expected a duration such as 50ms; units are ns`},
		{"50mss", 0, `did you mean "ms"?`},
		{"5fortnights", 0, `no unit is called "fortnights", expected a duration such as 50ms; units are ns, us, ms, s, m, h`},
	})
	_, err := ParseDuration(strings.Repeat("7\n", 1000))
	require.ErrorContains(t, err, "expected a duration such as 50ms")
	require.Less(t, len(err.Error()), 250)
}

func TestParseRate(t *testing.T) {
	const expected = `is not a rate, expected one such as 10Mbit/s or unlimited`
	const nothing = `: nothing would ever arrive, expected a rate such as 10Mbit/s or unlimited`
	check(t, ParseRate, []reading[uint64]{
		{"unlimited", 0, ""},
		{"10Mbit/s", 10e6, ""},
		{"10 Mbit/s", 10e6, ""},
		{"1Gbit/s", 1e9, ""},
		{"56kbit/s", 56e3, ""},
		{"1.5Mbit/s", 1500e3, ""},
		{"10Mbps", 10e6, ""},
		{"10MB/s", 80e6, ""},
		{"1KiB/s", 8192, ""},
		{"8bit/s", 8, ""},
		{"18446744073709551615bit/s", math.MaxUint64, ""},
		{"18446744073709551616bit/s", 0, "too large"},
		{"18446745Tbit/s", 0, "too large"},
		{"0.5bit/s", 0, "not a whole number of bits per second"},
		{"0", 0, nothing},
		{"0Mbit/s", 0, `"0Mbit/s"` + nothing},
		{"10", 0, "the unit is missing"},
		{"-1Mbit/s", 0, "negative"},
		{"10Mbits/s", 0, `no unit is called "Mbits/s", expected a rate such as 10Mbit/s or unlimited; did you mean "Mbit/s"?`},
		{"10mbit/s", 0, `did you mean "Mbit/s"?`},
		{"infinite", 0, expected},
	})
}

func TestParseSize(t *testing.T) {
	const expected = "is not a size, expected one such as 64KiB"
	check(t, ParseSize, []reading[int64]{
		{"0", 0, ""},
		{"1460", 1460, ""},
		{"1460B", 1460, ""},
		{"64KiB", 65536, ""},
		{"64 KiB", 65536, ""},
		{"1MB", 1e6, ""},
		{"1.5kB", 1500, ""},
		{"0.5KiB", 512, ""},
		{"9223372036854775807", math.MaxInt64, ""},
		{"9223372036854775808", 0, "too large"},
		{"8388608TiB", 0, "too large"},
		{"1.5", 0, "not a whole number of bytes"},
		{"0.0001KiB", 0, "not a whole number of bytes"},
		{"-1", 0, "negative"},
		{"64kib", 0, `did you mean "KiB"?`},
		{"", 0, expected},
		{"lots", 0, expected},
		{"1460 ", 0, `no unit is called " "`},
		{"010", 0, `"010": a number does not begin with a zero, expected a size such as 64KiB`},
		{"1e3", 0, `no unit is called "e3", expected a size such as 64KiB`},
	})
}

func TestParseRatio(t *testing.T) {
	const expected = "is not a ratio from 0 to 1, expected one such as 0.5%, 0.005 or 1/200"
	check(t, ParseRatio, []reading[Ratio]{
		{"0", 0, ""},
		{"1", Whole, ""},
		{"100%", Whole, ""},
		{"1%", 1e7, ""},
		{"0.5%", 5e6, ""},
		{"0.01", 1e7, ""},
		{"1/100", 1e7, ""},
		{"0/5", 0, ""},
		{"5/5", Whole, ""},
		{"1/3", 333333333, ""},
		{"2/3", 666666667, ""},
		{"1/2000000000", 1, ""},
		{"0.000000001", 1, ""},
		{"0.0000001%", 1, ""},
		{"18446744073709551615/18446744073709551615", Whole, ""},
		{"1/2000000001", 0, "less than one part per 1e9"},
		{"0.0000000001", 0, "not a whole number of parts per 1e9"},
		{"101%", 0, "too large"},
		{"1.000000001", 0, "too large"},
		{"3/2", 0, "too large"},
		{"1/0", 0, "divides by zero"},
		{"1/", 0, expected},
		{"/2", 0, expected},
		{"1/2/3", 0, expected},
		{"-1%", 0, "negative"},
		{"5ppm", 0, `no unit is called "ppm", expected a ratio from 0 to 1 such as`},
		{"", 0, expected},
	})
}

func TestFormat(t *testing.T) {
	for want, got := range map[string]string{
		"0":           FormatDuration(0),
		"1ns":         FormatDuration(1),
		"1.5us":       FormatDuration(1500),
		"50ms":        FormatDuration(50 * vtime.Millisecond),
		"1.5s":        FormatDuration(1500 * vtime.Millisecond),
		"90s":         FormatDuration(90 * vtime.Second),
		"2m":          FormatDuration(2 * vtime.Minute),
		"3h":          FormatDuration(180 * vtime.Minute),
		"never":       FormatDuration(vtime.Never),
		"-50ms":       FormatDuration(-50 * vtime.Millisecond),
		"unlimited":   FormatRate(Unlimited),
		"7bit/s":      FormatRate(7),
		"56kbit/s":    FormatRate(56000),
		"1.5Mbit/s":   FormatRate(1500000),
		"2.5Tbit/s":   FormatRate(2500e9),
		"0%":          Ratio(0).String(),
		"0.5%":        Ratio(5e6).String(),
		"100%":        Whole.String(),
		"0.0000001%":  Ratio(1).String(),
		"1460B":       FormatSize(1460),
		"64KiB":       FormatSize(65536),
		"20kB":        FormatSize(20000),
		"-64KiB":      FormatSize(-65536),
		"-8388608TiB": FormatSize(math.MinInt64),
	} {
		require.Equal(t, want, got)
	}
	require.Equal(t, "0", FormatSize(0))
	require.Equal(t, "-9223372036.854775808s", FormatDuration(math.MinInt64))
}

func TestSuggest(t *testing.T) {
	names := []string{"delay", "rate", "loss", "queue", "duplicate", "mtu", "ratio"}
	for typed, want := range map[string]string{
		"dealy":                  "delay", // swapped
		"dely":                   "delay",
		"delayy":                 "delay",
		"Delay":                  "delay",
		"rat":                    "rate",
		"ratt":                   "rate",
		"dupplicatte":            "duplicate",
		"bandwidth":              "",
		"":                       "",
		"x":                      "",
		"los":                    "loss",
		"mut":                    "mtu",
		strings.Repeat("q", 1e6): "",
	} {
		require.Equal(t, want, Suggest(typed, names), typed)
	}
	require.Empty(t, Suggest("rate", nil))
	require.Equal(t, "ab", Suggest("abc", []string{strings.Repeat("a", 1000), "ab", "bc"}), "the first of equals")
}

// What patterns match is read, unless its value is out of range.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern string
		parse   func(string) error
	}{
		{DurationPattern, func(s string) error { _, err := ParseDuration(s); return err }},
		{RatePattern, func(s string) error { _, err := ParseRate(s); return err }},
		{SizePattern, func(s string) error { _, err := ParseSize(s); return err }},
		{RatioPattern, func(s string) error { _, err := ParseRatio(s); return err }},
	} {
		matcher := regexp.MustCompile(c.pattern)
		for _, s := range []string{
			"", "0", "0.0", "00", "010", "1", "1.5", "1.", ".5", "1e3", "1_000", "-1", "+1", " 1", "1 ", "5 ", "1/2", "1/", "/2",
			"1%", "0.5%", "50ms", "50 ms", "50  ms", "50MS", "50µs", "2m", "10Mbit/s", "10mbit/s", "unlimited", "Unlimited",
			"64KiB", "64kib", "64 KiB", "64KiB\n", "1MB/s", "1B", "1B/s", "1Tbps", "１ms", "0x10", "0ms", "true", "null",
		} {
			if err := c.parse(s); err == nil {
				require.Regexp(t, matcher, s)
			} else if matcher.MatchString(s) {
				require.Regexp(t, "too large|not a whole number|nothing would ever arrive", err.Error(), s)
			}
		}
	}
}

// FuzzRoundTrip formats values and reads them back.
func FuzzRoundTrip(f *testing.F) {
	for _, n := range []uint64{0, 1, 999, 1e9, 1500000, 1 << 40, math.MaxInt64 - 1, math.MaxInt64, math.MaxUint64} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n uint64) {
		rate, err := ParseRate(FormatRate(n))
		require.NoError(t, err)
		require.Equal(t, n, rate)

		size, err := ParseSize(FormatSize(int64(n >> 1)))
		require.NoError(t, err)
		require.Equal(t, int64(n>>1), size)

		ratio := Ratio(n % uint64(Whole+1))
		back, err := ParseRatio(ratio.String())
		require.NoError(t, err)
		require.Equal(t, ratio, back)

		if at := vtime.Time(n >> 1); at != vtime.Never {
			d, err := ParseDuration(FormatDuration(at))
			require.NoError(t, err)
			require.Equal(t, at, d)
		}
	})
}

// FuzzParse reads any text: what is accepted is printed in a form that means
// the same, what is refused gets one short line.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"50ms", "1.5s", "10Mbit/s", "unlimited", "64KiB", "1460", "0.5%", "1/3", "", "9e9", "µs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fixed(t, s, ParseDuration, FormatDuration, DurationPattern)
		fixed(t, s, ParseRate, FormatRate, RatePattern)
		fixed(t, s, ParseSize, FormatSize, SizePattern)
		fixed(t, s, ParseRatio, FormatRatio, RatioPattern)
	})
}

func fixed[T any](t *testing.T, s string, parse func(string) (T, error), format func(T) string, pattern string) {
	v, err := parse(s)
	if err != nil {
		require.NotContains(t, err.Error(), "\n")
		require.Less(t, len(err.Error()), 600)
		return
	}
	again, err := parse(format(v))
	require.NoError(t, err)
	require.Equal(t, v, again)
	require.Regexp(t, pattern, s)
	require.Regexp(t, pattern, format(v))
}

func TestDidYouMean(t *testing.T) {
	names := []string{"delay", "rate"}
	require.Equal(t, `; did you mean "delay"?`, DidYouMean("dely", names))
	require.Equal(t, "; expected one of delay, rate", DidYouMean("bandwidth", names))
	require.Empty(t, DidYouMean("bandwidth", make([]string, mostListed+1)))
	require.Empty(t, DidYouMean("bandwidth", nil))
}

func TestCounted(t *testing.T) {
	require.Equal(t, []string{"0 pages", "1 page", "2 pages"},
		[]string{Counted(0, "page"), Counted(uint64(1), "page"), Counted(2, "page")})
}
