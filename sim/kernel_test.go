package sim

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestEventsRunInOrderOfTimeAndArming(t *testing.T) {
	k := New(1)
	var log []string
	a, b, c, d := newDiary(k, "a", &log), newDiary(k, "b", &log), newDiary(k, "c", &log), newDiary(k, "d", &log)
	a.timer.Arm(2*ms, 0, wait)
	b.timer.Arm(1*ms, 0, wait)
	c.timer.Arm(2*ms, 0, wait)
	d.timer.Arm(9*ms, 0, wait)
	a.timer.Arm(2*ms, 0, wait) // armed anew, so behind c
	d.timer.Arm(0, 0, wait)    // moved to the front
	require.Equal(t, ms, b.timer.At())
	out := k.Run(Bounds{})
	require.Equal(t, []string{"d@0", "b@1", "c@2", "a@2"}, log)
	require.Equal(t, Outcome{End: Done, At: 2 * ms, Events: 4}, out)
}

func TestArmInTurnKeepsAnEarlierPlace(t *testing.T) {
	k := New(1)
	var log []string
	early, late := newDiary(k, "early", &log), newDiary(k, "late", &log)
	seq := k.NextSeq()
	late.timer.Arm(ms, 0, wait)
	early.timer.ArmInTurn(ms, seq, 0, wait)
	k.Run(Bounds{})
	require.Equal(t, []string{"early@1", "late@1"}, log)
}

func TestArmingInThePastPanics(t *testing.T) {
	k := New(1)
	k.At(5*ms, wait, func(vtime.Stamp) { k.At(4*ms, wait, func(vtime.Stamp) {}) })
	require.PanicsWithValue(t, "sim: timer armed for 4ms at 5ms", func() { k.Run(Bounds{}) })
}

func TestNeverIsNoTime(t *testing.T) {
	k := New(1)
	var log []string
	d := newDiary(k, "d", &log)
	d.timer.Arm(vtime.Never, 0, wait)
	require.False(t, d.timer.Armed())
	d.timer.Arm(ms, 0, wait)
	d.timer.Arm(vtime.Never, 0, wait)
	require.False(t, d.timer.Armed())
	require.Zero(t, k.Run(Bounds{}).Events)
	require.Empty(t, log)
}

func TestTimerMayBeArmedWhileItFires(t *testing.T) {
	k := New(1)
	n := 0
	var tm *Timer
	tm = k.At(0, wait, func(at vtime.Stamp) {
		require.False(t, tm.Armed())
		if n++; n < 5 {
			tm.Arm(at.Now+ms, at.Event, wait)
		}
	})
	require.Equal(t, Outcome{End: Done, At: 4 * ms, Events: 5}, k.Run(Bounds{}))
}

// clockwork starts events that start others, with ties, and writes down what ran.
func clockwork(seed uint64) (*Kernel, *[]string) {
	k := New(seed)
	log := &[]string{}
	r := k.Stream("clockwork")
	left := 300
	var work func(vtime.Stamp)
	work = func(at vtime.Stamp) {
		*log = append(*log, fmt.Sprint(at, r.Uint64()))
		for range 1 + r.IntN(2) {
			if left--; left >= 0 {
				k.At(at.Now+vtime.Time(r.IntN(3))*ms, wait, work)
			}
		}
	}
	k.At(0, wait, work)
	k.Go("walker", func(p *Proc) {
		for range 40 {
			p.Sleep(vtime.Time(r.IntN(4))*ms, cause.Host)
			*log = append(*log, fmt.Sprint("walker", p.Now()))
		}
	})
	return k, log
}

func TestRunTwiceIsEqual(t *testing.T) {
	a, logA := clockwork(7)
	b, logB := clockwork(7)
	require.Equal(t, a.Run(Bounds{}), b.Run(Bounds{}))
	require.Equal(t, *logA, *logB)
	require.Equal(t, a.Log(), b.Log())
	c, logC := clockwork(8)
	c.Run(Bounds{})
	require.NotEqual(t, *logA, *logC)
}

func TestBoundedRunsAddUp(t *testing.T) {
	whole, want := clockwork(3)
	end := whole.Run(Bounds{})
	require.Greater(t, end.Events, uint64(300))

	byTime, got := clockwork(3)
	for until := ms; ; until += ms {
		out := byTime.Run(Bounds{Until: until})
		if out.End == Done {
			require.Equal(t, end, out)
			break
		}
		require.Equal(t, TimeBound, out.End)
		require.Equal(t, until, out.At, "the clock stands at the bound")
		require.Equal(t, until, byTime.Now().Now)
		require.LessOrEqual(t, byTime.Log().Time(byTime.Now().Event), until)
	}
	require.Equal(t, *want, *got)
	require.Equal(t, whole.Log(), byTime.Log())

	byEvents, got := clockwork(3)
	for n := uint64(1); ; n++ {
		out := byEvents.Run(Bounds{Events: n})
		if out.End == Done {
			require.Equal(t, end, out)
			break
		}
		require.Equal(t, EventBound, out.End)
		require.Equal(t, n, out.Events, "the bound counts from the start")
	}
	require.Equal(t, *want, *got)
	require.Equal(t, whole.Log(), byEvents.Log())
}

func TestBoundsAreInclusive(t *testing.T) {
	k := New(1)
	var log []string
	newDiary(k, "at", &log).timer.Arm(5*ms, 0, wait)
	newDiary(k, "behind", &log).timer.Arm(5*ms+1, 0, wait)
	require.Equal(t, Outcome{End: TimeBound, At: 5 * ms, Events: 1}, k.Run(Bounds{Until: 5 * ms}))
	require.Equal(t, []string{"at@5"}, log)
	// A bound that has passed already runs nothing and leaves the clock alone.
	require.Equal(t, Outcome{End: TimeBound, At: 5 * ms, Events: 1}, k.Run(Bounds{Until: ms}))
}

func TestAtTheBoundOneMayGoOn(t *testing.T) {
	k := New(1)
	k.At(2*ms, wait, func(vtime.Stamp) {})
	k.At(9*ms, wait, func(vtime.Stamp) {})
	k.Run(Bounds{Until: 5 * ms})
	require.Equal(t, vtime.Stamp{Now: 5 * ms, Event: 1}, k.Now())
	var began vtime.Stamp
	k.Go("late", func(p *Proc) { began = p.Now() })
	k.Run(Bounds{})
	require.Equal(t, vtime.Stamp{Now: 5 * ms, Event: 2}, began)
	parent, _ := k.Log().Parent(2)
	require.Equal(t, vtime.EventID(1), parent)
}

func TestEndsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for e := Done; e <= EventBound; e++ {
		require.NotEmpty(t, e.String())
		require.False(t, seen[e.String()])
		seen[e.String()] = true
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	k := New(1)
	k.RecordEvents(false)
	var log []string
	pending := make([]*diary, 1000)
	for i := range pending {
		pending[i] = newDiary(k, "", &log)
		pending[i].timer.Arm(vtime.Time(i)*vtime.Second, 0, wait)
	}
	tick := k.At(0, wait, func(at vtime.Stamp) {})
	k.Run(Bounds{Events: 1})
	i := 0
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		i = (i + 7) % len(pending)
		d := &pending[i].timer
		at := k.Now()
		d.Arm(at.Now+vtime.Second, at.Event, wait)
		tick.Arm(at.Now, at.Event, wait)
		k.Run(Bounds{Events: k.Log().Len() + 1})
		d.Stop()
		d.Arm(at.Now+vtime.Minute, at.Event, wait)
	}), "arm, move, fire, stop")
}
