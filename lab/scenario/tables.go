package scenario

import (
	"math"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Version is the version of the format that this package reads and writes.
const Version = 1

type (
	span = vtime.Time
	i64  = int64
)

// root is the table of a whole file. The version is a field of its own, since
// nothing else makes sense without it.
func root(reg Registry) []field[Scenario] {
	return []field[Scenario]{
		versionField("rttlab", "the version of the format, 1"),
		scalar("title", texts, "", func(s *Scenario) *string { return &s.Title },
			"what the scenario shows"),
		scalar("seed", counts[uint64](0, math.MaxUint64), 1, func(s *Scenario) *uint64 { return &s.Seed },
			"seed of all randomness"),
		scalar("until", durations, 0, func(s *Scenario) *span { return &s.Until },
			"virtual time at which the run ends; 0: when nothing is left to happen"),
		scalar("max_events", counts[uint64](0, math.MaxUint64), 100_000_000,
			func(s *Scenario) *uint64 { return &s.MaxEvents },
			"events after which the run ends, about three for each segment; 0: any number"),
		profileField("profile", func(s *Scenario) *string { return &s.Profile },
			"profile of the hosts that name none; without it the first of them"),
		optionsField("options", func(s *Scenario) *[]OptionValue { return &s.Options },
			"knobs of all hosts"),
		must(bounded(bounded(named("hosts", hostTable, func(s *Scenario) *[]Host { return &s.Hosts },
			func(h *Host) *string { return &h.Name }, "machines by name"),
			"propertyNames", map[string]any{"pattern": namePattern, "maxLength": MaxHostName}), "minProperties", 1)),
		sequence("links", linkTable, func(s *Scenario) *[]Link { return &s.Links },
			"wires between hosts"),
		sequence("routes", routeTable, func(s *Scenario) *[]Route { return &s.Routes },
			"routes besides those by the fewest hops"),
		bounded(namesField("names", func(s *Scenario) *[]Name { return &s.Names },
			"host names of URLs: the host that each stands for"),
			"propertyNames", map[string]any{"pattern": namePattern, "maxLength": maxName}),
		dnsField("dns", "name lookups over the network; without it hosts know all names"),
		sequence("servers", serverTable, func(s *Scenario) *[]Server { return &s.Servers },
			"HTTP servers"),
		named("pages", pageTable, func(s *Scenario) *[]Page { return &s.Pages },
			func(p *Page) *string { return &p.Name },
			"pages by name; their objects are served by the servers of their URLs' hosts"),
		sequence("workloads", workloadTable, func(s *Scenario) *[]Workload { return &s.Workloads },
			"what happens"),
		list("notes", texts, func(s *Scenario) *[]string { return &s.Notes },
			"what an importer assumed"),
	}
}

func hostTable() []field[Host] {
	return []field[Host]{
		profileField("profile", func(h *Host) *string { return &h.Profile },
			"profile of the host; without it the scenario's"),
		scalar("router", flags, false, func(h *Host) *bool { return &h.Router },
			"forwards what is not for itself"),
		optionsField("options", func(h *Host) *[]OptionValue { return &h.Options },
			"knobs of the host; they win over those of the scenario"),
	}
}

func linkTable() []field[Link] {
	t := []field[Link]{
		betweenField(),
		bounded(list("addresses", addrs, func(l *Link) *[]string { return &l.Addresses },
			"addresses of the two hosts on the link; without them the subnet's first two"),
			"anyOf", []any{map[string]any{"maxItems": 0}, map[string]any{"minItems": 2, "maxItems": 2}}),
		scalar("subnet", subnets, "", func(l *Link) *string { return &l.Subnet },
			"block of the link's addresses; without it the /24 around its addresses, or a free 10.x.y.0/24"),
	}
	for _, f := range directionTable() {
		t = append(t, bothWays(f))
	}
	up, down := func(l *Link) *Direction { return &l.Up }, func(l *Link) *Direction { return &l.Down }
	return append(t,
		oneWay("up", up, down, "what differs in the direction from the first host to the second"),
		oneWay("down", down, nil, "what differs in the direction from the second host to the first"))
}

func directionTable() []field[Direction] {
	return []field[Direction]{
		scalar("rate", rates, 0, func(d *Direction) *uint64 { return &d.Rate },
			"bits per second"),
		scalar("delay", durations, 0, func(d *Direction) *span { return &d.Delay },
			"one-way delay"),
		scalar("jitter", durations, 0, func(d *Direction) *span { return &d.Jitter },
			"largest extra delay, drawn for each packet; order is kept"),
		scalar("mtu", mtus, 1500, func(d *Direction) *i64 { return &d.MTU },
			"largest packet in bytes, from 68 on; 0: 65535"),
		scalar("queue_packets", counts[i64](0, MaxCount), 0, func(d *Direction) *i64 { return &d.QueuePackets },
			"packets that may wait or be in transmission; 0: any number"),
		scalar("queue_bytes", sizes, 0, func(d *Direction) *i64 { return &d.QueueBytes },
			"bytes that may wait or be in transmission; 0: any number"),
		scalar("loss", shares, 0, func(d *Direction) *i64 { return &d.Loss },
			"share of packets lost at random"),
		scalar("burst_to_bad", shares, 0, func(d *Direction) *i64 { return &d.Burst.ToBad },
			"bursty loss (Gilbert-Elliott): chance for each packet to enter the bad state"),
		scalar("burst_to_good", shares, 0, func(d *Direction) *i64 { return &d.Burst.ToGood },
			"bursty loss: chance for each packet to leave the bad state"),
		scalar("burst_loss_good", shares, 0, func(d *Direction) *i64 { return &d.Burst.InGood },
			"bursty loss: share lost in the good state"),
		scalar("burst_loss_bad", shares, 0, func(d *Direction) *i64 { return &d.Burst.InBad },
			"bursty loss: share lost in the bad state"),
		list("lose_data", counts(1, MaxCount), func(d *Direction) *[]i64 { return &d.LoseData },
			"the n-th packets with data are lost"),
		list("lose_packets", counts(1, MaxCount), func(d *Direction) *[]i64 { return &d.LosePackets },
			"the n-th packets are lost"),
		scalar("duplicate", shares, 0, func(d *Direction) *i64 { return &d.Duplicate },
			"share of packets that arrive twice"),
		scalar("reorder", shares, 0, func(d *Direction) *i64 { return &d.Reorder },
			"share of packets that arrive later by reorder_by"),
		scalar("reorder_by", durations, span(10*vtime.Millisecond), func(d *Direction) *span { return &d.ReorderBy },
			"how much later reordered packets arrive"),
		scalar("corrupt", shares, 0, func(d *Direction) *i64 { return &d.Corrupt },
			"share of packets with a flipped bit"),
	}
}

func routeTable() []field[Route] {
	return []field[Route]{
		required("host", hosts, func(r *Route) *string { return &r.Host },
			"the host that has the route"),
		required("to", subnets, func(r *Route) *string { return &r.To },
			"a block of addresses such as 10.9.0.0/16"),
		required("via", addrs, func(r *Route) *string { return &r.Via },
			"the address of the gateway, on a link of the host"),
	}
}

func dnsTable() []field[DNS] {
	return []field[DNS]{
		required("server", hosts, func(d *DNS) *string { return &d.Server },
			"the host that answers"),
		scalar("think", durations, 0, func(d *DNS) *span { return &d.Think },
			"time that the server needs"),
		scalar("ttl", durations, 300*vtime.Second, func(d *DNS) *span { return &d.TTL },
			"how long clients keep an answer"),
		scalar("timeout", durations, 5*vtime.Second, func(d *DNS) *span { return &d.Timeout },
			"how long a client waits before it asks again"),
		scalar("retries", counts[i64](0, 100), 2, func(d *DNS) *i64 { return &d.Retries },
			"how often it asks again"),
	}
}

func serverTable() []field[Server] {
	return []field[Server]{
		required("host", hosts, func(s *Server) *string { return &s.Host },
			"the host of the server"),
		scalar("port", counts[i64](1, 65535), 80, func(s *Server) *i64 { return &s.Port },
			"port"),
		scalar("backlog", counts[i64](0, 1<<20), 511, func(s *Server) *i64 { return &s.Backlog },
			"connections that may wait to be accepted"),
		scalar("workers", counts[i64](0, MaxCount), 0, func(s *Server) *i64 { return &s.Workers },
			"requests that are handled at once; 0: any number"),
		scalar("keep_alive", flags, true, func(s *Server) *bool { return &s.KeepAlive },
			"connections stay open after a response"),
		scalar("idle_timeout", durations, 75*vtime.Second, func(s *Server) *span { return &s.IdleTimeout },
			"how long an idle connection stays open; 0: for ever"),
		scalar("max_requests", counts[i64](0, MaxCount), 0, func(s *Server) *i64 { return &s.MaxRequests },
			"requests on a connection; 0: any number"),
		scalar("nagle", flags, false, func(s *Server) *bool { return &s.Nagle },
			"leave Nagle's algorithm on"),
		sequence("resources", resourceTable, func(s *Server) *[]Resource { return &s.Resources },
			"what is served, besides the objects of pages"),
	}
}

func resourceTable() []field[Resource] {
	return []field[Resource]{
		required("path", paths, func(r *Resource) *string { return &r.Path },
			"the path, with the query if there is one"),
		scalar("size", sizes, 0, func(r *Resource) *i64 { return &r.Size },
			"bytes of the body"),
		scalar("think", durations, 0, func(r *Resource) *span { return &r.Think },
			"time that the server needs"),
		scalar("type", mimes, "", func(r *Resource) *string { return &r.Type },
			"what the bytes stand for, such as text/html"),
		scalar("status", counts[i64](200, 599), 200, func(r *Resource) *i64 { return &r.Status },
			"status code"),
	}
}

func pageTable() []field[Page] {
	return []field[Page]{
		must(bounded(sequence("objects", objectTable, func(p *Page) *[]Object { return &p.Objects },
			"the document first, parents before children"), "minItems", 1)),
	}
}

func objectTable() []field[Object] {
	return []field[Object]{
		required("id", ids, func(o *Object) *string { return &o.ID },
			"the name of the object in the page"),
		required("url", urls, func(o *Object) *string { return &o.URL },
			"a URL whose host is in names"),
		scalar("method", methods, "GET", func(o *Object) *string { return &o.Method },
			"method of the request"),
		scalar("parent", ids.called("id"), "", func(o *Object) *string { return &o.Parent },
			"object that reveals this one; only the document has none"),
		scalar("at", sizes, 0, func(o *Object) *i64 { return &o.At },
			"bytes of the parent's body that reveal it; more than there are: the end"),
		scalar("after", durations, 0, func(o *Object) *span { return &o.After },
			"time from being revealed to being asked for"),
		scalar("size", sizes, 0, func(o *Object) *i64 { return &o.Size },
			"bytes of the body on the wire"),
		scalar("think", durations, 0, func(o *Object) *span { return &o.Think },
			"time that the server needs"),
		scalar("type", mimes, "", func(o *Object) *string { return &o.Type },
			"what the bytes stand for, such as text/html"),
		scalar("status", counts[i64](200, 599), 200, func(o *Object) *i64 { return &o.Status },
			"status code"),
		scalar("request_header", headers, 0, func(o *Object) *i64 { return &o.RequestHeader },
			"bytes of the request's header; less than needed: as needed"),
		scalar("request_body", sizes, 0, func(o *Object) *i64 { return &o.RequestBody },
			"bytes of the request's body"),
		scalar("response_header", headers, 0, func(o *Object) *i64 { return &o.ResponseHeader },
			"bytes of the response's header; less than needed: as needed"),
	}
}

func workloadTable() []field[Workload] {
	return []field[Workload]{
		among("type", kindNames, func(w *Workload) *Kind { return &w.Kind },
			"what it does: page (a browser loads a page), requests (one request after the other), "+
				"bulk (the server sends bytes) or connects (connections are opened and closed)"),
		scalar("name", texts, "", func(w *Workload) *string { return &w.Name },
			"name in reports"),
		required("client", hosts, func(w *Workload) *string { return &w.Client },
			"the host that connects"),
		neededIn(scalar("server", hosts, "", func(w *Workload) *string { return &w.Server },
			"the host that is connected to"), Bulk, Connects),
		onlyIn(scalar("port", counts[i64](1, 65535), 9, func(w *Workload) *i64 { return &w.Port },
			"port of the server, which no other server may have"), Bulk, Connects),
		scalar("start", durations, 0, func(w *Workload) *span { return &w.Start },
			"when it starts"),
		scalar("count", counts(1, MaxCount), 1, func(w *Workload) *i64 { return &w.Count },
			"how often, one after the other"),
		scalar("pause", durations, 0, func(w *Workload) *span { return &w.Pause },
			"time from the end of one to the start of the next"),
		neededIn(scalar("page", ids.called("page"), "", func(w *Workload) *string { return &w.Page },
			"the name of the page"), LoadPage),
		neededIn(scalar("url", urls, "", func(w *Workload) *string { return &w.URL },
			"what is asked for"), Requests),
		onlyIn(scalar("connections_per_host", counts[i64](0, 1000), 6, func(w *Workload) *i64 { return &w.PerHost },
			"connections to one host and port; 0: any number"), LoadPage),
		onlyIn(scalar("keep_alive", flags, true, func(w *Workload) *bool { return &w.KeepAlive },
			"use connections again"), LoadPage, Requests),
		onlyIn(scalar("idle_timeout", durations, 0, func(w *Workload) *span { return &w.IdleTimeout },
			"how long the client keeps an idle connection; 0: for ever"), LoadPage, Requests),
		scalar("nagle", flags, false, func(w *Workload) *bool { return &w.Nagle },
			"leave Nagle's algorithm on"),
		onlyIn(scalar("port_patience", durations, 240*vtime.Second, func(w *Workload) *span { return &w.PortPatience },
			"how long to go on trying when no local port is free"), LoadPage, Requests),
		onlyIn(scalar("timeout", durations, 0, func(w *Workload) *span { return &w.Timeout },
			"how long a request may take, from being asked for to its last byte; 0: for ever"), LoadPage, Requests),
		onlyIn(scalar("bytes", sizes, 1_000_000, func(w *Workload) *i64 { return &w.Bytes },
			"bytes that are sent"), Bulk),
	}
}
