package scenario

import (
	"math"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// versionField comes first in a file and tells that it is one of this format.
func versionField(name, doc string) field[Scenario] {
	return field[Scenario]{
		name: name, doc: doc, kind: "number", required: true,
		schema: func(Registry) map[string]any { return map[string]any{"const": Version} },
		put: func(d *decoder, n *yaml.Node, _ *Scenario) {
			v, ok := readScalar(d, n, name, counts[int64](0, math.MaxInt64))
			if ok && v != Version {
				d.fail(n, "%s: version %d of the format is unknown, expected %d", name, v, Version)
			}
		},
		emit: func(*Scenario) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.Itoa(Version)} },
	}
}

// profileField names a profile.
func profileField[T any](name string, at func(*T) *string, doc string) field[T] {
	f := scalar(name, texts, "", at, doc)
	f.kind, f.fallback = "profile", ""
	f.schema = profileSchema
	f.put = func(d *decoder, n *yaml.Node, t *T) {
		s, ok := readScalar(d, n, name, texts)
		if ok && !contains(d.reg.Profiles, s) {
			d.fail(n, "%s: unknown profile %q%s", name, cut(s), d.didYouMean(s, d.reg.Profiles))
			return
		}
		*at(t) = s
	}
	return f
}

// optionsField is a map from knobs to values.
func optionsField[T any](name string, at func(*T) *[]OptionValue, doc string) field[T] {
	return field[T]{
		name: name, doc: doc, kind: "map, see [options](#options)",
		preset: func(t *T) { *at(t) = nil },
		schema: func(Registry) map[string]any { return ref("options") },
		put:    func(d *decoder, n *yaml.Node, t *T) { *at(t) = d.options(n) },
		emit: func(t *T) *yaml.Node {
			if len(*at(t)) == 0 {
				return nil
			}
			out := &yaml.Node{Kind: yaml.MappingNode}
			for _, o := range *at(t) {
				out.Content = append(out.Content, texts.node(o.Name), &yaml.Node{Kind: yaml.ScalarNode, Value: o.Text})
			}
			return out
		},
	}
}

func (d *decoder) options(n *yaml.Node) []OptionValue {
	m := resolve(n)
	if m.Kind != yaml.MappingNode {
		d.fail(n, "options: %s, expected a map from knobs to values", describe(m))
		return nil
	}
	var all []OptionValue
	for _, p := range d.pairs(m, "knob", d.reg.optionNames()) {
		o := d.reg.option(p.name)
		if v, ok := readScalar(d, p.value, p.name, o.kind()); ok {
			all = append(all, OptionValue{Name: p.name, Value: v, Text: o.Format(v)})
		}
	}
	return all
}

// namesField is a map from host names to hosts.
func namesField(name string, at func(*Scenario) *[]Name, doc string) field[Scenario] {
	return field[Scenario]{
		name: name, doc: doc, kind: "map from names to hosts",
		preset: func(s *Scenario) { *at(s) = nil },
		schema: func(Registry) map[string]any {
			return map[string]any{"type": "object", "additionalProperties": hosts.schema}
		},
		put: func(d *decoder, n *yaml.Node, s *Scenario) {
			*at(s) = nil
			m := resolve(n)
			if m.Kind != yaml.MappingNode {
				d.fail(n, "names: %s, expected a map from names to hosts", describe(m))
				return
			}
			all := d.pairs(m, "name", nil)
			if len(all) == 0 {
				return
			}
			out := make([]Name, len(all))
			for i, p := range all {
				host, _ := readScalar(d, p.value, "names", hosts)
				out[i] = Name{p.name, host}
				d.maps[&out[i]], d.labels[&out[i]] = p.value, p.key
			}
			*at(s) = out
		},
		emit: func(s *Scenario) *yaml.Node {
			if len(*at(s)) == 0 {
				return nil
			}
			out := &yaml.Node{Kind: yaml.MappingNode}
			for _, n := range *at(s) {
				out.Content = append(out.Content, texts.node(n.Name), texts.node(n.Host))
			}
			return out
		},
	}
}

