package link

import (
	"fmt"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Share is a probability in parts per 1e9.
type Share uint32

// Whole is the share of everything.
const Whole Share = 1_000_000_000

// Limits of a configuration.
const (
	MinRate  = 8                                 // bits per second
	MaxRate  = 1_000_000_000_000_000             // bits per second
	MaxDelay = 366 * 24 * 60 * 60 * vtime.Second // of Delay, Jitter and ReorderBy each
	MinMTU   = 68                                // bytes (RFC 791 section 3.2)
	MaxMTU   = 65535                             // bytes
)

// Config describes one direction of a link. The zero value is an ideal wire:
// no delay, unlimited rate, nothing lost.
type Config struct {
	Name   string
	Rate   uint64     // bits per second; 0: unlimited, no frame ever queues
	Delay  vtime.Time // one way
	Jitter vtime.Time // largest extra delay; frames stay in order
	MTU    int        // largest frame in bytes; 0: MaxMTU
	Queue  Queue

	Schedule Schedule // how Rate, Delay and Loss change with time
	Trace    *Trace   // when frames can go, in place of Rate, which becomes its average; nil: by Rate

	Loss        Share
	Burst       Burst
	LoseData    []int // the n-th frames with payload, from 1
	LosePackets []int // the n-th frames of any kind, from 1
	Duplicate   Share
	Reorder     Share
	ReorderBy   vtime.Time // how much later a reordered frame arrives
	Corrupt     Share
}

// Queue bounds what waits for the transmitter, the frame that is being clocked
// out included, until after the instant at which it leaves (a discipline may have been
// asked for the next frame by then). Zero means unbounded; a bound in bytes lets any
// frame into an empty queue.
type Queue struct {
	Packets int
	Bytes   int64
	// None is a thought: frames wait for no other. Each is clocked out as if it had the
	// wire to itself, but not before an earlier one is, so that they stay in order.
	None bool
	// New makes the wire's discipline, which takes its random streams from k; nil is
	// drop-tail. Name is what reports call it.
	New  func(k *sim.Kernel, cfg *Config) Discipline
	Name string
}

// Burst is the Gilbert-Elliott model of bursty loss: two states, each with its
// own share of losses, and the chances to change between them before each frame.
// A wire starts in the good state. The zero value never loses.
type Burst struct {
	ToBad, ToGood Share
	InGood, InBad Share
}

// Validate says what is wrong with the configuration, nil if nothing is.
func (c *Config) Validate() error {
	if c.Rate != 0 && (c.Rate < MinRate || c.Rate > MaxRate) {
		return fmt.Errorf("rate %d bit/s: expected 0 for unlimited, or %d to %d",
			c.Rate, MinRate, uint64(MaxRate))
	}
	if c.MTU != 0 && (c.MTU < MinMTU || c.MTU > MaxMTU) {
		return fmt.Errorf("mtu %d: expected 0 for the largest, or %d to %d bytes", c.MTU, MinMTU, MaxMTU)
	}
	for _, d := range []struct {
		name string
		v    vtime.Time
	}{{"delay", c.Delay}, {"jitter", c.Jitter}, {"reorder by", c.ReorderBy}} {
		if d.v < 0 || d.v > MaxDelay {
			return fmt.Errorf("%s %v: expected 0 to %v (a year)", d.name, d.v, MaxDelay)
		}
	}
	if c.Queue.Packets < 0 {
		return fmt.Errorf("queue of %d packets: expected 0 for unbounded, or more", c.Queue.Packets)
	}
	if c.Queue.Bytes < 0 {
		return fmt.Errorf("queue of %d bytes: expected 0 for unbounded, or more", c.Queue.Bytes)
	}
	if err := c.validateSchedule(); err != nil {
		return err
	}
	return c.validateImpairments()
}

func (c *Config) validateSchedule() error {
	if c.Trace != nil {
		if err := c.Trace.validate(); err != nil {
			return err
		}
	}
	s := &c.Schedule
	before, goes := vtime.Time(-1), len(s.Steps) == 0 || s.Steps[0].At > 0
	for i, step := range s.Steps {
		switch {
		case step.At <= before:
			return fmt.Errorf("step %d at %v: expected a time after the one before it", i+1, step.At)
		case step.At > MaxDelay || step.Delay < 0 || step.Delay > MaxDelay:
			return fmt.Errorf("step %d: times %v and %v: expected 0 to %v (a year)", i+1, step.At, step.Delay, MaxDelay)
		case step.Rate != 0 && (step.Rate < MinRate || step.Rate > MaxRate):
			return fmt.Errorf("step %d: rate %d bit/s: expected 0 for an outage, or %d to %d",
				i+1, step.Rate, MinRate, uint64(MaxRate))
		case step.Loss > Whole:
			return fmt.Errorf("step %d: loss: %d parts per 1e9: expected 0 to %d", i+1, step.Loss, Whole)
		}
		before = step.At
		goes = step.Rate > 0 || goes && s.Period > 0
	}
	switch {
	case s.Period != 0 && (s.Period <= before || s.Period > MaxDelay):
		return fmt.Errorf("schedule of %v: expected more than its last step's %v, and at most a year", s.Period, before)
	case c.Rate != 0 && !goes:
		return fmt.Errorf("a schedule that ends in an outage: expected one that lets frames go again")
	}
	return nil
}

func (c *Config) validateImpairments() error {
	for _, s := range []struct {
		name string
		v    Share
	}{
		{"loss", c.Loss}, {"duplicate", c.Duplicate}, {"reorder", c.Reorder}, {"corrupt", c.Corrupt},
		{"burst loss to bad", c.Burst.ToBad}, {"burst loss to good", c.Burst.ToGood},
		{"burst loss in good", c.Burst.InGood}, {"burst loss in bad", c.Burst.InBad},
	} {
		if s.v > Whole {
			return fmt.Errorf("%s: %d parts per 1e9: expected 0 to %d, which is everything", s.name, s.v, Whole)
		}
	}
	if c.Reorder > 0 && c.ReorderBy == 0 {
		return fmt.Errorf("reorder by 0 with reorder %d parts per 1e9: expected a time to hold such frames back", c.Reorder)
	}
	for _, list := range []struct {
		name    string
		numbers []int
	}{{"lose data", c.LoseData}, {"lose packets", c.LosePackets}} {
		for _, n := range list.numbers {
			if n < 1 {
				return fmt.Errorf("%s: number %d: expected 1 for the first frame, or more", list.name, n)
			}
		}
	}
	return nil
}
