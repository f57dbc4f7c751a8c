package tidy

import (
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fixture is a small tree, as names and texts of files in turn. A comment
// "// want rule: part of the message ; rule: part" says what is to be found on
// its line; nothing else may be found.
type fixture struct {
	name  string
	files []string
}

var wantMark = regexp.MustCompile(`(?m) // want (.*)$`)

// treeOf parses names and texts in turn.
func treeOf(files ...string) *tree {
	t := &tree{fset: token.NewFileSet()}
	for i := 0; i+1 < len(files); i += 2 {
		t.add(files[i], []byte(files[i+1]))
	}
	return t
}

// run checks the fixture as a subtest. The rules do not see the wants.
func (c fixture) run(t *testing.T, rules ...rule) {
	t.Helper()
	t.Run(c.name, func(t *testing.T) {
		files := slices.Clone(c.files)
		for i := 1; i < len(files); i += 2 {
			files[i] = wantMark.ReplaceAllString(files[i], "")
		}
		tr := treeOf(files...)
		found := checkParse(tr)
		for _, check := range rules {
			found = append(found, check(tr)...)
		}
		for _, problem := range c.compare(found) {
			t.Error(problem)
		}
	})
}

// compare matches what was found with what the comments want.
func (c fixture) compare(found []finding) (problems []string) {
	rest := slices.Clone(found)
	for _, w := range c.wants() {
		i := slices.IndexFunc(rest, func(f finding) bool {
			return f.file == w.file && f.line == w.line && f.rule == w.rule && strings.Contains(f.text, w.text)
		})
		if i < 0 {
			problems = append(problems, "not found: "+w.String())
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	for _, f := range rest {
		problems = append(problems, "not wanted: "+f.String())
	}
	return problems
}

// wants reads the comments.
func (c fixture) wants() []finding {
	var wants []finding
	for i := 0; i+1 < len(c.files); i += 2 {
		for n, line := range strings.Split(c.files[i+1], "\n") {
			m := wantMark.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			for _, w := range strings.Split(m[1], " ; ") {
				rule, text, _ := strings.Cut(w, ": ")
				wants = append(wants, finding{c.files[i], n + 1, rule, text})
			}
		}
	}
	return wants
}

func TestFixtureCompares(t *testing.T) {
	c := fixture{"", []string{"a.go", "package a\nvar x int // want clock: argument ; float: integers\n"}}
	clock := finding{"a.go", 2, "clock", "take an argument"}
	float := finding{"a.go", 2, "float", "use integers"}
	for _, k := range []struct {
		name  string
		found []finding
		want  int
	}{
		{"all", []finding{float, clock}, 0},
		{"one missing", []finding{clock}, 1},
		{"one too many", []finding{clock, float, float}, 1},
		{"another line", []finding{float, {"a.go", 1, "clock", "take an argument"}}, 2},
		{"another message", []finding{float, {"a.go", 2, "clock", "do not"}}, 2},
	} {
		if got := c.compare(k.found); len(got) != k.want {
			t.Errorf("%s: got problems %q, want %d", k.name, got, k.want)
		}
	}
}
