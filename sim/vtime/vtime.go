package vtime

import (
	"math"
	"strconv"
	"time"
)

// Time is a point in virtual time, or a span of it, in nanoseconds since the
// start of the run. Points are never negative.
type Time int64

// Never is later than every time that a run can reach.
const Never Time = math.MaxInt64

// Units of virtual time.
const (
	Nanosecond  Time = 1
	Microsecond      = 1000 * Nanosecond
	Millisecond      = 1000 * Microsecond
	Second           = 1000 * Millisecond
	Minute           = 60 * Second
)

// Add returns t+d, or Never if t is Never or the sum is beyond what can be told
// from it.
func (t Time) Add(d Time) Time {
	if t == Never || d > 0 && t+d < t {
		return Never
	}
	return t + d
}

// Duration converts t to the standard library's type, for printing.
func (t Time) Duration() time.Duration { return time.Duration(t) }

// String prints milliseconds with as many decimals as are needed ("1.5ms"), or "never".
func (t Time) String() string { return string(t.Append(make([]byte, 0, 24))) }

// Millis prints t in milliseconds, exactly, without a unit: at most six
// decimals, no trailing zeros.
func (t Time) Millis() string { return string(t.AppendMillis(make([]byte, 0, 24))) }

// AppendMillis appends what Millis prints.
func (t Time) AppendMillis(b []byte) []byte {
	u := uint64(t)
	if t < 0 {
		u = -u
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, u/1e6, 10)
	frac := uint32(u % 1e6)
	if frac == 0 {
		return b
	}
	digits := [7]byte{'.'}
	for i := 6; i > 0; i-- {
		digits[i] = byte('0' + frac%10)
		frac /= 10
	}
	n := len(digits)
	for digits[n-1] == '0' {
		n--
	}
	return append(b, digits[:n]...)
}

// Append appends what String prints.
func (t Time) Append(b []byte) []byte {
	if t == Never {
		return append(b, "never"...)
	}
	return append(t.AppendMillis(b), "ms"...)
}

// EventID numbers the executed events of a run, from 1 in the order of
// execution. Zero is the start of the run.
type EventID uint64

// Stamp says when an input happens and which event brought it.
type Stamp struct {
	Now   Time
	Event EventID
}
