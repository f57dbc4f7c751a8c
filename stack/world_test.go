package stack

import (
	"fmt"
	"io"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

const ms = vtime.Millisecond

// world is two hosts on one link.
type world struct {
	t      *testing.T
	kernel *sim.Kernel
	cfg    Config // of hosts that are added
	net    *Net
	a, b   *Host
	ab, ba *link.Wire
}

func addr(s string) ip.Addr {
	a, err := ip.ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return a
}

func prefix(s string) ip.Prefix {
	p, err := ip.ParsePrefix(s)
	if err != nil {
		panic(err)
	}
	return p
}

// newPlain is a world without hosts yet; change may alter their configuration.
func newPlain(t *testing.T, profile string, seed uint64, change ...func(*Config)) *world {
	cfg, ok := ProfileConfig(profile)
	require.True(t, ok)
	for _, c := range change {
		c(&cfg)
	}
	w := &world{t: t, kernel: sim.New(seed), cfg: cfg}
	w.net = NewNet(w.kernel, true)
	return w
}

// newWorld joins two hosts of a profile; change may alter their configuration.
func newWorld(t *testing.T, profile string, seed uint64, wire link.Config, change ...func(*Config)) *world {
	w := newPlain(t, profile, seed, change...)
	w.a, w.b = w.host("a"), w.host("b")
	w.ab, w.ba = w.join(w.a, w.b, wire)
	w.net.ComputeRoutes()
	return w
}

func (w *world) host(name string) *Host {
	h, err := w.net.AddHost(name, w.cfg, false)
	require.NoError(w.t, err)
	return h
}

func (w *world) router(name string) *Host {
	h, err := w.net.AddHost(name, w.cfg, true)
	require.NoError(w.t, err)
	return h
}

// join links two hosts: the n-th link, from 0, is 10.0.n.0/24, where the first
// host is 10.0.n.1 and the second 10.0.n.2.
func (w *world) join(a, b *Host, wire link.Config) (ab, ba *link.Wire) {
	return w.joinBy(a, b, wire, wire)
}

// joinBy links two hosts by wires that differ: one each way.
func (w *world) joinBy(a, b *Host, there, back link.Config) (ab, ba *link.Wire) {
	n := byte(len(w.net.Links()))
	at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, 0, n, last}) }
	ab, ba, err := w.net.Connect(Side{a, at(1), there}, Side{b, at(2), back}, ip.PrefixFrom(at(0), 24))
	require.NoError(w.t, err)
	return ab, ba
}

// run ends the run in good order.
func (w *world) run() sim.Outcome {
	out := w.kernel.Run(sim.Bounds{Until: 24 * 60 * vtime.Minute, Events: 50e6})
	w.kernel.Shutdown()
	w.balance()
	return out
}

// balance checks that every packet is in the pool or on a wire.
func (w *world) balance() {
	onWires := uint64(0)
	for _, wire := range w.net.Wires() {
		s := wire.Stats()
		require.Equal(w.t, s.Sent+s.Duplicated, s.Delivered+s.DroppedAll()+s.InFlight, wire.Name())
		onWires += s.InFlight
	}
	require.EqualValues(w.t, onWires, len(w.net.packets)-len(w.net.pool), "packets that were taken and not released")
	require.Equal(w.t, octets{net: w.net}, w.net.none, "octets that were changed and belong to no packet")
}

// open lists the ends that are open, with what binds each: who waits for what.
func (w *world) open() (list string) {
	for _, c := range w.net.Connections() {
		for _, e := range []*End{c.Client, c.Server} {
			if e != nil && e.IsOpen {
				why, _ := e.Half.Chrono.Current()
				list += fmt.Sprintf("\n%s, %v to %v: %v", e.Host.name, e.Local(), e.Remote(), why)
			}
		}
	}
	return list
}

// connections counts those of a host, TIME-WAIT included.
func connections(h *Host) int { return h.conns.n + h.waits.rests.n }

// clean checks that hosts hold nothing any more.
func (w *world) clean() {
	for _, h := range w.net.Hosts() {
		require.Zero(w.t, connections(h), "%s has connections", h.name)
		require.Zero(w.t, h.waits.first, "%s has connections in TIME-WAIT", h.name)
		require.Empty(w.t, h.listeners, "%s has listeners", h.name)
		require.Empty(w.t, h.datagrams, "%s has UDP sockets", h.name)
		require.Empty(w.t, h.ports.bound, "%s has bound ports", h.name)
		require.Empty(w.t, h.ports.conns, "%s has ports in use", h.name)
	}
	require.Equal(w.t, len(w.net.packets), len(w.net.pool), "a packet is still on its way")
}

