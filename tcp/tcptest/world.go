package tcptest

import (
	"container/heap"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// World is a clock, a queue of what is to happen, and up to two ends.
type World struct {
	Now   vtime.Stamp
	Ends  []*End
	queue events
	order uint64
}

// event is something that happens at a time; at equal times in order of order.
type event struct {
	at    vtime.Time
	order uint64
	do    func(at vtime.Stamp)
}

type events []event

func (q events) Len() int { return len(q) }
func (q events) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].order < q[j].order
}
func (q events) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push satisfies heap.Interface.
func (q *events) Push(e any) { *q = append(*q, e.(event)) }

// Pop satisfies heap.Interface.
func (q *events) Pop() any {
	old := *q
	e := old[len(old)-1]
	*q = old[:len(old)-1]
	return e
}

// At lets do happen at time t.
func (w *World) At(t vtime.Time, do func(at vtime.Stamp)) {
	w.order++
	heap.Push(&w.queue, event{t, w.order, do})
}

// Run executes at most limit events up to a time, and reports whether nothing
// is left to do then.
func (w *World) Run(until vtime.Time, limit int) (idle bool) {
	for range limit {
		next, do := w.next()
		switch {
		case do == nil:
			return true
		case next > until:
			return false
		}
		w.Now = vtime.Stamp{Now: next, Event: w.Now.Event + 1}
		do(w.Now)
	}
	return false
}

// next returns the earliest event: what is queued goes before deadlines.
func (w *World) next() (vtime.Time, func(vtime.Stamp)) {
	first := vtime.Never
	var do func(vtime.Stamp)
	if len(w.queue) > 0 {
		first = w.queue[0].at
		do = func(at vtime.Stamp) { heap.Pop(&w.queue).(event).do(at) }
	}
	for _, e := range w.Ends {
		if t, _, _ := e.Conn.Deadline(); t < first {
			first, do = t, e.fire
		}
	}
	return first, do
}

// Fate says what becomes of the n-th segment of an end, from 1: a delay for
// each copy that arrives; none if it is lost.
type Fate func(n int, out *tcp.Outgoing) []vtime.Time

// Steady is the fate of segments on a wire without flaws.
func Steady(delay vtime.Time) Fate {
	return func(int, *tcp.Outgoing) []vtime.Time { return []vtime.Time{delay} }
}

// End is one end of a conversation: a connection and the host around it.
type End struct {
	Name    string
	Conn    *tcp.Conn
	Config  *tcp.Config
	mss     int64
	Half    cause.Half
	Receipt cause.Receipt
	World   *World
	Peer    *End // nil: nobody hears what is sent
	Fate    Fate
	sent    int   // segments so far
	marks   []int // which of them get a mark on the way if they may, from 1

	// Hooks, each may be nil.
	Departs func(at vtime.Stamp, out *tcp.Outgoing, delays []vtime.Time)
	moves   func(at vtime.Stamp, from, to tcp.State)
	Wakes   func(at vtime.Stamp, w tcp.Wake)

	cause string // what brought the present input, for remarks
	state tcp.State
}

// NewEnd puts an end with its connection into the world.
func (w *World) NewEnd(name string, cfg *tcp.Config, iss tcp.Seq, mss int64) *End {
	e := &End{Name: name, Config: cfg, World: w, mss: mss, Fate: Steady(0)}
	e.Conn = tcp.New(cfg, iss, mss, tcp.Records{Half: &e.Half, Receipt: &e.Receipt})
	w.Ends = append(w.Ends, e)
	return e
}

// fire lets the connection's deadline pass.
func (e *End) fire(at vtime.Stamp) {
	_, by, where := e.Conn.Deadline()
	if by > at.Event {
		panic(fmt.Sprintf("tcptest: the %v was set by event %d, which is yet to come", where, by))
	}
	e.cause = where.String()
	e.Conn.Advance(at)
	e.Pump(at)
}

// arrive gives the end a segment that left its sender in event origin.
func (e *End) arrive(at vtime.Stamp, g *tcp.Segment, origin vtime.EventID) {
	if e.Conn.Reusable(g) {
		e.reopen(at)
	}
	e.cause = "a segment"
	if g.Flags.Has(tcp.ACK) {
		e.cause = fmt.Sprintf("ack %d", uint32(g.Ack-e.Conn.ISS()))
	}
	e.Conn.Segment(at, g, origin)
	e.Pump(at)
}

// reopen replaces a connection in TIME-WAIT, as a host with a listener does.
func (e *End) reopen(at vtime.Stamp) {
	iss := e.Conn.ISS().Add(e.Conn.Info(at.Now).Nxt + 65537)
	e.Conn.Abort(at)
	e.Pump(at)
	e.Half, e.Receipt = cause.Half{}, cause.Receipt{}
	e.Conn = tcp.New(e.Config, iss, e.mss, tcp.Records{Half: &e.Half, Receipt: &e.Receipt})
	e.Conn.Listen()
	e.moved(at)
}

// maxBurst is more segments than any end may send at one instant.
const maxBurst = 1 << 18

// Pump sends what may be sent, and must be called after every input.
func (e *End) Pump(at vtime.Stamp) {
	e.moved(at)
	var out tcp.Outgoing
	for first := e.sent; e.Conn.PollSegment(at, &out); {
		if e.sent++; e.sent-first > maxBurst {
			panic(fmt.Sprintf("tcptest: %s sends without end: %+v", e.Name, e.Conn.Info(at.Now)))
		}
		delays := e.Fate(e.sent, &out)
		if e.Departs != nil {
			e.Departs(at, &out, delays)
		}
		if e.Peer == nil {
			continue
		}
		g := out.Segment
		if g.ECN != tcp.NotECT && slices.Contains(e.marks, e.sent) {
			g.ECN = tcp.CE
		}
		for _, d := range delays {
			e.World.At(at.Now.Add(d), func(then vtime.Stamp) { e.Peer.arrive(then, &g, at.Event) })
		}
	}
	if w := e.Conn.Wakes(); w != 0 && e.Wakes != nil {
		e.Wakes(at, w)
	}
}

func (e *End) moved(at vtime.Stamp) {
	if to := e.Conn.State(); to != e.state {
		from := e.state
		e.state = to
		if e.moves != nil {
			e.moves(at, from, to)
		}
	}
}
