package units

import "github.com/rttlab/rttlab/sim/vtime"

var durations = quantity{
	what: "a duration", example: "50ms", smallest: "nanoseconds", max: uint64(vtime.Never) - 1,
	units: []unit{
		{"ns", uint64(vtime.Nanosecond)},
		{"us", uint64(vtime.Microsecond)},
		{"ms", uint64(vtime.Millisecond)},
		{"s", uint64(vtime.Second)},
		{"m", uint64(vtime.Minute)},
		{"h", 60 * uint64(vtime.Minute)},
		{"µs", uint64(vtime.Microsecond)}, // micro sign
		{"μs", uint64(vtime.Microsecond)}, // Greek letter
	},
}

// ParseDuration reads a span of time such as 50ms, 1.5s, 200us, 2m or 0. It is
// never negative and always before vtime.Never.
func ParseDuration(s string) (vtime.Time, error) {
	n, err := durations.parse(s)
	if err != nil {
		return 0, err
	}
	return vtime.Time(n), nil
}

// FormatDuration prints a span of time in the unit that suits its size, exactly.
// A whole number of hours or minutes is printed as such, vtime.Never as "never",
// which ParseDuration does not read, and a negative span with a minus sign.
func FormatDuration(t vtime.Time) string {
	switch {
	case t == vtime.Never:
		return "never"
	case t == 0:
		return "0"
	case t < 0:
		return "-" + formatNanos(-uint64(t))
	}
	return formatNanos(uint64(t))
}

func formatNanos(n uint64) string {
	for _, i := range []int{5, 4} {
		if u := durations.units[i]; n%u.parts == 0 {
			return decimal(n/u.parts, 1) + u.name
		}
	}
	for _, i := range []int{3, 2, 1} {
		if u := durations.units[i]; n >= u.parts {
			return decimal(n, u.parts) + u.name
		}
	}
	return decimal(n, 1) + "ns"
}
