package lab_test

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/lab/internal/knobs"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/vtime"
)

// worldMaker draws a scenario: hosts, wires, names, servers, pages and
// workloads, each with whatever the format allows.
type worldMaker struct {
	*rand.Rand
	s                         *scenario.Scenario
	routers, clients, servers []string
	urls                      []string
}

// formats is knobs.Registry, made once.
var formats = sync.OnceValue(knobs.Registry)

// randomScenario is one of the endlessly many.
func randomScenario(seed uint64) *scenario.Scenario {
	sc := scenario.New()
	m := &worldMaker{Rand: rand.New(rand.NewPCG(seed, 3)), s: &sc}
	sc.File, sc.Title, sc.Seed = fmt.Sprintf("seed %d", seed), "a random world", m.Uint64()
	sc.MaxEvents = 20_000
	if m.chance(2) {
		sc.Until = m.span(1e9, 7200e9)
	}
	sc.Profile = m.profile()
	sc.Options = m.options(3)
	if m.chance(5) {
		sc.Family = scenario.IPv6
	}
	if m.chance(3) && !hasOption(sc.Options, "tcp.ecn") {
		sc.Options = append(sc.Options, scenario.OptionValue{Name: "tcp.ecn", Value: 1, Text: "on"})
	}
	m.hosts()
	m.links()
	m.names()
	m.addServers()
	m.pages()
	m.workloads()
	m.proxies()
	return &sc
}

// chance is true once in n times.
func (m *worldMaker) chance(n int) bool { return m.IntN(n) == 0 }

// span draws a time whose magnitude is spread evenly.
func (m *worldMaker) span(lo, hi int64) vtime.Time { return vtime.Time(m.spread(lo, hi)) }

// spread draws a number from [lo, hi], each magnitude as often as the others,
// and the ends more often than their share.
func (m *worldMaker) spread(lo, hi int64) int64 {
	switch m.IntN(10) {
	case 0:
		return lo
	case 1:
		return hi
	}
	top := hi
	for top > max(2*lo, 2) && m.IntN(4) > 0 {
		top /= 4
	}
	return lo + m.Int64N(max(top, lo+1)-lo)
}

func (m *worldMaker) profile() string {
	all := formats().Profiles
	return all[m.IntN(len(all))]
}

// options draws up to n knobs. Those that bound local ports are left alone: two
// drawn bounds may contradict each other.
func (m *worldMaker) options(n int) (list []scenario.OptionValue) {
	all := formats().Options
	for range m.IntN(n + 1) {
		o := &all[m.IntN(len(all))]
		if o.Name == "host.port_low" || o.Name == "host.port_high" || hasOption(list, o.Name) {
			continue
		}
		v := m.spread(o.Min, o.Max)
		list = append(list, scenario.OptionValue{Name: o.Name, Value: v, Text: o.Format(v)})
	}
	return list
}

func hasOption(list []scenario.OptionValue, name string) bool {
	for _, o := range list {
		if o.Name == name {
			return true
		}
	}
	return false
}

func (m *worldMaker) hosts() {
	add := func(kind string, n int, router bool) (names []string) {
		for i := range n {
			h := scenario.Host{Name: fmt.Sprintf("%s-%d", kind, i), Router: router}
			if m.chance(3) {
				h.Profile, h.Options = m.profile(), m.options(6)
			}
			if !router && m.chance(12) { // few ports, which is what exhausts them
				h.Options = append(h.Options, scenario.OptionValue{Name: "host.port_low", Value: 40000, Text: "40000"},
					scenario.OptionValue{Name: "host.port_high", Value: 40002, Text: "40002"})
			}
			m.s.Hosts = append(m.s.Hosts, h)
			names = append(names, h.Name)
		}
		return names
	}
	m.routers = add("router", m.IntN(4), true)
	m.clients = add("client", 1+m.IntN(3), false)
	m.servers = add("server", 1+m.IntN(3), false)
}

// links joins the routers to a chain, now and then with a short cut, and hangs
// every host on a router, or on a host of the other side if there is none. So
// some hosts may be out of reach of others.
func (m *worldMaker) links() {
	for i := 1; i < len(m.routers); i++ {
		m.link(m.routers[i-1], m.routers[i])
	}
	if len(m.routers) > 2 && m.chance(2) {
		m.link(m.routers[0], m.routers[len(m.routers)-1])
	}
	hang := func(host string, others []string) {
		if len(m.routers) > 0 {
			others = m.routers
		}
		m.link(host, others[m.IntN(len(others))])
	}
	for _, c := range m.clients {
		hang(c, m.servers)
	}
	for _, v := range m.servers {
		hang(v, m.clients)
	}
}

