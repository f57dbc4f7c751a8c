package har

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// TestSizes fills in what exporters leave out: the sizes of the request's header
// and body, and of the response's.
func TestSizes(t *testing.T) {
	bare := func() record {
		return got(0, site+"/").unset("request.headersSize", "request.bodySize", "request.headers", "response.headersSize",
			"response.bodySize", "response.headers", "response.content.size")
	}
	listed := func() record { // 19 for the first and the empty line, 19, 21
		return bare().header("response", "Content-Type", "a/b").header("response", "Content-Length", "777")
	}
	for _, c := range []struct {
		name  string
		entry record
		want  string
		told  string
	}{
		{"all is there", got(0, site+"/"), "90+0 100+1000", ""},
		{"nothing is there", bare(), "400+0 250+0", "1 object: size of the body unknown, taken as empty"},
		{"-1 everywhere", bare().set("request.headersSize", -1).set("request.bodySize", -1).set("response.headersSize", -1).
			set("response.bodySize", -1).set("response.content.size", -1), "400+0 250+0", "response header unknown, 250 bytes"},
		{"numbers as texts", bare().set("request.headersSize", "200").set("response.headersSize", " 300 ").
			set("response.bodySize", "400.0"), "200+0 300+400", ""},
		{"a URL longer than the assumption", bare().set("request.url", site+"/"+strings.Repeat("x", 500)), "518+0 250+0", ""},
		{"a header smaller than its first line", got(0, site+"/").set("request.headersSize", 3).
			set("response.headersSize", 3), "18+0 19+1000", ""},
		{"headers larger than any", got(0, site+"/").set("request.headersSize", 1e6).set("response.headersSize", 1e6),
			"400+0 250+1000", ""},

		{"the request's header is listed", bare().header("request", "Host", "a.example").header("request", "A", "b"),
			"41+0 250+0", ""},
		{"with HTTP/2's pseudo headers and no Host", bare().header("request", ":authority", "a.example").
			header("request", ":path", "/").header("request", "A", "b"), "41+0 250+0", ""},
		{"a body that is kept", bare().set("request.method", "POST").set("request.postData.text", "abc"), "400+3 250+0", ""},
		{"a body by its length", bare().set("request.method", "PUT").header("request", "content-length", "55"),
			"55+55 250+0", ""},
		{"GET has no body", bare().header("request", "content-length", "55"), "55+0 250+0", ""},

		{"Content-Length, header computed", listed(), "400+0 59+777", "computed from the listed headers"},
		{"transferred as well: the rest is header", listed().set("response._transferSize", 977), "400+0 200+777", ""},
		{"the rest is compressed header in HTTP/2", listed().set("response._transferSize", 800).
			set("response.httpVersion", "h2"), "400+0 59+777", "computed from the listed headers"},
		{"and better than nothing", bare().set("response.bodySize", 700).set("response._transferSize", 800).
			set("response.httpVersion", "h2"), "400+0 100+700", ""},
		{"a length that others belie", listed().set("response._transferSize", 9000),
			"400+0 59+8941", "computed from the listed"},
		{"transferred, header known", bare().set("response.headersSize", 300).set("response._transferSize", 1300),
			"400+0 300+1000", ""},
		{"transferred, not encoded", bare().set("response.content.size", 900).set("response._transferSize", 1300),
			"400+0 400+900", ""},
		{"chrome-har counts the header as body", bare().set("response.bodySize", 1300).set("response._transferSize", 1300).
			header("response", "Content-Encoding", "br").set("response.content.size", 5000), "400+0 41+1259", ""},
		{"what compression saved", bare().set("response.content.size", 5000).set("response.content.compression", 4000),
			"400+0 250+1000", ""},
		{"compression that made it larger", bare().set("response.content.size", 50).set("response.content.compression", -10),
			"400+0 250+50", ""},
		{"decoded only", bare().set("response.content.size", 5000).header("response", "content-encoding", "gzip"),
			"400+0 43+5000", "1 object: encoded size of the body unknown"},
		{"not encoded", bare().set("response.content.size", 5000), "400+0 250+5000", ""},
		{"empty", bare().set("response.bodySize", 0), "400+0 250+0", ""},

		{"HEAD has no body", listed().set("request.method", "HEAD").set("response.content.size", 9), "400+0 59+0", ""},
		{"nor has 204", listed().set("response.status", 204).set("response.bodySize", 9), "400+0 59+0", ""},
		{"nor has 304", listed().set("response.status", 304).set("response.bodySize", 9), "400+0 59+0", ""},
		{"a size beyond measure", bare().set("response.bodySize", 1e18), "400+0 250+0", "size of the body unknown"},
		{"a negative size", bare().set("response.bodySize", -5), "400+0 250+0", "size of the body unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := load(t, file(c.entry))
			o := page.Objects[0]
			require.Equal(t, c.want, fmt.Sprintf("%d+%d %d+%d", o.RequestHeaderBytes, o.RequestBodyBytes,
				o.ResponseHeaderBytes, o.ResponseBodyBytes))
			require.Contains(t, strings.Join(page.Assumptions, "\n"), c.told)
		})
	}
}

