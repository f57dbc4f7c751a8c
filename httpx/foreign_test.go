package httpx

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// good begins the responses that most servers here give.
const good = "HTTP/1.1 200 OK\r\n"

// What a client makes of responses that a server of another make could send.
func TestForeignResponses(t *testing.T) {
	for _, c := range []struct {
		name, method string
		says         string
		closes       bool
		status       int
		body         int64
		fails        string
		conns        int // that two requests take
	}{
		{name: "length", says: good + "Content-Length: 3\r\n\r\nabc", status: 200, body: 3, conns: 1},
		{name: "chunked", says: good + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
			status: 200, body: 5, conns: 1},
		{name: "chunked with a trailer",
			says:   good + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
			status: 200, body: 1, conns: 1},
		{name: "until the close", says: good + "\r\nabcdef", closes: true, status: 200, body: 6, conns: 2},
		{name: "1.0 until the close", says: "HTTP/1.0 200 OK\r\n\r\nabc", closes: true, status: 200, body: 3, conns: 2},
		{name: "1.0 with a length", says: "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", status: 200, body: 3, conns: 2},
		{name: "1.0 keep-alive", says: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc",
			status: 200, body: 3, conns: 1},
		{name: "says close and does not", says: good + "Connection: close\r\nContent-Length: 3\r\n\r\nabc",
			status: 200, body: 3, conns: 2},
		{name: "closes without a word", says: good + "Content-Length: 3\r\n\r\nabc", closes: true,
			status: 200, body: 3, conns: 2},
		{name: "head", method: "HEAD", says: good + "Content-Length: 3\r\n\r\n", status: 200, conns: 1},
		{name: "head without a length", method: "HEAD", says: good + "\r\n", status: 200, conns: 1},
		{name: "head with a body", method: "HEAD", says: good + "Content-Length: 3\r\n\r\nabc", status: 200, conns: 2},
		{name: "no content", says: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, conns: 1},
		{name: "not modified", says: "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", status: 304, conns: 1},
		{name: "body is too long", says: good + "Content-Length: 3\r\n\r\nabcdef", status: 200, body: 3, conns: 2},
		{name: "interim", says: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
			good + "Content-Length: 1\r\n\r\na", status: 200, body: 1, conns: 1},
		{name: "ten interim ones", says: strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10) + good + "Content-Length: 0\r\n\r\n",
			status: 200, conns: 1},
		{name: "one more", says: strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 11) + good + "Content-Length: 0\r\n\r\n",
			fails: "more than 10 interim"},
		{name: "nothing but interim", says: strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 50), fails: "interim"},
		{name: "interim, then the end", says: "HTTP/1.1 100 Continue\r\n\r\n", closes: true,
			fails: "after an interim response"},
		{name: "switches", says: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", fails: "another protocol"},
		{name: "body is too short", says: good + "Content-Length: 30\r\n\r\nabc", closes: true, status: 200, body: 3,
			fails: "in the middle of the body: unexpected EOF"},
		{name: "chunks are too short", says: good + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", closes: true,
			status: 200, body: 2, fails: "in the middle of the body: unexpected EOF"},
		{name: "chunks are no chunks", says: good + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
			status: 200, fails: "chunk"},
		{name: "both lengths", says: good + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
			status: 200, body: 5, conns: 1},
		{name: "a chunk of 2^63 bytes", says: good + "Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\nab", closes: true,
			status: 200, body: 2, fails: "in the middle of the body: unexpected EOF"},
		{name: "a chunk of 2^64 bytes", says: good + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nab",
			status: 200, fails: "chunk"},
		{name: "a size without end", says: good + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 1<<20),
			status: 200, fails: "line too long"},
		{name: "extensions without end", says: good + "Transfer-Encoding: chunked\r\n\r\n" +
			strings.Repeat("1;"+strings.Repeat("x", 2000)+"\r\na\r\n", 500), status: 200, body: 8, fails: "too much non-data"},
		{name: "a trailer without end", says: good + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("X: y\r\n", 1<<17),
			status: 200, fails: "trailer"},
		{name: "header is too short", says: good + "Content-Le", closes: true, fails: "in the middle of the header"},
		{name: "nothing", closes: true, fails: "before it answered: unexpected EOF"},
		{name: "garbage", says: "\x00\x01\x02\xff\xfe\r\n\r\n", fails: "malformed"},
		{name: "another protocol", says: "SSH-2.0-OpenSSH_9.2\r\n", fails: "malformed"},
		{name: "two lengths", says: good + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", fails: "Content-Length"},
		{name: "negative length", says: good + "Content-Length: -3\r\n\r\nabc", fails: "Content-Length"},
		{name: "length beyond integers", says: good + "Content-Length: 99999999999999999999\r\n\r\nabc",
			fails: "Content-Length"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.says == "" {
				w.foreign(says(true))
			} else {
				w.foreign(says(c.closes, c.says, c.says))
			}
			if c.closes {
				w = newWorld(t)
				w.foreign(says(true, c.says))
			}
			w.browse(func(p *sim.Proc) {
				for range 2 {
					tx := w.get(p, Request{Method: c.method, URL: page("/")})
					require.Equal(t, c.status, tx.Status)
					require.Equal(t, c.body, tx.Body)
					if c.fails != "" {
						require.ErrorContains(t, tx.Err, c.fails)
						require.Len(t, tx.Attempts, 1)
					} else {
						require.NoError(t, tx.Err)
					}
					wait(p, sec)
				}
			})
			if c.conns > 0 {
				require.Len(t, w.net.Connections(), c.conns)
			}
		})
	}
}

