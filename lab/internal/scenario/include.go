package scenario

import (
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxIncludes bounds how many files one may consist of.
const maxIncludes = 100

// include puts what other files say below what this one says: maps are joined,
// lists follow each other, and of two values the one of the including file wins.
// Names are seen from the file that holds them.
func (d *decoder) include(root *yaml.Node, file string, above []string) {
	names := remove(root, includeName)
	if names == nil {
		return
	}
	if names.Kind == yaml.ScalarNode && names.Tag != "!!null" {
		names = d.made(names, yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{names}})
	}
	base := &yaml.Node{Kind: yaml.MappingNode}
	for _, n := range d.items(names, includeName, "files") {
		if one := d.included(n, file, append(above, file)); one != nil {
			d.join(base, one)
		}
	}
	d.join(base, root)
	root.Content = base.Content
}

// included reads a file that another one names.
func (d *decoder) included(n *yaml.Node, from string, above []string) *yaml.Node {
	name, ok := readScalar(d, n, includeName, ids)
	if !ok {
		return nil
	}
	if d.files++; d.files > maxIncludes {
		d.fail(n, "include: more than %d files, expected fewer", maxIncludes)
		return nil
	}
	full := name
	if !path.IsAbs(name) && len(above) > 1 { // Open sees names from the first file
		full = path.Join(path.Dir(from), name)
	}
	if slices.Contains(above[1:], full) || full == path.Base(d.file) {
		d.fail(n, "include: %s includes itself, expected another file", cut(name))
		return nil
	}
	if d.reg.Open == nil {
		d.fail(n, "include: %q: no files can be read here, expected one file", cut(name))
		return nil
	}
	data, err := d.reg.Open(full)
	if err != nil {
		d.fail(n, "include: %v", err)
		return nil
	}
	return d.part(n, full, data, above)
}

// nearby is the name of a file, as seen from the first file, that is named at a
// place which may lie in an included one.
func (d *decoder) nearby(at *yaml.Node, name string) string {
	from, ok := d.origin[at]
	if !ok || path.IsAbs(name) {
		return name
	}
	return path.Join(path.Dir(strings.TrimPrefix(from, path.Dir(d.file)+"/")), name)
}

// part is the tree of an included file.
func (d *decoder) part(n *yaml.Node, file string, data []byte, above []string) *yaml.Node {
	inner := newDecoder(path.Join(path.Dir(d.file), file), d.reg)
	root := inner.document(data)
	d.errs, d.failed = append(d.errs, inner.errs...), d.failed+inner.failed
	if root == nil {
		return nil
	}
	root = expand(root)
	d.comesFrom(root, inner.file)
	switch version := root; {
	case root.Kind != yaml.MappingNode:
		d.fail(root, "scenario: %s, expected a map of fields", describe(root))
		return nil
	case entry(version, "rttlab") == nil:
		d.fail(n, "include: %s has no line \"rttlab: %d\", expected a part of a scenario", cut(file), Version)
		return nil
	}
	d.include(root, file, above)
	return root
}

func (d *decoder) comesFrom(n *yaml.Node, file string) {
	d.origin[n] = file
	for _, c := range n.Content {
		d.comesFrom(c, file)
	}
}

// join adds to a map what another one says, which wins.
func (d *decoder) join(base, over *yaml.Node) {
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		have := entry(base, key.Value)
		switch {
		case have == nil:
			base.Content = append(base.Content, key, value)
		case have.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode:
			d.join(have, value)
		case have.Kind == yaml.SequenceNode && value.Kind == yaml.SequenceNode:
			have.Content = append(have.Content, value.Content...)
		default:
			remove(base, key.Value)
			base.Content = append(base.Content, key, value)
		}
	}
}
