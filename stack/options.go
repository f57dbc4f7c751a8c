package stack

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Option is a socket option of getsockopt and setsockopt.
type Option uint8

// The options. Values are 0 and 1 for switches.
const (
	ReuseAddr   Option = iota // SO_REUSEADDR: bind may share an address with what is left of earlier sockets
	Linger                    // SO_LINGER: nanoseconds that close waits for the peer; 0 resets; negative: off, the default
	KeepAlive                 // SO_KEEPALIVE: probe a silent peer
	NoDelay                   // TCP_NODELAY: small segments never wait
	Cork                      // TCP_CORK: only full segments leave
	QuickAck                  // TCP_QUICKACK: setting it sends what is owed; whether acknowledgements do not wait for data
	SocketError               // SO_ERROR, read only: the pending error as its errno, which is cleared
	NonBlocking               // O_NONBLOCK: calls return EAGAIN instead of waiting
	V6Only                    // IPV6_V6ONLY: :: stands for no address of IPv4; to be set before bind
	TTL                       // IP_TTL, IPV6_UNICAST_HOPS: 1 to 255; -1: the host's
	TOS                       // IP_TOS, IPV6_TCLASS; the two bits of ECN are TCP's own
	MTUDiscover               // IP_MTU_DISCOVER, IPV6_MTU_DISCOVER: one of the values of Discover
	RecvErrors                // IP_RECVERR, IPV6_RECVERR: the next call tells an ICMP error that ends nothing
	LowWater                  // SO_RCVLOWAT: bytes that a blocking read waits for; at most half the receive buffer

	OOBInline // SO_OOBINLINE: urgent bytes stay in the stream

	ZeroCopies // SO_ZEROCOPY: writes with the flag ZeroCopy are told of by Notice
	Timestamps // SO_TIMESTAMPING: a set of Stamps, which Notice tells of

	DeferAccept      // TCP_DEFER_ACCEPT: nanoseconds that a listener waits for data after a handshake; 0: not at all
	FastOpen         // TCP_FASTOPEN: how many connections a listener opens by a cookie before their handshakes are done
	FastOpenConnect  // TCP_FASTOPEN_CONNECT: Connect leaves the SYN to the first write, whose data it carries
	FastOpenNoCookie // TCP_FASTOPEN_NO_COOKIE: Fast Open without cookies, on both sides
	SaveSYN          // TCP_SAVE_SYN: of what a listener accepts SavedSYN tells the SYN; 0, 1, or 2 with the link's header

	// What follows is a knob of TCP, set for one socket. Times are nanoseconds.
	KeepIdle     // TCP_KEEPIDLE: idle time before the first keep-alive probe
	KeepInterval // TCP_KEEPINTVL: time between keep-alive probes
	KeepCount    // TCP_KEEPCNT: unanswered keep-alive probes that end the connection
	UserTimeout  // TCP_USER_TIMEOUT: how long data may stay unacknowledged; 0 leaves it to retries
	SYNCount     // TCP_SYNCNT: how often a SYN is sent again
	Linger2      // TCP_LINGER2: how long FIN-WAIT-2 lasts after close; 0: for ever; negative: not at all
	MaxSegment   // TCP_MAXSEG: largest segment, to be set before connecting; what is sent now
	UnsentLow    // TCP_NOTSENT_LOWAT: written bytes that have not left at which a writer waits; 0: the buffer alone
	SendBuffer   // SO_SNDBUF: bytes that may be written and not acknowledged; as with RecvBuffer
	PacingRate   // SO_MAX_PACING_RATE: most bytes per second that leave, at a steady pace; negative or 0: no limit
	SYNTimeout   // TCP_KEEPINIT of FreeBSD: how long a handshake may take; 0: as long as its SYNs do
	RTOMost      // TCP_RTO_MAX_MS: largest retransmission timeout, 1 s to 120 s
	RTOLeast     // TCP_RTO_MIN_US: smallest retransmission timeout, at most 200 ms
	AckMost      // TCP_DELACK_MAX_US: how long acknowledgements wait at most; at most 200 ms
	ThinLinear   // TCP_THIN_LINEAR_TIMEOUTS: with few segments out timeouts do not double at once; 0 or 1
	WindowClamp  // TCP_WINDOW_CLAMP: largest window that is offered; 0, before connecting: none
	RecvBuffer   // SO_RCVBUF: bytes that may have arrived and not been read; it no more grows, Linux doubles it
)

