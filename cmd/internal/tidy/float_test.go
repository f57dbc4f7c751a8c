package tidy

import (
	"go/ast"
	"go/types"
	"testing"
)

// integral are the top directories that compute in integers only.
var integral = []string{"sim", "ip", "tcp", "stack"}

// checkFloat finds expressions and types of floating point, once for a line.
func checkFloat(t *tree) []finding {
	var found []finding
	last := finding{}
	eachNode(t, integral, func(p *folder, s *source, n ast.Node) {
		expr, ok := n.(ast.Expr)
		if !ok || !isFloat(p.info.TypeOf(expr)) {
			return
		}
		f := finding{s.path, t.line(expr.Pos()), "float",
			"floating point differs between machines: use integers, or a ratio of two (math/bits has the wide products)"}
		if f != last {
			found = append(found, f)
		}
		last = f
	})
	return found
}

// isFloat reports whether a type is of floating point, or a tuple with one. A
// constant like 1e6 has the type of what it is used for.
func isFloat(typ types.Type) bool {
	if typ == nil {
		return false
	}
	switch u := typ.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Tuple:
		for v := range u.Variables() {
			if isFloat(v.Type()) {
				return true
			}
		}
	}
	return false
}

func TestFloat(t *testing.T) {
	for _, c := range []fixture{
		{"types", []string{"tcp/a.go", `package tcp
type cubic struct {
	beta float64 // want float: integers
	k []float32 // want float: ratio
	z complex128 // want float: integers
}
func f(x float64) { // want float: integers
	_ = x // want float: integers
}
`}},
		{"values", []string{"stack/a.go", `package stack
import ("math"; "strconv"; "time")
const half = 0.5 // want float: integers
const million = int64(1e6)
const limit uint32 = 1e9
func f(d time.Duration) int {
	x := d.Seconds() // want float: integers
	y := int(d / 1e6)
	if x > 2 { // want float: integers
		return int(math.Sqrt(4)) // want float: integers
	}
	_, err := strconv.ParseFloat("1", 64) // want float: integers
	if err != nil {
		y++
	}
	return y + int(d.Milliseconds())
}
`}},
		{"reports may", []string{
			"lab/a.go", "package lab\nvar x float64 = 0.5\n",
			"httpx/a.go", "package httpx\nvar x float64 = 0.5\n",
			"sim/a_test.go", "package sim\nvar x float64 = 0.5\n"}},
	} {
		c.run(t, typecheck, checkFloat)
	}
}
