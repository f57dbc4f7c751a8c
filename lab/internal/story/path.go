package story

import (
	"fmt"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// path puts the parts of each packet's way together.
func (t *Teller) path(steps []explain.Step) []Step {
	out := []Step{}
	for i := 0; i < len(steps); {
		first := steps[i]
		s := Step{FromNS: first.From}
		for ; i < len(steps) && steps[i].Event == first.Event; i++ {
			s.ToNS = steps[i].To
			s.Parts = append(s.Parts, Part{steps[i].Where.String(), steps[i].To - steps[i].From})
		}
		if p, hop := t.f.Arrival(first.Event); p != nil {
			s.ID, s.Packet = p.ID, p.Number
			s.Text = t.name(p) + ", " + t.wayOf(p, hop)
		} else {
			s.Text = t.place(first)
		}
		out = append(out, s)
	}
	return out
}

// wayOf says over which wire a packet came.
func (t *Teller) wayOf(p *film.Packet, hop int) string {
	from, to := film.Route(t.f.Wires[p.Hops[hop].Wire])
	return from + " to " + to
}

// name names a packet by its number and what it is.
func (t *Teller) name(p *film.Packet) string {
	if p.Number == 0 {
		return fmt.Sprintf("a packet that the capture lacks (%s)", t.kind(p))
	}
	return fmt.Sprintf("packet %d (%s)", p.Number, t.kind(p))
}

// kind says what a packet carries.
func (t *Teller) kind(p *film.Packet) string {
	if text := names.Describe(p.Data); text != "" {
		return text
	}
	if p.Protocol != "tcp" {
		return fmt.Sprintf("%s, %d bytes", p.Protocol, p.Payload)
	}
	g := &p.Segment
	switch {
	case g.Flags.Has(tcp.RST):
		return "RST"
	case g.Flags.Has(tcp.SYN) && g.Flags.Has(tcp.ACK):
		return "SYN-ACK"
	case g.Flags.Has(tcp.SYN):
		return "SYN"
	}
	text := acked(p)
	if p.Payload > 0 {
		text = fmt.Sprintf("bytes %d to %d", p.Start, p.Start+int64(p.Payload)-1)
	}
	if g.Flags.Has(tcp.FIN) {
		text += ", FIN"
	}
	if p.Copy > 1 {
		text += fmt.Sprintf(", copy %d", p.Copy)
	}
	return text
}

// acked says up to which byte a segment acknowledges, and which it has besides; 1 is
// the first.
func acked(p *film.Packet) string {
	g := &p.Segment
	var before uint32 // the first byte
	if p.End != nil && p.End.Peer != nil {
		before = p.End.Peer.ISS
	}
	text := "ACK of the SYN"
	if last := uint32(g.Ack) - before - 1; last > 0 {
		text = fmt.Sprintf("ACK up to %d", last)
	}
	for i, k := range g.Options.Blocks[:g.Options.NumBlocks] {
		sep := ","
		if i == 0 {
			sep = ", SACK"
		}
		text += fmt.Sprintf("%s %d to %d", sep, uint32(k.Left)-before, uint32(k.Right)-before-1)
	}
	return text
}

// place names what is no packet's way, and whose it is: who sent a packet when it
// ended.
func (t *Teller) place(s explain.Step) string {
	p := t.sent[s.Event]
	switch {
	case p == nil && s.Where == cause.Host:
		return "a host at work"
	case p == nil:
		return s.Where.String()
	case s.Where == cause.Host:
		return p.From + " at work"
	}
	return s.Where.String() + " of " + p.From
}

// end returns the packet that came when a wait ended, or left then; nil if none did.
func (t *Teller) end(w *explain.Wait) (came, left *film.Packet) {
	if w.Unmet {
		return t.cameFor(w), nil
	}
	last := w.Path[len(w.Path)-1]
	if p, _ := t.f.Arrival(last.Event); p != nil {
		return p, nil
	}
	return nil, t.sent[last.Event]
}

// cameFor returns the packet that came to who is to send what a wait is about, when it
// ended: the first one, or the last with something in it if that is what it waited for.
func (t *Teller) cameFor(w *explain.Wait) (came *film.Packet) {
	frames := w.Why == cause.StreamWindow || w.Why == cause.ConnectionWindow
	for _, p := range t.came[w.To] {
		if w.Sender == nil || p.To != w.Sender.Host.Name() || p.Connection() != w.Sender.Connection {
			continue
		}
		if came == nil || frames && p.Payload > 0 {
			came = p
		}
	}
	return came
}

// did says who ended a wait.
func (t *Teller) did(w *explain.Wait) string {
	came, left := t.end(w)
	switch last := w.Path[len(w.Path)-1]; {
	case came != nil:
		return t.name(came) + " from " + came.From
	case w.Unmet && w.Sender != nil: // by a timer of its own, or its application
		return w.Sender.Host.Name()
	case w.Unmet:
		return "nobody"
	case left == nil:
		return "the " + last.Where.String()
	case last.Where == cause.Host:
		return left.From + ", with " + t.name(left)
	default:
		return "the " + t.place(last) + ", with " + t.name(left)
	}
}

// byteOf says which byte a wait is about.
func (t *Teller) byteOf(w *explain.Wait) string {
	if w.Sender == nil || w.Offset == explain.NoByte {
		return ""
	}
	if w.Offset == 0 {
		return "the SYN of " + w.Sender.Host.Name()
	}
	return fmt.Sprintf("byte %d from %s", w.Offset, w.Sender.Host.Name())
}

// hostOf returns the host with an address, or the address if none has it.
func (t *Teller) hostOf(a ip.Addr) string {
	for _, h := range t.r.Net.Hosts() {
		for _, own := range h.Addrs() {
			if own == a {
				return h.Name()
			}
		}
	}
	return a.String()
}

// spent is the time that a path spends on something.
func spent(steps []explain.Step, on func(explain.Step) bool) (sum vtime.Time) {
	for _, s := range steps {
		if on(s) {
			sum += s.To - s.From
		}
	}
	return sum
}
