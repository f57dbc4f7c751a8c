package httpx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"

	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Server is an HTTP/1 server. Set its fields before Start.
type Server struct {
	ServerConfig
	Host *stack.Host
	Port uint16

	// Find returns what is served at a host name and path. Not finding it is
	// answered with 404.
	Find func(host, path, variant string) (Resource, bool)

	Recorder *Recorder

	busy    int
	waiting sim.WaitQueue // for a worker
	open    int64         // connections
	room    sim.WaitQueue // for a connection that ends
	cores   processor
	random  *rand.Rand
	readers readers
	answers kept[answerKey, []byte]
	passes  *Proxy // what is asked here; nil: it answers by itself
	secrets secrets
}

// visit is a connection as its server sees it.
type visit struct {
	server *Server
	stream stack.Stream
	in     limited
	reader *bufio.Reader

	accepted, opened vtime.Stamp
	sent             int64 // bytes of a response that will be cut
	refused          bool  // the body of the request was not read
}

// accepted is a server's end of a connection. One of which the client takes nothing
// any more is reset: an orderly close would wait for it.
type accepted struct{ stack.Stream }

// Writev satisfies stack.Stream.
func (a accepted) Writev(parts ...stack.Payload) (int, error) {
	n, err := a.Stream.Writev(parts...)
	if err == errno.ETIMEDOUT {
		a.Reset()
	}
	return n, err
}

// Start opens the port and starts to serve.
func (s *Server) Start() error {
	l, err := s.Host.ListenOn(s.Port, int(s.Backlog))
	if err != nil {
		return fmt.Errorf("server on %s, port %d: %w", s.Host.Name(), s.Port, err)
	}
	if !s.Nagle {
		if err := l.SetOption(stack.NoDelay, 1); err != nil {
			return err
		}
	}
	if s.FastOpen > 0 {
		if err := l.SetOption(stack.FastOpen, s.FastOpen); err != nil {
			return err
		}
	}
	s.Recorder.served[port{s.Host, s.Port}] = true
	k := s.Host.Net().Kernel()
	name := fmt.Sprintf("http/server/%s:%d", s.Host.Name(), s.Port)
	s.cores, s.random = newProcessor(k, &s.Costs, name+"/cores"), k.Stream(name)
	if s.TLS != nil {
		s.secrets.start(k, "tls/"+name, &s.cores, s.Version.protocols(), s.Recorder)
		s.secrets.server = tls.NewServer(s.TLS, s.Host.Name(), s.secrets.options.Random)
	}
	s.Host.GoDaemon(fmt.Sprintf("http:%d", s.Port), func(p *sim.Proc) { s.accept(p, l.Socket) })
	return nil
}

// accept takes connections.
func (s *Server) accept(p *sim.Proc, l *stack.Socket) {
	for {
		for s.full() && s.WhenFull == FullWaits {
			p.Wait(&s.room, "a connection to end")
		}
		c, err := l.Accept()
		if err != nil {
			return
		}
		s.Recorder.accepted[c.Record()] = p.Now()
		c.WriteStall(s.Patience.Response)
		v := &visit{server: s, stream: accepted{c}}
		v.in.from, v.in.most = v.stream, s.MaxHeader
		if s.full() {
			v.turnAway()
			continue
		}
		s.open++
		v.reader = s.readers.take(&v.in)
		s.Host.GoDaemon("http-connection", v.run)
	}
}

// full reports whether the server may not have one more connection.
func (s *Server) full() bool { return s.limit() > 0 && s.open >= s.limit() }

// turnAway closes a connection that is one too many.
func (v *visit) turnAway() {
	v.server.Recorder.turned[v.stream.Record()] = true
	if v.server.WhenFull == FullResets {
		v.stream.Reset()
		return
	}
	v.server.Host.GoDaemon("http-busy", func(p *sim.Proc) {
		if v.secure() && v.decline(p) == nil && v.stream.Shutdown(stack.ShutWrite) == nil {
			v.drain(p) // what the client asks is of no interest
		}
		_ = v.stream.Close() // it may be closed already
	})
}

// decline answers 503, or with HTTP/2 that no stream is taken.
func (v *visit) decline(p *sim.Proc) error {
	s := v.server
	v.reader = s.readers.take(&v.in)
	two, err := v.speaksHTTP2(p)
	s.readers.give(v.reader)
	switch {
	case err != nil:
		return err
	case two:
		m := newSession(s.Host, v.stream, s.Multiplexing.config(false), 0, s.Recorder)
		m.end(http2.ErrCodeNo)
		return m.err
	}
	head := s.head(answerKey{resource: Resource{Status: http.StatusServiceUnavailable}, closing: true})
	return writeZeros(v.stream, head, 0)
}

