package stack

import "github.com/rttlab/rttlab/ip"

// Sockets are of both families, as AF_INET6 sockets are on most systems (RFC 3493
// section 3.7): :: stands for any address of either. V6Only takes IPv4 away from
// it (RFC 3493 section 5.3), and a socket of Socket4 or UDPSocket4 is one of
// AF_INET, without IPv6.

// binding is what a socket is bound to.
type binding struct {
	Addr
	only6 bool // :: stands for addresses of IPv6 alone
}

// takes reports whether what comes for a local address is for the socket.
func (b *binding) takes(a ip.Addr) bool {
	switch {
	case b.IP == a:
		return true
	case !b.IP.IsZero():
		return false
	case b.IP.Is4():
		return a.Is4()
	}
	return !b.only6 || !a.Is4()
}

// meets reports whether something may come that is for both.
func (b *binding) meets(c *binding) bool {
	switch {
	case !b.IP.IsZero():
		return c.takes(b.IP)
	case !c.IP.IsZero():
		return b.takes(c.IP)
	}
	any4 := ip.AddrFromUint32(0)
	return b.takes(any4) && c.takes(any4) || b.takes(ip.Addr{}) && c.takes(ip.Addr{})
}

// family is the family of a socket.
type family struct {
	only4 bool // AF_INET
	only6 bool // IPV6_V6ONLY
}

// has reports whether the socket can have to do with a.
func (f family) has(a ip.Addr) bool {
	if a == (ip.Addr{}) {
		return true
	}
	return !(f.only4 && !a.Is4() || f.only6 && a.Is4())
}

// binding is what a bind to a means.
func (f family) binding(a ip.Addr, port uint16) binding {
	if f.only4 && a == (ip.Addr{}) {
		a = ip.AddrFromUint32(0)
	}
	return binding{Addr{a, port}, f.only6}
}
