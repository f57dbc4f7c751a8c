package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// minDoc is the least number of lines that explain a package.
const minDoc = 3

// checkPackages finds packages that are not explained or not tested.
func checkPackages(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		if bad := badDoc(p); bad != "" {
			found = append(found, finding{p.dir, 0, "package", bad})
		}
		if !p.support() && !slices.ContainsFunc(p.files, hasTest) {
			found = append(found, finding{p.dir, 0, "package",
				"no tests: add a _test.go with a Test, Fuzz or Example function"})
		}
	}
	return found
}

// badDoc says what is wrong with the package's doc.go, or nothing.
func badDoc(p *folder) string {
	i := slices.IndexFunc(p.files, func(s *source) bool { return path.Base(s.path) == "doc.go" })
	if i < 0 {
		return fmt.Sprintf("no doc.go: add one, with a package comment of %d lines or more for its user", minDoc)
	}
	if p.files[i].ast == nil {
		return "" // the parser's error is reported already
	}
	if n := docLines(p.files[i].ast); n < minDoc {
		return fmt.Sprintf("the package comment in doc.go has %d lines: say in %d or more what the package is for, "+
			"and what it asks of its user", n, minDoc)
	}
	return ""
}

func docLines(file *ast.File) int {
	n := 0
	for line := range strings.Lines(file.Doc.Text()) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

func hasTest(s *source) bool {
	if !s.test() || s.ast == nil {
		return false
	}
	return slices.ContainsFunc(s.ast.Decls, func(d ast.Decl) bool {
		f, ok := d.(*ast.FuncDecl)
		return ok && f.Recv == nil && slices.ContainsFunc([]string{"Test", "Fuzz", "Example"}, func(prefix string) bool {
			return strings.HasPrefix(f.Name.Name, prefix) && f.Name.Name != "TestMain"
		})
	})
}

func TestPackages(t *testing.T) {
	const doc = "// Package x is\n//\n// here for\n// a test.\npackage x\n"
	const test = "package x\nfunc TestX() {}\n"
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"good", []string{"ip/doc.go", doc, "ip/a_test.go", test}, nil},
		{"short", []string{"ip/doc.go", "// Package x is\n//\n// short.\npackage x\n", "ip/a_test.go", test},
			[]string{"ip: package: the package comment in doc.go has 2 lines: say in 3"}},
		{"none", []string{"ip/doc.go", "package x\n", "ip/a_test.go", test},
			[]string{"ip: package: the package comment in doc.go has 0"}},
		{"elsewhere", []string{"ip/a.go", doc, "ip/a_test.go", test}, []string{"ip: package: no doc.go: add one"}},
		{"no tests", []string{"ip/doc.go", doc}, []string{"ip: package: no tests: add"}},
		{"no test in the tests",
			[]string{"ip/doc.go", doc, "ip/a_test.go", "package x\nfunc help() {}\nfunc TestMain() {}\n"},
			[]string{"ip: package: no tests: add"}},
		{"test support", []string{"ip/iptest/doc.go", doc}, nil},
	} {
		if found := checkPackages(treeOf(c.files...)); !containParts(found, c.want) {
			t.Errorf("%s: got %v, want %q", c.name, found, c.want)
		}
	}
}
