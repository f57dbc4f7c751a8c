package httpx

import (
	"net/http"
	"strconv"

	"github.com/rttlab/rttlab/sim/vtime"
)

// kept looks for what a proxy keeps for all of its clients and may answer a request
// with, and says whether it may do so without asking. A request for parts, or for one
// of several resources at a URL, it does not answer.
func (x *Proxy) kept(req *http.Request, w way) (e *stored, fresh bool) {
	if !x.Upstream.Cache || req.Method != http.MethodGet || req.Header.Get("Range") != "" ||
		req.Header.Get(variantHeader) != "" {
		return nil, false
	}
	e = x.client.cache[w.url.String()]
	return e, e != nil && x.now() < e.fresh
}

func (x *Proxy) now() vtime.Time { return x.Front.Host.Net().Kernel().Now().Now }

// conditional makes a request one that asks whether what is kept has changed. It is
// false if the client has asked that itself, about what it has.
func (e *stored) conditional(req *http.Request) bool {
	if req.Header.Get("If-None-Match") != "" || req.Header.Get("If-Modified-Since") != "" {
		return false
	}
	asks := false
	for _, f := range []struct{ field, value string }{
		{"If-None-Match", e.header.Get("ETag")}, {"If-Modified-Since", e.header.Get("Last-Modified")},
	} {
		if f.value != "" {
			req.Header.Set(f.field, f.value)
			asks = true
		}
	}
	return asks
}

// response is what is kept as a response to a request that came at a time (RFC 9111
// sections 4.3.2 and 5.1).
func (e *stored) response(req *http.Request, now vtime.Time) *http.Response {
	resp := &http.Response{
		StatusCode: e.status, ProtoMajor: 1, ProtoMinor: 1, Header: e.header.Clone(), ContentLength: e.body,
	}
	resp.Header.Set("Age", strconv.FormatInt(int64((now-e.at)/vtime.Second), 10))
	if tag := e.header.Get("ETag"); tag != "" && hasToken(req.Header, "If-None-Match", tag) {
		resp.StatusCode, resp.ContentLength = http.StatusNotModified, 0
	}
	return resp
}

// fill makes a passage one of a response that is kept.
func (g *passage) fill(resp *http.Response) {
	g.head, g.over = resp, true
	if resp.ContentLength > 0 {
		g.down.parts, g.down.held = nil, resp.ContentLength
		for n := resp.ContentLength; n > 0; n -= min(n, maxZeros) {
			g.down.parts = append(g.down.parts, zeros(min(n, maxZeros)))
		}
	}
	g.down.ended = true
}
