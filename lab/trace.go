package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"strconv"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Trace writes one line for each thing that happens to a packet or a
// connection, in packetdrill's notation with the reasons at the end of the
// line; docs/trace.md describes the format. It also makes the digest that two
// runs are compared by.
type Trace struct {
	w    io.Writer // nil: only the digest
	hash hash.Hash
	line []byte
	err  error
}

// NewTrace returns a trace that writes to w, which may be nil.
func NewTrace(w io.Writer) *Trace { return &Trace{w: w, hash: sha256.New()} }

// Sum returns the digest of all lines so far, in hexadecimal.
func (t *Trace) Sum() string { return hex.EncodeToString(t.hash.Sum(nil)) }

// Err returns the first error of the writer.
func (t *Trace) Err() error { return t.err }

// Begin satisfies Watcher.
func (t *Trace) Begin(*stack.Net) {}

// begin starts a line with the time in milliseconds, to the nanosecond.
func (t *Trace) begin(at vtime.Stamp) {
	t.line = append(t.line[:0], at.Now.Millis()...)
	t.line = append(t.line, ' ')
}

func (t *Trace) add(parts ...string) {
	for _, p := range parts {
		t.line = append(t.line, p...)
	}
}

func (t *Trace) end() {
	t.line = append(t.line, '\n')
	t.hash.Write(t.line)
	if t.w != nil && t.err == nil {
		_, t.err = t.w.Write(t.line)
	}
}

// Sent writes the packet.
func (t *Trace) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	t.begin(at)
	t.add(w.Name(), " > ")
	p := t.packet(f)
	if f.Origin == at.Event {
		if note := Reason(&p); note != "" {
			t.add(" // ", note)
		}
	}
	t.end()
}

// Dropped writes the packet and why it was dropped.
func (t *Trace) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	t.begin(at)
	t.add(w.Name(), " x ")
	t.packet(f)
	t.add(" // dropped: ", why.String())
	t.end()
}

// Delivered writes the packet.
func (t *Trace) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	t.begin(at)
	t.add(w.Name(), " < ")
	t.packet(f)
	t.end()
}

// HostDrop writes the packet and why the host dropped it.
func (t *Trace) HostDrop(at vtime.Stamp, h *stack.Host, f *link.Frame, why string) {
	t.begin(at)
	t.add(h.Name(), " x ")
	t.packet(f)
	t.add(" // dropped by the host: ", why)
	t.end()
}

// StateChange writes the transition.
func (t *Trace) StateChange(at vtime.Stamp, e *stack.End, from, to string) {
	t.begin(at)
	t.add(e.Host.Name(), " = #", strconv.Itoa(e.Connection.ID), " ", from, " -> ", to)
	t.end()
}

// packet writes what a frame carries.
func (t *Trace) packet(f *link.Frame) stack.Packet {
	p := stack.Inspect(f)
	switch {
	case p.Damaged:
		t.add("damaged ", strconv.Itoa(f.Len), " bytes")
	case p.TCP != nil:
		t.segment(&p)
	case p.UDP != nil:
		t.add(addr(p.Header.Src, p.UDP.SrcPort), " ", addr(p.Header.Dst, p.UDP.DstPort), " udp (", strconv.Itoa(p.Payload), ")")
	default:
		t.add(p.Header.Src.String(), " ", p.Header.Dst.String(), " icmp (", strconv.Itoa(p.Payload), ")")
	}
	return p
}

func (t *Trace) segment(p *stack.Packet) {
	g := &p.TCP.Segment
	seq0, ack0 := tcp.Seq(0), tcp.Seq(0)
	if p.From != nil {
		t.add("#", strconv.Itoa(p.From.Connection.ID), " ")
		seq0 = tcp.Seq(p.From.ISS)
		if p.From.Peer != nil {
			ack0 = tcp.Seq(p.From.Peer.ISS)
		}
	} else {
		t.add(addr(p.Header.Src, g.SrcPort), " ", addr(p.Header.Dst, g.DstPort), " ")
	}
	t.line = g.AppendText(t.line, seq0, ack0)
}

// Reason says why a segment left only when it did, in one line: which copy it is,
// what held its first byte and for how long, and how long its acknowledgement
// was owed. It is empty if nothing waited.
func Reason(p *stack.Packet) string {
	if p.TCP == nil {
		return ""
	}
	o, note := p.TCP, ""
	switch {
	case o.Copy > 1:
		note = "copy " + strconv.Itoa(int(o.Copy)) + ", " + o.Repair.String()
	case o.End > o.Start && p.From != nil:
		note = heldBy(p.Left, p.From, uint64(o.Start))
	}
	if o.AckSince != vtime.Never && o.AckSince < p.Left {
		if note != "" {
			note += "; "
		}
		note += "ack owed for " + (p.Left - o.AckSince).String()
	}
	return note
}

// heldBy sums what held a byte between being written and leaving, by rule in the
// order in which the rules first held it.
func heldBy(left vtime.Time, e *stack.End, offset uint64) string {
	mark, ok := e.Half.MarkOf(offset)
	if !ok || mark.Taken.Now >= left {
		return ""
	}
	var held [cause.NumWhy]vtime.Time
	var rules []cause.Why
	for _, s := range e.Half.Chrono.Cut(mark.Taken.Now, left) {
		if s.Why == cause.NothingToSend {
			continue
		}
		if held[s.Why] == 0 {
			rules = append(rules, s.Why)
		}
		held[s.Why] += s.To - s.From
	}
	note := ""
	for i, w := range rules {
		if i > 0 {
			note += ", "
		}
		note += w.String() + " " + held[w].String()
	}
	return note
}

func addr(a ip.Addr, port uint16) string { return stack.Addr{IP: a, Port: port}.String() }
