package stack

import (
	"math"
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

// narrowWay is a, two routers, b: the link between the routers is narrower than the
// others.
func narrowWay(t *testing.T, is6 bool, mtu int, change ...func(*Config)) (w *world, to ip.Addr) {
	w = newPlain(t, "rfc", 1, change...)
	w.a, w.b = w.host("a"), w.host("b")
	r, s := w.router("r"), w.router("s")
	for _, l := range []struct {
		a, b *Host
		link.Config
	}{
		{w.a, r, link.Config{Delay: 10 * ms, MTU: 1500}}, {r, s, link.Config{Delay: 20 * ms, MTU: mtu}},
		{s, w.b, link.Config{Delay: 30 * ms, MTU: 1500}},
	} {
		if is6 {
			w.join6(l.a, l.b, l.Config)
		} else {
			w.join(l.a, l.b, l.Config)
		}
	}
	w.net.ComputeRoutes()
	return w, w.b.Addrs()[0]
}

// upload sends n bytes from a to b and returns when b has them, and what a's end
// looks like then.
func (w *world) upload(to ip.Addr, n int) (done vtime.Time, end *End, mss int64) {
	w.b.GoDaemon("sink", func(p *sim.Proc) {
		l, err := w.b.ListenOn(80, 5)
		require.NoError(w.t, err)
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			for got := 0; got < n; {
				k, err := c.Discard(int64(n - got))
				require.NoError(w.t, err)
				got += k
			}
			done = p.Now().Now
			c.Close()
		}
	})
	w.on(w.a, func(*sim.Proc) {
		c, err := w.a.Dial(to, 80)
		require.NoError(w.t, err)
		end = c.Socket.Record()
		_, err = c.Socket.WriteZeros(n)
		require.NoError(w.t, err)
		_, err = c.Socket.Discard(1)
		require.Error(w.t, err, "the end of the stream")
		mss = c.Info().MSS
		c.Close()
	})
	return done, end, mss
}

// Finding out that a link is narrower costs the first segments' way to its router
// and back, and nothing else: they go again at once.
func TestPathMTUDiscovery(t *testing.T) {
	for _, is6 := range []bool{false, true} {
		took := map[int]vtime.Time{}
		for _, mtu := range []int{1500, 1300} {
			w, to := narrowWay(t, is6, mtu)
			done, end, mss := w.upload(to, 2000)
			took[mtu] = done
			overhead := int64(ip.HeaderLen(to) + 20 + 12) // with timestamps
			require.Equal(t, int64(mtu)-overhead, mss)
			if mtu == 1500 {
				require.Zero(t, end.Counts().Resent)
				continue
			}
			require.Positive(t, end.Counts().Resent)
			for _, c := range end.Half.ResendsOf(1, math.MaxUint64) {
				require.Equal(t, cause.TooBig, c.Why)
			}
		}
		require.Equal(t, 2*10*ms, took[1300]-took[1500], "IPv6: %v", is6)
	}
}

// What was found out holds for later connections too, until it is forgotten.
func TestPathMTUCache(t *testing.T) {
	w, to := narrowWay(t, false, 1000)
	_, end, _ := w.upload(to, 5000)
	require.Positive(t, end.Counts().Resent)
	now := w.kernel.Now().Now
	require.Equal(t, 1000, w.a.pathMTU(now, to, 1500))
	require.Equal(t, 1500, w.a.pathMTU(now+10*60*vtime.Second, to, 1500))
	require.Equal(t, 1500, w.a.pathMTU(now, addr("10.9.9.9"), 1500))
}

// Connections that open later begin with what was found out, and learn nothing anew
// (RFC 1191 section 3). Those that are open when it is forgotten try larger segments.
func TestPathMTUOfLaterConnections(t *testing.T) {
	w, to := narrowWay(t, false, 1000)
	hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		var c Conn
		for _, resent := range []bool{true, false} {
			c = first(w.a.Dial(to, 80))
			require.Equal(t, 5000, first(c.Socket.WriteZeros(5000)))
			p.Sleep(vtime.Second, cause.Host)
			require.Equal(t, resent, c.Socket.Record().Counts().Resent > 0)
		}
		p.Sleep(11*vtime.Minute, cause.Host)
		require.Equal(t, 5000, first(c.Socket.WriteZeros(5000)))
		p.Sleep(vtime.Second, cause.Host)
		require.Positive(t, c.Socket.Record().Counts().Resent)
	})
}

