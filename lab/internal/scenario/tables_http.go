package scenario

import (
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim/vtime"
)

func serverTable() []field[Server] {
	return slices.Concat([]field[Server]{
		required("host", hosts, func(s *Server) *string { return &s.Host },
			"the host of the server"),
		scalar("port", counts[i64](1, 65535), 80, func(s *Server) *i64 { return &s.Port },
			"port"),
	}, lift(serverConfigTable(), func(s *Server) *httpx.ServerConfig { return &s.ServerConfig }), []field[Server]{
		sequence("resources", resourceTable, func(s *Server) *[]Resource { return &s.Resources },
			"what is served, besides the objects of pages"),
	})
}

func serverConfigTable() []field[httpx.ServerConfig] {
	type cfg = httpx.ServerConfig
	return append([]field[cfg]{
		modelField("like", software, "the software that the server is like unless it says otherwise"),
		oneFrom("protocol", httpx.VersionNames, httpx.HTTP11, func(s *cfg) *httpx.Version { return &s.Version },
			"the version of HTTP that it speaks; http/2 understands http/1.1 too"),
		scalar("backlog", counts[i64](0, 1<<20), 511, func(s *cfg) *i64 { return &s.Backlog },
			"connections that may wait to be accepted"),
		scalar("fast_open", counts[i64](0, 65535), 0, func(s *cfg) *i64 { return &s.FastOpen },
			"connections that SYNs with a request may open before their handshakes are done; 0: none; needs host.fast_open_server"),
		scalar("workers", counts[i64](0, MaxCount), 0, func(s *cfg) *i64 { return &s.Workers },
			"requests that are handled at once; 0: any number"),
		scalar("keep_alive", flags, true, func(s *cfg) *bool { return &s.KeepAlive },
			"connections stay open after a response"),
		scalar("idle_timeout", durations, 75*vtime.Second, func(s *cfg) *span { return &s.IdleTimeout },
			"how long an idle connection stays open; 0: for ever"),
		scalar("header_timeout", durations, 60*vtime.Second, func(s *cfg) *span { return &s.Patience.Header },
			"how long a request's header may take from its first byte on before it is answered with 408, in HTTP/2 with GOAWAY; 0: for ever"),
		scalar("body_timeout", durations, 60*vtime.Second, func(s *cfg) *span { return &s.Patience.Body },
			"how long nothing may come of a request's body before it is answered with 408; 0: for ever"),
		scalar("send_timeout", durations, 60*vtime.Second, func(s *cfg) *span { return &s.Patience.Response },
			"how long the client may take nothing of a response before the connection is reset; 0: for ever"),
		scalar("max_header", sizes, 1<<20, func(s *cfg) *i64 { return &s.MaxHeader },
			"bytes of a request's header, longer ones are answered with 431; HTTP/2 has http2_header_list"),
		scalar("max_requests", counts[i64](0, MaxCount), 0, func(s *cfg) *i64 { return &s.MaxRequests },
			"requests on a connection; 0: any number"),
		scalar("announce", flags, false, func(s *cfg) *bool { return &s.Announce },
			"say in Keep-Alive how long (timeout) and for how many more requests (max) a connection stays"),
		scalar("keep_alive_parameters", fieldValues, "", func(s *cfg) *string { return &s.Parameters },
			"further parameters of Keep-Alive, which no client understands; needs announce"),
		scalar("nagle", flags, false, func(s *cfg) *bool { return &s.Nagle },
			"leave Nagle's algorithm on"),
		scalar("header_apart", flags, false, func(s *cfg) *bool { return &s.HeaderApart },
			"write the header of a response and its body one after the other"),
		scalar("write_size", sizes, 0, func(s *cfg) *i64 { return &s.WriteSize },
			"bytes of a body that are written at once; 0: all of it"),
		oneFrom("closing", httpx.ClosingNames, httpx.LingeringClose, func(s *cfg) *httpx.Closing { return &s.Closing },
			"how it closes a connection on which more may come: linger (half close and read on if something is unread), "+
				"half (half close and wait for the client), abrupt (at once; what is unread resets the connection) or never"),
		scalar("linger_timeout", durations, httpx.LingerTimeout, func(s *cfg) *span { return &s.LingerTimeout },
			"how long the client may be silent in a lingering close"),
		scalar("linger_time", durations, httpx.LingerTime, func(s *cfg) *span { return &s.LingerTime },
			"how long a lingering close lasts at most"),
		scalar("max_connections", counts[i64](0, MaxCount), 0, func(s *cfg) *i64 { return &s.MaxConnections },
			"connections at once; 0: any number"),
		scalar("memory", sizes, 0, func(s *cfg) *i64 { return &s.Memory },
			"bytes that connections may take all together; 0: any number"),
		scalar("connection_memory", sizes, 0, func(s *cfg) *i64 { return &s.ConnectionMemory },
			"bytes that a connection takes of memory"),
		oneFrom("when_full", httpx.WhenFullNames, httpx.FullWaits, func(s *cfg) *httpx.WhenFull { return &s.WhenFull },
			"what happens to a connection that is one too many: wait (it stays in the backlog), 503 (is answered so) or reset"),
		scalar("http2_max_streams", counts[i64](0, MaxCount), 128, func(s *cfg) *i64 { return &s.MaxStreams },
			"HTTP/2: requests of a connection at once (SETTINGS_MAX_CONCURRENT_STREAMS); 0: any number"),
		optional("tls", "tls of servers", serverTLSTable, func(s *cfg) **tls.ServerConfig { return &s.TLS },
			"it speaks TLS, as URLs with https want it, which go to port 443; without it in the clear"),
	}, append(multiplexTable(ofServers, func(s *cfg) *httpx.Multiplexing { return &s.Multiplexing }),
		costTable(func(s *cfg) *httpx.Costs { return &s.Costs })...)...)
}

