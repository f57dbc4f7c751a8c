package lab

import (
	"io"
	"strconv"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Trace writes one line for each thing that happens to a packet or a
// connection, in packetdrill's notation with the reasons at the end of the
// line; docs/trace.md describes the format. Lines are gathered into blocks: Err
// writes what is left.
type Trace struct {
	w    io.Writer
	text []byte // lines that are not yet written
	err  error

	now   vtime.Time
	clock []byte // now in milliseconds, and a space
}

// traceBlock is about how much text is gathered.
const traceBlock = 8 << 10

// NewTrace returns a trace that writes to w.
func NewTrace(w io.Writer) *Trace {
	return &Trace{w: w, text: make([]byte, 0, traceBlock+traceBlock/8)}
}

// Err writes what is left and returns the first error of the writer.
func (t *Trace) Err() error {
	t.flush()
	return t.err
}

func (t *Trace) flush() {
	if t.err == nil && len(t.text) > 0 {
		_, t.err = t.w.Write(t.text)
	}
	t.text = t.text[:0]
}

// Begin satisfies Watcher.
func (t *Trace) Begin(*stack.Net) {}

// begin starts a line with the time in milliseconds, to the nanosecond, and
// where it happens.
func (t *Trace) begin(at vtime.Stamp, where, what string) {
	if at.Now != t.now || len(t.clock) == 0 {
		t.now = at.Now
		t.clock = append(at.Now.AppendMillis(t.clock[:0]), ' ')
	}
	b := append(t.text, t.clock...)
	b = append(b, where...)
	t.text = append(b, what...)
}

func (t *Trace) end(parts ...string) {
	for _, p := range parts {
		t.text = append(t.text, p...)
	}
	t.text = append(t.text, '\n')
	if len(t.text) >= traceBlock {
		t.flush()
	}
}

// Sent writes the packet.
func (t *Trace) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	t.begin(at, w.Name(), " > ")
	p := stack.Inspect(f)
	t.packet(f, &p)
	if f.Origin == at.Event {
		const sep = " // "
		n := len(t.text)
		t.text = appendReason(append(t.text, sep...), &p)
		if len(t.text) == n+len(sep) {
			t.text = t.text[:n]
		}
	}
	t.end()
}

// Dropped writes the packet and why it was dropped.
func (t *Trace) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	t.begin(at, w.Name(), " x ")
	p := stack.Inspect(f)
	t.packet(f, &p)
	t.end(" // dropped: ", why.String())
}

// Delivered writes the packet.
func (t *Trace) Delivered(at vtime.Stamp, w *link.Wire, f *link.Frame) {
	t.begin(at, w.Name(), " < ")
	p := stack.Inspect(f)
	t.packet(f, &p)
	t.end()
}

// HostDrop writes the packet and why the host dropped it.
func (t *Trace) HostDrop(at vtime.Stamp, h *stack.Host, f *link.Frame, why string) {
	t.begin(at, h.Name(), " x ")
	p := stack.Inspect(f)
	t.packet(f, &p)
	t.end(" // dropped by the host: ", why)
}

// StateChange writes the transition.
func (t *Trace) StateChange(at vtime.Stamp, e *stack.End, from, to string) {
	t.begin(at, e.Host.Name(), " = #")
	t.text = strconv.AppendInt(t.text, int64(e.Connection.ID), 10)
	t.end(" ", from, " -> ", to)
}

// packet writes what a frame carries.
func (t *Trace) packet(f *link.Frame, p *stack.Packet) {
	b := t.text
	switch h := &p.Header; {
	case p.Damaged:
		b = append(strconv.AppendInt(append(b, "damaged "...), int64(f.Len), 10), " bytes"...)
	case h.IsFragment():
		b = appendFragment(b, p)
	case p.TCP != nil:
		b = appendSegment(b, p)
	case p.UDP != nil:
		b = appendPorts(b, h, p.UDP.SrcPort, p.UDP.DstPort)
		b = append(strconv.AppendInt(append(b, "udp ("...), int64(p.Payload), 10), ')')
	default:
		b = append(h.Src.AppendTo(b), ' ')
		b = append(h.Dst.AppendTo(b), " icmp ("...)
		b = append(strconv.AppendInt(b, int64(p.Payload), 10), ')')
	}
	t.text = b
}

func appendSegment(b []byte, p *stack.Packet) []byte {
	g := &p.TCP.Segment
	seq0, ack0 := tcp.Seq(0), tcp.Seq(0)
	if p.From != nil {
		b = append(strconv.AppendInt(append(b, '#'), int64(p.From.Connection.ID), 10), ' ')
		seq0 = tcp.Seq(p.From.ISS)
		if p.From.Peer != nil {
			ack0 = tcp.Seq(p.From.Peer.ISS)
		}
	} else {
		b = appendPorts(b, &p.Header, g.SrcPort, g.DstPort)
	}
	return g.AppendText(b, seq0, ack0)
}

// appendFragment appends which bytes of a datagram are there, and a plus sign if
// more follow.
func appendFragment(b []byte, p *stack.Packet) []byte {
	h := &p.Header
	b = append(h.Src.AppendTo(b), ' ')
	b = append(h.Dst.AppendTo(b), " fragment "...)
	b = append(strconv.AppendUint(b, uint64(h.ID), 10), ' ')
	b = append(strconv.AppendUint(b, uint64(h.FragmentOffset), 10), '(')
	b = append(strconv.AppendInt(b, int64(p.Payload), 10), ')')
	if h.MoreFragments {
		b = append(b, '+')
	}
	return b
}

// appendPorts appends who sends to whom, and a space.
func appendPorts(b []byte, h *ip.Header, src, dst uint16) []byte {
	b = append(appendPort(b, h.Src, src), ' ')
	return append(appendPort(b, h.Dst, dst), ' ')
}

// appendPort appends address:port, an IPv6 address in brackets.
func appendPort(b []byte, a ip.Addr, port uint16) []byte {
	if a.Is4() {
		b = append(a.AppendTo(b), ':')
	} else {
		b = append(a.AppendTo(append(b, '[')), "]:"...)
	}
	return strconv.AppendUint(b, uint64(port), 10)
}

// appendReason says why a segment left only when it did: which copy it is, what
// held its first byte and for how long, and how long its acknowledgement was
// owed. It appends nothing if nothing waited.
func appendReason(b []byte, p *stack.Packet) []byte {
	if p.TCP == nil {
		return b
	}
	o, n := p.TCP, len(b)
	switch {
	case o.Copy > 1:
		b = strconv.AppendInt(append(b, "copy "...), int64(o.Copy), 10)
		b = append(append(b, ", "...), o.Repair.String()...)
	case o.End > o.Start && p.From != nil:
		b = film.AppendRules(b, film.AppendHeld(make([]film.Held, 0, 4), p))
	}
	if o.AckSince != vtime.Never && o.AckSince < p.Left {
		if len(b) > n {
			b = append(b, "; "...)
		}
		b = (p.Left - o.AckSince).Append(append(b, "ack owed for "...))
	}
	return b
}
