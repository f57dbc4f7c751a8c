package har

import (
	"encoding/json"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// text is a JSON string. Numbers are read as they are written, anything else is
// empty: exporters disagree.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	switch c := b[0]; {
	case c == '"':
		var s string
		if json.Unmarshal(b, &s) == nil {
			*t = text(s)
		}
	case c == '-' || '0' <= c && c <= '9':
		*t = text(b)
	}
	return nil
}

// number is a JSON number as it is written, or a string that holds one.
type number string

func (n *number) UnmarshalJSON(b []byte) error {
	var t text
	err := t.UnmarshalJSON(b)
	*n = number(strings.TrimSpace(string(t)))
	return err
}

// truth is true for true only.
type truth bool

func (f *truth) UnmarshalJSON(b []byte) error {
	*f = string(b) == "true"
	return nil
}

// unknown is what HAR writes where there is nothing to tell.
const unknown = -1

// largest bounds sizes: what is larger is a mistake.
const largest = 1 << 50

// longest bounds times: what is longer is a mistake.
const longest = 24 * 60 * vtime.Minute

// size returns a number of bytes, or unknown if it is missing, negative or absurd.
func (n number) size() int64 {
	v, ok := decimal(string(n), 0)
	if !ok || v < 0 || v > largest {
		return unknown
	}
	return v
}

// span turns milliseconds into nanoseconds, or unknown.
func (n number) span() vtime.Time {
	v, ok := decimal(string(n), 6)
	if !ok || v < 0 || vtime.Time(v) > longest {
		return unknown
	}
	return vtime.Time(v)
}

// decimal returns a decimal number such as -12.5e3 times a power of ten, rounded
// to the nearest, halves away from zero. It fails for what is no number and for
// what has more than 18 digits before the point.
func decimal(s string, power int) (int64, bool) {
	s, negative := strings.CutPrefix(s, "-")
	mantissa, exponent := s, 0
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		e, ok := smallInt(s[at+1:])
		if !ok {
			return 0, false
		}
		mantissa, exponent = s[:at], e
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	point := len(whole) + exponent + power // where the point is in digits
	for len(digits) > 0 && digits[0] == '0' {
		digits, point = digits[1:], point-1
	}
	if digits == "" || point < 0 {
		return 0, true
	}
	if point > 18 {
		return 0, false
	}
	var n int64
	for i := range point {
		n *= 10
		if i < len(digits) {
			n += int64(digits[i] - '0')
		}
	}
	if point < len(digits) && digits[point] >= '5' {
		n++
	}
	if negative {
		n = -n
	}
	return n, true
}

// smallInt reads an exponent. More than a few digits of it mean nothing here.
func smallInt(s string) (int, bool) {
	s, negative := strings.CutPrefix(s, "-")
	s = strings.TrimPrefix(s, "+")
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		n = min(10*n+int(s[i]-'0'), 1e6)
	}
	if negative {
		n = -n
	}
	return n, true
}

// headers is a list of names and values.
type headers []struct{ Name, Value text }

// get returns the first value of a header, "" if there is none.
func (h headers) get(name string) string {
	for _, f := range h {
		if strings.EqualFold(string(f.Name), name) {
			return string(f.Value)
		}
	}
	return ""
}

// hasToken reports whether a list has an element, in whatever letters.
func (h headers) hasToken(name, token string) bool {
	for _, f := range h {
		if !strings.EqualFold(string(f.Name), name) {
			continue
		}
		for one := range strings.SplitSeq(string(f.Value), ",") {
			if strings.EqualFold(strings.TrimSpace(one), token) {
				return true
			}
		}
	}
	return false
}

// bytes is how long the fields are in HTTP/1.1. Names that begin with a colon
// are HTTP/2's way to write the first line and do not count.
func (h headers) bytes() int64 {
	var n int64
	for _, f := range h {
		if !strings.HasPrefix(string(f.Name), ":") {
			n += int64(len(f.Name) + len(": ") + len(f.Value) + len("\r\n"))
		}
	}
	return n
}
