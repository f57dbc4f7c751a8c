package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// rate is what TCP_INFO says of the delivery.
func (r *rig) rate() (int64, bool) {
	i := r.c.Info(r.at.Now)
	return i.DeliveryRate, i.RateLimited
}

// The rate is what arrived in a round trip. A slower sample counts only if it was
// not the application that was slow.
func TestDeliveryRate(t *testing.T) {
	r := flight(t, 10, nil)
	require.Zero(t, first(r.rate()))
	r.wait(100 * milli)
	r.segment(ACK, 1, 10001, 60000, 0)
	require.Equal(t, int64(100_000), first(r.rate()), "10 segments in 100 ms")

	// Two segments in 100 ms are what the application made of it.
	r.write(2000)
	r.wait(100 * milli)
	r.segment(ACK, 1, 12001, 60000, 0)
	rate, limited := r.rate()
	require.Equal(t, int64(100_000), rate)
	require.False(t, limited)

	// 20 in 100 ms are more, whoever limits.
	r.c.snd.win.Cwnd = 30_000
	r.write(20_000)
	r.wait(100 * milli)
	r.segment(ACK, 1, 32001, 60000, 0)
	rate, limited = r.rate()
	require.Equal(t, int64(200_000), rate)
	require.True(t, limited, "the window had room for 10 more")
}

// What leaves slowly arrives slowly, though the acknowledgement comes for all of it.
func TestDeliveryRateOfSlowDepartures(t *testing.T) {
	r := flight(t, 10, nil)
	r.wait(100 * milli)
	r.segment(ACK, 1, 10_001, 60000, 0)
	r.c.snd.win.Cwnd = 100_000
	for range 10 {
		r.write(1000)
		r.wait(20 * milli)
	}
	r.c.sampler().best = delivery{}
	r.segment(ACK, 1, 20_001, 60000, 0)
	require.Equal(t, int64(50_000), first(r.rate()), "10 in 200 ms")
}

// A D-SACK alone is no duplicate acknowledgement: it does not tell that the loss
// was real that F-RTO looks at (RFC 2883 section 5).
func TestLoneRepeatIsNoDuplicate(t *testing.T) {
	r := flight(t, 4, func(c *Config) { c.FRTO = true })
	r.c.snd.selective = true
	r.ack(1001)
	require.True(t, r.next())
	for r.c.snd.recovery != recoveryLoss {
		require.True(t, r.next())
	}
	r.write(3000)
	r.ack(2001)
	m := r.c.snd.mend
	require.True(t, m.spurious && r.c.snd.nxt > r.c.snd.recover, "new data is out")
	m.duplicates = 1000 // more than were ever sent again: the network doubles
	r.tell = []span{{1, 1001}}
	r.segment(ACK, 1, 2001, 60000, 0)
	require.True(t, m.spurious)
	r.segment(ACK, 1, 2001, 60000, 0)
	require.False(t, m.spurious, "but this is")
}

func first[A, B any](a A, _ B) A { return a }
