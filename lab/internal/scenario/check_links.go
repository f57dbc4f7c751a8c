package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/ip"
)

func (c *checker) links() {
	type pair struct{ a, b string }
	joined := map[pair]*Link{}
	_, list := c.find(c.s, "links")
	c.wired = list == nil || resolve(list).Kind == yaml.SequenceNode
	for i := range c.s.Links {
		l := &c.s.Links[i]
		a := c.host(c.item(l, "between", 0), "between", l.A)
		b := c.host(c.item(l, "between", 1), "between", l.B)
		c.linked[l.A], c.linked[l.B] = true, true
		c.wired = c.wired && a && b
		if !a || !b {
			continue
		}
		if l.A == l.B {
			c.fail(c.item(l, "between", 1), "between: a link from %q to itself, expected two hosts", cut(l.A))
		}
		ends := pair{min(l.A, l.B), max(l.A, l.B)}
		if before := joined[ends]; before == nil {
			joined[ends] = l
		} else if l.Subnet == "" && len(l.Addresses) == 0 {
			c.fail(c.at(l, "between"), "between: the second link of %q and %q%s, "+
				"expected one, or one with addresses that routes can name", cut(l.A), cut(l.B), c.elsewhere(c.maps[before]))
		}
	}
	c.subnets()
	for i := range c.s.Links {
		c.impairments(&c.s.Links[i])
	}
}

// block is the subnet of a link and where it is described.
type block struct {
	ip.Prefix
	at *yaml.Node
}

// subnets checks the addresses of links.
func (c *checker) subnets() {
	owners := map[ip.Addr]string{}
	var blocks []block
	good := true
	for i := range c.s.Links {
		l := &c.s.Links[i]
		if !c.readableAddresses(l) {
			good = false
			continue
		}
		if s, named, _ := l.named(); named {
			before := c.failed
			c.inside(l, s)
			if len(l.Addresses) == 2 {
				c.own(l, owners, s.A, l.A, 0)
				c.own(l, owners, s.B, l.B, 1)
			}
			if c.failed == before {
				blocks = append(blocks, block{s.Prefix, c.subnetAt(l)})
			}
		}
	}
	before := c.failed
	c.overlaps(blocks)
	if !good || c.failed > before || !c.wired {
		return
	}
	all, i, err := c.s.subnets()
	if err != nil {
		c.fail(c.maps[&c.s.Links[i]], "link: %v", err)
		return
	}
	c.near = map[string]prefixes{}
	for i, l := range c.s.Links {
		for s := &all[i]; s != nil; s = s.Also {
			c.near[l.A] = append(c.near[l.A], s.Prefix)
			c.near[l.B] = append(c.near[l.B], s.Prefix)
		}
	}
}

// subnetAt is where the subnet of a link can be read.
func (c *checker) subnetAt(l *Link) *yaml.Node {
	if l.Subnet != "" {
		return c.at(l, "subnet")
	}
	return c.at(l, "addresses")
}

// readableAddresses reports whether the addresses of a link are such.
func (c *checker) readableAddresses(l *Link) bool {
	before := c.failed
	if n, given := c.text(l, "subnet"); given {
		if p, err := ip.ParsePrefix(l.Subnet); err != nil {
			c.fail(n, "subnet: %v", err)
		} else if most := mostBits(p); p.Bits() > most {
			c.fail(c.at(l, "subnet"), "subnet: %v has no room for two hosts, expected at most %d bits", p, most)
		}
	}
	if n := len(resolve(c.at(l, "addresses")).Content); l.Addresses != nil && n != 2 {
		c.fail(c.at(l, "addresses"), "addresses: %d of them, expected two", n)
	}
	for i, text := range l.Addresses {
		if _, err := ip.ParseAddr(text); err != nil {
			c.fail(c.item(l, "addresses", i), "addresses: %v", err)
		}
	}
	return c.failed == before
}

// mostBits is how long the prefix of a link may be: it holds its own address and,
// of IPv4, the broadcast address besides the two hosts.
func mostBits(p ip.Prefix) int {
	if p.Addr().Is4() {
		return 30
	}
	return 126
}

// inside reports addresses that no host of the link's subnet can have.
func (c *checker) inside(l *Link, s Subnet) {
	for i, a := range []ip.Addr{s.A, s.B} {
		at := c.item(l, "addresses", i)
		last := s.Prefix.Last()
		switch {
		case !a.IsUnicast() && len(l.Addresses) == 0:
			c.fail(c.subnetAt(l), "subnet: %v has no addresses that hosts can have, expected one such as 10.0.0.0/24", s.Prefix)
			return
		case !a.IsUnicast():
			c.fail(at, "addresses: %v cannot be a host's, expected one such as 10.0.0.1", a)
			return
		case !s.Prefix.Contains(a) && l.Subnet == "":
			c.fail(at, "addresses: %v is not in %v, expected an address in it, or a subnet that holds both", a, s.Prefix)
		case !s.Prefix.Contains(a):
			c.fail(at, "addresses: %v is not in the link's subnet, expected an address in %v", a, s.Prefix)
		case a == s.Prefix.Addr() || a == last && a.Is4():
			c.fail(at, "addresses: %v is the subnet's own, expected one between %v and %v", a, s.Prefix.Addr(), last)
		}
	}
}

// own reports an address that somebody has already.
func (c *checker) own(l *Link, owners map[ip.Addr]string, a ip.Addr, host string, i int) {
	if before, taken := owners[a]; taken {
		c.fail(c.item(l, "addresses", i), "addresses: %v belongs to host %q already, expected another for %q", a, cut(before), cut(host))
		return
	}
	owners[a] = host
}

// overlaps reports subnets that share addresses: routes could not tell them apart.
func (c *checker) overlaps(blocks []block) {
	slices.SortStableFunc(blocks, func(a, b block) int { return byAddr(a.Prefix, b.Prefix) })
	for i := 1; i < len(blocks); i++ {
		wide, b := blocks[i-1], blocks[i]
		if !wide.Overlaps(b.Prefix) {
			continue
		}
		c.fail(b.at, "subnet: %v overlaps the %v of another link%s, expected a subnet of its own", b, wide, c.elsewhere(wide.at))
		blocks[i] = wide // what comes next may lie in it too
	}
}

// impairments checks what only two fields together can get wrong.
func (c *checker) impairments(l *Link) {
	for _, d := range []struct {
		name string
		*Direction
	}{{"up", &l.Up}, {"down", &l.Down}} {
		at := func(field string) *yaml.Node {
			if _, v := c.find(l, d.name); v != nil {
				return c.at(d.Direction, field)
			}
			return c.at(l, field)
		}
		switch err := d.timetable(); {
		case err != nil:
			c.fail(at("schedule"), "schedule: %v", err)
		case d.Reorder > 0 && d.ReorderBy == 0:
			c.fail(at("reorder_by"), "reorder_by: 0 with packets that arrive later, expected a time")
		default:
			continue
		}
		return
	}
}
