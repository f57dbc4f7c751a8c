package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// BufferUnit says what socket buffers count.
type BufferUnit uint8

// The units.
const (
	BufferBytes  BufferUnit = iota // bytes of data
	BufferMemory                   // the memory that segments take (Linux truesize)
)

// tuner sizes the receive buffer by what the application takes in a round trip
// (dynamic right-sizing, Fisk and Feng; Linux tcp_rcv_space_adjust), and opens the
// window no faster than segments arrive that would fit (tcp_grow_window).
type tuner struct {
	apart     bool       // what is offered may differ from what is taken
	shrinks   bool       // what is offered may be less than what was (Linux tcp_shrink_window)
	ratio     int16      // of 256 bytes of the buffer hold data (scaling_ratio)
	offered   int32      // window that was offered last, as it was then (rcv_wnd)
	buffer    int64      // size now (sk_rcvbuf)
	clamp     int64      // largest window (window_clamp)
	threshold int64      // window that may be offered now (rcv_ssthresh)
	space     int64      // bytes taken in the last round trip that was the best (rcvq_space)
	rttEnd    int64      // without timestamps: a window of data ends here
	rtt       vtime.Time // estimate of the round trip; 0: none yet
	stock     stock      // what fills the buffer

	since   vtime.Time // when the present measurement began; before the first, a long time ago
	from    int64      // and the offset where it did
	rttFrom vtime.Time // without timestamps: when the window of data began; negative: none has
	until   int64      // where the window ends that was offered, if it is apart
}

const (
	leastBuffer    = 2304 // Linux SOCK_MIN_RCVBUF
	initialRatio   = 128  // Linux TCP_DEFAULT_SCALING_RATIO: half of the buffer
	wholeRatio     = 256
	headMemory     = 66 + 320    // of a segment that arrives: headroom, skb_shared_info
	skbMemory      = 256         // sk_buff itself
	pageMemory     = 4096        // PAGE_SIZE
	sendHeadMemory = 256 + 320   // of a segment that is sent: MAX_TCP_HEADER, skb_shared_info
	largestSend    = 65536 - 320 // that Linux puts into one buffer to send (GSO)
)

// memoryOf is the memory that an arriving segment with n bytes takes: a buffer
// that is a power of two, and pages for what does not fit into one page.
func memoryOf(n int64) int64 {
	if n += 52 + headMemory; n <= pageMemory {
		return powerOfTwo(n) + skbMemory
	}
	return (n+pageMemory-1)/pageMemory*pageMemory + skbMemory
}

func powerOfTwo(n int64) int64 { return 1 << bits.Len64(uint64(n-1)) }

// startRatio is how much of the buffer is window before a segment came.
func (c *Config) startRatio() int64 {
	if c.BufferUnit == BufferMemory {
		return initialRatio
	}
	return wholeRatio
}

// tunes reports whether the receiver's window is more than the free buffer.
func (c *Config) tunes() bool {
	return c.BufferUnit == BufferMemory || c.ReceiveTuning && c.ReceiveBufferMax > c.ReceiveBuffer || c.WindowClamp > 0
}

// largestWindow is what the window scale must be able to say.
func (c *Config) largestWindow() int64 {
	return c.clamped(c.largestBuffer())
}

func (c *Config) largestBuffer() int64 {
	switch {
	case c.BufferUnit == BufferMemory && c.ReceiveBufferMax == c.ReceiveBuffer && !c.ReceiveTuning:
		return c.ReceiveBuffer * initialRatio >> 8 // chosen for the socket (tcp_select_initial_window)
	case c.tunes() || c.WindowEdge == EdgeAlways: // FreeBSD: sb_max
		return max(c.ReceiveBuffer, c.ReceiveBufferMax)
	}
	return c.ReceiveBuffer
}

// window returns the bytes of data that so much buffer holds.
func (t *tuner) window(buffer int64) int64 { return buffer * int64(t.ratio) >> 8 }

// sizeBuffers is what a new connection does to its buffers (tcp_init_buffer_space).
func (c *Conn) sizeBuffers() {
	c.enlargeSend()
	if c.cfg.WindowClamp > 0 {
		c.tuner()
	}
}

