package httpx

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx/names"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// A fresh connection takes a round trip more than a warm one.
func TestTwoRequests(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 1000, Think: 7 * ms, Type: "text/html"}
	w.browse(func(p *sim.Proc) {
		txs := w.client.Repeat(p, Request{URL: page("/a")}, 2, 1, 100*ms)
		for _, tx := range txs {
			require.NoError(t, tx.Err)
			require.Equal(t, 200, tx.Status)
			require.EqualValues(t, 1000, tx.Body)
			require.Len(t, tx.Attempts, 1)
		}
		require.Equal(t, 47*ms, txs[0].Done.Now-txs[0].Asked.Now)
		require.Equal(t, 27*ms, txs[1].Done.Now-txs[1].Asked.Now)
		require.True(t, txs[0].Last().Fresh)
		require.False(t, txs[1].Last().Fresh)
		require.Same(t, txs[0].Last().Conn, txs[1].Last().Conn)
	})
}

func TestWhatServersAnswer(t *testing.T) {
	for _, c := range []struct {
		name, method string
		serve        Resource
		missing      bool
		status       int
		body         int64
	}{
		{name: "get", serve: Resource{Size: 10}, status: 200, body: 10},
		{name: "empty", serve: Resource{}, status: 200},
		{name: "negative size", serve: Resource{Size: -5}, status: 200},
		{name: "head", method: "HEAD", serve: Resource{Size: 10}, status: 200},
		{name: "no content", serve: Resource{Size: 10, Status: 204}, status: 204},
		{name: "not modified", serve: Resource{Size: 10, Status: 304}, status: 304},
		{name: "redirect", serve: Resource{Size: 3, Status: 301}, status: 301, body: 3},
		{name: "error", serve: Resource{Size: 3, Status: 503}, status: 503, body: 3},
		{name: "not found", missing: true, status: 404},
		{name: "long header", serve: Resource{Size: 3, Header: 70000}, status: 200, body: 3},
		{name: "longest header", serve: Resource{Size: 3, Header: 1 << 40}, status: 200, body: 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			if !c.missing {
				w.served["shop.example/a"] = c.serve
			}
			w.browse(func(p *sim.Proc) {
				for _, tx := range w.client.Repeat(p, Request{Method: c.method, URL: page("/a")}, 3, 1, 10*ms) {
					require.NoError(t, tx.Err)
					require.Equal(t, c.status, tx.Status)
					require.Equal(t, c.body, tx.Body)
				}
			})
			require.Len(t, w.net.Connections(), 1, "the connection is used again")
		})
	}
}

// Bodies of requests go up before the server answers, however large they are
// against the send buffer; nobody holds them.
func TestUploads(t *testing.T) {
	for _, size := range []int64{0, 1, 1000, 15_000, 100_000, 3_000_000} {
		w := newWorld(t, func(s *setup) { s.profile = "classic" }) // a send buffer of 16 KiB
		w.start()
		w.served["shop.example/a"] = Resource{Size: 5, Think: ms}
		w.browse(func(p *sim.Proc) {
			for range 2 {
				tx := w.get(p, Request{Method: "POST", URL: page("/a"), Body: size, Header: 500})
				require.NoError(t, tx.Err)
				require.EqualValues(t, 5, tx.Body)
				a := tx.Last()
				require.EqualValues(t, 500+size, a.RequestEnd-a.RequestStart)
			}
		})
		require.Len(t, w.net.Connections(), 1)
	}
}

// Nothing holds the bytes of a body: the head of a request for 10^18 bytes is
// made at once, and a transfer is under way without memory for it.
func TestHugeBodies(t *testing.T) {
	const huge = 1e18
	head, _, err := (&Request{Method: "PUT", URL: page("/a"), Body: huge}).head()
	require.NoError(t, err)
	require.Contains(t, string(head), "Content-Length: 1000000000000000000\r\n\r\n")
	for _, up := range []int64{0, huge} {
		w := newWorld(t)
		w.start()
		w.served["shop.example/a"] = Resource{Size: huge}
		tx := &Transaction{}
		w.client.Host.Go("test", func(p *sim.Proc) {
			w.client.Fetch(Request{Method: "PUT", URL: page("/a"), Body: up}, tx, nil)
		})
		out := w.kernel.Run(sim.Bounds{Events: 20_000})
		require.Equal(t, sim.EventBound, out.End)
		require.False(t, tx.Finished)
		if up == 0 {
			require.Greater(t, tx.Body, int64(1e6))
		}
		w.kernel.Shutdown()
	}
}

func TestRequestsThatCannotBeWritten(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.browse(func(p *sim.Proc) {
		for _, req := range []Request{
			{Method: "not a method", URL: page("/")},
			{URL: URL{Scheme: "http", Host: "a b", Port: 80, Path: "/"}},
			{URL: URL{Scheme: "http", Host: "shop.example", Port: 80, Path: "/%zz"}},
		} {
			tx := w.get(p, req)
			require.Error(t, tx.Err)
			require.Empty(t, tx.Attempts)
			require.Equal(t, tx.Asked, tx.Done)
		}
	})
	require.Empty(t, w.net.Connections())
}

