package httpx

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/stack"
)

// maxStored is how long a request's body may be whose length nobody knows before:
// it is stored until it is known (nginx's client_max_body_size).
const maxStored = 1 << 20

// pass asks the next server, and passes its response back.
func (x *Proxy) pass(p *sim.Proc, v *visit, h *Handling, req *http.Request, w way, n int64) (bool, error) {
	if req.ContentLength < 0 && x.Front.expected(req) {
		// What must be stored is asked for here (RFC 9110 section 10.1.1).
		req.Header.Del("Expect")
		if _, err := v.stream.Writev(bytesOf([]byte("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil {
			return false, err
		}
	}
	size, stored, err := v.bodyOf(p, req)
	if err != nil {
		v.refuse(p, err)
		return false, err
	}
	if size < 0 {
		return x.own(p, v, h, req, http.StatusRequestEntityTooLarge, n)
	}
	g := newPassage(size, x.Buffer)
	if x.Store {
		g.down.limit = 0
	}
	if len(stored) > 0 {
		g.up.limit = 0
		g.up.put(stored)
	}
	r := &response{proxy: x, visit: v, handling: h, req: req, pass: g, left: size - int64(len(stored)), n: n}
	kept, fresh := x.kept(req, w)
	switch {
	case fresh:
		g.fill(kept.response(req, x.now()))
		return r.run(p)
	case kept != nil && kept.conditional(req):
		r.kept = kept
	}
	h.Upstream = &Transaction{}
	r.fetch = x.client.forward(w.url, w.to, x.request(req, w, size), g, h.Upstream)
	v.stream.NotifyReadable(&g.wake)
	defer v.stream.NotifyReadable(nil)
	return r.run(p)
}

// bodyOf says how long the body of a request is, and reads it if that must be found
// out; below 0: too long.
func (v *visit) bodyOf(p *sim.Proc, req *http.Request) (size int64, stored []byte, err error) {
	if req.ContentLength >= 0 {
		return req.ContentLength, nil, nil
	}
	err = v.body(p, func() (err error) {
		stored, err = io.ReadAll(io.LimitReader(req.Body, maxStored+1))
		return err
	})
	if len(stored) > maxStored {
		return -1, nil, err
	}
	return int64(len(stored)), stored, err
}

// request writes the head of a request as the next server gets it.
func (x *Proxy) request(req *http.Request, w way, size int64) *written {
	up := &x.Upstream
	target := w.url.Path
	if x.Next != nil {
		target = w.url.String()
	}
	var b strings.Builder
	b.WriteString(req.Method + " " + target + " " + up.Version.line() + "\r\nHost: " + w.url.authority() + "\r\n")
	fields := endToEnd(req.Header)
	fields.Del("Host")
	fields.Del("Content-Length")
	fields.Add("Via", x.via(req.ProtoMajor, req.ProtoMinor))
	if up.Version == HTTP10 {
		fields.Del("Expect") // RFC 9110 section 10.1.1
	}
	if size > 0 || req.ContentLength == 0 && req.Header.Get("Content-Length") != "" {
		fields.Set("Content-Length", strconv.FormatInt(size, 10))
	}
	switch {
	case up.KeepAlive && up.ProxyConnection && x.Next != nil:
		fields.Set("Proxy-Connection", "keep-alive")
	case up.KeepAlive && up.Version == HTTP10:
		fields.Set("Connection", "keep-alive")
	case !up.KeepAlive && up.Version == HTTP11:
		fields.Set("Connection", "close")
	}
	_ = fields.Write(&b) // a builder takes all
	b.WriteString("\r\n")
	return &written{head: []byte(b.String()), req: req, url: w.url.String()}
}

// response is the passing back of a response.
type response struct {
	proxy    *Proxy
	visit    *visit
	handling *Handling
	req      *http.Request
	pass     *passage
	fetch    *fetch
	left     int64   // bytes of the request's body that have not come
	n        int64   // number of the request on its connection
	kept     *stored // that the next server is asked about; nil: none
	framing  Framing
	closing  bool
}

// run waits for the response and passes it back.
func (r *response) run(p *sim.Proc) (bool, error) {
	g, v := r.pass, r.visit
	for {
		if err := r.feed(); err != nil {
			return false, r.giveUp(err)
		}
		switch {
		case r.kept != nil && g.over && g.err == nil && g.head.StatusCode == http.StatusNotModified:
			r.req.Header.Del("If-None-Match") // the proxy had asked that, and not its client
			r.req.Header.Del("If-Modified-Since")
			g.fill(r.kept.response(r.req, r.proxy.now()))
			r.kept = nil
		case r.kept != nil && !g.over && g.head != nil && g.head.StatusCode == http.StatusNotModified:
			p.Wait(&g.wake, "the next server")
		case len(g.interim) > 0:
			if err := r.intermediate(); err != nil {
				return false, r.giveUp(err)
			}
		case g.head != nil && (!r.proxy.Store || g.down.ended):
			if g.err != nil && r.proxy.Store {
				return r.failed(p)
			}
			err := r.back(p)
			return !r.closing && r.left == 0, err
		case g.over:
			return r.failed(p)
		case !v.stream.Record().IsOpen:
			return false, r.giveUp(errNotWanted)
		default:
			if err := r.wait(p, "the next server"); err != nil {
				v.refuse(p, err)
				return false, r.giveUp(err)
			}
		}
	}
}

// wait waits for the next server, and for the rest of the request, of which something
// has to come now and then.
func (r *response) wait(p *sim.Proc, what string) error {
	wake, most := &r.pass.wake, r.visit.server.Patience.Body
	if most == 0 || r.left == 0 || r.pass.up.space() == 0 {
		p.Wait(wake, what)
		return nil
	}
	if !p.WaitUntil(wake, what, p.Now().Now.Add(most), cause.TimerIdle) {
		return errno.ETIMEDOUT
	}
	return nil
}

// giveUp ends the transaction with the next server: the client has gone.
func (r *response) giveUp(err error) error {
	r.pass.down.abandon()
	r.pass.up.abandon()
	if !r.pass.over {
		r.fetch.giveUp(errNotWanted)
	}
	return err
}

// feed takes what has come of the request's body, as far as there is room.
func (r *response) feed() error {
	v, up := r.visit, &r.pass.up
	for r.left > 0 && up.space() > 0 && !up.broken {
		if readable, _ := v.stream.Ready(); !readable && v.reader.Buffered() == 0 {
			return nil
		}
		buf := make([]byte, min(r.left, up.space(), 16<<10))
		n, err := v.reader.Read(buf)
		up.put(buf[:n])
		r.left -= int64(n)
		if err != nil {
			up.end(err)
			return err
		}
	}
	return nil
}

// intermediate passes interim responses back (RFC 9110 section 15.2); version 1.0
// knows none.
func (r *response) intermediate() error {
	list := r.pass.interim
	r.pass.interim = nil
	if r.proxy.Front.older(r.req) {
		return nil
	}
	for _, resp := range list {
		var b strings.Builder
		b.Write(statusLine(HTTP11, resp.StatusCode))
		_ = endToEnd(resp.Header).Write(&b) // a builder takes all
		b.WriteString("\r\n")
		if _, err := r.visit.stream.Writev(bytesOf([]byte(b.String()))); err != nil {
			return err
		}
	}
	return nil
}

// failed answers in place of the next server, which did not (RFC 9110 sections
// 15.6.3 and 15.6.5).
func (r *response) failed(p *sim.Proc) (bool, error) {
	again, err := r.proxy.own(p, r.visit, r.handling, r.req, statusOf(r.pass.err), r.n)
	return again && r.left == 0, err
}

// back writes the response to the client.
func (r *response) back(p *sim.Proc) error {
	g, v, h := r.pass, r.visit, r.handling
	h.Respond = p.Now()
	parts := []stack.Payload{bytesOf(r.head())}
	for {
		done, body := g.down.ended, g.down.take()
		if !done || g.err == nil {
			parts = append(parts, r.framed(body, done)...)
		} else {
			parts = append(parts, r.framed(body, false)...)
		}
		if len(parts) > 0 {
			v.compute(p, h, body)
			if _, err := v.stream.Writev(parts...); err != nil {
				r.closing = true
				return r.giveUp(err)
			}
			parts = nil
		}
		switch {
		case g.down.ended && g.down.held == 0 && done:
			return r.end(p)
		case g.down.ended || g.down.held > 0:
			continue
		}
		if err := r.feed(); err != nil || !v.stream.Record().IsOpen {
			r.closing = true
			return r.giveUp(errNotWanted)
		}
		if g.down.held == 0 && !g.down.ended {
			if err := r.wait(p, "more from the next server"); err != nil {
				r.closing = true
				return r.giveUp(err)
			}
		}
	}
}

// end is called when all that came has been written.
func (r *response) end(p *sim.Proc) error {
	if r.pass.err == nil {
		r.handling.Done = p.Now()
		return nil
	}
	r.closing = true
	if r.framing == ByClose {
		r.visit.stream.Reset() // an orderly end would say that this is all
	}
	return r.pass.err
}

// head is the status line and the header of the response as the client gets it.
func (r *response) head() []byte {
	s, resp := r.proxy.Front, r.pass.head
	o := Resource{Status: int64(resp.StatusCode)}
	fields := endToEnd(resp.Header)
	fields.Add("Via", r.proxy.via(resp.ProtoMajor, resp.ProtoMinor))
	k := answerKey{resource: o, closing: r.left > 0 && r.pass.over}
	switch {
	case o.bodiless(r.req.Method):
		r.framing = ByLength
	case resp.ContentLength >= 0, r.proxy.Store:
		r.framing = ByLength
		n := resp.ContentLength
		if n < 0 {
			n = r.pass.down.held
		}
		fields.Set("Content-Length", strconv.FormatInt(n, 10))
	case r.req.ProtoAtLeast(1, 1) && s.Version == HTTP11:
		r.framing = Chunked
		fields.Set("Transfer-Encoding", "chunked")
	default:
		r.framing, k.closing = ByClose, true
	}
	r.proxy.persist(r.visit, &k, r.req, r.n)
	r.closing = k.closing
	field := "Connection"
	if !hasToken(r.req.Header, "Connection", "keep-alive") && hasToken(r.req.Header, "Proxy-Connection", "keep-alive") {
		field = "Proxy-Connection"
	}
	switch {
	case k.closing:
		fields.Set("Connection", "close")
	case k.granted:
		fields.Set(field, "keep-alive")
	}
	if k.announce != "" {
		fields.Set("Keep-Alive", k.announce)
	}
	var b strings.Builder
	b.Write(statusLine(s.Version, resp.StatusCode))
	_ = fields.Write(&b) // a builder takes all
	b.WriteString("\r\n")
	return []byte(b.String())
}

// framed is bytes of the body as they are written, and the end of it if it is that.
func (r *response) framed(body []stack.Payload, last bool) []stack.Payload {
	if r.framing != Chunked {
		return body
	}
	var parts []stack.Payload
	if n := lengthOf(body); n > 0 {
		size := strconv.AppendInt(nil, n, 16)
		parts = append(parts, bytesOf(append(size, "\r\n"...)))
		parts = append(parts, body...)
		parts = append(parts, bytesOf([]byte("\r\n")))
	}
	if last {
		parts = append(parts, bytesOf([]byte("0\r\n\r\n")))
	}
	return parts
}
