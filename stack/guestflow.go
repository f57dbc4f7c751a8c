package stack

import (
	"slices"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// guestFlow is a connection of a guest as it shows on the wire and in the calls
// of the application: from these its records are made. Offsets count as those of
// the records do.
type guestFlow struct {
	of    *lodging
	end   *End
	topic Topic
	live  GuestEnd    // nil as long as the guest has none that can be found
	calls GuestStream // nil as long as no application has it
	state tcp.State   // as last shown to the observer
	held  bool        // by an application

	passive bool // the peer opened it

	iss     tcp.Seq
	written int64 // what the application has written goes up to here, a FIN included
	sent    int64 // what has left
	acked   int64 // what the peer has acknowledged
	edge    int64 // of the window that it offers
	mss     int64 // largest segment that has left, or that the peer takes
	again   []departures

	irs     tcp.Seq
	heard   bool          // a SYN has come
	nxt     int64         // what is known to have been taken goes up to here
	inOrder cause.Arrival // of what came last that leaves no gap behind it
	ack     int64         // the highest acknowledgement that has left
	read    int64
	scale   uint8 // of the windows that the peer offers
	scales  bool  // it offered one
	offered bool  // and so did the guest

	heldSince vtime.Time // since when something written waits; Never: nothing does
	full      bool       // the peer's window was full before the arrival that is being answered
	lastAck   tcp.Seq    // see frameKey
	sameAcks  uint32
}

// departures is how often the bytes from an offset on have left.
type departures struct {
	start int64
	n     uint8
}

// sendOffset is the offset of a sequence number of ours, near what has left.
func (f *guestFlow) sendOffset(s tcp.Seq) int64 {
	return f.sent + int64(int32(uint32(s-f.iss)-uint32(f.sent)))
}

// receiveOffset is that of one of the peer's, near what has come.
func (f *guestFlow) receiveOffset(s tcp.Seq) int64 {
	return f.nxt + int64(int32(uint32(s-f.irs)-uint32(f.nxt)))
}

// hear reads what a segment says that is about to be handed to the guest.
func (f *guestFlow) hear(s *tcp.Segment) {
	if s.Flags.Has(tcp.SYN) && !f.heard {
		f.heard, f.irs = true, s.Seq
		f.scales, f.scale = s.Options.HasScale, s.Options.Scale
		f.mss, f.edge = int64(s.Options.MSS), 1+int64(s.Window)
	}
	if f.state == tcp.Listen && s.Flags&(tcp.SYN|tcp.ACK) == tcp.ACK {
		f.beginAt(s.Ack - 1) // the cookie that has come back
	}
	f.full = f.windowFull()
	ack := f.sendOffset(s.Ack)
	if !s.Flags.Has(tcp.ACK) || ack < f.acked || ack > f.sent {
		return
	}
	f.acked = ack
	f.edge = ack + int64(s.Window)
	if f.scales && f.offered && !s.Flags.Has(tcp.SYN) {
		f.edge = ack + int64(s.Window)<<f.scale
	}
	f.again = slices.DeleteFunc(f.again, func(d departures) bool { return d.start < ack })
}

// beginAt sets the initial sequence number. A SYN-ACK that is a cookie has one of its
// own each time, and only what the peer brings back counts.
func (f *guestFlow) beginAt(iss tcp.Seq) { f.iss, f.end.ISS = iss, uint32(iss) }

// windowFull reports whether the peer's window has no room for what would leave
// next. Like most senders, guests do not send a part of a segment for want of room.
func (f *guestFlow) windowFull() bool {
	return f.edge-f.sent < min(f.mss, f.written-f.sent)
}

// leave writes down a segment that leaves, and says in the packet what it is.
func (f *guestFlow) leave(at vtime.Stamp, p *packet) {
	s, o, end := &p.out.Segment, &p.out, f.end
	p.from, p.frame.Flow = end, end.flow
	end.counts.Sent++
	if s.Payload.Len > 0 {
		end.counts.SentData++
	}
	if s.Flags.Has(tcp.SYN) {
		f.offered = s.Options.HasScale
	}
	if s.Flags.Has(tcp.ACK) && f.heard {
		f.ack = max(f.ack, f.receiveOffset(s.Ack))
	}
	if n := s.Len(); n > 0 && !s.Flags.Has(tcp.RST) {
		o.Start = f.sendOffset(s.Seq)
		o.End = o.Start + n
		f.mss = max(f.mss, int64(s.Payload.Len))
		f.bytes(at, o)
	}
	p.frame.Key = f.frameKey(p)
}

// Congestion is the guest's algorithm as ours of that name, the first of ours as long
// as no application has the connection.
func (f *guestFlow) Congestion() (id tcp.AlgorithmID) {
	if f.calls != nil {
		id, _ = tcp.AlgorithmNamed(f.calls.Congestion())
	}
	return id
}

// bytes writes down a departure of bytes.
func (f *guestFlow) bytes(at vtime.Stamp, o *tcp.Outgoing) {
	o.Copy = 1
	if o.Start < f.sent {
		o.Copy, o.Repair = f.departedAgain(o.Start), f.repair(o)
		f.end.counts.Resent++
	}
	half := f.end.Half
	if again := min(o.End, f.sent); half != nil && again > o.Start {
		half.Resend(uint64(o.Start), uint64(again), at, o.Repair)
	}
	if o.End <= f.sent {
		return
	}
	if half != nil {
		f.released(at)
		half.Depart(uint64(f.sent), uint64(o.End), at)
	}
	f.sent = o.End
}

// departedAgain counts a further departure.
func (f *guestFlow) departedAgain(start int64) uint8 {
	for i := range f.again {
		if f.again[i].start == start {
			f.again[i].n++
			return f.again[i].n
		}
	}
	f.again = append(f.again, departures{start, 2})
	return 2
}

// frameKey is that of endpoint.frameKey.
func (f *guestFlow) frameKey(p *packet) uint64 {
	if p.out.End > p.out.Start {
		return scramble(scramble(f.end.flow^uint64(p.out.Start)<<1) + uint64(p.out.Copy))
	}
	if ack := p.out.Segment.Ack; ack != f.lastAck {
		f.lastAck, f.sameAcks = ack, 0
	}
	f.sameAcks++
	relative := uint64(uint32(f.lastAck - f.irs))
	return scramble(scramble(f.end.flow^relative<<1^1) + uint64(f.sameAcks))
}

// received writes down what a segment brought that the guest has been given: it
// acknowledges at once what it takes.
func (f *guestFlow) received(at vtime.Stamp, s *tcp.Segment, origin vtime.EventID) {
	f.end.counts.Received++
	n, r := s.Len(), f.end.Receipt
	if n == 0 || !f.heard || s.Flags.Has(tcp.RST) || s.Flags.Has(tcp.SYN) && s.Seq != f.irs {
		return
	}
	a := cause.Arrival{Start: uint64(f.receiveOffset(s.Seq)), At: at, Origin: origin}
	a.End = a.Start + uint64(n)
	switch {
	case a.End <= uint64(f.nxt):
	case a.Start > uint64(f.nxt):
		if r != nil {
			r.Stray(a.Start, a.End, at, origin)
		}
	default:
		f.inOrder = a
		f.deliverable(f.ack)
	}
}

// deliverable writes down that the guest has taken what came up to an offset: it has
// acknowledged that, or given it out. Only an acknowledgement that does not fit the
// wire keeps it from doing the one at once.
func (f *guestFlow) deliverable(upTo int64) {
	if upTo <= f.nxt {
		return
	}
	a, r := &f.inOrder, f.end.Receipt
	if end := min(int64(a.End), upTo); r != nil {
		r.Advance(uint64(f.nxt), uint64(end), a.At, a.Origin)
		if upTo > end {
			r.Advance(uint64(end), uint64(upTo), a.At, 0)
		}
	}
	if f.nxt == 0 {
		f.tookSYN(a.At)
	}
	f.nxt = upTo
}

// tookSYN says that nobody reads a SYN.
func (f *guestFlow) tookSYN(at vtime.Stamp) {
	f.read = 1
	if r := f.end.Receipt; r != nil {
		r.Read(1, at)
	}
}

// wrote writes down that the application wanted to write n bytes and they were
// taken.
func (f *guestFlow) wrote(at, wanted vtime.Stamp, n int64) {
	f.written += n
	if h := f.end.Half; h != nil {
		h.Write(uint64(f.written), wanted, at)
	}
}

// took writes down that the application has read n bytes, or the end of the stream.
func (f *guestFlow) took(at vtime.Stamp, n int64, end bool) {
	if end {
		n = f.nxt - f.read
	}
	if n <= 0 {
		return
	}
	f.read += n
	f.deliverable(f.read)
	if r := f.end.Receipt; r != nil {
		r.Read(uint64(f.read), at)
	}
}

// settle keeps the record of the end when a call has come to its end.
func (f *guestFlow) settle(at vtime.Stamp) {
	if f.live == nil {
		f.live = f.of.guest.Find(f.end.Local(), f.end.Remote())
	}
	if f.live != nil {
		f.become(at, f.live.State())
	}
	if f.end.Half != nil {
		f.hold(at)
	}
	if s := f.of.host.net.sampler; s != nil {
		s.Settled(at, f.end, f)
	}
}

// Info is what the guest tells of the connection, once an application has it, and
// what the packets do.
func (f *guestFlow) Info(vtime.Time) tcp.Info {
	i := tcp.Info{State: f.state}
	if f.calls != nil {
		i = f.calls.Info()
	}
	i.Una, i.Nxt, i.MSS = f.acked, f.sent, f.mss
	i.Window = f.edge - f.acked
	i.InFlight = f.sent - f.acked
	i.NotSent = max(0, f.written-f.sent)
	i.RcvNxt, i.Unread = f.nxt, f.nxt-f.read
	i.Cwnd *= f.mss
	i.Threshold *= f.mss
	return i
}

// become follows a transition.
func (f *guestFlow) become(at vtime.Stamp, to tcp.State) {
	from, end := f.state, f.end
	if to == from {
		return
	}
	f.state = to
	end.moved(at, from, to)
	if to >= tcp.Established && !end.IsEstablished {
		end.Established, end.IsEstablished = at, true
		if f.passive {
			f.of.ready[end.tuple] = f
		}
	}
	f.idle(at)
	if to != tcp.Closed {
		return
	}
	end.Closed, end.IsOpen = at, false
	if t := end.tuple; f.of.flows[t] == f {
		delete(f.of.flows, t)
	}
}

// idle notes since when an end is in TIME-WAIT and nobody holds it.
func (f *guestFlow) idle(at vtime.Stamp) {
	if f.state == tcp.TimeWait && !f.held && f.end.Closed.Event == 0 {
		f.end.Closed = at
	}
}

// letGo notes that the application has closed the socket.
func (f *guestFlow) letGo(at vtime.Stamp) {
	f.held = false
	f.idle(at)
}
