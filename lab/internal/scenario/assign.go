package scenario

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Assignment changes one value of a scenario: "links[0].delay", "80ms".
type Assignment struct {
	Path, Value string
}

// assigner goes down the tree of a file and the schema of the format together.
type assigner struct {
	*decoder
	path  string // of the assignment
	by    string // the assignment, as errors call it
	defs  map[string]any
	brief yaml.Node // stands for the assignment where there is no value yet

	changed *yaml.Node // the first node that got a field, and what it was before
	before  yaml.Node
}

// assignAll changes values of the tree before it is decoded, so that they are
// checked as if the file said so.
func (d *decoder) assignAll(root *yaml.Node, set []Assignment) *yaml.Node {
	if root.Kind != yaml.MappingNode {
		return root
	}
	g := guide(d.reg)
	for _, one := range set {
		one.Path, one.Value = printed(one.Path), printed(one.Value) // shells pass on any bytes
		a := &assigner{decoder: d, path: one.Path, by: oneLine("--set " + cut(one.Path) + "=" + cut(one.Value))}
		a.defs = g["$defs"].(map[string]any)
		d.set[&a.brief] = a.by
		if !a.assign(root, g, one) && a.changed != nil {
			*a.changed = a.before
		}
	}
	return root
}

// change remembers what a node was before the assignment.
func (a *assigner) change(n *yaml.Node) {
	if a.changed == nil {
		a.changed, a.before = n, *n
	}
}

func (a *assigner) bad(format string, args ...any) { a.fail(&a.brief, format, args...) }

// assign goes to the place of an assignment and puts its value there.
func (a *assigner) assign(n *yaml.Node, shape map[string]any, one Assignment) bool {
	value := a.value(one.Value)
	if value == nil {
		return false
	}
	rest := one.Path
	if rest == "" || strings.HasSuffix(rest, ".") {
		a.bad("the path ends too early, expected one such as links[0].delay")
		return false
	}
	for rest != "" {
		shape = a.shape(shape)
		switch {
		case shape["items"] != nil:
			n, rest = a.element(n, rest)
			shape, _ = shape["items"].(map[string]any)
		case shape["properties"] != nil:
			n, shape, rest = a.field(n, shape["properties"].(map[string]any), rest)
		case shape["additionalProperties"] != nil:
			named := a.shape(shape["additionalProperties"].(map[string]any))
			n, rest = a.entry(n, named, rest, value)
			shape = named
		default:
			done := strings.TrimSuffix(strings.TrimSuffix(one.Path, rest), ".")
			a.bad("%q is a single value, expected nothing after it but %q", cut(done), cut(rest))
			return false
		}
		if n == nil {
			return false
		}
		rest = strings.TrimPrefix(rest, ".")
	}
	*n = *value
	a.mark(n)
	return true
}

// shape follows a reference of the schema.
func (a *assigner) shape(s map[string]any) map[string]any {
	name, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	return a.defs[strings.TrimPrefix(name, "#/$defs/")].(map[string]any)
}

// value makes a tree of the text: of a list or a map as YAML, else of the text
// as it is.
func (a *assigner) value(text string) *yaml.Node {
	if !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "{") {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: text}
	}
	inner := newDecoder("", a.reg)
	n := inner.document([]byte(text))
	if inner.failed > 0 {
		a.bad("value: %s", inner.errs[0].Message)
		return nil
	}
	return expand(n)
}

// mark makes errors about a value name the assignment that brought it.
func (a *assigner) mark(n *yaml.Node) {
	a.set[n] = a.by
	for _, c := range n.Content {
		a.mark(c)
	}
}

