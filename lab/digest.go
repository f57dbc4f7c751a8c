package lab

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// digest is a SHA-256 over all that a Trace would write, which two runs are
// compared by. Every run makes it, so it takes numbers as they are: text costs
// several times as much as the simulation. Only rules, which are few, are taken by
// name: their numbers change when there is one more.
type digest struct {
	hash hash.Hash
	buf  []byte // what is not yet in the hash
}

// digestBlock is about how much is gathered before it is hashed.
const digestBlock = 4 << 10

func newDigest() *digest {
	return &digest{hash: sha256.New(), buf: make([]byte, 0, digestBlock+digestBlock/4)}
}

// Sum returns the digest so far, in hexadecimal.
func (d *digest) Sum() string {
	d.flush()
	return hex.EncodeToString(d.hash.Sum(nil))
}

func (d *digest) flush() {
	d.hash.Write(d.buf)
	d.buf = d.buf[:0]
}

// end ends an entry. An entry begins with its kind, which tells where it ends.
func (d *digest) end(b []byte) {
	if d.buf = b; len(b) >= digestBlock {
		d.flush()
	}
}

// The kinds of entries.
const (
	digestSent = iota + 1
	digestDropped
	digestDelivered
	digestHostDrop
	digestState
)

// Begin satisfies Watcher.
func (d *digest) Begin(*stack.Net) {}

// Sent takes in the packet.
func (d *digest) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	d.end(d.packet(digestSent, at, w, f))
}

// Dropped takes in the packet and why it was dropped.
func (d *digest) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	d.end(d.text(d.packet(digestDropped, at, w, f), why.String()))
}

// Delivered takes in the packet.
func (d *digest) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	d.end(d.packet(digestDelivered, at, w, f))
}

// HostDrop takes in the packet and why the host dropped it.
func (d *digest) HostDrop(at vtime.Stamp, h *stack.Host, f *link.Frame, why string) {
	d.end(d.text(d.text(d.packet(digestHostDrop, at, nil, f), h.Name()), why))
}

// StateChange takes in the transition.
func (d *digest) StateChange(at vtime.Stamp, e *stack.End, from, to string) {
	b := append64(append(d.buf, digestState), uint64(at.Now), uint64(e.Connection.ID))
	d.end(d.text(d.text(d.text(b, e.Host.Name()), from), to))
}

// text appends a text with its length.
func (d *digest) text(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func append64(b []byte, words ...uint64) []byte {
	for _, w := range words {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b
}

// packet appends the beginning of an entry: when, on which wire, and what the
// frame carries. Of a segment of ours that is its header, with numbers relative
// to the initial ones of its connection, and otherwise the wire form.
func (d *digest) packet(kind byte, at vtime.Stamp, w *link.Wire, f *link.Frame) []byte {
	p := stack.Inspect(f)
	name := uint32(0)
	if w != nil {
		name = w.Hash()
	}
	if p.TCP == nil || p.From == nil || p.Damaged || p.Header.IsFragment() {
		b := append64(append(d.buf, kind|0x80), uint64(at.Now), uint64(name)<<32|uint64(f.Len))
		return f.Body.AppendWire(b)
	}
	g, o := &p.TCP.Segment, &p.TCP.Segment.Options
	seq0, ack0 := tcp.Seq(p.From.ISS), tcp.Seq(0)
	if p.From.Peer != nil {
		ack0 = tcp.Seq(p.From.Peer.ISS)
	}
	ack := uint32(0)
	if g.Flags.Has(tcp.ACK) {
		ack = uint32(g.Ack - ack0)
	}
	bare := f.Len == p.Header.Len()+tcp.MinHeaderLen+p.Payload // no options
	if !bare {
		kind |= 0x40
	}
	again := p.TCP.Repair != cause.NothingToSend
	if again {
		kind |= 0x20
	}
	b := append64(append(d.buf, kind), uint64(at.Now),
		uint64(name)<<32|uint64(uint32(p.From.Connection.ID)),
		uint64(uint32(g.Seq-seq0))<<32|uint64(ack),
		uint64(g.Flags)|uint64(g.Window)<<8|uint64(p.Payload)<<24|uint64(p.TCP.Copy)<<40|
			uint64(g.ECN)<<56)
	if again {
		b = d.text(b, p.TCP.Repair.String())
	}
	if bare {
		return b
	}
	b = append64(b, uint64(o.MSS)|uint64(o.Scale)<<16|uint64(o.NumBlocks)<<24|bit(o.HasScale)<<32|
		bit(o.SACKPermitted)<<33|bit(o.HasTimestamp)<<34, uint64(o.TSVal)<<32|uint64(o.TSEcr))
	for _, s := range o.Blocks[:o.NumBlocks] {
		b = append64(b, uint64(uint32(s.Left-ack0))<<32|uint64(uint32(s.Right-ack0)))
	}
	return b
}

func bit(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}
