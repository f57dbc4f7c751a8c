package tidy

import (
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// requirementsFile is the index of what the standards demand.
const requirementsFile = "docs/rfc.md"

// tcpStandard is the standard whose requirements have identifiers.
const tcpStandard = "RFC 9293"

// identifiers are those of the standard's appendix B: so many of each kind.
var identifiers = []struct {
	kind string
	n    int
}{{"MUST", 69}, {"SHLD", 31}, {"MAY", 18}, {"REC", 1}}

// requirement is a row of the index.
type requirement struct {
	line                     int
	section                  string // the heading that it stands below
	id, demand, state, shown string
}

// evidence is what requirements may name, as they write it; false: it does not
// pass yet.
type evidence map[string]bool

var (
	quotedName = regexp.MustCompile("`[^`]*`")
	testName   = regexp.MustCompile(`^(Test|Fuzz)[A-Z0-9_]`)
)

// parseRequirements reads the rows of all tables.
func parseRequirements(text string) []requirement {
	var rows []requirement
	section := ""
	for i, line := range strings.Split(text, "\n") {
		if h, ok := strings.CutPrefix(line, "## "); ok {
			section, _, _ = strings.Cut(h, ":")
		}
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		if !strings.HasPrefix(line, "| ") || section == "" || strings.HasPrefix(line, "| requirement ") {
			continue
		}
		r := requirement{line: i + 1, section: section}
		for j, to := range []*string{&r.id, &r.demand, &r.state, &r.shown} {
			if j < len(cells) {
				*to = strings.TrimSpace(cells[j])
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// checkRequirements holds the index against what there is.
func checkRequirements(text string, have evidence) []finding {
	var found []finding
	fail := func(line int, format string, args ...any) {
		found = append(found, finding{requirementsFile, line, "require", fmt.Sprintf(format, args...)})
	}
	seen := map[string]int{}
	for _, r := range parseRequirements(text) {
		for _, problem := range r.problems(have) {
			fail(r.line, "%s: %s", r.id, problem)
		}
		if r.section != tcpStandard {
			continue
		}
		if first := seen[r.id]; first > 0 {
			fail(r.line, "%s stands in line %d already", r.id, first)
		}
		seen[r.id] = r.line
	}
	for _, k := range identifiers {
		for i := range k.n {
			id := k.kind + "-" + strconv.Itoa(i+1)
			if seen[id] == 0 {
				fail(0, "%s of %s is missing: say whether it is done, and what shows it", id, tcpStandard)
			}
			delete(seen, id)
		}
	}
	for id, line := range seen { //tidy:ordered findings are sorted before they are told
		fail(line, "%s has no requirement %q", tcpStandard, id)
	}
	return found
}

// problems says what is wrong with a row.
func (r *requirement) problems(have evidence) (problems []string) {
	if r.id == "" || r.demand == "" || r.shown == "" {
		return []string{"a row has an identifier, a demand, a state, and what shows it or why it is not done"}
	}
	names := quotedName.FindAllString(r.shown, -1)
	for _, q := range names {
		name := strings.Trim(q, "`")
		switch passes, ok := have[name]; {
		case !ok:
			problems = append(problems, "there is no "+name+": name a package.Test, a .story or a topic/script.pkt")
		case !passes:
			problems = append(problems, name+" is pending: it shows nothing")
		}
	}
	reason := strings.Trim(quotedName.ReplaceAllString(r.shown, ""), " ;,")
	switch {
	case r.state == "done" && len(names) == 0:
		problems = append(problems, "done, but nothing shows it: name a test")
	case r.state == "partly" && (len(names) == 0 || reason == ""):
		problems = append(problems, "partly: name what shows it, and say what is missing")
	case (r.state == "no" || r.state == "n/a") && (len(names) > 0 || reason == ""):
		problems = append(problems, r.state+": give the reason, and name no test")
	case !slices.Contains([]string{"done", "partly", "no", "n/a"}, r.state):
		problems = append(problems, fmt.Sprintf("state %q: write done, partly, no or n/a", r.state))
	}
	return problems
}

// evidenceOf collects tests, stories and scripts.
func evidenceOf(dir string, t *tree) (evidence, error) {
	have := evidence{}
	for _, p := range t.folders {
		for _, s := range p.files {
			if s.test() && s.ast != nil {
				have.addTests(p.dir, s.ast)
			}
		}
	}
	stories, err := filepath.Glob(filepath.Join(dir, "tcp", "testdata", "stories", "*.story"))
	if err != nil {
		return nil, err
	}
	scripts, err := filepath.Glob(filepath.Join(dir, "testdata", "packetdrill", "*", "*.pkt"))
	if err != nil {
		return nil, err
	}
	for _, name := range stories {
		have[filepath.Base(name)] = true
	}
	for _, name := range scripts {
		have[path.Join(filepath.Base(filepath.Dir(name)), filepath.Base(name))] = true
	}
	return have, have.withhold(filepath.Join(dir, "testdata", "packetdrill", "pending.txt"))
}

func (e evidence) addTests(dir string, f *ast.File) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && testName.MatchString(fn.Name.Name) {
			e[dir+"."+fn.Name.Name] = true
		}
	}
}

// withhold marks the scripts that a list says do not pass yet.
func (e evidence) withhold(list string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, _, ok := strings.Cut(line, " ")
		if ok && !strings.HasPrefix(line, "#") {
			e[name+".pkt"] = false
		}
	}
	return nil
}

// The index of requirements is complete and names only what there is.
func TestRequirementsAreShown(t *testing.T) {
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	tr, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	have, err := evidenceOf(dir, tr)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tcp.TestStories", "handshake.story", "nagle/nodelay.pkt"} {
		if !have[name] {
			t.Fatalf("%s is not found: the index cannot be checked", name)
		}
	}
	found := checkRequirements(read(t, dir, requirementsFile), have)
	slices.SortFunc(found, byPlace)
	for _, f := range found {
		t.Error(f)
	}
}

func TestRequirements(t *testing.T) {
	have := evidence{"tcp.TestA": true, "a.story": true, "x/old.pkt": false}
	head := "## RFC 9293: TCP\n\n| requirement | demand | state | shown by |\n|---|---|---|---|\n"
	var all strings.Builder
	for _, k := range identifiers {
		for i := range k.n {
			fmt.Fprintf(&all, "| %s-%d | something | done | `tcp.TestA` |\n", k.kind, i+1)
		}
	}
	whole := head + all.String()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"complete", whole, nil},
		{"one missing", strings.Replace(whole, "MAY-7 ", "SHLD-7 ", 1),
			[]string{"SHLD-7 stands in line", "MAY-7 of RFC 9293 is missing"}},
		{"one too many", whole + "| MUST-70 | something | done | `a.story` |", []string{`no requirement "MUST-70"`}},
		{"other standards", whole + "## RFC 1\n| 2 | x | done | `a.story` |\n| 2 | y | no | too old |\n", nil},
		{"unknown test", whole + "## RFC 1\n| 2 | x | done | `a.story`, `b.story` |", []string{"md:125: require: 2: there is no b.story"}},
		{"pending script", whole + "## RFC 1\n| 2 | x | done | `x/old.pkt` |", []string{"x/old.pkt is pending"}},
		{"done without a test", whole + "## RFC 1\n| 2 | x | done | it is |", []string{"nothing shows it"}},
		{"partly without a reason", whole + "## RFC 1\n| 2 | x | partly | `a.story` |", []string{"what is missing"}},
		{"partly without a test", whole + "## RFC 1\n| 2 | x | partly | somewhat |", []string{"name what shows it"}},
		{"partly", whole + "## RFC 1\n| 2 | x | partly | `a.story`; somewhat |", nil},
		{"no with a test", whole + "## RFC 1\n| 2 | x | no | `a.story` |", []string{"no: give the reason"}},
		{"neither", whole + "## RFC 1\n| 2 | x | maybe | y |", []string{`state "maybe"`}},
		{"empty", whole + "## RFC 1\n| 2 | x | no |  |", []string{"a row has an identifier"}},
	} {
		found := checkRequirements(c.text, have)
		if !containParts(found, c.want) {
			t.Errorf("%s: got %v, want %q", c.name, found, c.want)
		}
	}
}
