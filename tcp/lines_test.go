package tcp

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim/simtest"
)

// line is the line of a field of an object that begins with a line.
func line(of any, names ...string) int { return simtest.Line(0, of, names...) }

// Among thousands of connections a segment finds nothing of its own near: what it looks
// at lies in few lines. Both ends need the first six and the last of the connection;
// those of its parts begin with a line, since the runtime puts objects of their sizes there.
func TestSegmentsTouchFewLines(t *testing.T) {
	for _, names := range [][]string{
		{"cfg"}, {"noted"}, {"ts"}, {"unprobed"}, {"rcv"}, {"rcv", "largest"}, {"ack"}, {"snd"}, {"snd", "wnd"},
		{"snd", "probes"}, {"snd", "mend"}, {"snd", "buf", "end"}, {"snd", "board", "again"},
	} {
		require.Less(t, line(Conn{}, names...), 6, "%v", names)
	}
	for _, names := range [][]string{{"snd", "retries"}, {"snd", "recover"}, {"snd", "way"}, {"snd", "newsOf"}, {"snd", "rtt", "spread", "now"}} {
		require.Less(t, line(Conn{}, names...), 9, "a timeout looks no further than at %v", names)
	}
	require.Equal(t, 9, line(Conn{}, "snd", "rtt", "least", "later"), "nor does an acknowledgement")
	var c Conn
	delay := unsafe.Offsetof(c.timers) + unsafe.Sizeof(timer{})*uintptr(slots[timerDelayedAck])
	require.Equal(t, unsafe.Sizeof(c)/64, delay/64, "the timer of the host, behind it, begins in this line")

	for _, name := range []string{"segsIn", "segsOut", "dataSegsIn", "dataSegsOut", "delivered", "dataIn", "ackIn", "bytesSent"} {
		require.Zero(t, line(tally{}, name), "tally.%s", name)
	}
	for _, names := range [][]string{{"probeEnd"}, {"firstAt"}, {"losses"}, {"repeated"}, {"rack", "rtt"}, {"rack", "dsackSeen"}} {
		require.Zero(t, line(repair{}, names...), "a timeout looks no further than at repair.%v", names)
	}
	for _, names := range [][]string{{"rack", "xmitTS"}, {"rack", "end"}, {"high"}, {"known"}} {
		require.Equal(t, 1, line(repair{}, names...), "repair.%v", names)
	}
	require.Equal(t, 2, line(repair{}, "marker"))
	require.Zero(t, line(control{}, "rates", "limit"), "who sends looks no further")
	for _, names := range [][]string{{"rates", "best"}, {"cubic", "epoch"}, {"cubic", "exit", "found"}} {
		require.Equal(t, 1, line(linuxControl{}, names...), "an acknowledgement looks at %v", names)
	}
	for _, name := range []string{"apart", "buffer", "clamp", "threshold"} {
		require.Zero(t, line(tuner{}, name), "tuner.%s", name)
	}
	require.Zero(t, line(tuner{}, "stock", "lots"))
	require.Zero(t, line(reassembly{}, "report", "twice"))
	for want, sizes := range map[uintptr][]uintptr{
		64: {unsafe.Sizeof(sent{})},
		128: {unsafe.Sizeof(tally{}), unsafe.Sizeof(tuner{}),
			unsafe.Sizeof(reassembly{})},
		192: {unsafe.Sizeof(repair{})},
		256: {unsafe.Sizeof(linuxControl{})},
	} {
		for _, size := range sizes {
			require.Equal(t, want, size)
		}
	}
}
