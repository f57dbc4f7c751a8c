package httpx

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/rttlab/rttlab/sim"
)

// refusal is why a server refuses a request, and with what status.
type refusal struct {
	status int64
	why    string
}

// Error satisfies error.
func (r refusal) Error() string { return r.why }

// readRequest reads the head of a request, and judges it. To a proxy Connection is told.
func (v *visit) readRequest(p *sim.Proc) (req *http.Request, err error) {
	err = v.head(p, func() (err error) {
		// An empty line before it is what old clients end a body with (RFC 9112 section 2.2).
		if b, _ := v.reader.Peek(2); string(b) == "\r\n" {
			_, _ = v.reader.Discard(2) // which are there
		}
		v.in.remember(v.reader)
		if req, err = http.ReadRequest(v.reader); err != nil {
			return understood(err)
		}
		if v.server.passes != nil {
			v.in.connection(req.Header)
		}
		v.tells(req)
		return v.in.judge(req)
	})
	return req, err
}

// understood tells what net/http makes sense of and does not know from nonsense: codings
// other than chunked (RFC 9112 section 6.1).
func understood(err error) error {
	if strings.Contains(err.Error(), "transfer encoding") {
		return refusal{http.StatusNotImplemented, err.Error()}
	}
	return err
}

// judge refuses what net/http lets its own server refuse, or puts right without a word. A
// request that says in two ways how long it is ends its connection.
func (l *limited) judge(req *http.Request) error {
	hosts, codings := l.values("Host"), l.values("Transfer-Encoding")
	bad := func(format string, args ...any) error {
		return refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
	}
	switch {
	case req.ProtoMajor != 1:
		return refusal{http.StatusHTTPVersionNotSupported, req.Proto + " is not spoken here"}
	case req.ProtoAtLeast(1, 1) && len(hosts) == 0: // RFC 9112 section 3.2
		return bad("the request names no host")
	case !slices.ContainsFunc(hosts, httpguts.ValidHostHeader) && len(hosts) > 0:
		return bad("the host %q is none", hosts[0])
	case !req.ProtoAtLeast(1, 1) && len(codings) > 0: // RFC 9112 section 6.1
		return bad("HTTP/1.0 knows no transfer codings")
	case len(codings) > 0 && len(l.values("Content-Length")) > 0: // RFC 9112 section 6.1
		req.Close = true
	}
	//tidy:ordered any wrong one is as wrong as the others
	for name, values := range req.Header {
		wrong := func(value string) bool { return !httpguts.ValidHeaderFieldValue(value) }
		if !httpguts.ValidHeaderFieldName(name) || slices.ContainsFunc(values, wrong) { // RFC 9112 section 5.1
			return bad("the field %q is none", name)
		}
	}
	return nil
}
