package tcp

// reno is the standard controller (RFC 5681 section 3.1).
type reno struct {
	cfg    *Config
	credit int64 // bytes acknowledged towards the next segment of avoidance
}

func newReno(cfg *Config) Controller { return &reno{cfg: cfg} }

// Grow is slow start and congestion avoidance.
func (r *reno) Grow(w Window, a Acked) Window {
	if r.cfg.GrowOnlyIfFull && !a.Full {
		return w
	}
	if w.InSlowStart() {
		return r.slowStart(w, a)
	}
	if r.cfg.ByteCounting == 0 {
		// A fraction of a segment for each acknowledgement (RFC 5681 section 3.1 equation 3).
		w.Cwnd += max(a.MSS*a.MSS/w.Cwnd, 1)
		return w
	}
	// One segment for each window of acknowledged bytes (RFC 5681 section 3.1, by
	// counting bytes).
	r.credit += a.Bytes
	if r.credit >= w.Cwnd {
		r.credit -= w.Cwnd
		w.Cwnd += a.MSS
	}
	return w
}

func (r *reno) slowStart(w Window, a Acked) Window {
	grow := a.MSS
	if l := r.cfg.ByteCounting; l > 0 {
		// Up to L segments for each acknowledgement (RFC 5681 section 3.1, L = 1;
		// RFC 3465 section 2.2).
		grow = min(a.Bytes, l*a.MSS)
	}
	w.Cwnd += grow
	if over := w.Cwnd - w.Threshold; over > 0 && r.cfg.ByteCounting > 0 {
		w.Cwnd = w.Threshold
		r.credit += over
	}
	return w
}

// Threshold halves: ssthresh = max(FlightSize/2, 2 SMSS) (RFC 5681 section 3.1).
// After a mark ABE leaves four fifths: who marks has a short queue (RFC 8511 section
// 4.1).
func (r *reno) Threshold(_ Window, l Lost) int64 {
	r.credit = 0
	if l.Mark && r.cfg.ABE {
		return max(l.Flight*4/5, 2*l.MSS)
	}
	return max(l.Flight/2, 2*l.MSS)
}

// Undo goes back to what was (RFC 4015 section 3.2).
func (r *reno) Undo(w, before Window) Window { return undone(w, before) }

// undone is the larger of two windows, field by field.
func undone(w, before Window) Window {
	return Window{max(w.Cwnd, before.Cwnd), max(w.Threshold, before.Threshold)}
}
