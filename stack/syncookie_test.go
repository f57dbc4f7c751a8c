package stack

import (
	"math"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// A listener that remembers nothing until the handshake is done accepts the same
// connections, with what a cookie can tell of their SYN.
func TestSYNCookies(t *testing.T) {
	for _, c := range []struct {
		name       string
		timestamps bool
		mss        int64
		want       tcp.InfoFlags
		wantMSS    int64
	}{
		{"with timestamps", true, 1500, tcp.InfoTimestamps | tcp.InfoSACK | tcp.InfoScale, 1448},
		{"without", false, 1500, 0, 1460},
		{"a small segment", false, 1400, 0, 1300},
		{"the smallest", false, 400, 0, 360},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: int(c.mss)}, func(cfg *Config) {
				cfg.SYNCookies, cfg.TCP.Timestamps = CookiesAlways, c.timestamps
			})
			servers := hold(w.b, 80, 5)
			w.on(w.a, func(p *sim.Proc) {
				s := first(w.a.Dial(server, 80))
				require.Equal(t, 20*ms, p.Now().Now)
				p.Sleep(20*ms, cause.Host)
				srv := (*servers)[0]
				require.Equal(t, c.want, srv.Info().Options)
				require.Equal(t, c.wantMSS, srv.Info().MSS)
				if !c.timestamps {
					require.Zero(t, srv.Info().SRTT, "nobody remembers when the SYN-ACK left")
				}
				require.Equal(t, 10_000, first(s.WriteZeros(10_000)))
				require.Equal(t, 10_000, first(srv.WriteZeros(10_000)))
				p.Sleep(vtime.Second, cause.Host)
				require.EqualValues(t, 10_000, srv.Info().Unread)
				require.EqualValues(t, 10_000, s.Info().Unread)
				require.NoError(t, s.Close())
				require.NoError(t, srv.Close())
			})
		})
	}
}

// An acknowledgement that is no cookie is refused as ever, and so is one that is
// too old.
func TestNoCookie(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(c *Config) { c.SYNCookies = CookiesAlways })
	l := first(w.b.ListenOn(80, 5))
	pair := tuple{addrPair{server, addr("10.0.0.1")}, 80, 5000}
	iss := w.b.cookieSequence(10*vtime.Second, 0, &pair, 99, 3)
	for _, c := range []struct {
		at   vtime.Time
		ack  tcp.Seq
		good bool
	}{{20 * vtime.Second, iss + 1, true}, {100 * vtime.Second, iss + 1, true}, {20 * vtime.Second, iss + 2, false},
		{200 * vtime.Second, iss + 1, false}} {
		g := tcp.Segment{Flags: tcp.ACK, Seq: 100, Ack: c.ack}
		require.Equal(t, c.good, l.listener.bringsCookie(c.at, &g, &pair), "%v", c)
	}
}

// More handshakes at once than a listener remembers: the rest are answered with
// cookies, and nobody has to try again.
func TestCookiesIfFull(t *testing.T) {
	for _, c := range []struct {
		cookies SYNCookies
		backlog int64
		slow    int
	}{{CookiesIfFull, 100, 0}, {CookiesIfFull, 2, 0}, {CookiesNever, 100, 3}, {CookiesNever, 2, 6}} {
		w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(cfg *Config) {
			cfg.SYNCookies, cfg.SYNBacklog = c.cookies, c.backlog
		})
		hold(w.b, 80, 4)
		slow := 0
		for range 8 {
			w.a.Go("client", func(p *sim.Proc) {
				require.NoError(t, second(w.a.Dial(server, 80)))
				if p.Now().Now > 20*ms {
					slow++
				}
			})
		}
		w.run()
		require.Equal(t, c.slow, slow)
	}
}

// A SYN that comes again is answered again, from the same end.
func TestCookieTwice(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 1500 * ms, MTU: 1500}, func(cfg *Config) { cfg.SYNCookies = CookiesAlways })
	servers := hold(w.b, 80, 4)
	w.on(w.a, func(p *sim.Proc) {
		c := first(w.a.Dial(server, 80))
		p.Sleep(2*vtime.Second, cause.Host)
		require.Equal(t, 10, first(c.WriteZeros(10)))
		require.Equal(t, 10, first((*servers)[0].WriteZeros(10)))
		p.Sleep(2*vtime.Second, cause.Host)
	})
	require.Len(t, w.net.Connections(), 1)
	end := w.net.Connections()[0].Server
	require.Positive(t, end.Counts().Resent)
	require.Len(t, end.Half.ResendsOf(0, math.MaxUint64), int(end.Counts().Resent))
}

// Of the ends that the segments of one client opened, that counts which was established
// last: a late SYN that nobody completes changes nothing (random world 1568).
func TestEndInPlace(t *testing.T) {
	opened := func(at vtime.EventID) *End {
		e := &End{Opened: vtime.Stamp{Event: at}}
		e.Connection = &Connection{Server: e}
		return e
	}
	first, late, second := opened(1), opened(3), opened(7)
	second.IsEstablished, second.Established = true, vtime.Stamp{Event: 8}
	first.Connection.again, late.Connection.again = late.Connection, second.Connection
	for event, want := range map[vtime.EventID]*End{2: first, 5: first, 7: first, 8: second, 9: second} {
		require.Same(t, want, first.At(event), event)
	}
}
