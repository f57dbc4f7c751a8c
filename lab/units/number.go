package units

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// unit is a name and how many smallest parts one of it has.
type unit struct {
	name  string
	parts uint64
}

// quantity is what the texts of one kind have in common.
type quantity struct {
	what     string // with article
	example  string
	smallest string
	max      uint64
	units    []unit // the first six are named in errors
}

var (
	errSyntax  = errors.New("not a number")
	errTooFine = errors.New("too fine")
	errTooBig  = errors.New("too big")
)

// parse reads a number with a unit.
func (q *quantity) parse(s string) (uint64, error) {
	number, name := split(s)
	if number == "" {
		if strings.HasPrefix(s, "-") {
			return 0, q.fail(s, "it is negative")
		}
		return 0, q.fail(s, "")
	}
	for _, u := range q.units {
		if u.name == name {
			n, err := scale(number, u.parts)
			return n, q.explain(s, n, err)
		}
	}
	if isZero(number) && name == "" {
		return 0, nil
	}
	if name == "" {
		return 0, q.fail(s, "the unit is missing")
	}
	return 0, q.fail(s, q.unknown(name))
}

// explain turns an error of scale, or a value over the limit, into one for people.
func (q *quantity) explain(s string, n uint64, err error) error {
	switch {
	case errors.Is(err, errTooFine):
		return q.fail(s, "it is not a whole number of "+q.smallest)
	case errors.Is(err, errTooBig) || err == nil && n > q.max:
		return q.fail(s, "it is too large")
	case err != nil:
		return q.fail(s, "")
	}
	return nil
}

func (q *quantity) fail(s, why string) error {
	if why != "" {
		why = " (" + why + ")"
	}
	return fmt.Errorf("%s: expected %s such as %s%s", quote(s), q.what, q.example, why)
}

// unknown tells about a unit that does not exist, and which do.
func (q *quantity) unknown(name string) string {
	var names []string
	for _, u := range q.units {
		if u.name != "" {
			names = append(names, u.name)
		}
	}
	text := "no unit is called " + quote(name)
	if near := Suggest(name, names); near != "" {
		return text + ", did you mean " + near + "?"
	}
	return text + ", units are " + strings.Join(names[:min(6, len(names))], ", ")
}

// quote quotes a text of the user's, cut where it is too long for a line.
func quote(s string) string {
	const most = 40
	if len(s) > most {
		return strconv.Quote(strings.ToValidUTF8(s[:most], "")) + "..."
	}
	return strconv.Quote(s)
}

// split cuts a text into the number it begins with and the unit after it.
func split(s string) (number, name string) {
	end := 0
	for end < len(s) && (isDigit(s[end]) || s[end] == '.') {
		end++
	}
	number = s[:end]
	return number, strings.TrimPrefix(s[end:], " ")
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isZero(number string) bool {
	n, err := scale(number, 1)
	return err == nil && n == 0
}

// scale returns a decimal number times parts, exactly.
func scale(number string, parts uint64) (uint64, error) {
	whole, frac, dot := strings.Cut(number, ".")
	if whole == "" || dot && frac == "" || strings.Contains(frac, ".") {
		return 0, errSyntax
	}
	high, err := digits(whole)
	if err != nil {
		return 0, err
	}
	over, high := bits.Mul64(high, parts)
	if over != 0 {
		return 0, errTooBig
	}
	low, err := fraction(strings.TrimRight(frac, "0"), parts)
	if err != nil {
		return 0, err
	}
	sum, carry := bits.Add64(high, low, 0)
	if carry != 0 {
		return 0, errTooBig
	}
	return sum, nil
}

// fraction returns the decimals of a number times parts, less than parts.
func fraction(frac string, parts uint64) (uint64, error) {
	power := uint64(1)
	if len(frac) > 19 { // no unit has that many factors of two or five
		return 0, errTooFine
	}
	for range frac {
		power *= 10
	}
	n, err := digits(frac)
	if err != nil {
		return 0, err
	}
	hi, lo := bits.Mul64(n, parts)
	quotient, rest := bits.Div64(hi, lo, power)
	if rest != 0 {
		return 0, errTooFine
	}
	return quotient, nil
}

// digits reads decimal digits; none are zero.
func digits(s string) (uint64, error) {
	var n uint64
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, errSyntax
		}
		over, next := bits.Mul64(n, 10)
		sum, carry := bits.Add64(next, uint64(s[i]-'0'), 0)
		if over != 0 || carry != 0 {
			return 0, errTooBig
		}
		n = sum
	}
	return n, nil
}

// decimal prints n/parts exactly, where parts is a power of ten, without
// trailing zeros.
func decimal(n, parts uint64) string {
	text := strconv.FormatUint(n/parts, 10)
	rest := n % parts
	if rest == 0 {
		return text
	}
	text += "."
	for rest > 0 {
		parts /= 10
		text += strconv.FormatUint(rest/parts, 10)
		rest %= parts
	}
	return text
}
