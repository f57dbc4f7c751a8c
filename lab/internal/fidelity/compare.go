package fidelity

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Difference is something that the simulated hosts do in another way than the
// real ones, further apart than real runs are from each other.
type Difference struct{ What, Real, Ours string }

// String is one line.
func (d Difference) String() string {
	if d.Real == "" {
		return d.What
	}
	return fmt.Sprintf("%s: %s, ours %s", d.What, d.Real, d.Ours)
}

// Compare lists the differences, none if the conversations are the same.
//
// Times that only the network decides may be a millisecond or 0.3 % beyond the
// range of the real ones. What the kernel's timers decide ("allow timers") is
// later in a real one by up to an eighth and two ticks of its clock, since its
// timer wheel rounds up. Where a segment at the edge of a window makes a round
// trip more or less, so that real runs differ ("allow round"), both are right. An
// application that answers many times ("turns") adds up to 0.15 ms for each.
func Compare(c *Conversation, r *Result) []Difference {
	var all []Difference
	for _, w := range r.Wrong {
		all = append(all, Difference{w, "", ""})
	}
	for _, t := range c.Times {
		all = append(all, c.compareTime(t, r)...)
	}
	for _, n := range c.Counts {
		ours := r.count(n.Name)
		if slack := c.slack(n.Name); ours < n.N-slack || ours > n.N+slack {
			all = append(all, Difference{n.Name, fmt.Sprint(n.N), fmt.Sprint(ours)})
		}
	}
	if len(c.Packets) > 0 {
		all = append(all, c.comparePackets(r, true)...)
		all = append(all, c.comparePackets(r, false)...)
	}
	return all
}

func (c *Conversation) slack(count string) int {
	if count == "rounds" && c.Allow["round"] {
		return 1
	}
	return 0
}

// find returns a time that was taken, the last one of its name.
func (r *Result) find(name string) (vtime.Time, bool) {
	for i := len(r.Times) - 1; i >= 0; i-- {
		if r.Times[i].Name == name {
			return r.Times[i].At, true
		}
	}
	return 0, false
}

func (c *Conversation) compareTime(t Time, r *Result) []Difference {
	ours, ok := r.find(t.Name)
	lo, hi := t.Min, t.Max
	if c.Allow["round"] {
		lo, hi = lo-2*c.Up.Delay, hi+2*c.Up.Delay
	}
	slack := vtime.Time(c.Turns) * 150 * vtime.Microsecond
	if ok && c.near(lo-slack, hi+slack, ours) {
		return nil
	}
	d := Difference{t.Name, Millis(t.Median), "none"}
	if ok {
		d.Ours = Millis(ours)
	}
	return []Difference{d}
}

// near reports whether a time fits a range of real ones.
func (c *Conversation) near(lo, hi, ours vtime.Time) bool {
	least, most := ours-tolerance(ours), ours+tolerance(ours)
	if c.Allow["timers"] {
		most += ours/8 + 8*vtime.Millisecond
	}
	return most >= lo && least <= hi
}

func tolerance(t vtime.Time) vtime.Time {
	return max(vtime.Millisecond, t*3/1000)
}

// Millis writes a time as milliseconds, to a tenth: less moves with every change.
func Millis(t vtime.Time) string {
	sign := ""
	if t < 0 {
		sign, t = "-", -t
	}
	tenths := (t + 50*vtime.Microsecond) / (100 * vtime.Microsecond)
	return fmt.Sprintf("%s%d.%d ms", sign, tenths/10, tenths%10)
}

// count returns how many packets of a kind there were.
func (r *Result) count(name string) int {
	if name == "rounds" {
		return r.Rounds
	}
	n := 0
	for i := range r.Packets {
		if r.Packets[i].is(name) {
			n++
		}
	}
	return n
}

func (p *Packet) is(kind string) bool {
	has := func(c byte) bool {
		for i := range len(p.Flags) {
			if p.Flags[i] == c {
				return true
			}
		}
		return false
	}
	switch kind {
	case "packets":
		return true
	case "data_up":
		return p.Up && p.Len > 0
	case "data_down":
		return !p.Up && p.Len > 0
	case "again_up":
		return p.Up && p.Again
	case "again_down":
		return !p.Up && p.Again
	case "syn":
		return has('S')
	case "fin":
		return has('F')
	case "rst":
		return has('R')
	}
	return false
}

// comparePackets compares what one side sent, packet by packet, up to the first
// difference: what, and how long after the packet before, or after the one before
// that: a packet may be late.
func (c *Conversation) comparePackets(r *Result, up bool) []Difference {
	real, ours := sent(c.Packets, up), sent(r.Packets, up)
	side := map[bool]string{true: "client's", false: "server's"}[up]
	for i := range max(len(real), len(ours)) {
		what := fmt.Sprintf("%s packet %d", side, i+1)
		switch {
		case i >= len(real):
			return []Difference{{what, "none", ours[i].String()}}
		case i >= len(ours):
			return []Difference{{what, real[i].String(), "none"}}
		case !real[i].same(&ours[i]):
			return []Difference{{what, real[i].String(), ours[i].String()}}
		case i > 0 && !c.follows(real, ours, i, 1) && !c.follows(real, ours, i, 2):
			return []Difference{{what + " after", Millis(real[i].At - real[i-1].At), Millis(ours[i].At - ours[i-1].At)}}
		}
	}
	return nil
}

// follows reports whether packet i comes as long after the n-th before it.
func (c *Conversation) follows(real, ours []Packet, i, n int) bool {
	if i < n {
		return false
	}
	gap := real[i].At - real[i-n].At
	return c.near(gap, gap, ours[i].At-ours[i-n].At)
}

func sent(all []Packet, up bool) []Packet {
	var some []Packet
	for _, p := range all {
		if p.Up == up {
			some = append(some, p)
		}
	}
	return some
}

func (p *Packet) same(q *Packet) bool {
	return p.Flags == q.Flags && p.Seq == q.Seq && p.Len == q.Len && p.Ack == q.Ack
}

// String writes the packet as conversations do.
func (p *Packet) String() string {
	s := fmt.Sprintf("%s seq %d len %d", p.Flags, p.Seq, p.Len)
	if p.Ack >= 0 {
		s += fmt.Sprintf(" ack %d", p.Ack)
	}
	return s
}
