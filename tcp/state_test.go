package tcp

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// All transitions of RFC 9293 figure 5 and its notes, and no others. To CLOSED
// there is always a way.
func TestTransitions(t *testing.T) {
	legal := map[State][]State{
		Closed:      {Listen, SynSent},
		Listen:      {SynReceived, SynSent},
		SynSent:     {SynReceived, Established},
		SynReceived: {Listen, Established, FinWait1, CloseWait},
		Established: {FinWait1, CloseWait},
		FinWait1:    {FinWait2, Closing, TimeWait},
		FinWait2:    {TimeWait},
		CloseWait:   {LastAck},
		Closing:     {TimeWait},
	}
	for from := range State(numStates) {
		for to := range State(numStates) {
			want := to == Closed
			for _, s := range legal[from] {
				want = want || s == to
			}
			require.Equal(t, want, from.mayBecome(to), "%v to %v", from, to)
		}
	}
	c := New(&Config{}, 1, 1000, Records{})
	require.PanicsWithValue(t, "tcp: CLOSED may not become ESTABLISHED", func() { c.become(Established) })
}

func TestStatesByName(t *testing.T) {
	seen := map[string]bool{}
	for s := range State(numStates) {
		require.NotEmpty(t, s.String())
		require.False(t, seen[s.String()])
		seen[s.String()] = true
	}
	require.Len(t, seen, 11, "RFC 9293 section 3.3.2")
}

func TestWhatStatesMayDo(t *testing.T) {
	for _, c := range []struct {
		s                     State
		synchronized, in, out bool
	}{
		{Closed, false, false, false}, {Listen, false, false, false}, {SynSent, false, false, false},
		{SynReceived, false, false, false}, {Established, true, true, true}, {FinWait1, true, true, true},
		{FinWait2, true, true, false}, {CloseWait, true, false, true}, {Closing, true, false, true},
		{LastAck, true, false, true}, {TimeWait, true, false, false},
	} {
		require.Equal(t, c.synchronized, c.s.synchronized(), c.s)
		require.Equal(t, c.in, c.s.canReceive(), c.s)
		require.Equal(t, c.out, c.s.canSend(), c.s)
	}
}

// Where each kind of segment takes each state.
func TestSegmentsMoveStates(t *testing.T) {
	for _, c := range []struct {
		from State
		f    Flags
		seq  int64
		ack  int64
		want State
	}{
		{Closed, SYN, 0, 0, Closed},
		{Listen, SYN, 0, 0, SynReceived}, {Listen, ACK, 0, 1, Listen}, {Listen, RST, 0, 0, Listen},
		{Listen, FIN, 0, 0, Listen},
		{SynSent, SYN | ACK, 0, 1, Established}, {SynSent, SYN, 0, 0, SynReceived}, {SynSent, ACK, 0, 1, SynSent},
		{SynSent, RST | ACK, 0, 1, Closed}, {SynSent, RST, 0, 0, SynSent}, {SynSent, SYN | ACK, 0, 2, SynSent},
		{SynReceived, ACK, 1, 1, Established}, {SynReceived, ACK, 1, 2, SynReceived}, {SynReceived, RST, 1, 0, Closed},
		{SynReceived, FIN | ACK, 1, 1, CloseWait}, {SynReceived, SYN, 0, 0, SynReceived},
		{SynReceived, ACK, 70000, 1, SynReceived}, {SynReceived, SYN, 500, 0, Closed},
		{Established, FIN | ACK, 1, 1, CloseWait}, {Established, FIN, 1, 0, Established}, {Established, RST, 1, 0, Closed},
		{Established, SYN, 1, 0, Established}, {Established, FIN | ACK, 2, 1, Established},
		{FinWait1, ACK, 1, 2, FinWait2}, {FinWait1, FIN | ACK, 1, 1, Closing}, {FinWait1, FIN | ACK, 1, 2, TimeWait},
		{FinWait1, RST, 1, 0, Closed},
		{FinWait2, FIN | ACK, 1, 2, TimeWait}, {FinWait2, ACK, 1, 2, FinWait2}, {FinWait2, RST, 1, 0, Closed},
		{CloseWait, ACK, 2, 1, CloseWait}, {CloseWait, FIN | ACK, 1, 1, CloseWait}, {CloseWait, RST, 2, 0, Closed},
		{Closing, ACK, 2, 2, TimeWait}, {Closing, ACK, 2, 1, Closing}, {Closing, RST, 2, 0, Closed},
		{LastAck, ACK, 2, 2, Closed}, {LastAck, ACK, 2, 1, LastAck}, {LastAck, RST, 2, 0, Closed},
		{TimeWait, FIN | ACK, 1, 2, TimeWait}, {TimeWait, RST, 2, 0, TimeWait}, {TimeWait, SYN, 500, 0, TimeWait},
	} {
		t.Run(fmt.Sprint(c.from, " ", c.f, " ", c.seq), func(t *testing.T) {
			r := newRig(t, rfc())
			r.bring(c.from)
			r.segment(c.f, c.seq, c.ack, 60000, 0)
			require.Equal(t, c.want, r.c.State())
		})
	}
}

// Which calls take which state where (RFC 9293 sections 3.10.4 and 3.10.5), and
// whether the peer is told with a reset.
func TestCallsMoveStates(t *testing.T) {
	for from, want := range map[State]struct {
		shut  State
		reset bool // by an abort
	}{
		Closed: {Closed, false}, Listen: {Listen, false}, SynSent: {Closed, false}, SynReceived: {SynReceived, true},
		Established: {FinWait1, true}, FinWait1: {FinWait1, true}, FinWait2: {FinWait2, true}, CloseWait: {LastAck, true},
		Closing: {Closing, false}, LastAck: {LastAck, false}, TimeWait: {TimeWait, false},
	} {
		r := newRig(t, rfc())
		r.bring(from)
		r.shutdown()
		require.Equal(t, want.shut, r.c.State(), from)

		r = newRig(t, rfc())
		r.bring(from)
		r.do("abort", r.c.Abort)
		require.Equal(t, Closed, r.c.State(), from)
		require.Equal(t, want.reset, len(r.sent) == 1 && r.sent[0].Segment.Flags.Has(RST), from)
	}
}
