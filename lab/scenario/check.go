package scenario

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
)

// maxLinks bounds the subnets that can be assigned.
const maxLinks = 60000

// checker looks at what fields alone cannot tell: names that must exist, and
// addresses.
type checker struct {
	*decoder
	s     *Scenario
	hosts []string
	zone  map[string]string
}

func (c *checker) at(thing any) *yaml.Node { return c.places[thing] }

func (c *checker) all() {
	for i := range c.s.Hosts {
		h := &c.s.Hosts[i]
		c.hosts = append(c.hosts, h.Name)
		if h.Name == "" || len(h.Name) > 64 {
			c.fail(c.at(h), "the name of a host has 1 to 64 characters")
		}
	}
	c.zone = map[string]string{}
	for i := range c.s.Names {
		n := &c.s.Names[i]
		c.host(n, "names", n.Host)
		c.zone[n.Name] = n.Host
	}
	c.links()
	c.routes()
	if c.s.DNS != nil {
		c.host(c.s.DNS, "server", c.s.DNS.Server)
	}
	for i := range c.s.Pages {
		c.page(&c.s.Pages[i])
	}
	c.servers()
	for i := range c.s.Workloads {
		c.workload(&c.s.Workloads[i])
	}
}

// host reports a name that is no host's.
func (c *checker) host(thing any, field, name string) bool {
	if contains(c.hosts, name) {
		return true
	}
	if name != "" {
		c.fail(c.at(thing), "%s: no host is named %q%s", field, cut(name), didYouMean(name, c.hosts))
	}
	return false
}

func (c *checker) links() {
	owners := map[ip.Addr]string{}
	if len(c.s.Links) > maxLinks {
		c.fail(c.at(&c.s.Links[maxLinks]), "more than %d links", maxLinks)
		return
	}
	for i := range c.s.Links {
		l := &c.s.Links[i]
		a, b := c.host(l, "between", l.A), c.host(l, "between", l.B)
		if a && b && l.A == l.B {
			c.fail(c.at(l), "a link from %s to itself", l.A)
		}
		c.addresses(l, owners)
	}
}

func (c *checker) addresses(l *Link, owners map[ip.Addr]string) {
	if l.Subnet != "" {
		if p, err := ip.ParsePrefix(l.Subnet); err != nil {
			c.fail(c.at(l), "subnet: %v", err)
		} else if p.Bits() > 30 {
			c.fail(c.at(l), "subnet: %v has no room for two hosts, expected at most 30 bits", p)
		}
	}
	if n := len(l.Addresses); n != 0 && n != 2 {
		c.fail(c.at(l), "addresses: two were expected, not %d", n)
		return
	}
	for i, text := range l.Addresses {
		a, err := ip.ParseAddr(text)
		if err != nil {
			c.fail(c.at(l), "addresses: %v", err)
			continue
		}
		if !a.IsUnicast() {
			c.fail(c.at(l), "addresses: %v cannot be a host's", a)
		}
		owner := []string{l.A, l.B}[i]
		if before, taken := owners[a]; taken {
			c.fail(c.at(l), "addresses: %v of %s belongs to %s already", a, owner, before)
		}
		owners[a] = owner
	}
}

func (c *checker) routes() {
	for i := range c.s.Routes {
		r := &c.s.Routes[i]
		c.host(r, "host", r.Host)
		if _, err := ip.ParsePrefix(r.To); err != nil && r.To != "" {
			c.fail(c.at(r), "to: %v", err)
		}
		if _, err := ip.ParseAddr(r.Via); err != nil && r.Via != "" {
			c.fail(c.at(r), "via: %v", err)
		}
	}
}

func (c *checker) servers() {
	type place struct {
		host string
		port int64
	}
	seen := map[place]bool{}
	for i := range c.s.Servers {
		s := &c.s.Servers[i]
		c.host(s, "host", s.Host)
		if p := (place{s.Host, s.Port}); seen[p] {
			c.fail(c.at(s), "two servers on %s, port %d", s.Host, s.Port)
		} else {
			seen[p] = true
		}
		for j := range s.Resources {
			if r := &s.Resources[j]; r.Path != "" && r.Path[0] != '/' {
				c.fail(c.at(r), "path: %q does not begin with /", cut(r.Path))
			}
		}
	}
}

func (c *checker) page(p *Page) {
	ids := map[string]bool{}
	for i := range p.Objects {
		o := &p.Objects[i]
		switch {
		case i == 0 && o.Parent != "":
			c.fail(c.at(o), "the first object of a page is the document and has no parent")
		case i > 0 && o.Parent == "":
			c.fail(c.at(o), "object %q has no parent: only the first object of a page is the document", cut(o.ID))
		case o.Parent != "" && !ids[o.Parent]:
			c.fail(c.at(o), "parent: no earlier object of page %s is named %q", p.Name, cut(o.Parent))
		}
		if ids[o.ID] {
			c.fail(c.at(o), "two objects of page %s are named %q", p.Name, cut(o.ID))
		}
		ids[o.ID] = true
		c.url(o, o.URL)
	}
	if len(p.Objects) == 0 {
		c.fail(c.at(p), "page %s has no objects, expected at least the document", p.Name)
	}
}

// url reports a URL that is none or whose host nobody is.
func (c *checker) url(thing any, s string) {
	if s == "" {
		return
	}
	u, err := httpx.ParseURL(s)
	if err != nil {
		c.fail(c.at(thing), "url: %v", err)
		return
	}
	if _, err := ip.ParseAddr(u.Host); err == nil {
		return
	}
	if _, known := c.zone[u.Host]; !known {
		var all []string
		for _, n := range c.s.Names {
			all = append(all, n.Name)
		}
		c.fail(c.at(thing), "url: names has no entry for %q%s", cut(u.Host), didYouMean(u.Host, all))
	}
}

func (c *checker) workload(w *Workload) {
	c.host(w, "client", w.Client)
	need := func(field, value string) {
		if value == "" {
			c.fail(c.at(w), "%s is missing, which this type of workload needs", field)
		}
	}
	switch w.Kind {
	case LoadPage:
		need("page", w.Page)
		var all []string
		for _, p := range c.s.Pages {
			all = append(all, p.Name)
		}
		if w.Page != "" && !contains(all, w.Page) {
			c.fail(c.at(w), "page: no page is named %q%s", cut(w.Page), didYouMean(w.Page, all))
		}
	case Requests:
		need("url", w.URL)
		c.url(w, w.URL)
	default:
		need("server", w.Server)
		c.host(w, "server", w.Server)
	}
}

// String is the kind's name in files.
func (k Kind) String() string {
	return [...]string{"page", "requests", "bulk", "connects"}[k]
}

// Title names the workload in reports.
func (w *Workload) Title() string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Kind == LoadPage:
		return "page " + w.Page
	case w.Kind == Requests:
		return "requests " + w.URL
	}
	return fmt.Sprintf("%s %s-%s", w.Kind, w.Client, w.Server)
}
