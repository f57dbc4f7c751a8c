package scenario

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// field describes one field of T: how it is read, written and documented.
type field[T any] struct {
	name, doc string
	kind      string // what its values are, for the reference
	required  bool
	values    []string // of a choice
	only      []string // values of the table's choice that have it, as kinds of workloads; nil: all
	needed    bool     // by those
	preset    func(*T) // stores the default
	fallback  string   // the default as people write it
	schema    func(Registry) map[string]any
	put       func(*decoder, *yaml.Node, *T)
	emit      func(*T) *yaml.Node // nil if it has the default
}

func fieldNames[T any](table []field[T]) []string {
	var s []string
	for _, f := range table {
		s = append(s, f.name)
	}
	return s
}

// scalar is a field with one value and a default.
func scalar[T any, V comparable](name string, k kind[V], def V, at func(*T) *V, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: k.name, fallback: k.format(def),
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
}

// must marks a field that has to be there, and is written even if it has the
// value that would be its default.
func must[T any](f field[T]) field[T] {
	f.required, f.fallback = true, ""
	return f
}

// bounded adds to the schema of a field what the checker wants of the whole.
func bounded[T any](f field[T], key string, bound any) field[T] {
	schema := f.schema
	f.schema = func(r Registry) map[string]any {
		s := schema(r)
		s[key] = bound
		return s
	}
	return f
}

// required is a scalar field that has to be there.
func required[T any, V comparable](name string, k kind[V], at func(*T) *V, doc string) field[T] {
	var zero V
	f := must(scalar(name, k, zero, at, doc))
	f.emit = func(t *T) *yaml.Node { return k.node(*at(t)) }
	return f
}

// among is a text field with a fixed set of values, stored by their index.
func among[T any, V ~uint8](name string, values []string, at func(*T) *V, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "choice", required: true, values: values,
		schema: func(Registry) map[string]any { return map[string]any{"enum": values} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			s, ok := readScalar(d, n, name, texts)
			if !ok {
				return
			}
			for i, v := range values {
				if v == s {
					*at(t) = V(i)
					return
				}
			}
			d.fail(n, "%s: unknown value %q%s", name, cut(s), d.didYouMean(s, values))
		},
		emit: func(t *T) *yaml.Node { return texts.node(values[*at(t)]) },
	}
}

// oneFrom is among with a default.
func oneFrom[T any, V ~uint8](name string, values []string, def V, at func(*T) *V, doc string) field[T] {
	f := among(name, values, at, doc)
	f.required, f.fallback = false, values[def]
	f.preset = func(t *T) { *at(t) = def }
	emit := f.emit
	f.emit = func(t *T) *yaml.Node {
		if *at(t) == def {
			return nil
		}
		return emit(t)
	}
	return f
}

// lift makes the fields of a part those of the whole.
func lift[T, N any](table []field[N], at func(*T) *N) []field[T] {
	out := make([]field[T], len(table))
	for i, f := range table {
		out[i] = field[T]{
			name: f.name, doc: f.doc, kind: f.kind, fallback: f.fallback, schema: f.schema,
			put:  func(d *decoder, n *yaml.Node, t *T) { f.put(d, n, at(t)) },
			emit: func(t *T) *yaml.Node { return f.emit(at(t)) },
		}
		if f.preset != nil {
			out[i].preset = func(t *T) { f.preset(at(t)) }
		}
	}
	return out
}

