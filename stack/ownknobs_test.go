package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
	"github.com/stretchr/testify/require"
)

func TestOptionsThatAreKnobs(t *testing.T) {
	const s = int64(vtime.Second)
	pair(t, "linux", func(w *world, p *sim.Proc, _, _ *Socket) {
		for _, c := range []struct {
			name           string
			option         Option
			initially      int64
			set, wrong     int64
			whatItIsThen   int64
			whatAnotherHas int64
		}{
			{"KeepIdle", KeepIdle, 7200 * s, 5 * s, 0, 5 * s, 7200 * s},
			{"KeepInterval", KeepInterval, 75 * s, 2 * s, 32768 * s, 2 * s, 75 * s},
			{"KeepCount", KeepCount, 9, 3, 128, 3, 9},
			{"UserTimeout", UserTimeout, 0, 4 * s, -1, 4 * s, 0},
			{"SYNCount", SYNCount, 6, 1, 0, 1, 6},
			{"Linger2", Linger2, 60 * s, 500 * s, -forever - 1, 120 * s, 60 * s},
			{"MaxSegment", MaxSegment, 536, 600, 87, 600, 536},
			{"RTOMost", RTOMost, 120 * s, 2 * s, 121 * s, 2 * s, 120 * s},
			{"RTOLeast", RTOLeast, s / 5, s / 50, s / 4, s / 50, s / 5},
			{"AckMost", AckMost, s / 5, s / 50, s / 1000, s / 50, s / 5},
			{"ThinLinear", ThinLinear, 0, 1, 2, 1, 0},
			{"WindowClamp", WindowClamp, 0, 100, -1, 1152, 0},
		} {
			a, b := w.a.Socket(), w.a.Socket()
			require.Equal(t, c.initially, first(a.Option(c.option)), c.name)
			require.NoError(t, a.SetOption(c.option, c.set), c.name)
			require.Equal(t, c.whatItIsThen, first(a.Option(c.option)), c.name)
			require.Equal(t, c.whatAnotherHas, first(b.Option(c.option)), c.name)
			require.ErrorIs(t, a.SetOption(c.option, c.wrong), errno.EINVAL, c.name)
			require.Equal(t, c.whatItIsThen, first(a.Option(c.option)), c.name)
			// Sockets that set the same share what they have.
			require.NoError(t, b.SetOption(c.option, c.set), c.name)
			require.Same(t, a.knobs(), b.knobs(), c.name)
		}
	})
}

// What a listener accepts has its options, and what is set later counts later.
func TestKnobsOfAListener(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	w.b.Go("server", func(p *sim.Proc) {
		l := first(w.b.ListenOn(80, 5))
		require.NoError(t, l.SetOption(MaxSegment, 700))
		c := first(l.Socket.Accept())
		require.EqualValues(t, 700-12, first(c.Option(MaxSegment)), "the timestamps take 12 bytes")
		require.NoError(t, c.SetOption(KeepIdle, int64(3*vtime.Second)))
		require.EqualValues(t, 7200*vtime.Second, first(l.Option(KeepIdle)))
	})
	w.on(w.a, func(p *sim.Proc) {
		c := first(w.a.Dial(addr("10.0.0.2"), 80))
		require.EqualValues(t, 700-12, c.Info().MSS)
		p.Sleep(vtime.Second, cause.Host)
	})
}

func TestKeepAliveOfOneSocket(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500})
	hold(w.b, 80, 5)
	var gone vtime.Time
	w.on(w.a, func(p *sim.Proc) {
		c := first(w.a.Dial(addr("10.0.0.2"), 80))
		require.NoError(t, c.SetOption(KeepAlive, 1))
		p.Sleep(vtime.Second, cause.Host)
		// The idle time counts from the last sign of life.
		require.NoError(t, c.SetOption(KeepIdle, int64(10*vtime.Second)))
		w.b.conns = index[*endpoint]{key: w.b.conns.key} // the peer has forgotten all
		_, err := c.Read(buf)
		require.ErrorIs(t, err, errno.ECONNRESET)
		gone = p.Now().Now
	})
	require.Equal(t, 10*vtime.Second+20*ms+20*ms, gone, "the first probe tells that the peer knows nothing")
}

// The configuration of a connection decides when FIN-WAIT-2 ends.
func TestLinger2(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   int64
		ended vtime.Time // after the close
	}{
		{"seconds", int64(3 * vtime.Second), 22*ms + 3*vtime.Second}, // half a tick for the acknowledgement
		{"not at all", -1, 22 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			pair(t, "linux", func(w *world, p *sim.Proc, s, srv *Socket) {
				require.NoError(t, s.SetOption(Linger2, c.set))
				record := s.Record()
				require.NoError(t, s.Close())
				closed := p.Now().Now
				p.Sleep(10*vtime.Second, cause.Host)
				require.False(t, record.IsOpen)
				require.Equal(t, c.ended, record.Closed.Now-closed)
				_ = srv
			})
		})
	}
}

// A program that has set its user timeout keeps it, whatever the peer says.
func TestUserTimeoutOfOneSocketIsKept(t *testing.T) {
	pair(t, "rfc", func(w *world, p *sim.Proc, _, _ *Socket) {
		w.a.cfg.TCP.UserTimeoutOption = tcp.UserTimeoutAgreed
		s := w.a.Socket()
		require.Equal(t, tcp.UserTimeoutAgreed, s.knobs().UserTimeoutOption)
		require.NoError(t, s.SetOption(UserTimeout, int64(vtime.Second)))
		require.Equal(t, tcp.UserTimeoutTold, s.knobs().UserTimeoutOption)
	})
}
