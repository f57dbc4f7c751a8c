package httpx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// lingerTime is how long a server that closes goes on to read what the client
// still sends (nginx's lingering_timeout).
const lingerTime = 5 * vtime.Second

// Resource is what a server answers with.
type Resource struct {
	Size   int64      // bytes of the body
	Think  vtime.Time // time that the server needs before it writes
	Type   string     // what the bytes stand for, the type parameter of Content-Type; empty: none
	Status int        // 0: 200
	Header int        // bytes of the status line and header, at most 1 MiB; smaller than needed: as needed
}

func (o *Resource) status() int {
	if o.Status == 0 {
		return http.StatusOK
	}
	return o.Status
}

// Server is an HTTP/1.1 server. Set its fields before Start.
type Server struct {
	Host    *stack.Host
	Port    uint16
	Backlog int

	// Find returns what is served at a host name and path. Not finding it is
	// answered with 404.
	Find func(host, path, variant string) (Resource, bool)

	Workers     int        // requests handled at once; 0: any number
	KeepAlive   bool       // connections stay open after a response
	IdleTimeout vtime.Time // how long an idle connection stays open; 0: for ever
	MaxRequests int        // requests on a connection; 0: any number
	Delay       bool       // leave Nagle's algorithm on (servers switch it off)

	Recorder *Recorder

	busy    int
	waiting sim.WaitQueue
	readers readers
	answers kept[answerKey, []byte]
}

// visit is a connection as its server sees it.
type visit struct {
	server *Server
	socket *stack.Socket
	in     limited
	reader *bufio.Reader
}

// Start opens the port and starts to serve.
func (s *Server) Start() error {
	l, err := s.Host.ListenOn(s.Port, s.Backlog)
	if err != nil {
		return fmt.Errorf("server on %s, port %d: %w", s.Host.Name(), s.Port, err)
	}
	if !s.Delay {
		if err := l.SetOption(stack.NoDelay, 1); err != nil {
			return err
		}
	}
	s.Host.GoDaemon(fmt.Sprintf("http:%d", s.Port), func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			v := &visit{server: s, socket: c}
			v.in.conn = stack.Conn{Socket: c}
			v.reader = s.readers.take(&v.in)
			s.Host.GoDaemon("http-connection", v.run)
		}
	})
	return nil
}

// run handles the requests of a connection.
func (v *visit) run(p *sim.Proc) {
	s, c := v.server, v.socket
	defer s.readers.give(v.reader)
	defer c.Close()
	for n := 1; ; n++ {
		if s.IdleTimeout > 0 {
			c.ReadBy(p.Now().Now.Add(s.IdleTimeout))
		}
		if _, err := v.reader.Peek(1); err != nil {
			return
		}
		c.ReadBy(vtime.Never)
		req, err := v.request()
		if err != nil {
			v.refuse(p, err)
			return
		}
		// Clients of version 1.0 that want more must ask for it in a way of their own,
		// which is not worth the trouble (RFC 9112 appendix C.2.2).
		closing := req.Close || !req.ProtoAtLeast(1, 1) || !s.KeepAlive || s.MaxRequests > 0 && n >= s.MaxRequests
		if v.answer(p, req, closing) != nil {
			return
		}
		if closing {
			v.linger(p)
			return
		}
	}
}

// request reads a request to its end.
func (v *visit) request() (*http.Request, error) {
	v.in.begin()
	req, err := http.ReadRequest(v.reader)
	v.in.end()
	if err != nil {
		return nil, v.in.failed(err)
	}
	if req.Header.Get("Expect") == "100-continue" && req.ProtoAtLeast(1, 1) {
		// The client waits for leave to send the body (RFC 9110 section 10.1.1).
		if _, err := v.socket.Write([]byte("HTTP/1.1 100 Continue\r\n\r\n")); err != nil {
			return nil, err
		}
	}
	_, err = io.Copy(io.Discard, req.Body)
	return req, err
}

// answer waits for a worker, thinks, and writes the response.
func (v *visit) answer(p *sim.Proc, req *http.Request, closing bool) error {
	s, end := v.server, v.socket.Record()
	h := &Handling{Read: p.Now()}
	s.Recorder.handled[end] = append(s.Recorder.handled[end], h)
	s.enter(p)
	h.Began = p.Now()
	variant, _ := url.QueryUnescape(req.Header.Get(variantHeader)) // of foreign clients: names nothing
	o, ok := s.Find(req.Host, req.URL.RequestURI(), variant)
	if !ok {
		o = Resource{Status: http.StatusNotFound}
	}
	p.Sleep(o.Think, cause.Host)
	s.exit()
	head, err := s.head(o, closing)
	if err != nil {
		return err
	}
	h.Respond = p.Now()
	return writeZeros(v.socket, head, o.bodyOf(req.Method))
}

// enter waits for a worker.
func (s *Server) enter(p *sim.Proc) {
	if s.Workers > 0 && s.busy >= s.Workers {
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
	switch {
	case errors.Is(err, errHeaderTooLong):
		bad.Status = http.StatusRequestHeaderFieldsTooLarge
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return
	}
	head, err := bad.head(true)
	if err == nil && writeZeros(v.socket, head, 0) == nil {
		v.linger(p)
	}
}

// linger closes the write side and reads for a while what the client had sent
// before it knew: closing at once could reset the connection and take the
// response with it (RFC 9112 section 9.6).
func (v *visit) linger(p *sim.Proc) {
	if readable, _ := v.socket.Ready(); !readable && v.reader.Buffered() == 0 {
		return
	}
	if v.socket.Shutdown(stack.ShutWrite) != nil {
		return
	}
	v.socket.ReadBy(p.Now().Now.Add(lingerTime))
	for {
		if _, err := v.socket.Discard(1 << 20); err != nil {
			return
		}
	}
}
