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

// A full accept queue lets who completes a handshake try again, or resets him.
func TestAbortOnOverflow(t *testing.T) {
	for _, abort := range []bool{false, true} {
		w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500}, func(c *Config) { c.AbortOnOverflow = abort })
		w.b.GoDaemon("lazy", func(p *sim.Proc) {
			first(w.b.ListenOn(80, 1))
			p.Sleep(vtime.Minute, cause.Host)
		})
		var errs []error
		for i := range 3 { // the queue takes two
			w.a.Go("client", func(p *sim.Proc) {
				p.Sleep(vtime.Time(min(i, 1))*50*ms, cause.Host)
				c := first(w.a.Dial(server, 80))
				c.ReadBy(vtime.Second / 2)
				errs = append(errs, second(c.Read(buf)))
			})
		}
		w.run()
		if abort {
			require.ErrorIs(t, errs[0], errno.ECONNRESET)
		} else {
			require.ErrorIs(t, errs[0], errno.ETIMEDOUT)
		}
		require.ErrorIs(t, errs[1], errno.ETIMEDOUT)
		require.ErrorIs(t, errs[2], errno.ETIMEDOUT)
	}
}

// TCP_DEFER_ACCEPT: accept returns once there is data, or the time is over.
func TestDeferAccept(t *testing.T) {
	for _, c := range []struct {
		name    string
		writes  vtime.Time // after the handshake; 0: never
		accepts vtime.Time
	}{
		{"data at once", 1, 30*ms + 1},
		{"data later", 500 * ms, 530 * ms},
		// The SYN-ACK that goes again after three seconds brings the acknowledgement that counts.
		{"no data", 0, 3*vtime.Second + 30*ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
			var accepted vtime.Time
			w.b.Go("server", func(p *sim.Proc) {
				l := first(w.b.ListenOn(80, 5))
				require.NoError(t, l.SetOption(DeferAccept, int64(2*vtime.Second)))
				require.EqualValues(t, 3*vtime.Second, first(l.Option(DeferAccept)), "1 and 2 seconds")
				s := first(l.Socket.Accept())
				accepted = p.Now().Now
				require.NoError(t, s.Close())
			})
			w.on(w.a, func(p *sim.Proc) {
				s := first(w.a.Dial(server, 80))
				require.Equal(t, 20*ms, p.Now().Now)
				if c.writes > 0 {
					p.Sleep(c.writes, cause.Host)
					require.Equal(t, 10, first(s.WriteZeros(10)))
				}
				p.Sleep(10*vtime.Second, cause.Host)
				require.NoError(t, s.Close())
			})
			require.Equal(t, c.accepts, accepted)
		})
	}
}
