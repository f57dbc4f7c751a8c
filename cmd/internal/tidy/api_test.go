package tidy

import (
	"fmt"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// apiFile lists what the packages export that other programs can import, so that
// every change of it is seen in a diff.
const apiFile = "cmd/internal/tidy/api.txt"

// libraryFile says in a table for whom the packages are, and how many names they have.
const libraryFile = "docs/library.md"

const apiHead = `# What other programs can import (docs/library.md), one line each, written by
#     go test ./cmd/internal/tidy -update
# A line that goes, or changes, breaks programs of others.
`

// checkAPI holds what is exported against the list, which -update writes first.
func checkAPI(t *testing.T, tr *tree) []finding {
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	is, counts := apiHead, map[string]int{}
	for _, p := range tr.folders {
		if pkg := tr.types[module+"/"+p.dir]; pkg != nil && p.public() {
			names := exported(pkg)
			is += "\n" + strings.Join(names, "\n") + "\n"
			if len(names) > 0 {
				counts[p.dir] = len(names)
			}
		}
	}
	library, unknown := countNames(read(t, dir, libraryFile), counts)
	if *update {
		for name, text := range map[string]string{apiFile: is, libraryFile: library} {
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	found := compareAPI(read(t, dir, apiFile), is)
	if library != read(t, dir, libraryFile) {
		found = append(found, finding{libraryFile, 0, "api", "the numbers of names are others: go test ./cmd/internal/tidy -update"})
	}
	for _, pkg := range unknown {
		found = append(found, finding{libraryFile, 0, "api", "no row of the table is about " + pkg})
	}
	return found
}

var (
	countRow  = regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| ([0-9]+) \\|")
	packageOf = regexp.MustCompile("`([^`]*)`")
)

// countNames writes into the rows of the table how many names their packages have, where
// what stands there is off by more than a twentieth, and returns the packages that are in
// no row.
func countNames(text string, counts map[string]int) (with string, missing []string) {
	rest := maps.Clone(counts)
	with = countRow.ReplaceAllStringFunc(text, func(row string) string {
		cells, sum := countRow.FindStringSubmatch(row), 0
		packages := cells[1]
		for _, name := range packageOf.FindAllStringSubmatch(packages, -1) {
			sum += counts[name[1]]
			delete(rest, name[1])
		}
		if stands, _ := strconv.Atoi(cells[2]); 20*max(stands-sum, sum-stands) <= sum {
			return row
		}
		return fmt.Sprintf("| %s | %d |", packages, sum)
	})
	return with, slices.Sorted(maps.Keys(rest))
}

func TestCountNames(t *testing.T) {
	with, missing := countNames("| `a`, `a/b` | 1 | x |\n| `e` | 99 | y |\n| `c` | for `d` |\n",
		map[string]int{"a": 20, "a/b": 3, "d": 1, "e": 100})
	if want := "| `a`, `a/b` | 23 | x |\n| `e` | 99 | y |\n| `c` | for `d` |\n"; with != want || !slices.Equal(missing, []string{"d"}) {
		t.Errorf("got %q, without %v; want %q, without d", with, missing, want)
	}
}

// compareAPI reports what differs between the list and what is exported.
func compareAPI(list, is string) (found []finding) {
	before, now := strings.Split(list, "\n"), strings.Split(is, "\n")
	report := func(lines, others []string, what string) {
		known := map[string]bool{}
		for _, line := range others {
			known[line] = true
		}
		for i, line := range lines {
			if !known[line] {
				found = append(found, finding{apiFile, i + 1, "api",
					fmt.Sprintf("%s %s: if that is meant, go test ./cmd/internal/tidy -update", line, what)})
			}
		}
	}
	report(before, now, "is in the list, and not exported any more")
	report(now, before, "is exported, and not in the list")
	return found
}

func TestCompareAPI(t *testing.T) {
	found := compareAPI("ip: func A()\nip: func B()\n", "ip: func A()\nip: func B(int)\n")
	if !containParts(found, []string{"ip: func B() is in the list", "ip: func B(int) is exported"}) {
		t.Errorf("got %v, want both", found)
	}
}

// public reports whether other modules can import the package.
func (p *folder) public() bool {
	return p.simulated() && !slices.Contains(strings.Split(p.dir, "/"), "internal")
}

// exported lists what a package exports, one line each: constants, variables,
// functions, types with their fields and methods.
func exported(pkg *types.Package) []string {
	var lines []string
	add := func(format string, args ...any) {
		lines = append(lines, strings.TrimPrefix(pkg.Path(), module+"/")+": "+fmt.Sprintf(format, args...))
	}
	names := func(other *types.Package) string {
		if other == pkg {
			return ""
		}
		return other.Name()
	}
	for _, name := range pkg.Scope().Names() {
		o := pkg.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		named, isType := o.(*types.TypeName)
		if !isType {
			add("%s", types.ObjectString(o, names))
			continue
		}
		if s, ok := named.Type().Underlying().(*types.Struct); ok {
			add("type %s struct", name)
			for f := range s.Fields() {
				if f.Exported() {
					add("type %s struct, %s %s", name, f.Name(), types.TypeString(f.Type(), names))
				}
			}
		} else {
			add("%s", types.ObjectString(o, names))
		}
		if t, ok := named.Type().(*types.Named); ok {
			for m := range t.Methods() {
				if m.Exported() {
					add("method (%s) %s%s", name, m.Name(), strings.TrimPrefix(types.TypeString(m.Type(), names), "func"))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func TestExported(t *testing.T) {
	tr := treeOf("ip/a.go", `package ip

type T struct {
	A, b int
	C    []T
}

func (t *T) M(n int) error { return nil }
func (t T) m()             {}

type I interface{ F(*T) }

type N uint8

const Zero N = 0

var Table = map[string]T{}

func Do(t T) (n int, err error) { return }
func hidden()                   {}
`)
	if found := typecheck(tr); len(found) > 0 {
		t.Fatal(found)
	}
	want := []string{
		"ip: const Zero N", "ip: func Do(t T) (n int, err error)", "ip: method (T) M(n int) error",
		"ip: type I interface{F(*T)}", "ip: type N uint8", "ip: type T struct", "ip: type T struct, A int",
		"ip: type T struct, C []T", "ip: var Table map[string]T",
	}
	if got := exported(tr.types[module+"/ip"]); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
