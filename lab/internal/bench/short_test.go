package bench

import (
	"io"
	"testing"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

const (
	requestBytes  = 300
	responseBytes = 10_000
	atOnce        = 8
)

// BenchmarkShort is connect, a request of 300 bytes, a response of 10 KB,
// close; eight at a time. An operation is one transaction.
func BenchmarkShort(b *testing.B) {
	b.Run("plain", benchPlain)
	b.Run("http", benchHTTP)
}

// shortWorld is a client and a server over a round trip of 10 ms.
func shortWorld(b *testing.B) (w *world, client, server *stack.Host) {
	w = newWorld(b, true)
	// A short TIME-WAIT, so that ports come back.
	brief := func(c *stack.Config) { c.TCP.TimeWait = vtime.Second }
	client, server = w.host("client", false, brief), w.host("server", false, brief)
	w.join(client, server, link.Config{Rate: 1000 * megabit, Delay: 5 * ms})
	w.net.ComputeRoutes()
	return w, client, server
}

func benchPlain(b *testing.B) {
	w, client, server := shortWorld(b)
	l, err := server.ListenOn(80, 511)
	w.must(err)
	server.GoDaemon("server", func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			server.GoDaemon("connection", func(*sim.Proc) {
				defer c.Close()
				if _, err := io.ReadFull(stack.Conn{Socket: c}, make([]byte, requestBytes)); err != nil {
					return
				}
				if _, err := c.WriteZeros(responseBytes); err != nil {
					b.Error(err)
				}
			})
		}
	})
	to, left := server.Addrs()[0], b.N
	for range atOnce {
		client.Go("client", func(*sim.Proc) {
			for ; left > 0; left-- {
				plainTransaction(w, client, to)
			}
		})
	}
	w.run(b, 0)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/transaction")
}

func plainTransaction(w *world, client *stack.Host, to ip.Addr) {
	c, err := client.Dial(to, 80)
	if err != nil {
		w.b.Error(err)
		return
	}
	defer c.Close()
	if _, err := c.WriteZeros(requestBytes); err != nil {
		w.b.Error(err)
		return
	}
	for left := int64(responseBytes); left > 0; {
		n, err := c.Discard(left)
		if err != nil {
			w.b.Error(err)
			return
		}
		left -= int64(n)
	}
}

func benchHTTP(b *testing.B) {
	w, client, server := shortWorld(b)
	rec := httpx.NewRecorder()
	s := &httpx.Server{
		Host: server, Port: 80, Recorder: rec, ServerConfig: httpx.ServerConfig{Backlog: 511},
		Find: func(string, string, string) (httpx.Resource, bool) {
			return httpx.Resource{Size: responseBytes}, true
		},
	}
	w.must(s.Start())
	resolver := &names.Resolver{Host: client, Static: map[string][]ip.Addr{"x.example": server.Addrs()[:1]}}
	url, err := httpx.ParseURL("http://x.example/")
	w.must(err)
	left := b.N
	for range atOnce {
		client.Go("client", func(p *sim.Proc) {
			c := &httpx.Client{Host: client, Resolver: resolver, Recorder: rec, ClientConfig: httpx.ClientConfig{PerHost: 1}}
			for ; left > 0; left-- {
				if tx := c.Repeat(p, httpx.Request{URL: url, Header: requestBytes}, 1, 1, 0)[0]; tx.Err != nil {
					b.Error(tx.Err)
				}
			}
		})
	}
	w.run(b, 0)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/transaction")
}
