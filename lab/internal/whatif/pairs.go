package whatif

import (
	"slices"
	"sort"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Pair is what two lifts are worth together.
type Pair struct {
	First  string     `json:"first"`
	Second string     `json:"second"`
	Saved  vtime.Time `json:"saved_ns"` // of the focus, by both
	// Synergy is what both save together beyond the sum of what each saves alone.
	// Positive: each hides the other. Negative: they save the same time.
	Synergy vtime.Time `json:"synergy_ns"`
}

// pairs measures pairs of the lifts that matter most, and keeps those whose
// saving is not the sum of the two; the largest difference comes first.
func (a *asker) pairs() {
	chosen := a.chosen()
	var all []Pair
	var sets [][]scenario.Assignment
	focus := a.report.Focus
	for i, x := range chosen {
		for _, y := range chosen[i+1:] {
			if overlap(x.set, y.set) {
				continue
			}
			all = append(all, Pair{First: x.Name, Second: y.Name})
			sets = append(sets, slices.Concat(x.set, y.set))
		}
	}
	failed := make([]bool, len(all))
	a.each(len(all), func(i int) {
		m, err := a.run(sets[i])
		if err != nil {
			failed[i] = true
			return
		}
		p := &all[i]
		p.Saved = a.base.Of(focus) - m.Of(focus)
		p.Synergy = p.Saved - a.saved(p.First) - a.saved(p.Second)
	})
	for i, p := range all {
		if !failed[i] && p.Synergy != 0 {
			a.report.Pairs = append(a.report.Pairs, p)
		}
	}
	sort.SliceStable(a.report.Pairs, func(i, j int) bool {
		return abs(a.report.Pairs[i].Synergy) > abs(a.report.Pairs[j].Synergy)
	})
}

// chosen are the lifts that matter most: by what they save or cost.
func (a *asker) chosen() []question {
	if a.o.Pairs < 2 {
		return nil
	}
	focus := a.report.Focus
	weight := func(x *Answer) vtime.Time {
		w := abs(x.Saved.Of(focus))
		if x.Costs != nil {
			w = max(w, x.Costs.Of(focus))
		}
		return w
	}
	var list []*Answer
	for i := range a.report.Answers {
		if x := &a.report.Answers[i]; x.Error == "" && weight(x) > 0 {
			list = append(list, x)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return weight(list[i]) > weight(list[j]) })
	var out []question
	for _, x := range list[:min(len(list), a.o.Pairs)] {
		i := slices.IndexFunc(a.questions, func(q question) bool { return q.Name == x.Name })
		out = append(out, a.questions[i])
	}
	return out
}

// saved is what a lift saves alone.
func (a *asker) saved(name string) vtime.Time {
	i := slices.IndexFunc(a.report.Answers, func(x Answer) bool { return x.Name == name })
	return a.report.Answers[i].Saved.Of(a.report.Focus)
}

// overlap reports whether two changes are about the same values: the second one
// would undo the first.
func overlap(x, y []scenario.Assignment) bool {
	values := map[string]string{}
	for _, a := range x {
		values[a.Path] = a.Value
	}
	return slices.ContainsFunc(y, func(b scenario.Assignment) bool {
		value, both := values[b.Path]
		return both && value != b.Value
	})
}

func abs(t vtime.Time) vtime.Time { return max(t, -t) }
