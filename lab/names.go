package lab

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// names gives each name the addresses of its host, or what its record says, and starts
// the servers that know them.
func (w *world) names() error {
	var ttl vtime.Time
	if w.s.DNS != nil {
		ttl = w.s.DNS.TTL
	}
	for _, n := range w.s.Names {
		addrs := mainAddrs(w.net.Host(n.Host))
		if len(addrs) == 0 {
			return fmt.Errorf("name %s: host %s has no link, and so no address", n.Name, n.Host)
		}
		w.zone[strings.ToLower(n.Name)] = names.Record{Addrs: addrs, TTL: ttl}
	}
	if w.s.DNS != nil {
		if err := w.records(w.s.DNS); err != nil {
			return err
		}
		if err := w.nameServers(w.s.DNS); err != nil {
			return err
		}
	}
	w.static = w.zone.Static()
	return nil
}

// mainAddrs are the addresses of a host that names stand for: its first of each family.
func mainAddrs(h *stack.Host) (list []ip.Addr) {
	for _, four := range []bool{false, true} {
		if i := slices.IndexFunc(h.Addrs(), func(a ip.Addr) bool { return a.Is4() == four }); i >= 0 {
			list = append(list, h.Addrs()[i])
		}
	}
	return list
}

func (w *world) records(d *scenario.DNS) error {
	for _, r := range d.Records {
		rec := names.Record{Alias: strings.ToLower(r.Alias), TTL: r.TTL, Fault: r.Fault}
		if rec.TTL == 0 {
			rec.TTL = d.TTL
		}
		for _, text := range r.Addresses {
			a, err := ip.ParseAddr(text)
			if err != nil {
				return fmt.Errorf("record %s: %w", r.Name, err)
			}
			rec.Addrs = append(rec.Addrs, a)
		}
		name := strings.ToLower(r.Name)
		if known, ok := w.zone[name]; ok && rec.Alias == "" && len(rec.Addrs) == 0 {
			rec.Addrs = known.Addrs // a record that only says how the name of a host is answered
		}
		w.zone[name] = rec
	}
	return nil
}

// nameServers starts the servers that clients ask, and those that they ask.
func (w *world) nameServers(d *scenario.DNS) error {
	for _, host := range append([]string{d.Server}, d.Fallbacks...) {
		s := w.nameServer(d, host)
		s.Zone = w.zone
		switch {
		case len(d.Authorities) > 0:
			s.Zone = w.faults()
			s.Recursor = &names.Recursor{EDNS: d.EDNS}
			for _, a := range d.Authorities {
				if addrs := w.net.Host(a.Host).Addrs(); a.Zone == "." && len(addrs) > 0 {
					s.Recursor.Roots = append(s.Recursor.Roots, stack.Addr{IP: addrs[0], Port: names.Port})
				}
			}
		case d.RootLatency+d.TLDLatency+d.OwnerLatency > 0:
			s.Recursor = &names.Recursor{Root: d.RootLatency, TLD: d.TLDLatency, Owner: d.OwnerLatency}
		}
		if err := startNames(s); err != nil {
			return err
		}
	}
	if len(d.Authorities) == 0 {
		return nil
	}
	return w.authorities(d)
}

func (w *world) nameServer(d *scenario.DNS, host string) *names.Server {
	return &names.Server{Host: w.net.Host(host), Think: d.Think, No: d.No, UDPSize: d.UDPSize,
		Mute: slices.Contains(d.Mute, host), Book: &w.recorder.Book}
}

func startNames(s *names.Server) error {
	if len(s.Host.Addrs()) == 0 {
		return fmt.Errorf("dns: host %s has no link, and so no address", s.Host.Name())
	}
	return s.Start()
}

// faults are the records that are answered badly: the server that clients ask does it.
func (w *world) faults() names.Zone {
	z := names.Zone{}
	//tidy:ordered each goes to a place of its own
	for name, r := range w.zone {
		if r.Fault != names.NoFault {
			z[name] = r
		}
	}
	return z
}

// authorities starts the servers of zones. A host may have several.
func (w *world) authorities(d *scenario.DNS) error {
	servers := map[string]*names.Server{}
	var order []*names.Server
	for _, a := range d.Authorities {
		s := servers[a.Host]
		if s == nil {
			s = w.nameServer(d, a.Host)
			s.Zone = names.Zone{}
			servers[a.Host], order = s, append(order, s)
		}
		s.Below = below(w, d, a.Zone, s.Below)
	}
	//tidy:ordered each goes to a place of its own
	for name, r := range w.zone {
		r.Fault = names.NoFault
		servers[d.Authorities[owner(d, name)].Host].Zone[name] = r
	}
	for _, s := range order {
		if err := startNames(s); err != nil {
			return err
		}
	}
	return nil
}

// owner is the authority whose zone is nearest above a name; that of the root is above
// all.
func owner(d *scenario.DNS, name string) (best int) {
	longest := -1
	for i, a := range d.Authorities {
		zone := strings.ToLower(strings.TrimSuffix(a.Zone, "."))
		if names.Within(name, zone) && len(zone) > longest {
			best, longest = i, len(zone)
		}
	}
	return best
}

// below adds the zones that a zone delegates.
func below(w *world, d *scenario.DNS, zone string, all []names.Delegation) []names.Delegation {
	for _, a := range d.Authorities {
		_, parent, _ := strings.Cut(strings.ToLower(a.Zone), ".")
		addrs := w.net.Host(a.Host).Addrs()
		if a.Zone != "." && len(addrs) > 0 && d.Authorities[owner(d, parent)].Zone == zone {
			all = append(all, names.Delegation{Zone: strings.ToLower(a.Zone), Server: addrs[0]})
		}
	}
	return all
}

// resolver returns the one of a host.
func (w *world) resolver(h *stack.Host) *names.Resolver {
	r := w.resolvers[h.Name()]
	if r != nil {
		return r
	}
	r = &names.Resolver{Host: h, Book: &w.recorder.Book}
	if d := w.s.DNS; d != nil && !d.Known {
		r.Config = d.Config
		r.Config.KeepNo = d.No
		for _, host := range append([]string{d.Server}, d.Fallbacks...) {
			r.Servers = append(r.Servers, stack.Addr{IP: w.net.Host(host).Addrs()[0], Port: names.Port})
		}
	} else {
		r.Static = w.static
		if d != nil {
			r.Search = d.Search
		}
	}
	w.resolvers[h.Name()] = r
	return r
}

// ownerOf is the host that a name or an address in a URL stands for, or that its
// short form does; empty: none.
func (w *world) ownerOf(name string) string {
	if a, err := ip.ParseAddr(name); err == nil {
		return w.owners[a]
	}
	full := []string{name}
	if w.s.DNS != nil {
		for _, s := range w.s.DNS.Search {
			full = append(full, name+"."+s)
		}
	}
	for _, n := range full {
		for _, a := range w.static[strings.ToLower(n)] {
			if host := w.owners[a]; host != "" {
				return host
			}
		}
	}
	return ""
}
