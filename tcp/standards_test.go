package tcp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// A segment is acknowledged once, in whatever order segments come (RFC 5681 section
// 4.2); more acknowledgements only tell of a window that opens.
func TestOneAcknowledgementForASegment(t *testing.T) {
	for _, rnd := range simtest.Streams(t, 100) {
		cfg := [...]func() Config{rfc, classic, linux}[rnd.IntN(3)]()
		r := newRig(t, cfg)
		r.sack = rnd.IntN(2) == 0
		r.bring(Established)
		for range 80 {
			seq := max(r.c.rcv.nxt+500*(rnd.Int64N(9)-4), 1)
			r.segment(ACK|PSH*Flags(rnd.IntN(2)), seq, 1, 60000, rnd.IntN(1200))
			require.LessOrEqual(t, len(r.sent), 1)
			if rnd.IntN(4) == 0 {
				r.read(rnd.IntN(3000))
			}
		}
	}
}

// With n samples in a round trip each counts for a part, so that the history of the
// estimate stays as long as it is with one (RFC 7323 appendix G).
func TestManySamplesCountLess(t *testing.T) {
	var e estimator
	e.sample(100*milli, 1)
	e.sample(180*milli, 10)
	require.Equal(t, 101*milli, e.srtt())
	require.Equal(t, 4*50*milli+(80-50)*milli/10, e.var4)

	r := newRig(t, rfc())
	r.stamp = true
	r.bring(Established)
	r.c.snd.win.Cwnd = 10_000
	r.write(9880)
	want, left := r.c.snd.rtt, r.c.clock(r.at.Now)
	r.wait(100 * milli)
	g := Segment{Flags: ACK, Seq: rigIRS + 1, Ack: rigISS.Add(989), Window: 60000}
	g.Options.HasTimestamp, g.Options.TSVal, g.Options.TSEcr = true, r.c.ts.recent+100, left
	r.arrive(&g)
	want.sample(100*milli, 5) // nine segments are out, of which each second is acknowledged
	require.Equal(t, want.srtt8, r.c.snd.rtt.srtt8)
}

// A timestamp that comes back with nothing new measures nothing: it may have been
// under way for long (RFC 7323 section 4.1).
func TestEchoOfADuplicateIsNoSample(t *testing.T) {
	for _, sack := range []bool{false, true} {
		r := newRig(t, rfc())
		r.stamp, r.sack = true, sack
		r.bring(Established)
		r.write(2000)
		sentAt := r.c.clock(r.at.Now)
		ack := func(off int64) {
			r.wait(100 * milli)
			g := Segment{Flags: ACK, Seq: rigIRS + 1, Ack: rigISS.Add(off), Window: 60000}
			g.Options.HasTimestamp, g.Options.TSVal, g.Options.TSEcr = true, r.c.ts.recent+100, sentAt
			r.arrive(&g)
		}
		ack(989)
		before := r.c.snd.rtt
		ack(989)
		require.Equal(t, before, r.c.snd.rtt, "SACK: %v", sack)
		ack(1977)
		require.NotEqual(t, before, r.c.snd.rtt)
	}
}

// After a timeout the curve has no old window to come back to: it begins where slow
// start ends (RFC 9438 section 4.8).
func TestCubicForgetsTheOldWindowAfterATimeout(t *testing.T) {
	cc := newCubic(&Config{ByteCounting: 8, LossBase: LossWindow}).(*cubic)
	w := Window{Cwnd: 100_000, Threshold: 50_000}
	w.Threshold = cc.Threshold(w, Lost{MSS: 1000, Timeout: true})
	require.EqualValues(t, 70_000, w.Threshold)
	w.Cwnd = w.Threshold
	w = cc.Grow(w, Acked{Now: vtime.Second, Bytes: 1000, MSS: 1000, SRTT: 100 * milli})
	require.Zero(t, cc.now.k)
	require.EqualValues(t, 70_000, cc.now.max)
	// Its target is bounded: at most half a window above the window (section 4.2).
	after := cc.Grow(w, Acked{Now: 60 * vtime.Second, Bytes: 1000, MSS: 1000, SRTT: vtime.Second})
	require.LessOrEqual(t, after.Cwnd-w.Cwnd, int64(501))
}

