package stack

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// Sizes are exact, and there may be a million of these.
func TestConnectionsAreSmall(t *testing.T) {
	const header = 8 // of an object of the heap that has pointers
	require.LessOrEqual(t, reflect.TypeFor[endpoint]().Size()+header, uintptr(1024))
	require.LessOrEqual(t, reflect.TypeFor[End]().Size(), uintptr(192))
	require.LessOrEqual(t, reflect.TypeFor[Socket]().Size(), uintptr(112))
	require.LessOrEqual(t, reflect.TypeFor[[waitsPerChunk]timeWait]().Size()+header, uintptr(8192))
}

// states writes down the transitions of ends.
type states struct{ list []string }

func (s *states) HostDrop(vtime.Stamp, *Host, *link.Frame, string) {}
func (s *states) StateChange(at vtime.Stamp, e *End, from, to string) {
	if from == tcp.TimeWait.String() {
		s.list = append(s.list, e.Host.name+" "+e.Remote().String()+" "+to+" "+at.Now.Millis())
	}
}

// The acknowledgement of the peer's FIN gets lost: the FIN comes again, is
// answered, and the wait begins anew, although nothing but a remnant is left.
func TestRemnantAnswersAFIN(t *testing.T) {
	const wait = 30 * vtime.Second
	// The close at 30 ms, the peer's at 50 ms; its FIN again a second later, 5 ms on the way.
	const entered, again = 55 * ms, 1055 * ms
	for _, c := range []struct {
		name           string
		record         bool
		before, during bool // when somebody asks for the end's record; else only when all is over
	}{
		{"recorded", true, false, false}, {"asked before", false, true, false}, {"asked meanwhile", false, false, true},
		{"asked afterwards", false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newPlain(t, "rfc", 1, func(c *Config) { c.TCP.TimeWait, c.TCP.TLP = wait, false })
			w.net.record = c.record
			w.a, w.b = w.host("a"), w.host("b")
			wire := link.Config{Delay: 5 * ms, MTU: 1500}
			back := wire
			wire.LosePackets = []int{4}
			_, _, err := w.net.Connect(Side{w.a, addr("10.0.0.1"), wire}, Side{w.b, addr("10.0.0.2"), back},
				prefix("10.0.0.0/24"))
			require.NoError(t, err)
			w.net.ComputeRoutes()
			servers := hold(w.b, 80, 5)
			w.on(w.a, func(p *sim.Proc) {
				s := w.a.Socket()
				require.NoError(t, s.Connect(server, 80))
				if c.before {
					require.True(t, s.Record().IsOpen)
				}
				p.Sleep(20*ms, cause.Host)
				require.NoError(t, s.Close())
				p.Sleep(20*ms, cause.Host)
				require.NoError(t, (*servers)[0].Close())
				p.Sleep(entered-1-p.Now().Now, cause.Host)
				require.Equal(t, 1, w.a.conns.n)
				p.Sleep(2, cause.Host)
				require.Equal(t, 0, w.a.conns.n, "it shrank")
				require.Equal(t, 1, w.a.waits.rests.n)
				require.Equal(t, tcp.TimeWait, s.Info().State)
				if c.during {
					require.True(t, s.Record().IsOpen)
				}
				require.Equal(t, tcp.LastAck, (*servers)[0].Info().State)
				p.Sleep(again+6*ms-p.Now().Now, cause.Host)
				require.Equal(t, tcp.Closed, (*servers)[0].Info().State, "its second FIN was answered")
				p.Sleep(again+wait-1-p.Now().Now, cause.Host)
				require.Equal(t, tcp.TimeWait, s.Info().State, "the wait began anew")
				p.Sleep(2, cause.Host)
				require.Equal(t, tcp.Closed, s.Info().State)
				end := s.Record()
				require.False(t, end.IsOpen)
				if c.record || c.before || c.during {
					require.Equal(t, again+wait, end.Closed.Now)
				}
				if c.record || c.before {
					require.EqualValues(t, 5, end.Counts().Sent)
					require.EqualValues(t, 4, end.Counts().Received)
				}
			})
			require.Zero(t, connections(w.a)+connections(w.b))
		})
	}
}

