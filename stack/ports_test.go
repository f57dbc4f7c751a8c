package stack

import (
	"fmt"
	"slices"
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

var portOrders = []PortOrder{PortsSequential, PortsRandom, PortsEvenFirst}

// Every order gives each port once before it says that none is left.
func TestPortOrders(t *testing.T) {
	for _, order := range portOrders {
		for _, n := range []int{1, 2, 3, 7, 8, 100} {
			for _, low := range []uint16{1024, 40001, uint16(65536 - n)} {
				w := newWorld(t, "rfc", uint64(n), link.Config{}, func(c *Config) {
					c.PortOrder, c.PortLow, c.PortHigh = order, low, low+uint16(n-1)
				})
				var got []uint16
				for range n {
					s := w.a.Socket()
					require.NoError(t, s.Bind(ip.Addr{}, 0))
					got = append(got, s.LocalAddr().Port)
				}
				require.Equal(t, errno.EADDRINUSE, w.a.Socket().Bind(ip.Addr{}, 0))
				var even []uint16
				for _, p := range got[:(n+1)/2] {
					even = append(even, (p-low)%2)
				}
				if order == PortsEvenFirst {
					require.NotContains(t, even, uint16(1), "%d ports from %d", n, low)
				}
				rising := slices.IsSorted(got)
				if order == PortsSequential {
					require.True(t, rising)
				} else if n == 100 {
					require.False(t, rising)
				}
				slices.Sort(got)
				for i, p := range got {
					require.Equal(t, low+uint16(i), p, "order %d, %d ports from %d", order, n, low)
				}
			}
		}
	}
}

func TestNoPortsAtAll(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{}, func(c *Config) { c.PortLow, c.PortHigh = 2000, 1999 })
	require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Connect(server, 80))
}

// The sequential order goes on where it was, and begins again after the last.
func TestSequentialPortsGoRound(t *testing.T) {
	w := newWorld(t, "classic", 1, link.Config{}, func(c *Config) { c.PortLow, c.PortHigh = 1024, 1027 })
	var got []uint16
	for range 6 {
		s := w.a.Socket()
		require.NoError(t, s.Bind(ip.Addr{}, 0))
		got = append(got, s.LocalAddr().Port)
		require.NoError(t, s.Close())
	}
	require.Equal(t, []uint16{1024, 1025, 1026, 1027, 1024, 1025}, got)
}

// Draws for UDP ports do not shift those for TCP.
func TestPortsOfTCPDoNotHangOnUDP(t *testing.T) {
	for _, order := range portOrders {
		var got [2]uint16
		for i := range got {
			w := newWorld(t, "rfc", 1, link.Config{}, func(c *Config) { c.PortOrder = order })
			for range i * 5 {
				require.NoError(t, w.a.UDPSocket().Bind(ip.Addr{}, 0))
			}
			s := w.a.Socket()
			require.NoError(t, s.Bind(ip.Addr{}, 0))
			got[i] = s.LocalAddr().Port
		}
		require.Equal(t, got[0], got[1])
	}
}

// visit opens a connection and closes it, the client or the server first, and
// lets the close finish.
func visit(p *sim.Proc, h *Host, port uint16, servers *[]*Socket, clientFirst bool) error {
	c := h.Socket()
	if err := c.Connect(server, port); err != nil {
		c.Close()
		return err
	}
	p.Sleep(20*ms, cause.Host)
	srv := (*servers)[len(*servers)-1]
	ends := []*Socket{c, srv}
	if !clientFirst {
		ends = []*Socket{srv, c}
	}
	for _, s := range ends {
		s.Close()
		p.Sleep(20*ms, cause.Host)
	}
	return nil
}

