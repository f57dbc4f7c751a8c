package scenario

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// Assignment changes one value of a scenario: "links[0].delay", "80ms".
type Assignment struct {
	Path, Value string
}

// Parse reads a file, applies the assignments in order, and checks everything.
// Name is what errors call the file. The error is of type Errors.
func Parse(name string, data []byte, reg Registry, set ...Assignment) (*Scenario, error) {
	d := &decoder{file: name, reg: reg, places: map[any]*yaml.Node{}}
	n := d.document(data)
	if n != nil {
		for _, a := range set {
			d.assign(n, a)
		}
	}
	s := &Scenario{}
	if n != nil && len(d.errs) == 0 {
		decodeMap(d, n, root(reg), s)
		s.File = name
		if s.Profile == "" && len(reg.Profiles) > 0 {
			s.Profile = reg.Profiles[0]
		}
		c := checker{decoder: d, s: s}
		c.all()
	}
	if len(d.errs) > 0 {
		return nil, d.errs.sorted()
	}
	return s, nil
}

// Defaults returns a value with the defaults of the format, for scenarios that
// are made by programs.
func Defaults() (s Scenario, l Link, srv Server, o Object, w Workload) {
	preset(root(Registry{}), &s)
	preset(linkTable(), &l)
	preset(serverTable(), &srv)
	preset(objectTable(), &o)
	preset(workloadTable(), &w)
	return s, l, srv, o, w
}

func preset[T any](table []field[T], t *T) {
	for _, f := range table {
		if f.preset != nil {
			f.preset(t)
		}
	}
}

// YAML writes the scenario in canonical form: fields in the order of the
// tables, defaults left out. Parse reads the same scenario from it.
func (s *Scenario) YAML(reg Registry) []byte {
	n := emitMap(root(reg), s)
	n.Content = append([]*yaml.Node{
		{Kind: yaml.ScalarNode, Value: "rttlab"},
		{Kind: yaml.ScalarNode, Value: "1"},
	}, n.Content...)
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		panic("scenario: " + err.Error()) // a tree of our own making
	}
	return buf.Bytes()
}
