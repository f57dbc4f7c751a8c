package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// A connection that the server closes while a request is on its way: the
// request is sent again on another one if it may be (RFC 9110 section 9.2.2).
func TestStaleConnection(t *testing.T) {
	for _, profile := range []string{"linux", "rfc", "classic"} {
		for method, again := range map[string]bool{
			"GET": true, "HEAD": true, "OPTIONS": true, "TRACE": true, "PUT": true, "DELETE": true,
			"POST": false, "PATCH": false, "BREW": false,
		} {
			w := newWorld(t, func(s *setup) { s.profile = profile })
			w.start()
			w.server.IdleTimeout = sec
			w.served["shop.example/a"] = Resource{Size: 10}
			w.browse(func(p *sim.Proc) {
				first := w.get(p, Request{URL: page("/a")})
				require.NoError(t, first.Err)
				// The server closes a second after it wrote the response, which came 10 ms later.
				wait(p, sec-15*ms)
				tx := w.get(p, Request{Method: method, URL: page("/a")})
				if again {
					require.NoError(t, tx.Err, "%s, %s", profile, method)
					require.Len(t, tx.Attempts, 2)
					require.NotZero(t, tx.Attempts[0].Failed.Now)
					require.True(t, tx.Last().Fresh)
					return
				}
				require.ErrorContains(t, tx.Err, "(a "+method+" request is not sent again)")
				require.Len(t, tx.Attempts, 1)
			})
		}
	}
}

// When the end of the connection arrives at the very instant at which it is to
// be used, nothing has been sent: any request goes on another connection.
func TestClosedAtTheInstant(t *testing.T) {
	for _, method := range []string{"GET", "POST"} {
		w := newWorld(t)
		w.start()
		w.server.IdleTimeout = sec
		w.served["shop.example/a"] = Resource{Size: 10}
		tx := &Transaction{}
		w.browse(func(p *sim.Proc) {
			first := w.get(p, Request{URL: page("/a")})
			// An event before those of the FIN's arrival, at the same instant.
			var q sim.WaitQueue
			p.Kernel().At(first.Done.Now+sec, cause.Host, func(vtime.Stamp) {
				w.client.Fetch(Request{Method: method, URL: page("/a")}, tx, q.WakeAll)
			})
			p.Wait(&q, "the second response")
		})
		require.NoError(t, tx.Err)
		require.Len(t, tx.Attempts, 1)
		require.True(t, tx.Last().Fresh)
		require.Len(t, w.net.Connections(), 2)
	}
}

// A request meets a bounded number of dead connections and then gets one of its
// own, for which an idle one makes room.
func TestNoEndlessRepetition(t *testing.T) {
	for _, perHost := range []int64{1, 6, 12, 0} {
		w := newWorld(t)
		live := false
		w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
			for i := 0; readRequest(c); i++ {
				if i > 0 && !live {
					break // each connection answers once, and dies of the second request
				}
				wait(p, 50*ms)
				_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
			}
			_ = c.Close()
		})
		w.client.PerHost = perHost
		w.browse(func(p *sim.Proc) {
			for range 10 {
				w.client.Fetch(Request{URL: page("/")}, &Transaction{}, nil)
			}
			wait(p, 10*sec)
			tx := w.get(p, Request{URL: page("/")})
			require.NoError(t, tx.Err)
		})
		most := 0
		for _, tx := range w.rec.Transactions {
			require.NoError(t, tx.Err)
			most = max(most, len(tx.Attempts))
		}
		require.LessOrEqual(t, most, 4, "again up to three times")
	}
}

// A connection that was opened and then not needed counts as used: the server
// may have closed it.
func TestUnusedConnectionIsClosed(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.server.IdleTimeout = sec
	w.served["shop.example/a"] = Resource{Size: 10}
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/a")})
		w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
		w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil) // opens a second connection
		wait(p, 10*ms)
		wait(p, 11*ms)
		require.Len(t, w.net.Connections(), 2)
		wait(p, sec-15*ms)
		// Both connections are about to be closed by the server.
		tx := w.get(p, Request{URL: page("/a")})
		require.NoError(t, tx.Err)
	})
}

// Both ends let a connection go when it has been idle for as long as they say.
func TestIdleTimeouts(t *testing.T) {
	for _, c := range []struct {
		client, server, pause vtime.Time
		conns                 int
	}{
		{0, 0, 3600 * sec, 1},
		{10 * sec, 0, 9 * sec, 1},
		{10 * sec, 0, 11 * sec, 2},
		{0, 10 * sec, 9 * sec, 1},
		{0, 10 * sec, 11 * sec, 2},
	} {
		w := newWorld(t)
		w.start()
		w.client.IdleTimeout, w.server.IdleTimeout = c.client, c.server
		w.served["shop.example/a"] = Resource{Size: 10}
		w.browse(func(p *sim.Proc) {
			for _, tx := range w.client.Repeat(p, Request{URL: page("/a")}, 2, 1, c.pause) {
				require.NoError(t, tx.Err)
				require.Len(t, tx.Attempts, 1)
			}
		})
		require.Len(t, w.net.Connections(), c.conns)
	}
}