// With P ports and a 2MSL of T, the (P+1)th connection finds no port until T has
// passed since the first was closed, if the client closes first.
func TestTimeWaitUsesUpThePorts(t *testing.T) {
	const ports, wait = 7, 30 * vtime.Second
	for _, order := range portOrders {
		for _, perPeer := range []bool{false, true} {
			w := newWorld(t, "linux", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) {
				c.PortOrder, c.PortPerPeer, c.PortLow, c.PortHigh, c.TCP.TimeWait = order, perPeer, 2000, 2000+ports-1, wait
			})
			servers := hold(w.b, 80, 5)
			hold(w.b, 81, 5)
			w.on(w.a, func(p *sim.Proc) {
				for range ports {
					require.NoError(t, visit(p, w.a, 80, servers, true))
				}
				require.Equal(t, ports, connections(w.a), "each holds a port")
				require.Zero(t, connections(w.b))
				// A visit takes a round trip of 10 ms, 20 ms, then the close: the FIN that
				// answers ours comes 20 ms and 5 ms later.
				free := 10*ms + 20*ms + 20*ms + 5*ms + wait
				require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Connect(server, 80))
				other := w.a.Socket()
				if perPeer {
					require.NoError(t, other.Connect(server, 81), "another peer is another pair")
				} else {
					require.Equal(t, errno.EADDRNOTAVAIL, other.Connect(server, 81))
				}
				p.Sleep(free-1-p.Now().Now, cause.Host)
				require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Connect(server, 80))
				p.Sleep(2, cause.Host)
				require.NoError(t, w.a.Socket().Connect(server, 80))
				require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Connect(server, 80), "one port was free")
			})
		}
	}
}

// Who closes first holds the state: if the server does, the client's ports are
// free at once.
func TestServerThatClosesFirstHoldsTimeWait(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) {
		c.PortLow, c.PortHigh, c.PortOrder = 2000, 2002, PortsSequential
	})
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		for i := range 12 {
			require.NoError(t, visit(p, w.a, 80, servers, false))
			require.Zero(t, connections(w.a))
			require.Equal(t, min(i+1, 3), connections(w.b), "the fourth takes the place of the first (RFC 6191)")
		}
	})
	require.Zero(t, connections(w.b))
}

// A SYN with a higher sequence number takes the place of a connection in
// TIME-WAIT, where the profile allows it.
func TestTimeWaitReuse(t *testing.T) {
	for _, reuse := range []bool{false, true} {
		w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) {
			c.PortLow, c.PortHigh, c.TCP.ReuseTimeWait, c.TCP.SYNRetries = 2000, 2000, reuse, 1
		})
		servers := hold(w.b, 80, 5)
		w.on(w.a, func(p *sim.Proc) {
			require.NoError(t, visit(p, w.a, 80, servers, false))
			old := (*servers)[0].Info()
			require.Equal(t, tcp.TimeWait, old.State)
			iss := (*servers)[0].Record().ISS
			start := p.Now().Now
			err := visit(p, w.a, 80, servers, false)
			if !reuse {
				require.Equal(t, errno.ETIMEDOUT, err, "a challenge is all that the SYN gets")
				return
			}
			require.NoError(t, err)
			require.Equal(t, start+70*ms, p.Now().Now)
			require.Equal(t, tcp.Closed, (*servers)[0].Info().State)
			again := tcp.Seq((*servers)[1].Record().ISS)
			require.True(t, tcp.Seq(iss).Less(again), "the new numbers lie behind the old ones")
		})
	}
}

func TestReuseAddr(t *testing.T) {
	bind := func(h *Host, reuse int64, a ip.Addr, port uint16) (*Socket, error) {
		s := h.Socket()
		require.NoError(t, s.SetOption(ReuseAddr, reuse))
		return s, s.Bind(a, port)
	}
	one, two, any := addr("10.0.0.2"), addr("10.0.1.1"), ip.Addr{}
	for _, c := range []struct {
		name                  string
		first, second         ip.Addr
		listens               bool
		reuseFirst, reuseThen int64
		want                  error
	}{
		{"different addresses", one, two, true, 0, 0, nil},
		{"the same address", one, one, false, 0, 0, errno.EADDRINUSE},
		{"any after one", one, any, false, 0, 0, errno.EADDRINUSE},
		{"one after any", any, one, false, 0, 0, errno.EADDRINUSE},
		{"only the first allows it", one, any, false, 1, 0, errno.EADDRINUSE},
		{"only the second allows it", one, any, false, 0, 1, errno.EADDRINUSE},
		{"both allow it", one, any, false, 1, 1, nil},
		{"both allow it for the same address", one, one, false, 1, 1, nil},
		{"both allow it, but the first listens", any, one, true, 1, 1, errno.EADDRINUSE},
	} {
		w := newWorld(t, "rfc", 1, link.Config{})
		w.join(w.b, w.host("c"), link.Config{})
		s, err := bind(w.b, c.reuseFirst, c.first, 80)
		require.NoError(t, err, c.name)
		if c.listens {
			require.NoError(t, s.Listen(5))
		}
		other, err := bind(w.b, c.reuseThen, c.second, 80)
		require.Equal(t, c.want, err, c.name)
		require.NoError(t, s.Close())
		require.NoError(t, other.Close())
		w.clean()
	}
}

