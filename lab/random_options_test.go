package lab_test

import (
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab/internal/scenario"
)

// queue draws a discipline and what belongs to it.
func (m *worldMaker) queue() scenario.Queue {
	q := scenario.NewQueue(scenario.Discipline(m.IntN(6)))
	if m.chance(2) {
		return q
	}
	q.ECN, q.Gentle = m.chance(2), m.chance(2)
	q.Target, q.Interval, q.Update = m.span(1e5, 1e8), m.span(1e6, 1e9), m.span(1e6, 1e9)
	q.MaxBurst = m.span(1e6, 1e9)
	q.Flows, q.Quantum = m.spread(1, 3000), m.spread(1, 9000)
	q.MarkPackets, q.MarkBytes = m.spread(0, 100), m.spread(1, 100_000)
	q.MinPackets, q.MaxShare, q.Weight = m.spread(1, 50), m.spread(1, 1e9), m.spread(1, 24)
	q.MaxPackets = q.MinPackets + m.spread(1, 50)
	return q
}

// urgency draws what a request says of itself.
func (m *worldMaker) urgency() (p httpx.Priority) {
	p.Urgency = 3
	if m.chance(3) {
		p.Urgency, p.Incremental = m.Int64N(8), m.chance(2)
	}
	return p
}

// sizing draws how sizes and times of a response vary.
func (m *worldMaker) sizing(r *httpx.Resource) {
	r.Variation.Shape = m.spread(0, 400)
	if r.Size < 1e6 {
		r.Sizing = httpx.Variation{Spread: httpx.Spread(m.IntN(5)), Shape: m.spread(0, 400)}
	}
	r.Type = []string{"", "text/html", "image/png"}[m.IntN(3)]
	r.NoStore = m.chance(4)
}

// refuses draws when a server loses its patience, or has no room.
func (m *worldMaker) refuses(c *httpx.ServerConfig) {
	if m.chance(2) {
		c.Patience.Header, c.Patience.Body, c.Patience.Response = m.span(0, 20e9), m.span(0, 20e9), m.span(0, 20e9)
		c.MaxHeader = m.spread(100, 1<<20)
	}
	if m.chance(4) {
		c.Memory, c.ConnectionMemory = m.spread(0, 1e6), m.spread(0, 1e6)
	}
	c.FastOpen = m.spread(0, 10)
	if c.Announce && m.chance(2) {
		c.Parameters = "timeout-hint=3"
	}
}

// haste draws how patient and how hasty a client is.
func (m *worldMaker) haste(c *httpx.ClientConfig) {
	if m.chance(3) {
		c.Timeout = m.span(1e6, 60e9)
	}
	c.AttemptDelay, c.HeedTimeout, c.FastOpen = m.span(0, 1e9), m.chance(2), m.chance(3)
	c.ProxyConnection = m.chance(3)
}

// settings draws what an end of HTTP/2 says of itself at first.
func (m *worldMaker) settings(c *httpx.Multiplexing) {
	c.FrameSize, c.HeaderTable = 16_384+m.spread(0, 100_000), m.spread(1, 10_000)
	if m.chance(3) {
		c.HeaderList = m.spread(0, 100_000)
	}
}

// resolving draws what clients do with names.
func (m *worldMaker) resolving(d *scenario.DNS) {
	d.Server = m.servers[m.IntN(len(m.servers))]
	if i := slices.Index(d.Fallbacks, d.Server); i >= 0 {
		d.Fallbacks = slices.Delete(slices.Clone(d.Fallbacks), i, i+1)
	}
	if len(d.Mute) > 0 {
		all := append([]string{d.Server}, d.Fallbacks...)
		d.Mute = all[m.IntN(len(all)):][:1]
	}
	d.No, d.UDPSize, d.Known = m.span(0, 100e9), 512+m.spread(0, 4000), m.chance(6)
	d.NDots = m.Int64N(4)
	if m.chance(3) {
		d.Search = []string{"example", "lan.example"}
	}
	for i := range d.Records {
		d.Records[i].TTL = m.span(0, 300e9)
	}
	if len(m.routers) > 0 && m.chance(2) && d.RootLatency+d.TLDLatency+d.OwnerLatency == 0 {
		host := func() string { return m.routers[m.IntN(len(m.routers))] }
		d.Authorities = []scenario.Authority{{Zone: ".", Host: host()}, {Zone: "example", Host: host()}}
	}
}

