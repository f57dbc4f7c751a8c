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

// download has the server of a pair send so many bytes, which the client reads as
// they come, and shows both ends each millisecond.
func download(
	t *testing.T, wire link.Config, n int, see func(at vtime.Time, client, server tcp.Info), change ...func(*Config),
) {
	wire.MTU = 1500
	w := newWorld(t, "linux", 1, wire, change...)
	l, err := w.b.ListenOn(80, 5)
	require.NoError(t, err)
	var srv, c *Socket
	w.b.GoDaemon("serve", func(*sim.Proc) {
		srv, err = l.Socket.Accept()
		require.NoError(t, err)
		_, err = srv.Discard(300)
		require.NoError(t, err)
		_, err = srv.WriteZeros(n)
		require.NoError(t, err)
	})
	got := 0
	w.a.Go("read", func(p *sim.Proc) {
		p.Sleep(ms/3, cause.Host) // the clock of timestamps ticks elsewhere, as nearly always
		c = w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		_, err := c.WriteZeros(300)
		require.NoError(t, err)
		for got < n {
			k, err := c.Discard(1 << 20)
			require.NoError(t, err)
			got += int(k)
		}
	})
	w.a.Go("watch", func(p *sim.Proc) {
		for got < n {
			p.Sleep(ms, cause.Host)
			if srv != nil {
				see(p.Now().Now, c.Info(), srv.Info())
			}
		}
	})
	w.kernel.Run(sim.Bounds{Until: vtime.Minute, Events: 50e6})
	w.kernel.Shutdown()
	require.Equal(t, n, got)
}

// How the window opens was measured, over 10 Mbit/s and 50 ms: by two segments for
// each that arrives until the buffer is used up, at 80512, and once the application
// has read for a round trip on to 151296 (windows are rounded up to 128).
func TestReceiveWindowOpensAsLinuxOpensIt(t *testing.T) {
	var windows []int64
	wire := link.Config{Rate: 10_000_000, Delay: 25 * ms}
	download(t, wire, 100_000, func(_ vtime.Time, c, _ tcp.Info) {
		w := (c.RcvThreshold + 127) / 128 * 128
		if n := len(windows); n == 0 || windows[n-1] != w {
			windows = append(windows, w)
		}
	})
	want := []int64{64256, 67200, 70144, 72960, 75904, 78848, 80512, 83456, 86272, 89216, 92160, 94976, 97920,
		100864, 103680, 106624, 109440, 112384, 115328, 118144, 121088, 124032, 126848, 129792, 132608, 135552,
		138496, 141312, 144256, 147200, 150016, 151296}
	require.Equal(t, want, windows)
}

// The window ends up at twice the bandwidth-delay product or more, and neither
// buffer stands in the way of a fast and long path.
func TestBuffersReachThePath(t *testing.T) {
	const bdp = 100_000_000 / 8 / 10 // 100 Mbit/s for 100 ms
	var last, first vtime.Time
	var receive, room int64
	wire := link.Config{Rate: 100_000_000, Delay: 50 * ms}
	download(t, wire, 30_000_000, func(at vtime.Time, c, s tcp.Info) {
		if first == 0 && s.BytesAcked > 10_000_000 {
			first = at
		}
		last, receive, room = at, max(receive, c.RcvThreshold), max(room, s.NotSent+s.InFlight)
	})
	require.Greater(t, receive, int64(2*bdp))
	require.Greater(t, room, int64(bdp))
	require.Less(t, last-first, 1950*ms, "20 MB take 1.66 s of the wire, headers included")
}

// A buffer that the application chose stays: Linux gives twice of it, of which half
// is window at first.
func TestOwnBuffersDoNotGrow(t *testing.T) {
	pair(t, "linux", func(w *world, p *sim.Proc, c, srv *Socket) {
		require.NoError(t, c.SetOption(RecvBuffer, 16384))
		require.Equal(t, int64(32768), first(c.Option(RecvBuffer)))
		require.NoError(t, srv.SetOption(SendBuffer, 1000))
		require.Equal(t, int64(4608), first(srv.Option(SendBuffer)))
		w.b.Go("write", func(*sim.Proc) { _, _ = srv.WriteZeros(3_000_000) })
		for range 100 {
			p.Sleep(20*ms, cause.Host)
			_, err := c.Discard(1 << 20)
			require.NoError(t, err)
			require.LessOrEqual(t, c.Info().RcvThreshold, int64(32768*161/256))
			require.LessOrEqual(t, srv.Info().Unacked*1448, int64(4608+33000))
		}
	})
}
