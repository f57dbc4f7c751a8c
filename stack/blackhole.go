package stack

import "github.com/rttlab/rttlab/tcp"

// Blackhole says which segments to a port that nobody has are not answered.
type Blackhole uint8

// Which of them.
const (
	AnswerAll  Blackhole = iota // each is answered (RFC 9293 section 3.10.7.1)
	IgnoreSYNs                  // SYNs are not: a port scanner has to wait
	IgnoreAll                   // none is
)

// silent reports whether a segment that no connection wants is not answered.
func (h *Host) silent(g *tcp.Segment, t *tuple) bool {
	b := h.cfg.Blackhole
	if b == AnswerAll || b == IgnoreSYNs && !g.Flags.Has(tcp.SYN) {
		return false
	}
	return h.listenerFor(t.local, t.localPort) == nil
}
