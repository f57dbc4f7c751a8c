package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
)

// checker looks at what fields alone cannot tell: names that must exist, and
// what must be there only once.
type checker struct {
	*decoder
	s      *Scenario
	hosts  index
	zone   index // names that URLs may use
	pages  index
	linked map[string]bool // hosts with an address
	wired  bool            // all links could be read
	near   map[string]prefixes
	ports  map[endpoint]*yaml.Node
}

// index is a set of names in the order of the file.
type index struct {
	known bool // false: they could not be read, and nothing is said about them
	order []string
	all   map[string]bool
}

func (x *index) add(name string) {
	if x.all == nil {
		x.all = map[string]bool{}
	}
	if !x.all[name] {
		x.order = append(x.order, name)
	}
	x.all[name] = true
}

// endpoint is where a server listens.
type endpoint struct {
	host string
	port int64
}

// check reports what is wrong with a scenario as a whole.
func check(d *decoder, s *Scenario) {
	c := checker{decoder: d, s: s, linked: map[string]bool{}, ports: map[endpoint]*yaml.Node{}}
	c.collect()
	c.links()
	c.routes()
	c.names()
	c.servers()
	c.proxies()
	for i := range s.Pages {
		c.page(&s.Pages[i])
	}
	for i := range s.Workloads {
		c.workload(&s.Workloads[i])
	}
}

// collect gathers what can be referred to.
func (c *checker) collect() {
	for i := range c.s.Hosts {
		h := &c.s.Hosts[i]
		c.hosts.add(h.Name)
		if !IsName(h.Name) || len(h.Name) > MaxHostName {
			c.fail(c.labels[h], "%q is no name for a host, expected at most %d letters, digits, hyphens and underscores, "+
				"with dots between them", cut(h.Name), MaxHostName)
		}
	}
	for i := range c.s.Hosts {
		if h := &c.s.Hosts[i]; h.Stack == GVisor {
			c.gvisor(h)
		}
	}
	for i := range c.s.Names {
		c.zone.add(c.s.Names[i].Name)
	}
	c.recorded()
	for i := range c.s.Pages {
		p := &c.s.Pages[i]
		c.pages.add(p.Name)
		if p.Name == "" {
			c.fail(c.labels[p], "the name of a page is empty, expected one or more characters")
		}
	}
	if _, v := c.find(c.s, "hosts"); v != nil && resolve(v).Kind == yaml.MappingNode && len(resolve(v).Content) == 0 {
		c.fail(v, "hosts: there are none, expected at least one")
	}
	c.hosts.known = c.read("hosts", len(c.s.Hosts))
	c.zone.known = c.read("names", len(c.s.Names))
	c.pages.known = c.read("pages", len(c.s.Pages))
}

// read reports whether a map of the file gave all its n entries, or is not there
// and may be missing.
func (c *checker) read(field string, n int) bool {
	_, v := c.find(c.s, field)
	if v == nil {
		return field != "hosts"
	}
	m := resolve(v)
	return m.Kind == yaml.MappingNode && len(m.Content) == 2*n
}

// ref reports a name that nothing has.
func (c *checker) ref(n *yaml.Node, field, what, name string, x *index) bool {
	if x.all[name] {
		return true
	}
	if name != "" && x.known {
		c.fail(n, "%s: no %s is named %q%s", field, what, cut(name), c.didYouMean(name, x.order))
	}
	return false
}

func (c *checker) host(n *yaml.Node, field, name string) bool {
	return c.ref(n, field, "host", name, &c.hosts)
}

// addressed reports a host that does not exist, or that nobody can reach since it
// is on no link.
func (c *checker) addressed(n *yaml.Node, field, name string) {
	if c.host(n, field, name) && c.wired && !c.linked[name] {
		c.fail(n, "%s: host %q is on no link and has no address, expected a host that is on one", field, cut(name))
	}
}

func (c *checker) routes() {
	for i := range c.s.Routes {
		r := &c.s.Routes[i]
		c.host(c.at(r, "host"), "host", r.Host)
		if _, err := ip.ParsePrefix(r.To); err != nil {
			c.wrong(r, "to", err)
		}
		via, err := ip.ParseAddr(r.Via)
		if err != nil {
			c.wrong(r, "via", err)
			continue
		}
		if near := c.near[r.Host]; c.hosts.all[r.Host] && c.near != nil && !near.holds(via) {
			c.fail(c.at(r, "via"), "via: %v is on no link of host %q, expected an address in %s", via, r.Host, near)
		}
	}
}

// prefixes are the subnets of the links of a host.
type prefixes []ip.Prefix

func (p prefixes) holds(a ip.Addr) bool {
	return slices.ContainsFunc(p, func(one ip.Prefix) bool { return one.Contains(a) })
}

