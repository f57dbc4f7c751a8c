package film

import (
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Film watches a run. The zero value is not ready: see New.
type Film struct {
	Packets []*Packet // by ID, from 1: the first is at index 0
	Wires   []*link.Wire
	Ends    []*End // in the order in which they were first seen

	owners  map[ip.Addr]string
	openers Openers
	wires   map[*link.Wire]int
	slots   []*Packet // of frames
	ends    map[*stack.End]*End
	seen    int // packets in a capture so far
	arrived arrivals
	latest  *Packet     // that arrived
	recent  [16]*Packet // those that arrived last where wires make copies
}

// New returns a film of all packets and connections.
func New() *Film {
	return &Film{owners: map[ip.Addr]string{}, wires: map[*link.Wire]int{}, ends: map[*stack.End]*End{}}
}

// Begin takes down the hosts.
func (f *Film) Begin(n *stack.Net) {
	f.arrived.log = n.Kernel().Log()
	for _, h := range n.Hosts() {
		for _, a := range h.Addrs() {
			f.owners[a] = h.Name()
		}
	}
	for _, w := range n.Wires() {
		f.wire(w)
	}
}

// LooksBack says that triggers are found in events that others may have forgotten.
func (f *Film) LooksBack() {}

// wire returns the index of a wire.
func (f *Film) wire(w *link.Wire) int {
	i, known := f.wires[w]
	if !known {
		i = len(f.Wires)
		f.wires[w] = i
		f.Wires = append(f.Wires, w)
	}
	return i
}

// under returns the packet of a frame that is on a wire, or has just come to its
// end; nil if it is not known.
func (f *Film) under(frame *link.Frame) *Packet {
	i := stack.Slot(frame)
	if i >= len(f.slots) {
		return nil
	}
	p := f.slots[i]
	if p == nil || p.Event != frame.Origin || p.key != frame.Key {
		return nil // the frame was another packet's before
	}
	return p
}

// NumberOf returns the number in a capture of the packet with an ID; 0 if it has none.
func (f *Film) NumberOf(id int) int {
	if id == 0 {
		return 0
	}
	return f.Packets[id-1].Number
}

// Sent takes down a packet that leaves, or that a router passes on.
func (f *Film) Sent(at vtime.Stamp, w *link.Wire, frame *link.Frame) {
	p := f.under(frame)
	if p == nil || frame.Origin == at.Event {
		view := stack.Inspect(frame)
		p = f.enter(frame, &view)
		if whole := f.cut(frame, at); whole != nil {
			p.End, p.Reason = whole.End, whole.Reason
			p.Reason.Held = slices.Clone(whole.Reason.Held)
		} else {
			p.Reason = f.arrived.reason(at, &view, nil)
		}
		if frame.Origin == at.Event && f.openers.Of(&view) == view.Header.Src {
			f.count(p)
		}
	}
	p.Hops = append(p.Hops, Hop{Wire: f.wire(w), In: at.Now, Out: vtime.Never})
}

// cut returns the packet that a router cuts into pieces now, of which a frame is one;
// nil if it is none.
func (f *Film) cut(frame *link.Frame, at vtime.Stamp) *Packet {
	if p := f.latest; frame.Origin != at.Event && p != nil && p.Event == frame.Origin && p.last().Arrival == at.Event {
		return p
	}
	return nil
}

// count gives a packet the next number.
func (f *Film) count(p *Packet) {
	f.seen++
	p.Number = f.seen
}

// Dropped takes down where the way of a packet ends.
func (f *Film) Dropped(at vtime.Stamp, _ *link.Wire, frame *link.Frame, why link.Drop) {
	p := f.under(frame)
	if p == nil || !p.flying() {
		return
	}
	h := p.last()
	switch why {
	case link.RandomLoss, link.BurstLoss, link.ListedLoss: // behind the queue
		h.Queue, h.Serial = frame.Waited()
		h.Out = h.In + h.Queue + h.Serial
	default:
		h.Queue, h.Out = at.Now-h.In, at.Now
	}
	p.Lost = why.String()
}

// Delivered takes down a packet that arrives at the end of a wire.
func (f *Film) Delivered(at vtime.Stamp, w *link.Wire, frame *link.Frame) {
	p := f.under(frame)
	if p == nil || !p.flying() {
		p = f.copied(w, frame)
	}
	h := p.last()
	h.Queue, h.Serial = frame.Waited()
	h.Out, h.Arrival = at.Now, at.Event
	f.latest = p
	f.arrived.add(at, int32(p.ID), frame, p.End != nil)
	if w.Config().Duplicate > 0 {
		f.recent[p.ID%len(f.recent)] = p
	}
	view := stack.Inspect(frame)
	p.Damaged = view.Damaged
	if p.From != p.To && leadsTo(w, p.To) && f.openers.Of(&view) == view.Header.Dst {
		f.count(p)
	}
}

// HostDrop takes down that the host that a packet is for had no use for it, or that
// its way ends at another.
func (f *Film) HostDrop(_ vtime.Stamp, h *stack.Host, frame *link.Frame, why string) {
	switch p := f.under(frame); {
	case p == nil || len(p.Hops) == 0:
	case h.Name() == p.To:
		p.Refused = why
	default:
		p.Lost = why + " at " + h.Name()
	}
}

// enter makes the packet of a frame that is not known.
func (f *Film) enter(frame *link.Frame, view *stack.Packet) *Packet {
	p := &Packet{
		ID: len(f.Packets) + 1, From: f.owners[view.Header.Src], To: f.owners[view.Header.Dst], End: view.From,
		Protocol: protocolOf(view), Length: frame.Len, Payload: view.Payload, Data: slices.Clone(view.Data),
		Left: view.Left, Event: frame.Origin, key: frame.Key, Reason: Reason{AckDue: vtime.Never},
	}
	if view.TCP != nil {
		o := view.TCP
		p.Segment = o.Segment
		p.Segment.Payload.Bytes = nil
		p.Start, p.Stop, p.Copy = o.Start, o.End, int(o.Copy)
	}
	f.Packets = append(f.Packets, p)
	for i := stack.Slot(frame); len(f.slots) <= i; {
		f.slots = append(f.slots, nil)
	}
	f.slots[stack.Slot(frame)] = p
	return p
}

// copied makes the packet of a frame that a wire has made, a copy of another that
// arrived at this instant.
func (f *Film) copied(w *link.Wire, frame *link.Frame) *Packet {
	view := stack.Inspect(frame)
	p := f.enter(frame, &view)
	hop := Hop{Wire: f.wire(w), In: view.Left}
	for _, first := range f.recent {
		if first != nil && first.Event == frame.Origin && first.key == frame.Key && first.ID != p.ID {
			p.Copied, p.Reason = first.ID, first.Reason
			hop.In = first.last().In
		}
	}
	p.Hops = append(p.Hops, hop)
	return p
}

// leadsTo reports whether a wire leads to a host.
func leadsTo(w *link.Wire, host string) bool {
	_, to := Route(w)
	return to == host
}

// Route returns the names of the hosts that a wire leads from and to.
func Route(w *link.Wire) (from, to string) {
	name, _, _ := strings.Cut(w.Name(), "#")
	from, to, _ = strings.Cut(name, "->")
	return from, to
}

func protocolOf(p *stack.Packet) string {
	switch {
	case p.Damaged:
		return "damaged"
	case p.Header.IsFragment():
		return "fragment"
	case p.TCP != nil:
		return "tcp"
	case p.UDP != nil:
		return "udp"
	}
	return "icmp"
}

// Packet returns the packet with an ID, nil if there is none.
func (f *Film) Packet(id int) *Packet {
	if id < 1 || id > len(f.Packets) {
		return nil
	}
	return f.Packets[id-1]
}

// Arrival returns the packet that came to the end of a wire in an event, and which
// of its hops that was; nil if none did.
func (f *Film) Arrival(id vtime.EventID) (*Packet, int) {
	i := f.arrived.find(id)
	if i < 0 {
		return nil, 0
	}
	p := f.Packet(int(f.arrived.list[i].packet))
	for i := range p.Hops {
		if p.Hops[i].Arrival == id {
			return p, i
		}
	}
	return nil, 0
}
