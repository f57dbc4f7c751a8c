package report

import (
	"fmt"
	"sort"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// causes writes the tables of causes: of the pages, and of the transactions
// that took longest.
func (t *sheet) causes() {
	for _, p := range t.r.Pages {
		if p.Explanation == nil {
			continue
		}
		t.wrapped("", fmt.Sprintf("Where the time of page %s went, along its critical path:", t.pageName(&p)))
		t.table(p.Explanation)
		t.path(p.Explanation)
		t.line("")
	}
	worst := t.worst()
	if len(worst) > 0 {
		t.line("The transactions that took longest:")
	}
	for _, x := range worst {
		t.one(x)
	}
	if len(worst) > 0 {
		t.line("")
	}
}

// worst returns the transactions that took longest, those first.
func (t *sheet) worst() []*lab.Transaction {
	var done []*lab.Transaction
	for i := range t.r.Transactions {
		if t.r.Transactions[i].Explanation != nil {
			done = append(done, &t.r.Transactions[i])
		}
	}
	sort.SliceStable(done, func(i, j int) bool { return done[i].Explanation.Total() > done[j].Explanation.Total() })
	return done[:min(len(done), t.s.Worst)]
}

// one writes the causes of a transaction as two sums.
func (t *sheet) one(x *lab.Transaction) {
	m := x.Explanation.Matrix()
	why, where := m.ByWhy(), m.ByWhere()
	digits := decimals(append(why[:], where[:]...)...)
	var reasons, places []string
	for i, d := range why {
		if d > 0 {
			reasons = append(reasons, cause.Why(i).String()+" "+millis(d, digits))
		}
	}
	for i, d := range where {
		if d > 0 {
			places = append(places, cause.Where(i).String()+" "+millis(d, digits))
		}
	}
	text := fmt.Sprintf("%s %s %s ms", x.Method, shorten(x.URL, t.s.Width/2), millis(x.Explanation.Total(), digits))
	if len(reasons) > 0 {
		text += " = " + strings.Join(reasons, " + ")
	}
	t.wrapped(fmt.Sprintf("%3d ", x.ID), text)
	if len(places) > 0 {
		t.wrapped("      where: ", strings.Join(places, " · "))
	}
	if hops := hopsOf(x.Explanation); len(hops) > 1 {
		t.wrapped("      hops: ", strings.Join(hops, " · "))
	}
	if x.Err != nil {
		t.wrapped("      failed: ", x.Err.Error())
	}
}

// hopsOf says how much of a time each of the hosts spent that asked another for it:
// the client, and the proxies on the way.
func hopsOf(e *explain.Explanation) []string {
	var names []string
	sums := map[string]vtime.Time{}
	for _, s := range e.Spans {
		name := s.Transaction.Client.Name()
		if _, known := sums[name]; !known {
			names = append(names, name)
		}
		sums[name] += s.To - s.From
	}
	var hops []string
	for _, name := range names {
		hops = append(hops, name+" "+millis(sums[name], decimals(sums[name])))
	}
	return hops
}

// table writes rules as rows and places as columns, largest first.
func (t *sheet) table(e *explain.Explanation) {
	m := e.Matrix()
	why, where := m.ByWhy(), m.ByWhere()
	rows, columns := largest(why[:]), largest(where[:])
	var all []vtime.Time
	for _, r := range rows {
		all = append(all, m[r][:]...)
	}
	digits := decimals(all...)
	head := []string{"", "ms", "%"}
	last := []string{"total", millis(e.Total(), digits), percent(e.Total(), e.Total())}
	for _, c := range columns {
		head = append(head, cause.Where(c).String())
		last = append(last, millis(where[c], digits))
	}
	cells := [][]string{head}
	for _, r := range rows {
		row := []string{cause.Why(r).String(), millis(why[r], digits), percent(why[r], e.Total())}
		for _, c := range columns {
			cell := "·"
			if d := m[r][c]; d > 0 {
				cell = millis(d, digits)
			}
			row = append(row, cell)
		}
		cells = append(cells, row)
	}
	t.grid(append(cells, last))
}

// largest returns the indexes of what is not zero, the largest first.
func largest(times []vtime.Time) []int {
	var list []int
	for i, d := range times {
		if d > 0 {
			list = append(list, i)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return times[list[i]] > times[list[j]] })
	return list
}

// path writes the transactions on the critical path, each with its own largest
// causes.
func (t *sheet) path(e *explain.Explanation) {
	t.line("  the path:")
	for i := 0; i < len(e.Spans); {
		part := explain.Explanation{Start: e.Spans[i].From}
		tx := e.Spans[i].Transaction
		for ; i < len(e.Spans) && e.Spans[i].Transaction == tx; i++ {
			part.Spans = append(part.Spans, e.Spans[i])
			part.End = e.Spans[i].To
		}
		why := part.Matrix().ByWhy()
		var main []string
		for _, r := range largest(why[:]) {
			if len(main) < 3 {
				main = append(main, cause.Why(r).String()+" "+millis(why[r], 3))
			}
		}
		t.line("  %12s ms  %3d %s", millis(part.Total(), 3), tx.ID, shorten(tx.URL, t.s.Width-23))
		t.line("                    %s", shorten(strings.Join(main, ", "), t.s.Width-20))
	}
}
