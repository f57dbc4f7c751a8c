package stack

import (
	"fmt"
	"io"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Payload is bytes to be written: shared, or a number of zeros that nobody holds.
type Payload = tcp.Payload

// Socket is a TCP socket with the calls of the classical API. Calls block the
// simulated process that makes them; on a non-blocking socket, and outside of a
// process, they return EAGAIN (EINPROGRESS for Connect) instead. Errors are
// errno values.
type Socket struct {
	host      *Host
	opts      options
	bound     *binding // nil: not bound
	listener  *listener
	ep        *endpoint
	holdsPort bool // as long as it is bound
	family
	closed      bool
	nonBlocking bool
	told        bool   // Connect has reported that the connection is there
	apart       *apart // what few sockets have; nil: nothing of it

	readBy, writeBy vtime.Time // deadlines; Never: none
}

// apart is what few sockets have.
type apart struct {
	guest *guestSocket // in place of an endpoint or a listener, on a host that another stack runs
	later *Addr        // where the first write connects to (TCP_FASTOPEN_CONNECT); nil: nowhere
	stall vtime.Time   // how long a write waits for room; 0: for ever

	saveSYN uint8  // TCP_SAVE_SYN
	syn     []byte // the headers of the SYN that opened the connection; nil: not saved, or read already
}

// aside returns what few sockets have.
func (s *Socket) aside() *apart {
	if s.apart == nil {
		s.apart = &apart{}
	}
	return s.apart
}

// isGuest reports whether the socket is one of another stack.
func (s *Socket) isGuest() bool { return s.apart != nil && s.apart.guest != nil }

// Socket makes a TCP socket (socket) for both families.
func (h *Host) Socket() *Socket {
	if h.guest != nil {
		return h.guest.socket(false)
	}
	return &Socket{host: h, readBy: vtime.Never, writeBy: vtime.Never}
}

// Socket4 makes a TCP socket for IPv4 alone.
func (h *Host) Socket4() *Socket {
	if h.guest != nil {
		return h.guest.socket(true)
	}
	s := h.Socket()
	s.only4 = true
	return s
}

// Bind gives the socket its local address; the zero address means any, port 0
// an ephemeral one.
func (s *Socket) Bind(a ip.Addr, port uint16) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.bound != nil || s.ep != nil:
		return errno.EINVAL
	case !s.has(a):
		return errno.EAFNOSUPPORT
	case !a.IsZero() && !s.host.owns(a):
		return errno.EADDRNOTAVAIL
	case s.isGuest():
		return s.apart.guest.bind(a, port)
	}
	b := s.binding(a, port)
	if port == 0 {
		var ok bool
		if b.Port, ok = s.host.anyPort(); !ok {
			return errno.EADDRINUSE
		}
	} else if !s.host.mayBind(s, &b) {
		return errno.EADDRINUSE
	}
	s.bound, s.holdsPort = &b, true
	s.host.ports.bind(s, b.Port)
	return nil
}

// From makes the connection that the socket will open come from an address, and
// leaves the choice of the port until the peer is known (IP_BIND_ADDRESS_NO_PORT):
// the same port may then serve connections to different peers.
func (s *Socket) From(a ip.Addr) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.bound != nil || s.ep != nil:
		return errno.EINVAL
	case !s.has(a):
		return errno.EAFNOSUPPORT
	case !s.host.owns(a):
		return errno.EADDRNOTAVAIL
	case s.isGuest():
		return s.apart.guest.bind(a, 0)
	}
	b := s.binding(a, 0)
	s.bound = &b
	return nil
}

// Listen makes the socket take connections. At most backlog of them wait for
// Accept; the host's limit applies.
func (s *Socket) Listen(backlog int) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.isGuest():
		return s.apart.guest.listen(backlog)
	case s.ep != nil || s.bound != nil && s.bound.Port == 0:
		return errno.EINVAL
	}
	backlog = int(min(max(int64(backlog), 0), s.host.cfg.BacklogLimit))
	if s.listener != nil {
		s.listener.backlog = backlog
		return nil
	}
	if s.bound == nil {
		if err := s.Bind(ip.Addr{}, 0); err != nil {
			return err
		}
	}
	at := s.bound
	for _, o := range s.host.ports.bound[at.Port] {
		if o != s && o.listener != nil && o.bound.meets(at) {
			return errno.EADDRINUSE
		}
	}
	s.listener = &listener{host: s.host, at: at, backlog: backlog, options: s.opts}
	s.host.listeners[at.Port] = append(s.host.listeners[at.Port], s.listener)
	s.inherit()
	return nil
}