// tuner returns the receiver's tuner, which is made when data first arrives.
func (c *Conn) tuner() *tuner {
	if t := c.rcv.tune; t != nil {
		return t
	}
	return c.newTuner()
}

func (c *Conn) newTuner() *tuner {
	if !c.cfg.tunes() {
		return nil
	}
	r := &c.rcv
	t := &tuner{buffer: r.limit, ratio: int16(c.cfg.startRatio()), from: 1, since: -vtime.Never / 2, rttFrom: -1}
	t.offered, t.until = int32(r.window()), r.edge
	t.shrinks = c.cfg.WindowShrinks && r.memory && r.scale > 0
	t.apart = t.shrinks
	whole, first := t.window(t.buffer), r.window()
	if r.memory && !r.finSeen {
		first = r.edge - 1 // the SYN's, however much of it is used already
	}
	t.clamp = c.cfg.clamped(whole)
	t.threshold = t.clamp
	if c.cfg.BufferUnit == BufferMemory {
		// Room for a segment is kept back (tcp_init_buffer_space).
		t.clamp = min(t.clamp, max(min(2*c.advMSS(), whole), whole-c.advMSS()))
		t.threshold = min(first, t.clamp)
	}
	t.space = max(min(t.threshold, first, c.cfg.InitialWindow*c.advMSS()), c.advMSS(), 1)
	r.tune = t
	return t
}

// advMSS is the segment size that the peer can send: what we announce, less the
// timestamps (tp->advmss).
func (c *Conn) advMSS() int64 {
	return int64(c.rcv.mss) - c.stampSpace()
}

// tuneEcho takes the round trip that a segment's echo of our timestamp measures.
// Of those with the same echo only the first counts, and only if it is full
// (tcp_rcv_rtt_measure_ts).
func (c *Conn) tuneEcho(now vtime.Time, g *Segment) {
	r, o, n := &c.rcv, &g.Options, int64(g.Payload.Len)
	if !c.stamps || !o.HasTimestamp {
		return
	}
	news := o.TSEcr != r.echo
	r.echo = o.TSEcr
	if n == 0 || !news && r.tune != nil {
		return // a full segment holds data
	}
	t := c.tuner()
	if t == nil || !news {
		return
	}
	if rtt, ok := c.echoed(now, o); ok && n >= r.largest {
		t.measured(rtt)
		if r.queue.len == 0 {
			t.rtt += (rtt - t.rtt) / 8
		}
	}
}

// measured takes a shorter round trip at once. Longer ones come in slowly, and not
// because of a reader that is late (tcp_rcv_rtt_update).
func (t *tuner) measured(rtt vtime.Time) {
	if t.rtt == 0 || rtt < t.rtt {
		t.rtt = rtt
	}
}

// tuneArrival takes a segment with n bytes up to an offset into account
// (tcp_event_data_recv).
func (c *Conn) tuneArrival(now vtime.Time, n, end int64) {
	r, t := &c.rcv, c.tuner()
	if t == nil {
		return
	}
	if r.memory {
		t.stock.put(end, n)
	}
	if r.nxt >= t.rttEnd {
		// Without timestamps a window of data takes at least a round trip
		// (tcp_rcv_rtt_measure).
		if t.rttFrom >= 0 {
			t.measured(max(now-t.rttFrom, 1))
		}
		t.rttEnd, t.rttFrom = r.nxt+r.window(), now
	}
	c.openWider(n)
}

// tuneStray is tuneArrival for data behind a hole: without SACK the window stays,
// so that duplicate acknowledgements look like some. The buffer makes room for what
// lies behind the hole (tcp_data_queue_ofo).
func (c *Conn) tuneStray(n, end int64) {
	t := c.tuner()
	if t == nil {
		return
	}
	if c.snd.selective {
		c.openWider(n)
	}
	if c.rcv.memory {
		t.stock.put(end, n)
	}
	c.enlarge(t.space)
}

// learnSegment keeps what a full segment is. N bytes came, perhaps joined of
// segments of a size.
func (c *Conn) learnSegment(n, joined int64) {
	if n > c.rcv.largest {
		c.learnLarger(n, joined)
	}
}

func (c *Conn) learnLarger(n, joined int64) {
	r := &c.rcv
	one := min(n, int64(r.mss))
	if joined > 0 {
		one = min(one, joined)
	} else {
		n = one
	}
	if one <= r.largest {
		return
	}
	if r.memory {
		c.tuner()
		c.tuneRatio(n)
	}
	r.largest = one
}

