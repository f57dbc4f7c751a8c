package sim

import (
	"cmp"
	"slices"
	"testing"
	"unsafe"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// oracle is the queue as a sorted list.
type oracle []entry

type entry struct {
	at    vtime.Time
	seq   uint64
	timer *Timer // nil: the end of an edge
}

func (o *oracle) drop(t *Timer) {
	*o = slices.DeleteFunc(*o, func(s entry) bool { return s.timer == t })
}

func (o *oracle) put(t *Timer, at vtime.Time, seq uint64) {
	if t != nil {
		o.drop(t)
	}
	s := entry{at, seq, t}
	i, _ := slices.BinarySearchFunc(*o, s, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq))
	})
	*o = slices.Insert(*o, i, s)
}

// edges returns how many entries are ends of edges.
func (o *oracle) edges() (n int) {
	for _, e := range *o {
		if e.timer == nil {
			n++
		}
	}
	return n
}

// checkQueue looks at the slots of all timers, at the order in front and at
// the lists of the wheel. It returns the number of slots.
func checkQueue(t *testing.T, q *queue) int {
	n, ends := 0, &q.near.ends
	for s := ends.next; s != ends; s = s.next {
		n++
		checkSlot(t, s)
		require.LessOrEqual(t, s.at, q.far.base)
		require.Same(t, s, s.next.prev)
		require.True(t, s.prev.before(s.at, s.seq), "slot %d is before the one before it", n)
	}
	require.Equal(t, n, q.near.n)
	w := &q.far
	for i, first := range w.lists {
		level := i >> wheelDigit
		require.Equal(t, first != nil, w.busy[level]>>(i&63)&1 == 1)
		var prev *slot
		for s := first; s != nil; prev, s = s, s.next {
			n++
			checkSlot(t, s)
			require.Greater(t, s.at, w.base)
			require.Equal(t, i, w.listOf(s.at))
			require.Same(t, prev, s.prev)
		}
	}
	for level := range w.busy {
		require.Equal(t, w.busy[level] != 0, w.levels>>level&1 == 1)
	}
	for s := q.free; s != nil; s = s.next {
		require.Nil(t, s.timer, "a timer is still held that has left the queue")
		require.Nil(t, s.edge)
	}
	return n
}

func checkSlot(t *testing.T, s *slot) {
	if s.edge != nil {
		require.Nil(t, s.timer)
		return
	}
	require.Same(t, s, s.timer.slot)
	require.Equal(t, s.at, s.timer.due)
	if s.timer.seq != 0 {
		require.GreaterOrEqual(t, s.timer.at, s.at)
	}
}

// Of thousands of timers most are due much later, and their slots are not near.
func TestSlotsAreLines(t *testing.T) { require.EqualValues(t, 64, unsafe.Sizeof(slot{})) }

func checkFirst(t *testing.T, q *queue, want *entry) *slot {
	first := q.first()
	require.NotNil(t, first)
	require.Same(t, want.timer, first.timer)
	require.Equal(t, want.at, first.at)
	require.Equal(t, want.seq, first.seq)
	if want.timer != nil {
		require.Equal(t, want.at, want.timer.at)
	}
	return first
}

func armed(timers []Timer) (n int) {
	for i := range timers {
		if timers[i].Armed() {
			n++
		}
	}
	return n
}

func TestQueuePropertyEqualsSortedList(t *testing.T) {
	for _, r := range simtest.Streams(t, 100) {
		q := &New(r.Uint64()).queue
		var want oracle
		timers := make([]Timer, 1+r.IntN(300))
		now, span := vtime.Time(0), vtime.Time(10) // few times, so that there are ties
		if r.IntN(4) > 0 {
			span = vtime.Time(1) << (10 + r.IntN(45)) // near, both near and far, far
		}
		for seq := uint64(1); seq <= 800; seq++ {
			tm := &timers[r.IntN(len(timers))]
			switch r.IntN(6) {
			case 0, 1:
				at := now + vtime.Time(r.Int64N(int64(span)))
				if r.IntN(4) == 0 {
					at = now // an event of its own at the same instant
				}
				q.put(tm, at, seq)
				want.put(tm, at, seq)
			case 2:
				q.remove(tm)
				want.drop(tm)
				require.Nil(t, tm.slot)
				require.False(t, tm.Armed())
			case 3:
				tm.Rest()
				want.drop(tm)
				require.False(t, tm.Armed())
			case 4:
				if len(want) > 0 {
					fired := checkFirst(t, q, &want[0])
					want = want[1:]
					q.pop(fired) // as the kernel does
					now = fired.at
				}
			case 5:
				e := &Edge{At: now + vtime.Time(r.Int64N(int64(span))), Seq: seq}
				q.expect(e, nil)
				want.put(nil, e.At, seq)
			}
			require.Equal(t, len(want), armed(timers)+want.edges())
		}
		checkQueue(t, q)
		for _, w := range want {
			if s := checkFirst(t, q, &w); s.timer != nil {
				q.remove(s.timer)
			} else {
				q.pop(s)
			}
		}
		require.Nil(t, q.first())
		require.Zero(t, checkQueue(t, q))
	}
}

func TestCancelLeavesNothing(t *testing.T) {
	k := New(1)
	var log []string
	timers := make([]*diary, 100)
	for i := range timers {
		timers[i] = newDiary(k, "x", &log)
		timers[i].timer.Arm(vtime.Time(i%7)*50*ms, 0, wait)
	}
	require.Equal(t, 100, checkQueue(t, &k.queue))
	for _, d := range timers {
		d.timer.Stop()
		d.timer.Stop() // once more does nothing
		require.False(t, d.timer.Armed())
		require.Equal(t, vtime.Never, d.timer.At())
	}
	require.Zero(t, checkQueue(t, &k.queue))
	require.Equal(t, Outcome{End: Done}, k.Run(Bounds{}))
	require.Empty(t, log)
}
