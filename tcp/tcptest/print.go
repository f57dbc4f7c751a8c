package tcptest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

func (r *runner) writeLine(s string) {
	if r.lines++; r.lines <= maxLines {
		r.out.WriteString(s)
		r.out.WriteByte('\n')
	}
}

// writeNotes writes the comments whose time has come.
func (r *runner) writeNotes(to vtime.Time) {
	for ; r.noted < len(r.notes) && r.notes[r.noted].at <= to; r.noted++ {
		for _, l := range r.notes[r.noted].lines {
			r.writeLine(l)
		}
	}
}

// print writes one line of what an end did or what happened to it.
func (r *runner) print(now vtime.Time, t *teller, text string) {
	r.writeNotes(now)
	if t.Name != "" {
		text = t.Name + " " + text
	}
	r.writeLine(formatTime(now) + " " + text)
}

// arrived names the state that a connection moved to, and the error that brought it there.
func arrived(c *tcp.Conn, to tcp.State) string {
	if to == tcp.Closed && c.Err() != 0 {
		return to.String() + " " + c.Err().Name()
	}
	return to.String()
}

// departure prints a segment that leaves, with a remark that says what it
// waited for and what becomes of it.
func (r *runner) departure(t *teller, at vtime.Stamp, out *tcp.Outgoing, delays []vtime.Time) string {
	peer := t.peerISS
	if t.Peer != nil {
		peer = t.Peer.Conn.ISS()
	}
	line := string(out.Segment.AppendText(nil, t.Conn.ISS(), peer))
	remarks := t.reasons(at, out)
	if t.Peer != nil {
		remarks = append(remarks, t.wayOf(t.sent, out, delays)...)
	}
	if len(remarks) == 0 {
		return line
	}
	return line + " // " + strings.Join(remarks, "; ")
}

// reasons says why a segment leaves now and not before.
func (t *teller) reasons(at vtime.Stamp, out *tcp.Outgoing) []string {
	var list []string
	held := ""
	switch {
	case out.Copy > 1:
		list = append(list, fmt.Sprintf("copy %d: %v", out.Copy, out.Repair))
	case out.End > out.Start:
		held = t.held(at, uint64(out.Start))
	}
	if held != "" {
		list = append(list, "held "+held+t.release())
	}
	if out.AckSince < at.Now {
		list = append(list, fmt.Sprintf("ack held %v", at.Now-out.AckSince))
	}
	timer := strings.HasSuffix(t.cause, " timer") && t.cause != cause.TimerRetransmit.String()
	if timer && (held == "" || out.End == out.Start) {
		list = append(list, t.cause)
	}
	return list
}

// held says which rules held the byte at an offset since it was written.
func (t *teller) held(at vtime.Stamp, offset uint64) string {
	m, ok := t.Half.MarkOf(offset)
	if !ok {
		return ""
	}
	var total [cause.NumWhy]vtime.Time
	var order []cause.Why
	for _, s := range t.Half.Chrono.Cut(m.Taken.Now, at.Now) {
		if total[s.Why] == 0 && s.Why != cause.NothingToSend {
			order = append(order, s.Why)
		}
		total[s.Why] += s.To - s.From
	}
	var parts []string
	for _, w := range order {
		parts = append(parts, fmt.Sprintf("%v by %v", total[w], w))
	}
	return strings.Join(parts, ", ")
}

// release says what let a held segment go.
func (t *teller) release() string {
	if t.cause == "" {
		return ""
	}
	return ", until " + t.cause
}

// wayOf says what becomes of the n-th segment on the wire, if it is unusual.
func (t *teller) wayOf(n int, out *tcp.Outgoing, delays []vtime.Time) []string {
	var list []string
	if out.Segment.ECN != tcp.NotECT && slices.Contains(t.marked, n) {
		list = append(list, "marked")
	}
	if len(delays) == 0 {
		return append(list, "lost")
	}
	if late := t.late[n]; late > 0 {
		list = append(list, fmt.Sprintf("%v late", late))
	}
	if len(delays) == 2 {
		list = append(list, fmt.Sprintf("arrives twice, %v apart", delays[1]-delays[0]))
	}
	return list
}
