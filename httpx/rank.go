package httpx

import (
	"slices"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/httpx/internal/h2"
)

// Signals is how a client tells a server what is urgent.
type Signals uint8

// The ways to tell.
const (
	NoSignals    Signals = iota
	ByField              // the priority field (RFC 9218)
	ByDependency         // a chain of dependencies and weights, as Chromium sends it (RFC 7540)
	ByBoth
)

// SignalNames are the ways as people write them.
var SignalNames = []string{"none", "field", "tree", "both"}

// Priority is how urgent a response is (RFC 9218).
type Priority struct {
	Given       bool  // otherwise it is as usual: urgency 3, and not incremental
	Urgency     int64 // 0 to 7, the most urgent first
	Incremental bool
}

func (p Priority) value() h2.Priority {
	if !p.Given {
		return h2.Priority{Urgency: 3}
	}
	return h2.Priority{Urgency: uint8(min(max(p.Urgency, 0), 7)), Incremental: p.Incremental}
}

// rank is a stream in the chain of dependencies that a client has sent.
type rank struct {
	stream  uint32
	urgency uint8
}

// prioritised is the header of a request with what tells the server how urgent it
// is. Each stream depends, exclusively, on the last one of those before it that are
// as urgent or more (Chromium's Http2PriorityDependencies).
func (c *connection) prioritised(f *fetch) ([]hpack.HeaderField, http2.PriorityParam) {
	fields, s := f.sent.fields(), c.group.client.Signals
	p := f.sent.Priority.value()
	if s == ByField || s == ByBoth {
		fields = append(fields, hpack.HeaderField{Name: "priority", Value: p.String()})
	}
	if s != ByDependency && s != ByBoth {
		return fields, http2.PriorityParam{}
	}
	on := http2.PriorityParam{Exclusive: true, Weight: weight(p)}
	for _, r := range c.mux.order {
		if r.urgency <= p.Urgency {
			on.StreamDep = r.stream
		}
	}
	return fields, on
}

// weight is what Chromium makes of an urgency: 256, 220, 183, 147 ..., as it is on
// the wire.
func weight(p h2.Priority) uint8 { return uint8(2559 * (7 - int(min(p.Urgency, 7))) / 70) }

// ranked notes where a stream stands in the chain: behind those as urgent.
func (m *carrier) ranked(f *fetch, on http2.PriorityParam) {
	if !on.Exclusive {
		return
	}
	i := 0
	for i < len(m.order) && m.order[i].urgency <= f.sent.value().Urgency {
		i++
	}
	m.order = slices.Insert(m.order, i, rank{f.stream, f.sent.value().Urgency})
}

func (m *carrier) unranked(f *fetch) {
	m.order = slices.DeleteFunc(m.order, func(r rank) bool { return r.stream == f.stream })
}
