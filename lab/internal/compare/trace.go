package compare

import (
	"bytes"
	"hash/fnv"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/report"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Divergence is where two traces part.
type Divergence struct {
	Line   int      `json:"line"`             // from 1
	Common []string `json:"common,omitempty"` // the last lines before that
	A      string   `json:"a"`                // empty: the trace ends before
	B      string   `json:"b"`
}

// common is how many lines are told that both have.
const common = 3

// lines calls each for every line that is written to it.
type lines struct {
	rest []byte
	each func(line []byte)
}

// Write takes text, which may end within a line.
func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 {
			return len(p), nil
		}
		l.each(l.rest[:i])
		l.rest = l.rest[i+1:]
	}
}

// traced runs a scenario and gives each line of its trace to a function.
func traced(s *scenario.Scenario, each func(line []byte)) (*lab.Result, error) {
	trace := lab.NewTrace(&lines{each: each})
	r, err := lab.Run(s, lab.Options{Watchers: []lab.Watcher{trace}})
	if err == nil {
		err = trace.Err()
	}
	return r, err
}

// sum is a number that stands for a line.
func sum(line []byte) uint64 {
	h := fnv.New64a()
	h.Write(line)
	return h.Sum64()
}

// Runs runs two scenarios and compares them.
func Runs(a, b *scenario.Scenario) (*Report, error) {
	// Of the first trace a number stands for each line: whole lines are had by running
	// it again, which gives the same.
	var sums []uint64
	first, err := traced(a, func(line []byte) { sums = append(sums, sum(line)) })
	if err != nil {
		return nil, err
	}
	d, n := &Divergence{}, 0
	second, err := traced(b, func(line []byte) {
		if d.Line == 0 && (n >= len(sums) || sum(line) != sums[n]) {
			d.Line, d.B = n+1, string(line)
		}
		if n++; d.Line == 0 {
			d.Common = append(d.Common[max(0, len(d.Common)+1-common):], string(line))
		}
	})
	if err != nil {
		return nil, err
	}
	if d.Line == 0 && n < len(sums) {
		d.Line = n + 1
	}
	report := Documents(report.NewDocument(first), report.NewDocument(second))
	if d.Line == 0 {
		return report, nil
	}
	report.Divergence, n = d, 0
	_, err = traced(a, func(line []byte) {
		if n++; n == d.Line {
			d.A = string(line)
		}
	})
	return report, err
}
