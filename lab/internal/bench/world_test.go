package bench

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

const (
	ms       = vtime.Millisecond
	megabit  = 1_000_000
	mtu      = 1500
	sinkPort = 9
	batch    = 64 << 10
)

// world is a network under measurement.
type world struct {
	b      testing.TB
	kernel *sim.Kernel
	net    *stack.Net
	links  int
	before uint64 // segments before what is measured
}

func newWorld(b testing.TB, record bool) *world {
	k := sim.New(1)
	return &world{b: b, kernel: k, net: stack.NewNet(k, record)}
}

// host adds a host of the linux profile.
func (w *world) host(name string, router bool, change ...func(*stack.Config)) *stack.Host {
	cfg, ok := stack.ProfileConfig("linux")
	if !ok {
		w.b.Fatal("no profile linux")
	}
	for _, c := range change {
		c(&cfg)
	}
	h, err := w.net.AddHost(name, cfg, router)
	w.must(err)
	return h
}

func (w *world) must(err error) {
	w.b.Helper()
	if err != nil {
		w.b.Fatal(err)
	}
}

// join links two hosts by equal wires.
func (w *world) join(a, b *stack.Host, wire link.Config) {
	w.links++
	n := w.links
	at := func(last byte) ip.Addr { return ip.AddrFrom4([4]byte{10, byte(n >> 8), byte(n), last}) }
	wire.MTU = mtu
	_, _, err := w.net.Connect(stack.Side{Host: a, Addr: at(1), Wire: wire},
		stack.Side{Host: b, Addr: at(2), Wire: wire}, ip.PrefixFrom(at(0), 24))
	w.must(err)
}

// run runs the world until a time, 0: to its end, timed.
func (w *world) run(b *testing.B, until vtime.Time) {
	w.before = w.segments()
	b.ReportAllocs()
	b.ResetTimer()
	w.advance(until)
	b.StopTimer()
}

// advance runs the world until a time, 0: to its end. Now and then it forgets
// what nobody asks for any more, as package lab does.
func (w *world) advance(until vtime.Time) {
	const slice = 1 << 14
	for events := uint64(slice); ; {
		out := w.kernel.Run(sim.Bounds{Until: until, Events: events})
		if out.End != sim.EventBound {
			return
		}
		events = out.Events + max(slice, 16*uint64(w.net.Forget(out.At)))
	}
}

// segments counts the segments with data that hosts have sent.
func (w *world) segments() (n uint64) {
	for _, l := range w.net.Links() {
		if !l.A.Forwards() {
			n += l.AB.Stats().SentData
		}
		if !l.B.Forwards() {
			n += l.BA.Stats().SentData
		}
	}
	return n
}

// reportSegments reports the time for each segment with data that run has measured.
func (w *world) reportSegments(b *testing.B) {
	n := w.segments() - w.before
	if n == 0 {
		b.Fatal("no segment was sent")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/segment")
	b.ReportMetric(float64(n)/float64(b.N), "segments/op")
}

// heap is the live heap in bytes.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// sink takes connections on a host and throws away what comes: so many bytes as soon as
// they come, since windows grow by what is read within a round trip, and then by the
// batch, as readers of bulk data ask to be woken.
func (w *world) sink(h *stack.Host, prompt int) {
	l, err := h.ListenOn(sinkPort, 1<<16)
	w.must(err)
	h.GoDaemon("sink", func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			h.GoDaemon("sink-connection", func(*sim.Proc) {
				defer c.Close()
				for left := prompt; left > 0; {
					n, err := c.Discard(1 << 30)
					if err != nil {
						return
					}
					left -= n
				}
				w.must(c.SetOption(stack.LowWater, batch))
				for {
					if _, err := c.Discard(1 << 30); err != nil {
						return
					}
				}
			})
		}
	})
}

// source opens a connection and sends bytes. Among thousands of flows some connections
// time out, most of them as they open: it opens another one then.
func (w *world) source(h *stack.Host, to ip.Addr, bytes int64, start vtime.Time) {
	h.Go(fmt.Sprintf("source-%v", to), func(p *sim.Proc) {
		p.Sleep(start, 0)
		for left := bytes; left > 0; {
			n, err := send(h, to, left)
			if left -= n; err != nil && !errors.Is(err, errno.ETIMEDOUT) {
				w.b.Error(err)
				return
			}
		}
	})
}

// send opens a connection, writes bytes and closes it. It returns how many were written.
func send(h *stack.Host, to ip.Addr, bytes int64) (written int64, err error) {
	c, err := h.Dial(to, sinkPort)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	for err == nil && written < bytes {
		var n int
		n, err = c.WriteZeros(int(min(bytes-written, 1<<30)))
		written += int64(n)
	}
	return written, err
}