// link joins two hosts, unless they are joined already.
func (m *worldMaker) link(a, b string) {
	for _, l := range m.s.Links {
		if l.A == a && l.B == b || l.A == b && l.B == a {
			return
		}
	}
	l := scenario.NewLink()
	l.A, l.B = a, b
	m.direction(&l.Up)
	l.Down = l.Up
	if m.chance(3) {
		l.Down = scenario.NewLink().Down
		m.direction(&l.Down)
	}
	m.s.Links = append(m.s.Links, l)
}

func (m *worldMaker) direction(d *scenario.Direction) {
	d.Delay = m.span(0, 400e6)
	if m.chance(2) {
		d.Rate = uint64(m.spread(9600, 1e9))
	}
	if m.chance(3) {
		d.QueuePackets = m.spread(1, 300)
	}
	if m.chance(6) {
		d.QueueBytes = m.spread(100, 1e6)
	}
	if m.chance(8) {
		d.MTU = m.spread(68, 9000)
		if m.s.Family == scenario.IPv6 {
			d.MTU = max(d.MTU, 1280)
		}
	}
	if m.chance(3) {
		m.impair(d)
	}
	if m.chance(3) {
		d.Queue = m.queue()
	}
	if m.chance(5) {
		m.vary(d)
	}
}

// vary makes a direction change with time, or one that was recorded.
func (m *worldMaker) vary(d *scenario.Direction) {
	if m.chance(3) {
		d.Trace = []int64{m.spread(0, 10), 10, 10, m.spread(11, 100)}
		return
	}
	for at := m.span(0, 1e9); len(d.Schedule) < 3; at += 1 + m.span(0, 3e9) {
		s := scenario.NewStep()
		s.At, s.Delay, s.Loss = at, m.span(0, 100e6), m.spread(0, 3e8)
		if d.Rate > 0 {
			s.Rate, s.Outage = uint64(m.spread(9600, 1e9)), m.chance(2) && len(d.Schedule) < 2
		}
		d.Schedule = append(d.Schedule, s)
		if m.chance(2) {
			d.SchedulePeriod = at + 1 + m.span(0, 1e9)
		}
	}
	if last := d.Schedule[2].At; d.SchedulePeriod <= last {
		d.SchedulePeriod = 0
	}
}

func (m *worldMaker) impair(d *scenario.Direction) {
	share := func(most int64) int64 { return m.spread(0, most) }
	if m.chance(2) {
		d.Loss = share(300e6)
	}
	if m.chance(4) {
		d.Burst = scenario.Burst{ToBad: share(1e8), ToGood: share(1e9), InGood: share(1e7), InBad: share(1e9)}
	}
	if m.chance(4) {
		d.Jitter = m.span(0, 50e6)
	}
	if m.chance(4) {
		d.Duplicate = share(500e6)
	}
	if m.chance(4) {
		d.Reorder, d.ReorderBy = share(500e6), m.span(1, 200e6)
	}
	if m.chance(4) {
		d.Corrupt = share(300e6)
	}
	for range m.IntN(4) {
		d.LoseData = append(d.LoseData, 1+m.Int64N(40))
		d.LosePackets = append(d.LosePackets, 1+m.Int64N(40))
	}
}

func (m *worldMaker) names() {
	for i, v := range m.servers {
		m.s.Names = append(m.s.Names, scenario.Name{Name: fmt.Sprintf("www%d.example", i), Host: v})
	}
	if m.chance(2) {
		d := scenario.NewDNS()
		d.Server, d.Think, d.TTL = m.servers[0], m.span(0, 1e9), vtime.Time(m.IntN(100))*vtime.Second
		d.Timeout, d.Attempts = m.span(1e6, 5e9), 1+m.Int64N(5)
		m.dns(&d)
		m.s.DNS = &d
	}
}