// list is a field with any number of scalars.
func list[T, V any](name string, k kind[V], at func(*T) *[]V, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "list of " + plural(k.name), fallback: "[]",
		preset: func(t *T) { *at(t) = nil },
		schema: func(Registry) map[string]any { return map[string]any{"type": "array", "items": k.schema} },
		put: func(d *decoder, n *yaml.Node, t *T) {
			*at(t) = nil
			for _, item := range d.items(n, name, plural(k.name)) {
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

func plural(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "es"
	}
	return name + "s"
}

// sequence is a list of maps.
func sequence[T, N any](name string, table func() []field[N], at func(*T) *[]N, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "list, see [" + name + "](#" + name + ")",
		preset: func(t *T) { *at(t) = nil },
		schema: func(r Registry) map[string]any {
			return map[string]any{"type": "array", "items": schemaOf(r, table())}
		},
		put: func(d *decoder, n *yaml.Node, t *T) {
			*at(t) = nil
			items := d.items(n, name, "maps")
			if len(items) == 0 {
				return
			}
			out, fields := make([]N, len(items)), table()
			for i, item := range items {
				decodeMap(d, item, name, fields, &out[i])
			}
			*at(t) = out
		},
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out, fields := &yaml.Node{Kind: yaml.SequenceNode}, table()
			for i := range *at(t) {
				out.Content = append(out.Content, emitMap(fields, &(*at(t))[i]))
			}
			return out
		},
	}
}

// optional is one map that may be left out, which null says as well.
func optional[T, N any](name, title string, table func() []field[N], at func(*T) **N, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "map, see [" + title + "](#" + anchor(title) + ")",
		preset: func(t *T) { *at(t) = nil },
		schema: func(r Registry) map[string]any {
			one := schemaOf(r, table())
			one["type"] = []string{"object", "null"}
			return one
		},
		put: func(d *decoder, n *yaml.Node, t *T) {
			*at(t) = nil
			if v := resolve(n); v.Kind == yaml.ScalarNode && v.Value == "null" {
				return
			}
			*at(t) = new(N)
			decodeMap(d, n, name, table(), *at(t))
		},
		emit: func(t *T) *yaml.Node {
			if *at(t) == nil {
				return nil
			}
			return emitMap(table(), *at(t))
		},
	}
}

// part is a map of fields that are there even if it is left out.
func part[T, N any](name, title string, table func() []field[N], at func(*T) *N, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "map, see [" + title + "](#" + anchor(title) + ")",
		preset: func(t *T) { *at(t) = preset(table()) },
		schema: func(r Registry) map[string]any { return schemaOf(r, table()) },
		put: func(d *decoder, n *yaml.Node, t *T) {
			fields := table()
			for i := range fields {
				fields[i].preset = nil // what the software is like stays
			}
			decodeMap(d, n, name, fields, at(t))
		},
		emit: func(t *T) *yaml.Node {
			if n := emitMap(table(), at(t)); len(n.Content) > 0 {
				return n
			}
			return nil
		},
	}
}

// anchor is how a link names a section.
func anchor(title string) string { return strings.ReplaceAll(title, " ", "-") }

// named is a map from names to maps. A name without any value has no fields.
func named[T, N any](
	name string, table func() []field[N], at func(*T) *[]N, key func(*N) *string, doc string,
) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "map, see [" + name + "](#" + name + ")",
		preset: func(t *T) { *at(t) = nil },
		schema: func(r Registry) map[string]any {
			one := schemaOf(r, table())
			if one["required"] == nil {
				one["type"] = []string{"object", "null"}
			}
			return map[string]any{"type": "object", "additionalProperties": one}
		},
		put: func(d *decoder, n *yaml.Node, t *T) {
			*at(t) = nil
			m := resolve(n)
			if m.Kind != yaml.MappingNode {
				d.fail(n, "%s: %s, expected a map from names to fields", name, describe(m))
				return
			}
			all := d.pairs(m, name[:len(name)-1], nil)
			if len(all) == 0 {
				return
			}
			out, fields := make([]N, len(all)), table()
			for i, p := range all {
				if v := resolve(p.value); v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
					p.value = &yaml.Node{Kind: yaml.MappingNode, Line: p.key.Line, Column: p.key.Column}
				}
				decodeMap(d, p.value, p.name, fields, &out[i])
				*key(&out[i]) = p.name
				d.labels[&out[i]] = p.key
			}
			*at(t) = out
		},
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out, fields := &yaml.Node{Kind: yaml.MappingNode}, table()
			for i := range *at(t) {
				v := emitMap(fields, &(*at(t))[i])
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
