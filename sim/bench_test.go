package sim

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ticker arms itself again some time ahead each time it fires.
type ticker struct {
	timer Timer
	draws Keyed
}

func (c *ticker) Fire(at vtime.Stamp) {
	d := vtime.Time(c.draws.Below(uint64(at.Event), uint64(vtime.Second)))
	c.timer.Arm(at.Now+d, at.Event, cause.TimerIdle)
}

func newTickers(k *Kernel, n int) []*ticker {
	c := make([]*ticker, n)
	for i := range c {
		c[i] = &ticker{draws: k.Keyed("ticker")}
		c[i].timer.Init(k, c[i])
		c[i].timer.Arm(vtime.Time(i), 0, cause.TimerIdle)
	}
	return c
}

// One event: popped, run, its successor pushed.
func BenchmarkEvent(b *testing.B) {
	for _, pending := range []int{1, 100, 10000} {
		for _, record := range []bool{false, true} {
			b.Run(fmt.Sprintf("pending=%d/record=%v", pending, record), func(b *testing.B) {
				k := New(1)
				k.RecordEvents(record)
				newTickers(k, pending)
				b.ReportAllocs()
				b.ResetTimer()
				k.Run(Bounds{Events: uint64(b.N)})
			})
		}
	}
}

// A pending timer is moved, as a connection's is by every segment.
func BenchmarkMove(b *testing.B) {
	for _, pending := range []int{1, 100, 10000} {
		b.Run(fmt.Sprintf("pending=%d", pending), func(b *testing.B) {
			k := New(1)
			c := newTickers(k, pending)
			draws := k.Keyed("moves")
			b.ReportAllocs()
			for i := range b.N {
				at := vtime.Time(draws.Below(uint64(i), uint64(vtime.Second)))
				c[i%pending].timer.Arm(at, 0, cause.TimerIdle)
			}
		})
	}
}

// A process sleeps and is resumed: two switches, one event.
func BenchmarkProcessSleep(b *testing.B) {
	k := New(1)
	k.RecordEvents(false)
	k.Go("p", func(p *Proc) {
		for {
			p.Sleep(1, cause.Host)
		}
	})
	b.ReportAllocs()
	b.ResetTimer()
	k.Run(Bounds{Events: uint64(b.N)})
	b.StopTimer()
	k.Shutdown()
}

// Two processes wake each other: two switches and one event for each turn.
func BenchmarkProcessWake(b *testing.B) {
	k := New(1)
	k.RecordEvents(false)
	var turn [2]WaitQueue
	for i := range turn {
		k.Go("p", func(p *Proc) {
			for {
				turn[1-i].WakeOne()
				p.Wait(&turn[i], "a turn")
			}
		})
	}
	b.ReportAllocs()
	b.ResetTimer()
	k.Run(Bounds{Events: uint64(b.N)})
	b.StopTimer()
	k.Shutdown()
}

// starter starts a process each time it fires.
type starter struct{ timer Timer }

func (c *starter) Fire(at vtime.Stamp) {
	c.timer.kernel.Go("p", func(*Proc) {})
	c.timer.Arm(at.Now+1, at.Event, cause.TimerIdle)
}

// A process is started and ends, while others live: two events.
func BenchmarkProcessStart(b *testing.B) {
	for _, living := range []int{0, 10000} {
		b.Run(fmt.Sprintf("living=%d", living), func(b *testing.B) {
			k := New(1)
			k.RecordEvents(false)
			var q WaitQueue
			for range living {
				k.GoDaemon("living", func(p *Proc) { p.Wait(&q, "nothing") })
			}
			k.Run(Bounds{})
			c := &starter{}
			c.timer.Init(k, c)
			c.timer.Arm(0, 0, cause.TimerIdle)
			b.ReportAllocs()
			b.ResetTimer()
			k.Run(Bounds{Events: k.Log().Len() + 2*uint64(b.N)})
			b.StopTimer()
			k.Shutdown()
		})
	}
}

func BenchmarkChain(b *testing.B) {
	k := New(1)
	newTickers(k, 1)
	k.Run(Bounds{Events: 10000})
	from := k.Now().Now - 100*vtime.Second // about 200 events
	b.ReportAllocs()
	for range b.N {
		k.Log().Chain(k.Now().Event, from)
	}
}
