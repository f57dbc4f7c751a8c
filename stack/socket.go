package stack

import (
	"io"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Socket is a TCP socket with the calls of the classical API. Calls block the
// simulated process that makes them; on a non-blocking socket, and outside of a
// process, they return EAGAIN (EINPROGRESS for Connect) instead. Errors are
// errno values.
type Socket struct {
	host      *Host
	opts      options
	local     ip.Addr // zero: not bound, or any
	localPort uint16
	isBound   bool
	closed    bool
	listener  *listener
	ep        *endpoint

	readBy, writeBy vtime.Time // deadlines; Never: none
}

// Socket makes a TCP socket (socket).
func (h *Host) Socket() *Socket {
	return &Socket{host: h, readBy: vtime.Never, writeBy: vtime.Never}
}

// Bind gives the socket its local address; the zero address means any, port 0
// an ephemeral one.
func (s *Socket) Bind(a ip.Addr, port uint16) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.isBound || s.ep != nil:
		return errno.EINVAL
	case !a.IsZero() && !s.host.owns(a):
		return errno.EADDRNOTAVAIL
	}
	if port == 0 {
		var ok bool
		if port, ok = s.host.anyPort(); !ok {
			return errno.EADDRINUSE
		}
	} else if !s.host.ports.mayBind(s, a, port) {
		return errno.EADDRINUSE
	}
	s.local, s.localPort, s.isBound = a, port, true
	s.host.ports.bind(s, port)
	return nil
}

// Listen makes the socket take connections. At most backlog of them wait for
// Accept; the host's limit applies.
func (s *Socket) Listen(backlog int) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.ep != nil:
		return errno.EINVAL
	}
	backlog = int(min(max(int64(backlog), 0), s.host.cfg.BacklogLimit))
	if s.listener != nil {
		s.listener.backlog = backlog
		return nil
	}
	if !s.isBound {
		if err := s.Bind(ip.Addr{}, 0); err != nil {
			return err
		}
	}
	for _, o := range s.host.ports.bound[s.localPort] {
		if o != s && o.listener != nil && (o.local == s.local || o.local.IsZero() || s.local.IsZero()) {
			return errno.EADDRINUSE
		}
	}
	s.listener = &listener{host: s.host, addr: s.local, port: s.localPort, backlog: backlog, options: s.opts}
	s.host.listeners[s.localPort] = append(s.host.listeners[s.localPort], s.listener)
	return nil
}

// Accept returns the next connection that is established.
func (s *Socket) Accept() (*Socket, error) {
	l := s.listener
	if l == nil {
		return nil, s.orClosed(errno.EINVAL)
	}
	for {
		if l.closed {
			return nil, errno.EBADF
		}
		if e := l.take(); e != nil {
			return s.accepted(e), nil
		}
		if err := s.wait(&l.accepter, "a connection to accept", s.readBy); err != nil {
			return nil, err
		}
	}
}

func (s *Socket) accepted(e *endpoint) *Socket {
	c := &Socket{
		host: s.host, opts: s.opts, local: e.key.local, localPort: e.key.localPort, ep: e,
		readBy: vtime.Never, writeBy: vtime.Never,
	}
	c.opts.nonBlocking = false
	return c
}

// Connect opens a connection. It returns once it is established or has failed;
// on a non-blocking socket it returns EINPROGRESS, and later EISCONN or why it
// failed.
func (s *Socket) Connect(a ip.Addr, port uint16) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.listener != nil:
		return errno.EOPNOTSUPP
	case s.ep != nil:
		return s.connecting()
	}
	if err := s.open(a, port); err != nil {
		return err
	}
	if !s.mayBlock() {
		return errno.EINPROGRESS
	}
	return s.awaitConnected()
}

// connecting answers a further Connect.
func (s *Socket) connecting() error {
	switch c := s.ep.conn; {
	case s.ep.end.IsEstablished:
		return errno.EISCONN
	case c.State() == tcp.Closed:
		if e := c.TakeError(); e != 0 {
			return e
		}
		return errno.ECONNABORTED
	case s.mayBlock():
		return s.awaitConnected()
	}
	return errno.EALREADY
}

// open chooses the addresses and sends the SYN.
func (s *Socket) open(a ip.Addr, port uint16) error {
	h, at := s.host, s.host.kernel.Now()
	src, mss, ok := h.source(a)
	switch {
	case a.IsZero() || port == 0:
		return errno.EADDRNOTAVAIL
	case !ok:
		return errno.ENETUNREACH
	case !s.local.IsZero():
		src = s.local
	}
	if !s.isBound {
		p, ok := h.ephemeral(src, a, port)
		if !ok {
			return errno.EADDRNOTAVAIL
		}
		s.localPort = p
	}
	key := tuple{src, a, s.localPort, port}
	if h.conns[key] != nil {
		return errno.EADDRINUSE
	}
	s.local = src
	end := &End{}
	h.net.newConnection(end)
	e := h.newEndpoint(at, key, h.initialSequence(at.Now, key), mss, end)
	e.flow = h.flow(a, port)
	end.flow = e.flow
	s.ep = e
	s.opts.apply(at, e.conn)
	e.conn.Open(at)
	e.pump(at)
	return nil
}

