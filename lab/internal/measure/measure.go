package measure

import (
	"sort"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Times are how long answers took.
type Times struct {
	Answered int64      `json:"answered"`
	Failed   int64      `json:"failed"`
	MeanNS   vtime.Time `json:"mean_ns"`
	MinNS    vtime.Time `json:"min_ns"`
	P50NS    vtime.Time `json:"p50_ns"`
	P90NS    vtime.Time `json:"p90_ns"`
	P95NS    vtime.Time `json:"p95_ns"`
	P99NS    vtime.Time `json:"p99_ns"`
	P999NS   vtime.Time `json:"p999_ns"`
	MaxNS    vtime.Time `json:"max_ns"`
}

// Class is the times of a class of the mix.
type Class struct {
	Name string `json:"name"`
	Times
}

// Interval is the times of what was asked for in an interval.
type Interval struct {
	FromNS vtime.Time `json:"from_ns"`
	ToNS   vtime.Time `json:"to_ns"`
	Times
}

// Summary is what came of a load.
type Summary struct {
	Workload string     `json:"workload"`
	Loop     string     `json:"loop"`    // open or closed
	FromNS   vtime.Time `json:"from_ns"` // what is measured was asked for from here on
	ToNS     vtime.Time `json:"to_ns"`   // and before
	Asked    int64      `json:"asked"`   // in all, the warm-up and what did not end included
	Ended    int64      `json:"ended"`   // of those
	// PerSecond is how much ended well between From and To, whenever it was asked for.
	PerSecond float64 `json:"per_second"`
	// InFlight is how much was under way between From and To, in the mean.
	InFlight float64    `json:"in_flight"`
	All      Times      `json:"all"`
	Classes  []Class    `json:"classes"`
	Over     []Interval `json:"over_time"`
}

// The histogram goes from a nanosecond to ten days, with three digits.
const (
	mostTime = 240 * 3600 * vtime.Second
	digits   = 3
)

// Of summarises what a load was answered.
func Of(l *lab.Traffic) *Summary {
	s := &Summary{Workload: l.Name, Loop: "closed", FromNS: l.From, ToNS: l.To, Asked: l.Asked, Ended: int64(len(l.Samples))}
	if l.Open {
		s.Loop = "open"
	}
	s.rates(l.Samples)
	measured := make([]lab.Sample, 0, len(l.Samples))
	for _, x := range l.Samples {
		if x.Asked >= s.FromNS && x.Asked < s.ToNS {
			measured = append(measured, x)
		}
	}
	sort.SliceStable(measured, func(i, j int) bool { return measured[i].Asked < measured[j].Asked })
	h := hdrhistogram.New(1, int64(mostTime), digits)
	s.All = timesOf(h, measured)
	s.classes(h, l.Parts, measured)
	s.over(h, l.Interval, measured)
	return s
}

// rates computes what depends on when answers came.
func (s *Summary) rates(all []lab.Sample) {
	length := s.ToNS - s.FromNS
	ended, area := int64(0), vtime.Time(0)
	for _, x := range all {
		if x.Done >= s.FromNS && x.Done < s.ToNS && !x.Failed {
			ended++
		}
		area += max(0, min(x.Done, s.ToNS)-max(x.Asked, s.FromNS))
	}
	s.PerSecond = ratio(ended*int64(vtime.Second/1000), int64(length/1000))
	s.InFlight = ratio(int64(area/1000), int64(length/1000))
}

// ratio is a/b with three digits behind the point.
func ratio(a, b int64) float64 {
	if b <= 0 {
		return 0
	}
	whole, rest := a/b, a%b
	return float64(whole) + float64(rest*1000/b)/1000
}

func (s *Summary) classes(h *hdrhistogram.Histogram, names []string, all []lab.Sample) {
	index := map[string]int{}
	var parts [][]lab.Sample
	of := make([]int, len(names))
	for i, name := range names {
		if _, known := index[name]; !known {
			index[name] = len(s.Classes)
			s.Classes, parts = append(s.Classes, Class{Name: name}), append(parts, nil)
		}
		of[i] = index[name]
	}
	for _, x := range all {
		parts[of[x.Part]] = append(parts[of[x.Part]], x)
	}
	for i := range s.Classes {
		s.Classes[i].Times = timesOf(h, parts[i])
	}
}

// intervals is how many there are if nobody chose.
const intervals = 10

func (s *Summary) over(h *hdrhistogram.Histogram, step vtime.Time, all []lab.Sample) {
	if step <= 0 {
		step = max((s.ToNS-s.FromNS)/intervals, 1)
	}
	for from := s.FromNS; from < s.ToNS; from = from.Add(step) {
		to := min(from.Add(step), s.ToNS)
		n := sort.Search(len(all), func(i int) bool { return all[i].Asked >= to })
		s.Over = append(s.Over, Interval{FromNS: from, ToNS: to, Times: timesOf(h, all[:n])})
		all = all[n:]
	}
}

// Rank is where, of n times in their order, the one at a percentile is: the first that
// is as long as so many percent of them.
func Rank(n, percent int) int { return max((n*percent+99)/100, 1) - 1 }

// timesOf measures samples, with a histogram that it may overwrite.
func timesOf(h *hdrhistogram.Histogram, all []lab.Sample) (t Times) {
	h.Reset()
	sum, first := vtime.Time(0), true
	for _, x := range all {
		if x.Failed {
			t.Failed++
			continue
		}
		took := x.Done - x.Asked
		t.Answered++
		sum += took
		if t.MaxNS = max(t.MaxNS, took); first || took < t.MinNS {
			t.MinNS, first = took, false
		}
		_ = h.RecordValue(int64(min(took, mostTime))) // it is within the bounds
	}
	if t.Answered == 0 {
		return t
	}
	t.MeanNS = sum / vtime.Time(t.Answered)
	at := func(q float64) vtime.Time { return min(vtime.Time(h.ValueAtQuantile(q)), t.MaxNS) }
	t.P50NS, t.P90NS, t.P95NS, t.P99NS, t.P999NS = at(50), at(90), at(95), at(99), at(99.9)
	return t
}
