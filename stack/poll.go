package stack

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// PollEvents is what poll tells of a socket.
type PollEvents uint8

// The events of poll. PollErr and PollHup are told unasked.
const (
	PollIn    PollEvents = 1 << iota // POLLIN: reading, or accepting, would not block
	PollOut                          // POLLOUT: writing would not block
	PollErr                          // POLLERR: an error is pending
	PollHup                          // POLLHUP: both directions have ended
	PollRdHup                        // POLLRDHUP: the peer has ended its direction
	PollPri                          // POLLPRI: an urgent byte is there
)

// Events returns what is true of the socket now, by the rules of Linux
// (tcp_poll).
func (s *Socket) Events() PollEvents {
	switch {
	case s.closed:
		return PollErr
	case s.isGuest():
		return s.apart.guest.events()
	case s.listener != nil:
		if s.listener.ready.len() > 0 {
			return PollIn
		}
		return 0
	case s.ep == nil:
		return PollOut | PollHup
	}
	c := &s.ep.conn
	var e PollEvents
	state := c.State()
	if state == tcp.SynSent || state == tcp.SynReceived {
		return 0
	}
	noMore := c.ReadEnded()
	if noMore && s.ep.writeEnded() || state == tcp.Closed {
		e |= PollHup
	}
	if noMore {
		e |= PollIn | PollRdHup
	}
	if c.Readable() {
		e |= PollIn
	}
	if s.ep.writeEnded() || c.Writable() {
		e |= PollOut
	}
	if c.UrgentArrived() {
		e |= PollPri
	}
	if _, waiting := c.Noticed(); waiting > 0 || c.ErrorPending() {
		e |= PollErr
	}
	return e
}

// Poll waits until at least one socket has one of the events that are asked for,
// or an error or the end of both directions, and returns for each what is true
// of it. After the deadline (vtime.Never: none) there may be nothing.
func (h *Host) Poll(sockets []*Socket, events []PollEvents, deadline vtime.Time) ([]PollEvents, error) {
	found := make([]PollEvents, len(sockets))
	err := h.PollFor(deadline, func() bool {
		any := false
		for i, s := range sockets {
			found[i] = s.Events() & (events[i] | PollErr | PollHup)
			any = any || found[i] != 0
		}
		return any
	})
	return found, err
}

// PollFor waits until ready says so, which is asked whenever something has become
// possible on a socket of the host, or until the deadline. Where there is no
// process that could wait it returns EAGAIN.
func (h *Host) PollFor(deadline vtime.Time, ready func() bool) error {
	for !ready() && deadline > h.kernel.Now().Now {
		p := h.kernel.Running()
		if p == nil {
			return errno.EAGAIN
		}
		p.WaitUntil(&h.pollers, "poll", deadline, cause.TimerIdle)
	}
	return nil
}

// wakePollers wakes who waits in Poll: something has changed.
func (h *Host) wakePollers() {
	if !h.pollers.Empty() {
		h.pollers.WakeAll()
	}
}
