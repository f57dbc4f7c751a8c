package stack

import (
	"fmt"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/link"
)

// subnet is a block of addresses on a link, as one of its ends sees it.
type subnet struct {
	prefix ip.Prefix
	peerAt ip.Addr // of the peer
	addr   ip.Addr // of the host
}

// subnets calls fn for all of the link's until it returns true, and returns that
// one, nil if there was none.
func (i *netif) subnetWhere(fn func(s *subnet) bool) *subnet {
	if fn(&i.subnet) {
		return &i.subnet
	}
	if i.also == nil {
		return nil
	}
	for k := range *i.also {
		if s := &(*i.also)[k]; fn(s) {
			return s
		}
	}
	return nil
}

// of returns the interface's first subnet of the family of a, nil if it has none.
func (i *netif) of(a ip.Addr) *subnet {
	is4 := a.Is4()
	return i.subnetWhere(func(s *subnet) bool { return s.addr.Is4() == is4 })
}

// around returns the interface's subnet that a lies in, nil if none does.
func (i *netif) around(a ip.Addr) *subnet {
	return i.subnetWhere(func(s *subnet) bool { return s.prefix.Contains(a) })
}

// reaches reports whether an address on the link is the peer's.
func (i *netif) reaches(a ip.Addr) bool {
	return i.far == nil || i.peerAt == a || i.subnetWhere(func(s *subnet) bool { return s.peerAt == a }) != nil
}

// has reports whether an address is the interface's own.
func (i *netif) has(a ip.Addr) bool {
	return i.addr == a || i.subnetWhere(func(s *subnet) bool { return s.addr == a }) != nil
}

// AddSubnet gives the ends of a link that is there one more address each: most
// links have one of IPv4, of IPv6, or of both.
func (n *Net) AddSubnet(l *Link, a, b ip.Addr, prefix ip.Prefix) error {
	if err := n.checkSubnet(l.A, l.B, a, b, prefix); err != nil {
		return err
	}
	for _, w := range []*link.Wire{l.AB, l.BA} {
		if err := checkMTU(a, w.MTU()); err != nil {
			return err
		}
	}
	n.subnets[prefix] = l.A.name + " - " + l.B.name
	l.a.add(subnet{prefix, b, a})
	l.b.add(subnet{prefix, a, b})
	l.A.claim(a)
	l.B.claim(b)
	return nil
}

func (i *netif) add(s subnet) {
	if i.also == nil {
		i.also = new([]subnet)
	}
	*i.also = append(*i.also, s)
}

// minMTU6 is the least that a link of IPv6 carries, in bytes (RFC 8200 section 5).
const minMTU6 = 1280

// checkMTU says why a wire is too narrow for addresses of a family.
func checkMTU(a ip.Addr, mtu int) error {
	if a.Is4() || mtu == 0 || mtu >= minMTU6 {
		return nil
	}
	return fmt.Errorf("mtu %d: IPv6 needs links that carry %d bytes (RFC 8200 section 5)", mtu, minMTU6)
}

// claim makes an address the host's own.
func (h *Host) claim(a ip.Addr) {
	h.net.owners[a] = h
	h.forgetHops()
	if a.Is4() {
		h.net.has4 = true
	} else {
		h.net.has6 = true
	}
}

// checkSubnet says what is wrong with the addresses of a link before any is taken.
func (n *Net) checkSubnet(a, b *Host, addrA, addrB ip.Addr, prefix ip.Prefix) error {
	if addrA == addrB {
		return fmt.Errorf("both ends of the link %s - %s have the address %v", a.name, b.name, addrA)
	}
	if other, used := n.subnets[prefix]; used {
		return fmt.Errorf("%v of the link %s - %s is the link %s already", prefix, a.name, b.name, other)
	}
	if err := a.checkAddr(addrA, prefix); err != nil {
		return err
	}
	return b.checkAddr(addrB, prefix)
}

// checkAddr says why the host cannot have an address.
func (h *Host) checkAddr(a ip.Addr, prefix ip.Prefix) error {
	switch owner := h.net.owners[a]; {
	case owner != nil:
		return fmt.Errorf("address %v of %s belongs to %s already", a, h.name, owner.name)
	case !a.IsUnicast():
		return fmt.Errorf("address %v of %s cannot belong to a host", a, h.name)
	case !prefix.Contains(a):
		return fmt.Errorf("address %v of %s lies outside of %v", a, h.name, prefix)
	}
	return nil
}
