package scenario_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/knob"
	"github.com/rttlab/rttlab/sim/vtime"
)

// maker makes scenarios that are right, with every field at times.
type maker struct {
	*rand.Rand
	s     *scenario.Scenario
	ports map[string]int64 // next free port of each host
}

// randomScenario returns a scenario as a program would make it.
func randomScenario(seed uint64) *scenario.Scenario {
	s := scenario.New()
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 1)), s: &s, ports: map[string]int64{}}
	s.Title, s.Seed, s.Until, s.Profile = m.text(), m.Uint64(), m.time(), pick(m, registry.Profiles)
	s.Options = m.options()
	if m.some() {
		s.MaxEvents = m.Uint64()
	}
	for i := range 2 + m.IntN(6) {
		s.Hosts = append(s.Hosts, scenario.Host{Name: m.name(i), Profile: pick(m, append(registry.Profiles, "", "")),
			Router: m.some(), Options: m.options()})
	}
	m.network()
	for range m.IntN(3) {
		s.Servers = append(s.Servers, m.server())
	}
	for range m.IntN(3) {
		s.Proxies = append(s.Proxies, m.proxy())
	}
	for i := range m.IntN(3) {
		s.Pages = append(s.Pages, m.page(m.name(i)))
	}
	for range m.IntN(6) {
		s.Workloads = append(s.Workloads, m.workload())
	}
	for range m.IntN(3) {
		s.Expect = append(s.Expect, m.expectation())
	}
	for range m.IntN(3) {
		s.Notes = append(s.Notes, m.text())
	}
	return &s
}

// expectation returns a line.
func (m *maker) expectation() scenario.Expectation {
	left := pick(m, []string{"time of page", "slow start of page " + m.name(1), "end of transaction 3",
		"nagle of every transaction", "start of transaction http://x.example/a"})
	e, err := scenario.ParseExpectation(left + " " + pick(m, scenario.Operators) + " " + pick(m, []string{"0", "5ms", "?", "1h ?"}))
	if err != nil {
		return m.expectation()
	}
	return e
}

func pick[T any](m *maker, from []T) T { return from[m.IntN(len(from))] }

func (m *maker) some() bool { return m.IntN(3) == 0 }

// upTo draws a number of any magnitude; 0 is frequent.
func (m *maker) upTo(most int64) int64 {
	n := m.Int64N(most + 1)
	switch m.IntN(4) {
	case 0:
		return 0
	case 1:
		return most
	case 2:
		return n >> m.IntN(63)
	}
	return n
}

func (m *maker) time() vtime.Time { return vtime.Time(m.upTo(int64(366 * 24 * 3600 * vtime.Second))) }

func (m *maker) share() int64 { return m.upTo(1_000_000_000) }

// name draws one of the names that differ for each i, some of which YAML would
// take for something else.
func (m *maker) name(i int) string {
	odd := []string{"no", "0x10", "1e3", "010", "true", "null", "1_000", "-dash", "a.b.c", "12"}
	if i < len(odd) && m.some() {
		return odd[i]
	}
	return fmt.Sprintf("h%d", i)
}

// text draws a text with what is hard to write in YAML.
func (m *maker) text() string {
	const letters = "ab #:-[]{}'\"\\\n\t\r,&*!|>%@`?~é€😀\u0085\u2028\ufeff\x00\x1b "
	runes, out := []rune(letters), ""
	for range m.IntN(12) {
		out += string(pick(m, runes))
	}
	return pick(m, []string{out, out, out, "null", "~", "yes", "010", "<<", "- a", "a: b", " x ", "\n", ""})
}

func (m *maker) options() []scenario.OptionValue {
	var all []scenario.OptionValue
	for i := range registry.Options {
		if o := &registry.Options[i]; m.IntN(20) == 0 {
			v := o.Min + m.upTo(o.Max-o.Min)
			if o.Kind == knob.Duration {
				v = max(o.Min, v/1e6*1e6)
			}
			all = append(all, scenario.OptionValue{Name: o.Name, Value: v, Text: o.Format(v)})
		}
	}
	return all
}

func (m *maker) host() string { return pick(m, m.s.Hosts).Name }

