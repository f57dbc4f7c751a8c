package ip

import "math/bits"

// Route says how a block of addresses is reached: through an interface, and
// through a gateway unless the block is on the interface's own link (Gateway is
// zero then). Among routes for the same block the lowest metric wins.
type Route struct {
	Prefix    Prefix
	Gateway   Addr
	Interface int
	Metric    int
}

// Table finds the route of an address by the longest prefix. The zero value is
// empty and ready. It is a path-compressed binary trie; Lookup does not allocate.
type Table struct {
	root *node
}

// node is a block with a route, or the smallest block that holds two others.
// child[i] are the blocks inside whose next bit is i.
type node struct {
	prefix Prefix
	route  *Route // nil for a node that only branches
	child  [2]*node
}

// Add adds a route. Of two for the same block the one with the lower metric is
// kept, of equal ones the first.
func (t *Table) Add(r Route) {
	at := &t.root
	for {
		n := *at
		if n == nil {
			*at = &node{prefix: r.Prefix, route: &r}
			return
		}
		if n.prefix == r.Prefix {
			if n.route == nil || r.Metric < n.route.Metric {
				n.route = &r
			}
			return
		}
		if common := commonBits(n.prefix, r.Prefix); common < n.prefix.bits {
			branch := &node{prefix: PrefixFrom(r.Prefix.base, int(common))}
			branch.child[bit(n.prefix.base, common)] = n
			*at = branch
			continue // the next round hangs r below the branch, or onto it
		}
		at = &n.child[bit(r.Prefix.base, n.prefix.bits)]
	}
}

// Lookup returns the route with the longest prefix that contains a.
func (t *Table) Lookup(a Addr) (Route, bool) {
	var best *Route
	for n := t.root; n != nil && n.prefix.Contains(a); {
		if n.route != nil {
			best = n.route
		}
		if n.prefix.bits == 32 {
			break
		}
		n = n.child[bit(a, n.prefix.bits)]
	}
	if best == nil {
		return Route{}, false
	}
	return *best, true
}

// Routes lists the routes that are in use by address, shorter prefixes first,
// which is the order of the trie.
func (t *Table) Routes() []Route {
	var all []Route
	var walk func(*node)
	walk = func(n *node) {
		if n == nil {
			return
		}
		if n.route != nil {
			all = append(all, *n.route)
		}
		walk(n.child[0])
		walk(n.child[1])
	}
	walk(t.root)
	return all
}

// commonBits is the number of leading bits that both blocks share.
func commonBits(p, q Prefix) uint8 {
	same := uint8(bits.LeadingZeros32(p.base.v ^ q.base.v))
	return min(same, p.bits, q.bits)
}

// bit is the i-th bit of a from the left.
func bit(a Addr, i uint8) uint32 { return a.v >> (31 - i) & 1 }
