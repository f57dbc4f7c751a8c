package story

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Tally is an interaction over many stories.
type Tally struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Stories int        `json:"stories"` // in which it was found
	CostNS  vtime.Time `json:"cost_ns"` // of their times together
	Worst   int        `json:"worst"`   // the transaction that it cost most
	WorstNS vtime.Time `json:"worst_ns"`
}

// Summary adds up interactions over stories of transactions, the most expensive
// first.
func Summary(stories []*Story) []Tally {
	out := []Tally{}
	index := map[string]int{}
	for _, s := range stories {
		if s == nil {
			continue
		}
		for _, in := range s.Interactions {
			i, known := index[in.Name]
			if !known {
				i = len(out)
				index[in.Name] = i
				out = append(out, Tally{Name: in.Name, Title: in.Title})
			}
			t := &out[i]
			t.Stories++
			t.CostNS += in.CostNS
			if in.CostNS > t.WorstNS {
				t.Worst, t.WorstNS = s.Transaction, in.CostNS
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Tally) int { return cmp.Compare(b.CostNS, a.CostNS) })
	return out
}
