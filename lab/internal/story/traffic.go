package story

import (
	"sort"

	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// traffic is what passed over a wire, in the order in which it came there.
type traffic struct {
	packets []*film.Packet
	hops    []*film.Hop
	longest vtime.Time // that one was there
}

// gone is when a packet had left the transmitter.
func gone(h *film.Hop) vtime.Time { return h.In + h.Queue + h.Serial }

// over returns what passed over a wire.
func (t *Teller) over(wire int) *traffic {
	if t.busy == nil {
		t.busy = make([]traffic, len(t.f.Wires))
		for _, p := range t.f.Packets {
			for i := range p.Hops {
				h := &p.Hops[i]
				b := &t.busy[h.Wire]
				b.packets, b.hops = append(b.packets, p), append(b.hops, h)
				b.longest = max(b.longest, h.Queue+h.Serial)
			}
		}
		for i := range t.busy {
			sort.Stable(&t.busy[i])
		}
	}
	return &t.busy[wire]
}

func (b *traffic) Len() int           { return len(b.hops) }
func (b *traffic) Less(i, j int) bool { return b.hops[i].In < b.hops[j].In }
func (b *traffic) Swap(i, j int) {
	b.hops[i], b.hops[j] = b.hops[j], b.hops[i]
	b.packets[i], b.packets[j] = b.packets[j], b.packets[i]
}

// ahead counts the bytes that were before a packet in a queue, and those of them
// that its own client had caused.
func (t *Teller) ahead(p *film.Packet, h *film.Hop) (all, own int) {
	b := t.over(h.Wire)
	i := sort.Search(len(b.hops), func(i int) bool { return b.hops[i].In > h.In })
	for i--; i >= 0 && b.hops[i].In+b.longest > h.In; i-- {
		q := b.packets[i]
		if q == p || gone(b.hops[i]) <= h.In || gone(b.hops[i]) > gone(h) {
			continue
		}
		all += q.Length
		if client := clientOf(p); client != "" && client == clientOf(q) {
			own += q.Length
		}
	}
	return all, own
}

// clientOf is the host that opened the connection of a packet.
func clientOf(p *film.Packet) string {
	c := p.Connection()
	switch {
	case c == nil:
		return ""
	case c.Client != nil:
		return c.Client.Host.Name()
	}
	return ""
}

// bloated reports whether a packet stood longer in queues than an empty round trip
// takes, which is what a sender needs that halves its window at a loss: a queue that
// holds more only delays. The way back is taken to be as long as the way there.
func bloated(p *film.Packet) bool {
	last := &p.Hops[len(p.Hops)-1]
	queued := p.Queued()
	return last.Out != vtime.Never && queued > 2*(last.Out-p.Hops[0].In-queued)
}

// bufferbloat finds time in queues that packets of the same client filled, and that
// were longer than any round trip needs.
func bufferbloat(t *Teller, waits []explain.Wait) *Interaction {
	all, own := 0, 0
	in := collect(t, waits, func(w *explain.Wait) (sum vtime.Time) {
		for _, s := range w.Path {
			if s.Where != cause.Queue {
				continue
			}
			p, hop := t.f.Arrival(s.Event)
			if p == nil || !bloated(p) {
				continue
			}
			a, o := t.ahead(p, &p.Hops[hop])
			if all, own = all+a, own+o; 2*o > a {
				sum += s.To - s.From
			}
		}
		return sum
	})
	return in.told("%s ms in queues longer than an empty round trip, and of the bytes that stood before, %d in 100 were its "+
		"own client's: more were sent than the narrowest link carries, and the queue took them", in.CostNS.Millis(),
		own*100/max(all, 1))
}
