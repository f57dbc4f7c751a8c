package explain_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// rude answers as a broken server would: rightly, too little, too much, late,
// in pieces, before it has read, never, with nonsense, or by closing or
// resetting, and a worse one without end.
func rude(r *rand.Rand, worse bool) func(*sim.Proc, *stack.Socket, int) {
	return func(p *sim.Proc, c *stack.Socket, _ int) {
		for range 1 + r.IntN(6) {
			if r.IntN(8) > 0 {
				readHead(c)
			}
			n := r.IntN(30_000)
			text := fmt.Sprintf("HTTP/1.%d 200 OK\r\nContent-Length: %d\r\n\r\n", r.IntN(2), n)
			what := r.IntN(12)
			if what > 7 && !worse {
				what = -1
			}
			switch what {
			case 0:
				text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
				n = 0
			case 1:
				text, n = "nonsense\r\n\r\n", 0
			case 2:
				n = n / 2
			case 3:
				n += 1 + r.IntN(3000)
			case 4:
				wait(p, vtime.Time(r.IntN(3000))*ms)
			case 5:
				text = "HTTP/1.1 100 Continue\r\n\r\n" + text
			case 6:
				return // and never a word again
			case 7:
				text = "HTTP/1.1 200 OK\r\n\r\n"
			case 8:
				text, n = strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 12), 0
			case 9:
				text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000000000000000\r\n"
			case 10:
				text = "HTTP/1.1 200 " + strings.Repeat("x", 20_000)
			case 11:
				text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("X: y\r\n", 2000)
			}
			cut := r.IntN(len(text) + 1)
			_, _ = c.Write([]byte(text[:cut]))
			wait(p, vtime.Time(r.IntN(3)*r.IntN(500))*ms)
			_, _ = c.Write([]byte(text[cut:]))
			_, _ = c.WriteZeros(n)
			switch r.IntN(8) {
			case 0:
				_ = c.Shutdown(stack.ShutWrite)
			case 1:
				_ = c.SetOption(stack.Linger, 0)
				_ = c.Close()
				return
			case 2:
				_ = c.Close()
				return
			}
		}
		_ = c.Close()
	}
}

// foreign makes a site with a rude server.
func (w *whim) foreign(t *testing.T, seed uint64) *site {
	s := newSite(t, func(p *plan) {
		p.profile, p.seed = allProfiles()[w.r.IntN(3)], seed
		p.up, p.down, p.dns, p.hops = w.wire(), w.wire(), w.wire(), w.r.IntN(2)
		p.config = w.config
	})
	s.foreign(rude(w.r, seed%2 == 1))
	if w.lookups {
		s.lookUp()
	}
	s.client.PerHost, s.client.KeepAlive = w.r.Int64N(4), w.r.IntN(4) > 0
	s.client.PortPatience, s.client.Timeout = w.time(5000), 1+w.time(20_000)
	return s
}

// visit asks for this and that.
func (w *whim) visit(p *sim.Proc, s *site, ended func(*httpx.Transaction)) {
	for range 1 + w.r.IntN(20) {
		req := s.serve("shop.example", "/", httpx.Resource{})
		req.Method, req.Header = []string{"GET", "HEAD", "POST"}[w.r.IntN(3)], w.r.Int64N(3000)
		if req.Method == "POST" {
			req.Body = w.r.Int64N(200_000)
		}
		tx := &httpx.Transaction{}
		s.client.Fetch(req, tx, func() { ended(tx) })
		wait(p, w.time(3000)*vtime.Time(w.r.IntN(2)))
	}
	wait(p, 30*sec)
}

// Whatever a server does, each transaction has an explanation that tiles, and
// it is the same at the end of the transaction and at the end of the run.
func TestSeedsForeignServers(t *testing.T) {
	judge(t, 60, anyForeign)
}

func anyForeign(t *testing.T, seed uint64) int {
	w := newWhim(seed)
	s := w.foreign(t, seed)
	then := map[*httpx.Transaction][]string{}
	s.browse(func(p *sim.Proc) {
		w.visit(p, s, func(tx *httpx.Transaction) { then[tx] = spansOf(s.explain(tx)) })
	})
	for _, tx := range s.rec.Transactions {
		require.Equal(t, then[tx], spansOf(s.explain(tx)), "seed %d, transaction %d: %v", seed, tx.ID, tx.Err)
	}
	return len(s.rec.Transactions)
}
