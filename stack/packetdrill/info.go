package packetdrill

import (
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// codeName is what code blocks know by a name: a number of the connection, or a
// symbol.
func (r *runner) codeName(name string) (int64, bool) {
	if n, ok := symbols[name]; ok {
		return n, true
	}
	switch name {
	case "True":
		return 1, true
	case "False", "None":
		return 0, true
	}
	of, ok := infoNames[name]
	switch {
	case r.subject == nil:
		return 0, ok
	case !ok:
		return r.detail(name)
	}
	i := r.subject.Info()
	return of(&i), true
}

// detail is what the congestion control tells by a name.
func (r *runner) detail(name string) (int64, bool) {
	for _, d := range r.subject.CongestionDetails() {
		if d.Name == name {
			return d.Value, true
		}
	}
	return 0, false
}

// infoNames are the fields of TCP_INFO by name, in Linux's units: segments,
// microseconds, and milliseconds since something last happened.
var infoNames = map[string]func(i *tcp.Info) int64{
	"tcpi_state":                     func(i *tcp.Info) int64 { return linuxStates[i.State] },
	"tcpi_ca_state":                  func(i *tcp.Info) int64 { return int64(i.Phase) },
	"tcpi_options":                   func(i *tcp.Info) int64 { return int64(i.Options) },
	"tcpi_snd_cwnd":                  func(i *tcp.Info) int64 { return segments(i.Cwnd, i) },
	"tcpi_snd_ssthresh":              func(i *tcp.Info) int64 { return min(segments(i.Threshold, i), 0x7fffffff) },
	"tcpi_snd_mss":                   func(i *tcp.Info) int64 { return i.MSS },
	"tcpi_advmss":                    func(i *tcp.Info) int64 { return i.AdvMSS },
	"tcpi_pmtu":                      func(i *tcp.Info) int64 { return i.PMTU },
	"tcpi_rcv_mss":                   func(i *tcp.Info) int64 { return i.RcvMSS },
	"tcpi_rtt":                       func(i *tcp.Info) int64 { return micros(i.SRTT) },
	"tcpi_rttvar":                    func(i *tcp.Info) int64 { return micros(i.RTTVar) },
	"tcpi_rto":                       func(i *tcp.Info) int64 { return micros(i.RTO) },
	"tcpi_min_rtt":                   func(i *tcp.Info) int64 { return micros(i.MinRTT) },
	"tcpi_rcv_rtt":                   func(i *tcp.Info) int64 { return micros(i.RcvRTT) },
	"tcpi_ato":                       func(i *tcp.Info) int64 { return micros(i.ATO) },
	"tcpi_backoff":                   func(i *tcp.Info) int64 { return int64(i.Backoff) },
	"tcpi_retransmits":               func(i *tcp.Info) int64 { return i.Retransmits },
	"tcpi_probes":                    func(i *tcp.Info) int64 { return i.Probes },
	"tcpi_unacked":                   func(i *tcp.Info) int64 { return i.Unacked },
	"tcpi_sacked":                    func(i *tcp.Info) int64 { return i.Sacked },
	"tcpi_lost":                      func(i *tcp.Info) int64 { return i.Lost },
	"tcpi_retrans":                   func(i *tcp.Info) int64 { return i.Retrans },
	"tcpi_fackets":                   func(_ *tcp.Info) int64 { return 0 },
	"tcpi_reordering":                func(i *tcp.Info) int64 { return i.Reordering },
	"tcpi_reord_seen":                func(i *tcp.Info) int64 { return i.ReordSeen },
	"tcpi_dsack_dups":                func(i *tcp.Info) int64 { return i.DSACKs },
	"tcpi_snd_wscale":                func(i *tcp.Info) int64 { return int64(i.SndScale) },
	"tcpi_rcv_wscale":                func(i *tcp.Info) int64 { return int64(i.RcvScale) },
	"tcpi_snd_wnd":                   func(i *tcp.Info) int64 { return i.Window },
	"tcpi_rcv_wnd":                   func(i *tcp.Info) int64 { return i.RcvWindow },
	"tcpi_rcv_ssthresh":              func(i *tcp.Info) int64 { return i.RcvThreshold },
	"tcpi_rcv_space":                 func(i *tcp.Info) int64 { return i.RcvSpace },
	"tcpi_notsent_bytes":             func(i *tcp.Info) int64 { return i.NotSent },
	"tcpi_bytes_acked":               func(i *tcp.Info) int64 { return i.BytesAcked },
	"tcpi_bytes_sent":                func(i *tcp.Info) int64 { return i.BytesSent },
	"tcpi_bytes_retrans":             func(i *tcp.Info) int64 { return i.BytesRetrans },
	"tcpi_bytes_received":            func(i *tcp.Info) int64 { return i.BytesReceived },
	"tcpi_total_retrans":             func(i *tcp.Info) int64 { return i.TotalRetrans },
	"tcpi_delivered":                 func(i *tcp.Info) int64 { return i.Delivered },
	"tcpi_delivered_ce":              func(i *tcp.Info) int64 { return i.DeliveredCE },
	"tcpi_delivered_e1_bytes":        func(i *tcp.Info) int64 { return i.DeliveredECN[tcp.ECT1] },
	"tcpi_delivered_e0_bytes":        func(i *tcp.Info) int64 { return i.DeliveredECN[tcp.ECT0] },
	"tcpi_delivered_ce_bytes":        func(i *tcp.Info) int64 { return i.DeliveredECN[tcp.CE] },
	"tcpi_received_ce":               func(i *tcp.Info) int64 { return i.ReceivedCE },
	"tcpi_received_e1_bytes":         func(i *tcp.Info) int64 { return i.ReceivedECN[tcp.ECT1] },
	"tcpi_received_e0_bytes":         func(i *tcp.Info) int64 { return i.ReceivedECN[tcp.ECT0] },
	"tcpi_received_ce_bytes":         func(i *tcp.Info) int64 { return i.ReceivedECN[tcp.CE] },
	"tcpi_pacing_rate":               func(i *tcp.Info) int64 { return i.PacingRate },
	"tcpi_delivery_rate":             func(i *tcp.Info) int64 { return i.DeliveryRate },
	"tcpi_rcv_ooopack":               func(i *tcp.Info) int64 { return i.OutOfOrder },
	"tcpi_delivery_rate_app_limited": func(i *tcp.Info) int64 { return flag(i.RateLimited) },
	"tcpi_segs_in":                   func(i *tcp.Info) int64 { return i.SegsIn },
	"tcpi_segs_out":                  func(i *tcp.Info) int64 { return i.SegsOut },
	"tcpi_data_segs_in":              func(i *tcp.Info) int64 { return i.DataSegsIn },
	"tcpi_data_segs_out":             func(i *tcp.Info) int64 { return i.DataSegsOut },
	"tcpi_last_data_sent":            func(i *tcp.Info) int64 { return millis(i.SinceDataSent) },
	"tcpi_last_ack_sent":             func(_ *tcp.Info) int64 { return 0 },
	"tcpi_last_data_recv":            func(i *tcp.Info) int64 { return millis(i.SinceDataReceived) },
	"tcpi_last_ack_recv":             func(i *tcp.Info) int64 { return millis(i.SinceAckReceived) },
	"tcpi_busy_time":                 func(i *tcp.Info) int64 { return micros(i.Busy) },
	"tcpi_rwnd_limited":              func(i *tcp.Info) int64 { return micros(i.WindowLimited) },
	"tcpi_sndbuf_limited":            func(i *tcp.Info) int64 { return micros(i.BufferLimited) },
}

func micros(t vtime.Time) int64 { return int64(t / vtime.Microsecond) }

func millis(t vtime.Time) int64 { return int64(t / vtime.Millisecond) }

func segments(n int64, i *tcp.Info) int64 { return n / max(i.MSS, 1) }

// linuxStates are the numbers of the states.
var linuxStates = map[tcp.State]int64{
	tcp.Established: 1, tcp.SynSent: 2, tcp.SynReceived: 3, tcp.FinWait1: 4, tcp.FinWait2: 5, tcp.TimeWait: 6,
	tcp.Closed: 7, tcp.CloseWait: 8, tcp.LastAck: 9, tcp.Listen: 10, tcp.Closing: 11,
}