// options is what sockets inherit from their listener.
type options struct {
	reuseAddr, keepAlive, noDelay, cork     bool
	lingers, fastConnect, fastBlind, inline bool
	recvErrors                              bool
	stamps                                  Stamps
	congestion                              uint8 // 1 more than the AlgorithmID; 0: not set
	ipOptions
	fastQueue           uint16
	linger, deferAccept vtime.Time
	lowWater            int64       // 0: not set
	knobs               *tcp.Config // nil: those of the host
}

// apply sets the options that concern the connection.
func (o *options) apply(at vtime.Stamp, c *tcp.Conn) {
	if o.keepAlive {
		c.SetKeepAlive(at, true)
	}
	if o.noDelay {
		c.SetNagle(tcp.NagleOff)
	}
	if o.cork {
		c.SetCork(true)
	}
	if o.inline {
		c.SetUrgentInline(true)
	}
	if o.recvErrors {
		c.TellSoftErrors(true)
	}
	if o.lowWater > 0 {
		c.SetReceiveLowWater(o.lowWater)
	}
	if o.congestion > 0 {
		c.SetCongestion(tcp.AlgorithmID(o.congestion - 1))
	}
}

// SetCongestion selects a congestion control algorithm by name (TCP_CONGESTION).
// Connections that a listener accepts have its algorithm. A name that
// tcp.Algorithms does not list is ENOENT.
func (s *Socket) SetCongestion(name string) error {
	if s.closed {
		return errno.EBADF
	}
	id, ok := tcp.AlgorithmNamed(name)
	if !ok {
		return errno.ENOENT
	}
	if s.isGuest() {
		return s.apart.guest.stream.SetCongestion(name)
	}
	s.opts.congestion = uint8(id) + 1
	s.inherit()
	if s.ep != nil {
		s.ep.conn.SetCongestion(id)
	}
	return nil
}

// Congestion returns the name of the socket's congestion control algorithm.
func (s *Socket) Congestion() string {
	switch {
	case s.isGuest():
		return s.apart.guest.stream.Congestion()
	case s.ep != nil:
		return s.ep.conn.Congestion().String()
	case s.opts.congestion > 0:
		return tcp.AlgorithmID(s.opts.congestion - 1).String()
	}
	return s.knobs().Congestion.String()
}

// CongestionDetails returns what the algorithm tells of itself, field by field
// (TCP_CC_INFO); nil if that is nothing, as with Reno and CUBIC.
func (s *Socket) CongestionDetails() []tcp.Detail {
	if s.ep == nil {
		return nil
	}
	return s.ep.conn.CongestionDetails(s.host.kernel.Now().Now)
}

// SetOption is setsockopt. It returns ENOPROTOOPT for options that cannot be
// set. Every value but 0 switches a switch on.
func (s *Socket) SetOption(o Option, v int64) error {
	if s.closed {
		return errno.EBADF
	}
	if s.isGuest() {
		return s.apart.guest.setOption(s, o, v)
	}
	on := v != 0
	switch o {
	case ReuseAddr:
		s.opts.reuseAddr = on
	case Linger:
		s.opts.lingers, s.opts.linger = v >= 0, vtime.Time(max(v, 0))
	case NonBlocking:
		s.nonBlocking = on
	case LowWater:
		s.setLowWater(max(v, 1))
	case ZeroCopies:
		s.opts.stamps &^= copies
		if on {
			s.opts.stamps |= copies
		}
		s.inherit()
	case Timestamps:
		s.setStamps(Stamps(v))
	case TTL, TOS, MTUDiscover:
		if err := s.opts.setIP(o, v); err != nil {
			return err
		}
		s.inherit()
		if s.ep != nil {
			s.ep.ipOptions = s.opts.ipOptions
		}
	case V6Only:
		if s.only4 || s.bound != nil || s.ep != nil {
			return errno.EINVAL
		}
		s.only6 = on
	case KeepAlive, NoDelay, Cork, QuickAck, OOBInline, RecvErrors:
		s.setTCP(o, on)
	case FastOpen, FastOpenConnect, FastOpenNoCookie:
		return s.setFast(o, v)
	case SaveSYN:
		if v < 0 || v > 2 {
			return errno.EINVAL
		}
		s.aside().saveSYN = uint8(v)
		s.inherit()
	case DeferAccept:
		s.opts.deferAccept = deferral(vtime.Time(v), s.knobs().RTOInitial, s.knobs().RTOMax)
		s.inherit()
	default:
		if k, ok := ownKnobs[o]; ok {
			return s.setOwnKnob(o, k, v)
		}
		return errno.ENOPROTOOPT
	}
	return nil
}