// network joins the hosts in a line, and some of them twice.
func (m *maker) network() {
	for i := 1; i < len(m.s.Hosts); i++ {
		l := m.link(m.s.Hosts[i-1].Name, m.s.Hosts[i].Name)
		switch m.IntN(4) {
		case 0:
			l.Subnet = fmt.Sprintf("172.16.%d.0/24", i)
		case 1:
			l.Addresses = []string{fmt.Sprintf("192.168.%d.9", i), fmt.Sprintf("192.168.%d.7", i)}
		case 2:
			l.Addresses = []string{fmt.Sprintf("172.20.%d.9", i), fmt.Sprintf("172.20.%d.10", i)}
			l.Subnet = fmt.Sprintf("172.20.%d.8/30", i)
		}
		m.s.Links = append(m.s.Links, l)
		if m.some() {
			l = m.link(l.B, l.A)
			l.Subnet = fmt.Sprintf("172.17.%d.0/28", i)
			m.s.Links = append(m.s.Links, l)
			m.s.Routes = append(m.s.Routes, scenario.Route{Host: l.A, To: "0.0.0.0/0", Via: fmt.Sprintf("172.17.%d.2", i)})
		}
	}
	for i := range 1 + m.IntN(3) {
		m.s.Names = append(m.s.Names, scenario.Name{Name: fmt.Sprintf("n%d.example", i), Host: m.host()})
	}
	if m.some() {
		d := scenario.NewDNS()
		d.Server, d.Think, d.TTL, d.Timeout, d.Attempts = m.host(), m.time(), m.time(), m.time(), 1+m.upTo(99)
		d.No, d.Rotate, d.EDNS, d.UDPSize, d.ResolutionDelay = m.time(), m.some(), m.upTo(65535), 512+m.upTo(65023), m.time()
		d.Search, d.NDots = []string{"corp.example"}, m.upTo(15)
		d.Records = []scenario.Record{{Name: "n0.example", TTL: m.time(), Alias: "else.example"},
			{Name: "else.example", Addresses: []string{"192.0.2.1"}, Fault: names.Refused}}
		m.s.DNS = &d
	}
}

func (m *maker) link(a, b string) scenario.Link {
	l := scenario.NewLink()
	l.A, l.B = a, b
	m.direction(&l.Down)
	l.Up = l.Down
	if m.some() {
		m.direction(&l.Up)
	}
	return l
}

func (m *maker) direction(d *scenario.Direction) {
	change := []func(){
		func() {
			if d.Rate = pick(m, []uint64{0, 8, 56_000, 10_000_000, 1_234_567, 1e15}); d.Rate == 0 {
				d.Schedule, d.SchedulePeriod = nil, 0
			}
		},
		func() { d.Delay, d.Jitter = m.time(), m.time() },
		func() { d.MTU = pick(m, []int64{0, 68, 1499, 1500, 65535}) },
		func() { d.QueuePackets, d.QueueBytes = m.upTo(10_000_000), m.upTo(1<<40) },
		func() { d.Queue = m.queue() },
		func() {
			d.Trace, d.Schedule, d.SchedulePeriod = []int64{m.upTo(100), 200, 200, 201 + m.upTo(1000)}, nil, 0
		},
		func() { d.Schedule, d.SchedulePeriod = m.schedule() },
		func() { d.Loss, d.Duplicate, d.Corrupt = m.share(), m.share(), m.share() },
		func() {
			d.Burst = scenario.Burst{ToBad: m.share(), ToGood: m.share(), InGood: m.share(), InBad: m.share()}
		},
		func() { d.Reorder, d.ReorderBy = m.share(), 1+m.time()/2 },
		func() { d.LoseData, d.LosePackets = m.numbers(), m.numbers() },
	}
	for range m.IntN(6) {
		pick(m, change)()
	}
	d.Schedule = slices.Clone(d.Schedule) // the other direction may have it too
	if n := len(d.Schedule); n > 0 && d.Trace == nil && d.Rate > 0 {
		d.Schedule[n-1].Rate = 1_000_000
		d.Schedule[0].Outage = n > 1 && m.some()
	}
}

func (m *maker) schedule() (steps []scenario.Step, period vtime.Time) {
	at := vtime.Time(m.IntN(2)) * m.time() / 100
	for range 1 + m.IntN(4) {
		s := scenario.NewStep()
		s.At = at
		if m.some() {
			s.Delay, s.Loss = m.time(), m.share()
		}
		steps = append(steps, s)
		at += 1 + m.time()/100
	}
	if m.some() {
		period = at
	}
	return steps, period
}

