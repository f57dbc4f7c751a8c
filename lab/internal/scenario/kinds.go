package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// kind is a kind of scalar with values of type V.
type kind[V any] struct {
	name   string // as the reference calls it
	want   string // as errors call it
	schema map[string]any
	parse  func(string) (V, error)
	format func(V) string
	text   bool // written as a string even if it looks like something else
	bare   bool // never in quotes: a number, or true and false
}

// MaxCount is the most of anything that is counted.
const MaxCount = int64(10_000_000)

// MaxUsers is the most users that a workload has: each has processes of its own.
const MaxUsers = int64(100_000)

// Bounds of other values.
const (
	maxSize   = int64(1) << 40
	maxHeader = int64(16) << 20 // headers are held in memory
	maxText   = 64 << 10        // of a path
)

var (
	durations = between(kind[vtime.Time]{
		name: "duration", want: "a duration such as 50ms", schema: ref("duration"),
		parse: units.ParseDuration, format: units.FormatDuration,
	}, 0, link.MaxDelay)
	rates = kind[uint64]{
		name: "rate", want: "a rate such as 10Mbit/s or unlimited", schema: ref("rate"),
		parse: parseRate, format: units.FormatRate,
	}
	anySize = kind[int64]{
		name: "size", want: "a size such as 64KiB", schema: ref("size"),
		parse: units.ParseSize, format: units.FormatSize,
	}
	sizes   = between(anySize, 0, maxSize)
	headers = sizesTo(maxHeader)
	shares  = kind[int64]{
		name: "share", want: "a share such as 1%", schema: ref("share"),
		parse: parseShare, format: func(v int64) string { return units.FormatRatio(units.Ratio(v)) },
	}
	flags = kind[bool]{
		name: "yes/no", want: "true or false", schema: ref("flag"), bare: true,
		parse: parseFlag, format: strconv.FormatBool,
	}
	mtus     = counts[int64](0, link.MaxMTU).where(validMTU).written(ref("mtu"))
	families = kind[Family]{
		name: "family", want: choice(familyNames), schema: map[string]any{"enum": familyNames},
		parse: parseFamily, format: func(f Family) string { return familyNames[f] }, text: true,
	}
	texts    = kind[string]{name: "text", want: "a text", schema: ref("text"), parse: plain, format: printed, text: true}
	ids      = texts.where(validID).written(ref("name"))
	hosts    = ids.called("host")
	peers    = ids.called("host or host:port")
	urls     = ids.called("URL")
	domains  = texts.called("domain").where(validDomain).written(pattern(domainPattern))
	zones    = texts.called("domain").where(validZone).written(oneOf(map[string]any{"const": "."}, pattern(domainPattern)))
	aliases  = texts.called("domain").where(validAlias).written(oneOf(map[string]any{"const": ""}, pattern(domainPattern)))
	subnets  = texts.called("block of addresses").written(pattern(`^[0-9a-fA-F.:]+/[0-9]+$`))
	addrs    = texts.called("address").written(pattern(`^[0-9]+(\.[0-9]+){3}$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$`))
	methods  = texts.where(validMethod).written(pattern("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"))
	paths    = texts.where(validPath).written(pattern("^/[!-~]*$"))
	mimes    = texts.where(validMIME)
	interims = counts[i64](0, 199).where(validInterim).written(oneOf(
		map[string]any{"const": 0}, map[string]any{"type": "integer", "minimum": 102, "maximum": 199}))
	fieldValues = texts.where(validFieldValue).written(pattern("^[ -~]*$"))
	allKinds    = map[string]any{
		"duration": oneOf(map[string]any{"const": 0}, pattern(units.DurationPattern)),
		"rate":     pattern(units.RatePattern),
		"size":     oneOf(map[string]any{"type": "integer", "minimum": 0, "maximum": maxSize}, pattern(units.SizePattern)),
		"share":    oneOf(map[string]any{"type": "number", "minimum": 0, "maximum": 1}, pattern(units.RatioPattern)),
		"flag":     map[string]any{"enum": []any{true, false, "yes", "no", "on", "off"}},
		"mtu":      oneOf(map[string]any{"const": 0}, map[string]any{"type": "integer", "minimum": link.MinMTU, "maximum": link.MaxMTU}),
		"text":     map[string]any{"type": []string{"string", "number", "boolean"}},
		"name":     map[string]any{"type": []string{"string", "number", "boolean"}, "minLength": 1},
	}
)