// run handles a connection.
func (v *visit) run(p *sim.Proc) {
	s := v.server
	v.accepted = p.Now()
	s.cores.use(p, s.Costs.Connection)
	usable := v.secure()
	v.opened = p.Now()
	switch {
	case !usable:
	case s.passes != nil:
		s.passes.serve(p, v)
	default:
		v.serve(p)
	}
	s.readers.give(v.reader)
	if s.Closing == NeverClose {
		return
	}
	_ = v.stream.Close() // it may be closed already
	s.open--
	s.room.WakeOne()
}

// serve handles the requests of a connection.
func (v *visit) serve(p *sim.Proc) {
	two, err := v.speaksHTTP2(p)
	switch {
	case err != nil:
		return
	case two:
		v.serveStreams(p)
		return
	}
	for n := int64(1); v.await(p); n++ {
		req, o, err := v.request(p)
		if err != nil {
			v.refuse(p, err)
			return
		}
		again, err := v.answer(p, req, o, n)
		if err != nil {
			return
		}
		if !again {
			v.leave(p)
			return
		}
	}
}

// await waits for the next request, and reports whether there is one.
func (v *visit) await(p *sim.Proc) bool {
	v.within(p, v.server.IdleTimeout)
	_, err := v.reader.Peek(1)
	v.stream.ReadBy(vtime.Never)
	return err == nil
}

// head reads the header of a request, within its limits.
func (v *visit) head(p *sim.Proc, read func() error) error {
	v.within(p, v.server.Patience.Header)
	v.in.begin(v.reader)
	err := v.in.failed(read())
	v.in.end()
	v.stream.ReadBy(vtime.Never)
	if err == nil && v.in.tooLong(v.reader) {
		return errHeaderTooLong
	}
	return err
}

// within lets reads fail that take longer; 0: they may take any time.
func (v *visit) within(p *sim.Proc, d vtime.Time) {
	if d > 0 {
		v.stream.ReadBy(p.Now().Now.Add(d))
	}
}

