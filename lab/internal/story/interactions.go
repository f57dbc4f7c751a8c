package story

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/tcp"
)

// Interaction is a known way in which protocols, or layers, get in each other's
// way, found in the records of a story.
type Interaction struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	CostNS  vtime.Time `json:"cost_ns"` // of the story's time
	Text    string     `json:"text"`
	Packets []int      `json:"packets,omitempty"` // numbers of those that show it
}

// detector finds an interaction in the waits of a story; nil if it is not there.
type detector struct {
	name, title string
	find        func(t *Teller, waits []explain.Wait) *Interaction
}

var detectors = []detector{
	{"nagle-delayed-ack", "Nagle's algorithm meets delayed acknowledgements", nagleDelayedAck},
	{"window-delayed-ack", "A full window waits for a delayed acknowledgement", windowDelayedAck},
	{"idle-restart", "The congestion window fell after an idle time", idleRestart},
	{"tail-loss", "A loss at the tail: nothing followed that could tell", tailLoss},
	{"lost-handshake", "A lost segment of the handshake costs a whole timeout", lostHandshake},
	{"full-backlog", "The server's queue of connections was full", fullBacklog},
	{"head-of-line-tcp", "Head-of-line blocking in TCP", holes},
	{"head-of-line-pipelining", "Head-of-line blocking in a pipeline of requests",
		rulesCost("an earlier response of the same connection came first", cause.HeadOfLine)},
	{"connection-limit", "All connections that are allowed were busy",
		rulesCost("the request waited for a connection while others used them", cause.Blocked)},
	{"port-exhaustion", "No local port was free",
		rulesCost("ports of connections in TIME-WAIT are not free yet", cause.PortExhaustion)},
	{"stale-connection", "A kept connection had been given up by the server",
		rulesCost("the server's close and the client's request crossed on the way", cause.Stale)},
	{"refused-stream", "The server took no further streams of the connection",
		rulesCost("the request was on its way when the server had said so, and went again", cause.Refused)},
	{"dumb-proxy", "A relay passed on Keep-Alive that it does not know",
		rulesCost("both ends keep the connection, and the relay between them waits for a close", cause.RelayHang)},
	{"expect-timeout", "The server never gave leave for the body", expectTimeout},
	{"zero-window", "The receiver did not read: its window was full", fullWindow(true,
		"the sender had bytes and leave of the network, and what had come before lay unread")},
	{"small-window", "The receiver's window is smaller than what the way holds", fullWindow(false,
		"the receiver had read all that had come, and a whole window was on its way to it")},
	{"bufferbloat", "A queue of its own making", bufferbloat},
}

// rulesCost finds a rule wherever it holds.
func rulesCost(text string, whys ...cause.Why) func(*Teller, []explain.Wait) *Interaction {
	return func(t *Teller, waits []explain.Wait) *Interaction {
		in := collect(t, waits, func(w *explain.Wait) vtime.Time {
			if slices.Contains(whys, w.Why) {
				return w.To - w.From
			}
			return 0
		})
		return in.told("%s: %s ms", text, in.CostNS.Millis())
	}
}

// collect adds up what waits cost, with the packets that ended them.
func collect(t *Teller, waits []explain.Wait, cost func(*explain.Wait) vtime.Time) *Interaction {
	in := &Interaction{}
	for i := range waits {
		w := &waits[i]
		d := cost(w)
		if d == 0 {
			continue
		}
		in.CostNS += d
		if came, left := t.end(w); came != nil && came.Number > 0 {
			in.Packets = append(in.Packets, came.Number)
		} else if left != nil && left.Number > 0 {
			in.Packets = append(in.Packets, left.Number)
		}
	}
	return in
}

// told completes an interaction that costs something; nil if it costs nothing.
func (in *Interaction) told(format string, args ...any) *Interaction {
	if in.CostNS == 0 {
		return nil
	}
	in.Text = fmt.Sprintf(format, args...)
	return in
}

// on is the time that a wait's way spends on something.
func on(w *explain.Wait, where cause.Where) vtime.Time {
	return spent(w.Path, func(s explain.Step) bool { return s.Where == where })
}

func nagleDelayedAck(t *Teller, waits []explain.Wait) *Interaction {
	timer := vtime.Time(0)
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if d := on(w, cause.TimerDelayedAck); w.Why == cause.Nagle && d > 0 {
			timer += d
			return w.To - w.From
		}
		return 0
	})
	return in.told("a small segment was held until all before it was acknowledged, and the peer held that "+
		"acknowledgement: %s ms, of which %s ms the peer's timer", in.CostNS.Millis(), timer.Millis())
}

// fullWindow finds receive windows that were full, with bytes that lay unread or without.
func fullWindow(unread bool, text string) func(*Teller, []explain.Wait) *Interaction {
	return func(t *Teller, waits []explain.Wait) *Interaction {
		in := collect(t, waits, func(w *explain.Wait) vtime.Time {
			if w.Why == cause.ReceiveWindow && t.layUnread(w) == unread {
				return w.To - w.From
			}
			return 0
		})
		return in.told("%s: %s ms", text, in.CostNS.Millis())
	}
}

