package stack

import (
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

// dropped notes what hosts drop, and why.
type dropped struct{ why []string }

func (d *dropped) HostDrop(_ vtime.Stamp, h *Host, _ *link.Frame, why string) {
	d.why = append(d.why, h.name+": "+why)
}

func (d *dropped) StateChange(vtime.Stamp, *End, string, string) {}

func TestSpecificListenerGoesBeforeWildcard(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	w.join(w.b, w.host("c"), link.Config{Delay: 5 * ms, MTU: 1500})
	w.net.ComputeRoutes()
	listen := func(a ip.Addr) *Socket {
		s := w.b.Socket()
		require.NoError(t, s.SetOption(ReuseAddr, 1))
		require.NoError(t, s.Bind(a, 80))
		return s
	}
	w.on(w.a, func(p *sim.Proc) {
		any, one := listen(ip.Addr{}), listen(server)
		require.NoError(t, one.Listen(5))
		require.Equal(t, errno.EADDRINUSE, any.Listen(5), "another listens on a part of it")
		require.NoError(t, w.a.Socket().Connect(server, 80))
		require.Equal(t, errno.ECONNREFUSED, w.a.Socket().Connect(addr("10.0.1.1"), 80))
		p.Sleep(20*ms, cause.Host)
		s := first(one.Accept())
		require.Equal(t, server, s.LocalAddr().IP)
		require.NoError(t, one.Close())
		require.NoError(t, any.Listen(5))
		require.NoError(t, w.a.Socket().Connect(addr("10.0.1.1"), 80))
		require.NoError(t, w.a.Socket().Connect(server, 80))
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, addr("10.0.1.1"), first(any.Accept()).LocalAddr().IP)
		require.Equal(t, server, first(any.Accept()).LocalAddr().IP)
		two := first(w.b.ListenOn(81, 5))
		require.Equal(t, Addr{Port: 81}, two.Socket.LocalAddr())
	})
}

// Two that listen on different addresses of a host do not see each other.
func TestListenersOnDifferentAddresses(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	w.join(w.b, w.host("c"), link.Config{Delay: 5 * ms, MTU: 1500})
	w.net.ComputeRoutes()
	w.on(w.a, func(p *sim.Proc) {
		var all []*Socket
		for _, a := range []ip.Addr{addr("10.0.1.1"), server, addr("127.0.0.1")} {
			s := w.b.Socket()
			require.NoError(t, s.Bind(a, 80))
			require.NoError(t, s.Listen(5))
			all = append(all, s)
		}
		require.Same(t, all[0].listener, w.b.listenerFor(addr("10.0.1.1"), 80))
		require.Same(t, all[1].listener, w.b.listenerFor(server, 80))
		require.Same(t, all[2].listener, w.b.listenerFor(addr("127.0.0.1"), 80))
		require.Nil(t, w.b.listenerFor(addr("127.0.0.2"), 80))
		for _, s := range all {
			require.NoError(t, s.Close())
		}
	})
	w.clean()
}

// A queue for backlog+1 connections (as on Linux): the next SYN is dropped, and
// sent again until there is room.
func TestBacklogOverflow(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	d := &dropped{}
	w.net.Observe(d)
	l := first(w.b.ListenOn(80, 2))
	var done []vtime.Time
	for range 4 {
		w.a.Go("client", func(p *sim.Proc) {
			require.NoError(t, w.a.Socket().Connect(server, 80))
			done = append(done, p.Now().Now)
		})
	}
	w.b.Go("server", func(p *sim.Proc) {
		p.Sleep(2*vtime.Second, cause.Host)
		for range 4 {
			first(l.Socket.Accept())
		}
		require.Equal(t, 3*vtime.Second+15*ms, p.Now().Now, "the fourth comes with its third SYN")
	})
	w.run()
	require.Equal(t, []vtime.Time{10 * ms, 10 * ms, 10 * ms, 3*vtime.Second + 10*ms}, done)
	require.Equal(t, []string{"b: backlog full", "b: backlog full"}, d.why)
}

// A queue that is full when the handshake ends: the last acknowledgement is
// dropped, the client thinks it is connected, and the SYN-ACK comes again.
func TestAcceptQueueOverflow(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) { c.TCP.TLP = false })
	d := &dropped{}
	w.net.Observe(d)
	l := first(w.b.ListenOn(80, 1))
	for i := range 3 {
		w.a.Go("client", func(p *sim.Proc) {
			c := w.a.Socket()
			p.Sleep(vtime.Time(min(i, 1))*50*ms, cause.Host)
			start := p.Now().Now
			require.NoError(t, c.Connect(server, 80))
			require.Equal(t, start+10*ms, p.Now().Now)
			require.NoError(t, second(c.Write([]byte{byte(i)})))
		})
	}
	w.b.Go("server", func(p *sim.Proc) {
		p.Sleep(500*ms, cause.Host)
		require.Equal(t, []string{"b: accept queue full", "b: accept queue full"}, d.why, "the acknowledgement, and data")
		for i, at := range []vtime.Time{500 * ms, 500 * ms, 1065 * ms} {
			c := first(l.Socket.Accept())
			require.Equal(t, at, p.Now().Now, "a second and a way after the SYN-ACK, or the client's data")
			require.Equal(t, 1, first(c.Read(buf)))
			require.EqualValues(t, i, buf[0])
		}
	})
	w.run()
	require.Len(t, d.why, 2)
}

