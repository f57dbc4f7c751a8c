package stack

import (
	"fmt"
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

// newChain is a - r1 - ... - rn - b, 5 ms from one to the next.
func newChain(t *testing.T, routers int, change ...func(*Config)) (*world, []*Host) {
	w := newPlain(t, "rfc", 1, change...)
	all := []*Host{w.host("a")}
	for i := range routers {
		all = append(all, w.router(fmt.Sprintf("r%d", i+1)))
	}
	all = append(all, w.host("b"))
	w.a, w.b = all[0], all[len(all)-1]
	for i := range len(all) - 1 {
		w.join(all[i], all[i+1], link.Config{Delay: 5 * ms, MTU: 1500})
	}
	w.net.ComputeRoutes()
	return w, all
}

// softErrorsEnd makes an attempt to connect end with the first ICMP error.
func softErrorsEnd(c *Config) { c.TCP.SoftEndsConnect = true }

func TestChainOfRouters(t *testing.T) {
	for _, routers := range []int{1, 2, 10, 63} {
		w, _ := newChain(t, routers)
		to := w.b.Addrs()[0]
		echo(w.b, 80, 10, 10, 0)
		hop := vtime.Time(routers+1) * 5 * ms
		var took vtime.Time
		w.on(w.a, func(p *sim.Proc) {
			c := first(w.a.Dial(to, 80))
			require.Equal(t, 2*hop, p.Now().Now)
			require.NoError(t, ask(c, 10, 10))
			took = p.Now().Now
			require.NoError(t, c.Close())
		})
		require.Equal(t, 4*hop, took)
		for _, wire := range w.net.Wires() {
			require.EqualValues(t, w.ends(wire), wire.Stats().Sent)
		}
	}
}

// ends counts what both ends of the only connection sent in a wire's direction.
func (w *world) ends(wire *link.Wire) uint64 {
	c := w.net.Connections()[0]
	for _, l := range w.net.Links() {
		if l.AB == wire {
			return c.Client.Counts().Sent
		}
	}
	return c.Server.Counts().Sent
}

// Sixty-four routers are too many for a time to live of 64.
func TestTimeToLiveEndsAChain(t *testing.T) {
	w, all := newChain(t, 64, softErrorsEnd)
	to := w.b.Addrs()[0]
	d := &dropped{}
	w.net.Observe(d)
	w.on(w.a, func(p *sim.Proc) {
		require.Equal(t, errno.EHOSTUNREACH, w.a.Socket().Connect(to, 80))
		require.Equal(t, 2*64*5*ms, p.Now().Now, "the last router told, a way back later")
	})
	require.Equal(t, []string{all[64].name + ": time to live exceeded"}, d.why)
}

// Two routers that send to each other what neither knows.
func TestRoutingLoop(t *testing.T) {
	for _, ttl := range []uint8{1, 2, 7, 64, 255} {
		w, all := newChain(t, 2, softErrorsEnd, func(c *Config) { c.TTL = ttl })
		lost := prefix("192.0.2.0/24")
		a, r1, r2 := all[0], all[1], all[2]
		require.True(t, a.AddRoute(lost, r1.Addrs()[0]))
		require.True(t, r1.AddRoute(lost, r2.Addrs()[0]))
		require.True(t, r2.AddRoute(lost, r1.Addrs()[1]))
		w.on(a, func(p *sim.Proc) {
			err := a.Socket().Connect(addr("192.0.2.1"), 80)
			require.Equal(t, errno.EHOSTUNREACH, err)
			// The SYN dies after ttl hops, at r1 if that is odd, and at r2 if it is even.
			back := vtime.Time(2 - ttl%2)
			if ttl == 1 {
				back = 1
			}
			require.Equal(t, (vtime.Time(ttl)+back)*5*ms, p.Now().Now, "ttl %d", ttl)
		}) // the report carries the sender's own time to live, which is long enough
	}
}

// The way of a connection that works is broken later: what ICMP says is not the
// end, but it is the reason once TCP gives up.
func TestErrorsOnTheWayAreTheReasonToGiveUp(t *testing.T) {
	w, all := newChain(t, 1, func(c *Config) { c.TCP.Retries, c.TCP.TLP = 1, false })
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Connect(w.b.Addrs()[0], 80))
		p.Sleep(50*ms, cause.Host)
		all[1].routes, all[1].computed = ip.Table{}, nil
		require.True(t, all[1].AddRoute(prefix("10.0.0.0/24"), addr("10.0.0.1")))
		start := p.Now().Now
		require.NoError(t, second(c.Write(buf)))
		require.Equal(t, errno.ENETUNREACH, second(c.Read(buf)))
		require.Equal(t, start+3*vtime.Second, p.Now().Now, "a second, then two")
	})
	require.Len(t, *servers, 1)
}

