package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// transit is a frame on its way.
type transit struct {
	frame  *Frame
	at     vtime.Time // of its arrival
	seq    uint64     // taken when it was sent: ties are in the order of sending
	parent vtime.EventID
	edge   sim.Link
}

func (t *transit) before(o *transit) bool { return t.at < o.at || t.at == o.at && t.seq < o.seq }

// lane holds frames that do not overtake each other.
type lane struct {
	ring[transit]
	latest vtime.Time // arrival of the last frame that took it
}

// join puts a frame into the lane that would arrive at time at, were it not for
// the frames before it.
func (l *lane) join(t *transit, at vtime.Time) {
	l.latest = max(l.latest, at)
	t.edge.Jitter += l.latest - t.at
	t.at = l.latest
	*l.push() = *t
}

// travel puts a frame on its way, with what is bound to happen to it there.
// Most frames keep in line. A reordered one is held back from the place in the
// line that it would have had; such frames keep in line among themselves.
func (w *Wire) travel(q *Queued, edge sim.Link) {
	f := q.Frame
	own := q.Since.Add(edge.Queue).Add(edge.Serial).Add(w.cfg.Delay)
	t := transit{frame: f, at: own, seq: q.seq, parent: q.event, edge: edge}
	l, at := &w.ordered, own.Add(w.fate.jitter(f))
	if w.fate.reorders(f) {
		l, at = &w.late, max(at, w.ordered.latest).Add(w.cfg.ReorderBy)
	}
	if w.fate.damage(f) {
		w.stats.Damaged++
	}
	l.join(&t, at)
	if w.fate.duplicates(f) {
		w.stats.Duplicated++
		w.stats.InFlight++
		t.frame, t.seq = f.Body.Clone(), w.kernel.NextSeq()
		l.join(&t, t.at)
	}
	w.rearm()
}

// next returns the lane of the frame that arrives first, nil if none is on its way.
func (w *Wire) next() *lane {
	switch {
	case w.late.n == 0 && w.ordered.n == 0:
		return nil
	case w.late.n == 0:
		return &w.ordered
	case w.ordered.n == 0 || w.late.first().before(w.ordered.first()):
		return &w.late
	}
	return &w.ordered
}

// rearm sets the timer to the next arrival.
func (w *Wire) rearm() {
	l := w.next()
	if l == nil {
		return
	}
	if t := l.first(); !w.timer.Armed() || t.seq != w.armed {
		w.timer.ArmEdge(t.at, t.seq, t.parent, t.edge)
		w.armed = t.seq
	}
}

// Fire delivers the frame that arrives now; the event loop calls it.
func (w *Wire) Fire(at vtime.Stamp) {
	l := w.next()
	f := l.first().frame
	l.pop()
	w.rearm()
	w.stats.InFlight--
	w.stats.Delivered++
	w.stats.DeliveredBytes += uint64(f.Len)
	if w.tap != nil {
		w.tap.Delivered(at, w, f)
	}
	w.port.Receive(at, f)
}
