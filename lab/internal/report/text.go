package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/lab"
)

// Style says how text is laid out.
type Style struct {
	Width       int  // columns; less than 40 counts as 40
	Color       bool // escape sequences for colours
	Worst       int  // transactions that are explained one by one
	Rows        int  // rows of the waterfall; 0: all
	Connections int  // connections that are listed; 0: all
}

// minWidth is the least number of columns that a report is laid out for.
const minWidth = 40

// Text writes the report of a result for people.
func Text(out io.Writer, r *lab.Result, s Style) error {
	s.Width = max(s.Width, minWidth)
	t := &sheet{r: r, s: s}
	t.header()
	t.waterfall()
	t.causes()
	t.loads()
	t.lookups()
	t.connections()
	t.blocks()
	t.network()
	t.run()
	_, err := io.WriteString(out, t.b.String())
	return err
}

// sheet is a report as it is written.
type sheet struct {
	b strings.Builder
	r *lab.Result
	s Style
}

func (t *sheet) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format, args...)
	t.b.WriteByte('\n')
}

// wrapped writes text that may be long.
func (t *sheet) wrapped(head, text string) { Wrap(&t.b, t.s.Width, head, text) }

// grid writes cells in columns.
func (t *sheet) grid(cells [][]string) { Grid(&t.b, t.s.Width, cells) }

func (t *sheet) header() {
	if title := t.r.Scenario.Title; title != "" {
		t.wrapped("", title)
	}
	for _, p := range t.r.Pages {
		if p.Explanation != nil {
			t.wrapped("", fmt.Sprintf("page %s: %s ms, %d objects", t.pageName(&p), p.Explanation.Total().Millis(),
				len(p.Transactions)))
		} else {
			t.wrapped("", fmt.Sprintf("page %s: not finished, %d objects asked for", t.pageName(&p), len(p.Transactions)))
		}
	}
	t.line("")
}

// pageName names a page, and who loaded it if not all pages are one client's.
func (t *sheet) pageName(p *lab.Page) string {
	for i := range t.r.Pages {
		if t.r.Pages[i].Client != p.Client {
			return p.Name + " at " + p.Client.Name()
		}
	}
	return p.Name
}

// run writes how the run ended, what was assumed, and what failed.
func (t *sheet) run() {
	r := t.r
	t.wrapped("run: ", fmt.Sprintf("seed %d; %s at %v after %d events; trace %s",
		r.Scenario.Seed, r.Outcome.End, r.Outcome.At, r.Outcome.Events, r.TraceSHA256[:16]))
	if failed := r.Failed(); failed != "" {
		t.wrapped("", failed)
	}
	for _, note := range r.Scenario.Notes {
		t.wrapped("assumed: ", note)
	}
}

func runes(s string) int { return len([]rune(s)) }

// shorten cuts the middle out of a text that is too long.
func shorten(s string, width int) string {
	r := []rune(s)
	if len(r) <= width {
		return s
	}
	if width < 4 {
		return string(r[:max(width, 0)])
	}
	head := (width - 1) / 2
	return string(r[:head]) + "…" + string(r[len(r)-(width-1-head):])
}
