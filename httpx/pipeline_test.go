package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Once a response has shown that the server keeps the connection, requests go out
// at once and are answered in order: n of them take one round trip and the
// server's time for each.
func TestPipelineInOrder(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 1, 8
	w.start()
	w.served["shop.example/a"] = Resource{Size: 100, Think: 5 * ms}
	w.browse(func(p *sim.Proc) {
		w.client.Repeat(p, Request{URL: page("/a")}, 1, 6, 0)
	})
	require.Len(t, w.net.Connections(), 1)
	for i, tx := range w.rec.Transactions {
		require.NoError(t, tx.Err)
		require.Equal(t, 45*ms+vtime.Time(min(i, 1))*20*ms+vtime.Time(i)*5*ms, tx.Done.Now, "request %d", i)
		require.Equal(t, i, tx.Last().Ordinal)
		require.Equal(t, vtime.Time(20+25*min(i, 1))*ms, tx.Last().Wanted.Now)
	}
}

// No more than the depth is on the way, and nothing before persistence is known.
func TestPipelineDepth(t *testing.T) {
	for _, c := range []struct {
		depth int64
		conns int64
		taken []vtime.Time // when requests were written
	}{
		{0, 1, []vtime.Time{20 * ms, 45 * ms, 70 * ms, 95 * ms, 120 * ms}},
		{1, 1, []vtime.Time{20 * ms, 45 * ms, 70 * ms, 95 * ms, 120 * ms}},
		{2, 1, []vtime.Time{20 * ms, 45 * ms, 45 * ms, 70 * ms, 75 * ms}},
		{3, 1, []vtime.Time{20 * ms, 45 * ms, 45 * ms, 45 * ms, 70 * ms}},
		{3, 2, []vtime.Time{20 * ms, 20 * ms, 45 * ms, 45 * ms, 45 * ms}},
	} {
		w := newWorld(t)
		w.client.PerHost, w.client.Pipeline = c.conns, c.depth
		w.start()
		w.served["shop.example/a"] = Resource{Size: 100, Think: 5 * ms}
		w.browse(func(p *sim.Proc) { w.client.Repeat(p, Request{URL: page("/a")}, 1, 5, 0) })
		for i, tx := range w.rec.Transactions {
			require.NoError(t, tx.Err)
			require.Equal(t, c.taken[i], tx.Last().Wanted.Now, "depth %d, %d connections, request %d", c.depth, c.conns, i)
		}
	}
}

// What waits goes to the connection that has the fewest requests.
func TestPipelinesAreEven(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 2, 5
	w.start()
	w.served["shop.example/a"] = Resource{Size: 100}
	carried := map[*stack.End]int{}
	w.browse(func(p *sim.Proc) {
		w.client.Repeat(p, Request{URL: page("/a")}, 1, 2, 0)
		for _, tx := range w.client.Repeat(p, Request{URL: page("/a")}, 1, 6, 0) {
			carried[tx.Last().Conn]++
		}
	})
	require.Len(t, carried, 2)
	for _, n := range carried {
		require.Equal(t, 3, n)
	}
}

// A request that is not idempotent is neither pipelined nor followed.
func TestPipelineOnlyIdempotent(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 1, 8
	w.start()
	w.served["shop.example/a"] = Resource{Size: 100}
	var wanted []vtime.Time
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/a")})
		for _, method := range []string{"GET", "POST", "GET", "HEAD"} {
			w.client.Fetch(Request{Method: method, URL: page("/a")}, &Transaction{}, nil)
		}
		wait(p, sec)
	})
	for _, tx := range w.rec.Transactions[1:] {
		require.NoError(t, tx.Err)
		wanted = append(wanted, tx.Last().Wanted.Now)
	}
	require.Equal(t, []vtime.Time{40 * ms, 60 * ms, 80 * ms, 80 * ms}, wanted)
}