// The reordering window of RACK (RFC 8985 section 6.2 step 4).
func TestReorderWindow(t *testing.T) {
	for _, c := range []struct {
		name      string
		reordered int32
		steps     uint16
		state     recoveryState
		sacked    int32
		want      vtime.Time
	}{
		{"a quarter of the shortest round trip", 0, 1, recoveryNone, 2, 20 * milli},
		{"nothing once three have overtaken", 0, 1, recoveryNone, 3, 0},
		{"nothing in recovery", 0, 1, recoveryFast, 1, 0},
		{"reordering was seen", 1, 1, recoveryFast, 5, 20 * milli},
		{"wider with each D-SACK", 1, 3, recoveryNone, 1, 60 * milli},
		{"a smoothed round trip at most", 1, 200, recoveryNone, 1, 82500 * vtime.Microsecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := selective(t, nil).c
			s, m := &conn.snd, conn.mend()
			s.rtt = estimator{}
			s.rtt.sample(80*milli, 1)
			s.rtt.sample(100*milli, 1)
			s.rtt.least.rtt = 80 * milli
			s.recovery, s.board.sacked = c.state, c.sacked
			m.reordered, m.rack.steps = c.reordered, c.steps
			require.Equal(t, c.want, conn.reorderWindow())
		})
	}
}

// A copy says when the latest segment that arrived had left, unless it came back too
// soon: then it was the first that arrived (RFC 8985 section 6.2 step 2).
func TestRackAdvances(t *testing.T) {
	var r rack
	r.advance(200*milli, &sent{at: 100 * milli, end: 1001, copies: 1}, 50*milli)
	require.Equal(t, rack{xmitTS: 100 * milli, end: 1001, rtt: 100 * milli, advanced: true}, r)
	r.advance(210*milli, &sent{at: 180 * milli, end: 501, copies: 2}, 50*milli)
	require.Equal(t, 100*milli, r.xmitTS, "30 ms are less than any round trip")
	r.advance(230*milli, &sent{at: 180 * milli, end: 501, copies: 2}, 50*milli)
	require.Equal(t, rack{xmitTS: 180 * milli, end: 501, copied: true, rtt: 50 * milli, advanced: true}, r)
	r.advance(300*milli, &sent{at: 90 * milli, end: 9001, copies: 1}, 50*milli)
	require.Equal(t, 180*milli, r.xmitTS, "it left before")
}

// Once for each round trip with a D-SACK the reordering window becomes wider; when it
// was not needed for 16 recoveries it is what it was (RFC 8985 section 6.2 step 4).
func TestReorderWindowAdapts(t *testing.T) {
	r := rack{steps: 1}
	for i, c := range []struct {
		dsack    bool
		una, nxt int64
		want     uint16
	}{{true, 1, 5001, 2}, {true, 1001, 6001, 2}, {false, 5001, 9001, 2}, {true, 5001, 9001, 3}} {
		r.dsackSeen = c.dsack
		r.adapt(c.una, c.nxt)
		require.Equal(t, c.want, r.steps, "%d", i)
	}
	require.EqualValues(t, persistRecoveries, r.persist)
	r.persist = 0
	r.adapt(9001, 9001)
	require.EqualValues(t, 1, r.steps)
}

// What left so late that it cannot have been acknowledged yet is not lost by a
// timeout (RFC 8985 section 6.3).
func TestTimeoutSparesWhatJustLeft(t *testing.T) {
	r := selective(t, func(c *Config) { c.TLP, c.FRTO = false, false })
	r.write(1000)
	r.wait(vtime.Second - 5*milli)
	r.write(1000)
	require.True(t, r.next())
	b := &r.c.snd.board
	require.Equal(t, []bool{true, false}, []bool{b.at(0).copies == 2, b.at(1).lost})
}

