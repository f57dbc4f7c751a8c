package httpx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/stack"
)

// A server that speaks before it is asked is taken for one that answers the first request, and
// what comes while nobody has asked for anything ends the connection.
func TestResponseBeforeTheRequest(t *testing.T) {
	for _, speculative := range []bool{false, true} {
		w := newWorld(t)
		w.foreign(func(_ *sim.Proc, c *stack.Socket, n int) {
			_, _ = c.Write([]byte("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
			_ = c.Close()
		})
		if speculative {
			w.client.Speculative, w.client.HeadStart = 1, sec
		}
		pg := &Page{Objects: []Object{{Request: Request{URL: page("/")}, Parent: -1}}}
		w.browse(func(p *sim.Proc) {
			tx := w.client.Load(p, pg).Transactions[0]
			require.NoError(t, tx.Err)
			require.Equal(t, 408, tx.Status)
		})
		require.Len(t, w.net.Connections(), map[bool]int{false: 1, true: 2}[speculative])
		w.gone(true)
	}
}

// What servers say that follow no rule, behind a proxy: it answers in their place, or ends what
// it has begun, and nothing is left of it.
func TestNastyServersBehindAProxy(t *testing.T) {
	const chunked = good + "Transfer-Encoding: chunked\r\n\r\n"
	for name, c := range map[string]struct {
		says   string
		status int // 0: none
		fails  string
	}{
		"interim without end":   {strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 5000), 502, ""},
		"one line without end":  {"HTTP/1.1 200 " + strings.Repeat("x", 2<<20), 502, ""},
		"both lengths":          {good + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 200, ""},
		"two lengths":           {good + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 502, ""},
		"a trailer without end": {chunked + "0\r\n" + strings.Repeat("X: y\r\n", 1<<15), 200, "in the middle of the body"},
		"a chunk of 2^63 bytes": {chunked + "8000000000000000\r\nab", 200, "in the middle of the body"},
		"names that are none":   {"HTTP/1.1 200 OK\r\n\x00: a\r\nContent-Length: 1\r\n\r\na", 502, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newProxied(t, make([]ProxyKind, 1))
			w.proxies[0].Upstream.Timeout = 5 * sec
			w.foreign(says(true, c.says))
			w.startProxies()
			w.browse(func(p *sim.Proc) {
				tx := w.fetch(p, "/a")
				require.Equal(t, c.status, tx.Status)
				if c.fails == "" {
					require.NoError(t, tx.Err)
				} else {
					require.ErrorContains(t, tx.Err, c.fails)
				}
			})
			w.allGone()
		})
	}
}

// What a proxy answers to CONNECT: interim responses come before the answer that counts (RFC
// 9110 section 15.2), though not without end.
func TestAnswersToConnect(t *testing.T) {
	const interim = "HTTP/1.1 100 Continue\r\n\r\n"
	for says1, fails := range map[string]string{
		interim + interim + good + "\r\n":               "TLS handshake",
		good + "Content-Length: 5\r\n\r\n":              "TLS handshake",
		good + "\r\nand more":                           "more came than its answer",
		strings.Repeat(interim, 100):                    "interim responses",
		"HTTP/1.1 407 Proxy Authentication\r\n\r\n":     "it answered 407",
		"HTTP/1.1 200 " + strings.Repeat("x", 2<<20):    "the header is longer",
		"HTTP/1.1 101 Switching Protocols\r\n\r\n":      "it answered 101",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n": "Content-Length",
	} {
		w := newWorld(t)
		w.client.Proxy = &Peer{Addr: w.web, Port: 80, Name: "proxy"}
		w.foreign(says(true, says1))
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{URL: URL{Scheme: "https", Host: "shop.example", Port: 443, Path: "/"}})
			require.ErrorContains(t, tx.Err, fails, "%.40q", says1)
		})
		w.gone(true)
	}
}