// TestWords reads methods, versions, statuses, types and priorities.
func TestWords(t *testing.T) {
	base := got(0, site+"/x")
	for _, c := range []struct {
		path string
		v    any
		want string
	}{
		{"request.method", "post", "POST"}, {"request.method", "", "GET"}, {"request.method", "A B", "GET"},
		{"request.method", 7, "7"}, {"request.method", strings.Repeat("A", 21), "GET"},
		{"response.httpVersion", "h2", "h2"}, {"response.httpVersion", "HTTP/2.0", "h2"},
		{"response.httpVersion", "spdy/3.1", "h2"},
		{"response.httpVersion", "h3-29", "h3"}, {"response.httpVersion", "http/2+quic/46", "h3"},
		{"response.httpVersion", "HTTP/3", "h3"}, {"response.httpVersion", "1.1", "http/1.1"},
		{"response.httpVersion", "HTTP/1.0", "http/1.0"}, {"response.httpVersion", "", "http/1.1"},
		{"response.httpVersion", "unknown", "http/1.1"}, {"response.status", 404, "404"}, {"response.status", "503", "503"},
		{"response.content.mimeType", "Text/HTML; charset=x", "text/html document"},
		{"response.content.mimeType", "x-unknown", " other"}, {"response.content.mimeType", "application/font-woff2",
			"application/font-woff2 font"}, {"response.content.mimeType", "image/svg+xml", "image/svg+xml image"},
		{"response.content.mimeType", "application/ld+json", "application/ld+json data"},
		{"response.content.mimeType", "audio/x", "audio/x media"},
		{"response.content.mimeType", "text/css", "text/css stylesheet"},
		{"response.content.mimeType", "text/javascript", "text/javascript script"},
		{"request.url", site + "/a.MJS?b.css", " script"},
		{"_resourceType", "Fetch", " data"}, {"_resourceType", "preflight", " other"},
		{"_priority", "Highest", "VeryHigh"}, {"_priority", "verylow", "VeryLow"}, {"_priority", "urgent", ""},
		{"_initialPriority", "Low", "Low"},
	} {
		o := load(t, file(base.clone().set(c.path, c.v))).Objects[0]
		have := map[string]string{"method": o.Method, "httpVersion": o.Protocol, "status": fmt.Sprint(o.Status),
			"mimeType": o.MIME + " " + string(o.Kind), "url": o.MIME + " " + string(o.Kind),
			"_resourceType": o.MIME + " " + string(o.Kind), "_priority": o.Priority, "_initialPriority": o.Priority}
		require.Equal(t, c.want, have[c.path[strings.LastIndexByte(c.path, '.')+1:]], "%s = %v", c.path, c.v)
	}
	page := load(t, file(got(0, site+"/").unset("response.httpVersion", "request.httpVersion"), got(40, site+"/i.png").
		set("response.httpVersion", "h2"), got(50, "https://b.example/").set("response.httpVersion", "").
		set("request.httpVersion", "h3")))
	require.Equal(t, "h2", page.Objects[0].Protocol, "as the host's others")
	require.Equal(t, "h3", page.Objects[2].Protocol, "as the request says")
	require.Contains(t, page.Assumptions, "1 object: HTTP version unknown, taken from the same host or as HTTP/1.1")
}

