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
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// pair plays on a fresh connection from a to b, port 80, one way 10 ms: as a
// process on a that has both ends.
func pair(
	t *testing.T, profile string, fn func(w *world, p *sim.Proc, c, srv *Socket), change ...func(*Config),
) *world {
	w := newWorld(t, profile, 1, link.Config{Delay: 10 * ms, MTU: 1500}, change...)
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		require.Equal(t, 20*ms, p.Now().Now, "connect blocks for a round trip")
		p.Sleep(20*ms, cause.Host)
		fn(w, p, c, (*servers)[0])
	})
	return w
}

func TestBlockingReadAndWriteTakeTheirTime(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		start := p.Now().Now
		require.NoError(t, second(srv.Write([]byte("hello"))))
		require.Equal(t, start, p.Now().Now, "what fits the buffer does not block")
		n, err := c.Read(buf)
		require.NoError(t, err)
		require.Equal(t, "hello", string(buf[:n]))
		require.Equal(t, start+10*ms, p.Now().Now)
		// 4000 bytes into a buffer of 1000: the rest goes as acknowledgements come.
		start = p.Now().Now
		require.Equal(t, 4000, first(c.WriteZeros(4000)))
		require.Equal(t, start+60*ms, p.Now().Now, "three round trips until the last 1000 bytes are in the buffer")
		n, err = srv.Read(make([]byte, 5000))
		require.NoError(t, err)
		require.Equal(t, 3000, n)
	}, func(c *Config) { c.TCP.SendBuffer, c.TCP.DelayedAck = 1000, 0 })
}

func first[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWritevIsOneWriteAndLeavesItsPartsAlone(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		parts := []Payload{{Bytes: []byte("abc"), Len: 3}, {Len: 2000}, {Bytes: []byte("xyz"), Len: 3}}
		before := append([]Payload(nil), parts...)
		require.Equal(t, 2006, first(c.Writev(parts...)))
		require.Equal(t, before, parts)
		got := make([]byte, 2006)
		require.NoError(t, second(io.ReadFull(Conn{srv}, got)))
		require.Equal(t, "abc", string(got[:3]))
		require.Equal(t, "xyz", string(got[2003:]))
		require.EqualValues(t, 2007, c.Written())
		require.EqualValues(t, 2007, srv.ReadOffset())
	}, func(c *Config) { c.TCP.SendBuffer = 700 })
}

// What Write was given may be changed afterwards, and what it was not yet given
// is not looked at.
func TestWriteCopies(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		b := []byte("first")
		require.NoError(t, second(c.Write(b)))
		copy(b, "XXXXX")
		require.NoError(t, second(c.Writev(Payload{Bytes: []byte("second")[:3], Len: 3})))
		require.NoError(t, second(c.Write([]byte("third"))))
		got := make([]byte, 13)
		require.NoError(t, second(io.ReadFull(Conn{srv}, got)))
		require.Equal(t, "firstsecthird", string(got))
	})
}

func TestReadyIsWhatWouldNotBlock(t *testing.T) {
	ready := func(s *Socket) [2]bool {
		r, w := s.Ready()
		return [2]bool{r, w}
	}
	var none, read, write, both = [2]bool{}, [2]bool{true, false}, [2]bool{false, true}, [2]bool{true, true}
	w := pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.Equal(t, both, ready(w.a.Socket()), "every call fails at once")
		l := first(w.b.ListenOn(90, 5))
		require.Equal(t, none, ready(l.Socket))
		d := w.a.Socket()
		require.NoError(t, d.SetOption(NonBlocking, 1))
		require.Equal(t, errno.EINPROGRESS, d.Connect(server, 90))
		require.Equal(t, none, ready(d), "connecting")
		p.Sleep(40*ms, cause.Host)
		require.Equal(t, write, ready(d))
		require.Equal(t, read, ready(l.Socket))
		e := first(l.Socket.Accept())
		require.Equal(t, none, ready(l.Socket))
		require.Equal(t, write, ready(e))
		require.NoError(t, second(e.Write(buf)))
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, both, ready(d))
		require.NoError(t, second(d.Discard(1000)))
		require.NoError(t, second(d.WriteZeros(1<<30)))
		require.Equal(t, none, ready(d), "the send buffer is full")
		require.NoError(t, d.Shutdown(ShutWrite))
		require.Equal(t, write, ready(d), "a write fails at once")
		require.NoError(t, e.Close())
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, both, ready(d), "reset")
		require.NoError(t, d.Close())
		require.Equal(t, both, ready(d))
		require.NoError(t, l.Close())
		require.Equal(t, both, ready(l.Socket))
		x := w.a.Socket()
		require.Equal(t, errno.ECONNREFUSED, x.Connect(server, 91))
		require.Equal(t, both, ready(x))
		require.NoError(t, srv.Close())
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, both, ready(c), "end of stream")
	})
	require.NotNil(t, w)
}

