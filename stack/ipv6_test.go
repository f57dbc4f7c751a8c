package stack

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// six is a world of IPv6: a, a router, b, with links 2001:db8:0:n::/64.
func six(t *testing.T, first, second link.Config, change ...func(*Config)) (w *world, r *Host, to ip.Addr) {
	w = newPlain(t, "rfc", 1, change...)
	w.a, r, w.b = w.host("a"), w.router("r"), w.host("b")
	w.join6(w.a, r, first)
	w.join6(r, w.b, second)
	w.net.ComputeRoutes()
	return w, r, addr("2001:db8:0:1::2")
}

// join6 is join with addresses of IPv6.
func (w *world) join6(a, b *Host, wire link.Config) *Link {
	n := byte(len(w.net.Links()))
	p := prefix(fmt.Sprintf("2001:db8:0:%x::/64", n))
	_, _, err := w.net.Connect(Side{a, p.Addr().Next(), wire}, Side{b, p.Addr().Next().Next(), wire}, p)
	require.NoError(w.t, err)
	return &w.net.Links()[n]
}

// A transfer over a router, to the nanosecond: what takes turns on the wires are a
// SYN, its answer, an acknowledgement and a segment, each 20 bytes longer than over
// IPv4, and a full segment carries 20 bytes less.
func TestIPv6Transfer(t *testing.T) {
	wire := link.Config{Delay: 10 * ms, Rate: 8_000_000, MTU: 1500} // a byte takes 1 us
	transfer := func(w *world, to ip.Addr, full int64) vtime.Time {
		serve(w.b, 80, 1000)
		return w.on(w.a, func(*sim.Proc) {
			c, err := w.a.Dial(to, 80)
			require.NoError(t, err)
			_, err = c.Discard(1000)
			require.NoError(t, err)
			require.Equal(t, full, w.a.segmentSize(c.Socket.LocalAddr().IP, to))
		})
	}
	w6, _, to := six(t, wire, wire)
	took6 := transfer(w6, to, 1440)
	w := newPlain(t, "rfc", 1)
	w.a, w.b = w.host("a"), w.host("b")
	r := w.router("r")
	w.join(w.a, r, wire)
	w.join(r, w.b, wire)
	w.net.ComputeRoutes()
	took4 := transfer(w, addr("10.0.1.2"), 1460)
	require.Equal(t, 4*2*20*vtime.Microsecond, took6-took4)
}

// serve writes n bytes on each connection and closes it.
func serve(h *Host, port uint16, n int) {
	h.GoDaemon("serve", func(*sim.Proc) {
		l, err := h.ListenOn(port, 5)
		if err != nil {
			panic(err)
		}
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			h.GoDaemon("serve-one", func(*sim.Proc) {
				_, err := c.WriteZeros(n)
				_ = err // the peer has gone
				c.Close()
			})
		}
	})
}

// What comes back of datagrams that nobody takes.
func TestIPv6Errors(t *testing.T) {
	for _, c := range []struct {
		name string
		to   Addr
		ttl  uint8
		want error
	}{
		{"no port", Addr{addr("2001:db8:0:1::2"), 9}, 64, errno.ECONNREFUSED},
		{"no host on the link", Addr{addr("2001:db8:0:1::99"), 9}, 64, errno.EHOSTUNREACH},
		{"too many hops", Addr{addr("2001:db8:0:1::2"), 9}, 1, errno.EHOSTUNREACH},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, _, _ := six(t, link.Config{Delay: ms}, link.Config{Delay: ms}, func(cfg *Config) { cfg.TTL = c.ttl })
			w.on(w.a, func(p *sim.Proc) {
				u := w.a.UDPSocket()
				require.NoError(t, u.Connect(c.to.IP, c.to.Port))
				require.NoError(t, u.SendTo([]byte("x"), Addr{}))
				_, _, err := u.RecvFrom(nil, vtime.Never, cause.TimerIdle)
				require.Equal(t, c.want, err)
				require.NoError(t, u.Close())
			})
		})
	}
}

// Hosts answer echo requests of both families.
func TestEcho(t *testing.T) {
	for _, six := range []bool{false, true} {
		w := newPlain(t, "rfc", 1)
		w.a, w.b = w.host("a"), w.host("b")
		typ, reply := ip.EchoRequest, ip.EchoReply
		if six {
			w.join6(w.a, w.b, link.Config{Delay: ms})
			typ, reply = ip.EchoRequest6, ip.EchoReply6
		} else {
			w.join(w.a, w.b, link.Config{Delay: ms})
		}
		w.net.ComputeRoutes()
		var got []ip.ICMPMessage
		var tap keeper
		tap.see = func(p *packet) {
			m, err := ip.ParseICMP(p.hdr.Src, p.hdr.Dst, p.data)
			require.NoError(t, err)
			got = append(got, m)
		}
		w.net.SetTap(tap)
		p := w.net.get()
		from, to := w.a.Addrs()[0], w.b.Addrs()[0]
		p.hdr = ip.Header{Src: from, Dst: to, Protocol: ip.ICMPFor(to)}
		p.own().data = ip.AppendICMP(nil, from, to, ip.ICMPMessage{Type: typ, Rest: 7, Body: []byte("ping")})
		w.a.send(w.kernel.Now(), p)
		w.run()
		require.Equal(t, []ip.ICMPMessage{
			{Type: typ, Rest: 7, Body: []byte("ping")}, {Type: reply, Rest: 7, Body: []byte("ping")},
		}, got)
	}
}

