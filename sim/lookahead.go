package sim

// Ahead is a handler that can look at what its next Fire will need.
//
// In a world of thousands of hosts hardly anything that an event needs is near, and it waits
// for one line of a processor's cache after the other. A processor that needs many lines at
// once gets them side by side. So the queue lets the handlers of the few timers that come to
// its front together look ahead, one right after the other.
type Ahead interface {
	Handler
	// LookAhead reads a word of each line that Fire will need and returns their sum, which
	// means nothing: without it a compiler may leave the reading out. It must change nothing.
	LookAhead() uint64
}

// crowd is how much has been pending at once in a world that is too large to be near.
const crowd = 1024

// lookAhead lets the handlers of what is in front look ahead.
func (q *queue) lookAhead() {
	for s := q.near.ends.next; s != &q.near.ends; s = s.next {
		if t := s.timer; t == nil {
			q.seen += s.handler.LookAhead()
		} else if h, ok := t.handler.(Ahead); ok && t.seq == s.seq { // it was not moved, nor disarmed
			q.seen += h.LookAhead()
		}
	}
}