func TestNotifyReadable(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		var q sim.WaitQueue
		c.NotifyReadable(&q)
		start := p.Now().Now
		require.NoError(t, second(srv.Write(buf)))
		p.Wait(&q, "news")
		require.Equal(t, start+10*ms, p.Now().Now)
		require.NoError(t, srv.Close())
		p.Wait(&q, "the end")
		c.NotifyReadable(nil)
		require.NoError(t, c.Close())
		require.True(t, q.Empty())
		w.a.Socket().NotifyReadable(&q) // nothing to watch yet
	})
}

// Either side may close its direction first; the other goes on.
func TestHalfClose(t *testing.T) {
	for _, who := range []string{"client", "server"} {
		pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
			x, y := c, srv
			if who == "server" {
				x, y = srv, c
			}
			require.NoError(t, second(x.Write([]byte("last words"))))
			require.NoError(t, x.Shutdown(ShutWrite))
			all, err := io.ReadAll(Conn{y})
			require.NoError(t, err)
			require.Equal(t, "last words", string(all))
			require.Equal(t, tcp.CloseWait, y.Info().State)
			p.Sleep(20*ms, cause.Host)
			require.Equal(t, tcp.FinWait2, x.Info().State)
			for range 3 {
				require.NoError(t, second(y.Write(buf)))
				require.NoError(t, second(io.ReadFull(Conn{x}, make([]byte, len(buf)))))
			}
			require.Equal(t, errno.EPIPE, second(x.Write(buf)))
			require.NoError(t, y.Shutdown(ShutWrite))
			require.Equal(t, io.EOF, second(x.Read(buf)))
			p.Sleep(20*ms, cause.Host)
			require.Equal(t, tcp.TimeWait, x.Info().State, who)
			require.Equal(t, tcp.Closed, y.Info().State)
			require.NoError(t, x.Close())
			require.NoError(t, y.Close())
		})
	}
}

func TestBothCloseAtOnce(t *testing.T) {
	w := pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.Close())
		require.NoError(t, srv.Close())
		p.Sleep(11*ms, cause.Host)
		require.Equal(t, tcp.Closing, c.Info().State)
		require.Equal(t, tcp.Closing, srv.Info().State)
		p.Sleep(10*ms, cause.Host)
		require.Equal(t, tcp.TimeWait, c.Info().State)
		require.Equal(t, tcp.TimeWait, srv.Info().State)
	})
	require.Zero(t, connections(w.a))
	require.Zero(t, connections(w.b))
}

func TestShutdownOfTheReadSide(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, second(srv.Write(buf)))
		p.Sleep(10*ms, cause.Host)
		require.NoError(t, c.Shutdown(ShutRead))
		require.Equal(t, io.EOF, second(c.Read(buf)))
		require.NoError(t, second(srv.WriteZeros(3<<20)), "what arrives is thrown away, so the window stays open")
		require.NoError(t, second(c.Write([]byte("still here"))))
		require.Equal(t, 10, first(srv.Read(buf)))
		start := p.Now().Now
		c.host.Go("reader", func(*sim.Proc) {
			require.Equal(t, io.EOF, second(c.Read(buf)))
		})
		p.Sleep(ms, cause.Host)
		require.Equal(t, start+ms, p.Now().Now)
	})
}

// SO_LINGER: off, zero, and a time that is enough or not.
func TestLinger(t *testing.T) {
	const unsent = 50_000 // 35 segments: windows of 3, 6, 12 and 24 take four round trips
	for _, c := range []struct {
		name   string
		linger vtime.Time
		took   vtime.Time
		state  tcp.State
		got    error // what the peer's read returns in the end
	}{
		{"off: close returns at once, TCP goes on", -1, 0, tcp.FinWait1, nil},
		{"zero: a reset", 0, 0, tcp.Closed, errno.ECONNRESET},
		{"long enough: until all is acknowledged, the FIN too", vtime.Second, 80 * ms, tcp.FinWait2, nil},
		{"too short: TCP goes on", 50 * ms, 50 * ms, tcp.FinWait1, nil},
	} {
		pair(t, "rfc", func(w *world, p *sim.Proc, cl, srv *Socket) {
			require.NoError(t, cl.SetOption(Linger, int64(c.linger)))
			require.EqualValues(t, c.linger, first(cl.Option(Linger)))
			require.NoError(t, second(cl.WriteZeros(unsent)))
			start := p.Now().Now
			require.NoError(t, cl.Close())
			require.Equal(t, c.took, p.Now().Now-start, c.name)
			require.Equal(t, c.state, cl.Info().State, c.name)
			n, err := io.Copy(io.Discard, Conn{srv})
			if c.got != nil {
				require.Equal(t, c.got, err, c.name)
				return
			}
			require.NoError(t, err)
			require.EqualValues(t, unsent, n, c.name)
		}, func(c *Config) { c.TCP.InitialRule, c.TCP.InitialWindow, c.TCP.AckEvery = tcp.WindowSegments, 3, 1 })
	}
}

func TestLingerEndsWhenThePeerResets(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(Linger, int64(vtime.Minute)))
		require.NoError(t, second(c.WriteZeros(50_000)))
		require.NoError(t, srv.SetOption(Linger, 0))
		require.NoError(t, srv.Close())
		start := p.Now().Now
		require.NoError(t, c.Close())
		require.Equal(t, start+10*ms, p.Now().Now)
	})
}

