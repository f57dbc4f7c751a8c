package httpx

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// rude answers as a broken server would: rightly, too little, too much, late,
// never, with nonsense, or by closing or resetting.
func rude(r *rand.Rand) func(*sim.Proc, *stack.Socket, int) {
	return func(p *sim.Proc, c *stack.Socket, _ int) {
		for readRequest(c) {
			n := r.IntN(30_000)
			head := fmt.Sprintf("HTTP/1.%d 200 OK\r\nContent-Length: %d\r\n\r\n", r.IntN(2), n)
			switch r.IntN(12) {
			case 0:
				head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
			case 1:
				head, n = "nonsense\r\n\r\n", 0
			case 2:
				n = n / 2
			case 3:
				n += 1 + r.IntN(3000)
			case 4:
				wait(p, vtime.Time(r.IntN(30))*sec)
			case 5:
				head = "HTTP/1.1 100 Continue\r\n\r\n" + head
			case 6:
				return // and never a word again
			}
			_, _ = c.Write([]byte(head))
			_, _ = c.WriteZeros(n)
			switch r.IntN(6) {
			case 0:
				_ = c.Close()
				return
			case 1:
				_ = c.SetOption(stack.Linger, 0)
				_ = c.Close()
				return
			}
		}
		_ = c.Close()
	}
}

// Whatever the server and the wires do, every transaction ends, and nothing of
// the client is left when it is closed.
func TestSeedsRudeServers(t *testing.T) {
	for seed := range simtest.Seeds(t, 60) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t, func(s *setup) {
			s.seed = seed
			s.profile = stack.Profiles()[r.IntN(3)].Name
			s.wire = link.Config{Delay: vtime.Time(r.IntN(50)) * ms, MTU: 300 + r.IntN(1200)}
			if r.IntN(2) == 0 {
				s.wire.Loss, s.wire.Corrupt = link.Share(r.IntN(5))*link.Whole/100, link.Share(r.IntN(3))*link.Whole/100
			}
			s.config = func(c *stack.Config) {
				if r.IntN(3) == 0 {
					c.PortLow, c.PortHigh = 5000, 5000+uint16(r.IntN(8))
				}
			}
		})
		w.foreign(rude(r))
		w.lookUp()
		w.client.PerHost, w.client.KeepAlive = r.Int64N(5), r.IntN(4) > 0
		w.client.PortPatience = vtime.Time(r.IntN(300)) * sec
		w.client.Timeout = vtime.Time(1+r.IntN(100)) * sec
		w.client.IdleTimeout = vtime.Time(r.IntN(3)) * sec
		pg := &Page{Name: "p"}
		for i := range 1 + r.IntN(30) {
			o := Object{Request: Request{URL: page("/")}, Parent: r.IntN(i+1) - 1}
			o.Request.Method = []string{"GET", "POST", "HEAD"}[r.IntN(3)]
			o.At, o.After = int64(r.IntN(10_000)), vtime.Time(r.IntN(3))*10*ms
			if r.IntN(4) == 0 {
				o.Request.Body = int64(r.IntN(100_000))
			}
			pg.Objects = append(pg.Objects, o)
		}
		w.browse(func(p *sim.Proc) {
			for range 1 + r.IntN(2) {
				load := w.client.Load(p, pg)
				require.True(t, load.Finished)
				wait(p, vtime.Time(r.IntN(20))*sec)
			}
		})
		for _, tx := range w.rec.Transactions {
			require.LessOrEqual(t, tx.Done.Now-tx.Asked.Now, w.client.Timeout, "seed %d", seed)
		}
	}
}
