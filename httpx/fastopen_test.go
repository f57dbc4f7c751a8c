package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/stack"
)

// The first connection fetches the cookie, those after it save a round trip each; a
// request that must not be seen twice does without.
func TestFastOpen(t *testing.T) {
	for _, offered := range []bool{true, false} {
		w := newWorld(t, func(s *setup) {
			s.config = func(c *stack.Config) { c.FastOpenClient, c.FastOpenServer = true, true }
		})
		w.client.FastOpen, w.client.KeepAlive = true, false
		if offered {
			w.server.FastOpen = 10
		}
		w.served["shop.example/a"] = Resource{Size: 1000}
		w.start()
		again := 2 * 20 * ms
		if offered {
			again = 20 * ms
		}
		w.browse(func(p *sim.Proc) {
			first := w.get(p, Request{URL: page("/a")})
			require.NoError(t, first.Err)
			require.Equal(t, 2*20*ms, took(first))
			for range 3 {
				tx := w.get(p, Request{URL: page("/a")})
				require.NoError(t, tx.Err)
				require.Equal(t, again, took(tx))
				require.Equal(t, offered, tx.Last().InSYN)
				require.NotNil(t, tx.Last().Conn)
			}
			require.Equal(t, 2*20*ms, took(w.get(p, Request{Method: "POST", URL: page("/a")})))
			w.client.KeepAlive = true
			require.Equal(t, again, took(w.get(p, Request{URL: page("/a")})))
			require.Equal(t, 20*ms, took(w.get(p, Request{URL: page("/a")})), "a connection that was opened so is kept")
		})
		w.gone(false)
	}
}
