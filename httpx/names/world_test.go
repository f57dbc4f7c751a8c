package names

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
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

var web, web6 = addr("10.9.9.9"), addr("2001:db8::9")

func addr(s string) ip.Addr {
	a, err := ip.ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return a
}

// world is a client in the middle of name servers, each on a wire of its own: the
// first 5 ms away, the next 10 ms, and so on.
type world struct {
	t       *testing.T
	kernel  *sim.Kernel
	net     *stack.Net
	book    Book
	client  *stack.Host
	servers []*Server
	r       *Resolver
}

// plan is what a world is made from.
type plan struct {
	seed    uint64
	servers int
	both    bool // the client has addresses of both families
	wire    func(i int, c *link.Config)
}

func newWorld(t *testing.T, p plan) *world {
	w := &world{t: t, kernel: sim.New(p.seed)}
	w.net = stack.NewNet(w.kernel, true)
	host := func(name string, router bool) *stack.Host {
		cfg, ok := stack.ProfileConfig("linux")
		require.True(t, ok)
		h, err := w.net.AddHost(name, cfg, router)
		require.NoError(t, err)
		return h
	}
	w.client = host("client", true)
	w.r = &Resolver{Host: w.client, Book: &w.book,
		Config: Config{Timeout: 5 * sec, Attempts: 2, EDNS: 1232, KeepNo: 60 * sec}}
	for i := range max(p.servers, 1) {
		h := host(fmt.Sprintf("dns%d", i+1), false)
		c := link.Config{Delay: vtime.Time(i+1) * 5 * ms}
		if p.wire != nil {
			p.wire(i, &c)
		}
		back := c
		back.LosePackets = nil // those are of the client's direction
		at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, byte(i), last}) }
		_, _, err := w.net.Connect(stack.Side{Host: w.client, Addr: at(1), Wire: c},
			stack.Side{Host: h, Addr: at(2), Wire: back}, ip.PrefixFrom(at(0), 24))
		require.NoError(t, err)
		s := &Server{Host: h, No: 300 * sec, Book: &w.book, Zone: Zone{
			"shop.example": {Addrs: []ip.Addr{web}, TTL: 300 * sec},
			"six.example":  {Addrs: []ip.Addr{web6}, TTL: 300 * sec},
			"both.example": {Addrs: []ip.Addr{web, web6}, TTL: 300 * sec},
			"www.example":  {Alias: "cdn.example", TTL: 20 * sec},
			"cdn.example":  {Alias: "shop.example", TTL: 100 * sec},
			"none.example": {},
			"a.example":    {Alias: "b.example", TTL: 300 * sec},
			"b.example":    {Alias: "a.example", TTL: 300 * sec},
			"out.example":  {Alias: "else.test", TTL: 300 * sec},
			"big.example":  {Addrs: many(40), TTL: 300 * sec},
			"huge.example": {Addrs: many(90), TTL: 300 * sec},
		}}
		w.servers = append(w.servers, s)
		w.r.Servers = append(w.r.Servers, s.Addr())
	}
	if p.both {
		h := host("six", false)
		_, _, err := w.net.Connect(stack.Side{Host: w.client, Addr: addr("2001:db8::1")},
			stack.Side{Host: h, Addr: addr("2001:db8::2")}, ip.PrefixFrom(addr("2001:db8::"), 64))
		require.NoError(t, err)
	}
	w.net.ComputeRoutes()
	return w
}

func many(n int) (all []ip.Addr) {
	for i := range n {
		all = append(all, ip.AddrFrom4([4]byte{10, 8, 0, byte(i)}))
	}
	return all
}

// start starts all servers.
func (w *world) start() {
	for _, s := range w.servers {
		require.NoError(w.t, s.Start())
	}
}

// run runs a process of the client to its end, and the world with it.
func (w *world) run(fn func(p *sim.Proc)) {
	done := false
	w.client.Go("test", func(p *sim.Proc) {
		fn(p)
		done = true
	})
	w.kernel.Run(sim.Bounds{Events: 1_000_000})
	require.True(w.t, done)
	w.kernel.Shutdown()
}

// look resolves a name and waits for the answer.
func (w *world) look(p *sim.Proc, name string) (l *Lookup, all []ip.Addr, err error) {
	var q sim.WaitQueue
	done := false
	w.r.Resolve(name, func(lookup *Lookup, addrs []ip.Addr, e error) {
		l, all, err, done = lookup, addrs, e, true
		q.WakeAll()
	})
	if !done {
		p.Wait(&q, "the name")
	}
	return l, all, err
}

func wait(p *sim.Proc, d vtime.Time) { p.Sleep(d, cause.Host) }