// When a tail loss probe is due, and that there is one only (RFC 8985 sections 7.2
// and 7.3).
func TestProbeTimeout(t *testing.T) {
	for _, c := range []struct {
		name     string
		segments int
		set      func(s *sender, c *Config)
		want     vtime.Time
	}{
		{"two round trips", 2, func(*sender, *Config) {}, 200 * milli},
		{"one segment waits for a delayed acknowledgement", 1, func(*sender, *Config) {}, 400 * milli},
		{"a second without a sample", 2, func(s *sender, _ *Config) { s.rtt = estimator{lostSYN: true} }, vtime.Second},
		{"not after the timeout", 1, func(_ *sender, c *Config) { c.RTOMin = 0 }, 300 * milli},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := selective(t, nil)
			s := &r.c.snd
			s.rtt = estimator{}
			s.rtt.sample(100*milli, 1)
			c.set(s, &r.cfg)
			start := r.at.Now
			r.write(1000 * c.segments)
			require.Equal(t, awaitProbe, s.awaits)
			require.True(t, r.next())
			require.Equal(t, c.want, r.at.Now-start)
			require.Equal(t, awaitTimeout, s.awaits, "the timeout is next")
			require.Equal(t, r.at.Now+s.rtt.rto(&r.cfg), r.deadline(timerRetransmit), "a whole one")
		})
	}
}

// New data behind a probe lets the timer run for a probe again, but no second one
// leaves (RFC 8985 section 7.3).
func TestOneProbeAtATime(t *testing.T) {
	r := selective(t, nil)
	r.write(2000)
	require.True(t, r.next())
	require.Len(t, r.sent, 1)
	r.write(1000)
	require.Equal(t, awaitProbe, r.c.snd.awaits)
	require.True(t, r.next())
	require.Empty(t, r.sent)
	require.Equal(t, awaitTimeout, r.c.snd.awaits)
}

// A probe is scheduled by new data, and by the acknowledgement of some, but not while a
// loss is repaired (RFC 8985 section 7.2).
func TestWhatSchedulesAProbe(t *testing.T) {
	r := selective(t, func(c *Config) { c.InitialRule, c.InitialWindow = WindowSegments, 10 })
	r.write(8000)
	require.Equal(t, awaitProbe, r.c.snd.awaits)
	r.c.snd.awaits = awaitTimeout
	r.ack(501) // a part of a segment
	require.Equal(t, awaitProbe, r.c.snd.awaits)
	r.wait(50 * milli)
	r.tell = []span{{3001, 8001}}
	r.segment(ACK, 1, 501, 60000, 0)
	require.Equal(t, recoveryFast, r.c.snd.recovery)
	require.NotEqual(t, awaitProbe, r.c.snd.awaits)
	r.ack(1001)
	require.NotEqual(t, awaitProbe, r.c.snd.awaits)
}

// A probe is new data if there is some that the receiver has room for, although the
// congestion window has none (RFC 8985 section 7.3).
func TestProbeIsNewDataIfThereIsSome(t *testing.T) {
	for name, c := range map[string]struct {
		win    uint16
		start  int64
		copies uint8
	}{"new": {60000, 4001, 1}, "no room": {4000, 3001, 2}, "not enough room": {4900, 3001, 2}} {
		t.Run(name, func(t *testing.T) {
			r := selective(t, func(c *Config) { c.InitialRule, c.InitialWindow = WindowSegments, 4 })
			r.write(6000)
			require.Len(t, r.sent, 4)
			r.segment(ACK, 1, 1, c.win, 0)
			require.Empty(t, r.sent)
			require.True(t, r.next())
			require.Len(t, r.sent, 1)
			require.Equal(t, c.start, r.sent[0].Start)
			require.Equal(t, c.copies, r.sent[0].Copy)
			if name == "new" { // which repairs nothing
				r.ack(5001)
				require.Equal(t, recoveryNone, r.c.snd.recovery)
				require.GreaterOrEqual(t, r.c.snd.win.Cwnd, int64(4000))
				require.True(t, r.c.snd.win.InSlowStart())
			}
		})
	}
}

