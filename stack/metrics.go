package stack

import (
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// savedMetrics are what connections between two addresses have learnt of the way.
type savedMetrics struct {
	tcp.Metrics
	at vtime.Time // when the last of them ended
}

// metricsTimeout is how long they count (TCP_METRICS_TIMEOUT).
const metricsTimeout = 60 * vtime.Minute

// ForgetPeers drops what the host has learnt of others: the cookies that servers have
// given to it, and the metrics of connections (Linux ip tcp_metrics flush).
func (h *Host) ForgetPeers() { h.fast.peers, h.metrics = nil, nil }

// saveMetrics keeps what a connection has learnt that has ended in order (Linux
// tcp_time_wait, tcp_rcv_state_process in LAST-ACK).
func (e *endpoint) saveMetrics(from tcp.State, now vtime.Time) {
	h := e.host
	ended := e.state == tcp.TimeWait ||
		e.state == tcp.Closed && (from == tcp.LastAck || from == tcp.FinWait2) && e.conn.Err() == 0
	if !h.cfg.SaveMetrics || !ended {
		return
	}
	if h.metrics == nil {
		h.metrics = map[addrPair]savedMetrics{}
	}
	way := e.end.addrPair
	h.metrics[way] = savedMetrics{e.conn.SaveMetrics(h.knownMetrics(way, now), h.cfg.SaveThresholds), now}
}

// useMetrics lets a connection begin with what earlier ones have learnt.
func (e *endpoint) useMetrics(now vtime.Time) {
	h := e.host
	if !h.cfg.SaveMetrics {
		return
	}
	if m := h.knownMetrics(e.end.addrPair, now); m != (tcp.Metrics{}) {
		e.conn.UseMetrics(&m, h.cfg.SaveThresholds)
	}
}

// knownMetrics returns what is known of the way between two addresses.
func (h *Host) knownMetrics(way addrPair, now vtime.Time) tcp.Metrics {
	if m, ok := h.metrics[way]; ok && now-m.at <= metricsTimeout {
		return m.Metrics
	}
	return tcp.Metrics{}
}
