package tidy

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
	"testing"
)

const (
	directive  = "//tidy:"
	orderedTag = "ordered"
	useSorted  = "range over slices.Sorted(maps.Keys(m)) or a slice, " +
		"or say on the line before why the order cannot be seen (" + directive + orderedTag + " why)"
)

// unordered are functions that hand out the elements of a map in its order.
var unordered = []string{
	"maps.Keys", "maps.Values", "maps.All", "(*sync.Map).Range", "(reflect.Value).MapRange", "(reflect.Value).MapKeys",
}

// excuse is one directive in a comment.
type excuse struct {
	line int
	used bool
}

// excuses returns the directives of a file, by the line they speak for, which
// follows their comment, and what is wrong with the others.
func excuses(t *tree, s *source) (map[int]*excuse, []finding) {
	byLine := map[int]*excuse{}
	var found []finding
	for _, group := range s.ast.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, directive)
			if !ok {
				continue
			}
			e := &excuse{line: t.line(c.Pos())}
			if tag, why, _ := strings.Cut(text, " "); tag != orderedTag || strings.TrimSpace(why) == "" {
				found = append(found, finding{s.path, e.line, "order",
					"not a directive with a reason: write " + directive + orderedTag + " why"})
				continue
			}
			byLine[t.line(group.End())+1] = e
		}
	}
	return byLine, found
}

// checkOrder finds loops that go through a map in the map's own order.
func checkOrder(t *tree) []finding {
	var found []finding
	for _, p := range t.folders {
		if p.info == nil || !p.simulated() {
			continue
		}
		for _, s := range p.code() {
			found = append(found, checkFileOrder(t, p, s)...)
		}
	}
	return found
}

func checkFileOrder(t *tree, p *folder, s *source) []finding {
	byLine, found := excuses(t, s)
	sorted := map[*ast.Ident]bool{}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		markSorted(p.info, n, sorted)
		what := goesThroughMap(p.info, n, sorted)
		if what == "" {
			return true
		}
		line := t.line(n.Pos())
		if e := byLine[line]; e != nil {
			e.used = true
			return true
		}
		found = append(found, finding{s.path, line, "order", fmt.Sprintf("%s: %s", what, useSorted)})
		return true
	})
	for _, e := range byLine {
		if !e.used {
			found = append(found, finding{s.path, e.line, "order", "excuses nothing on the next line: remove it"})
		}
	}
	return found
}

// goesThroughMap says how a node depends on the order of a map, or nothing.
func goesThroughMap(info *types.Info, n ast.Node, sorted map[*ast.Ident]bool) string {
	switch n := n.(type) {
	case *ast.RangeStmt:
		if isMap(info.TypeOf(n.X)) && (n.Key != nil || n.Value != nil) {
			return "range over a map"
		}
	case *ast.Ident:
		if name := objectName(info.Uses[n]); matches(unordered, name) && !sorted[n] {
			return name
		}
	}
	return ""
}

// markSorted remembers the maps.Keys or maps.Values that is all of what
// slices.Sorted sorts.
func markSorted(info *types.Info, n ast.Node, sorted map[*ast.Ident]bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || calleeName(info, call) != "slices.Sorted" {
		return
	}
	if arg, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr); ok {
		sorted[calleeIdent(arg.Fun)] = true
	}
}

// isMap reports whether a type is a map, or a type parameter that can be one.
func isMap(typ types.Type) bool {
	if typ == nil {
		return false
	}
	param, ok := types.Unalias(typ).(*types.TypeParam)
	if !ok {
		_, ok := typ.Underlying().(*types.Map)
		return ok
	}
	return allowsMap(param.Constraint())
}

func allowsMap(constraint types.Type) bool {
	switch c := types.Unalias(constraint).(type) {
	case *types.Union:
		for term := range c.Terms() {
			if allowsMap(term.Type()) {
				return true
			}
		}
		return false
	case *types.Interface:
		for embedded := range c.EmbeddedTypes() {
			if allowsMap(embedded) {
				return true
			}
		}
		return false
	}
	under := constraint.Underlying()
	if _, ok := under.(*types.Interface); ok {
		return allowsMap(under)
	}
	_, ok := under.(*types.Map)
	return ok
}

func TestOrder(t *testing.T) {
	for _, c := range []fixture{
		{"range", []string{"sim/a.go", `package sim
type table map[string]int
type holder struct{ table }
func f(m map[int]bool, t table, h holder, s []int, a string) (n int) {
	for range m { n++ }
	for k := range m { n += k } // want order: slices.Sorted
	for _, v := range t { n += v } // want order: slices.Sorted
	for k, v := range h.table { n += len(k) + v } // want order: slices.Sorted
	for k := range s { n += k }
	for k := range a { n += k }
	for k := range 5 { n += k }
	return n
}
`}},
		{"generic", []string{"tcp/a.go", `package tcp
type mappy[K comparable] interface{ ~map[K]int }
func f[M ~map[K]V, K comparable, V any](m M) {
	for k := range m { _ = k } // want order: slices.Sorted
}
func g[M mappy[K], K comparable](m M) {
	for k := range m { _ = k } // want order: slices.Sorted
}
func h[S ~[]V, V any](s S) {
	for k := range s { _ = k }
}
`}},
		{"excused", []string{"lab/a.go", `package lab
func f(m map[string]int) (n int) {
	//tidy:ordered the sum does not depend on the order
	for _, v := range m { n += v }
	//tidy:ordered the sum does not depend
	// on the order
	for _, v := range m { n += v }
	//tidy:ordered // want order: why
	for _, v := range m { n += v } // want order: slices.Sorted
	//tidy:sorted because // want order: tidy:ordered why
	for _, v := range m { n += v } // want order: slices.Sorted
	//tidy:ordered too far away // want order: excuses nothing

	for _, v := range m { n += v } // want order: slices.Sorted
	return n
}
`}},
		{"iterators", []string{"stack/a.go", `package stack
import ("maps"; "slices"; "sync")
func f(m map[string]int, s *sync.Map) {
	for _, k := range slices.Sorted(maps.Keys(m)) { _ = k }
	for _, k := range slices.Collect(maps.Keys(m)) { _ = k } // want order: slices.Sorted
	for k, v := range maps.All(m) { _, _ = k, v } // want order: slices.Sorted
	s.Range(func(k, v any) bool { return true }) // want order: slices.Sorted
}
`}},
		{"tests are free", []string{"lab/a_test.go", "package lab\nfunc f(m map[int]int) { for k := range m { _ = k } }\n"}},
	} {
		c.run(t, typecheck, checkOrder)
	}
}