// costTable is what the computing of an application costs.
func costTable[T any](at func(*T) *httpx.Costs) []field[T] {
	type cfg = httpx.Costs
	return lift(append([]field[cfg]{
		scalar("cores", counts[i64](0, MaxCount), 0, func(c *cfg) *i64 { return &c.Cores },
			"how much the application can compute at once; 0: any number of things"),
		scalar("connection_cost", durations, 0, func(c *cfg) *span { return &c.Connection },
			"computing for a connection that is opened or accepted, in the mean"),
		scalar("request_cost", durations, 0, func(c *cfg) *span { return &c.Request },
			"computing for a request, in the mean"),
		scalar("kilobyte_cost", durations, 0, func(c *cfg) *span { return &c.Kilobyte },
			"computing for 1,024 bytes of a response's body, in the mean"),
	}, variationTable("cost", func(c *cfg) *httpx.Variation { return &c.Variation })...), at)
}

// variationTable is how a time varies around its mean.
func variationTable[T any](what string, at func(*T) *httpx.Variation) []field[T] {
	type cfg = httpx.Variation
	return lift([]field[cfg]{
		oneFrom(what+"_spread", httpx.SpreadNames, httpx.Fixed, func(v *cfg) *httpx.Spread { return &v.Spread },
			"how "+what+" varies: fixed, uniform (from 0 to twice the mean), exponential, lognormal or pareto"),
		scalar(what+"_shape", counts[i64](0, 10_000), 0, func(v *cfg) *i64 { return &v.Shape },
			"sigma of lognormal or alpha of pareto, in hundredths; 0: 100 or 150"),
	}, at)
}

func resourceTable() []field[Resource] {
	return append([]field[Resource]{
		required("path", paths, func(r *Resource) *string { return &r.Path },
			"the path, with the query if there is one"),
		list("sizes", sizes, func(r *Resource) *[]i64 { return &r.Sizes },
			"sizes of bodies of which each response has one, each as often as it is there; without them size"),
	}, lift(contentTable(), func(r *Resource) *httpx.Resource { return &r.Resource })...)
}

