package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/httpx/internal/h2"
)

// fieldsOf makes the header lines of a message of version 1 fields of version 2:
// names in lower case, and nothing that concerns the hop (RFC 9113 section 8.2).
func fieldsOf(first []hpack.HeaderField, head []byte) []hpack.HeaderField {
	list := first
	_, lines, _ := bytes.Cut(head, []byte("\r\n"))
	for line := range bytes.SplitSeq(lines, []byte("\r\n")) {
		name, value, ok := strings.Cut(string(line), ": ")
		if !ok || name == "Host" || slices.Contains(hopByHop, name) {
			continue
		}
		list = append(list, hpack.HeaderField{Name: strings.ToLower(name), Value: value})
	}
	return list
}

// fields is a request as HTTP/2 sends it (RFC 9113 section 8.3.1).
func (w *written) fields() []hpack.HeaderField {
	u := w.parsed
	return fieldsOf([]hpack.HeaderField{
		{Name: ":method", Value: w.req.Method}, {Name: ":authority", Value: u.authority()},
		{Name: ":scheme", Value: u.Scheme}, {Name: ":path", Value: u.Path},
	}, w.head)
}

// responseFields is the header of a response as HTTP/2 sends it.
func (s *Server) responseFields(k answerKey) []hpack.HeaderField {
	k.closing, k.granted, k.announce = false, false, ""
	head := s.head(k)
	status := strconv.Itoa(k.resource.status())
	return fieldsOf([]hpack.HeaderField{{Name: ":status", Value: status}}, head)
}

// requestOf is a request that came over HTTP/2, for those that read requests.
func requestOf(fields []hpack.HeaderField) (*http.Request, error) {
	r := &http.Request{ProtoMajor: 2, Proto: "HTTP/2.0", Header: headerOf(fields)}
	r.Method, r.Host = h2.Value(fields, ":method"), h2.Value(fields, ":authority")
	if r.Host == "" {
		r.Host = r.Header.Get("Host")
	}
	path := h2.Value(fields, ":path")
	u, err := url.ParseRequestURI(path)
	if r.Method == "" || h2.Value(fields, ":scheme") == "" || err != nil {
		return nil, fmt.Errorf("a request without method, scheme or path (%q)", path)
	}
	r.URL, r.RequestURI = u, path
	return r, ofStream(r.Header)
}

// responseOf is a response that came over HTTP/2.
func responseOf(fields []hpack.HeaderField) (*http.Response, error) {
	status := h2.Value(fields, ":status")
	n, err := strconv.Atoi(status)
	if err != nil || n < 100 || n > 999 {
		return nil, errors.New("the response has no status")
	}
	r := &http.Response{StatusCode: n, ProtoMajor: 2, Header: headerOf(fields)}
	return r, ofStream(r.Header)
}

// ofStream refuses the header of a stream with a field that concerns a connection (RFC 9113
// section 8.2.2).
func ofStream(h http.Header) error {
	for _, name := range hopByHop {
		_, has := h[name]
		if has && name != "Trailer" && !(name == "Te" && h.Get(name) == "trailers") {
			return fmt.Errorf("a stream with the field %s, which concerns a connection", name)
		}
	}
	return nil
}

func headerOf(fields []hpack.HeaderField) http.Header {
	h := http.Header{}
	for _, f := range fields {
		if !strings.HasPrefix(f.Name, ":") {
			h.Add(f.Name, f.Value)
		}
	}
	return h
}
