package httpx

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/stack"
)

// proxied is a world in which requests go by way of proxies: client, proxy 1, proxy
// 2, web. Each hop takes 10 ms one way.
type proxied struct {
	*world
	hosts   []*stack.Host // of the proxies, that next to the client first
	proxies []*Proxy
}

// newProxied puts proxies between the client and the web server, the first one next
// to the client.
func newProxied(t *testing.T, kinds []ProxyKind, change ...func(*setup)) *proxied {
	w := &proxied{world: newWorld(t, change...)}
	s := setup{profile: "linux"}
	for _, c := range change {
		c(&s)
	}
	last := w.client.Host
	for i := range kinds {
		cfg, _ := stack.ProfileConfig(s.profile)
		h, err := w.net.AddHost(fmt.Sprintf("proxy%d", i+1), cfg, false)
		require.NoError(t, err)
		w.hosts = append(w.hosts, h)
		w.join(byte(10+i), last, h)
		last = h
	}
	w.join(99, last, w.webHost)
	w.net.ComputeRoutes()
	w.server.IdleTimeout = 75 * sec
	far := w.webHost.Addrs()[1]
	w.names.Zone = names.Addresses(map[string]ip.Addr{"shop.example": far}, 300*sec)
	for i, kind := range kinds {
		x := &Proxy{
			ProxyConfig: ProxyConfig{Kind: kind, Buffer: 64 << 10, Tunnels: true,
				Upstream: ClientConfig{KeepAlive: true, IdleTimeout: 60 * sec}},
			Front: &Server{Host: w.hosts[i], Port: 3128, Recorder: w.rec, ServerConfig: ServerConfig{
				Backlog: 128, KeepAlive: true, IdleTimeout: 60 * sec, LingerTimeout: LingerTimeout, LingerTime: LingerTime}},
			Resolver: &names.Resolver{Host: w.hosts[i], Static: w.names.Zone.Static(), Book: &w.rec.Book},
			Workload: fmt.Sprintf("proxy%d", i+1),
		}
		w.proxies = append(w.proxies, x)
	}
	for i := range kinds {
		peer := w.peer(i)
		if i == 0 {
			w.client.Proxy = &peer
		} else {
			w.proxies[i-1].Next = &peer
		}
	}
	return w
}

func (w *proxied) join(net byte, a, b *stack.Host) {
	at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, net, last}) }
	wire := link.Config{Delay: 10 * ms, MTU: 1500}
	_, _, err := w.net.Connect(stack.Side{Host: a, Addr: at(1), Wire: wire},
		stack.Side{Host: b, Addr: at(2), Wire: wire}, ip.PrefixFrom(at(0), 24))
	require.NoError(w.t, err)
}

// peer is the i-th proxy as others see it.
func (w *proxied) peer(i int) Peer {
	return Peer{Addr: w.hosts[i].Addrs()[0], Port: 3128, Name: w.hosts[i].Name()}
}

// startAll starts the server and the proxies.
func (w *proxied) startAll() {
	w.start()
	w.startProxies()
}

func (w *proxied) startProxies() {
	for _, x := range w.proxies {
		require.NoError(w.t, x.Start())
	}
}

// allGone checks that no connection of anybody is left.
func (w *proxied) allGone() {
	for _, c := range w.net.Connections() {
		for _, e := range []*stack.End{c.Client, c.Server} {
			require.False(w.t, e != nil && e.IsOpen, "connection %d: an end at %v is open", c.ID, e)
		}
	}
	for _, x := range w.proxies {
		require.Zero(w.t, x.Front.open)
		require.Empty(w.t, x.users)
		require.Empty(w.t, x.client.conns)
		for _, g := range x.client.groups {
			require.Empty(w.t, g.queue)
			require.Zero(w.t, g.open)
		}
		for _, n := range x.asked {
			require.Zero(w.t, n)
		}
	}
}

// fetch gets a path from the shop.
func (w *proxied) fetch(p *sim.Proc, path string) *Transaction {
	return w.get(p, Request{URL: page(path)})
}
