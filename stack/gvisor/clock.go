package gvisor

import (
	"container/heap"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// clock is the virtual clock as gVisor wants it. Of its alarms the first is armed
// in the event loop. Goroutines of gVisor set alarms while the event loop waits.
type clock struct {
	ground stack.Ground
	timer  sim.Timer

	mu     sync.Mutex
	alarms alarms
	seq    uint64
}

var _ tcpip.Clock = (*clock)(nil)

func newClock(g stack.Ground) *clock {
	c := &clock{ground: g}
	c.timer.Init(g.Kernel(), c)
	return c
}

// Now satisfies tcpip.Clock.
func (c *clock) Now() time.Time { return stack.WallClock(c.ground.Kernel().Now().Now) }

// NowMonotonic satisfies tcpip.Clock.
func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	var zero tcpip.MonotonicTime
	return zero.Add(c.ground.Kernel().Now().Now.Duration())
}

// AfterFunc satisfies tcpip.Clock.
func (c *clock) AfterFunc(d time.Duration, fn func()) tcpip.Timer {
	a := &alarm{clock: c, about: c.ground.Topic(), fn: fn, place: -1}
	a.Reset(d)
	return a
}

// arm sets the timer of the event loop to the first alarm.
func (c *clock) arm() {
	if len(c.alarms) == 0 {
		c.timer.Stop()
		return
	}
	if a := c.alarms[0]; !c.timer.ArmedBy(a.at, a.by, cause.TimerGuest) {
		c.timer.Arm(a.at, a.by, cause.TimerGuest)
	}
}

// Fire has the first alarm go off; the event loop calls it.
func (c *clock) Fire(vtime.Stamp) {
	c.mu.Lock()
	a := heap.Pop(&c.alarms).(*alarm)
	c.mu.Unlock()
	c.ground.Do(a.about, a.fn)
}

// AppendAlarms satisfies stack.Guest.
func (g *guest) AppendAlarms(list []vtime.EventID) []vtime.EventID {
	for _, a := range g.clock.alarms {
		list = append(list, a.by)
	}
	return list
}

// alarm is a timer of gVisor's.
type alarm struct {
	clock *clock
	about *stack.Topic
	fn    func()
	at    vtime.Time
	by    vtime.EventID // that set it
	seq   uint64        // breaks ties at the same time
	place int           // in the heap; -1: not set
}

// Stop satisfies tcpip.Timer.
func (a *alarm) Stop() bool {
	a.clock.mu.Lock()
	defer a.clock.mu.Unlock()
	if a.place < 0 {
		return false
	}
	heap.Remove(&a.clock.alarms, a.place)
	return true
}

// Reset satisfies tcpip.Timer.
func (a *alarm) Reset(d time.Duration) {
	a.Stop()
	c := a.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.ground.Kernel().Now()
	c.seq++
	a.at, a.by, a.seq = now.Now.Add(max(0, vtime.Time(d))), now.Event, c.seq
	heap.Push(&c.alarms, a)
}

// alarms are in the order of time, then of when they were set.
type alarms []*alarm

func (h alarms) Len() int { return len(h) }

func (h alarms) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].seq < h[j].seq
}

func (h alarms) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

// Push and Pop satisfy heap.Interface.
func (h *alarms) Push(x any) {
	a := x.(*alarm)
	a.place = len(*h)
	*h = append(*h, a)
}

// Pop takes off the last.
func (h *alarms) Pop() any {
	last := len(*h) - 1
	a := (*h)[last]
	(*h)[last], a.place = nil, -1
	*h = (*h)[:last]
	return a
}
