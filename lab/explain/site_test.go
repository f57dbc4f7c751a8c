package explain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

const (
	ms  = vtime.Millisecond
	sec = vtime.Second
)

// plan is what a site is built from.
type plan struct {
	profile  string
	seed     uint64
	up, down link.Config // between the client and what is next to it
	hops     int         // routers between client and server, 3 ms apart
	dns      link.Config
	config   func(*stack.Config)
}

// site is a client, a web server and a name server.
type site struct {
	t       *testing.T
	kernel  *sim.Kernel
	net     *stack.Net
	rec     *httpx.Recorder
	client  *httpx.Client
	server  *httpx.Server
	names   *names.Server
	webHost *stack.Host
	web     ip.Addr
	found   map[string]httpx.Resource

	slice uint64 // events after which it forgets; 0: it never does
	told  map[any][]string
}

// newSite builds a site: unless told otherwise 20 ms one way to the web server,
// names known, no limits.
func newSite(t *testing.T, change ...func(*plan)) *site {
	p := plan{profile: "linux", seed: 1, dns: link.Config{Delay: 5 * ms}}
	p.up = link.Config{Delay: 20 * ms, MTU: 1500}
	p.down = p.up
	for _, c := range change {
		c(&p)
	}
	s := &site{t: t, kernel: sim.New(p.seed), rec: httpx.NewRecorder(), found: map[string]httpx.Resource{}}
	s.net = stack.NewNet(s.kernel, true)
	c := s.host(&p, "client", false)
	dns := s.host(&p, "dns", false)
	s.webHost = s.host(&p, "web", false)
	last, up, down := c, p.up, p.down
	for i := range p.hops {
		r := s.host(&p, fmt.Sprintf("router%d", i+1), true)
		s.join(byte(10+i), last, r, up, down)
		last, up, down = r, link.Config{Delay: 3 * ms}, link.Config{Delay: 3 * ms}
	}
	s.join(1, last, s.webHost, up, down)
	s.join(2, c, dns, p.dns, p.dns)
	s.net.ComputeRoutes()
	s.web = s.webHost.Addrs()[0]
	zone := map[string]ip.Addr{"shop.example": s.web, "cdn.example": s.web}
	s.names = &names.Server{Host: dns, Zone: names.Addresses(zone, 300*sec), Think: 3 * ms, Book: &s.rec.Book}
	s.client = &httpx.Client{
		Host: c, Recorder: s.rec, ClientConfig: httpx.ClientConfig{PerHost: 6, KeepAlive: true},
		Resolver: &names.Resolver{
			Host: c, Static: s.names.Zone.Static(), Config: names.Config{Timeout: 5 * sec, Attempts: 3}, Book: &s.rec.Book,
		},
	}
	s.server = &httpx.Server{Host: s.webHost, Port: 80, Recorder: s.rec,
		ServerConfig: httpx.ServerConfig{
			Backlog: 128, KeepAlive: true, LingerTimeout: httpx.LingerTimeout, LingerTime: httpx.LingerTime,
		},
		Find: func(host, path, _ string) (httpx.Resource, bool) {
			o, ok := s.found[host+path]
			return o, ok
		}}
	return s
}

func (s *site) host(p *plan, name string, router bool) *stack.Host {
	cfg, ok := stack.ProfileConfig(p.profile)
	require.True(s.t, ok)
	cfg.TCP.Timestamps = false // the laws count segments of 1460 bytes
	if p.config != nil {
		p.config(&cfg)
	}
	h, err := s.net.AddHost(name, cfg, router)
	require.NoError(s.t, err)
	return h
}

func (s *site) join(net byte, a, b *stack.Host, ab, ba link.Config) {
	at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, net, last}) }
	_, _, err := s.net.Connect(stack.Side{Host: a, Addr: at(1), Wire: ab},
		stack.Side{Host: b, Addr: at(2), Wire: ba}, ip.PrefixFrom(at(0), 24))
	require.NoError(s.t, err)
}

func (s *site) start() { require.NoError(s.t, s.server.Start()) }

// lookUp makes the client look names up over the network.
func (s *site) lookUp() {
	require.NoError(s.t, s.names.Start())
	s.client.Resolver.Static, s.client.Resolver.Servers = nil, []stack.Addr{s.names.Addr()}
}

// serve puts a resource on the server and returns the request for it.
func (s *site) serve(host, path string, o httpx.Resource) httpx.Request {
	s.found[host+path] = o
	return httpx.Request{URL: httpx.URL{Scheme: "http", Host: host, Port: 80, Path: path}}
}

// foreign starts a web server that does as it is told with each connection.
func (s *site) foreign(serve func(p *sim.Proc, c *stack.Socket, n int)) {
	l, err := s.webHost.ListenOn(80, 128)
	require.NoError(s.t, err)
	s.webHost.GoDaemon("foreign", func(*sim.Proc) {
		for n := 1; ; n++ {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			s.webHost.GoDaemon("foreign-connection", func(p *sim.Proc) { serve(p, c, n) })
		}
	})
}

