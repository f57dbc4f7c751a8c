package whatif

import (
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Style says how text is laid out.
type Style struct {
	Width int // columns
	Rows  int // answers that are explained one by one, and pairs that are told; 0: all
}

// minWidth is the least number of columns that text is laid out for.
const minWidth = 40

// sheet is text as it is written.
type sheet struct {
	strings.Builder
	s     Style
	focus Focus
}

func newSheet(s Style, f Focus) *sheet {
	s.Width = max(s.Width, minWidth)
	return &sheet{s: s, focus: f}
}

func (t *sheet) wrapped(head, text string) { report.Wrap(&t.Builder, t.s.Width, head, text) }
func (t *sheet) grid(cells [][]string)     { report.Grid(&t.Builder, t.s.Width, cells) }
func (t *sheet) rows(n int) int {
	if t.s.Rows > 0 {
		return min(n, t.s.Rows)
	}
	return n
}

// Text writes a report for people.
func (r *Report) Text(out io.Writer, s Style) error {
	t := newSheet(s, r.Focus)
	t.head(r.Title, r.Base, r.Counts)
	t.table(r)
	t.reasons(r)
	t.pairs(r)
	var idle []string
	for i := range r.Answers {
		if x := &r.Answers[i]; x.idle() {
			idle = append(idle, x.Name)
		}
	}
	if len(idle) > 0 {
		t.wrapped("saves nothing: ", strings.Join(idle, ", "))
	}
	if len(r.Nothing) > 0 {
		t.wrapped("nothing to lift: ", strings.Join(r.Nothing, ", "))
	}
	_, err := io.WriteString(out, t.String())
	return err
}

// head tells what the run is like as it is.
func (t *sheet) head(title string, f Figures, c Counts) {
	if title != "" {
		t.wrapped("", title)
	}
	text := "run " + report.Millis(f.Run) + " ms"
	if c.Pages > 0 {
		text += fmt.Sprintf("; %s %s ms", units.Counted(c.Pages, "page"), report.Millis(f.Pages))
	}
	if c.Transactions > 0 {
		text += fmt.Sprintf("; %s %s ms: median %s, p95 %s, p99 %s, max %s", units.Counted(c.Transactions, "transaction"),
			report.Millis(f.Sum), report.Millis(f.Median), report.Millis(f.P95), report.Millis(f.P99), report.Millis(f.Max))
	}
	if c.Failed > 0 {
		text += fmt.Sprintf("; failed: %d", c.Failed)
	}
	t.wrapped("as it is: ", text)
	t.WriteByte('\n')
}

// spreadColumn is a column of times of single transactions.
type spreadColumn struct {
	name string
	of   func(*Figures) vtime.Time
}

// spread are the columns of times of single transactions.
var spread = []spreadColumn{
	{"median", func(f *Figures) vtime.Time { return f.Median }},
	{"p95", func(f *Figures) vtime.Time { return f.P95 }},
	{"p99", func(f *Figures) vtime.Time { return f.P99 }},
	{"max", func(f *Figures) vtime.Time { return f.Max }},
}

// spreads are the columns there are: none without transactions.
func spreads(c Counts) []spreadColumn {
	if c.Transactions == 0 {
		return nil
	}
	return spread
}

// table lists what is saved, in milliseconds.
func (t *sheet) table(r *Report) {
	if len(r.Answers) == 0 {
		return
	}
	head := []string{string(r.Focus) + ", ms", "costs", "saves", "%"}
	for _, c := range spreads(r.Counts) {
		head = append(head, c.name)
	}
	cells := [][]string{head}
	for i := range r.Answers {
		x := &r.Answers[i]
		if x.Error != "" || x.idle() {
			continue
		}
		costs := "·"
		if x.Costs != nil {
			costs = report.Millis(x.Costs.Of(r.Focus))
		}
		saved := x.Saved.Of(r.Focus)
		row := []string{x.Name, costs, report.Millis(saved), report.Percent(saved, r.Base.Of(r.Focus))}
		for _, c := range spreads(r.Counts) {
			row = append(row, report.Millis(c.of(&x.Saved)))
		}
		cells = append(cells, row)
	}
	t.grid(cells)
	t.WriteByte('\n')
}

// reasons tells of each answer why it saves something else than the cause costs.
func (t *sheet) reasons(r *Report) {
	told := 0
	for i := range r.Answers {
		if x := &r.Answers[i]; told < t.rows(len(r.Answers)) && !x.idle() {
			t.wrapped(x.Name+": ", x.Reason(r.Focus, r.Counts))
			told++
		}
	}
	if told > 0 {
		t.WriteByte('\n')
	}
}

// idle reports whether a change is worth nothing at all, though packets differ.
func (x *Answer) idle() bool {
	return x.Error == "" && x.Saved == Figures{} && len(x.Grew)+len(x.Fell) == 0 && (x.Costs == nil || *x.Costs == Costs{})
}

// few is how many rules a sentence names.
const few = 3

// Reason says in a sentence why a change saves what it does, in milliseconds.
func (x *Answer) Reason(f Focus, base Counts) string {
	if x.Error != "" {
		return "it cannot be: " + strings.ReplaceAll(x.Error, "\n", "; ")
	}
	var parts []string
	if x.Doc != "" {
		parts = append(parts, x.Doc)
	}
	if x.Costs != nil && x.Costs.Of(f) > 0 && x.Left > 0 {
		parts = append(parts, "of the cause "+report.Millis(x.Left)+" are left")
	}
	parts = append(parts, listed("it went with ", x.Fell)...)
	parts = append(parts, listed("what takes over: ", x.Grew)...)
	if x.Counts != base {
		parts = append(parts, fmt.Sprintf("then there are %s and %s, of which %d fail", units.Counted(x.Counts.Pages, "page"),
			units.Counted(x.Counts.Transactions, "transaction"), x.Counts.Failed))
	}
	return strings.Join(parts, "; ")
}

// listed names the first few changes.
func listed(head string, all []Change) []string {
	if len(all) == 0 {
		return nil
	}
	var names []string
	for _, c := range all[:min(len(all), few)] {
		names = append(names, c.Why+" "+report.Millis(c.By))
	}
	if more := len(all) - few; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return []string{head + strings.Join(names, ", ")}
}

// pairs tells which lifts do not add up.
func (t *sheet) pairs(r *Report) {
	if len(r.Pairs) == 0 {
		return
	}
	t.wrapped("", "Pairs that save more or less together than one by one, ms:")
	cells := [][]string{{"", "save", "beyond the sum"}}
	for _, p := range r.Pairs[:t.rows(len(r.Pairs))] {
		beyond := report.Millis(p.Synergy)
		if p.Synergy > 0 {
			beyond = "+" + beyond
		}
		cells = append(cells, []string{p.First + " with " + p.Second, report.Millis(p.Saved), beyond})
	}
	t.grid(cells)
	t.WriteByte('\n')
}
