package tcp

import (
	"github.com/rttlab/rttlab/sim/vtime"
)

// receiver is the receiving half: RCV.* of RFC 9293 section 3.3.1 as offsets of
// the peer's stream.
type receiver struct {
	// What only who receives data looks at.
	queue   readQueue
	read    int64 // offset of the next byte the application reads
	limit   int64 // receive buffer
	largest int64 // largest segment seen: what a full segment is
	least   int32 // so many bytes make it readable, unless the window is nearly full (SO_RCVLOWAT)
	mss     int32 // largest segment we announce

	// What both ends of a transfer look at.
	irs     Seq
	echo    uint32 // timestamp echo that was last seen
	offer   uint8  // window scale that we offer
	scale   uint8  // in force
	finCame bool   // the peer's FIN has arrived, perhaps behind a hole
	finSeen bool   // and is in order
	moved   bool   // the edge was set by another segment than the SYN
	memory  bool   // the buffer counts memory, and the window opens step by step (Linux)
	roomy   bool   // segments are judged as Linux does (SequenceLinux)
	eager   bool   // the edge always moves
	nxt     int64
	edge    int64       // right edge of the advertised window; it never moves left
	tune    *tuner      // nil until data arrives, and where nothing is tuned
	holes   *reassembly // nil as long as everything came in order
}

func (r *receiver) init(cfg *Config, mss int64) {
	r.mss = int32(mss)
	r.read, r.least = 1, 1
	r.begin(cfg)
}

// begin sets the size of the buffer before anything was announced. FreeBSD makes
// it a multiple of the segment size (tcp_mss).
func (r *receiver) begin(cfg *Config) {
	r.limit, r.eager = cfg.ReceiveBuffer, cfg.WindowEdge == EdgeAlways
	if r.eager {
		mss := int64(r.mss)
		r.limit += (mss - r.limit%mss) % mss
	}
	r.roomy = cfg.SequenceCheck == SequenceLinux
	if r.memory = cfg.BufferUnit == BufferMemory; r.memory {
		r.limit = max(r.limit, leastBuffer)
	}
	largest := cfg.largestWindow()
	for r.offer = 0; r.offer < 14 && largest>>r.offer > 65535 && r.limit>>r.offer > 1; {
		r.offer++ // at most 14 (RFC 7323 section 2.3), and what there is now can be said
	}
	r.edge = r.startWindow(cfg, int64(r.mss))
}

// synchronise takes the peer's SYN: the next byte expected has offset 1.
func (r *receiver) synchronise(irs Seq) {
	r.irs = irs
	r.nxt = 1
	r.edge++
}

func (r *receiver) wire(off int64) Seq { return r.irs.Add(off) }

// offset returns the offset that a sequence number near RCV.NXT stands for.
func (r *receiver) offset(q Seq) int64 { return r.nxt + q.Sub(r.wire(r.nxt)) }

// window returns the bytes that the peer may still send.
func (r *receiver) window() int64 { return max(0, r.edge-r.nxt) }

// field returns the header's window field. Scaled windows are rounded down, so
// that the peer never sends what would be cut off; what it had been told before
// stays acceptable (RFC 7323 section 2.4).
func (r *receiver) field() uint16 {
	return uint16(min(r.offered()>>r.scale, 65535))
}

// room returns where the edge could be with the buffer as it is.
func (r *receiver) room() int64 {
	return r.nxt + min(r.limit-r.queue.len, r.largestOffer(), 65535<<r.scale)
}

// largestOffer is the window that is offered while the buffer is empty.
func (r *receiver) largestOffer() int64 {
	if r.tune != nil {
		return min(r.limit, r.tune.clamp)
	}
	return r.limit
}

// advanceEdge moves the advertised edge if it is worth it: by a segment or half
// the buffer (silly-window avoidance, RFC 9293 section 3.8.6.2.2).
func (r *receiver) advanceEdge() {
	if r.apart() {
		r.offerApart()
		return
	}
	if r.memory {
		if r.moved && r.tune == nil && !r.finSeen {
			return // nothing has come yet
		}
		r.edge, r.moved = r.nxt+r.selected(), true
		if r.tune != nil {
			r.tune.offered = int32(r.window())
		}
		return
	}
	room := r.room()
	least := min(r.largestOffer()/2, int64(r.mss))
	if free := room - r.nxt; r.eager && (free >= r.limit/4 || free >= int64(r.mss)) {
		least = 1
	}
	if room-r.edge >= least {
		r.edge, r.moved = room, true
	}
}

// worthUpdate reports whether the window has grown so much that the peer should
// be told at once: it doubled and was less than half the buffer, or less than
// half of what a SYN can say if no other segment has spoken yet.
func (r *receiver) worthUpdate() bool {
	if r.memory {
		now := r.offered()
		return r.tune != nil && 2*now <= r.tune.clamp && r.selected() >= max(2*now, 1)
	}
	now, could, whole := r.window(), r.room()-r.nxt, r.largestOffer()
	if !r.moved {
		whole = min(whole, 65535)
	}
	return 2*now <= whole && could >= 2*now && r.room()-r.edge >= min(r.largestOffer()/2, int64(r.mss))
}

