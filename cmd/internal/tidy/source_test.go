package tidy

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// module is the path of the module whose style this is.
const module = "github.com/rttlab/rttlab"

// finding is one place that breaks one rule.
type finding struct {
	file string // slash path from the root, or a directory
	line int    // 0 if the finding is about the whole file
	rule string
	text string // what is wrong and what to do instead
}

func (f finding) String() string {
	if f.line == 0 {
		return fmt.Sprintf("%s: %s: %s", f.file, f.rule, f.text)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.file, f.line, f.rule, f.text)
}

func byPlace(a, b finding) int {
	return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line),
		cmp.Compare(a.rule, b.rule), cmp.Compare(a.text, b.text))
}

// source is one Go file.
type source struct {
	path string // slash path from the root
	text []byte
	ast  *ast.File // nil if it does not parse
	err  error     // why it does not parse
}

func (s *source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// built reports whether the file is part of a build on this platform.
func (s *source) built() bool { return s.builtOn(build.Default.GOOS) }

// builtOn reports whether a file is compiled on a system.
func (s *source) builtOn(system string) bool {
	ctx := build.Default
	ctx.GOOS = system
	ctx.OpenFile = func(string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(s.text)), nil
	}
	ok, err := ctx.MatchFile("", path.Base(s.path))
	return ok && err == nil
}

// folder is one directory with Go files.
type folder struct {
	dir   string // slash path from the root; "." for the root
	files []*source
	info  *types.Info // set by typecheck, for code that is not test code
}

// support reports whether the package exists for tests only, which its name
// tells, or that of a directory above it: it ends in "test".
func (p *folder) support() bool { return isSupport(p.dir) }

func isSupport(dir string) bool {
	for ; dir != "."; dir = path.Dir(dir) {
		if strings.HasSuffix(dir, "test") {
			return true
		}
	}
	return false
}

// under reports whether the folder is one of some directories, or lies in one.
func (p *folder) under(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return p.dir == d || strings.HasPrefix(p.dir, d+"/") })
}

// simulated reports whether the folder's code runs in virtual time.
func (p *folder) simulated() bool { return p.under(simulated...) && !p.under(commands) }

// code returns the parsed files that are part of a program, not of its tests.
func (p *folder) code() []*source {
	var files []*source
	if p.support() {
		return nil
	}
	for _, s := range p.files {
		if !s.test() && s.ast != nil {
			files = append(files, s)
		}
	}
	return files
}

// tree is everything the rules look at.
type tree struct {
	fset    *token.FileSet
	folders []*folder                 // in the order of their paths
	types   map[string]*types.Package // by import path; set by typecheck
}

// add parses a file and puts it into its folder.
func (t *tree) add(name string, text []byte) {
	s := &source{path: name, text: text}
	file, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		s.err = err
	} else {
		s.ast = file
	}
	p := t.folder(path.Dir(name))
	if p == nil {
		p = &folder{dir: path.Dir(name)}
		t.folders = append(t.folders, p)
		slices.SortFunc(t.folders, func(a, b *folder) int { return cmp.Compare(a.dir, b.dir) })
	}
	p.files = append(p.files, s)
}

// folder returns the folder of a directory, or nil.
func (t *tree) folder(dir string) *folder {
	for _, p := range t.folders {
		if p.dir == dir {
			return p
		}
	}
	return nil
}

func (t *tree) line(pos token.Pos) int { return t.fset.Position(pos).Line }

// root returns the nearest directory upwards with a go.mod.
func root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the test's directory")
		}
		dir = up
	}
}

// load reads every Go file below root that the go command would see.
func load(root string) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return skipVanished(err)
		}
		if d.IsDir() {
			if name != root && ignored(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return skipVanished(err)
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		t.add(filepath.ToSlash(rel), text)
		return nil
	})
	return t, err
}

// skipVanished forgives a file that was removed while the tree was read.
func skipVanished(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// ignored reports whether the go command passes over a directory.
func ignored(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_' {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil // another module
}
