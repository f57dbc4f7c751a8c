package link

import "github.com/rttlab/rttlab/sim/vtime"

// lane holds frames on their way that do not overtake each other.
type lane struct{ last, first *Frame } // last counts if there is a first one

// latest returns when the last frame arrives that is in the lane, or a time that has
// passed if there is none.
func (l *lane) latest() vtime.Time {
	if l.first == nil {
		return 0
	}
	return l.last.trip.At
}

// join puts a frame into the lane that would arrive at time at, were it not for
// the frames before it.
func (l *lane) join(f *Frame, at vtime.Time) {
	t := &f.trip
	at = max(at, l.latest())
	t.Jitter += at - t.At
	t.At = at
	l.add(f)
}

// add puts a frame into the lane that arrives behind all others, and reports whether it
// is the only one.
func (l *lane) add(f *Frame) (alone bool) {
	if l.first == nil {
		l.first, l.last, f.trip.next = f, f, nil
		return true
	}
	last := l.last
	last.trip.next, l.last, f.trip.next = f, f, nil
	return false
}

// leave takes the first frame out.
func (l *lane) leave() *Frame {
	f := l.first
	l.first = f.trip.next
	return f
}

// befall lets the wire's impairments happen. Most frames keep in line. A
// reordered one is held back from the place in the line that it would have had;
// such frames keep in line among themselves.
func (w *Wire) befall(f *Frame) {
	l, at := &w.ordered, f.trip.At.Add(w.fate.jitter(f))
	if w.fate.reorders(f) {
		l, at = &w.late, max(at, w.ordered.latest()).Add(w.cfg.ReorderBy)
	}
	if w.fate.damage(f) {
		w.stats.Damaged++
	}
	l.join(f, at)
	if w.fate.duplicates(f) {
		w.stats.Duplicated++
		w.doubled += uint64(f.Len)
		d := f.Body.Clone()
		d.trip = f.trip
		d.trip.Seq = w.timer.Kernel().NextSeq()
		l.join(d, d.trip.At)
	}
}

// next returns the lane of the frame that arrives first, an empty one if none is
// on its way.
func (w *Wire) next() *lane {
	if w.plain {
		return &w.ordered
	}
	late, ordered := w.late.first, w.ordered.first
	if late != nil && (ordered == nil || late.before(ordered)) {
		return &w.late
	}
	return &w.ordered
}

// Fire delivers the frame that arrives now; the event loop calls it.
func (w *Wire) Fire(at vtime.Stamp) {
	if w.odd {
		w.fireOddly(at)
		return
	}
	f := w.ordered.leave()
	if next := w.ordered.first; next != nil {
		w.timer.ArmEdge(&next.trip.Edge)
	}
	w.port.Receive(at, f)
}

// fireOddly is Fire for a wire that is not plain, not dropTail, or watched.
func (w *Wire) fireOddly(at vtime.Stamp) {
	f := w.next().leave()
	if next := w.next().first; next != nil {
		w.timer.ArmEdge(&next.trip.Edge)
	}
	if w.tap != nil {
		w.tap.Delivered(at, w, f)
	}
	w.port.Receive(at, f)
}
