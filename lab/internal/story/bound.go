package story

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Connection tells what bound both ends of a connection from when it was opened
// until the last packet of it; nil if no end of it was seen.
func (t *Teller) Connection(c *stack.Connection) *Story {
	e := c.Client
	if e == nil {
		e = c.Server
	}
	s := &Story{Connection: c.ID, Waits: []Wait{}, Interactions: []Interaction{}, FromNS: e.Opened.Now, ToNS: e.Opened.Now}
	s.Name = e.Local().String() + " to " + e.Remote().String()
	for _, p := range t.f.Packets {
		if p.Connection() == c {
			s.ToNS = max(s.ToNS, p.Left)
		}
	}
	s.Bound = t.bound(e, s.FromNS, s.ToNS)
	return s
}

// bound tells what bound both directions of a connection in a time.
func (t *Teller) bound(client *stack.End, from, to vtime.Time) (out []Bound) {
	for _, e := range []*stack.End{client.Peer, client} {
		if e == nil || t.f.EndOf(e) == nil || len(t.f.EndOf(e).Samples) == 0 {
			continue // of a stack that cannot be looked into nothing is known
		}
		b := Bound{From: e.Host.Name(), To: t.hostOf(e.Remote().IP), Spans: spansOf(t.f.EndOf(e), from, to)}
		b.Sums = sumsOf(b.Spans)
		out = append(out, b)
	}
	return out
}

// sumsOf adds spans up by rule, the largest first.
func sumsOf(spans []Span) (sums []Share) {
	index := map[string]int{}
	for _, s := range spans {
		i, known := index[s.Why]
		if !known {
			i = len(sums)
			index[s.Why] = i
			sums = append(sums, Share{Why: s.Why})
		}
		sums[i].NS += s.ToNS - s.FromNS
	}
	slices.SortStableFunc(sums, func(a, b Share) int { return cmp.Compare(b.NS, a.NS) })
	return sums
}
