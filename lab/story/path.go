package story

import (
	"fmt"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/film"
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
			s.Text = first.Where.String()
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
	text := fmt.Sprintf("ACK up to %d", ackOf(p))
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

// ackOf is the last byte that a segment acknowledges; 1 is the first.
func ackOf(p *film.Packet) uint32 {
	if p.End == nil || p.End.Peer == nil {
		return uint32(p.Segment.Ack)
	}
	return uint32(p.Segment.Ack) - p.End.Peer.ISS - 1
}

// did says who ended a wait: what the last step of its path brought.
func (t *Teller) did(last explain.Step, s *Step) string {
	if p, _ := t.f.Arrival(last.Event); p != nil {
		return t.name(p) + " from " + p.From
	}
	return "the " + s.Text
}

// byteOf says which byte a wait is about.
func (t *Teller) byteOf(w *explain.Wait) string {
	if w.Sender == nil {
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
