package httpx

import (
	"bufio"
	"errors"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// connection is a client's connection and the process that uses it.
type connection struct {
	group  *group
	socket *stack.Socket
	reader *bufio.Reader
	wake   sim.WaitQueue
	next   *fetch // handed over while it was idle
	served int
	quit   bool

	opened, noPort vtime.Stamp
}

// maxBodyRead is how much of a body is read at once.
const maxBodyRead = 64 << 10

// errStale says that a used connection turned out to be dead before a response
// began: the request is sent again on another one (RFC 9112 section 9.3.1).
var errStale = errors.New("connection was closed by the server")

// run opens the connection and serves fetches until there is no more use for it.
func (c *connection) run(p *sim.Proc) {
	g := c.group
	err := c.open(p)
	g.ready--
	if err != nil {
		if f := g.take(); f != nil {
			f.tx.Attempts = append(f.tx.Attempts, Attempt{
				NoPort: c.noPort, Opened: c.opened, Taken: p.Now(), Fresh: true, Conn: c.socket.Record(), Failed: p.Now(),
			})
			f.end(err)
		}
		return
	}
	defer c.socket.Close()
	for f := g.take(); ; f = g.take() {
		if f == nil {
			if f = c.idle(p); f == nil {
				return
			}
		}
		if !c.serve(p, f) {
			return
		}
	}
}

// open connects, and tries again for as long as there is no local port.
func (c *connection) open(p *sim.Proc) error {
	cl := c.group.client
	giveUp := p.Now().Now.Add(cl.PortPatience)
	for {
		c.opened = p.Now()
		c.socket = cl.Host.Socket()
		if !cl.Delay {
			if err := c.socket.SetOption(stack.NoDelay, 1); err != nil {
				return err
			}
		}
		err := c.socket.Connect(c.group.key.addr, c.group.key.port)
		if err == nil {
			c.reader = bufio.NewReaderSize(stack.Conn{Socket: c.socket}, 4096)
			c.socket.NotifyReadable(&c.wake)
			return nil
		}
		if err != errno.EADDRNOTAVAIL || p.Now().Now >= giveUp {
			return err
		}
		if c.noPort == (vtime.Stamp{}) {
			c.noPort = c.opened
		}
		p.Sleep(portPoll, cause.TimerIdle)
	}
}

// idle waits for the next fetch; nil if the connection is to be closed.
func (c *connection) idle(p *sim.Proc) *fetch {
	g := c.group
	if !g.client.KeepAlive || c.quit {
		return nil
	}
	g.idle = append(g.idle, c)
	deadline := vtime.Never
	if t := g.client.IdleTimeout; t > 0 {
		deadline = p.Now().Now.Add(t)
	}
	for c.next == nil {
		readable, _ := c.socket.Ready()
		if readable || c.quit || !c.pause(p, deadline) {
			c.leaveIdle()
			return nil
		}
	}
	f := c.next
	c.next = nil
	return f
}

func (c *connection) pause(p *sim.Proc, deadline vtime.Time) bool {
	return p.WaitUntil(&c.wake, "the next request", deadline, cause.TimerIdle) || c.next != nil
}

func (c *connection) leaveIdle() {
	g := c.group
	for i, o := range g.idle {
		if o == c {
			g.idle = append(g.idle[:i], g.idle[i+1:]...)
			return
		}
	}
}

// forget takes the connection off the client's list.
func (c *connection) forget() {
	cl := c.group.client
	for i, o := range cl.open {
		if o == c {
			cl.open = append(cl.open[:i], cl.open[i+1:]...)
			return
		}
	}
}

// serve carries one fetch and reports whether the connection can be used again.
func (c *connection) serve(p *sim.Proc, f *fetch) bool {
	f.tx.Attempts = append(f.tx.Attempts, Attempt{
		NoPort: c.noPort, Opened: c.opened, Taken: p.Now(), Fresh: c.served == 0,
		Conn: c.socket.Record(), Ordinal: c.served,
	})
	c.served++
	again, err := c.exchange(p, f)
	if errors.Is(err, errStale) {
		f.tx.Last().Failed = p.Now()
		g := c.group
		g.queue = append([]*fetch{f}, g.queue...)
		return false
	}
	if err != nil {
		f.tx.Last().Failed = p.Now()
	}
	if !again {
		c.socket.Close()
	}
	f.end(err)
	return again
}

// exchange writes the request and reads the response.
func (c *connection) exchange(p *sim.Proc, f *fetch) (again bool, err error) {
	a := f.tx.Last()
	parts, req, err := f.req.wire()
	if err != nil {
		return false, err
	}
	a.Wanted, a.RequestStart = p.Now(), c.socket.Written()
	_, err = c.socket.Writev(parts...)
	a.RequestEnd = c.socket.Written()
	f.tx.ResponseStart = c.offset()
	if err == nil {
		_, err = c.reader.Peek(1)
	}
	if err != nil {
		return false, c.stale(a, err)
	}
	f.tx.FirstByte = p.Now()
	resp, err := http.ReadResponse(c.reader, req)
	if err != nil {
		return false, err
	}
	f.tx.Status, f.tx.BodyStart = resp.StatusCode, c.offset()
	if err := c.readBody(p, f, resp.Body); err != nil {
		return false, err
	}
	f.tx.ResponseEnd = c.offset()
	readable, _ := c.socket.Ready()
	return !resp.Close && !readable && c.group.client.KeepAlive && resp.ContentLength >= 0, nil
}

// stale tells a connection that died while idle from one that fails now. Only a
// request that may be repeated is (RFC 9110 section 9.2.2).
func (c *connection) stale(a *Attempt, err error) error {
	if a.Ordinal > 0 {
		return errStale
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// offset is the stream offset of the next byte that the reader returns.
func (c *connection) offset() uint64 { return c.socket.ReadOffset() - uint64(c.reader.Buffered()) }

// readBody reads the body and tells of its progress.
func (c *connection) readBody(p *sim.Proc, f *fetch, body io.ReadCloser) error {
	defer body.Close()
	buf := c.group.client.buffer()
	for {
		n, err := body.Read(buf)
		f.tx.Body += int64(n)
		if n > 0 && f.body != nil {
			f.body(p.Now(), f.tx.Body, c.offset())
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
