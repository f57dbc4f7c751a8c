package stack

import (
	"io"
	"net"
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

// After all is closed, however it ended, and the last timer has run, nothing is
// left.
func TestNothingIsLeft(t *testing.T) {
	wire := link.Config{Delay: 10 * ms, Rate: 10_000_000, MTU: 1500, Loss: link.Whole / 20, Duplicate: link.Whole / 20,
		Corrupt: link.Whole / 20, Reorder: link.Whole / 10, ReorderBy: 15 * ms}
	for _, profile := range []string{"rfc", "classic", "linux"} {
		w := newWorld(t, profile, 7, wire, func(c *Config) { c.PortLow, c.PortHigh = 2000, 2999 })
		l := first(w.b.ListenOn(80, 3))
		w.b.GoDaemon("server", func(*sim.Proc) {
			for {
				c, err := l.Socket.Accept()
				if err != nil {
					return
				}
				w.b.Go("serve", func(*sim.Proc) {
					defer c.Close()
					if n, _ := c.Read(make([]byte, 10)); n > 0 {
						c.WriteZeros(20_000)
					}
				})
			}
		})
		for i := range 30 {
			w.a.Go("client", func(p *sim.Proc) {
				p.Sleep(vtime.Time(i)*20*ms, cause.Host)
				s := w.a.Socket()
				defer s.Close()
				if i%5 == 0 {
					s.SetOption(Linger, 0)
				}
				if s.Connect(server, 80+uint16(i%4/3)) != nil {
					return
				}
				s.Write([]byte("request"))
				if i%3 > 0 {
					io.CopyN(io.Discard, Conn{s}, int64(i)*1500)
				}
			})
			w.a.Go("asker", func(p *sim.Proc) {
				u := w.a.UDPSocket()
				defer u.Close()
				u.SendTo([]byte("question"), Addr{server, 53})
				u.RecvFrom(buf, p.Now().Now+vtime.Second, cause.TimerName)
			})
		}
		w.kernel.At(100*sec, cause.Host, func(vtime.Stamp) { require.NoError(t, l.Close()) })
		require.Equal(t, sim.Done, w.run().End, profile)
		w.clean()
		for _, c := range w.net.Connections() {
			for _, e := range []*End{c.Client, c.Server} {
				require.False(t, e != nil && e.IsOpen)
			}
		}
	}
}

// Failed calls leave nothing behind either.
func TestFailuresLeaveNothing(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	w.on(w.a, func(p *sim.Proc) {
		for _, to := range []Addr{{server, 81}, {server, 0}, {ip.Addr{}, 80}, {addr("192.0.2.1"), 80}, {addr("10.0.0.9"), 80}} {
			_, err := w.a.Dial(to.IP, to.Port)
			require.Error(t, err)
		}
		require.NoError(t, first(w.a.ListenOn(80, 1)).Close())
		l := first(w.a.ListenOn(80, 1))
		require.Equal(t, errno.EADDRINUSE, second(w.a.ListenOn(80, 1)))
		require.NoError(t, l.Close())
		s := w.a.Socket()
		s.WriteBy(15 * ms)
		require.Equal(t, errno.ETIMEDOUT, s.Connect(server, 81))
		require.NoError(t, s.Close())
	})
	w.clean()
}

// census counts what watchers see.
type census struct{ n int }

func (c *census) Sent(vtime.Stamp, *link.Wire, *link.Frame)               { c.n++ }
func (c *census) Dropped(vtime.Stamp, *link.Wire, *link.Frame, link.Drop) { c.n++ }
func (c *census) Delivered(vtime.Stamp, *link.Wire, *link.Frame)          { c.n++ }
func (c *census) HostDrop(vtime.Stamp, *Host, *link.Frame, string)        { c.n++ }
func (c *census) StateChange(vtime.Stamp, *End, string, string)           { c.n++ }

// When a run is cut short, processes close their sockets as they are unwound,
// and hosts stay as they were: nothing leaves, and nothing is recorded.
func TestShutdownInTheMiddle(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, Rate: 1_000_000, MTU: 1500})
	seen := &census{}
	w.net.Observe(seen)
	w.net.SetTap(seen)
	closed := 0
	done := func(c io.Closer) {
		require.NoError(t, c.Close())
		require.Error(t, c.Close())
		closed++
	}
	w.b.GoDaemon("server", func(*sim.Proc) {
		l := first(w.b.ListenOn(80, 5))
		defer done(l)
		for {
			c := first(l.Socket.Accept())
			w.b.GoDaemon("serve", func(*sim.Proc) {
				defer done(c)
				defer c.Shutdown(ShutBoth)
				defer c.Write(buf)
				c.WriteZeros(1 << 30)
			})
		}
	})
	w.a.Go("client", func(p *sim.Proc) {
		c := first(w.a.Dial(server, 80))
		defer done(c)
		require.NoError(t, c.SetOption(Linger, int64(vtime.Minute)))
		io.Copy(io.Discard, c)
	})
	w.a.Go("asker", func(p *sim.Proc) {
		u := w.a.UDPSocket()
		defer done(u)
		defer u.SendTo(buf, Addr{server, 53})
		require.NoError(t, u.Connect(server, 53))
		u.RecvFrom(buf, vtime.Never, cause.TimerName)
	})
	out := w.kernel.Run(sim.Bounds{Until: 3 * sec})
	require.Equal(t, sim.TimeBound, out.End)
	require.Len(t, out.Waiting, 2)
	conns, events := connections(w.a)+connections(w.b), seen.n
	require.Equal(t, 2, conns)
	w.kernel.Shutdown()
	require.Equal(t, 4, closed)
	require.Equal(t, events, seen.n, "watchers see nothing more")
	require.Equal(t, 1, connections(w.a))
	require.Equal(t, 1, connections(w.b))
	w.balance()
	require.True(t, w.net.Connections()[0].Client.IsOpen)
}