// Accept returns the next connection that is established.
func (s *Socket) Accept() (*Socket, error) {
	if s.isGuest() {
		return s.apart.guest.accept(s)
	}
	l := s.listener
	if l == nil {
		return nil, s.orClosed(errno.EINVAL)
	}
	for {
		if l.closed {
			return nil, errno.EBADF
		}
		if s.late(s.readBy) {
			return nil, errno.ETIMEDOUT
		}
		if e := l.take(); e != nil {
			return l.accepted(e, s.opts), nil
		}
		if err := s.wait(&l.accepter, "a connection to accept", nil, s.readBy, cause.TimerIdle); err != nil {
			return nil, err
		}
	}
}

// accepted makes the socket of a connection.
func (l *listener) accepted(e *endpoint, opts options) *Socket {
	s := &Socket{host: l.host, opts: opts, ep: e, readBy: vtime.Never, writeBy: vtime.Never}
	s.opts.ipOptions = e.ipOptions
	if syn := l.saved[e]; syn != nil {
		s.aside().syn = syn
		delete(l.saved, e)
	}
	return s
}

// SavedSYN returns the headers of IP and TCP of the SYN that opened the connection, if its
// listener has SaveSYN, and the first time that it is asked for (TCP_SAVED_SYN).
func (s *Socket) SavedSYN() []byte {
	if s.apart == nil {
		return nil
	}
	syn := s.apart.syn
	s.apart.syn = nil
	return syn
}

// Connect opens a connection. It returns once it is established or has failed;
// on a non-blocking socket it returns EINPROGRESS, and later once that it is
// there, or why it failed, and then EISCONN (Linux; BSD says EISCONN at once).
func (s *Socket) Connect(a ip.Addr, port uint16) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.isGuest():
		return s.apart.guest.connect(s, a, port)
	case s.listener != nil:
		return errno.EOPNOTSUPP
	case s.ep != nil:
		return s.connecting()
	}
	if s.connectLater(a, port) {
		return nil
	}
	if err := s.open(a, port, nil); err != nil {
		return err
	}
	if !s.mayBlock() {
		return errno.EINPROGRESS
	}
	return s.awaitConnected()
}

