package scenario

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// templates are the fields of a file that stand for more than they say.
const (
	includeName  = "include"
	paramsName   = "params"
	topologyName = "topology"
	profilesName = "profiles"
	countName    = "count" // of a host
)

// macro is a field that compose takes away before a file is decoded.
func macro[T any](name, kind, doc string, schema func(Registry) map[string]any) field[T] {
	return field[T]{
		name: name, doc: doc, kind: kind, schema: schema,
		put: func(d *decoder, n *yaml.Node, _ *T) {
			d.fail(n, "%s: this comes too late, expected it in the file", name)
		},
		emit: func(*T) *yaml.Node { return nil },
	}
}

// rootMacros are those of a whole file.
func rootMacros() []field[Scenario] {
	return []field[Scenario]{
		macro[Scenario](includeName, "file, or list of files",
			"scenario files that this one adds to, by their names seen from this one: maps are joined, lists follow each "+
				"other, of two values the one here wins",
			func(Registry) map[string]any {
				return oneOf(ref("text"), map[string]any{"type": "array", "items": ref("text")})
			}),
		macro[Scenario](paramsName, "map from names to values",
			"values that others name: $(rtt) stands for that of rtt, also inside a text, $(rtt/2) and $(n*3) for a part or "+
				"a multiple of it, and $$( for $( itself",
			func(Registry) map[string]any {
				return map[string]any{"type": "object", "additionalProperties": ref("text"),
					"propertyNames": map[string]any{"pattern": "^[A-Za-z0-9_]+$"}}
			}),
		macro[Scenario](topologyName, "map, see [topology](#topology)", "a shape of a network, besides hosts and links",
			func(r Registry) map[string]any { return schemaOf(r, topologyTable()) }),
		derivedProfiles(),
	}
}

// hostCount is the field that makes of one host many.
func hostCount() field[Host] {
	return macro[Host](countName, "number",
		"this many hosts with numbers from 1 behind the name; links, routes, servers, workloads and names that name it are "+
			"there once for each, and $(i) in them is the number; two such hosts in one of them go together by number",
		func(Registry) map[string]any { return counts[i64](1, maxMembers).schema })
}

// compose makes of a tree that includes files, has parameters, names a topology,
// counts hosts or makes profiles the tree that it stands for, and applies assignments:
// those about parameters, topology and counted hosts before, the others after. Nil
// means that something is wrong with it, and what follows would be guesswork.
func (d *decoder) compose(root *yaml.Node, set []Assignment) *yaml.Node {
	if root.Kind != yaml.MappingNode {
		return root
	}
	before, after := early(root, set)
	if len(before) == 0 && !composed(root) {
		if len(after) == 0 {
			return root
		}
		return d.assignAll(expand(root), after)
	}
	root = expand(root)
	for _, step := range []func(*yaml.Node){
		func(n *yaml.Node) { d.include(n, d.file, nil) },
		func(n *yaml.Node) {
			before, after = early(n, set)
			d.assignAll(n, before)
		},
		d.parameters, d.layOut, d.repeat,
	} {
		if step(root); d.failed > 0 {
			return nil
		}
	}
	d.assignAll(root, after)
	sound := d.failed
	if d.derive(root); d.failed > sound {
		return nil
	}
	return root
}

// early tells the assignments that say what a file stands for from the others.
func early(root *yaml.Node, set []Assignment) (before, after []Assignment) {
	params, hosts := entry(root, paramsName), entry(root, "hosts")
	for _, a := range set {
		switch name := first(a.Path); {
		case name == paramsName, name == topologyName:
			before = append(before, a)
		case name == "hosts" && counted(hosts, a.Path):
			before = append(before, a)
		case name == a.Path && params != nil && params.Kind == yaml.MappingNode && entry(params, name) != nil:
			before = append(before, Assignment{Path: paramsName + "." + name, Value: a.Value})
		default:
			after = append(after, a)
		}
	}
	return before, after
}

// counted reports whether a path is into a host that stands for many.
func counted(hosts *yaml.Node, path string) bool {
	if strings.HasSuffix(path, "."+countName) {
		return true
	}
	if hosts == nil || hosts.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(hosts.Content); i += 2 {
		rest, ok := strings.CutPrefix(path, "hosts."+hosts.Content[i].Value)
		if v := resolve(hosts.Content[i+1]); ok && ends(rest) && v.Kind == yaml.MappingNode && entry(v, countName) != nil {
			return true
		}
	}
	return false
}

// composed reports whether a tree stands for more than it says.
func composed(root *yaml.Node) bool {
	for _, name := range []string{includeName, paramsName, topologyName, profilesName} {
		if entry(root, name) != nil {
			return true
		}
	}
	if hosts := entry(root, "hosts"); hosts != nil {
		hosts = resolve(hosts)
		for i := 1; hosts.Kind == yaml.MappingNode && i < len(hosts.Content); i += 2 {
			if v := resolve(hosts.Content[i]); v.Kind == yaml.MappingNode && entry(v, countName) != nil {
				return true
			}
		}
	}
	return refers(root)
}

// refers reports whether a parameter is named anywhere.
func refers(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "$(") {
		return true
	}
	for _, c := range n.Content {
		if refers(c) {
			return true
		}
	}
	return n.Kind == yaml.AliasNode && n.Alias != nil && n.Alias.Kind == yaml.ScalarNode && refers(n.Alias)
}

// copyOf returns a tree of its own that has the same places.
func (d *decoder) copyOf(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = nil
	d.nodes++
	for _, child := range n.Content {
		c.Content = append(c.Content, d.copyOf(child))
	}
	if by, ok := d.set[n]; ok {
		d.set[&c] = by
	}
	if file, ok := d.origin[n]; ok {
		d.origin[&c] = file
	}
	return &c
}

// remove takes an entry out of a map and returns its value, nil if it is not there.
func remove(m *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			v := m.Content[i+1]
			m.Content = append(m.Content[:i:i], m.Content[i+2:]...)
			return v
		}
	}
	return nil
}

// made returns a node that a file does not hold, in the place of one that it does.
func (d *decoder) made(at *yaml.Node, n yaml.Node) *yaml.Node {
	n.Line, n.Column = at.Line, at.Column
	if by, ok := d.set[at]; ok {
		d.set[&n] = by
	}
	if file, ok := d.origin[at]; ok {
		d.origin[&n] = file
	}
	return &n
}

// word is a scalar in the place of another node.
func (d *decoder) word(at *yaml.Node, text string) *yaml.Node {
	return d.made(at, yaml.Node{Kind: yaml.ScalarNode, Value: text})
}
