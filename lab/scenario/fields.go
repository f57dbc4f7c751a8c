package scenario

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// field describes one field of T: how it is read, written and documented.
type field[T any] struct {
	name, doc string
	required  bool
	preset    func(*T) // stores the default
	fallback  string   // the default as people write it
	schema    func(Registry) map[string]any
	put       func(*decoder, *yaml.Node, *T)
	emit      func(*T) *yaml.Node // nil if it has the default
}

func names[T any](table []field[T]) []string {
	var s []string
	for _, f := range table {
		s = append(s, f.name)
	}
	return s
}

// kind is a kind of scalar with values of type V.
type kind[V any] struct {
	schema map[string]any
	parse  func(string) (V, error)
	format func(V) string
	quote  bool // written as a string even if it looks like something else
}

func between[V ~int64](k kind[V], lo, hi V) kind[V] {
	parse := k.parse
	k.parse = func(s string) (V, error) {
		v, err := parse(s)
		if err == nil && (v < lo || v > hi) {
			err = fmt.Errorf("%s is out of range, expected %s to %s", cut(s), k.format(lo), k.format(hi))
		}
		return v, err
	}
	return k
}

func text(pattern string) map[string]any {
	return map[string]any{"type": []string{"string", "number"}, "description": pattern}
}

// maxTime is the longest time that a scenario may name.
const maxTime = 366 * 24 * 3600 * vtime.Second

var (
	durations = between(kind[vtime.Time]{schema: text("a duration such as 50ms"), parse: units.ParseDuration, format: units.FormatDuration}, 0, maxTime)
	rates     = kind[uint64]{schema: text("a rate such as 10Mbit/s, or unlimited"), parse: units.ParseRate, format: units.FormatRate}
	sizes     = between(kind[int64]{schema: text("a size such as 64KiB"), parse: units.ParseSize, format: units.FormatSize}, 0, 1<<40)
	shares    = kind[int64]{schema: text("a share such as 1%"), parse: parseShare, format: func(v int64) string { return units.FormatRatio(units.Ratio(v)) }}
	flags     = kind[bool]{schema: map[string]any{"type": "boolean"}, parse: parseFlag, format: strconv.FormatBool}
	texts     = kind[string]{schema: map[string]any{"type": "string"}, parse: func(s string) (string, error) { return s, nil }, format: func(s string) string { return s }, quote: true}
)

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

// counts are whole numbers from lo to hi.
func counts[V ~int64 | ~uint64](lo, hi V) kind[V] {
	return kind[V]{
		schema: map[string]any{"type": "integer", "minimum": lo, "maximum": hi},
		parse: func(s string) (V, error) {
			n, err := strconv.ParseUint(s, 10, 64)
			if err != nil || n < uint64(lo) || n > uint64(hi) {
				return 0, fmt.Errorf("%q is not a whole number from %d to %d", cut(s), lo, hi)
			}
			return V(n), nil
		},
		format: func(v V) string { return strconv.FormatUint(uint64(v), 10) },
	}
}

// scalar is a field with one value and a default.
func scalar[T any, V comparable](name string, k kind[V], def V, at func(*T) *V, doc string) field[T] {
	f := field[T]{
		name: name, doc: doc,
		preset: func(t *T) { *at(t) = def },
		schema: func(Registry) map[string]any { return k.schema },
		put: func(d *decoder, n *yaml.Node, t *T) {
			if v, ok := readScalar(d, n, name, k); ok {
				*at(t) = v
			}
		},
		emit: func(t *T) *yaml.Node {
			if *at(t) == def {
				return nil
			}
			return k.node(*at(t))
		},
	}
	f.fallback = k.format(def)
	return f
}

func (k kind[V]) node(v V) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: k.format(v)}
	if k.quote {
		n.Tag = "!!str"
		n.SetString(k.format(v))
	}
	return n
}