// String lists the first few.
func (p prefixes) String() string {
	var s []string
	for _, one := range p[:min(len(p), 5)] {
		s = append(s, one.String())
	}
	return strings.Join(s, " or ")
}

// wrong reports the value of a field, unless there is none and that was reported.
func (c *checker) wrong(thing any, field string, err error) {
	if n, ok := c.text(thing, field); ok {
		c.fail(n, "%s: %v", field, err)
	}
}

func (c *checker) names() {
	for i := range c.s.Names {
		n := &c.s.Names[i]
		switch _, err := ip.ParseAddr(n.Name); {
		case err == nil:
			c.fail(c.labels[n], "%q is an address, which URLs may use as it is, expected a name", n.Name)
		case !IsName(n.Name):
			c.fail(c.labels[n], "%q is no name that can be looked up, expected one such as shop.example", cut(n.Name))
		}
		c.addressed(c.maps[n], "names", n.Host)
	}
	if c.s.DNS != nil {
		c.dns(c.s.DNS)
	}
}

func (c *checker) servers() {
	for i := range c.s.Servers {
		s := &c.s.Servers[i]
		if c.host(c.at(s, "host"), "host", s.Host) {
			c.listen(s, s.Host, s.Port)
		}
		c.resources(s)
	}
}

// listen reports a port of a host that has a server already.
func (c *checker) listen(thing any, host string, port int64) {
	at, n := endpoint{host, port}, c.at(thing, "port")
	if v, ok := c.text(thing, "port"); ok && resolve(v).Value != strconv.FormatInt(port, 10) {
		return // it is no port, which was reported
	}
	switch before := c.ports[at]; {
	case before == nil:
		c.ports[at] = n
	default:
		c.fail(n, "port: %d of host %q has a server already%s, expected another port", port, cut(host), c.elsewhere(before))
	}
}

// elsewhere says where something else is described.
func (c *checker) elsewhere(n *yaml.Node) string {
	if c.set[n] != "" {
		return ""
	}
	return fmt.Sprintf(" (line %d)", n.Line)
}

func (c *checker) resources(s *Server) {
	seen := map[string]bool{}
	for i := range s.Resources {
		r := &s.Resources[i]
		if seen[r.Path] {
			c.fail(c.at(r, "path"), "path: %q is there twice, expected each path of a server once", cut(r.Path))
		}
		seen[r.Path] = r.Path != ""
	}
}

func (c *checker) page(p *Page) {
	all := map[string]int{}
	for i := range p.Objects {
		if id := p.Objects[i].ID; id != "" {
			if _, twice := all[id]; twice {
				c.fail(c.at(&p.Objects[i], "id"), "id: %q is there twice, expected each name in a page once", cut(id))
			} else {
				all[id] = i
			}
		}
	}
	var before []string
	for i := range p.Objects {
		o := &p.Objects[i]
		c.parent(o, i, all, before)
		before = append(before, o.ID)
		c.url(o, o.URL)
	}
	if _, v := c.find(p, "objects"); len(p.Objects) == 0 && v != nil && resolve(v).Kind == yaml.SequenceNode {
		c.fail(v, "objects: there are none, expected at least the document")
	}
}

// parent reports the parent of the i-th object of a page if it cannot be one.
func (c *checker) parent(o *Object, i int, all map[string]int, before []string) {
	at, known := all[o.Parent]
	switch _, given := c.find(o, "parent"); {
	case i == 0 && o.Parent != "":
		c.fail(c.at(o, "parent"), "parent: the first object of a page is the document, expected no parent")
	case i == 0:
	case given != nil && o.Parent == "": // reported
	case given == nil:
		c.fail(c.maps[o], "parent is missing, expected one: only the first object of a page is the document")
	case !known:
		c.fail(c.at(o, "parent"), "parent: no object of the page is named %q%s", cut(o.Parent), c.didYouMean(o.Parent, before))
	case at >= i:
		c.fail(c.at(o, "parent"), "parent: %q comes later or is the object itself, expected parents before children", cut(o.Parent))
	}
}

// url reports a URL that is none or whose host nobody is.
func (c *checker) url(thing any, s string) {
	if s == "" {
		return
	}
	n := c.at(thing, "url")
	if len(s) > maxText {
		c.fail(n, "url: it has %d bytes, expected at most %d", len(s), maxText)
		return
	}
	u, err := httpx.ParseURL(s)
	if err != nil {
		c.fail(n, "url: %v", err)
		return
	}
	if _, err := ip.ParseAddr(u.Host); err != nil && c.zone.known && !c.zone.all[u.Host] {
		c.fail(n, "url: %q is not in names%s", cut(u.Host), c.didYouMean(u.Host, c.zone.order))
	}
}
