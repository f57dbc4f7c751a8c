package compare

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Report is how two results differ. Differences are B less A.
type Report struct {
	SameTrace    bool        `json:"same_trace"`
	Changes      []Change    `json:"changes"`              // of the scenarios
	Divergence   *Divergence `json:"divergence,omitempty"` // nil: the traces are the same, or not known
	Run          Times       `json:"run"`
	Pages        []Pair      `json:"pages"`        // that differ, the most first
	Transactions []Pair      `json:"transactions"` // that differ, the most first
	Rules        []Rule      `json:"rules"`        // over all transactions, the most first
	Same         int         `json:"same"`         // transactions that take as long in both
	OnlyA        []string    `json:"only_a,omitempty"`
	OnlyB        []string    `json:"only_b,omitempty"`
}

// Change is a value of the scenarios that differs. Empty: there is none.
type Change struct {
	Path string `json:"path"`
	A    string `json:"a"`
	B    string `json:"b"`
}

// Times are the same time of both results.
type Times struct {
	A vtime.Time `json:"a_ns"`
	B vtime.Time `json:"b_ns"`
}

// By is the difference.
func (t Times) By() vtime.Time { return t.B - t.A }

// Rule is what both charge to a rule.
type Rule struct {
	Why string `json:"why"`
	Times
}

// Pair is a page or a transaction of both results.
type Pair struct {
	Name string `json:"name"`
	A    int    `json:"a,omitempty"` // number of the transaction
	B    int    `json:"b,omitempty"`
	Time Times  `json:"time"`
	// Outcome says what became of it, if that differs.
	Outcome string `json:"outcome,omitempty"`
	Rules   []Rule `json:"rules"` // that differ, the most first
}

// one is a page or a transaction of a result.
type one struct {
	id      int
	name    string
	time    vtime.Time
	outcome string
	why     map[string]vtime.Time
}

// Documents compares two results.
func Documents(a, b *report.Document) *Report {
	r := &Report{
		SameTrace: a.TraceSHA256 == b.TraceSHA256, Run: Times{a.DurationNS, b.DurationNS},
		Changes: changes(a.Effective.Scenario, b.Effective.Scenario),
	}
	r.Pages, _, _ = pairs(pages(a), pages(b))
	r.Pages = differing(r.Pages)
	x, y := transactions(a), transactions(b)
	var all []Pair
	all, r.OnlyA, r.OnlyB = pairs(x, y)
	r.Transactions = differing(all)
	r.Same = len(all) - len(r.Transactions)
	r.Rules = rules(total(x), total(y))
	return r
}

func pages(d *report.Document) (out []one) {
	for _, p := range d.Pages {
		x := one{name: "page " + p.Name, why: p.Why, outcome: "it had not ended"}
		if p.EndNS != nil {
			x.time, x.outcome = *p.EndNS-p.StartNS, ""
		}
		out = append(out, x)
	}
	return out
}

func transactions(d *report.Document) (out []one) {
	for _, t := range d.Transactions {
		x := one{id: t.ID, name: t.Method + " " + t.URL, why: t.Why, outcome: "it had not ended"}
		if t.EndNS != nil {
			x.time, x.outcome = *t.EndNS-t.StartNS, fmt.Sprint(t.Status)
		}
		if t.Error != "" {
			x.outcome = t.Error
		}
		out = append(out, x)
	}
	return out
}

// total sums the rules of all.
func total(all []one) map[string]vtime.Time {
	sum := map[string]vtime.Time{}
	for _, x := range all {
		//tidy:ordered sums do not depend on the order
		for why, d := range x.why {
			sum[why] += d
		}
	}
	return sum
}

// pairs finds for each of a the one of b that has the same name, in their order.
func pairs(a, b []one) (both []Pair, onlyA, onlyB []string) {
	rest := map[string][]one{}
	for _, y := range b {
		rest[y.name] = append(rest[y.name], y)
	}
	taken := map[string]int{}
	for _, x := range a {
		others := rest[x.name]
		if taken[x.name] == len(others) {
			onlyA = append(onlyA, x.name)
			continue
		}
		y := others[taken[x.name]]
		taken[x.name]++
		p := Pair{Name: x.name, A: x.id, B: y.id, Time: Times{x.time, y.time}, Rules: rules(x.why, y.why)}
		if x.outcome != y.outcome {
			p.Outcome = x.outcome + ", then " + y.outcome
		}
		both = append(both, p)
	}
	for _, y := range b {
		if taken[y.name]--; taken[y.name] < 0 {
			onlyB = append(onlyB, y.name)
		}
	}
	return both, onlyA, onlyB
}

// differing keeps what differs, the most first.
func differing(all []Pair) []Pair {
	out := []Pair{}
	for _, p := range all {
		if p.Time.By() != 0 || p.Outcome != "" || len(p.Rules) > 0 {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return abs(out[i].Time.By()) > abs(out[j].Time.By()) })
	return out
}

// rules lists what differs by rule, the most first.
func rules(a, b map[string]vtime.Time) []Rule {
	names := map[string]bool{}
	//tidy:ordered the names are sorted
	for why := range a {
		names[why] = true
	}
	//tidy:ordered the names are sorted
	for why := range b {
		names[why] = true
	}
	out := []Rule{}
	for _, why := range slices.Sorted(maps.Keys(names)) {
		if t := (Times{a[why], b[why]}); t.By() != 0 {
			out = append(out, Rule{why, t})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return abs(out[i].By()) > abs(out[j].By()) })
	return out
}

func abs(t vtime.Time) vtime.Time { return max(t, -t) }

// changes lists the values that differ of two scenarios in canonical form.
func changes(a, b string) []Change {
	x, y := values(a), values(b)
	out := []Change{}
	for _, path := range x.order {
		if x.at[path] != y.at[path] {
			out = append(out, Change{path, x.at[path], y.at[path]})
		}
	}
	for _, path := range y.order {
		if _, both := x.at[path]; !both {
			out = append(out, Change{path, "", y.at[path]})
		}
	}
	return out
}

// flat is a scenario as paths and values.
type flat struct {
	order []string
	at    map[string]string
}

func values(text string) *flat {
	f := &flat{at: map[string]string{}}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) == nil && len(doc.Content) > 0 {
		f.walk("", doc.Content[0])
	}
	return f
}

func (f *flat) walk(path string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if path != "" {
				name = path + "." + name
			}
			f.walk(name, n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, x := range n.Content {
			f.walk(fmt.Sprintf("%s[%d]", path, i), x)
		}
	default:
		f.order = append(f.order, path)
		f.at[path] = n.Value
	}
}
