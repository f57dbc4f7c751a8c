package stack

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// UDPSocket is a datagram socket. Calls block as those of Socket do.
type UDPSocket struct {
	host *Host
	family
	local   binding
	peer    Addr // zero: not connected
	isBound bool
	closed  bool
	queue   fifo[datagram]
	queued  int64
	err     errno.Errno // from ICMP, for a connected socket
	readers sim.WaitQueue
	sent    uint64
	guest   *guestUDP // in place of all of these, on a host that another stack runs
	options ipOptions
}

type datagram struct {
	from Addr
	data []byte
}

// UDPSocket makes a datagram socket for both families.
func (h *Host) UDPSocket() *UDPSocket {
	if h.guest != nil {
		return h.guest.datagrams(false)
	}
	return &UDPSocket{host: h}
}

// UDPSocket4 makes a datagram socket for IPv4 alone.
func (h *Host) UDPSocket4() *UDPSocket {
	if h.guest != nil {
		return h.guest.datagrams(true)
	}
	return &UDPSocket{host: h, family: family{only4: true}}
}

// Bind gives the socket its local address; the zero address means any, port 0
// an ephemeral one.
func (s *UDPSocket) Bind(a ip.Addr, port uint16) error {
	h := s.host
	switch {
	case s.closed:
		return errno.EBADF
	case s.isBound:
		return errno.EINVAL
	case !s.has(a):
		return errno.EAFNOSUPPORT
	case !a.IsZero() && !h.owns(a):
		return errno.EADDRNOTAVAIL
	case s.guest != nil:
		return s.guest.do(func() error { return s.guest.socket.Bind(Addr{a, port}) })
	}
	if port == 0 {
		var ok bool
		if port, ok = h.anyUDPPort(); !ok {
			return errno.EADDRINUSE
		}
	}
	b := s.binding(a, port)
	for _, o := range h.datagrams[port] {
		if o.local.meets(&b) {
			return errno.EADDRINUSE
		}
	}
	s.local, s.isBound = b, true
	h.datagrams[port] = append(h.datagrams[port], s)
	return nil
}

// Connect fixes the peer: only its datagrams are received, and its ICMP errors
// are reported.
func (s *UDPSocket) Connect(a ip.Addr, port uint16) error {
	src, _, ok := s.host.source(a)
	switch {
	case s.closed:
		return errno.EBADF
	case !s.has(a):
		return errno.EAFNOSUPPORT
	case a.IsZero() || port == 0:
		return errno.EADDRNOTAVAIL
	case !ok:
		return errno.ENETUNREACH
	case s.guest != nil:
		return s.guest.do(func() error { return s.guest.socket.Connect(Addr{a, port}) })
	}
	if !s.isBound {
		if err := s.Bind(src, 0); err != nil {
			return err
		}
	}
	s.peer = Addr{a, port}
	return nil
}

// SendTo sends a datagram; the zero Addr means the connected peer. One that is
// too long for the way is sent in fragments, or refused with EMSGSIZE where
// MTUDiscover says so.
func (s *UDPSocket) SendTo(data []byte, to Addr) error {
	if s.guest != nil && !s.closed {
		return s.guest.do(func() error { return s.guest.socket.SendTo(data, to) })
	}
	if to == (Addr{}) {
		to = s.peer
	}
	h := s.host
	src, mtu, ok := h.source(to.IP)
	at := h.kernel.Now()
	discover := s.options.getIP(MTUDiscover, h.cfg)
	if discover != DiscoverProbe {
		mtu = h.pathMTU(at.Now, to.IP, mtu)
	}
	fits := len(data) <= mtu-ip.HeaderLen(to.IP)-ip.UDPHeaderLen
	switch {
	case s.closed:
		return errno.EBADF
	case to == (Addr{}):
		return errno.EDESTADDRREQ
	case to.IP.IsZero() || to.Port == 0:
		return errno.EINVAL
	case !s.has(to.IP) || !s.local.IP.IsZero() && s.local.IP.Is4() != to.IP.Is4():
		return errno.EAFNOSUPPORT
	case s.err != 0:
		return s.takeError()
	case !ok:
		return errno.ENETUNREACH
	case !fits && discover >= DiscoverDo, len(data) > maxUDP:
		return errno.EMSGSIZE
	}
	if !s.isBound {
		if err := s.Bind(ip.Addr{}, 0); err != nil {
			return err
		}
	}
	if !s.local.IP.IsZero() {
		src = s.local.IP
	}
	p := h.net.get()
	p.hdr = ip.Header{
		Src: src, Dst: to.IP, Protocol: ip.UDP, TTL: s.options.ttl, TOS: s.options.tos,
		DontFragment: to.IP.Is4() && fits && discover != DiscoverDont && (discover != DiscoverWant || !h.cuttable(to.IP)),
	}
	p.own().data = append([]byte(nil), data...)
	p.udp = ip.UDPHeader{SrcPort: s.local.Port, DstPort: to.Port}
	p.frame.Data = true
	p.frame.Flow = h.iss.Draw(uint64(s.local.Port)<<16 | uint64(to.Port))
	s.sent++
	p.frame.Key = scramble(h.flow(to.IP, to.Port) + s.sent)
	if fits {
		h.send(at, p)
	} else {
		h.sendCut(at, p, mtu)
	}
	return nil
}

