package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Frame is what a wire carries. The wire knows its length and little else; the
// content stays with whoever built the frame, behind Body. A frame has one
// owner at a time: Send hands it to the wire, Receive hands it to the port, and
// whoever drops it releases it.
type Frame struct {
	Len    int           // bytes on the wire, the IP header included
	Data   bool          // carries transport payload: what "the n-th data packet" counts
	Mark   Mark          // what queues do instead of dropping it
	lost   Drop          // what will happen to it on the wire instead of an arrival
	Flow   uint64        // names the conversation and direction: what fair queues tell apart
	Key    uint64        // stable identity: flow, sequence range, which copy; keyed randomness draws by it
	Origin vtime.EventID // the event in which it left its first host
	Body   Body

	trip trip
}

// Mark is a frame's congestion mark. Its values are those of the ECN field of IP
// (RFC 3168 section 5), which this package has no other use for.
type Mark uint8

// The marks.
const (
	Unmarkable Mark = iota // may only be dropped
	Markable1              // may be marked; the other codepoint of those that may
	Markable
	Marked // congestion was experienced
)

// trip is what a wire keeps of a frame that it has.
type trip struct {
	sim.Edge        // from when it was sent to its arrival; ties are in the order of sending
	next     *Frame // the one behind it on its lane
}

// Waited returns how long the frame was in the queue of the wire that delivers it
// now, or loses it behind the queue, and how long it was being clocked out.
func (f *Frame) Waited() (queue, serial vtime.Time) { return f.trip.Queue, f.trip.Serial }

// before reports whether f arrives before g.
func (f *Frame) before(g *Frame) bool { return f.trip.Before(&g.trip.Edge) }

// Body is the content of a frame.
type Body interface {
	// AppendWire appends the bytes as they are on the wire, checksums included.
	AppendWire(b []byte) []byte
	// Damage replaces the content by raw, the damaged wire form, and keeps it.
	Damage(raw []byte)
	// Clone returns an independent frame with the same content.
	Clone() *Frame
	// Release gives the frame back to its pool; it must not be used afterwards.
	Release()
}

// Port is the receiving end of a wire.
type Port interface {
	// Receive takes over a frame that arrives now.
	Receive(at vtime.Stamp, f *Frame)
	// LookAhead reads what Receive will need of a frame that arrives soon and returns its
	// sum, which means nothing (sim.Ahead). It must change nothing.
	LookAhead(f *Frame) uint64
}

// Tap watches a wire, for captures and traces. It must not keep the frame.
type Tap interface {
	// Sent sees each frame that enters the wire, before anything happens to it.
	Sent(at vtime.Stamp, w *Wire, f *Frame)
	// Dropped sees each frame that the wire drops, and why.
	Dropped(at vtime.Stamp, w *Wire, f *Frame, why Drop)
	// Delivered sees each frame just before its port receives it.
	Delivered(at vtime.Stamp, w *Wire, f *Frame)
}
