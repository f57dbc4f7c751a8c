package tcp

// reno is the standard controller (RFC 5681 section 3.1).
type reno struct {
	cfg    *Config
	credit credit
	exit   hystart
}

func newReno(cfg *Config) Controller { return &reno{cfg: cfg} }

// Sampled looks for the end of slow start where HyStart++ is on.
func (r *reno) Sampled(w Window, a Acked) Window {
	if r.cfg.HyStart == HyStartRFC9406 {
		return r.exit.sampled(r.cfg, w, a)
	}
	return w
}

// Grow is slow start and congestion avoidance.
func (r *reno) Grow(w Window, a Acked) Window {
	if r.cfg.GrowOnlyIfFull && !a.Full {
		return w
	}
	acked := a.Bytes
	if w.InSlowStart() {
		if w, acked = r.exit.grow(r.cfg, w, a); acked == 0 {
			return w
		}
	}
	if r.cfg.ByteCounting == 0 {
		// A fraction of a segment for each acknowledgement (RFC 5681 section 3.1 equation 3).
		w.Cwnd += max(a.MSS*a.MSS/w.Cwnd, 1)
		return w
	}
	// One segment for each window of acknowledged bytes (RFC 5681 section 3.1, by
	// counting bytes).
	return r.credit.grow(w, w.Cwnd, acked, a.MSS)
}

// Threshold halves.
func (r *reno) Threshold(w Window, l Lost) int64 {
	r.credit = 0
	return renoThreshold(r.cfg, w, l)
}

// renoThreshold is ssthresh = max(FlightSize/2, 2 SMSS) (RFC 5681 section 3.1);
// Linux takes the window instead of the flight. After a mark ABE leaves four
// fifths: who marks has a short queue (RFC 8511 section 4.1).
func renoThreshold(cfg *Config, w Window, l Lost) int64 {
	left := cfg.reduced(w, l) / 2
	if l.Mark && cfg.ABE {
		left = cfg.reduced(w, l) * 4 / 5
	}
	return max(cfg.wholeSegments(left, l.MSS), 2*l.MSS)
}

// Undo goes back to what was (RFC 4015 section 3.2).
func (r *reno) Undo(w, before Window) Window { return undone(w, before) }

// undone is the larger of two windows, field by field.
func undone(w, before Window) Window {
	return Window{max(w.Cwnd, before.Cwnd), max(w.Threshold, before.Threshold)}
}

// reduced is what a loss reduces: the flight, or the window.
func (c *Config) reduced(w Window, l Lost) int64 {
	if c.LossBase == LossWindow {
		return w.Cwnd
	}
	return l.Flight
}

// wholeSegments rounds a size down where the window counts whole segments.
func (c *Config) wholeSegments(n, mss int64) int64 {
	if c.CwndUnit == CwndSegments {
		return n - n%mss
	}
	return n
}

// slowStart grows the window exponentially, not beyond the threshold, and
// returns what of the acknowledged bytes is left for congestion avoidance.
func slowStart(cfg *Config, w Window, a Acked, bytes int64) (Window, int64) {
	l := cfg.ByteCounting
	if l == 0 {
		w.Cwnd += a.MSS // whatever it acknowledges (RFC 2001)
		return w, 0
	}
	// Up to L segments for each acknowledgement (RFC 5681 section 3.1, L = 1;
	// RFC 3465 section 2.2).
	grow := min(bytes, l*a.MSS)
	over := max(w.Cwnd+grow-w.Threshold, 0)
	w.Cwnd += grow - over
	return w, over
}

// credit is what acknowledged bytes have earned towards the next segment of
// congestion avoidance (Linux snd_cwnd_cnt, tcp_cong_avoid_ai).
type credit int64

// grow adds a segment to the window for each per bytes acknowledged.
func (k *credit) grow(w Window, per, acked, mss int64) Window {
	if int64(*k) >= per { // it was earned at a dearer price
		*k = 0
		w.Cwnd += mss
	}
	*k += credit(acked)
	n := int64(*k) / per
	*k -= credit(n * per)
	w.Cwnd += n * mss
	return w
}