func (m *maker) queue() scenario.Queue {
	q := scenario.NewQueue(scenario.Discipline(m.IntN(6)))
	if m.some() {
		return q
	}
	time := func() vtime.Time { return 1 + m.time()/2 }
	early := func() { q.ECN = m.some() }
	[]func(){
		func() {},
		func() { q.MarkPackets, q.MarkBytes = m.upTo(10_000_000), m.upTo(1<<40) },
		func() {
			early()
			q.MinPackets, q.Gentle, q.MaxShare, q.Weight = 1+m.upTo(1000), m.some(), 1+m.upTo(999_999_999), 1+m.upTo(23)
			q.MaxPackets = q.MinPackets + 1 + m.upTo(1000)
		},
		func() { early(); q.Target, q.Interval = time(), time() },
		func() {
			early()
			q.Target, q.Interval, q.Flows, q.Quantum = time(), time(), 1+m.upTo(65535), 1+m.upTo(65534)
		},
		func() { early(); q.Target, q.Update, q.MaxBurst = time(), time(), time() },
	}[q.Discipline]()
	return q
}

func (m *maker) numbers() []int64 {
	var all []int64
	for range m.IntN(4) {
		all = append(all, 1+m.upTo(9_999_999))
	}
	return all
}

// port returns a port of a host that nothing uses.
func (m *maker) port(host string) int64 {
	m.ports[host]++
	return m.ports[host] * 10
}

func (m *maker) server() scenario.Server {
	s := scenario.NewServer()
	s.Host = m.host()
	s.Port = m.port(s.Host)
	if m.some() {
		s.Backlog, s.Workers, s.KeepAlive, s.Nagle = m.upTo(1<<20), m.upTo(10_000_000), m.some(), m.some()
		s.IdleTimeout, s.MaxRequests = m.time(), m.upTo(10_000_000)
		s.Version, s.Closing = httpx.Version(m.IntN(3)), httpx.Closing(m.IntN(4))
		s.Multiplexing, s.MaxStreams = m.multiplexing(), m.upTo(10_000_000)
		s.Announce, s.Parameters, s.HeaderApart = m.some(), pick(m, []string{"", "a=b", "null"}), m.some()
		s.WriteSize, s.LingerTimeout, s.LingerTime = m.upTo(1<<40), m.time(), m.time()
		s.MaxConnections, s.Memory, s.ConnectionMemory = m.upTo(10_000_000), m.upTo(1<<40), m.upTo(1<<40)
		s.WhenFull, s.Costs = httpx.WhenFull(m.IntN(3)), m.costs()
	}
	if m.some() {
		s.TLS = m.serverTLS()
	}
	for i := range m.IntN(3) {
		r := scenario.NewResource()
		r.Path, r.Size, r.Think = fmt.Sprintf("/%d?a=b&c#%%20", i), m.upTo(1<<40), m.time()
		r.Type, r.Status = pick(m, []string{"", "text/html; charset=utf-8", "null"}), 200+m.upTo(399)
		m.content(&r.Resource)
		s.Resources = append(s.Resources, r)
	}
	return s
}

// proxy draws one that asks those that came before it.
func (m *maker) proxy() scenario.Proxy {
	x := scenario.NewProxy()
	x.Host = m.host()
	x.Port = m.port(x.Host)
	switch x.Kind = httpx.ProxyKind(m.IntN(3)); {
	case x.Kind == httpx.ReverseProxy:
		x.Servers = []string{m.host(), m.host() + ":81"}
	case len(m.s.Proxies) > 0 && m.some():
		x.Next = fmt.Sprintf("%s:%d", m.s.Proxies[0].Host, m.s.Proxies[0].Port)
	}
	if m.some() {
		x.Balance, x.PerUser, x.Buffer, x.Store = httpx.Balance(m.IntN(2)), m.upTo(10_000_000), m.upTo(1<<40), m.some()
		x.Tunnels, x.TunnelIdle, x.Workers = m.some(), m.time(), m.upTo(10_000_000)
		m.client(&x.Upstream)
		x.Upstream.Version %= 2 // a proxy speaks no HTTP/2
	}
	return x
}

