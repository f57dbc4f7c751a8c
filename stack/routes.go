package stack

import "github.com/rttlab/rttlab/ip"

// ComputeRoutes gives every host a route to every link by the smallest number
// of hops through hosts that forward; ties go to the host added first. An address
// of a host that does not forward, on a link that is not reached otherwise, is
// reached through the host itself. Routes added by hand win, unless a computed
// one has a longer prefix.
//
// A host whose only link leads to a host that forwards shares that one's table:
// thousands of hosts need no table each.
func (n *Net) ComputeRoutes() {
	for _, h := range n.hosts {
		h.computed, h.gateway, h.hops = nil, nil, nextHops{}
		if !h.isStub() {
			h.computed = n.routesFrom(h)
		}
	}
	for _, h := range n.hosts {
		if h.isStub() {
			h.gateway = h.interfaces[0]
			h.computed = h.gateway.peer.computed
		}
	}
}

// isStub reports whether all that the host reaches lies behind one host that
// forwards and is no stub itself.
func (h *Host) isStub() bool {
	return !h.forwards && len(h.interfaces) == 1 && h.interfaces[0].peer != nil && h.interfaces[0].peer.forwards
}

// way is how a search for routes got to a host.
type way struct {
	host  *Host
	first *Interface // where it leaves the host that the search began at
	via   ip.Addr    // the gateway on that link
	hops  int
}

// routesFrom is a breadth-first search from h.
func (n *Net) routesFrom(h *Host) *ip.Table {
	table := &ip.Table{}
	seen := map[*Host]bool{h: true}
	known := map[ip.Prefix]bool{}
	var ends []way // hosts that do not forward
	todo := []way{{host: h}}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		for _, i := range s.host.interfaces {
			next := way{i.peer, s.first, s.via, s.hops + 1}
			route := ip.Route{Prefix: i.prefix, Gateway: s.via, Metric: s.hops}
			if s.host == h {
				next.first, next.via, route.Gateway = i, i.peerAt, ip.Addr{}
			}
			if !known[i.prefix] {
				known[i.prefix] = true
				route.Interface = next.first.index
				table.Add(route)
			}
			if i.peer == nil || seen[i.peer] {
				continue
			}
			seen[i.peer] = true
			if i.peer.forwards {
				todo = append(todo, next)
			} else {
				ends = append(ends, next)
			}
		}
	}
	for _, e := range ends {
		routesTo(table, e, known)
	}
	return table
}

// routesTo adds routes to the addresses of a host on links that nothing else
// leads to.
func routesTo(table *ip.Table, e way, known map[ip.Prefix]bool) {
	for _, i := range e.host.interfaces {
		if !known[i.prefix] {
			table.Add(ip.Route{
				Prefix: ip.PrefixFrom(i.addr, 128), Gateway: e.via, Interface: e.first.index, Metric: e.hops,
			})
		}
	}
}

// route finds the interface that a datagram to dst leaves by, and the address
// on its link that takes it.
func (h *Host) route(dst ip.Addr) (out *Interface, next ip.Addr, ok bool) {
	r, ok := h.routes.Lookup(dst)
	if h.computed != nil {
		c, found := h.computed.Lookup(dst)
		if found && (!ok || c.Prefix.Bits() > r.Prefix.Bits()) {
			r, ok = h.own(c), true
		}
	}
	if !ok {
		return nil, ip.Addr{}, false
	}
	if next = r.Gateway; next.IsZero() {
		next = dst
	}
	return h.interfaces[r.Interface], next, true
}

// own turns a route of the table that the host uses into one of its own.
func (h *Host) own(r ip.Route) ip.Route {
	switch {
	case h.gateway == nil:
		return r
	case r.Prefix == h.gateway.prefix:
		return ip.Route{Prefix: r.Prefix, Interface: h.gateway.index}
	}
	return ip.Route{Prefix: r.Prefix, Gateway: h.gateway.peerAt, Interface: h.gateway.index}
}

// nextHops remembers by which interface datagrams leave for the addresses they
// were sent to before, so that the tables are searched once for each. The host's
// own interface to itself stands for its own addresses.
type nextHops struct {
	latest nextHop   // most hosts talk to one other at a time
	slots  []nextHop // a hash table with open addressing, at most half full
	used   int
}

type nextHop struct {
	dst ip.Addr
	out *Interface // nil: free
}

// slot returns the place of dst, which is free if it is not known.
func (n *nextHops) slot(dst ip.Addr) *nextHop {
	mask := len(n.slots) - 1
	for i := int(dst.Hash()*0x9e3779b1>>8) & mask; ; i = (i + 1) & mask {
		if s := &n.slots[i]; s.out == nil || s.dst == dst {
			return s
		}
	}
}

func (n *nextHops) add(dst ip.Addr, out *Interface) {
	if 2*n.used >= len(n.slots) {
		old := n.slots
		n.slots = make([]nextHop, max(4, 2*len(old)))
		for _, s := range old {
			if s.out != nil {
				*n.slot(s.dst) = s
			}
		}
	}
	*n.slot(dst) = nextHop{dst, out}
	n.used++
}

// hop returns the interface that leads to dst: the one to itself for the host's
// own addresses, nil if nothing leads there.
func (h *Host) hop(dst ip.Addr) *Interface {
	if latest := &h.hops.latest; latest.out != nil && latest.dst == dst {
		return latest.out
	}
	if len(h.hops.slots) > 0 {
		if s := h.hops.slot(dst); s.out != nil {
			h.hops.latest = *s
			return s.out
		}
	}
	return h.search(dst)
}

// search finds what hop has not seen yet.
func (h *Host) search(dst ip.Addr) *Interface {
	out := &h.self
	if !h.owns(dst) {
		i, next, ok := h.route(dst)
		if !ok || next != i.peerAt && i.peer != nil {
			return nil
		}
		out = i
	}
	h.hops.add(dst, out)
	return out
}
