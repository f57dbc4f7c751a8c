package report

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// decimals returns how many decimals print all times in milliseconds exactly:
// three, or more where they are needed.
func decimals(times ...vtime.Time) int {
	n, unit := 3, vtime.Microsecond
	for _, t := range times {
		for t%unit != 0 {
			n, unit = n+1, unit/10
		}
	}
	return n
}

// millis prints a time in milliseconds with a number of decimals, 3 to 6, of
// which those that are cut off round to the nearest.
func millis(t vtime.Time, decimals int) string {
	unit := vtime.Nanosecond
	for range 6 - decimals {
		unit *= 10
	}
	t = (t + unit/2) / unit
	perMilli := vtime.Millisecond / unit
	return fmt.Sprintf("%d.%0*d", t/perMilli, decimals, t%perMilli)
}

// percent prints a share with one decimal, in integers.
func percent(part, whole vtime.Time) string {
	if whole == 0 {
		return "0.0"
	}
	for whole > 1<<40 {
		part, whole = part>>1, whole>>1
	}
	tenths := (part*1000 + whole/2) / whole
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// grid writes cells in columns, the first one flush left and the others flush
// right. Columns that do not fit are left out, which the last line says.
func (t *sheet) grid(cells [][]string) {
	width := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, c := range row {
			width[i] = max(width[i], runes(c))
		}
	}
	shown, total := 0, 2
	for shown < len(width) && (shown < 2 || total+width[shown] <= t.s.Width) {
		total += width[shown] + 2
		shown++
	}
	for _, row := range cells {
		var b strings.Builder
		b.WriteString("  " + row[0] + strings.Repeat(" ", width[0]-runes(row[0])))
		for i := 1; i < shown; i++ {
			b.WriteString("  " + strings.Repeat(" ", width[i]-runes(row[i])) + row[i])
		}
		t.line("%s", strings.TrimRight(b.String(), " "))
	}
	if shown < len(width) {
		t.line("  columns left out: %d", len(width)-shown)
	}
}
