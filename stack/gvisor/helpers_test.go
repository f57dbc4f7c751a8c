package gvisor_test

import (
	"io"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
	"github.com/rttlab/rttlab/stack/gvisor"
	"github.com/stretchr/testify/require"
)

// kind is whose stack runs a host.
type kind bool

const (
	ours  kind = false
	other kind = true
)

// pair is a client and a server with a wire between them.
type pair struct {
	t              testing.TB
	kernel         *sim.Kernel
	net            *stack.Net
	client, server *stack.Host
}

func addr(t testing.TB, s string) ip.Addr {
	t.Helper()
	a, err := ip.ParseAddr(s)
	require.NoError(t, err)
	return a
}

// newPair makes the world; the wire is the same in both directions.
func newPair(t testing.TB, seed uint64, client, server kind, wire link.Config) *pair {
	t.Helper()
	p := makePair(t, seed, client, server, wire)
	t.Cleanup(p.close)
	return p
}

// makePair is newPair for a world that the test closes.
func makePair(t testing.TB, seed uint64, client, server kind, wire link.Config) *pair {
	t.Helper()
	p := &pair{t: t, kernel: sim.New(seed)}
	p.net = stack.NewNet(p.kernel, true)
	cfg, ok := stack.ProfileConfig("linux")
	require.True(t, ok)
	p.client, p.server = p.host("client", client, cfg, gvisor.Default()), p.host("server", server, cfg, gvisor.Default())
	if wire.MTU == 0 {
		wire.MTU = 1500
	}
	p.join(wire, wire, false)
	return p
}

func (p *pair) host(name string, k kind, cfg stack.Config, of gvisor.Config) *stack.Host {
	h, err := p.net.AddHost(name, cfg, false)
	require.NoError(p.t, err)
	if k == other {
		h.Lodge(gvisor.Boot(of))
	}
	return h
}

// join puts the wires between the hosts.
func (p *pair) join(up, down link.Config, six bool) {
	a, b, block := "10.0.0.1", "10.0.0.2", "10.0.0.0/24"
	if six {
		a, b, block = "2001:db8::1", "2001:db8::2", "2001:db8::/64"
	}
	prefix, err := ip.ParsePrefix(block)
	require.NoError(p.t, err)
	_, _, err = p.net.Connect(
		stack.Side{Host: p.client, Addr: addr(p.t, a), Wire: up},
		stack.Side{Host: p.server, Addr: addr(p.t, b), Wire: down}, prefix)
	require.NoError(p.t, err)
	p.net.ComputeRoutes()
}

func (p *pair) close() {
	p.kernel.Shutdown()
	p.net.Close()
}

const port = 80

// serve sends bytes to whoever connects.
func (p *pair) serve(n int) {
	p.server.GoDaemon("serve", func(*sim.Proc) {
		l, err := p.server.ListenOn(port, 16)
		require.NoError(p.t, err)
		for {
			c, err := l.Socket.Accept()
			require.NoError(p.t, err)
			_, err = c.WriteZeros(n)
			require.NoError(p.t, err)
			require.NoError(p.t, c.Close())
		}
	})
}

// fetch reads until the end of the stream.
func (p *pair) fetch(want int) (done *vtime.Time) {
	done = new(vtime.Time)
	p.client.Go("fetch", func(proc *sim.Proc) {
		c, err := p.client.Dial(addr(p.t, "10.0.0.2"), port)
		require.NoError(p.t, err)
		total := 0
		for {
			n, err := c.Discard(1 << 20)
			total += n
			if err == io.EOF {
				break
			}
			require.NoError(p.t, err)
		}
		require.Equal(p.t, want, total)
		require.NoError(p.t, c.Close())
		*done = proc.Now().Now
	})
	return done
}
