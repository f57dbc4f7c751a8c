package film

import (
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Column is a number that ends have over time.
type Column struct {
	Name string // with its unit, if that is not bytes
	Doc  string
	Of   func(*Sample) int64
}

// NoThreshold is what a slow-start threshold is reported as that is none.
const NoThreshold = -1

// Columns are the numbers of a Sample, for graphs and tables.
var Columns = []Column{
	{"cwnd", "congestion window", func(s *Sample) int64 { return s.Cwnd }},
	{"ssthresh", "slow-start threshold, -1: none", func(s *Sample) int64 {
		if s.Threshold >= 1<<40 || s.Threshold <= 0 {
			return NoThreshold
		}
		return s.Threshold
	}},
	{"flight", "on the way", func(s *Sample) int64 { return s.Flight }},
	{"rwnd", "window that the peer offers", func(s *Sample) int64 { return s.Window }},
	{"acked", "acknowledged", func(s *Sample) int64 { return s.Una }},
	{"sent", "sent", func(s *Sample) int64 { return s.Nxt }},
	{"not_sent", "written and not sent", func(s *Sample) int64 { return s.NotSent }},
	{"received", "received in order", func(s *Sample) int64 { return s.RcvNxt }},
	{"offered", "window that it offers", func(s *Sample) int64 { return s.RcvWindow }},
	{"unread", "received and not read", func(s *Sample) int64 { return s.Unread }},
	{"srtt_ns", "smoothed round trip, 0: none yet", func(s *Sample) int64 { return int64(s.SRTT) }},
	{"rto_ns", "retransmission timeout", func(s *Sample) int64 { return int64(s.RTO) }},
}

// Depth is what stood in the queue of a wire from a time on, what was being clocked
// out not counted.
type Depth struct {
	At             vtime.Time
	Packets, Bytes int
}

// QueueOf returns what stood in the queue of a wire over time.
func (f *Film) QueueOf(wire int) (out []Depth) {
	var steps []Depth
	for _, p := range f.Packets {
		for i := range p.Hops {
			if h := &p.Hops[i]; h.Wire == wire && h.Queue > 0 {
				steps = append(steps, Depth{h.In, 1, p.Length}, Depth{h.In + h.Queue, -1, -p.Length})
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b Depth) int { return int(max(-1, min(1, a.At-b.At))) })
	packets, bytes := 0, 0
	for i, s := range steps {
		packets, bytes = packets+s.Packets, bytes+s.Bytes
		if i+1 == len(steps) || steps[i+1].At != s.At {
			out = append(out, Depth{s.At, packets, bytes})
		}
	}
	return out
}

// Number is how many there were from a time on.
type Number struct {
	At    vtime.Time
	Count int
}

// TimeWaits returns how many connections of a host were in TIME-WAIT over time.
func (f *Film) TimeWaits(h *stack.Host) (out []Number) {
	var steps []Number
	for _, e := range f.Ends {
		if e.Host != h {
			continue
		}
		before := ""
		for _, s := range e.States {
			if s.Name == timeWait {
				steps = append(steps, Number{s.At, 1})
			} else if before == timeWait {
				steps = append(steps, Number{s.At, -1})
			}
			before = s.Name
		}
	}
	slices.SortStableFunc(steps, func(a, b Number) int { return int(max(-1, min(1, a.At-b.At))) })
	n := 0
	for i, s := range steps {
		n += s.Count
		if i+1 == len(steps) || steps[i+1].At != s.At {
			out = append(out, Number{s.At, n})
		}
	}
	return out
}

const timeWait = "TIME-WAIT"

// ColumnNamed returns the column of a name, which must be there.
func ColumnNamed(name string) *Column {
	for i := range Columns {
		if Columns[i].Name == name {
			return &Columns[i]
		}
	}
	panic("film: no column is named " + name)
}
