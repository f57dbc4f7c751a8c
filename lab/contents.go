package lab

import (
	"fmt"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/stack"
)

// content names something that is served: by the Host header and path, and
// where objects of pages differ that have both in common, by the object.
type content struct{ url, variant string }

// names gives each name an address of its host.
func (w *world) names() error {
	for _, n := range w.s.Names {
		a, ok := mainAddr(w.net.Host(n.Host))
		if !ok {
			return fmt.Errorf("name %s: host %s has no link, and so no address", n.Name, n.Host)
		}
		w.zone[n.Name] = a
	}
	if w.s.DNS == nil {
		return nil
	}
	server := &httpx.NameServer{Host: w.net.Host(w.s.DNS.Server), Zone: w.zone, Think: w.s.DNS.Think, TTL: w.s.DNS.TTL}
	if len(server.Host.Addrs()) == 0 {
		return fmt.Errorf("dns: host %s has no link, and so no address", w.s.DNS.Server)
	}
	return server.Start()
}

// resolver returns the one of a host.
func (w *world) resolver(h *stack.Host) *httpx.Resolver {
	r := w.resolvers[h.Name()]
	if r == nil {
		r = &httpx.Resolver{Host: h, Recorder: w.recorder}
		if d := w.s.DNS; d != nil && !d.Known {
			r.Server = stack.Addr{IP: w.net.Host(d.Server).Addrs()[0], Port: 53}
			r.Timeout, r.Retries = d.Timeout, int(d.Retries)
		} else {
			r.Static = w.zone
		}
		w.resolvers[h.Name()] = r
	}
	return r
}

// contents makes the pages, and what the servers have to serve for them.
func (w *world) contents() error {
	for _, h := range w.net.Hosts() {
		for _, a := range h.Addrs() {
			w.owners[a] = h.Name()
		}
	}
	shared := w.sharedURLs()
	for i := range w.s.Pages {
		p := &w.s.Pages[i]
		page := &httpx.Page{Name: p.Name}
		index := map[string]int{"": -1}
		for j := range p.Objects {
			o := &p.Objects[j]
			u, err := httpx.ParseURL(o.URL)
			if err != nil {
				return err
			}
			index[o.ID] = j
			req := httpx.Request{Method: o.Method, URL: u, Header: o.RequestHeader, Body: o.RequestBody,
				Priority: given(o.Priority)}
			if shared[u.Key()] {
				req.Variant = p.Name + "/" + o.ID
			}
			w.serve(u, req.Variant, o.Resource)
			page.Objects = append(page.Objects, httpx.Object{
				Request: req, Parent: index[o.Parent], At: o.At, After: o.After,
			})
		}
		w.pages[p.Name] = page
	}
	return nil
}

// sharedURLs finds the URLs at which objects of pages are that differ, such as
// the answers to several calls of one service.
func (w *world) sharedURLs() map[string]bool {
	first, shared := map[string]httpx.Resource{}, map[string]bool{}
	for i := range w.s.Pages {
		for j := range w.s.Pages[i].Objects {
			o := &w.s.Pages[i].Objects[j]
			u, err := httpx.ParseURL(o.URL)
			if err != nil {
				continue // contents reports it
			}
			r, known := first[u.Key()]
			switch {
			case !known:
				first[u.Key()] = o.Resource
			case r != o.Resource:
				shared[u.Key()] = true
			}
		}
	}
	return shared
}

// serve puts a resource on the host that a URL stands for.
func (w *world) serve(u httpx.URL, variant string, r httpx.Resource) {
	a, ok := w.zone[u.Host]
	if !ok {
		a, _ = ip.ParseAddr(u.Host) // a name that nobody has leads nowhere
	}
	for _, host := range w.s.Behind(w.owners[a], int64(u.Port)) {
		if w.served[host] == nil {
			w.served[host] = map[content]httpx.Resource{}
		}
		served := w.served[host]
		served[content{u.Key(), variant}] = r
		if _, ok := served[content{u.Key(), ""}]; !ok {
			served[content{u.Key(), ""}] = r // for who asks without naming an object
		}
	}
}

func (w *world) servers() error {
	for i := range w.s.Servers {
		s := &w.s.Servers[i]
		own := map[string]httpx.Resource{}
		for _, r := range s.Resources {
			own[r.Path] = r.Resource
		}
		ofPages := w.served[s.Host]
		server := &httpx.Server{
			ServerConfig: s.ServerConfig, Host: w.net.Host(s.Host), Port: uint16(s.Port), Recorder: w.recorder,
			Find: func(host, path, variant string) (httpx.Resource, bool) {
				if r, ok := own[path]; ok {
					return r, true
				}
				r, ok := ofPages[content{host + path, variant}]
				return r, ok
			},
		}
		if err := server.Start(); err != nil {
			return err
		}
	}
	return nil
}
