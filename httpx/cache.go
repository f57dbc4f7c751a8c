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

// matches reports whether a part of the present state is of use to the client of a request:
// it has another one of the same, as far as it says (RFC 9110 section 13.1.5).
func (c *Caching) matches(req *http.Request) bool {
	has := req.Header.Get("If-Range")
	return has == "" || c.ETag != "" && has == `"`+c.ETag+`"` || c.Modified > 0 && has == c.lastModified()
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
	status int
	header http.Header // end to end
	body   int64
	fresh  vtime.Time // until when it may be used unasked
	at     vtime.Time // when the server sent or confirmed it, as far as its Age tells
}

// fresh looks for a response that may be used without asking the server (RFC 9111
// section 4).
func (c *Client) fresh(req *Request) *stored {
	e := c.cache[req.URL.String()]
	if e == nil || req.method() != http.MethodGet || req.Ranges != "" || c.Host.Net().Kernel().Now().Now >= e.fresh {
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
// kept. What another method than a safe one has done to a resource nobody knows, so
// nothing of it is kept then (section 4.4).
func (c *Client) store(f *fetch, resp *http.Response) {
	key := f.tx.URL
	if !c.Cache {
		return
	}
	e := c.cache[key]
	switch {
	case f.tx.Method != http.MethodGet:
		if !safe(f.tx.Method) && resp.StatusCode < http.StatusBadRequest {
			delete(c.cache, key)
		}
		return
	case resp.StatusCode == http.StatusNotModified && e != nil:
	case storable(resp):
		e = &stored{status: resp.StatusCode, body: f.tx.Body}
	default:
		return
	}
	e.update(endToEnd(resp.Header))
	e.at = c.Host.Net().Kernel().Now().Now.Add(-seconds(resp.Header.Get("Age")))
	e.fresh = freshUntil(resp.Header, e.at)
	if c.cache == nil {
		c.cache = map[string]*stored{}
	}
	c.cache[key] = e
}

// storable reports whether a response may be kept: it is whole, and either its status is
// one that may be kept by itself (RFC 9110 section 15.1), or it says for how long.
func storable(resp *http.Response) bool {
	if hasToken(resp.Header, "Cache-Control", "no-store") {
		return false
	}
	switch resp.StatusCode {
	case http.StatusPartialContent, http.StatusNotModified:
		return false
	case http.StatusOK, http.StatusNonAuthoritativeInfo, http.StatusNoContent, http.StatusMultipleChoices,
		http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusGone, http.StatusRequestURITooLong, http.StatusNotImplemented:
		return true
	}
	return maxAge(resp.Header) >= 0
}

// safe reports whether a method only asks (RFC 9110 section 9.2.1).
func safe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
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

// freshUntil is until when a response is fresh that the server sent at a time.
func freshUntil(h http.Header, sent vtime.Time) vtime.Time {
	if age := maxAge(h); age >= 0 {
		return sent.Add(age)
	}
	modified, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return sent
	}
	age := stack.WallClock(sent).Sub(modified)
	return sent.Add(vtime.Time(max(age, 0)) / heuristicShare)
}

// maxAge is for how long a response says that it is fresh; below 0: it does not say.
func maxAge(h http.Header) vtime.Time {
	for _, one := range tokens(h, "Cache-Control") {
		if value, ok := strings.CutPrefix(strings.ToLower(one), "max-age="); ok && number(value) >= 0 {
			return seconds(value)
		}
	}
	return -1
}

// seconds is the time that a number of seconds in a field stands for; 0 if it is none.
func seconds(value string) vtime.Time {
	return vtime.Time(max(min(number(value), 1<<31), 0)) * vtime.Second
}
