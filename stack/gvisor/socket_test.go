package gvisor_test

import (
	"io"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// on runs a program on the client of a pair whose hosts gVisor runs both.
func on(t *testing.T, program func(p *pair, proc *sim.Proc)) *pair {
	t.Helper()
	p := newPair(t, 1, other, other, link.Config{Delay: 10 * ms})
	ran := false
	p.client.Go("program", func(proc *sim.Proc) {
		program(p, proc)
		ran = true
	})
	end := p.kernel.Run(sim.Bounds{})
	require.True(t, ran, "%v", end.Waiting)
	return p
}

func TestConnectFails(t *testing.T) {
	on(t, func(p *pair, proc *sim.Proc) {
		s := p.client.Socket()
		require.Equal(t, errno.ECONNREFUSED, s.Connect(addr(t, "10.0.0.2"), 81))
		require.Equal(t, 20*ms, proc.Now().Now, "a round trip")
		require.Equal(t, errno.ECONNREFUSED, s.Record().Err)
		require.Equal(t, errno.ENETUNREACH, p.client.Socket().Connect(addr(t, "10.9.9.9"), 80))
		require.NoError(t, s.Close())
		require.Equal(t, errno.EBADF, s.Close())
		require.Equal(t, errno.EBADF, s.Connect(addr(t, "10.0.0.2"), 81))
	})
}

// Nobody has the address: the SYN is sent again six times, whatever TCP_SYNCNT says.
func TestConnectTimesOut(t *testing.T) {
	on(t, func(p *pair, proc *sim.Proc) {
		s := p.client.Socket()
		require.Equal(t, errno.ENOPROTOOPT, s.SetOption(stack.SYNCount, 2))
		require.Equal(t, errno.ETIMEDOUT, s.Connect(addr(t, "10.0.0.77"), 80))
		require.Equal(t, 127*vtime.Second, proc.Now().Now, "1 + 2 + 4 + 8 + 16 + 32 + 64 s")
		require.Equal(t, errno.ETIMEDOUT, s.Record().Err)
		require.Equal(t, uint64(7), s.Record().Counts().Sent)
	})
}

func TestOptions(t *testing.T) {
	on(t, func(p *pair, _ *sim.Proc) {
		s := p.client.Socket()
		for _, c := range []struct {
			o         stack.Option
			preset, v int64
		}{
			{stack.ReuseAddr, 0, 1}, {stack.KeepAlive, 0, 1}, {stack.NoDelay, 1, 0}, {stack.Cork, 0, 1},
			{stack.V6Only, 0, 1}, {stack.NonBlocking, 0, 1}, {stack.Linger, -1, 0}, {stack.Linger, 0, int64(vtime.Second)},
			{stack.KeepIdle, int64(7200 * vtime.Second), int64(vtime.Second)}, {stack.KeepCount, 9, 3},
			{stack.KeepInterval, int64(75 * vtime.Second), int64(vtime.Second)}, {stack.UserTimeout, 0, int64(vtime.Second)},
			{stack.SocketError, 0, 0},
		} {
			v, err := s.Option(c.o)
			require.NoError(t, err)
			require.Equal(t, c.preset, v, "option %d", c.o)
			if c.o == stack.SocketError {
				continue
			}
			require.NoError(t, s.SetOption(c.o, c.v))
			v, err = s.Option(c.o)
			require.NoError(t, err)
			require.Equal(t, c.v, v, "option %d", c.o)
		}
		require.Equal(t, errno.ENOPROTOOPT, s.SetOption(stack.FastOpen, 1))
		require.Equal(t, "reno", s.Congestion())
		require.NoError(t, s.SetCongestion("cubic"))
		require.Equal(t, "cubic", s.Congestion())
		require.Equal(t, errno.ENOENT, s.SetCongestion("nonsense"))
	})
}

// What a socket says of itself while a connection lives and dies.
func TestLifeOfAConnection(t *testing.T) {
	on(t, func(p *pair, proc *sim.Proc) {
		var answered []byte
		p.server.GoDaemon("echo", func(*sim.Proc) {
			l, err := p.server.ListenOn(port, 5)
			require.NoError(t, err)
			c, err := l.Socket.Accept()
			require.NoError(t, err)
			answered, err = io.ReadAll(stack.Conn{Socket: c})
			require.NoError(t, err)
			_, err = c.Writev(stack.Payload{Bytes: answered, Len: len(answered)}, stack.Payload{Len: 3})
			require.NoError(t, err)
			require.NoError(t, c.Close())
		})
		s := p.client.Socket()
		require.NoError(t, s.From(addr(t, "10.0.0.1")))
		require.Equal(t, stack.Addr{}, s.RemoteAddr())
		require.NoError(t, s.Connect(addr(t, "10.0.0.2"), port))
		require.Equal(t, errno.EISCONN, s.Connect(addr(t, "10.0.0.2"), port))
		require.Equal(t, "10.0.0.2:80", s.RemoteAddr().String())
		require.Equal(t, "10.0.0.1", s.LocalAddr().IP.String())
		require.Equal(t, uint64(1), s.Written())
		require.Equal(t, uint64(1), s.ReadOffset())
		readable, writable := s.Ready()
		require.False(t, readable)
		require.True(t, writable)

		require.NoError(t, s.SetOption(stack.NonBlocking, 1))
		_, err := s.Read(make([]byte, 1))
		require.Equal(t, errno.EAGAIN, err)
		require.NoError(t, s.SetOption(stack.NonBlocking, 0))
		s.ReadBy(proc.Now().Now + ms)
		_, err = s.Read(make([]byte, 1))
		require.Equal(t, errno.ETIMEDOUT, err)
		s.ReadBy(vtime.Never)

		_, err = s.Write([]byte("ping"))
		require.NoError(t, err)
		require.NoError(t, s.Shutdown(stack.ShutWrite))
		_, err = s.Write([]byte("more"))
		require.Equal(t, errno.EPIPE, err)
		all, err := io.ReadAll(stack.Conn{Socket: s})
		require.NoError(t, err)
		require.Equal(t, "ping\x00\x00\x00", string(all))
		require.Equal(t, "ping", string(answered))
		require.Equal(t, tcp.TimeWait, s.Info().State)
		require.Equal(t, 20*ms, s.Info().SRTT)
		require.Equal(t, uint64(6), s.Written(), "the FIN is behind the bytes")
		require.Equal(t, uint64(9), s.ReadOffset())
		require.NoError(t, s.Close())
	})
}

// A reset is what SO_LINGER makes of a close, and the peer learns of it.
func TestReset(t *testing.T) {
	on(t, func(p *pair, proc *sim.Proc) {
		p.server.GoDaemon("read", func(*sim.Proc) {
			l, err := p.server.ListenOn(port, 5)
			require.NoError(t, err)
			c, err := l.Socket.Accept()
			require.NoError(t, err)
			_, err = c.Read(make([]byte, 1))
			require.Equal(t, errno.ECONNRESET, err)
			require.Equal(t, errno.ECONNRESET, c.Record().Err)
			require.False(t, c.Record().IsOpen)
		})
		s := p.client.Socket()
		require.NoError(t, s.Connect(addr(t, "10.0.0.2"), port))
		require.NoError(t, s.SetOption(stack.Linger, 0))
		require.NoError(t, s.Close())
		proc.Sleep(50*ms, cause.Host)
	})
}

// The host itself is a peer too, by its address.
func TestLoopback(t *testing.T) {
	on(t, func(p *pair, _ *sim.Proc) {
		p.client.GoDaemon("echo", func(*sim.Proc) {
			l, err := p.client.ListenOn(port, 5)
			require.NoError(t, err)
			c, err := l.Socket.Accept()
			require.NoError(t, err)
			_, err = c.WriteZeros(5000)
			require.NoError(t, err)
			require.NoError(t, c.Close())
		})
		s := p.client.Socket()
		require.NoError(t, s.Connect(addr(t, "10.0.0.1"), port))
		all, err := io.ReadAll(stack.Conn{Socket: s})
		require.NoError(t, err)
		require.Len(t, all, 5000)
		require.NoError(t, s.Close())
		require.Equal(t, errno.ENETUNREACH, p.client.Socket().Connect(addr(t, "127.0.0.1"), port))
	})
}

func TestDatagrams(t *testing.T) {
	on(t, func(p *pair, proc *sim.Proc) {
		p.server.GoDaemon("echo", func(*sim.Proc) {
			s := p.server.UDPSocket()
			require.NoError(t, s.Bind(ip.Addr{}, 53))
			b := make([]byte, 5000)
			for {
				n, from, err := s.RecvFrom(b, vtime.Never, cause.TimerIdle)
				require.NoError(t, err)
				require.NoError(t, s.SendTo(b[:n], from))
			}
		})
		s := p.client.UDPSocket()
		require.NoError(t, s.Connect(addr(t, "10.0.0.2"), 53))
		for _, n := range []int{1, 1000, 4000} { // the last one in fragments
			require.NoError(t, s.SendTo(make([]byte, n), stack.Addr{}))
			b := make([]byte, 5000)
			got, from, err := s.RecvFrom(b, proc.Now().Now+100*ms, cause.TimerName)
			require.NoError(t, err)
			require.Equal(t, n, got)
			require.Equal(t, "10.0.0.2:53", from.String())
		}
		_, _, err := s.RecvFrom(make([]byte, 1), proc.Now().Now+100*ms, cause.TimerName)
		require.Equal(t, errno.ETIMEDOUT, err)
		require.NoError(t, s.Close())

		r := p.client.UDPSocket()
		require.NoError(t, r.Connect(addr(t, "10.0.0.2"), 54))
		require.NoError(t, r.SendTo([]byte("x"), stack.Addr{}))
		_, _, err = r.RecvFrom(make([]byte, 1), proc.Now().Now+100*ms, cause.TimerName)
		require.Equal(t, errno.ECONNREFUSED, err, "an ICMP error tells")
	})
}
