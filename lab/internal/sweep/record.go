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
	Name     string
	Kind     Kind
	Optional bool // a cell may be nothing
}

// Value is a cell: the field of its column's kind, or nothing, where there was nothing to
// measure. A zero would take part in means.
type Value struct {
	Int   int64
	Float float64
	Text  string
	Null  bool
}

// Row is what came of a run.
type Row []Value

// Columns are the columns of a plan's results: which run it was, its parameters, each
// as it was written and as a number, and what was measured.
func (p *Plan) Columns() []Column {
	cols := []Column{{"run", Int, false}, {"seed", Int, false}}
	for _, a := range p.Axes {
		cols = append(cols, Column{a.Path, Text, false}, Column{a.Path + "_number", Float, true})
	}
	cols = append(cols, Column{"end", Text, false}, Column{"error", Text, true})
	for _, name := range measures {
		cols = append(cols, Column{name, Int, true})
	}
	cols = append(cols, Column{"load_per_second", Float, true}, Column{"focus", Text, true})
	for why := 1; why < cause.NumWhy; why++ {
		cols = append(cols, Column{whyColumn(cause.Why(why)), Int, true})
	}
	return append(cols, Column{"trace_sha256", Text, true})
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
		case r == '\'':
			return -1
		}
		return '_'
	}, w.String())
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	return "why_" + strings.Trim(name, "_") + "_ns"
}

// Impossible reports whether a run's scenario could not be.
func (p *Plan) Impossible(r Row) bool { return r[2+2*len(p.Axes)].Text == endError }

// endError is the end of such a run.
const endError = "error"

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
		n := Number(v)
		row = append(row, Value{Text: v}, Value{Float: n, Null: math.IsNaN(n)})
	}
	if err != nil {
		row = append(row, Value{Text: endError}, Value{Text: err.Error()})
		for len(row) < len(p.Columns()) {
			row = append(row, Value{Null: true})
		}
		return row
	}
	return append(row, results(r)...)
}

// results are the cells behind the parameters.
func results(r *lab.Result) Row {
	m := whatif.Measure(r)
	packets := r.Packets()
	row := Row{{Text: r.Outcome.End.String()}, {Text: r.Failed(), Null: r.Failed() == ""}}
	load := measure.Summary{}
	loaded := len(r.Loads) > 0
	if loaded {
		load = *measure.Of(r.Loads[0])
	}
	add := func(measured bool, values ...int64) {
		for _, n := range values {
			row = append(row, Value{Int: n, Null: !measured})
		}
	}
	t, asked := &load.All, m.Counts.Transactions > 0
	add(true, int64(m.Counts.Failed), int64(m.Counts.Pages), int64(m.Counts.Transactions))
	add(m.Counts.Pages > 0, int64(m.Figures.Pages))
	add(asked, int64(m.Sum), int64(m.Median), int64(m.P95), int64(m.P99), int64(m.Max))
	add(true, int64(m.Run), int64(r.Outcome.Events), int64(packets.Sent), int64(packets.Dropped))
	add(loaded, t.Answered, t.Failed, int64(t.MeanNS), int64(t.P50NS), int64(t.P95NS), int64(t.P99NS), int64(t.MaxNS))
	row = append(row, Value{Float: load.PerSecond, Null: !loaded}, Value{Text: string(m.Focus)})
	for _, d := range m.Why[1:] {
		row = append(row, Value{Int: int64(d)})
	}
	return append(row, Value{Text: r.TraceSHA256})
}

// number is a cell as a number; NaN if it is text, or nothing.
func (v *Value) number(k Kind) float64 {
	switch {
	case v.Null:
		return math.NaN()
	case k == Int:
		return float64(v.Int)
	case k == Float:
		return v.Float
	}
	return math.NaN()
}
