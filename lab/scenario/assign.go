package scenario

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// assign changes one value of the tree before it is decoded, so that the value
// is checked as if the file said so. A path goes through fields, names and
// positions: "hosts.client.profile", "links[0].delay", "options.tcp.nagle".
func (d *decoder) assign(root *yaml.Node, a Assignment) {
	bad := func(format string, args ...any) {
		before := len(d.errs)
		d.fail(nil, format, args...)
		d.errs[before].File = "--set " + a.Path + "=" + cut(a.Value)
	}
	n, rest := resolve(root), a.Path
	if rest == "" {
		bad("a path was expected, such as links[0].delay")
		return
	}
	for rest != "" {
		var key string
		if strings.HasPrefix(rest, "[") {
			key, rest, _ = strings.Cut(rest[1:], "]")
			i, err := strconv.Atoi(key)
			if n.Kind != yaml.SequenceNode || err != nil || i < 0 || i >= len(n.Content) {
				bad("there is no element [%s]: the list has %d", key, len(n.Content))
				return
			}
			n, rest = resolve(n.Content[i]), strings.TrimPrefix(rest, ".")
			continue
		}
		if n.Kind != yaml.MappingNode {
			if n.Kind != yaml.ScalarNode || n.Tag != "!!null" {
				bad("%s has no fields", strings.TrimSuffix(strings.TrimSuffix(a.Path, rest), "."))
				return
			}
			*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column}
		}
		var child *yaml.Node
		child, rest = step(n, rest)
		n = child
	}
	*n = yaml.Node{Kind: yaml.ScalarNode, Value: a.Value, Line: n.Line, Column: n.Column}
	if strings.HasPrefix(a.Value, "[") || strings.HasPrefix(a.Value, "{") {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(a.Value), &doc); err != nil || len(doc.Content) != 1 {
			bad("the value is no YAML")
			return
		}
		*n = *doc.Content[0]
	}
}

// step goes to the value of the longest key of m that the path begins with: keys
// may hold dots. A key that is not there is added; what it means is checked
// later.
func step(m *yaml.Node, path string) (*yaml.Node, string) {
	best := -1
	for i := 0; i+1 < len(m.Content); i += 2 {
		k := m.Content[i].Value
		follows := strings.TrimPrefix(path, k)
		if strings.HasPrefix(path, k) && (follows == "" || follows[0] == '.' || follows[0] == '[') &&
			(best < 0 || len(k) > len(m.Content[best].Value)) {
			best = i
		}
	}
	if best >= 0 {
		return resolve(m.Content[best+1]), strings.TrimPrefix(strings.TrimPrefix(path, m.Content[best].Value), ".")
	}
	key, rest := path, ""
	if i := strings.IndexAny(path, ".["); i >= 0 && !strings.HasPrefix(path, "tcp.") && !strings.HasPrefix(path, "host.") {
		key, rest = path[:i], strings.TrimPrefix(path[i:], ".")
	}
	child := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	m.Content = append(m.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, child)
	return child, rest
}
