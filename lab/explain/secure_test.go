package explain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
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
	s.client.TLS = tls.ClientConfig{Config: both, Resume: w.r.IntN(2) == 0}
	secure := *s.server
	secure.Port, secure.TLS = 443, &tls.ServerConfig{Config: both, Tickets: w.r.Int64N(3), TicketLifetime: 300 * sec}
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