// The backlog bounds the handshakes too, and a listener that is closed resets
// both those under way and those that nobody accepted.
func TestListenerThatIsClosedResetsWhatWaits(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	l := first(w.b.ListenOn(80, 5))
	var ends []error
	for i := range 3 {
		w.a.Go("client", func(p *sim.Proc) {
			p.Sleep(vtime.Time(i)*4*ms, cause.Host)
			c := w.a.Socket()
			err := c.Connect(server, 80)
			if err == nil {
				_, err = c.Read(buf)
			}
			ends = append(ends, err)
			c.Close()
		})
	}
	w.b.Go("server", func(p *sim.Proc) {
		p.Sleep(17*ms, cause.Host)
		require.EqualValues(t, 1, l.Socket.listener.ready.len())
		require.EqualValues(t, 2, l.Socket.listener.half.n)
		require.NoError(t, l.Close())
		require.Zero(t, connections(w.b))
	})
	w.run()
	// The first was established on both sides, the second on the client's, the third
	// on neither; that one hears of the reset before the SYN-ACK's own answer counts.
	require.Equal(t, []error{errno.ECONNRESET, errno.ECONNRESET, errno.ECONNRESET}, ends)
	w.clean()
}

// A handshake that ends badly leaves the list from any place in it.
func TestHandshakesThatEnd(t *testing.T) {
	var l handshakes
	e := make([]endpoint, 5)
	for i := range e {
		l.add(&e[i])
	}
	order := func() (all []int) {
		for x := l.first; x != nil; x = x.next {
			for i := range e {
				if x == &e[i] {
					all = append(all, i)
				}
			}
		}
		return all
	}
	for _, c := range []struct {
		remove int
		left   []int
	}{{2, []int{0, 1, 3, 4}}, {0, []int{1, 3, 4}}, {4, []int{1, 3}}, {1, []int{3}}, {3, nil}} {
		l.remove(&e[c.remove])
		require.Equal(t, c.left, order())
		require.Equal(t, len(c.left), l.n)
	}
	require.Nil(t, l.first)
	require.Nil(t, l.last)
}

// A client that gives up during the handshake frees its place.
func TestClientThatLeavesDuringTheHandshake(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	l := first(w.b.ListenOn(80, 5))
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.SetOption(NonBlocking, 1))
		require.Equal(t, errno.EINPROGRESS, c.Connect(server, 80))
		p.Sleep(6*ms, cause.Host)
		require.Equal(t, 1, l.Socket.listener.half.n)
		require.NoError(t, c.Close(), "the SYN-ACK will find nobody")
		p.Sleep(10*ms, cause.Host)
		require.Zero(t, l.Socket.listener.half.n)
		require.Zero(t, l.Socket.listener.ready.len())
		require.NoError(t, l.Close())
	})
	w.clean()
}

// A connection that was reset before anybody accepted it is still given out;
// reading tells what happened.
func TestConnectionThatIsResetInTheQueue(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	l := first(w.b.ListenOn(80, 5))
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.SetOption(Linger, 0))
		require.NoError(t, c.Connect(server, 80))
		require.NoError(t, c.Close())
		p.Sleep(20*ms, cause.Host)
		s := first(l.Socket.Accept())
		require.Equal(t, tcp.Closed, s.Info().State)
		require.Equal(t, errno.ECONNRESET, second(s.Read(buf)))
		require.NoError(t, s.Close())
		require.NoError(t, l.Close())
	})
	w.clean()
}

func TestBacklogIsBounded(t *testing.T) {
	for _, c := range []struct{ asked, limit, got int64 }{{-1, 10, 0}, {5, 10, 5}, {50, 10, 10}} {
		w := newWorld(t, "rfc", 1, link.Config{}, func(cfg *Config) { cfg.BacklogLimit = c.limit })
		require.EqualValues(t, c.got, first(w.b.ListenOn(80, int(c.asked))).Socket.listener.backlog)
	}
}

// A thousand connections that come at once are accepted in the order in which
// they were established.
func TestAcceptKeepsTheOrder(t *testing.T) {
	const n = 1000
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	l := first(w.b.ListenOn(80, n))
	var want []Addr
	for range n {
		w.a.Go("client", func(p *sim.Proc) {
			c := w.a.Socket()
			require.NoError(t, c.Connect(server, 80))
			want = append(want, c.LocalAddr())
		})
	}
	var got []Addr
	w.b.Go("server", func(p *sim.Proc) {
		p.Sleep(vtime.Second, cause.Host)
		for range n {
			got = append(got, first(l.Socket.Accept()).RemoteAddr())
		}
	})
	w.run()
	require.Equal(t, want, got)
}
