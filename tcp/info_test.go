package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// The stopwatches: held by the receiver's window for 100 ms, busy
// for 50 ms more, and for want of a larger send buffer for 40 ms.
func TestInfoStopwatches(t *testing.T) {
	cfg := linux()
	cfg.SendBuffer, cfg.InitialWindow = 6000, 40
	cfg.SendTuning, cfg.BufferUnit = false, BufferBytes
	r := newRig(t, cfg)
	r.bring(Established)
	r.segment(ACK, 1, 1, 2000>>r.c.snd.scale, 0)
	r.c.snd.wnd = 2000
	r.write(5000)
	r.wait(100 * milli)
	require.Equal(t, 100*milli, r.c.Info(r.at.Now).WindowLimited, "it still runs")
	r.segment(ACK, 1, 2001, 65535, 0)
	r.wait(50 * milli)
	r.segment(ACK, 1, 5001, 65535, 0)
	r.wait(1000 * milli)
	i := r.c.Info(r.at.Now)
	require.Equal(t, []vtime.Time{150 * milli, 100 * milli, 0}, []vtime.Time{i.Busy, i.WindowLimited, i.BufferLimited})

	r.write(7000) // 6000 fit
	r.wait(40 * milli)
	r.segment(ACK, 1, 11001, 65535, 0)
	i = r.c.Info(r.at.Now)
	require.Equal(t, []vtime.Time{190 * milli, 100 * milli, 40 * milli},
		[]vtime.Time{i.Busy, i.WindowLimited, i.BufferLimited})
}

func TestInfoCounts(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	fresh := r.c.Info(r.at.Now)
	require.Equal(t, Established, fresh.State)
	require.Zero(t, fresh.BytesSent)
	require.EqualValues(t, 1, fresh.Delivered, "the SYN")

	r.write(3000)
	i := r.c.Info(r.at.Now)
	require.EqualValues(t, 3, i.Unacked)
	require.EqualValues(t, 3, i.DataSegsOut)
	require.EqualValues(t, 3000, i.BytesSent)
	require.True(t, r.next(), "the timer")
	i = r.c.Info(r.at.Now)
	require.Equal(t, PhaseLoss, i.Phase)
	require.EqualValues(t, 1, i.TotalRetrans)
	require.EqualValues(t, 1000, i.BytesRetrans)
	require.EqualValues(t, 1, i.Retrans)
	require.EqualValues(t, 3, i.Lost)
	require.EqualValues(t, 1, i.Retransmits)
	r.segment(ACK|PSH, 1, 3001, 65535, 300)
	r.wait(30 * milli)
	i = r.c.Info(r.at.Now)
	require.EqualValues(t, 3000, i.BytesAcked)
	require.EqualValues(t, 300, i.BytesReceived)
	require.EqualValues(t, 300, i.Unread)
	require.EqualValues(t, 4, i.Delivered)
	require.EqualValues(t, 1, i.DataSegsIn)
	require.Equal(t, 30*milli, i.SinceDataReceived)
	require.Zero(t, i.Unacked)
	require.Zero(t, i.NotSent)
}

// Nobody counts for a connection that only shook hands.
func TestNoTallyWithoutData(t *testing.T) {
	r := newRig(t, linux())
	r.bring(Established)
	require.False(t, r.c.tally.begun)
}
