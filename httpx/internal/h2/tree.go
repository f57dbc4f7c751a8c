package h2

import "golang.org/x/net/http2"

// usualWeight is the weight of 16 that a stream has which nobody gave one, as it
// is on the wire (RFC 7540 section 5.3.5).
const usualWeight = 15

// keptNodes is how many nodes are kept of streams that are closed, or not yet
// open, since others may depend on them (RFC 7540 section 5.3.4; nginx keeps as
// many).
const keptNodes = 32

// node is a stream in the tree of dependencies (RFC 7540 section 5.3).
type node struct {
	id       uint32
	stream   *stream // nil: closed, or not yet open
	weight   int64   // 1 to 256
	parent   *node
	children []*node
	served   int64 // bytes of it and of what depends on it, divided by its weight
	floor    int64 // served of the child that was served last
}

// tree serves a stream before those that depend on it. Siblings share by weight:
// the one that got least goes first.
type tree struct {
	root  *node
	nodes map[uint32]*node
	kept  []*node // without a stream, the oldest first
}

func newTree() *tree {
	root := &node{}
	return &tree{root: root, nodes: map[uint32]*node{0: root}}
}

func (t *tree) pick(_ []*stream, may func(*stream) bool) *stream { return t.root.pick(may) }

func (n *node) pick(may func(*stream) bool) *stream {
	if s := n.stream; s != nil && s.listed && may(s) {
		return s
	}
	var best *stream
	var least int64
	for _, child := range n.children {
		if best != nil && child.served >= least {
			continue
		}
		if s := child.pick(may); s != nil {
			best, least = s, child.served
		}
	}
	return best
}

func (t *tree) sent(s *stream, n int64) {
	for at := t.nodes[s.id]; at != nil && at.parent != nil; at = at.parent {
		at.parent.floor = at.served
		at.served += n * 256 / at.weight
	}
}

// joins lets a stream that was silent begin where its siblings are.
func (t *tree) joins(s *stream) {
	for at := t.nodes[s.id]; at != nil && at.parent != nil; at = at.parent {
		at.served = max(at.served, at.parent.floor)
	}
}

func (t *tree) leaves(id uint32) {
	if n := t.nodes[id]; n != nil && n.stream != nil {
		n.stream = nil
		t.keep(n)
	}
}

// keep bounds the nodes without a stream.
func (t *tree) keep(n *node) {
	t.kept = append(t.kept, n)
	for len(t.kept) > keptNodes {
		old := t.kept[0]
		t.kept = t.kept[1:]
		if old.stream == nil {
			t.drop(old)
		}
	}
}

// drop takes a node out of the tree. What depended on it depends on its parent
// and shares its weight (RFC 7540 section 5.3.4).
func (t *tree) drop(n *node) {
	if t.nodes[n.id] != n {
		return
	}
	delete(t.nodes, n.id)
	sum := int64(0)
	for _, child := range n.children {
		sum += child.weight
	}
	parent := n.parent
	n.detach()
	for _, child := range n.children {
		child.weight = max(1, child.weight*n.weight/sum)
		child.served = max(child.served, parent.floor)
		child.attach(parent)
	}
}

func (n *node) detach() {
	n.parent.children = without(n.parent.children, n)
	n.parent = nil
}

func (n *node) attach(parent *node) {
	n.parent = parent
	parent.children = append(parent.children, n)
}

// depends takes a dependency (RFC 7540 sections 5.3.1 and 5.3.3).
func (t *tree) depends(id uint32, s *stream, p http2.PriorityParam) {
	n := t.nodes[id]
	if n == nil {
		n = &node{id: id, weight: usualWeight + 1}
		n.attach(t.root)
		t.nodes[id] = n
		if s == nil {
			t.keep(n)
		}
	}
	if s != nil {
		n.stream = s
	}
	parent := t.nodes[p.StreamDep]
	if parent == nil { // section 5.3.1: a stream that is not in the tree; the usual priority
		parent, p = t.root, http2.PriorityParam{Weight: usualWeight}
	}
	if parent.below(n) { // section 5.3.3: it comes to stand where n was
		parent.detach()
		parent.attach(n.parent)
	}
	n.detach()
	if p.Exclusive {
		for _, child := range parent.children {
			child.parent = n
		}
		n.children = append(n.children, parent.children...)
		parent.children = nil
		n.floor = parent.floor
	}
	n.weight = int64(p.Weight) + 1
	n.served = max(n.served, parent.floor)
	n.attach(parent)
}

// below reports whether a node depends on another one, at whatever distance.
func (n *node) below(other *node) bool {
	for at := n.parent; at != nil; at = at.parent {
		if at == other {
			return true
		}
	}
	return false
}

func without(list []*node, n *node) []*node {
	for i, o := range list {
		if o == n {
			return append(list[:i:i], list[i+1:]...)
		}
	}
	return list
}
