package scenario

import (
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/units"
)

// decoder collects what is wrong while a file is read.
type decoder struct {
	file   string
	reg    Registry
	errs   Errors
	failed int                   // errors, those that were not kept included
	maps   map[any]*yaml.Node    // what describes a thing, by pointer to the thing
	labels map[any]*yaml.Node    // its name, for things that maps name
	set    map[*yaml.Node]string // what assignments brought, and which one did
	origin map[*yaml.Node]string // what included files brought, and which one did
	files  int                   // included
	tagged map[*yaml.Node]bool   // tags that were reported
	alias  *yaml.Node            // the outermost one that is being looked into
	end    *yaml.Node            // the place behind the last character
	nodes  int
	params []string // the names of those that the file has
}

func newDecoder(name string, reg Registry) *decoder {
	return &decoder{
		file: name, reg: reg, maps: map[any]*yaml.Node{}, labels: map[any]*yaml.Node{},
		set: map[*yaml.Node]string{}, origin: map[*yaml.Node]string{}, tagged: map[*yaml.Node]bool{},
	}
}

// fail reports what is wrong at n, at no place if n is nil.
func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	d.failed++
	if d.failed > keptErrors {
		return
	}
	e := Error{File: d.file, Message: oneLine(fmt.Sprintf(format, args...))}
	if n != nil {
		if by, ok := d.set[n]; ok {
			e.File = by
		} else {
			if d.end != nil && n.Line > d.end.Line { // the parser means the end
				n = d.end
			}
			e.Line, e.Column = n.Line, n.Column
			if file, ok := d.origin[n]; ok {
				e.File = file
			}
		}
	}
	d.errs = append(d.errs, e)
}

// oneLine keeps what is printed on one line, whatever a file says.
func oneLine(s string) string {
	return strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return unicode.ReplacementChar
		}
		return c
	}, s)
}

// Bounds of what is tried and listed to help.
const (
	maxListed    = 24
	maxSuggested = 1000
)

// didYouMean ends a message with the nearest valid name, or with all if they
// are few. It helps with the errors that are printed only: looking takes time.
func (d *decoder) didYouMean(got string, names []string) string {
	if d.failed > maxErrors {
		return ""
	}
	if s := nearest(got, names[:min(len(names), maxSuggested)]); s != "" {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	switch n := len(names); {
	case n == 0:
		return ", expected one, but there are none"
	case n <= maxListed:
		return ", expected " + choice(names)
	default:
		return fmt.Sprintf(", expected one of the %d there are", n)
	}
}

// nearest returns the name that got looks like, or the one that it is the end of.
func nearest(got string, names []string) string {
	if s := units.Suggest(got, names); s != "" || got == "" {
		return s
	}
	for _, s := range names {
		if strings.HasSuffix(s, "."+got) {
			return s
		}
	}
	return ""
}

// choice lists names.
func choice(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

// decodeMap fills t from a map by a table of fields, in the order of the table.
// Name is what the map is called where it is none.
func decodeMap[T any](d *decoder, n *yaml.Node, name string, table []field[T], t *T) {
	for i := range table {
		if table[i].preset != nil {
			table[i].preset(t)
		}
	}
	d.maps[t] = n
	m := resolve(n)
	if m.Kind != yaml.MappingNode {
		d.fail(n, "%s: %s, expected a map of fields", name, describe(m))
		return
	}
	values := map[string]*yaml.Node{}
	for _, p := range d.pairs(m, "field", fieldNames(table)) {
		values[p.name] = p.value
	}
	for i := range table {
		f := &table[i]
		if v := values[f.name]; v != nil {
			f.put(d, v, t)
		} else if f.required {
			d.fail(n, "%s is missing, expected %s", f.name, f.doc)
		}
	}
}

// pair is an entry of a map.
type pair struct {
	name       string
	key, value *yaml.Node
}

// pairs returns the entries of a map and reports keys that are unknown, no
// names, or there twice. Nil stands for any name.
func (d *decoder) pairs(m *yaml.Node, what string, known []string) []pair {
	var all []pair
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		at, key := m.Content[i], resolve(m.Content[i])
		name, before := key.Value, seen[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!null":
			d.fail(at, "%s, expected the name of a %s", describe(key), what)
		case key.Tag == "!!merge":
			d.fail(at, "merge keys (<<) are not part of the format, expected the fields themselves")
		case known != nil && !contains(known, name):
			d.fail(at, "unknown %s %q%s", what, cut(name), d.didYouMean(name, known))
		case before != nil && d.set[before] == "" && d.set[at] == "":
			d.fail(at, "%q is there twice, expected once: the other is in line %d", cut(name), before.Line)
		case before != nil:
			d.fail(at, "%q is there twice, expected once", cut(name))
		default:
			seen[name] = at
			all = append(all, pair{name, at, m.Content[i+1]})
		}
	}
	return all
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// find returns the key and the value of a field of a thing, nil if it is not
// there.
func (d *decoder) find(thing any, name string) (key, value *yaml.Node) {
	return d.pair(d.maps[thing], name)
}

// pair is the place of an entry of a map, nil if it has none of that name.
func (d *decoder) pair(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil {
		return nil, nil
	}
	m := resolve(n)
	for i := 0; m.Kind == yaml.MappingNode && i+1 < len(m.Content); i += 2 {
		if resolve(m.Content[i]).Value == name {
			return m.Content[i], m.Content[i+1]
		}
	}
	return nil, nil
}

// at is the place of a field of a thing, or of the thing if it has none.
func (d *decoder) at(thing any, name string) *yaml.Node {
	if _, v := d.find(thing, name); v != nil {
		return v
	}
	return d.maps[thing]
}

// item is the place of an element of a list of a thing.
func (d *decoder) item(thing any, name string, i int) *yaml.Node {
	n := d.at(thing, name)
	if l := resolve(n); l.Kind == yaml.SequenceNode && i < len(l.Content) {
		return l.Content[i]
	}
	return n
}

// text is the place of a field of a thing and whether it has a single value.
func (d *decoder) text(thing any, name string) (n *yaml.Node, ok bool) {
	_, n = d.find(thing, name)
	if n == nil {
		return nil, false
	}
	v := resolve(n)
	return n, v.Kind == yaml.ScalarNode && v.Tag != "!!null"
}

// describe says what is there instead of what was expected.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "there is a map"
	case yaml.SequenceNode:
		return "there is a list"
	}
	if n.Tag == "!!null" {
		return "there is no value"
	}
	return fmt.Sprintf("there is %q", cut(n.Value))
}

// cut keeps messages of bearable length.
func cut(s string) string {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:57], "") + "..."
	}
	return s
}

// items returns the elements of a list.
func (d *decoder) items(n *yaml.Node, name, what string) []*yaml.Node {
	l := resolve(n)
	if l.Kind == yaml.SequenceNode {
		return l.Content
	}
	d.fail(n, "%s: %s, expected a list of %s", name, describe(l), what)
	return nil
}
