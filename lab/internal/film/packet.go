package film

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Packet is a datagram from when it left its first host. A second copy that a wire
// made of it, and a fragment that a router cut off it, is a packet of its own.
type Packet struct {
	ID     int // from 1, in the order in which they left
	Number int // in a capture that has each packet once, as Capture makes it; 0: it was not seen there

	From, To    string      // hosts; To is empty if no host has the address
	End         *stack.End  // the end of a connection that sent it; nil if none did
	Protocol    string      // "tcp", "udp", "icmp", "fragment" or "damaged"
	Length      int         // bytes on the wire, headers included
	Payload     int         // bytes behind the headers
	Data        []byte      // of UDP: what they are
	Copied      int         // by a wire, of the packet with this ID; 0: no
	Segment     tcp.Segment // of TCP, without its payload
	Start, Stop int64       // of TCP, stream offsets of what it carries, SYN and FIN included
	Copy        int         // how often these bytes had left with it; 0: not of TCP

	Left   vtime.Time    // its first host
	Event  vtime.EventID // in which it did
	Reason Reason        // why it left only then

	Hops    []Hop
	Lost    string // why a wire or a router dropped it; empty if none did
	Damaged bool   // a wire flipped a bit of it
	Refused string // why a host had no use for it; empty if it had

	key uint64 // of its frame
}

// Reason is why a packet left when it did.
type Reason struct {
	By     Trigger
	Held   []Held     // what its first byte waited for since it was written, by rule
	Repair cause.Why  // the rule that sent a further copy; NothingToSend of a first one
	AckDue vtime.Time // since when the acknowledgement was owed; Never if it owed none
}

// Held is for how long a rule held a byte.
type Held struct {
	Why cause.Why
	For vtime.Time
}

// Trigger is what set an event off: the arrival of a packet, or, if Packet is 0,
// something that took time since the arrival of packet After, or since the
// beginning.
type Trigger struct {
	Packet int
	Where  cause.Where
	Since  vtime.Time    // when that began
	After  int           // 0: of none
	Event  vtime.EventID // in which that ended
}

// Hop is a packet's way over one wire. A packet that was dropped has no arrival:
// Out is when that happened.
type Hop struct {
	Wire          int // index in Film.Wires
	In            vtime.Time
	Queue, Serial vtime.Time // in the queue, and in the transmitter
	Out           vtime.Time // at the far end; Never: under way
	Arrival       vtime.EventID
}

// Arrived returns when a packet came to the end of its way, and whether it did.
func (p *Packet) Arrived() (vtime.Time, bool) {
	if p.Lost != "" || len(p.Hops) == 0 {
		return 0, false
	}
	last := p.Hops[len(p.Hops)-1]
	return last.Out, last.Out != vtime.Never
}

// Ended returns when a packet arrived or was dropped; Never if it is under way.
func (p *Packet) Ended() vtime.Time {
	if len(p.Hops) == 0 {
		return p.Left
	}
	return p.Hops[len(p.Hops)-1].Out
}

// Queued returns how long it stood in queues.
func (p *Packet) Queued() (sum vtime.Time) {
	for i := range p.Hops {
		sum += p.Hops[i].Queue
	}
	return sum
}

// last is the hop that it is on.
func (p *Packet) last() *Hop { return &p.Hops[len(p.Hops)-1] }

// flying reports whether it is on a wire.
func (p *Packet) flying() bool { return len(p.Hops) > 0 && p.last().Out == vtime.Never }

// Connection returns the connection that it belongs to, nil if there is none.
func (p *Packet) Connection() *stack.Connection {
	if p.End == nil {
		return nil
	}
	return p.End.Connection
}
