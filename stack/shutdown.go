package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// How says which side Shutdown closes.
type How uint8

// The sides.
const (
	ShutRead How = iota
	ShutWrite
	ShutBoth
)

// Shutdown closes one side or both, for all who hold the socket. Closing the
// write side sends a FIN; after closing the read side, reads return end of
// stream, and what arrives is taken and thrown away.
func (s *Socket) Shutdown(how How) error {
	switch {
	case s.isGuest() && !s.closed:
		return s.apart.guest.shutdown(how)
	case s.closed || s.ep == nil:
		return s.orClosed(errno.ENOTCONN)
	case how > ShutBoth:
		return errno.EINVAL
	}
	at := s.host.kernel.Now()
	if how != ShutRead {
		if err := s.ep.conn.CloseWrite(at); err != nil {
			return err
		}
	}
	if how != ShutWrite {
		s.ep.conn.CloseRead(at)
	}
	s.ep.pump(at)
	return nil
}

// Close gives up the socket. TCP goes on to deliver what was written, unless
// SO_LINGER says otherwise.
func (s *Socket) Close() error {
	if s.closed {
		return errno.EBADF
	}
	s.closed = true
	if s.host.kernel.Stopped() {
		return nil // the run is over: hosts stay as they were at its end
	}
	if s.isGuest() {
		s.apart.guest.close(s)
		return nil
	}
	at := s.host.kernel.Now()
	if s.listener != nil {
		s.listener.close(at)
	}
	if s.ep != nil {
		s.closeConn(at)
	}
	if s.holdsPort {
		s.host.ports.unbind(s)
		s.holdsPort = false
	}
	return nil
}

// Disconnect makes the socket one that is not connected: a connection is aborted, and
// who listened does not any more (Linux tcp_disconnect, connect to AF_UNSPEC).
func (s *Socket) Disconnect() error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.isGuest():
		return errno.EAFNOSUPPORT
	}
	at := s.host.kernel.Now()
	if s.listener != nil {
		s.listener.close(at)
		s.listener = nil
	}
	if e := s.ep; e != nil {
		e.abort(at)
		s.ep, s.told = nil, false
	}
	return nil
}

func (s *Socket) closeConn(at vtime.Stamp) {
	e := s.ep
	if s.opts.lingers && s.opts.linger == 0 {
		e.conn.Abort(at)
	} else {
		e.conn.Close(at)
	}
	e.pump(at)
	e.readers.WakeAll()
	e.writers.WakeAll()
	if s.opts.lingers && s.opts.linger > 0 && s.mayBlock() {
		s.lingerOn(at.Now.Add(s.opts.linger))
	}
	s.host.orphans.take(s.host.kernel.Now(), e)
}

// lingerOn waits until the peer has acknowledged all, the FIN included.
func (s *Socket) lingerOn(until vtime.Time) {
	for !s.ep.flushed() {
		if s.wait(&s.ep.writers, "linger on close to ", s.ep, until, cause.TimerUser) != nil {
			return
		}
	}
}

// flushed reports whether the peer has acknowledged everything, the FIN included.
func (e *endpoint) flushed() bool {
	switch e.conn.State() {
	case tcp.Closed, tcp.FinWait2, tcp.TimeWait:
		return true
	}
	return false
}

// Addr is an address and a port of a socket; it satisfies net.Addr.
type Addr struct {
	IP   ip.Addr
	Port uint16
}

// LocalAddr is getsockname; zero if the socket is neither bound nor connected.
func (s *Socket) LocalAddr() Addr {
	switch {
	case s.isGuest():
		return s.apart.guest.stream.LocalAddr()
	case s.ep != nil:
		return s.ep.end.near()
	case s.bound != nil:
		return s.bound.Addr
	}
	return Addr{}
}

// RemoteAddr is getpeername; zero if the socket is not connected.
func (s *Socket) RemoteAddr() Addr {
	switch {
	case s.isGuest():
		return s.apart.guest.stream.RemoteAddr()
	case s.ep == nil:
		return Addr{}
	}
	return s.ep.end.far()
}

// Record returns what was recorded of this end of the connection, nil if there
// is none.
func (s *Socket) Record() *End {
	switch {
	case s.isGuest():
		return s.apart.guest.record()
	case s.ep == nil:
		return nil
	}
	return s.host.waits.want(s.ep)
}

// Written returns the stream offset of the next byte to be written, in the
// count of the records, where the SYN takes the first offset. It may not have left.
func (s *Socket) Written() uint64 {
	switch {
	case s.isGuest():
		return s.apart.guest.written()
	case s.ep == nil:
		return 1
	}
	return s.ep.conn.Written()
}

// ReadOffset returns the stream offset of the next byte to be read, zero if
// there is no connection.
func (s *Socket) ReadOffset() uint64 {
	switch {
	case s.isGuest():
		return s.apart.guest.readOffset()
	case s.ep == nil:
		return 0
	}
	return s.ep.conn.ReadOffset()
}

// Info returns a snapshot of the connection (TCP_INFO).
func (s *Socket) Info() tcp.Info {
	switch {
	case s.isGuest():
		return s.apart.guest.info()
	case s.ep == nil:
		return tcp.Info{}
	}
	i := s.ep.conn.Info(s.host.kernel.Now().Now)
	if s.ep.shrunk && s.host.waits.outlived(s.ep) {
		i.State = tcp.Closed
	}
	if !s.LocalAddr().IP.Is4() {
		i.PMTU += ip.HeaderLen6 - ip.HeaderLen4 // what a connection takes for its carrier is IPv4
	}
	return i
}

// Ready reports what would not block (poll). What fails at once does not block.
func (s *Socket) Ready() (readable, writable bool) {
	switch {
	case s.closed:
		return true, true
	case s.isGuest():
		return s.apart.guest.stream.Ready()
	case s.listener != nil:
		return s.listener.ready.len() > 0, false
	case s.ep == nil:
		return true, true
	}
	c := &s.ep.conn
	return c.Readable(), s.ep.writeEnded() || s.ep.end.IsEstablished && c.WriteRoom() > 0
}

// writeEnded reports whether nothing can be written any more.
func (e *endpoint) writeEnded() bool {
	switch e.conn.State() {
	case tcp.Closed, tcp.FinWait1, tcp.FinWait2, tcp.Closing, tcp.LastAck, tcp.TimeWait:
		return true
	}
	return false
}