// request reads a request to its end, and finds what it asks for.
func (v *visit) request(p *sim.Proc) (req *http.Request, o Resource, err error) {
	if req, err = v.readRequest(p); err != nil {
		return nil, Resource{}, err
	}
	o = v.find(req)
	if v.server.expected(req) {
		// A final response refuses leave to send the body (RFC 9110 section 10.1.1).
		if v.refused = o.status() >= http.StatusBadRequest; v.refused {
			return req, o, nil
		}
		if _, err := v.stream.Writev(bytesOf([]byte("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil {
			return nil, o, err
		}
	}
	return req, o, v.body(p, func() error {
		_, err := io.Copy(io.Discard, req.Body)
		return err
	})
}

// older reports whether either end of an exchange speaks HTTP/1.0, which knows no interim
// responses, and no persistence that is not asked for.
func (s *Server) older(req *http.Request) bool { return s.Version == HTTP10 || !req.ProtoAtLeast(1, 1) }

// expected reports whether the client of a request waits for leave to send its body, and
// the server knows that it does.
func (s *Server) expected(req *http.Request) bool {
	return hasToken(req.Header, "Expect", "100-continue") && !s.older(req)
}

// body reads a request's body, of which something has to come now and then.
func (v *visit) body(p *sim.Proc, read func() error) error {
	v.in.before = func() { v.within(p, v.server.Patience.Body) }
	err := v.in.failed(read())
	v.in.before = nil
	v.stream.ReadBy(vtime.Never)
	return err
}

// answer waits for a worker, thinks, and writes the response to the n-th request
// of the connection. It reports whether the connection stays open.
func (v *visit) answer(p *sim.Proc, req *http.Request, o Resource, n int64) (again bool, err error) {
	h := v.take(p)
	v.think(p, &o, func() {
		if !v.server.older(req) {
			line := append(statusLine(v.server.Version, int(o.Interim)), "\r\n"...)
			_, err = v.stream.Writev(bytesOf(line))
		}
	})
	if err != nil {
		return false, err
	}
	k := v.frame(req, o, n)
	h.Respond = p.Now()
	if err := v.reply(p, h, k, req.Method); err != nil {
		return false, err
	}
	h.Done = p.Now()
	return !k.closing, nil
}

// think sends an interim response if there is one, and does what the response takes.
func (v *visit) think(p *sim.Proc, o *Resource, interim func()) {
	s := v.server
	if o.Interim > 0 {
		interim()
	}
	p.Sleep(o.draw(s.random, o.Think), cause.Host)
	s.exit()
}

// take waits for a worker for the request that has been read, and does what every
// request costs.
func (v *visit) take(p *sim.Proc) *Handling {
	h := &Handling{Accepted: v.accepted, Opened: v.opened, Read: p.Now()}
	v.server.Recorder.handle(v.stream.Record(), h)
	v.enlist(p, h)
	return h
}

// enlist waits for a worker, and does what every request costs.
func (v *visit) enlist(p *sim.Proc, h *Handling) {
	s := v.server
	s.enter(p)
	if s.Request > 0 {
		s.cores.acquire(p)
		h.Began = p.Now()
		s.cores.compute(p, s.Request)
		s.cores.release()
	} else {
		h.Began = p.Now()
	}
}

// find returns what a request asks for.
func (v *visit) find(req *http.Request) Resource {
	variant, _ := url.QueryUnescape(req.Header.Get(variantHeader)) // of foreign clients: names nothing
	o, ok := v.server.Find(req.Host, req.URL.RequestURI(), variant)
	switch {
	case ofServer(req):
		return Resource{}
	case !ok:
		return Resource{Status: http.StatusNotFound}
	case o.NotEarly && req.Header.Get(earlyHeader) == "1":
		return Resource{Status: http.StatusTooEarly}
	}
	return o.sized(v.server.random)
}

// frame decides how the response to the n-th request of a connection ends, and
// whether the connection stays open after it (RFC 9112 sections 6.3 and 9.3).
func (v *visit) frame(req *http.Request, o Resource, n int64) answerKey {
	s := v.server
	k := answerKey{resource: o, framing: o.framing(s.Version, req.ProtoAtLeast(1, 1))}
	k.adjust(req)
	if o.Endless == EndlessBody && k.framing == ByLength {
		k.framing = Chunked
	}
	k.closing = v.refused || !s.KeepAlive || o.Close || s.MaxRequests > 0 && n >= s.MaxRequests ||
		k.framing == ByClose && !k.resource.bodiless(req.Method)
	switch {
	case !s.older(req):
		k.closing = k.closing || req.Close
	case !hasToken(req.Header, "Connection", "keep-alive"):
		// Without a wish to stay open, version 1.0 closes (RFC 9112 section 9.3).
		k.closing = true
	default:
		k.granted = !k.closing // RFC 9112 appendix C.2.2
	}
	if !k.closing {
		k.announce = s.announcement(s.MaxRequests - n)
	}
	return k
}

// adjust makes a response one for what the client has already, for parts, or for TRACE.
func (k *answerKey) adjust(req *http.Request) {
	o := &k.resource
	switch {
	case req.Method == http.MethodTrace:
		k.trace(req)
	case ofServer(req):
		k.allow = true
	case o.status() == http.StatusOK && o.unchanged(req):
		o.Status = http.StatusNotModified
	case o.status() == http.StatusOK && o.Framing == ByLength && req.Method == http.MethodGet && o.matches(req):
		k.cutOut(req.Header.Get("Range"))
	}
}

// cutOut makes a response one for a part of the resource, or for several.
func (k *answerKey) cutOut(field string) {
	list := parseRanges(field, k.resource.Size)
	switch {
	case list == nil:
		return
	case len(list) == 0:
		k.resource.Status = http.StatusRequestedRangeNotSatisfiable
	default:
		k.resource.Status = http.StatusPartialContent
	}
	k.ranges = field
}

// enter waits for a worker.
func (s *Server) enter(p *sim.Proc) {
	if s.Workers > 0 && int64(s.busy) >= s.Workers {
		p.Wait(&s.waiting, "a worker of the server")
		return // the one that became free is handed over
	}
	s.busy++
}

// exit hands the worker to the request that has waited longest.
func (s *Server) exit() {
	if s.waiting.Empty() {
		s.busy--
		return
	}
	s.waiting.WakeOne()
}

// refuse tells the client that its request makes no sense.
func (v *visit) refuse(p *sim.Proc, err error) {
	bad := Resource{Status: http.StatusBadRequest}
	var of refusal
	switch {
	case errors.As(err, &of):
		bad.Status = of.status
	case errors.Is(err, errHeaderTooLong):
		bad.Status = http.StatusRequestHeaderFieldsTooLarge
	case errors.Is(err, errno.ETIMEDOUT):
		bad.Status = http.StatusRequestTimeout // RFC 9110 section 15.5.9
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return
	}
	head := v.server.head(answerKey{resource: bad, closing: true})
	if writeZeros(v.stream, head, 0) == nil {
		v.leave(p)
	}
}

// leave closes a connection on which more may come. Closing it at once could
// reset it and take the response with it (RFC 9112 section 9.6). More comes for sure where the
// client has not ended its handshake.
func (v *visit) leave(p *sim.Proc) {
	s := v.server
	switch s.Closing {
	case AbruptClose, NeverClose:
		return
	case LingeringClose:
		session, secret := v.stream.(*tls.Session)
		if readable, _ := v.stream.Ready(); !readable && v.reader.Buffered() == 0 && !(secret && session.Early()) {
			return
		}
	}
	if v.stream.Shutdown(stack.ShutWrite) != nil {
		return
	}
	v.drain(p)
}

// drain reads what the client still sends, until it closes or time is up.
func (v *visit) drain(p *sim.Proc) {
	s := v.server
	for end := p.Now().Now.Add(s.LingerTime); ; {
		if s.Closing == LingeringClose {
			v.stream.ReadBy(min(end, p.Now().Now.Add(s.LingerTimeout)))
		}
		if _, err := v.stream.Discard(1 << 20); err != nil {
			return
		}
	}
}
