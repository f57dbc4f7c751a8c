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

// newWorld joins two hosts of a profile; change may alter their configuration.
func newWorld(t *testing.T, profile string, seed uint64, wire link.Config, change ...func(*Config)) *world {
	cfg, ok := ProfileConfig(profile)
	require.True(t, ok)
	for _, c := range change {
		c(&cfg)
	}
	w := &world{t: t, kernel: sim.New(seed)}
	w.net = NewNet(w.kernel, true)
	w.a, _ = w.net.AddHost("a", cfg, false)
	w.b, _ = w.net.AddHost("b", cfg, false)
	var err error
	w.ab, w.ba, err = w.net.Connect(Side{w.a, addr("10.0.0.1"), wire}, Side{w.b, addr("10.0.0.2"), wire}, prefix("10.0.0.0/24"))
	require.NoError(t, err)
	w.net.ComputeRoutes()
	return w
}

// run ends the run in good order.
func (w *world) run() sim.Outcome {
	out := w.kernel.Run(sim.Bounds{Until: 3600 * vtime.Second, Events: 50e6})
	w.kernel.Shutdown()
	return out
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
