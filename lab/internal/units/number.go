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
	errPadded  = errors.New("a zero in front")
)

// parse reads a number with a unit.
func (q *quantity) parse(s string) (uint64, error) {
	number, name := split(s)
	if number == "" {
		if strings.HasPrefix(s, "-") {
			return 0, q.fail(s, "it is negative", "")
		}
		return 0, q.fail(s, "", "")
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
		return 0, q.fail(s, "the unit is missing", "")
	}
	return 0, q.fail(s, "no unit is called "+quote(name), q.hint(name))
}

// explain turns an error of scale, or a value over the limit, into one for people.
func (q *quantity) explain(s string, n uint64, err error) error {
	switch {
	case errors.Is(err, errTooFine):
		return q.fail(s, "it is not a whole number of "+q.smallest, "")
	case errors.Is(err, errTooBig) || err == nil && n > q.max:
		return q.fail(s, "it is too large", "")
	case errors.Is(err, errPadded):
		return q.fail(s, "a number does not begin with a zero", "")
	case err != nil:
		return q.fail(s, "", "")
	}
	return nil
}

// fail says what is wrong with s, nothing if s looks like no quantity at all,
// what was expected, and what may help.
func (q *quantity) fail(s, why, hint string) error {
	if why == "" {
		return fmt.Errorf("%s is not %s, expected one such as %s%s", quote(s), q.what, q.example, hint)
	}
	return fmt.Errorf("%s: %s, expected %s such as %s%s", quote(s), why, q.what, q.example, hint)
}

// hint names the unit that is nearest to one that does not exist, or some.
func (q *quantity) hint(name string) string {
	var names []string
	for _, u := range q.units {
		if u.name != "" {
			names = append(names, u.name)
		}
	}
	// Of two characters that differ in one, little is the same.
	if near := Suggest(name, names); near != "" && (len(name) > 2 || strings.EqualFold(near, name)) {
		return "; did you mean " + quote(near) + "?"
	}
	return "; units are " + strings.Join(names[:min(6, len(names))], ", ")
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
	number, name = s[:end], s[end:]
	if len(name) > 1 {
		name = strings.TrimPrefix(name, " ")
	}
	return number, name
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
	if len(whole) > 1 && whole[0] == '0' {
		return 0, errPadded // some read 010 as 8
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
