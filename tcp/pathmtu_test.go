package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Neighbours that are too big are cut anew as one; what fits stays.
func TestRecut(t *testing.T) {
	for _, c := range []struct {
		name     string
		ends     []int64
		most     int64
		want     []int64
		lost     int32
		inFlight int64
		recuts   bool
	}{
		{"all fit", []int64{101, 201}, 100, []int64{101, 201}, 0, 200, false},
		{"three of a kind", []int64{101, 201, 301}, 80, []int64{81, 161, 241, 301}, 4, 0, true},
		{"a small one between", []int64{101, 131, 231}, 80, []int64{81, 101, 131, 211, 231}, 4, 30, true},
		{"by one byte", []int64{101}, 99, []int64{100, 101}, 2, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := boardOf(c.ends...)
			last := b.at(b.n - 1)
			last.push = true
			require.Equal(t, c.recuts, b.recut(c.most, cause.TooBig))
			var ends []int64
			at := int64(1)
			for i := range b.n {
				s := b.at(i)
				require.Equal(t, at, s.start)
				require.Equal(t, i == b.n-1, s.push, "only what ends the data is pushed")
				at = s.end
				ends = append(ends, s.end)
			}
			require.Equal(t, c.want, ends)
			require.Equal(t, []int64{int64(c.lost), c.inFlight}, []int64{int64(b.missing), b.flight})
		})
	}
}

// A FIN stays with the last bytes.
func TestRecutFIN(t *testing.T) {
	b := boardOf(101, 202)
	b.at(1).fin = true
	require.True(t, b.recut(60, cause.TooBig))
	require.Equal(t, 4, b.n)
	for i := range b.n {
		require.Equal(t, i == 3, b.at(i).fin)
	}
	require.EqualValues(t, 20, b.at(3).data())
}

// What was too big goes again at once and in the same window; what the way carries
// later is used from then on, and never more than the handshake agreed on.
func TestLimitSegments(t *testing.T) {
	r := flight(t, 4, func(c *Config) { c.Timestamps = false })
	before := r.c.snd.win
	r.do("path mtu", func(at vtime.Stamp) { r.c.LimitSegments(at, 600) })
	require.Equal(t, before, r.c.snd.win)
	require.NotEmpty(t, r.sent)
	at := int64(1)
	for _, out := range r.sent {
		require.Equal(t, at, out.Start)
		require.Equal(t, cause.TooBig, out.Repair)
		require.LessOrEqual(t, out.Segment.Payload.Len, 600)
		at = out.End
	}
	r.do("forgotten", func(at vtime.Stamp) { r.c.LimitSegments(at, 9000) })
	require.EqualValues(t, 1000, r.c.snd.mss)
	require.Nil(t, r.c.snd.way)
	require.Empty(t, r.sent)
}

// A window of one small segment holds one that is as large as the way carries later.
func TestLimitSegmentsNeverAboveTheWindow(t *testing.T) {
	r := flight(t, 4, func(c *Config) { c.Timestamps = false })
	r.do("path mtu", func(at vtime.Stamp) { r.c.LimitSegments(at, 100) })
	r.next() // the timeout
	r.ack(4001)
	r.do("forgotten", func(at vtime.Stamp) { r.c.LimitSegments(at, 9000) })
	r.write(1000)
	require.Len(t, r.sent, 1)
}

// Segments get smaller with the fourth timeout, and again with each that follows,
// down to the floor.
func TestBlackHole(t *testing.T) {
	r := flight(t, 1, func(c *Config) {
		c.Timestamps, c.MTUProbing, c.MTUBase, c.MTUFloor = false, ProbeBlackHole, 400, 150
	})
	for i, want := range []int64{1000, 1000, 1000, 400, 200, 150} {
		for int(r.c.snd.retries) == i {
			require.True(t, r.next())
		}
		require.Equal(t, want, r.c.snd.mss, "timeout %d", i+1)
		require.NotEmpty(t, r.sent)
		require.EqualValues(t, want, r.sent[0].Segment.Payload.Len)
		require.Equal(t, i >= 3, r.sent[0].Repair == cause.BlackHole)
	}
}

// Copies that are thought to be on their way take no room from the segment that goes
// again (a run of two random ends stalled there).
func TestBlackHoleBesideCopies(t *testing.T) {
	r := flight(t, 3, func(c *Config) {
		c.Timestamps, c.MTUProbing, c.MTUBase, c.BlackHoleRetries = false, ProbeBlackHole, 400, 0
	})
	r.c.snd.selective = true
	b := &r.c.snd.board
	b.leaves(b.slot(1))
	b.change(b.at(1), func(g *sent) { g.sacked, g.again, g.queued = true, true, false })
	for r.c.snd.retries == 0 {
		require.True(t, r.next())
	}
	require.EqualValues(t, 400, r.c.snd.mss)
	require.NotEmpty(t, r.sent)
	require.EqualValues(t, 400, r.sent[0].Segment.Payload.Len)
}