// A link may have addresses of both families, and a socket serve both.
func TestDualStack(t *testing.T) {
	for _, c := range []struct {
		name      string
		listen    func(h *Host) *Socket
		four, six error
	}{
		{"both", func(h *Host) *Socket { return h.Socket() }, nil, nil},
		{"IPv4 alone", func(h *Host) *Socket { return h.Socket4() }, nil, errno.ECONNREFUSED},
		{"IPv6 alone", func(h *Host) *Socket {
			s := h.Socket()
			require.NoError(t, s.SetOption(V6Only, 1))
			return s
		}, errno.ECONNREFUSED, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newPlain(t, "linux", 1)
			w.a, w.b = w.host("a"), w.host("b")
			w.join(w.a, w.b, link.Config{Delay: ms})
			require.NoError(t, w.net.AddSubnet(&w.net.Links()[0], addr("2001:db8::1"), addr("2001:db8::2"), prefix("2001:db8::/64")))
			w.net.ComputeRoutes()
			l := c.listen(w.b)
			require.NoError(t, l.Bind(ip.Addr{}, 80))
			require.NoError(t, l.Listen(5))
			w.on(w.a, func(p *sim.Proc) {
				for _, to := range []struct {
					a    string
					want error
				}{{"10.0.0.2", c.four}, {"2001:db8::2", c.six}} {
					s, err := w.a.Dial(addr(to.a), 80)
					require.Equal(t, to.want, err)
					if err == nil {
						require.Equal(t, to.a == "10.0.0.2", s.Socket.LocalAddr().IP.Is4(), "the source is of the same family")
						require.EqualValues(t, 65535, s.Info().PMTU)
						require.NoError(t, s.Close())
					}
				}
			})
		})
	}
}

func TestFamiliesOfSockets(t *testing.T) {
	w := newPlain(t, "linux", 1)
	w.a, w.b = w.host("a"), w.host("b")
	w.join6(w.a, w.b, link.Config{Delay: ms})
	w.join(w.a, w.b, link.Config{Delay: ms})
	w.net.ComputeRoutes()
	any4 := ip.AddrFromUint32(0)
	require.Equal(t, errno.EAFNOSUPPORT, w.a.Socket4().Bind(addr("2001:db8::1"), 1))
	require.Equal(t, errno.EAFNOSUPPORT, w.a.Socket4().Connect(addr("2001:db8::2"), 1))
	require.Equal(t, errno.EAFNOSUPPORT, w.a.UDPSocket4().Bind(addr("2001:db8::1"), 1))
	require.Equal(t, errno.EAFNOSUPPORT, w.a.UDPSocket4().SendTo(nil, Addr{addr("2001:db8::2"), 1}))
	require.Equal(t, errno.EADDRNOTAVAIL, w.a.Socket().Bind(addr("2001:db8::2"), 1))
	only6 := w.a.Socket()
	require.NoError(t, only6.SetOption(V6Only, 1))
	require.NoError(t, only6.Bind(ip.Addr{}, 80))
	require.Equal(t, errno.EINVAL, only6.SetOption(V6Only, 0), "too late")
	require.Equal(t, errno.EINVAL, w.a.Socket4().SetOption(V6Only, 1))
	four := w.a.Socket4()
	require.NoError(t, four.Bind(ip.Addr{}, 80), "the other family's port")
	require.Equal(t, any4, four.LocalAddr().IP)
	require.Equal(t, errno.EADDRINUSE, w.a.Socket().Bind(ip.Addr{}, 80))
	require.Equal(t, errno.EADDRINUSE, w.a.Socket().Bind(any4, 80))
	s := w.a.Socket()
	require.NoError(t, s.Bind(addr("2001:db8::1"), 81))
	require.Equal(t, errno.EINVAL, s.Connect(addr("10.0.1.2"), 1), "from an address of the other family")
}

// What is wrong with addresses of a link.
func TestSubnetErrors(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	w.a, w.b = w.host("a"), w.host("b")
	w.join(w.a, w.b, link.Config{MTU: 1000})
	l := &w.net.Links()[0]
	for _, c := range []struct{ a, b, p, want string }{
		{"2001:db8::1", "2001:db8::2", "2001:db8::/64", "mtu 1000: IPv6 needs links that carry 1280 bytes"},
		{"2001:db8::1", "2001:db8::1", "2001:db8::/64", "have the address"},
		{"fe80::1", "fe80::2", "fe80::/64", "cannot belong to a host"},
		{"2001:db8::1", "2001:db9::2", "2001:db8::/64", "lies outside of"},
		{"10.0.0.1", "10.0.0.3", "10.0.0.0/25", "belongs to a already"},
	} {
		require.ErrorContains(t, w.net.AddSubnet(l, addr(c.a), addr(c.b), prefix(c.p)), c.want)
	}
	require.Len(t, w.a.Addrs(), 1)
}

// Random conversations over wires that damage and lose packets, whole to the byte.
func TestIPv6PropertyTransfers(t *testing.T) {
	for seed := range simtest.Seeds(t, 10) {
		r := rand.New(rand.NewPCG(seed, 6))
		wire := link.Config{
			Delay: ms, Rate: 10_000_000, MTU: 1280 + r.IntN(1000), Loss: link.Whole / 50, Corrupt: link.Whole / 20,
		}
		w, _, to := six(t, wire, wire)
		n := 1 + r.IntN(60_000)
		serve(w.b, 80, n)
		w.on(w.a, func(p *sim.Proc) {
			c, err := w.a.Dial(to, 80)
			require.NoError(t, err)
			got := 0
			for got < n {
				k, err := c.Discard(int64(n - got))
				require.NoError(t, err, "seed %d", seed)
				got += k
			}
			c.Close()
		})
	}
}