// inherit lets connections that a listener accepts from now on have its options.
func (s *Socket) inherit() {
	if s.listener != nil {
		s.listener.options = s.opts
		s.listener.savesSYN = s.apart != nil && s.apart.saveSYN > 0
	}
}

// setTCP sets an option that the connection knows of.
func (s *Socket) setTCP(o Option, on bool) {
	switch o {
	case KeepAlive:
		s.opts.keepAlive = on
	case NoDelay:
		s.opts.noDelay = on
	case Cork:
		s.opts.cork = on
	case OOBInline:
		s.opts.inline = on
	case RecvErrors:
		s.opts.recvErrors = on
	}
	s.inherit()
	if s.ep == nil {
		return
	}
	at, c := s.host.kernel.Now(), &s.ep.conn
	switch o {
	case KeepAlive:
		c.SetKeepAlive(at, on)
	case NoDelay:
		c.SetNagle(tcp.NagleOff)
		if !on {
			c.SetNagle(s.knobs().Nagle)
		}
	case Cork:
		c.SetCork(on)
	case OOBInline:
		c.SetUrgentInline(on)
	case RecvErrors:
		c.TellSoftErrors(on)
	case QuickAck:
		if on {
			c.QuickAck()
		} else {
			c.DelayAcks()
		}
	}
	s.ep.pump(at)
}

func (s *Socket) setLowWater(n int64) {
	s.opts.lowWater = n
	s.inherit()
	if s.ep != nil {
		s.ep.conn.SetReceiveLowWater(n)
		s.ep.pump(s.host.kernel.Now())
	}
}

// Option is getsockopt.
func (s *Socket) Option(o Option) (int64, error) {
	if s.closed {
		return 0, errno.EBADF
	}
	if s.isGuest() {
		return s.apart.guest.option(s, o)
	}
	switch o {
	case ReuseAddr:
		return flag(s.opts.reuseAddr), nil
	case V6Only:
		return flag(s.only6), nil
	case KeepAlive:
		return flag(s.opts.keepAlive), nil
	case NoDelay:
		return flag(s.opts.noDelay), nil
	case Cork:
		return flag(s.opts.cork), nil
	case OOBInline:
		return flag(s.opts.inline), nil
	case QuickAck:
		return flag(s.ep == nil || s.ep.conn.AcksQuickly()), nil
	case RecvErrors:
		return flag(s.opts.recvErrors), nil
	case NonBlocking:
		return flag(s.nonBlocking), nil
	case TTL, TOS, MTUDiscover:
		return s.opts.getIP(o, s.host.cfg), nil
	case ZeroCopies:
		return flag(s.opts.stamps&copies != 0), nil
	case Timestamps:
		return int64(s.opts.stamps &^ copies), nil
	case LowWater:
		if s.ep != nil {
			return s.ep.conn.ReceiveLowWater(), nil
		}
		return max(s.opts.lowWater, 1), nil
	case Linger:
		if !s.opts.lingers {
			return -1, nil
		}
		return int64(s.opts.linger), nil
	case DeferAccept:
		return int64(s.opts.deferAccept), nil
	case SaveSYN:
		if s.apart == nil {
			return 0, nil
		}
		return int64(s.apart.saveSYN), nil
	case FastOpen:
		return int64(s.opts.fastQueue), nil
	case FastOpenConnect:
		return flag(s.opts.fastConnect), nil
	case FastOpenNoCookie:
		return flag(s.opts.fastBlind), nil
	case SocketError:
		if s.ep == nil {
			return 0, nil
		}
		return int64(s.ep.conn.TakeError()), nil
	}
	if k, ok := ownKnobs[o]; ok {
		return s.ownKnob(o, k), nil
	}
	return 0, errno.ENOPROTOOPT
}

func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}
