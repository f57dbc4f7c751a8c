package film

import (
	"sort"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// arrivals are the packets that came to the end of a wire, in the order in which they
// did. What a packet is called there is what triggers call it by.
type arrivals struct {
	log  *sim.Log
	list []arrival
}

// arrival says that a packet came to the end of a wire in an event.
type arrival struct {
	event  vtime.EventID
	flow   uint64 // of its frame if an end of a connection sent it, else its conversation's
	packet int32
}

func (a *arrivals) add(id vtime.EventID, packet int, f *link.Frame, from *stack.End) {
	x := arrival{event: id, packet: int32(packet), flow: f.Flow}
	if from == nil {
		p := stack.Inspect(f)
		x.flow = conversationOf(&p).hash()
	}
	a.list = append(a.list, x)
}

// find returns which of those that arrived did so in an event, -1 if none did. It is
// mostly asked for the last ones.
func (a *arrivals) find(id vtime.EventID) int {
	low, high := len(a.list)-1, len(a.list)
	for step := 1; low > 0 && a.list[low].event > id; step *= 2 {
		low, high = max(0, low-step), low
	}
	low = max(0, low)
	i := low + sort.Search(high-low, func(i int) bool { return a.list[low+i].event >= id })
	if i < len(a.list) && a.list[i].event == id {
		return i
	}
	return -1
}

// reason tells why a packet leaves now. What held it is appended to held.
func (a *arrivals) reason(at vtime.Stamp, p *stack.Packet, held []Held) Reason {
	r := Reason{AckDue: vtime.Never, Held: held}
	if p.TCP == nil {
		r.By = a.trigger(at.Event, conversationOf(p).hash())
		return r
	}
	r.By = a.trigger(at.Event, 0)
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
// packet, or what took time. Flow is that of a packet which it may be an answer to.
func (a *arrivals) trigger(id vtime.EventID, flow uint64) Trigger {
	packet, id := a.atOnce(id, flow)
	if packet != 0 || !a.log.Kept(id) {
		return Trigger{Packet: packet}
	}
	parent, edge := a.log.Parent(id)
	after, _ := a.atOnce(parent, flow)
	return Trigger{Where: edge.Where, Since: a.log.Time(parent), After: after, Event: id}
}

// atOnce returns the packet whose arrival led to an event at the same instant, and the
// first event there that led to it; the packet is 0 if none did.
func (a *arrivals) atOnce(id vtime.EventID, flow uint64) (packet int, first vtime.EventID) {
	for at := id; a.log.Kept(at); {
		if i := a.find(at); i >= 0 {
			return a.latest(i, id, flow), at
		}
		first = at
		parent, edge := a.log.Parent(at)
		if edge.Where != cause.Instant {
			break
		}
		at = parent
	}
	return 0, first
}

// latest returns the packet that arrived last of those of a flow, 0 for that of the i-th
// arrival, since that one, at the same instant and not after an event: what woke a process
// may be the first one, but it found them all. It is the first one itself if none did.
func (a *arrivals) latest(i int, until vtime.EventID, flow uint64) int {
	last, now := &a.list[i], a.log.Time(a.list[i].event)
	if flow == 0 {
		flow = last.flow
	}
	for ; i < len(a.list) && a.list[i].event <= until && a.log.Time(a.list[i].event) == now; i++ {
		if a.list[i].flow == flow {
			last = &a.list[i]
		}
	}
	return int(last.packet)
}
