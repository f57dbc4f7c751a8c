package link

import (
	"bytes"
	"math/bits"
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestListedLosses(t *testing.T) {
	data, control := send{len: 100}, send{len: 40, control: true}
	for _, c := range []struct {
		name  string
		cfg   Config
		sends []send
		want  []int
	}{
		{"by packet", Config{LosePackets: []int{1, 3}}, []send{data, control, data, data}, []int{1, 3}},
		{"by data packet", Config{LoseData: []int{1, 3}}, []send{control, data, control, data, data, data},
			[]int{0, 2, 3, 5}},
		{"in any order and more than once", Config{LoseData: []int{3, 1, 3, 1}}, []send{data, data, data, data},
			[]int{1, 3}},
		{"both lists", Config{LosePackets: []int{1}, LoseData: []int{1, 2}}, []send{control, data, data, data}, []int{3}},
		{"one frame on both lists counts for both", Config{LosePackets: []int{1}, LoseData: []int{1}},
			[]send{data, data}, []int{1}},
		{"never sent", Config{LosePackets: []int{9}, LoseData: []int{7}}, []send{data, control}, []int{0, 1}},
		{"a frame that the queue refuses counts", Config{Rate: 8_000_000, Queue: Queue{Packets: 1}, LoseData: []int{2, 3}},
			[]send{data, data, {at: ms, len: 100}, {at: 2 * ms, len: 100}}, []int{0, 3}},
	} {
		tr := newTrial(c.cfg).plan(c.sends...).run()
		require.Equal(t, c.want, ids(tr.arrivals), c.name)
		s := tr.Stats()
		require.Equal(t, s.DroppedAll(), s.Dropped[ListedLoss]+s.Dropped[QueueFull], c.name)
	}
}

// within fails unless a count of n trials is where a chance of p puts it, five
// standard deviations allowed. The draws are fixed by the seed.
func within(t *testing.T, what string, count, n int, p float64) {
	t.Helper()
	mean, variance := float64(n)*p, float64(n)*p*(1-p)
	d := float64(count) - mean
	require.LessOrEqual(t, d*d, 25*variance+1, "%s: %d of %d, expected about %.1f", what, count, n, mean)
}

func TestSharesAreWhatTheySay(t *testing.T) {
	const n = 20_000
	for _, p := range []Share{1_000, 1_000_000, 10_000_000, 500_000_000, 990_000_000, Whole} {
		f := float64(p) / float64(Whole)
		s := newTrial(Config{Loss: p}).plan(spaced(n, 40, 1)...).run().Stats()
		within(t, "lost", int(s.Dropped[RandomLoss]), n, f)
		require.Equal(t, s.DroppedAll(), s.Dropped[RandomLoss])
		s = newTrial(Config{Duplicate: p}).plan(spaced(n, 40, 1)...).run().Stats()
		within(t, "duplicated", int(s.Duplicated), n, f)
		require.EqualValues(t, n+s.Duplicated, s.Delivered)
		s = newTrial(Config{Corrupt: p}).plan(spaced(n, 40, 1)...).run().Stats()
		within(t, "damaged", int(s.Damaged), n, f)
		require.EqualValues(t, n, s.Delivered)
		tr := newTrial(Config{Reorder: p, ReorderBy: ms}).plan(spaced(n, 40, 1)...).run()
		late := 0
		for _, a := range tr.arrivals {
			if a.at > vtime.Time(a.id) {
				late++
			}
		}
		within(t, "reordered", late, n, f)
	}
}

// The draws of different impairments and of different wires have nothing to do
// with each other.
func TestDrawsAreIndependent(t *testing.T) {
	const n = 20_000
	half := Share(Whole / 2)
	fate := func(seed uint64, name string) (lost, doubled []bool) {
		tr := newSeeded(seed, Config{Name: name, Loss: half, Duplicate: half})
		for i := range n {
			f := newNumbered(40, i)
			lost = append(lost, tr.fate.lost(f) != Kept)
			doubled = append(doubled, tr.fate.duplicates(f))
		}
		return lost, doubled
	}
	agree := func(what string, a, b []bool) {
		same := 0
		for i := range a {
			if a[i] == b[i] {
				same++
			}
		}
		within(t, what, same, n, 0.5)
	}
	lost, doubled := fate(1, "a->b")
	agree("loss and duplication", lost, doubled)
	other, _ := fate(1, "b->a")
	agree("two wires", lost, other)
	other, _ = fate(2, "a->b")
	agree("two seeds", lost, other)
	again, _ := fate(1, "a->b")
	require.Equal(t, lost, again)
}

// What becomes of a frame does not change when others come or go, or when the
// wire is another in other respects.
func TestFateIsKeyedToTheFrame(t *testing.T) {
	base := Config{Name: "w", Delay: ms, Loss: Whole / 5, Duplicate: Whole / 5, Corrupt: Whole / 5,
		Reorder: Whole / 5, ReorderBy: 3 * ms, Jitter: ms}
	type luck struct {
		copies, late, damaged int
		jitter                vtime.Time
	}
	run := func(cfg Config, extra int) map[int]luck {
		tr := newTrial(cfg)
		for i := range 300 * extra {
			tr.k.At(vtime.Time(i)*ms/7, cause.Host, func(at vtime.Stamp) {
				f := newNumbered(700, 10_000+i)
				f.Data = true
				tr.Send(at, f)
			})
		}
		tr.plan(spaced(300, 100, 20*ms)...).run()
		all := map[int]luck{}
		for i, a := range tr.arrivals {
			if a.id >= 10_000 {
				continue
			}
			l := all[a.id]
			l.copies++
			if tr.bodies[i].raw != nil {
				l.damaged++
			}
			if tr.fate.reorders(&tr.bodies[i].frame) {
				l.late++
			}
			l.jitter = tr.fate.jitter(&tr.bodies[i].frame)
			all[a.id] = l
		}
		return all
	}
	want := run(base, 0)
	require.Greater(t, len(want), 200)
	require.Less(t, len(want), 280)
	require.Equal(t, want, run(base, 1), "with other traffic")
	require.Equal(t, want, run(base, 2), "with more of it")
	faster := base
	faster.Rate, faster.Delay, faster.MTU = 5_000_000, 40*ms, 1500
	require.Equal(t, want, run(faster, 0), "over a slower wire with a longer delay")
}

// Another copy of the same bytes has its own luck: its key is another.
func TestCopiesHaveTheirOwnLuck(t *testing.T) {
	tr := newTrial(Config{Loss: Whole / 2})
	lost := 0
	for i := range 10_000 {
		a, b := newNumbered(100, i), newNumbered(100, i+1_000_000)
		if tr.fate.lost(a) != Kept && tr.fate.lost(b) != Kept {
			lost++
		}
	}
	within(t, "both lost", lost, 10_000, 0.25)
}

func TestBurstyLoss(t *testing.T) {
	const n = 200_000
	for _, c := range []struct {
		name          string
		burst         Burst
		share, length float64 // of losses in the long run, of a burst on average
	}{
		{"everything in bad, nothing in good", Burst{ToBad: Whole / 100, ToGood: Whole / 4, InBad: Whole}, 1 / 26.0, 4},
		{"long bursts", Burst{ToBad: Whole / 200, ToGood: Whole / 20, InBad: Whole}, 1 / 11.0, 20},
		{"half in bad", Burst{ToBad: Whole / 10, ToGood: Whole / 10, InBad: Whole / 2}, 0.25, 0},
		{"both states lose", Burst{ToBad: Whole / 10, ToGood: Whole * 3 / 10, InGood: Whole / 100, InBad: Whole / 5},
			0.75*0.01 + 0.25*0.2, 0},
		{"never bad", Burst{ToGood: 1, InGood: Whole / 50, InBad: Whole}, 0.02, 0},
		{"always bad after the first move", Burst{ToBad: Whole, InBad: Whole}, 1, n},
	} {
		tr := newTrial(Config{Burst: c.burst})
		lost, bursts, in := 0, 0, false
		for i := range n {
			gone := tr.fate.lost(newNumbered(100, i)) != Kept
			if gone {
				lost++
				if !in {
					bursts++
				}
			}
			in = gone
		}
		require.InEpsilon(t, c.share, float64(lost)/n, 0.06, c.name)
		if c.length > 0 {
			require.InEpsilon(t, c.length, float64(lost)/float64(bursts), 0.06, c.name)
		}
	}
}

func TestBurstyLossHasItsCauseAndStartsGood(t *testing.T) {
	tr := newTrial(Config{Burst: Burst{ToBad: Whole, ToGood: Whole, InBad: Whole}}).plan(spaced(4, 100, 1)...).run()
	require.Equal(t, []int{1, 3}, ids(tr.arrivals), "bad before the first frame, good before the second")
	require.EqualValues(t, 2, tr.Stats().Dropped[BurstLoss])
}

// When several things would lose a frame, a list is named before the random
// loss, and that before the burst.
func TestCausesOfLossInTheirOrder(t *testing.T) {
	all := Burst{ToBad: Whole, InGood: Whole, InBad: Whole}
	for _, c := range []struct {
		cfg  Config
		want Drop
	}{
		{Config{LosePackets: []int{1}, Loss: Whole, Burst: all}, ListedLoss},
		{Config{LoseData: []int{1}, Loss: Whole, Burst: all}, ListedLoss},
		{Config{Loss: Whole, Burst: all}, RandomLoss},
		{Config{Burst: all}, BurstLoss},
		{Config{MTU: 68, Loss: Whole}, TooBig},
		{Config{}, Kept},
	} {
		s := newTrial(c.cfg).plan(spaced(1, 100, 0)...).run().Stats()
		for why := range Drop(NumDrops) {
			want := uint64(0)
			if why == c.want && why != Kept {
				want = 1
			}
			require.Equal(t, want, s.Dropped[why], "%v of %v", why, c.want)
		}
	}
}

func TestDuplicatesArriveAtOnceAndAreIndependent(t *testing.T) {
	cfg := Config{Delay: 5 * ms, Rate: 8_000_000, Duplicate: Whole, Corrupt: Whole}
	tr := newTrial(cfg).plan(spaced(2, 100, 0)...).run()
	us := vtime.Microsecond
	require.Equal(t, []arrival{
		{0, 5*ms + 100*us}, {0, 5*ms + 100*us}, {1, 5*ms + 200*us}, {1, 5*ms + 200*us}, // no time in the transmitter
	}, tr.arrivals)
	require.Equal(t, Stats{
		Sent: 2, SentBytes: 200, SentData: 2, Delivered: 4, DeliveredBytes: 400, Duplicated: 2, Damaged: 2,
		MaxQueue: 1, Taken: 2, MaxWait: 100 * us, Waited: 100 * us,
	}, tr.Stats())
	require.NotSame(t, tr.bodies[0], tr.bodies[1])
	require.Equal(t, tr.bodies[0].raw, tr.bodies[1].raw, "the damage was done before the copy")
}

func TestReorderedFramesAreOvertaken(t *testing.T) {
	pick := func(tr *trial, late ...int) {
		// The keys decide: look for numbers that are drawn, and for others that are not.
		next := [2]uint64{}
		for _, b := range tr.sent {
			want := slices.Contains(late, b.id)
			i := 0
			if want {
				i = 1
			}
			for b.frame.Key = next[i]; tr.fate.reorders(&b.frame) != want; b.frame.Key++ {
			}
			next[i] = b.frame.Key + 1
		}
	}
	cfg := Config{Delay: 10 * ms, Reorder: Whole / 2, ReorderBy: 3 * ms}
	for _, c := range []struct {
		name string
		late []int
		want []arrival
	}{
		{"nobody", nil, []arrival{{0, 10 * ms}, {1, 11 * ms}, {2, 12 * ms}, {3, 13 * ms}, {4, 14 * ms}, {5, 15 * ms}}},
		{"the first is late by three: the fourth comes with it, but was sent later", []int{0},
			[]arrival{{1, 11 * ms}, {2, 12 * ms}, {0, 13 * ms}, {3, 13 * ms}, {4, 14 * ms}, {5, 15 * ms}}},
		{"late ones keep their order", []int{1, 2},
			[]arrival{{0, 10 * ms}, {3, 13 * ms}, {1, 14 * ms}, {4, 14 * ms}, {2, 15 * ms}, {5, 15 * ms}}},
		{"everyone is late: nobody is overtaken", []int{0, 1, 2, 3, 4, 5},
			[]arrival{{0, 13 * ms}, {1, 14 * ms}, {2, 15 * ms}, {3, 16 * ms}, {4, 17 * ms}, {5, 18 * ms}}},
	} {
		tr := newTrial(cfg).plan(spaced(6, 100, ms)...)
		pick(tr, c.late...)
		require.Equal(t, c.want, tr.run().arrivals, c.name)
	}
}

// A reordered frame is held back from the place in the line that it would have
// had, so at least the frames sent within ReorderBy after it pass.
func TestReorderingIsMeasuredFromTheLine(t *testing.T) {
	cfg := Config{Delay: ms, Jitter: 5 * ms, Reorder: Whole / 3, ReorderBy: 2 * ms}
	tr := newTrial(cfg).plan(spaced(500, 100, ms/10)...).run()
	line, late := vtime.Time(0), vtime.Time(0)
	at := map[int]vtime.Time{}
	for _, a := range tr.arrivals {
		at[a.id] = a.at
	}
	for i, b := range tr.sent {
		own := vtime.Time(i)*ms/10 + ms + tr.fate.jitter(&b.frame)
		if tr.fate.reorders(&b.frame) {
			late = max(late, max(own, line)+2*ms)
			require.Equal(t, late, at[i])
		} else {
			line = max(line, own)
			require.Equal(t, line, at[i])
		}
	}
}

func TestCorruptionFlipsOneBit(t *testing.T) {
	tr := newTrial(Config{Corrupt: Whole / 2}).plan(spaced(2000, 60, 1)...).run()
	require.Len(t, tr.arrivals, 2000)
	damaged := uint64(0)
	places := map[int]bool{}
	for _, b := range tr.bodies {
		if b.raw == nil {
			continue
		}
		damaged++
		whole := bytes.Repeat([]byte{byte(b.id)}, 60)
		require.Len(t, b.raw, 60)
		flips := 0
		for i := range whole {
			diff := b.raw[i] ^ whole[i]
			flips += bits.OnesCount8(diff)
			if diff != 0 {
				places[8*i+bits.TrailingZeros8(diff)] = true
			}
		}
		require.Equal(t, 1, flips)
	}
	require.Equal(t, damaged, tr.Stats().Damaged)
	require.Greater(t, len(places), 400, "any of the 480 bits can be hit")
}

// A frame that two wires damage has two flipped bits: the second wire works on
// what the first one left.
func TestDamageAddsUp(t *testing.T) {
	k := sim.New(1)
	last := &trial{k: k}
	last.Wire = New(k, Config{Name: "second", Corrupt: Whole}, last)
	first := New(k, Config{Name: "first", Corrupt: Whole}, hop{last.Wire})
	for i := range 100 {
		first.Send(k.Now(), newNumbered(60, i))
	}
	last.run()
	for _, b := range last.bodies {
		flips := 0
		for i := range b.raw {
			flips += bits.OnesCount8(b.raw[i] ^ byte(b.id))
		}
		require.Contains(t, []int{0, 2}, flips, "or the same bit twice")
	}
}

// hop is a port that passes frames on.
type hop struct{ next *Wire }

func (hop) LookAhead(*Frame) uint64 { return 0 }

func (h hop) Receive(at vtime.Stamp, f *Frame) { h.next.Send(at, f) }