// The server closes after k of n: what it did not answer is sent again on a new
// connection, in order, and nothing is answered twice.
func TestPipelineIsCut(t *testing.T) {
	for _, closing := range []Closing{LingeringClose, HalfClose, AbruptClose} {
		for k := int64(1); k < 6; k++ {
			w := newWorld(t)
			w.client.PerHost, w.client.Pipeline = 1, 4
			w.server.MaxRequests, w.server.Closing = k, closing
			w.start()
			w.served["shop.example/a"] = Resource{Size: 100}
			w.browse(func(p *sim.Proc) { w.client.Repeat(p, Request{URL: page("/a")}, 1, 8, 0) })
			last := vtime.Time(0)
			for _, tx := range w.rec.Transactions {
				require.NoError(t, tx.Err, "%d at a time, closing %d", k, closing)
				require.GreaterOrEqual(t, tx.Done.Now, last, "in order")
				require.LessOrEqual(t, len(tx.Attempts), maxStale+1)
				last = tx.Done.Now
			}
			require.GreaterOrEqual(t, int64(len(w.net.Connections())), 8/k)
		}
	}
}

// A server that closes after seven requests gets as many connections as it asks for,
// however many requests lay behind the seventh each time: they had no turn there.
func TestPipelineIsCutOften(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline, w.server.MaxRequests = 1, 100, 7
	w.start()
	w.served["shop.example/a"] = Resource{Size: 100}
	w.browse(func(p *sim.Proc) { w.client.Repeat(p, Request{URL: page("/a")}, 1, 100, 0) })
	for i, tx := range w.rec.Transactions {
		require.NoError(t, tx.Err)
		require.Len(t, tx.Attempts, 1+i/7)
	}
	require.Len(t, w.net.Connections(), (100+6)/7)
}

// A fetch that is given up takes the connection with it; those behind it are
// asked for again.
func TestPipelineTimeout(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 1, 4
	slow := 0
	w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
		for i := 0; readRequest(c); i++ {
			if i == 1 && n == 1 {
				slow++
				return // and never a word again
			}
			_, _ = c.Write([]byte(good + "Content-Length: 0\r\n\r\n"))
		}
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/")})
		w.client.Timeout = 100 * ms
		w.client.Fetch(Request{URL: page("/slow")}, &Transaction{}, nil)
		w.client.Timeout = 10 * sec
		w.client.Fetch(Request{URL: page("/1")}, &Transaction{}, nil)
		w.client.Fetch(Request{URL: page("/2")}, &Transaction{}, nil)
		wait(p, sec)
	})
	require.Equal(t, 1, slow)
	txs := w.rec.Transactions
	require.ErrorIs(t, txs[1].Err, ErrTimeout)
	for _, tx := range txs[2:] {
		require.NoError(t, tx.Err)
		require.Len(t, tx.Attempts, 2)
		require.True(t, tx.Attempts[0].Stale)
	}
}

// Each fetch ends with its own time, also where that of several on a connection is over
// at one instant.
func TestPipelineTimeoutOfSeveral(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 1, 4
	w.foreign(func(p *sim.Proc, c *stack.Socket, n int) {
		for i := 0; readRequest(c) && i == 0; i++ {
			_, _ = c.Write([]byte(good + "Content-Length: 0\r\n\r\n"))
		}
		wait(p, sec) // and never a word again
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/")})
		w.client.Timeout = 100 * ms
		for _, path := range []string{"/1", "/2", "/3"} {
			w.client.Fetch(Request{URL: page(path)}, &Transaction{}, nil)
		}
		wait(p, 2*sec)
	})
	for _, tx := range w.rec.Transactions[1:] {
		require.ErrorIs(t, tx.Err, ErrTimeout)
		require.Equal(t, 100*ms, tx.Done.Now-tx.Asked.Now)
		require.Len(t, tx.Attempts, 1)
	}
}

// What a server sends beyond its Content-Length is taken for the next response,
// and is none.
func TestPipelineExcess(t *testing.T) {
	w := newWorld(t)
	w.client.PerHost, w.client.Pipeline = 1, 4
	w.foreign(func(_ *sim.Proc, c *stack.Socket, _ int) {
		for i := 0; readRequest(c); i++ {
			body := "abc"
			if i == 1 {
				body = "abcdef"
			}
			_, _ = c.Write([]byte(good + "Content-Length: 3\r\n\r\n" + body))
		}
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) {
		w.get(p, Request{URL: page("/")})
		w.client.Fetch(Request{URL: page("/1")}, &Transaction{}, nil)
		w.client.Fetch(Request{URL: page("/2")}, &Transaction{}, nil)
		wait(p, sec)
	})
	txs := w.rec.Transactions
	require.NoError(t, txs[1].Err)
	require.EqualValues(t, 3, txs[1].Body)
	require.ErrorContains(t, txs[2].Err, "malformed HTTP version")
}
