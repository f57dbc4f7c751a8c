package report_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/lab/internal/report"
)

var widths = []int{20, 40, 41, 57, 80, 100, 200}

// The same run on a narrow terminal, in a pipe and on a wide one.
func TestGoldenText(t *testing.T) {
	r := run(t, "testdata/mixed.yaml")
	for _, width := range []int{20, 40, 80, 200} {
		for _, color := range []bool{false, true} {
			name := fmt.Sprintf("testdata/mixed-%d.txt", width)
			if color {
				name = fmt.Sprintf("testdata/mixed-%d-colour.txt", width)
			}
			golden(t, name, text(t, r, report.Style{Width: width, Color: color, Worst: 3}))
		}
	}
}

// No line is wider than what was asked for, unless it is one word.
func TestTextFits(t *testing.T) {
	for name, r := range runs(t) {
		for _, width := range widths {
			for line := range strings.Lines(text(t, r, report.Style{Width: width, Worst: 5})) {
				line = strings.TrimSuffix(line, "\n")
				if strings.Contains(strings.TrimSpace(line), " ") {
					require.LessOrEqual(t, utf8.RuneCountInString(line), max(width, 40), "%s at %d: %q", name, width, line)
				}
				require.Equal(t, strings.TrimRight(line, " "), line, "%s at %d: blanks at the end", name, width)
			}
		}
	}
}

// Colours change nothing but colours: the bars are blocks instead of letters.
func TestColourChangesNothingElse(t *testing.T) {
	letters := strings.NewReplacer("█", "#")
	for name, r := range runs(t) {
		plain := strings.Split(text(t, r, report.Style{Width: 90, Worst: 2}), "\n")
		colour := strings.Split(text(t, r, report.Style{Width: 90, Worst: 2, Color: true}), "\n")
		require.Len(t, colour, len(plain), name)
		for i := range plain {
			seen := letters.Replace(uncoloured(colour[i]))
			require.NotContains(t, seen, "\x1b", name)
			require.Equal(t, utf8.RuneCountInString(plain[i]), utf8.RuneCountInString(seen), "%s: %q", name, plain[i])
			if !strings.Contains(colour[i], "\x1b") {
				require.Equal(t, plain[i], colour[i], name)
			}
		}
		require.Equal(t, text(t, r, report.Style{Width: 90, Color: false}), text(t, r, report.Style{Width: 90}), name)
	}
}

// Rows, transactions and connections can be limited, and what is left out is said.
func TestTextLimits(t *testing.T) {
	r := run(t, "testdata/mixed.yaml")
	full := text(t, r, report.Style{Width: 100})
	require.NotContains(t, full, "The transactions that took longest")
	require.NotContains(t, full, "  and ")
	some := text(t, r, report.Style{Width: 100, Worst: 2, Rows: 3, Connections: 1})
	require.Contains(t, some, "  and 4 more\n", "transactions")
	require.Contains(t, some, fmt.Sprintf("  and %d more\n", len(r.Net.Connections())-1))
	require.Equal(t, 2, strings.Count(some, "      where: "))
	for _, s := range []report.Style{{Width: 100, Rows: 7, Connections: 100}, {Width: 100, Rows: 99}} {
		require.Equal(t, full, text(t, r, s))
	}
}

// Columns stand under each other.
func TestTextAligns(t *testing.T) {
	for name, r := range runs(t) {
		lines := strings.Split(text(t, r, report.Style{Width: 100, Worst: 0}), "\n")
		aligned := 0
		for i, head := range lines {
			if !strings.HasPrefix(strings.TrimSpace(head), "opened") && !strings.HasSuffix(head, "propagation") {
				continue
			}
			for _, row := range lines[i+1:] {
				if !strings.HasPrefix(row, "  ") || strings.HasPrefix(row, "  the path") || strings.HasPrefix(row, "  and ") ||
					strings.HasPrefix(row, "  columns left out: ") {
					break
				}
				requireUnder(t, name, head, row)
				aligned++
			}
		}
		require.True(t, aligned > 0 || len(r.Net.Connections()) == 0, name)
	}
}

// requireUnder checks that the words of the header end where cells end.
func requireUnder(t *testing.T, name, head, row string) {
	h, c := []rune(head), []rune(row)
	for i := range h {
		if i > 0 && h[i] != ' ' && (i+1 == len(h) || h[i+1] == ' ' && (i+2 == len(h) || h[i+2] == ' ')) {
			require.Less(t, i, len(c), "%s: %q\n%q", name, head, row)
			require.NotEqual(t, ' ', c[i], "%s: %q\n%q", name, head, row)
			if i+1 < len(c) {
				require.Equal(t, ' ', c[i+1], "%s: %q\n%q", name, head, row)
			}
		}
	}
}

// A run without transactions has no waterfall, and a report all the same.
func TestTextWithoutTransactions(t *testing.T) {
	got := text(t, run(t, "../../../testdata/scenarios/bulk-both-ways.yaml"), report.Style{Width: 80, Worst: 3})
	require.True(t, strings.HasPrefix(got, "146 kB there and 146 kB back\n\nconnections: 2, "), got)
	require.NotContains(t, got, "took longest")
	nothing := text(t, run(t, "testdata/nothing.yaml"), report.Style{Width: 80, Worst: 3})
	require.True(t, strings.HasPrefix(nothing, "\nconnections: 0, of which 0 were established"), nothing)
	require.Contains(t, nothing, "packets: 0 sent over all wires")
	require.Contains(t, nothing, "done at 0ms after 0 events")
}

// What the writer does not take is the caller's to know.
func TestTextReportsWriteErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	err := report.Text(failing{broken}, run(t, "testdata/nothing.yaml"), report.Style{})
	require.ErrorIs(t, err, broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
