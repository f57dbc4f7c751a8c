package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// compass is a tap that checks of each frame that it leaves a host by where the host's
// routes lead at that time, and will leave the next ones so, and that its bytes, if it has
// become some, count hops too. It counts those that know.
type compass struct {
	t       *testing.T
	from    map[*link.Wire]*Host
	knowing int
	damaged int
}

func (c *compass) Sent(_ vtime.Stamp, w *link.Wire, f *link.Frame) {
	p := f.Body.(*packet)
	require.Same(c.t, c.from[w].hop(p.hdr.Dst), w)
	if p.raw != nil {
		c.damaged++
		require.Equal(c.t, p.hdr.TTL, p.raw[8])
	}
	for _, out := range p.ahead {
		if out != nil {
			c.knowing++
			require.Same(c.t, c.from[out].hop(p.hdr.Dst), out)
			require.Same(c.t, c.from[out], w.Port().(*netif).host)
			w = out
		}
	}
}

func (c *compass) Dropped(vtime.Stamp, *link.Wire, *link.Frame, link.Drop) {}
func (c *compass) Delivered(vtime.Stamp, *link.Wire, *link.Frame)          {}

// Segments go by the routes that there are, also those that were under way when others
// came into force.
func TestRoutesChangeOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		known  bool
		change func(*Config)
	}{
		{"plain", true, func(*Config) {}},
		{"routers that change SYNs", false, func(c *Config) { c.IP.MSSClamp = true }},
		{"hardly enough hops", true, func(c *Config) { c.TTL = 4 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newPlain(t, "linux", 1, c.change)
			a, b := w.host("a"), w.host("b")
			near, by, past, far := w.router("near"), w.router("by"), w.router("past"), w.router("far")
			wire := link.Config{
				Delay: 5 * ms, MTU: 1500, Rate: 10_000_000, Queue: link.Queue{Packets: 30},
				Duplicate: link.Whole / 50, Corrupt: link.Whole / 50,
			}
			w.join(a, near, wire)
			w.join(near, by, wire)
			otherThere, otherBack := w.join(near, past, wire)
			w.join(by, far, wire)
			w.join(past, far, wire)
			w.join(far, b, wire)
			w.net.ComputeRoutes()
			tap := &compass{t: t, from: map[*link.Wire]*Host{}}
			for _, l := range w.net.Links() {
				tap.from[l.AB], tap.from[l.BA] = l.A, l.B
			}
			w.net.SetTap(tap)
			for _, h := range []*Host{b, far} {
				sinks(t, h)
			}
			w.kernel.Go("changes", func(p *sim.Proc) {
				p.Sleep(sec, cause.Host)
				require.Zero(t, otherThere.Stats().Sent+otherBack.Stats().Sent)
				require.True(t, near.AddRoute(prefix("10.0.5.0/24"), addr("10.0.2.2")))
				p.Sleep(sec, cause.Host)
				require.True(t, far.AddRoute(prefix("10.0.0.0/24"), addr("10.0.4.1")))
			})
			for _, to := range []string{"10.0.5.2", "10.0.5.2", "10.0.3.2"} {
				a.Go("source", func(*sim.Proc) {
					s, err := a.Dial(addr(to), 80)
					require.NoError(t, err)
					_, err = s.WriteZeros(2_000_000)
					require.NoError(t, err)
					require.NoError(t, s.Close())
				})
			}
			w.run()
			for _, c := range w.net.Connections() {
				require.False(t, c.Server.IsOpen)
			}
			require.Positive(t, otherThere.Stats().SentData)
			require.Positive(t, otherBack.Stats().Sent)
			require.Equal(t, c.known, tap.knowing > 0)
			require.Positive(t, tap.damaged)
		})
	}
}

// sinks takes connections and throws away what comes.
func sinks(t *testing.T, h *Host) {
	h.GoDaemon("sinks", func(*sim.Proc) {
		l, err := h.ListenOn(80, 5)
		require.NoError(t, err)
		for {
			s, err := l.Socket.Accept()
			if err != nil {
				return
			}
			h.Go("sink", func(*sim.Proc) {
				for err == nil {
					_, err = s.Discard(1 << 20)
				}
				require.NoError(t, s.Close())
			})
		}
	})
}