// get fetches and waits for the end.
func (s *site) get(p *sim.Proc, req httpx.Request) *httpx.Transaction {
	tx := &httpx.Transaction{}
	var q sim.WaitQueue
	s.client.Fetch(req, tx, q.WakeAll)
	if !tx.Finished {
		p.Wait(&q, "a response")
	}
	return tx
}

// browse runs a process on the client to the end and explains all that happened.
func (s *site) browse(fn func(p *sim.Proc)) {
	s.client.Host.Go("test", func(p *sim.Proc) {
		fn(p)
		s.client.Close()
	})
	if s.slice > 0 {
		s.forgetting()
	}
	out := s.kernel.Run(sim.Bounds{Events: 5e6, Until: 24 * 3600 * sec})
	require.Equal(s.t, sim.Done, out.End, "%+v%s", out, s.open())
	if s.slice == 0 {
		s.explainAll()
	}
	s.nothingLeft()
	s.kernel.Shutdown()
}

// nothingLeft checks that no connection of the client is left over, and so no
// port. That no timer and no process is left is what the end of the run says.
func (s *site) nothingLeft() {
	for _, c := range s.net.Connections() {
		if c.Client != nil && c.Client.Host == s.client.Host {
			require.False(s.t, c.Client.IsOpen, "connection %d of the client is open", c.ID)
		}
	}
	sock := s.client.Host.Socket()
	require.NoError(s.t, sock.Bind(ip.Addr{}, s.client.Host.Config().PortLow))
	require.NoError(s.t, sock.Close())
}

// explainAll makes the explanation of everything and checks that both margins
// and the phases add up; explanations that do not tile panic.
func (s *site) explainAll() {
	for _, tx := range s.rec.Transactions {
		if !tx.Finished {
			require.True(s.t, tx.ForOther && s.abandoned(), "%s has not ended", tx.URL) // nobody waits for it
			continue
		}
		s.requireAbandoned(tx)
		e := s.explain(tx)
		s.addsUp(e)
		p := explain.PhasesOf(tx)
		require.Equal(s.t, e.Total(), p.Blocked+p.DNS+p.Connect+p.TLS+p.Send+p.Wait+p.Receive)
		for _, d := range []vtime.Time{p.Blocked, p.DNS, p.Connect, p.Send, p.Wait, p.Receive} {
			require.GreaterOrEqual(s.t, d, vtime.Time(0))
		}
	}
	for _, load := range s.rec.Pages {
		require.True(s.t, load.Finished)
		e := explain.Page(s.kernel.Log(), s.rec, load)
		require.NotNil(s.t, e)
		require.Equal(s.t, load.Done.Now-load.Start.Now, e.Total())
		s.addsUp(e)
	}
}

func (s *site) explain(tx *httpx.Transaction) *explain.Explanation {
	e := explain.Transaction(s.kernel.Log(), s.rec, tx)
	require.NotNil(s.t, e, tx.URL)
	require.Equal(s.t, tx.Done.Now-tx.Asked.Now, e.Total())
	return e
}

func (s *site) addsUp(e *explain.Explanation) {
	m := e.Matrix()
	var why, where vtime.Time
	for _, d := range m.ByWhy() {
		why += d
	}
	for _, d := range m.ByWhere() {
		where += d
	}
	require.Equal(s.t, e.Total(), why)
	require.Equal(s.t, e.Total(), where)
}

// table is the matrix of an explanation as a test writes it: milliseconds by
// "rule, place".
type table map[string]string

func tableOf(e *explain.Explanation) table {
	t := table{}
	for why, row := range e.Matrix() {
		for where, d := range row {
			if d != 0 {
				t[cause.Why(why).String()+", "+cause.Where(where).String()] = d.Millis()
			}
		}
	}
	return t
}

// wait lets time pass that an application spends.
func wait(p *sim.Proc, d vtime.Time) { p.Sleep(d, cause.Host) }

// roomy lifts the limits that are not the subject: buffers, delayed
// acknowledgements, and the idle rule.
func roomy(c *stack.Config) {
	c.TCP.SendBuffer, c.TCP.ReceiveBuffer, c.TCP.WindowScaling = 8<<20, 8<<20, true
	c.TCP.SendTuning, c.TCP.ReceiveTuning, c.TCP.BufferUnit = false, false, 0 // of bytes
	c.TCP.DelayedAck, c.TCP.IdleRule, c.TCP.InitialThreshold = 0, 0, 0
	c.TCP.InitialRule = 0
}

// allProfiles are the names of the profiles.
func allProfiles() []string {
	var all []string
	for _, p := range stack.Profiles() {
		all = append(all, p.Name)
	}
	return all
}
