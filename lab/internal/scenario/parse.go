package scenario

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// Parse reads a file, applies the assignments in order, and checks everything.
// Name is what errors call the file. The error is of type Errors.
func Parse(name string, data []byte, reg Registry, set ...Assignment) (*Scenario, error) {
	d := newDecoder(name, reg)
	s := &Scenario{}
	if n := d.document(data); n != nil {
		n = d.compose(n, set)
		if n != nil {
			d.scenario(n, s)
		}
	}
	if d.failed > 0 {
		return nil, d.sorted()
	}
	return s, nil
}

// scenario reads and checks a tree.
func (d *decoder) scenario(n *yaml.Node, s *Scenario) {
	decodeMap(d, n, "scenario", root(d.reg), s)
	s.File = d.file
	if s.Profile == "" && len(d.reg.Profiles) > 0 {
		s.Profile = d.reg.Profiles[0]
	}
	check(d, s)
}

// YAML writes the scenario in canonical form: fields in the order of the
// tables, defaults left out. Parse reads the same scenario from it.
func (s *Scenario) YAML(reg Registry) []byte {
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(emitMap(root(reg), s)); err != nil {
		panic("scenario: " + err.Error()) // a tree of our own making
	}
	return buf.Bytes()
}
