package gvisor

import (
	"gvisor.dev/gvisor/pkg/waiter"

	"github.com/rttlab/rttlab/stack"
)

// bell rings when something has become possible on a socket. gVisor pulls it with
// locks held, on a goroutine of its own; the event loop answers later.
type bell struct {
	guest  *guest
	entry  waiter.Entry
	rung   waiter.EventMask // guarded by the guest's mutex
	answer func()
}

// hang makes a bell for a socket's queue.
func (g *guest) hang(q *waiter.Queue, wake stack.GuestWake) {
	b := &bell{guest: g}
	b.answer = func() {
		mask := b.rung
		b.rung = 0
		const ends = waiter.EventErr | waiter.EventHUp
		wake(mask&(waiter.ReadableEvents|waiter.EventRdHUp|ends) != 0, mask&(waiter.WritableEvents|ends) != 0)
	}
	b.entry = waiter.NewFunctionEntry(waiter.AllEvents, b.ring)
	q.EventRegister(&b.entry)
}

func (b *bell) ring(mask waiter.EventMask) {
	b.guest.mu.Lock()
	defer b.guest.mu.Unlock()
	if b.rung == 0 {
		b.guest.ringing = append(b.guest.ringing, b)
	}
	b.rung |= mask
}
