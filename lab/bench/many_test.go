package bench

import (
	"fmt"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

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
	client, server *stack.Host
	open           []*stack.Socket // the clients' ends
}

func newCrowd(b *testing.B, change ...func(*stack.Config)) *crowd {
	w := newWorld(b, false)
	change = append(change, widePorts)
	c := &crowd{world: w, client: w.host("client", false, change...), server: w.host("server", false, change...)}
	w.join(c.client, c.server, link.Config{Delay: ms})
	w.net.ComputeRoutes()
	return c
}

// connect opens n connections; the far ends are held, or closed when the near
// ends are.
func (c *crowd) connect(n int, hold bool) {
	var far []*stack.Socket
	for i := 0; i < n; i += portsEach {
		l, err := c.server.ListenOn(uint16(1+i/portsEach), 1<<16)
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
			s, err := c.client.Dial(to, uint16(1+i/portsEach))
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
	for range b.N {
		b.StopTimer()
		before := heap()
		c := newCrowd(b)
		c.connect(conns, true)
		b.StartTimer()
		c.kernel.Run(sim.Bounds{})
		b.StopTimer()
		b.ReportMetric(float64(heap()-before)/(2*conns), "B/conn")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/conns, "ns/connect")
		c.kernel.Shutdown()
	}
}

// BenchmarkTimeWait is a million connections that the client has closed and
// that wait for 2MSL there.
func BenchmarkTimeWait(b *testing.B) {
	const conns = 1_000_000
	for range b.N {
		b.StopTimer()
		before := heap()
		c := newCrowd(b, func(c *stack.Config) { c.TCP.TimeWait = 240 * 60 * vtime.Second })
		c.connect(conns, false)
		b.StartTimer()
		c.kernel.Run(sim.Bounds{Until: 120 * 60 * vtime.Second})
		b.StopTimer()
		b.ReportMetric(float64(heap()-before)/conns, "B/conn")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/conns, "ns/connect")
		c.kernel.Shutdown()
	}
}

// BenchmarkDemux is a segment of one byte and its acknowledgement on one of
// many connections after the other. An operation is one segment.
func BenchmarkDemux(b *testing.B) {
	for _, conns := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("conns=%d", conns), func(b *testing.B) {
			c := newCrowd(b)
			c.connect(conns, true)
			c.kernel.Run(sim.Bounds{})
			c.client.Go("write", func(p *sim.Proc) {
				for i := range b.N {
					if _, err := c.open[i*7919%conns].WriteZeros(1); err != nil {
						b.Error(err)
						return
					}
					p.Sleep(2*ms, 0)
				}
			})
			c.run(b, 0)
			c.reportSegments(b)
			c.kernel.Shutdown()
		})
	}
}
