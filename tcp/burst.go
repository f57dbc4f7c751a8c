package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Linux hands segments to its network card in bursts, as one large segment that
// the card cuts (TSO). A burst of more than one segment ends with PSH, so that
// the receiver need not wait for more (__tcp_transmit_skb).

// largestBurst is the most bytes of a burst (GSO_LEGACY_MAX_SIZE).
const largestBurst = 65536

// endsBurst reports whether the segment up to an offset, of new data that begins
// at SND.NXT, is the last of a burst of several. The first of a burst decides how
// long it is.
func (c *Conn) endsBurst(now vtime.Time, end int64) bool {
	s := &c.snd
	if c.cfg.BurstSegments <= 1 {
		return false
	}
	if s.nxt >= s.burstEnd {
		n := c.burstSize(now)
		if n <= c.fullSize() {
			return false
		}
		s.burstEnd = s.nxt + n
	}
	return end == s.burstEnd
}

// burstSize returns how many bytes leave together from SND.NXT on: at least the
// configured segments, or about a millisecond's worth (tcp_tso_autosize), within
// the windows and half the congestion window (tcp_cwnd_test).
func (c *Conn) burstSize(now vtime.Time) int64 {
	s, full := &c.snd, c.fullSize()
	limit := c.cfg.BurstSegments
	cwnd := c.cwnd(now)
	if srtt := s.rtt.srtt(); srtt > 0 {
		limit = max(limit, 2*cwnd*int64(vtime.Second/1024)/int64(srtt)/full)
	}
	limit = min(limit, largestBurst/full, max(1, cwnd/full/2), max(1, (cwnd-s.pipe())/full))
	n := min(limit*full, s.buf.end-s.nxt)
	if usable := s.una + s.wnd - s.nxt; n > usable {
		n = usable
	}
	if n > full && n < s.buf.end-s.nxt {
		n -= n % full
	}
	return n
}
