package sweep

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rttlab/rttlab/lab/internal/pool"
)

// Span is some runs: From up to, but without, To.
type Span struct{ From, To int }

// Shard is the i-th of n equal parts of the runs, i from 1.
func (p *Plan) Shard(i, n int) (Span, error) {
	if n < 1 || i < 1 || i > n {
		return Span{}, fmt.Errorf("shard %d/%d: expected a number from 1 to the number of shards", i, n)
	}
	runs := p.Runs()
	return Span{runs * (i - 1) / n, runs * i / n}, nil
}

// parts is into how many parts the runs of a plan are cut, so that little is lost when
// somebody stops.
const parts = 200

// Missing cuts what is not done of a span into parts. Done are the spans of parts that
// there are.
func (p *Plan) Missing(of Span, done []Span) (out []Span) {
	size := max((p.Runs()+parts-1)/parts, 1)
	covered := slices.Clone(done)
	slices.SortFunc(covered, func(a, b Span) int { return a.From - b.From })
	at := of.From
	cut := func(to int) {
		for at < to {
			end := min((at/size+1)*size, to)
			out = append(out, Span{at, end})
			at = end
		}
	}
	for _, s := range covered {
		cut(min(s.From, of.To))
		at = max(at, s.To)
	}
	cut(of.To)
	return out
}

// Options say how runs are done.
type Options struct {
	Workers  int                            // runs at once
	Progress func(done, total int)          // nil: never called
	Keep     func(s Span, rows []Row) error // takes a part that is done
}

// Run does the runs of spans. Parts are kept as soon as they are done, in any order.
// The first error of Keep ends it.
func (p *Plan) Run(spans []Span, o Options) error {
	total := 0
	for _, s := range spans {
		total += s.To - s.From
	}
	type part struct {
		span Span
		rows []Row
		left int
	}
	all, of := make([]part, len(spans)), make([]*part, 0, total)
	for i, s := range spans {
		all[i] = part{s, make([]Row, s.To-s.From), s.To - s.From}
		for range s.To - s.From {
			of = append(of, &all[i])
		}
	}
	run := make([]int, 0, total)
	for _, s := range spans {
		for i := s.From; i < s.To; i++ {
			run = append(run, i)
		}
	}
	var mu sync.Mutex
	var failed error
	stopped := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return failed != nil
	}
	pool.Each(total, o.Workers, func(done int) {
		if o.Progress != nil {
			o.Progress(done, total)
		}
	}, func(i int) {
		if stopped() {
			return
		}
		row := p.Do(run[i])
		mu.Lock()
		defer mu.Unlock()
		x := of[i]
		x.rows[run[i]-x.span.From] = row
		if x.left--; x.left == 0 && failed == nil {
			failed = o.Keep(x.span, x.rows)
			x.rows = nil
		}
	})
	return failed
}

// ErrIncomplete says that runs are missing.
var ErrIncomplete = errors.New("the sweep is not done")

// Join puts parts together, in the order of runs. Where parts overlap they are the same.
func (p *Plan) Join(have []Part) ([]Row, error) {
	have = slices.Clone(have)
	slices.SortFunc(have, func(a, b Part) int { return a.From - b.From })
	var rows []Row
	for _, x := range have {
		if x.From > len(rows) {
			break
		}
		if x.To > len(rows) {
			rows = append(rows, x.Rows[len(rows)-x.From:]...)
		}
	}
	if len(rows) != p.Runs() {
		return nil, fmt.Errorf("%w: run %d of %d is missing", ErrIncomplete, len(rows), p.Runs())
	}
	return rows, nil
}
