package httpx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Resource is what a server answers with.
type Resource struct {
	Size   int64      // bytes of the body
	Think  vtime.Time // time that the server needs before it writes
	Type   string     // Content-Type; empty: none
	Status int        // 0: 200
	Header int        // bytes of the status line and header; smaller than needed: as needed
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
	Find func(host, path string) (Resource, bool)

	Workers     int        // requests handled at once; 0: any number
	KeepAlive   bool       // connections stay open after a response
	IdleTimeout vtime.Time // how long an idle connection stays open; 0: for ever
	MaxRequests int        // requests on a connection; 0: any number
	Delay       bool       // leave Nagle's algorithm on (servers switch it off)

	Recorder *Recorder

	busy    int
	waiting sim.WaitQueue
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
			s.Host.GoDaemon("http-connection", func(p *sim.Proc) { s.serve(p, c) })
		}
	})
	return nil
}

// serve handles the requests of one connection.
func (s *Server) serve(p *sim.Proc, c *stack.Socket) {
	defer c.Close()
	br := bufio.NewReader(stack.Conn{Socket: c})
	for n := 1; ; n++ {
		if s.IdleTimeout > 0 {
			c.ReadBy(p.Now().Now.Add(s.IdleTimeout))
		}
		if _, err := br.Peek(1); err != nil {
			return
		}
		c.ReadBy(vtime.Never)
		req, err := http.ReadRequest(br)
		if err != nil {
			s.answerBad(c, err)
			return
		}
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return
		}
		closing := req.Close || !s.KeepAlive || s.MaxRequests > 0 && n >= s.MaxRequests
		if s.answer(p, c, req, closing) != nil || closing {
			return
		}
	}
}

// answer waits for a worker, thinks, and writes the response.
func (s *Server) answer(p *sim.Proc, c *stack.Socket, req *http.Request, closing bool) error {
	h := &Handling{Read: p.Now()}
	s.Recorder.handled[c.Record()] = append(s.Recorder.handled[c.Record()], h)
	for s.Workers > 0 && s.busy >= s.Workers {
		p.Wait(&s.waiting, "a worker of the server")
	}
	s.busy++
	h.Began = p.Now()
	o, ok := s.Find(req.Host, req.URL.RequestURI())
	if !ok {
		o = Resource{Status: http.StatusNotFound}
	}
	p.Sleep(o.Think, cause.Host)
	s.busy--
	s.waiting.WakeOne()
	parts, err := o.wire(req, closing)
	if err != nil {
		return err
	}
	h.Respond = p.Now()
	_, err = c.Writev(parts...)
	return err
}

// answerBad tells the client that its request makes no sense.
func (s *Server) answerBad(c *stack.Socket, err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return
	}
	bad := Resource{Status: http.StatusBadRequest}
	if parts, err := bad.wire(&http.Request{Method: http.MethodGet}, true); err == nil {
		c.Writev(parts...)
	}
}
