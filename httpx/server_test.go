package httpx

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Workers are handed on in the order in which the requests came.
func TestWorkers(t *testing.T) {
	for _, c := range []struct {
		workers int64
		done    []vtime.Time // of six requests at once, each of which needs 100 ms
	}{
		{1, []vtime.Time{140 * ms, 240 * ms, 340 * ms, 440 * ms, 540 * ms, 640 * ms}},
		{2, []vtime.Time{140 * ms, 140 * ms, 240 * ms, 240 * ms, 340 * ms, 340 * ms}},
		{5, []vtime.Time{140 * ms, 140 * ms, 140 * ms, 140 * ms, 140 * ms, 240 * ms}},
		{0, []vtime.Time{140 * ms, 140 * ms, 140 * ms, 140 * ms, 140 * ms, 140 * ms}},
	} {
		w := newWorld(t)
		w.server.Workers = c.workers
		w.start()
		w.served["shop.example/a"] = Resource{Think: 100 * ms}
		w.browse(func(p *sim.Proc) {
			for range c.done {
				w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
			}
			wait(p, sec)
		})
		for i, tx := range w.rec.Transactions {
			require.Equal(t, c.done[i], tx.Done.Now, "%d workers, request %d", c.workers, i)
			h := w.rec.Handled(tx.Last())
			require.Equal(t, 30*ms, h.Read.Now)
			require.Equal(t, 100*ms, h.Respond.Now-h.Began.Now)
			require.Equal(t, tx.Done.Now-10*ms, h.Respond.Now)
		}
		require.Zero(t, w.server.busy)
	}
}

// A request that comes at the instant at which a worker becomes free does not
// overtake one that has waited.
func TestWorkersAreFair(t *testing.T) {
	w := newWorld(t)
	w.server.Workers = 1
	w.start()
	w.served["shop.example/a"] = Resource{Think: 100 * ms}
	w.client.PerHost = 0
	w.browse(func(p *sim.Proc) {
		for range 3 {
			w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil)
		}
		wait(p, 100*ms)
		w.client.Fetch(Request{URL: page("/a")}, &Transaction{}, nil) // is there at 130 ms
		wait(p, sec)
	})
	for i, tx := range w.rec.Transactions {
		require.Equal(t, vtime.Time(140+100*i)*ms, tx.Done.Now)
	}
}

func TestMaxRequests(t *testing.T) {
	w := newWorld(t)
	w.server.MaxRequests = 3
	w.start()
	w.served["shop.example/a"] = Resource{Size: 10}
	w.browse(func(p *sim.Proc) {
		for _, tx := range w.client.Repeat(p, Request{URL: page("/a")}, 7, 1, 0) {
			require.NoError(t, tx.Err)
			require.Len(t, tx.Attempts, 1)
		}
	})
	require.Len(t, w.net.Connections(), 3)
}

// Without keep-alive on either side each request has a connection of its own.
func TestNoKeepAlive(t *testing.T) {
	for _, c := range []struct{ client, server bool }{{false, false}, {false, true}, {true, false}} {
		w := newWorld(t)
		w.client.KeepAlive, w.server.KeepAlive = c.client, c.server
		w.start()
		w.served["shop.example/a"] = Resource{Size: 10}
		w.browse(func(p *sim.Proc) {
			for _, tx := range w.client.Repeat(p, Request{URL: page("/a")}, 3, 1, ms) {
				require.NoError(t, tx.Err)
				require.Equal(t, 40*ms, tx.Done.Now-tx.Asked.Now)
			}
		})
		require.Len(t, w.net.Connections(), 3)
	}
}

// The port of the URL leads to the server of that port.
func TestPorts(t *testing.T) {
	w := newWorld(t)
	w.start()
	other := *w.server
	other.Port = 8080
	require.NoError(t, other.Start())
	w.served["shop.example/a"] = Resource{Size: 1}
	w.served["shop.example:8080/a"] = Resource{Size: 2}
	w.served["10.0.1.2:8080/a"] = Resource{Size: 3}
	w.served["10.0.1.2/a"] = Resource{Size: 4}
	w.browse(func(p *sim.Proc) {
		for i, s := range []string{
			"http://shop.example/a", "http://shop.example:8080/a", "http://10.0.1.2:8080/a", "http://10.0.1.2:80/a",
		} {
			u, err := ParseURL(s)
			require.NoError(t, err)
			tx := w.get(p, Request{URL: u})
			require.NoError(t, tx.Err)
			require.EqualValues(t, i+1, tx.Body)
		}
	})
}

// TRACE is answered with the request as it came to the last who got it, by the server
// or by a proxy on the way.
func TestTrace(t *testing.T) {
	const fields = "Cookie: secret\r\nX-A: b\r\n\r\n"
	for _, c := range []struct{ ask, echo string }{
		{"TRACE http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nMax-Forwards: 0\r\n" + fields,
			"TRACE http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nMax-Forwards: 0\r\nX-A: b\r\n\r\n"},
		{"TRACE http://shop.example/a HTTP/1.1\r\nHost: shop.example\r\nMax-Forwards: 1\r\n" + fields,
			"TRACE /a HTTP/1.1\r\nHost: shop.example\r\nMax-Forwards: 0\r\nVia: 1.1 proxy1:3128\r\nX-A: b\r\n\r\n"},
	} {
		w := newProxied(t, make([]ProxyKind, 1))
		w.startAll()
		var answer string
		w.browse(func(*sim.Proc) { answer = w.answerTo(c.ask) })
		head, body, _ := strings.Cut(answer, "\r\n\r\n")
		require.Contains(t, head, "Content-Type: message/http")
		require.Equal(t, c.echo, body)
	}
}
