package scenario

import (
	"slices"
	"strings"

	"github.com/rttlab/rttlab/ip"
)

// recorded gathers the names that the DNS has beside those of hosts, and what names
// are short for.
func (c *checker) recorded() {
	d := c.s.DNS
	if d == nil {
		return
	}
	for i := range d.Records {
		c.zone.add(d.Records[i].Name)
	}
	for _, full := range slices.Clone(c.zone.order) {
		for _, s := range d.Search {
			if short, ok := strings.CutSuffix(full, "."+s); ok {
				c.zone.add(short)
			}
		}
	}
}

func (c *checker) dns(d *DNS) {
	c.addressed(c.at(d, "server"), "server", d.Server)
	answering := index{known: true}
	answering.add(d.Server)
	for i, h := range d.Fallbacks {
		c.addressed(c.item(d, "fallbacks", i), "fallbacks", h)
		if h != "" && answering.all[h] {
			c.fail(c.item(d, "fallbacks", i), "fallbacks: host %q is there twice, expected each server once", cut(h))
		}
		answering.add(h)
	}
	root := false
	zones := map[string]bool{}
	for i := range d.Authorities {
		a := &d.Authorities[i]
		c.addressed(c.at(a, "host"), "host", a.Host)
		answering.add(a.Host)
		if zones[a.Zone] {
			c.fail(c.at(a, "zone"), "zone: %q is there twice, expected each zone once", cut(a.Zone))
		}
		zones[a.Zone], root = a.Zone != "", root || a.Zone == "."
		if a.Host != "" && (a.Host == d.Server || slices.Contains(d.Fallbacks, a.Host)) {
			c.fail(c.at(a, "host"), "host: %q is a server that clients ask, expected another host for the zone", cut(a.Host))
		}
	}
	if len(d.Authorities) > 0 && !root {
		c.fail(c.at(d, "authorities"), "authorities: none is for the root, expected one with zone: .")
	}
	for i, h := range d.Mute {
		c.ref(c.item(d, "mute", i), "mute", "name server", h, &answering)
	}
	c.records(d)
}

func (c *checker) records(d *DNS) {
	seen := map[string]bool{}
	for i := range d.Records {
		r := &d.Records[i]
		if seen[r.Name] {
			c.fail(c.at(r, "name"), "name: %q is there twice, expected each name once", cut(r.Name))
		}
		seen[r.Name] = r.Name != ""
		if r.Alias != "" && len(r.Addresses) > 0 {
			c.fail(c.at(r, "alias"), "alias: the name has addresses, expected one or the other")
		}
		for j, a := range r.Addresses {
			if _, err := ip.ParseAddr(a); err != nil {
				c.fail(c.item(r, "addresses", j), "addresses: %v", err)
			}
		}
	}
}
