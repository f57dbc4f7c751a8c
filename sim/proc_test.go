package sim

import (
	"fmt"
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestProcessSleeps(t *testing.T) {
	k := New(1)
	var log []string
	for i, name := range []string{"a", "b"} {
		k.Go(name, func(p *Proc) {
			require.Equal(t, p, k.Running())
			require.Equal(t, k, p.Kernel())
			for range 2 {
				p.Sleep(vtime.Time(i+1)*ms, cause.Host)
				log = append(log, p.Name()+"@"+p.Now().Now.Millis())
			}
			before := p.Now()
			p.Sleep(0, cause.Host)
			p.Sleep(-ms, cause.Host)
			require.Equal(t, before, p.Now(), "no time, no event")
		})
	}
	require.Nil(t, k.Running())
	require.Empty(t, log, "a process begins in an event of its own")
	out := k.Run(Bounds{})
	// At 2 ms b comes first: it armed its timer at 0, a at 1 ms.
	require.Equal(t, []string{"a@1", "b@2", "a@2", "b@4"}, log)
	require.Equal(t, Outcome{End: Done, At: 4 * ms, Events: 6}, out)
	require.Nil(t, k.Running())
	require.Nil(t, k.procs.first, "what has ended is forgotten")
	require.Equal(t, []Stretch{{0, 2 * ms, cause.Host, 4}, {2 * ms, 4 * ms, cause.Host, 6}}, k.Log().Chain(6, 0))
}

func TestWakeInTheOrderOfComing(t *testing.T) {
	k := New(1)
	var q WaitQueue
	var log []string
	for _, name := range []string{"a", "b", "c", "d"} {
		k.Go(name, func(p *Proc) {
			p.Wait(&q, "a turn")
			log = append(log, p.Name()+"@"+p.Now().Now.Millis())
		})
	}
	k.At(ms, wait, func(at vtime.Stamp) {
		q.WakeOne()
		require.Empty(t, log, "it resumes in an event of its own")
	})
	k.At(2*ms, wait, func(vtime.Stamp) { q.WakeAll() })
	k.At(3*ms, wait, func(vtime.Stamp) {
		require.True(t, q.Empty())
		q.WakeOne() // nobody is there
	})
	require.Equal(t, Done, k.Run(Bounds{}).End)
	require.Equal(t, []string{"a@1", "b@2", "c@2", "d@2"}, log)
}

func TestWaitUntil(t *testing.T) {
	for _, c := range []struct {
		name           string
		wake, deadline vtime.Time
		woken          bool
		at             vtime.Time
		where          cause.Where
	}{
		{"woken before", 2 * ms, 5 * ms, true, 2 * ms, wait},
		{"deadline before", 5 * ms, 2 * ms, false, 2 * ms, cause.TimerUser},
		{"never", 2 * ms, vtime.Never, true, 2 * ms, wait},
		{"has passed", 2 * ms, -ms, false, 0, cause.TimerUser},
		{"at once, the wake-up is first", 2 * ms, 2 * ms, true, 2 * ms, wait},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := New(1)
			var q WaitQueue
			k.At(c.wake, wait, func(vtime.Stamp) { q.WakeAll() })
			var end vtime.Stamp
			k.Go("p", func(p *Proc) {
				require.Equal(t, c.woken, p.WaitUntil(&q, "news", c.deadline, cause.TimerUser))
				require.True(t, q.Empty())
				end = p.Now()
			})
			require.Equal(t, Done, k.Run(Bounds{}).End)
			require.Equal(t, c.at, end.Now)
			for _, s := range k.Log().Chain(end.Event, 0) {
				require.Equal(t, c.where, s.Where)
			}
		})
	}
}

func TestDeadlineThatComesFirstWins(t *testing.T) {
	k := New(1)
	var q WaitQueue
	k.Go("p", func(p *Proc) { require.False(t, p.WaitUntil(&q, "news", ms, wait)) })
	k.Go("waker", func(p *Proc) { // its timer is armed after the deadline's
		p.Sleep(ms, wait)
		q.WakeAll()
	})
	require.Equal(t, Done, k.Run(Bounds{}).End)
}

