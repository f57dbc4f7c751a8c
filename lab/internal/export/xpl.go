package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/lab/internal/units"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Sequence is a time-sequence graph of what one end sends, as that end sees it.
type Sequence struct {
	From, To string
	Data     []Bar  // first copies
	Again    []Bar  // later ones
	Sacked   []Bar  // what an acknowledgement told beyond its number
	Acks     []Step // bytes acknowledged
	Windows  []Step // where the peer's window ends
	Lost     []Bar  // departures that were dropped on the way

	scales bool  // its own SYN had the option to scale windows
	scale  uint8 // of the peer's windows
}

// Bar is a range of bytes at a time; the first byte is 1.
type Bar struct {
	At         vtime.Time
	From, Upto int64
	Packet     int // number in the capture
}

// Step is a value from a time on.
type Step struct {
	At vtime.Time
	To int64
}

// EndOf returns an end of a connection: at a host, or without one that which sent
// more data.
func EndOf(r *lab.Result, id int, host string) (*stack.End, error) {
	all := r.Net.Connections()
	if id < 1 || id > len(all) {
		return nil, fmt.Errorf("there is no connection %d, the run has %d", id, len(all))
	}
	var best *stack.End
	var names []string
	for _, e := range []*stack.End{all[id-1].Server, all[id-1].Client} {
		if e == nil {
			continue
		}
		names = append(names, e.Host.Name())
		switch {
		case e.Host.Name() == host:
			return e, nil
		case host == "" && (best == nil || e.Counts().SentData > best.Counts().SentData):
			best = e
		}
	}
	if best == nil {
		return nil, fmt.Errorf("host %q is no end of connection %d%s", host, id, units.DidYouMean(host, names))
	}
	return best, nil
}

// SequenceOf makes the graph of what an end sends.
func SequenceOf(f *film.Film, e *stack.End) *Sequence {
	s := &Sequence{From: e.Host.Name(), To: e.Remote().String()}
	if e.Peer != nil {
		s.To = e.Peer.Host.Name()
	}
	for _, p := range f.Packets {
		if p.Protocol != "tcp" || p.End == nil {
			continue
		}
		if p.End == e && p.Stop > p.Start && p.Copied == 0 {
			s.send(p)
		}
		if o := &p.Segment.Options; p.Segment.Flags.Has(tcp.SYN) && p.End == e {
			s.scales = o.HasScale
		} else if p.Segment.Flags.Has(tcp.SYN) && p.End == e.Peer && o.HasScale {
			s.scale = o.Scale
		}
	}
	for _, p := range f.Packets {
		if at, ok := p.Arrived(); ok && p.Protocol == "tcp" && p.End != nil && p.End == e.Peer {
			s.hear(p, at, e)
		}
	}
	slices.SortStableFunc(s.Acks, earlier)
	slices.SortStableFunc(s.Windows, earlier)
	return s
}

// earlier orders steps by time: acknowledgements may overtake each other.
func earlier(a, b Step) int { return cmp.Compare(a.At, b.At) }

func (s *Sequence) send(p *film.Packet) {
	b := Bar{p.Left, p.Start, p.Stop, p.Number}
	if p.Copy > 1 {
		s.Again = append(s.Again, b)
	} else {
		s.Data = append(s.Data, b)
	}
	if p.Lost != "" {
		s.Lost = append(s.Lost, b)
	}
}

// hear takes in what an end is told. Windows are scaled if both SYNs had the
// option (RFC 7323 section 2.2), except in a SYN.
func (s *Sequence) hear(p *film.Packet, at vtime.Time, e *stack.End) {
	g := &p.Segment
	if !g.Flags.Has(tcp.ACK) || g.Flags.Has(tcp.RST) {
		return
	}
	iss := tcp.Seq(e.ISS)
	ack := int64(uint32(g.Ack - iss))
	window := int64(g.Window)
	if s.scales && !g.Flags.Has(tcp.SYN) {
		window <<= s.scale
	}
	s.Acks = append(s.Acks, Step{at, ack})
	s.Windows = append(s.Windows, Step{at, ack + window})
	for _, b := range g.Options.Blocks[:g.Options.NumBlocks] {
		s.Sacked = append(s.Sacked, Bar{at, int64(uint32(b.Left - iss)), int64(uint32(b.Right - iss)), p.Number})
	}
}

// XPL writes the graph in the colours of tcptrace: data white, sent again red,
// acknowledged green, the window yellow, selectively acknowledged purple.
func XPL(w io.Writer, s *Sequence) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "timeval double\ntitle\n%s_==>_%s (time sequence graph)\nxlabel\ntime\nylabel\nsequence offset\n", s.From, s.To)
	bars := func(colour, mark string, list []Bar) {
		for _, x := range list {
			fmt.Fprintf(b, "%s\nline %s %d %s %d\n", colour, seconds(x.At), x.From, seconds(x.At), x.Upto)
			if mark != "" {
				fmt.Fprintf(b, "darrow %s %d\nuarrow %s %d\n", seconds(x.At), x.From, seconds(x.At), x.Upto)
				fmt.Fprintf(b, "%s\natext %s %d\n%s\n", colour, seconds(x.At), x.Upto, mark)
			}
		}
	}
	steps := func(colour string, list []Step) {
		for i := 1; i < len(list); i++ {
			from, to := list[i-1], list[i]
			if from.At != to.At {
				fmt.Fprintf(b, "%s\nline %s %d %s %d\n", colour, seconds(from.At), from.To, seconds(to.At), from.To)
			}
			if from.To != to.To {
				fmt.Fprintf(b, "%s\nline %s %d %s %d\n", colour, seconds(to.At), from.To, seconds(to.At), to.To)
			}
		}
	}
	bars("white", "", s.Data)
	bars("red", "R", s.Again)
	bars("purple", "", s.Sacked)
	steps("green", s.Acks)
	steps("yellow", s.Windows)
	fmt.Fprintln(b, "go")
	return b.Flush()
}

// seconds is a time in seconds with nine decimals.
func seconds(t vtime.Time) string {
	return fmt.Sprintf("%d.%09d", t/vtime.Second, t%vtime.Second)
}
