package story

import (
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Style says how stories are written.
type Style struct {
	Width int // of lines, at least 40
	Steps int // of a path that are told one by one; 0: all
}

// page is a text in the making.
type page struct {
	b     strings.Builder
	style Style
}

// line writes a line, broken where it is too long: what follows is as deep as hang.
func (p *page) line(hang int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	width := max(p.style.Width, 40)
	hang = min(hang, width/3)
	for len(text) > width {
		cut := strings.LastIndexByte(text[:width+1], ' ')
		if cut <= hang {
			break
		}
		p.b.WriteString(text[:cut] + "\n")
		text = strings.Repeat(" ", hang) + text[cut+1:]
	}
	p.b.WriteString(strings.TrimRight(text, " ") + "\n")
}

// Text writes stories.
func Text(w io.Writer, stories []*Story, s Style) error {
	p := &page{style: s}
	for i, one := range stories {
		if i > 0 {
			p.line(0, "")
		}
		p.story(one)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func (p *page) story(s *Story) {
	head := s.Name
	if s.Transaction > 0 {
		head = fmt.Sprintf("%d %s", s.Transaction, s.Name)
	}
	head += fmt.Sprintf(": %s ms, from %s to %s", (s.ToNS - s.FromNS).Millis(), s.FromNS.Millis(), s.ToNS.Millis())
	switch {
	case s.Connection > 0 && s.Transaction == 0:
		head = fmt.Sprintf("connection %d, ", s.Connection) + head
	case s.Connection > 0:
		head += fmt.Sprintf(", on connection %d", s.Connection)
	}
	p.line(2, "%s", head)
	if len(s.Waits) > 0 {
		p.sums(s)
		p.waits(s)
	}
	p.interactions(s.Interactions)
	p.bound(s)
}

// sums writes what the time adds up from, by rule and by what it was spent on.
func (p *page) sums(s *Story) {
	var rules []Part
	var steps []Step
	for _, w := range s.Waits {
		rules = append(rules, Part{w.Why, w.ToNS - w.FromNS})
		steps = append(steps, w.Path...)
	}
	text := func(parts []Part, between string) string {
		var list []string
		for _, x := range parts {
			list = append(list, x.Where+" "+x.NS.Millis())
		}
		return strings.Join(list, between)
	}
	p.line(6, "  = %s", text(sumParts([]Step{{Parts: rules}}), " + "))
	p.line(6, "  where: %s", text(sumParts(steps), " · "))
}

func (p *page) waits(s *Story) {
	p.line(2, "")
	p.line(2, "What it waited for, in order of time (ms since the start, and how long):")
	last := s.Transaction
	for i := range s.Waits {
		w := &s.Waits[i]
		if s.Transaction == 0 && w.Transaction != last {
			last = w.Transaction
			p.line(4, "  of transaction %d:", last)
		}
		p.wait(w)
	}
}

// Columns of times.
const (
	times  = 12
	indent = 2*times + 4
)

func (p *page) wait(w *Wait) {
	text := w.Why
	if w.Meaning != "" {
		text += ": " + w.Meaning
	}
	if len(w.Also) > 0 {
		text += "; also " + strings.Join(w.Also, ", ")
	}
	p.line(indent, "%*s %*s  %s", times, w.FromNS.Millis(), times, (w.ToNS - w.FromNS).Millis(), text)
	pad := strings.Repeat(" ", indent-1)
	if w.Byte != "" {
		p.line(indent+2, "%s for %s", pad, w.Byte)
	}
	if w.Could != "" {
		p.line(indent+2, "%s could end it: %s; did: %s", pad, w.Could, w.Did)
	}
	shown := w.Path
	if n := p.style.Steps; n > 0 && len(shown) > n {
		shown = shown[:n]
	}
	for i := range shown {
		p.line(indent+4, "%s - %s", pad, stepText(&shown[i]))
	}
	if more := w.Path[len(shown):]; len(more) > 0 {
		p.line(indent+4, "%s - and %d more steps, %s", pad, len(more), partsText(sumParts(more)))
	}
}

func stepText(s *Step) string {
	if s.ID == 0 {
		return fmt.Sprintf("%s %s", s.Text, (s.ToNS - s.FromNS).Millis())
	}
	return s.Text + ": " + partsText(s.Parts)
}

func partsText(parts []Part) string {
	var list []string
	for _, x := range parts {
		list = append(list, x.Where+" "+x.NS.Millis())
	}
	return strings.Join(list, ", ")
}

// sumParts adds up what steps spend their time on.
func sumParts(steps []Step) (sum []Part) {
	for i := range steps {
	next:
		for _, x := range steps[i].Parts {
			for j := range sum {
				if sum[j].Where == x.Where {
					sum[j].NS += x.NS
					continue next
				}
			}
			sum = append(sum, x)
		}
	}
	return sum
}

func (p *page) interactions(list []Interaction) {
	if len(list) == 0 {
		return
	}
	p.line(2, "")
	p.line(2, "What plays together here:")
	for _, in := range list {
		text := fmt.Sprintf("  %s: %s", in.Title, in.Text)
		if len(in.Packets) > 0 {
			text += "; see " + packetList(in.Packets)
		}
		p.line(4, "%s", text)
	}
}

// packetList names packets by their numbers, the first of many.
func packetList(numbers []int) string {
	const most = 8
	var list []string
	for _, n := range numbers[:min(len(numbers), most)] {
		list = append(list, fmt.Sprint(n))
	}
	text := "packet " + strings.Join(list, ", ")
	if len(list) > 1 {
		text = "packets " + strings.Join(list, ", ")
	}
	if more := len(numbers) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func (p *page) bound(s *Story) {
	if len(s.Bound) == 0 {
		return
	}
	p.line(2, "")
	p.line(2, "What bound the senders meanwhile:")
	for _, b := range s.Bound {
		var list []string
		for _, x := range b.Sums {
			list = append(list, fmt.Sprintf("%s %s (%s%%)", x.Why, x.NS.Millis(), percent(x.NS, s.ToNS-s.FromNS)))
		}
		p.line(4, "  %s to %s: %s", b.From, b.To, strings.Join(list, ", "))
	}
}

// percent is a share with one decimal.
func percent(part, whole vtime.Time) string {
	if whole <= 0 {
		return "0.0"
	}
	tenths := (part*2000 + whole) / (2 * whole)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// SummaryText writes what interactions cost over many stories, if there are any.
func SummaryText(w io.Writer, list []Tally, s Style) error {
	p := &page{style: s}
	if len(list) > 0 {
		p.line(0, "")
		p.line(2, "What plays together in all transactions:")
	}
	for _, t := range list {
		in := fmt.Sprintf("in %d transactions, most in %d", t.Stories, t.Worst)
		if t.Stories == 1 {
			in = fmt.Sprintf("in transaction %d", t.Worst)
		}
		p.line(6, "  %*s ms  %s, %s", times, t.CostNS.Millis(), t.Title, in)
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

// PacketText writes the story of a packet.
func PacketText(w io.Writer, x *Packet, s Style) error {
	p := &page{style: s}
	head := fmt.Sprintf("packet %d, %s to %s, at %s ms", x.Number, x.From, x.To, x.LeftNS.Millis())
	if x.Connection > 0 {
		head += fmt.Sprintf(", connection %d", x.Connection)
	}
	p.line(2, "%s: %s", head, x.What)
	for _, list := range []struct {
		title string
		lines []string
	}{{"Why it left now:", x.Why}, {"Its way:", x.Way}, {"What its arrival let go:", releasedText(x.Released)}} {
		if len(list.lines) == 0 {
			continue
		}
		p.line(2, "  %s", list.title)
		for _, text := range list.lines {
			p.line(6, "    %s", text)
		}
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

func releasedText(list []Released) (out []string) {
	for _, r := range list {
		name := fmt.Sprintf("packet %d", r.Number)
		if r.Number == 0 {
			name = "a packet that the capture lacks"
		}
		text := fmt.Sprintf("%s from %s at %s ms: %s", name, r.From, r.LeftNS.Millis(), r.What)
		if r.After != "" {
			text += ", after " + r.After
		}
		out = append(out, text)
	}
	return out
}
