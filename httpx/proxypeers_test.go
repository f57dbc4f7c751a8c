package httpx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/stack"
)

// raw opens a connection to the first proxy and says something.
func (w *proxied) raw(text string) stack.Conn {
	to := w.peer(0)
	c, err := w.client.Host.Dial(to.Addr, to.Port)
	require.NoError(w.t, err)
	_, err = c.Write([]byte(text))
	require.NoError(w.t, err)
	return c
}

// answerTo is what a proxy answers to a text, up to the end of the connection.
func (w *proxied) answerTo(text string) string {
	c := w.raw(text)
	require.NoError(w.t, c.Shutdown(stack.ShutWrite))
	b, err := io.ReadAll(c)
	require.NoError(w.t, err)
	require.NoError(w.t, c.Close())
	return string(b)
}

// A server that ends its response at each byte, in each way, behind a proxy: the
// client gets 502 or 504 as long as nothing has been passed back, or else an error if
// the response is not whole, and nothing is left anywhere.
func TestCutAtEachByteBehindAProxy(t *testing.T) {
	for _, framing := range []Framing{ByLength, Chunked, ByClose} {
		whole := wholeResponse(t, framing)
		for _, cut := range []Cut{CutByClose, CutByReset, CutByStall} {
			for at := range whole + 1 {
				w := newProxied(t, make([]ProxyKind, 1+at%2))
				w.served["shop.example/a"] = Resource{Size: 5, Framing: framing, Piece: 2, Fault: Fault{Cut: cut, CutAt: at}}
				for _, x := range w.proxies {
					x.Upstream.Timeout = sec
				}
				w.startAll()
				var tx *Transaction
				w.browse(func(p *sim.Proc) { tx = w.fetch(p, "/a") })
				where := fmt.Sprintf("framing %d, cut %d at %d of %d: %v", framing, cut, at, whole, tx.Err)
				complete := at == whole && (framing != ByClose || cut == CutByClose)
				switch {
				case tx.Err == nil && tx.Status == 200:
					// The close is the end, wherever it comes.
					require.True(t, complete || framing == ByClose && cut == CutByClose, where)
					require.True(t, !complete || tx.Body == 5, where)
				case tx.Err == nil && cut == CutByStall:
					require.Equal(t, http.StatusGatewayTimeout, tx.Status, where)
				case tx.Err == nil:
					require.Equal(t, http.StatusBadGateway, tx.Status, where)
				default:
					require.Equal(t, 200, tx.Status, where)
					require.False(t, complete, where)
				}
				w.allGone()
			}
		}
	}
}

// A client that goes away after each byte of its request, in each way, before a proxy:
// nothing is left anywhere.
func TestClientsThatGoAway(t *testing.T) {
	const text = "POST http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 20\r\n\r\n12345678901234567890"
	for kind := range []ProxyKind{ForwardProxy, 2: DumbRelay} {
		for _, reset := range []bool{false, true} {
			for at := range len(text) + 1 {
				w := newProxied(t, []ProxyKind{ProxyKind(kind)})
				w.served["shop.example/a"] = Resource{Size: 100_000, Think: 100 * ms}
				w.proxies[0].Servers = []Peer{{Addr: w.webHost.Addrs()[0], Port: 80, Name: "web"}}
				w.server.IdleTimeout = 5 * sec
				w.startAll()
				w.browse(func(p *sim.Proc) {
					c := w.raw(text[:at])
					wait(p, 50*ms)
					if reset {
						c.Reset()
					} else {
						require.NoError(t, c.Close())
					}
				})
				w.allGone()
			}
		}
	}
}

// The end of each direction of a tunnel is passed on by itself.
func TestTunnelHalfClose(t *testing.T) {
	w := newProxied(t, make([]ProxyKind, 2))
	w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
		got, err := io.ReadAll(stack.Conn{Socket: c})
		require.NoError(t, err)
		_, _ = c.Write(append([]byte("got "), got...))
		_ = c.Close()
	})
	w.startProxies()
	var got string
	w.browse(func(p *sim.Proc) {
		c := w.raw("CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\nearly ")
		wait(p, sec)
		_, _ = c.Write([]byte("and late"))
		require.NoError(t, c.Shutdown(stack.ShutWrite))
		b, err := io.ReadAll(c)
		require.NoError(t, err)
		got = string(b)
		require.NoError(t, c.Close())
	})
	require.Equal(t, "HTTP/1.1 200 Connection established\r\n\r\ngot early and late", got)
	w.allGone()
}

