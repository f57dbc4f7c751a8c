package tcp

import (
	"math"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Metrics are what a connection hands on to the next one to the same peer (RFC 9040
// section 4; Linux tcp_metrics.c). Zero: nothing is known.
type Metrics struct {
	rtt, rttVar     vtime.Time
	cwnd, threshold int64 // in segments
	reordering      int64
}

// SaveMetrics returns what is known after a connection that has come to its end, given
// what was known before (tcp_update_metrics). Thresholds are learnt only if they are
// wanted: one loss would slow down all connections to come.
func (c *Conn) SaveMetrics(m Metrics, thresholds bool) Metrics {
	s := &c.snd
	srtt := s.rtt.srtt()
	if s.rtt.backoff > 0 || srtt == 0 {
		m.rtt = 0 // nothing came back in time: what was known is doubtful
		return m
	}
	off := m.rtt - srtt
	if m.rtt -= off / 8; off <= 0 {
		m.rtt = srtt // too long a round trip is better than too short a one
	}
	if off = max(off, -off, s.rtt.var4/4); off >= m.rttVar {
		m.rttVar = off
	} else {
		m.rttVar -= (m.rttVar - off) / 4
	}
	cwnd, threshold := s.win.Cwnd/s.mss, s.win.Threshold/s.mss
	known := m.threshold > 0 && thresholds
	switch {
	case s.win.Threshold >= noThreshold: // slow start has not ended
		m.cwnd = max(m.cwnd, cwnd)
		if known {
			m.threshold = max(m.threshold, cwnd/2)
		}
	case !s.win.InSlowStart() && c.phase() == PhaseOpen:
		m.cwnd = (m.cwnd + cwnd) / 2
		if thresholds {
			m.threshold = max(cwnd/2, threshold)
		}
	default: // the window says nothing
		m.cwnd = (m.cwnd + threshold) / 2
		if known {
			m.threshold = max(m.threshold, threshold)
		}
		if s.mend != nil && int64(s.mend.reordering) != c.cfg.DupThreshold {
			m.reordering = max(m.reordering, int64(s.mend.reordering))
		}
	}
	return m
}

// UseMetrics begins an established connection with what an earlier one has learnt
// (tcp_init_metrics). If that had longer round trips than the handshake, whose segments
// are small, the first timeout allows for them. The congestion window begins as always.
func (c *Conn) UseMetrics(m *Metrics, thresholds bool) {
	s := &c.snd
	if thresholds && m.threshold > 0 {
		s.win.Threshold = m.threshold * s.mss
	}
	if m.reordering > 0 && m.reordering != c.cfg.DupThreshold {
		c.mend().reordering = int32(m.reordering)
	}
	if m.rtt > s.rtt.srtt() {
		first := min(c.cfg.ticks(m.rtt+max(2*m.rtt, c.cfg.RTOMin)), c.cfg.RTOMax)
		s.rtt.first = uint32(min(first/vtime.Microsecond, math.MaxUint32))
	}
}
