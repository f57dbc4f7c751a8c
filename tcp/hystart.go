package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// HyStartMode says how slow start ends before it overflows a queue.
type HyStartMode uint8

// The ways to leave slow start without a loss.
const (
	HyStartOff     HyStartMode = iota // none
	HyStartLinux                      // by trains of acknowledgements and by delay (Linux tcp_cubic; only CUBIC)
	HyStartRFC9406                    // by delay, through conservative slow start (RFC 9406, HyStart++)
)

// hystart watches the round trips of slow start for signs of a queue.
type hystart struct {
	least    vtime.Time // least round trip of all (Linux), or the baseline of conservative slow start; 0: none
	count    uint8      // samples in this round
	css      uint8      // rounds of conservative slow start, the present one included; 0: not in it
	found    bool
	current  vtime.Time // least round trip of this round; 0: none yet
	previous vtime.Time // and of the round before
	end      int64      // the round ends when this offset is acknowledged
	began    vtime.Time // when the round began
	last     vtime.Time // last acknowledgement of the train
}

const (
	hystartSamples  = 8                     // N_RTT_SAMPLE (RFC 9406 section 4.3)
	hystartMinThres = 4 * vtime.Millisecond // MIN_RTT_THRESH
	hystartMaxThres = 16 * vtime.Millisecond
	hystartRounds   = 5 // CSS_ROUNDS
	hystartDivisor  = 4 // CSS_GROWTH_DIVISOR

	hystartLowWindow = 16                    // segments (Linux hystart_low_window)
	hystartTrainGap  = 2 * vtime.Millisecond // Linux hystart_ack_delta_us
	hystartBurst     = 4 << 16               // bytes that Linux allows a pacing sender to delay
)

// rise is by how much the round trip may grow: an eighth of it, within bounds.
func rise(rtt vtime.Time) vtime.Time { return min(max(rtt/8, hystartMinThres), hystartMaxThres) }

// grow is slow start, or conservative slow start.
func (h *hystart) grow(cfg *Config, w Window, a Acked) (Window, int64) {
	bytes := a.Bytes
	if h.css > 0 {
		bytes /= hystartDivisor // RFC 9406 section 4.2
	}
	return slowStart(cfg, w, a, bytes)
}

// sampled takes a round-trip sample (RFC 9406 section 4.2). Slow start ends by
// setting the threshold.
func (h *hystart) sampled(cfg *Config, w Window, a Acked) Window {
	if cfg.HyStart != HyStartRFC9406 || h.found || !w.InSlowStart() {
		h.css = 0
		return w
	}
	h.turn(a)
	if h.current == 0 || a.RTT < h.current {
		h.current = a.RTT
	}
	if h.count < hystartSamples {
		h.count++
	}
	if h.css > hystartRounds {
		h.found, h.css = true, 0
		w.Threshold = w.Cwnd
		return w
	}
	if h.count < hystartSamples {
		return w
	}
	switch {
	case h.css > 0 && h.current < h.least:
		h.css, h.least = 0, 0 // the delay was no queue: slow start goes on
	case h.css == 0 && h.previous > 0 && h.current >= h.previous+rise(h.previous):
		h.css, h.least = 1, h.current
	}
	return w
}

// turn begins a round when the last one's end is acknowledged.
func (h *hystart) turn(a Acked) {
	if a.Una <= h.end {
		return
	}
	h.previous = h.current
	h.end, h.began, h.last = a.Nxt, a.Now, a.Now
	h.current, h.count = 0, 0
	if h.css > 0 {
		h.css++
	}
}

// linux is hystart_update of Linux's tcp_cubic. Least is the shortest delay that
// CUBIC has seen.
func (h *hystart) linux(w Window, a Acked) Window {
	h.turn(a)
	if w.Cwnd < hystartLowWindow*a.MSS {
		return w
	}
	found := false
	if a.Now-h.last <= hystartTrainGap {
		h.last = a.Now
		// Half a round trip of acknowledgements without a gap: the window fills the
		// path.
		found = a.Now-h.began > (h.least+burstDelay(w, a))/2
	}
	if h.current == 0 || a.RTT < h.current {
		h.current = a.RTT
	}
	if h.count < hystartSamples {
		h.count++
	} else if h.current > h.least+rise(h.least) {
		found = true
	}
	if found {
		h.found = true
		w.Threshold = w.Cwnd
	}
	return w
}

// burstDelay is how long a burst of the largest size takes at the rate of two
// windows in a round trip, at most a millisecond (hystart_ack_delay).
func burstDelay(w Window, a Acked) vtime.Time {
	if a.SRTT == 0 {
		return 0
	}
	return min(vtime.Millisecond, vtime.Time(hystartBurst*int64(a.SRTT)/(2*w.Cwnd)))
}

// restart forgets what was found: slow start begins anew after a timeout.
func (h *hystart) restart(m Moment) {
	*h = hystart{end: m.Nxt, began: m.Now, last: m.Now}
}