// maxUDP is the longest datagram, in bytes of data.
const maxUDP = ip.MaxDatagram - ip.HeaderLen4 - ip.UDPHeaderLen

// SetOption is setsockopt, of TTL, TOS, MTUDiscover and V6Only. It returns
// ENOPROTOOPT for others.
func (s *UDPSocket) SetOption(o Option, v int64) error {
	switch {
	case s.closed:
		return errno.EBADF
	case s.guest != nil:
		return s.guest.do(func() error { return s.guest.socket.SetOption(o, v) })
	case o == TTL || o == TOS || o == MTUDiscover:
		return s.options.setIP(o, v)
	case o != V6Only:
		return errno.ENOPROTOOPT
	case s.only4 || s.isBound:
		return errno.EINVAL
	}
	s.only6 = v != 0
	return nil
}

// Option is getsockopt, of the same options.
func (s *UDPSocket) Option(o Option) (int64, error) {
	switch {
	case s.closed:
		return 0, errno.EBADF
	case s.guest != nil:
		return s.guest.socket.Option(o)
	case o == TTL || o == TOS || o == MTUDiscover:
		return s.options.getIP(o, s.host.cfg), nil
	case o == V6Only:
		return flag(s.only6), nil
	}
	return 0, errno.ENOPROTOOPT
}

func (s *UDPSocket) takeError() error {
	err := s.err
	s.err = 0
	return err
}

// RecvFrom returns the next datagram, cut to len(p) bytes. After the deadline
// (vtime.Never: none), which counts as a timer of the kind where, it returns
// ETIMEDOUT.
func (s *UDPSocket) RecvFrom(p []byte, deadline vtime.Time, where cause.Where) (int, Addr, error) {
	if s.guest != nil {
		return s.guest.receive(s, p, deadline, where)
	}
	for {
		switch {
		case s.closed:
			return 0, Addr{}, errno.EBADF
		case s.err != 0:
			return 0, Addr{}, s.takeError()
		case s.queue.len() > 0:
			d := s.queue.pop()
			s.queued -= int64(len(d.data))
			return copy(p, d.data), d.from, nil
		}
		proc := s.host.kernel.Running()
		if proc == nil {
			return 0, Addr{}, errno.EAGAIN
		}
		if deadline <= proc.Now().Now || !proc.WaitUntil(&s.readers, "a datagram on "+s.local.String(), deadline, where) {
			return 0, Addr{}, errno.ETIMEDOUT
		}
	}
}

// LocalAddr returns the address the socket is bound to.
func (s *UDPSocket) LocalAddr() Addr {
	if s.guest != nil {
		return s.guest.socket.LocalAddr()
	}
	return s.local.Addr
}

// Close gives up the socket.
func (s *UDPSocket) Close() error {
	if s.closed {
		return errno.EBADF
	}
	s.closed = true
	if s.guest != nil {
		_ = s.guest.do(func() error { s.guest.socket.Close(); return nil })
		s.guest.readers.WakeAll()
		return nil
	}
	if s.isBound {
		without(s.host.datagrams, s.local.Port, s)
	}
	s.readers.WakeAll()
	return nil
}

// datagramFor finds the socket of a datagram: a connected one before one on the
// address before one on any.
func (h *Host) datagramFor(local, remote Addr) *UDPSocket {
	var found *UDPSocket
	best := 0
	for _, s := range h.datagrams[local.Port] {
		score := 1
		if s.peer != (Addr{}) {
			if s.peer != remote {
				continue
			}
			score += 2
		}
		if !s.local.takes(local.IP) {
			continue
		}
		if !s.local.IP.IsZero() {
			score++
		}
		if score > best {
			found, best = s, score
		}
	}
	return found
}

func (h *Host) deliverUDP(at vtime.Stamp, p *packet) {
	from := Addr{p.hdr.Src, p.udp.SrcPort}
	s := h.datagramFor(Addr{p.hdr.Dst, p.udp.DstPort}, from)
	switch {
	case s == nil:
		h.report(at, p, ip.NoPort, 0)
		h.drop(at, p, "no socket")
	case s.queued+int64(len(p.data)) > h.cfg.UDPBuffer:
		h.drop(at, p, "socket buffer full")
	default:
		s.queue.push(datagram{from, p.data})
		s.queued += int64(len(p.data))
		p.Release()
		s.readers.WakeOne()
	}
}