// contentTable is what resources and objects of pages have in common.
func contentTable() []field[httpx.Resource] {
	type content = httpx.Resource
	return append([]field[content]{
		scalar("size", sizes, 0, func(r *content) *i64 { return &r.Size },
			"bytes of the body on the wire, in the mean"),
		scalar("think", durations, 0, func(r *content) *span { return &r.Think },
			"time that the server needs, in the mean"),
		scalar("type", mimes, "", func(r *content) *string { return &r.Type },
			"what the bytes stand for, such as text/html"),
		scalar("status", counts[i64](200, 599), 200, func(r *content) *i64 { return &r.Status },
			"status code"),
		scalar("response_header", headers, 0, func(r *content) *i64 { return &r.Header },
			"bytes of the response's header; less than needed: as needed"),
		oneFrom("framing", httpx.FramingNames, httpx.ByLength, func(r *content) *httpx.Framing { return &r.Framing },
			"how the end of the body is told: length (Content-Length), chunked, or close (the end of the connection)"),
		scalar("trailer", flags, false, func(r *content) *bool { return &r.Trailer },
			"a trailer field follows a chunked body"),
		scalar("piece", sizes, 0, func(r *content) *i64 { return &r.Piece },
			"bytes of a chunk, or of a write; 0: 8 KiB for chunks, and write_size of the server"),
		scalar("pause", durations, 0, func(r *content) *span { return &r.Pause },
			"time between two pieces"),
		scalar("interim", interims, 0, func(r *content) *i64 { return &r.Interim },
			"status of an interim response that comes before the server thinks, such as 103; 0: none"),
		scalar("close", flags, false, func(r *content) *bool { return &r.Close },
			"the server closes the connection afterwards"),
		scalar("not_early", flags, false, func(r *content) *bool { return &r.NotEarly },
			"425 is answered to what comes before the end of a TLS handshake, or came so to a proxy (RFC 8470)"),
		scalar("etag", fieldValues.where(validTag), "", func(r *content) *string { return &r.ETag },
			"entity tag of the resource, without quotes"),
		scalar("modified", durations, 0, func(r *content) *span { return &r.Modified },
			"how long before the start it was modified last (Last-Modified); 0: it does not say"),
		scalar("max_age", durations, 0, func(r *content) *span { return &r.MaxAge },
			"how long caches may use it unasked, in seconds; 0: it does not say"),
		scalar("no_store", flags, false, func(r *content) *bool { return &r.NoStore },
			"caches must not keep it"),
		oneFrom("cut", httpx.CutNames, httpx.NotCut, func(r *content) *httpx.Cut { return &r.Cut },
			"a broken response: ended before its time by close, reset or stall (nothing more comes)"),
		scalar("cut_at", sizes, 0, func(r *content) *i64 { return &r.CutAt },
			"bytes of a cut response that are sent, header included"),
		scalar("content_length", sizes, 0, func(r *content) *i64 { return &r.Claim },
			"a broken response: what Content-Length says; 0: the truth"),
		scalar("says", texts, "", func(r *content) *string { return &r.Says },
			"a broken response: what is sent in place of the status line and header"),
		oneFrom("endless", httpx.EndlessNames, httpx.Ends, func(r *content) *httpx.Endless { return &r.Endless },
			"a broken response: what never ends, header or body; pause is the time between two pieces"),
	}, slices.Concat(variationTable("think", func(r *content) *httpx.Variation { return &r.Variation }),
		variationTable("size", func(r *content) *httpx.Variation { return &r.Sizing }))...)
}

func pageTable() []field[Page] {
	return []field[Page]{
		must(bounded(sequence("objects", objectTable, func(p *Page) *[]Object { return &p.Objects },
			"the document first, parents before children"), "minItems", 1)),
	}
}

func objectTable() []field[Object] {
	return slices.Concat([]field[Object]{
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
		scalar("request_header", headers, 0, func(o *Object) *i64 { return &o.RequestHeader },
			"bytes of the request's header; less than needed: as needed"),
		scalar("request_body", sizes, 0, func(o *Object) *i64 { return &o.RequestBody },
			"bytes of the request's body"),
		scalar("blocking", flags, false, func(o *Object) *bool { return &o.Blocking },
			"rendering waits for it, as for style sheets and scripts of the head: see delayable of workloads"),
	}, urgencyTable(func(o *Object) *httpx.Priority { return &o.Priority }),
		lift(contentTable(), func(o *Object) *httpx.Resource { return &o.Resource }))
}

