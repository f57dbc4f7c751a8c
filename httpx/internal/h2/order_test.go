package h2

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// served returns the streams in the order in which the server sends their DATA.
func served(t *testing.T, s Scheduler, size int, requests ...request) []uint32 {
	t.Helper()
	p := newPair(Config{Window: maxWindow, ConnWindow: maxWindow}, Config{Scheduler: s, DataSize: 1000})
	for _, r := range requests {
		fields := append([]hpack.HeaderField{}, ask...)
		if r.priority != "" {
			fields = append(fields, hpack.HeaderField{Name: "priority", Value: r.priority})
		}
		p.client.Open(0, fields, false, r.on)
	}
	p.settle()
	for i := range requests {
		p.server.Respond(0, uint32(2*i+1), ok, true)
		p.server.Write(0, uint32(2*i+1), true, nil, Piece{Len: size})
	}
	var order []uint32
	for {
		f, more := p.server.Poll(0)
		if !more {
			return order
		}
		if f.Type == http2.FrameData {
			order = append(order, f.Stream)
		}
	}
}

type request struct {
	priority string
	on       http2.PriorityParam
}

func TestWhoGoesFirst(t *testing.T) {
	dep := func(on uint32, exclusive bool, weight uint8) request {
		return request{on: http2.PriorityParam{StreamDep: on, Exclusive: exclusive, Weight: weight}}
	}
	for name, c := range map[string]struct {
		scheduler Scheduler
		requests  []request
		want      []uint32
	}{
		"in turn":                {RoundRobin, make([]request, 3), []uint32{1, 3, 5, 1, 3, 5}},
		"in order":               {InOrder, make([]request, 3), []uint32{1, 1, 3, 3, 5, 5}},
		"nobody asked":           {ByUrgency, make([]request, 2), []uint32{1, 1, 3, 3}},
		"urgency":                {ByUrgency, []request{{priority: "u=5"}, {priority: "u=0"}, {}}, []uint32{3, 3, 5, 5, 1, 1}},
		"incremental ones share": {ByUrgency, []request{{priority: "u=3,i"}, {priority: "i"}, {}}, []uint32{5, 5, 1, 3, 1, 3}},
		"the field is ignored by the tree": {
			ByTree, []request{{priority: "u=7"}, {priority: "u=0"}}, []uint32{1, 3, 1, 3}},
		"siblings share by weight": {ByTree, []request{dep(0, false, 255), dep(0, false, 127)}, []uint32{1, 3, 1, 3}},
		"parents go first":         {ByTree, []request{{}, dep(1, false, 15), dep(3, false, 15)}, []uint32{1, 1, 3, 3, 5, 5}},
		"a chain, as of Chromium":  {ByTree, []request{dep(0, true, 255), dep(1, true, 146), dep(1, true, 219)}, []uint32{1, 1, 5, 5, 3, 3}},
		"a stream that is unknown": {ByTree, []request{{}, dep(99, true, 255)}, []uint32{1, 3, 1, 3}},
		"its own descendant":       {ByTree, []request{dep(0, false, 15), dep(1, false, 15)}, []uint32{1, 1, 3, 3}},
	} {
		require.Equal(t, c.want, served(t, c.scheduler, 2000, c.requests...), name)
	}
}

func TestSharesFollowWeights(t *testing.T) {
	order := served(t, ByTree, 100_000,
		request{on: http2.PriorityParam{Weight: 63}}, request{on: http2.PriorityParam{Weight: 15}})
	n := 0
	for _, id := range order[:100] {
		if id == 1 {
			n++
		}
	}
	require.InDelta(t, 80, n, 2, "four fifths of the first 100 frames")
}

func TestMovingInTheTree(t *testing.T) {
	tree := newTree()
	s := func(id uint32) *stream { return &stream{id: id, listed: true} }
	one, three, five := s(1), s(3), s(5)
	tree.depends(1, one, http2.PriorityParam{Weight: 15})
	tree.depends(3, three, http2.PriorityParam{StreamDep: 1, Weight: 15})
	tree.depends(5, five, http2.PriorityParam{StreamDep: 3, Weight: 15})
	any := func(*stream) bool { return true }
	require.Same(t, one, tree.pick(nil, any))
	tree.depends(1, one, http2.PriorityParam{StreamDep: 5, Weight: 15}) // below its own grandchild
	require.Same(t, five, tree.pick(nil, any), "RFC 7540 section 5.3.3")
	tree.leaves(5)
	for id := uint32(101); id < 101+2*keptNodes; id += 2 {
		tree.depends(id, nil, http2.PriorityParam{Weight: 15})
	}
	require.Nil(t, tree.nodes[5], "closed streams are forgotten one day")
	require.NotNil(t, tree.pick(nil, any), "and what depended on them is not")
	require.LessOrEqual(t, len(tree.nodes), keptNodes+3)
}

func TestPriorityField(t *testing.T) {
	for value, want := range map[string]Priority{
		"": {Urgency: 3}, "u=0": {}, "u=7, i": {7, true}, "i=?0": {Urgency: 3}, "i=?1,u=2": {2, true},
		"u=9": {Urgency: 3}, "u=-1": {Urgency: 3}, "u=1;x=2,foo=bar": {Urgency: 1}, ",,,=": {Urgency: 3}, " i ": {3, true},
	} {
		var p Priority
		p.read(value)
		require.Equal(t, want, p, value)
		var again Priority
		again.read(p.String())
		require.Equal(t, p, again)
	}
}
