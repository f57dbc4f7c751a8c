package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/rttlab/rttlab/stack"
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
func padding(have, want int) string {
	return strings.Repeat("x", max(0, min(want, maxHeader)-have-len(padHeader)-len(": \r\n")))
}

// Request is what a client asks for.
type Request struct {
	Method string // empty: GET
	URL    URL
	Header int   // bytes of the request line and header, at most 1 MiB; smaller than needed: as needed
	Body   int64 // bytes
	Close  bool  // ask the server to close the connection afterwards
	// Variant tells the server which of several resources at one URL is meant; it
	// travels in a header. Empty: there is one.
	Variant string
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
	req.Close = r.Close
	head, err := headOf(req, r.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
	}
	if pad := padding(len(head), r.Header); pad != "" {
		req.Header.Set(padHeader, pad)
		if head, err = headOf(req, r.Body); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
		}
	}
	return head, req, nil
}

// headOf writes the request with net/http, up to its body.
func headOf(req *http.Request, size int64) ([]byte, error) {
	body := &noBytes{}
	if size > 0 {
		req.Body, req.ContentLength = body, size
	}
	var buf bytes.Buffer
	if err := req.Write(&buf); err != nil && !body.reached {
		return nil, err
	}
	return buf.Bytes(), nil
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

// head returns the status line and header of a response.
func (o *Resource) head(closing bool) ([]byte, error) {
	resp := &http.Response{
		StatusCode: o.status(), ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Close: closing,
		ContentLength: max(o.Size, 0), Body: http.NoBody,
		Request: &http.Request{Method: http.MethodHead}, // the header alone; the body follows
	}
	if o.status() == http.StatusNoContent {
		resp.ContentLength = 0 // which net/http leaves out then (RFC 9110 section 8.6)
	}
	// Bodies are zeros, whatever they stand for: the type parameter says what that
	// is, and no reader of a capture takes them for a broken picture (RFC 2046
	// section 4.5.1).
	if t := mime.FormatMediaType("application/octet-stream", map[string]string{"type": o.Type}); o.Type != "" && t != "" {
		resp.Header.Set("Content-Type", t)
	}
	var buf bytes.Buffer
	if err := resp.Write(&buf); err != nil {
		return nil, err
	}
	if pad := padding(buf.Len(), o.Header); pad != "" {
		resp.Header.Set(padHeader, pad)
		buf.Reset()
		if err := resp.Write(&buf); err != nil {
			return nil, err
		}
	}
	return buf.Bytes(), nil
}

// bodyOf returns how many bytes follow the header in answer to a method (RFC
// 9110 section 6.4.1).
func (o *Resource) bodyOf(method string) int64 {
	s := o.status()
	if method == http.MethodHead || s < 200 || s == http.StatusNoContent || s == http.StatusNotModified {
		return 0
	}
	return max(o.Size, 0)
}

// maxZeros is the most that is written at once: it fits an int of 32 bits.
const maxZeros = 1 << 30

// writeZeros writes a header and n zeros behind it that nobody holds.
func writeZeros(s *stack.Socket, head []byte, n int64) error {
	k := min(n, maxZeros)
	_, err := s.Writev(stack.Payload{Bytes: head, Len: len(head)}, stack.Payload{Len: int(k)})
	for n -= k; err == nil && n > 0; n -= k {
		k = min(n, maxZeros)
		_, err = s.WriteZeros(int(k))
	}
	return err
}
