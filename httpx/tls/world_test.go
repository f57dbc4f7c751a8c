package tls

import (
	"io"
	"math/rand/v2"
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
	rtt = 20 * ms
)

// world is a client and a server at the two ends of a wire without a rate, 10 ms long.
type world struct {
	t        *testing.T
	kernel   *sim.Kernel
	net      *stack.Net
	client   *stack.Host
	server   *stack.Host
	random   *rand.Rand
	cfg      ClientConfig
	cache    Cache
	of       *Server
	alpn     [2][]string // of the client and the server
	computed vtime.Time
}

// newWorld makes one whose ends speak both versions.
func newWorld(t *testing.T, change ...func(*ClientConfig, *ServerConfig)) *world {
	w := &world{t: t, kernel: sim.New(1)}
	w.net, w.random = stack.NewNet(w.kernel, true), w.kernel.Stream("test")
	cfg, ok := stack.ProfileConfig("linux")
	require.True(t, ok)
	for i, name := range []string{"client", "server"} {
		h, err := w.net.AddHost(name, cfg, false)
		require.NoError(t, err)
		*[]**stack.Host{&w.client, &w.server}[i] = h
	}
	at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, 0, last}) }
	wire := link.Config{Delay: rtt / 2, MTU: 1500}
	_, _, err := w.net.Connect(stack.Side{Host: w.client, Addr: at(1), Wire: wire},
		stack.Side{Host: w.server, Addr: at(2), Wire: wire}, ip.PrefixFrom(at(0), 24))
	require.NoError(t, err)
	w.net.ComputeRoutes()
	both := Config{Newest: TLS13, Oldest: TLS12, CloseNotify: true}
	w.cfg = ClientConfig{Config: both, KeyShare: Hybrid, Resume: true}
	server := &ServerConfig{
		Config: both, Certificate: 1000, Chain: 1000, Tickets: 2, TicketSize: 200, TicketLifetime: 3600 * vtime.Second,
	}
	for _, c := range change {
		c(&w.cfg, server)
	}
	w.of = NewServer(server, "server.example", w.random)
	return w
}

func (w *world) options(end int) Options {
	return Options{
		Kernel: w.kernel, Random: w.random, ALPN: w.alpn[end],
		Compute: func(d vtime.Time) {
			w.computed += d
			w.kernel.Running().Sleep(d, cause.Host)
		},
	}
}

// listen serves connections with fn, one after the other.
func (w *world) listen(fn func(p *sim.Proc, c *stack.Socket)) {
	l, err := w.server.ListenOn(443, 10)
	require.NoError(w.t, err)
	require.NoError(w.t, l.SetOption(stack.NoDelay, 1))
	w.server.GoDaemon("server", func(p *sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			fn(p, c)
		}
	})
}

// echo answers each line that it reads with as many bytes as the line has, and
// closes at the end.
func (w *world) echo(into *[]*Handshake, errs *[]error) {
	w.listen(func(_ *sim.Proc, c *stack.Socket) {
		s := w.of.Session(c, w.options(1))
		*into = append(*into, s.State())
		err := s.Handshake()
		for buf := make([]byte, 1<<15); err == nil; {
			var n int
			if n, err = s.Read(buf); n > 0 {
				_, err = s.Writev(bytesOf(buf[:n:n]))
				buf = make([]byte, 1<<15)
			}
		}
		*errs = append(*errs, err)
		_ = s.Close()
	})
}

// dial connects, without a handshake.
func (w *world) dial(early bool) (*Session, *stack.Socket) {
	c, err := w.client.Dial(w.server.Addrs()[0], 443)
	require.NoError(w.t, err)
	require.NoError(w.t, c.SetOption(stack.NoDelay, 1))
	return Client(c.Socket, w.options(0), &w.cfg, &w.cache, "server.example", "server.example:443", early), c.Socket
}

// run runs a client to the end of everything; nothing may be left then.
func (w *world) run(fn func(p *sim.Proc)) {
	w.client.Go("client", fn)
	out := w.kernel.Run(sim.Bounds{})
	require.Equal(w.t, sim.Done, out.End, "%v", out.Waiting)
	for _, h := range w.net.Hosts() {
		require.Zero(w.t, h.Blocks(), h.Name())
	}
	w.kernel.Shutdown()
}

// exchange sends n bytes and waits for as many.
func exchange(t *testing.T, s *Session, n int) {
	_, err := s.Writev(stack.Payload{Len: n})
	require.NoError(t, err)
	_, err = io.ReadFull(s, make([]byte, n))
	require.NoError(t, err)
}