// readable reports whether there is enough to read.
func (r *receiver) readable() bool {
	return r.queue.len >= int64(r.least) || r.queue.len > 0 && r.window() <= r.largest
}

// acceptable applies the four-case test of RFC 9293 section 3.10.7.4 to the
// range [start, start+n).
func (r *receiver) acceptable(start, n int64) bool {
	w := r.window()
	inside := func(off int64) bool { return off >= r.nxt && off < r.nxt+w }
	switch {
	case n == 0 && w == 0:
		return start == r.nxt
	case n == 0:
		return inside(start)
	case w == 0:
		return false
	}
	return inside(start) || inside(start+n-1) || start < r.nxt && start+n > r.nxt
}

// tooLong reports whether data of a segment reaches beyond the window, and there is
// not room for all of it: it is not cut (Linux tcp_sequence).
func (r *receiver) tooLong(start int64, g *Segment) bool {
	return r.roomy && g.Payload.Len > 0 && start+int64(g.Payload.Len) > r.nxt+r.window() && r.queue.len > 0
}

// bareFIN reports whether a segment is a FIN without data that a closed window
// forbids. It is taken all the same: its sender would repeat it, and there is
// nothing to store (Linux tcp_data_queue).
func (c *Conn) bareFIN(start int64, g *Segment) bool {
	return c.rcv.roomy && start == c.rcv.nxt && g.Payload.Len == 0 && g.Flags&(FIN|SYN|RST) == FIN
}

// justOld reports whether a segment of what came already ends where the last
// acknowledgement did, or later: what it acknowledges still counts (Linux
// tcp_sequence compares with rcv_wup).
func (c *Conn) justOld(start int64, g *Segment) bool {
	return c.rcv.roomy && c.state != SynReceived && c.state != TimeWait && g.Flags&(SYN|RST) == 0 &&
		start < c.rcv.nxt && start+g.Len() >= c.ack.upTo
}

// whole reports whether a segment that reaches beyond the window is taken whole
// and not cut: memory was spent on it anyway, and the queue is empty (Linux
// tcp_sequence).
func (r *receiver) whole(start, end int64) bool {
	return r.roomy && r.queue.len == 0 && start <= r.nxt && end > r.edge && r.window() > 0
}

// text takes the data of an acceptable segment (RFC 9293 section 3.10.7.4,
// seventh step) and reports whether it came in order.
func (c *Conn) text(at vtime.Stamp, start int64, g *Segment, origin vtime.EventID) (inOrder bool) {
	r, p := &c.rcv, g.Payload
	end := start + int64(p.Len)
	if c.refuses(at, start, end) {
		return start <= r.nxt
	}
	switch whole := r.whole(start, end); {
	case !whole:
		end = min(end, r.edge)
	case r.memory && memoryOf(int64(p.Len)) > r.limit:
		c.ack.now = true // it is more than there was room for (Linux tcp_data_queue: ICSK_ACK_NOMEM)
	}
	if r.finCame {
		end = min(end, c.finAt)
	}
	c.learnSegment(int64(p.Len), int64(g.Joined))
	c.repeated(start, min(end, r.nxt))
	from := max(start, r.nxt)
	if from >= end {
		return start <= r.nxt
	}
	p = p.Slice(int(from-start), int(end-start))
	if from > r.nxt {
		c.stray(at, from, p, origin)
		c.tuneStray(int64(p.Len), end)
		return false
	}
	c.repeatedAhead(r.holes.overlap(from, end))
	c.deliver(at, from, p, origin)
	for !r.holes.empty() {
		piece, ok := r.holes.next(r.nxt)
		if !ok {
			break
		}
		c.deliver(at, piece.start, piece.data, 0)
	}
	if r.holes != nil {
		r.holes.delivered(r.nxt)
	}
	c.tuneArrival(at.Now, int64(p.Len), end)
	return true
}

// stray takes data behind a hole.
func (c *Conn) stray(at vtime.Stamp, start int64, p Payload, origin vtime.EventID) {
	r := &c.rcv
	c.tallies().strays++
	if r.holes == nil {
		r.holes = &reassembly{}
	}
	end := start + int64(p.Len)
	again := r.holes.overlap(start, end)
	r.holes.insert(start, p, func(a, b int64) {
		if c.rec.Receipt != nil {
			c.rec.Receipt.Stray(uint64(a), uint64(b), at, origin)
		}
	})
	if !c.snd.selective {
		return
	}
	c.repeatedAhead(again)
	r.holes.arrived(c.withFIN(r.holes.around(start, end)))
}

func (c *Conn) deliver(at vtime.Stamp, start int64, p Payload, origin vtime.EventID) {
	r := &c.rcv
	r.nxt = start + int64(p.Len)
	r.edge = max(r.edge, r.nxt)
	r.queue.add(p)
	if c.rec.Receipt != nil {
		c.rec.Receipt.Advance(uint64(start), uint64(r.nxt), at, origin)
	}
	if r.readable() {
		c.wakes |= WakeReadable
	}
}