// proxies draws a chain of proxies on hosts of servers, and leads workloads there.
func (m *worldMaker) proxies() {
	for i := range m.IntN(3) {
		x := scenario.NewProxy()
		x.Host, x.Port = m.servers[m.IntN(len(m.servers))], int64(3128+i)
		x.Kind, x.Balance = httpx.ProxyKind(m.IntN(3)), httpx.Balance(m.IntN(2))
		x.Buffer, x.Store, x.Tunnels = m.spread(0, 1e5), m.chance(4), !m.chance(4)
		x.TunnelIdle, x.PerUser = m.span(1e9, 300e9), m.Int64N(3)
		m.server(&x.ServerConfig)
		m.client(&x.Upstream)
		if m.chance(2) {
			x.Workers, x.KeepAlive, x.MaxRequests = m.Int64N(4), m.chance(2), m.Int64N(5)
			x.Backlog, x.IdleTimeout, x.Nagle = m.spread(0, 200), m.span(0, 100e9), m.chance(2)
			x.Upstream.PerHost, x.Upstream.KeepAlive, x.Upstream.IdleTimeout = m.Int64N(8), m.chance(2), m.span(0, 60e9)
			x.Upstream.PortPatience = m.span(0, 60e9)
		}
		x.Version, x.Upstream.Version = httpx.Version(m.IntN(2)), httpx.Version(m.IntN(2))
		switch before := len(m.s.Proxies); {
		case x.Kind == httpx.ReverseProxy:
			x.Servers = []string{m.servers[0], fmt.Sprint(m.servers[m.IntN(len(m.servers))], ":80")}
		case before > 0 && m.chance(2):
			last := m.s.Proxies[before-1]
			x.Next = fmt.Sprint(last.Host, ":", last.Port)
		}
		m.s.Proxies = append(m.s.Proxies, x)
	}
	for i := range m.s.Workloads {
		w := &m.s.Workloads[i]
		http := w.Kind == scenario.LoadPage || w.Kind == scenario.Requests || w.Kind == scenario.Load
		if n := len(m.s.Proxies); http && n > 0 && m.chance(2) {
			x := m.s.Proxies[m.IntN(n)]
			w.Proxy = fmt.Sprint(x.Host, ":", x.Port)
			w.Version = httpx.Version(m.IntN(2))
		}
	}
	m.gateways()
}

// gateways makes some of the proxies that have servers of their own speak TLS, and somebody
// ask them.
func (m *worldMaker) gateways() {
	for i := range m.s.Proxies {
		x := &m.s.Proxies[i]
		if x.Kind != httpx.ReverseProxy || m.chance(3) {
			continue
		}
		x.TLS = m.servesTLS()
		if w := &m.s.Workloads[m.IntN(len(m.s.Workloads))]; w.Kind == scenario.Requests {
			w.URL, w.Proxy = fmt.Sprintf("https://www%d.example:%d/1", slices.Index(m.servers, x.Host), x.Port), ""
		}
	}
}

// details draws what is seldom said of a workload.
func (m *worldMaker) details(w *scenario.Workload) {
	switch w.Kind {
	case scenario.Requests:
		w.Priority, w.RequestHeader = m.urgency(), m.spread(0, 5000)
	case scenario.Load:
		w.Interval, w.Thinking.Shape = max(m.span(0, 1e9), w.Duration/500), m.spread(0, 400)
		for i := range w.Mix {
			p := &w.Mix[i]
			p.Class = []string{"", "a class"}[m.IntN(2)]
			if p.Page == "" {
				p.RequestHeader, p.Method = m.spread(0, 5000), []string{"GET", "POST", "HEAD"}[m.IntN(3)]
			}
		}
	}
}
