package sim

import (
	"sort"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Link is the edge from an event to its parent: on what the time between them
// was spent. A frame's way is a Propagation edge with a Queue and a
// Serialisation part in front and a Jitter part behind.
type Link struct {
	Where                 cause.Where
	Queue, Serial, Jitter vtime.Time
}

// Log keeps every executed event with its parent, append-only.
type Log struct {
	on      bool
	chunks  []*[chunkLen]record
	len     uint64
	jitters []jitter // sparse: most events have none
}

const chunkLen = 1 << 12

type record struct {
	at            vtime.Time
	parent        uint64 // parent<<8 | where
	queue, serial vtime.Time
}

type jitter struct {
	id vtime.EventID
	d  vtime.Time
}

func (l *Log) append(at vtime.Time, parent vtime.EventID, edge *Link) vtime.EventID {
	l.len++
	if !l.on {
		return vtime.EventID(l.len)
	}
	i := l.len - 1
	if i%chunkLen == 0 {
		l.chunks = append(l.chunks, new([chunkLen]record))
	}
	l.chunks[i/chunkLen][i%chunkLen] = record{
		at: at, parent: uint64(parent)<<8 | uint64(edge.Where), queue: edge.Queue, serial: edge.Serial,
	}
	if edge.Jitter != 0 {
		l.jitters = append(l.jitters, jitter{vtime.EventID(l.len), edge.Jitter})
	}
	return vtime.EventID(l.len)
}

func (l *Log) get(id vtime.EventID) *record {
	return &l.chunks[(id-1)/chunkLen][(id-1)%chunkLen]
}

// Len returns the number of executed events.
func (l *Log) Len() uint64 { return l.len }

// Time returns when event id ran; the start of the run, id 0, is at time 0.
func (l *Log) Time(id vtime.EventID) vtime.Time {
	if id == 0 {
		return 0
	}
	return l.get(id).at
}

// Parent returns the event that caused id, and the edge between them. The start
// of the run, id 0, is its own parent.
func (l *Log) Parent(id vtime.EventID) (vtime.EventID, Link) {
	if id == 0 {
		return 0, Link{}
	}
	r := l.get(id)
	edge := Link{Where: cause.Where(r.parent & 0xff), Queue: r.queue, Serial: r.serial}
	i := sort.Search(len(l.jitters), func(i int) bool { return l.jitters[i].id >= id })
	if i < len(l.jitters) && l.jitters[i].id == id {
		edge.Jitter = l.jitters[i].d
	}
	return vtime.EventID(r.parent >> 8), edge
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
	var back []Stretch
	for id != 0 && l.Time(id) > from {
		parent, edge := l.Parent(id)
		start := l.Time(parent)
		back = appendEdge(back, start, l.Time(id), edge, id)
		id = parent
	}
	out := make([]Stretch, 0, len(back))
	for i := len(back) - 1; i >= 0; i-- {
		if s := back[i]; s.To > from {
			s.From = max(s.From, from)
			out = append(out, s)
		}
	}
	return out
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