// Closing with unread data shows the peer that it was lost.
func TestCloseWithUnreadDataResets(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, second(c.Write(buf)))
		p.Sleep(20*ms, cause.Host)
		require.NoError(t, srv.Close())
		require.Equal(t, errno.ECONNRESET, second(c.Read(buf)))
	})
}

func TestOptions(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	w.on(w.a, func(p *sim.Proc) {
		l := w.b.Socket()
		for _, o := range []Option{ReuseAddr, KeepAlive, NoDelay, Cork, NonBlocking} {
			require.EqualValues(t, 0, first(l.Option(o)))
			require.NoError(t, l.SetOption(o, 7))
			require.EqualValues(t, 1, first(l.Option(o)))
			if o == Cork || o == NonBlocking {
				require.NoError(t, l.SetOption(o, 0))
				require.EqualValues(t, 0, first(l.Option(o)))
			}
		}
		require.EqualValues(t, -1, first(l.Option(Linger)), "off")
		require.NoError(t, l.SetOption(Linger, 5))
		require.NoError(t, l.Bind(ip.Addr{}, 80))
		require.NoError(t, l.Listen(5))
		c := w.a.Socket()
		require.NoError(t, c.SetOption(NoDelay, 1))
		require.NoError(t, c.Connect(server, 80))
		p.Sleep(20*ms, cause.Host)
		s := first(l.Accept())
		for _, o := range []Option{ReuseAddr, KeepAlive, NoDelay} {
			require.EqualValues(t, 1, first(s.Option(o)), "inherited from the listener")
		}
		require.EqualValues(t, 5, first(s.Option(Linger)))
		require.Equal(t, tcp.NagleOff, s.ep.conn.Nagle())
		require.Equal(t, tcp.NagleOff, c.ep.conn.Nagle())
		require.NoError(t, c.SetOption(NoDelay, 0))
		require.Equal(t, w.cfg.TCP.Nagle, c.ep.conn.Nagle())
	})
}

// TCP_CORK holds a small segment until it is taken off.
func TestCorkAndQuickAck(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(Cork, 1))
		require.NoError(t, second(c.Write(buf)))
		p.Sleep(100*ms, cause.Host)
		readable, _ := srv.Ready()
		require.False(t, readable)
		require.NoError(t, c.SetOption(Cork, 0))
		start := p.Now().Now
		require.Equal(t, 100, first(srv.Read(buf)))
		require.Equal(t, start+10*ms, p.Now().Now)
		require.NoError(t, srv.SetOption(QuickAck, 1), "the acknowledgement, delayed by 200 ms, leaves now")
		p.Sleep(11*ms, cause.Host)
		require.EqualValues(t, 101, c.Info().Una)
	})
}

func TestSocketError(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.Zero(t, first(w.a.Socket().Option(SocketError)))
		require.Zero(t, first(c.Option(SocketError)))
		require.NoError(t, srv.SetOption(Linger, 0))
		require.NoError(t, srv.Close())
		p.Sleep(20*ms, cause.Host)
		require.EqualValues(t, errno.ECONNRESET, first(c.Option(SocketError)))
		require.Zero(t, first(c.Option(SocketError)), "told once")
		require.Equal(t, errno.ECONNRESET, c.Record().Err)
	})
}

func TestNamesOfSockets(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, c, srv *Socket) {
		fresh := w.a.Socket()
		require.Equal(t, Addr{}, fresh.LocalAddr())
		require.Equal(t, Addr{}, fresh.RemoteAddr())
		require.Nil(t, fresh.Record())
		require.Equal(t, tcp.Info{}, fresh.Info())
		require.EqualValues(t, 1, fresh.Written())
		require.Zero(t, fresh.ReadOffset())
		require.Equal(t, addr("10.0.0.1"), c.LocalAddr().IP)
		require.Equal(t, Addr{server, 80}, c.RemoteAddr())
		require.Equal(t, c.LocalAddr(), srv.RemoteAddr())
		require.Equal(t, "10.0.0.2:80", srv.LocalAddr().String())
		require.Equal(t, "tcp", srv.LocalAddr().Network())
		require.Same(t, c.Record().Peer, srv.Record())
		require.Same(t, c.Record().Connection, srv.Record().Connection)
	})
}

func TestSocketsChooseTheirCongestionControl(t *testing.T) {
	pair(t, "rfc", func(w *world, _ *sim.Proc, c, _ *Socket) {
		require.Equal(t, "reno", c.Congestion())
		require.Equal(t, errno.ENOENT, c.SetCongestion("vegas"))
		require.NoError(t, c.SetCongestion("reno"))
		s := w.a.Socket()
		require.Equal(t, "reno", s.Congestion())
		require.NoError(t, s.SetCongestion("reno"))
		require.Equal(t, "reno", s.Congestion())
		s.Close()
		require.Equal(t, errno.EBADF, s.SetCongestion("reno"))
	})
}
