package scenario

import (
	"errors"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/ip"
)

// Subnet is the addresses of a link.
type Subnet struct {
	A, B   ip.Addr // of the link's hosts
	Prefix ip.Prefix
}

// errNoRoom says that the addresses that links name leave none for the others.
var errNoRoom = errors.New("no block 10.x.y.0/24 is left for the link, expected subnets that leave some")

// Subnets returns the addresses of each link: those that it names, else the
// first two of its subnet. A link that names neither gets the next 10.x.y.0/24
// that no other link touches.
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
	free := blocks(taken)
	for i := range s.Links {
		if named[i] {
			continue
		}
		p, ok := free()
		if !ok {
			return nil, i, errNoRoom
		}
		out[i] = firstTwo(p)
	}
	return out, 0, nil
}

// blocks returns a function that returns the /24 blocks of 10.0.0.0/8 that lie
// outside of all prefixes, one after the other.
func blocks(taken []ip.Prefix) func() (ip.Prefix, bool) {
	slices.SortFunc(taken, byAddr)
	next, last := ip.AddrFrom4([4]byte{10, 0, 0, 0}).Uint32(), ip.AddrFrom4([4]byte{10, 255, 255, 0}).Uint32()
	return func() (ip.Prefix, bool) {
		p := ip.PrefixFrom(ip.AddrFromUint32(next), 24)
		for len(taken) > 0 && next <= last {
			switch q := taken[0]; {
			case q.Overlaps(p):
				end := q.Addr().Uint32() | ^uint32(0)>>q.Bits()
				next = max(next, end&^0xff) + 256
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

// byAddr sorts blocks by their first addresses, the larger ones first.
func byAddr(p, q ip.Prefix) int {
	if p.Addr() != q.Addr() {
		if p.Addr().Uint32() < q.Addr().Uint32() {
			return -1
		}
		return 1
	}
	return p.Bits() - q.Bits()
}

// firstTwo gives the hosts of a link the first two addresses of a block.
func firstTwo(p ip.Prefix) Subnet {
	base := p.Addr().Uint32()
	return Subnet{A: ip.AddrFromUint32(base + 1), B: ip.AddrFromUint32(base + 2), Prefix: p}
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
		s.Prefix = ip.PrefixFrom(s.A, 24)
	}
	return s, true, nil
}
