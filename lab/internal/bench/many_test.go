package bench

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// records names runs with and without explanation records.
func records(on bool) string { return map[bool]string{true: "records", false: "plain"}[on] }

// widePorts gives a client all ports but the well-known ones.
func widePorts(c *stack.Config) {
	c.PortLow, c.PortHigh, c.PortOrder = 1024, 65535, stack.PortsSequential
}

// portsEach is how many connections a client opens to one server port.
const portsEach = 60_000

// crowd is a client and a server with connections on as many of its ports as
// are needed.
type crowd struct {
	*world
	each           int // connections to one server port
	client, server *stack.Host
	open           []*stack.Socket // the clients' ends
}

func newCrowd(b testing.TB, record bool, change ...func(*stack.Config)) *crowd {
	w := newWorld(b, record)
	change = append([]func(*stack.Config){widePorts}, change...)
	c := &crowd{world: w, each: portsEach, client: w.host("client", false, change...), server: w.host("server", false, change...)}
	w.join(c.client, c.server, link.Config{Delay: ms})
	w.net.ComputeRoutes()
	return c
}

// connect opens n connections; the far ends are held, or closed when the near
// ends are.
func (c *crowd) connect(n int, hold bool) {
	var far []*stack.Socket
	for i := 0; i < n; i += c.each {
		l, err := c.server.ListenOn(uint16(1+i/c.each), 1<<16)
		c.must(err)
		c.server.GoDaemon("accept", func(*sim.Proc) {
			for {
				s, err := l.Socket.Accept()
				if err != nil {
					return
				}
				if hold {
					far = append(far, s)
					continue
				}
				c.server.GoDaemon("close", func(*sim.Proc) {
					_, err := s.Discard(1)
					_ = err // the end of the stream
					s.Close()
				})
			}
		})
	}
	to := c.server.Addrs()[0]
	c.client.Go("connect", func(*sim.Proc) {
		for i := range n {
			s, err := c.client.Dial(to, uint16(1+i/c.each))
			if err != nil {
				c.b.Error(i, err)
				return
			}
			if hold {
				c.open = append(c.open, s.Socket)
			} else {
				s.Close()
			}
		}
	})
}

// BenchmarkIdleConns is 100,000 established connections that say nothing: both
// ends of each. B/conn is for one end.
func BenchmarkIdleConns(b *testing.B) {
	const conns = 100_000
	for _, record := range []bool{true, false} {
		b.Run(records(record), func(b *testing.B) {
			benchCrowd(b, conns, 2*conns, func() *crowd {
				c := newCrowd(b, record)
				c.connect(conns, true)
				return c
			})
		})
	}
}

// BenchmarkTimeWait is connections that the client has closed and that wait for 2MSL
// there: with records for explanations, without any, and in a run whose result lists
// all connections. Their summaries stay when the wait is over.
func BenchmarkTimeWait(b *testing.B) {
	for _, c := range []struct {
		name         string
		conns        int
		record, list bool
	}{
		{"records", 390_000, true, false}, {"plain", 1_000_000, false, false}, {"listed", 190_000, true, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			benchCrowd(b, c.conns, c.conns, func() *crowd { return newWaiting(b, c.conns, portsEach, c.record, c.list) })
		})
	}
}

// newWaiting is a crowd of connections that close at once and wait for four hours.
func newWaiting(b testing.TB, conns, each int, record, list bool) *crowd {
	c := newCrowd(b, record, func(c *stack.Config) {
		c.TCP.TimeWait = 240 * 60 * vtime.Second
		c.PortHigh = uint16(min(int(c.PortHigh), int(c.PortLow)+each*11/10))
	})
	if !list {
		c.net.ForgetConnections()
	}
	c.each = each
	c.connect(conns, false)
	return c
}

// rest forgets what nobody asks for any more, as advance does now and then, and what
// was kept of it to be filled again.
func (c *crowd) rest() {
	for range 2 {
		c.net.Forget(c.kernel.Now().Now)
	}
}

// benchCrowd opens connections, of which a number of ends are left, and reports
// the live heap that each end takes.
func benchCrowd(b *testing.B, conns, ends int, open func() *crowd) {
	var bytes uint64
	for range b.N {
		b.StopTimer()
		before := heap()
		c := open()
		b.StartTimer()
		c.advance(120 * 60 * vtime.Second)
		b.StopTimer()
		c.rest()
		bytes += heap() - before
		c.kernel.Shutdown()
	}
	b.ReportMetric(float64(bytes)/float64(b.N)/float64(ends), "B/conn")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(conns), "ns/connect")
}

// BenchmarkDemux is a segment of one byte and its acknowledgement on one of 100
// connections after the other, among many that are idle: what it costs to find
// the connection. An operation is one segment.
func BenchmarkDemux(b *testing.B) {
	for _, conns := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("conns=%d", conns), func(b *testing.B) { benchTalk(b, conns, 100) })
	}
}

// BenchmarkSpread is BenchmarkDemux with every connection taking its turn: the
// state of each has left the processor's caches when its next turn comes.
func BenchmarkSpread(b *testing.B) {
	for _, conns := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("conns=%d", conns), func(b *testing.B) { benchTalk(b, conns, conns) })
	}
}

// benchTalk lets some of many connections write a byte, one after the other.
func benchTalk(b *testing.B, conns, active int) {
	c := newCrowd(b, false)
	c.connect(conns, true)
	c.kernel.Run(sim.Bounds{})
	talk := func(n int) {
		c.client.Go("write", func(p *sim.Proc) {
			for i := range n {
				if _, err := c.open[i*7919%active*(conns/active)].WriteZeros(1); err != nil {
					b.Error(err)
					return
				}
				p.Sleep(2*ms, 0)
			}
		})
	}
	talk(min(active, 10_000)) // what the first bytes need is not measured
	c.kernel.Run(sim.Bounds{})
	before := c.segments()
	talk(b.N)
	c.run(b, 0)
	if n := c.segments() - before; n > 0 {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/segment")
		b.ReportMetric(float64(n)/float64(b.N), "segments/op")
	}
	c.kernel.Shutdown()
}