// A connection is used again where both ends want that, and say so as their versions do, whatever
// the server then does with it.
func TestBothWantToKeep(t *testing.T) {
	for _, c := range []struct {
		version Version
		keep    bool
		says    string
		conns   int
	}{
		{HTTP11, true, "HTTP/1.1 200 OK\r\n", 1},
		{HTTP11, false, "HTTP/1.1 200 OK\r\n", 2},
		{HTTP11, true, "HTTP/1.1 200 OK\r\nConnection: x, Close\r\n", 2},
		{HTTP11, true, "HTTP/1.0 200 OK\r\n", 2},
		{HTTP10, true, "HTTP/1.1 200 OK\r\n", 2},
		{HTTP10, true, "HTTP/1.0 200 OK\r\n", 2},
		{HTTP10, true, "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n", 1},
		{HTTP10, false, "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n", 2},
		{HTTP10, true, "HTTP/1.0 200 OK\r\nProxy-Connection: Keep-Alive\r\n", 2},
	} {
		w := newWorld(t)
		w.client.Version, w.client.KeepAlive = c.version, c.keep
		answer := c.says + "Content-Length: 0\r\n\r\n"
		w.foreign(says(false, answer, answer))
		w.browse(func(p *sim.Proc) {
			for range 2 {
				require.NoError(t, w.get(p, Request{URL: page("/")}).Err, c.says)
			}
		})
		require.Len(t, w.net.Connections(), c.conns, "%+v", c)
	}
}

// A header without end is given up, whether in one line or in many.
func TestEndlessHeader(t *testing.T) {
	for _, line := range []string{"x", "X-Y: z\r\n", "HTTP/1.1 100 Continue\r\n\r\n"} {
		w := newWorld(t)
		sent := 0
		w.foreign(func(_ *sim.Proc, c *stack.Socket, _ int) {
			readRequest(c)
			_, err := c.Write([]byte("HTTP/1.1 200 OK\r\n"))
			block := []byte(strings.Repeat(line, 4096/len(line)))
			for ; err == nil; sent += len(block) {
				_, err = c.Write(block)
			}
			_ = c.Close()
		})
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{URL: page("/")})
			require.Error(t, tx.Err)
			require.Less(t, tx.ResponseEnd, uint64(2*maxHeader))
		})
		require.Less(t, sent, 30<<20, "the server learns that nobody reads")
	}
}

