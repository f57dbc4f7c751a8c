package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// What calls return in each state, as POSIX says.
func TestWriteErrors(t *testing.T) {
	for from, want := range map[State]error{
		Closed: errno.EPIPE, Listen: errno.ENOTCONN, SynSent: nil, SynReceived: nil, Established: nil,
		FinWait1: errno.EPIPE, FinWait2: errno.EPIPE, CloseWait: nil, Closing: errno.EPIPE, LastAck: errno.EPIPE,
		TimeWait: errno.EPIPE,
	} {
		r := newRig(t, rfc())
		r.bring(from)
		r.do("write", func(at vtime.Stamp) {
			n, err := r.c.Write(at, at, pattern(r.c.snd.wire(1), 10), true)
			require.Equal(t, want, err, from)
			require.Equal(t, want == nil, n == 10, from)
		})
	}
}

func TestReadAfterTheEnd(t *testing.T) {
	for from, want := range map[State]bool{
		Closed: true, Listen: false, SynSent: false, SynReceived: false, Established: false, FinWait1: false,
		FinWait2: false, CloseWait: true, Closing: true, LastAck: true, TimeWait: true,
	} {
		r := newRig(t, rfc())
		r.bring(from)
		require.Equal(t, want, r.c.Readable(), from)
		n, eof, err := r.c.Read(r.at, make([]byte, 10))
		require.Zero(t, n)
		require.NoError(t, err)
		require.Equal(t, want, eof, from)
	}
}

// Found by random segments, seed 140043.
func TestReadOfNothingIsNoEnd(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(FIN|ACK, 1, 1, 60000, 100)
	n, eof, err := r.c.Read(r.at, nil)
	require.NoError(t, err)
	require.Zero(t, n)
	require.False(t, eof, "there are bytes before the end")
	r.read(200)
	_, eof, _ = r.c.Read(r.at, nil)
	require.True(t, eof)
}

func TestErrorIsToldOnce(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(RST, 1, 0, 0, 0)
	require.Equal(t, errno.ECONNRESET, r.c.Err())
	require.Equal(t, errno.ECONNRESET, r.c.TakeError())
	require.Zero(t, r.c.TakeError())
	_, err := r.c.Write(r.at, r.at, Payload{Len: 1}, true)
	require.Equal(t, errno.EPIPE, err)
	_, eof, err := r.c.Read(r.at, make([]byte, 1))
	require.NoError(t, err)
	require.True(t, eof)
	require.Equal(t, errno.ECONNRESET, r.c.Err(), "why it ended stays known")
}

func TestWrittenUnsentUnacked(t *testing.T) {
	cfg := rfc()
	cfg.SendBuffer = 6000
	r := newRig(t, cfg)
	counts := func() [4]int64 {
		return [4]int64{int64(r.c.Written()), r.c.Unsent(), r.c.Unacked(), r.c.WriteRoom()}
	}
	require.Equal(t, [4]int64{1, 0, 0, 6000}, counts())
	r.bring(SynSent)
	r.write(100)
	require.Equal(t, [4]int64{101, 100, 100, 5900}, counts())
	r.segment(SYN|ACK, 0, 1, 60000, 0)
	require.Equal(t, [4]int64{101, 0, 100, 5900}, counts())
	r.write(8000)
	require.Equal(t, [4]int64{6001, 2900, 6000, 0}, counts(), "a window of 4000 takes three more segments")
	r.segment(ACK, 1, 101, 60000, 0)
	require.Equal(t, int64(100), r.c.WriteRoom())
	require.True(t, r.c.InFlight(uint32(rigISS.Add(101))))
	require.False(t, r.c.InFlight(uint32(rigISS.Add(100))), "acknowledged")
	require.False(t, r.c.InFlight(uint32(rigISS.Add(6000))), "not sent")
}