// element goes to an element of a list: [2].
func (a *assigner) element(n *yaml.Node, path string) (*yaml.Node, string) {
	text, rest, closed := strings.Cut(strings.TrimPrefix(path, "["), "]")
	if !strings.HasPrefix(path, "[") || !closed {
		a.bad("the position %q is no number in brackets, expected one such as [0]", cut(path))
		return nil, ""
	}
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= len(n.Content) || n.Kind != yaml.SequenceNode {
		a.bad("there is no element [%s], expected %s", cut(text), positions(n))
		return nil, ""
	}
	if !ends(rest) {
		a.bad("%q after a position, expected a dot and a field", cut(rest))
		return nil, ""
	}
	return n.Content[i], rest
}

// positions says which elements a list has.
func positions(n *yaml.Node) string {
	switch {
	case n.Kind != yaml.SequenceNode || len(n.Content) == 0:
		return "a list with elements: this one is empty"
	case len(n.Content) == 1:
		return "[0]"
	}
	return "[0] to [" + strconv.Itoa(len(n.Content)-1) + "]"
}

// ends reports whether a name may end before rest.
func ends(rest string) bool { return rest == "" || rest[0] == '.' || rest[0] == '[' }

// longest returns the longest of names that a path begins with; names may hold
// dots.
func longest(path string, names []string) (name, rest string, ok bool) {
	for _, s := range names {
		if after, found := strings.CutPrefix(path, s); found && ends(after) && (!ok || len(s) > len(name)) {
			name, rest, ok = s, after, true
		}
	}
	return name, rest, ok
}

// first is the part of a path up to the first dot or bracket.
func first(path string) string {
	if i := strings.IndexAny(path, ".["); i > 0 {
		return path[:i]
	}
	return path
}

// field goes to a field of the format, and adds it if it is not there.
func (a *assigner) field(n *yaml.Node, fields map[string]any, path string) (*yaml.Node, map[string]any, string) {
	all := slices.Sorted(maps.Keys(fields))
	name, rest, ok := longest(path, all)
	if !ok {
		what, wrong := "field", first(path)
		if len(all) > 0 && strings.Contains(all[0], ".") {
			what, wrong = "knob", path
		}
		if path == a.path {
			all = append(all, a.params...)
		}
		a.bad("unknown %s %q%s", what, cut(wrong), a.didYouMean(wrong, all))
		return nil, nil, ""
	}
	if !a.isMap(n) {
		return nil, nil, ""
	}
	shape := fields[name].(map[string]any)
	if v := entry(n, name); v != nil {
		return v, shape, rest
	}
	return a.add(n, name), shape, rest
}

// isMap reports whether n is a map or can become one.
func (a *assigner) isMap(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		a.change(n)
		*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		a.set[n] = a.by
	}
	if n.Kind != yaml.MappingNode {
		a.bad("%s in the file, expected a map to change", describe(n))
		return false
	}
	return true
}

func entry(m *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			return m.Content[i+1]
		}
	}
	return nil
}

// add adds a field without a value.
func (a *assigner) add(m *yaml.Node, name string) *yaml.Node {
	key, value := &yaml.Node{Kind: yaml.ScalarNode, Value: name}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	a.change(m)
	m.Content = append(m.Content, key, value)
	a.set[key], a.set[value] = a.by, a.by
	return value
}

// entry goes to what a map names, such as a host. Only a whole map makes a new
// one: a path into what is not there is a typing error.
func (a *assigner) entry(n *yaml.Node, named map[string]any, path string, value *yaml.Node) (*yaml.Node, string) {
	if !a.isMap(n) {
		return nil, ""
	}
	var all []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		all = append(all, n.Content[i].Value)
	}
	if name, rest, ok := longest(path, all); ok {
		return entry(n, name), rest
	}
	if fields, ok := named["properties"].(map[string]any); ok {
		name := path
		for _, f := range slices.Sorted(maps.Keys(fields)) {
			if i := strings.Index(path, "."+f); i > 0 && i < len(name) && ends(path[i+1+len(f):]) {
				name = path[:i]
			}
		}
		if name != path || value.Kind != yaml.MappingNode {
			a.bad("nothing is named %q%s", cut(name), a.didYouMean(name, all))
			return nil, ""
		}
	}
	return a.add(n, path), ""
}