func (s *Socket) awaitConnected() error {
	e, limit := s.ep, s.writeBy
	if t := s.host.cfg.ConnectTimeout; t > 0 {
		limit = min(limit, e.end.Opened.Now.Add(t))
	}
	for !e.end.IsEstablished && e.conn.State() != tcp.Closed {
		if err := s.wait(&e.writers, "connect to "+e.remote(), limit); err != nil {
			at := s.host.kernel.Now()
			e.conn.Abort(at)
			e.pump(at)
			return errno.ETIMEDOUT
		}
	}
	if e.end.IsEstablished {
		return nil
	}
	if err := e.conn.TakeError(); err != 0 {
		return err
	}
	return errno.ECONNABORTED
}

// Read reads what is there, at least one byte; io.EOF after the peer's FIN.
func (s *Socket) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return s.read(func(at vtime.Stamp) (int, bool, error) { return s.ep.conn.Read(at, p) })
}

// Discard is Read without a copy, for at most n bytes.
func (s *Socket) Discard(n int64) (int, error) {
	return s.read(func(at vtime.Stamp) (int, bool, error) { return s.ep.conn.Discard(at, n) })
}

func (s *Socket) read(take func(vtime.Stamp) (int, bool, error)) (int, error) {
	for {
		if s.closed || s.ep == nil {
			return 0, s.orClosed(errno.ENOTCONN)
		}
		at := s.host.kernel.Now()
		n, eof, err := take(at)
		switch {
		case n > 0:
			s.ep.pump(at) // the window may have opened
			return n, nil
		case err != nil:
			return 0, err
		case eof:
			return 0, io.EOF
		}
		if err := s.wait(&s.ep.readers, "data from "+s.ep.remote(), s.readBy); err != nil {
			return 0, err
		}
	}
}

// Write writes all of p; it blocks while the send buffer is full. A
// non-blocking one writes what fits.
func (s *Socket) Write(p []byte) (int, error) { return s.WriteShared(append([]byte(nil), p...)) }

// WriteShared is Write of bytes that nobody will modify: they are not copied.
func (s *Socket) WriteShared(p []byte) (int, error) {
	return s.write(tcp.Payload{Bytes: p, Len: len(p)})
}

// WriteZeros writes n zero bytes that nobody holds.
func (s *Socket) WriteZeros(n int) (int, error) { return s.write(tcp.Payload{Len: n}) }

// Writev writes the parts one after the other as a single write: nothing leaves
// before all that fits into the send buffer is in it.
func (s *Socket) Writev(parts ...tcp.Payload) (int, error) { return s.write(parts...) }

func (s *Socket) write(parts ...tcp.Payload) (int, error) {
	wanted := s.host.kernel.Now()
	written := 0
	for {
		if s.closed || s.ep == nil {
			return written, s.orClosed(errno.ENOTCONN)
		}
		n, err := s.fill(wanted, &parts)
		written += n
		switch {
		case err != nil:
			return written, err
		case len(parts) == 0, n > 0 && s.opts.nonBlocking:
			return written, nil
		}
		if err := s.wait(&s.ep.writers, "room to write to "+s.ep.remote(), s.writeBy); err != nil {
			return written, err
		}
	}
}

// fill moves as much of the parts as fits into the send buffer.
func (s *Socket) fill(wanted vtime.Stamp, parts *[]tcp.Payload) (int, error) {
	at, total := s.host.kernel.Now(), 0
	for len(*parts) > 0 {
		p := (*parts)[0]
		n, err := s.ep.conn.Write(at, wanted, p, true)
		if err != nil {
			s.ep.pump(at)
			return total, err
		}
		total += n
		if n < p.Len {
			(*parts)[0] = p.Slice(n, p.Len)
			break
		}
		*parts = (*parts)[1:]
	}
	s.ep.pump(at)
	return total, nil
}

// NotifyReadable makes q wake up whenever the socket becomes readable, besides
// who waits in Read: for a process that waits for several things at once. Nil
// ends it.
func (s *Socket) NotifyReadable(q *sim.WaitQueue) {
	if s.ep != nil {
		s.ep.notify = q
	}
}

// wait parks the running process on q, or returns EAGAIN where there is none or
// it may not block. After the deadline it returns ETIMEDOUT.
func (s *Socket) wait(q *sim.WaitQueue, what string, deadline vtime.Time) error {
	if !s.mayBlock() {
		return errno.EAGAIN
	}
	now := s.host.kernel.Now().Now
	if deadline <= now || !s.host.kernel.Running().WaitUntil(q, what, deadline, cause.TimerIdle) {
		return errno.ETIMEDOUT
	}
	return nil
}

func (s *Socket) mayBlock() bool { return !s.opts.nonBlocking && s.host.kernel.Running() != nil }

func (s *Socket) orClosed(e errno.Errno) error {
	if s.closed {
		return errno.EBADF
	}
	return e
}
