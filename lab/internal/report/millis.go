package report

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// decimals returns how many decimals print all times in milliseconds exactly:
// three, or more where they are needed.
func decimals(times ...vtime.Time) int {
	n, unit := 3, vtime.Microsecond
	for _, t := range times {
		for t%unit != 0 {
			n, unit = n+1, unit/10
		}
	}
	return n
}

// Millis prints a time in milliseconds with three decimals, rounded to the
// nearest, and a minus sign if it is negative.
func Millis(t vtime.Time) string {
	if t < 0 {
		return "-" + millis(-t, 3)
	}
	return millis(t, 3)
}

// millis prints a time in milliseconds with a number of decimals, 3 to 6, of
// which those that are cut off round to the nearest.
func millis(t vtime.Time, decimals int) string {
	unit := vtime.Nanosecond
	for range 6 - decimals {
		unit *= 10
	}
	t = (t + unit/2) / unit
	perMilli := vtime.Millisecond / unit
	return fmt.Sprintf("%d.%0*d", t/perMilli, decimals, t%perMilli)
}

// Percent prints a share with one decimal, in integers, and a minus sign if the
// part is negative.
func Percent(part, whole vtime.Time) string {
	if part < 0 {
		return "-" + percent(-part, whole)
	}
	return percent(part, whole)
}

// percent prints a share with one decimal, in integers.
func percent(part, whole vtime.Time) string {
	if whole == 0 {
		return "0.0"
	}
	for whole > 1<<40 {
		part, whole = part>>1, whole>>1
	}
	tenths := (part*1000 + whole/2) / whole
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
