package stack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// The clock that initial sequence numbers rise with ticks every four microseconds,
// and each four-tuple has its own place in the space, which hangs on a secret (RFC
// 9293 section 3.4.1).
func TestInitialSequenceNumbers(t *testing.T) {
	iss := func(seed uint64, now vtime.Time, local, remote uint16) tcp.Seq {
		w := newWorld(t, "rfc", seed, link.Config{})
		return w.a.initialSequence(now, &tuple{addrPair{addr("10.0.0.1"), server}, local, remote})
	}
	base := iss(1, 0, 4000, 80)
	require.Equal(t, base, iss(1, 0, 4000, 80))
	require.Equal(t, base, iss(1, 3999, 4000, 80))
	require.Equal(t, base+1, iss(1, 4*vtime.Microsecond, 4000, 80))
	require.Equal(t, base+250_000, iss(1, vtime.Second, 4000, 80))
	for _, other := range []tcp.Seq{iss(1, 0, 4001, 80), iss(1, 0, 4000, 81), iss(2, 0, 4000, 80)} {
		require.NotEqual(t, base, other)
	}
}

// A port can be listened on while a connection from it is in SYN-SENT, and the one
// does not disturb the other (RFC 9293 section 3.9.1.1).
func TestListenWhileConnecting(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		out, l := w.a.Socket(), w.a.Socket()
		for _, s := range []*Socket{out, l} {
			require.NoError(t, s.SetOption(ReuseAddr, 1))
			require.NoError(t, s.Bind(ip.Addr{}, 99))
		}
		require.NoError(t, out.SetOption(NonBlocking, 1))
		require.Equal(t, errno.EINPROGRESS, out.Connect(server, 80))
		require.Equal(t, tcp.SynSent, out.Info().State)
		require.NoError(t, l.Listen(5))
		w.b.Go("client", func(*sim.Proc) {
			require.NoError(t, w.b.Socket().Connect(addr("10.0.0.1"), 99))
		})
		in, err := l.Accept()
		require.NoError(t, err)
		p.Sleep(50*ms, cause.Host)
		require.Equal(t, tcp.Established, in.Info().State)
		require.Equal(t, tcp.Established, out.Info().State)
	})
}

// Nobody connects to an address that belongs to many or to none, and a SYN to or
// from one is not even answered (RFC 9293 sections 3.9.1.1 and 3.9.2.3).
func TestAddressesOfNobody(t *testing.T) {
	for _, c := range []struct{ name, many, host string }{
		{"broadcast", "255.255.255.255", "10.0.0.2"},
		{"multicast", "224.0.0.1", "10.0.0.2"},
		{"this network", "0.1.2.3", "10.0.0.2"},
		{"loopback", "127.0.0.1", "10.0.0.2"},
		{"multicast of IPv6", "ff02::1", "2001:db8:0:1::2"},
		{"loopback of IPv6", "::1", "2001:db8:0:1::2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
			w.join6(w.a, w.b, link.Config{Delay: 10 * ms, MTU: 1500})
			require.True(t, w.a.AddRoute(prefix("0.0.0.0/0"), server))
			require.True(t, w.a.AddRoute(prefix("::/0"), addr("2001:db8:0:1::2")))
			l := first(w.b.ListenOn(80, 5))
			many, host := addr(c.many), addr(c.host)
			w.on(w.a, func(p *sim.Proc) {
				if !many.IsLoopback() {
					require.Equal(t, errno.ENETUNREACH, w.a.Socket().Connect(many, 80))
				}
				for _, pair := range []addrPair{{many, host}, {host, many}} {
					syn := w.net.get()
					syn.hdr = ip.Header{Src: pair.local, Dst: pair.remote, Protocol: ip.TCP, TTL: 64}
					syn.out.Segment = tcp.Segment{SrcPort: 5000, DstPort: 80, Flags: tcp.SYN}
					syn.frame.Len = 40
					syn.frame.Origin = p.Now().Event
					w.a.hop(host).Send(p.Now(), &syn.frame)
				}
				p.Sleep(100*ms, cause.Host)
			})
			require.Zero(t, l.Socket.listener.half.n)
			require.Empty(t, w.net.Connections())
			for _, wire := range w.net.Wires() {
				require.LessOrEqual(t, wire.Stats().Sent, uint64(2), "nothing answers on %s", wire.Name())
				require.Equal(t, wire == w.a.hop(host), wire.Stats().Sent > 0, wire.Name())
			}
		})
	}
}

// What ICMP errors mean to a connection. None of the soft ones ends an attempt to
// connect, and source quench says nothing (RFC 9293 section 3.9.2.2).
func TestMeaningOfICMP(t *testing.T) {
	for _, c := range []struct {
		name      string
		typ, code uint8
		want      errno.Errno // 0: ignored
		hard      bool
	}{
		{"net unreachable", 3, 0, errno.ENETUNREACH, false},
		{"host unreachable", 3, 1, errno.EHOSTUNREACH, false},
		{"protocol unreachable", 3, 2, errno.ECONNREFUSED, true},
		{"port unreachable", 3, 3, errno.ECONNREFUSED, true},
		{"source route failed", 3, 5, errno.EHOSTUNREACH, false},
		{"source quench", 4, 0, 0, false},
		{"redirect", 5, 0, 0, false},
		{"time exceeded on the way", 11, 0, errno.EHOSTUNREACH, false},
		{"time exceeded in reassembly", 11, 1, errno.EHOSTUNREACH, false},
		{"parameter problem", 12, 0, errno.EPROTO, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, known := unreachable(c.typ, c.code)
			require.Equal(t, c.want != 0, known)
			require.Equal(t, c.want, e)
			cfg := tcp.ProfileConfig("rfc")
			conn := tcp.New(&cfg, 1, 1460, tcp.Records{})
			conn.Open(vtime.Stamp{})
			if known {
				conn.Unreachable(vtime.Stamp{}, e, true)
			}
			require.Equal(t, c.hard, conn.State() == tcp.Closed)
		})
	}
}

// The Differentiated Services field can change during a connection (RFC 9293 section
// 3.9.1.9).
func TestDiffservFieldChanges(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: ms, MTU: 1500})
	hold(w.b, 80, 5)
	var seen []uint8
	w.ab.SetTap(keeper{func(p *packet) {
		if p.out.Segment.Payload.Len > 0 {
			seen = append(seen, p.hdr.TOS>>2)
		}
	}})
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.Socket()
		require.NoError(t, s.Connect(server, 80))
		for _, dscp := range []int64{0, 46, 10} {
			require.NoError(t, s.SetOption(TOS, dscp<<2))
			require.Equal(t, 100, first(s.WriteZeros(100)))
			p.Sleep(sec, cause.Host)
		}
	})
	require.Equal(t, []uint8{0, 46, 10}, seen)
}
