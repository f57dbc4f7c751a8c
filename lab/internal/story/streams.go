package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// streamDetectors find how streams that share a connection get in each other's way.
var streamDetectors = []detector{
	{"head-of-line-streams", "Head-of-line blocking between streams: TCP delivers in order", foreignHoles},
	{"behind-streams", "Other streams of the connection went first", behindStreams},
	{"stream-limit", "All streams that the server allows were open",
		rulesCost("the request waited, or was refused, until another one had its response", cause.StreamLimit)},
	{"stream-window", "The windows of HTTP/2 were full while TCP could have sent",
		rulesCost("the receiver's windows of HTTP/2 are smaller than the way is long", cause.StreamWindow, cause.ConnectionWindow)},
}

// foreignHoles finds bytes that had arrived and waited for bytes of other streams.
func foreignHoles(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why == cause.ForeignHole {
			return w.To - w.From
		}
		return 0
	})
	return in.told("of this stream nothing was missing, and its bytes were kept back until a segment of another one had "+
		"come again: %s ms", in.CostNS.Millis())
}

// maxNamed is how many of those that went first are named.
const maxNamed = 3

// behindStreams finds what a stream waited for that others were served before, and
// who they were.
func behindStreams(t *Teller, waits []explain.Wait) *Interaction {
	var others []string
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why != cause.BehindStreams {
			return 0
		}
		for _, name := range t.served(w) {
			if !slices.Contains(others, name) {
				others = append(others, name)
			}
		}
		return w.To - w.From
	})
	who := fmt.Sprintf("%d others", len(others))
	if len(others) <= maxNamed {
		who = strings.Join(others, ", ")
	}
	return in.told("the sender's scheduler served %s first: %s ms", who, in.CostNS.Millis())
}

// served names the transactions of the same connection whose frames were sent while
// one waited.
func (t *Teller) served(w *explain.Wait) (names []string) {
	a := w.Transaction.Last()
	for _, stream := range t.r.Recorder.Frames(a.Conn.Peer).Between(w.From, w.To) {
		for i := range t.r.Transactions {
			x := t.r.Transactions[i].Transaction
			if b := x.Last(); x != w.Transaction && b != nil && b.Conn == a.Conn && b.Stream == stream {
				names = append(names, fmt.Sprintf("%d %s", x.ID, x.URL))
			}
		}
	}
	return names
}
