package sweep

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/units"
)

// Axis is a value of the scenario that varies.
type Axis struct {
	Path   string   `json:"path"`             // as in --set
	Values []string `json:"values,omitempty"` // of a list or of equal steps
	// Low and High bound a range whose points a Latin hypercube chooses, in Unit; Log: its
	// pieces have equal ratios.
	Low  string `json:"low,omitempty"`
	High string `json:"high,omitempty"`
	Unit string `json:"unit,omitempty"`
	Log  bool   `json:"log,omitempty"`
}

// MaxPoints bounds the points of a plan, MaxRuns its runs.
const (
	MaxPoints = 1_000_000
	MaxRuns   = 10_000_000
)

// rangeOf is LOW..HIGH or LOW..HIGH/N, and /Nlog for equal ratios.
var rangeOf = regexp.MustCompile(`^([0-9.]+)([A-Za-z/%]*)\.\.([0-9.]+)([A-Za-z%]+(?:/s)?|)(?:/([0-9]*)(log)?)?$`)

// ParseAxis reads what stands behind --vary: PATH=VALUE,VALUE,... or PATH=LOW..HIGH/N,
// with N values in equal steps, or N in equal ratios if log follows. Without N the range
// is one for a Latin hypercube.
func ParseAxis(text string) (Axis, error) {
	path, spec, found := strings.Cut(text, "=")
	if !found || path == "" || spec == "" {
		return Axis{}, fmt.Errorf("--vary %s: expected NAME=VALUES, such as rtt=10ms..300ms/10 or loss=0,0.1%%,1%%", text)
	}
	a := Axis{Path: path}
	m := rangeOf.FindStringSubmatch(spec)
	if m == nil {
		a.Values = Split(spec)
		for _, v := range a.Values {
			if strings.Contains(v, "..") && !strings.ContainsAny(v, "[{\"") {
				return a, fmt.Errorf("--vary %s: %q is no range, expected one such as 10ms..300ms/10 or 1..1000/4log", text, v)
			}
		}
		return a, nil
	}
	return a, a.parseRange(text, m)
}

// parseRange reads the parts of a range.
func (a *Axis) parseRange(text string, m []string) error {
	low, ok1 := new(big.Rat).SetString(m[1])
	high, ok2 := new(big.Rat).SetString(m[3])
	a.Low, a.High, a.Unit, a.Log = m[1], m[3], m[4], m[6] == "log"
	switch {
	case !ok1 || !ok2 || strings.HasSuffix(m[1], ".") || strings.HasSuffix(m[3], "."):
		return fmt.Errorf("--vary %s: %s..%s: expected two numbers", text, m[1], m[3])
	case m[2] != m[4] && (m[2] != "" || low.Sign() != 0):
		return fmt.Errorf("--vary %s: the units %q and %q differ, expected the same", text, m[2], m[4])
	case low.Cmp(high) >= 0:
		return fmt.Errorf("--vary %s: %s is not below %s", text, m[1], m[3])
	case a.Log && low.Sign() == 0:
		return fmt.Errorf("--vary %s: equal ratios cannot begin at 0", text)
	case m[5] == "":
		return nil
	}
	n, err := strconv.Atoi(m[5])
	if err != nil || n < 2 || n > MaxPoints {
		return fmt.Errorf("--vary %s: %s values, expected 2 to %d", text, m[5], MaxPoints)
	}
	for i := range n {
		a.Values = append(a.Values, a.at(big.NewRat(int64(i), int64(n-1))))
	}
	a.Low, a.High, a.Log = "", "", false
	a.Unit = ""
	return nil
}

// ends returns the bounds of a range.
func (a *Axis) ends() (low, high *big.Rat) {
	low, _ = new(big.Rat).SetString(a.Low)
	high, _ = new(big.Rat).SetString(a.High)
	return low, high
}

// How exactly values are written: digits behind the point in equal steps, and digits in
// all in equal ratios, whose powers are not exact.
const (
	decimals = 6
	figures  = 6
)

// at is the value at a share of the range.
func (a *Axis) at(share *big.Rat) string {
	low, high := a.ends()
	if !a.Log || share.Sign() == 0 || share.Cmp(big.NewRat(1, 1)) == 0 {
		v := new(big.Rat).Sub(high, low)
		v.Mul(v, share).Add(v, low)
		return trim(v.FloatString(decimals)) + a.Unit
	}
	x, _ := low.Float64()
	y, _ := high.Float64()
	z, _ := share.Float64()
	s := strconv.FormatFloat(x*math.Pow(y/x, z), 'g', figures, 64)
	if r, ok := new(big.Rat).SetString(s); ok {
		s = trim(r.FloatString(2 * decimals))
	}
	return s + a.Unit
}

// trim drops zeros at the end of a fraction.
func trim(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// Split splits values at commas that are in no brackets.
func Split(s string) (out []string) {
	depth, from := 0, 0
	for i, c := range s {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				out, from = append(out, s[from:i]), i+1
			}
		}
	}
	return append(out, s[from:])
}

// Number is a value as a number, for plots and tables: seconds, bits a second, bytes, a
// share or a plain number; NaN if it is none.
func Number(v string) float64 {
	if x, err := strconv.ParseFloat(v, 64); err == nil {
		return x
	}
	if d, err := units.ParseDuration(v); err == nil {
		return float64(d) / 1e9
	}
	if r, err := units.ParseRate(v); err == nil {
		return float64(r)
	}
	if r, err := units.ParseRatio(v); err == nil {
		return float64(r) / 1e9
	}
	if n, err := units.ParseSize(v); err == nil {
		return float64(n)
	}
	return math.NaN()
}
