package packetdrill

import (
	"fmt"
	"strings"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// why says what the stack recorded of a packet: why it left then.
func (r *runner) why(f *frame) string {
	if f.hdr.Protocol != ip.TCP {
		return ""
	}
	var list []string
	o := &f.out
	switch {
	case o.Copy > 1:
		list = append(list, fmt.Sprintf("copy %d of these bytes: %v", o.Copy, o.Repair))
	case f.from != nil && o.End > o.Start && f.from.Half != nil:
		if held := heldSince(f.from.Half, uint64(o.Start), f.at); held != "" {
			list = append(list, "its first byte was held "+held)
		}
	}
	switch {
	case o.AckSince == vtime.Never:
	case o.AckSince < f.at:
		list = append(list, fmt.Sprintf("the acknowledgement in it was held %v", f.at-o.AckSince))
	case o.End == o.Start:
		list = append(list, "it acknowledges what has just arrived")
	}
	if len(list) == 0 {
		if f.from == nil {
			return "no connection sent it: it answers a segment that none wants"
		}
		return "nothing held it"
	}
	return strings.Join(list, "; ")
}

// heldSince says which rules held the byte at an offset since it was written.
func heldSince(h *cause.Half, offset uint64, at vtime.Time) string {
	m, ok := h.MarkOf(offset)
	if !ok {
		return ""
	}
	var parts []string
	for _, s := range h.Chrono.Cut(m.Taken.Now, at) {
		if s.Why != cause.NothingToSend {
			parts = append(parts, fmt.Sprintf("%v by %v", s.To-s.From, s.Why))
		}
	}
	return strings.Join(parts, ", ")
}

// whyNothing says what holds the connections that are open.
func (r *runner) whyNothing() string {
	var list []string
	for _, e := range r.host.Netstat() {
		if e.State == tcp.Listen {
			continue
		}
		s := "a connection is " + e.State.String()
		if e.End != nil && e.End.Half != nil {
			if w, also := e.End.Half.Chrono.Current(); w != cause.NothingToSend {
				s += ", its next byte is held by " + strings.Join(append([]string{w.String()}, also.Names()...), " and ")
			} else {
				s += " and has nothing to send"
			}
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return "no connection is open"
	}
	return strings.Join(list, "; ")
}
