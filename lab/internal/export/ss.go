package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// states as ss writes them.
var states = map[tcp.State]string{
	tcp.Listen: "LISTEN", tcp.SynSent: "SYN-SENT", tcp.SynReceived: "SYN-RECV", tcp.Established: "ESTAB",
	tcp.FinWait1: "FIN-WAIT-1", tcp.FinWait2: "FIN-WAIT-2", tcp.CloseWait: "CLOSE-WAIT", tcp.Closing: "CLOSING",
	tcp.LastAck: "LAST-ACK", tcp.TimeWait: "TIME-WAIT", tcp.Closed: "UNCONN",
}

// SS writes the sockets of all hosts as they are when the run has ended, in the
// manner of ss -ti: a run that ends at an instant shows that instant. Listeners are
// left out.
func SS(w io.Writer, r *lab.Result, f *film.Film) error {
	b := bufio.NewWriter(w)
	now := r.Outcome.At
	fmt.Fprintf(b, "at %s ms\n", now.Millis())
	for _, h := range r.Net.Hosts() {
		first := true
		for _, s := range h.Netstat() {
			if s.State == tcp.Listen {
				continue
			}
			if first {
				fmt.Fprintf(b, "\n%s\n%-11s %7s %7s %22s %22s\n", h.Name(), "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port")
				first = false
			}
			socket(b, &s, f, now)
		}
	}
	return b.Flush()
}

func socket(b *bufio.Writer, s *stack.Status, f *film.Film, now vtime.Time) {
	var i *tcp.Info
	e := f.EndOf(s.End)
	if e != nil && s.State != tcp.TimeWait {
		i = e.Info(now)
	}
	unread, unacked := int64(0), int64(0)
	if i != nil {
		unread, unacked = i.Unread, i.Nxt-i.Una+i.NotSent
	}
	fmt.Fprintf(b, "%-11s %7d %7d %22s %22s\n", states[s.State], unread, unacked, s.Local, s.Remote)
	if i != nil {
		fmt.Fprintf(b, "\t %s\n", strings.Join(detail(i, e.Algorithm()), " "))
	}
}

// detail is the second line of a socket. Windows are in segments, times in
// milliseconds, as ss has them; what is zero is left out where ss does so.
func detail(i *tcp.Info, algorithm string) (out []string) {
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	some := func(n int64, format string) {
		if n > 0 {
			add(format, n)
		}
	}
	flag := func(bit tcp.InfoFlags, name string) {
		if i.Options&bit != 0 {
			add("%s", name)
		}
	}
	flag(tcp.InfoTimestamps, "ts")
	flag(tcp.InfoSACK, "sack")
	flag(tcp.InfoECN, "ecn")
	flag(tcp.InfoECNSeen, "ecnseen")
	flag(tcp.InfoSYNData, "fastopen")
	add("%s", algorithm)
	if i.Options&tcp.InfoScale != 0 {
		add("wscale:%d,%d", i.SndScale, i.RcvScale)
	}
	add("rto:%s", i.RTO.Millis())
	some(int64(i.Backoff), "backoff:%d")
	add("rtt:%s/%s", i.SRTT.Millis(), i.RTTVar.Millis())
	if i.ATO > 0 {
		add("ato:%s", i.ATO.Millis())
	}
	add("mss:%d", i.MSS)
	some(i.RcvMSS, "rcvmss:%d")
	add("advmss:%d cwnd:%d", i.AdvMSS, i.Cwnd/max(i.MSS, 1))
	if i.Threshold < 1<<40 {
		add("ssthresh:%d", i.Threshold/max(i.MSS, 1))
	}
	some(i.BytesSent, "bytes_sent:%d")
	some(i.BytesRetrans, "bytes_retrans:%d")
	some(i.BytesAcked, "bytes_acked:%d")
	some(i.BytesReceived, "bytes_received:%d")
	add("segs_out:%d segs_in:%d", i.SegsOut, i.SegsIn)
	some(i.DataSegsOut, "data_segs_out:%d")
	some(i.DataSegsIn, "data_segs_in:%d")
	add("lastsnd:%s lastrcv:%s lastack:%s", i.SinceDataSent.Millis(), i.SinceDataReceived.Millis(), i.SinceAckReceived.Millis())
	some(i.PacingRate*8, "pacing_rate %dbps")
	some(i.DeliveryRate*8, "delivery_rate %dbps")
	some(i.Delivered, "delivered:%d")
	if i.RateLimited {
		add("app_limited")
	}
	some(i.Unacked, "unacked:%d")
	if i.Retrans > 0 || i.TotalRetrans > 0 {
		add("retrans:%d/%d", i.Retrans, i.TotalRetrans)
	}
	some(i.Lost, "lost:%d")
	some(i.Sacked, "sacked:%d")
	some(i.DSACKs, "dsack_dups:%d")
	some(i.NotSent, "notsent:%d")
	add("rcv_space:%d rcv_ssthresh:%d", i.RcvSpace, i.RcvThreshold)
	if i.MinRTT > 0 && i.MinRTT != vtime.Never {
		add("minrtt:%s", i.MinRTT.Millis())
	}
	return out
}