// A connection without records behaves the same.
func TestRecordsAreOptional(t *testing.T) {
	cfg := rfc()
	c := New(&cfg, rigISS, 1460, Records{})
	at := vtime.Stamp{}
	var out Outgoing
	poll := func() (n int) {
		for c.PollSegment(at, &out) {
			n++
		}
		return n
	}
	c.Open(at)
	require.Equal(t, 1, poll())
	c.Segment(at, &Segment{Flags: SYN | ACK, Seq: rigIRS, Ack: rigISS + 1, Window: 9000}, 1)
	require.Equal(t, 1, poll())
	_, err := c.Write(at, at, Payload{Len: 100}, true)
	require.NoError(t, err)
	require.NoError(t, c.CloseWrite(at))
	require.Equal(t, 1, poll())
	c.Segment(at, &Segment{Flags: FIN | ACK, Seq: rigIRS + 1, Ack: rigISS.Add(102), Window: 9000}, 2)
	require.Equal(t, 1, poll())
	require.Equal(t, TimeWait, c.State())
}

// The interval between probes starts anew when the window opens, also by no more
// than the byte that a probe had taken.
func TestProbesStartAnew(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.segment(ACK, 1, 1, 0, 0)
	r.write(5000)
	for range 3 {
		require.True(t, r.next())
	}
	require.Equal(t, uint8(3), r.c.snd.probes)
	r.segment(ACK, 1, 2, 1, 0)
	require.Zero(t, r.c.snd.probes)
}

// RFC 6191: only a SYN, only beyond the old numbers, only in TIME-WAIT.
func TestReusable(t *testing.T) {
	for _, c := range []struct {
		name  string
		state State
		f     Flags
		seq   int64
		allow bool
		want  bool
	}{
		{"beyond", TimeWait, SYN, 3, true, true},
		{"the next", TimeWait, SYN, 2, true, false},
		{"old", TimeWait, SYN, 0, true, false},
		{"not allowed", TimeWait, SYN, 3, false, false},
		{"with ACK", TimeWait, SYN | ACK, 3, true, false},
		{"with RST", TimeWait, SYN | RST, 3, true, false},
		{"alive", FinWait2, SYN, 3, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := rfc()
			cfg.ReuseTimeWait = c.allow
			r := newRig(t, cfg)
			r.bring(c.state)
			require.Equal(t, c.want, r.c.Reusable(&Segment{Flags: c.f, Seq: rigIRS.Add(c.seq)}))
		})
	}
}

func TestResetFor(t *testing.T) {
	for _, c := range []struct {
		in   Segment
		want Segment
		ok   bool
	}{
		{Segment{Flags: SYN, Seq: 7}, Segment{Flags: RST | ACK, Ack: 8}, true},
		{Segment{Flags: ACK, Seq: 7, Ack: 9}, Segment{Flags: RST, Seq: 9}, true},
		{Segment{Flags: FIN, Seq: 7, Payload: Payload{Len: 5}}, Segment{Flags: RST | ACK, Ack: 13}, true},
		{Segment{Flags: SYN, Seq: 0xffffffff}, Segment{Flags: RST | ACK, Ack: 0}, true},
		{Segment{Flags: RST, Seq: 7}, Segment{}, false},
		{Segment{Flags: RST | ACK, Seq: 7, Ack: 9}, Segment{}, false},
	} {
		got, ok := ResetFor(&c.in)
		require.Equal(t, c.ok, ok)
		require.Equal(t, c.want, got)
	}
}

// In the steady state a segment costs no allocation, in either direction.
func TestSteadyStateDoesNotAllocate(t *testing.T) {
	cfg := rfc()
	cfg.DelayedAck = 0
	c := New(&cfg, rigISS, 1460, Records{})
	at := vtime.Stamp{}
	var out Outgoing
	poll := func() {
		for c.PollSegment(at, &out) {
		}
		c.Wakes()
	}
	c.Open(at)
	poll()
	g := Segment{Flags: SYN | ACK, Seq: rigIRS, Ack: rigISS + 1, Window: 60000, Options: Options{MSS: 1460}}
	c.Segment(at, &g, 1)
	poll()
	g.Options, g.Seq = Options{}, g.Seq+1
	round := func() {
		at.Now += vtime.Millisecond
		_, _ = c.Write(at, at, Payload{Len: 2920}, true)
		poll()
		g.Flags, g.Ack, g.Payload = ACK, c.snd.wire(c.snd.nxt), Payload{Len: 1000}
		c.Segment(at, &g, 1)
		poll()
		g.Seq = g.Seq.Add(1000)
		_, _, _ = c.Discard(at, 1<<20)
		poll()
	}
	for range 100 {
		round()
	}
	require.Zero(t, testing.AllocsPerRun(500, round))
}
