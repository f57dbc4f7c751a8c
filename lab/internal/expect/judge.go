package expect

import (
	"fmt"
	"sort"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Verdict is what became of an expectation.
type Verdict struct {
	scenario.Expectation
	OK      bool
	Message string   // what is wrong, in a line; empty if nothing is
	Detail  []string // what the times are made of that are wrong
	Values  []int64  // the present ones, of all things that the line is about
}

// maxDetail is how many things of a line are explained that are wrong.
const maxDetail = 3

// Judge compares a run with lines. A scenario that says nothing of failures
// expects none: then a last verdict says so if there are some.
func Judge(r *lab.Result, tally *Tally, lines []scenario.Expectation) (out []Verdict) {
	silent := true
	for _, e := range lines {
		out = append(out, judge(r, tally, e))
		silent = silent && e.Quantity.Name != "failed"
	}
	if failed := r.Failed(); silent && failed != "" {
		out = append(out, Verdict{Expectation: scenario.Expectation{Text: "the run succeeds"}, Message: failed})
	}
	return out
}

// Unmet returns the verdicts about lines that do not hold. What the times are made of is
// told with the first of those that are about the same things.
func Unmet(all []Verdict) (out []Verdict) {
	told := map[string]bool{}
	for _, v := range all {
		if v.OK {
			continue
		}
		detail := strings.Join(v.Detail, "\n")
		if told[detail] {
			v.Detail = nil
		}
		told[detail] = true
		out = append(out, v)
	}
	return out
}

func judge(r *lab.Result, tally *Tally, e scenario.Expectation) Verdict {
	v := Verdict{Expectation: e}
	subjects := []thing{{name: "the run"}}
	if !e.Quantity.OfRun {
		var err error
		if subjects, err = things(r, e.Subject); err != nil {
			v.Message = err.Error()
			return v
		}
	}
	want, err := wanted(r, &e)
	if err != nil {
		v.Message = err.Error()
		return v
	}
	var wrong []string
	for i := range subjects {
		x := &subjects[i]
		got := int64(0)
		if e.Quantity.OfRun {
			got = ofRun(r, tally, e.Quantity.Name)
		} else if got, err = of(&e.Quantity, x); err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		v.Values = append(v.Values, got)
		if e.Open || holds(&e, got, want, x) {
			continue
		}
		wrong = append(wrong, difference(&e, got, want, x))
		if len(v.Detail) < 2*maxDetail {
			v.Detail = append(v.Detail, made(x)...)
		}
	}
	switch {
	case len(wrong) > 0:
		v.Message = wrong[0]
		if len(wrong) > 1 {
			v.Message += fmt.Sprintf("; and %d more of %d", len(wrong)-1, len(subjects))
		}
	case e.Open:
		v.Message = "it has no value yet: rttlab test --bless writes it"
	default:
		v.OK = true
	}
	return v
}

// wanted is the right side.
func wanted(r *lab.Result, e *scenario.Expectation) (int64, error) {
	if e.Than == nil {
		return e.Value, nil
	}
	all, err := things(r, e.Than.Subject)
	if err != nil {
		return 0, err
	}
	if len(all) > 1 {
		return 0, fmt.Errorf("it is compared with %d things, expected one", len(all))
	}
	return of(&e.Than.Quantity, &all[0])
}

// holds compares.
func holds(e *scenario.Expectation, got, want int64, x *thing) bool {
	a, b := got, want
	if e.Share {
		a, b = share(got, x), want
	}
	switch e.Operator {
	case "=":
		return a == b
	case "<=":
		return a <= b
	case ">=":
		return a >= b
	case "<":
		return a < b
	}
	return a > b
}

// share is a part of a thing, of its time or of its answers, in parts per 1e9, rounded to the nearest.
func share(part int64, x *thing) int64 {
	whole := x.whole()
	for whole > 1<<33 {
		part, whole = part>>1, whole>>1
	}
	if whole == 0 {
		return 0
	}
	return (part*int64(units.Whole) + whole/2) / whole
}

// difference says what a value is and by how much it is off.
func difference(e *scenario.Expectation, got, want int64, x *thing) string {
	unit := *e
	unit.Share = false
	text := fmt.Sprintf("%s of %s is %s", e.Quantity.Name, x.name, unit.Format(got))
	if e.Quantity.OfRun {
		text = fmt.Sprintf("%s is %s", e.Quantity.Name, unit.Format(got))
	}
	if e.Share {
		return text + fmt.Sprintf(", a share of %s", units.FormatRatio(units.Ratio(share(got, x))))
	}
	if e.Than != nil {
		text += ", and the other is at " + unit.Format(want)
	}
	if off := got - want; off > 0 {
		return text + ", " + unit.Format(off) + " more"
	} else if off < 0 {
		return text + ", " + unit.Format(-off) + " less"
	}
	return text
}

// made says what the time of a thing is made of.
func made(x *thing) []string {
	if x.explanation == nil {
		return nil
	}
	m := x.explanation.Matrix()
	why, where := m.ByWhy(), m.ByWhere()
	return []string{
		x.name + ": " + report.Millis(x.explanation.Total()) + " ms = " + sum(why[:], " + ", whyName),
		"where: " + sum(where[:], " · ", whereName) + longest(x.explanation),
	}
}

func whyName(i int) string   { return cause.Why(i).String() }
func whereName(i int) string { return cause.Where(i).String() }

// sum lists what is not zero, the largest first.
func sum(times []vtime.Time, between string, name func(int) string) string {
	var list []int
	for i, d := range times {
		if d > 0 {
			list = append(list, i)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return times[list[i]] > times[list[j]] })
	var parts []string
	for _, i := range list {
		parts = append(parts, name(i)+" "+report.Millis(times[i]))
	}
	return strings.Join(parts, between)
}

// longest names the longest stretch with one rule and one place.
func longest(e *explain.Explanation) string {
	var best explain.Span
	for _, s := range e.Spans {
		if s.To-s.From > best.To-best.From {
			best = s
		}
	}
	return fmt.Sprintf("; the longest stretch is %s at %s: %s, %s", report.Millis(best.To-best.From), report.Millis(best.From),
		best.Why, best.Where)
}
