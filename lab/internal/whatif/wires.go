package whatif

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
)

// assignment makes one of PATH=VALUE.
func assignment(text string) scenario.Assignment {
	path, value, _ := strings.Cut(text, "=")
	return scenario.Assignment{Path: path, Value: value}
}

// direction is a wire of a scenario and the path to it.
type direction struct {
	*scenario.Direction
	path string
}

// set changes a field of the direction.
func (d direction) set(field, value string) scenario.Assignment {
	return scenario.Assignment{Path: d.path + "." + field, Value: value}
}

// directions lists the wires of a scenario.
func directions(s *scenario.Scenario) (out []direction) {
	for i := range s.Links {
		l := &s.Links[i]
		out = append(out, direction{&l.Up, fmt.Sprintf("links[%d].up", i)},
			direction{&l.Down, fmt.Sprintf("links[%d].down", i)})
	}
	return out
}

// wires sets fields of all wires.
func wires(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, d := range directions(s) {
			for _, f := range fields {
				out = append(out, assignment(d.path+"."+f))
			}
		}
		return out
	}
}

// schedules takes what the schedules of wires say of a field out of them.
func schedules(field string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, d := range directions(s) {
			if len(d.Schedule) > 0 {
				out = append(out, d.schedule(func(step *scenario.Step) { forget(step, field) }))
			}
		}
		return out
	}
}

// forget makes a step leave a field as it was before.
func forget(step *scenario.Step, field string) {
	none := scenario.NewStep()
	switch field {
	case "rate":
		step.Rate, step.Outage = none.Rate, none.Outage
	case "delay":
		step.Delay = none.Delay
	case "loss":
		step.Loss = none.Loss
	}
}

// schedule is the direction's schedule with changed steps.
func (d direction) schedule(change func(*scenario.Step)) scenario.Assignment {
	var steps []scenario.Step
	for _, step := range d.Schedule {
		change(&step)
		steps = append(steps, step)
	}
	return d.set("schedule", scenario.ScheduleText(steps))
}

// limitedWires sets fields of the wires that have a rate.
func limitedWires(fields ...string) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, d := range directions(s) {
			for _, f := range fields {
				if d.Rate != units.Unlimited || len(d.Trace) > 0 {
					out = append(out, assignment(d.path+"."+f))
				}
			}
		}
		return out
	}
}

// fasterWires multiplies rates. A recorded link has no rate to multiply: it is
// left as it is.
func fasterWires(times uint64) edit {
	faster := func(rate uint64) uint64 { return min(rate, link.MaxRate/times) * times }
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, d := range directions(s) {
			if d.Rate == units.Unlimited || len(d.Trace) > 0 {
				continue
			}
			out = append(out, d.set("rate", units.FormatRate(faster(d.Rate))))
			if len(d.Schedule) > 0 {
				out = append(out, d.schedule(func(step *scenario.Step) { step.Rate = faster(step.Rate) }))
			}
		}
		return out
	}
}

// largestPackets lets every wire take packets as large as the largest takes.
func largestPackets(s *scenario.Scenario) []scenario.Assignment {
	most := int64(0)
	for _, d := range directions(s) {
		if d.MTU == 0 {
			return wires("mtu=0")(s)
		}
		most = max(most, d.MTU)
	}
	return wires(fmt.Sprintf("mtu=%d", most))(s)
}

// shorterWires divides delays.
func shorterWires(by int64) edit {
	return func(s *scenario.Scenario) (out []scenario.Assignment) {
		for _, d := range directions(s) {
			if d.Delay > 0 {
				out = append(out, d.set("delay", units.FormatDuration(d.Delay/vtime.Time(by))))
			}
			if len(d.Schedule) > 0 {
				out = append(out, d.schedule(func(step *scenario.Step) {
					if step.Delay > 0 {
						step.Delay /= vtime.Time(by)
					}
				}))
			}
		}
		return out
	}
}
