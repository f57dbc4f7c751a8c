package tidy

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// simulated are the top directories of code that runs in virtual time, but for
// the commands.
var simulated = []string{"sim", "ip", "tcp", "stack", "httpx", "lab"}

// commands is where the world of files, terminals and clocks is allowed.
const commands = "lab/cli"

// checker type-checks the tree: the module's own packages from source, so that
// one broken package does not hide another, all others from the export data
// that the build has anyway.
type checker struct {
	tree   *tree
	others types.Importer
	done   map[string]*types.Package
	found  []finding
}

var errCycle = errors.New("import cycle")

// typecheck fills in the type information of the simulated packages and
// reports what does not type-check. The rules that ask for types run after it.
func typecheck(t *tree) []finding {
	exports, err := exportFiles(t)
	if err != nil {
		return []finding{{"go.mod", 0, "types", err.Error()}}
	}
	open := func(pkg string) (io.ReadCloser, error) {
		if exports[pkg] == "" {
			return nil, fmt.Errorf("no export data for %s", pkg)
		}
		return os.Open(exports[pkg])
	}
	c := &checker{tree: t, done: map[string]*types.Package{}}
	c.others = importer.ForCompiler(t.fset, "gc", open)
	for _, p := range t.folders {
		if p.simulated() && len(builtFiles(p)) > 0 {
			if _, err := c.Import(module + "/" + p.dir); err != nil {
				c.found = append(c.found, finding{p.dir, 0, "types", err.Error()})
			}
		}
	}
	t.types = c.done
	return c.found
}

// Import implements types.Importer.
func (c *checker) Import(name string) (*types.Package, error) {
	dir, own := strings.CutPrefix(name, module+"/")
	if !own {
		return c.others.Import(name)
	}
	if pkg, ok := c.done[name]; ok {
		if pkg == nil {
			return nil, errCycle
		}
		return pkg, nil
	}
	p := c.tree.folder(dir)
	if p == nil {
		return nil, fmt.Errorf("no package %s in the tree", dir)
	}
	c.done[name] = nil
	pkg := c.check(name, p)
	c.done[name] = pkg
	return pkg, nil
}

// check type-checks one folder, and goes on after errors.
func (c *checker) check(name string, p *folder) *types.Package {
	errs := 0
	conf := types.Config{Importer: c, Error: func(err error) {
		var te types.Error
		if errs++; errs <= 3 && errors.As(err, &te) {
			at := c.tree.fset.Position(te.Pos)
			c.found = append(c.found, finding{at.Filename, at.Line, "types", te.Msg})
		}
	}}
	p.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Uses:  map[*ast.Ident]types.Object{},
	}
	// The error is the first of those that were reported already.
	pkg, _ := conf.Check(name, c.tree.fset, builtFiles(p), p.info)
	return pkg
}

// builtFiles returns the syntax of the files that are compiled on this
// platform; those of a test support package too, which others may import.
func builtFiles(p *folder) []*ast.File {
	var files []*ast.File
	for _, s := range p.files {
		if !s.test() && s.ast != nil && s.built() {
			files = append(files, s.ast)
		}
	}
	return files
}

// exportFiles asks the go command for the export data of everything that the
// simulated packages import from other modules, with all it depends on.
func exportFiles(t *tree) (map[string]string, error) {
	names := foreignImports(t)
	if len(names) == 0 {
		return nil, nil
	}
	args := append([]string{"list", "-e", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}, names...)
	cmd := exec.Command("go", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export: %v\n%s", err, stderr.String())
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		exports[name] = file
	}
	return exports, nil
}

// foreignImports lists the imports of simulated code outside the module.
func foreignImports(t *tree) []string {
	var names []string
	for _, p := range t.folders {
		if !p.simulated() {
			continue
		}
		for _, file := range builtFiles(p) {
			for _, spec := range file.Imports {
				name := importPath(spec)
				if name != "unsafe" && name != module && !strings.HasPrefix(name, module+"/") {
					names = append(names, name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func importPath(spec *ast.ImportSpec) string {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // the parser has let only string literals through
	}
	return name
}

// objectName names a function, method, package variable or builtin in the way
// of the rule tables: "time.Now", "(*sync.Map).Range", "builtin.print". It is
// empty for everything else.
func objectName(obj types.Object) string {
	switch o := obj.(type) {
	case *types.Func:
		return o.Origin().FullName()
	case *types.Builtin:
		return "builtin." + o.Name()
	case *types.Var:
		if o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			return o.Pkg().Path() + "." + o.Name()
		}
	}
	return ""
}

// calleeName names what a call expression calls, or is empty.
func calleeName(info *types.Info, call *ast.CallExpr) string {
	if id := calleeIdent(call.Fun); id != nil {
		return objectName(info.Uses[id])
	}
	return ""
}

func calleeIdent(fun ast.Expr) *ast.Ident {
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return f
	case *ast.SelectorExpr:
		return f.Sel
	case *ast.IndexExpr:
		return calleeIdent(f.X)
	case *ast.IndexListExpr:
		return calleeIdent(f.X)
	}
	return nil
}

// eachNode calls visit for every node of the simulated code that was
// type-checked, in the order of the source.
func eachNode(t *tree, tops []string, visit func(p *folder, s *source, n ast.Node)) {
	for _, p := range t.folders {
		if p.info == nil || !p.under(tops...) || p.under(commands) {
			continue
		}
		for _, s := range p.code() {
			ast.Inspect(s.ast, func(n ast.Node) bool {
				if n != nil {
					visit(p, s, n)
				}
				return true
			})
		}
	}
}
