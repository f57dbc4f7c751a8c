package story

import (
	"fmt"

	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Packet is why a packet left when it did, how it came, and what it let go.
type Packet struct {
	Number     int        `json:"number"` // in the capture; 0: it is not there
	ID         int        `json:"id"`
	Connection int        `json:"connection,omitempty"`
	From       string     `json:"from"`
	To         string     `json:"to"`
	What       string     `json:"what"`
	LeftNS     vtime.Time `json:"left_ns"`
	Why        []string   `json:"why"` // sentences
	Way        []string   `json:"way"`
	Released   []Released `json:"released"`
}

// Released is a packet that the arrival of another let go: at once, or after a timer
// or work that began then.
type Released struct {
	Number int        `json:"number"`
	ID     int        `json:"id"`
	What   string     `json:"what"`
	From   string     `json:"from"`
	After  string     `json:"after,omitempty"`
	LeftNS vtime.Time `json:"left_ns"`
}

// Numbered returns the packet with a number in the capture, nil if there is none.
func (t *Teller) Numbered(number int) *film.Packet {
	for _, p := range t.f.Packets {
		if p.Number == number && number > 0 {
			return p
		}
	}
	return nil
}

// Packets is how many packets a capture has.
func (t *Teller) Packets() (n int) {
	for _, p := range t.f.Packets {
		n = max(n, p.Number)
	}
	return n
}

// Packet tells a packet.
func (t *Teller) Packet(p *film.Packet) *Packet {
	out := &Packet{
		Number: p.Number, ID: p.ID, From: p.From, To: p.To, What: t.kind(p), LeftNS: p.Left,
		Why: t.why(p), Way: t.ways(p), Released: t.released(p),
	}
	if c := p.Connection(); c != nil {
		out.Connection = c.ID
	}
	return out
}

// why says in sentences why a packet left when it did.
func (t *Teller) why(p *film.Packet) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	r := &p.Reason
	if p.Copied > 0 {
		say("A wire made it: it is a copy of %s.", t.nameOf(p.Copied))
		return out
	}
	switch by := &r.By; {
	case by.Packet > 0:
		say("It left because %s arrived at %s.", t.nameOf(by.Packet), p.From)
	case by.Where == cause.Instant:
		say("It left at the start: nothing had to happen before.")
	case by.After > 0:
		say("It left after %s, which began when %s arrived.", t.lasted(p), t.nameOf(by.After))
	default:
		say("It left after %s.", t.lasted(p))
	}
	switch {
	case p.Copy > 1:
		say("It is copy %d of its bytes: %s.", p.Copy, r.Repair)
	case p.Payload > 0 && len(r.Held) == 0:
		say("Nothing held its first byte: it left as soon as it was written.")
	}
	for _, h := range r.Held {
		text := held(h.Why)
		if text != "" {
			text = ": " + text
		}
		say("Its first byte had been held for %s ms by %s%s.", h.For.Millis(), h.Why, text)
	}
	if r.AckDue != vtime.Never && r.AckDue < p.Left {
		say("The acknowledgement that it carries had been owed for %s ms.", (p.Left - r.AckDue).Millis())
	}
	return out
}

// lasted says what took time until a packet left, and how long.
func (t *Teller) lasted(p *film.Packet) string {
	by := &p.Reason.By
	what := "the " + by.Where.String()
	if by.Where == cause.Host {
		what = p.From + "'s work"
	}
	return fmt.Sprintf("%s ms of %s", (p.Left - by.Since).Millis(), what)
}

// nameOf names the packet with an ID.
func (t *Teller) nameOf(id int) string {
	if p := t.f.Packet(id); p != nil {
		return t.name(p)
	}
	return "a packet"
}

// ways tells each hop of a packet and its end.
func (t *Teller) ways(p *film.Packet) (out []string) {
	for i, h := range p.Hops {
		text := t.wayOf(p, i) + ": "
		if h.Queue > 0 {
			text += "queue " + h.Queue.Millis() + ", "
		}
		if h.Serial > 0 {
			text += "serialisation " + h.Serial.Millis() + ", "
		}
		switch last := i == len(p.Hops)-1; {
		case h.Out == vtime.Never:
			text += "still under way when the run ended"
		case last && p.Lost != "":
			text += fmt.Sprintf("dropped at %s ms: %s", h.Out.Millis(), p.Lost)
		default:
			text += fmt.Sprintf("propagation %s, there at %s ms", (h.Out - gone(&h)).Millis(), h.Out.Millis())
		}
		out = append(out, text)
	}
	if p.Refused != "" {
		out = append(out, p.To+" had no use for it: "+p.Refused)
	}
	return out
}

// released lists what the arrival of a packet let go.
func (t *Teller) released(p *film.Packet) []Released {
	out := []Released{}
	for _, q := range t.freed[p.ID] {
		r := Released{Number: q.Number, ID: q.ID, What: t.kind(q), From: q.From, LeftNS: q.Left}
		if q.Reason.By.Packet == 0 {
			r.After = t.lasted(q)
		}
		out = append(out, r)
	}
	return out
}

// What says what a packet carries.
func (t *Teller) What(p *film.Packet) string { return t.kind(p) }
