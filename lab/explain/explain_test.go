package explain_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/stretchr/testify/require"
)

const ms = vtime.Millisecond

func seeds(normal int) int {
	if n, err := strconv.Atoi(os.Getenv("RTTLAB_SEEDS")); err == nil {
		return n
	}
	return normal
}

// site is a client, a server and a name server around a router.
type site struct {
	kernel *sim.Kernel
	rec    *httpx.Recorder
	client *httpx.Client
	server *httpx.Server
	found  map[string]httpx.Resource
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newSite(profile string, seed uint64, wire link.Config, change func(*stack.Config)) *site {
	s := &site{kernel: sim.New(seed), rec: httpx.NewRecorder(), found: map[string]httpx.Resource{}}
	n := stack.NewNet(s.kernel, true)
	cfg, _ := stack.ProfileConfig(profile)
	if change != nil {
		change(&cfg)
	}
	c := must(n.AddHost("client", cfg, false))
	r := must(n.AddHost("router", cfg, true))
	hosts := []*stack.Host{must(n.AddHost("server", cfg, false)), must(n.AddHost("dns", cfg, false))}
	join := func(net byte, a, b *stack.Host, w link.Config) {
		at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, net, last}) }
		if _, _, err := n.Connect(stack.Side{Host: a, Addr: at(1), Wire: w}, stack.Side{Host: b, Addr: at(2), Wire: w},
			ip.PrefixFrom(at(0), 24)); err != nil {
			panic(err)
		}
	}
	join(0, c, r, wire)
	join(1, r, hosts[0], link.Config{Delay: 5 * ms})
	join(2, r, hosts[1], link.Config{Delay: 2 * ms})
	n.ComputeRoutes()
	web := hosts[0].Addrs()[0]
	names := &httpx.NameServer{Host: hosts[1], Zone: map[string]ip.Addr{"shop.example": web, "cdn.example": web}, Think: 3 * ms, TTL: 300 * vtime.Second}
	if err := names.Start(); err != nil {
		panic(err)
	}
	resolver := &httpx.Resolver{Host: c, Server: names.Addr(), Timeout: 5 * vtime.Second, Retries: 4, Recorder: s.rec}
	s.client = &httpx.Client{Host: c, Resolver: resolver, Recorder: s.rec, PerHost: 6, KeepAlive: true}
	s.server = &httpx.Server{Host: hosts[0], Port: 80, Backlog: 128, KeepAlive: true, Recorder: s.rec,
		Find: func(host, path string) (httpx.Resource, bool) {
			o, ok := s.found[host+path]
			return o, ok
		}}
	if err := s.server.Start(); err != nil {
		panic(err)
	}
	return s
}

func (s *site) serve(host, path string, o httpx.Resource) httpx.Request {
	s.found[host+path] = o
	return httpx.Request{URL: httpx.URL{Scheme: "http", Host: host, Port: 80, Path: path}}
}

// explainAll makes the explanation of everything; those that do not tile panic.
func (s *site) explainAll(t *testing.T) {
	for _, tx := range s.rec.Transactions {
		e := explain.Transaction(s.kernel.Log(), s.rec, tx)
		require.NotNil(t, e, tx.URL)
		var sum vtime.Time
		for _, d := range e.Matrix().ByWhy() {
			sum += d
		}
		require.Equal(t, e.Total(), sum)
		p := explain.PhasesOf(tx)
		require.Equal(t, e.Total(), p.Blocked+p.DNS+p.Connect+p.TLS+p.Send+p.Wait+p.Receive)
	}
	for _, load := range s.rec.Pages {
		e := explain.Page(s.kernel.Log(), s.rec, load)
		require.NotNil(t, e)
		var sum vtime.Time
		for _, d := range e.Matrix().ByWhere() {
			sum += d
		}
		require.Equal(t, e.Total(), sum)
	}
}

