package sim

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/internal/shelf"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Link is the edge from an event to its parent: on what the time between them
// was spent. A frame's way is a Propagation edge with a Queue and a
// Serialisation part in front and a Jitter part behind.
type Link struct {
	Where                 cause.Where
	Queue, Serial, Jitter vtime.Time
}

// composed reports whether the edge has parts. Where they lie can only be told
// from when the edge began.
func (k *Link) composed() bool { return k.Queue|k.Serial|k.Jitter != 0 }

// Log keeps the executed events with their parents, until they are forgotten.
type Log struct {
	on     bool
	len    uint64
	chunks []*[chunkLen]record // behind those that are packed
	tail   *[chunkLen]record   // the last of them
	free   []*[chunkLen]record // forgotten, to be filled again
	base   uint64              // events that are forgotten
	floor  vtime.Time          // when the last of them ran
	wides  []wide              // in the order of their events

	packed  shelf.Shelf[vtime.Time] // the oldest chunks, and when the last event of each ran
	opened  *opened
	scratch []byte
}

const chunkLen = 1 << 10

// record is an event. Most fit into these 24 bytes; one that does not has isWide
// set, and a wide of its own.
type record struct {
	at     vtime.Time
	back   uint32 // how many events ago its parent ran
	span   uint32 // how long ago, of a composed edge
	queue  uint32
	serial uint32 // in the upper 24 bits; where in the lower ones
}

const (
	isWide     = 0x80
	serialBits = 24
)

// wide is an edge that does not fit into a record.
type wide struct {
	id, parent vtime.EventID
	span       vtime.Time
	edge       Link
}

// append adds an event that another caused; the time between was spent on where.
func (l *Log) append(at vtime.Time, parent vtime.EventID, where cause.Where) vtime.EventID {
	l.len++
	id := vtime.EventID(l.len)
	if !l.on {
		return id
	}
	r := l.slot(l.len)
	r.at = at
	if back := uint64(id - parent); back <= math.MaxUint32 {
		r.back, r.span, r.queue, r.serial = uint32(back), 0, 0, uint32(where)
		return id
	}
	l.compose(r, id, vtime.Stamp{Now: l.Time(parent), Event: parent}, &Link{Where: where})
	return id
}

// appendEdge adds the event at the end of an edge. That begins when the event ran that
// it comes from, which need not be looked up.
func (l *Log) appendEdge(e *Edge) vtime.EventID {
	l.len++
	n := l.len
	if !l.on {
		return vtime.EventID(n)
	}
	r, back, span := l.slot(n), n-uint64(e.From.Event), e.At-e.From.Now
	r.at = e.At
	if back < n-l.base && fits(back, span, &e.Link) {
		r.back, r.span, r.queue = uint32(back), uint32(span), uint32(e.Queue)
		r.serial = uint32(e.Serial)<<8 | uint32(e.Where)
		return vtime.EventID(n)
	}
	l.compose(r, vtime.EventID(n), e.From, &e.Link)
	return vtime.EventID(n)
}

// slot returns where event n, the last one, is to be written.
func (l *Log) slot(n uint64) *record {
	i := (n - 1) % chunkLen // whole chunks are forgotten
	if i == 0 {
		l.extend()
	}
	return &l.tail[i]
}

// extend takes memory for the next events. It is rare, and not to be a part of slot.
//
//go:noinline
func (l *Log) extend() {
	l.tail = nil
	if n := len(l.free); n > 0 {
		l.tail = l.free[n-1]
		l.free[n-1], l.free = nil, l.free[:n-1]
	} else {
		l.tail = new([chunkLen]record)
	}
	l.chunks = append(l.chunks, l.tail)
}

// fits reports whether an edge fits into a record.
func fits(back uint64, span vtime.Time, edge *Link) bool {
	return (uint64(span)|back)>>32|uint64(edge.Serial)>>serialBits|uint64(edge.Jitter) == 0
}

// compose writes an edge with a wide of its own, unless it fits into the record.
func (l *Log) compose(r *record, id vtime.EventID, from vtime.Stamp, edge *Link) {
	parent := from.Event
	if parent != 0 && uint64(parent) <= l.base && edge.composed() {
		panic(fmt.Sprintf("sim: event %d comes from event %d, which is forgotten", id, parent))
	}
	back, span := uint64(id-parent), r.at-from.Now
	if !fits(back, span, edge) {
		r.serial = isWide
		l.wides = append(l.wides, wide{id, parent, span, *edge})
		return
	}
	r.back, r.span, r.queue = uint32(back), uint32(span), uint32(edge.Queue)
	r.serial = uint32(edge.Serial)<<8 | uint32(edge.Where)
}

