package tidy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const allowFile = "cmd/internal/tidy/allow.txt"

// excusable are the rules that a whole file may be excused from, with the top
// directories where that is possible.
var excusable = map[string][]string{
	"goroutine": {"lab"},
	"clock":     simulated,
	"random":    simulated,
	"float":     simulated,
	"outside":   simulated,
	"unsafe":    simulated,
	"portable":  simulated,
}

// allowance excuses one file from one rule.
type allowance struct {
	rule, file string
	line       int
	used       bool
}

// parseAllow reads lines "RULE FILE  why".
func parseAllow(text string) ([]*allowance, []finding) {
	var list []*allowance
	var found []finding
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		a, bad := parseAllowance(line)
		if bad != "" {
			found = append(found, finding{allowFile, i + 1, "allow", bad})
			continue
		}
		a.line = i + 1
		list = append(list, a)
	}
	return list, found
}

func parseAllowance(line string) (*allowance, string) {
	entry, why, _ := strings.Cut(line, "  ")
	rule, file, _ := strings.Cut(entry, " ")
	if file == "" || strings.TrimSpace(why) == "" {
		return nil, fmt.Sprintf("write \"RULE FILE  why\", not %q", line)
	}
	top, _, _ := strings.Cut(file, "/")
	if !slices.Contains(excusable[rule], top) {
		return nil, fmt.Sprintf("nothing in %s is excused from the rule %q: change the code", top, rule)
	}
	return &allowance{rule: rule, file: file}, ""
}

// excuseAllowed drops the findings that are allowed, and adds the allowances that
// allow nothing.
func excuseAllowed(found []finding, list []*allowance) []finding {
	rest := slices.DeleteFunc(slices.Clone(found), func(f finding) bool {
		for _, a := range list {
			if a.rule == f.rule && a.file == f.file {
				a.used = true
				return true
			}
		}
		return false
	})
	for _, a := range list {
		if !a.used {
			rest = append(rest, finding{allowFile, a.line, "allow",
				fmt.Sprintf("%s does not need to be excused from %s: remove the line", a.file, a.rule)})
		}
	}
	return rest
}

func TestAllow(t *testing.T) {
	found := []finding{
		{"lab/pool.go", 3, "goroutine", "go statement"},
		{"lab/pool.go", 9, "goroutine", "channel"},
		{"lab/pool.go", 9, "clock", "time.Now"},
		{"sim/a.go", 1, "goroutine", "go statement"},
	}
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "# comment\n\n", []string{
			"lab/pool.go:3: goroutine", "lab/pool.go:9: clock", "lab/pool.go:9: goroutine", "sim/a.go:1: goroutine"}},
		{"one rule, one file", "goroutine lab/pool.go  runs are independent\n", []string{
			"lab/pool.go:9: clock", "sim/a.go:1: goroutine"}},
		{"not there", "goroutine sim/a.go  please\ngoroutine lab/pool.go  independent\n", []string{
			"allow.txt:1: allow: nothing in sim is excused", "lab/pool.go:9: clock", "sim/a.go:1: goroutine"}},
		{"not that rule", "order lab/pool.go  please\nclock lab/pool.go  progress\ngoroutine lab/pool.go  runs\n", []string{
			"allow.txt:1: allow: nothing in lab is excused", "sim/a.go:1: goroutine"}},
		{"no reason", "goroutine lab/pool.go\nclock lab/pool.go  \n", []string{
			"allow.txt:1: allow: write", "allow.txt:2: allow: write",
			"lab/pool.go:3: goroutine", "lab/pool.go:9: clock", "lab/pool.go:9: goroutine", "sim/a.go:1: goroutine"}},
		{"not needed", "goroutine lab/pool.go  independent\nfloat lab/pool.go  old\n", []string{
			"allow.txt:2: allow: lab/pool.go does not need", "lab/pool.go:9: clock", "sim/a.go:1: goroutine"}},
	} {
		list, got := parseAllow(c.text)
		got = append(got, excuseAllowed(found, list)...)
		if !containParts(got, c.want) {
			t.Errorf("%s: got %v, want %q", c.name, got, c.want)
		}
	}
}