// layUnread reports whether the receiver of the byte that is waited for had others for a
// while that its application did not read.
func (t *Teller) layUnread(w *explain.Wait) bool {
	if w.Sender == nil || w.Sender.Peer == nil || t.f.EndOf(w.Sender.Peer) == nil {
		return false
	}
	all := t.f.EndOf(w.Sender.Peer).Samples
	next := sort.Search(len(all), func(i int) bool { return all[i].At > w.From })
	for i := max(0, next-1); i < len(all) && all[i].At < w.To; i++ {
		if all[i].Unread > 0 {
			return true
		}
	}
	return false
}

func windowDelayedAck(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		switch w.Why {
		case cause.SlowStart, cause.CongestionAvoidance, cause.RecoveryWindow, cause.MarkedWindow, cause.ReceiveWindow:
			return on(w, cause.TimerDelayedAck)
		}
		return 0
	})
	return in.told("the window was full and the acknowledgement that opens it was held back: %s ms of the peer's timer",
		in.CostNS.Millis())
}

func lostHandshake(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why == cause.ConnectRetry && !t.noRoom(w) {
			return w.To - w.From
		}
		return 0
	})
	return in.told("no round trip is known yet, so the first timeout is a guess on the safe side: %s ms", in.CostNS.Millis())
}

// fullBacklog finds handshakes that began again since a host had no room for them.
func fullBacklog(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why == cause.ConnectRetry && t.noRoom(w) {
			return w.To - w.From
		}
		return 0
	})
	return in.told("the handshake arrived and was dropped, which looks like a loss: %s ms until a timer ended", in.CostNS.Millis())
}

// noRoom reports whether a host had no room for the segment whose loss a wait is
// about, which left when it began.
func (t *Teller) noRoom(w *explain.Wait) bool {
	all := t.f.Packets
	i := sort.Search(len(all), func(i int) bool { return all[i].Left >= w.From })
	for ; i < len(all) && all[i].Left == w.From; i++ {
		if p := all[i]; p.End == w.Sender && p.Start == int64(w.Offset) && strings.HasSuffix(p.Refused, " full") {
			return true
		}
	}
	return false
}

func holes(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why == cause.Hole {
			return w.To - w.From
		}
		return 0
	})
	return in.told("bytes had arrived and were kept from the application until earlier ones had come again: %s ms",
		in.CostNS.Millis())
}

func expectTimeout(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why == cause.Continue {
			return on(w, cause.TimerUser)
		}
		return 0
	})
	return in.told("the client's patience ended before 100 Continue came: %s ms", in.CostNS.Millis())
}

// tailLoss finds losses that a timer repaired since no data followed.
func tailLoss(t *Teller, waits []explain.Wait) *Interaction {
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if (w.Why == cause.LossTimeout || w.Why == cause.LossProbe) && w.Sender != nil && t.atTail(w) {
			return w.To - w.From
		}
		return 0
	})
	return in.told("the lost bytes were the last ones on their way, so that no later arrival could show the hole: %s ms "+
		"until a timer ended", in.CostNS.Millis())
}

// atTail reports whether nothing new arrived that had left after the byte of a
// wait, which begins when that left, until it left again.
func (t *Teller) atTail(w *explain.Wait) bool {
	all := t.f.Packets
	i := sort.Search(len(all), func(i int) bool { return all[i].Left >= w.From })
	for ; i < len(all) && all[i].Left < w.To; i++ {
		p := all[i]
		later := p.End == w.Sender && p.Copy == 1 && p.Payload > 0 && p.Start > int64(w.Offset)
		if _, arrived := p.Arrived(); later && arrived {
			return false
		}
	}
	return true
}

// idleRestart finds windows that fell while nothing was on the way and nothing lost.
func idleRestart(t *Teller, waits []explain.Wait) *Interaction {
	var text string
	seen := map[*stack.End]vtime.Time{}
	in := collect(t, waits, func(w *explain.Wait) vtime.Time {
		if w.Why != cause.SlowStart || w.Sender == nil {
			return 0
		}
		since, known := seen[w.Sender]
		if !known {
			since = vtime.Never
			if before, s := restart(t.f.EndOf(w.Sender), waits[0].From, w.To); s != nil {
				since = s.At
				text = fmt.Sprintf("the window of %s fell from %d to %d bytes", w.Sender.Host.Name(), before.Cwnd, s.Cwnd)
			}
			seen[w.Sender] = since
		}
		if w.To < since {
			return 0
		}
		return w.To - w.From
	})
	return in.told("%s when it spoke again after an idle time, and slow start began anew: %s ms", text, in.CostNS.Millis())
}

// restart returns the sample with which a window falls after an idle time, and the
// one before it.
func restart(e *film.End, from, to vtime.Time) (before, at *film.Sample) {
	if e == nil {
		return nil, nil
	}
	for i := 1; i < len(e.Samples); i++ {
		a, b := &e.Samples[i-1], &e.Samples[i]
		if b.At < from || b.At > to {
			continue
		}
		calm := a.Phase == tcp.PhaseOpen && b.Phase == tcp.PhaseOpen
		if calm && a.Flight == 0 && b.Cwnd < a.Cwnd && b.At-a.At >= a.RTO && a.RTO > 0 {
			return a, b
		}
	}
	return nil, nil
}