func TestConnectFails(t *testing.T) {
	for _, c := range []struct {
		name, host string
		change     func(*setup)
		want       error
		after      vtime.Time
	}{
		{"refused", "shop.example", nil, errno.ECONNREFUSED, 20 * ms},
		{"no route", "192.0.2.1", nil, errno.ENETUNREACH, 0},
		{"no such name", "nowhere.example", nil, names.ErrNoSuchName, 0},
		{"silence", "shop.example", cutOff, errno.ETIMEDOUT, 131 * sec},
		{"silence, and a limit", "shop.example", func(s *setup) {
			cutOff(s)
			s.config = func(c *stack.Config) { c.ConnectTimeout = 30 * sec }
		}, errno.ETIMEDOUT, 30 * sec},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(s *setup) {
				if c.change != nil {
					c.change(s)
				}
			})
			w.browse(func(p *sim.Proc) {
				u := page("/")
				u.Host = c.host
				tx := w.get(p, Request{URL: u})
				require.ErrorIs(t, tx.Err, c.want)
				require.Zero(t, tx.Status)
				require.Equal(t, c.after, tx.Done.Now-tx.Asked.Now)
				require.LessOrEqual(t, len(tx.Attempts), 1)
			})
		})
	}
}

// Each of many requests to a server that refuses ends with its own attempt.
func TestManyRefused(t *testing.T) {
	w := newWorld(t)
	w.browse(func(p *sim.Proc) {
		var q sim.WaitQueue
		left := 50
		for range left {
			w.client.Fetch(Request{URL: page("/")}, &Transaction{}, func() {
				if left--; left == 0 {
					q.WakeAll()
				}
			})
		}
		p.Wait(&q, "all to end")
	})
	for _, tx := range w.rec.Transactions {
		require.ErrorIs(t, tx.Err, errno.ECONNREFUSED)
		require.Len(t, tx.Attempts, 1)
	}
	require.Len(t, w.net.Connections(), 50)
}

// Without a free port the client waits for one as long as its patience lasts.
func TestPortPatience(t *testing.T) {
	onePort := func(s *setup) {
		s.config = func(c *stack.Config) { c.PortLow, c.PortHigh, c.TCP.TimeWait = 5000, 5000, 3*sec }
	}
	for _, c := range []struct {
		patience vtime.Time
		want     error
		took     vtime.Time // of the second request
	}{
		{0, errno.EADDRNOTAVAIL, 0},
		{250 * ms, errno.EADDRNOTAVAIL, 250 * ms},
		{10 * sec, nil, 3040 * ms},
	} {
		w := newWorld(t, onePort)
		w.start()
		w.client.PortPatience = c.patience
		w.served["shop.example/a"] = Resource{Size: 10}
		w.browse(func(p *sim.Proc) {
			first := w.get(p, Request{URL: page("/a")})
			require.NoError(t, first.Err)
			w.client.conns[0].retire() // closes, and holds the port in TIME-WAIT
			wait(p, 50*ms)
			tx := w.get(p, Request{URL: page("/a")})
			if c.want != nil {
				require.ErrorIs(t, tx.Err, c.want)
			} else {
				require.NoError(t, tx.Err)
			}
			require.Equal(t, c.took, tx.Done.Now-tx.Asked.Now)
			if c.took > 0 {
				require.Equal(t, tx.Asked.Now, tx.Last().NoPort.Now)
			}
		})
	}
}

// The timeout ends a fetch wherever it stands.
func TestTimeout(t *testing.T) {
	const limit = 500 * ms
	silent := func(_ *sim.Proc, c *stack.Socket, _ int) { readRequest(c) }
	for _, c := range []struct {
		name   string
		change func(*setup)
		body   int64
		start  func(*world)
	}{
		{"name server is down", cutOffNames, 0, (*world).lookUp},
		{"nobody answers the SYN", cutOff, 0, func(*world) {}},
		{"server reads and never answers", nil, 0, func(w *world) { w.foreign(silent) }},
		{"server never reads", nil, 1e9, func(w *world) { w.foreign(func(*sim.Proc, *stack.Socket, int) {}) }},
		{"response stalls", nil, 0, func(w *world) {
			w.foreign(says(false, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it"))
		}},
		{"header stalls", nil, 0, func(w *world) { w.foreign(says(false, "HTTP/1.1 200 OK\r\nX: y")) }},
		{"waits for a connection", nil, 0, func(w *world) {
			w.foreign(silent)
			w.client.PerHost = 1
			w.client.Fetch(Request{URL: page("/first")}, &Transaction{}, nil)
		}},
		{"waits for a port", nil, 0, func(w *world) {
			w.foreign(silent)
			cfg := w.client.Host.Config()
			cfg.PortLow, cfg.PortHigh = 5000, 5000
			w.client.PortPatience = 3600 * sec
			w.client.Fetch(Request{URL: page("/first")}, &Transaction{}, nil)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(s *setup) {
				if c.change != nil {
					c.change(s)
				}
			})
			w.client.Timeout = limit
			w.browse(func(p *sim.Proc) {
				c.start(w)
				tx := w.get(p, Request{URL: page("/"), Body: c.body, Method: "POST"})
				require.ErrorIs(t, tx.Err, ErrTimeout)
				require.Equal(t, limit, tx.Done.Now-tx.Asked.Now)
			})
		})
	}
}

// The timer of a fetch that ends in time leaves nothing behind.
func TestTimeoutNotReached(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 10}
	w.client.Timeout = 3600 * sec
	w.browse(func(p *sim.Proc) { require.NoError(t, w.get(p, Request{URL: page("/a")}).Err) })
	require.Less(t, w.kernel.Now().Now, 100*sec)
}

