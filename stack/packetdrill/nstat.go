package packetdrill

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// counters are those of Linux that can be computed from what sockets and the host
// tell, by name.
var counters = map[string]counter{
	"TcpExtBeyondWindow":      {of: func(i *tcp.Info) int64 { return i.BeyondWindow }},
	"TcpExtTCPZeroWindowDrop": {of: func(i *tcp.Info) int64 { return i.AtClosed }},
	"TcpExtTCPRcvQDrop":       {of: func(i *tcp.Info) int64 { return i.Refused }},
	"TcpExtTCPChallengeACK":   {of: func(i *tcp.Info) int64 { return i.Challenges }},
	"TcpExtTCPOFOQueue":       {of: func(i *tcp.Info) int64 { return i.OutOfOrder }},
	"TcpExtTCPDSACKRecv":      {of: func(i *tcp.Info) int64 { return i.DSACKs }},
	"TcpRetransSegs":          {of: func(i *tcp.Info) int64 { return i.TotalRetrans }},
	"TcpExtTCPMD5Unexpected":  {drop: "signed with an unknown key"},
	"TcpExtListenOverflows":   {drop: "accept queue full"},
	"TcpExtTCPAbortOnMemory":  {host: (*stack.Host).OrphansReset},
	"TcpOutRsts":              {left: func(f *frame) bool { return f.tcp.Flags.Has(tcp.RST) }},
	"TcpExtTCPSynRetrans":     {left: func(f *frame) bool { return f.out.Copy > 1 && f.tcp.Flags.Has(tcp.SYN) }},
	"TcpExtTCPLossProbes":     {left: func(f *frame) bool { return f.out.Copy > 1 && f.out.Repair == cause.LossProbe }},
}

// counter is one of them: a sum over the sockets, what the host says, a sum over what it
// dropped for a reason, or over the segments that left.
type counter struct {
	of   func(i *tcp.Info) int64
	host func(h *stack.Host) int64
	drop string
	left func(f *frame) bool
}

// tally counts a segment that leaves.
func (r *runner) tally(f *frame) {
	if f.hdr.Protocol != ip.TCP {
		return
	}
	//tidy:ordered each counter is counted by itself
	for name, c := range counters {
		if c.left != nil && c.left(f) {
			r.sent[name]++
		}
	}
}

// drops counts what a host drops, by the reason.
type drops map[string]int64

// HostDrop counts.
func (d drops) HostDrop(_ vtime.Stamp, _ *stack.Host, _ *link.Frame, why string) { d[why]++ }

// StateChange is of no interest.
func (drops) StateChange(vtime.Stamp, *stack.End, string, string) {}

// count returns what a counter says.
func (r *runner) count(name string, c counter) (n int64) {
	switch {
	case c.left != nil:
		return r.sent[name]
	case c.host != nil:
		return c.host(r.host)
	case c.of == nil:
		return r.drops[c.drop]
	}
	for _, fd := range slices.Sorted(maps.Keys(r.fds)) {
		if d := r.fds[fd]; d.sock != nil {
			i := d.sock.Info()
			n += c.of(&i)
		}
	}
	return n
}

// nstat prints the counters that have moved since it last did, in the manner of the
// command: -z all, -a since the start, -s without taking note, -n only that.
func (r *runner) nstat(words []string) (text string) {
	options := ""
	for _, w := range words {
		if strings.HasPrefix(w, "-") {
			options += w[1:]
		}
	}
	has := func(option string) bool { return strings.Contains(options, option) }
	for _, name := range slices.Sorted(maps.Keys(counters)) {
		n := r.count(name, counters[name])
		since := n
		if !has("a") {
			since -= r.before[name]
		}
		if since != 0 || has("z") {
			text += fmt.Sprintf("%-32s%-16d0.0\n", name, since)
		}
		if !has("s") {
			r.before[name] = n
		}
	}
	if has("n") {
		return ""
	}
	return text
}

// askedFor looks for a counter in a pipeline that is not simulated.
func askedFor(p pipeline) error {
	for _, words := range p {
		for _, w := range words {
			w = strings.Trim(w, " ^$")
			if _, ok := counters[w]; !ok && counterName.MatchString(w) {
				return fmt.Errorf("the counter %s is not simulated; those that are: %s", w,
					strings.Join(slices.Sorted(maps.Keys(counters)), ", "))
			}
		}
	}
	return nil
}

var counterName = regexp.MustCompile(`^(Tcp|Ip|Icmp|Udp)[A-Za-z0-9]+$`)