// Waits end in the order in which they began, those of sockets that are held and
// those of which only remnants are left, and connections that began to wait in
// the same event in the order in which they were opened.
func TestWaitsEndInOrder(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) {
		c.PortOrder, c.PortLow, c.PortHigh, c.TCP.TimeWait = PortsSequential, 2000, 2005, vtime.Second
	})
	seen := &states{}
	w.net.Observe(seen)
	servers := hold(w.b, 80, 9)
	w.on(w.a, func(p *sim.Proc) {
		var all []*Socket
		for range 6 {
			s := w.a.Socket()
			require.NoError(t, s.Connect(server, 80))
			all = append(all, s)
		}
		p.Sleep(20*ms, cause.Host)
		for i, s := range *servers {
			require.NoError(t, s.Shutdown(ShutWrite)) // the servers wait
			if i == 3 {
				p.Sleep(ms, cause.Host)
			}
		}
		p.Sleep(20*ms, cause.Host)
		for _, i := range []int{5, 0, 1, 2, 3, 4} {
			require.NoError(t, all[i].Close())
		}
		p.Sleep(20*ms, cause.Host)
		require.Equal(t, 6, w.b.conns.n, "they are held")
		for _, i := range []int{4, 2, 0} {
			require.NoError(t, (*servers)[i].Close())
		}
		require.Equal(t, 3, w.b.conns.n)
		require.Equal(t, 3, w.b.waits.rests.n)
	})
	var want []string
	for _, port := range []string{"2005", "2000", "2001", "2002", "2003", "2004"} {
		want = append(want, "b 10.0.0.1:"+port+" CLOSED "+(60*ms+20*ms+1*ms+20*ms+5*ms+vtime.Second).Millis())
	}
	require.Equal(t, want, seen.list)
	require.Zero(t, connections(w.a)+connections(w.b))
}

// Whoever begins to watch sees the end of what had shrunk before.
func TestLateObserverSeesTheEndOfRemnants(t *testing.T) {
	w := newPlain(t, "rfc", 1, func(c *Config) { c.TCP.TimeWait = vtime.Second })
	w.net.record = false
	w.a, w.b = w.host("a"), w.host("b")
	w.ab, w.ba = w.join(w.a, w.b, link.Config{Delay: 5 * ms, MTU: 1500})
	w.net.ComputeRoutes()
	servers := hold(w.b, 80, 5)
	seen := &states{}
	w.on(w.a, func(p *sim.Proc) {
		require.NoError(t, visit(p, w.a, 80, servers, true))
		w.net.Observe(seen)
	})
	require.Equal(t, []string{"a 10.0.0.2:80 CLOSED 1055"}, seen.list)
	require.Zero(t, connections(w.a)+connections(w.b))
}

// Positions are used again: memory is that of the most that ever waited at once.
func TestPositionsAreUsedAgain(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 5 * ms, MTU: 1500}, func(c *Config) { c.TCP.TimeWait = 500 * ms })
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		for range 100 {
			require.NoError(t, visit(p, w.a, 80, servers, true))
		}
	})
	require.LessOrEqual(t, w.a.waits.used, int32(11))
	require.Zero(t, connections(w.a)+connections(w.b))
}

// A connection that takes the place of one in TIME-WAIT begins above all that the old
// one sent, which may be more than the clock has counted since (RFC 9293 section 3.6.1).
func TestNewConnectionIsAboveTheOldOne(t *testing.T) {
	const size = 3 << 20
	w := newWorld(t, "rfc", 1, link.Config{Delay: ms, MTU: 1500})
	var ends []*End
	w.b.GoDaemon("server", func(*sim.Proc) {
		l := first(w.b.ListenOn(80, 5))
		for {
			s, err := l.Socket.Accept()
			if err != nil {
				return
			}
			ends = append(ends, s.Record())
			_, _ = s.WriteZeros(size)
			_ = s.Close()
		}
	})
	w.on(w.a, func(p *sim.Proc) {
		for range 2 {
			s := w.a.Socket()
			require.NoError(t, s.SetOption(ReuseAddr, 1))
			require.NoError(t, s.Bind(ip.Addr{}, 777))
			require.NoError(t, s.Connect(server, 80))
			for err := error(nil); err == nil; {
				_, err = s.Discard(size)
			}
			require.NoError(t, s.Close())
			p.Sleep(10*ms, cause.Host)
		}
	})
	require.Len(t, ends, 2)
	require.Greater(t, ends[1].ISS-ends[0].ISS, uint32(size), "modulo 2^32")
}
