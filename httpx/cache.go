package httpx

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Caching is what a response says to caches.
type Caching struct {
	ETag     string     // without quotes; empty: none
	Modified vtime.Time // how long before the start of the run it was modified last; 0: it does not say
	MaxAge   vtime.Time // how long it is fresh, in seconds; 0: it does not say
	NoStore  bool       // no cache may keep it
}

// fields adds what a response says to caches.
func (c *Caching) fields(add func(name, value string)) {
	switch {
	case c.NoStore:
		add("Cache-Control", "no-store")
	case c.MaxAge > 0:
		add("Cache-Control", "max-age="+strconv.FormatInt(int64(c.MaxAge/vtime.Second), 10))
	}
	if c.ETag != "" {
		add("ETag", `"`+c.ETag+`"`)
	}
	if c.Modified > 0 {
		add("Last-Modified", c.lastModified())
	}
}

func (c *Caching) lastModified() string {
	return stack.WallClock(0).Add(-c.Modified.Duration()).Format(http.TimeFormat)
}

// unchanged reports whether the client of a request has the present state of a
// resource: by its entity tag, or else by its date (RFC 9110 section 13.2.2).
func (c *Caching) unchanged(req *http.Request) bool {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return false
	}
	if req.Header.Get("If-None-Match") != "" {
		return c.ETag != "" && (hasToken(req.Header, "If-None-Match", "*") || hasTag(req.Header, c.ETag))
	}
	date := req.Header.Get("If-Modified-Since")
	if date == "" || c.Modified <= 0 {
		return false
	}
	since, err := http.ParseTime(date)
	return err == nil && !stack.WallClock(0).Add(-c.Modified.Duration()).After(since)
}

// hasTag reports whether If-None-Match names a tag; weak ones count (RFC 9110
// section 13.1.2).
func hasTag(h http.Header, tag string) bool {
	for _, one := range tokens(h, "If-None-Match") {
		if strings.TrimPrefix(one, "W/") == `"`+tag+`"` {
			return true
		}
	}
	return false
}

// stored is a response that a client keeps.
type stored struct {
	header http.Header // end to end
	body   int64
	fresh  vtime.Time // until when it may be used unasked
	at     vtime.Time // when it came, or was confirmed
}

// fresh looks for a response that may be used without asking the server (RFC 9111
// section 4).
func (c *Client) fresh(req *Request) *stored {
	e := c.cache[req.URL.String()]
	if e == nil || req.method() != http.MethodGet || c.Host.Net().Kernel().Now().Now >= e.fresh {
		return nil
	}
	return e
}

// conditional makes a request for what is kept one that asks whether it has
// changed (RFC 9111 section 4.3.1).
func (c *Client) conditional(req Request) Request {
	if e := c.cache[req.URL.String()]; e != nil && req.method() == http.MethodGet {
		req.ifNoneMatch, req.ifModifiedSince = e.header.Get("ETag"), e.header.Get("Last-Modified")
	}
	return req
}

// store keeps a response that was read to its end, or what says that the kept one
// is still good (RFC 9111 sections 3 and 4.3.4). The fields of the hop are never
// kept.
func (c *Client) store(f *fetch, resp *http.Response) {
	key := f.tx.URL
	if !c.Cache || f.tx.Method != http.MethodGet {
		return
	}
	e := c.cache[key]
	switch {
	case resp.StatusCode == http.StatusNotModified && e != nil:
	case resp.StatusCode == http.StatusOK && !hasToken(resp.Header, "Cache-Control", "no-store"):
		e = &stored{body: f.tx.Body}
	default:
		return
	}
	e.update(EndToEnd(resp.Header))
	e.at = c.Host.Net().Kernel().Now().Now
	e.fresh = freshUntil(resp.Header, e.at)
	if c.cache == nil {
		c.cache = map[string]*stored{}
	}
	c.cache[key] = e
}

// update takes over the fields of a response, those of one that says that nothing has
// changed into what there is (RFC 9111 section 3.2).
func (e *stored) update(h http.Header) {
	if e.header == nil {
		e.header = h
		return
	}
	//tidy:ordered each field is set by itself
	for name, values := range h {
		if name != "Content-Length" {
			e.header[name] = values
		}
	}
}

// heuristicShare of the time since the last modification is how long a response is
// fresh that does not say it (RFC 9111 section 4.2.2: a typical setting is 10 %).
const heuristicShare = 10

// freshUntil is until when a response is fresh that has just come.
func freshUntil(h http.Header, now vtime.Time) vtime.Time {
	for _, one := range tokens(h, "Cache-Control") {
		if value, ok := strings.CutPrefix(strings.ToLower(one), "max-age="); ok {
			if n := number(value); n >= 0 {
				return now.Add(vtime.Time(min(n, 1<<31)) * vtime.Second)
			}
		}
	}
	modified, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return now
	}
	age := stack.WallClock(now).Sub(modified)
	return now.Add(vtime.Time(max(age, 0)) / heuristicShare)
}
