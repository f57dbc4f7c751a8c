package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/har"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// Hosts that every imported scenario has.
const (
	importedClient = "client"
	importedRouter = "internet"
	importedDNS    = "dns"
)

// fromPage makes a scenario of a recorded page: a client behind the network's
// wire, a router, and behind it a host for each host name of the page and a name
// server, on ideal wires. The scenario's Notes say what was assumed.
func fromPage(p *har.Page, n Network) *scenario.Scenario {
	s, w := scenario.New(), scenario.NewWorkload()
	im := &pageImport{s: &s, hosts: map[string]string{}, names: map[string]string{}, ports: map[string]bool{}}
	s.Title, s.Profile = title(p), n.Profile
	s.Hosts = []scenario.Host{{Name: importedClient}, {Name: importedRouter, Router: true}, {Name: importedDNS}}
	s.Links = []scenario.Link{n.access(importedClient, importedRouter), ideal(importedDNS)}
	s.DNS = defaultDNS(importedDNS)
	page := scenario.Page{Name: p.Objects[0].Host}
	for i := range p.Objects {
		page.Objects = append(page.Objects, im.object(&p.Objects[i]))
	}
	s.Pages = []scenario.Page{page}
	w.Kind, w.Client, w.Page = scenario.LoadPage, importedClient, page.Name
	if im.two {
		w.Version = httpx.HTTP2
	}
	s.Workloads = []scenario.Workload{w}
	s.Notes = append(slices.Clone(p.Assumptions), im.notes(n)...)
	return &s
}

func title(p *har.Page) string {
	if p.Title == "" || p.Title == p.URL {
		return p.URL
	}
	return p.Title + " (" + p.URL + ")"
}

// ideal joins a host to the router without delay.
func ideal(host string) scenario.Link {
	l := scenario.NewLink()
	l.A, l.B = importedRouter, host
	return l
}

func defaultDNS(host string) *scenario.DNS {
	d := scenario.NewDNS()
	d.Server = host
	return &d
}

// pageImport collects the hosts that a page needs.
type pageImport struct {
	s       *scenario.Scenario
	hosts   map[string]string // host of the scenario by name in URLs
	names   map[string]string // name in URLs by recorded host
	ports   map[string]bool   // servers there are, by host and port
	renamed int
	secure  int
	closed  int  // objects after which the server closed the connection
	newer   int  // objects recorded over HTTP/3
	two     bool // something was recorded over HTTP/2
}

func (im *pageImport) object(o *har.Object) scenario.Object {
	out := scenario.NewObject()
	name := im.name(o.Host)
	im.serve(name, int64(o.Port), o.Scheme == "https")
	if o.Scheme == "https" {
		im.secure++
	}
	if o.Close {
		im.closed++
	}
	switch o.Protocol {
	case "h3":
		im.newer++
		fallthrough
	case "h2":
		im.multiplex(name, int64(o.Port))
		out.Urgency = urgency(o.Priority)
	}
	out.ID = "o" + strconv.Itoa(o.ID)
	out.URL = urlOf(o, name)
	out.Method, out.Type = o.Method, o.MIME
	out.At, out.After, out.Size, out.Think = o.ParentOffset, o.After, o.ResponseBodyBytes, o.Think
	if o.Parent >= 0 {
		out.Parent = "o" + strconv.Itoa(o.Parent)
	}
	out.Status = int64(o.Status)
	if o.Status < 200 || o.Status > 599 {
		out.Status = 200
	}
	out.RequestHeader, out.RequestBody = o.RequestHeaderBytes, o.RequestBodyBytes
	out.Header, out.Close = o.ResponseHeaderBytes, o.Close
	return out
}

// urlOf writes an object's URL so that every reader takes it.
func urlOf(o *har.Object, name string) string {
	u := httpx.URL{Scheme: o.Scheme, Host: name, Port: uint16(o.Port), Path: o.Path}
	if _, err := httpx.ParseURL(u.String()); err != nil {
		u.Path = strings.ReplaceAll(o.Path, "%", "%25") // a lone percent sign escapes nothing
	}
	return u.String()
}

// name returns what a recorded host is called here: as recorded if that is a
// name that can be looked up, else a name of its own.
func (im *pageImport) name(host string) string {
	if name, ok := im.names[host]; ok {
		return name
	}
	name := host
	if _, err := ip.ParseAddr(host); err == nil || !scenario.IsName(host) || im.hosts[name] != "" {
		im.renamed++
		name = fmt.Sprintf("host-%d.example", im.renamed)
	}
	im.names[host] = name
	im.hosts[name] = im.addHost(name)
	return name
}

// addHost adds the host that a name stands for.
func (im *pageImport) addHost(name string) string {
	h := name
	if len(h) > scenario.MaxHostName {
		h = fmt.Sprintf("server-%d", len(im.s.Hosts))
	}
	for _, own := range []string{importedClient, importedRouter, importedDNS} {
		if h == own {
			h = "server-" + h
		}
	}
	im.s.Hosts = append(im.s.Hosts, scenario.Host{Name: h})
	im.s.Links = append(im.s.Links, ideal(h))
	im.s.Names = append(im.s.Names, scenario.Name{Name: name, Host: h})
	return h
}

// serve sees to it that there is a server, with TLS if it is to be secure.
func (im *pageImport) serve(name string, port int64, secure bool) {
	server := scenario.NewServer()
	server.Host, server.Port = im.hosts[name], port
	if key := fmt.Sprintf("%s:%d", server.Host, port); !im.ports[key] {
		im.ports[key] = true
		if secure {
			tls := scenario.NewTLS()
			server.TLS = &tls
		}
		im.s.Servers = append(im.s.Servers, server)
	}
}

// urgency is what Chromium makes of a priority on the wire.
func urgency(priority string) int64 {
	if i := slices.Index([]string{"VeryHigh", "High", "Medium", "Low", "VeryLow"}, priority); i >= 0 {
		return int64(i)
	}
	return 3
}

// multiplex makes the server at a name and port speak HTTP/2, and the browser too.
func (im *pageImport) multiplex(name string, port int64) {
	for i := range im.s.Servers {
		if s := &im.s.Servers[i]; s.Host == im.hosts[name] && s.Port == port {
			s.Version = httpx.HTTP2
		}
	}
	im.two = true
}

// notes says what the import itself assumes.
func (im *pageImport) notes(n Network) []string {
	notes := []string{"network: " + n.String() + "; a HAR file knows none"}
	if im.secure > 0 {
		notes = append(notes, fmt.Sprintf("%d objects were fetched over TLS: version 1.3 and certificates of 2,500 bytes are assumed",
			im.secure))
	}
	if im.newer > 0 {
		notes = append(notes, fmt.Sprintf("%d objects were fetched over HTTP/3, which is not simulated: they are served over HTTP/2",
			im.newer))
	}
	if im.closed > 0 {
		notes = append(notes, fmt.Sprintf("%d objects: the server closes the connection afterwards, as it did when the page was recorded",
			im.closed))
	}
	if im.renamed > 0 {
		notes = append(notes, fmt.Sprintf("%d hosts have no name that can be looked up: they got one", im.renamed))
	}
	return notes
}
