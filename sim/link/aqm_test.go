package link

import (
	"math/big"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

const us = vtime.Microsecond

// byteAMicrosecond is a rate at which a frame of 1000 bytes takes a millisecond.
const byteAMicrosecond = 8_000_000

// policed runs a discipline at 1000 bytes a millisecond and writes down what happens.
func policed(q Queue, sends ...send) (*trial, *ledger) {
	tr := newTrial(Config{Name: "w", Rate: byteAMicrosecond, Queue: q})
	l := &ledger{marked: map[int]vtime.Time{}}
	tr.SetTap(l)
	return tr.plan(sends...).run(), l
}

// ledger is a tap that keeps when frames were dropped, and when marked ones arrived.
type ledger struct {
	dropped []vtime.Time
	lost    []int
	marked  map[int]vtime.Time
}

func (l *ledger) Sent(vtime.Stamp, *Wire, *Frame) {}

func (l *ledger) Dropped(at vtime.Stamp, _ *Wire, f *Frame, _ Drop) {
	l.dropped, l.lost = append(l.dropped, at.Now), append(l.lost, f.Body.(*body).id)
}

func (l *ledger) Delivered(at vtime.Stamp, _ *Wire, f *Frame) {
	if f.Mark == Marked {
		l.marked[f.Body.(*body).id] = at.Now
	}
}

// overload is a flow that sends twice as fast as the wire takes it.
func overload(n int, m Mark) []send {
	all := spaced(n, 1000, 500*us)
	for i := range all {
		all[i].mark = m
	}
	return all
}

func TestInverseRoot(t *testing.T) {
	for n, want := range map[uint64]uint64{
		1: 1 << 32, 2: 3037000499, 3: 2479700524, 4: 1 << 31, 5: 1920767766, 16: 1 << 30, 100: 429496729, 1 << 62: 2,
	} {
		require.Equal(t, want, inverseRoot(n), "%d", n)
	}
	whole := new(big.Int).Lsh(big.NewInt(1), 64)
	for n := uint64(1); n < 1<<60; n += n/3 + 1 {
		r := new(big.Int).SetUint64(inverseRoot(n))
		square := func(x *big.Int) *big.Int { return new(big.Int).Mul(new(big.Int).Mul(x, x), new(big.Int).SetUint64(n)) }
		require.LessOrEqual(t, square(r).Cmp(whole), 0, "%d", n)
		require.Positive(t, square(r.Add(r, big.NewInt(1))).Cmp(whole), "%d", n)
	}
}

// The k-th frame is sent at k/2 ms and its turn comes at k ms if nothing is dropped:
// from the tenth on frames wait for 5 ms or more, which has lasted for an interval at
// 110 ms. The next drop is 100 ms later, then 100/sqrt(2), 100/sqrt(3) and so on, each
// at the first turn from then on.
var codelDrops = []vtime.Time{
	110 * ms, // 210, 280.711, 338.446, 388.446, 433.167, 473.992, 511.788
	210 * ms, 281 * ms, 339 * ms, 389 * ms, 434 * ms, 474 * ms, 512 * ms,
}

func TestCoDelDropsByItsControlLaw(t *testing.T) {
	tr, l := policed(Queue{New: CoDel{}.New}, overload(1040, Unmarkable)...)
	require.Equal(t, codelDrops, l.dropped[:len(codelDrops)])
	require.EqualValues(t, len(l.dropped), tr.Stats().Dropped[EarlyCoDel])
	require.Equal(t, 110, l.lost[0], "the head goes, whose wait is too long")
}

// Where frames can be marked they are marked at the times when they would be dropped,
// and go.
func TestCoDelMarks(t *testing.T) {
	tr, l := policed(Queue{New: CoDel{Mark: true}.New}, overload(1040, Markable)...)
	require.Empty(t, l.dropped)
	for _, at := range codelDrops {
		require.Equal(t, at+ms, l.marked[int(at/ms)], "the frame whose turn comes at %v", at)
	}
	require.EqualValues(t, len(l.marked), tr.Stats().Marked)

	tr, l = policed(Queue{New: CoDel{Mark: true}.New}, overload(300, Unmarkable)...)
	require.Equal(t, codelDrops[0], l.dropped[0], "what cannot be marked is dropped")
	require.Zero(t, tr.Stats().Marked)
}

// A burst that drains within an interval loses nothing, and neither do frames that
// come one by one.
func TestCoDelLetsBurstsPass(t *testing.T) {
	for _, sends := range [][]send{spaced(100, 1000, 0), spaced(500, 1000, ms)} {
		tr, _ := policed(Queue{New: CoDel{}.New}, sends...)
		require.Zero(t, lost(tr))
	}
	tr, _ := policed(Queue{New: CoDel{}.New}, spaced(140, 1000, 0)...)
	require.NotZero(t, tr.Stats().Dropped[EarlyCoDel])
}

// Congestion that comes back soon is met with nearly the rate of drops that it had.
func TestCoDelRemembers(t *testing.T) {
	first := overload(1040, Unmarkable)
	again := overload(600, Unmarkable)
	for i := range again {
		again[i].at += first[len(first)-1].at + 560*ms
	}
	_, l := policed(Queue{New: CoDel{}.New}, append(first, again...)...)
	n := 0
	for n < len(l.dropped) && l.dropped[n] < again[0].at {
		n++
	}
	require.Greater(t, len(l.dropped), n+2)
	require.Less(t, l.dropped[n+1]-l.dropped[n], 50*ms, "and not a whole interval")
}

// A flow that sends little is not held up by one that sends more than the wire takes.
func TestFQCoDelIsolatesASparseFlow(t *testing.T) {
	sends := overload(1000, Unmarkable)
	for i := range 20 {
		sends = append(sends, send{at: vtime.Time(i+1) * 25 * ms, len: 100, flow: 1})
	}
	for _, c := range []struct {
		queue    Queue
		patience vtime.Time // of the sparse flow
	}{{Queue{New: FQCoDel{}.New}, 1100 * us}, {Queue{New: CoDel{}.New}, vtime.Never}} {
		tr, _ := policed(c.queue, sends...)
		longest := vtime.Time(0)
		for _, a := range tr.arrivals {
			if s := sends[a.id]; s.flow == 1 {
				longest = max(longest, a.at-s.at)
			}
		}
		require.LessOrEqual(t, longest, c.patience, "a frame in the transmitter, and its own time")
		if c.patience == vtime.Never {
			require.Greater(t, longest, 50*ms, "in one queue it waits behind the other flow")
		}
	}
}

// Flows share by bytes, whatever the size of their frames, to within two quanta.
func TestFQCoDelSharesByBytes(t *testing.T) {
	var sends []send
	for flow, size := range []int{1500, 300, 800} {
		for i := range 600_000 / size {
			sends = append(sends, send{at: vtime.Time(i*size) * us / 2, len: size, flow: uint64(flow)})
		}
	}
	tr := newTrial(Config{Rate: byteAMicrosecond, Queue: Queue{New: FQCoDel{}.New}}).plan(sends...)
	tr.k.Run(sim.Bounds{Until: 300 * ms})
	var got [3]int
	for _, a := range tr.arrivals {
		got[sends[a.id].flow] += sends[a.id].len
	}
	for _, n := range got {
		require.InDelta(t, 100_000, n, 2*1514)
	}
}

// A queue that is full sheds the oldest frame of the flow that has most in it.
func TestFQCoDelShedsFromTheLongest(t *testing.T) {
	q := Queue{Packets: 5, New: FQCoDel{}.New}
	tr, l := policed(q, send{len: 1000}, send{len: 1000}, send{len: 1000},
		send{len: 100, flow: 1}, send{len: 100, flow: 1}, send{len: 100, flow: 1})
	require.Equal(t, []int{1}, l.lost, "the first frame of the longest: one is in the transmitter")
	require.EqualValues(t, 1, tr.Stats().Dropped[QueueFull])
}

// The average that the paper's figure computes, by hand with a weight of 1/4.
func TestREDAverages(t *testing.T) {
	r := RED{Weight: 2}.New(sim.New(1), &Config{Rate: byteAMicrosecond}).(*red)
	sink := &scheduler{}
	for i, want := range []uint64{0, one / 4, one/4 + 7*one/16, 3 * (one/4 + 7*one/16) / 4} {
		if i == 3 {
			want += 3 * one / 4
		}
		r.Put(0, Queued{Frame: newFrame(100)}, sink)
		require.Equal(t, want, r.avg, "frame %d", i)
	}
	for range 4 {
		r.Take(10*ms, sink)
	}
	avg := r.avg
	r.Put(12*ms+999*us, Queued{Frame: newFrame(100)}, sink)
	require.Equal(t, avg*9/16, r.avg, "as if two packets of 1000 bytes had found it empty")
}

func TestREDChances(t *testing.T) {
	for _, c := range []struct {
		avg    uint64 // in quarters of a packet
		gentle bool
		want   uint64
		mark   bool
	}{
		{0, true, 0, false}, {19, true, 0, false}, {20, true, 0, true},
		{40, true, one / 20, true}, {59, true, one / 10 * 39 / 40, true}, {60, true, one / 10, true},
		{90, true, one/10 + one/10*9/2, true}, {120, true, one, false},
		{60, false, one, false}, {59, false, one / 10 * 39 / 40, true},
	} {
		r := RED{Gentle: c.gentle}.New(sim.New(1), &Config{Rate: byteAMicrosecond}).(*red)
		r.avg = c.avg * one / 4
		p, mark := r.chance()
		require.InDelta(t, c.want, p, 10, "%+v", c)
		require.Equal(t, c.mark, mark, "%+v", c)
	}
}

// With a chance of a tenth a pick comes at the ninth frame at the latest, and evenly
// before that: the figure counts the frame that was picked.
func TestREDSpreadsItsPicks(t *testing.T) {
	r := RED{}.New(sim.New(1), &Config{Rate: byteAMicrosecond}).(*red)
	seen, gap := map[int]int{}, 0
	for i := range 22_000 {
		gap++
		if r.picks(&Frame{Key: uint64(i)}, one/10) {
			seen[gap]++
			gap = 0
		}
	}
	require.Len(t, seen, 9)
	for n := 1; n <= 9; n++ {
		require.InDelta(t, 22_000/5/9, seen[n], 80, "%d frames", n)
	}
}

func TestREDDropsOrMarks(t *testing.T) {
	for _, c := range []struct {
		red             RED
		mark            Mark
		marked, dropped bool
	}{
		{RED{Gentle: true}, Markable, false, true}, {RED{Mark: true, Max: 1000}, Markable, true, false},
		{RED{Mark: true}, Unmarkable, false, true}, {RED{Mark: true}, Markable, true, true},
	} {
		tr, _ := policed(Queue{New: c.red.New}, overload(2000, c.mark)...)
		s := tr.Stats()
		require.Equal(t, c.marked, s.Marked > 0, "%+v", c)
		require.Equal(t, c.dropped, s.Dropped[EarlyRED] > 0, "%+v", c)
	}
}

// Against a flow that does not listen PIE finds the chance at which half gets through,
// and the wait is near its target then.
func TestPIEFindsItsTarget(t *testing.T) {
	tr, _ := policed(Queue{New: PIE{}.New}, overload(40_000, Unmarkable)...)
	sum, n := vtime.Time(0), vtime.Time(0)
	for _, a := range tr.arrivals {
		if sent := tr.sent[a.id]; a.id > 20_000 {
			sum, n = sum+a.at-vtime.Time(sent.id)*500*us-ms, n+1
		}
	}
	require.InDelta(t, 15, float64(sum/n)/float64(ms), 3)
	require.NotZero(t, tr.Stats().Dropped[EarlyPIE])
}

// A burst of less than 150 ms passes, and PIE marks only while the chance is small.
func TestPIELetsABurstPassAndMarks(t *testing.T) {
	tr, _ := policed(Queue{New: PIE{}.New}, spaced(100, 1000, 0)...)
	require.Zero(t, lost(tr))
	tr, _ = policed(Queue{New: PIE{Mark: true}.New}, overload(20_000, Markable)...)
	s := tr.Stats()
	require.NotZero(t, s.Marked)
	require.NotZero(t, s.Dropped[EarlyPIE], "a flow that does not listen is dropped from a tenth on")
}

// Updates that nothing is changed by are skipped, however long the pause.
func TestPIESleepsThroughPauses(t *testing.T) {
	tr, _ := policed(Queue{New: PIE{}.New}, send{len: 1000}, send{at: MaxDelay, len: 1000})
	require.Len(t, tr.arrivals, 2)
}

func TestThresholdMarks(t *testing.T) {
	for _, c := range []struct {
		queue Threshold
		first int // frame that is marked; the first one goes straight to the transmitter
	}{{Threshold{Packets: 3}, 4}, {Threshold{Bytes: 2500}, 4}, {Threshold{Packets: 1000}, -1}} {
		sends := spaced(10, 1000, 0)
		for i := range sends {
			sends[i].mark = Markable1
		}
		tr, l := policed(Queue{New: c.queue.New}, sends...)
		require.Zero(t, lost(tr))
		for i := range sends {
			_, marked := l.marked[i]
			require.Equal(t, c.first >= 0 && i >= c.first, marked, "%+v: frame %d", c.queue, i)
		}
	}
	tr, l := policed(Queue{New: Threshold{Packets: 1}.New}, spaced(10, 1000, 0)...)
	require.Empty(t, l.marked)
	require.Len(t, tr.arrivals, 10, "what cannot be marked goes on")
}

// A queue that is full drops what comes last, whatever the discipline.
func TestDisciplinesKeepTheBounds(t *testing.T) {
	for _, q := range []Queue{
		{New: CoDel{}.New}, {New: RED{Min: 100, Max: 300}.New}, {New: PIE{}.New}, {New: Threshold{}.New},
	} {
		q.Packets = 4
		tr, l := policed(q, spaced(7, 1000, 0)...)
		require.Equal(t, []int{4, 5, 6}, l.lost)
		require.EqualValues(t, 3, tr.Stats().Dropped[QueueFull])
	}
}

func lost(tr *trial) uint64 {
	s := tr.Stats()
	return s.DroppedAll()
}
