package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Limits of a file.
const (
	MaxFile  = 16 << 20 // bytes
	maxNodes = 2 << 20  // values, aliases followed
	maxDepth = 32       // maps and lists within each other
)

// document parses the YAML and returns its root, nil if there is none that can
// be looked at.
func (d *decoder) document(data []byte) *yaml.Node {
	if len(data) > MaxFile {
		d.fail(nil, "%d bytes are too many, expected at most %d", len(data), MaxFile)
		return nil
	}
	if !d.readable(data) {
		return nil
	}
	d.end = placeAfter(data)
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(limits{}))
	if err != nil {
		panic("scenario: " + err.Error()) // options of our own choice
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		d.fail(nil, "the file is empty, expected a scenario")
		return nil
	} else if err != nil {
		d.syntax(err, data)
		return nil
	}
	root := doc.Content[0]
	switch err := loader.Load(&more); {
	case err == nil:
		d.fail(more.Content[0], "a second document, expected one in a file")
	case !errors.Is(err, io.EOF):
		d.syntax(err, data)
	}
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		d.fail(nil, "the file is empty, expected a scenario")
		return nil
	}
	if !d.bounded(root, 0) {
		return nil
	}
	return root
}

// readable reports what is no text, before the parser does without a place, and
// files that would take much memory to say little.
func (d *decoder) readable(data []byte) bool {
	marks := 0
	for rest := data; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && n == 1:
			d.fail(placeAfter(data[:len(data)-len(rest)]), "byte 0x%02x is no UTF-8, expected a text file", rest[0])
			return false
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f:
			d.fail(placeAfter(data[:len(data)-len(rest)]), "control character 0x%02x, expected a text file", c)
			return false
		}
		if strings.ContainsRune("\n,:[{", c) {
			marks++
		}
		rest = rest[n:]
	}
	if marks > maxNodes {
		d.fail(nil, "about %d values, expected at most %d", marks, maxNodes)
	}
	return marks <= maxNodes
}

// lineEnd is what YAML takes for the end of a line.
var lineEnd = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

// placeAfter is the place behind the beginning of a file.
func placeAfter(data []byte) *yaml.Node {
	lines := lineEnd.Split(string(data), -1)
	last := lines[len(lines)-1]
	return &yaml.Node{Line: len(lines), Column: 1 + utf8.RuneCountInString(last)}
}

// limits bounds the depth while the parser reads.
type limits struct{}

func (limits) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > 2*maxDepth { // bounded tells the place of less
		return fmt.Errorf("maps and lists within each other, expected at most %d", maxDepth)
	}
	return nil
}

func (limits) CheckAlias(int, int) error { return nil } // see bounded

// parserErrors are the parser's words for the mistakes that people make most, and what
// they can do about them; %d is where what is not closed begins.
var parserErrors = map[string]string{
	"while parsing a block mapping: did not find expected key": "the line fits no map above it, " +
		`expected "name: value", indented as far as the other names of its map`,
	"while parsing a block collection: did not find expected '-' indicator": "the line fits no list above it, " +
		`expected "- " or a name, indented as far as those that it belongs to`,
	"while scanning a simple key: could not find expected ':'": `the line above is no "name: value"`,
	"while scanning for the next token: found character that cannot start any token": "no value begins with this " +
		"character, expected quotes around it",
	"mapping values are not allowed in this context": "a colon that follows no name, expected a space after the " +
		"colon of each line above, or quotes around a value that holds a colon",
	"while scanning a quoted scalar: found unexpected end of stream": "the file ends within the quotes that " +
		"line %d opens in column %d, expected the closing quote",
	"while parsing a flow mapping: did not find expected ',' or '}'":  "expected , or } in the map that line %d opens in column %d",
	"while parsing a flow sequence: did not find expected ',' or ']'": "expected , or ] in the list that line %d opens in column %d",
}

// syntax turns the parser's error into one with a place.
func (d *decoder) syntax(err error, data []byte) {
	where, text := (*yaml.Node)(nil), err.Error()
	var at *yaml.LoadError
	if errors.As(err, &at) {
		text = at.Message
		if at.Mark.Line > 0 {
			where = &yaml.Node{Line: at.Mark.Line, Column: at.Mark.Column}
		}
		if at.ContextMsg != "" {
			text = at.ContextMsg + ": " + text
		}
		if kind, ok := parserErrors[text]; ok {
			text = kind
			if begun := at.ContextMark; strings.Contains(kind, "%") {
				text = fmt.Sprintf(kind, begun.Line, begun.Column)
			}
		}
	}
	if where != nil {
		lines := lineEnd.Split(string(data), -1)
		// The parser does not say that it means a tab.
		if i := min(where.Line, len(lines)) - 1; strings.HasPrefix(strings.TrimLeft(lines[i], " "), "\t") {
			text = "a tab, expected spaces"
		}
	}
	d.fail(where, "not YAML: %s", strings.TrimPrefix(text, "yaml: "))
}

// bounded checks depth and size, aliases followed: a small file can stand for a
// huge one. It reports tags, which would change what a value is.
func (d *decoder) bounded(n *yaml.Node, depth int) bool {
	d.nodes++
	switch {
	case depth > maxDepth:
		d.fail(d.outer(n), "maps and lists within each other, expected at most %d", maxDepth)
		return false
	case d.nodes > maxNodes:
		d.fail(d.outer(n), "aliases make this more than %d values, expected fewer", maxNodes)
		return false
	}
	if n.Kind == yaml.AliasNode {
		if d.alias == nil {
			d.alias = n
			defer func() { d.alias = nil }()
		}
		return d.bounded(n.Alias, depth+1)
	}
	if n.Style&yaml.TaggedStyle != 0 && !d.tagged[n] {
		d.tagged[n] = true
		d.fail(n, "the tag %s means nothing here, expected a value without one", cut(n.Tag))
	}
	for _, c := range n.Content {
		if !d.bounded(c, depth+1) {
			return false
		}
	}
	return true
}

// outer is the place of n in the file, which is elsewhere if an alias stands for it.
func (d *decoder) outer(n *yaml.Node) *yaml.Node {
	if d.alias != nil {
		return d.alias
	}
	return n
}

// resolve follows an alias.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// expand replaces aliases by copies of what they stand for, so that each value
// can be changed without others. Depth and size are bounded before.
func expand(n *yaml.Node) *yaml.Node {
	n = resolve(n)
	c := *n
	c.Anchor, c.Content = "", nil
	for _, child := range n.Content {
		c.Content = append(c.Content, expand(child))
	}
	return &c
}
