package stack

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// guestUDP is what is below a UDPSocket on a host that another stack runs.
type guestUDP struct {
	of      *lodging
	socket  GuestDatagrams
	readers sim.WaitQueue
}

// datagrams makes a UDP socket of the guest.
func (g *lodging) datagrams(only4 bool) *UDPSocket {
	s := &UDPSocket{host: g.host}
	s.only4 = only4
	socket, err := g.stack().Datagrams(only4)
	if err != nil {
		s.closed = true // as out of memory: each call fails
		return s
	}
	s.guest = &guestUDP{of: g, socket: socket}
	socket.Notify(func(readable, _ bool) {
		if readable {
			s.guest.readers.WakeAll()
		}
	})
	return s
}

// do is a call of the application.
func (q *guestUDP) do(fn func() error) error {
	err := error(errno.EBADF) // the run is over
	q.of.do(&Topic{}, byCall, func() { err = fn() })
	return err
}

// receive is UDPSocket.RecvFrom.
func (q *guestUDP) receive(
	s *UDPSocket, p []byte, deadline vtime.Time, where cause.Where,
) (n int, from Addr, err error) {
	for {
		if s.closed {
			return 0, Addr{}, errno.EBADF
		}
		err = q.do(func() (err error) {
			n, from, err = q.socket.RecvFrom(p)
			return err
		})
		if err != errno.EAGAIN {
			return n, from, err
		}
		proc := s.host.kernel.Running()
		if proc == nil {
			return 0, Addr{}, errno.EAGAIN
		}
		what := "a datagram on " + q.socket.LocalAddr().String()
		if deadline <= proc.Now().Now || !proc.WaitUntil(&q.readers, what, deadline, where) {
			return 0, Addr{}, errno.ETIMEDOUT
		}
	}
}
