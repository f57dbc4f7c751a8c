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
