package report

import (
	"fmt"
	"strings"
)

// Wrap writes text that may be long: the first line after head, the others below
// with an indent.
func Wrap(to *strings.Builder, columns int, head, text string) {
	line, begun := head, false
	for _, word := range strings.Fields(text) {
		if begun && runes(line)+1+runes(word) > columns {
			to.WriteString(line + "\n")
			line, begun = strings.Repeat(" ", 2), false
		}
		if begun {
			line += " "
		}
		line, begun = line+word, true
	}
	to.WriteString(strings.TrimRight(line, " ") + "\n")
}

// Grid writes cells in columns, the first one flush left and the others flush
// right. Columns that do not fit are left out, which the last line says.
func Grid(to *strings.Builder, columns int, cells [][]string) {
	width := make([]int, len(cells[0]))
	for _, row := range cells {
		for i, c := range row {
			width[i] = max(width[i], runes(c))
		}
	}
	shown, total := 0, 2
	for shown < len(width) && (shown < 2 || total+width[shown] <= columns) {
		total += width[shown] + 2
		shown++
	}
	for _, row := range cells {
		var b strings.Builder
		b.WriteString("  " + row[0] + strings.Repeat(" ", width[0]-runes(row[0])))
		for i := 1; i < shown; i++ {
			b.WriteString("  " + strings.Repeat(" ", width[i]-runes(row[i])) + row[i])
		}
		to.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	if shown < len(width) {
		fmt.Fprintf(to, "  columns left out: %d\n", len(width)-shown)
	}
}