// Forget drops events that ran before a time: from now on nobody asks for a
// chain that goes further back, and no frame is under way that left earlier.
// Their memory is used again.
func (l *Log) Forget(before vtime.Time) {
	// Hardly any is kept of those that were free and have not been needed since.
	kept := min(len(l.free), 1)
	clear(l.free[kept:])
	l.free = l.free[:kept]
	if n, _ := l.packed.Find(func(end *vtime.Time) bool { return *end >= before }); n > 0 {
		_, l.floor = l.packed.Drop(n)
		l.base += uint64(n) * chunkLen
	}
	if l.packed.Len() > 0 {
		return
	}
	n := l.fullUntil(before)
	if n == 0 {
		return
	}
	l.floor = ends(l.chunks[n-1])
	l.base += uint64(n) * chunkLen
	l.free = append(l.free, l.chunks[:n]...)
	l.chunks = slices.Delete(l.chunks, 0, n)
	l.wides = l.wides[:copy(l.wides, l.wides[l.widesUntil(vtime.EventID(l.base)):])]
}

// fullUntil returns how many chunks, behind those that are packed, are full of events
// that ran before a time.
func (l *Log) fullUntil(before vtime.Time) int {
	full := int((l.len-l.base)/chunkLen) - l.packed.Len()
	return sort.Search(min(len(l.chunks), full), func(i int) bool { return ends(l.chunks[i]) >= before })
}

// ends is when the last event of a full chunk ran.
func ends(c *[chunkLen]record) vtime.Time { return c[chunkLen-1].at }

// get returns an event that is kept.
func (l *Log) get(id vtime.EventID) *record {
	i := uint64(id) - 1 - l.base
	k := int(i/chunkLen) - l.packed.Len()
	if k < 0 {
		return &l.open(int(i / chunkLen)).records[i%chunkLen]
	}
	return &l.chunks[k][i%chunkLen]
}

// Len returns the number of executed events.
func (l *Log) Len() uint64 { return l.len }

// Time returns when event id ran; the start of the run, id 0, is at time 0. Of
// a forgotten event it tells when the last of them ran.
func (l *Log) Time(id vtime.EventID) vtime.Time {
	switch {
	case id == 0:
		return 0
	case uint64(id) <= l.base:
		return l.floor
	}
	return l.get(id).at
}

// Kept reports whether an event is known and not forgotten.
func (l *Log) Kept(id vtime.EventID) bool { return uint64(id) > l.base && uint64(id) <= l.len }

// Parent returns the event that caused id, and the edge between them. The start
// of the run, id 0, is its own parent. A forgotten event has none that is known.
func (l *Log) Parent(id vtime.EventID) (vtime.EventID, Link) {
	parent, edge, _ := l.edge(id)
	return parent, edge
}

// edge is Parent with the time that a composed edge began.
func (l *Log) edge(id vtime.EventID) (parent vtime.EventID, edge Link, start vtime.Time) {
	if id == 0 {
		return 0, Link{}, 0
	}
	if uint64(id) <= l.base {
		panic(fmt.Sprintf("sim: event %d is forgotten", id))
	}
	r := l.get(id)
	if r.serial&isWide != 0 {
		w := l.wideOf(id)
		return w.parent, w.edge, r.at - w.span
	}
	parent = id - vtime.EventID(r.back)
	edge = Link{
		Where: cause.Where(r.serial & 0xff), Queue: vtime.Time(r.queue), Serial: vtime.Time(r.serial >> 8),
	}
	if !edge.composed() {
		return parent, edge, l.Time(parent)
	}
	return parent, edge, r.at - vtime.Time(r.span)
}

// Stretch is a piece of a parent chain: time spent on one thing.
type Stretch struct {
	From, To vtime.Time
	Where    cause.Where
	Event    vtime.EventID // the event at the end of the edge
}

// Chain follows the parents of event id back to time from and returns the
// tiling of [from, time of id) in order of time. Empty stretches are left out.
func (l *Log) Chain(id vtime.EventID, from vtime.Time) []Stretch {
	chain := slices.Collect(l.Back(id, from))
	slices.Reverse(chain)
	return chain
}

// Back goes through the stretches of Chain, the last first.
func (l *Log) Back(id vtime.EventID, from vtime.Time) iter.Seq[Stretch] {
	return func(yield func(Stretch) bool) {
		var parts []Stretch
		for at := l.Time(id); at > from; {
			parent, edge, start := l.edge(id)
			parts = appendEdge(parts[:0], start, at, edge, id)
			for _, s := range parts {
				if s.To <= from {
					break
				}
				s.From = max(s.From, from)
				if !yield(s) {
					return
				}
			}
			id, at = parent, start
		}
	}
}

// appendEdge appends the parts of one edge, last first.
func appendEdge(back []Stretch, start, end vtime.Time, edge Link, id vtime.EventID) []Stretch {
	add := func(from, to vtime.Time, w cause.Where) {
		if to > from {
			back = append(back, Stretch{from, to, w, id})
		}
	}
	queued := start + edge.Queue
	serialised := queued + edge.Serial
	jittered := end - edge.Jitter
	add(jittered, end, cause.Jitter)
	add(serialised, jittered, edge.Where)
	add(queued, serialised, cause.Serialisation)
	add(start, queued, cause.Queue)
	return back
}
