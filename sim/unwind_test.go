package sim

import (
	"errors"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/stretchr/testify/require"
)

// caught returns the *Panic that fn panics with.
func caught(t *testing.T, fn func()) (p *Panic) {
	t.Helper()
	defer func() {
		t.Helper()
		r := recover()
		require.IsType(t, p, r)
		p = r.(*Panic)
	}()
	fn()
	return nil
}

func TestPanicLeavesRunWithTheNameOfTheProcess(t *testing.T) {
	k := New(1)
	boom := errors.New("boom")
	after := false
	k.Go("good", func(p *Proc) { p.Sleep(2*ms, cause.Host); after = true })
	k.Go("bad", func(p *Proc) { p.Sleep(ms, cause.Host); panicHere(boom) })
	p := caught(t, func() { k.Run(Bounds{}) })
	require.Equal(t, "bad", p.Process)
	require.Equal(t, boom, p.Value)
	require.Contains(t, string(p.Stack), "panicHere", "the stack is that of the process")
	require.Regexp(t, `^sim: process bad: boom\n\n(.|\n)*panicHere`, p.Error())
	require.Nil(t, k.Running())

	// The world is as it was, less the process.
	require.Equal(t, Done, k.Run(Bounds{}).End)
	require.True(t, after)
	k.Shutdown()
}

func panicHere(v any) { panic(v) }

// A test that fails within a process ends the goroutine that runs the world.
func TestGoexitEndsTheRun(t *testing.T) {
	k := New(1)
	k.Go("p", func(p *Proc) {
		p.Sleep(ms, cause.Host)
		(&testing.T{}).SkipNow()
	})
	ran, returned := make(chan bool), false
	go func() {
		defer close(ran)
		k.Run(Bounds{})
		returned = true
	}()
	<-ran
	require.False(t, returned)
	require.Nil(t, k.Running())
	require.Nil(t, k.procs.first)
	k.Shutdown()
}

func TestShutdownUnwinds(t *testing.T) {
	k := New(1)
	var q WaitQueue
	var log []string
	say := func(s string) { log = append(log, s) }
	k.Go("ended", func(*Proc) { defer say("ended") })
	k.Go("waits", func(p *Proc) {
		defer say("waits")
		p.Wait(&q, "nothing")
		say("never")
	})
	k.GoDaemon("blocks in a deferred function", func(p *Proc) {
		defer say("outer")
		defer func() {
			defer say("inner")
			p.Sleep(ms, cause.Host)
			say("never")
		}()
		p.Sleep(100*ms, cause.Host)
	})
	k.Go("swallows its end", func(p *Proc) {
		func() {
			defer func() { _ = recover() }()
			p.Wait(&q, "nothing")
		}()
		say("goes on")
		p.Wait(&q, "nothing")
		say("never")
	})
	k.Go("starts another", func(p *Proc) {
		defer k.Go("too late", func(*Proc) { say("never") })
		defer q.WakeAll()
		p.Wait(&q, "nothing")
	})
	k.Run(Bounds{Until: ms})
	k.Go("never started", func(*Proc) { say("never") })
	require.Equal(t, []string{"ended"}, log)
	k.Shutdown()
	require.Equal(t, []string{"ended", "waits", "inner", "outer", "goes on"}, log)
	require.Nil(t, k.procs.first)
	require.Nil(t, k.Running())
	k.Shutdown() // nothing is left to do
	require.PanicsWithValue(t, "sim: Run after Shutdown", func() { k.Run(Bounds{}) })
}

func TestShutdownUnwindsAllAndReportsTheFirstPanic(t *testing.T) {
	k := New(1)
	var q WaitQueue
	var log []string
	for _, name := range []string{"a", "b", "c"} {
		k.Go(name, func(p *Proc) {
			defer func() {
				log = append(log, name)
				if name != "a" {
					panic("in " + name)
				}
			}()
			p.Wait(&q, "nothing")
		})
	}
	k.Run(Bounds{})
	p := caught(t, k.Shutdown)
	require.Equal(t, "b", p.Process)
	require.Equal(t, "in b", p.Value)
	require.Equal(t, []string{"a", "b", "c"}, log)
	require.Nil(t, k.procs.first)
	k.Shutdown()
}

func TestShutdownByAProcessPanics(t *testing.T) {
	k := New(1)
	k.Go("self", func(*Proc) { k.Shutdown() })
	p := caught(t, func() { k.Run(Bounds{}) })
	require.Equal(t, "sim: Shutdown is called by process self", p.Value)
}

func TestStoppedFromTheShutdownOn(t *testing.T) {
	k := New(1)
	var seen []bool
	k.Go("a", func(p *Proc) {
		defer func() { seen = append(seen, k.Stopped()) }()
		seen = append(seen, k.Stopped())
		p.Sleep(ms, wait)
	})
	k.Run(Bounds{Until: 1})
	require.False(t, k.Stopped())
	k.Shutdown()
	require.True(t, k.Stopped())
	require.Equal(t, []bool{false, true}, seen)
}
