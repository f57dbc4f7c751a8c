package packetdrill

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// counters are those of Linux that can be computed from what sockets and the host
// tell, by name.
var counters = map[string]counter{
	"TcpExtBeyondWindow":     {of: func(i *tcp.Info) int64 { return i.BeyondWindow }},
	"TcpExtTCPOFOQueue":      {of: func(i *tcp.Info) int64 { return i.OutOfOrder }},
	"TcpExtTCPDSACKRecv":     {of: func(i *tcp.Info) int64 { return i.DSACKs }},
	"TcpRetransSegs":         {of: func(i *tcp.Info) int64 { return i.TotalRetrans }},
	"TcpExtTCPMD5Unexpected": {drop: "signed with an unknown key"},
	"TcpExtListenOverflows":  {drop: "accept queue full"},
}

// counter is one of them: a sum over the sockets, or over what the host dropped
// for a reason.
type counter struct {
	of   func(i *tcp.Info) int64
	drop string
}

// drops counts what a host drops, by the reason.
type drops map[string]int64

// HostDrop counts.
func (d drops) HostDrop(_ vtime.Stamp, _ *stack.Host, _ *link.Frame, why string) { d[why]++ }

// StateChange is of no interest.
func (drops) StateChange(vtime.Stamp, *stack.End, string, string) {}

// count returns what a counter says.
func (r *runner) count(c counter) (n int64) {
	if c.of == nil {
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

// nstat takes "nstat -n", which resets the counters, and "nstat ... | grep NAME |
// grep N": a counter is N since then.
func (r *runner) nstat(p pipeline) error {
	if len(p) == 1 {
		r.before = map[string]int64{}
		//tidy:ordered each counter is computed by itself
		for name, c := range counters {
			r.before[name] = r.count(c)
		}
		return nil
	}
	name, want := "", int64(-1)
	for _, words := range p {
		for _, w := range words {
			w = strings.Trim(w, " ^$")
			if n, err := strconv.ParseInt(w, 10, 64); err == nil {
				want = n
			} else if strings.HasPrefix(w, "Tcp") || strings.HasPrefix(w, "Ip") || strings.HasPrefix(w, "Icmp") {
				name = w
			}
		}
	}
	c, ok := counters[name]
	switch {
	case !ok:
		return fmt.Errorf("the counter %s is not simulated; those that are: %s", name,
			strings.Join(slices.Sorted(maps.Keys(counters)), ", "))
	case want < 0:
		return fmt.Errorf("expected | grep %s | grep N", name)
	}
	if got := r.count(c) - r.before[name]; got != want {
		return fmt.Errorf("%s is %d, not %d", name, got, want)
	}
	return nil
}
