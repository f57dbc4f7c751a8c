package stack

import (
	"io"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/tcp"
)

// ReceiveFlags change how Receive works.
type ReceiveFlags uint8

// The flags of recv.
const (
	Peek      ReceiveFlags = 1 << iota // MSG_PEEK: leave the bytes there
	DontWait                           // MSG_DONTWAIT: as on a non-blocking socket
	WaitAll                            // MSG_WAITALL: return less than was asked for only at the end of the stream
	Truncate                           // MSG_TRUNC: throw the bytes away
	OutOfBand                          // MSG_OOB: the urgent byte alone; EINVAL if there is none, EAGAIN if it is to come
)

// Receive is recv: up to n bytes, into p unless that is nil. At the end of the
// stream it returns io.EOF.
func (s *Socket) Receive(p []byte, n int64, f ReceiveFlags) (int, error) {
	if p != nil {
		n = int64(len(p))
	}
	if f&Truncate != 0 {
		p = nil
	}
	if f&DontWait != 0 && !s.nonBlocking {
		s.nonBlocking = true
		defer func() { s.nonBlocking = false }()
	}
	switch {
	case s.isGuest() && f&(OutOfBand|Peek) != 0:
		return 0, errno.EOPNOTSUPP
	case s.isGuest() && !s.closed:
	case s.closed || s.ep == nil:
		return 0, s.orClosed(errno.ENOTCONN)
	case f&OutOfBand != 0:
		return s.receiveUrgent(p, n, f)
	case n <= 0:
		return 0, nil
	case f&Peek != 0:
		return s.peek(p, n)
	}
	total := 0
	for {
		got, err := s.read(p, n-int64(total))
		total += got
		switch {
		case err != nil && total > 0 && got == 0:
			return total, nil
		case err != nil || f&WaitAll == 0 || int64(total) == n:
			return total, err
		}
		if p != nil {
			p = p[got:]
		}
	}
}

// receiveUrgent takes the urgent byte. It never waits. As on Linux, after the end
// of the stream none will come.
func (s *Socket) receiveUrgent(p []byte, n int64, f ReceiveFlags) (int, error) {
	c := &s.ep.conn
	b, err := c.ReadUrgent(f&Peek != 0)
	switch {
	case err == errno.EAGAIN && c.ReadEnded():
		return 0, io.EOF
	case err != nil || n <= 0:
		return 0, err
	case len(p) > 0:
		p[0] = b
	}
	return 1, nil
}

// AtMark reports whether the next byte to be read is the urgent one (SIOCATMARK).
func (s *Socket) AtMark() (bool, error) {
	switch {
	case s.closed:
		return false, errno.EBADF
	case s.listener != nil:
		return false, errno.EINVAL
	}
	return s.ep != nil && s.ep.conn.AtMark(), nil
}

// peek waits for something to read and leaves it there.
func (s *Socket) peek(p []byte, n int64) (int, error) {
	for {
		got, eof, err := s.ep.conn.Peek(p, n)
		switch {
		case got > 0 || err != nil:
			return got, err
		case eof:
			return 0, io.EOF
		}
		if err := s.wait(&s.ep.readers, "data from ", s.ep, s.readBy, cause.TimerIdle); err != nil {
			return 0, err
		}
	}
}

// Unread returns the bytes that can be read (SIOCINQ).
func (s *Socket) Unread() (int64, error) {
	return s.count((*tcp.Conn).Buffered)
}

// Unacknowledged returns the bytes that were written and are not acknowledged,
// a FIN included (SIOCOUTQ).
func (s *Socket) Unacknowledged() (int64, error) {
	return s.count((*tcp.Conn).Unacked)
}

// Unsent returns the bytes that were written and have not left (SIOCOUTQNSD).
func (s *Socket) Unsent() (int64, error) {
	return s.count((*tcp.Conn).Unsent)
}

// count asks the connection for a number of bytes; EINVAL for a listener.
func (s *Socket) count(of func(*tcp.Conn) int64) (int64, error) {
	switch {
	case s.closed:
		return 0, errno.EBADF
	case s.listener != nil:
		return 0, errno.EINVAL
	case s.isGuest():
		return 0, errno.EOPNOTSUPP
	case s.ep == nil:
		return 0, nil
	}
	return of(&s.ep.conn), nil
}
