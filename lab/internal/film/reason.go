package film

import (
	"strconv"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// reason tells why a packet leaves now. What held it is appended to held.
func (f *Film) reason(at vtime.Stamp, p *stack.Packet, held []Held) Reason {
	r := Reason{By: f.trigger(at.Event), AckDue: vtime.Never}
	if p.TCP == nil {
		return r
	}
	o := p.TCP
	r.AckDue = o.AckSince
	switch {
	case o.Copy > 1:
		r.Repair = o.Repair
	case o.End > o.Start && p.From != nil:
		r.Held = AppendHeld(held, p)
	}
	return r
}

// trigger follows the parents of an event to what set it off: the arrival of a
// packet, or what took time.
func (f *Film) trigger(id vtime.EventID) Trigger {
	packet, id := f.atOnce(id)
	if packet != 0 || !f.log.Kept(id) {
		return Trigger{Packet: packet}
	}
	parent, edge := f.log.Parent(id)
	after, _ := f.atOnce(parent)
	return Trigger{Where: edge.Where, Since: f.log.Time(parent), After: after, Event: id}
}

// atOnce returns the packet whose arrival led to an event at the same instant, and the
// first event there that led to it; the packet is 0 if none did. Of several packets
// of one sender that arrived at that instant before the event, it is the last: what
// woke a process may be the first one, but it found them all.
func (f *Film) atOnce(id vtime.EventID) (packet int, first vtime.EventID) {
	for at := id; f.log.Kept(at); {
		if i := f.arrival(at); i >= 0 {
			from := f.arrived[i].from
			for j := i; j < len(f.arrived) && f.arrived[j].event <= id && f.log.Time(f.arrived[j].event) == f.log.Time(at); j++ {
				if f.arrived[j].from == from {
					i = j
				}
			}
			return f.arrived[i].id, at
		}
		first = at
		parent, edge := f.log.Parent(at)
		if edge.Where != cause.Instant {
			break
		}
		at = parent
	}
	return 0, first
}

// AppendHeld appends what held the first byte that a packet carries between being
// written and leaving, by rule in the order in which the rules first held it.
func AppendHeld(held []Held, p *stack.Packet) []Held {
	e := p.From
	if e == nil || e.Half == nil {
		return held
	}
	mark, ok := e.Half.MarkOf(uint64(p.TCP.Start))
	if !ok || mark.Taken.Now >= p.Left {
		return held
	}
	var index [cause.NumWhy]int // in held, from 1
	e.Half.Chrono.Each(mark.Taken.Now, p.Left, func(s cause.Span) {
		if s.Why == cause.NothingToSend {
			return
		}
		if index[s.Why] == 0 {
			held = append(held, Held{Why: s.Why})
			index[s.Why] = len(held)
		}
		held[index[s.Why]-1].For += s.To - s.From
	})
	return held
}

// Comment says in one line why a packet left when it did: what had held it, how
// long its acknowledgement was owed, and what let it go.
func (f *Film) Comment(p *Packet) string {
	return string(f.AppendComment(nil, p))
}

// AppendComment appends what Comment says.
func (f *Film) AppendComment(b []byte, p *Packet) []byte {
	n := len(b)
	b = p.appendHeld(b)
	if due := p.Reason.AckDue; due != vtime.Never && due < p.Left {
		b = (p.Left - due).Append(append(sep(b, n), "ack owed for "...))
	}
	return f.appendTrigger(sep(b, n), p)
}

// sep separates what follows from what was appended since n.
func sep(b []byte, n int) []byte {
	if len(b) > n {
		b = append(b, "; "...)
	}
	return b
}

// appendHeld appends which copy of its bytes it is, or what held the first one.
func (p *Packet) appendHeld(b []byte) []byte {
	switch {
	case p.Copied > 0:
		return append(b, "a wire made this copy"...)
	case p.Copy > 1:
		b = strconv.AppendInt(append(b, "copy "...), int64(p.Copy), 10)
		return append(append(b, ", "...), p.Reason.Repair.String()...)
	case p.Stop == p.Start:
		return b
	case len(p.Reason.Held) == 0:
		return append(b, "not held"...)
	}
	return AppendRules(b, p.Reason.Held)
}

// AppendRules appends rules with their times.
func AppendRules(b []byte, held []Held) []byte {
	for i, h := range held {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(append(b, h.Why.String()...), ' ')
		b = h.For.Append(b)
	}
	return b
}

// appendTrigger appends what let a packet go.
func (f *Film) appendTrigger(b []byte, p *Packet) []byte {
	t := &p.Reason.By
	switch {
	case t.Packet > 0:
		return f.appendPacket(append(b, "released by "...), t.Packet)
	case t.Where == cause.Instant:
		return append(b, "at the start"...)
	}
	b = append(append(b, "after "...), t.Where.String()...)
	b = (p.Left - t.Since).Append(append(b, ' '))
	if t.After > 0 {
		b = f.appendPacket(append(b, " since "...), t.After)
	}
	return b
}

// appendPacket names a packet by its number, or says that the capture lacks it.
func (f *Film) appendPacket(b []byte, id int) []byte {
	if n := f.NumberOf(id); n > 0 {
		return strconv.AppendInt(append(b, "packet "...), int64(n), 10)
	}
	return append(b, "a packet that was not captured"...)
}
