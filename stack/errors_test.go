package stack

import (
	"io"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// stage is where a case of the table below plays: a process on host a, whose
// peer b is 10 ms away and takes connections on port 80.
type stage struct {
	*world
	t       *testing.T
	p       *sim.Proc
	servers *[]*Socket // what b accepted
}

var server = addr("10.0.0.2")

// connected returns both ends of a connection.
func (s *stage) connected() (client, srv *Socket) {
	n := len(*s.servers)
	c := s.a.Socket()
	require.NoError(s.t, c.Connect(server, 80))
	s.p.Sleep(20*ms, cause.Host)
	return c, (*s.servers)[n]
}

func (s *stage) bound(port uint16) *Socket {
	c := s.a.Socket()
	require.NoError(s.t, c.Bind(ip.Addr{}, port))
	return c
}

func (s *stage) listening(port uint16) *Socket {
	l, err := s.a.ListenOn(port, 5)
	require.NoError(s.t, err)
	return l.Socket
}

func (s *stage) closed() *Socket {
	c := s.a.Socket()
	require.NoError(s.t, c.Close())
	return c
}

func (s *stage) set(c *Socket, o Option, v int64) *Socket {
	require.NoError(s.t, c.SetOption(o, v))
	return c
}

// meanwhile runs fn as another process after some time.
func (s *stage) meanwhile(after vtime.Time, fn func()) {
	s.a.Go("meanwhile", func(p *sim.Proc) {
		p.Sleep(after, cause.Host)
		fn()
	})
}

// reset makes the peer send a RST and lets it arrive.
func (s *stage) reset(srv *Socket) {
	s.set(srv, Linger, 0)
	require.NoError(s.t, srv.Close())
	s.p.Sleep(20*ms, cause.Host)
}

func (s *stage) deadline() vtime.Time { return s.p.Now().Now + 5*ms }

func second[T any](_ T, err error) error { return err }

type call struct {
	name string
	want error
	do   func(s *stage) error
}

var buf = make([]byte, 100)

var bindCalls = []call{
	{"bind", nil, func(s *stage) error { return s.a.Socket().Bind(addr("10.0.0.1"), 99) }},
	{"bind loopback", nil, func(s *stage) error { return s.a.Socket().Bind(addr("127.1.2.3"), 99) }},
	{"bind a closed socket", errno.EBADF, func(s *stage) error { return s.closed().Bind(ip.Addr{}, 99) }},
	{"bind twice", errno.EINVAL, func(s *stage) error { return s.bound(99).Bind(ip.Addr{}, 98) }},
	{"bind once connected", errno.EINVAL, func(s *stage) error {
		c, _ := s.connected()
		return c.Bind(ip.Addr{}, 99)
	}},
	{"bind an address of another host", errno.EADDRNOTAVAIL, func(s *stage) error {
		return s.a.Socket().Bind(server, 99)
	}},
	{"bind a port that is bound", errno.EADDRINUSE, func(s *stage) error {
		s.bound(99)
		return s.a.Socket().Bind(addr("10.0.0.1"), 99)
	}},
	{"bind port 0 when none is left", errno.EADDRINUSE, func(s *stage) error {
		for range 3 {
			s.bound(0)
		}
		return s.a.Socket().Bind(ip.Addr{}, 0)
	}},
	{"listen", nil, func(s *stage) error { return s.bound(99).Listen(5) }},
	{"listen without a port", nil, func(s *stage) error { return s.a.Socket().Listen(5) }},
	{"listen again, with another backlog", nil, func(s *stage) error { return s.listening(99).Listen(1) }},
	{"listen on a closed socket", errno.EBADF, func(s *stage) error { return s.closed().Listen(5) }},
	{"listen once connected", errno.EINVAL, func(s *stage) error {
		c, _ := s.connected()
		return c.Listen(5)
	}},
	{"listen without a port when none is left", errno.EADDRINUSE, func(s *stage) error {
		for range 3 {
			s.bound(0)
		}
		return s.a.Socket().Listen(5)
	}},
	{"listen where another listens", errno.EADDRINUSE, func(s *stage) error {
		one, two := s.set(s.a.Socket(), ReuseAddr, 1), s.set(s.a.Socket(), ReuseAddr, 1)
		require.NoError(s.t, one.Bind(ip.Addr{}, 99))
		require.NoError(s.t, two.Bind(addr("10.0.0.1"), 99))
		require.NoError(s.t, one.Listen(5))
		return two.Listen(5)
	}},
	{"ListenOn where another listens", errno.EADDRINUSE, func(s *stage) error {
		s.listening(99)
		return second(s.a.ListenOn(99, 5))
	}},
	{"accept on a socket that does not listen", errno.EINVAL, func(s *stage) error { return second(s.bound(99).Accept()) }},
	{"accept on a closed listener", errno.EBADF, func(s *stage) error {
		l := s.listening(99)
		require.NoError(s.t, l.Close())
		return second(l.Accept())
	}},
	{"accept on a closed socket", errno.EBADF, func(s *stage) error { return second(s.closed().Accept()) }},
	{"accept without blocking", errno.EAGAIN, func(s *stage) error {
		return second(s.set(s.listening(99), NonBlocking, 1).Accept())
	}},
	{"accept with a deadline", errno.ETIMEDOUT, func(s *stage) error {
		l := s.listening(99)
		l.ReadBy(s.deadline())
		return second(l.Accept())
	}},
	{"accept while another process closes", errno.EBADF, func(s *stage) error {
		l := s.listening(99)
		s.meanwhile(ms, func() { l.Close() })
		return second(l.Accept())
	}},
}

var connectCalls = []call{
	{"connect", nil, func(s *stage) error { return s.a.Socket().Connect(server, 80) }},
	{"connect a closed socket", errno.EBADF, func(s *stage) error { return s.closed().Connect(server, 80) }},
	{"connect a listener", errno.EOPNOTSUPP, func(s *stage) error { return s.listening(99).Connect(server, 80) }},
	{"connect twice", errno.EISCONN, func(s *stage) error {
		c, _ := s.connected()
		return c.Connect(server, 80)
	}},
	{"connect to no address", errno.EADDRNOTAVAIL, func(s *stage) error { return s.a.Socket().Connect(ip.Addr{}, 80) }},
	{"connect to no port", errno.EADDRNOTAVAIL, func(s *stage) error { return s.a.Socket().Connect(server, 0) }},
	{"connect without a free port", errno.EADDRNOTAVAIL, func(s *stage) error {
		for range 3 {
			s.bound(0)
		}
		return s.a.Socket().Connect(server, 80)
	}},
	{"connect without a route", errno.ENETUNREACH, func(s *stage) error { return s.a.Socket().Connect(addr("192.0.2.1"), 80) }},
	{"connect to an address that nobody on the link has", errno.EHOSTUNREACH, func(s *stage) error {
		return s.a.Socket().Connect(addr("10.0.0.9"), 80)
	}},
	{"connect from the loopback to elsewhere", errno.EINVAL, func(s *stage) error {
		c := s.a.Socket()
		require.NoError(s.t, c.Bind(addr("127.0.0.1"), 0))
		return c.Connect(server, 80)
	}},
	{"connect where nobody listens", errno.ECONNREFUSED, func(s *stage) error { return s.a.Socket().Connect(server, 81) }},
	{"connect after a failure", errno.ECONNABORTED, func(s *stage) error {
		c := s.a.Socket()
		require.Equal(s.t, errno.ECONNREFUSED, c.Connect(server, 81))
		return c.Connect(server, 80)
	}},
	{"connect without blocking", errno.EINPROGRESS, func(s *stage) error {
		return s.set(s.a.Socket(), NonBlocking, 1).Connect(server, 80)
	}},
	{"connect while connecting", errno.EALREADY, func(s *stage) error {
		c := s.set(s.a.Socket(), NonBlocking, 1)
		require.Equal(s.t, errno.EINPROGRESS, c.Connect(server, 80))
		return c.Connect(server, 80)
	}},
	{"connect once it has happened", errno.EISCONN, func(s *stage) error {
		c := s.set(s.a.Socket(), NonBlocking, 1)
		require.Equal(s.t, errno.EINPROGRESS, c.Connect(server, 80))
		s.p.Sleep(21*ms, cause.Host)
		require.NoError(s.t, c.Connect(server, 80), "the first call learns that it has happened, as on Linux")
		return c.Connect(server, 80)
	}},
	{"connect once it has failed", errno.ECONNREFUSED, func(s *stage) error {
		c := s.set(s.a.Socket(), NonBlocking, 1)
		require.Equal(s.t, errno.EINPROGRESS, c.Connect(server, 81))
		s.p.Sleep(21*ms, cause.Host)
		return c.Connect(server, 81)
	}},
	{"connect with a pair that is in use", errno.EADDRINUSE, func(s *stage) error {
		for range 2 {
			c := s.set(s.a.Socket(), ReuseAddr, 1)
			require.NoError(s.t, c.Bind(ip.Addr{}, 99))
			if err := c.Connect(server, 80); err != nil {
				return err
			}
		}
		return nil
	}},
	{"connect with a deadline", errno.ETIMEDOUT, func(s *stage) error {
		c := s.a.Socket()
		c.WriteBy(s.deadline())
		return c.Connect(server, 80)
	}},
	{"connect while another process closes", errno.ECONNABORTED, func(s *stage) error {
		c := s.a.Socket()
		s.meanwhile(ms, func() { c.Close() })
		return c.Connect(server, 80)
	}},
	{"connect by two processes", nil, func(s *stage) error {
		c := s.a.Socket()
		s.meanwhile(ms, func() { require.NoError(s.t, c.Connect(server, 80)) })
		return c.Connect(server, 80)
	}},
}

var readCalls = []call{
	{"read a socket that is not connected", errno.ENOTCONN, func(s *stage) error { return second(s.a.Socket().Read(buf)) }},
	{"read a listener", errno.ENOTCONN, func(s *stage) error { return second(s.listening(99).Read(buf)) }},
	{"read a closed socket", errno.EBADF, func(s *stage) error { return second(s.closed().Read(buf)) }},
	{"read nothing", nil, func(s *stage) error { return second(s.a.Socket().Read(nil)) }},
	{"discard nothing", nil, func(s *stage) error { return second(s.a.Socket().Discard(0)) }},
	{"read without blocking", errno.EAGAIN, func(s *stage) error {
		c, _ := s.connected()
		return second(s.set(c, NonBlocking, 1).Read(buf))
	}},
	{"read with a deadline", errno.ETIMEDOUT, func(s *stage) error {
		c, _ := s.connected()
		c.ReadBy(s.deadline())
		return second(c.Read(buf))
	}},
	{"read after the deadline, though there is something", errno.ETIMEDOUT, func(s *stage) error {
		c, srv := s.connected()
		c.ReadBy(s.deadline())
		require.NoError(s.t, second(srv.Write(buf)))
		s.p.Sleep(20*ms, cause.Host)
		return second(c.Read(buf))
	}},
	{"read while another process closes", errno.EBADF, func(s *stage) error {
		c, _ := s.connected()
		s.meanwhile(ms, func() { c.Close() })
		return second(c.Read(buf))
	}},
	{"read while another process sets a deadline", errno.ETIMEDOUT, func(s *stage) error {
		c, _ := s.connected()
		s.meanwhile(ms, func() { c.ReadBy(s.deadline()) })
		return second(c.Read(buf))
	}},
	{"read after the peer's FIN", io.EOF, func(s *stage) error {
		c, srv := s.connected()
		require.NoError(s.t, srv.Close())
		return second(c.Read(buf))
	}},
	{"read after shutdown of the read side", io.EOF, func(s *stage) error {
		c, _ := s.connected()
		require.NoError(s.t, c.Shutdown(ShutRead))
		return second(c.Read(buf))
	}},
	{"read after a reset", errno.ECONNRESET, func(s *stage) error {
		c, srv := s.connected()
		s.reset(srv)
		return second(c.Read(buf))
	}},
	{"read again after a reset", io.EOF, func(s *stage) error {
		c, srv := s.connected()
		s.reset(srv)
		require.Equal(s.t, errno.ECONNRESET, second(c.Read(buf)))
		return second(c.Read(buf))
	}},
	{"read after a failed connect", io.EOF, func(s *stage) error {
		c := s.a.Socket()
		require.Equal(s.t, errno.ECONNREFUSED, c.Connect(server, 81))
		return second(c.Read(buf))
	}},
}

var writeCalls = []call{
	{"write a socket that is not connected", errno.EPIPE, func(s *stage) error { return second(s.a.Socket().Write(buf)) }},
	{"write a closed socket", errno.EBADF, func(s *stage) error { return second(s.closed().Write(buf)) }},
	{"write more than fits without blocking", errno.EAGAIN, func(s *stage) error {
		c, _ := s.connected()
		s.set(c, NonBlocking, 1)
		n, err := c.WriteZeros(1 << 30)
		require.NoError(s.t, err)
		require.EqualValues(s.t, s.cfg.TCP.SendBuffer, n)
		return second(c.WriteZeros(1))
	}},
	{"write more than fits as a net.Conn without blocking", errno.EAGAIN, func(s *stage) error {
		c, _ := s.connected()
		s.set(c, NonBlocking, 1)
		n, err := Conn{c}.Write(make([]byte, s.cfg.TCP.SendBuffer+1))
		require.EqualValues(s.t, s.cfg.TCP.SendBuffer, n)
		return err
	}},
	{"write with a deadline", errno.ETIMEDOUT, func(s *stage) error {
		c, _ := s.connected()
		c.WriteBy(s.deadline())
		n, err := c.WriteZeros(1 << 30)
		require.EqualValues(s.t, s.cfg.TCP.SendBuffer, n)
		return err
	}},
	{"write after the deadline, though there is room", errno.ETIMEDOUT, func(s *stage) error {
		c, _ := s.connected()
		c.WriteBy(1)
		return second(c.Write(buf))
	}},
	{"write while another process sets a deadline", errno.ETIMEDOUT, func(s *stage) error {
		c, _ := s.connected()
		s.meanwhile(ms, func() { c.WriteBy(s.deadline()) })
		return second(c.WriteZeros(1 << 30))
	}},
	{"write while another process closes", errno.EBADF, func(s *stage) error {
		c, _ := s.connected()
		s.meanwhile(ms, func() { c.Close() })
		return second(c.WriteZeros(1 << 30))
	}},
	{"write after shutdown", errno.EPIPE, func(s *stage) error {
		c, _ := s.connected()
		require.NoError(s.t, c.Shutdown(ShutWrite))
		return second(c.Write(buf))
	}},
	{"write after a reset", errno.ECONNRESET, func(s *stage) error {
		c, srv := s.connected()
		s.reset(srv)
		return second(c.Write(buf))
	}},
	{"write again after a reset", errno.EPIPE, func(s *stage) error {
		c, srv := s.connected()
		s.reset(srv)
		require.Equal(s.t, errno.ECONNRESET, second(c.Write(buf)))
		return second(c.Write(buf))
	}},
	{"write to a peer that has closed, then again", errno.EPIPE, func(s *stage) error {
		c, srv := s.connected()
		require.NoError(s.t, srv.Close())
		s.p.Sleep(20*ms, cause.Host)
		require.NoError(s.t, second(c.Write(buf))) // the reset is on its way
		s.p.Sleep(30*ms, cause.Host)
		return second(c.Write(buf))
	}},
}

var closeCalls = []call{
	{"shut down a socket that is not connected", errno.ENOTCONN, func(s *stage) error { return s.a.Socket().Shutdown(ShutWrite) }},
	{"shut down a listener", errno.ENOTCONN, func(s *stage) error { return s.listening(99).Shutdown(ShutRead) }},
	{"shut down a closed socket", errno.EBADF, func(s *stage) error { return s.closed().Shutdown(ShutBoth) }},
	{"shut down what does not exist", errno.EINVAL, func(s *stage) error {
		c, _ := s.connected()
		return c.Shutdown(ShutBoth + 1)
	}},
	{"shut down twice", nil, func(s *stage) error {
		c, _ := s.connected()
		require.NoError(s.t, c.Shutdown(ShutWrite))
		return c.Shutdown(ShutBoth)
	}},
	{"shut down after a reset", errno.ENOTCONN, func(s *stage) error {
		c, srv := s.connected()
		s.reset(srv)
		return c.Shutdown(ShutWrite)
	}},
	{"close twice", errno.EBADF, func(s *stage) error { return s.closed().Close() }},
	{"set an option of a closed socket", errno.EBADF, func(s *stage) error { return s.closed().SetOption(NoDelay, 1) }},
	{"get an option of a closed socket", errno.EBADF, func(s *stage) error { return second(s.closed().Option(NoDelay)) }},
	{"set SO_ERROR", errno.ENOPROTOOPT, func(s *stage) error { return s.a.Socket().SetOption(SocketError, 1) }},
	{"set an option that does not exist", errno.ENOPROTOOPT, func(s *stage) error { return s.a.Socket().SetOption(99, 1) }},
	{"get an option that does not exist", errno.ENOPROTOOPT, func(s *stage) error { return second(s.a.Socket().Option(99)) }},
	{"get an option that there is not", errno.ENOPROTOOPT, func(s *stage) error { return second(s.a.Socket().Option(255)) }},
	{"set a deadline of a closed connection", errno.EBADF, func(s *stage) error { return Conn{s.closed()}.SetDeadline(epoch) }},
}

var udpCalls = []call{
	{"bind UDP", nil, func(s *stage) error { return s.a.UDPSocket().Bind(addr("10.0.0.1"), 99) }},
	{"bind UDP twice", errno.EINVAL, func(s *stage) error { return s.udp(99).Bind(ip.Addr{}, 98) }},
	{"bind UDP where another is", errno.EADDRINUSE, func(s *stage) error {
		s.udp(99)
		return s.a.UDPSocket().Bind(addr("10.0.0.1"), 99)
	}},
	{"bind UDP to port 0 when none is left", errno.EADDRINUSE, func(s *stage) error {
		for range 3 {
			s.udp(0)
		}
		return s.a.UDPSocket().Bind(ip.Addr{}, 0)
	}},
	{"bind UDP to an address of another host", errno.EADDRNOTAVAIL, func(s *stage) error {
		return s.a.UDPSocket().Bind(server, 99)
	}},
	{"bind a closed UDP socket", errno.EBADF, func(s *stage) error { return s.closedUDP().Bind(ip.Addr{}, 99) }},
	{"connect a closed UDP socket", errno.EBADF, func(s *stage) error { return s.closedUDP().Connect(server, 53) }},
	{"connect UDP without a route", errno.ENETUNREACH, func(s *stage) error {
		return s.a.UDPSocket().Connect(addr("192.0.2.1"), 53)
	}},
	{"connect UDP to no port", errno.EADDRNOTAVAIL, func(s *stage) error { return s.a.UDPSocket().Connect(server, 0) }},
	{"connect UDP when no port is left", errno.EADDRINUSE, func(s *stage) error {
		for range 3 {
			s.udp(0)
		}
		return s.a.UDPSocket().Connect(server, 53)
	}},
	{"send to nobody", errno.EDESTADDRREQ, func(s *stage) error { return s.a.UDPSocket().SendTo(buf, Addr{}) }},
	{"send to no port", errno.EINVAL, func(s *stage) error { return s.a.UDPSocket().SendTo(buf, Addr{server, 0}) }},
	{"send without a route", errno.ENETUNREACH, func(s *stage) error {
		return s.a.UDPSocket().SendTo(buf, Addr{addr("192.0.2.1"), 53})
	}},
	{"send when no port is left", errno.EADDRINUSE, func(s *stage) error {
		for range 3 {
			s.udp(0)
		}
		return s.a.UDPSocket().SendTo(buf, Addr{server, 53})
	}},
	{"send all that fits the wire", nil, func(s *stage) error {
		return s.a.UDPSocket().SendTo(make([]byte, 1472), Addr{server, 53})
	}},
	{"send more than fits the wire", errno.EMSGSIZE, func(s *stage) error {
		u := s.a.UDPSocket()
		require.NoError(s.t, u.SetOption(MTUDiscover, DiscoverDo))
		return u.SendTo(make([]byte, 1473), Addr{server, 53})
	}},
	{"send all that fits a datagram", nil, func(s *stage) error {
		return s.a.UDPSocket().SendTo(make([]byte, 65507), Addr{addr("127.0.0.1"), 53})
	}},
	{"send more than fits a datagram", errno.EMSGSIZE, func(s *stage) error {
		return s.a.UDPSocket().SendTo(make([]byte, 65508), Addr{addr("127.0.0.1"), 53})
	}},
	{"send by a closed UDP socket", errno.EBADF, func(s *stage) error { return s.closedUDP().SendTo(buf, Addr{server, 53}) }},
	{"receive by a closed UDP socket", errno.EBADF, func(s *stage) error { return s.receive(s.closedUDP(), vtime.Never) }},
	{"receive with a deadline", errno.ETIMEDOUT, func(s *stage) error { return s.receive(s.udp(99), s.deadline()) }},
	{"receive with a deadline that has passed", errno.ETIMEDOUT, func(s *stage) error { return s.receive(s.udp(99), 0) }},
	{"receive while another process closes", errno.EBADF, func(s *stage) error {
		u := s.udp(99)
		s.meanwhile(ms, func() { require.NoError(s.t, u.Close()) })
		return s.receive(u, vtime.Never)
	}},
	{"receive from a port where nobody is", errno.ECONNREFUSED, func(s *stage) error {
		u := s.refused()
		return s.receive(u, vtime.Never)
	}},
	{"send to a port where nobody is, again", errno.ECONNREFUSED, func(s *stage) error {
		u := s.refused()
		s.p.Sleep(30*ms, cause.Host)
		return u.SendTo(buf, Addr{})
	}},
	{"an error is told once", errno.ETIMEDOUT, func(s *stage) error {
		u := s.refused()
		require.Equal(s.t, errno.ECONNREFUSED, s.receive(u, vtime.Never))
		return s.receive(u, s.deadline())
	}},
	{"close a UDP socket twice", errno.EBADF, func(s *stage) error { return s.closedUDP().Close() }},
}

func (s *stage) udp(port uint16) *UDPSocket {
	u := s.a.UDPSocket()
	require.NoError(s.t, u.Bind(ip.Addr{}, port))
	return u
}

func (s *stage) closedUDP() *UDPSocket {
	u := s.a.UDPSocket()
	require.NoError(s.t, u.Close())
	return u
}

// refused returns a connected socket whose datagram finds no port.
func (s *stage) refused() *UDPSocket {
	u := s.a.UDPSocket()
	require.NoError(s.t, u.Connect(server, 53))
	require.NoError(s.t, u.SendTo(buf, Addr{}))
	return u
}

func (s *stage) receive(u *UDPSocket, deadline vtime.Time) error {
	_, _, err := u.RecvFrom(buf, deadline, cause.TimerName)
	return err
}

func TestErrorsOfCalls(t *testing.T) {
	few := func(c *Config) {
		c.PortLow, c.PortHigh = 5001, 5003
		c.TCP.SendBuffer, c.TCP.ReceiveBuffer = 20_000, 20_000
		c.TCP.SendTuning, c.TCP.BufferUnit = false, 0 // of bytes
	}
	for _, table := range [][]call{bindCalls, connectCalls, readCalls, writeCalls, closeCalls, udpCalls} {
		for _, c := range table {
			t.Run(c.name, func(t *testing.T) {
				w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, few)
				s := &stage{world: w, t: t, servers: hold(w.b, 80, 5)}
				w.on(w.a, func(p *sim.Proc) {
					s.p = p
					err := c.do(s)
					require.Equal(t, c.want, err)
				})
			})
		}
	}
}

