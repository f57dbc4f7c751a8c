package link

import (
	"math/bits"
	"sort"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Step is what a wire is like from a time on.
type Step struct {
	At vtime.Time
	// Rate is in bits per second; 0 is an outage, where nothing is clocked out. A wire
	// of unlimited rate, or with a Trace, has no use for it.
	Rate  uint64
	Delay vtime.Time // of frames that leave the transmitter from then on; they stay in order
	Loss  Share      // of frames that are sent from then on
}

// Schedule is how a wire changes with time. Until the first step it is as its
// configuration says.
type Schedule struct {
	Steps  []Step     // in the order of their times
	Period vtime.Time // all begins again after it; 0: the last step holds for ever
}

// varying is a wire that changes with time: all changes are known beforehand, so
// that a drop-tail queue is computed here too.
type varying struct {
	Schedule
	trace *opportunities // nil: the rates of the steps count
	cycle uint64         // bits times nanoseconds of a period; 0: none, or more than can be counted
}

func newVarying(cfg *Config) *varying {
	v := &varying{Schedule: cfg.Schedule}
	if len(v.Steps) == 0 || v.Steps[0].At > 0 {
		v.Steps = append([]Step{{0, cfg.Rate, cfg.Delay, cfg.Loss}}, v.Steps...)
	}
	if cfg.Trace != nil {
		v.trace = newOpportunities(cfg.Trace)
	}
	for i, s := range v.Steps {
		if v.Period == 0 {
			break
		}
		end := v.Period
		if i+1 < len(v.Steps) {
			end = v.Steps[i+1].At
		}
		hi, lo := bits.Mul64(s.Rate, uint64(end-s.At))
		sum, carry := bits.Add64(v.cycle, lo, 0)
		if v.cycle = sum; hi+carry > 0 {
			v.cycle = 0
			break
		}
	}
	return v
}

// restart forgets which opportunities of a trace are used.
func (v *varying) restart() {
	if v.trace != nil {
		v.trace.next, v.trace.last, v.trace.left = 0, -1, 0
	}
}

// at returns the step that holds at a time, and until when.
func (v *varying) at(t vtime.Time) (s *Step, until vtime.Time) {
	start := vtime.Time(0)
	until = vtime.Never
	if v.Period > 0 {
		start = t / v.Period * v.Period
		until = start.Add(v.Period)
	}
	i := sort.Search(len(v.Steps), func(i int) bool { return start.Add(v.Steps[i].At) > t })
	if i < len(v.Steps) {
		until = start.Add(v.Steps[i].At)
	}
	return &v.Steps[i-1], until
}

// clockOut returns when so many bits times nanoseconds are out that the transmitter
// begins with at time t, and what is left of them then: less than a nanosecond's.
func (v *varying) clockOut(t vtime.Time, need uint64) (vtime.Time, uint64) {
	if v.cycle > 0 && need > v.cycle {
		periods := (need - 1) / v.cycle
		t, need = t.Add(vtime.Time(periods)*v.Period), need-periods*v.cycle
	}
	for {
		s, until := v.at(t)
		hi, room := bits.Mul64(s.Rate, uint64(until-t))
		if hi > 0 || need <= room {
			return t.Add(vtime.Time(need / s.Rate)), need % s.Rate
		}
		t, need = until, need-room
	}
}

// transmitVarying is transmit for a wire that changes with time.
func (w *Wire) transmitVarying(start vtime.Time, f *Frame) {
	v, rest := w.varying, &w.fraction.remainder
	if v.trace != nil {
		w.free = v.trace.use(start, f)
	} else {
		if start > w.free {
			*rest = 0
		}
		w.free, *rest = v.clockOut(start, uint64(f.Len)*byteTime+*rest)
	}
	step, _ := v.at(w.free)
	w.kind.delay = step.Delay
}

// vary makes the wire what it is now for a frame that is sent.
func (w *Wire) vary(now vtime.Time) {
	step, _ := w.varying.at(now)
	w.fate.loss = step.Loss
	w.kind.delay = step.Delay // unless the frame has to be clocked out first
}
