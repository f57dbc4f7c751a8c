package fidelity

import (
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// watcher notes the packets of all connections.
type watcher struct {
	result *Result
	conns  map[uint16]*seen // by the client's port
	n      int
}

// seen is what is known of a connection.
type seen struct {
	n     int
	first [2]tcp.Seq // of the client and the server
	known [2]bool
	top   [2]int64 // how far what they sent reaches

	// A round of the server begins with the first data that it sends after the first
	// data of the round before was acknowledged.
	round, heard int64
	begun        bool
}

func newWatcher(r *Result) *watcher { return &watcher{result: r, conns: map[uint16]*seen{}} }

// tap is the watcher on one of the two wires.
type tap struct {
	*watcher
	up bool
}

func (t *tap) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	v := stack.Inspect(f)
	if v.TCP == nil {
		return
	}
	g := &v.TCP.Segment
	client, side := g.SrcPort, 0
	if !t.up {
		client, side = g.DstPort, 1
	}
	c := t.conns[client]
	fresh := g.Flags&(tcp.SYN|tcp.ACK) == tcp.SYN && c != nil && c.known[0] && c.first[0] != g.Seq
	if c == nil || fresh {
		c = &seen{n: t.n}
		t.n++
		t.conns[client] = c
	}
	if g.Flags&tcp.SYN != 0 && !c.known[side] {
		c.first[side], c.known[side] = g.Seq, true
	}
	p := Packet{Up: t.up, At: at.Now, Flags: g.Flags.String(), Len: int64(g.Payload.Len), Ack: -1, Conn: c.n}
	p.Seq = int64(int32(g.Seq - c.first[side]))
	if g.Flags&tcp.ACK != 0 {
		p.Ack = int64(int32(g.Ack - c.first[1-side]))
	}
	if g.Len() > 0 {
		p.Again = p.Seq < c.top[side]
		c.top[side] = max(c.top[side], p.Seq+g.Len())
	}
	t.result.Packets = append(t.result.Packets, p)
	if !t.up && p.Len > 0 && c.n == 0 && (!c.begun || c.heard > c.round) {
		c.begun, c.round = true, p.Seq
		t.result.Rounds++
	}
}

func (t *tap) Dropped(_ vtime.Stamp, _ *link.Wire, f *link.Frame, _ link.Drop) {
	// What is dropped has just been sent: the wire asks its fate at once.
	if last := len(t.result.Packets) - 1; last >= 0 && stack.Inspect(f).TCP != nil {
		t.result.Packets[last].Dropped = true
	}
}

func (t *tap) Delivered(_ vtime.Stamp, _ *link.Wire, f *link.Frame) {
	v := stack.Inspect(f)
	if v.TCP == nil || !t.up || v.TCP.Segment.Flags&tcp.ACK == 0 {
		return
	}
	if c := t.conns[v.TCP.Segment.SrcPort]; c != nil && c.known[1] {
		c.heard = max(c.heard, int64(int32(v.TCP.Segment.Ack-c.first[1])))
	}
}
