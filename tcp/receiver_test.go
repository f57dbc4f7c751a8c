package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// receiverOf returns a receiver that expects offset 1001 and whose window is w.
func receiverOf(w int64) *receiver {
	cfg := rfc()
	cfg.ReceiveBuffer = 4000
	r := &receiver{}
	r.init(&cfg, 1000)
	r.synchronise(rigIRS)
	r.nxt, r.edge = 1001, 1001+w
	return r
}

// The four cases of RFC 9293 section 3.10.7.4, and a segment that covers the window.
func TestAcceptable(t *testing.T) {
	for _, c := range []struct {
		name     string
		w        int64
		start, n int64
		want     bool
	}{
		{"empty, no window, exact", 0, 1001, 0, true},
		{"empty, no window, before", 0, 1000, 0, false},
		{"empty, no window, behind", 0, 1002, 0, false},
		{"data, no window", 0, 1001, 1, false},
		{"empty, first of the window", 100, 1001, 0, true},
		{"empty, last of the window", 100, 1100, 0, true},
		{"empty, behind the window", 100, 1101, 0, false},
		{"empty, before the window", 100, 1000, 0, false},
		{"data, in the window", 100, 1050, 10, true},
		{"data, ends in the window", 100, 901, 101, true},
		{"data, ends before the window", 100, 901, 100, false},
		{"data, begins with the last", 100, 1100, 500, true},
		{"data, begins behind", 100, 1101, 1, false},
		{"data, covers the window", 100, 900, 1000, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, receiverOf(c.w).acceptable(c.start, c.n))
		})
	}
}

func TestWindowScaleFitsTheBuffer(t *testing.T) {
	for _, c := range []struct {
		buffer int64
		scale  uint8
		syn    int64
	}{
		{1, 0, 1}, {65535, 0, 65535}, {65536, 1, 65535}, {131070, 1, 65535}, {131072, 2, 65535},
		{1 << 20, 5, 65535}, {6 << 20, 7, 65535}, {1 << 30, 14, 65535},
	} {
		cfg := rfc()
		cfg.ReceiveBuffer = c.buffer
		var r receiver
		r.init(&cfg, 1000)
		require.Equal(t, c.scale, r.offer, "buffer %d", c.buffer)
		require.Equal(t, c.syn, r.edge, "buffer %d", c.buffer)
		require.LessOrEqual(t, c.buffer>>r.offer, int64(65536))
	}
}

// The edge moves by a segment or half the buffer, never back (RFC 9293 section 3.8.6.2.2).
func TestAdvanceEdge(t *testing.T) {
	r := receiverOf(0)
	for _, c := range []struct{ unread, edge int64 }{
		{4000, 1001}, {3001, 1001}, {3000, 2001}, {2500, 2001}, {2000, 3001}, {3000, 3001}, {0, 5001}, {4000, 5001},
	} {
		r.queue.len = c.unread
		r.advanceEdge()
		require.Equal(t, c.edge, r.edge, "%d unread", c.unread)
	}
	r = receiverOf(0)
	r.mss, r.queue.len = 3000, 2000 // half of the buffer is enough for large segments
	r.advanceEdge()
	require.Equal(t, int64(3001), r.edge)
}

func TestWorthUpdate(t *testing.T) {
	for _, c := range []struct {
		window, unread int64
		want           bool
	}{
		{0, 4000, false}, {0, 3001, false}, {0, 3000, true}, // a segment
		{1000, 2001, false}, {1000, 2000, true}, // doubled
		{2000, 0, true},     // half of the buffer, doubled
		{2001, 0, false},    // more than half is enough for the peer
		{1500, 1001, false}, // not doubled
	} {
		r := receiverOf(c.window)
		r.moved, r.queue.len = true, c.unread
		require.Equal(t, c.want, r.worthUpdate(), "window %d, %d unread", c.window, c.unread)
	}
}

// A scaled window is rounded down, so that the peer never sends what would be cut off.
func TestFieldIsRoundedDown(t *testing.T) {
	r := receiverOf(127)
	for scale, want := range []uint16{127, 63, 31, 15, 7, 3, 1, 0} {
		r.scale = uint8(scale)
		require.Equal(t, want, r.field())
	}
	r = receiverOf(1 << 20)
	require.Equal(t, uint16(65535), r.field())
	// What it cannot say stays open all the same.
	r = receiverOf(0)
	r.scale, r.queue.len = 7, 1
	r.advanceEdge()
	require.Equal(t, int64(5000), r.edge)
	require.Equal(t, uint16(3999>>7), r.field())
}

// Offsets around 2^32 and 2^31.
func TestReceiverOffsets(t *testing.T) {
	r := receiverOf(4000)
	for _, off := range []int64{1001, 1000, 0, -5, 1<<31 - 1, 1 << 31, 1<<31 + 1000, -(1 << 31) + 1001} {
		require.Equal(t, off, r.offset(r.wire(off)), "offset %d", off)
	}
	require.Equal(t, int64(1001-1<<31), r.offset(r.wire(1001+1<<31)), "further than half the circle is before")
	r.nxt = 1<<40 + 7
	require.Equal(t, int64(1<<40+9), r.offset(r.wire(1<<40+9)))
}

// A closed window refuses data, but not what stands beside it of urgent data (RFC 9293
// section 3.8.5).
func TestUrgentBesideRefusedData(t *testing.T) {
	cfg := rfc()
	cfg.ReceiveBuffer, cfg.ReceiveBufferMax, cfg.Timestamps = 1000, 1000, false
	r := newRig(t, cfg)
	r.bring(Established)
	r.segment(ACK, 1, 1, 60000, 1000)
	require.Zero(t, r.c.rcv.window())
	at := rigIRS.Add(1001)
	r.arrive(&Segment{
		Flags: ACK | URG, Seq: at, Ack: rigISS.Add(1), Window: 60000, Urgent: 6, Payload: pattern(at, 10),
	})
	require.EqualValues(t, 1001, r.c.rcv.nxt)
	require.Equal(t, urgentAwaited, r.c.urg().state)
	require.EqualValues(t, 1006, r.c.urg().mark)
}
