package httpx

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/rttlab/rttlab/tcp"
)

// padHeader carries the bytes that make a header as long as it was recorded.
const padHeader = "X-Rttlab-Pad"

// padding returns the value of the pad header that makes a header of length
// have want bytes long, as far as it can.
func padding(have, want int) string {
	return strings.Repeat("x", max(0, want-have-len(padHeader)-len(": \r\n")))
}

// Request is what a client asks for.
type Request struct {
	Method string // empty: GET
	URL    URL
	Header int   // bytes of the request line and header; smaller than needed: as needed
	Body   int64 // bytes
	Close  bool  // ask the server to close the connection afterwards
}

// wire returns the bytes of the request: the header, then zeros.
func (r *Request) wire() ([]tcp.Payload, *http.Request, error) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequest(method, "http://"+r.URL.authority()+r.URL.Path, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", r.URL, err)
	}
	req.Header.Set("User-Agent", "rttlab")
	req.Close = r.Close
	if r.Body > 0 {
		req.Body, req.ContentLength = io.NopCloser(io.LimitReader(zeros{}, r.Body)), r.Body
	}
	head, err := headOf(req, r.Body)
	if err != nil {
		return nil, nil, err
	}
	if pad := padding(len(head), r.Header); pad != "" {
		req.Header.Set(padHeader, pad)
		if r.Body > 0 {
			req.Body = io.NopCloser(io.LimitReader(zeros{}, r.Body))
		}
		if head, err = headOf(req, r.Body); err != nil {
			return nil, nil, err
		}
	}
	return []tcp.Payload{{Bytes: head, Len: len(head)}, {Len: int(r.Body)}}, req, nil
}

// headOf writes the request with net/http and cuts the body off.
func headOf(req *http.Request, body int64) ([]byte, error) {
	w := &headWriter{}
	if err := req.Write(w); err != nil {
		return nil, err
	}
	return w.head(body), nil
}

// headWriter keeps what is written up to the end of the header.
type headWriter struct {
	buf   bytes.Buffer
	total int64
}

func (w *headWriter) Write(p []byte) (int, error) {
	w.total += int64(len(p))
	if w.buf.Len() < 1<<20 {
		w.buf.Write(p)
	}
	return len(p), nil
}

func (w *headWriter) head(body int64) []byte { return w.buf.Bytes()[:w.total-body] }

// zeros reads as zeros without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// wire returns the bytes of a response: the header, then zeros.
func (o *Resource) wire(req *http.Request, closing bool) ([]tcp.Payload, error) {
	body := o.Size
	if !hasBody(req.Method, o.status()) {
		body = 0
	}
	resp := &http.Response{
		StatusCode: o.status(), ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Close: closing,
		ContentLength: o.Size, Body: http.NoBody,
		Request: &http.Request{Method: http.MethodHead}, // the header alone; the body follows
	}
	if o.Type != "" {
		resp.Header.Set("Content-Type", o.Type)
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
	return []tcp.Payload{{Bytes: buf.Bytes(), Len: buf.Len()}, {Len: int(body)}}, nil
}

// hasBody is RFC 9110 section 6.4.1.
func hasBody(method string, status int) bool {
	return method != http.MethodHead && status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
