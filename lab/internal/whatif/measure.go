package whatif

import (
	"slices"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Focus is the time that answers are ranked by.
type Focus string

// What it can be.
const (
	FocusPage         Focus = "page"         // the pages' times together
	FocusTransactions Focus = "transactions" // the transactions' times together
	FocusRun          Focus = "run"          // how long the run took: nothing in it is explained
)

// Figures are the times of a run. Pages and Sum add up what has ended; Median, P95,
// P99 and Max are of single transactions. What does not exist is 0.
type Figures struct {
	Pages  vtime.Time `json:"pages_ns,omitempty"`
	Sum    vtime.Time `json:"transactions_ns,omitempty"`
	Median vtime.Time `json:"median_ns,omitempty"`
	P95    vtime.Time `json:"p95_ns,omitempty"`
	P99    vtime.Time `json:"p99_ns,omitempty"`
	Max    vtime.Time `json:"max_ns,omitempty"`
	Run    vtime.Time `json:"run_ns"`
}

// less is the difference of figures.
func (f Figures) less(g Figures) Figures {
	return Figures{Pages: f.Pages - g.Pages, Sum: f.Sum - g.Sum, Median: f.Median - g.Median, P95: f.P95 - g.P95,
		P99: f.P99 - g.P99, Max: f.Max - g.Max, Run: f.Run - g.Run}
}

// Of returns the figure that a focus means.
func (f Figures) Of(focus Focus) vtime.Time {
	switch focus {
	case FocusPage:
		return f.Pages
	case FocusTransactions:
		return f.Sum
	}
	return f.Run
}

// Counts are how many there were of what figures are about.
type Counts struct {
	Pages        int `json:"pages"`
	Transactions int `json:"transactions"`
	Failed       int `json:"failed"`
}

// measured is what is kept of a run.
type measured struct {
	Figures
	Counts
	pages, sum explain.Matrix // of all pages, and of all transactions
	totals     []timed        // of the transactions, the shortest first
	trace      string
}

// timed is a transaction by its time.
type timed struct {
	total vtime.Time
	index int
}

// measuredOf looks at a run.
func measuredOf(r *lab.Result) *measured {
	m := &measured{trace: r.TraceSHA256}
	m.Run = r.Duration
	for i := range r.Pages {
		if e := r.Pages[i].Explanation; e != nil {
			m.Counts.Pages++
			m.Figures.Pages += e.Total()
			add(&m.pages, e.Matrix())
		}
	}
	for i := range r.Transactions {
		t := &r.Transactions[i]
		if t.Err != nil || t.Explanation == nil {
			m.Failed++
		}
		if t.Explanation != nil {
			m.Sum += t.Explanation.Total()
			m.totals = append(m.totals, timed{t.Explanation.Total(), i})
			add(&m.sum, t.Explanation.Matrix())
		}
	}
	m.Transactions = len(m.totals)
	m.Failed += len(r.Failures)
	slices.SortStableFunc(m.totals, func(a, b timed) int { return int(min(max(a.total-b.total, -1), 1)) })
	if m.Transactions > 0 {
		m.Median, m.P95 = m.at(50).total, m.at(95).total
		m.P99, m.Max = m.at(99).total, m.at(100).total
	}
	return m
}

// at is the transaction at a percentile.
func (m *measured) at(percent int) timed { return m.totals[measure.Rank(len(m.totals), percent)] }

// focus is what answers about a run are ranked by.
func (m *measured) focus() Focus {
	switch {
	case m.Counts.Pages > 0:
		return FocusPage
	case m.Transactions > 0:
		return FocusTransactions
	}
	return FocusRun
}

// matrix is the explanation of the focus; zero if there is none.
func (m *measured) matrix(f Focus) *explain.Matrix {
	switch f {
	case FocusPage:
		return &m.pages
	case FocusTransactions:
		return &m.sum
	}
	return &explain.Matrix{}
}

func add(to, from *explain.Matrix) {
	for why := range from {
		for where, d := range from[why] {
			to[why][where] += d
		}
	}
}

// Measured is what is measured of a run.
type Measured struct {
	Figures
	Counts Counts
	Focus  Focus
	Why    [cause.NumWhy]vtime.Time // what the focus is made of
}

// Measure measures a run.
func Measure(r *lab.Result) Measured {
	m := measuredOf(r)
	return Measured{m.Figures, m.Counts, m.focus(), m.matrix(m.focus()).ByWhy()}
}
