package film

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// arrivals are the packets that came to the end of a wire, in the order in which they
// did, and who asks after them. What a packet is called there is what triggers call it by.
type arrivals struct {
	log     *sim.Log
	list    []arrival
	since   vtime.Time // what came before is forgotten, unless an origin is of that instant
	origins []origin   // in the order of their events
	pending []vtime.EventID
}

// arrival says that a packet came to the end of a wire in an event.
type arrival struct {
	event  vtime.EventID
	at     vtime.Time
	flow   uint64 // of its frame if an end of a connection sent it, else its conversation's
	packet int32
}

// origin is what is known of an event before all that is remembered, which has set a
// timer that still runs.
type origin struct {
	event vtime.EventID
	at    vtime.Time
	by    vtime.EventID // the arrival that led to it at once, 0: none did
}

func (a *arrivals) add(at vtime.Stamp, packet int32, f *link.Frame, ours bool) {
	x := arrival{event: at.Event, at: at.Now, packet: packet, flow: f.Flow}
	if !ours {
		p := stack.Inspect(f)
		x.flow = conversationOf(&p).hash()
	}
	a.list = append(a.list, x)
}

// forget drops what came before now and led to nothing that is pending. The result is
// how much was looked through.
func (a *arrivals) forget(n *stack.Net) int {
	now := n.Kernel().Now().Now
	a.pending = n.AppendPending(a.pending[:0])
	for id := vtime.EventID(a.log.Len()); id != 0 && a.log.Time(id) == now; id-- {
		if a.find(id) < 0 { // more may follow from it at this instant
			parent, _ := a.log.Parent(id)
			a.pending = append(a.pending, parent)
		}
	}
	looked := len(a.pending)
	slices.Sort(a.pending)
	var origins []origin
	for _, id := range slices.Compact(a.pending) {
		if id != 0 && a.log.Time(id) < now {
			if o, known := a.origin(id); known { // or else it ends a time in TIME-WAIT: nothing leaves
				origins = append(origins, o)
			}
		}
	}
	a.origins, a.since = origins, now
	a.list = slices.DeleteFunc(a.list, func(x arrival) bool {
		for len(origins) > 0 && origins[0].at < x.at {
			origins = origins[1:]
		}
		return x.at < now && (len(origins) == 0 || origins[0].at > x.at)
	})
	return looked
}

// origin tells of an event that has set a timer, if that is known.
func (a *arrivals) origin(id vtime.EventID) (o origin, known bool) {
	if at := a.log.Time(id); at >= a.since || id == 0 {
		by, _ := a.atOnce(id)
		return origin{id, at, by}, true
	}
	i, known := slices.BinarySearchFunc(a.origins, id, func(o origin, id vtime.EventID) int {
		return cmp.Compare(o.event, id)
	})
	if known {
		o = a.origins[i]
	}
	return o, known
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
	by, first := a.atOnce(id)
	if by != 0 || first == 0 {
		return Trigger{Packet: a.latest(by, id, flow)}
	}
	parent, edge := a.log.Parent(first)
	o, known := a.origin(parent)
	if !known {
		panic(fmt.Sprintf("film: what led to event %d is forgotten", parent))
	}
	return Trigger{Where: edge.Where, Since: o.at, After: a.latest(o.by, parent, flow), Event: first}
}

// atOnce returns the arrival that led to an event at the same instant, 0 if none did,
// and the first event there that led to it, 0 for the start of the run.
func (a *arrivals) atOnce(id vtime.EventID) (by, first vtime.EventID) {
	for at := id; at != 0; {
		if a.find(at) >= 0 {
			return at, at
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

// latest returns the packet that arrived last of those of a flow, 0 for that of an
// arrival, since that one, at the same instant and not after an event: what woke a process
// may be the first one, but it found them all. It is the first one itself if none did, and
// none if there is no arrival.
func (a *arrivals) latest(by, until vtime.EventID, flow uint64) int {
	if by == 0 {
		return 0
	}
	of := a.list[a.find(by):]
	last := &of[0]
	if flow == 0 {
		flow = last.flow
	}
	for i := range of {
		if of[i].event > until {
			break
		}
		if of[i].flow == flow {
			last = &of[i]
		}
	}
	return int(last.packet)
}