func TestDeadlockNamesWhoWaits(t *testing.T) {
	k := New(1)
	var q WaitQueue
	k.Go("client", func(p *Proc) { p.Wait(&q, "a response") })
	k.GoDaemon("server", func(p *Proc) { p.Wait(&q, "a connection") })
	k.Go("sleeper", func(p *Proc) { p.Sleep(ms, cause.Host); p.Wait(&q, "a lock") })
	k.Go("dreamer", func(p *Proc) { p.Sleep(vtime.Never, cause.Host) })
	k.Go("passer-by", func(*Proc) {})
	out := k.Run(Bounds{})
	require.Equal(t, Outcome{End: Deadlock, At: ms, Events: 6, Waiting: []Waiting{
		{"client", "a response"}, {"sleeper", "a lock"}, {"dreamer", "sleep"},
	}}, out)
	k.Shutdown()
	require.Empty(t, k.waiting())
	require.True(t, q.Empty(), "those who waited are gone from the queue")
}

func TestDaemonsDoNotKeepARunFromBeingDone(t *testing.T) {
	k := New(1)
	var q WaitQueue
	k.GoDaemon("server", func(p *Proc) { p.Wait(&q, "a connection") })
	require.Equal(t, Outcome{End: Done, Events: 1}, k.Run(Bounds{}))
	k.Shutdown()
}

func TestBoundListsWhoWaits(t *testing.T) {
	k := New(1)
	k.Go("sleeper", func(p *Proc) { p.Sleep(vtime.Second, cause.Host) })
	out := k.Run(Bounds{Until: ms})
	require.Equal(t, []Waiting{{"sleeper", "sleep"}}, out.Waiting)
	require.Equal(t, TimeBound, out.End)
	require.Equal(t, Done, k.Run(Bounds{}).End)
}

func TestBlockingFromOutsidePanics(t *testing.T) {
	k := New(1)
	p := k.Go("p", func(p *Proc) { p.Sleep(vtime.Second, wait) })
	k.At(ms, wait, func(vtime.Stamp) { p.Sleep(ms, wait) })
	require.PanicsWithValue(t, "sim: process p blocks while it does not run", func() { k.Run(Bounds{}) })
}

// The lists against slices: who waits and who lives, in order.
func TestWaitQueuePropertyEqualsSlice(t *testing.T) {
	for seed, r := range simtest.Streams(t, 50) {
		k := New(seed)
		var q WaitQueue
		var parked, want, got []int
		deadlines := map[int]vtime.Time{}
		for i := range 40 {
			deadlines[i] = vtime.Time(1+r.IntN(100)) * ms
			k.Go(fmt.Sprint(i), func(p *Proc) {
				parked = append(parked, i)
				if !p.WaitUntil(&q, "a turn", deadlines[i], wait) {
					parked = slices.DeleteFunc(parked, func(j int) bool { return j == i })
					return
				}
				got = append(got, i)
			})
		}
		for n := range 30 {
			k.At(vtime.Time(n)*3*ms+ms/2, wait, func(vtime.Stamp) {
				if len(parked) > 0 {
					want, parked = append(want, parked[0]), parked[1:]
				}
				q.WakeOne()
			})
		}
		require.Equal(t, Done, k.Run(Bounds{}).End)
		require.Equal(t, want, got)
		require.NotEmpty(t, got)
		require.Nil(t, k.procs.first)
	}
}

// A process runs on the coroutine of one that has ended, and none is left over.
func TestCoroutinesAreUsedAgain(t *testing.T) {
	k := New(1)
	used := map[*coroutine]int{}
	var runNext func(left int)
	runNext = func(left int) {
		if left == 0 {
			return
		}
		k.Go("p", func(p *Proc) {
			used[p.on]++
			p.Sleep(ms, cause.Host)
			runNext(left - 1)
		})
	}
	runNext(10)
	runNext(5)
	require.Equal(t, Done, k.Run(Bounds{}).End)
	require.Len(t, used, 2, "no more than ever ran at once")
	require.Empty(t, k.free)
	k.Shutdown()
}

// The coroutine of a process that panics is not used again.
func TestCoroutineOfAPanicIsGone(t *testing.T) {
	k := New(1)
	k.Go("bad", func(*Proc) { panic("boom") })
	caught(t, func() { k.Run(Bounds{}) })
	ran := false
	k.Go("good", func(*Proc) { ran = true })
	require.Equal(t, Done, k.Run(Bounds{}).End)
	require.True(t, ran)
}

// The text in two parts is put together for the deadlock report.
func TestWaitForNamesWhose(t *testing.T) {
	k := New(1)
	var q WaitQueue
	k.Go("p", func(p *Proc) { p.WaitFor(&q, "news at ", 3*ms, vtime.Never, wait) })
	require.Equal(t, []Waiting{{"p", "news at 3ms"}}, k.Run(Bounds{}).Waiting)
	k.Shutdown()
}
