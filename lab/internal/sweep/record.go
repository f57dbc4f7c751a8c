package sweep

import (
	"math"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/lab/internal/whatif"
	"github.com/rttlab/rttlab/sim/cause"
)

// Kind is the type of a column.
type Kind uint8

// The types.
const (
	Int Kind = iota
	Float
	Text
)

// Column is a column of the results.
type Column struct {
	Name string
	Kind Kind
}

// Value is a cell: the field of its column's kind.
type Value struct {
	Int   int64
	Float float64
	Text  string
}

// Row is what came of a run.
type Row []Value

// Columns are the columns of a plan's results: which run it was, its parameters, each
// as it was written and as a number, and what was measured.
func (p *Plan) Columns() []Column {
	cols := []Column{{"run", Int}, {"seed", Int}}
	for _, a := range p.Axes {
		cols = append(cols, Column{a.Path, Text}, Column{a.Path + "_number", Float})
	}
	cols = append(cols, Column{"end", Text}, Column{"error", Text})
	for _, name := range measures {
		cols = append(cols, Column{name, Int})
	}
	cols = append(cols, Column{"load_per_second", Float}, Column{"focus", Text})
	for why := 1; why < cause.NumWhy; why++ {
		cols = append(cols, Column{whyColumn(cause.Why(why)), Int})
	}
	return append(cols, Column{"trace_sha256", Text})
}

// measures are the whole numbers that are measured of every run.
var measures = []string{
	"failed", "pages", "transactions", "pages_ns", "transactions_ns", "median_ns", "p95_ns", "p99_ns", "max_ns", "run_ns",
	"events", "packets_sent", "packets_dropped", "load_answered", "load_failed", "load_mean_ns", "load_p50_ns",
	"load_p95_ns", "load_p99_ns", "load_max_ns",
}

// whyColumn is the column of a rule: why_slow_start_ns.
func whyColumn(w cause.Why) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, w.String())
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	return "why_" + strings.Trim(name, "_") + "_ns"
}

// Do does a run. What is wrong with its scenario is in the row.
func (p *Plan) Do(run int) Row {
	s, err := p.Load(run)
	var r *lab.Result
	if err == nil {
		r, err = lab.Run(s, lab.Options{})
	}
	row := Row{{Int: int64(run)}, {Int: int64(1 + run%p.Seeds)}}
	if p.Seeds == 1 && s != nil {
		row[1].Int = int64(s.Seed)
	}
	for _, v := range p.Values(run / p.Seeds) {
		row = append(row, Value{Text: v}, Value{Float: Number(v)})
	}
	if err != nil {
		row = append(row, Value{Text: "error"}, Value{Text: err.Error()})
		for len(row) < len(p.Columns()) {
			row = append(row, Value{})
		}
		return row
	}
	return append(row, results(r)...)
}

// results are the cells behind the parameters.
func results(r *lab.Result) Row {
	m := whatif.Measure(r)
	packets := r.Packets()
	row := Row{{Text: r.Outcome.End.String()}, {Text: r.Failed()}}
	load := measure.Summary{}
	if len(r.Loads) > 0 {
		load = *measure.Of(r.Loads[0])
	}
	t := &load.All
	for _, n := range []int64{
		int64(m.Counts.Failed), int64(m.Counts.Pages), int64(m.Counts.Transactions), int64(m.Figures.Pages),
		int64(m.Sum),
		int64(m.Median), int64(m.P95), int64(m.P99), int64(m.Max), int64(m.Run),
		int64(r.Outcome.Events), int64(packets.Sent), int64(packets.Dropped), t.Answered, t.Failed, int64(t.MeanNS),
		int64(t.P50NS), int64(t.P95NS), int64(t.P99NS), int64(t.MaxNS),
	} {
		row = append(row, Value{Int: n})
	}
	row = append(row, Value{Float: load.PerSecond}, Value{Text: string(m.Focus)})
	for _, d := range m.Why[1:] {
		row = append(row, Value{Int: int64(d)})
	}
	return append(row, Value{Text: r.TraceSHA256})
}

// number is a cell as a number; NaN if it is text.
func (v *Value) number(k Kind) float64 {
	switch k {
	case Int:
		return float64(v.Int)
	case Float:
		return v.Float
	}
	return math.NaN()
}
