package units

import (
	"math/bits"
	"strings"
)

// Ratio is a probability or share in parts per 1e9, from 0 to Whole.
type Ratio uint32

// Whole is the ratio of everything, 100%.
const Whole Ratio = 1e9

var ratios = quantity{
	what: "a ratio from 0 to 1", example: "0.5%, 0.005 or 1/200", smallest: "parts per 1e9", max: uint64(Whole),
	units: []unit{{"%", uint64(Whole) / 100}, {"", uint64(Whole)}},
}

// ParseRatio reads a share such as 1%, 0.5%, 0.01 or 1/100. A fraction that
// parts per 1e9 cannot hold is rounded to the nearest, but never to nothing.
func ParseRatio(s string) (Ratio, error) {
	above, below, isFraction := strings.Cut(s, "/")
	if isFraction {
		return parseFraction(s, above, below)
	}
	n, err := ratios.parse(s)
	if err != nil {
		return 0, err
	}
	return Ratio(n), nil
}

func parseFraction(s, above, below string) (Ratio, error) {
	n, err := digits(above)
	if err != nil || above == "" {
		return 0, ratios.fail(s, "", "")
	}
	d, err := digits(below)
	switch {
	case err != nil || below == "":
		return 0, ratios.fail(s, "", "")
	case d == 0:
		return 0, ratios.fail(s, "it divides by zero", "")
	case n > d:
		return 0, ratios.fail(s, "it is too large", "")
	}
	hi, lo := bits.Mul64(n, uint64(Whole))
	parts, rest := bits.Div64(hi, lo, d)
	if rest >= d-rest {
		parts++
	}
	if parts == 0 && n > 0 {
		return 0, ratios.fail(s, "it is less than one part per 1e9", "")
	}
	return Ratio(parts), nil
}

// FormatRatio prints a ratio as a percentage, exactly.
func FormatRatio(r Ratio) string { return decimal(uint64(r), uint64(Whole)/100) + "%" }

// String is FormatRatio.
func (r Ratio) String() string { return FormatRatio(r) }