// Packets have one owner, and the pool finds out about a second one.
func TestPacketReleasedTwice(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{})
	p := w.net.get()
	p.Release()
	require.PanicsWithValue(t, "stack: a packet is released twice", p.Release)
	require.Same(t, p, w.net.get())
	p.Release()
}

// A transfer over a wire that damages a tenth of all packets, in both
// directions: checksums catch every one of them.
func TestCorruptionIsCaught(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		w := newWorld(t, "linux", seed, link.Config{Delay: 10 * ms, MTU: 1500, Corrupt: link.Whole / 10})
		d := &dropped{}
		w.net.Observe(d)
		data := pattern(200_000, 3)
		serveOne(w.b, 80, func(p *sim.Proc, c net.Conn) {
			got, err := io.ReadAll(c)
			require.NoError(t, err)
			require.Equal(t, data, got)
			require.NoError(t, second(c.Write(got)))
		})
		w.on(w.a, func(p *sim.Proc) {
			c := first(w.a.Dial(server, 80))
			require.NoError(t, second(c.Write(data)))
			require.NoError(t, c.Shutdown(ShutWrite))
			got, err := io.ReadAll(c)
			require.NoError(t, err)
			require.Equal(t, data, got)
			require.NoError(t, c.Close())
		})
		damaged := w.ab.Stats().Damaged + w.ba.Stats().Damaged
		require.Greater(t, damaged, uint64(30))
		require.EqualValues(t, damaged, len(d.why))
		for _, why := range d.why {
			require.Contains(t, []string{
				ip.ErrShort.Error(), ip.ErrVersion.Error(), ip.ErrLength.Error(), ip.ErrChecksum.Error(),
				tcp.ErrShort.Error(), tcp.ErrOffset.Error(), tcp.ErrChecksum.Error(), tcp.ErrOptions.Error(),
			}, why[3:])
		}
	}
}

// Once buffers have grown to what they need, segments come and go without an
// allocation.
func TestSteadyStateDoesNotAllocate(t *testing.T) {
	k, a, b := benchWorld(false)
	b.GoDaemon("sink", func(*sim.Proc) {
		c := first(first(b.ListenOn(80, 5)).Socket.Accept())
		for {
			if _, err := c.Discard(1 << 30); err != nil {
				return
			}
		}
	})
	a.GoDaemon("source", func(*sim.Proc) {
		c := first(a.Dial(server, 80))
		for {
			first(c.WriteZeros(1460))
		}
	})
	events := uint64(200_000)
	k.Run(sim.Bounds{Events: events})
	require.Zero(t, testing.AllocsPerRun(10, func() {
		events += 5000
		k.Run(sim.Bounds{Events: events})
	}))
	k.Shutdown()
}