func TestLongestPrefixDecides(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	a := w.host("a")
	var far []*Host
	for i := range 4 {
		h := w.host(fmt.Sprintf("h%d", i))
		w.join(a, h, link.Config{Delay: vtime.Time(i+1) * ms, MTU: 1500})
		far = append(far, h)
	}
	w.net.ComputeRoutes()
	for i, p := range []string{"0.0.0.0/0", "192.0.0.0/8", "192.0.2.0/24", "192.0.2.7/32"} {
		require.True(t, a.AddRoute(prefix(p), far[i].Addrs()[0]))
	}
	require.False(t, a.AddRoute(prefix("192.0.2.0/24"), addr("172.16.0.1")), "no link of the host leads there")
	d := &dropped{}
	w.net.Observe(d)
	w.on(a, func(p *sim.Proc) {
		for _, to := range []string{"198.51.100.1", "192.1.1.1", "192.0.2.9", "192.0.2.7"} {
			u := a.UDPSocket()
			require.NoError(t, u.SendTo(buf, Addr{addr(to), 53}))
			require.NoError(t, u.Close())
		}
	})
	require.Equal(t, []string{
		"h0: not for this host", "h1: not for this host", "h2: not for this host", "h3: not for this host",
	}, d.why)
}

// A route to a gateway that is not there, a link without the address, a router
// without a route, and one that does not tell.
func TestUnreachable(t *testing.T) {
	for _, c := range []struct {
		name  string
		to    string
		icmp  bool
		want  error
		after vtime.Time
		why   string

		patient bool // goes on in spite of such errors
	}{
		{"no such host on the last link", "10.0.1.9", true, errno.EHOSTUNREACH, 10 * ms,
			"r1: no such host on the link", false},
		{"the router has no route", "192.0.2.1", true, errno.ENETUNREACH, 10 * ms, "r1: no route", false},
		{"the router's route leads to nobody", "198.51.100.1", true, errno.EHOSTUNREACH, 10 * ms,
			"r1: no such host on the link", false},
		{"a silent firewall", "192.0.2.1", false, errno.ETIMEDOUT, 7 * vtime.Second, "r1: no route", false},
		{"a patient client", "192.0.2.1", true, errno.ENETUNREACH, 7 * vtime.Second, "r1: no route", true},
	} {
		w, all := newChain(t, 1, func(cfg *Config) {
			cfg.SendICMP, cfg.TCP.SYNRetries, cfg.TCP.SoftEndsConnect = c.icmp, 2, !c.patient
		})
		require.True(t, w.a.AddRoute(prefix("0.0.0.0/0"), all[1].Addrs()[0]))
		require.True(t, all[1].AddRoute(prefix("198.51.100.0/24"), addr("10.0.1.77")))
		d := &dropped{}
		w.net.Observe(d)
		w.on(w.a, func(p *sim.Proc) {
			require.Equal(t, c.want, w.a.Socket().Connect(addr(c.to), 80), c.name)
			require.Equal(t, c.after, p.Now().Now, c.name)
		})
		require.Equal(t, c.why, d.why[0])
	}
}

// A datagram that is too long for a wire further on is reported, not cut.
func TestTooBigForALaterWire(t *testing.T) {
	w := newPlain(t, "rfc", 1, func(c *Config) { c.TCP.SYNRetries = 1 })
	a, r, b := w.host("a"), w.router("r"), w.host("b")
	w.join(a, r, link.Config{Delay: 5 * ms, MTU: 1500})
	w.join(r, b, link.Config{Delay: 5 * ms, MTU: 600})
	w.net.ComputeRoutes()
	to := Addr{b.Addrs()[0], 53}
	w.on(a, func(p *sim.Proc) {
		u := a.UDPSocket()
		require.NoError(t, u.Connect(to.IP, to.Port))
		require.NoError(t, u.SendTo(make([]byte, 572), Addr{}))
		_, _, err := u.RecvFrom(buf, vtime.Never, cause.TimerName)
		require.Equal(t, errno.ECONNREFUSED, err, "it fits, but nobody is there")
		require.NoError(t, u.SendTo(make([]byte, 573), Addr{}))
		_, _, err = u.RecvFrom(buf, vtime.Never, cause.TimerName)
		require.Equal(t, errno.EMSGSIZE, err)
	})
}

