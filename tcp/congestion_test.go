package tcp

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestInitialWindow(t *testing.T) {
	for _, c := range []struct {
		rule         WindowRule
		segments     int64
		mss, segsOut int64
	}{
		{WindowSegments, 1, 1460, 1}, {WindowSegments, 10, 1460, 10},
		{WindowRFC5681, 1, 8960, 2}, {WindowRFC5681, 1, 2191, 2}, {WindowRFC5681, 1, 2190, 3},
		{WindowRFC5681, 1, 1096, 3}, {WindowRFC5681, 1, 1095, 4}, {WindowRFC5681, 1, 536, 4},
		{WindowRFC6928, 1, 536, 10}, {WindowRFC6928, 1, 1460, 10}, {WindowRFC6928, 1, 8960, 2},
	} {
		cfg := Config{InitialRule: c.rule, InitialWindow: c.segments}
		require.Equal(t, c.segsOut*c.mss, initialWindow(&cfg, c.mss), "%+v", c)
	}
	cfg := Config{InitialRule: WindowRFC6928}
	require.Equal(t, int64(14600), initialWindow(&cfg, 4000), "not a whole number of segments")
	for _, c := range []struct {
		rule WindowRule
		lost int32
		want int64
	}{{WindowRFC5681, 0, 3}, {WindowRFC5681, 1, 1}, {WindowRFC6928, 1, 10}, {WindowRFC6928, 2, 1}} {
		s := sender{mss: 1460, synLost: c.lost}
		s.openWindow(&Config{InitialRule: c.rule})
		require.Equal(t, c.want*1460, s.win.Cwnd, "%+v", c)
	}
}

func TestRenoGrows(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int64 // byte counting
		acks  []int64
		from  Window
		want  int64
	}{
		{"slow start, one segment for each ACK", 1, []int64{1000, 1000}, Window{2000, 1 << 40}, 4000},
		{"slow start, an ACK of two counts as one", 1, []int64{2000}, Window{2000, 1 << 40}, 3000},
		{"slow start, L = 2", 2, []int64{2000, 3000}, Window{2000, 1 << 40}, 6000},
		{"slow start, small ACKs count what they are worth", 1, []int64{10, 10}, Window{2000, 1 << 40}, 2020},
		{"slow start by ACKs", 0, []int64{10, 3000}, Window{2000, 1 << 40}, 4000},
		{"slow start ends at the threshold", 8, []int64{4000}, Window{4000, 5000}, 5000},
		{"and the rest counts for avoidance", 8, []int64{4000, 2000}, Window{4000, 5000}, 6000},
		{"avoidance, almost a window", 1, []int64{1000, 1000, 1999}, Window{4000, 2000}, 4000},
		{"avoidance, a window", 1, []int64{1000, 1000, 2000}, Window{4000, 2000}, 5000},
		{"avoidance, two windows", 1, []int64{4000, 5000}, Window{4000, 2000}, 6000},
		{"avoidance by ACKs", 0, []int64{1, 1}, Window{4000, 2000}, 4485},
		{"avoidance by ACKs grows by a byte at least", 0, []int64{1}, Window{2000000, 2000}, 2000001},
	} {
		t.Run(c.name, func(t *testing.T) {
			cc := newReno(&Config{ByteCounting: c.count})
			w := c.from
			for _, n := range c.acks {
				w = cc.Grow(w, Acked{Bytes: n, MSS: 1000})
			}
			require.Equal(t, Window{c.want, c.from.Threshold}, w)
		})
	}
}

func TestRenoGrowsOnlyIfFull(t *testing.T) {
	cc := newReno(&Config{ByteCounting: 1, GrowOnlyIfFull: true})
	w := Window{2000, 4000}
	require.Equal(t, w, cc.Grow(w, Acked{Bytes: 1000, MSS: 1000}))
	require.Equal(t, Window{3000, 4000}, cc.Grow(w, Acked{Bytes: 1000, MSS: 1000, Full: true}))
}

// ssthresh = max(FlightSize/2, 2 SMSS) (RFC 5681 section 3.1 equation 4).
func TestRenoHalves(t *testing.T) {
	cc := newReno(&Config{ByteCounting: 1})
	for flight, want := range map[int64]int64{10000: 5000, 3000: 2000, 1000: 2000, 5001: 2500} {
		require.Equal(t, want, cc.Threshold(Window{9999, 1 << 40}, Lost{Flight: flight, MSS: 1000}))
	}
}

// Half a window of avoidance does not count after a loss.
func TestRenoLossForgetsCredit(t *testing.T) {
	cc := newReno(&Config{ByteCounting: 1})
	cc.Grow(Window{4000, 2000}, Acked{Bytes: 3999, MSS: 1000})
	w := Window{2000, cc.Threshold(Window{4000, 2000}, Lost{Flight: 4000, MSS: 1000})}
	require.Equal(t, w, cc.Grow(w, Acked{Bytes: 1999, MSS: 1000}))
}

func TestUndoGoesBack(t *testing.T) {
	cc := newReno(&Config{})
	require.Equal(t, Window{9000, 7000}, cc.Undo(Window{3000, 2500}, Window{9000, 7000}))
	require.Equal(t, Window{9500, 7000}, cc.Undo(Window{9500, 2500}, Window{9000, 7000}), "what grew since is kept")
}

// scribe is a controller with every faculty: it writes down what it is told.
type scribe struct {
	reno
	heard []string
}

func (s *scribe) Sampled(w Window, a Acked) Window {
	s.heard = append(s.heard, fmt.Sprintf("sample %v", a.RTT))
	return w
}
func (s *scribe) Watch(_ Window, a Acked) { s.heard = append(s.heard, fmt.Sprintf("ack %d", a.Una)) }
func (s *scribe) Observe(e Event, m Moment) {
	s.heard = append(s.heard, fmt.Sprintf("event %d at %d", e, m.Nxt))
}

func TestControllerHearsWhatItAskedFor(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	s := &scribe{reno: reno{cfg: &r.cfg}}
	r.c.control().use(s, r.c.cfg)
	r.write(2000)
	r.wait(100 * vtime.Millisecond)
	r.segment(ACK, 1, 2001, 65535, 0)
	require.Equal(t, []string{"event 0 at 1", "ack 2001", "sample 100ms"}, s.heard)
	s.heard = nil
	r.write(1000)
	for len(s.heard) < 2 {
		require.True(t, r.next())
	}
	require.Equal(t, []string{"event 0 at 2001", "event 2 at 3001"}, s.heard)
	r.segment(ACK, 1, 3001, 65535, 0)
	require.Equal(t, []string{"ack 3001", "event 4 at 3001"}, s.heard[2:])
}

func TestAlgorithmsAreFoundByName(t *testing.T) {
	for i, a := range algorithms {
		id, ok := AlgorithmNamed(a.Name)
		require.True(t, ok)
		require.Equal(t, AlgorithmID(i), id)
		require.Equal(t, a.Name, id.String())
		require.NotEmpty(t, a.Doc)
	}
	_, ok := AlgorithmNamed("vegas")
	require.False(t, ok)
	require.PanicsWithValue(t, `tcp: cannot register congestion control "reno": it needs a name of its own and New`,
		func() { Register(Algorithm{Name: "reno", New: newReno}) })
}
