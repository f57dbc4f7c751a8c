package har

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tally collects the lines of Page.Assumptions.
type tally struct{ lines []string }

// add writes a line about n things, if there are any. The format begins with
// where their number goes.
func (t *tally) add(n int, format, one, many string, args ...any) {
	if n == 0 {
		return
	}
	what := fmt.Sprintf("%d %s", n, many)
	if n == 1 {
		what = "1 " + one
	}
	t.lines = append(t.lines, fmt.Sprintf(format, append([]any{what}, args...)...))
}

// objects is add for objects.
func (t *tally) objects(n int, format string, args ...any) {
	t.add(n, format, "object", "objects", args...)
}

// tallyOf counts things by name.
type tallyOf map[string]int

func (t *tallyOf) count(name string) {
	if *t == nil {
		*t = tallyOf{}
	}
	(*t)[name]++
}

func (t tallyOf) total() (n int) {
	for _, name := range slices.Sorted(maps.Keys(t)) {
		n += t[name]
	}
	return n
}

// names lists up to five of the names.
func (t tallyOf) names() string {
	names := slices.Sorted(maps.Keys(t))
	if len(names) > 5 {
		names = append(names[:5], "...")
	}
	return strings.Join(names, ", ")
}
