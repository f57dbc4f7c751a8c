package packetdrill

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Test is what RunDir needs of *testing.T.
type Test[T any] interface {
	Helper()
	Errorf(format string, args ...any)
	Run(name string, fn func(T)) bool
}

// RunDir runs each script below a folder as a test of its own. At most one
// Options is taken.
func RunDir[T Test[T]](t T, dir string, options ...Options) {
	t.Helper()
	var o Options
	if len(options) > 0 {
		o = options[0]
	}
	names, err := Scripts(os.DirFS(dir), ".")
	if err != nil {
		t.Errorf("%v", err)
	}
	if len(names) == 0 {
		t.Errorf("%s: no scripts", dir)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".pkt"), func(t T) {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if f := RunFile(file, o).Failure; f != nil {
				t.Errorf("%v", f)
			}
		})
	}
}

// RunFile reads a script and runs it.
func RunFile(name string, o Options) Result {
	text, err := os.ReadFile(name)
	if err != nil {
		return Result{Failure: &Failure{Pos: Pos{File: name}, What: err.Error(), Mistake: true}}
	}
	return RunText(name, string(text), o)
}

// Scripts lists the scripts below a folder, the files that end in ".pkt", in the
// order of their names. A file stands for itself.
func Scripts(files fs.FS, root string) ([]string, error) {
	var all []string
	err := fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (path.Ext(name) == ".pkt" || name == root) {
			all = append(all, name)
		}
		return err
	})
	return all, err
}