// What an ICMP error may make a host believe.
func TestNarrow(t *testing.T) {
	for _, c := range []struct {
		name        string
		to          string
		length, mtu int
		want        int
		ok          bool
	}{
		{"a smaller MTU", "10.0.1.2", 1500, 1400, 1400, true},
		{"none: the next plateau", "10.0.1.2", 1500, 0, 1492, true},
		{"none: a lower plateau", "10.0.1.2", 576, 0, 508, true},
		{"not smaller than what was sent", "10.0.1.2", 1400, 1400, 0, false},
		{"far too small", "10.0.1.2", 1500, 10, 68, true},
		{"IPv6", "2001:db8::2", 1500, 1400, 1400, true},
		{"IPv6, the least", "2001:db8::2", 1500, 1280, 1280, true},
		{"IPv6, less than that", "2001:db8::2", 1500, 1279, 0, false},
	} {
		w := newPlain(t, "rfc", 1)
		h := w.host("h")
		mtu, ok := h.narrow(0, addr(c.to), c.length, c.mtu)
		require.Equal(t, c.ok, ok, c.name)
		require.Equal(t, c.want, mtu, c.name)
		if ok {
			_, again := h.narrow(0, addr(c.to), c.length, c.mtu)
			require.False(t, again, "%s: it is known", c.name)
		}
	}
	off := newPlain(t, "rfc", 1, func(c *Config) { c.IP.PMTUDiscovery = false }).host("h")
	_, ok := off.narrow(0, addr("10.0.1.2"), 1500, 1400)
	require.False(t, ok)
}

// Without discovery routers fragment segments of IPv4, and the peer puts them
// together: nothing is sent again.
func TestRouterFragmentsSegments(t *testing.T) {
	w, to := narrowWay(t, false, 576, func(c *Config) { c.IP.PMTUDiscovery = false })
	_, end, mss := w.upload(to, 20_000)
	require.EqualValues(t, 1500-40-12, mss)
	require.Zero(t, end.Counts().Resent)
}

// A router that clamps spares its hosts all that.
func TestClamp(t *testing.T) {
	for _, is6 := range []bool{false, true} {
		w, to := narrowWay(t, is6, 1300, func(c *Config) { c.IP.MSSClamp = true })
		_, end, mss := w.upload(to, 20_000)
		require.Equal(t, int64(1300-ip.HeaderLen(to)-20-12), mss)
		require.Zero(t, end.Counts().Resent)
	}
}

// Datagrams of every length over links of every width, by all four ways to send
// them: they arrive as they were, or the sender is told.
func TestDatagramsPropertyFragments(t *testing.T) {
	for seed := range simtest.Seeds(t, 40) {
		r := rand.New(rand.NewPCG(seed, 7))
		is6 := r.IntN(2) == 0
		mtu := 68 + r.IntN(1400)
		if is6 {
			mtu = 1280 + r.IntN(220)
		}
		w, to := narrowWay(t, is6, mtu)
		data := make([]byte, r.IntN(6000))
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		mode := int64(r.IntN(4))
		var got []byte
		arrived := false
		w.b.GoDaemon("sink", func(*sim.Proc) {
			u := w.b.UDPSocket()
			require.NoError(t, u.Bind(ip.Addr{}, 9))
			buf := make([]byte, 1<<16)
			for {
				n, _, err := u.RecvFrom(buf, vtime.Never, cause.TimerIdle)
				if err != nil {
					return
				}
				got, arrived = append([]byte{}, buf[:n]...), true
			}
		})
		w.on(w.a, func(p *sim.Proc) {
			u := w.a.UDPSocket()
			require.NoError(t, u.SetOption(MTUDiscover, mode))
			require.NoError(t, u.Connect(to, 9))
			for range 5 {
				err := u.SendTo(data, Addr{})
				fits := len(data)+8+ip.HeaderLen(to) <= mtu
				if mode >= DiscoverDo && !fits {
					if err == nil {
						_, _, err = u.RecvFrom(nil, p.Now().Now+sec, cause.TimerIdle)
					}
					require.Equal(t, errno.EMSGSIZE, err, "seed %d: %d bytes, mtu %d, mode %d", seed, len(data), mtu, mode)
					return
				}
				p.Sleep(sec, cause.Host)
				if arrived {
					return
				}
				_, _, err = u.RecvFrom(nil, p.Now().Now+1, cause.TimerIdle) // that it was too big
				require.Error(t, err)
			}
		})
		if mode < DiscoverDo {
			require.True(t, arrived, "seed %d: %d bytes, mtu %d, mode %d, IPv6 %v", seed, len(data), mtu, mode, is6)
		}
		if arrived {
			require.Equal(t, data, got, "seed %d", seed)
		}
	}
}