// on runs a process to its end, and the world until nothing happens any more.
func (w *world) on(h *Host, fn func(p *sim.Proc)) vtime.Time {
	done := vtime.Never
	h.Go("test", func(p *sim.Proc) {
		fn(p)
		done = p.Now().Now
	})
	w.run()
	require.NotEqual(w.t, vtime.Never, done, "the process did not come to its end")
	return done
}

// hold is a server that accepts and does nothing more. It returns the accepted
// sockets.
func hold(h *Host, port uint16, backlog int) *[]*Socket {
	all := &[]*Socket{}
	h.GoDaemon("hold", func(p *sim.Proc) {
		l, err := h.ListenOn(port, backlog)
		if err != nil {
			panic(err)
		}
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			*all = append(*all, c)
		}
	})
	return all
}

// printer shows what passes on wires.
type printer struct{ t *testing.T }

func (p printer) line(at vtime.Stamp, w *link.Wire, f *link.Frame, what string) {
	v := Inspect(f)
	text := ""
	if v.TCP != nil {
		text = string(v.TCP.Segment.AppendText(nil, 0, 0))
	}
	p.t.Logf("%10s %s %s %s", at.Now, w.Name(), what, text)
}
func (p printer) Sent(at vtime.Stamp, w *link.Wire, f *link.Frame) { p.line(at, w, f, "sent") }
func (p printer) Dropped(at vtime.Stamp, w *link.Wire, f *link.Frame, why link.Drop) {
	p.line(at, w, f, fmt.Sprint("dropped: ", why))
}
func (p printer) Delivered(vtime.Stamp, *link.Wire, *link.Frame) {}

func (w *world) show() {
	w.ab.SetTap(printer{w.t})
	w.ba.SetTap(printer{w.t})
}

// echo is a server that answers each message of n bytes with m zero bytes after
// a time, until the client closes.
func echo(h *Host, port uint16, n, m int, think vtime.Time) {
	h.GoDaemon("echo", func(p *sim.Proc) {
		l, err := h.ListenOn(port, 128)
		if err != nil {
			panic(err)
		}
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			h.GoDaemon("echo-conn", func(p *sim.Proc) {
				defer c.Close()
				buf := make([]byte, n)
				for {
					if _, err := io.ReadFull(Conn{c}, buf); err != nil {
						return
					}
					p.Sleep(think, 0)
					if _, err := c.WriteZeros(m); err != nil {
						return
					}
				}
			})
		}
	})
}

// ask sends n bytes and reads m.
func ask(c Conn, n, m int) error {
	if _, err := c.Write(make([]byte, n)); err != nil {
		return err
	}
	for left := int64(m); left > 0; {
		k, err := c.Discard(left)
		if err != nil {
			return err
		}
		left -= int64(k)
	}
	return nil
}

func TestRequestOverFreshConnection(t *testing.T) {
	w := newWorld(t, "rfc", 1, link.Config{Delay: 25 * ms, MTU: 1500})
	w.show()
	echo(w.b, 80, 100, 1000, 7*ms)
	var done vtime.Time
	w.a.Go("client", func(p *sim.Proc) {
		c, err := w.a.Dial(addr("10.0.0.2"), 80)
		require.NoError(t, err)
		require.NoError(t, ask(c, 100, 1000))
		done = p.Now().Now
		require.NoError(t, c.Close())
	})
	out := w.run()
	require.Equal(t, sim.Done, out.End, out)
	require.Equal(t, 107*ms, done) // two round trips and the server's time
}

// The textbook's example: 20 KB over a round trip of 56 ms, 40 ms at the
// server, initial window 4, serialisation ignored.
func TestTextbookTransfer(t *testing.T) {
	for _, iw := range []struct {
		window int64
		fresh  vtime.Time
	}{{1, 320 * ms}, {2, 320 * ms}, {3, 264 * ms}, {4, 264 * ms}, {10, 208 * ms}} {
		w := newWorld(t, "linux", 1, link.Config{Delay: 28 * ms, MTU: 1500}, func(c *Config) {
			c.TCP.InitialWindow = iw.window
			c.TCP.IdleRule = 0
		})
		echo(w.b, 80, 100, 20480, 40*ms)
		var fresh, warm vtime.Time
		w.a.Go("client", func(p *sim.Proc) {
			c, err := w.a.Dial(addr("10.0.0.2"), 80)
			require.NoError(t, err)
			require.NoError(t, ask(c, 100, 20480))
			fresh = p.Now().Now
			require.NoError(t, ask(c, 100, 20480))
			warm = p.Now().Now - fresh
			require.NoError(t, c.Close())
		})
		require.Equal(t, sim.Done, w.run().End)
		require.Equal(t, iw.fresh, fresh, "fresh, window %d", iw.window)
		require.Equal(t, 96*ms, warm, "warm, window %d", iw.window)
	}
}
