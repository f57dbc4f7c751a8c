package stack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
)

// Whether figures of connections were packed in between cannot be seen: not while an
// end waits in TIME-WAIT, not when it is over, and not when a port is used again.
func TestPackedConnectionsAreAsBefore(t *testing.T) {
	const conns = 300
	type summary struct {
		ID                      int
		Client, Server          End
		clientLocal, serverFrom Addr
	}
	run := func(forgets bool) (out []summary) {
		w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
		w.b.cfg.TCP.ReuseTimeWait = true
		w.a.cfg.PortLow, w.a.cfg.PortHigh = 40_000, 40_000+conns/3
		l := first(w.b.ListenOn(80, 16))
		w.b.GoDaemon("server", func(p *sim.Proc) {
			for i := 0; ; i++ {
				c, err := l.Socket.Accept()
				if err != nil {
					return
				}
				if i%3 == 0 { // the other end waits in TIME-WAIT
					w.b.GoDaemon("late", func(p *sim.Proc) {
						p.Sleep(sec/20, 0)
						_ = c.Close()
					})
					continue
				}
				_ = c.Close()
			}
		})
		w.on(w.a, func(p *sim.Proc) {
			packed := 0
			for i := range conns {
				c, err := w.a.Dial(server, 80)
				if err != nil {
					continue
				}
				if i%3 > 0 {
					_, _ = c.Discard(1) // until the other end closes
				}
				_ = c.Close()
				p.Sleep(sec/4, 0)
				if i%10 > 0 || !forgets {
					continue
				}
				w.net.Forget(p.Now().Now)
				for _, c := range w.net.roll.chunks {
					if c.packed != nil {
						packed++
					}
				}
			}
			require.Equal(t, forgets, packed > 0)
		})
		for _, c := range w.net.Connections() {
			s := summary{c.ID, *c.Client, *c.Server, c.Client.Local(), c.Server.Remote()}
			require.Same(t, c.Server, c.Client.Peer)
			require.Same(t, c, c.Server.Connection)
			for _, e := range []*End{&s.Client, &s.Server} {
				e.Host, e.Connection, e.Peer, e.Half, e.Receipt = nil, nil, nil, nil, nil
				e.flow, e.flying = 0, 0
			}
			out = append(out, s)
		}
		return out
	}
	whole := run(false)
	require.Greater(t, len(whole), conns/2)
	require.Equal(t, whole, run(true))
}