// Whichever end breaks a tunnel, the other one is told; and a tunnel in which nothing
// happens ends.
func TestTunnelEnds(t *testing.T) {
	for _, who := range []string{"client", "server", "nobody"} {
		w := newProxied(t, make([]ProxyKind, 2))
		for _, x := range w.proxies {
			x.TunnelIdle = 30 * sec
		}
		var atServer, atClient error
		w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
			if who == "server" {
				wait(p, sec)
				c.Reset()
				return
			}
			_, atServer = io.ReadAll(stack.Conn{Socket: c})
			_ = c.Close()
		})
		w.startProxies()
		w.browse(func(p *sim.Proc) {
			c := w.raw("CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n")
			if who == "client" {
				wait(p, sec)
				c.Reset()
				return
			}
			_, atClient = io.ReadAll(c)
			_ = c.Close()
		})
		w.allGone()
		require.Equal(t, who != "server", atServer == errno.ECONNRESET, "%s: %v", who, atServer)
		require.Equal(t, who != "client", atClient == errno.ECONNRESET, "%s: %v", who, atClient)
	}
}

// What a proxy answers by itself.
func TestProxyAnswers(t *testing.T) {
	for _, c := range []struct{ ask, answer string }{
		{"GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n", "400"},
		{"GET https://shop.example/a HTTP/1.1\r\nHost: shop.example\r\n\r\n", "400"},
		{"nonsense\r\n\r\n", "400"},
		{"GET http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nVia: 1.1 other:1, 1.1 proxy1:3128\r\n\r\n", "508"},
		{"GET http://nowhere.example/ HTTP/1.1\r\nHost: x\r\n\r\n", "502"},
		{"OPTIONS http://shop.example/a HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\n\r\n", "200"},
		{"OPTIONS http://shop.example/a HTTP/1.1\r\nHost: x\r\nMax-Forwards: many\r\n\r\n", "400"},
		{"OPTIONS http://shop.example/none HTTP/1.1\r\nHost: x\r\nMax-Forwards: 1\r\n\r\n", "404"},
		{"OPTIONS * HTTP/1.1\r\nHost: shop.example\r\n\r\n", "200"},
		{"OPTIONS http://shop.example HTTP/1.1\r\nHost: x\r\n\r\n", "200"},
		{"GET http://shop.example HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		{"TRACE http://shop.example/a HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\nCookie: secret\r\nX-A: b\r\n\r\n", "200"},
		{"CONNECT shop.example HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
		{"CONNECT shop.example:99 HTTP/1.1\r\nHost: x\r\n\r\n", "502"},
		{"CONNECT nowhere.example:80 HTTP/1.1\r\nHost: x\r\n\r\n", "502"},
		{"POST http://shop.example/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "200"},
		{"POST http://shop.example/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
			strings.Repeat("10000\r\n"+strings.Repeat("x", 0x10000)+"\r\n", 17), "413"},
	} {
		w := newProxied(t, make([]ProxyKind, 1))
		w.served["shop.example/a"] = Resource{Size: 1}
		w.startAll()
		var answer string
		w.browse(func(*sim.Proc) { answer = w.answerTo(c.ask) })
		require.Truef(t, strings.HasPrefix(answer, "HTTP/1.1 "+c.answer+" "), "%.80q: %.80q", c.ask, answer)
		w.allGone()
	}
}

// How responses end towards clients of a proxy, and its connections with them: where the length is
// not known before, and the client knows no chunks, a response that is cut is reset.
func TestHowProxiesEndResponses(t *testing.T) {
	const old = "GET http://shop.example/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
	const get = "GET http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\n\r\n"
	const fresh = "GET http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nIf-None-Match: \"v1\"\r\n\r\n"
	caching := Caching{ETag: "v1", MaxAge: 60 * sec}
	two, cached := func(x *Proxy) { x.Front.MaxRequests = 2 }, func(x *Proxy) { x.Upstream.Cache = true }
	cut := Resource{Size: 3000, Framing: Chunked, Fault: Fault{Cut: CutByClose, CutAt: 500}}
	const ok = "HTTP/1.1 200 OK"
	for name, c := range map[string]struct {
		change   func(*Proxy) // nil: nothing
		resource Resource
		asks     string
		says     []string // lines of the answers, in order, among them all first ones
		end      error
	}{
		"length":       {nil, Resource{Size: 3}, old, []string{ok, "Connection: keep-alive"}, nil},
		"no length":    {nil, Resource{Size: 3, Framing: Chunked}, old, []string{ok, "Connection: close"}, nil},
		"cut":          {nil, cut, old, []string{ok}, errno.ECONNRESET},
		"two at most":  {two, Resource{}, get + get + get, []string{ok, ok}, nil},
		"not modified": {cached, Resource{Caching: caching}, get + fresh, []string{ok, "HTTP/1.1 304 Not Modified"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newProxied(t, make([]ProxyKind, 1))
			w.served["shop.example/a"] = c.resource
			if c.change != nil {
				c.change(w.proxies[0])
			}
			w.startAll()
			w.browse(func(*sim.Proc) {
				conn := w.raw(c.asks)
				require.NoError(t, conn.Shutdown(stack.ShutWrite))
				b, err := io.ReadAll(conn)
				require.ErrorIs(t, err, c.end)
				answer := string(b)
				for _, line := range c.says {
					at := strings.Index(answer, line+"\r\n")
					require.GreaterOrEqual(t, at, 0, "%s after %q", line, answer)
					answer = answer[at+len(line):]
				}
				require.NotContains(t, answer, "HTTP/1.1")
				require.NoError(t, conn.Close())
			})
			w.allGone()
		})
	}
}

// Fields of a hop are never passed on, in either direction, and all others are: for
// any message.
func TestSeedsHopByHop(t *testing.T) {
	names := []string{"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Upgrade", "X-A", "X-B", "Accept", "Etag"}
	for seed := range simtest.Seeds(t, 60) {
		r := rand.New(rand.NewPCG(seed, 7))
		fields := func() http.Header {
			h := http.Header{}
			for range r.IntN(12) {
				name, value := names[r.IntN(len(names))], fmt.Sprint(r.IntN(100))
				if name == "Connection" {
					value = []string{"x-a", "X-A, close", " , x-b ,keep-alive", "Accept", "X-B,x-a"}[r.IntN(5)]
				}
				h.Add(name, value)
			}
			return h
		}
		asked, answered := fields(), fields()
		var got *http.Request
		w := newProxied(t, make([]ProxyKind, 1+r.IntN(2)))
		w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
			conn := stack.Conn{Socket: c}
			got, _ = http.ReadRequest(bufio.NewReader(conn))
			var b bytes.Buffer
			b.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
			_ = answered.Write(&b)
			b.WriteString("\r\n")
			_, _ = c.Write(b.Bytes())
			_ = c.Close()
		})
		w.startProxies()
		var resp *http.Response
		w.browse(func(*sim.Proc) {
			var b bytes.Buffer
			b.WriteString("GET http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\n")
			_ = asked.Write(&b)
			c := w.raw(b.String() + "\r\n")
			var err error
			resp, err = http.ReadResponse(bufio.NewReader(c), nil)
			require.NoError(t, err, "seed %d", seed)
			require.NoError(t, c.Close())
		})
		w.allGone()
		for what, m := range map[string][2]http.Header{"request": {asked, got.Header}, "response": {answered, resp.Header}} {
			want, has := endToEnd(m[0]), m[1].Clone()
			require.Len(t, strings.Split(strings.Join(has.Values("Via"), ","), ","), len(w.proxies), "seed %d, %s", seed, what)
			for _, own := range []string{"Via", "Connection", "Content-Length", "Keep-Alive"} {
				has.Del(own)
			}
			require.Equal(t, want, has, "seed %d, %s: %v", seed, what, m[0])
		}
	}
}

// A proxy that has no more patience than a lookup takes gives the request up while it waits
// for the name, as one that waits for a connection does.
func TestProxiesGiveUpWhileTheyLookUp(t *testing.T) {
	for _, kind := range []ProxyKind{ForwardProxy, DumbRelay} {
		w := newProxied(t, []ProxyKind{kind})
		w.names.Host = w.webHost
		require.NoError(t, w.names.Start())
		x := w.proxies[0]
		x.Resolver.Static, x.Resolver.Servers = nil, []stack.Addr{{IP: w.webHost.Addrs()[1], Port: names.Port}}
		x.Resolver.Config = names.Config{Timeout: 5 * sec, Attempts: 3}
		x.Upstream.Timeout = 5 * ms
		w.startAll()
		var tx *Transaction
		w.browse(func(p *sim.Proc) { tx = w.fetch(p, "/a") })
		require.Equal(t, http.StatusGatewayTimeout, tx.Status, "%s: %v", ProxyKindNames[kind], tx.Err)
		asked := w.rec.Transactions[len(w.rec.Transactions)-1]
		require.True(t, asked.ForOther)
		require.ErrorIs(t, asked.Err, ErrTimeout)
		require.Equal(t, 5*ms, asked.Done.Now-asked.Asked.Now)
		require.Zero(t, asked.Named)
		w.allGone()
	}
}
