package whatif

import (
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Cells are a part of the matrix of an explanation: what has one of the rules or
// was spent on one of the places.
type Cells struct {
	Why   []cause.Why
	Where []cause.Where
}

// Empty reports whether there are none: nothing in an explanation tells what the
// cause costs.
func (c Cells) Empty() bool { return len(c.Why)+len(c.Where) == 0 }

// Sum is what a matrix has in the cells.
func (c Cells) Sum(m *explain.Matrix) (sum vtime.Time) {
	var why [cause.NumWhy]bool
	for _, w := range c.Why {
		why[w] = true
		for _, d := range m[w] {
			sum += d
		}
	}
	for _, w := range c.Where {
		for y := range m {
			if !why[y] {
				sum += m[y][w]
			}
		}
	}
	return sum
}

// without is a matrix without the cells.
func (c Cells) without(m *explain.Matrix) *explain.Matrix {
	rest := *m
	for _, w := range c.Why {
		rest[w] = [cause.NumWhere]vtime.Time{}
	}
	for _, w := range c.Where {
		for y := range rest {
			rest[y][w] = 0
		}
	}
	return &rest
}
