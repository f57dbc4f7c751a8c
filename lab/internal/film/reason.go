package film

import (
	"strconv"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

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
	before := len(held)
	e.Half.Chrono.Each(mark.Taken.Now, p.Left, func(s cause.Span) {
		if s.Why == cause.NothingToSend {
			return
		}
		i := before
		for i < len(held) && held[i].Why != s.Why {
			i++
		}
		if i == len(held) {
			held = append(held, Held{Why: s.Why})
		}
		held[i].For += s.To - s.From
	})
	return held
}

// Comment says in one line why a packet left when it did: what had held it, how
// long its acknowledgement was owed, and what let it go.
func (f *Film) Comment(p *Packet) string {
	var b []byte
	if p.Copied > 0 {
		b = append(b, wireMade...)
	} else {
		b = p.Reason.appendHeld(b, p.Copy, p.Stop > p.Start)
	}
	return string(p.Reason.appendRelease(separate(b), p.Left, f.NumberOf))
}

// wireMade is said of a packet in place of what held it.
const wireMade = "a wire made this copy"

// appendHeld appends which copy of its bytes a packet is, or what held the first byte.
func (r *Reason) appendHeld(b []byte, which int, carries bool) []byte {
	switch {
	case which > 1:
		b = strconv.AppendInt(append(b, "copy "...), int64(which), 10)
		return append(append(b, ", "...), r.Repair.String()...)
	case !carries:
		return b
	case len(r.Held) == 0:
		return append(b, "not held"...)
	}
	return AppendRules(b, r.Held)
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

// appendRelease appends how long the acknowledgement in a packet was owed when it left,
// and what let it go. Number returns that of a packet in the capture, 0 if it has none.
func (r *Reason) appendRelease(b []byte, left vtime.Time, number func(packet int) int) []byte {
	if r.AckDue != vtime.Never && r.AckDue < left {
		b = (left - r.AckDue).Append(append(b, "ack owed for "...))
		b = separate(b)
	}
	t := &r.By
	switch {
	case t.Packet != 0:
		return appendNumber(append(b, "released by "...), number(t.Packet))
	case t.Where == cause.Instant:
		return append(b, "at the start"...)
	}
	b = append(append(b, "after "...), t.Where.String()...)
	b = (left - t.Since).Append(append(b, ' '))
	if t.After != 0 {
		b = appendNumber(append(b, " since "...), number(t.After))
	}
	return b
}

// separate separates what follows from what a comment says already.
func separate(b []byte) []byte {
	if len(b) > 0 {
		b = append(b, "; "...)
	}
	return b
}

// appendNumber names a packet by its number, or says that the capture lacks it.
func appendNumber(b []byte, number int) []byte {
	if number > 0 {
		return strconv.AppendInt(append(b, "packet "...), int64(number), 10)
	}
	return append(b, "a packet that was not captured"...)
}
