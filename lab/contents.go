package lab

import (
	"github.com/rttlab/rttlab/httpx"
)

// content names something that is served: by the Host header and path, and
// where objects of pages differ that have both in common, by the object.
type content struct{ url, variant string }

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
			req := httpx.Request{Method: o.Method, URL: u, Header: o.RequestHeader, Body: o.RequestBody, Blocking: o.Blocking,
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
	for _, host := range w.s.Behind(w.ownerOf(u.Host), int64(u.Port)) {
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
			if len(r.Sizes) > 0 {
				o := r.Resource
				o.Sizes = &r.Sizes
				own[r.Path] = o
			}
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
