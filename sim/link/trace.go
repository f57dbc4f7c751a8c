package link

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strconv"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Trace is a recording of when a link could deliver, as mahimahi writes and reads
// it: each opportunity lets 1504 bytes go, and what nobody has a use for is lost
// (Netravali et al., Mahimahi: Accurate Record-and-Replay for HTTP, 2015).
type Trace struct {
	At []vtime.Time // in order; the last one is where the trace begins again
}

// Sizes of mahimahi, whose packets have a header of the interface that they come
// from: one full packet of an Ethernet for each opportunity.
const (
	opportunity = 1504
	tunHeader   = 4
)

// ParseTrace reads a mahimahi trace: a time in milliseconds on each line, in order,
// the same time again for each further opportunity. Errors name the line.
func ParseTrace(text []byte) (*Trace, error) {
	t := &Trace{}
	last := int64(0)
	for i, line := range bytes.Split(bytes.TrimRight(text, "\r\n \t"), []byte("\n")) {
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
		switch {
		case err != nil || n < 0:
			return nil, fmt.Errorf("line %d: %q is not a time in whole milliseconds", i+1, shown(line))
		case n < last:
			return nil, fmt.Errorf("line %d: %d ms is earlier than the line before, expected times in order", i+1, n)
		case n > int64(MaxDelay/vtime.Millisecond):
			return nil, fmt.Errorf("line %d: %d ms is out of range, expected at most a year", i+1, n)
		}
		last = n
		t.At = append(t.At, vtime.Time(n)*vtime.Millisecond)
	}
	return t, t.validate()
}

// shown is the beginning of a line, for errors.
func shown(line []byte) []byte { return line[:min(len(line), 40)] }

func (t *Trace) validate() error {
	switch {
	case len(t.At) == 0:
		return errors.New("a trace without opportunities, expected one or more")
	case t.At[len(t.At)-1] <= 0 || t.At[0] < 0:
		return errors.New("a trace that takes no time, expected a last opportunity after 0 ms")
	case !sort.SliceIsSorted(t.At, func(i, j int) bool { return t.At[i] < t.At[j] }):
		return errors.New("a trace whose times are not in order")
	}
	return nil
}

// rate returns the bits per second that the trace lets go on the average.
func (t *Trace) rate() uint64 {
	return max(ratio(uint64(len(t.At))*opportunity*8, uint64(vtime.Second), uint64(t.At[len(t.At)-1])), MinRate)
}

// opportunities are those of a trace, again and again, with how far they are used.
type opportunities struct {
	at     []vtime.Time
	period vtime.Time
	next   int64      // the first one that is not used
	last   vtime.Time // when the last one that is used was
	left   int        // bytes that it has left
}

func newOpportunities(t *Trace) *opportunities {
	return &opportunities{at: t.At, period: t.At[len(t.At)-1], last: -1}
}

// use takes the opportunities for a frame that the transmitter begins with at time
// start, and returns when the last of them is. They come after the frame was sent;
// it can have what an earlier frame left over of one that it has waited for.
func (o *opportunities) use(start vtime.Time, f *Frame) vtime.Time {
	need := f.Len + tunHeader
	if f.trip.From.Now >= o.last {
		o.left = 0
		o.next = max(o.next, o.after(f.trip.From.Now))
	}
	for need > o.left {
		need -= o.left
		o.last, o.left = o.time(o.next), opportunity
		o.next++
	}
	o.left -= need
	return max(o.last, start)
}

// time returns when the i-th opportunity is.
func (o *opportunities) time(i int64) vtime.Time {
	n := int64(len(o.at))
	return o.at[i%n].Add(vtime.Time(i/n) * o.period)
}

// after returns the first opportunity after a time.
func (o *opportunities) after(t vtime.Time) int64 {
	rounds := t / o.period
	rest := t - rounds*o.period
	return int64(rounds)*int64(len(o.at)) + int64(sort.Search(len(o.at), func(i int) bool { return o.at[i] > rest }))
}
