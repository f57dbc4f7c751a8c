package lab

import (
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Count is how many control blocks of connections a host holds: in all states but
// closed, and in those that pile up.
type Count struct{ All, TimeWait, CloseWait, FinWait2 int }

// Census is how many control blocks a host held over time.
type Census struct {
	Host *stack.Host
	Peak Count      // the most of each kind at once
	Step vtime.Time // of Over
	Over []Count    // in each step of time from the start, the most of each kind at once

	now Count
}

// Steps of a census: the first length, and how many there are at most.
const (
	firstStep = vtime.Millisecond
	mostSteps = 128
)

// censuses counts for all hosts.
type censuses struct {
	all    []*Census
	byHost map[*stack.Host]*Census
}

func newCensuses(n *stack.Net) *censuses {
	c := &censuses{byHost: map[*stack.Host]*Census{}}
	for _, h := range n.Hosts() {
		one := &Census{Host: h, Step: firstStep}
		c.all = append(c.all, one)
		c.byHost[h] = one
	}
	return c
}

// StateChange counts.
func (c *censuses) StateChange(at vtime.Stamp, e *stack.End, from, to string) {
	one := c.byHost[e.Host]
	one.advance(at.Now)
	one.now.add(from, -1)
	one.now.add(to, 1)
	one.Peak.raise(&one.now)
	one.Over[len(one.Over)-1].raise(&one.now)
}

// add counts a block that comes into a state, or leaves it.
func (n *Count) add(state string, by int) {
	switch state {
	case "CLOSED", "LISTEN":
		return
	case "TIME-WAIT":
		n.TimeWait += by
	case "CLOSE-WAIT":
		n.CloseWait += by
	case "FIN-WAIT-2":
		n.FinWait2 += by
	}
	n.All += by
}

// raise makes each kind at least as many as there are of m.
func (n *Count) raise(m *Count) {
	n.All, n.TimeWait = max(n.All, m.All), max(n.TimeWait, m.TimeWait)
	n.CloseWait, n.FinWait2 = max(n.CloseWait, m.CloseWait), max(n.FinWait2, m.FinWait2)
}

// advance goes on to the step that a time is in. Steps become twice as long
// whenever they would become too many.
func (c *Census) advance(now vtime.Time) {
	for now/c.Step >= mostSteps {
		for i := 0; i < len(c.Over); i += 2 {
			sum := c.Over[i]
			if i+1 < len(c.Over) {
				sum.raise(&c.Over[i+1])
			}
			c.Over[i/2] = sum
		}
		c.Over = c.Over[:(len(c.Over)+1)/2]
		c.Step *= 2
	}
	for vtime.Time(len(c.Over)) <= now/c.Step {
		c.Over = append(c.Over, c.now)
	}
}
