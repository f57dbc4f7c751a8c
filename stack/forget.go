package stack

import (
	"math"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// recorded gives an end its records and tells the connection to write them.
func (n *Net) recorded(e *End) tcp.Records {
	if !n.record {
		return tcp.Records{}
	}
	e.Half, e.Receipt = cause.NewRecords()
	n.kept.young = append(n.kept.young, e)
	return tcp.Records{Half: e.Half, Receipt: e.Receipt}
}

// Forget drops the records of what happened before a time: from now on nobody
// asks for an explanation that goes further back. It must be called between
// events. Of connections that were over by then, but for the wait of one end in
// TIME-WAIT, and have no segment under way, only the figures stay. The result is
// how much was looked through: a caller who lets a multiple of as many events happen
// between two calls pays little for them.
func (n *Net) Forget(before vtime.Time) (ends int) {
	due := n.kept.take()
	for _, e := range due {
		e.flying = math.MaxUint64
		if e.closedBy(before) && e.Peer != nil {
			e.Peer.flying = math.MaxUint64
		}
	}
	oldest, departed := before, n.kernel.Now().Now
	for _, p := range n.packets {
		if p.idle {
			continue
		}
		// A frame's way is told from when it left, and a first copy's reason from when
		// it was written.
		oldest, departed = min(oldest, p.left), min(departed, p.left)
		if p.from != nil && p.out.Copy == 1 {
			p.from.flying = min(p.from.flying, uint64(p.out.Start))
		}
	}
	log := n.kernel.Log()
	if !n.whole {
		log.Forget(oldest)
	}
	log.Pack(departed, n.archive)
	for _, e := range due {
		if e.over(before) && (e.Peer == nil || e.Peer.over(before)) {
			e.Half.Release()
			e.Receipt.Release()
			e.Half, e.Receipt = nil, nil
			continue
		}
		e.Half.Forget(before, e.flying, n.archive)
		e.Receipt.Forget(before, n.archive)
		n.kept.old.push(e)
	}
	ends = len(due)
	clear(due)
	n.kept.young = snug(due[:0])
	if n.fleeting || n.sampler == nil && !n.whole { // who watches from inside knows ends by where they are
		ends += n.roll.forget(n.fleeting)
	}
	return ends
}

// keptEnds are those whose records are kept. Of thousands not all are looked through
// each time: one of which little has happened has little to forget.
type keptEnds struct {
	young []*End     // that have not been looked through yet
	old   fifo[*End] // in turn
}

// keptTurn is how many old ends are looked through each time, at least.
const keptTurn = 256

// take returns those whose turn it is: all that are new, since most connections are
// short, and the more old ones the more are new.
func (k *keptEnds) take() []*End {
	due := k.young
	for range min(k.old.len(), max(keptTurn, 4*len(due))) {
		due = append(due, k.old.pop())
	}
	return due
}

// AppendPending appends the events that have set what is yet to happen, timers within
// connections included: who follows what happens later to what set it off comes to
// these, or to events that are yet to come. Those that only end a time in TIME-WAIT,
// behind which nothing follows, are left out.
func (n *Net) AppendPending(list []vtime.EventID) []vtime.EventID {
	list = n.kernel.AppendParents(list)
	for _, h := range n.hosts {
		for e := range h.conns.all {
			list = e.conn.AppendTimers(list)
		}
		if h.guest != nil && h.guest.guest != nil {
			list = h.guest.guest.AppendAlarms(list)
		}
	}
	return list
}

// snug moves a list that needs hardly any of its memory any more to less.
func snug[T any](list []T) []T {
	if cap(list) < 1024 || len(list) > cap(list)/8 {
		return list
	}
	return append(make([]T, 0, cap(list)/4), list...)
}

// forgotten reports whether no records of an end are left and nobody has asked for it.
func (e *End) forgotten() bool { return e == nil || e.Half == nil && !e.wanted }

// over reports whether nothing of an end was left at a time, on the wires
// included. Whoever is in TIME-WAIT and held by nobody has sent and read all: what
// it may still say is no part of any transaction.
func (e *End) over(before vtime.Time) bool {
	return e.closedBy(before) && e.flying == math.MaxUint64
}

func (e *End) closedBy(before vtime.Time) bool { return e.Closed.Now > 0 && e.Closed.Now < before }
