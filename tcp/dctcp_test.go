package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Alpha follows the share of marks by a sixteenth for each window of data.
func TestDCTCPFollowsTheMarks(t *testing.T) {
	d := newDCTCP(&Config{LossBase: LossWindow}).(*dctcp)
	w := Window{Cwnd: 100_000}
	require.EqualValues(t, 50_000, d.Threshold(w, Lost{MSS: 1000, Mark: true}), "the worst is expected")
	window := func(marked int64) {
		d.Watch(w, Acked{Una: d.end, Nxt: d.end + 100, Delivered: d.delivered + 100, DeliveredCE: d.ce + marked})
		d.Watch(w, Acked{Una: d.end - 1, Delivered: 1 << 40, DeliveredCE: 1 << 40}) // in between nothing changes
	}
	for range 200 {
		window(25)
	}
	require.InDelta(t, 256, d.alpha, 16)
	require.InDelta(t, 87_500, d.Threshold(w, Lost{MSS: 1000, Mark: true}), 1000)
	for range 200 {
		window(0)
	}
	require.Zero(t, d.alpha)
	require.EqualValues(t, 100_000, d.Threshold(w, Lost{MSS: 1000, Mark: true}))
	require.EqualValues(t, 50_000, d.Threshold(w, Lost{MSS: 1000}), "a loss is a loss")
	for range 200 {
		window(100)
	}
	require.InDelta(t, 1024, d.alpha, 16)
}

// With DCTCP all segments of a connection may be marked, from the SYN on, once both
// agree.
func TestDCTCPMarksAll(t *testing.T) {
	cfg := rfc()
	id, _ := AlgorithmNamed("dctcp")
	cfg.Congestion = id
	r := newRig(t, cfg)
	r.do("open", r.c.Open)
	require.Equal(t, ECT0, r.sent[0].Segment.ECN)
	r.segment(SYN|ACK|ECE, 0, 1, 60000, 0)
	require.Equal(t, ECT0, r.sent[0].Segment.ECN, "an acknowledgement")
	r.write(1000)
	require.Equal(t, ECT0, r.sent[0].Segment.ECN)
	require.True(t, r.next())
	require.EqualValues(t, 2, r.sent[0].Copy)
	require.Equal(t, ECT0, r.sent[0].Segment.ECN, "a copy")

	r = newRig(t, cfg)
	r.do("open", r.c.Open)
	r.segment(SYN|ACK, 0, 1, 60000, 0)
	r.write(1000)
	require.Equal(t, NotECT, r.sent[0].Segment.ECN, "the peer does not know ECN")
}
