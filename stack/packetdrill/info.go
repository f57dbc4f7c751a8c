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
	if !ok || r.subject == nil {
		return 0, ok
	}
	i := r.subject.Info()
	return of(&i), true
}

// infoNames are the fields of TCP_INFO by name, in Linux's units: segments,
// microseconds.
var infoNames = map[string]func(i *tcp.Info) int64{
	"tcpi_state":        func(i *tcp.Info) int64 { return linuxStates[i.State] },
	"tcpi_snd_cwnd":     func(i *tcp.Info) int64 { return segments(i.Cwnd, i) },
	"tcpi_snd_ssthresh": func(i *tcp.Info) int64 { return min(segments(i.Threshold, i), 0x7fffffff) },
	"tcpi_snd_mss":      func(i *tcp.Info) int64 { return i.MSS },
	"tcpi_unacked":      func(i *tcp.Info) int64 { return (i.Nxt - i.Una + i.MSS - 1) / max(i.MSS, 1) },
	"tcpi_rtt":          func(i *tcp.Info) int64 { return int64(i.SRTT / vtime.Microsecond) },
	"tcpi_min_rtt":      func(i *tcp.Info) int64 { return int64(i.MinRTT / vtime.Microsecond) },
	"tcpi_rto":          func(i *tcp.Info) int64 { return int64(i.RTO / vtime.Microsecond) },
	"tcpi_backoff":      func(i *tcp.Info) int64 { return int64(i.Backoff) },
}

func segments(n int64, i *tcp.Info) int64 { return n / max(i.MSS, 1) }

// linuxStates are the numbers of the states.
var linuxStates = map[tcp.State]int64{
	tcp.Established: 1, tcp.SynSent: 2, tcp.SynReceived: 3, tcp.FinWait1: 4, tcp.FinWait2: 5, tcp.TimeWait: 6,
	tcp.Closed: 7, tcp.CloseWait: 8, tcp.LastAck: 9, tcp.Listen: 10, tcp.Closing: 11,
}
