package scenario

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// profileField names a profile.
func profileField[T any](name string, at func(*T) *string, doc string) field[T] {
	f := scalar(name, texts, "", at, doc)
	f.schema = func(r Registry) map[string]any { return map[string]any{"enum": r.Profiles} }
	f.put = func(d *decoder, n *yaml.Node, t *T) {
		s, ok := readScalar(d, n, name, texts)
		if ok && !contains(d.reg.Profiles, s) {
			d.fail(n, "unknown profile %q%s", cut(s), didYouMean(s, d.reg.Profiles))
			return
		}
		*at(t) = s
	}
	return f
}

// optionsField is a map from knobs to values.
func optionsField[T any](name string, at func(*T) *[]OptionValue, doc string) field[T] {
	f := field[T]{name: name, doc: doc, preset: func(t *T) { *at(t) = nil }}
	f.schema = func(r Registry) map[string]any {
		all := map[string]any{}
		for i := range r.Options {
			all[r.Options[i].Name] = r.Options[i].schema()
		}
		return map[string]any{"type": "object", "properties": all, "additionalProperties": false}
	}
	f.put = func(d *decoder, n *yaml.Node, t *T) { *at(t) = d.options(n) }
	f.emit = func(t *T) *yaml.Node {
		if len(*at(t)) == 0 {
			return nil
		}
		out := &yaml.Node{Kind: yaml.MappingNode}
		for _, o := range *at(t) {
			out.Content = append(out.Content, texts.node(o.Name), texts.node(o.Text))
		}
		return out
	}
	return f
}

func (d *decoder) options(n *yaml.Node) []OptionValue {
	m := resolve(n)
	if m.Kind != yaml.MappingNode {
		d.fail(n, "options: a map from knobs to values was expected, not %s", describe(m))
		return nil
	}
	var all []OptionValue
	d.keys(m, d.reg.optionNames())
	for i := 0; i+1 < len(m.Content); i += 2 {
		o := d.reg.option(m.Content[i].Value)
		if o == nil {
			continue
		}
		s, ok := readScalar(d, m.Content[i+1], o.Name, texts)
		if !ok {
			continue
		}
		v, err := o.Parse(s)
		if err != nil {
			d.fail(m.Content[i+1], "%s: %v", o.Name, err)
			continue
		}
		all = append(all, OptionValue{Name: o.Name, Value: v, Text: o.Format(v)})
	}
	return all
}

// namesField is a map from host names to hosts.
func namesField(name string, at func(*Scenario) *[]Name, doc string) field[Scenario] {
	f := field[Scenario]{name: name, doc: doc, preset: func(s *Scenario) { *at(s) = nil }}
	f.schema = func(Registry) map[string]any {
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}}
	}
	f.put = func(d *decoder, n *yaml.Node, s *Scenario) {
		m := resolve(n)
		if m.Kind != yaml.MappingNode {
			d.fail(n, "names: a map from names to hosts was expected, not %s", describe(m))
			return
		}
		d.keys(m, nil)
		out := make([]Name, len(m.Content)/2)
		for i := range out {
			host, _ := readScalar(d, m.Content[2*i+1], "names", texts)
			out[i] = Name{m.Content[2*i].Value, host}
			d.places[&out[i]] = m.Content[2*i+1]
		}
		*at(s) = out
	}
	f.emit = func(s *Scenario) *yaml.Node {
		if len(*at(s)) == 0 {
			return nil
		}
		out := &yaml.Node{Kind: yaml.MappingNode}
		for _, n := range *at(s) {
			out.Content = append(out.Content, texts.node(n.Name), texts.node(n.Host))
		}
		return out
	}
	return f
}

// dnsField is one map that may be left out.
func dnsField(name, doc string) field[Scenario] {
	return field[Scenario]{
		name: name, doc: doc,
		schema: func(r Registry) map[string]any { return schemaOf(r, dnsTable()) },
		put: func(d *decoder, n *yaml.Node, s *Scenario) {
			s.DNS = &DNS{}
			decodeMap(d, n, dnsTable(), s.DNS)
		},
		emit: func(s *Scenario) *yaml.Node {
			if s.DNS == nil {
				return nil
			}
			return emitMap(dnsTable(), s.DNS)
		},
	}
}

// betweenField names the two ends of a link.
func betweenField() field[Link] {
	return field[Link]{
		name: "between", doc: "the two hosts", required: true,
		schema: func(Registry) map[string]any {
			return map[string]any{"type": "array", "items": map[string]any{"type": "string"}, "minItems": 2, "maxItems": 2}
		},
		put: func(d *decoder, n *yaml.Node, l *Link) {
			ends := d.items(n)
			if len(ends) != 2 {
				d.fail(n, "between: two hosts were expected, not %d", len(ends))
				return
			}
			l.A, _ = readScalar(d, ends[0], "between", texts)
			l.B, _ = readScalar(d, ends[1], "between", texts)
		},
		emit: func(l *Link) *yaml.Node {
			return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{texts.node(l.A), texts.node(l.B)}}
		},
	}
}

// bothWays makes a field of a direction one of the link: it holds both ways.
func bothWays(f field[Direction]) field[Link] {
	return field[Link]{
		name: f.name, doc: f.doc, fallback: f.fallback, schema: f.schema,
		preset: func(l *Link) {
			f.preset(&l.Up)
			f.preset(&l.Down)
		},
		put: func(d *decoder, n *yaml.Node, l *Link) {
			before := len(d.errs)
			f.put(d, n, &l.Up)
			if len(d.errs) == before {
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
		name: name, doc: doc,
		schema: func(r Registry) map[string]any { return schemaOf(r, directionTable()) },
		put: func(d *decoder, n *yaml.Node, l *Link) {
			table := directionTable()
			for i := range table {
				table[i].preset = nil // what the link says stays
			}
			decodeMap(d, n, table, at(l))
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
		if value(f, a) != value(f, b) {
			v := f.emit(a)
			if v == nil { // the default, which has to be said here
				v = defaultNode(f)
			}
			out.Content = append(out.Content, texts.node(f.name), v)
		}
	}
	if len(out.Content) == 0 {
		return nil
	}
	return out
}

// value is what a field of a direction is written as.
func value(f field[Direction], d *Direction) string {
	n := f.emit(d)
	if n == nil {
		return ""
	}
	s := n.Value
	for _, c := range n.Content {
		s += fmt.Sprintf(" %s", c.Value)
	}
	return s
}

func defaultNode(f field[Direction]) *yaml.Node {
	if f.fallback == "" {
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: f.fallback}
}
