package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Rate is a sample of how fast segments arrive at the peer: so many of them in
// an interval of about a round trip, the longer of those in which they left and
// were acknowledged (Linux tcp_rate.c).
type Rate struct {
	Delivered int64      // segments
	Interval  vtime.Time // 0: the acknowledgement gave no sample
	Prior     int64      // Total when the newest of them left
	Limited   bool       // the application had too little to send
	Acked     int64      // segments that this acknowledgement tells of
	Lost      int64      // segments that it shows to be lost
	Flight    int64      // bytes on their way after it
	Total     int64      // segments delivered in all, with the SYN
	Pause     vtime.Time // how long the pace still holds the next burst
}

// departure is what had been delivered when a segment left. All that leave
// between two acknowledgements have the same.
type departure struct {
	first     vtime.Time // when the segment left whose arrival was the last news
	at        vtime.Time // when that news came
	delivered uint32     // segments by then
	limited   bool
}

// rates samples deliveries. Only what sends more than a few segments at a time
// has it.
type rates struct {
	ring    []departure // length is a power of two
	newest  uint32      // number of the newest departure in it; they count from 1
	changed bool        // the next one differs
	now     departure   // what is known now
	limit   int64       // the application limits until so many segments are delivered; 0: it does not

	// Of the acknowledgement that is being taken: the newest segment of which it tells.
	end   int64 // its end; 0: there is none
	prior departure

	best delivery // what TCP_INFO tells: the last sample that the application did not limit, or a higher one
}

// delivery is a rate: so many segments in an interval, 0 if none is known.
type delivery struct {
	interval vtime.Time
	segments uint32
	limited  bool // the application had too little to send
}

// sampledFlight is how many segments must be on their way before rates are
// sampled for TCP_INFO alone. Linux samples always: here connections that
// exchange little are to need little memory.
const sampledFlight = 4

// sampler returns what samples deliveries, nil if nothing does.
func (c *Conn) sampler() *rates {
	if k := c.snd.ctl; k != nil && k.flow != nil {
		return &k.flow.rates
	}
	return nil
}

// leaves notes what had been delivered when a segment leaves, and returns the
// number of that (tcp_rate_skb_sent).
func (c *Conn) leaves(now vtime.Time) uint32 {
	s := &c.snd
	r := c.sampler()
	if r == nil {
		if s.ctl == nil || s.board.n < sampledFlight && !c.directed() {
			return 0
		}
		c.flow()
		r = c.sampler()
		r.begin(now)
	}
	if s.board.n == 0 {
		r.begin(now)
	}
	limited := r.limit > 0
	if r.changed || limited != r.now.limited {
		r.now.delivered, r.now.limited = uint32(c.deliveredSegments()), limited
		r.remember(s.board.n)
	}
	return r.newest
}

// begin is where measuring starts: nothing is on its way.
func (r *rates) begin(now vtime.Time) {
	r.now.first, r.now.at, r.changed = now, now, true
}

// remember keeps what is known now. The ring has room for each of the segments
// on their way; what is older is forgotten and gives no sample.
func (r *rates) remember(flight int) {
	if n := 1 << bits.Len(uint(flight+7)); n > len(r.ring) {
		bigger := make([]departure, n)
		for i := range uint32(len(r.ring)) {
			bigger[(r.newest-i)&uint32(n-1)] = r.ring[(r.newest-i)&uint32(len(r.ring)-1)]
		}
		r.ring = bigger
	}
	r.newest++
	r.ring[r.newest&uint32(len(r.ring)-1)] = r.now
	r.changed = false
}

// deliveredSegments counts as tcpi_delivered does, with the SYN.
func (c *Conn) deliveredSegments() int64 {
	if c.tally == nil {
		return 1
	}
	return 1 + int64(c.tally.delivered)
}

// arrives notes that a segment has arrived (tcp_rate_skb_delivered).
func (c *Conn) arrives(g *sent) {
	r := c.sampler()
	if r == nil || g.departure == 0 || r.newest-g.departure >= uint32(len(r.ring)) {
		return
	}
	if r.end > 0 && (g.at < r.now.first || g.at == r.now.first && g.end <= r.end) {
		return
	}
	r.prior = r.ring[g.departure&uint32(len(r.ring)-1)]
	r.end, r.now.first, r.changed = g.end, g.at, true
}

// sampleDelivery ends an acknowledgement that told of so many segments, and returns
// how many had been delivered when the newest of them left, and the sample that it
// gave: none is of no segments, one without an interval is of acknowledgements that
// were held up somewhere and came together (tcp_rate_gen).
func (c *Conn) sampleDelivery(now vtime.Time, segments int64) (prior int64, d delivery) {
	r := c.sampler()
	if r == nil {
		return 0, delivery{}
	}
	delivered := c.deliveredSegments()
	if r.limit > 0 && delivered > r.limit {
		r.limit = 0
	}
	if segments > 0 {
		r.now.at, r.changed = now, true
	}
	if r.end == 0 {
		return 0, delivery{}
	}
	r.end = 0
	prior = int64(r.prior.delivered)
	d = delivery{segments: uint32(delivered - prior), limited: r.prior.limited}
	interval := max(r.now.first-r.prior.first, now-r.prior.at) // in which they left, and were acknowledged
	if interval <= 0 || interval < c.snd.rtt.least.rtt {
		return prior, d
	}
	d.interval = interval
	if !d.limited || r.best.interval == 0 || d.faster(r.best) {
		r.best = d
	}
	return prior, d
}

// faster reports whether a rate is at least as high as another.
func (d delivery) faster(o delivery) bool {
	ah, al := bits.Mul64(uint64(d.segments), uint64(o.interval))
	bh, bl := bits.Mul64(uint64(o.segments), uint64(d.interval))
	return ah > bh || ah == bh && al >= bl
}

// noteLimit is what a write begins with: if less than a segment waits, the window
// has room and nothing is to be sent again, samples of what leaves until all that
// is on its way has arrived say more about the application than about the path
// (tcp_rate_check_app_limited).
func (c *Conn) noteLimit() {
	r, s := c.sampler(), &c.snd
	if r == nil || s.buf.end-s.nxt >= s.mss || s.pipe() >= s.win.Cwnd || s.board.lost > s.board.again {
		return
	}
	r.limit = c.deliveredSegments() + int64(s.board.flying)
}

// deliveryRate returns the rate in bytes per second, and whether the application
// limited it.
func (c *Conn) deliveryRate() (int64, bool) {
	r := c.sampler()
	if r == nil || r.best.interval == 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(uint64(int64(r.best.segments)*c.snd.mss), uint64(vtime.Second))
	rate, _ := bits.Div64(hi, lo, uint64(r.best.interval))
	return int64(rate), r.best.limited
}
