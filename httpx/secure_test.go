package httpx

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Requests that wait to share a connection get ones of their own as soon as the server
// turns out to speak version 1 only.
func TestWhoCannotShareIsNotHeldUp(t *testing.T) {
	w := newWorld(t)
	w.encrypt()
	w.client.Version, w.server.Version, w.server.Port = HTTP2, HTTP11, 443
	var reqs []Request
	for _, path := range []string{"/1", "/2", "/3"} {
		w.served["shop.example"+path] = Resource{Size: 100, Think: sec}
		reqs = append(reqs, Request{URL: URL{Scheme: "https", Host: "shop.example", Port: 443, Path: path}})
	}
	w.start()
	w.browse(func(p *sim.Proc) {
		at := ends(t, w.together(p, reqs...))
		require.Equal(t, []vtime.Time{3*20*ms + sec, 5*20*ms + sec, 5*20*ms + sec}, at)
	})
}

// What the two ends agree on over TLS, and what a page of four objects then takes: two
// round trips for the connection, one for the document, and one for the others where
// they share a connection.
func TestAgreedProtocol(t *testing.T) {
	for _, c := range []struct {
		client, server Version
		connections    int
	}{
		{HTTP2, HTTP2, 1},
		{HTTP2, HTTP11, 4},
		{HTTP11, HTTP2, 4},
		{HTTP11, HTTP11, 4},
	} {
		w := newWorld(t)
		w.encrypt()
		w.client.Version, w.server.Version, w.server.Port = c.client, c.server, 443
		w.client.StreamWindow, w.client.ConnectionWindow = 1<<20, 1<<20
		w.start()
		secure := func(path string) URL {
			return URL{Scheme: "https", Host: "shop.example", Port: 443, Path: path}
		}
		page := &Page{Objects: []Object{{Request: Request{URL: secure("/")}, Parent: -1}}}
		for _, path := range []string{"/1", "/2", "/3"} {
			page.Objects = append(page.Objects, Object{Request: Request{URL: secure(path)}})
			w.served["shop.example"+path] = Resource{Size: 100}
		}
		w.served["shop.example/"] = Resource{Size: 500}
		w.browse(func(p *sim.Proc) {
			began := p.Now().Now
			load := w.client.Load(p, page)
			for _, tx := range load.Transactions {
				require.NoError(t, tx.Err)
			}
			rounds := vtime.Time(4)
			if c.connections > 1 {
				rounds += 2 // connections of their own
			}
			require.Equal(t, rounds*20*ms, p.Now().Now-began)
			w.client.Close()
		})
		require.Len(t, w.net.Connections(), c.connections, "%v", c)
	}
}

// Requests of HTTP/2 go with the hello of a session that is resumed, and what may be done
// once only waits for the answer to it. Where the server throws them away they go again on
// the same connection.
func TestEarlyDataOfHTTP2(t *testing.T) {
	for _, c := range []struct {
		taken  bool
		rounds []vtime.Time // of the second time: GET, GET, POST
	}{
		{true, []vtime.Time{2, 2, 3}},
		{false, []vtime.Time{3, 3, 3}},
	} {
		w := inTwo(t)
		w.encrypt()
		w.client.TLS.EarlyData, w.server.TLS.EarlyData, w.server.Port = true, 16<<10, 443
		w.server.IdleTimeout = sec
		w.served["shop.example/a"] = Resource{Size: 100}
		w.start()
		u := page("/a")
		u.Scheme, u.Port = "https", 443
		get, post := Request{URL: u}, Request{URL: u, Method: "POST", Body: 10}
		w.browse(func(p *sim.Proc) {
			w.together(p, get)
			wait(p, 10*sec)
			if !c.taken {
				w.server.TLS.EarlyData = 0
			}
			for i, tx := range w.together(p, get, get, post) {
				require.NoError(t, tx.Err)
				require.Equal(t, c.rounds[i]*20*ms, tx.Done.Now-tx.Asked.Now, "%v, request %d", c.taken, i)
				a := tx.Last()
				require.Equal(t, !c.taken && i < 2, len(tx.Attempts) == 2 && tx.Attempts[0].Rejected, "%v, request %d", c.taken, i)
				require.True(t, a.TLS.Early && a.Stream > 0)
			}
		})
		require.Len(t, w.net.Connections(), 2)
		w.gone(true)
	}
}

// A server that closes after a response to early data waits for the end of the handshake: were
// it gone by then, its reset would destroy what of the response is still to be sent.
func TestCloseAfterEarlyData(t *testing.T) {
	w := newWorld(t)
	w.encrypt()
	w.client.TLS.EarlyData, w.server.TLS.EarlyData, w.server.Port = true, 16<<10, 443
	w.client.KeepAlive = false
	w.served["shop.example/a"] = Resource{Size: 100_000}
	w.start()
	u := page("/a")
	u.Scheme, u.Port = "https", 443
	w.browse(func(p *sim.Proc) {
		for i := range 3 {
			tx := w.get(p, Request{URL: u})
			require.NoError(t, tx.Err)
			require.Equal(t, i > 0, tx.Last().TLS.Early)
		}
	})
	w.gone(true)
}

// A request that went early and is answered with 425 goes again when the handshake is done: on
// the same connection, or on a new one, and not early, where the server closes.
func TestTooEarly(t *testing.T) {
	for _, c := range []struct {
		version     Version
		keep        bool
		rounds      vtime.Time // of the second time
		connections int
	}{
		{HTTP11, true, 3, 2},
		{HTTP11, false, 2 + 3, 3},
		{HTTP2, true, 3, 2},
	} {
		w := newWorld(t)
		w.encrypt()
		w.client.Version, w.server.Version = c.version, c.version
		w.client.TLS.EarlyData, w.server.TLS.EarlyData, w.server.Port = true, 16<<10, 443
		w.server.KeepAlive, w.server.IdleTimeout, w.client.IdleTimeout = c.keep, 2*sec, sec
		w.served["shop.example/a"] = Resource{Size: 100, NotEarly: true}
		w.start()
		u := page("/a")
		u.Scheme, u.Port = "https", 443
		w.browse(func(p *sim.Proc) {
			for i, rounds := range []vtime.Time{3, c.rounds} {
				tx := w.get(p, Request{URL: u})
				require.NoError(t, tx.Err)
				require.Equal(t, rounds*20*ms, tx.Done.Now-tx.Asked.Now, "%+v", c)
				require.Equal(t, 200, tx.Status)
				require.EqualValues(t, 100, tx.Body)
				require.Len(t, tx.Attempts, 1+i)
				require.Equal(t, i > 0, tx.Attempts[0].Rejected)
				wait(p, 10*sec)
			}
		})
		require.Len(t, w.net.Connections(), c.connections, "%+v", c)
		w.gone(true)
	}
}