// A host with two links that does not forward is reached by both of its
// addresses from either side, and is not passed through.
func TestHostWithSeveralLinks(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	c := w.host("c")
	w.join(w.b, c, link.Config{Delay: 7 * ms, MTU: 1500})
	w.net.ComputeRoutes()
	require.Equal(t, []ip.Addr{server, addr("10.0.1.1")}, w.b.Addrs())
	// The way decides which address of its own a host takes, if the program does not.
	hold(w.a, 81, 5)
	hold(c, 81, 5)
	w.b.Go("client", func(*sim.Proc) {
		for _, x := range []struct{ to, from, local ip.Addr }{
			{addr("10.0.0.1"), ip.Addr{}, server},
			{addr("10.0.1.2"), ip.Addr{}, addr("10.0.1.1")},
			{addr("10.0.0.1"), addr("10.0.1.1"), addr("10.0.1.1")},
		} {
			s := w.b.Socket()
			if !x.from.IsZero() {
				require.NoError(t, s.Bind(x.from, 0))
			}
			require.NoError(t, s.Connect(x.to, 81))
			require.Equal(t, x.local, s.LocalAddr().IP)
		}
	})
	hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		for _, to := range w.b.Addrs() {
			start := p.Now().Now
			s := w.a.Socket()
			require.NoError(t, s.Connect(to, 80))
			require.Equal(t, start+10*ms, p.Now().Now)
			x := c.Socket()
			require.NoError(t, x.Connect(to, 80))
			require.Equal(t, start+24*ms, p.Now().Now)
			require.Equal(t, addr("10.0.1.2"), x.LocalAddr().IP)
		}
		require.Equal(t, errno.ENETUNREACH, w.a.Socket().Connect(addr("10.0.1.2"), 80))
	})
}

// Of two ways the one with fewer hops is taken, and of equal ones the one that
// was added first.
func TestShortestWay(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	a, b := w.host("a"), w.host("b")
	r, s, far := w.router("r"), w.router("s"), w.router("far")
	slow, fast := link.Config{Delay: 20 * ms, MTU: 1500}, link.Config{Delay: ms, MTU: 1500}
	w.join(a, far, fast)
	w.join(far, r, fast)
	w.join(a, r, slow)
	w.join(a, s, fast)
	w.join(r, b, slow)
	w.join(s, b, fast)
	w.net.ComputeRoutes()
	hold(b, 80, 5)
	w.on(a, func(p *sim.Proc) {
		require.NoError(t, a.Socket().Connect(b.Addrs()[0], 80)) // by r there, though s is faster
		require.Equal(t, 80*ms, p.Now().Now)
		require.NoError(t, a.Socket().Connect(b.Addrs()[1], 80))
		require.Equal(t, 84*ms, p.Now().Now, "by s")
	})
}

// What a host says to itself takes no time, by any of its addresses.
func TestLoopback(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	echo(w.a, 80, 100, 3000, 0)
	w.on(w.a, func(p *sim.Proc) {
		for _, to := range []string{"127.0.0.1", "10.0.0.1", "127.9.9.9"} {
			c := first(w.a.Dial(addr(to), 80))
			require.Equal(t, addr(to), c.Socket.LocalAddr().IP)
			require.NoError(t, ask(c, 100, 3000))
			require.NoError(t, c.Close())
		}
		require.Zero(t, p.Now().Now)
		require.Equal(t, errno.ECONNREFUSED, w.a.Socket().Connect(addr("127.0.0.1"), 81))
	})
	require.Zero(t, w.ab.Stats().Sent)
	require.Equal(t, "a->a", w.net.Wires()[2].Name())
}

