package httpx

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
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

// A gateway asks its servers in turn, or the one that has the fewest requests.
func TestBalance(t *testing.T) {
	for balance, want := range map[Balance][]int{RoundRobin: {0, 1, 2, 0, 1, 2}, LeastRequests: {0, 1, 2, 1, 1, 1}} {
		x := &Proxy{Servers: make([]Peer, 3), asked: make([]int, 3)}
		x.Balance = balance
		var got []int
		for i := range want {
			got = append(got, x.choose())
			if i > 1 {
				x.release(way{server: 1}) // the second one is done with each at once
			}
		}
		require.Equal(t, want, got)
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
		wait(p, 6*sec)
		w.client.cache = nil
		want(20*ms, 5000, 200) // which is six seconds old already
		wait(p, 5*sec)
		require.Equal(t, 304, w.fetch(p, "/a").Status)
	})
	w.allGone()
	asked := 0
	for _, tx := range w.rec.Transactions {
		if tx.ForOther {
			asked++
		}
	}
	require.Equal(t, 3, asked)
}

// HTTP/2 goes through tunnels as anything does.
func TestHTTP2InATunnel(t *testing.T) {
	w := newProxied(t, make([]ProxyKind, 2))
	w.served["shop.example/a"] = Resource{Size: 10_000}
	w.server.Port, w.server.Version, w.client.Version = 443, HTTP2, HTTP2
	w.client.KnowsHTTP2 = func(ip.Addr, uint16) bool { return false } // of the proxy
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

// A proxy never has more than two connections to a server for each user, and uses
// them all if it can (RFC 2616 section 8.1.4); those that are too many are closed when
// a user leaves.
func TestSeedsTwiceTheUsers(t *testing.T) {
	for seed := range simtest.Seeds(t, 10) {
		r := rand.New(rand.NewPCG(seed, 9))
		w := newProxied(t, make([]ProxyKind, 1))
		w.proxies[0].PerUser = 2
		w.served["shop.example/a"] = Resource{Size: 1000, Think: 50 * ms}
		users := 1 + r.IntN(4)
		var clients []*Client
		for i := range users {
			cfg, _ := stack.ProfileConfig("linux")
			h, err := w.net.AddHost(fmt.Sprintf("user%d", i), cfg, false)
			require.NoError(t, err)
			w.join(byte(150+i), h, w.hosts[0])
			proxy := Peer{Addr: w.hosts[0].Addrs()[len(w.hosts[0].Addrs())-1], Port: 3128, Name: "proxy1"}
			clients = append(clients, &Client{Host: h, Recorder: w.rec, Proxy: &proxy,
				ClientConfig: ClientConfig{PerHost: 1 + r.Int64N(6), KeepAlive: r.IntN(2) == 0}})
		}
		w.net.ComputeRoutes()
		w.startAll()
		x, most := w.proxies[0], 0
		w.browse(func(p *sim.Proc) {
			left := 0
			var q sim.WaitQueue
			for _, c := range clients {
				for range 1 + r.IntN(12) {
					left++
					c.Fetch(Request{URL: page("/a")}, &Transaction{}, func() {
						left--
						q.WakeAll()
					})
				}
			}
			for left > 0 {
				// A response alone does not show what was open: it may have been the last one.
				p.WaitUntil(&q, "all responses", p.Now().Now.Add(5*ms), cause.Host)
				open := 0
				for _, g := range x.client.groups {
					open = max(open, g.open)
				}
				// Those of a user who has just gone may be under way.
				require.LessOrEqual(t, open, 2*users, "seed %d", seed)
				most = max(most, open)
			}
			for _, c := range clients {
				c.Close()
			}
			wait(p, sec)
			for _, g := range x.client.groups {
				require.LessOrEqual(t, g.open, 2, "seed %d: nobody is left", seed)
			}
		})
		require.Positive(t, most)
		w.allGone()
	}
}