// dns draws the ways of name resolution.
func (m *worldMaker) dns(d *scenario.DNS) {
	if m.chance(3) {
		d.Fallbacks = m.servers[1:]
		d.Rotate = m.chance(2)
	}
	if m.chance(4) {
		d.Mute = m.servers[:1]
	}
	if m.chance(3) {
		d.RootLatency, d.TLDLatency, d.OwnerLatency = m.span(0, 1e9), m.span(0, 1e9), m.span(0, 1e9)
	}
	d.EDNS, d.Sequence, d.ResolutionDelay = m.Int64N(2000), m.chance(3), m.span(0, 1e9)
	for i := range m.servers {
		if !m.chance(4) {
			continue
		}
		r := scenario.Record{Name: fmt.Sprintf("www%d.example", i), Fault: names.Fault(m.IntN(len(names.FaultNames)))}
		switch m.IntN(3) {
		case 0:
			r.Alias = fmt.Sprintf("www%d.example", m.IntN(len(m.servers)))
		case 1:
			r.Addresses = []string{"192.0.2.1", "2001:db8::1"}
		}
		d.Records = append(d.Records, r)
	}
	m.resolving(d)
}

func (m *worldMaker) addServers() {
	for i, host := range m.servers {
		for _, port := range []int64{80, 443}[:1+m.IntN(2)] {
			v := scenario.NewServer()
			v.Host, v.Port = host, port
			if m.chance(2) {
				v.Workers, v.KeepAlive, v.MaxRequests = m.Int64N(4), m.chance(2), m.Int64N(5)
				v.Backlog, v.IdleTimeout, v.Nagle = m.spread(0, 200), m.span(0, 100e9), m.chance(2)
			}
			m.server(&v.ServerConfig)
			m.serverTLS(&v)
			for j := range m.IntN(4) {
				r := scenario.NewResource()
				m.content(&r.Resource)
				r.Header = m.spread(0, 3000)
				if m.chance(5) {
					r.Sizes = []int64{m.size(), m.size()}
				}
				r.Path, r.Size, r.Think = fmt.Sprintf("/%d", j), m.size(), m.span(0, 2e9)
				r.Status = []int64{200, 200, 204, 304, 404, 500}[m.IntN(6)]
				v.Resources = append(v.Resources, r)
			}
			m.s.Servers = append(m.s.Servers, v)
		}
		for _, n := range m.s.Names {
			if n.Host == host {
				m.urls = append(m.urls, fmt.Sprintf("http://%s/%d", n.Name, i), "https://"+n.Name+"/2")
			}
		}
	}
	m.urls = append(m.urls, "http://10.0.0.2/1", "http://192.0.2.7/")
}

// server draws how a server behaves.
func (m *worldMaker) server(c *httpx.ServerConfig) {
	if !m.chance(2) {
		return
	}
	c.Version, c.Closing = httpx.Version(m.IntN(3)), httpx.Closing(m.IntN(4))
	m.multiplexing(&c.Multiplexing)
	c.MaxStreams = m.spread(0, 200)
	c.Announce, c.HeaderApart, c.WriteSize = m.chance(2), m.chance(3), m.spread(0, 5000)
	c.LingerTimeout, c.LingerTime = m.span(0, 10e9), m.span(0, 40e9)
	if m.chance(3) {
		c.MaxConnections, c.WhenFull = m.Int64N(4), httpx.WhenFull(m.IntN(3))
	}
	c.Costs = m.costs()
	m.refuses(c)
}

// multiplexing draws how an end speaks HTTP/2.
func (m *worldMaker) multiplexing(c *httpx.Multiplexing) {
	if m.chance(2) {
		return
	}
	c.StreamWindow, c.ConnectionWindow = 1000+m.spread(0, 100_000), 65_535+m.spread(0, 100_000)
	c.DataSize, c.WriteChunk = m.spread(0, 20_000), m.spread(0, 50_000)
	c.Scheduler, c.OwnTable = httpx.Scheduler(m.IntN(len(httpx.SchedulerNames()))), 1+m.spread(0, 9000)
	m.settings(c)
}

// serverTLS draws whether a server speaks TLS, and how: most of those do that https
// leads to.
func (m *worldMaker) serverTLS(v *scenario.Server) {
	if m.chance(8) != (v.Port == 443) {
		v.TLS = m.servesTLS()
	}
}

// servesTLS draws how a server speaks TLS.
func (m *worldMaker) servesTLS() *tls.ServerConfig {
	c := scenario.NewTLS()
	if !m.chance(2) {
		return &c
	}
	c.Config = m.tls()
	c.Certificate, c.Chain, c.OCSP = m.spread(0, 20_000), m.spread(0, 20_000), m.spread(0, 2000)
	c.Key, c.Group, c.Tickets = tls.Key(m.IntN(2)), tls.Group(m.IntN(4)), m.Int64N(3)
	c.TicketSize = m.spread(1, 1000)
	c.TicketLifetime, c.DynamicRecords = m.span(0, 300e9), m.chance(2)
	if m.chance(2) {
		c.EarlyData = m.spread(0, 1<<20)
	}
	return &c
}