// tuneRatio learns from a larger segment how much of the buffer holds data
// (tcp_measure_rcv_mss, tcp_set_window_clamp).
func (c *Conn) tuneRatio(n int64) {
	r, t := &c.rcv, c.rcv.tune
	ratio := int16(max(n*wholeRatio/memoryOf(n), 1))
	if ratio == t.ratio {
		return
	}
	t.ratio = ratio
	was := t.clamp
	t.clamp = t.window(t.buffer)
	t.space = max(min(t.space, t.clamp), 1)
	if t.clamp < was {
		t.threshold = min(t.threshold, t.clamp)
	} else if t.clamp > was {
		t.threshold = max(t.threshold, min(r.window(), t.clamp))
	}
}

// openWider opens the window by two segments for one that arrived, if segments
// like it fit into the buffer (tcp_grow_window). While it opens, acknowledgements
// are not delayed.
func (c *Conn) openWider(n int64) {
	const small = 128
	if !c.rcv.memory || n < small {
		return
	}
	t := c.rcv.tune
	room := min(t.clamp, c.rcv.free()) - t.threshold
	if room <= 0 {
		return
	}
	grow := 2 * c.advMSS()
	if t.window(memoryOf(n)) > n {
		grow = c.openSmall(n)
	}
	if grow > 0 {
		t.threshold += min(room, max(grow, 2*n))
		c.ack.quick |= 1
	}
}

// openSmall is openWider for segments that take more room than they say: the
// smaller the window still is, the more of that is allowed (__tcp_grow_window).
func (c *Conn) openSmall(n int64) int64 {
	t := c.rcv.tune
	memory, window := t.window(memoryOf(n))/2, t.window(c.cfg.ReceiveBufferMax)/2
	for t.threshold <= window {
		if memory <= n {
			return 2 * c.rcv.largest
		}
		memory, window = memory/2, window/2
	}
	return 0
}

// tuneRead grows the buffer to twice what was taken in the last round trip, and
// more while that still rises (tcp_rcv_space_adjust). Linux asks after each segment that
// a read takes, so that a round trip ends with the first of the n bytes that are about to be
// read: those behind it still wait then.
func (c *Conn) tuneRead(now vtime.Time, n int64) {
	r, t := &c.rcv, c.rcv.tune
	if t == nil || t.rtt == 0 || now-t.since < t.rtt {
		return
	}
	upTo := r.read + n
	if r.memory {
		upTo = t.stock.firstEnd(r.read, upTo)
	}
	if taken := upTo - t.from - (r.nxt - upTo); taken > t.space {
		c.enlarge(taken)
	}
	t.from, t.since = upTo, now
}

// enlarge is tcp_rcvbuf_grow. Measurements lag a round trip behind: twice of it,
// and in slow start twice the growth on top.
func (c *Conn) enlarge(taken int64) {
	t := c.rcv.tune
	was := t.space
	t.space = taken
	want := 2 * taken
	if was > 0 {
		want += want * (taken - was) / was * 2
	}
	if !c.rcv.holes.empty() {
		want += c.rcv.holes.end() - c.rcv.nxt
	}
	if !c.cfg.ReceiveTuning {
		return
	}
	ratio := int64(t.ratio)
	buffer := min((want<<8+ratio-1)/ratio, max(c.cfg.ReceiveBufferMax, t.buffer))
	if buffer > t.buffer {
		t.buffer = buffer
		t.clamp = t.window(buffer)
		c.rcv.limit = buffer
		if c.cfg.BufferUnit == BufferBytes {
			t.threshold = t.clamp
		}
	}
}

// resize gives the receive buffer another size. The window that was offered stays.
func (c *Conn) resize(n int64) {
	r := &c.rcv
	if c.state == Closed || c.state == Listen {
		r.begin(c.cfg)
		return
	}
	if r.limit = n; r.memory {
		r.limit = max(n, leastBuffer)
	}
	if t := r.tune; t != nil {
		t.buffer, t.clamp = r.limit, t.window(r.limit)
		t.threshold = min(t.threshold, t.clamp)
	}
}