func workloadTable() []field[Workload] {
	return slices.Concat([]field[Workload]{
		among("type", kindNames, func(w *Workload) *Kind { return &w.Kind },
			"what it does: page (a browser loads a page), requests (requests for one resource), "+
				"bulk (the server sends bytes), connects (connections are opened and closed) or load (users or arrivals ask for a "+
				"mix of things, and what they wait is measured)"),
		scalar("name", texts, "", func(w *Workload) *string { return &w.Name },
			"name in reports"),
		required("client", hosts, func(w *Workload) *string { return &w.Client },
			"the host that connects"),
		neededIn(scalar("server", hosts, "", func(w *Workload) *string { return &w.Server },
			"the host that is connected to"), Bulk, Connects),
		onlyIn(scalar("port", counts[i64](1, 65535), 9, func(w *Workload) *i64 { return &w.Port },
			"port of the server, which no other server may have"), Bulk, Connects),
		list("from", addrs, func(w *Workload) *[]string { return &w.From },
			"addresses of the client that connections come from, in turn; without them the host chooses"),
		onlyIn(scalar("users", counts[i64](1, MaxUsers), 1, func(w *Workload) *i64 { return &w.Users },
			"how many do this at once on the host, each with connections of its own"), LoadPage, Requests, Load),
		scalar("start", durations, 0, func(w *Workload) *span { return &w.Start },
			"when it starts"),
		onlyIn(scalar("count", counts(1, MaxCount), 1, func(w *Workload) *i64 { return &w.Count },
			"how often, one after the other"), LoadPage, Requests, Bulk, Connects),
		onlyIn(scalar("pause", durations, 0, func(w *Workload) *span { return &w.Pause },
			"time from the end of one to the start of the next"), LoadPage, Requests, Bulk, Connects),
		onlyIn(scalar("proxy", peers, "", func(w *Workload) *string { return &w.Proxy },
			"the proxy that the client asks: its host, with :port if there are several; without it the servers themselves"),
			LoadPage, Requests, Load),
		neededIn(scalar("page", ids.called("page"), "", func(w *Workload) *string { return &w.Page },
			"the name of the page"), LoadPage),
		neededIn(scalar("url", urls, "", func(w *Workload) *string { return &w.URL },
			"what is asked for"), Requests),
		onlyIn(scalar("method", methods, "GET", func(w *Workload) *string { return &w.Method },
			"method of the requests"), Requests),
		onlyIn(scalar("request_header", headers, 0, func(w *Workload) *i64 { return &w.RequestHeader },
			"bytes of a request's header; less than needed: as needed"), Requests),
		onlyIn(scalar("request_body", sizes, 0, func(w *Workload) *i64 { return &w.RequestBody },
			"bytes of a request's body"), Requests),
		onlyIn(scalar("ranges", fieldValues, "", func(w *Workload) *string { return &w.Ranges },
			"bytes that are asked for, such as 0-99,500-; without it all"), Requests),
		onlyIn(scalar("at_once", counts(1, MaxCount), 1, func(w *Workload) *i64 { return &w.AtOnce },
			"requests that are asked for together, each time"), Requests),
		scalar("nagle", flags, false, func(w *Workload) *bool { return &w.Nagle },
			"leave Nagle's algorithm on"),
		onlyIn(scalar("bytes", sizes, 1_000_000, func(w *Workload) *i64 { return &w.Bytes },
			"bytes that are sent"), Bulk),
	}, urgencyFields(), trafficFields(), clientFields())
}

// urgencyFields are what the requests of a workload say of their urgency.
func urgencyFields() []field[Workload] {
	all := urgencyTable(func(w *Workload) *httpx.Priority { return &w.Priority })
	for i := range all {
		all[i] = onlyIn(all[i], Requests)
	}
	return all
}

// clientFields are the fields of the workloads that have an HTTP client.
func clientFields() []field[Workload] {
	type cfg = httpx.ClientConfig
	all := lift(slices.Concat([]field[cfg]{
		modelField("like", browsers, "the software that the client is like unless it says otherwise"),
	}, clientConfigTable(6, 0), browsingTable(func(c *cfg) *httpx.Browsing { return &c.Browsing })),
		func(w *Workload) *cfg { return &w.ClientConfig })
	for i := range all {
		all[i] = onlyIn(all[i], LoadPage, Requests, Load)
	}
	return all
}

