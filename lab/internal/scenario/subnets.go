package scenario

import (
	"errors"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/ip"
)

// Family says which addresses links get that name none.
type Family uint8

// The families.
const (
	IPv4 Family = iota
	IPv6
	BothFamilies
)

// familyNames are their names in files.
var familyNames = []string{"ipv4", "ipv6", "both"}

// Subnet is the addresses of a link.
type Subnet struct {
	A, B   ip.Addr // of the link's hosts
	Prefix ip.Prefix
	Also   *Subnet // that of the other family, in a scenario of both
}

// Errors of links that addresses are to be found for.
var (
	errNoRoom  = errors.New("no block 10.x.y.0/24 is left for the link, expected subnets that leave some")
	errNoRoom6 = errors.New("no block 2001:db8:0:x::/64 is left for the link, expected subnets that leave some")
)

// Subnets returns the addresses of each link: those that it names, else the
// first two of its subnet. A link that names neither gets the next 10.x.y.0/24 or
// 2001:db8:0:x::/64 that no other link touches.
func (s *Scenario) Subnets() ([]Subnet, error) {
	all, i, err := s.subnets()
	if err != nil {
		return nil, fmt.Errorf("link %s - %s: %w", s.Links[i].A, s.Links[i].B, err)
	}
	return all, nil
}

// subnets is Subnets and tells which link an error is about.
func (s *Scenario) subnets() ([]Subnet, int, error) {
	out := make([]Subnet, len(s.Links))
	named := make([]bool, len(s.Links))
	var taken []ip.Prefix
	for i := range s.Links {
		var err error
		if out[i], named[i], err = s.Links[i].named(); err != nil {
			return nil, i, err
		}
		if named[i] {
			taken = append(taken, out[i].Prefix)
		}
	}
	free4, free6 := blocks4(taken), blocks6(taken)
	for i := range s.Links {
		var err error
		switch is4 := named[i] && out[i].Prefix.Addr().Is4(); {
		case named[i] && s.Family == BothFamilies && is4:
			out[i].Also, err = pick(free6, errNoRoom6)
		case named[i] && s.Family == BothFamilies:
			out[i].Also, err = pick(free4, errNoRoom)
		case named[i]:
		default:
			err = s.assign(&out[i], free4, free6)
		}
		if err != nil {
			return nil, i, err
		}
	}
	return out, 0, nil
}

// assign gives a link addresses of the scenario's family, IPv4 first of both.
func (s *Scenario) assign(to *Subnet, free4, free6 blocks) error {
	free, none := free4, errNoRoom
	if s.Family == IPv6 {
		free, none = free6, errNoRoom6
	}
	n, err := pick(free, none)
	if err != nil {
		return err
	}
	*to = *n
	if s.Family == BothFamilies {
		to.Also, err = pick(free6, errNoRoom6)
	}
	return err
}

// blocks returns one block of addresses after the other, false if none is left.
type blocks func() (ip.Prefix, bool)

// pick gives the hosts of a link the first two addresses of the next block.
func pick(free blocks, none error) (*Subnet, error) {
	p, ok := free()
	if !ok {
		return nil, none
	}
	s := firstTwo(p)
	return &s, nil
}

// blocks4 are the /24 blocks of 10.0.0.0/8 that lie outside of all prefixes.
func blocks4(taken []ip.Prefix) blocks {
	taken = slices.DeleteFunc(slices.Clone(taken), func(p ip.Prefix) bool { return !p.Addr().Is4() })
	slices.SortFunc(taken, byAddr)
	next, last := ip.AddrFrom4([4]byte{10, 0, 0, 0}).Uint32(), ip.AddrFrom4([4]byte{10, 255, 255, 0}).Uint32()
	return func() (ip.Prefix, bool) {
		p := ip.PrefixFrom(ip.AddrFromUint32(next), 24)
		for len(taken) > 0 && next <= last {
			switch q := taken[0]; {
			case q.Overlaps(p):
				next = max(next, q.Last().Uint32()&^0xff) + 256
				p = ip.PrefixFrom(ip.AddrFromUint32(next), 24)
			case q.Addr().Uint32() > next:
				next += 256
				return p, true
			default: // it lies before
				taken = taken[1:]
			}
		}
		next += 256
		return p, next-256 <= last
	}
}

// blocks6 are the /64 blocks of 2001:db8::/48, which stands for examples (RFC
// 3849), that lie outside of all prefixes.
func blocks6(taken []ip.Prefix) blocks {
	next := 0
	return func() (ip.Prefix, bool) {
		for next < 1<<16 {
			b := [16]byte{0x20, 0x01, 0x0d, 0xb8, 6: byte(next >> 8), 7: byte(next)}
			p := ip.PrefixFrom(ip.AddrFrom16(b), 64)
			next++
			if !slices.ContainsFunc(taken, p.Overlaps) {
				return p, true
			}
		}
		return ip.Prefix{}, false
	}
}

// byAddr sorts blocks by their first addresses, the larger ones first.
func byAddr(p, q ip.Prefix) int {
	if c := p.Addr().Compare(q.Addr()); c != 0 {
		return c
	}
	return p.Bits() - q.Bits()
}

// firstTwo gives the hosts of a link the first two addresses of a block.
func firstTwo(p ip.Prefix) Subnet {
	first := p.Addr().Next()
	return Subnet{A: first, B: first.Next(), Prefix: p}
}

// named returns the addresses that follow from the link alone, if they do.
func (l *Link) named() (s Subnet, ok bool, err error) {
	if l.Subnet != "" {
		if s.Prefix, err = ip.ParsePrefix(l.Subnet); err != nil {
			return s, false, err
		}
	}
	if len(l.Addresses) != 2 {
		if l.Subnet == "" {
			return s, false, nil
		}
		return firstTwo(s.Prefix), true, nil
	}
	if s.A, err = ip.ParseAddr(l.Addresses[0]); err != nil {
		return s, false, err
	}
	if s.B, err = ip.ParseAddr(l.Addresses[1]); err != nil {
		return s, false, err
	}
	if l.Subnet == "" {
		s.Prefix = around(s.A)
	}
	return s, true, nil
}

// around is the subnet of an address that comes without one.
func around(a ip.Addr) ip.Prefix {
	if a.Is4() {
		return ip.PrefixFrom(a, 24)
	}
	return ip.PrefixFrom(a, 64)
}