// Nobody else can speak in a conversation of a host with itself: addresses of the loopback do
// not come over a wire (RFC 1122 section 3.2.1.3).
func TestLoopbackDoesNotComeOverAWire(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	hold(w.a, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Connect(addr("127.0.0.1"), 80))
		for _, over := range []*link.Wire{w.ba, &w.a.self.wire} {
			reset := w.net.get()
			reset.hdr = ip.Header{Src: addr("127.0.0.1"), Dst: addr("127.0.0.1"), Protocol: ip.TCP, TTL: 64}
			reset.out.Segment = tcp.Segment{
				SrcPort: 80, DstPort: c.LocalAddr().Port, Seq: c.ep.conn.IRS().Add(1), Flags: tcp.RST,
			}
			reset.frame.Len = ip.HeaderLen4 + tcp.MinHeaderLen
			over.Send(p.Now(), &reset.frame)
			p.Sleep(10*ms, cause.Host)
			require.Equal(t, over == w.ba, c.ep.conn.State() == tcp.Established)
		}
	})
}

// A socket may connect to itself: a simultaneous open with one end.
func TestSelfConnect(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500})
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Bind(ip.Addr{}, 777))
		require.NoError(t, c.Connect(addr("127.0.0.1"), 777))
		require.NoError(t, second(c.Write([]byte("me"))))
		require.Equal(t, 2, first(c.Read(buf)))
		require.Equal(t, "me", string(buf[:2]))
		require.NoError(t, c.Close())
	})
	w.clean()
}

func TestLinksThatCannotBe(t *testing.T) {
	at := func(h *Host, a string) Side { return Side{h, addr(a), link.Config{}} }
	w := newWorld(t, "rfc", 1, link.Config{})
	c := w.host("c")
	bad := at(c, "10.1.0.2")
	bad.Wire.Rate = 1
	for _, l := range []struct {
		a, b Side
		net  string
		want string
	}{
		{at(c, "10.1.0.1"), at(c, "10.1.0.2"), "10.1.0.0/24", "both ends of a link are c"},
		{at(w.a, "10.1.0.1"), at(c, "10.1.0.1"), "10.1.0.0/24", "both ends of the link a - c have the address 10.1.0.1"},
		{at(w.a, "10.0.0.1"), at(c, "10.1.0.1"), "10.1.0.0/24", "address 10.0.0.1 of a belongs to a already"},
		{at(w.a, "10.1.0.1"), at(c, "10.0.0.2"), "10.1.0.0/24", "address 10.0.0.2 of c belongs to b already"},
		{at(w.a, "10.1.0.1"), at(c, "10.2.0.2"), "10.1.0.0/24", "address 10.2.0.2 of c lies outside of 10.1.0.0/24"},
		{at(w.a, "127.0.0.1"), at(c, "127.0.0.2"), "127.0.0.0/8", "address 127.0.0.1 of a cannot belong to a host"},
		{at(w.a, "10.0.0.7"), at(c, "10.0.0.8"), "10.0.0.0/24", "10.0.0.0/24 of the link a - c is the link a - b already"},
		{at(w.a, "10.1.0.1"), bad, "10.1.0.0/24",
			"wire from c: rate 1 bit/s: expected 0 for unlimited, or 8 to 1000000000000000"},
	} {
		_, _, err := w.net.Connect(l.a, l.b, prefix(l.net))
		require.EqualError(t, err, l.want)
		require.Empty(t, c.Addrs(), "nothing was made")
		require.Len(t, w.net.Wires(), 2)
		require.Len(t, w.net.Links(), 1)
	}
	_, err := w.net.AddHost("c", w.cfg, false)
	require.EqualError(t, err, `two hosts are named "c"`)
	_, _, err = w.net.Connect(at(w.a, "10.0.0.130"), at(c, "10.0.0.131"), prefix("10.0.0.128/25"))
	require.NoError(t, err, "a longer prefix within another")
}