// tls draws what both ends of TLS can be told.
func (m *worldMaker) tls() tls.Config {
	newest := tls.Version(m.IntN(4) / 2 * m.IntN(2))
	if m.chance(2) {
		newest = tls.TLS13
	}
	return tls.Config{
		Newest: newest, Oldest: tls.Version(m.IntN(4) / 3), RecordSize: m.spread(64, tls.MaxRecord),
		CloseNotify: !m.chance(4), HandshakeTimeout: m.span(1e8, 60e9), FullCost: m.span(0, 1e8),
		ResumedCost: m.span(0, 1e8), KilobyteCost: m.span(0, 1e5),
	}
}

// costs draws how long an application computes.
func (m *worldMaker) costs() httpx.Costs {
	if !m.chance(3) {
		return httpx.Costs{}
	}
	return httpx.Costs{
		Cores: m.Int64N(3), Connection: m.span(0, 1e8), Request: m.span(0, 1e8), Kilobyte: m.span(0, 1e6),
		Variation: httpx.Variation{Spread: httpx.Spread(m.IntN(5)), Shape: m.spread(0, 400)},
	}
}

var clientVersions = []httpx.Version{httpx.HTTP11, httpx.HTTP11, httpx.HTTP10, httpx.HTTP2}

// client draws how a client behaves.
func (m *worldMaker) client(c *httpx.ClientConfig) {
	if !m.chance(2) {
		return
	}
	c.Version, c.Pipeline, c.HeaderApart = clientVersions[m.IntN(4)], m.Int64N(6), m.chance(3)
	m.multiplexing(&c.Multiplexing)
	c.Signals, c.Ping = httpx.Signals(m.IntN(len(httpx.SignalNames))), m.span(0, 5e9)
	c.Total, c.MaxIdle = m.Int64N(6), m.Int64N(4)
	c.Costs = m.costs()
	m.haste(c)
	c.Cache, c.Expect, c.HalfClose = m.chance(2), m.span(0, 2e9), m.chance(3)
	if m.chance(2) {
		c.Browsing = httpx.Browsing{
			ByUrgency: m.chance(2), Speculative: m.Int64N(4), HeadStart: m.span(0, 1e8), Apart: m.span(0, 1e8),
			Backup: m.span(0, 3e8), Delayable: m.Int64N(4), Prepare: m.span(0, 1e8), Commit: m.span(0, 1e8),
			Evaluate: m.span(0, 1e7), Layout: m.span(0, 1e8), Issue: m.span(0, 1e7), Process: m.span(0, 1e7),
			Render: m.span(0, 1e8), Settle: m.span(0, 1e7),
		}
	}
	if m.chance(2) {
		c.TLS = tls.ClientConfig{
			Config: m.tls(), KeyShare: tls.Group(m.IntN(4)), Hello: m.spread(0, 5000), Resume: m.chance(2),
			EarlyData: m.chance(2), FalseStart: m.chance(2),
		}
	}
}