// betweenField names the two ends of a link.
func betweenField() field[Link] {
	return field[Link]{
		name: "between", doc: "the two hosts", kind: "list of 2 hosts", required: true,
		schema: func(Registry) map[string]any {
			return map[string]any{"type": "array", "items": hosts.schema, "minItems": 2, "maxItems": 2}
		},
		put: func(d *decoder, n *yaml.Node, l *Link) {
			ends := d.items(n, "between", "two hosts")
			if resolve(n).Kind != yaml.SequenceNode {
				return
			}
			if len(ends) != 2 {
				d.fail(n, "between: %d hosts, expected two", len(ends))
				return
			}
			l.A, _ = readScalar(d, ends[0], "between", hosts)
			l.B, _ = readScalar(d, ends[1], "between", hosts)
		},
		emit: func(l *Link) *yaml.Node {
			ends := []*yaml.Node{texts.node(l.A), texts.node(l.B)}
			return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: ends}
		},
	}
}

// bothWays makes a field of a direction one of the link: it holds both ways.
func bothWays(f field[Direction]) field[Link] {
	return field[Link]{
		name: f.name, doc: f.doc, kind: f.kind, fallback: f.fallback, schema: f.schema,
		preset: func(l *Link) {
			f.preset(&l.Up)
			f.preset(&l.Down)
		},
		put: func(d *decoder, n *yaml.Node, l *Link) {
			before := d.failed
			f.put(d, n, &l.Up)
			if d.failed == before {
				f.put(d, n, &l.Down)
			}
		},
		emit: func(l *Link) *yaml.Node { return f.emit(&l.Down) },
	}
}

// oneWay is what differs in one direction. It is written as the difference to
// the other one, which the fields of the link describe.
func oneWay(name string, at, other func(*Link) *Direction, doc string) field[Link] {
	return field[Link]{
		name: name, doc: doc, kind: "map of the fields from rate on",
		schema: func(Registry) map[string]any { return ref("direction") },
		put: func(d *decoder, n *yaml.Node, l *Link) {
			table := directionTable()
			for i := range table {
				table[i].preset = nil // what the link says stays
			}
			decodeMap(d, n, name, table, at(l))
		},
		emit: func(l *Link) *yaml.Node {
			if other == nil {
				return nil
			}
			return difference(at(l), other(l))
		},
	}
}

// difference emits the fields of a that differ from those of b, nil if none do.
func difference(a, b *Direction) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range directionTable() {
		mine, its := written(f, a), written(f, b)
		if !same(mine, its) {
			out.Content = append(out.Content, texts.node(f.name), mine)
		}
	}
	if len(out.Content) == 0 {
		return nil
	}
	return out
}

// same reports whether two nodes are written alike.
func same(x, y *yaml.Node) bool {
	return x.Value == y.Value && slices.EqualFunc(x.Content, y.Content, same)
}

// written is what a field of a direction is written as, the default included.
func written(f field[Direction], d *Direction) *yaml.Node {
	switch n := f.emit(d); {
	case n != nil:
		return n
	case f.fallback == "[]":
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: f.fallback}
}

// onlyIn makes a field one of some kinds of workloads: the others have no use
// for it, and naming it there is a mistake.
func onlyIn(f field[Workload], kinds ...Kind) field[Workload] {
	for _, k := range kinds {
		f.only = append(f.only, k.String())
	}
	emit := f.emit
	f.emit = func(w *Workload) *yaml.Node {
		if slices.Contains(kinds, w.Kind) {
			return emit(w)
		}
		return nil
	}
	return f
}

// neededIn is onlyIn for a field that those workloads cannot do without.
func neededIn(f field[Workload], kinds ...Kind) field[Workload] {
	f = onlyIn(f, kinds...)
	f.needed, f.fallback = true, ""
	return f
}