// ref names one of the schema's definitions.
func ref(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

func oneOf(alternatives ...any) map[string]any { return map[string]any{"anyOf": alternatives} }

func pattern(p string) map[string]any { return map[string]any{"type": "string", "pattern": p} }

// sizesTo are the sizes up to one.
func sizesTo(most int64) kind[int64] {
	return between(anySize, 0, most).written(map[string]any{"$ref": ref("size")["$ref"], "maximum": most})
}

func between[V ~int64](k kind[V], lo, hi V) kind[V] {
	return k.where(func(v V) error {
		if v < lo || v > hi {
			return fmt.Errorf("it is out of range, expected %s to %s", k.format(lo), k.format(hi))
		}
		return nil
	})
}

// where narrows a kind.
func (k kind[V]) where(valid func(V) error) kind[V] {
	parse := k.parse
	k.parse = func(s string) (V, error) {
		v, err := parse(s)
		if err == nil {
			if err = valid(v); err != nil {
				err = fmt.Errorf("%q: %w", cut(s), err)
			}
		}
		return v, err
	}
	return k
}

// written gives a kind the schema of how its values are written.
func (k kind[V]) written(schema map[string]any) kind[V] {
	k.schema = schema
	return k
}

// called gives a kind another name in the reference.
func (k kind[V]) called(name string) kind[V] {
	k.name = name
	return k
}

func plain(s string) (string, error) { return s, nil }

// printed is a text as YAML can hold it.
func printed(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

func parseRate(s string) (uint64, error) {
	v, err := units.ParseRate(s)
	if err == nil && v != units.Unlimited && (v < link.MinRate || v > link.MaxRate) {
		err = fmt.Errorf("%q: it is out of range, expected %s to %s, or unlimited",
			cut(s), units.FormatRate(link.MinRate), units.FormatRate(link.MaxRate))
	}
	return v, err
}

func parseShare(s string) (int64, error) {
	r, err := units.ParseRatio(s)
	return int64(r), err
}

func parseFlag(s string) (bool, error) {
	switch s {
	case "true", "yes", "on":
		return true, nil
	case "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", cut(s))
}

func parseFamily(s string) (Family, error) {
	if i := slices.Index(familyNames, s); i >= 0 {
		return Family(i), nil
	}
	return 0, fmt.Errorf("%q is no family of addresses, expected %s", cut(s), choice(familyNames))
}

func validMTU(v int64) error {
	if v > 0 && v < link.MinMTU {
		return fmt.Errorf("it is out of range, expected %d to %d, or 0 for the largest", link.MinMTU, link.MaxMTU)
	}
	return nil
}

// domainPattern is what names look like that can be looked up.
const domainPattern = `^[A-Za-z0-9_-]{1,63}([.][A-Za-z0-9_-]{1,63})*$`

func validDomain(s string) error {
	if !IsName(s) {
		return errors.New("it is no name that can be looked up, expected one such as shop.example")
	}
	return nil
}

func validZone(s string) error {
	if s == "." {
		return nil
	}
	return validDomain(s)
}

func validAlias(s string) error {
	if s == "" {
		return nil
	}
	return validDomain(s)
}

func validID(s string) error {
	if s == "" {
		return errors.New("the name is empty, expected one or more characters")
	}
	return nil
}

// validMethod wants a token (RFC 9110 section 9.1).
func validMethod(s string) error {
	const others = "!#$%&'*+-.^_`|~"
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(others, c) {
			s = ""
		}
	}
	if s == "" {
		return errors.New("it is no method, expected one such as GET")
	}
	return nil
}

func validPath(s string) error {
	switch {
	case !strings.HasPrefix(s, "/"):
		return errors.New("it does not begin with a slash, expected a path such as /index.html")
	case len(s) > maxText:
		return fmt.Errorf("it has %d bytes, expected at most %d", len(s), maxText)
	case strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c >= 0x7f }):
		return errors.New("it has characters that paths write as %20 and the like, expected none")
	}
	return nil
}

// validInterim leaves out what has a meaning that a server cannot choose.
func validInterim(v int64) error {
	if v > 0 && v < 102 {
		return errors.New("it is out of range, expected 102 to 199, or 0 for none")
	}
	return nil
}

// validFieldValue wants what can stand in a header.
func validFieldValue(s string) error {
	if strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' }) {
		return errors.New("it has characters that cannot stand in a header, expected printable ASCII")
	}
	return nil
}

// validTag wants what can stand between the quotes of an entity tag (RFC 9110
// section 8.8.3) and in a list.
func validTag(s string) error {
	if strings.ContainsAny(s, " \",") {
		return errors.New("it has spaces, commas or quotes, expected a tag such as v1")
	}
	return nil
}

func validMIME(s string) error {
	if strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return errors.New("it has control characters, expected a type such as text/html")
	}
	return nil
}

// whole reads a whole number in plain digits: YAML has more ways to write them,
// which mean different things to different readers.
func whole(s string) (negative bool, n uint64, err error) {
	digits, negative := strings.CutPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || len(digits) > 1 && digits[0] == '0' {
		return false, 0, fmt.Errorf("%q is not a whole number in plain digits", cut(s))
	}
	n, err = strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return negative, 0, fmt.Errorf("%q: it is out of range", cut(s))
	}
	return negative, n, nil
}

// counts are whole numbers from lo to hi.
func counts[V ~int64 | ~uint64](lo, hi V) kind[V] {
	return kind[V]{
		name: "number", want: "a whole number", bare: true,
		schema: map[string]any{"type": "integer", "minimum": lo, "maximum": hi},
		parse: func(s string) (V, error) {
			negative, n, err := whole(s)
			if err == nil && (negative && n > 0 || n < uint64(lo) || n > uint64(hi)) {
				err = fmt.Errorf("%q: it is out of range", cut(s))
			}
			if err != nil {
				return 0, fmt.Errorf("%w, expected %d to %d", err, lo, hi)
			}
			return V(n), nil
		},
		format: func(v V) string { return strconv.FormatUint(uint64(v), 10) },
	}
}

func (k kind[V]) node(v V) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: k.format(v)}
	if k.text {
		n.SetString(strings.ReplaceAll(k.format(v), "$(", "$$("))
	}
	return n
}

func readScalar[V any](d *decoder, n *yaml.Node, name string, k kind[V]) (V, bool) {
	s := resolve(n)
	var zero V
	switch {
	case s.Kind != yaml.ScalarNode || s.Tag == "!!null":
		d.fail(n, "%s: %s, expected %s", name, describe(s), k.want)
		return zero, false
	case k.bare && inQuotes(s):
		d.fail(n, "%s: %q is a text, expected %s without quotes", name, cut(s.Value), k.want)
		return zero, false
	}
	v, err := k.parse(s.Value)
	if err != nil {
		d.fail(n, "%s: %v", name, err)
		return zero, false
	}
	return v, true
}

// inQuotes reports whether a scalar is a text whatever it looks like.
func inQuotes(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}
