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

// since lists the packets from the n-th on: a wire that loses them is cut.
func since(n int) []int {
	all := make([]int, 1000)
	for i := range all {
		all[i] = n + i
	}
	return all
}

const sec = vtime.Second

// A peer that never answers: connect gives up when the profile says.
func TestConnectToNobodyTimesOut(t *testing.T) {
	for _, c := range []struct {
		profile string
		change  func(*Config)
		want    vtime.Time
		syns    uint64
	}{
		{"rfc", nil, 183 * sec, 8},    // 1+2+4+8+16+32+60+60
		{"classic", nil, 93 * sec, 5}, // 3+6+12+24+48
		{"linux", nil, 131 * sec, 11}, // five of 1, then 2+4+8+16+32+64
		{"linux", func(c *Config) { c.ConnectTimeout = 20 * sec }, 20 * sec, 9},
		{"rfc", func(c *Config) { c.TCP.SYNRetries = 0 }, sec, 1},
	} {
		change := c.change
		if change == nil {
			change = func(*Config) {}
		}
		w := newWorld(t, c.profile, 1, link.Config{Loss: link.Whole, MTU: 1500}, change)
		w.on(w.a, func(p *sim.Proc) {
			s := w.a.Socket()
			require.Equal(t, errno.ETIMEDOUT, s.Connect(server, 80), c.profile)
			require.Equal(t, c.want, p.Now().Now, c.profile)
			require.Equal(t, errno.ETIMEDOUT, s.Record().Err)
			require.False(t, s.Record().IsOpen)
			require.Equal(t, c.syns, s.Record().Counts().Sent)
			require.NoError(t, s.Close())
		})
		w.clean()
	}
}

// vanished plays on a connection whose wires are cut after the handshake.
func vanished(t *testing.T, profile string, fn func(w *world, p *sim.Proc, c *Socket), change ...func(*Config)) {
	w := newWorld(t, profile, 1, link.Config{Delay: 10 * ms, MTU: 1500, LosePackets: since(3)}, change...)
	hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		p.Sleep(100*ms, cause.Host)
		fn(w, p, c)
	})
}

// A peer that has vanished: a write is taken, and the connection ends with
// ETIMEDOUT when the last retransmission has waited in vain.
func TestWriteToNobodyTimesOut(t *testing.T) {
	for _, c := range []struct {
		profile string
		rto     vtime.Time
		want    vtime.Time
		copies  uint64
	}{
		{"rfc", sec, 240*ms + 123*sec, 7},         // a probe, then 1+2+4+8+16+32+60
		{"classic", sec, 511 * sec, 12},           // 1+2+4+8+16+32, then seven of 64
		{"linux", 220 * ms, 945*sec + 280*ms, 16}, // a probe, then 220 ms doubled nine times, then six of 120 s
	} {
		vanished(t, c.profile, func(w *world, p *sim.Proc, s *Socket) {
			require.Equal(t, c.rto, s.Info().RTO, c.profile)
			start := p.Now().Now
			require.NoError(t, second(s.Write(buf)))
			require.Equal(t, errno.ETIMEDOUT, second(s.Read(buf)))
			require.Equal(t, start+c.want, p.Now().Now, c.profile)
			require.Equal(t, c.copies, s.Record().Counts().Resent)
			require.Equal(t, errno.EPIPE, second(s.Write(buf)))
			require.Equal(t, errno.ETIMEDOUT, s.Record().Err)
			require.Equal(t, tcp.Closed, s.Info().State)
			require.Zero(t, connections(w.a))
		})
	}
}

// A writer that waits for room hears of it too, and the user timeout may end
// the wait before the retransmissions do.
func TestBlockedWriterTimesOut(t *testing.T) {
	for _, c := range []struct{ giveUp, want vtime.Time }{{0, 2*20*ms + 123*sec}, {50 * sec, 50 * sec}} {
		vanished(t, "rfc", func(w *world, p *sim.Proc, s *Socket) {
			start := p.Now().Now
			n, err := s.WriteZeros(1 << 30)
			require.Equal(t, errno.ETIMEDOUT, err)
			require.EqualValues(t, w.cfg.TCP.SendBuffer, n)
			require.Equal(t, start+c.want, p.Now().Now)
		}, func(cfg *Config) { cfg.TCP.GiveUp = c.giveUp })
	}
}

// A reader without keep-alive waits for ever; with it, it learns that the peer
// is gone after the idle time and all probes.
func TestKeepAliveFindsOut(t *testing.T) {
	for _, c := range []struct {
		profile string
		want    vtime.Time
		probes  uint64
	}{{"rfc", 7200*sec + 9*75*sec, 9}, {"classic", 7200*sec + 8*75*sec, 8}, {"linux", 7200*sec + 9*75*sec, 9}} {
		vanished(t, c.profile, func(w *world, p *sim.Proc, s *Socket) {
			s.ReadBy(p.Now().Now + 9000*sec)
			sent := s.Record().Counts().Sent
			require.Equal(t, errno.ETIMEDOUT, second(s.Read(buf)))
			require.Equal(t, tcp.Established, s.Info().State, "only the reader's own deadline ended the wait")
			require.Equal(t, sent, s.Record().Counts().Sent)
			s.ReadBy(vtime.Never)
			require.NoError(t, s.SetOption(KeepAlive, 1))
			start := p.Now().Now
			require.Equal(t, errno.ETIMEDOUT, second(s.Read(buf)))
			require.Equal(t, start+c.want, p.Now().Now, c.profile)
			require.Equal(t, sent+c.probes+1, s.Record().Counts().Sent, "the probes and a reset")
			require.Equal(t, tcp.Closed, s.Info().State)
		})
	}
}

// A connection that closes into nothing ends by itself.
func TestCloseIntoNothing(t *testing.T) {
	w := newWorld(t, "linux", 1, link.Config{Delay: 10 * ms, MTU: 1500, LosePackets: since(3)})
	servers := hold(w.b, 80, 5)
	w.on(w.a, func(p *sim.Proc) {
		c := w.a.Socket()
		require.NoError(t, c.Connect(server, 80))
		p.Sleep(100*ms, cause.Host)
		require.NoError(t, c.Close())
	})
	require.Zero(t, connections(w.a))
	require.Equal(t, tcp.Established, (*servers)[0].Info().State, "the peer never hears of it")
}
