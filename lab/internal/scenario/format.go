package scenario

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// formatWidth is the width from which maps and lists in one line are broken.
const formatWidth = 100

// errComments says that formatting would lose something.
var errComments = errors.New("comments in places from which they would get lost, expected them on lines of their own")

// Format writes a file in the one way in which files are laid out: two spaces to
// a level, one between things, long lines broken. Order, quotes and comments
// stay, and so does one empty line wherever there were some. A file with errors is
// not touched; they are returned.
func Format(name string, data []byte, reg Registry) ([]byte, error) {
	if _, err := Parse(name, data, reg); err != nil {
		return nil, err
	}
	before, err := documentOf(data)
	if err != nil {
		return nil, Error{File: name, Message: err.Error()}
	}
	text, err := dump(before)
	if err != nil {
		return nil, Error{File: name, Message: err.Error()}
	}
	after, err := documentOf(text)
	if err != nil || !slices.Equal(commentsOf(data), commentsOf(text)) {
		return nil, Error{File: name, Message: errComments.Error()}
	}
	return spread(data, text, before, after), nil
}

func documentOf(data []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithV4Defaults())
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	err = loader.Load(&doc)
	return &doc, err
}

func dump(doc *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	d, err := yaml.NewDumper(&out, yaml.WithIndent(2), yaml.WithCompactSeqIndent(false),
		yaml.WithLineWidth(formatWidth))
	if err != nil {
		return nil, err
	}
	err = errors.Join(d.Dump(doc), d.Close())
	return out.Bytes(), err
}

// commentsOf returns the comments of a file.
func commentsOf(data []byte) (all []string) {
	for line := range strings.SplitSeq(string(data), "\n") {
		if _, comment, ok := strings.Cut(" "+strings.TrimSpace(line), " #"); ok {
			all = append(all, strings.TrimSpace(comment))
		}
	}
	return all
}

// spread puts the empty lines of a file back into its new text.
func spread(data, text []byte, before, after *yaml.Node) []byte {
	lines := strings.Split(string(data), "\n")
	was, is := starts(before, nil), starts(after, nil)
	apart := map[int]bool{}
	for i := range min(len(was), len(is)) {
		if at := was[i] - 1; at > 0 && at <= len(lines) && strings.TrimSpace(lines[at-1]) == "" {
			apart[is[i]] = true
		}
	}
	var out strings.Builder
	last := "\n"
	for i, line := range strings.SplitAfter(string(text), "\n") {
		if apart[i+1] && last != "\n" {
			out.WriteByte('\n')
		}
		out.WriteString(line)
		last = line
	}
	return []byte(out.String())
}

// starts returns the first line of each node, with the comments before it.
func starts(n *yaml.Node, to []int) []int {
	at := n.Line
	if n.HeadComment != "" {
		at -= 1 + strings.Count(n.HeadComment, "\n")
	}
	to = append(to, at)
	for _, c := range n.Content {
		to = starts(c, to)
	}
	return to
}
