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
		full := c.fullSize()
		n := c.burstSize(now, full)
		if n <= full {
			return false
		}
		s.burstEnd = s.nxt + n
	}
	return end == s.burstEnd
}

// endsBurstAgain reports whether a further copy of segment i ends what goes again
// together: the rest of a burst. A segment that goes again alone ends none.
func (c *Conn) endsBurstAgain(i int) bool {
	b, m := &c.snd.board, c.snd.mend
	return m != nil && i > 0 && b.at(i).tail && !b.at(i-1).tail && m.copied == b.at(i).start
}

// burst returns how many of n full segments a burst has: at least the configured ones,
// or about a millisecond's worth; as many as fit while there is no rate, before the first
// round trip was measured (tcp_tso_autosize).
func (c *Conn) burst(n, full int64) int64 {
	if n = min(n, largestBurst/full); n <= c.cfg.BurstSegments {
		return n
	}
	if rate := c.pacingRate(); rate > 0 {
		n = min(n, max(c.cfg.BurstSegments, rate/1024/full))
	}
	return n
}

// burstSize returns how many bytes leave together from SND.NXT on, within the
// windows and half the congestion window (tcp_cwnd_test).
func (c *Conn) burstSize(now vtime.Time, full int64) int64 {
	s, cwnd := &c.snd, c.cwnd(now)
	n, room := full, cwnd-s.pipe()
	if room >= 2*full {
		n *= c.burst(min(max(1, cwnd/full/2), room/full), full)
	}
	n = min(n, c.recordEnd()-s.nxt)
	usable := s.una + s.wnd - s.nxt
	if n <= usable {
		return n
	}
	if s.corked || s.more || s.nagle == NagleMinshall && s.smallEnd > s.una {
		usable -= usable % full
	}
	return usable
}

// recent is how long ago the last segment may have left for a burst to be waited
// for.
const recent = vtime.Millisecond

// beginsBurst reports whether the next segment is the first of a burst, where segments
// leave in bursts.
func (c *Conn) beginsBurst() bool { return c.cfg.BurstSegments > 1 && c.snd.nxt >= c.snd.burstEnd }

// awaitsBurst reports whether a segment that begins a burst waits since the next acknowledgement is
// likely to make a burst of it soon (tcp_tso_should_defer): less than a burst and
// less than a share of the window may leave, something left just now, and the
// acknowledgement of the oldest segment is due, or will be within a millisecond or half
// a round trip.
func (c *Conn) awaitsBurst(now vtime.Time, full, avail, usable int64) bool {
	s := &c.snd
	if s.recovery > recoveryCWR || s.board.n == 0 || now-s.lastAt > recent || avail <= full {
		return false
	}
	cwnd := c.cwnd(now)
	limit := min(usable, cwnd-s.pipe())
	switch fits := limit / full; {
	case c.burst(fits+1, full) <= fits,
		c.cfg.BurstShare > 0 && limit >= min(s.wnd, cwnd)/c.cfg.BurstShare,
		s.board.at(0).at+s.rtt.srtt()-now > min(s.rtt.srtt()/2, recent):
		return false
	}
	return limit <= avail
}