// Closing the client ends what waits and lets finish what is under way.
func TestClose(t *testing.T) {
	for _, c := range []struct {
		name string
		at   vtime.Time // after asking for three objects over one connection
		want []error
	}{
		{"while the name is looked up", 5 * ms, []error{ErrClosed, ErrClosed, ErrClosed}},
		{"while it connects", 15 * ms, []error{ErrClosed, ErrClosed, ErrClosed}},
		{"while the first is served", 35 * ms, []error{nil, ErrClosed, ErrClosed}},
		{"while the last is served", 135 * ms, []error{nil, nil, nil}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			w.lookUp()
			w.client.PerHost = 1
			w.served["shop.example/a"] = Resource{Size: 10, Think: 30 * ms}
			var txs []*Transaction
			w.browse(func(p *sim.Proc) {
				for range c.want {
					tx := &Transaction{}
					txs = append(txs, tx)
					w.client.Fetch(Request{URL: page("/a")}, tx, nil)
				}
				wait(p, c.at)
				w.client.Close()
				late := w.get(p, Request{URL: page("/a")})
				require.ErrorIs(t, late.Err, ErrClosed)
				wait(p, sec)
			})
			for i, want := range c.want {
				require.Equal(t, want, txs[i].Err, "request %d", i)
			}
		})
	}
}

// A client that waits for a port, or for a handshake that will never end, is
// closed at once.
func TestCloseWhileOpening(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*setup)
	}{
		{"no port", func(s *setup) { s.config = func(c *stack.Config) { c.PortLow, c.PortHigh = 5000, 5000 } }},
		{"no answer", func(s *setup) { s.wire.LosePackets = []int{4, 5, 6, 7} }},
	} {
		w := newWorld(t, c.change)
		w.start()
		w.served["shop.example/a"] = Resource{Think: sec}
		w.client.PortPatience = 3600 * sec
		w.client.Host.Go("test", func(p *sim.Proc) {
			w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
			wait(p, 100*ms)
			w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
			wait(p, 100*ms)
			require.Len(t, w.client.groups[0].opening, 1)
			w.client.Close()
		})
		out := w.kernel.Run(sim.Bounds{Until: 100 * sec})
		require.Empty(t, out.Waiting)
		w.nothingLeft()
		require.NoError(t, w.rec.Transactions[0].Err)
		require.ErrorIs(t, w.rec.Transactions[1].Err, ErrClosed)
		w.kernel.Shutdown()
	}
}

// Functions of a fetch may fetch, and find the connection free that has just
// done its work.
func TestFetchFromCallback(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 10}
	w.browse(func(p *sim.Proc) {
		left := 5
		var q sim.WaitQueue
		var again func()
		again = func() {
			if left--; left == 0 {
				q.WakeAll()
				return
			}
			w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, again)
		}
		w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, again)
		p.Wait(&q, "the last")
	})
	require.Len(t, w.rec.Transactions, 5)
	require.Len(t, w.net.Connections(), 1)
}

// A function of a fetch may also be an event that no process runs in.
func TestFetchFromEvent(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 10}
	tx := &Transaction{}
	w.kernel.At(5*ms, cause.Host, func(vtime.Stamp) {
		w.client.Fetch(Request{URL: page("/a")}, tx, w.client.Close)
	})
	require.Equal(t, sim.Done, w.kernel.Run(sim.Bounds{}).End)
	require.NoError(t, tx.Err)
	w.nothingLeft()
}

// An idle connection takes a request although one is being opened for an
// earlier request that found another way.
func TestIdleBeforeOpening(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 10}
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/a")}) // connection 1 is idle now
		w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
		second := &Transaction{} // opens connection 2; connection 1 is free before that is open
		wait(p, 10*ms)
		w.client.Fetch(Request{URL: page("/a")}, second, nil)
		wait(p, 12*ms) // connection 1 has taken it, connection 2 is still being opened
		require.Len(t, w.client.groups[0].opening, 1)
		wait(p, 18*ms)
		third := w.get(p, Request{URL: page("/a")})
		require.Equal(t, 20*ms, third.Done.Now-third.Asked.Now)
	})
	require.Len(t, w.net.Connections(), 2)
}

func TestErrorsSayWhatHappened(t *testing.T) {
	require.EqualError(t, cut(io.EOF, "here"), "the server closed the connection here: unexpected EOF")
	require.Equal(t, errno.ECONNRESET, cut(errno.ECONNRESET, "here"))
}
