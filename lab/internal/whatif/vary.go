package whatif

import (
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Own is the lift that sets what somebody asks about.
func Own(set []scenario.Assignment) Lift {
	return Lift{
		Name: strings.Join(texts(set), " "),
		Set:  func(*scenario.Scenario) []scenario.Assignment { return set },
	}
}

// Series is a scenario with one value after the other at a path.
type Series struct {
	Title string `json:"title,omitempty"`
	Seed  uint64 `json:"seed"`
	Path  string `json:"path"`
	Focus Focus  `json:"focus"`
	Rows  []Row  `json:"rows"`
}

// Row is a run with a value.
type Row struct {
	Value string `json:"value"`
	Error string `json:"error,omitempty"`
	Figures
	Counts Counts   `json:"counts"`
	Why    []Change `json:"why"` // what the focus is made of, the most first
}

// Vary runs a scenario with each value. The focus is that of the first value.
func Vary(load Load, path string, values []string, o Options) (*Series, error) {
	s, err := load(scenario.Assignment{Path: path, Value: values[0]})
	if err != nil {
		return nil, err
	}
	out := &Series{Title: s.Title, Seed: s.Seed, Path: path, Rows: make([]Row, len(values))}
	a := &asker{load: load, o: o}
	all := make([]*measured, len(values))
	a.each(len(values), func(i int) {
		row := &out.Rows[i]
		row.Value = values[i]
		m, err := a.run([]scenario.Assignment{{Path: path, Value: values[i]}})
		if err != nil {
			row.Error = err.Error()
			return
		}
		all[i], row.Figures, row.Counts = m, m.Figures, m.Counts
	})
	for i, m := range all {
		if m == nil {
			continue
		}
		if out.Focus == "" {
			out.Focus = m.focus()
		}
		out.Rows[i].Why = rules(m.matrix(out.Focus))
	}
	return out, nil
}

// rules lists what a matrix has by rule, the most first.
func rules(m *explain.Matrix) (out []Change) {
	for why, d := range m.ByWhy() {
		if d > 0 {
			out = append(out, Change{cause.Why(why).String(), d})
		}
	}
	most(out)
	return out
}

// counts are the most there are of everything.
func (r *Series) counts() (c Counts) {
	for i := range r.Rows {
		c.Transactions = max(c.Transactions, r.Rows[i].Counts.Transactions)
	}
	return c
}

// Text writes a series for people.
func (r *Series) Text(out io.Writer, s Style) error {
	t := newSheet(s, r.Focus)
	if r.Title != "" {
		t.wrapped("", r.Title)
	}
	head := []string{r.Path, string(r.Focus) + ", ms"}
	for _, c := range spreads(r.counts()) {
		head = append(head, c.name)
	}
	cells := [][]string{append(head, "failed")}
	for i := range r.Rows {
		x := &r.Rows[i]
		row := []string{x.Value, report.Millis(x.Of(r.Focus))}
		for _, c := range spreads(r.counts()) {
			row = append(row, report.Millis(c.of(&x.Figures)))
		}
		if x.Error == "" {
			cells = append(cells, append(row, fmt.Sprint(x.Counts.Failed)))
		}
	}
	t.grid(cells)
	t.WriteByte('\n')
	for i := range r.Rows {
		x := &r.Rows[i]
		switch {
		case x.Error != "":
			t.wrapped("  "+x.Value+": ", "it cannot be: "+strings.ReplaceAll(x.Error, "\n", "; "))
		case len(x.Why) > 0:
			t.wrapped("  "+x.Value+": ", sentence(x.Why, x.Of(r.Focus)))
		}
	}
	_, err := io.WriteString(out, t.String())
	return err
}

// sentence names the largest rules of a time.
func sentence(why []Change, total vtime.Time) string {
	var parts []string
	rest := total
	for _, c := range why[:min(len(why), few+2)] {
		parts = append(parts, c.Why+" "+report.Millis(c.By))
		rest -= c.By
	}
	text := report.Millis(total) + " = " + strings.Join(parts, " + ")
	if rest > 0 {
		text += " + " + report.Millis(rest)
	}
	return text
}
