package film

import (
	"slices"
	"sort"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Film watches a run. The zero value is not ready: see New and Tracker.
type Film struct {
	Packets []*Packet // by ID, from 1: the first is at index 0
	Wires   []*link.Wire
	Ends    []*End // in the order in which they were first seen

	keep    bool // packets are kept when their way has ended
	log     *sim.Log
	owners  map[ip.Addr]string
	openers Openers
	wires   map[*link.Wire]int
	flying  map[*link.Frame]*Packet
	ends    map[*stack.End]*End
	made    int
	seen    int // packets in a capture so far
	numbers []uint32
	arrived []arrival
	latest  *Packet     // that arrived
	asked   *link.Frame // which was looked for last: mostly it is again
	under   *Packet     // of that
	recent  [16]*Packet // those that arrived last where wires make copies
	copies  bool        // wires make copies
	spare   []*Packet   // of a tracker, to be filled again
}

// arrival says that a packet came to the end of a wire in an event.
type arrival struct {
	event vtime.EventID
	id    int
	from  *stack.End // that sent it; nil if none did
}

// New returns a film of all packets and connections.
func New() *Film {
	f := Tracker()
	f.keep, f.ends = true, map[*stack.End]*End{}
	return f
}

// Tracker returns a film that knows of packets only while they are under way.
func Tracker() *Film {
	return &Film{
		owners: map[ip.Addr]string{}, wires: map[*link.Wire]int{}, flying: map[*link.Frame]*Packet{},
	}
}

// Begin takes down the hosts.
func (f *Film) Begin(n *stack.Net) {
	f.log = n.Kernel().Log()
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

// Under returns the packet of a frame that is on a wire, or has just come to its
// end; nil if it is not known.
func (f *Film) Under(frame *link.Frame) *Packet {
	if f.asked != frame {
		f.asked, f.under = frame, f.flying[frame]
	}
	p := f.under
	if p == nil || p.Event != frame.Origin || p.key != frame.Key {
		return nil // the frame was another packet's before
	}
	return p
}

// Numbered says that the packet with an ID has a number in a capture, the last one
// if it has several.
func (f *Film) Numbered(id, number int) { f.numbers[id-1] = uint32(number) }

// NumberOf returns the number in a capture of the packet with an ID; 0 if it has none.
func (f *Film) NumberOf(id int) int {
	if id == 0 {
		return 0
	}
	return int(f.numbers[id-1])
}

// Sent takes down a packet that leaves, or that a router passes on.
func (f *Film) Sent(at vtime.Stamp, w *link.Wire, frame *link.Frame) {
	p := f.Under(frame)
	if p == nil || frame.Origin == at.Event {
		view := stack.Inspect(frame)
		p = f.enter(frame, &view)
		if whole := f.cut(frame, at); whole != nil {
			p.End, p.Reason = whole.End, whole.Reason
			p.Reason.Held = slices.Clone(whole.Reason.Held)
		} else {
			p.Reason = f.reason(at, &view, p.Reason.Held)
		}
		if frame.Origin == at.Event && f.keep && f.openers.Of(&view) == view.Header.Src {
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
	f.Numbered(p.ID, p.Number)
}

// Dropped takes down where the way of a packet ends.
func (f *Film) Dropped(at vtime.Stamp, _ *link.Wire, frame *link.Frame, why link.Drop) {
	p := f.Under(frame)
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
	p := f.Under(frame)
	if p == nil || !p.flying() {
		p = f.copied(w, frame)
	}
	h := p.last()
	h.Queue, h.Serial = frame.Waited()
	h.Out, h.Arrival = at.Now, at.Event
	f.latest = p
	f.arrived = append(f.arrived, arrival{at.Event, p.ID, p.End})
	if w.Config().Duplicate > 0 {
		f.recent[p.ID%len(f.recent)], f.copies = p, true
	}
	if !f.keep {
		return
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
	switch p := f.Under(frame); {
	case p == nil || len(p.Hops) == 0:
	case h.Name() == p.To:
		p.Refused = why
	default:
		p.Lost = why + " at " + h.Name()
	}
}

// enter makes the packet of a frame that is not known.
func (f *Film) enter(frame *link.Frame, view *stack.Packet) *Packet {
	f.made++
	f.numbers = append(f.numbers, 0)
	p := f.fresh(frame)
	*p = Packet{
		ID: f.made, From: f.owners[view.Header.Src], To: f.owners[view.Header.Dst], End: view.From,
		Protocol: protocolOf(view), Length: frame.Len, Payload: view.Payload,
		Left: view.Left, Event: frame.Origin, key: frame.Key,
		Hops: p.Hops[:0], Reason: Reason{Held: p.Reason.Held[:0]},
	}
	p.Reason.AckDue = vtime.Never
	if view.TCP != nil {
		o := view.TCP
		p.Segment = o.Segment
		p.Segment.Payload.Bytes = nil
		p.Start, p.Stop, p.Copy = o.Start, o.End, int(o.Copy)
	}
	f.flying[frame], f.asked, f.under = p, frame, p
	if f.keep {
		p.Data = slices.Clone(view.Data)
		f.Packets = append(f.Packets, p)
	}
	return p
}

// fresh returns a packet to be filled in for a frame. A tracker gives those out again
// whose frame has become another packet's, the oldest first, but for the one that
// arrived last, which may be cut now, and where wires copy what arrived lately.
func (f *Film) fresh(frame *link.Frame) *Packet {
	if f.keep || f.copies {
		return &Packet{}
	}
	if before := f.flying[frame]; before != nil {
		f.spare = append(f.spare, before)
	}
	if len(f.spare) == 0 || f.spare[0] == f.latest {
		return &Packet{}
	}
	p := f.spare[0]
	f.spare = slices.Delete(f.spare, 0, 1)
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

// arrival returns which of those that arrived did so in an event, -1 if none did.
func (f *Film) arrival(id vtime.EventID) int {
	i := sort.Search(len(f.arrived), func(i int) bool { return f.arrived[i].event >= id })
	if i < len(f.arrived) && f.arrived[i].event == id {
		return i
	}
	return -1
}

// Packet returns the packet with an ID, nil for 0 and where packets are not kept.
func (f *Film) Packet(id int) *Packet {
	if id < 1 || id > len(f.Packets) {
		return nil
	}
	return f.Packets[id-1]
}

// Arrival returns the packet that came to the end of a wire in an event, and which
// of its hops that was; nil if none did.
func (f *Film) Arrival(id vtime.EventID) (*Packet, int) {
	i := f.arrival(id)
	if i < 0 {
		return nil, 0
	}
	p := f.Packet(f.arrived[i].id)
	for i := range p.Hops {
		if p.Hops[i].Arrival == id {
			return p, i
		}
	}
	return nil, 0
}
