package report

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim/vtime"
)

// phase is how a part of a transaction is drawn.
type phase struct {
	name  string
	glyph string // without colours
	color string // of a block with colours
	of    func(*explain.Phases) vtime.Time
}

// phases are in the order in which they follow each other.
var phases = []phase{
	{"name", "n", "36", func(p *explain.Phases) vtime.Time { return p.DNS }},
	{"blocked", ".", "90", func(p *explain.Phases) vtime.Time { return p.Blocked }},
	{"connect", "c", "33", func(p *explain.Phases) vtime.Time { return p.Connect }},
	{"tls", "t", "35", func(p *explain.Phases) vtime.Time { return p.TLS }},
	{"send", "s", "31", func(p *explain.Phases) vtime.Time { return p.Send }},
	{"wait", "-", "32", func(p *explain.Phases) vtime.Time { return p.Wait }},
	{"receive", "=", "34", func(p *explain.Phases) vtime.Time { return p.Receive }},
}

const block = "█"

// Columns of a transaction's total, and of the narrowest bar.
const (
	totalWidth = 11
	minBar     = 8
)

// waterfall writes one row for each transaction: number, what, total, bar.
func (t *sheet) waterfall() {
	all := t.r.Transactions
	if len(all) == 0 {
		return
	}
	rows := t.rows(all)
	if t.s.Rows > 0 && len(rows) > t.s.Rows {
		rows = rows[:t.s.Rows]
	}
	longest := 0
	for i := range rows {
		longest = max(longest, runes(what(&rows[i])))
	}
	number := len(fmt.Sprint(len(all)))
	room := t.s.Width - number - 1 - 1 - totalWidth - 1 - 1 // for label and bar, and a mark behind it
	label := min(longest, max(t.s.Width*2/5, 14), 60, room-minBar)
	bar := room - label
	t.legend()
	for i := range rows {
		x := &rows[i]
		total := "..."
		if x.Finished {
			total = millis(x.Explanation.Total(), 3)
		}
		name := shorten(what(x), label)
		row := fmt.Sprintf("%*d %s%s %*s %s", number, x.ID, name, strings.Repeat(" ", label-runes(name)),
			totalWidth, shorten(total, totalWidth), t.bar(x, t.r.Duration, bar))
		t.line("%s", strings.TrimRight(row, " "))
	}
	if len(rows) < len(all) {
		t.line("%*s and %d more", number, "", len(all)-len(rows))
	}
	t.axis(number+1+label+1+totalWidth+1, bar)
	t.line("")
}

// rowsOfLoad is how many requests of a load have rows: it has results of its own.
const rowsOfLoad = 3

// rows are the transactions that may have one.
func (t *sheet) rows(all []lab.Transaction) (rows []lab.Transaction) {
	if len(t.r.Loads) == 0 {
		return all
	}
	left := map[string]int{}
	for _, l := range t.r.Loads {
		left[l.Name] = rowsOfLoad
	}
	for i := range all {
		if n, load := left[all[i].Workload]; load {
			if n == 0 {
				continue
			}
			left[all[i].Workload]--
		}
		rows = append(rows, all[i])
	}
	return rows
}

// axis writes the scale below the bars.
func (t *sheet) axis(left, bar int) {
	zero, end := strings.Repeat(" ", left)+"0", millis(t.r.Duration, 3)+" ms"
	if bar < 1+1+len(end) {
		zero = "" // no room for it
	}
	t.line("%s%*s", zero, left+bar-len(zero), end)
}

func what(x *lab.Transaction) string {
	status := fmt.Sprint(x.Status)
	switch {
	case x.Err != nil:
		status = "ERR"
	case x.Status == 0:
		status = "---"
	case x.Cached:
		status = "HIT"
	}
	method := ""
	if x.Method != "GET" {
		method = x.Method + " "
	}
	return status + " " + method + strings.TrimPrefix(strings.TrimPrefix(x.URL, "http://"), "https://")
}

// legend explains the phases that occur, in as many lines as it takes.
func (t *sheet) legend() {
	line, columns := "", 0
	for i := range phases {
		p := &phases[i]
		if !t.occurs(p) {
			continue
		}
		width := 2 + runes(p.name)
		switch {
		case columns > 0 && columns+2+width > t.s.Width:
			t.line("%s", line)
			line, columns = "", 0
		case columns > 0:
			line, columns = line+"  ", columns+2
		}
		line, columns = line+t.stroke(p, 1)+" "+p.name, columns+width
	}
	if columns > 0 {
		t.line("%s", line)
	}
}

// occurs reports whether any transaction spent time in a phase.
func (t *sheet) occurs(p *phase) bool {
	for i := range t.r.Transactions {
		if p.of(&t.r.Transactions[i].Phases) > 0 {
			return true
		}
	}
	return false
}

// stroke is n columns of a phase.
func (t *sheet) stroke(p *phase, n int) string {
	if !t.s.Color {
		return strings.Repeat(p.glyph, n)
	}
	return "\x1b[" + p.color + "m" + strings.Repeat(block, n) + "\x1b[0m"
}

// bar draws a transaction on a scale from 0 to end.
func (t *sheet) bar(x *lab.Transaction, end vtime.Time, width int) string {
	if end == 0 {
		return ""
	}
	column := func(at vtime.Time) int { return scale(at, end, width) }
	at := x.Asked.Now
	var b strings.Builder
	drawn := column(at)
	b.WriteString(strings.Repeat(" ", drawn))
	for i := range phases {
		d := phases[i].of(&x.Phases)
		at += d
		if to := column(at); d > 0 && to > drawn {
			b.WriteString(t.stroke(&phases[i], to-drawn))
			drawn = to
		}
	}
	switch {
	case !x.Finished:
		b.WriteString("?")
	case x.Err != nil:
		b.WriteString("!")
	case drawn == column(x.Asked.Now):
		b.WriteString("|") // too short to see
	}
	return b.String()
}

// scale maps at in [0, end] to [0, width] without overflow.
func scale(at, end vtime.Time, width int) int {
	for end > 1<<40 {
		at, end = at>>1, end>>1
	}
	return int(min(at, end) * vtime.Time(width) / end)
}
