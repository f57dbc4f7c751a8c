package stack

import (
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
)

// benchWorld is two hosts on a gigabit link.
func benchWorld(record bool) (*sim.Kernel, *Host, *Host) {
	k := sim.New(1)
	n := NewNet(k, record)
	cfg, _ := ProfileConfig("linux")
	a, _ := n.AddHost("a", cfg, false)
	b, _ := n.AddHost("b", cfg, false)
	wire := link.Config{Delay: ms, Rate: 1_000_000_000, MTU: 1500}
	if _, _, err := n.Connect(Side{a, addr("10.0.0.1"), wire}, Side{b, server, wire}, prefix("10.0.0.0/24")); err != nil {
		panic(err)
	}
	n.ComputeRoutes()
	return k, a, b
}

// One segment of a bulk transfer: sent, carried, taken, read, and its share of
// the acknowledgements.
func BenchmarkSegment(b *testing.B) {
	for _, record := range []bool{false, true} {
		b.Run(map[bool]string{false: "plain", true: "recorded"}[record], func(b *testing.B) {
			k, x, y := benchWorld(record)
			y.GoDaemon("sink", func(*sim.Proc) {
				c := first(first(y.ListenOn(80, 5)).Socket.Accept())
				for {
					if _, err := c.Discard(1 << 30); err != nil {
						return
					}
				}
			})
			x.Go("source", func(*sim.Proc) {
				c := first(x.Dial(server, 80))
				for range b.N {
					first(c.WriteZeros(1460))
				}
				c.Close()
			})
			b.ReportAllocs()
			k.Run(sim.Bounds{})
			k.Shutdown()
		})
	}
}

// A small request and its answer on a connection that lasts.
func BenchmarkExchange(b *testing.B) {
	k, x, y := benchWorld(false)
	echo(y, 80, 100, 1000, 0)
	x.Go("client", func(*sim.Proc) {
		c := first(x.Dial(server, 80))
		request := make([]byte, 100)
		for range b.N {
			first(c.Write(request))
			for left := int64(1000); left > 0; {
				left -= int64(first(c.Discard(left)))
			}
		}
		c.Close()
	})
	b.ReportAllocs()
	k.Run(sim.Bounds{})
	k.Shutdown()
}

// A connection from the handshake to a reset.
func BenchmarkConnection(b *testing.B) {
	k, x, y := benchWorld(false)
	echo(y, 80, 1, 1, 0)
	x.Go("client", func(*sim.Proc) {
		for range b.N {
			s := x.Socket()
			if s.SetOption(Linger, 0) != nil || s.Connect(server, 80) != nil {
				panic("no connection")
			}
			s.Close()
		}
	})
	b.ReportAllocs()
	k.Run(sim.Bounds{})
	k.Shutdown()
}
