package film

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// End is one end of a connection over time.
type End struct {
	*stack.End
	Samples []Sample // whenever something of it changed
	States  []State

	conn stack.Inside // as long as it is the end's own
}

// Info returns what the socket of an end would tell now, nil if it has none any
// more.
func (e *End) Info(now vtime.Time) *tcp.Info {
	if e.conn == nil || !e.IsOpen {
		return nil
	}
	i := e.conn.Info(now)
	return &i
}

// Algorithm names the congestion control of an end, as long as Info knows it.
func (e *End) Algorithm() string {
	if e.conn == nil {
		return ""
	}
	return e.conn.Congestion().String()
}

// Sample is what a connection was like from a time on. Una, Nxt and RcvNxt are
// stream offsets, as the others are in bytes; 1 is the first byte.
type Sample struct {
	At        vtime.Time
	Why       cause.Why // what binds it; NothingToSend: nothing does
	Phase     tcp.Phase
	Cwnd      int64
	Threshold int64 // of slow start; 1<<40 or more is none
	Flight    int64 // on the way
	Window    int64 // that the peer offers
	Una, Nxt  int64
	NotSent   int64 // written and not sent
	RcvNxt    int64
	RcvWindow int64 // that it offers
	Unread    int64
	SRTT, RTO vtime.Time // 0: none yet
}

// State is a state from a time on.
type State struct {
	At   vtime.Time
	Name string
}

// end returns the record of an end.
func (f *Film) end(e *stack.End) *End {
	x := f.ends[e]
	if x == nil {
		x = &End{End: e}
		f.ends[e] = x
		f.Ends = append(f.Ends, x)
	}
	return x
}

// EndOf returns the record of an end, nil if it was never seen.
func (f *Film) EndOf(e *stack.End) *End { return f.ends[e] }

// StateChange takes down a state.
func (f *Film) StateChange(at vtime.Stamp, e *stack.End, _, to string) {
	x := f.end(e)
	x.States = append(x.States, State{at.Now, to})
}

// Settled takes down what an end is like, if that has changed.
func (f *Film) Settled(at vtime.Stamp, e *stack.End, c stack.Inside) {
	i := c.Info(at.Now)
	s := Sample{
		At: at.Now, Phase: i.Phase, Cwnd: i.Cwnd, Threshold: i.Threshold, Flight: i.InFlight, Window: i.Window,
		Una: i.Una, Nxt: i.Nxt, NotSent: i.NotSent, RcvNxt: i.RcvNxt, RcvWindow: i.RcvWindow, Unread: i.Unread,
		SRTT: i.SRTT, RTO: i.RTO,
	}
	if e.Half != nil {
		s.Why, _ = e.Half.Chrono.Current()
	}
	x := f.end(e)
	x.conn = c
	x.add(s)
}

// add appends a sample. Of several at one instant the last one counts.
func (e *End) add(s Sample) {
	if n := len(e.Samples); n > 0 {
		last := e.Samples[n-1]
		if last.At == s.At {
			e.Samples = e.Samples[:n-1]
		} else if last.At = s.At; last == s {
			return
		}
	}
	e.Samples = append(e.Samples, s)
}
