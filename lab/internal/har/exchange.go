package har

import (
	"strings"

	"github.com/rttlab/rttlab/sim/vtime"
)

// exchange is an entry on its way to an object.
type exchange struct {
	raw    *rawEntry
	target target
	order  int       // its place in importer.all
	leads  string    // where it redirects to, "" if it does not
	next   *exchange // what was asked for because of that

	url, method, protocol, mime, priority string
	status                                int
	kind                                  Kind
	out, cached                           bool // left out, and because it came from the cache

	// Times since the page's first entry. body's bytes arrive from firstByte to end.
	start, firstByte, end vtime.Time
	wait, connect         vtime.Time // -1: unknown; connect is TCP's part only

	requestHeader, requestBody, header, body int64

	id      int // -1: left out
	parent  *exchange
	offset  int64
	after   vtime.Time
	thought vtime.Time
}

func newExchange(e *rawEntry) *exchange {
	x := &exchange{raw: e, id: unknown}
	x.method = strings.ToUpper(string(e.Request.Method))
	if !isToken(x.method) || len(x.method) > 20 {
		x.method = "GET"
	}
	x.status = int(e.Response.Status.size())
	if x.status < 100 || x.status > 999 {
		x.status = 0
	}
	x.mime, _, _ = strings.Cut(strings.ToLower(string(e.Response.Content.MimeType)), ";")
	x.mime = printable(text(strings.TrimSpace(x.mime)))
	if x.mime == "x-unknown" {
		x.mime = ""
	}
	x.priority = priority(e.FirstPriority)
	if x.priority == "" {
		x.priority = priority(e.Priority)
	}
	return x
}

// priority is one of the five names that Chromium has for it, "" for anything else.
func priority(name text) string {
	switch strings.ToLower(string(name)) {
	case "veryhigh", "highest":
		return "VeryHigh"
	case "high":
		return "High"
	case "medium":
		return "Medium"
	case "low":
		return "Low"
	case "verylow", "lowest":
		return "VeryLow"
	}
	return ""
}

// date sets the times of an exchange that starts at a time.
func (x *exchange) date(start vtime.Time) {
	t := &x.raw.Timings
	var sum vtime.Time
	for _, part := range []number{t.Blocked, t.DNS, t.Connect, t.Send, t.Wait, t.Receive} {
		sum += max(0, part.span())
	}
	x.wait, x.connect = t.Wait.span(), t.Connect.span()
	whole, tls := max(0, x.raw.Time.span()), max(0, t.SSL.span())
	switch {
	case tls > max(0, x.connect) || tls > 0 && whole >= sum+tls:
		sum += tls // some exporters count TLS for itself, not as a part of connect
	case x.connect > 0:
		x.connect -= tls
	}
	if x.wait == unknown {
		sum = max(sum, whole) // parts are missing
	}
	x.start, x.end = start, start+sum
	x.firstByte = max(x.start, x.end-max(0, t.Receive.span()))
}

// shift moves the exchange in time.
func (x *exchange) shift(by vtime.Time) {
	x.start, x.firstByte, x.end = x.start+by, x.firstByte+by, x.end+by
}

// fromCache reports whether an answer came from the browser itself.
func fromCache(e *rawEntry) bool {
	r := &e.Response
	if e.FromCache != "" || bool(r.FromDisk) || bool(r.FromWorker) || bool(r.Fetched) {
		return true
	}
	// Nothing was transferred, not even a header, and yet there is content.
	return r.TransferSize.size() == 0 && r.BodySize.size() <= 0 && r.HeadersSize.size() <= 0 && r.Content.Size.size() > 0
}

// redirectsTo is the URL to which the browser was sent, "" if it was not.
func (x *exchange) redirectsTo() string {
	if x.status < 300 || x.status > 399 || x.status == 304 {
		return ""
	}
	to := string(x.raw.Response.RedirectURL)
	if to == "" {
		to = x.raw.Response.Headers.get("Location")
	}
	if to == "" {
		return ""
	}
	t, _ := resolve(x.target, to)
	return t.key
}
