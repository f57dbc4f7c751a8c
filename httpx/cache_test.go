package httpx

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// What a cache does the second time, after a pause.
func TestCache(t *testing.T) {
	const hour = 3600 * sec
	for _, c := range []struct {
		name    string
		says    Caching
		is      int64 // its status; 0: 200
		pause   vtime.Time
		method  string
		cached  bool
		status  int
		changed bool // the resource, meanwhile
	}{
		{name: "says nothing", status: 200},
		{name: "fresh", says: Caching{MaxAge: 10 * sec}, pause: 9 * sec, cached: true, status: 200},
		{name: "stale, nothing to go by", says: Caching{MaxAge: 10 * sec}, pause: 11 * sec, status: 200},
		{name: "stale, a tag", says: Caching{MaxAge: 10 * sec, ETag: "v1"}, pause: 11 * sec, status: 304},
		{name: "a tag, changed", says: Caching{ETag: "v1"}, changed: true, status: 200},
		{name: "a date", says: Caching{Modified: sec}, pause: sec, status: 304},
		{name: "a date, and a tenth of its age", says: Caching{Modified: 10 * hour}, pause: hour - sec, cached: true, status: 200},
		{name: "and more", says: Caching{Modified: 10 * hour}, pause: hour + sec, status: 304},
		{name: "not to be stored", says: Caching{MaxAge: 10 * sec, ETag: "v1", NoStore: true}, status: 200},
		{name: "a post", says: Caching{MaxAge: 10 * sec}, method: "POST", status: 200},
		{name: "moved", is: 301, says: Caching{MaxAge: 10 * sec}, cached: true, status: 301},
		{name: "gone, by its age", is: 410, says: Caching{Modified: 10 * hour}, cached: true, status: 410},
		{name: "moved for now", is: 302, says: Caching{Modified: 10 * hour}, status: 302},
		{name: "moved for a while", is: 302, says: Caching{MaxAge: 10 * sec}, cached: true, status: 302},
	} {
		w := newWorld(t)
		w.client.Cache = true
		w.start()
		w.served["shop.example/a"] = Resource{Size: 100, Status: c.is, Caching: c.says}
		w.browse(func(p *sim.Proc) {
			req := Request{Method: c.method, URL: page("/a")}
			require.EqualValues(t, 100, w.get(p, req).Body)
			wait(p, c.pause)
			if c.changed {
				c.says.ETag = "v2"
				w.served["shop.example/a"] = Resource{Size: 100, Caching: c.says}
			}
			tx := w.get(p, req)
			require.NoError(t, tx.Err, c.name)
			require.Equal(t, c.cached, tx.Cached, c.name)
			require.Equal(t, c.status, tx.Status, c.name)
			if c.cached {
				require.Equal(t, tx.Asked, tx.Done)
				require.EqualValues(t, 100, tx.Body)
			}
			if c.status == 304 && c.says.MaxAge > 0 { // which is fresh again
				require.True(t, w.get(p, req).Cached, c.name)
			}
		})
	}
}

// What a request may have changed is asked for anew, and so are parts.
func TestCacheIsNotForAll(t *testing.T) {
	w := newWorld(t)
	w.client.Cache = true
	w.start()
	w.served["shop.example/a"] = Resource{Size: 100, Caching: Caching{MaxAge: 60 * sec}}
	w.browse(func(p *sim.Proc) {
		get := func(req Request) bool {
			req.URL = page("/a")
			tx := w.get(p, req)
			require.NoError(t, tx.Err)
			return tx.Cached
		}
		require.False(t, get(Request{}))
		require.False(t, get(Request{Ranges: "0-9"}))
		require.False(t, get(Request{Method: "HEAD"}))
		require.True(t, get(Request{}))
		require.False(t, get(Request{Method: "POST", Body: 10}))
		require.False(t, get(Request{}))
		require.True(t, get(Request{}))
	})
}

// What a client of another make may ask, and what it is told.
func TestConditions(t *testing.T) {
	says := Caching{ETag: "v1", Modified: 100 * sec}
	date := func(ago vtime.Time) string {
		return stack.WallClock(0).Add(-ago.Duration()).Format(http.TimeFormat)
	}
	for _, c := range []struct {
		method, tag, date string
		want              bool
	}{
		{"GET", "", "", false},
		{"GET", `"v1"`, "", true},
		{"HEAD", `"v0", W/"v1"`, "", true},
		{"GET", "*", "", true},
		{"GET", `"v2"`, date(0), false}, // the tag decides
		{"PUT", `"v1"`, "", false},
		{"GET", "", date(100 * sec), true},
		{"GET", "", date(101 * sec), false},
		{"GET", "", "yesterday", false},
	} {
		h := http.Header{}
		if c.tag != "" {
			h.Set("If-None-Match", c.tag)
		}
		if c.date != "" {
			h.Set("If-Modified-Since", c.date)
		}
		require.Equal(t, c.want, says.unchanged(&http.Request{Method: c.method, Header: h}), "%+v", c)
	}
}

// What says that nothing has changed may say when that was, and not how long the body is that it
// does not have (RFC 9111 section 3.2).
func TestConfirmationsKeepTheLength(t *testing.T) {
	e := stored{header: http.Header{"Content-Length": {"100"}, "Etag": {`"v1"`}, "Cache-Control": {"max-age=1"}}}
	e.update(http.Header{"Content-Length": {"0"}, "Cache-Control": {"max-age=2"}, "Date": {"today"}})
	require.Equal(t, http.Header{"Content-Length": {"100"}, "Etag": {`"v1"`}, "Cache-Control": {"max-age=2"}, "Date": {"today"}},
		e.header)
}

// Fields of the hop are not kept, by whatever name.
func TestCacheKeepsNoFieldsOfTheHop(t *testing.T) {
	w := newWorld(t)
	w.client.Cache = true
	w.foreign(says(true, good+"Connection: X-Hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nUpgrade: x\r\n"+
		"X-End: 2\r\nCache-Control: max-age=1\r\nContent-Length: 0\r\n\r\n"))
	w.browse(func(p *sim.Proc) { w.get(p, Request{URL: page("/a")}) })
	require.Len(t, w.client.cache, 1)
	for _, e := range w.client.cache {
		require.Equal(t, http.Header{"Cache-Control": {"max-age=1"}, "Content-Length": {"0"}, "X-End": {"2"}}, e.header)
	}
}
