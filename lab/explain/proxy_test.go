package explain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/stack"
)

// behind puts a chain of proxies between the client of a site and its server, the
// first one next to the client.
func (s *site) behind(cfg stack.Config, wire func() link.Config, chain ...*httpx.Proxy) {
	last := s.client.Host
	var hosts []*stack.Host
	step := func(i int, h *stack.Host) {
		w := wire()
		s.join(byte(100+i), last, h, w, w)
		last = h
	}
	for i := range chain {
		h, err := s.net.AddHost(fmt.Sprintf("proxy%d", i+1), cfg, false)
		require.NoError(s.t, err)
		step(i, h)
		hosts = append(hosts, h)
	}
	step(len(chain), s.webHost)
	s.net.ComputeRoutes()
	all := s.webHost.Addrs()
	for _, name := range []string{"shop.example", "cdn.example"} {
		s.names.Zone[name] = names.Record{Addrs: all[len(all)-1:], TTL: 300 * sec}
	}
	for i, x := range chain {
		peer := &httpx.Peer{Addr: hosts[i].Addrs()[0], Port: 3128, Name: hosts[i].Name()}
		if i == 0 {
			s.client.Proxy = peer
		} else {
			chain[i-1].Next = peer
		}
		x.Workload = hosts[i].Name()
		x.Resolver = &names.Resolver{Host: hosts[i], Static: s.names.Zone.Static(), Book: &s.rec.Book}
		x.Front.Host, x.Front.Port, x.Front.Recorder = hosts[i], 3128, s.rec
		if x.Kind == httpx.ReverseProxy {
			x.Servers = []httpx.Peer{{Addr: all[len(all)-1], Port: 80, Name: "web"}}
		}
	}
	for _, x := range chain {
		require.NoError(s.t, x.Start())
	}
}

// plainProxy is a proxy without limits.
func plainProxy(kind httpx.ProxyKind) *httpx.Proxy {
	return &httpx.Proxy{
		ProxyConfig: httpx.ProxyConfig{Kind: kind, Buffer: 64 << 10, Tunnels: true,
			Upstream: httpx.ClientConfig{KeepAlive: true, IdleTimeout: 60 * sec}},
		Front: &httpx.Server{ServerConfig: httpx.ServerConfig{Backlog: 128, KeepAlive: true, IdleTimeout: 60 * sec,
			LingerTimeout: httpx.LingerTimeout, LingerTime: httpx.LingerTime}},
	}
}

// proxyPath is a way through proxies, each hop 10 ms one way.
type proxyPath struct {
	name   string
	kinds  []httpx.ProxyKind
	change func(*site, []*httpx.Proxy)
	before func(*site, *sim.Proc)
	secure bool
	body   int64 // of the request, a PUT
	object httpx.Resource
	fails  bool
	want   table
}

func (c *proxyPath) run(t *testing.T) {
	s := newSite(t, func(p *plan) { p.config = roomy })
	cfg, _ := stack.ProfileConfig("linux")
	roomy(&cfg)
	cfg.TCP.Timestamps = false
	var chain []*httpx.Proxy
	for _, k := range c.kinds {
		chain = append(chain, plainProxy(k))
	}
	s.server.IdleTimeout = 30 * sec
	if c.change != nil {
		c.change(s, chain)
	}
	s.behind(cfg, func() link.Config { return link.Config{Delay: 10 * ms, MTU: 1500} }, chain...)
	req := s.serve("shop.example", "/a", c.object)
	if req.Body = c.body; c.body > 0 {
		req.Method = "PUT"
	}
	if c.secure {
		req.URL.Scheme, req.URL.Port, s.server.Port = "https", 443, 443
		both := tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, CloseNotify: true}
		s.client.TLS, s.server.TLS = tls.ClientConfig{Config: both}, &tls.ServerConfig{Config: both}
	}
	s.start()
	var tx *httpx.Transaction
	s.browse(func(p *sim.Proc) {
		if c.before != nil {
			c.before(s, p)
		}
		tx = s.get(p, req)
	})
	require.Equal(t, c.fails, tx.Err != nil, "%v", tx.Err)
	require.Equal(t, c.want, tableOf(s.explain(tx)))
}

