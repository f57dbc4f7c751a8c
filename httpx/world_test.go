package httpx

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/httpx/tls"
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

// world is a client, a web server and a name server, each on a wire of its own
// to the client: 10 ms one way to the web server, 5 ms to the name server.
type world struct {
	t       *testing.T
	kernel  *sim.Kernel
	net     *stack.Net
	rec     *Recorder
	client  *Client
	server  *Server
	names   *names.Server
	webHost *stack.Host
	web     ip.Addr
	served  map[string]Resource
}

// setup changes a world before it is built.
type setup struct {
	seed    uint64
	profile string
	config  func(*stack.Config)
	wire    link.Config // to the web server
	dns     link.Config
}

// cutOff loses all that goes to or from the web server, cutOffNames the name server's.
func cutOff(s *setup)      { s.wire.Loss = link.Whole }
func cutOffNames(s *setup) { s.dns.Loss = link.Whole }

func newWorld(t *testing.T, change ...func(*setup)) *world {
	s := setup{seed: 1, profile: "linux", wire: link.Config{Delay: 10 * ms, MTU: 1500}, dns: link.Config{Delay: 5 * ms}}
	for _, c := range change {
		c(&s)
	}
	w := &world{t: t, kernel: sim.New(s.seed), rec: NewRecorder(), served: map[string]Resource{}}
	w.net = stack.NewNet(w.kernel, true)
	host := func(name string) *stack.Host {
		cfg, ok := stack.ProfileConfig(s.profile)
		require.True(t, ok)
		if s.config != nil {
			s.config(&cfg)
		}
		h, err := w.net.AddHost(name, cfg, false)
		require.NoError(t, err)
		return h
	}
	c, dns := host("client"), host("dns")
	w.webHost = host("web")
	join := func(net byte, b *stack.Host, wire link.Config) {
		at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, net, last}) }
		back := wire
		back.LosePackets = nil // those are of the client's direction
		_, _, err := w.net.Connect(stack.Side{Host: c, Addr: at(1), Wire: wire},
			stack.Side{Host: b, Addr: at(2), Wire: back}, ip.PrefixFrom(at(0), 24))
		require.NoError(t, err)
	}
	join(1, w.webHost, s.wire)
	join(2, dns, s.dns)
	w.net.ComputeRoutes()
	w.web = w.webHost.Addrs()[0]
	w.names = &names.Server{
		Host: dns, Zone: names.Addresses(map[string]ip.Addr{"shop.example": w.web}, 300*sec), Book: &w.rec.Book,
	}
	w.client = &Client{
		Host: c, Recorder: w.rec, ClientConfig: ClientConfig{PerHost: 6, KeepAlive: true},
		Resolver: &names.Resolver{
			Host: c, Static: w.names.Zone.Static(), Config: names.Config{Timeout: 5 * sec, Attempts: 3}, Book: &w.rec.Book,
		},
	}
	w.server = &Server{
		Host: w.webHost, Port: 80, Recorder: w.rec,
		ServerConfig: ServerConfig{Backlog: 128, KeepAlive: true, LingerTimeout: LingerTimeout, LingerTime: LingerTime},
		Find: func(host, path, _ string) (Resource, bool) {
			r, ok := w.served[host+path]
			return r, ok
		},
	}
	return w
}

// encrypt makes the server and the client speak TLS 1.3.
func (w *world) encrypt() {
	both := tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, CloseNotify: true}
	w.client.TLS = tls.ClientConfig{Config: both, Resume: true}
	w.server.TLS = &tls.ServerConfig{Config: both, Tickets: 2, TicketLifetime: 300 * sec}
}

// start starts our own web server.
func (w *world) start() { require.NoError(w.t, w.server.Start()) }

// lookUp makes the client look names up over the network.
func (w *world) lookUp() {
	require.NoError(w.t, w.names.Start())
	w.client.Resolver.Static, w.client.Resolver.Servers = nil, []stack.Addr{w.names.Addr()}
}

// foreign starts a web server that does as it is told with each connection.
func (w *world) foreign(serve func(p *sim.Proc, c *stack.Socket, n int)) {
	l, err := w.webHost.ListenOn(80, 128)
	require.NoError(w.t, err)
	w.webHost.GoDaemon("foreign", func(*sim.Proc) {
		for n := 1; ; n++ {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			w.webHost.GoDaemon("foreign-connection", func(p *sim.Proc) { serve(p, c, n) })
		}
	})
}

// readRequest reads up to the end of a header; false at the end of the stream.
func readRequest(c *stack.Socket) bool {
	var got strings.Builder
	for !strings.HasSuffix(got.String(), "\r\n\r\n") {
		b := make([]byte, 1)
		if _, err := io.ReadFull(stack.Conn{Socket: c}, b); err != nil {
			return false
		}
		got.Write(b)
	}
	return true
}

// says answers each request with a text, and closes after the last one if told.
func says(closing bool, texts ...string) func(*sim.Proc, *stack.Socket, int) {
	return func(_ *sim.Proc, c *stack.Socket, _ int) {
		for i := 0; readRequest(c); i++ {
			if i < len(texts) {
				_, _ = c.Write([]byte(texts[i]))
			}
			if closing && i >= len(texts)-1 {
				break
			}
		}
		_ = c.Close()
	}
}

func page(path string) URL { return URL{Scheme: "http", Host: "shop.example", Port: 80, Path: path} }

// get fetches and waits for the end.
func (w *world) get(p *sim.Proc, req Request) *Transaction {
	tx := &Transaction{}
	var q sim.WaitQueue
	w.client.Fetch(req, tx, q.WakeAll)
	if !tx.Finished {
		p.Wait(&q, "a response")
	}
	return tx
}

// browse runs a process on the client's host to the end, after which the client
// is closed, and checks that nothing is left over.
func (w *world) browse(fn func(p *sim.Proc)) {
	w.run(fn)
	w.kernel.Shutdown()
}

// run is browse, and returns the processes that are left.
func (w *world) run(fn func(p *sim.Proc)) []string {
	w.client.Host.Go("test", func(p *sim.Proc) {
		fn(p)
		w.client.Close()
	})
	out := w.kernel.Run(sim.Bounds{Events: 5e6, Until: 3 * 3600 * sec})
	require.Equal(w.t, sim.Done, out.End, "%+v", out)
	w.nothingLeft()
	return w.kernel.Living()
}

// nothingLeft checks that every transaction has ended and that no connection of
// the client is left.
func (w *world) nothingLeft() {
	for _, tx := range w.rec.Transactions {
		require.True(w.t, tx.Finished, "%s has not ended", tx.URL)
	}
	require.Empty(w.t, w.client.conns)
	require.Empty(w.t, w.client.naming)
	for _, g := range w.client.groups {
		require.Empty(w.t, g.queue)
		require.Empty(w.t, g.idle)
		require.Empty(w.t, g.opening)
		require.Zero(w.t, g.open)
	}
	for _, c := range w.net.Connections() {
		if c.Client != nil && c.Client.Host == w.client.Host {
			require.False(w.t, c.Client.IsOpen, "connection %d of the client is open", c.ID)
		}
	}
}

// wait lets time pass on the client.
func wait(p *sim.Proc, d vtime.Time) { p.Sleep(d, cause.Host) }

func ids(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("/%d", i))
	}
	return all
}
