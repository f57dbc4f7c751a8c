package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

// bulk sends from a to b over a wire for a while and shows the sender's state
// each millisecond.
func bulk(t *testing.T, wire link.Config, long vtime.Time, see func(tcp.Info), change ...func(*Config)) *world {
	wire.MTU = 1500
	w := newWorld(t, "linux", 1, wire, change...)
	l, err := w.b.ListenOn(80, 5)
	require.NoError(t, err)
	w.b.GoDaemon("read", func(*sim.Proc) {
		s, err := l.Socket.Accept()
		require.NoError(t, err)
		for {
			if n, err := s.Discard(1 << 20); n == 0 || err != nil {
				return
			}
		}
	})
	var c *Socket
	w.a.GoDaemon("write", func(*sim.Proc) {
		c = w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		_, _ = c.WriteZeros(1 << 30)
	})
	w.a.Go("watch", func(p *sim.Proc) {
		for p.Now().Now < long {
			p.Sleep(ms, cause.Host)
			if c != nil && c.ep != nil {
				see(c.Info())
			}
		}
	})
	w.kernel.Run(sim.Bounds{Until: long, Events: 50e6})
	w.kernel.Shutdown()
	return w
}

// Where Linux leaves slow start was measured: by delay at 28 segments, by the train
// of acknowledgements at 63 and 124. While the receive window opens every segment
// is acknowledged on its own, else there would be no train.
func TestHyStartLeavesSlowStartWhereLinuxDoes(t *testing.T) {
	for _, c := range []struct {
		rate  uint64
		delay vtime.Time
		want  int64
	}{
		{256_000, 25 * ms, 28}, {1_500_000, 25 * ms, 28}, {10_000_000, 25 * ms, 63}, {10_000_000, 50 * ms, 124},
	} {
		left := int64(0)
		bulk(t, link.Config{Rate: c.rate, Delay: c.delay}, 5*vtime.Second, func(i tcp.Info) {
			if left == 0 && i.State == tcp.Established && i.Threshold < 1<<39 {
				left = i.Threshold / i.MSS
			}
		})
		require.Equal(t, c.want, left, "%d bit/s, %v", c.rate, c.delay)
	}
}
