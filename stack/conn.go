package stack

import (
	"net"
	"strconv"
	"time"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// epoch is the wall-clock time that virtual time zero stands for where an
// interface of the standard library wants one.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// WallClock returns the date that virtual time t stands for.
func WallClock(t vtime.Time) time.Time { return epoch.Add(t.Duration()) }

// virtual is the inverse; the zero time means never.
func virtual(t time.Time) vtime.Time {
	if t.IsZero() {
		return vtime.Never
	}
	return max(0, vtime.Time(t.Sub(epoch)))
}

// Network satisfies net.Addr.
func (a Addr) Network() string { return "tcp" }

// String prints address:port, an IPv6 address in brackets.
func (a Addr) String() string { return net.JoinHostPort(a.IP.String(), strconv.Itoa(int(a.Port))) }

// String prints the peer, for the deadlock report.
func (e *endpoint) String() string { return e.end.far().String() }

// Conn is a connected socket as a net.Conn, so that parsers written for real
// connections run on it unchanged.
type Conn struct{ *Socket }

var _ net.Conn = Conn{}

// LocalAddr satisfies net.Conn.
func (c Conn) LocalAddr() net.Addr { return c.Socket.LocalAddr() }

// RemoteAddr satisfies net.Conn.
func (c Conn) RemoteAddr() net.Addr { return c.Socket.RemoteAddr() }

// Write satisfies net.Conn: a non-blocking socket that takes less than all of p
// says so.
func (c Conn) Write(p []byte) (int, error) {
	n, err := c.Socket.Write(p)
	if err == nil && n < len(p) {
		err = errno.EAGAIN
	}
	return n, err
}

// SetDeadline satisfies net.Conn; times count from WallClock(0).
func (c Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline satisfies net.Conn.
func (c Conn) SetReadDeadline(t time.Time) error {
	if c.closed {
		return errno.EBADF
	}
	c.ReadBy(virtual(t))
	return nil
}

// SetWriteDeadline satisfies net.Conn.
func (c Conn) SetWriteDeadline(t time.Time) error {
	if c.closed {
		return errno.EBADF
	}
	c.WriteBy(virtual(t))
	return nil
}

// ReadBy sets the virtual time after which reads and accepts fail with
// ETIMEDOUT, also those under way; vtime.Never takes the limit off.
func (s *Socket) ReadBy(t vtime.Time) {
	s.readBy = t
	if s.isGuest() {
		s.apart.guest.readers.WakeAll()
	}
	if s.ep != nil {
		s.ep.readers.WakeAll()
	}
	if s.listener != nil {
		s.listener.accepter.WakeAll()
	}
}

// WriteStall makes writes fail with ETIMEDOUT for which there has been no room for so
// long, as servers do that wait for a client with poll; 0 takes the limit off.
func (s *Socket) WriteStall(d vtime.Time) {
	s.aside().stall = d
}

// roomBy is until when a write waits for room that has found some at a time.
func (s *Socket) roomBy(found vtime.Time) vtime.Time {
	if s.apart == nil || s.apart.stall == 0 {
		return s.writeBy
	}
	return min(s.writeBy, found.Add(s.apart.stall))
}

// WriteBy is ReadBy for writes and connects.
func (s *Socket) WriteBy(t vtime.Time) {
	s.writeBy = t
	if s.isGuest() {
		s.apart.guest.writers.WakeAll()
	}
	if s.ep != nil {
		s.ep.writers.WakeAll()
	}
}

// Dial opens a connection.
func (h *Host) Dial(a ip.Addr, port uint16) (Conn, error) {
	s := h.Socket()
	if err := s.Connect(a, port); err != nil {
		s.Close()
		return Conn{}, err
	}
	return Conn{s}, nil
}

// Listener is a listening socket as a net.Listener.
type Listener struct{ *Socket }

var _ net.Listener = Listener{}

// Accept satisfies net.Listener.
func (l Listener) Accept() (net.Conn, error) {
	s, err := l.Socket.Accept()
	if err != nil {
		return nil, err
	}
	return Conn{s}, nil
}

// Addr satisfies net.Listener.
func (l Listener) Addr() net.Addr { return l.Socket.LocalAddr() }

// ListenOn binds a port on any address and listens, with SO_REUSEADDR as
// servers do.
func (h *Host) ListenOn(port uint16, backlog int) (Listener, error) {
	s := h.Socket()
	err := s.SetOption(ReuseAddr, 1)
	if err == nil {
		err = s.Bind(ip.Addr{}, port)
	}
	if err == nil {
		err = s.Listen(backlog)
	}
	if err != nil {
		s.Close()
		return Listener{}, err
	}
	return Listener{s}, nil
}
