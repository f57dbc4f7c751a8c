package stack

import (
	"slices"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
)

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
		h.computed, h.gateway = nil, nil
		h.forgetHops()
		if !h.isStub() {
			h.computed = n.routesFrom(h)
		}
	}
	for _, h := range n.hosts {
		if h.isStub() {
			h.gateway = h.interfaces[0]
			h.computed = h.gateway.peer().computed
		}
	}
}

// isStub reports whether all that the host reaches lies behind one host that
// forwards and is no stub itself.
func (h *Host) isStub() bool {
	if h.forwards || len(h.interfaces) != 1 {
		return false
	}
	peer := h.interfaces[0].peer()
	return peer != nil && peer.forwards
}

// way is how a search for routes got to a host.
type way struct {
	host  *Host
	first *netif // where it leaves the host that the search began at
	hops  int
}

// search is the search for the routes of a host to addresses of one family,
// which goes over links that have such addresses.
type search struct {
	from  *Host
	any   ip.Addr // an address of the family
	table *ip.Table
	seen  map[*Host]bool
	known map[ip.Prefix]bool
}

// routesFrom returns the routes of h.
func (n *Net) routesFrom(h *Host) *ip.Table {
	table, known := &ip.Table{}, map[ip.Prefix]bool{}
	if n.has4 {
		s := search{h, ip.AddrFromUint32(0), table, map[*Host]bool{h: true}, known}
		s.run()
	}
	if n.has6 {
		s := search{h, ip.Addr{}, table, map[*Host]bool{h: true}, known}
		s.run()
	}
	return table
}

// run searches in breadth.
func (s *search) run() {
	var ends []way // hosts that do not forward
	todo := []way{{host: s.from}}
	for len(todo) > 0 {
		w := todo[0]
		todo = todo[1:]
		for _, i := range w.host.interfaces {
			if i.of(s.any) == nil {
				continue
			}
			next := way{i.peer(), w.first, w.hops + 1}
			if w.host == s.from {
				next.first = i
			}
			s.routesOver(i, w, next.first)
			if next.host == nil || s.seen[next.host] {
				continue
			}
			s.seen[next.host] = true
			if next.host.forwards {
				todo = append(todo, next)
			} else {
				ends = append(ends, next)
			}
		}
	}
	for _, e := range ends {
		s.routesTo(e)
	}
}

// routesOver adds routes to the subnets of a link that a host on the way has.
func (s *search) routesOver(i *netif, w way, first *netif) {
	i.subnetWhere(func(n *subnet) bool {
		if n.addr.Is4() == s.any.Is4() && !s.known[n.prefix] {
			s.known[n.prefix] = true
			s.table.Add(ip.Route{Prefix: n.prefix, Gateway: s.gateway(w), Interface: first.index, Metric: w.hops})
		}
		return false
	})
}

// gateway is the address of the next host on the way, zero where there is none.
func (s *search) gateway(w way) ip.Addr {
	if w.host == s.from {
		return ip.Addr{}
	}
	return w.first.of(s.any).peerAt
}

// routesTo adds routes to the addresses of a host on links that nothing else
// leads to.
func (s *search) routesTo(e way) {
	for _, i := range e.host.interfaces {
		i.subnetWhere(func(n *subnet) bool {
			if n.addr.Is4() == s.any.Is4() && !s.known[n.prefix] {
				s.table.Add(ip.Route{
					Prefix: ip.PrefixFrom(n.addr, 128), Gateway: s.gateway(e), Interface: e.first.index, Metric: e.hops,
				})
			}
			return false
		})
	}
}

// route finds the interface that a datagram to dst leaves by, and the address
// on its link that takes it.
func (h *Host) route(dst ip.Addr) (out *netif, next ip.Addr, ok bool) {
	r, ok := h.routes.Lookup(dst)
	if h.computed != nil {
		c, found := h.computed.Lookup(dst)
		if found && (!ok || c.Prefix.Bits() > r.Prefix.Bits()) {
			r, ok = h.own(c)
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

// own turns a route of the table that the host uses into one of its own, if it
// can be used from here.
func (h *Host) own(r ip.Route) (ip.Route, bool) {
	if h.gateway == nil {
		return r, true
	}
	s := h.gateway.of(r.Prefix.Addr())
	if s == nil {
		return ip.Route{}, false
	}
	own := ip.Route{Prefix: r.Prefix, Gateway: s.peerAt, Interface: h.gateway.index}
	if h.gateway.subnetWhere(func(s *subnet) bool { return s.prefix == r.Prefix }) != nil {
		own.Gateway = ip.Addr{}
	}
	return own, true
}

// nextHops remembers by which wire datagrams leave for the addresses they were sent to
// before, so that the tables are searched once for each. The host's own wire to itself
// stands for its own addresses.
type nextHops struct {
	slots  []nextHop // a hash table with open addressing, at most half full
	used   int
	latest nextHop // most hosts talk to one other at a time
}

type nextHop struct {
	dst ip.Addr
	out *link.Wire // nil: free
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

func (n *nextHops) add(dst ip.Addr, out *link.Wire) {
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

// hop returns the wire that leads to dst: the one to itself for the host's own addresses,
// nil if nothing leads there.
func (h *Host) hop(dst ip.Addr) *link.Wire { return h.hops.latest.to(h, dst) }

// to is hop of a host that was asked for this destination last, by all or by what comes by
// one interface: mostly it is again.
func (n *nextHop) to(h *Host, dst ip.Addr) *link.Wire {
	if n.out == nil || n.dst != dst {
		return h.turn(n, dst)
	}
	return n.out
}

// turn is to for another destination.
func (h *Host) turn(latest *nextHop, dst ip.Addr) *link.Wire {
	if len(h.hops.slots) > 0 {
		if s := h.hops.slot(dst); s.out != nil {
			*latest = *s
			return s.out
		}
	}
	return h.find(dst)
}

// forgetHops has the tables searched again, which have changed.
func (h *Host) forgetHops() {
	if h.hops.used == 0 {
		return
	}
	h.hops = nextHops{}
	for _, i := range h.interfaces {
		i.onward = nextHop{}
	}
	h.net.forgetCourses()
}

// find finds what hop has not seen yet.
func (h *Host) find(dst ip.Addr) *link.Wire {
	out := toSelf
	if !h.owns(dst) {
		i, next, ok := h.route(dst)
		if !ok || !i.reaches(next) {
			return nil
		}
		out = i.out
	}
	h.hops.add(dst, out)
	return out
}

// allRoutes lists the routes in effect. Of those for the same block only one is
// there.
func (h *Host) allRoutes() []ip.Route {
	all := h.routes.Routes()
	if h.computed == nil {
		return all
	}
	for _, r := range h.computed.Routes() {
		if own, ok := h.own(r); ok && !slices.ContainsFunc(all, func(o ip.Route) bool { return o.Prefix == r.Prefix }) {
			all = append(all, own)
		}
	}
	return all
}