// selected returns the window to offer. It does not shrink.
func (r *receiver) selected() int64 {
	w := r.aligned(r.offered())
	if r.tune == nil {
		return w
	}
	return max(w, r.fitting())
}

// fitting returns the window that the buffer has room for, where it is tuned
// (__tcp_select_window).
func (r *receiver) fitting() int64 {
	t := r.tune
	whole, offered := t.window(t.buffer), int64(t.offered)
	free := r.free()
	full := min(t.clamp, whole)
	least := min(r.largest, full, t.threshold) // less than a segment is better than nothing for ever
	if t.shrinks {
		free &^= 1<<r.scale - 1
	}
	if free < full/2 {
		free &^= 1<<r.scale - 1
		if free < whole/16 || free < least {
			free = 0
		}
	}
	free = min(free, t.threshold, 65535<<r.scale)
	want := free
	switch {
	case r.scale > 0:
		want = r.aligned(free)
	case offered <= free-least || offered > free:
		want = free - free%max(least, 1)
	case least == full && free > offered+full/2:
	default:
		want = offered
	}
	return want
}

// tight reports whether less than half of the buffer is free.
func (r *receiver) tight() bool {
	t := r.tune
	if t == nil || !r.memory {
		return false
	}
	whole := t.window(t.buffer)
	return r.free() < min(t.clamp, whole)/2
}

// apart reports whether the window that is offered differs from the one that is
// taken: it has shrunk, and what was offered once stays acceptable (RFC 9293 section
// 3.8.6).
func (r *receiver) apart() bool { return r.tune != nil && r.tune.apart }

// offered returns the window that is offered (Linux tcp_receive_window).
func (r *receiver) offered() int64 {
	if r.apart() {
		return max(0, r.tune.until-r.nxt)
	}
	return r.window()
}

// offerApart says what is offered of a window that is apart.
func (r *receiver) offerApart() {
	t, w := r.tune, r.fitting()
	if !t.shrinks {
		w = max(w, r.aligned(r.offered()))
	}
	t.offered, t.until = int32(w), r.nxt+w
	r.edge, r.moved = max(r.edge, t.until), true
}

// aligned rounds a window up to what the header can say.
func (r *receiver) aligned(w int64) int64 {
	last := int64(1)<<r.scale - 1
	return min((w+last)&^last, 65535<<r.scale)
}

// free returns the window that what is free of the buffer makes (tcp_space).
func (r *receiver) free() int64 {
	t := r.tune
	if r.memory {
		return t.window(max(t.buffer-t.stock.memory, 0))
	}
	return t.window(t.buffer) - r.queue.len - r.holes.bytes()
}

// clamped bounds a window by what a program, or a route, has said.
func (c *Config) clamped(window int64) int64 {
	if c.WindowClamp > 0 {
		return min(window, c.WindowClamp)
	}
	return window
}

// clampWindow changes the largest window of a connection that is there. What has been
// offered stays, and a buffer that grows takes the window with it (tcp_set_window_clamp,
// tcp_rcvbuf_grow).
func (c *Conn) clampWindow() {
	t := c.tuner()
	if t == nil || !c.state.synchronized() {
		return // the handshake will see to it
	}
	was := t.clamp
	if t.clamp = c.cfg.WindowClamp; t.clamp < was {
		t.threshold = min(t.threshold, t.clamp)
	} else {
		t.threshold = max(t.threshold, min(c.rcv.window(), t.clamp))
	}
}

// WindowClamp returns the largest window, 0 as long as nothing bounds it
// (TCP_WINDOW_CLAMP).
func (c *Conn) WindowClamp() int64 {
	if t := c.rcv.tune; t != nil {
		return t.clamp
	}
	return c.cfg.WindowClamp
}

// startWindow is the window before the first acknowledgement. Linux takes whole
// segments, and more than a SYN can say (tcp_select_initial_window).
func (r *receiver) startWindow(cfg *Config, mss int64) int64 {
	w := cfg.clamped(r.limit * cfg.startRatio() >> 8)
	if n := cfg.InitialReceiveWindow; n > 0 {
		w = min(w, n*mss)
	}
	switch {
	case !r.memory:
		return min(w, 65535)
	case w > mss:
		w -= w % mss
	}
	return min(w, 65535<<r.offer)
}
