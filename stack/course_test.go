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
// routes lead at that time, and will leave the next ones so. It counts those that know.
type compass struct {
	t       *testing.T
	from    map[*link.Wire]*Host
	knowing int
}

func (c *compass) Sent(_ vtime.Stamp, w *link.Wire, f *link.Frame) {
	p := f.Body.(*packet)
	require.Same(c.t, c.from[w].hop(p.hdr.Dst), w)
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
				Delay: 5 * ms, MTU: 1500, Rate: 10_000_000, Queue: link.Queue{Packets: 30}, Duplicate: link.Whole / 50,
			}
			w.join(a, near, wire)
			there, _ := w.join(near, by, wire)
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
			b.GoDaemon("sink", func(*sim.Proc) {
				l, err := b.ListenOn(80, 5)
				require.NoError(t, err)
				s, err := l.Socket.Accept()
				require.NoError(t, err)
				for err == nil {
					_, err = s.Discard(1 << 20)
				}
				require.NoError(t, s.Close())
			})
			w.kernel.Go("changes", func(p *sim.Proc) {
				p.Sleep(sec, cause.Host)
				require.Zero(t, otherThere.Stats().Sent+otherBack.Stats().Sent)
				require.True(t, near.AddRoute(prefix("10.0.5.0/24"), addr("10.0.2.2")))
				sent := there.Stats().Sent
				p.Sleep(sec, cause.Host)
				require.Equal(t, sent, there.Stats().Sent)
				require.True(t, far.AddRoute(prefix("10.0.0.0/24"), addr("10.0.4.1")))
			})
			w.on(a, func(*sim.Proc) {
				s, err := a.Dial(addr("10.0.5.2"), 80)
				require.NoError(t, err)
				_, err = s.WriteZeros(5_000_000)
				require.NoError(t, err)
				require.NoError(t, s.Close())
			})
			require.Positive(t, otherThere.Stats().SentData)
			require.Positive(t, otherBack.Stats().Sent)
			require.Equal(t, c.known, tap.knowing > 0)
		})
	}
}
