package explain_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// secured makes a site whose page is loaded over TLS, from a server that speaks
// HTTP/2, or does not.
func (w *whim) secured(t *testing.T, seed uint64) (*site, *httpx.Page) {
	w.tls = true
	s, pg := w.build(t, seed)
	for i := range pg.Objects {
		pg.Objects[i].Request.URL.Scheme, pg.Objects[i].Request.URL.Port = "https", 443
	}
	both := tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, CloseNotify: w.r.IntN(2) == 0}
	if w.r.IntN(3) == 0 {
		both.Newest = tls.TLS12
	}
	if w.seals = seed%4 == 3; w.seals {
		both.KilobyteCost = ms
	}
	s.client.TLS = tls.ClientConfig{Config: both, Resume: w.r.IntN(2) == 0}
	secure := *s.server
	secure.Port, secure.TLS = 443, &tls.ServerConfig{Config: both, Tickets: w.r.Int64N(3), TicketLifetime: 300 * sec}
	if w.later != nil {
		s.client.TLS.EarlyData, secure.TLS.EarlyData = w.later.IntN(2) == 0, w.later.Int64N(2)*(1000+w.later.Int64N(16_000))
		find := secure.Find
		secure.Find = func(host, path, variant string) (httpx.Resource, bool) {
			r, ok := find(host, path, variant)
			r.NotEarly = seed%8 == 5
			return r, ok
		}
	}
	if w.r.IntN(4) == 0 {
		secure.Version, w.two = httpx.HTTP11, false // whatever the client would like
	}
	require.NoError(t, secure.Start())
	return s, pg
}

// Over TLS everything is explained to the nanosecond too, with streams or without, to the
// same spans however much is forgotten, and a cause that is switched off never appears.
func TestSeedsSecure(t *testing.T) {
	judge(t, 40, anySecure)
}

func anySecure(t *testing.T, seed uint64) int {
	return whetherForgetting(t, seed, func(w *whim, slice uint64) *site {
		s, pg := w.secured(t, seed)
		s.slice = slice
		s.browse(func(p *sim.Proc) { s.client.Load(p, pg) })
		if slice == 0 {
			w.absent(t, seed, s)
		}
		return s
	})
}

// What a handshake costs is charged to TLS too where the request comes with it: at the server
// before it reads the request, and at the client before it reads the response.
func TestHandshakesWithEarlyDataAreComputed(t *testing.T) {
	for _, version := range []httpx.Version{httpx.HTTP11, httpx.HTTP2} {
		s := newSite(t, func(p *plan) { p.config = roomy })
		cost := func(of vtime.Time) tls.Config {
			return tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, ResumedCost: of}
		}
		s.server.Port, s.server.Version, s.server.Connection = 443, version, 2*ms
		s.server.TLS = &tls.ServerConfig{Config: cost(3 * ms), Tickets: 2, TicketLifetime: 300 * sec, EarlyData: 5000}
		s.client.TLS = tls.ClientConfig{Config: cost(5 * ms), Resume: true, EarlyData: true}
		s.client.Version, s.client.KeepAlive = version, false
		req := s.serve("shop.example", "/a", httpx.Resource{Think: ms})
		once := s.serve("shop.example", "/once", httpx.Resource{Think: ms, NotEarly: true})
		for _, r := range []*httpx.Request{&req, &once} {
			r.URL.Scheme, r.URL.Port = "https", 443
		}
		s.start()
		s.browse(func(p *sim.Proc) {
			s.get(p, req)
			s.get(p, req)
			s.client.KeepAlive = true // so that what is refused goes again on the same connection
			s.get(p, once)
		})
		again := s.rec.Transactions[1]
		require.True(t, again.Last().TLS.Early && !again.Last().TLS.Rejected)
		require.Equal(t, table{
			"connect, propagation": "40", "request, propagation": "20", "server, host": "3", "tls, host": "7",
			"response, propagation": "20"}, tableOf(s.explain(again)))
		refused := s.rec.Transactions[2]
		require.Len(t, refused.Attempts, 2)
		require.Equal(t, table{
			"connect, propagation": "40", "tls, propagation": "40", "tls, host": "10", "request, propagation": "20",
			"server, host": "1", "response, propagation": "20"}, tableOf(s.explain(refused)))
	}
}

// What records cost both ends is charged to TLS, and to no full buffer, late read or client's
// work. Responses that share a record are followed like any other. Of several records one is
// opened while the next one is sealed.
func TestRecordsAreComputed(t *testing.T) {
	for _, c := range []struct {
		record int64
		least  vtime.Time
	}{{0, 5*ms + 5*2*ms}, {1 << 10, ms + 5*2*ms}} {
		recordsAreComputed(t, httpx.HTTP11, c.record, c.least)
		recordsAreComputed(t, httpx.HTTP2, c.record, c.least)
	}
}

func recordsAreComputed(t *testing.T, version httpx.Version, record int64, least vtime.Time) {
	s := newSite(t, func(p *plan) { p.config = roomy })
	cost := func(of vtime.Time) tls.Config {
		return tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, KilobyteCost: of, RecordSize: record}
	}
	s.server.Port, s.server.TLS, s.server.Version = 443, &tls.ServerConfig{Config: cost(ms)}, version
	s.client.TLS, s.client.Version = tls.ClientConfig{Config: cost(2 * ms)}, version
	req := s.serve("shop.example", "/a", httpx.Resource{Size: 5 << 10})
	req.URL.Scheme, req.URL.Port = "https", 443
	s.start()
	var all []*httpx.Transaction
	s.browse(func(p *sim.Proc) { all = s.client.Repeat(p, req, 2, 2, 0) })
	for _, tx := range all {
		require.NoError(t, tx.Err)
		e := s.explain(tx)
		got, whys := e.Matrix(), e.Matrix().ByWhy()
		require.Zero(t, whys[cause.SendBuffer]+whys[cause.ClientThink]+whys[cause.AppRead], "%v", tableOf(e))
		require.GreaterOrEqual(t, got[cause.TLS][cause.Host], least)
		require.LessOrEqual(t, whys[cause.Response], 20*ms)
	}
}

// A transaction that ends while a record of its request is sealed is told the same at once
// and when that is long over.
func TestWhatIsSealedAtTheEndIsToldAtOnce(t *testing.T) {
	s := newSite(t, func(p *plan) { p.config = func(c *stack.Config) { c.TCP.SendBuffer = 16 << 10 } })
	s.server.Port, s.server.TLS = 443, &tls.ServerConfig{Config: tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12}}
	s.client.TLS.Config = tls.Config{Newest: tls.TLS13, Oldest: tls.TLS12, KilobyteCost: 10 * ms}
	s.server.IdleTimeout = 100 * ms
	req := s.serve("shop.example", "/a", httpx.Resource{})
	req.URL.Scheme, req.URL.Port, req.Method, req.Body = "https", 443, http.MethodPut, 16<<10
	s.start()
	var tx *httpx.Transaction
	var at *explain.Explanation
	s.browse(func(p *sim.Proc) { tx = s.get(p, req); at = s.explain(tx) })
	require.ErrorIs(t, tx.Err, io.ErrUnexpectedEOF)
	require.Equal(t, spansOf(at), spansOf(s.explain(tx)))
	require.Equal(t, table{"connect, propagation": "40", "tls, propagation": "80", "tls, idle timer": "100"}, tableOf(at))
}