func TestFreshRequest(t *testing.T) {
	s := newSite("linux", 1, link.Config{Delay: 20 * ms, MTU: 1500}, nil)
	req := s.serve("shop.example", "/a", httpx.Resource{Size: 40000, Think: 12 * ms})
	s.client.Host.Go("test", func(p *sim.Proc) {
		txs := s.client.Serial(p, req, 2, 100*ms)
		require.NoError(t, txs[1].Err)
		s.client.Close()
	})
	out := s.kernel.Run(sim.Bounds{})
	require.Equal(t, sim.Done, out.End, out.Waiting)
	s.explainAll(t)
	show := func(i int) map[string]string {
		got := map[string]string{}
		e := explain.Transaction(s.kernel.Log(), s.rec, s.rec.Transactions[i])
		for why, d := range e.Matrix().ByWhy() {
			if d > 0 {
				got[cause.Why(why).String()] = d.Millis()
			}
		}
		return got
	}
	// 40,000 bytes and a header are 28 segments: ten in the first round, all in the second.
	require.Equal(t, map[string]string{"name": "47", "connect": "50", "request": "25", "server": "12", "slow start": "50", "response": "25"}, show(0))
	require.Equal(t, map[string]string{"request": "25", "server": "12", "response": "25"}, show(1))
}

func TestSeedsPages(t *testing.T) {
	for seed := range uint64(seeds(60)) {
		r := rand.New(rand.NewPCG(seed, 2))
		wire := link.Config{Delay: vtime.Time(r.IntN(80)) * ms, MTU: 576 + r.IntN(1000), Jitter: vtime.Time(r.IntN(5)) * ms}
		if r.IntN(2) == 0 {
			wire.Rate, wire.Queue = 1<<(17+r.IntN(10)), link.Queue{Packets: 5 + r.IntN(60)}
		}
		if r.IntN(2) == 0 {
			wire.Loss = link.Share(r.IntN(8)) * link.Whole / 100
		}
		s := newSite(stack.Profiles()[r.IntN(3)].Name, seed, wire, func(c *stack.Config) {
			c.TCP.Retries, c.TCP.SYNRetries = 40, 40
			c.TCP.RTOMax = 4 * vtime.Second
		})
		s.client.PerHost = 1 + r.IntN(6)
		s.client.KeepAlive = r.IntN(4) > 0
		s.client.Resolver.Retries = 100
		s.server.MaxRequests = r.IntN(5)
		s.server.Workers = r.IntN(4)
		if r.IntN(2) == 0 {
			s.server.IdleTimeout = vtime.Time(50+r.IntN(500)) * ms
		}
		page := &httpx.Page{Name: "random"}
		for i := range 1 + r.IntN(25) {
			o := httpx.Object{Parent: r.IntN(i+1) - 1}
			if i > 0 && o.Parent < 0 {
				o.Parent = 0
			}
			size := int64(r.IntN(60000))
			o.Request = s.serve([]string{"shop.example", "cdn.example"}[r.IntN(2)], fmt.Sprintf("/%d", i),
				httpx.Resource{Size: size, Think: vtime.Time(r.IntN(50)) * ms, Header: r.IntN(1000)})
			o.Request.Header = r.IntN(2000)
			o.At, o.After = int64(r.IntN(70000)), vtime.Time(r.IntN(30))*ms
			page.Objects = append(page.Objects, o)
		}
		s.client.Host.Go("browser", func(p *sim.Proc) {
			s.client.Load(p, page)
			if r.IntN(2) == 0 {
				p.Sleep(vtime.Time(r.IntN(1000))*ms, cause.Host)
				s.client.Load(p, page)
			}
			s.client.Close()
		})
		out := s.kernel.Run(sim.Bounds{Until: 3600 * 24 * vtime.Second, Events: 5e6})
		require.Equal(t, sim.Done, out.End, "seed %d: %+v", seed, out)
		s.explainAll(t)
		s.kernel.Shutdown()
	}
}