// F-RTO looks at the first timeout of an episode, not at one in fast recovery (RFC
// 5682 section 2.1).
func TestFRTOIsForTheFirstTimeout(t *testing.T) {
	r := selective(t, func(c *Config) { c.TLP = false })
	r.write(4000)
	require.True(t, r.next())
	require.True(t, r.c.snd.mend.spurious)

	r = selective(t, func(c *Config) { c.TLP, c.InitialRule, c.InitialWindow = false, WindowSegments, 10 })
	r.write(10000)
	r.tell = []span{{1001, 5001}}
	r.segment(ACK, 1, 1, 60000, 0)
	require.Equal(t, recoveryFast, r.c.snd.recovery)
	require.True(t, r.next())
	require.Equal(t, recoveryLoss, r.c.snd.recovery)
	require.False(t, r.c.snd.mend.spurious)
}

// Cookies have 4 to 16 bytes, an even number, or none; other options are as good as
// none (RFC 7413 section 4.1.1).
func TestFastOpenOption(t *testing.T) {
	for n := range 20 {
		option := append([]byte{kindFastOpen, byte(2 + n)}, make([]byte, n)...)
		for len(option)%4 != 0 {
			option = append(option, 1)
		}
		b := AppendWireWith(nil, here, there, &Segment{Flags: SYN}, option)
		got, err := ParseWire(here, there, b)
		require.NoError(t, err)
		good := n == 0 || n >= 4 && n <= 16 && n%2 == 0
		require.Equal(t, good, got.Options.FastOpen != nil, "%d bytes", n)
		if good {
			require.EqualValues(t, n, got.Options.FastOpen.Len)
		}
	}
}

// The segment size of a peer that names none (RFC 9293 section 3.7.1).
func TestDefaultSegmentSize(t *testing.T) {
	for six, want := range map[bool]int64{false: 536, true: 1220} {
		cfg := rfc()
		cfg.Timestamps = false
		r := newRig(t, cfg)
		if six {
			r.c.SetIPv6()
		}
		r.do("open", r.c.Open)
		r.arrive(&Segment{Flags: SYN | ACK, Seq: rigIRS, Ack: rigISS + 1, Window: 60000})
		r.write(3000)
		require.EqualValues(t, want, r.sent[0].Segment.Payload.Len)
	}
}

// A soft error is told once, by whichever call comes next, to those who want to know;
// the connection goes on (RFC 9293 sections 3.9.1.8 and 3.9.2.2).
func TestSoftErrorsAreTold(t *testing.T) {
	calls := map[string]func(r *rig) error{
		"write": func(r *rig) error { _, err := r.c.Write(r.at, r.at, Payload{Len: 1}, true); return err },
		"read":  func(r *rig) error { _, _, err := r.c.Read(r.at, make([]byte, 1)); return err },
		"SO_ERROR": func(r *rig) error {
			if e := r.c.TakeError(); e != 0 {
				return e
			}
			return nil
		},
	}
	for name, call := range calls {
		for _, tell := range []bool{false, true} {
			r := newRig(t, rfc())
			r.bring(Established)
			r.c.TellSoftErrors(tell)
			r.write(100)
			r.c.Unreachable(r.at, errno.EHOSTUNREACH, true)
			require.Equal(t, tell, r.c.ErrorPending(), name)
			require.Equal(t, tell, r.c.Wakes()&(WakeReadable|WakeWritable) == WakeReadable|WakeWritable)
			if tell {
				require.Equal(t, errno.EHOSTUNREACH, call(r), name)
			}
			require.NoError(t, call(r), name)
			require.False(t, r.c.ErrorPending(), name)
			require.Equal(t, Established, r.c.State())
		}
	}
}
