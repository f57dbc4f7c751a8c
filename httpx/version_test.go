package httpx

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Persistence between clients and servers of either version: 1.1 keeps
// connections by default, 1.0 where it is asked for and granted, and where the
// length of a body is known.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		name           string
		client, server Version
		change         func(*world)
		resource       Resource
		conns          int // that three requests take
	}{
		{name: "1.1 and 1.1", conns: 1},
		{name: "1.0 asks, 1.1 grants", client: HTTP10, conns: 1},
		{name: "1.0 asks, 1.0 grants", client: HTTP10, server: HTTP10, conns: 1},
		{name: "1.1 does not ask 1.0", server: HTTP10, conns: 3},
		{name: "1.0 does not ask", client: HTTP10, change: func(w *world) { w.client.KeepAlive = false }, conns: 3},
		{name: "1.0 does not grant", client: HTTP10, change: func(w *world) { w.server.KeepAlive = false }, conns: 3},
		{name: "1.0 grants twice", client: HTTP10, change: func(w *world) { w.server.MaxRequests = 2 }, conns: 2},
		{name: "1.0, no length", client: HTTP10, resource: Resource{Framing: ByClose}, conns: 3},
		{name: "1.0 knows no chunks", client: HTTP10, resource: Resource{Framing: Chunked}, conns: 3},
		{name: "1.1, chunks", resource: Resource{Framing: Chunked, Trailer: true}, conns: 1},
		{name: "1.1, no length", resource: Resource{Framing: ByClose}, conns: 3},
		{name: "1.1, no body needs no length", resource: Resource{Framing: ByClose, Status: 204}, conns: 1},
		{name: "closes after this one", resource: Resource{Close: true}, conns: 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.client.Version, w.server.Version = c.client, c.server
			if c.change != nil {
				c.change(w)
			}
			w.start()
			c.resource.Size = 20_000
			w.served["shop.example/a"] = c.resource
			w.browse(func(p *sim.Proc) {
				for _, tx := range w.client.Repeat(p, Request{URL: page("/a")}, 3, 1, 10*ms) {
					require.NoError(t, tx.Err)
					require.Len(t, tx.Attempts, 1)
					if c.resource.Status == 0 {
						require.EqualValues(t, 20_000, tx.Body)
					}
				}
			})
			require.Len(t, w.net.Connections(), c.conns)
		})
	}
}

// A client that heeds Keep-Alive closes a second before the server would, so that
// no request meets the server's close; parameters that nobody knows change nothing.
func TestAnnouncedTimeout(t *testing.T) {
	for _, c := range []struct {
		heeds bool
		tries int
	}{{true, 1}, {false, 2}} {
		w := newWorld(t)
		w.client.HeedTimeout = c.heeds
		w.server.Announce, w.server.IdleTimeout, w.server.Parameters = true, 5*sec, "colour=blue"
		w.start()
		w.served["shop.example/a"] = Resource{Size: 10}
		w.browse(func(p *sim.Proc) {
			w.get(p, Request{URL: page("/a")})
			wait(p, 5*sec-15*ms) // the server's close crosses the request
			tx := w.get(p, Request{URL: page("/a")})
			require.NoError(t, tx.Err)
			require.Len(t, tx.Attempts, c.tries)
		})
		require.Len(t, w.net.Connections(), 2)
	}
}

func TestKeepAliveField(t *testing.T) {
	for _, c := range []struct {
		value string
		want  vtime.Time
	}{
		{"", 0},
		{"timeout=5", 5 * sec},
		{"max=100, timeout=15", 15 * sec},
		{"x=y, Timeout = 7 , z", 7 * sec},
		{"timeout=0", 0},
		{"timeout=-3", 0},
		{"timeout=soon", 0},
		{"timeout=99999999999999", 0},
	} {
		require.Equal(t, c.want, announced(http.Header{"Keep-Alive": {c.value}}), "%q", c.value)
	}
	s := &Server{ServerConfig: ServerConfig{Announce: true, IdleTimeout: 15 * sec, MaxRequests: 100, Parameters: "a=b"}}
	require.Equal(t, "timeout=15, max=99, a=b", s.announcement(99))
}

// Lists may be spread over lines and have empty elements; case does not matter.
func TestTokens(t *testing.T) {
	h := http.Header{"Connection": {"Keep-Alive, ,\tX-Mine ", "close"}, "X-Mine": {"1"}, "X-Yours": {"2"},
		"Transfer-Encoding": {"chunked"}, "Keep-Alive": {"max=3"}, "Etag": {`"a"`}}
	require.Equal(t, []string{"Keep-Alive", "X-Mine", "close"}, tokens(h, "Connection"))
	require.True(t, hasToken(h, "Connection", "CLOSE"))
	require.False(t, hasToken(h, "Connection", "upgrade"))
	require.Equal(t, http.Header{"X-Yours": {"2"}, "Etag": {`"a"`}}, endToEnd(h))
	require.Len(t, h, 6, "the message itself is as it was")
}
