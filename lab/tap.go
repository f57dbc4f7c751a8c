package lab

import (
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// taps passes what happens on to all watchers, and counts.
type taps struct {
	all      []Watcher
	keepers  []keeper
	samplers []stack.Sampler
	census   *censuses
}

// historian is a watcher that looks back from an event to all those before it.
type historian interface{ LooksBack() }

// keeper is a watcher that keeps what it needs of events that are going to be forgotten.
// The result is how much it has looked through.
type keeper interface{ forget(n *stack.Net) int }

// begin lets watchers begin, and gives them what they want to look at.
func (t *taps) begin(n *stack.Net) {
	for _, x := range t.all {
		x.Begin(n)
		if _, ok := x.(historian); ok {
			n.KeepEvents()
		}
		if k, ok := x.(keeper); ok {
			t.keepers = append(t.keepers, k)
		}
		if s, ok := x.(stack.Sampler); ok {
			t.samplers = append(t.samplers, s)
		}
	}
	if len(t.samplers) > 0 {
		n.Sample(t)
	}
}

// forget forgets what happened before a time, which nobody will ask for. The result is
// how much was looked through.
func (t *taps) forget(n *stack.Net, before vtime.Time) (looked int) {
	for _, k := range t.keepers {
		looked += k.forget(n)
	}
	return looked + n.Forget(before)
}

func (t *taps) Settled(at vtime.Stamp, e *stack.End, c stack.Inside) {
	for _, x := range t.samplers {
		x.Settled(at, e, c)
	}
}

func (t *taps) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	for _, x := range t.all {
		x.Sent(at, w, f)
	}
}

func (t *taps) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	for _, x := range t.all {
		x.Dropped(at, w, f, why)
	}
}

func (t *taps) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	for _, x := range t.all {
		x.Delivered(at, w, f)
	}
}

func (t *taps) HostDrop(at vtime.Stamp, h *stack.Host, f *link.Frame, why string) {
	for _, x := range t.all {
		x.HostDrop(at, h, f, why)
	}
}

func (t *taps) StateChange(at vtime.Stamp, e *stack.End, from, to string) {
	t.census.StateChange(at, e, from, to)
	for _, x := range t.all {
		x.StateChange(at, e, from, to)
	}
}
