package link

import "github.com/rttlab/rttlab/sim/vtime"

// lane holds frames on their way that do not overtake each other, in a ring: behind the
// last one comes the first. That one alone is expected.
type lane struct{ last *Frame } // nil: there is none

// first returns the frame that arrives next, nil if none does.
func (l *lane) first() *Frame {
	if l.last == nil {
		return nil
	}
	return l.last.trip.next
}

// after returns the frame that arrives behind another one, nil if that is the last.
func (l *lane) after(f *Frame) *Frame {
	if f == l.last {
		return nil
	}
	return f.trip.next
}

// latest returns when the last frame arrives that is in the lane, or a time that has
// passed if there is none.
func (l *lane) latest() vtime.Time {
	if l.last == nil {
		return 0
	}
	return l.last.trip.At
}

// join puts a frame into a lane that would arrive at time at, were it not for the frames
// before it.
func (w *Wire) join(l *lane, f *Frame, at vtime.Time) {
	t := &f.trip
	at = max(at, l.latest())
	t.Jitter += at - t.At
	t.At = at
	w.add(l, f)
}

// add puts a frame into a lane that arrives behind all others there.
func (w *Wire) add(l *lane, f *Frame) {
	if l.add(f) {
		w.expect(f)
	}
}

// expect has a frame delivered that is the first of its lane.
func (w *Wire) expect(f *Frame) { w.kind.kernel.Expect(&f.trip.Edge, w) }

// add puts a frame into a lane that arrives behind all others there, and reports whether
// there are none.
func (l *lane) add(f *Frame) (alone bool) {
	last := l.last
	l.last = f
	if last == nil {
		f.trip.next = f
		return true
	}
	f.trip.next, last.trip.next = last.trip.next, f
	return false
}

// leave takes the first frame out, and returns it and the next one, nil if there is none.
func (l *lane) leave() (f, next *Frame) {
	last := l.last
	f = last.trip.next
	if f == last {
		l.last = nil
		return f, nil
	}
	last.trip.next = f.trip.next
	return f, f.trip.next
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
	w.join(l, f, at)
	if w.fate.duplicates(f) {
		w.stats.Duplicated++
		w.doubled += uint64(f.Len)
		d := f.Body.Clone()
		d.trip = f.trip
		d.trip.Seq = w.kind.kernel.NextSeq()
		w.join(l, d, d.trip.At)
	}
}

// next returns the lane of the frame that arrives now.
func (w *Wire) next() *lane {
	late, ordered := w.late.first(), w.ordered.first()
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
	f, next := w.ordered.leave()
	if next != nil {
		w.expect(next)
	}
	w.port.Receive(at, f)
}

// fireOddly is Fire for a wire that is not plain, not dropTail, or watched.
func (w *Wire) fireOddly(at vtime.Stamp) {
	f, next := w.next().leave()
	if next != nil {
		w.expect(next)
	}
	if w.tap != nil {
		w.tap.Delivered(at, w, f)
	}
	w.port.Receive(at, f)
}
