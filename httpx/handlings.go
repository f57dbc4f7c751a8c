package httpx

import (
	"maps"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// handlings are those of a connection, in the order of its requests. The first
// ones may be forgotten.
type handlings struct {
	forgotten int
	list      []*Handling
}

// at returns that of the i-th request, nil if there is none.
func (l *handlings) at(i int) *Handling {
	if l == nil || i < l.forgotten || i >= l.forgotten+len(l.list) {
		return nil
	}
	return l.list[i-l.forgotten]
}

// forget drops what was done before a time, and of what is being written what happened
// before it.
func (l *handlings) forget(before vtime.Time, to cause.Archive) {
	n := 0
	for n < len(l.list) && (l.list[n] == nil || l.list[n].Done.Event != 0 && l.list[n].Done.Now < before) {
		l.list[n].release()
		l.list[n] = nil
		n++
	}
	l.list = l.list[n:]
	l.forgotten += n
	for _, h := range l.list {
		if h != nil && h.Writing != nil {
			h.Writing.Forget(before, to)
		}
	}
}

// release gives back what is known of all of them.
func (l *handlings) release() {
	for _, h := range l.list {
		h.release()
	}
}

// release gives back what the server did beside writing, if that was much.
func (h *Handling) release() {
	if h != nil && h.Writing != nil {
		h.Writing.Release()
	}
}

// handle adds what a server records of the next request of a connection.
func (r *Recorder) handle(end *stack.End, h *Handling) {
	l := r.handled[end]
	if l == nil {
		l = &handlings{}
		r.handled[end] = l
	}
	l.list = append(l.list, h)
}

// handleAt is handle for the i-th request, where those before it may never come.
func (r *Recorder) handleAt(end *stack.End, i int, h *Handling) {
	l := r.handled[end]
	if l == nil {
		l = &handlings{}
		r.handled[end] = l
	}
	for l.forgotten+len(l.list) < i {
		l.list = append(l.list, nil)
	}
	l.list = append(l.list, h)
}

// Forget drops what servers recorded of requests that were done before a time, and
// all of the connections that stack.Net.Forget has forgotten: from now on nobody
// asks for an explanation that goes further back.
func (r *Recorder) Forget(before vtime.Time) {
	dropForgotten(r.tunnels)
	dropForgotten(r.relays)
	dropForgotten(r.frames)
	dropForgotten(r.accepted)
	dropForgotten(r.turned)
	maps.DeleteFunc(r.handled, func(end *stack.End, l *handlings) bool {
		if end.Receipt == nil {
			l.release()
			return true
		}
		l.forget(before, r.Archive)
		return false
	})
	//tidy:ordered each connection is looked at by itself
	for _, l := range r.frames {
		l.forget(before)
	}
	maps.DeleteFunc(r.ciphers, func(end *stack.End, c *ciphering) bool {
		if end.Receipt == nil {
			c.sealed.Release()
			c.opened.Release()
			return true
		}
		c.sealed.Forget(before, r.Archive)
		c.opened.Forget(before, r.Archive)
		return false
	})
}

// dropForgotten drops what is known of connections that are forgotten.
func dropForgotten[T any](of map[*stack.End]T) {
	maps.DeleteFunc(of, func(end *stack.End, _ T) bool { return end.Receipt == nil })
}
