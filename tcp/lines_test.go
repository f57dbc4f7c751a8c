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
// at lies in few lines. Both ends of a transfer need five of the connection and its last one,
// who receives data one more, who sends it four. Parts of a connection begin with a line, since
// the runtime puts objects of their sizes there.
func TestSegmentsTouchFewLines(t *testing.T) {
	for want, fields := range [][][]string{
		0: {{"tally", "begun"}, {"tally", "bytesAgain"}},
		1: {{"cfg"}, {"running"}, {"general"}, {"ack", "now"}, {"ack", "upTo"}},
		2: {{"ack", "ato"}, {"rcv", "queue"}, {"rcv", "mss"}},
		3: {{"rcv", "irs"}, {"rcv", "holes"}, {"ts"}, {"unprobed"}},
		4: {{"ecn"}, {"keep"}, {"noted"}, {"snd", "iss"}, {"snd", "buf", "end"}},
		5: {{"snd", "wnd"}, {"snd", "mend"}, {"snd", "probes"}, {"snd", "board", "n"}},
		6: {{"snd", "board", "missing"}, {"snd", "board", "ring"}},
		7: {{"snd", "retries"}, {"snd", "lastAt"}},
		8: {{"snd", "dupBytes"}, {"snd", "space"}, {"snd", "rtt", "least", "later"}},
		9: {{"snd", "rtt", "least", "rtt"}, {"snd", "rtt", "first"}},
	} {
		for _, names := range fields {
			require.Equal(t, want, line(Conn{}, names...), "%v", names)
		}
	}
	var c Conn
	delay := unsafe.Offsetof(c.timers) + unsafe.Sizeof(timer{})*uintptr(slots[timerDelayedAck])
	require.Equal(t, unsafe.Sizeof(c)/64, delay/64, "the timer of the host, behind it, begins in this line")

	for _, names := range [][]string{{"probeEnd"}, {"firstAt"}, {"losses"}, {"limited"}, {"repeated"}, {"rack", "rtt"}, {"rack", "dsackSeen"}} {
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
	for _, names := range [][]string{{"apart"}, {"clamp"}, {"threshold"}, {"rtt"}, {"stock", "memory"}} {
		require.Zero(t, line(tuner{}, names...), "tuner.%v", names)
	}
	for _, name := range []string{"lots", "head", "few"} {
		require.Equal(t, 1, line(tuner{}, "stock", name), "stock.%s", name)
	}
	require.Zero(t, line(reassembly{}, "report", "twice"))
	for want, sizes := range map[uintptr][]uintptr{
		64:  {unsafe.Sizeof(tally{}), unsafe.Sizeof(asides{}), unsafe.Sizeof(sent{})},
		128: {unsafe.Sizeof(reassembly{})},
		192: {unsafe.Sizeof(tuner{}), unsafe.Sizeof(repair{})},
		256: {unsafe.Sizeof(linuxControl{})},
	} {
		for _, size := range sizes {
			require.Equal(t, want, size)
		}
	}
}
