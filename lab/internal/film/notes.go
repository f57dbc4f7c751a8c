package film

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Notes are what a capture says of packets, taken down as they leave. Each is kept for
// as long as its packet is under way, and then becomes another one's: what was written
// is known by its number only.
type Notes struct {
	openers Openers
	arrived arrivals
	slots   []*Note // of frames
	held    []Held  // of the packet that leaves now

	latest *Note    // of what arrived last
	recent [16]Note // of what arrived last where wires make copies
	copies int      // how often that was
}

// Note is what is known of a packet under way. There may be many: it fills a line of a
// processor's cache.
type Note struct {
	Text      []byte // what Comment says
	Dst       ip.Addr
	origin    vtime.EventID
	key       uint64
	Number    int32  // in the capture, the last one; 0: it has none yet
	release   uint16 // where in the text it says what let it go
	Out, Home bool   // it comes from, or goes to, who opened its conversation
	ours      bool   // an end of a connection sent it
}

// Begin takes down where events are found.
func (n *Notes) Begin(net *stack.Net) { n.arrived.log = net.Kernel().Log() }

// Forget drops what no later packet is told from, given that the run goes on as it has
// begun. It must be called between events, before the log forgets them. The result is how
// much was looked through.
func (n *Notes) Forget(net *stack.Net) int { return n.arrived.forget(net) }

// Sent returns the note of a packet that leaves, or that a router passes on.
func (n *Notes) Sent(at vtime.Stamp, f *link.Frame) *Note {
	x := n.slot(f)
	switch {
	case f.Origin != at.Event && x.is(f): // a router passes it on
	case f.Origin != at.Event && n.latest != nil && n.latest.origin == f.Origin:
		// A router cuts what has just arrived into pieces, and sends this one.
		whole := *n.latest
		n.begin(x, f)
		x.Text, x.release, x.ours = append(x.Text[:0], whole.Text[whole.release:]...), 0, whole.ours
	default:
		n.left(at, f, x)
	}
	return x
}

// left takes down why a packet leaves.
func (n *Notes) left(at vtime.Stamp, f *link.Frame, x *Note) {
	p := n.begin(x, f)
	r := n.arrived.reason(at, &p, n.held[:0])
	n.held = r.Held
	which, carries := 0, false
	if p.TCP != nil {
		which, carries = int(p.TCP.Copy), p.TCP.End > p.TCP.Start
	}
	x.Text = separate(r.appendHeld(x.Text[:0], which, carries))
	x.release = uint16(len(x.Text))
	x.Text = r.appendRelease(x.Text, p.Left, numbered)
}

// slot returns the note of the frame, or of the packet that it was before.
func (n *Notes) slot(f *link.Frame) *Note {
	i := stack.Slot(f)
	for len(n.slots) <= i {
		n.slots = append(n.slots, &Note{})
	}
	return n.slots[i]
}

// is reports whether a note is of the packet that a frame is now.
func (x *Note) is(f *link.Frame) bool { return x.origin == f.Origin && x.key == f.Key }

// begin makes a note that of another packet, but for the text.
func (n *Notes) begin(x *Note, f *link.Frame) stack.Packet {
	p := stack.Inspect(f)
	opener := n.openers.Of(&p)
	x.Number, x.Dst, x.Out, x.Home = 0, p.Header.Dst, opener == p.Header.Src, opener == p.Header.Dst
	x.ours, x.origin, x.key = p.From != nil, f.Origin, f.Key
	return p
}

// Delivered returns the note of a packet that arrives at the end of a wire.
func (n *Notes) Delivered(f *link.Frame) *Note {
	x := n.slot(f)
	if x.is(f) {
		return x
	}
	n.begin(x, f)
	x.Text = append(x.Text[:0], wireMade...)
	x.release = uint16(len(x.Text))
	for i := range n.recent {
		if first := &n.recent[i]; first.is(f) {
			x.Text = separate(x.Text)
			x.release = uint16(len(x.Text))
			x.Text = append(x.Text, first.Text[first.release:]...)
			break
		}
	}
	return x
}

// Arrived ends the note of a packet that came to the end of a wire: from now on other
// notes name it.
func (n *Notes) Arrived(at vtime.Stamp, w *link.Wire, f *link.Frame, x *Note) {
	number := x.Number
	if number == 0 {
		number = uncaptured
	}
	n.arrived.add(at, number, f, x.ours)
	n.latest = x
	if w.Config().Duplicate > 0 {
		first := &n.recent[n.copies%len(n.recent)]
		n.copies++
		text := append(first.Text[:0], x.Text...)
		*first = *x
		first.Text = text
	}
}

// uncaptured is what arrivals call packets that the capture lacks.
const uncaptured = -1

// numbered returns the number of a packet by what arrivals call it.
func numbered(packet int) int { return max(packet, 0) }
