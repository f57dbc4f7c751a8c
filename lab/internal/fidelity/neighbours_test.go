package fidelity

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// Neighbours of what was measured: the packets of these conversations are not known, but
// what they come down to is.

func hold(t *testing.T, lines ...string) *Result {
	text := "conversation neighbour\nabout a neighbour\n" + strings.Join(lines, "\n") + "\n"
	all, err := Parse("neighbour", []byte(text))
	require.NoError(t, err)
	r, err := Run(all[0])
	require.NoError(t, err)
	require.Empty(t, r.Wrong)
	return r
}

// Whichever one of the last flight is lost, but for the very last, something behind it
// arrives. It is repaired in a round trip once three have overtaken it, or a quarter of
// one and 2 ms later (RACK), also if what told of it came with an acknowledgement of new
// data.
func TestLossesWithSomethingBehindNeedNoTimeout(t *testing.T) {
	for _, algorithm := range []string{"cubic", "reno"} {
		for k := 43; k <= 69; k++ {
			r := hold(t, "link 50ms 1Gbit/s 10000", fmt.Sprintf("lose down data %d", k), "knob tcp.congestion "+algorithm,
				"client connect; send 300; read 100000; mark last_byte; close", "server read 300; send 100000; eof; close")
			most := 502 * vtime.Millisecond
			if k > 67 {
				most = 529 * vtime.Millisecond
			}
			require.LessOrEqual(t, r.Times[0].At, most, "%s: %d", algorithm, k)
		}
	}
}

// Two writes and a read: the second write waits for the acknowledgement of the first, which
// is delayed from the second exchange on. As one write they take a round trip.
func TestWriteWriteRead(t *testing.T) {
	for rtt := range vtime.Time(3) {
		trip := []vtime.Time{1, 20, 100}[rtt] * vtime.Millisecond
		r := hold(t, fmt.Sprintf("link %dus 1Gbit/s 10000", trip/2000),
			"client connect; start; 3 times (send 100; send 100; read 100; lap ex#); send 200; read 100; lap one; close",
			"server 4 times (read 200; send 100); eof; close")
		for i, want := range []vtime.Time{2 * trip, 2*trip + 40*vtime.Millisecond, 2*trip + 40*vtime.Millisecond, trip} {
			require.InDelta(t, int64(want), int64(r.Times[i].At), float64(vtime.Millisecond/2), "%s: %s", trip, r.Times[i].Name)
		}
	}
}

// An idle congestion window of 80 is halved for each timeout of 304 ms: the 70 segments of
// a second response take one round trip, two, or three.
func TestIdleWindowIsHalvedForEachTimeout(t *testing.T) {
	for idle, trips := range map[int]vtime.Time{100: 1, 500: 2, 1000: 3} {
		r := hold(t, "link 50ms 1Gbit/s 10000",
			fmt.Sprintf("client connect; send 300; read 100000; sleep %dms; start; send 300; read 100000; mark second; close", idle),
			"server 2 times (read 300; send 100000); eof; close")
		require.InDelta(t, int64(trips*100*vtime.Millisecond), int64(r.Times[0].At), float64(2*vtime.Millisecond), "%d ms", idle)
	}
}

// CUBIC leaves slow start before a queue of 50 overflows, and then loses a segment for each
// one that its window grows by until it hears of the first: 7, where Reno loses 122.
func TestHyStartSparesTheQueue(t *testing.T) {
	r := hold(t, "link 50ms 10Mbit/s 1000", "queue down 50",
		"client connect; send 300; read 1000000; close", "server read 300; send 1000000; eof; close")
	require.Equal(t, 7, r.count("again_down"))
}
