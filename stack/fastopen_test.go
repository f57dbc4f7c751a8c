package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// fastWorld has a server on b that answers 100 bytes with as many, and takes
// connections by cookie.
func fastWorld(t *testing.T, change ...func(*Config)) *world {
	change = append(change, func(c *Config) { c.FastOpenServer = true })
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, change...)
	w.b.GoDaemon("server", func(p *sim.Proc) {
		l := first(w.b.ListenOn(80, 5))
		require.NoError(t, l.SetOption(FastOpen, 5))
		require.EqualValues(t, 5, first(l.Option(FastOpen)))
		for {
			c := first(l.Socket.Accept())
			for got := 0; got < 100; {
				n, err := c.Discard(1000)
				if err != nil {
					break
				}
				got += n
			}
			_, _ = c.WriteZeros(100)
			_ = c.Close()
		}
	})
	return w
}

// fetch sends 100 bytes and returns how long the answer took.
func fetch(p *sim.Proc, w *world, f SendFlags) vtime.Time {
	start := p.Now().Now
	s := w.a.Socket()
	if n := first(s.SendFast(f, server, 80, Payload{Len: 100})); n != 100 {
		panic(n)
	}
	for got := 0; got < 100; {
		got += first(s.Discard(1000))
	}
	_ = s.Close()
	return p.Now().Now - start
}

// The first connection fetches a cookie and takes two round trips; the second one
// takes a round trip less.
func TestFastOpenSavesARoundTrip(t *testing.T) {
	w := fastWorld(t)
	w.on(w.a, func(p *sim.Proc) {
		require.Equal(t, 40*ms, fetch(p, w, 0))
		require.Equal(t, 20*ms, fetch(p, w, 0))
		w.a.ForgetPeers()
		require.Equal(t, 40*ms, fetch(p, w, 0))
		// A server with another key grants another cookie.
		key, err := ParseFastOpenKey("00000001-00000002-00000003-00000004")
		require.NoError(t, err)
		w.b.SetFastOpenKey(key, nil)
		require.Equal(t, 40*ms, fetch(p, w, 0))
		require.Equal(t, 20*ms, fetch(p, w, 0))
	})
}

// TCP_FASTOPEN_CONNECT: the SYN waits for the first write once there is a cookie.
func TestFastOpenConnect(t *testing.T) {
	w := fastWorld(t)
	w.on(w.a, func(p *sim.Proc) {
		for _, want := range []vtime.Time{40 * ms, 20 * ms} {
			start := p.Now().Now
			s := w.a.Socket()
			require.NoError(t, s.SetOption(FastOpenConnect, 1))
			require.NoError(t, s.Connect(server, 80))
			require.Equal(t, want-20*ms, p.Now().Now-start, "connect")
			require.Equal(t, 100, first(s.WriteZeros(100)))
			for got := 0; got < 100; {
				got += first(s.Discard(1000))
			}
			require.Equal(t, want, p.Now().Now-start, "answer")
			require.NoError(t, s.Close())
		}
	})
}

func TestFastOpenWithoutWaiting(t *testing.T) {
	w := fastWorld(t)
	w.on(w.a, func(p *sim.Proc) {
		s := w.a.Socket()
		require.ErrorIs(t, second(s.SendFast(SendDontWait, server, 80, Payload{Len: 100})), errno.EINPROGRESS, "no cookie yet")
		require.ErrorIs(t, second(s.SendFast(SendDontWait, server, 80, Payload{Len: 100})), errno.EALREADY)
		p.Sleep(50*ms, cause.Host)
		require.Equal(t, 100, first(s.SendFast(SendDontWait, server, 80, Payload{Len: 100})), "it is connected by now")
		require.ErrorIs(t, second(s.SendFast(SendDontWait, server, 80, Payload{Len: 100})), errno.EISCONN)
		require.NoError(t, s.Close())
		s = w.a.Socket()
		n, err := s.SendFast(SendDontWait, server, 80, Payload{Len: 5000})
		require.NoError(t, err)
		require.Equal(t, 1460-40, n, "what fits into the SYN")
		require.NoError(t, s.Close())
		require.ErrorIs(t, second(s.SendFast(0, server, 80)), errno.EBADF)
	})
}

// Hosts that do not speak it, on either side, open as always.
func TestFastOpenSwitchedOff(t *testing.T) {
	w := fastWorld(t, func(c *Config) { c.FastOpenClient = false })
	w.on(w.a, func(p *sim.Proc) {
		require.ErrorIs(t, second(w.a.Socket().SendFast(0, server, 80, Payload{Len: 1})), errno.EOPNOTSUPP)
	})
	w = fastWorld(t, func(c *Config) { c.FastOpenServer = false })
	w.b.cfg.FastOpenServer = false
	w.on(w.a, func(p *sim.Proc) {
		for range 3 {
			require.Equal(t, 40*ms, fetch(p, w, 0))
		}
	})
}

// More connections at once than the queue allows are opened the old way (RFC 7413
// section 5.1).
func TestFastOpenQueue(t *testing.T) {
	w := fastWorld(t)
	var took []vtime.Time
	w.a.Go("first", func(p *sim.Proc) {
		fetch(p, w, 0)
		for range 7 {
			w.a.Go("one", func(p *sim.Proc) { took = append(took, fetch(p, w, 0)) })
		}
		p.Sleep(vtime.Second, cause.Host) // their handshakes are done
		took = append(took, fetch(p, w, 0))
	})
	w.run()
	require.Equal(t, []vtime.Time{20 * ms, 20 * ms, 20 * ms, 20 * ms, 20 * ms, 40 * ms, 40 * ms, 20 * ms}, took)
}

func TestBadFastOpenKeys(t *testing.T) {
	for _, s := range []string{"", "1-2-3-4", "00000000-00000000-00000000", "0000000g-00000000-00000000-00000000"} {
		_, err := ParseFastOpenKey(s)
		require.ErrorContains(t, err, "expected")
	}
}