// content draws how a body is sent.
func (m *worldMaker) content(r *httpx.Resource) {
	if !m.chance(3) {
		return
	}
	r.Framing, r.Trailer, r.Piece = httpx.Framing(m.IntN(3)), m.chance(2), m.spread(0, 20_000)
	if r.Size < 1e6 {
		r.Piece, r.Pause = max(r.Piece, 1000), m.span(0, 30e6)
	}
	r.Interim, r.Close, r.NotEarly = []int64{0, 0, 102, 103}[m.IntN(4)], m.chance(4), m.chance(2)
	r.Variation = httpx.Variation{Spread: httpx.Spread(m.IntN(5))}
	m.sizing(r)
	if m.chance(2) {
		r.Caching = httpx.Caching{ETag: []string{"", "v1"}[m.IntN(2)], Modified: m.span(0, 1e15), MaxAge: m.span(0, 1e11)}
	}
	if m.chance(3) {
		r.Fault = httpx.Fault{Cut: httpx.Cut(m.IntN(4)), CutAt: m.spread(0, 3000), Claim: m.spread(0, 3000),
			Says: []string{"", "", "SSH-2.0-x\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}[m.IntN(4)], Endless: httpx.Endless(m.IntN(9) % 3)}
	}
}

// size draws the bytes of a body, which now and then is larger than any memory.
func (m *worldMaker) size() int64 {
	if m.chance(40) {
		return 1 << 40
	}
	return m.spread(0, 400_000)
}

func (m *worldMaker) pages() {
	for i := range m.IntN(3) {
		p := scenario.Page{Name: fmt.Sprintf("page-%d", i)}
		for j := range 1 + m.IntN(15) {
			o := scenario.NewObject()
			o.ID, o.URL = fmt.Sprintf("o%d", j), fmt.Sprintf("%s/p%d-%d", m.urls[m.IntN(len(m.urls))], i, j)
			o.Blocking = m.chance(4)
			if j > 0 {
				o.Parent = fmt.Sprintf("o%d", m.IntN(j))
			}
			o.Method = []string{"GET", "GET", "GET", "POST", "HEAD", "PUT", "OPTIONS"}[m.IntN(7)]
			o.At, o.After, o.Size, o.Think = m.spread(0, 500_000), m.span(0, 1e9), m.size(), m.span(0, 1e9)
			o.RequestHeader, o.Header = m.spread(0, 8000), m.spread(0, 8000)
			if m.chance(4) {
				o.RequestBody = m.spread(0, 100_000)
			}
			o.Priority = m.urgency()
			o.Status = []int64{200, 200, 200, 204, 302, 304, 404}[m.IntN(7)]
			m.content(&o.Resource)
			p.Objects = append(p.Objects, o)
		}
		m.s.Pages = append(m.s.Pages, p)
	}
}

// traffic draws what a load asks for.
func (m *worldMaker) traffic(w *scenario.Workload) {
	w.Duration, w.Count, w.Pause = m.span(1e6, 5e9), 1, 0
	w.Think, w.Thinking.Spread = m.span(0, 1e9), httpx.Spread(m.IntN(len(httpx.SpreadNames)))
	if m.chance(2) {
		w.Every, w.Arrivals = 1+w.Duration/vtime.Time(1+m.IntN(50)), scenario.Arrivals(m.IntN(2))
	}
	w.WarmUp = w.Duration / 3
	for range 1 + m.IntN(3) {
		p := scenario.Part{Weight: 1 + m.Int64N(9), URL: m.urls[m.IntN(len(m.urls))], Method: "GET"}
		p.RequestBody = m.spread(0, 5000)
		if len(m.s.Pages) > 0 && m.chance(3) {
			p = scenario.Part{Weight: 1, Page: m.s.Pages[0].Name, Method: "GET"}
		}
		w.Mix = append(w.Mix, p)
	}
}

func (m *worldMaker) workloads() {
	for i := range 1 + m.IntN(4) {
		w := scenario.NewWorkload()
		w.Kind = scenario.Kind(m.IntN(5))
		if w.Kind == scenario.LoadPage && len(m.s.Pages) == 0 {
			w.Kind = scenario.Requests
		}
		w.Name, w.Client = fmt.Sprintf("workload %d", i), m.clients[m.IntN(len(m.clients))]
		w.Start, w.Count, w.Pause = m.span(0, 30e9), 1+m.Int64N(5), m.span(0, 10e9)
		w.Nagle = m.chance(3)
		switch w.Kind {
		case scenario.LoadPage:
			w.Page = m.s.Pages[m.IntN(len(m.s.Pages))].Name
			w.PerHost = m.Int64N(8)
		case scenario.Requests:
			w.URL, w.AtOnce = m.urls[m.IntN(len(m.urls))], 1+m.Int64N(5)
			w.Method, w.RequestBody = []string{"GET", "GET", "POST", "HEAD"}[m.IntN(4)], m.spread(0, 50_000)
			w.Ranges = []string{"", "0-99", "5-,-7,100-200"}[m.IntN(3)]
		case scenario.Load:
			m.traffic(&w)
		default:
			w.Server, w.Port = m.servers[m.IntN(len(m.servers))], int64(1000+i)
		}
		if w.Kind == scenario.LoadPage || w.Kind == scenario.Requests || w.Kind == scenario.Load {
			w.KeepAlive, w.IdleTimeout = !m.chance(4), m.span(0, 20e9)
			w.PortPatience = m.span(0, 60e9)
			w.Users = 1 + m.spread(0, 4)
			m.client(&w.ClientConfig)
		}
		m.details(&w)
		if w.Kind == scenario.Bulk {
			w.Bytes = m.spread(0, 600_000)
		}
		m.s.Workloads = append(m.s.Workloads, w)
	}
}
