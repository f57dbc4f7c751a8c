package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// A buffer that begins to be sized while its window is closed grows all the same.
func TestTunerBeginsWithAClosedWindow(t *testing.T) {
	r := newRig(t, linux())
	r.bring(Established)
	r.c.rcv.edge = r.c.rcv.nxt
	k := r.c.tuner()
	require.Equal(t, r.c.advMSS(), k.space)
	r.c.enlarge(1_000_000)
	require.EqualValues(t, r.cfg.ReceiveBufferMax, k.buffer)
}

// The window stays below the clamp in every profile, from the SYN on, whether it is set
// before or later. Where a window has been offered that is larger, it is only used up.
func TestWindowClamp(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			without := ProfileConfig(p.Name)
			without.ReceiveTuning = false
			cfg := without
			cfg.WindowClamp = 5000
			early := newRig(t, cfg)
			early.bring(Established)
			require.LessOrEqual(t, early.c.rcv.window(), cfg.WindowClamp)
			require.Equal(t, cfg.WindowClamp, early.c.WindowClamp())

			late := newRig(t, without)
			late.bring(Established)
			edge := late.c.rcv.edge
			require.Greater(t, edge, 2*cfg.WindowClamp)
			late.do("clamp", func(at vtime.Stamp) { late.c.SetConfig(at, &cfg) })
			for range 150 {
				late.segment(ACK|PSH, late.c.rcv.nxt, 1, 65535, 536)
				late.read(536)
				require.LessOrEqual(t, late.c.rcv.edge, max(edge, late.c.rcv.nxt+cfg.WindowClamp+1<<late.c.rcv.scale))
			}
			require.Greater(t, late.c.rcv.edge, edge, "it has moved on")
		})
	}
}

// A round trip of what a reader takes ends with one segment, also if he takes many at
// once: those behind it still wait (Linux tcp_rcv_space_adjust).
func TestReaderIsMeasuredBySegments(t *testing.T) {
	r := newRig(t, linux())
	r.bring(Established)
	k, at := r.c.tuner(), int64(1)
	arrive := func(segments int) {
		for range segments {
			r.segment(ACK, at, 1, 1000, 1000)
			at += 1000
		}
	}
	k.rtt, k.space = 50*vtime.Millisecond, 1000
	r.wait(vtime.Second)
	arrive(10)
	r.read(10_000)
	require.EqualValues(t, 1000, k.space, "one was taken, and nine wait")
	require.EqualValues(t, 1001, k.from)
	r.wait(60 * vtime.Millisecond)
	arrive(3)
	r.read(500)
	require.EqualValues(t, 9500-2500, k.space, "half of another one, and two and a half wait")
}

// Round trips that are longer than the estimate come in by an eighth, each time a new
// timestamp comes back, unless data waits to be read (Linux tcp_rcv_rtt_update).
func TestLongerRoundTripsOfAReceiver(t *testing.T) {
	r := newRig(t, linux())
	r.stamp = true
	r.bring(Established)
	r.wait(vtime.Second)
	at, echo := int64(1), uint32(0)
	arrive := func(rtt vtime.Time) vtime.Time {
		echo++
		g := Segment{Flags: ACK, Seq: rigIRS.Add(at), Ack: rigISS.Add(1), Window: 1000}
		g.Payload = pattern(g.Seq, 1000)
		g.Options.HasTimestamp, g.Options.TSVal = true, r.c.ts.recent
		g.Options.TSEcr = r.c.clock(r.at.Now) - uint32(rtt/vtime.Millisecond)
		at += 1000
		r.arrive(&g)
		r.wait(vtime.Millisecond)
		return r.c.rcv.tune.rtt
	}
	const ms = vtime.Millisecond
	require.Equal(t, 80*ms, arrive(80*ms))
	require.Equal(t, 80*ms, arrive(160*ms), "data waits to be read")
	r.read(10_000)
	require.Equal(t, 90*ms, arrive(160*ms))
	r.read(10_000)
	require.Equal(t, 92500*vtime.Microsecond, arrive(110*ms), "whether or not a round trip has passed")
	require.Equal(t, 40*ms, arrive(40*ms))
}

// A writer that waits makes the send buffer grow as long as what has left does not fill
// the window: after each burst but the last (Linux tcp_check_space).
func TestSendBufferGrowsBetweenBursts(t *testing.T) {
	for _, c := range []struct{ acked, grows int64 }{{1, 0}, {2, 1}} {
		cfg := linux()
		cfg.Timestamps = false
		r := newRig(t, cfg)
		r.bring(Established)
		r.segment(ACK, 1, 1, 60000, 0)
		r.write(60_000)
		require.True(t, r.c.snd.blocked)
		out, mss, was := r.c.snd.pipe(), r.c.snd.mss, r.c.snd.space
		require.Equal(t, r.c.snd.win.Cwnd, out)
		r.wait(10 * vtime.Millisecond)
		r.segment(ACK, 1, 1+c.acked*mss, 60000, 0)
		require.Equal(t, out+c.acked*mss, r.c.snd.pipe(), "slow start")
		require.Equal(t, c.grows > 0, r.c.snd.space > was, "%d acknowledged: %d, then %d", c.acked, was, r.c.snd.space)
	}
}
