package tidy

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The longest that things may be, in lines. Tests hold tables, and may be
// longer.
const (
	maxFunc     = 70
	maxTestFunc = 120
	maxFile     = 500
	maxTestFile = 900
)

// oversize is one thing that is longer than it may be: a line of the ratchet.
type oversize struct {
	kind string // "func" or "file"
	size int
	file string
	name string // of a function, with its receiver's type
	line int    // in the file, or in the ratchet
	max  int
	why  string // the rest of the ratchet's line
}

func (o oversize) key() string { return strings.TrimSpace(o.kind + " " + o.file + " " + o.name) }

// measure lists what is too long in the tree, in the order of the files.
func measure(t *tree) []oversize {
	var long []oversize
	for _, p := range t.folders {
		for _, s := range p.files {
			long = append(long, measureFile(t, s)...)
		}
	}
	return long
}

func measureFile(t *tree, s *source) []oversize {
	var long []oversize
	fileMax, funcMax := maxFile, maxFunc
	if s.test() {
		fileMax, funcMax = maxTestFile, maxTestFunc
	}
	if n := strings.Count(string(s.text), "\n"); n > fileMax {
		long = append(long, oversize{kind: "file", size: n, file: s.path, max: fileMax})
	}
	if s.ast == nil {
		return long
	}
	for _, d := range s.ast.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from := t.line(f.Pos())
		if n := t.line(f.End()) - from + 1; n > funcMax {
			o := oversize{kind: "func", size: n, file: s.path, name: funcName(f), line: from, max: funcMax}
			long = append(long, o)
		}
	}
	return long
}

func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	recv := types.ExprString(f.Recv.List[0].Type)
	recv, _, _ = strings.Cut(strings.TrimLeft(recv, "*("), "[")
	return recv + "." + f.Name.Name
}

const ratchetFile = "cmd/internal/tidy/ratchet.txt"

const ratchetHead = `# What is longer than it may be, with its size in lines. Sizes here only fall:
#     go test ./cmd/internal/tidy -update
# writes smaller sizes and drops what is gone. A new line is written by hand,
# with a reason at its end:
#     func SIZE FILE NAME  why
#     file SIZE FILE  why
`

// parseRatchet reads the text of the ratchet.
func parseRatchet(text string) ([]oversize, []finding) {
	var list []oversize
	var found []finding
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		o, err := parseOversize(line)
		if err != nil {
			found = append(found, finding{ratchetFile, i + 1, "size", err.Error()})
			continue
		}
		o.line = i + 1
		list = append(list, o)
	}
	return list, found
}

func parseOversize(line string) (oversize, error) {
	entry, why, _ := strings.Cut(line, "  ")
	f := strings.Fields(entry)
	if len(f) == 4 && f[0] == "func" || len(f) == 3 && f[0] == "file" {
		size, err := strconv.Atoi(f[1])
		o := oversize{kind: f[0], size: size, file: f[2], name: strings.Join(f[3:], ""), why: strings.TrimSpace(why)}
		if err == nil && o.why != "" {
			return o, nil
		}
	}
	return oversize{}, fmt.Errorf("write \"func SIZE FILE NAME  why\" or \"file SIZE FILE  why\", not %q", line)
}

// compareSizes holds what is too long against the ratchet.
func compareSizes(long, ratchet []oversize) []finding {
	var found []finding
	for _, o := range long {
		i := slices.IndexFunc(ratchet, func(r oversize) bool { return r.key() == o.key() })
		what := strings.TrimSpace(o.kind + " " + o.name)
		switch {
		case i < 0:
			found = append(found, finding{o.file, o.line, "size",
				fmt.Sprintf("%s has %d lines, more than %d: split it by what it does", what, o.size, o.max)})
		case o.size > ratchet[i].size:
			found = append(found, finding{o.file, o.line, "size",
				fmt.Sprintf("%s grew from %d to %d lines: split it, sizes only fall", what, ratchet[i].size, o.size)})
		}
	}
	for _, r := range ratchet {
		i := slices.IndexFunc(long, func(o oversize) bool { return r.key() == o.key() })
		if i < 0 || long[i].size < r.size {
			found = append(found, finding{ratchetFile, r.line, "size",
				r.key() + " is shorter now, or gone: run go test ./cmd/internal/tidy -update"})
		}
	}
	return found
}

