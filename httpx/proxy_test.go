package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

func took(tx *Transaction) vtime.Time { return tx.Done.Now - tx.Asked.Now }

// A proxy has connections of its own to servers, and uses them again whoever asks.
func TestForwardProxy(t *testing.T) {
	for chain := 1; chain <= 3; chain++ {
		w := newProxied(t, make([]ProxyKind, chain))
		w.served["shop.example/a"] = Resource{Size: 1000}
		w.startAll()
		hops := vtime.Time(chain+1) * 20 * ms
		w.browse(func(p *sim.Proc) {
			first := w.fetch(p, "/a")
			require.NoError(t, first.Err)
			require.Equal(t, 200, first.Status)
			require.Equal(t, int64(1000), first.Body)
			require.Equal(t, 2*hops, took(first), "a handshake and a round trip on each hop")
			again := w.fetch(p, "/a")
			require.NoError(t, again.Err)
			require.Equal(t, hops, took(again), "a round trip on each hop")
			w.client.KeepAlive = false
			w.fetch(p, "/a")
			fresh := w.fetch(p, "/a")
			require.Equal(t, hops+20*ms, took(fresh), "a new connection to the proxy, none beyond")
		})
		w.allGone()
	}
}

func TestRelayHangs(t *testing.T) {
	w := newProxied(t, []ProxyKind{DumbRelay})
	w.served["shop.example/a"] = Resource{Size: 1000}
	w.client.Version, w.server.Version = HTTP10, HTTP10
	w.startAll()
	w.browse(func(p *sim.Proc) {
		first := w.fetch(p, "/a")
		require.NoError(t, first.Err)
		second := w.fetch(p, "/a")
		require.NoError(t, second.Err)
		// The server closes 75 s after it wrote the first response, 20 ms before the
		// client asked again; the close takes two hops to the client, and then all is
		// done anew.
		require.Equal(t, 75*sec-20*ms+20*ms+80*ms, took(second))
	})
	w.allGone()
}

func TestConnect(t *testing.T) {
	for chain := 1; chain <= 3; chain++ {
		w := newProxied(t, make([]ProxyKind, chain))
		w.served["shop.example/a"] = Resource{Size: 100_000}
		w.server.Port = 443
		w.encrypt()
		w.startAll()
		w.browse(func(p *sim.Proc) {
			u := page("/a")
			u.Scheme, u.Port = "https", 443
			w.served["shop.example:443/a"] = w.served["shop.example/a"]
			tx := w.get(p, Request{URL: u})
			require.NoError(t, tx.Err)
			require.Equal(t, 200, tx.Status)
			require.Equal(t, int64(100_000), tx.Body)
		})
		w.allGone()
	}
}

// A proxy with a cache asks for what it has once, for all of its clients, and
// afterwards whether it has changed.
func TestSharedCache(t *testing.T) {
	w := newProxied(t, make([]ProxyKind, 1))
	w.proxies[0].Upstream.Cache = true
	w.served["shop.example/a"] = Resource{Size: 5000, Caching: Caching{ETag: "v1", MaxAge: 10 * sec}}
	w.startAll()
	w.browse(func(p *sim.Proc) {
		want := func(took vtime.Time, body int64, status int) {
			tx := w.fetch(p, "/a")
			require.NoError(t, tx.Err)
			require.Equal(t, []any{took, body, status}, []any{tx.Done.Now - tx.Asked.Now, tx.Body, tx.Status})
		}
		want(80*ms, 5000, 200)
		want(20*ms, 5000, 200) // the proxy has it
		wait(p, 20*sec)
		want(40*ms, 5000, 200) // the proxy asks whether it has changed
		want(20*ms, 5000, 200)
		w.client.Cache = true
		want(20*ms, 5000, 200)
		require.Zero(t, took(w.fetch(p, "/a")), "the client has it itself")
	})
	w.allGone()
	asked := 0
	for _, tx := range w.rec.Transactions {
		if tx.ForOther {
			asked++
		}
	}
	require.Equal(t, 2, asked)
}

// HTTP/2 goes through tunnels as anything does.
func TestHTTP2InATunnel(t *testing.T) {
	w := newProxied(t, make([]ProxyKind, 2))
	w.served["shop.example/a"] = Resource{Size: 10_000}
	w.server.Port, w.server.Version, w.client.Version = 443, HTTP2, HTTP2
	w.encrypt()
	w.startAll()
	u := page("/a")
	u.Scheme, u.Port = "https", 443
	w.browse(func(p *sim.Proc) {
		first, second := w.get(p, Request{URL: u}), w.get(p, Request{URL: u})
		require.NoError(t, first.Err)
		require.NoError(t, second.Err)
		require.NotZero(t, second.Last().Stream)
		require.Equal(t, int64(10_000), second.Body)
	})
	w.allGone()
}