func readScalar[V any](d *decoder, n *yaml.Node, name string, k kind[V]) (V, bool) {
	s := resolve(n)
	var zero V
	if s.Kind != yaml.ScalarNode || s.Tag == "!!null" {
		d.fail(n, "%s: a single value was expected, not %s", name, describe(s))
		return zero, false
	}
	v, err := k.parse(s.Value)
	if err != nil {
		d.fail(n, "%s: %v", name, err)
		return zero, false
	}
	return v, true
}

// must marks a field that has to be there.
func must[T any](f field[T]) field[T] {
	f.required, f.fallback = true, ""
	return f
}

// among is a text field with a fixed set of values, stored by their index.
func among[T any, V ~uint8](name string, values []string, at func(*T) *V, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, required: true,
		schema: func(Registry) map[string]any { return map[string]any{"enum": values} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			s, ok := readScalar(d, n, name, texts)
			for i, v := range values {
				if v == s && ok {
					*at(t) = V(i)
					return
				}
			}
			if ok {
				d.fail(n, "%s: unknown value %q%s", name, cut(s), didYouMean(s, values))
			}
		},
		emit: func(t *T) *yaml.Node { return texts.node(values[*at(t)]) },
	}
}

// list is a field with any number of scalars.
func list[T, V any](name string, k kind[V], at func(*T) *[]V, doc string) field[T] {
	return field[T]{
		name: name, doc: doc,
		preset: func(t *T) { *at(t) = nil },
		schema: func(Registry) map[string]any { return map[string]any{"type": "array", "items": k.schema} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			*at(t) = nil
			for _, item := range d.items(n) {
				if v, ok := readScalar(d, item, name, k); ok {
					*at(t) = append(*at(t), v)
				}
			}
		},
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
			for _, v := range *at(t) {
				out.Content = append(out.Content, k.node(v))
			}
			return out
		},
	}
}

// maps is a list of maps.
func maps[T, N any](name string, table func() []field[N], at func(*T) *[]N, doc string) field[T] {
	return field[T]{
		name: name, doc: doc,
		schema: func(r Registry) map[string]any { return map[string]any{"type": "array", "items": schemaOf(r, table())} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			items := d.items(n)
			out := make([]N, len(items))
			for i, item := range items {
				decodeMap(d, item, table(), &out[i])
			}
			*at(t) = out
		},
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out := &yaml.Node{Kind: yaml.SequenceNode}
			for i := range *at(t) {
				out.Content = append(out.Content, emitMap(table(), &(*at(t))[i]))
			}
			return out
		},
	}
}

// named is a map from names to maps.
func named[T, N any](name string, table func() []field[N], at func(*T) *[]N, key func(*N) *string, doc string) field[T] {
	return field[T]{
		name: name, doc: doc,
		schema: func(r Registry) map[string]any {
			return map[string]any{"type": "object", "additionalProperties": schemaOf(r, table())}
		},
		put: func(d *decoder, n *yaml.Node, t *T) {
			m := resolve(n)
			if m.Kind != yaml.MappingNode {
				d.fail(n, "%s: a map from names to fields was expected, not %s", name, describe(m))
				return
			}
			d.keys(m, nil)
			out := make([]N, len(m.Content)/2)
			for i := range out {
				decodeMap(d, m.Content[2*i+1], table(), &out[i])
				*key(&out[i]) = m.Content[2*i].Value
				d.places[&out[i]] = m.Content[2*i]
			}
			*at(t) = out
		},
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out := &yaml.Node{Kind: yaml.MappingNode}
			for i := range *at(t) {
				v := emitMap(table(), &(*at(t))[i])
				out.Content = append(out.Content, texts.node(*key(&(*at(t))[i])), v)
			}
			return out
		},
	}
}

func emitMap[T any](table []field[T], t *T) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for i := range table {
		if v := table[i].emit(t); v != nil {
			out.Content = append(out.Content, texts.node(table[i].name), v)
		}
	}
	if len(out.Content) == 0 {
		out.Style = yaml.FlowStyle
	}
	return out
}