// clientConfigTable has the fields of a client, with the defaults of browsers or others.
func clientConfigTable(perHost i64, idle span) []field[httpx.ClientConfig] {
	type cfg = httpx.ClientConfig
	return append([]field[cfg]{
		oneFrom("protocol", httpx.VersionNames, httpx.HTTP11, func(c *cfg) *httpx.Version { return &c.Version },
			"the version of HTTP that the client speaks; with http/2 it speaks http/1.1 to servers that do not know more"),
		scalar("connections_per_host", counts[i64](0, 1000), perHost, func(c *cfg) *i64 { return &c.PerHost },
			"connections to one host and port; 0: any number"),
		scalar("connections", counts[i64](0, MaxCount), 0, func(c *cfg) *i64 { return &c.Total },
			"connections to all hosts together; 0: any number"),
		scalar("max_idle", counts[i64](0, MaxCount), 0, func(c *cfg) *i64 { return &c.MaxIdle },
			"idle connections that are kept; 0: any number"),
		scalar("pipeline", counts[i64](0, 1000), 0, func(c *cfg) *i64 { return &c.Pipeline },
			"requests on a connection that may wait for their responses; 0 and 1: no pipelining"),
		scalar("keep_alive", flags, true, func(c *cfg) *bool { return &c.KeepAlive },
			"use connections again"),
		scalar("cache", flags, false, func(c *cfg) *bool { return &c.Cache },
			"keep responses, use them again while they are fresh, and ask whether they have changed afterwards"),
		scalar("expect_continue", durations, 0, func(c *cfg) *span { return &c.Expect },
			"how long the body of a request of HTTP/1.1 waits for leave (Expect: 100-continue); 0: it does not ask"),
		scalar("heed_timeout", flags, true, func(c *cfg) *bool { return &c.HeedTimeout },
			"close an idle connection a second before the server does, if the server says in Keep-Alive when that is"),
		scalar("idle_timeout", durations, idle, func(c *cfg) *span { return &c.IdleTimeout },
			"how long the client keeps an idle connection; 0: for ever"),
		scalar("proxy_connection", flags, false, func(c *cfg) *bool { return &c.ProxyConnection },
			"say in Proxy-Connection to a proxy what Connection would say"),
		scalar("header_apart", flags, false, func(c *cfg) *bool { return &c.HeaderApart },
			"write the header of a request and its body one after the other"),
		scalar("half_close", flags, false, func(c *cfg) *bool { return &c.HalfClose },
			"close the write side of a connection after its request; needs keep_alive: false"),
		scalar("fast_open", flags, false, func(c *cfg) *bool { return &c.FastOpen },
			"send the first request of a connection in its SYN, if it is idempotent, has no body, and the server has given a "+
				"cookie before (RFC 7413); plain HTTP/1 only"),
		scalar("port_patience", durations, 240*vtime.Second, func(c *cfg) *span { return &c.PortPatience },
			"how long to go on trying when no local port is free"),
		scalar("attempt_delay", durations, httpx.AttemptDelay, func(c *cfg) *span { return &c.AttemptDelay },
			"how long one address of a name is tried before the next is tried too (happy eyeballs); 0: until it fails"),
		scalar("timeout", durations, 0, func(c *cfg) *span { return &c.Timeout },
			"how long a request may take, from being asked for to its last byte; 0: for ever"),
		scalar("http2_ping", durations, 0, func(c *cfg) *span { return &c.Ping },
			"HTTP/2: how long a server that owes responses may be silent before it gets a PING, and then until it is "+
				"given up; 0: for ever"),
		oneFrom("http2_priorities", httpx.SignalNames, httpx.ByField, func(c *cfg) *httpx.Signals { return &c.Signals },
			"HTTP/2: how servers are told what is urgent: none, field (RFC 9218), tree (RFC 7540, a chain as Chromium "+
				"sends it) or both"),
		part("tls", "tls of clients", clientTLSTable, func(c *cfg) *tls.ClientConfig { return &c.TLS },
			"how it speaks TLS where a URL has https"),
	}, slices.Concat(multiplexTable(ofBrowsers, func(c *cfg) *httpx.Multiplexing { return &c.Multiplexing }),
		costTable(func(c *cfg) *httpx.Costs { return &c.Costs }))...)
}
