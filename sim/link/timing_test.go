package link

import (
	"math/big"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestTimesToTheNanosecond(t *testing.T) {
	const mbit = 1_000_000
	for _, c := range []struct {
		name  string
		cfg   Config
		sends []send
		want  []arrival
	}{
		{"an ideal wire takes no time", Config{}, spaced(3, 1500, 0), []arrival{{0, 0}, {1, 0}, {2, 0}}},
		{"delay alone", Config{Delay: 25 * ms}, []send{{at: 0, len: 1500}, {at: 7, len: 40}},
			[]arrival{{0, 25 * ms}, {1, 25*ms + 7}}},
		{"an unlimited rate never queues, whatever the queue may hold",
			Config{Delay: ms, Queue: Queue{Packets: 1}}, spaced(3, 65535, 0), []arrival{{0, ms}, {1, ms}, {2, ms}}},
		{"one frame: its length over the rate, then the delay", Config{Rate: 10 * mbit, Delay: 20 * ms},
			spaced(1, 1500, 0), []arrival{{0, 20*ms + 1_200_000}}},
		{"a burst waits in line", Config{Rate: 10 * mbit, Delay: 20 * ms},
			[]send{{len: 1500}, {len: 100}, {len: 1500}},
			[]arrival{{0, 21_200_000}, {1, 21_280_000}, {2, 22_480_000}}},
		{"a frame that comes while the wire is free does not wait", Config{Rate: 10 * mbit},
			[]send{{at: 0, len: 1000}, {at: 800_000, len: 1000}, {at: 1_600_001, len: 1000}},
			[]arrival{{0, 800_000}, {1, 1_600_000}, {2, 2_400_001}}},
		{"the remainder is carried within a burst: 8/3 ns each", Config{Rate: 3_000_000_000},
			spaced(4, 1, 0), []arrival{{0, 2}, {1, 5}, {2, 8}, {3, 10}}},
		{"and forgotten in a pause, which the third frame does not make", Config{Rate: 3_000_000_000},
			[]send{{at: 0, len: 1}, {at: 3, len: 1}, {at: 5, len: 1}},
			[]arrival{{0, 2}, {1, 5}, {2, 8}}},
		{"the slowest wire", Config{Rate: MinRate}, spaced(1, 1, 0), []arrival{{0, vtime.Second}}},
		{"the fastest wire", Config{Rate: MaxRate}, spaced(4, 62500, 0),
			[]arrival{{0, 0}, {1, 1}, {2, 1}, {3, 2}}},
		{"the longest delay", Config{Delay: MaxDelay}, spaced(1, 1500, 0), []arrival{{0, MaxDelay}}},
	} {
		require.Equal(t, c.want, carry(c.cfg, c.sends...), c.name)
	}
}

// relay sends a frame again as it arrives, and compares each arrival with the
// closed form.
type relay struct {
	t         *testing.T
	wire      *Wire
	cfg       Config
	sent, got uint64
	all       uint64
	bits      *big.Int // of all frames that arrived
}

func (*relay) LookAhead(*Frame) uint64 { return 0 }

func (r *relay) Receive(at vtime.Stamp, f *Frame) {
	r.got++
	r.bits.Add(r.bits, big.NewInt(int64(f.Len)*8))
	var want big.Int
	want.Mul(r.bits, big.NewInt(int64(vtime.Second)))
	want.Div(&want, new(big.Int).SetUint64(r.cfg.Rate))
	if got := at.Now - r.cfg.Delay; got != vtime.Time(want.Int64()) {
		r.t.Fatalf("frame %d arrived at %d ns and not at %d ns", r.got, got, want.Int64())
	}
	if r.sent < r.all {
		r.sent++
		r.wire.Send(at, f)
	}
}

// The k-th of a million frames without a pause arrives at the delay plus the
// time of the bits of all k, rounded down: nothing drifts.
func TestLongRunsDoNotDrift(t *testing.T) {
	const outstanding = 5
	frames := uint64(1_000_000)
	for _, rate := range []uint64{999_999_937, 3_000_000, 7_777_777, 2_400_000_000} {
		k := sim.New(1)
		k.RecordEvents(false)
		r := &relay{t: t, cfg: Config{Rate: rate}, all: frames, bits: new(big.Int)}
		r.wire = New(k, r.cfg, r)
		for i := range outstanding {
			r.sent++
			r.wire.Send(k.Now(), newNumbered(1500-i, i))
		}
		k.Run(sim.Bounds{})
		require.EqualValues(t, frames, r.got)
		require.Zero(t, r.wire.Stats().InFlight)
		frames = 100_000 // one rate for long enough is enough
	}
}

func TestQueueBounds(t *testing.T) {
	const rate = 8_000_000 // a byte takes a microsecond
	us := vtime.Microsecond
	for _, c := range []struct {
		name  string
		queue Queue
		sends []send
		want  []int // what arrives
		max   int   // frames that a frame found
		wait  vtime.Time
	}{
		{"unbounded", Queue{}, spaced(50, 100, 0), ids(carry(Config{}, spaced(50, 100, 0)...)), 49, 4900 * us},
		{"packets, the one in the transmitter included", Queue{Packets: 3}, spaced(5, 100, 0), []int{0, 1, 2}, 2, 200 * us},
		{"one packet: only the transmitter", Queue{Packets: 1}, spaced(3, 100, 0), []int{0}, 0, 0},
		{"room once a frame has left, not at the very instant", Queue{Packets: 2},
			[]send{{len: 100}, {len: 100}, {at: 100 * us, len: 100}, {at: 100*us + 1, len: 100}}, []int{0, 1, 3}, 1, 100 * us},
		{"bytes", Queue{Bytes: 250}, []send{{len: 100}, {len: 100}, {len: 51}, {len: 50}, {len: 1}}, []int{0, 1, 3}, 2, 200 * us},
		{"bytes: an empty queue takes any frame", Queue{Bytes: 10}, []send{{len: 100}, {len: 1}, {at: 100*us + 1, len: 90}},
			[]int{0, 2}, 0, 0},
		{"both: whichever is hit first", Queue{Packets: 2, Bytes: 1000}, []send{{len: 900}, {len: 101}, {len: 100}, {len: 1}},
			[]int{0, 2}, 1, 900 * us},
	} {
		tr := newTrial(Config{Rate: rate, Queue: c.queue}).plan(c.sends...).run()
		require.Equal(t, c.want, ids(tr.arrivals), c.name)
		s := tr.Stats()
		require.EqualValues(t, len(c.sends)-len(c.want), s.Dropped[QueueFull], c.name)
		require.Equal(t, s.Dropped[QueueFull], s.DroppedAll(), c.name)
		require.Equal(t, c.max, s.MaxQueue, c.name)
		require.Equal(t, c.wait, s.MaxWait, c.name)
	}
}

// A refused frame takes no time on the wire, a lost one takes its own.
func TestLostFramesTakeTheirTimeRefusedOnesDoNot(t *testing.T) {
	cfg := Config{Rate: 8_000_000, Queue: Queue{Packets: 2}, LosePackets: []int{2}}
	us := vtime.Microsecond
	require.Equal(t, []arrival{{0, 100 * us}, {3, 300 * us}},
		carry(cfg, send{len: 100}, send{len: 100}, send{len: 100}, send{at: 150 * us, len: 100}))
}

func TestMTU(t *testing.T) {
	for _, c := range []struct {
		mtu  int
		want []int
	}{{0, []int{0, 1, 2, 3}}, {1500, []int{0, 1}}, {MinMTU, []int{0}}, {MaxMTU, []int{0, 1, 2, 3}}} {
		tr := newTrial(Config{MTU: c.mtu, Rate: 8_000_000})
		tr.plan(send{len: MinMTU}, send{len: 1500}, send{len: 1501}, send{len: MaxMTU}).run()
		require.Equal(t, c.want, ids(tr.arrivals), "mtu %d", c.mtu)
		require.EqualValues(t, 4-len(c.want), tr.Stats().Dropped[TooBig])
	}
	// A frame that is too big never gets to the transmitter.
	require.Equal(t, []arrival{{1, 68 * vtime.Microsecond}},
		carry(Config{MTU: 68, Rate: 8_000_000}, send{len: 69}, send{len: 68}))
}

func TestJitterStaysInRangeAndKeepsTheOrder(t *testing.T) {
	const n, jitter = 2000, 10 * ms
	for _, every := range []vtime.Time{0, ms, 3 * ms, 11 * ms} {
		tr := newTrial(Config{Delay: 5 * ms, Jitter: jitter}).plan(spaced(n, 100, every)...).run()
		require.Len(t, tr.arrivals, n)
		latest, least, most := vtime.Time(0), jitter, vtime.Time(0)
		for i, a := range tr.arrivals {
			require.Equal(t, i, a.id)
			own := vtime.Time(i)*every + 5*ms
			extra := tr.fate.jitter(&tr.sent[i].frame)
			latest = max(latest, own+extra)
			require.Equal(t, latest, a.at, "a frame comes when its own draw says, or with the one before it")
			least, most = min(least, extra), max(most, extra)
		}
		require.Less(t, least, jitter/100)
		require.Greater(t, most, jitter*99/100)
		require.LessOrEqual(t, most, jitter)
	}
}

// The smallest jitter is a nanosecond, and both of its values are drawn.
func TestJitterIncludesItsEnds(t *testing.T) {
	seen := map[vtime.Time]int{}
	for _, a := range carry(Config{Jitter: 1}, spaced(1000, 100, 10)...) {
		seen[a.at-vtime.Time(a.id)*10]++
	}
	require.Len(t, seen, 2)
	require.InDelta(t, 500, seen[0], 80)
}

func TestValidate(t *testing.T) {
	const year = MaxDelay
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{}, ""},
		{Config{Rate: MinRate, MTU: MinMTU, Delay: year, Jitter: year, Reorder: Whole, ReorderBy: year}, ""},
		{Config{Rate: 7}, "rate 7 bit/s: expected 0 for unlimited, or 8 to 1000000000000000"},
		{Config{Rate: MaxRate + 1}, "rate 1000000000000001 bit/s: expected 0 for unlimited, or 8 to 1000000000000000"},
		{Config{MTU: 67}, "mtu 67: expected 0 for the largest, or 68 to 65535 bytes"},
		{Config{MTU: 65536}, "mtu 65536: expected 0 for the largest, or 68 to 65535 bytes"},
		{Config{Delay: -1}, "delay -0.000001ms: expected 0 to 31622400000ms (a year)"},
		{Config{Jitter: year + 1}, "jitter 31622400000.000001ms: expected 0 to 31622400000ms (a year)"},
		{Config{ReorderBy: -ms}, "reorder by -1ms: expected 0 to 31622400000ms (a year)"},
		{Config{Queue: Queue{Packets: -1}}, "queue of -1 packets: expected 0 for unbounded, or more"},
		{Config{Queue: Queue{Bytes: -1}}, "queue of -1 bytes: expected 0 for unbounded, or more"},
		{Config{Loss: Whole + 1}, "loss: 1000000001 parts per 1e9: expected 0 to 1000000000, which is everything"},
		{Config{Burst: Burst{InBad: Whole + 1}},
			"burst loss in bad: 1000000001 parts per 1e9: expected 0 to 1000000000, which is everything"},
		{Config{Reorder: 5}, "reorder by 0 with reorder 5 parts per 1e9: expected a time to hold such frames back"},
		{Config{LoseData: []int{1, 0}}, "lose data: number 0: expected 1 for the first frame, or more"},
		{Config{LosePackets: []int{-3}}, "lose packets: number -3: expected 1 for the first frame, or more"},
	} {
		err := c.cfg.Validate()
		if c.want == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, c.want)
		c.cfg.Name = "a->b"
		require.PanicsWithValue(t, "link: wire a->b: "+c.want, func() { newTrial(c.cfg) })
	}
}