// TestLeftOut has what never went over the network beside an object that did.
func TestLeftOut(t *testing.T) {
	for _, c := range []struct {
		name  string
		entry record
		told  string // "": not left out
	}{
		{"data", got(40, "data:image/gif;base64,R0lGODlh"), "1 entry left out: never on the network (data)"},
		{"blob", got(40, "blob:"+site+"/1"), "never on the network (blob)"},
		{"extension", got(40, "chrome-extension://abc/x.js"), "never on the network (chrome-extension)"},
		{"a WebSocket", got(40, "wss://a.example/s").set("response.status", 101), "1 entry left out: a WebSocket"},
		{"a WebSocket by its status", got(40, site+"/s").set("response.status", 101), "1 entry left out: a WebSocket"},
		{"no URL", got(40, ""), "1 entry left out: the URL cannot be read"},
		{"a host longer than the DNS has", got(40, "http://"+strings.Repeat("x.", 127)+"x/"), "the URL cannot be read"},
		{"half a URL", got(40, "i.png"), "1 entry left out: the URL cannot be read"},
		{"a long scheme", got(40, strings.Repeat("x", 99)+":y"), "1 entry left out: the URL cannot be read"},
		{"from memory", got(40, site+"/x").set("_fromCache", "memory"), "1 entry left out: from the browser's cache"},
		{"from disk", got(40, site+"/x").set("response.fromDiskCache", true), "1 entry left out: from the browser's cache"},
		{"from a service worker", got(40, site+"/x").set("response.fromServiceWorker", true), "the browser's cache"},
		{"through a service worker", got(40, site+"/x").set("response._fetchedViaServiceWorker", true),
			"the browser's cache"},
		{"nothing transferred, and yet content", got(40, site+"/x").set("response._transferSize", 0).
			set("response.bodySize", 0).set("response.headersSize", -1), "the browser's cache"},
		{"blocked", got(40, site+"/x").set("response.status", 0), "1 entry left out: no response was recorded"},
		{"aborted", got(40, site+"/x").set("response.status", 0).set("response._error", "net::ERR_ABORTED"), "no response"},
		{"early hints only", got(40, site+"/x").set("response.status", 103), "1 entry left out: no response was recorded"},
		{"no object", nil, "1 entry of the file left out: not a JSON object"},
		{"not from the cache", got(40, site+"/x").set("response.fromDiskCache", "true"), ""},
		{"a failure with an answer", got(40, site+"/x").set("response.status", 500), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := load(t, file(document(""), c.entry))
			if c.told == "" {
				require.Len(t, page.Objects, 2)
				return
			}
			require.Len(t, page.Objects, 1)
			require.Contains(t, strings.Join(page.Assumptions, "\n"), c.told)
		})
	}
	page := load(t, file(document(""), got(1, "f:x"), got(1, "e:x"), got(1, "d:x"), got(1, "c:x"), got(1, "b:x"),
		got(1, "a:x"), got(1, "a:y")))
	require.Contains(t, page.Assumptions, "7 entries left out: never on the network (a, b, c, d, e, ...)")

	page = load(t, file(got(0, site+"/i.png").kind("image").set("_fromCache", "disk"),
		document("").set("_fromCache", "disk").set("response.status", 0), got(50, site+"/x")))
	require.Equal(t, site+"/", page.URL)
	require.Equal(t, 200, page.Objects[0].Status)
	require.Len(t, page.Objects, 2)
	require.Contains(t, page.Assumptions, "the document came from the browser's cache: it is loaded like the others")
}

// TestDocument finds the document among what was asked for before it.
func TestDocument(t *testing.T) {
	beacon := func() record { return got(0, "https://b.example/beacon.gif") }
	for _, c := range []struct {
		name    string
		entries []record
		want    string
	}{
		{"alone", []record{document("")}, site + "/"},
		{"by its type", []record{beacon(), got(5, site+"/x").set("response.content.mimeType", "text/html")}, site + "/x"},
		{"behind a redirect of an image", []record{beacon().leads(site + "/y.gif"),
			got(5, site+"/x.html")}, site + "/x.html"},
		{"a redirect leads to it", []record{beacon(), got(5, "http://a.example/").leads(site + "/"), got(50, site+"/x.html")},
			"http://a.example/"},
		{"none: the first", []record{beacon(), got(5, site+"/i.png")}, "https://b.example/beacon.gif"},
	} {
		page := load(t, file(c.entries...))
		require.Equal(t, c.want, page.URL, c.name)
		require.Len(t, page.Objects, len(c.entries), c.name)
	}
}