var proxyPaths = []proxyPath{
	{name: "one proxy", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20"}},
	{name: "three proxies and a slow server", kinds: make([]httpx.ProxyKind, 3), object: httpx.Resource{Think: 7 * ms},
		want: table{"connect, propagation": "80", "request, propagation": "40", "response, propagation": "40",
			"server, host": "7"}},
	{name: "the proxy computes", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		change: func(_ *site, x []*httpx.Proxy) { x[0].Front.Request = 5 * ms },
		want: table{"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20",
			"server, host": "5"}},
	{name: "the connection beyond is there", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		before: func(s *site, p *sim.Proc) {
			s.get(p, s.serve("shop.example", "/b", httpx.Resource{}))
			s.client.KeepAlive = false
			s.get(p, s.serve("shop.example", "/b", httpx.Resource{}))
		}, want: table{"connect, propagation": "20", "request, propagation": "20", "response, propagation": "20"}},
	{name: "slow start on the second hop alone", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		change: func(s *site, x []*httpx.Proxy) {}, object: httpx.Resource{Size: 30 * 1460},
		want: table{"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20",
			"slow start, propagation": "40"}},
	{name: "stored first", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		change: func(s *site, x []*httpx.Proxy) { x[0].Store = true }, object: httpx.Resource{Size: 30 * 1460},
		want: table{"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20",
			"slow start, propagation": "80"}},
	{name: "the client's slow start", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, body: 20 * 1460,
		before: func(s *site, p *sim.Proc) {
			req := s.serve("shop.example", "/b", httpx.Resource{})
			req.Method, req.Body, s.client.KeepAlive = "PUT", 200_000, false
			s.get(p, req)
		}, want: table{"connect, propagation": "20", "response, propagation": "20",
			// Until the header is there the proxy does not wait for the body.
			"request, propagation": "30", "slow start, propagation": "10"}},
	{name: "the client waits for leave", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, body: 100,
		change: func(s *site, _ []*httpx.Proxy) { s.client.Expect = sec }, want: table{"connect, propagation": "40",
			"request, propagation": "30", "expect continue, propagation": "30", "response, propagation": "20"}},
	{name: "no server", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		change: func(s *site, x []*httpx.Proxy) { s.server.Port = 81 },
		want:   table{"connect, propagation": "40", "request, propagation": "10", "response, propagation": "10"}},
	{name: "the server is silent and the proxy gives up", kinds: []httpx.ProxyKind{httpx.ForwardProxy},
		change: func(s *site, x []*httpx.Proxy) { x[0].Upstream.Timeout = sec }, object: httpx.Resource{Think: 3 * sec},
		want: table{"connect, propagation": "40", "request, propagation": "20", "response, propagation": "10",
			"server, give-up timer": "970"}},
	{name: "the client gives up", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, fails: true,
		change: func(s *site, x []*httpx.Proxy) { s.client.Timeout = sec }, object: httpx.Resource{Think: 3 * sec},
		want: table{"connect, propagation": "20", "request, propagation": "10", "upstream, give-up timer": "970"}},
	{name: "tunnel", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, secure: true, want: table{
		"connect, propagation": "40", "tunnel, propagation": "20", "tls, propagation": "40", "request, propagation": "20",
		"response, propagation": "20"}},
	{name: "tunnel through three", kinds: make([]httpx.ProxyKind, 3), secure: true, object: httpx.Resource{Think: 7 * ms},
		want: table{"connect, propagation": "80", "tunnel, propagation": "60", "tls, propagation": "80", "request, propagation": "40",
			"response, propagation": "40", "server, host": "7"}},
	{name: "no tunnel", kinds: []httpx.ProxyKind{httpx.ForwardProxy}, secure: true, fails: true,
		change: func(s *site, x []*httpx.Proxy) { x[0].Tunnels = false },
		want:   table{"connect, propagation": "20", "tunnel, propagation": "20"}},
	{name: "gateway", kinds: []httpx.ProxyKind{httpx.ReverseProxy}, change: func(s *site, x []*httpx.Proxy) {
		s.client.KeepAlive = false
	}, want: table{"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20"}},
	{name: "dumb relay, first request", kinds: []httpx.ProxyKind{httpx.DumbRelay}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20"}},
	{name: "dumb relay, second request", kinds: []httpx.ProxyKind{httpx.DumbRelay}, before: firstOne, want: table{
		// Until the server closes, and then all over again.
		"relay hang, idle timer": "29980", "relay hang, propagation": "20",
		"connect, propagation": "40", "request, propagation": "20", "response, propagation": "20"}},
	{name: "dumb relay, second request, impatient client", kinds: []httpx.ProxyKind{httpx.DumbRelay}, fails: true,
		before: func(s *site, p *sim.Proc) {
			firstOne(s, p)
			s.client.Timeout = sec
		}, want: table{"request, propagation": "10", "relay hang, give-up timer": "990"}},
	{name: "dumb relay behind a wise proxy", kinds: []httpx.ProxyKind{httpx.ForwardProxy, httpx.DumbRelay},
		before: firstOne, want: table{
			"request, propagation": "30", "relay hang, idle timer": "29960", "relay hang, propagation": "20",
			"connect, propagation": "40", "response, propagation": "30"}},
}

func firstOne(s *site, p *sim.Proc) { s.get(p, s.serve("shop.example", "/b", httpx.Resource{})) }

func TestProxyPaths(t *testing.T) {
	for i := range proxyPaths {
		t.Run(proxyPaths[i].name, proxyPaths[i].run)
	}
}

// chain is a random chain of proxies.
func (w *whim) chain() (chain []*httpx.Proxy, dumb bool) {
	r := w.r
	for range 1 + r.IntN(3) {
		x := plainProxy(httpx.ForwardProxy)
		if r.IntN(4) == 0 {
			x.Kind, dumb = httpx.DumbRelay, true
		}
		x.Buffer, x.Store = []int64{0, 2000, 64 << 10}[r.IntN(3)], r.IntN(4) == 0
		x.PerUser = r.Int64N(3)
		up, front := &x.Upstream, x.Front
		up.PerHost, up.KeepAlive, up.PortPatience = r.Int64N(4), r.IntN(4) > 0, 1000*sec
		up.Version, front.Version = httpx.Version(r.IntN(2)), httpx.Version(r.IntN(2))
		up.ProxyConnection, up.Cache = r.IntN(2) == 0, r.IntN(3) == 0
		front.KeepAlive, front.MaxRequests = r.IntN(4) > 0, r.Int64N(3)*r.Int64N(3)
		if w.timeouts {
			up.Timeout = 1 + w.time(5000)
		}
		if w.pipes {
			up.Pipeline = r.Int64N(4)
		}
		if w.costs {
			up.Costs, front.Costs = w.computing(), w.computing()
		}
		if w.workers {
			front.Workers = 1 + r.Int64N(3)
		}
		if w.closing {
			up.IdleTimeout, front.IdleTimeout = 1+w.time(500), 1+w.time(500)
		}
		chain = append(chain, x)
	}
	return chain, dumb
}

// proxied makes a site whose page is loaded by way of proxies.
func (w *whim) proxied(t *testing.T, seed uint64) (*site, *httpx.Page) {
	s, pg := w.build(t, seed)
	cfg, _ := stack.ProfileConfig("linux")
	w.config(&cfg)
	cfg.PortLow, cfg.PortHigh = 10000, 20000
	chain, dumb := w.chain()
	if dumb && (s.server.IdleTimeout == 0 || s.server.IdleTimeout > sec) {
		s.server.IdleTimeout = sec
	}
	s.client.ProxyConnection = w.r.IntN(2) == 0
	s.behind(cfg, w.wire, chain...)
	for i := range pg.Objects {
		o, r := &pg.Objects[i].Request, w.r
		object := s.found[o.URL.Host+o.URL.Path]
		object.Framing, object.Interim = httpx.Framing(r.IntN(3)), int64(r.IntN(2)*103)
		s.found[o.URL.Host+o.URL.Path] = object
		if r.IntN(4) == 0 {
			o.URL.Scheme, o.URL.Port = "https", 443
		}
	}
	secure := *s.server
	secure.Port = 443
	if w.r.IntN(3) == 0 {
		secure.Version, s.client.Version = httpx.HTTP2, httpx.HTTP2
	}
	if w.r.IntN(4) > 0 { // otherwise the tunnel leads to one who does not speak it
		both := tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, CloseNotify: true}
		s.client.TLS, secure.TLS = tls.ClientConfig{Config: both}, &tls.ServerConfig{Config: both}
	}
	require.NoError(t, secure.Start())
	return s, pg
}

// Whatever proxies are on the way: every process ends, everything is explained to
// the nanosecond, by its own hop, and to the same spans however much is forgotten.
func TestSeedsProxies(t *testing.T) {
	judge(t, 40, anyProxies)
}

func anyProxies(t *testing.T, seed uint64) int {
	return whetherForgetting(t, seed, func(w *whim, slice uint64) *site {
		s, pg := w.proxied(t, seed)
		s.slice = slice
		s.browse(func(p *sim.Proc) { s.client.Load(p, pg) })
		return s
	})
}
