package scenario

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/units"
)

// Limits of a file.
const (
	MaxFile  = 64 << 20 // bytes
	maxNodes = 4 << 20  // values, aliases followed
	maxDepth = 32       // maps and lists within each other
)

// decoder collects what is wrong while a file is read.
type decoder struct {
	file   string
	reg    Registry
	errs   Errors
	places map[any]*yaml.Node // where a thing was described, by pointer
	nodes  int
}

func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	e := Error{File: d.file, Message: fmt.Sprintf(format, args...)}
	if n != nil {
		e.Line, e.Column = n.Line, n.Column
	}
	d.errs = append(d.errs, e)
}

// didYouMean ends a message with the nearest valid name, or with all if they
// are few.
func didYouMean(got string, names []string) string {
	if s := units.Suggest(got, names); s != "" {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	if len(names) > 0 && len(names) <= 12 {
		return "; expected one of " + strings.Join(names, ", ")
	}
	return ""
}

// document parses the YAML and returns its root, nil if there is an error.
func (d *decoder) document(data []byte) *yaml.Node {
	if len(data) > MaxFile {
		d.fail(nil, "%d bytes is too big, expected at most %d", len(data), MaxFile)
		return nil
	}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			d.fail(nil, "the file is empty, expected a scenario")
			return nil
		}
		d.syntax(err)
		return nil
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		d.fail(nil, "more than one document in the file, expected one")
		return nil
	}
	root := doc.Content[0]
	if !d.bounded(root, 0) {
		return nil
	}
	return root
}

// syntax turns the parser's error into one with a place.
func (d *decoder) syntax(err error) {
	e := Error{File: d.file, Message: "not YAML: " + err.Error()}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var line, column int
	if n, _ := fmt.Sscanf(text, "line %d, column %d:", &line, &column); n == 2 {
		e.Line, e.Column = line, column
	} else if n, _ := fmt.Sscanf(text, "line %d:", &line); n == 1 {
		e.Line, e.Column = line, 1
	}
	if i := strings.Index(text, ": "); e.Line > 0 && i >= 0 {
		e.Message = "not YAML: " + text[i+2:]
	}
	e.Message = strings.Join(strings.Fields(e.Message), " ")
	d.errs = append(d.errs, e)
}

// bounded checks depth and size, aliases followed: a small file can stand for a
// huge one.
func (d *decoder) bounded(n *yaml.Node, depth int) bool {
	d.nodes++
	switch {
	case depth > maxDepth:
		d.fail(n, "maps and lists within each other, more than %d deep", maxDepth)
		return false
	case d.nodes > maxNodes:
		d.fail(n, "more than %d values, aliases counted each time", maxNodes)
		return false
	}
	if n.Kind == yaml.AliasNode {
		return d.bounded(n.Alias, depth+1)
	}
	for _, c := range n.Content {
		if !d.bounded(c, depth+1) {
			return false
		}
	}
	return true
}

// resolve follows an alias.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// decodeMap fills t from a map by a table of fields, in the order of the table.
func decodeMap[T any](d *decoder, n *yaml.Node, table []field[T], t *T) {
	for i := range table {
		if table[i].preset != nil {
			table[i].preset(t)
		}
	}
	d.places[t] = n
	m := resolve(n)
	if m.Kind != yaml.MappingNode {
		if m.Kind != yaml.ScalarNode || m.Tag != "!!null" {
			d.fail(n, "a map of fields was expected, not %s", describe(m))
			return
		}
	}
	values := d.keys(m, names(table))
	for i := range table {
		f := &table[i]
		if v := values[f.name]; v != nil {
			f.put(d, v, t)
		} else if f.required {
			d.fail(n, "%s is missing: %s", f.name, f.doc)
		}
	}
}

// keys returns the values of a map by key and reports keys that are unknown or
// there twice.
func (d *decoder) keys(m *yaml.Node, known []string) map[string]*yaml.Node {
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		switch {
		case resolve(key).Kind != yaml.ScalarNode:
			d.fail(key, "a name was expected, not %s", describe(resolve(key)))
		case values[key.Value] != nil:
			d.fail(key, "%q is there twice", key.Value)
		case known != nil && !contains(known, key.Value):
			d.fail(key, "unknown field %q%s", key.Value, didYouMean(key.Value, known))
		default:
			values[key.Value] = value
		}
	}
	return values
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return fmt.Sprintf("%q", cut(n.Value))
}

// cut keeps messages on one line of bearable length.
func cut(s string) string {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:57], "") + "..."
	}
	return s
}

// items returns the elements of a list; a single value stands for a list of one.
func (d *decoder) items(n *yaml.Node) []*yaml.Node {
	l := resolve(n)
	switch {
	case l.Kind == yaml.SequenceNode:
		return l.Content
	case l.Tag == "!!null":
		return nil
	}
	d.fail(n, "a list was expected, not %s", describe(l))
	return nil
}
