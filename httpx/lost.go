package httpx

import (
	"errors"
	"io"

	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/internal/h2"
)

// lost ends what a connection carried that is over.
func (c *connection) lost(err error) {
	m := c.mux
	if m.err != nil && err == io.EOF {
		err = m.err
	}
	ours := m.machine.Err() != nil
	code := http2.ErrCodeNo
	if ours {
		var e *h2.Error
		if errors.As(err, &e) {
			code = e.Code
		}
	}
	m.end(code)
	dead := !ours && (c.waited || m.answered) && stale(noAnswer{err})
	for _, f := range m.inOrder() {
		c.bereft(f, err, dead)
	}
}

// bereft deals with a fetch whose connection is over, which was dead if the server had
// shown itself alive on it before: it is sent again if none of it was, or if it may be
// repeated and has no answer (RFC 9113 section 8.7, RFC 9110 section 9.2.2).
func (c *connection) bereft(f *fetch, err error, dead bool) {
	a := f.tx.Last()
	switch {
	case f.tx.ResponseEnd > f.tx.ResponseStart:
		c.failStream(f, cut(err, "in the middle of a response"))
	case a.RequestEnd == 0:
		a.Stale = true
		c.again(f, !c.mux.answered)
	case !dead:
		c.failStream(f, cut(err, "before it answered"))
	case idempotent(f.tx.Method):
		a.Stale = true
		c.again(f, true)
	default:
		c.failStream(f, notAgain(f, cut(err, "before it answered")))
	}
}