// tls draws what both ends of TLS can be told.
func (m *maker) tls() tls.Config {
	return tls.Config{
		Newest: tls.Version(m.IntN(2)), Oldest: tls.Version(m.IntN(2)), RecordSize: m.upTo(tls.MaxRecord),
		CloseNotify: m.some(), HandshakeTimeout: m.time(), FullCost: m.time(), ResumedCost: m.time(), KilobyteCost: m.time(),
	}
}

func (m *maker) serverTLS() *tls.ServerConfig {
	return &tls.ServerConfig{
		Config: m.tls(), Certificate: m.upTo(60_000), Chain: m.upTo(60_000), OCSP: m.upTo(60_000), Key: tls.Key(m.IntN(2)),
		Group: tls.Group(m.IntN(4)), Tickets: m.upTo(10), TicketSize: m.upTo(tls.MaxRecord / 2), TicketLifetime: m.time(),
		EarlyData: m.upTo(1 << 30), DynamicRecords: m.some(),
	}
}

// content draws how something is served.
func (m *maker) content(r *httpx.Resource) {
	if !m.some() {
		return
	}
	r.Framing, r.Trailer, r.Piece, r.Pause = httpx.Framing(m.IntN(3)), m.some(), m.upTo(1<<40), m.time()
	r.Caching = httpx.Caching{ETag: pick(m, []string{"", "v1", "null"}), Modified: m.time(), MaxAge: m.time(), NoStore: m.some()}
	r.Fault = httpx.Fault{Cut: httpx.Cut(m.IntN(4)), CutAt: m.upTo(1 << 40), Claim: m.upTo(1 << 40), Says: m.text(),
		Endless: httpx.Endless(m.IntN(3))}
	r.Interim, r.Close, r.Variation = pick(m, []int64{0, 102, 103, 199}), m.some(), m.variation()
}

func (m *maker) variation() httpx.Variation {
	return httpx.Variation{Spread: httpx.Spread(m.IntN(5)), Shape: m.upTo(10_000)}
}

// multiplexing draws how an end speaks HTTP/2.
func (m *maker) multiplexing() httpx.Multiplexing {
	return httpx.Multiplexing{
		StreamWindow: 1 + m.upTo(1<<31-2), ConnectionWindow: 65_535 + m.upTo(1<<30), FrameSize: 16_384 + m.upTo(1<<23),
		HeaderTable: 1 + m.upTo(1<<20), OwnTable: 1 + m.upTo(1<<20), HeaderList: m.upTo(1 << 40), DataSize: m.upTo(1 << 40),
		WriteChunk: m.upTo(1 << 40), Scheduler: httpx.Scheduler(m.IntN(len(httpx.SchedulerNames()))),
	}
}

func (m *maker) costs() httpx.Costs {
	return httpx.Costs{
		Cores: m.upTo(10_000_000), Connection: m.time(), Request: m.time(), Kilobyte: m.time(), Variation: m.variation(),
	}
}

// client draws how a client behaves.
func (m *maker) client(c *httpx.ClientConfig) {
	c.Multiplexing, c.Signals = m.multiplexing(), httpx.Signals(m.IntN(4))
	c.Version, c.Total, c.MaxIdle = httpx.Version(m.IntN(3)), m.upTo(10_000_000), m.upTo(10_000_000)
	c.Pipeline, c.HeedTimeout, c.HeaderApart, c.Costs = m.upTo(1000), m.some(), m.some(), m.costs()
	c.Cache, c.Expect, c.HalfClose, c.ProxyConnection = m.some(), m.time(), m.some(), m.some()
}

func (m *maker) url() string {
	return pick(m, []string{"http://", "https://"}) + pick(m, m.s.Names).Name + pick(m, []string{"", ":8080"}) +
		pick(m, []string{"", "/", "/a%20b?c=d&e=\"#f", "/: - {}"})
}

