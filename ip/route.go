package ip

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
// empty and ready. It is a path-compressed binary trie for each family; Lookup
// does not allocate.
type Table struct {
	four, six *node
}

// node is a block with a route, or the smallest block that holds two others.
// child[i] are the blocks inside whose next bit is i.
type node struct {
	prefix Prefix
	route  *Route // nil for a node that only branches
	child  [2]*node
}

// root returns the trie that a belongs in.
func (t *Table) root(a Addr) **node {
	if a.Is4() {
		return &t.four
	}
	return &t.six
}

// Add adds a route. Of two for the same block the one with the lower metric is
// kept, of equal ones the first.
func (t *Table) Add(r Route) {
	at := t.root(r.Prefix.base)
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
			branch := &node{prefix: block(r.Prefix.base, common)}
			branch.child[n.prefix.base.bit(common)] = n
			*at = branch
			continue // the next round hangs r below the branch, or onto it
		}
		at = &n.child[r.Prefix.base.bit(n.prefix.bits)]
	}
}

// Lookup returns the route with the longest prefix that contains a.
func (t *Table) Lookup(a Addr) (Route, bool) {
	var best *Route
	for n := *t.root(a); n != nil && n.prefix.Contains(a); {
		if n.route != nil {
			best = n.route
		}
		if n.prefix.bits == 128 {
			break
		}
		n = n.child[a.bit(n.prefix.bits)]
	}
	if best == nil {
		return Route{}, false
	}
	return *best, true
}

// Routes lists the routes that are in use: those of IPv4 first, and of each
// family by address, shorter prefixes first, which is the order of the tries.
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
	walk(t.four)
	walk(t.six)
	return all
}