// A reset in the middle of a response is an error and nothing is sent again,
// not even on a connection that had been used.
func TestResetInTheMiddle(t *testing.T) {
	for _, after := range []string{"H", good + "Content-Le", good + "Content-Length: 100\r\n\r\nabc"} {
		w := newWorld(t)
		w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
			readRequest(c)
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
			readRequest(c)
			_, _ = c.Write([]byte(after))
			wait(p, 100*ms)
			_ = c.SetOption(stack.Linger, 0)
			_ = c.Close()
		})
		w.browse(func(p *sim.Proc) {
			require.NoError(t, w.get(p, Request{URL: page("/")}).Err)
			tx := w.get(p, Request{URL: page("/")})
			require.ErrorIs(t, tx.Err, errno.ECONNRESET)
			require.Len(t, tx.Attempts, 1)
			require.Equal(t, 120*ms, tx.Done.Now-tx.Asked.Now)
		})
	}
}

// A server that accepts and then does nothing at all: nothing can happen any
// more, and the run says who waits for what.
func TestResponseNeverComes(t *testing.T) {
	w := newWorld(t)
	w.foreign(func(_ *sim.Proc, c *stack.Socket, _ int) {})
	w.client.Host.Go("test", func(p *sim.Proc) { w.get(p, Request{URL: page("/")}) })
	out := w.kernel.Run(sim.Bounds{})
	require.Equal(t, sim.Deadlock, out.End)
	require.Equal(t, []sim.Waiting{
		{Process: "client/test", For: "a response"},
		{Process: "client/http-client", For: "data from 10.0.1.2:80"},
	}, out.Waiting)
	w.kernel.Shutdown()
}

// A server may answer before it has read a large request, and close.
func TestEarlyResponse(t *testing.T) {
	for _, lingers := range []bool{true, false} {
		w := newWorld(t)
		w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
			readRequest(c)
			_, _ = c.Write([]byte("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
			if lingers {
				_ = c.Shutdown(stack.ShutWrite)
				for err := error(nil); err == nil; {
					_, err = c.Discard(1 << 20)
				}
			}
			_ = c.Close()
		})
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{Method: "POST", URL: page("/"), Body: 1e9})
			require.NoError(t, tx.Err)
			require.Equal(t, 413, tx.Status)
			require.Less(t, tx.Done.Now-tx.Asked.Now, 50*ms)
		})
	}
}

// A server that answers a request before it has read its body, and keeps the connection: it may
// wait for the rest, whether that is on its way or will never come, and another request goes
// elsewhere.
func TestEarlyResponseOnAConnectionThatStays(t *testing.T) {
	for _, expect := range []vtime.Time{0, sec} {
		w := newWorld(t)
		w.client.Expect = expect
		w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
			readRequest(c)
			_, _ = c.Write([]byte(good + "Content-Length: 0\r\n\r\n"))
			for err := error(nil); err == nil; {
				_, err = c.Discard(1 << 20)
			}
			_ = c.Close()
		})
		w.browse(func(p *sim.Proc) {
			require.Equal(t, 200, w.get(p, Request{Method: "POST", URL: page("/"), Body: 1e9}).Status)
			require.Equal(t, 40*ms, took(w.get(p, Request{URL: page("/")})))
		})
		require.Len(t, w.net.Connections(), 2)
	}
}

// What comes on an idle connection that nobody asked for closes it.
func TestUnaskedResponse(t *testing.T) {
	w := newWorld(t)
	w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
		readRequest(c)
		_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
		wait(p, sec)
		_, _ = c.Write([]byte("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) {
		for range 2 {
			tx := w.get(p, Request{URL: page("/")})
			require.NoError(t, tx.Err)
			require.Equal(t, 200, tx.Status)
			wait(p, 2*sec)
		}
	})
	require.Len(t, w.net.Connections(), 2)
}

