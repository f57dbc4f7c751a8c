package pcapng

import (
	"fmt"
	"io"
	"math"
	"net/netip"

	"github.com/rttlab/rttlab/sim/vtime"
)

// linkRaw is LINKTYPE_RAW: packets begin with an IPv4 or IPv6 header.
const linkRaw = 101

// MaxPacket is the most bytes of a packet: what Wireshark reads.
const MaxPacket = 262144

// gather is about how many bytes are handed to the underlying writer at once.
const gather = 64 << 10

// Options of the single blocks.
const (
	optApplication  = 4
	optIfName       = 2
	optIfDescribed  = 3
	optIfSpeed      = 8
	optIfResolution = 9
	optPacketFlags  = 2
	optReceived     = 4
	optDropped      = 5
)

// Header is what a capture says about itself. Empty texts are left out.
type Header struct {
	Application string // what wrote it, with its version
	Comment     string
}

// Interface is one end of a link. Empty texts are left out.
type Interface struct {
	Name        string
	Description string
	Speed       uint64 // bits per second; 0: unlimited, left out
}

// Name is an address and what it is called.
type Name struct {
	Addr  netip.Addr
	Names []string
}

// Packet is an IP datagram as seen at one end of a link.
type Packet struct {
	Interface int // what AddInterface returned
	At        vtime.Time
	Inbound   bool   // it came from the link; otherwise it went out to it
	Data      []byte // the whole datagram; not kept
	Body      Body   // writes the datagram, in place of Data; not kept
	Comment   []byte // left out if empty; not kept
}

// Body writes a datagram.
type Body interface {
	AppendWire(b []byte) []byte
}

// Statistics counts what one interface did during the whole capture.
type Statistics struct {
	Received uint64 // packets that came in, those that were dropped included
	Dropped  uint64
}

// Writer writes one capture. Its methods do nothing after the first error.
type Writer struct {
	w          io.Writer
	block      block
	interfaces int
	err        error
}

// NewWriter starts a capture on w by writing its header.
func NewWriter(w io.Writer, h Header) *Writer {
	p := &Writer{w: w}
	b := &p.block
	b.b = make([]byte, 0, gather+gather/8)
	const byteOrder, version = 0x1a2b3c4d, 1
	b.start(typeSection, byteOrder, version)
	b.u64(math.MaxUint64) // the section's length is not known yet
	b.text(optComment, []byte(h.Comment))
	b.text(optApplication, []byte(h.Application))
	p.end()
	return p
}

// Err writes what is left and returns the first error: of the underlying
// writer, or of a call that named an interface or time that cannot be.
func (w *Writer) Err() error {
	w.flush()
	return w.err
}

// AddInterface describes a link end and returns its number, from 0.
func (w *Writer) AddInterface(i Interface) int {
	b := &w.block
	b.start(typeInterface, linkRaw, 0) // packets are never cut short
	b.text(optIfName, []byte(i.Name))
	b.text(optIfDescribed, []byte(i.Description))
	if i.Speed != 0 {
		b.u64Option(optIfSpeed, i.Speed)
	}
	b.option(optIfResolution, 1)
	b.b = append(b.b, 9) // units of 10^-9 s
	b.pad()
	w.end()
	w.interfaces++
	return w.interfaces - 1
}

// Packet writes one packet. A packet without data or with more than MaxPacket
// bytes, from an unknown interface or before the start of the run is an error.
func (w *Writer) Packet(p Packet) {
	if !w.valid(p.Interface, p.At) {
		return
	}
	b := &w.block
	b.start(typePacket, uint32(p.Interface), uint32(p.At>>32), uint32(p.At), 0, 0)
	data := len(b.b)
	if p.Body != nil {
		b.b = p.Body.AppendWire(b.b)
	} else {
		b.b = append(b.b, p.Data...)
	}
	n := len(b.b) - data
	if n == 0 || n > MaxPacket {
		b.undo()
		w.fail(fmt.Errorf("pcapng: packet of %d bytes: expected 1 to %d", n, MaxPacket))
		return
	}
	order.PutUint32(b.b[data-8:], uint32(n)) // captured
	order.PutUint32(b.b[data-4:], uint32(n)) // on the wire
	b.pad()
	b.text(optComment, p.Comment)
	b.u32Option(optPacketFlags, direction(p.Inbound))
	w.end()
}

// direction is the packet's flags word, which tells nothing else.
func direction(inbound bool) uint32 {
	if inbound {
		return 1
	}
	return 2
}

// Statistics writes the counters of an interface as they were at a time. They
// belong at the end of a capture.
func (w *Writer) Statistics(iface int, at vtime.Time, s Statistics) {
	if !w.valid(iface, at) {
		return
	}
	b := &w.block
	b.start(typeStatistics, uint32(iface), uint32(at>>32), uint32(at))
	b.u64Option(optReceived, s.Received)
	b.u64Option(optDropped, s.Dropped)
	w.end()
}

// valid reports whether there is such an interface and time, or fails.
func (w *Writer) valid(iface int, at vtime.Time) bool {
	switch {
	case iface < 0 || iface >= w.interfaces:
		w.fail(fmt.Errorf("pcapng: interface %d: %d are known", iface, w.interfaces))
	case at < 0:
		w.fail(fmt.Errorf("pcapng: time %v is before the start", at))
	}
	return w.err == nil
}

func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// end finishes a block.
func (w *Writer) end() {
	if w.err != nil {
		w.block.undo()
		return
	}
	w.block.finish()
	if len(w.block.b) >= gather {
		w.flush()
	}
}

// flush hands the finished blocks to the underlying writer.
func (w *Writer) flush() {
	if len(w.block.b) == 0 {
		return
	}
	if _, err := w.w.Write(w.block.b); err != nil {
		w.fail(err)
	}
	w.block.b = w.block.b[:0]
}