func (m *maker) page(name string) scenario.Page {
	p := scenario.Page{Name: name}
	for i := range 1 + m.IntN(5) {
		o := scenario.NewObject()
		o.ID, o.URL = pick(m, []string{"o", "yes", "- ", "0"})+fmt.Sprint(i), m.url()
		if i > 0 {
			o.Parent = p.Objects[m.IntN(i)].ID
		}
		if m.some() {
			o.Method, o.Type, o.Status = pick(m, []string{"GET", "POST", "!x"}), m.name(i), 200+m.upTo(399)
			o.At, o.After, o.Size, o.Think = m.upTo(1<<40), m.time(), m.upTo(1<<40), m.time()
			o.RequestHeader, o.RequestBody, o.Header = m.upTo(1<<24), m.upTo(1<<40), m.upTo(1<<24)
		}
		m.content(&o.Resource)
		p.Objects = append(p.Objects, o)
	}
	return p
}

// traffic draws what a load asks for.
func (m *maker) traffic(t *scenario.Traffic) {
	hours := func() vtime.Time { return vtime.Time(3600+m.IntN(1e6)) * vtime.Second }
	t.Duration, t.WarmUp = hours(), vtime.Time(m.IntN(3600))*vtime.Second
	if m.some() {
		t.Every, t.Arrivals, t.Interval = hours(), scenario.PoissonArrivals, 2*hours()
	}
	t.Think, t.Thinking = m.time(), httpx.Variation{Spread: httpx.LogNormal, Shape: m.upTo(10_000)}
	for range 1 + m.IntN(3) {
		p := scenario.Part{Class: m.text(), Weight: 1 + m.upTo(9_999_999), URL: m.url(), Method: "GET"}
		if m.some() {
			p.Method, p.RequestHeader, p.RequestBody = "POST", m.upTo(1<<24), m.upTo(1<<40)
		}
		t.Mix = append(t.Mix, p)
	}
}

func (m *maker) workload() scenario.Workload {
	w := scenario.NewWorkload()
	w.Name, w.Client = m.text(), m.host()
	if m.some() {
		w.Start, w.Count, w.Pause, w.Nagle = m.time(), 1+m.upTo(9_999_999), m.time(), m.some()
	}
	w.Kind = scenario.Kind(m.IntN(5))
	if m.some() {
		w.From = []string{"10.0.0.1", "192.168.0.9"}
	}
	switch {
	case w.Kind == scenario.LoadPage && len(m.s.Pages) > 0:
		w.Page, w.PerHost = pick(m, m.s.Pages).Name, m.upTo(1000)
	case w.Kind == scenario.LoadPage || w.Kind == scenario.Requests:
		w.Kind, w.URL = scenario.Requests, m.url()
		w.Method, w.AtOnce = pick(m, []string{"GET", "POST"}), 1+m.upTo(9_999_999)
		w.Ranges = pick(m, []string{"", "0-9", "-5,7-"})
		w.RequestHeader, w.RequestBody = m.upTo(1<<24), m.upTo(1<<40)
	case w.Kind == scenario.Load:
		w.Count, w.Pause = 1, 0
		m.traffic(&w.Traffic)
	default:
		w.Server = m.host()
		w.Port = m.port(w.Server)
	}
	switch {
	case w.Kind == scenario.Bulk:
		w.Bytes = m.upTo(1 << 40)
	case w.Kind != scenario.Connects && m.some():
		w.KeepAlive, w.IdleTimeout, w.PortPatience, w.Timeout = m.some(), m.time(), m.time(), m.time()
		w.Users = 1 + m.upTo(99_999)
		m.client(&w.ClientConfig)
		if len(m.s.Proxies) > 0 {
			w.Proxy = fmt.Sprintf("%s:%d", m.s.Proxies[0].Host, m.s.Proxies[0].Port)
			w.Version %= 2
		}
		w.Browsing = httpx.Browsing{
			ByUrgency: m.some(), Speculative: m.upTo(100), HeadStart: m.time(), Apart: m.time(), Backup: m.time(),
			Delayable: m.upTo(1000), Prepare: m.time(), Commit: m.time(), Evaluate: m.time(), Layout: m.time(),
			Issue: m.time(), Process: m.time(), Render: m.time(), Settle: m.time(),
		}
		w.TLS = tls.ClientConfig{
			Config: m.tls(), KeyShare: tls.Group(m.IntN(4)), Hello: m.upTo(tls.MaxRecord), Resume: m.some(),
			EarlyData: m.some(), FalseStart: m.some(),
		}
	}
	return w
}