// tighten returns the text of the ratchet with smaller sizes and without what
// is gone. It never adds and never raises.
func tighten(long, ratchet []oversize) string {
	var b strings.Builder
	b.WriteString(ratchetHead)
	slices.SortFunc(ratchet, func(a, b oversize) int { return strings.Compare(a.key(), b.key()) })
	for _, r := range ratchet {
		i := slices.IndexFunc(long, func(o oversize) bool { return r.key() == o.key() })
		if i < 0 {
			continue
		}
		entry := fmt.Sprintf("%s %d %s %s", r.kind, min(r.size, long[i].size), r.file, r.name)
		fmt.Fprintf(&b, "%s  %s\n", strings.TrimSpace(entry), r.why)
	}
	return b.String()
}

func TestMeasure(t *testing.T) {
	body := func(lines int) string { return strings.Repeat("\t_ = 0\n", lines-2) }
	tr := treeOf(
		"tcp/a.go", "package tcp\n\nfunc (c *Conn[T]) long() {\n"+body(71)+"}\n\n// Doc.\nfunc fits() {\n"+body(70)+"}\n",
		"tcp/a_test.go", "package tcp\nfunc fits() {\n"+body(120)+"}\nfunc long() {\n"+body(121)+"}\n",
		"tcp/b.go", "package tcp\n"+strings.Repeat("\n", 500),
		"tcp/b_test.go", "package tcp\n"+strings.Repeat("\n", 899),
		"tcp/c_test.go", "package tcp\n"+strings.Repeat("\n", 900),
	)
	var got []string
	for _, o := range measure(tr) {
		got = append(got, fmt.Sprintf("%s %d line %d", o.key(), o.size, o.line))
	}
	want := []string{
		"func tcp/a.go Conn.long 71 line 3",
		"func tcp/a_test.go long 121 line 122",
		"file tcp/b.go 501 line 0",
		"file tcp/c_test.go 901 line 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRatchet(t *testing.T) {
	long := []oversize{
		{kind: "func", size: 80, file: "a.go", name: "T.f", line: 9, max: 70},
		{kind: "file", size: 600, file: "a.go", max: 500},
	}
	for _, c := range []struct {
		name, ratchet string
		want          []string // parts of the findings
		tight         string
	}{
		{"exact", "func 80 a.go T.f  a table\nfile 600 a.go  old\n", nil,
			"file 600 a.go  old\nfunc 80 a.go T.f  a table\n"},
		{"not listed", "file 600 a.go  old\n", []string{"a.go:9: size: func T.f has 80 lines, more than 70"},
			"file 600 a.go  old\n"},
		{"grown", "func 79 a.go T.f  a table\nfile 600 a.go  old\n", []string{"a.go:9: size: func T.f grew from 79 to 80"},
			"file 600 a.go  old\nfunc 79 a.go T.f  a table\n"},
		{"shrunk", "func 81 a.go T.f  a table\nfile 600 a.go  old\n",
			[]string{"ratchet.txt:1: size: func a.go T.f is shorter"},
			"file 600 a.go  old\nfunc 80 a.go T.f  a table\n"},
		{"gone", "func 80 a.go T.f  a table\nfile 600 a.go  old\nfunc 99 b.go g  gone\n",
			[]string{"ratchet.txt:3: size: func b.go g is shorter now, or gone"},
			"file 600 a.go  old\nfunc 80 a.go T.f  a table\n"},
		{"malformed", "func 80 a.go T.f\nfile 600 a.go  old\n",
			[]string{"ratchet.txt:1: size: write", "a.go:9: size: func T.f has"},
			"file 600 a.go  old\n"},
	} {
		ratchet, found := parseRatchet(c.ratchet)
		found = append(found, compareSizes(long, ratchet)...)
		if !containParts(found, c.want) {
			t.Errorf("%s: got %v, want %q", c.name, found, c.want)
		}
		if got := tighten(long, ratchet); got != ratchetHead+c.tight {
			t.Errorf("%s: tightened to %q, want %q", c.name, got, c.tight)
		}
	}
}
