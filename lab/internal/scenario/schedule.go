package scenario

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Step is what changes on a wire at a time.
type Step struct {
	At     vtime.Time
	Rate   uint64     // 0: as before
	Outage bool       // nothing goes until the next step
	Delay  vtime.Time // -1: as before
	Loss   int64      // -1: as before
}

// NewStep returns a step that changes nothing.
func NewStep() Step { return preset(scheduleTable()) }

func scheduleTable() []field[Step] {
	asBefore := func(f field[Step]) field[Step] {
		f.fallback = "as before"
		return f
	}
	limited := rates.where(func(r uint64) error {
		if r == 0 {
			return errors.New("it is no limit, expected a rate")
		}
		return nil
	})
	return []field[Step]{
		required("at", durations, func(s *Step) *span { return &s.At },
			"when it begins, later than the step before"),
		asBefore(scalar("rate", limited, 0, func(s *Step) *uint64 { return &s.Rate },
			"bits per second")),
		scalar("outage", flags, false, func(s *Step) *bool { return &s.Outage },
			"nothing leaves until the next step; what waits goes then"),
		asBefore(scalar("delay", durations, -1, func(s *Step) *span { return &s.Delay },
			"one-way delay of what leaves from then on; nothing is overtaken")),
		asBefore(scalar("loss", shares, -1, func(s *Step) *i64 { return &s.Loss },
			"share of packets lost at random of those sent from then on")),
	}
}

// ScheduleText writes steps as the value of an assignment.
func ScheduleText(steps []Step) string {
	out := scheduleField("schedule", func(d *Direction) *[]Step { return &d.Schedule }, "").emit(&Direction{Schedule: steps})
	if out == nil {
		return "[]"
	}
	out.Style = yaml.FlowStyle
	text, err := yaml.Marshal(out)
	if err != nil {
		panic("scenario: " + err.Error()) // a tree of our own making
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

// scheduleField is the list of steps of a direction.
func scheduleField(name string, at func(*Direction) *[]Step, doc string) field[Direction] {
	f := sequence(name, scheduleTable, at, doc)
	f.fallback = "[]"
	emit := f.emit
	f.emit = func(d *Direction) *yaml.Node {
		out := emit(d)
		if out != nil {
			for _, step := range out.Content {
				step.Style = yaml.FlowStyle
			}
		}
		return out
	}
	return f
}

// Timetable is the schedule of a direction with what each step leaves as before.
func (d *Direction) Timetable() link.Schedule {
	t := link.Schedule{Period: d.SchedulePeriod}
	now := link.Step{Rate: d.Rate, Delay: d.Delay, Loss: link.Share(d.Loss)}
	for _, s := range d.Schedule {
		now.At = s.At
		if s.Rate > 0 {
			now.Rate = s.Rate
		}
		if s.Delay >= 0 {
			now.Delay = s.Delay
		}
		if s.Loss >= 0 {
			now.Loss = link.Share(s.Loss)
		}
		step := now
		if s.Outage {
			step.Rate = 0
		}
		t.Steps = append(t.Steps, step)
	}
	return t
}

// timetable checks the schedule of a direction as the wire will.
func (d *Direction) timetable() error {
	for _, s := range d.Schedule {
		switch changes := s.Rate > 0 || s.Outage; {
		case changes && len(d.Trace) > 0:
			return errors.New("a step changes the rate of a wire with a trace, expected delay and loss only")
		case s.Outage && d.Rate == 0:
			return errors.New("what waits in an outage would leave at once, expected a rate of the link")
		case changes && d.Rate == 0:
			return errors.New("a step changes the rate of an unlimited wire, expected a rate of the link")
		}
	}
	t := d.Timetable()
	if len(t.Steps) == 0 && t.Period > 0 {
		return errors.New("a period without a schedule, expected steps")
	}
	c := link.Config{Rate: d.Rate, Schedule: t, Trace: d.Opportunities()}
	return c.Validate()
}

// traceField is a mahimahi trace: the name of its file, or its times. A scenario
// holds the times.
func traceField(name string, at func(*Direction) *[]int64, doc string) field[Direction] {
	f := list(name, counts[i64](0, int64(link.MaxDelay/vtime.Millisecond)), at, doc)
	numbers := f.put
	f.kind = "file, or list of numbers"
	f.schema = func(Registry) map[string]any {
		return oneOf(ref("text"), map[string]any{"type": "array", "items": map[string]any{"type": "integer", "minimum": 0}})
	}
	f.put = func(d *decoder, n *yaml.Node, t *Direction) {
		if resolve(n).Kind != yaml.ScalarNode {
			before := d.failed
			numbers(d, n, t)
			c := link.Config{Trace: t.Opportunities()}
			if err := c.Validate(); err != nil && d.failed == before {
				d.fail(n, "%s: %v", name, err)
				*at(t) = nil
			}
			return
		}
		file, ok := readScalar(d, n, name, texts)
		if !ok {
			return
		}
		trace, err := d.trace(d.nearby(n, file))
		if err != nil {
			d.fail(n, "%s: %v", name, err)
			return
		}
		*at(t) = nil
		for _, when := range trace.At {
			*at(t) = append(*at(t), int64(when/vtime.Millisecond))
		}
	}
	return f
}

// trace reads the file of a trace.
func (d *decoder) trace(file string) (*link.Trace, error) {
	if d.reg.Open == nil {
		return nil, fmt.Errorf("%q: no files can be read here, expected a list of times in milliseconds", cut(file))
	}
	data, err := d.reg.Open(file)
	if err != nil {
		return nil, err
	}
	trace, err := link.ParseTrace(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cut(file), err)
	}
	return trace, nil
}

// Opportunities is the trace of a direction; nil if it has none.
func (d *Direction) Opportunities() *link.Trace {
	if len(d.Trace) == 0 {
		return nil
	}
	t := &link.Trace{}
	for _, ms := range d.Trace {
		t.At = append(t.At, vtime.Time(ms)*vtime.Millisecond)
	}
	return t
}
