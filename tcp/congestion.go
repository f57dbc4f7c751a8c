package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Window is what a congestion controller decides: the congestion window and
// the slow-start threshold, in bytes.
type Window struct {
	Cwnd, Threshold int64
}

// InSlowStart reports whether the window grows exponentially (RFC 5681 section 3.1).
func (w Window) InSlowStart() bool { return w.Cwnd < w.Threshold }

// Acked is what a controller is told when new data is acknowledged outside of
// loss recovery.
type Acked struct {
	Now    vtime.Time
	Bytes  int64 // newly acknowledged
	MSS    int64
	Flight int64      // bytes on their way before this acknowledgement
	Full   bool       // the window was what limited the sender
	RTT    vtime.Time // latest sample, 0 if this acknowledgement gave none
	MinRTT vtime.Time
}

// Lost is what a controller is told when a loss is found for the first time in
// a window of data.
type Lost struct {
	Now     vtime.Time
	Flight  int64 // bytes unacknowledged when the loss was found
	MSS     int64
	Timeout bool // found by the retransmission timer
}

// Controller decides the window from facts given by value. It holds no
// reference to its connection; whatever it remembers is its own.
type Controller interface {
	Acked(w Window, a Acked) Window
	Lost(w Window, l Lost) Window
}

// reno is the standard controller (RFC 5681 section 3.1).
type reno struct {
	byteCounting int64 // segments per ACK in slow start; 0 counts ACKs
	onlyIfFull   bool
	credit       int64 // bytes acknowledged towards the next segment of avoidance
}

// Acked grows the window.
func (r *reno) Acked(w Window, a Acked) Window {
	if r.onlyIfFull && !a.Full {
		return w
	}
	if w.InSlowStart() {
		return r.slowStart(w, a)
	}
	if r.byteCounting == 0 {
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
	if r.byteCounting > 0 {
		// Up to L segments for each acknowledgement (RFC 5681 section 3.1, L = 1;
		// RFC 3465 section 2.2).
		grow = min(a.Bytes, r.byteCounting*a.MSS)
	}
	w.Cwnd += grow
	if over := w.Cwnd - w.Threshold; over > 0 && r.byteCounting > 0 {
		w.Cwnd = w.Threshold
		r.credit += over
	}
	return w
}

// Lost halves: ssthresh = max(FlightSize/2, 2 SMSS) (RFC 5681 section 3.1).
func (r *reno) Lost(w Window, l Lost) Window {
	r.credit = 0
	w.Threshold = max(l.Flight/2, 2*l.MSS)
	w.Cwnd = w.Threshold
	if l.Timeout {
		w.Cwnd = l.MSS // the loss window (RFC 5681 section 3.1)
	}
	return w
}

func newController(c *Config) Controller {
	return &reno{byteCounting: c.ByteCounting, onlyIfFull: c.GrowOnlyIfFull}
}

// initialWindow returns IW in bytes.
func initialWindow(c *Config, mss int64) int64 {
	switch c.InitialRule {
	case WindowRFC5681:
		// RFC 5681 section 3.1.
		switch {
		case mss > 2190:
			return 2 * mss
		case mss > 1095:
			return 3 * mss
		}
		return 4 * mss
	case WindowRFC6928:
		// RFC 6928 section 2.
		return min(10*mss, max(2*mss, 14600))
	}
	return c.InitialWindow * mss
}
