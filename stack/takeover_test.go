package stack

import (
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// With a single port, a client that has closed first connects again only if it may
// take the place of what is in TIME-WAIT: a second later, and with timestamps.
func TestTimeWaitIsTakenOver(t *testing.T) {
	for _, c := range []struct {
		name       string
		mode       TakeOver
		to         ip.Addr
		timestamps bool
		pause      vtime.Time
		want       error
	}{
		{"always", TakeOverAlways, server, true, 2 * vtime.Second, nil},
		{"always, too soon", TakeOverAlways, server, true, 100 * ms, errno.EADDRNOTAVAIL},
		{"always, without timestamps", TakeOverAlways, server, false, 2 * vtime.Second, errno.EADDRNOTAVAIL},
		{"never", TakeOverNever, server, true, 2 * vtime.Second, errno.EADDRNOTAVAIL},
		{"loopback, but far", TakeOverLoopback, server, true, 2 * vtime.Second, errno.EADDRNOTAVAIL},
		{"loopback", TakeOverLoopback, addr("127.0.0.1"), true, 2 * vtime.Second, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(cfg *Config) {
				cfg.TakeOver, cfg.TCP.Timestamps = c.mode, c.timestamps
				cfg.PortLow, cfg.PortHigh = 5000, 5000
			})
			at := w.b
			if c.to.IsLoopback() {
				at = w.a
			}
			l := first(at.ListenOn(80, 5))
			w.on(w.a, func(p *sim.Proc) {
				s := first(w.a.Dial(c.to, 80))
				p.Sleep(50*ms, cause.Host)
				srv := first(l.Socket.Accept())
				require.NoError(t, s.Close())
				p.Sleep(50*ms, cause.Host)
				require.NoError(t, srv.Close())
				p.Sleep(c.pause, cause.Host)
				again, err := w.a.Dial(c.to, 80)
				require.Equal(t, c.want, err)
				if err == nil {
					require.Equal(t, 10, first(again.WriteZeros(10)))
					p.Sleep(50*ms, cause.Host)
					require.EqualValues(t, 10, first(l.Socket.Accept()).Info().Unread)
				}
			})
		})
	}
}