// A server that starts again while connections of its last life are left needs
// SO_REUSEADDR.
func TestServerStartsAgain(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	w.join(w.b, w.host("c"), link.Config{})
	w.on(w.a, func(p *sim.Proc) {
		for _, left := range []tcp.State{tcp.Established, tcp.TimeWait, tcp.Closed} {
			l := first(w.b.ListenOn(80, 5))
			c := w.a.Socket()
			require.NoError(t, c.Connect(server, 80))
			p.Sleep(20*ms, cause.Host)
			srv := first(l.Socket.Accept())
			require.NoError(t, l.Close())
			switch left {
			case tcp.TimeWait:
				require.NoError(t, srv.Close())
				p.Sleep(20*ms, cause.Host)
				require.NoError(t, c.Close())
			case tcp.Closed:
				require.NoError(t, c.Close())
				p.Sleep(20*ms, cause.Host)
				require.NoError(t, srv.Close())
			}
			p.Sleep(20*ms, cause.Host)
			require.Equal(t, left, srv.Info().State)
			free := map[bool]error{true: nil, false: errno.EADDRINUSE}
			for _, s := range []struct {
				at   ip.Addr
				want error
			}{
				{ip.Addr{}, free[left == tcp.Closed]}, {server, free[left == tcp.Closed]},
				{addr("10.0.1.1"), nil}, // nothing is left on the other address
			} {
				x := w.b.Socket()
				require.Equal(t, s.want, x.Bind(s.at, 80), "%v left, bind %v", left, s.at)
				require.NoError(t, x.Close())
			}
			require.NoError(t, first(w.b.ListenOn(80, 5)).Close(), "with SO_REUSEADDR")
			if left == tcp.Established {
				require.NoError(t, c.Close())
				require.NoError(t, srv.Close())
			}
			p.Sleep(250*vtime.Second, cause.Host)
		}
	})
	w.clean()
}

// A connection from a port of one's own choice.
func TestConnectFromABoundPort(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		for _, from := range []ip.Addr{{}, addr("10.0.0.1")} {
			c := w.a.Socket()
			require.NoError(t, c.Bind(from, 777))
			require.Equal(t, Addr{from, 777}, c.LocalAddr())
			require.NoError(t, c.Connect(server, 80))
			p.Sleep(20*ms, cause.Host)
			srv := (*servers)[len(*servers)-1]
			require.Equal(t, Addr{addr("10.0.0.1"), 777}, srv.RemoteAddr())
			require.Equal(t, srv.RemoteAddr(), c.LocalAddr())
			require.Equal(t, errno.EADDRINUSE, w.a.Socket().Bind(from, 777))
			require.NoError(t, srv.Close())
			p.Sleep(20*ms, cause.Host)
			require.NoError(t, c.Close())
			p.Sleep(20*ms, cause.Host)
		}
	})
}

// A range of ports can be used up to the last one.
func TestAllPortsOfAHost(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{MTU: 1500}, func(c *Config) {
		c.PortLow, c.PortHigh, c.PortOrder = 49152, 65535, PortsSequential
	})
	hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		for i := range 16384 {
			require.NoError(t, w.a.Socket().Connect(server, 80), i)
		}
		require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Connect(server, 80))
	})
	require.Equal(t, 16384, connections(w.a))
}

func TestFifo(t *testing.T) {
	var q fifo[string]
	next, out := 0, 0
	for round := range 50 {
		for range round % 17 {
			q.push(fmt.Sprint(next))
			next++
		}
		for range min(round%11, q.len()) {
			require.Equal(t, fmt.Sprint(out), q.pop())
			out++
		}
		require.Equal(t, next-out, q.len())
	}
	for ; q.len() > 0; out++ {
		require.Equal(t, fmt.Sprint(out), q.pop())
	}
	require.Equal(t, next, out)
	require.LessOrEqual(t, cap(q.items), 512)
}