// TestTimes reads the parts of an exchange: begin of the answer and end, as far as
// they show in the offset and time of a child, and the server's time.
func TestTimes(t *testing.T) {
	for _, c := range []struct {
		name    string
		timings record
		time    any
		end     vtime.Time // milliseconds
		think   vtime.Time // with a round trip of 10 ms
	}{
		{"all parts", record{"blocked": 1, "dns": 2, "connect": 30, "ssl": 15, "send": 1, "wait": 25, "receive": 5},
			64, 64, 15},
		{"TLS counted for itself", record{"connect": 30, "ssl": 15, "wait": 25, "receive": 5}, 75, 75, 15},
		{"TLS longer than connect", record{"connect": 10, "ssl": 15, "wait": 25, "receive": 5}, nil, 55, 15},
		{"a wait shorter than the round trip", record{"wait": 3}, 3, 3, 0},
		{"no parts", record{}, 40, 40, 0},
		{"some parts, wait not among them", record{"receive": 5}, 40, 40, 0},
		{"nothing", record{}, nil, 0, 0},
		{"-1 everywhere", record{"blocked": -1, "wait": -1, "receive": -1}, -1, 0, 0},
		{"texts", record{"wait": "25.0", "receive": "5"}, "30", 30, 15},
		{"days", record{"wait": 1e12, "receive": 5}, 1e12, 5, 0},
	} {
		entry := document("").set("timings", c.timings).set("time", c.time)
		log, err := Read(strings.NewReader(file(entry)), Limits{})
		require.NoError(t, err)
		page, err := log.ToPage(FirstPage, Options{RTT: 10 * vtime.Millisecond, RTTKnown: true})
		require.NoError(t, err)
		require.Equal(t, c.end*vtime.Millisecond, page.Objects[0].End, c.name)
		require.Equal(t, c.think*vtime.Millisecond, page.Objects[0].Think, c.name)
	}
}

// TestRoundTrips estimates the round trip of a host from its connects and waits.
func TestRoundTrips(t *testing.T) {
	at := func(host string, connect, ssl, wait any) record {
		return got(0, "https://"+host+".example/").set("timings", record{"connect": connect, "ssl": ssl, "wait": wait})
	}
	page := load(t, file(
		at("median", 50, 0, 100), at("median", 51, 0, 100), at("median", 3, 0, 100), // one was begun ahead
		at("even", 50, 0, 100), at("even", 60, 0, 100), at("even", 70, 0, 100), at("even", 40, 0, 100),
		at("two", 3, 0, 100), at("two", 50, 0, 100),
		at("tls", 90, 60, 100),
		at("short", 90, 0, 40), at("short", 90, 0, 45), // the network was slower then
		at("unconnected", -1, -1, 40), at("unconnected", -1, -1, 45),
		at("silent", 50, 0, -1),
	))
	var think []string
	for _, o := range page.Objects {
		think = append(think, o.Think.Millis())
	}
	require.Equal(t, []string{"50", "50", "50", "50", "50", "50", "50", "50", "50", "70", "0", "5", "0", "5", "0"}, think)
	require.Contains(t, page.Assumptions, "14 objects: server time is the recorded wait less one round trip, which the"+
		" file does not tell; it is estimated per host: the median TCP connect (5 of 6 hosts), but at most the shortest wait")
	require.Contains(t, page.Assumptions, "1 object: wait unknown, the server takes no time")
}

// TestDates puts entries in order that come in another, or without a date.
func TestDates(t *testing.T) {
	undated := func(url string) record { return got(0, site+url).unset("startedDateTime") }
	for _, c := range []struct {
		name    string
		entries []record
		want    string // paths and starts in milliseconds
		told    string
	}{
		{"in the wrong order", []record{got(20, site+"/b"), got(10, site+"/a"), document("")}, "/ 0, /a 10, /b 20", ""},
		{"no dates at all", []record{undated("/a"), undated("/b"), document("").unset("startedDateTime")}, "/ 0, /a 0, /b 0",
			"3 entries without a readable start"},
		{"one is missing", []record{document(""), got(20, site+"/b"), undated("/c"), got(10, site+"/a")},
			"/ 0, /a 10, /b 20, /c 20", "1 entry without a readable start"},
		{"the first are missing", []record{undated("/x"), undated("/y"), document(""), got(10, site+"/a")},
			"/ 0, /x 0, /y 0, /a 10", "2 entries without a readable start"},
		{"nonsense", []record{document(""), got(0, site+"/a").set("startedDateTime", "soon")},
			"/ 0, /a 0", "1 entry without"},
		{"years apart", []record{document(""), got(0, site+"/a").set("startedDateTime", "2199-01-01T00:00:00Z")},
			"/ 0, /a 86400000", ""},
		{"zones", []record{document(""), got(0, site+"/a").set("startedDateTime", "2026-01-02T04:04:05.5+01:00")},
			"/ 0, /a 500", ""},
		{"begun before the document", []record{got(0, site+"/a"), got(5, site+"/").kind("document"), got(7, site+"/b")},
			"/ 0, /a 0, /b 2", "1 object: began before the document, taken to begin with it"},
	} {
		page := load(t, file(c.entries...))
		var list []string
		for _, o := range page.Objects {
			list = append(list, o.Path+" "+o.Start.Millis())
		}
		require.Equal(t, c.want, strings.Join(list, ", "), c.name)
		require.Contains(t, strings.Join(page.Assumptions, "\n"), c.told, c.name)
	}
}
