package units

import (
	"regexp"
	"strings"
)

// Patterns are regular expressions, in the part of the language that JSON Schema
// and Go share, that match whatever the Parse functions read. They match more:
// what is too large, or finer than the smallest part.
var (
	DurationPattern = durations.pattern(`0(\.0+)?`)
	RatePattern     = rates.pattern(`unlimited`)
	SizePattern     = sizes.pattern("")
	RatioPattern    = ratios.pattern(`[0-9]+/[0-9]+`)
)

const (
	wholePattern = `(0|[1-9][0-9]*)`
	fracPattern  = `(\.[0-9]+)?`
)

// pattern matches a number with a unit of q, or the alternative.
func (q *quantity) pattern(alternative string) string {
	var names []string
	optional := ""
	for _, u := range q.units {
		if u.name == "" {
			optional = "?"
		} else {
			names = append(names, regexp.QuoteMeta(u.name))
		}
	}
	text := wholePattern + fracPattern + "( ?(" + strings.Join(names, "|") + "))" + optional
	if alternative != "" {
		text = alternative + "|" + text
	}
	return "^(" + text + ")$"
}
