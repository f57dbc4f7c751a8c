package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Text writes a report for people, with so many rows of each list; 0: all.
func (r *Report) Text(out io.Writer, columns, rows int) error {
	t := &sheet{columns: max(columns, 40), rows: rows}
	if r.SameTrace {
		t.wrapped("", "the traces are the same: every packet and every state")
	}
	t.wrapped("run: ", times(r.Run))
	t.changes(r.Changes)
	t.divergence(r.Divergence)
	t.rules(r.Rules)
	t.pairs("Pages that differ, ms:", r.Pages)
	t.pairs(fmt.Sprintf("Transactions that differ, ms (%d take as long):", r.Same), r.Transactions)
	t.only("only in A: ", r.OnlyA)
	t.only("only in B: ", r.OnlyB)
	_, err := io.WriteString(out, t.String())
	return err
}

type sheet struct {
	strings.Builder
	columns, rows int
}

func (t *sheet) wrapped(head, text string) { report.Wrap(&t.Builder, t.columns, head, text) }

// shown is how many of a list are.
func (t *sheet) shown(n int) int {
	if t.rows > 0 {
		return min(n, t.rows)
	}
	return n
}

// more says how many are not shown.
func (t *sheet) more(n int) {
	if rest := n - t.shown(n); rest > 0 {
		t.wrapped("  ", fmt.Sprintf("and %d more", rest))
	}
}

func times(t Times) string {
	return fmt.Sprintf("A %s, B %s: %s ms", report.Millis(t.A), report.Millis(t.B), signed(t.By()))
}

func signed(t vtime.Time) string {
	if t > 0 {
		return "+" + report.Millis(t)
	}
	return report.Millis(t)
}

func (t *sheet) changes(all []Change) {
	if len(all) == 0 {
		return
	}
	t.wrapped("", "The scenarios differ:")
	none := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	for _, c := range all[:t.shown(len(all))] {
		t.wrapped("  ", fmt.Sprintf("%s: %s, then %s", c.Path, none(c.A), none(c.B)))
	}
	t.more(len(all))
}

func (t *sheet) divergence(d *Divergence) {
	if d == nil {
		return
	}
	t.wrapped("", fmt.Sprintf("The traces part in line %d:", d.Line))
	for _, line := range d.Common {
		t.WriteString("  both  " + line + "\n")
	}
	end := func(s string) string {
		if s == "" {
			return "(ends)"
		}
		return s
	}
	t.WriteString("  A     " + end(d.A) + "\n  B     " + end(d.B) + "\n")
}

func (t *sheet) rules(all []Rule) {
	if len(all) == 0 {
		return
	}
	t.WriteString("\n")
	cells := [][]string{{"all transactions, ms", "A", "B", "B-A"}}
	for _, r := range all[:t.shown(len(all))] {
		cells = append(cells, []string{r.Why, report.Millis(r.A), report.Millis(r.B), signed(r.By())})
	}
	report.Grid(&t.Builder, t.columns, cells)
	t.more(len(all))
}

// few is how many rules of a pair are named.
const few = 4

func (t *sheet) pairs(head string, all []Pair) {
	if len(all) == 0 {
		return
	}
	t.WriteByte('\n')
	t.wrapped("", head)
	for _, p := range all[:t.shown(len(all))] {
		name := p.Name
		if p.A > 0 {
			name = fmt.Sprintf("%d/%d %s", p.A, p.B, p.Name)
		}
		text := fmt.Sprintf("%s: %s, %s to %s", name, signed(p.Time.By()), report.Millis(p.Time.A), report.Millis(p.Time.B))
		for i, r := range p.Rules[:min(len(p.Rules), few)] {
			text += []string{": ", ", "}[min(i, 1)] + r.Why + " " + signed(r.By())
		}
		if more := len(p.Rules) - few; more > 0 {
			text += fmt.Sprintf(", and %d more", more)
		}
		if p.Outcome != "" {
			text += "; " + p.Outcome
		}
		t.wrapped("  ", text)
	}
	t.more(len(all))
}

func (t *sheet) only(head string, all []string) {
	if len(all) > 0 {
		t.wrapped(head, strings.Join(all[:t.shown(len(all))], ", "))
		t.more(len(all))
	}
}
