package tidy

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write smaller sizes to the ratchet, and what is exported to the list")

// rule looks at the tree and reports what breaks it.
type rule func(*tree) []finding

// rules are those that need only the tree. The types come first: later ones
// ask for them.
var rules = []rule{
	checkParse, typecheck, checkImports, checkBans, checkBannedImports, checkGoroutines, checkPortable,
	checkOrder, checkFloat, checkWidth, checkWords, checkPackages,
}

// checkParse reports files that are not Go.
func checkParse(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		for _, s := range p.files {
			if s.err != nil {
				found = append(found, finding{s.path, 0, "types", s.err.Error()})
			}
		}
	}
	return found
}

// TestHouse holds the repository against the rules.
func TestHouse(t *testing.T) {
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	tr, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if p := tr.folder("cmd/internal/tidy"); p == nil || len(p.files) < 10 {
		t.Fatalf("the rules do not see their own package below %s", dir)
	}
	found, err := checkTextFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range rules {
		found = append(found, check(tr)...)
	}
	found = append(found, checkSizes(t, tr)...)
	found = append(found, checkAPI(t, tr)...)
	allowed, bad := parseAllow(read(t, dir, allowFile))
	found = append(excuseAllowed(found, allowed), bad...)
	slices.SortFunc(found, byPlace)
	for _, f := range found {
		t.Error(f)
	}
}

// checkSizes holds the tree against the ratchet, which -update turns first.
func checkSizes(t *testing.T, tr *tree) []finding {
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	long := measure(tr)
	ratchet, bad := parseRatchet(read(t, dir, ratchetFile))
	if *update && len(bad) == 0 {
		text := tighten(long, ratchet)
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(ratchetFile)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		ratchet, bad = parseRatchet(text)
	}
	return append(bad, compareSizes(long, ratchet)...)
}

// read returns the text of a file below dir.
func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// containParts reports whether the findings, sorted, hold the parts, one each.
func containParts(found []finding, parts []string) bool {
	if len(found) != len(parts) {
		return false
	}
	found = slices.SortedFunc(slices.Values(found), byPlace)
	left := slices.Clone(parts)
	for _, f := range found {
		i := slices.IndexFunc(left, func(part string) bool { return strings.Contains(f.String(), part) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

func TestParseErrorsAreFound(t *testing.T) {
	found := checkParse(treeOf("sim/a.go", "package sim\nfunc {\n", "sim/b.go", "package sim\n"))
	if !containParts(found, []string{"sim/a.go: types: sim/a.go:2:6: expected"}) {
		t.Errorf("got %v, want one error in a.go", found)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"sim/a.go", "sim/a_test.go", "sim/a.md",
		"sim/testdata/b.go", ".tools/c.go", "_old/d.go", "nested/go.mod", "nested/e.go",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("package p\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tr, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range tr.folders {
		for _, s := range p.files {
			got = append(got, s.path)
		}
	}
	if want := []string{"sim/a.go", "sim/a_test.go"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