// A fragment that is lost makes the datagram wait, and then its sender is told.
func TestReassemblyTimeout(t *testing.T) {
	w := newPlain(t, "rfc", 1)
	w.a, w.b = w.host("a"), w.host("b")
	w.join(w.a, w.b, link.Config{Delay: ms, MTU: 1000, LosePackets: []int{2}})
	w.net.ComputeRoutes()
	u := udp(t, w.b, ip.Addr{}, 9)
	took := w.on(w.a, func(*sim.Proc) {
		s := w.a.UDPSocket()
		require.NoError(t, s.Connect(w.b.Addrs()[0], 9))
		require.NoError(t, s.SendTo(make([]byte, 1500), Addr{}))
		_, _, err := s.RecvFrom(nil, vtime.Never, cause.TimerIdle)
		require.Equal(t, errno.EHOSTUNREACH, err)
		require.NoError(t, s.Close())
	})
	require.Equal(t, 60*vtime.Second+2*ms, took)
	require.Zero(t, w.b.fragments.bytes)
	require.NoError(t, u.Close())
}

// Fragments that wait take no more than the limit: the oldest datagram goes.
func TestReassemblyLimit(t *testing.T) {
	w := newPlain(t, "rfc", 1, func(c *Config) { c.IP.ReassemblyLimit = 3000 })
	w.a, w.b = w.host("a"), w.host("b")
	w.join(w.a, w.b, link.Config{Delay: ms, MTU: 1000, LosePackets: []int{2, 4, 6, 8}})
	w.net.ComputeRoutes()
	d := &dropped{}
	w.net.Observe(d)
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.UDPSocket()
		for range 4 {
			require.NoError(t, s.SendTo(make([]byte, 1500), Addr{w.b.Addrs()[0], 9}))
		}
		p.Sleep(10*ms, cause.Host)
		require.LessOrEqual(t, w.b.fragments.bytes, int64(3000))
		require.Len(t, w.b.fragments.parts, 3)
	})
	require.Zero(t, w.b.fragments.bytes)
	require.Empty(t, w.b.fragments.parts)
}

// ICMP errors to one host leave at a limited rate, but for those of path MTU
// discovery.
func TestICMPRate(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: ms, MTU: 1500})
	errors := 0
	var tap keeper
	tap.see = func(p *packet) {
		if p.hdr.Protocol == ip.ICMP {
			errors++
		}
	}
	w.net.SetTap(tap)
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.UDPSocket()
		for range 20 {
			require.NoError(t, s.SendTo([]byte("x"), Addr{server, 9}))
		}
		p.Sleep(10*sec, cause.Host)
		require.Equal(t, 6, errors, "a burst")
		for range 20 {
			require.NoError(t, s.SendTo([]byte("x"), Addr{server, 9}))
			p.Sleep(500*ms, cause.Host)
		}
	})
	require.Equal(t, 6+6+9, errors, "and then one in a second")
}

func TestIPOptions(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: ms, MTU: 1500})
	echo(w.b, 80, 1, 1, 0)
	var seen []ip.Header
	var tap keeper
	tap.see = func(p *packet) {
		if p.hdr.Dst == server {
			seen = append(seen, p.hdr)
		}
	}
	w.net.SetTap(tap)
	w.on(w.a, func(*sim.Proc) {
		s := w.a.Socket()
		for o, want := range map[Option]int64{TTL: 64, TOS: 0, MTUDiscover: DiscoverWant} {
			got, err := s.Option(o)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		for _, bad := range []struct {
			o Option
			v int64
		}{{TTL, 0}, {TTL, 256}, {TOS, -1}, {TOS, 256}, {MTUDiscover, 4}, {MTUDiscover, -1}} {
			require.Equal(t, errno.EINVAL, s.SetOption(bad.o, bad.v))
		}
		require.NoError(t, s.SetOption(TTL, 7))
		require.NoError(t, s.SetOption(TOS, 0xfc|3))
		require.NoError(t, s.SetOption(MTUDiscover, DiscoverDont))
		require.NoError(t, s.Connect(server, 80))
		got, err := s.Option(TOS)
		require.NoError(t, err)
		require.EqualValues(t, 0xfc, got, "the bits of ECN are not the application's")
		require.NoError(t, s.Close())
	})
	require.NotEmpty(t, seen)
	for _, h := range seen {
		require.Equal(t, []any{uint8(7), uint8(0xfc), false}, []any{h.TTL, h.TOS &^ 3, h.DontFragment})
	}
}

// A way that is narrower than what is believed is used all the same: segments of
// the least size leave without DF, and a router cuts them.
func TestWayBelowTheLeastMTU(t *testing.T) {
	w, to := narrowWay(t, false, 300, func(c *Config) { c.IP.PMTUMin = 552 })
	done, _, mss := w.upload(to, 20_000)
	require.Positive(t, done, "all has arrived")
	require.LessOrEqual(t, mss, int64(552-40))
	require.Greater(t, mss, int64(300))
}