func TestParallelLinksAndTheNetsLists(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{})
	w.join(w.a, w.b, link.Config{})
	names := []string{}
	for _, x := range w.net.Wires() {
		names = append(names, x.Name())
	}
	require.Equal(t, []string{"a->b", "b->a", "a->b#2", "b->a#2"}, names)
	require.Equal(t, []*Host{w.a, w.b}, w.net.Hosts())
	require.Same(t, w.a, w.net.Host("a"))
	require.Nil(t, w.net.Host("x"))
	require.Same(t, w.kernel, w.net.Kernel())
	require.Same(t, w.net, w.a.Net())
	require.False(t, w.a.Forwards())
	require.Equal(t, w.cfg, *w.a.Config())
}

// Segments fit the wires of both directions, and the link of the address that
// they are sent to, if a host with several links answers by another.
func TestSegmentsFitBothWays(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	a, r, b := w.host("a"), w.router("r"), w.host("b")
	side := func(h *Host, at string, mtu int) Side { return Side{h, addr(at), link.Config{Delay: 5 * ms, MTU: mtu}} }
	for _, l := range []struct {
		x, y Side
		net  string
	}{
		{side(a, "10.0.0.1", 1000), side(r, "10.0.0.2", 1500), "10.0.0.0/24"},
		{side(b, "10.0.1.1", 1500), side(r, "10.0.1.2", 1500), "10.0.1.0/24"},
		{side(b, "10.0.2.1", 1500), side(r, "10.0.2.2", 600), "10.0.2.0/24"},
	} {
		_, _, err := w.net.Connect(l.x, l.y, prefix(l.net))
		require.NoError(t, err)
	}
	w.net.ComputeRoutes() // b answers by its first link
	hold(b, 80, 5)
	servers := hold(b, 81, 5)
	w.on(a, func(p *sim.Proc) {
		for i, c := range []struct {
			to  string
			mss int64
		}{{"10.0.1.1", 948}, {"10.0.2.1", 548}} {
			s := a.Socket()
			require.NoError(t, s.Connect(addr(c.to), 81))
			p.Sleep(50*ms, cause.Host)
			srv := (*servers)[i]
			require.Equal(t, c.mss, s.Info().MSS)
			require.Equal(t, c.mss, srv.Info().MSS)
			require.Equal(t, 10_000, first(s.WriteZeros(10_000)))
			require.Equal(t, 10_000, first(srv.WriteZeros(10_000)))
			p.Sleep(vtime.Second, cause.Host)
			require.EqualValues(t, 10_000, srv.Info().Unread)
			require.EqualValues(t, 10_000, s.Info().Unread)
		}
		s := a.Socket()
		require.Equal(t, errno.ECONNREFUSED, s.Connect(addr("127.0.0.1"), 80))
		require.EqualValues(t, 65495, a.segmentSize(addr("127.0.0.1"), addr("127.0.0.1")))
	})
}

// A router looks at the IP header of what a wire has damaged, and no further: a
// bit that flipped behind it is found where the datagram ends.
func TestRouterPassesDamagedPayload(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	w.a = w.host("a")
	r := w.router("r")
	w.b = w.host("b")
	w.join(w.a, r, link.Config{Corrupt: link.Whole})
	w.join(r, w.b, link.Config{})
	w.net.ComputeRoutes()
	found := &dropsByHost{}
	w.net.Observe(found)
	const sent, size = 500, 72 // 20 of 100 bytes are the IP header
	w.on(w.a, func(*sim.Proc) {
		s := w.a.UDPSocket()
		for range sent {
			require.NoError(t, s.SendTo(make([]byte, size), Addr{w.b.Addrs()[0], 9}))
		}
		require.NoError(t, s.Close())
	})
	require.Equal(t, sent, found.at["r"]+found.at["b"])
	require.InDelta(t, sent/5, found.at["r"], sent/20)
	require.Equal(t, found.at["b"], found.why["b"]["bad checksum"]+found.why["b"]["datagram cut short"])
}

// dropsByHost counts what hosts drop.
type dropsByHost struct {
	at  map[string]int
	why map[string]map[string]int
}

func (d *dropsByHost) HostDrop(_ vtime.Stamp, h *Host, _ *link.Frame, why string) {
	if d.at == nil {
		d.at, d.why = map[string]int{}, map[string]map[string]int{}
	}
	d.at[h.Name()]++
	if d.why[h.Name()] == nil {
		d.why[h.Name()] = map[string]int{}
	}
	d.why[h.Name()][why]++
}

func (*dropsByHost) StateChange(vtime.Stamp, *End, string, string) {}