// Outside of a process nothing blocks.
func TestCallsOutsideOfProcesses(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	servers := hold(w.b, 80, 5)
	c := w.a.Socket()
	w.kernel.At(ms, cause.Host, func(vtime.Stamp) {
		l, err := w.a.ListenOn(90, 5)
		require.NoError(t, err)
		require.Equal(t, errno.EAGAIN, second(l.Accept()))
		u := w.a.UDPSocket()
		require.NoError(t, u.Bind(ip.Addr{}, 90))
		_, _, err = u.RecvFrom(buf, vtime.Never, cause.TimerName)
		require.Equal(t, errno.EAGAIN, err)
		require.Equal(t, errno.EINPROGRESS, c.Connect(server, 80))
		require.Equal(t, errno.EALREADY, c.Connect(server, 80))
	})
	w.kernel.At(40*ms, cause.Host, func(vtime.Stamp) {
		require.Equal(t, errno.EISCONN, c.Connect(server, 80))
		require.Equal(t, errno.EAGAIN, second(c.Read(buf)))
		n, err := c.WriteZeros(1 << 30)
		require.NoError(t, err)
		require.EqualValues(t, w.cfg.TCP.SendBuffer, n)
		require.Equal(t, errno.EAGAIN, second(c.WriteZeros(1)))
		require.NoError(t, second((*servers)[0].Write([]byte("news"))))
	})
	w.kernel.At(60*ms, cause.Host, func(vtime.Stamp) {
		n, err := c.Read(buf)
		require.NoError(t, err)
		require.Equal(t, "news", string(buf[:n]))
		require.NoError(t, c.SetOption(Linger, int64(vtime.Second)))
		require.NoError(t, c.Close()) // waits for nobody
	})
	w.run()
	require.True(t, c.closed)
}