// exchanges sends texts to our server and returns all that it answers.
func exchanges(t *testing.T, change func(*Server), texts ...string) string {
	w := newWorld(t)
	w.served["shop.example/"] = Resource{Size: 3}
	w.served["shop.example/once"] = Resource{NotEarly: true}
	w.served["shop.example/chunks"] = Resource{Size: 3, Framing: Chunked, Piece: 2, Trailer: true}
	change(w.server)
	w.start()
	var got strings.Builder
	w.browse(func(p *sim.Proc) {
		c, err := w.client.Host.Dial(w.web, 80)
		require.NoError(t, err)
		for _, text := range texts {
			_, err := c.Write([]byte(text))
			require.NoError(t, err)
			wait(p, 50*ms)
		}
		require.NoError(t, c.Shutdown(stack.ShutWrite))
		b, err := io.ReadAll(c)
		require.True(t, err == nil || errors.Is(err, errno.ECONNRESET), "%v", err)
		got.Write(b)
		require.NoError(t, c.Close())
	})
	return strings.ReplaceAll(strings.ReplaceAll(got.String(), "\x00", "."), "\r\n", "|")
}

// What our server answers to clients of another make.
func TestForeignRequests(t *testing.T) {
	const ok, end = "HTTP/1.1 200 OK|Content-Length: 3||...", "HTTP/1.1 200 OK|Connection: close|Content-Length: 3||..."
	const get = "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"
	const chunks = "3\r\nabc\r\n0\r\n\r\n"
	none := func(*Server) {}
	post := func(fields string) string { return "POST / HTTP/1.1\r\nHost: shop.example\r\n" + fields + "\r\n\r\n" }
	refused := func(status string) string { return "HTTP/1.1 " + status + "|Connection: close|Content-Length: 0||" }
	for _, c := range []struct {
		name   string
		change func(*Server)
		texts  []string
		want   string
	}{
		{"one", none, []string{get}, ok},
		{"pipelined", none, []string{get + get + get}, ok + ok + ok},
		{"in pieces", none, []string{get[:7], get[7:30], get[30:]}, ok},
		{"asks to close", none, []string{"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"}, end},
		{"1.0", none, []string{"GET / HTTP/1.0\r\nHost: shop.example\r\n\r\n"}, end},
		{"1.0 keep-alive", none, []string{"GET / HTTP/1.0\r\nHost: shop.example\r\nConnection: keep-alive\r\n\r\n"},
			"HTTP/1.1 200 OK|Connection: keep-alive|Content-Length: 3||..."},
		{"no keep-alive", func(s *Server) { s.KeepAlive = false }, []string{get + get}, end},
		{"two requests at most", func(s *Server) { s.MaxRequests = 2 }, []string{get + get + get}, ok + end},
		{"chunked body", none, []string{"POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n",
			"3\r\nabc\r\n0\r\n\r\n"}, ok},
		{"waits for leave", none, []string{
			"POST / HTTP/1.1\r\nHost: shop.example\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", "abc"},
			"HTTP/1.1 100 Continue||" + ok},
		{"garbage", none, []string{"\x00\x01\x02\r\n\r\n"}, refused("400 Bad Request")},
		{"garbage, and more", none, []string{"what?\r\n\r\n" + strings.Repeat("z", 20000), strings.Repeat("z", 20000)},
			refused("400 Bad Request")},
		{"long header", none, []string{"GET / HTTP/1.1\r\nX: " + strings.Repeat("z", maxHeader+10000)},
			refused("431 Request Header Fields Too Large")},
		{"as long as may be", func(s *Server) { s.MaxHeader = int64(len(get)) }, []string{get + get}, ok + ok},
		{"too long by a byte", func(s *Server) { s.MaxHeader = int64(len(get)) - 1 }, []string{get + get},
			refused("431 Request Header Fields Too Large")},
		{"too slow", func(s *Server) { s.Patience.Header = 30 * ms }, []string{get[:7]},
			refused("408 Request Timeout")},
		{"a body that stops", func(s *Server) { s.Patience.Body = 30 * ms }, []string{post("Content-Length: 30") + "abc"},
			refused("408 Request Timeout")},
		{"an empty line before", none, []string{"\r\n" + get + "\r\n" + get}, ok + ok},
		{"no host", none, []string{"GET / HTTP/1.1\r\n\r\n" + get}, refused("400 Bad Request")},
		{"no host in 1.0", none, []string{"GET http://shop.example/ HTTP/1.0\r\n\r\n"}, end},
		{"two hosts", none, []string{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"}, refused("400 Bad Request")},
		{"a host that is none", none, []string{"GET / HTTP/1.1\r\nHost: a b\r\n\r\n" + get}, refused("400 Bad Request")},
		{"another version", none, []string{"GET / HTTP/3.0\r\nHost: shop.example\r\n\r\n" + get},
			refused("505 HTTP Version Not Supported")},
		{"asks for no resource", none, []string{"OPTIONS * HTTP/1.1\r\nHost: shop.example\r\n\r\n" + get},
			"HTTP/1.1 200 OK|Content-Length: 0|Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE||" + ok},
		{"chunks and a trailer", none, []string{"GET /chunks HTTP/1.1\r\nHost: shop.example\r\n\r\n" + get},
			"HTTP/1.1 200 OK|Transfer-Encoding: chunked|Trailer: X-Rttlab-Trailer||2|..|1|.|0|X-Rttlab-Trailer: 0||" + ok},
		{"came early to a proxy", none, []string{"GET /once HTTP/1.1\r\nHost: shop.example\r\nEarly-Data: 1\r\n\r\n" + get},
			"HTTP/1.1 425 Too Early|Content-Length: 0||" + ok},
		{"HTTP/2", none, []string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}, refused("505 HTTP Version Not Supported")},
		{"a space before a colon", none, []string{post("Transfer-Encoding : chunked") + chunks + get},
			refused("400 Bad Request")},
		{"a space before a field", none, []string{"GET / HTTP/1.1\r\n X: a\r\nHost: shop.example\r\n\r\n" + get},
			refused("400 Bad Request")},
		{"two lengths", none, []string{post("Content-Length: 3\r\nContent-Length: 4") + "abc" + get},
			refused("400 Bad Request")},
		{"a length and chunks", none, []string{post("Content-Length: 3\r\nTransfer-Encoding: chunked") + chunks + get}, end},
		{"chunks in 1.0", none, []string{
			strings.Replace(post("Connection: keep-alive\r\nTransfer-Encoding: chunked"), "1.1", "1.0", 1) + chunks + get},
			refused("400 Bad Request")},
		{"another coding", none, []string{post("Transfer-Encoding: gzip, chunked") + chunks + get},
			refused("501 Not Implemented")},
		{"extensions of chunks", none, []string{
			post("Transfer-Encoding: chunked") + "3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n" + get}, ok + ok},
		{"chunks of no size", none, []string{post("Transfer-Encoding: chunked") + "zz\r\nabc\r\n0\r\n\r\n" + get},
			refused("400 Bad Request")},
		{"chunks without end", none, []string{post("Transfer-Encoding: chunked") + "fffffffffffffffff\r\nabc"},
			refused("400 Bad Request")},
		{"a part of another state", none, []string{"GET / HTTP/1.1\r\nHost: shop.example\r\nRange: bytes=0-0\r\n" +
			"If-Range: \"old\"\r\n\r\n"}, ok},
		{"half a request", none, []string{get[:20]}, ""},
		{"half a body", none, []string{"POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 30\r\n\r\nabc"}, ""},
		{"nothing", none, nil, ""},
		{"idle", func(s *Server) { s.IdleTimeout = 20 * ms }, []string{get}, ok},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, exchanges(t, c.change, c.texts...)) })
	}
}
