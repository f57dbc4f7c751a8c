package course

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
)

// Languages are those that labs are written in; the first has all of them.
var Languages = []string{"en", "zh-CN"}

// Lab is a lab.
type Lab struct {
	Number    string // such as 05
	Name      string // such as 05-handshake
	Titles    Text
	Questions []Question

	files fs.FS
}

// Text is a text in several languages.
type Text map[string]string

// In returns the text in a language, or in the first one if it is not translated.
func (t Text) In(language string) string {
	if s := t[language]; s != "" {
		return s
	}
	return t[Languages[0]]
}

// Question is something to find out. Either Of is measured, or one of Among is to be
// picked: the one with the largest or smallest value.
type Question struct {
	ID        string   `yaml:"id"`
	Ask       Text     `yaml:"ask"`
	Of        string   `yaml:"of"`        // a quantity of a subject, as in expect:
	Less      string   `yaml:"less"`      // what is taken off: another quantity of a subject
	Set       []string `yaml:"set"`       // what is changed in the scenario before
	LessSet   []string `yaml:"less_set"`  // and for what is taken off; without it Set
	Tolerance string   `yaml:"tolerance"` // of a duration: a share; without it 1%
	Pick      string   `yaml:"pick"`      // largest or smallest
	Among     []Choice `yaml:"among"`
	Hint      Text     `yaml:"hint"`
}

// Choice is one of several things that are measured.
type Choice struct {
	Name string   `yaml:"name"`
	Of   string   `yaml:"of"`
	Set  []string `yaml:"set"`
}

// questions is a file of them.
type questions struct {
	Title     Text       `yaml:"title"`
	Questions []Question `yaml:"questions"`
}

// All reads the labs of a folder, in their order.
func All(files fs.FS) ([]Lab, error) {
	names, err := fs.Glob(files, "[0-9][0-9]-*.questions.yaml")
	if err != nil {
		return nil, err
	}
	var all []Lab
	for _, file := range names {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		var q questions
		if err := strictly(data, &q); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		name := strings.TrimSuffix(file, ".questions.yaml")
		all = append(all, Lab{Number: name[:2], Name: name, Titles: q.Title, Questions: q.Questions, files: files})
	}
	return all, nil
}

// strictly reads YAML that has no other fields.
func strictly(data []byte, to any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	return d.Decode(to)
}

// Find returns the lab that a text means: its number, with or without the zero in
// front, or its name.
func Find(all []Lab, text string) (*Lab, error) {
	var names []string
	for i := range all {
		l := &all[i]
		name := strings.TrimPrefix(l.Name, l.Number+"-")
		if text == l.Number || text == l.Name || text == name || "0"+text == l.Number {
			return l, nil
		}
		names = append(names, name)
	}
	if near := units.Suggest(text, names); near != "" {
		return nil, fmt.Errorf("there is no lab %q; did you mean %q?", text, near)
	}
	return nil, fmt.Errorf("there is no lab %q, expected a number or a name of rttlab lab list", text)
}

// Markdown returns the text in a language, or in the first if it is not translated.
func (l *Lab) Markdown(language string) ([]byte, error) {
	if b, err := fs.ReadFile(l.files, language+"/"+l.Name+".md"); err == nil {
		return b, nil
	}
	return fs.ReadFile(l.files, l.Name+".md")
}

// Scenario reads the lab's scenario, changed as given.
func (l *Lab) Scenario(set []string) (*scenario.Scenario, error) {
	file := l.Name + ".yaml"
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		return nil, err
	}
	var assign []scenario.Assignment
	for _, text := range set {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("%q is no change, expected PATH=VALUE", text)
		}
		assign = append(assign, scenario.Assignment{Path: path, Value: value})
	}
	return scenario.Parse(file, data, knobs.Registry(), assign...)
}
