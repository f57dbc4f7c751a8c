package scenario

// gvisor reports what a host that gVisor runs cannot have.
func (c *checker) gvisor(h *Host) {
	if h.Router {
		c.fail(c.at(h, "router"), "router: gVisor runs host %q, expected no router or stack: rttlab", h.Name)
	}
	if h.Profile != "" {
		c.fail(c.at(h, "profile"), "profile: gVisor runs host %q, expected no profile or stack: rttlab", h.Name)
	}
	_, options := c.find(h, "options")
	for _, o := range h.Options {
		n := options
		if key, value := c.pair(options, o.Name); value != nil {
			n = key
			if k := c.reg.GVisorOption(o.Name); k != nil {
				if _, err := k.Parse(o.Text); err != nil {
					c.fail(value, "%s: gVisor runs host %q: %v", o.Name, h.Name, err)
				}
				continue
			}
		}
		c.fail(n, "%s: gVisor, which runs host %q, has no such knob%s", o.Name, h.Name,
			c.didYouMean(o.Name, namesOf(c.reg.GVisor)))
	}
	c.noFastOpen(h.Name)
}

// noFastOpen reports who would use Fast Open on a host that gVisor runs: it has none.
func (c *checker) noFastOpen(host string) {
	no := func(owner any, where string, wanted bool) {
		if where == host && wanted {
			c.fail(c.at(owner, "fast_open"), "fast_open: gVisor, which runs host %q, has none", host)
		}
	}
	for i := range c.s.Servers {
		no(&c.s.Servers[i], c.s.Servers[i].Host, c.s.Servers[i].FastOpen > 0)
	}
	for i := range c.s.Workloads {
		no(&c.s.Workloads[i], c.s.Workloads[i].Client, c.s.Workloads[i].FastOpen)
	}
	for i := range c.s.Proxies {
		x := &c.s.Proxies[i]
		no(x, x.Host, x.ServerConfig.FastOpen > 0 || x.Upstream.FastOpen)
	}
}
