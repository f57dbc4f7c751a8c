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

// departure is what was known of deliveries when a segment left. Each segment that is
// sent has its own, until its next copy leaves.
type departure struct {
	news      vtime.Time // when the last news of an arrival had come
	newsOf    vtime.Time // when the segment had left whose arrival that was
	delivered uint32     // segments by then, with the SYN; 0: rates were not sampled yet
	limited   bool       // the application limited
}

// rates is what samples tell.
type rates struct {
	limit int64    // the application limits until so many segments are delivered; 0: it does not
	best  delivery // what TCP_INFO tells: the last sample that the application did not limit, or a higher one
}

// latest is the newest of the segments of which an acknowledgement tells.
type latest struct {
	end  int64     // its end; 0: there is none
	left departure // with it
}

// delivery is a rate: so many segments in an interval, 0 if none is known.
type delivery struct {
	interval vtime.Time
	segments uint32
	limited  bool // the application had too little to send
}

// sampledFlight is how many segments must be on their way before rates are
// sampled for TCP_INFO alone: of fewer a rate says little. Linux samples always.
const sampledFlight = 4

// sampler returns what samples deliveries, nil if nothing does.
func (c *Conn) sampler() *rates {
	if k := c.snd.ctl; k != nil && k.sampled {
		return &k.rates
	}
	return nil
}

// departure returns what is known of deliveries when a segment leaves
// (tcp_rate_skb_sent).
func (c *Conn) departure(now vtime.Time) departure {
	s, k := &c.snd, c.snd.ctl
	if k == nil || !k.sampled && s.board.n < sampledFlight && k.does&directs == 0 {
		return departure{}
	}
	k.samples(s, now)
	return departure{s.news, s.newsOf, uint32(c.deliveredSegments()), k.rates.limit > 0}
}

// samples has rates be sampled. Measuring starts now if it has not, or if nothing is on
// its way.
func (k *control) samples(s *sender, now vtime.Time) {
	if !k.sampled || s.board.n == 0 {
		k.sampled, s.news, s.newsOf = true, now, now
	}
}

// leaves notes what is known when a copy leaves.
func (s *sent) leaves(d departure) {
	s.news, s.newsOf, s.delivered, s.limited = d.news, d.newsOf, d.delivered, d.limited
}

// left returns what was known when the last copy left.
func (s *sent) left() departure { return departure{s.news, s.newsOf, s.delivered, s.limited} }

// deliveredSegments counts as tcpi_delivered does, with the SYN.
func (c *Conn) deliveredSegments() int64 {
	return 1 + int64(c.tally.delivered)
}

// arrives notes that an acknowledgement tells of a segment, after others perhaps
// (tcp_rate_skb_delivered).
func (c *Conn) arrives(g *sent, newest *latest) {
	s := &c.snd
	if g.delivered == 0 || newest.end > 0 && (g.at < s.newsOf || g.at == s.newsOf && g.end <= newest.end) {
		return
	}
	newest.end, newest.left, s.newsOf = g.end, g.left(), g.at
}

// sampleDelivery ends an acknowledgement that told of so many segments, and returns
// how many had been delivered when the newest of them left, and the sample that it
// gave: none is of no segments, one without an interval is of acknowledgements that
// were held up somewhere and came together (tcp_rate_gen).
func (c *Conn) sampleDelivery(now vtime.Time, newest *latest, segments int64) (prior int64, d delivery) {
	r := c.sampler()
	if r == nil {
		return 0, delivery{}
	}
	delivered := c.deliveredSegments()
	if r.limit > 0 && delivered > r.limit {
		r.limit = 0
	}
	if segments > 0 {
		c.snd.news = now
	}
	if newest.end == 0 {
		return 0, delivery{}
	}
	left := &newest.left
	prior = int64(left.delivered)
	d = delivery{segments: uint32(delivered - prior), limited: left.limited}
	interval := max(c.snd.newsOf-left.newsOf, now-left.news) // in which they left, and were acknowledged
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
