package whatif

import (
	"sort"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/pool"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Load reads the scenario with further changes. It is called from several
// goroutines.
type Load func(set ...scenario.Assignment) (*scenario.Scenario, error)

// Options say how questions are answered.
type Options struct {
	Workers int // runs at once; less than 1 counts as 1
	// Pairs is of how many lifts, those that matter most, each pair is measured; less
	// than 2: none.
	Pairs int
	// Progress is called after each run with how many of how many are done, never
	// twice at once; nil: not at all.
	Progress func(done, total int)
}

// Report is what a scenario's time would be.
type Report struct {
	Title   string   `json:"title,omitempty"`
	Seed    uint64   `json:"seed"`
	Focus   Focus    `json:"focus"`
	Base    Figures  `json:"base"`
	Counts  Counts   `json:"counts"`
	Answers []Answer `json:"answers"` // what saves most of the focus first
	Pairs   []Pair   `json:"pairs,omitempty"`
	// Nothing names the lifts that change nothing in this scenario, or nothing in its
	// run.
	Nothing []string `json:"nothing_to_lift,omitempty"`
}

// Answer is what one change is worth.
type Answer struct {
	Name   string   `json:"name"`
	Doc    string   `json:"doc,omitempty"`
	Set    []string `json:"set"` // the change as assignments
	Error  string   `json:"error,omitempty"`
	Costs  *Costs   `json:"costs,omitempty"` // nil: nothing in an explanation is charged to it
	Then   Figures  `json:"then"`
	Counts Counts   `json:"counts"`
	Saved  Figures  `json:"saved"` // of Base; negative: it takes longer
	// Why the focus saves something else than the cause costs.
	Left vtime.Time `json:"left_ns"`        // of the cause
	Grew []Change   `json:"grew,omitempty"` // what binds instead, the most first
	Fell []Change   `json:"fell,omitempty"` // what went with it, the most first
}

// Costs is what explanations charge to a cause in the run as it is: of all pages,
// of all transactions, and of those at the median and at the 95th percentile.
type Costs struct {
	Pages  vtime.Time `json:"pages_ns"`
	Sum    vtime.Time `json:"transactions_ns"`
	Median vtime.Time `json:"median_ns"`
	P95    vtime.Time `json:"p95_ns"`
}

// Of returns the cost that a focus means.
func (c *Costs) Of(f Focus) vtime.Time {
	if f == FocusPage {
		return c.Pages
	}
	return c.Sum
}

// Change is by how much a rule's time changed.
type Change struct {
	Why string     `json:"why"`
	By  vtime.Time `json:"by_ns"`
}

// question is a change that is about to be asked for.
type question struct {
	Lift
	set []scenario.Assignment
}

// Ask measures lifts. Those that do not touch the scenario are not run.
func Ask(load Load, lifts []Lift, o Options) (*Report, error) {
	s, err := load()
	if err != nil {
		return nil, err
	}
	base, err := lab.Run(s, lab.Options{})
	if err != nil {
		return nil, err
	}
	a := &asker{load: load, o: o, base: measuredOf(base), result: base}
	a.report = &Report{Title: s.Title, Seed: s.Seed, Focus: a.base.focus(), Base: a.base.Figures, Counts: a.base.Counts,
		Answers: []Answer{}}
	canonical := string(lab.YAML(s))
	for _, l := range lifts {
		q := question{l, l.Set(s)}
		if changed, err := load(q.set...); err == nil && string(lab.YAML(changed)) == canonical {
			a.report.Nothing = append(a.report.Nothing, l.Name)
			continue
		}
		a.questions = append(a.questions, q)
	}
	a.single()
	a.pairs()
	return a.report, nil
}

// asker is the state of Ask.
type asker struct {
	load      Load
	o         Options
	base      *measured
	result    *lab.Result
	report    *Report
	questions []question
}

// run runs the scenario with a change.
func (a *asker) run(set []scenario.Assignment) (*measured, error) {
	s, err := a.load(set...)
	if err != nil {
		return nil, err
	}
	r, err := lab.Run(s, lab.Options{})
	if err != nil {
		return nil, err
	}
	return measuredOf(r), nil
}

// single answers each question by itself.
func (a *asker) single() {
	answers := make([]*Answer, len(a.questions))
	a.each(len(answers), func(i int) {
		q := &a.questions[i]
		m, err := a.run(q.set)
		if err != nil {
			answers[i] = &Answer{Name: q.Name, Doc: q.Doc, Set: texts(q.set), Error: err.Error()}
		} else if m.trace != a.base.trace || m.Figures != a.base.Figures {
			answers[i] = a.answer(q, m)
		}
	})
	for i, one := range answers {
		if one == nil {
			a.report.Nothing = append(a.report.Nothing, a.questions[i].Name)
			continue
		}
		a.report.Answers = append(a.report.Answers, *one)
	}
	focus := a.report.Focus
	sort.SliceStable(a.report.Answers, func(i, j int) bool {
		x, y := &a.report.Answers[i], &a.report.Answers[j]
		return x.Error == "" && (y.Error != "" || x.Saved.Of(focus) > y.Saved.Of(focus))
	})
}

func (a *asker) each(n int, fn func(int)) {
	var done func(int)
	if a.o.Progress != nil {
		done = func(k int) { a.o.Progress(k, n) }
	}
	pool.Each(n, a.o.Workers, done, fn)
}

// answer compares a run with the base.
func (a *asker) answer(q *question, m *measured) *Answer {
	f := a.report.Focus
	x := &Answer{
		Name: q.Name, Doc: q.Doc, Set: texts(q.set), Then: m.Figures, Counts: m.Counts, Saved: a.base.Figures.less(m.Figures),
		Costs: a.costs(q.Costs), Left: q.Costs.Sum(m.matrix(f)),
	}
	before, after := q.Costs.without(a.base.matrix(f)).ByWhy(), q.Costs.without(m.matrix(f)).ByWhy()
	for why := range before {
		switch by := after[why] - before[why]; {
		case by > 0:
			x.Grew = append(x.Grew, Change{cause.Why(why).String(), by})
		case by < 0:
			x.Fell = append(x.Fell, Change{cause.Why(why).String(), -by})
		}
	}
	most(x.Grew)
	most(x.Fell)
	return x
}

// most sorts changes, the largest first.
func most(all []Change) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].By > all[j].By })
}

// costs is what the base charges to cells.
func (a *asker) costs(c Cells) *Costs {
	if c.Empty() || a.report.Focus == FocusRun {
		return nil
	}
	out := &Costs{Pages: c.Sum(&a.base.pages), Sum: c.Sum(&a.base.sum)}
	of := func(percent int) vtime.Time {
		return c.Sum(a.explanation(a.base.at(percent).index).Matrix())
	}
	if a.base.Transactions > 0 {
		out.Median, out.P95 = of(50), of(95)
	}
	return out
}

func (a *asker) explanation(i int) *explain.Explanation { return a.result.Transactions[i].Explanation }

// texts are assignments as people write them.
func texts(set []scenario.Assignment) []string {
	out := []string{}
	for _, s := range set {
		out = append(out, s.Path+"="+s.Value)
	}
	return out
}
