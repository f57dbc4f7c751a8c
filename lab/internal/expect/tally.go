package expect

import (
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Tally watches a run and counts what no result tells.
type Tally struct{ Resets int64 }

// NewTally returns one for a run.
func NewTally() *Tally { return &Tally{} }

// Begin satisfies lab.Watcher.
func (t *Tally) Begin(*stack.Net) {}

// Sent counts resets where they begin their way.
func (t *Tally) Sent(at vtime.Stamp, _ *link.Wire, f *link.Frame) {
	if p := stack.Inspect(f); f.Origin == at.Event && p.TCP != nil && p.TCP.Segment.Flags.Has(tcp.RST) {
		t.Resets++
	}
}

// Dropped satisfies lab.Watcher.
func (t *Tally) Dropped(vtime.Stamp, *link.Wire, *link.Frame, link.Drop) {}

// Delivered satisfies lab.Watcher.
func (t *Tally) Delivered(vtime.Stamp, *link.Wire, *link.Frame) {}

// HostDrop satisfies lab.Watcher.
func (t *Tally) HostDrop(vtime.Stamp, *stack.Host, *link.Frame, string) {}

// StateChange satisfies lab.Watcher.
func (t *Tally) StateChange(vtime.Stamp, *stack.End, string, string) {}
