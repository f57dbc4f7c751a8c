package sim

import (
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// oracle is the queue as a sorted list.
type oracle []entry

type entry struct {
	slot
	timer *Timer
}

func (o *oracle) drop(t *Timer) {
	*o = slices.DeleteFunc(*o, func(s entry) bool { return s.timer == t })
}

func (o *oracle) put(t *Timer, at vtime.Time, seq uint64) {
	o.drop(t)
	s := entry{slot{at, seq, t}, t}
	i, _ := slices.BinarySearchFunc(*o, s, func(a, b entry) int {
		if a.before(b.at, b.seq) {
			return -1
		}
		return 1
	})
	*o = slices.Insert(*o, i, s)
}

// checkQueue looks at the places of all timers, at the order in front and at
// the slots of the wheel. It returns the number of timers.
func checkQueue(t *testing.T, q *queue) int {
	n := q.near.n
	for i := range q.near.slots {
		s := q.near.get(i)
		if i >= n {
			require.Nil(t, s.timer, "a timer is still held that has left the front")
			continue
		}
		require.EqualValues(t, inFront, s.timer.place)
		if i > 0 {
			require.True(t, q.near.get(i-1).before(s.at, s.seq), "slot %d is before the one before it", i)
		}
	}
	w := &q.far
	for i, first := range w.slots {
		level := i >> wheelDigit
		require.Equal(t, first != nil, w.busy[level]>>(i&63)&1 == 1)
		var prev *Timer
		for tm := first; tm != nil; prev, tm = tm, tm.next {
			n++
			require.EqualValues(t, -1-i, tm.place)
			require.Same(t, prev, tm.prev)
			if tm.seq != 0 {
				require.Greater(t, tm.at, w.base)
				require.LessOrEqual(t, i, w.slotOf(tm.at))
			}
		}
	}
	for level := range w.busy {
		require.Equal(t, w.busy[level] != 0, w.levels>>level&1 == 1)
	}
	return n
}

func checkFirst(t *testing.T, q *queue, want *entry) *Timer {
	first := q.first()
	require.Same(t, want.timer, first)
	require.Equal(t, want.at, first.at)
	require.Equal(t, want.seq, first.seq)
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
		var q queue
		var want oracle
		timers := make([]Timer, 1+r.IntN(300))
		now, span := vtime.Time(0), vtime.Time(10) // few times, so that there are ties
		if r.IntN(4) > 0 {
			span = vtime.Time(1) << (10 + r.IntN(45)) // near, both near and far, far
		}
		for seq := uint64(1); seq <= 800; seq++ {
			tm := &timers[r.IntN(len(timers))]
			switch r.IntN(5) {
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
				require.Zero(t, tm.place)
				require.False(t, tm.Armed())
			case 3:
				tm.Rest()
				want.drop(tm)
				require.False(t, tm.Armed())
			case 4:
				if len(want) > 0 {
					fired := checkFirst(t, &q, &want[0])
					want = want[1:]
					q.near.pop() // as the kernel does
					fired.seq, now = 0, fired.at
				}
			}
			require.Equal(t, len(want), armed(timers))
		}
		checkQueue(t, &q)
		for _, w := range want {
			q.remove(checkFirst(t, &q, &w))
		}
		require.Nil(t, q.first())
		require.Zero(t, checkQueue(t, &q))
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
