package sim

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// oracle is the queue as a sorted list.
type oracle []slot

func (o *oracle) drop(t *Timer) {
	*o = slices.DeleteFunc(*o, func(s slot) bool { return s.timer == t })
}

func (o *oracle) put(t *Timer, at vtime.Time, seq uint64) {
	o.drop(t)
	s := slot{at, seq, t}
	i, _ := slices.BinarySearchFunc(*o, s, func(a, b slot) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	*o = slices.Insert(*o, i, s)
}

// checkHeap looks at the places of all timers and at the order along each path.
func checkHeap(t *testing.T, q *queue) {
	for i := range q.slots {
		require.EqualValues(t, i+1, q.slots[i].timer.pos)
		if i > 0 {
			require.False(t, q.slots[i].before(&q.slots[(i-1)/4]), "slot %d is before its parent", i)
		}
	}
	for _, s := range q.slots[len(q.slots):cap(q.slots)] {
		require.Nil(t, s.timer, "a timer is still held behind the end of the queue")
	}
}

func TestQueuePropertyEqualsSortedList(t *testing.T) {
	forSeeds(t, 100, func(t *testing.T, _ uint64, r *rand.Rand) {
		var q queue
		var want oracle
		timers := make([]Timer, 1+r.IntN(60))
		for seq := range uint64(400) {
			tm := &timers[r.IntN(len(timers))]
			switch r.IntN(4) {
			case 0, 1: // few times, so that there are ties
				at := vtime.Time(r.IntN(10))
				q.put(tm, at, seq)
				want.put(tm, at, seq)
			case 2:
				if tm.pos != 0 {
					q.remove(tm)
					want.drop(tm)
				}
				require.Zero(t, tm.pos)
			case 3:
				if len(want) > 0 {
					require.Equal(t, want[0], q.slots[0])
					q.remove(want[0].timer)
					want = want[1:]
				}
			}
			require.Len(t, q.slots, len(want))
		}
		checkHeap(t, &q)
		for _, w := range want {
			require.Equal(t, w, q.slots[0])
			q.remove(q.slots[0].timer)
		}
		checkHeap(t, &q)
	})
}

func TestCancelLeavesNothing(t *testing.T) {
	k := New(1)
	var log []string
	timers := make([]*diary, 100)
	for i := range timers {
		timers[i] = newDiary(k, "x", &log)
		timers[i].timer.Arm(vtime.Time(i%7)*ms, 0, wait)
	}
	require.Len(t, k.queue.slots, 100)
	for _, d := range timers {
		d.timer.Stop()
		d.timer.Stop() // once more does nothing
		require.False(t, d.timer.Armed())
		require.Equal(t, vtime.Never, d.timer.At())
	}
	checkHeap(t, &k.queue)
	require.Equal(t, Outcome{End: Done}, k.Run(Bounds{}))
	require.Empty(t, log)
}