// connecting answers a further Connect.
func (s *Socket) connecting() error {
	switch c := &s.ep.conn; {
	case s.ep.end.IsEstablished && !s.told && !s.nonBlocking, s.ep.end.IsEstablished && s.told:
		return errno.EISCONN
	case s.ep.end.IsEstablished:
		s.told = true
		return nil
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

// open chooses the addresses and sends the SYN, with what is first written if
// that is known already (MSG_FASTOPEN).
func (s *Socket) open(a ip.Addr, port uint16, first *output) error {
	h, at := s.host, s.host.kernel.Now()
	src, _, ok := h.source(a)
	local := s.LocalAddr()
	switch {
	case !s.has(a):
		return errno.EAFNOSUPPORT
	case a.IsZero() || port == 0:
		return errno.EADDRNOTAVAIL
	case !ok, !a.IsUnicast() && !a.IsLoopback():
		// No connection to a broadcast or multicast address (RFC 9293 section 3.9.1.1).
		return errno.ENETUNREACH
	case local.IP.IsLoopback() && !h.owns(a):
		return errno.EINVAL // nothing leaves a host with such a source (RFC 1122 section 3.2.1.3)
	case !local.IP.IsZero() && local.IP.Is4() != a.Is4():
		return errno.EINVAL
	case !local.IP.IsZero():
		src = local.IP
	}
	if local.Port == 0 {
		if local.Port, ok = h.ephemeral(src, a, port); !ok {
			return errno.EADDRNOTAVAIL
		}
	}
	t := tuple{addrPair{src, a}, local.Port, port}
	old := h.has(&t)
	if old && !h.outlived(&t) {
		return errno.EADDRINUSE
	}
	end := &End{}
	h.net.newConnection(end)
	iss := h.initialSequence(at.Now, &t)
	if old {
		iss = h.takeOver(at, &t, iss)
	}
	end.open(at, h, &t, iss)
	end.flow = h.flow(a, port)
	e := h.newEndpoint(&t, iss, s.opts.knobs, h.net.recorded(end), end)
	s.ep = e
	e.ipOptions = s.opts.ipOptions
	s.opts.apply(at, &e.conn)
	if first != nil || s.opts.fastConnect {
		s.openFast(e, a)
	}
	e.conn.Open(at)
	if first != nil {
		if e.fillSYN(at, first); first.written > 0 {
			s.mark(first)
		}
	}
	e.pump(at)
	return nil
}

func (s *Socket) awaitConnected() error {
	e, limit := s.ep, s.writeBy
	if t := s.host.cfg.ConnectTimeout; t > 0 {
		limit = min(limit, e.end.Opened.Now.Add(t))
	}
	for !e.end.IsEstablished && e.conn.State() != tcp.Closed {
		if err := s.wait(&e.writers, "connect to ", e, limit, cause.TimerUser); err != nil {
			e.abort(s.host.kernel.Now())
			e.end.Err = errno.ETIMEDOUT
			return err
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
	return s.read(p, int64(len(p)))
}

// Discard is Read without a copy, for at most n bytes.
func (s *Socket) Discard(n int64) (int, error) {
	if n <= 0 {
		return 0, nil
	}
	return s.read(nil, n)
}

// read reads up to n bytes, into p unless that is nil.
func (s *Socket) read(p []byte, n int64) (int, error) {
	if s.isGuest() {
		return s.apart.guest.read(s, p, n)
	}
	for {
		if s.closed || s.ep == nil {
			return 0, s.orClosed(errno.ENOTCONN)
		}
		if s.late(s.readBy) {
			return 0, errno.ETIMEDOUT
		}
		if !s.ep.conn.TooLittle(n) || !s.mayBlock() {
			if got, err := s.take(p, n); got > 0 || err != nil {
				return got, err
			}
		}
		if err := s.wait(&s.ep.readers, "data from ", s.ep, s.readBy, cause.TimerIdle); err != nil {
			return 0, err
		}
	}
}

// take reads what is there.
func (s *Socket) take(p []byte, n int64) (got int, err error) {
	at, eof := s.host.kernel.Now(), false
	if p != nil {
		got, eof, err = s.ep.conn.Read(at, p)
	} else {
		got, eof, err = s.ep.conn.Discard(at, n)
	}
	switch {
	case got > 0:
		s.ep.pump(at) // the window may have opened
	case err == nil && eof:
		err = io.EOF
	}
	return got, err
}

// NotifyReadable makes q wake up whenever the socket becomes readable, besides
// who waits in Read: for a process that waits for several things at once. Nil
// ends it.
func (s *Socket) NotifyReadable(q *sim.WaitQueue) {
	switch {
	case s.isGuest():
		s.apart.guest.notify = q
	case s.ep != nil:
		s.ep.notify = q
	}
}

// wait parks the running process on q, or returns EAGAIN where there is none or
// it may not block. After the deadline, which is a timer of the kind where, it
// returns ETIMEDOUT. What and whose say what it waits for.
func (s *Socket) wait(
	q *sim.WaitQueue, what string, whose fmt.Stringer, deadline vtime.Time, where cause.Where,
) error {
	if !s.mayBlock() {
		return errno.EAGAIN
	}
	now := s.host.kernel.Now().Now
	if deadline <= now || !s.host.kernel.Running().WaitFor(q, what, whose, deadline, where) {
		return errno.ETIMEDOUT
	}
	return nil
}

// late reports whether a deadline has passed: calls fail then even if they would
// not block. What happens at the very instant is in time.
func (s *Socket) late(deadline vtime.Time) bool { return deadline < s.host.kernel.Now().Now }

func (s *Socket) mayBlock() bool { return !s.nonBlocking && s.host.kernel.Running() != nil }

func (s *Socket) orClosed(e errno.Errno) error {
	if s.closed {
		return errno.EBADF
	}
	return e
}
