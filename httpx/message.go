package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// maxHeader is the longest header that is written or read, as of net/http's servers.
const maxHeader = 1 << 20

// slack is what a reader lets pass beyond maxHeader, so that a header that was
// padded to the limit is not refused.
const slack = 4096

// padHeader carries the bytes that make a header as long as it was recorded.
const padHeader = "X-Rttlab-Pad"

// variantHeader tells which of several resources at one URL is meant.
const variantHeader = "X-Rttlab-Variant"

// padding returns the value of the pad header that makes a header of length
// have want bytes long, as far as it can and the limit allows.
func padding(have int, want int64) string {
	return strings.Repeat("x", max(0, int(min(want, maxHeader))-have-len(padHeader)-len(": \r\n")))
}

// Request is what a client asks for.
type Request struct {
	Method string // empty: GET
	URL    URL
	Header int64 // bytes of the request line and header, at most 1 MiB; smaller than needed: as needed
	Body   int64 // bytes
	Close  bool  // ask the server to close the connection afterwards
	// Variant tells the server which of several resources at one URL is meant; it
	// travels in a header. Empty: there is one.
	Variant string

	Ranges string // bytes that are asked for, such as 0-99,500-; empty: all

	Priority
	Blocking bool // a browser does not render before the response is there

	version Version
	expect  bool // ask for leave to send the body

	ifNoneMatch, ifModifiedSince string // what a cache has

	keep       bool // ask a server of version 1.0 to keep the connection
	absolute   bool // for a proxy, which wants all of the URL
	proxyField bool // what Connection says stands in Proxy-Connection
}

func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// head returns the request line and header as bytes, and parsed.
func (r *Request) head() ([]byte, *http.Request, error) {
	req, err := http.NewRequest(r.method(), "http://"+r.URL.authority()+r.URL.Path, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
	}
	req.Header.Set("User-Agent", "rttlab")
	if r.Variant != "" {
		req.Header.Set(variantHeader, url.QueryEscape(r.Variant))
	}
	for _, f := range []struct{ name, value string }{
		{"If-None-Match", r.ifNoneMatch}, {"If-Modified-Since", r.ifModifiedSince},
	} {
		if f.value != "" {
			req.Header.Set(f.name, f.value)
		}
	}
	if r.Ranges != "" {
		req.Header.Set("Range", "bytes="+r.Ranges)
	}
	if r.expect {
		req.Header.Set("Expect", "100-continue")
	}
	req.Close = r.Close && r.version == HTTP11 // version 1.0 closes anyway
	if r.keep && !r.proxyField {
		req.Header.Set("Connection", "keep-alive")
	}
	if r.proxyField && !r.Close {
		req.Header.Set("Proxy-Connection", "keep-alive")
	}
	head, err := r.write(req)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
	}
	if pad := padding(len(head), r.Header); pad != "" {
		req.Header.Set(padHeader, pad)
		if head, err = r.write(req); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
		}
	}
	return head, req, nil
}

// write writes the request with net/http, up to its body. Proxies are told all of
// the URL (RFC 9112 section 3.2.2).
func (r *Request) write(req *http.Request) ([]byte, error) {
	body, write := &noBytes{}, req.Write
	if r.Body > 0 {
		req.Body, req.ContentLength = body, r.Body
	}
	if r.absolute {
		write = req.WriteProxy
	}
	var buf bytes.Buffer
	if err := write(&buf); err != nil && !body.reached {
		return nil, err
	}
	return inVersion(buf.Bytes(), r.version), nil
}

// inVersion makes a request of version 1.1, which is all that net/http writes,
// one of another version.
func inVersion(head []byte, v Version) []byte {
	if v == HTTP11 {
		return head
	}
	return bytes.Replace(head, []byte(" "+HTTP11.line()+"\r\n"), []byte(" "+v.line()+"\r\n"), 1)
}

// noBytes is a body without bytes: it ends the writing of a request where its
// body begins. A buffer has got all that comes before.
type noBytes struct{ reached bool }

// Read satisfies io.Reader.
func (b *noBytes) Read([]byte) (int, error) {
	b.reached = true
	return 0, errors.New("the body is written elsewhere")
}

// Close satisfies io.Closer.
func (*noBytes) Close() error { return nil }
