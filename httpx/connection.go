package httpx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// portPoll is how often a client that found no free local port tries again.
const portPoll = 100 * vtime.Millisecond

// connection is a client's connection and the process that uses it.
type connection struct {
	group  *group
	stream stack.Stream   // nil: it has not begun
	tls    *tls.Handshake // nil: in the clear
	in     limited
	reader *bufio.Reader
	wake   sim.WaitQueue
	line   []*fetch   // handed over, the one whose response is being read first
	out    []*fetch   // of those: whose requests have not been written
	writes cause.Why  // what holds the first of them
	served int        // requests it has carried
	asked  uint64     // stream offset where the last request ends
	waited bool       // it has been idle
	proven bool       // a response has shown that the server keeps it
	quit   bool       // carry no further fetch
	left   bool       // it is off the lists
	reason error      // why it was given up with what it carried; nil: it was not
	tunnel *Tunnel    // within which it lies; nil: none
	until  vtime.Time // when the server will close it, as it said; 0: not known
	mux    *carrier   // nil: it does not speak HTTP/2

	raced, begun, opened, noPort, since vtime.Stamp // since: it is idle
}

// noAnswer is the error of a connection that ended before a response began.
type noAnswer struct{ error }

// Unwrap returns why it ended.
func (e noAnswer) Unwrap() error { return e.error }

// run opens the connection and serves fetches until there is no more use for it.
func (c *connection) run(p *sim.Proc) {
	g := c.group
	err := c.open(p)
	g.opening = without(g.opening, c)
	if err != nil {
		c.failed(err)
		return
	}
	c.start()
	if g.multiplexes() {
		if g.shared != nil {
			return // there is one already, which all share
		}
		c.carry(p)
		return
	}
	c.offer()
	if g.client.Version == HTTP2 {
		g.refill() // the others had waited to share it, and learn now that they cannot
	}
	for {
		f := c.await(p)
		if f == nil || !c.serve(p, f) {
			return
		}
	}
}

// open connects, and tries again for as long as there is no local port.
func (c *connection) open(p *sim.Proc) error {
	cl := c.group.client
	c.begun = p.Now()
	cl.processor().use(p, cl.Costs.Connection)
	giveUp := p.Now().Now.Add(cl.PortPatience)
	for {
		if c.quit {
			return ErrClosed
		}
		err := c.dial(p)
		if err == nil {
			err = c.dig()
		}
		if err == nil {
			err = c.secure()
		}
		if err != errno.EADDRNOTAVAIL || p.Now().Now >= giveUp {
			return err
		}
		if c.noPort == (vtime.Stamp{}) {
			c.noPort = c.opened
		}
		p.WaitUntil(&c.wake, "a free local port", min(giveUp, p.Now().Now.Add(portPoll)), cause.TimerIdle)
	}
}

// mayHurry reports whether a new connection may carry its first request in the SYN:
// one that the server may see twice (RFC 7413 section 6.3.1), and that is written at
// once.
func (g *group) mayHurry() bool {
	c := g.client
	if !c.FastOpen || c.Version == HTTP2 || g.key.secure || g.key.tunnel != "" || len(g.queue) == 0 {
		return false
	}
	f := g.queue[0]
	return f.repeatable() && f.size == 0
}

// hurried takes over a connection that a write has opened.
func (c *connection) hurried(a *Attempt) {
	a.Conn = c.stream.Record()
	c.stream.NotifyReadable(&c.wake)
}

// start makes the connection one that carries requests.
func (c *connection) start() {
	c.in.from = c.stream
	c.asked = c.stream.Written()
	c.reader = c.group.client.readers.take(&c.in)
	c.stream.NotifyReadable(&c.wake)
}

// failed ends the fetch that the connection was opened for. Others that wait
// get connections of their own.
func (c *connection) failed(err error) {
	g := c.group
	c.leave()
	f := g.take(c)
	if f == nil {
		return
	}
	for ; f != nil; f = g.next(c) {
		f.conn = c
		c.spoil(f)
		f.conn = nil
		f.end(err)
	}
}

// next takes what else a connection was opened for that came to nothing.
func (g *group) next(c *connection) *fetch {
	if !g.multiplexes() {
		return nil
	}
	return g.take(c)
}

// spoil records that the connection, which never came about, was meant for a fetch.
func (c *connection) spoil(f *fetch) {
	if c.stream == nil {
		return // it has not begun
	}
	at := c.group.client.Host.Net().Kernel().Now()
	a := c.attempt(at)
	a.Failed = at
	f.tx.Attempts = append(f.tx.Attempts, a)
}

// attempt describes the use of the connection that begins now.
func (c *connection) attempt(at vtime.Stamp) Attempt {
	return Attempt{
		NoPort: c.noPort, Begun: c.begun, Raced: c.raced, Opened: c.opened, Taken: at, Fresh: c.served == 0, used: c.used(),
		Conn: c.stream.Record(), Ordinal: c.served, Tunnel: c.tunnel, TLS: c.tls,
	}
}

// used reports whether the server may have closed the connection in the
// meantime, which is no fault of the request that finds out.
func (c *connection) used() bool { return c.served > 0 || c.waited }

// offer takes what waits, or joins the idle connections.
func (c *connection) offer() {
	g := c.group
	if c.quit {
		return
	}
	if f := g.take(c); f != nil {
		c.hand(f)
		return
	}
	c.since = g.client.Host.Net().Kernel().Now()
	g.idle = append(g.idle, c)
	g.client.keep()
	if len(g.queue) > 0 || g.client.Total > 0 {
		g.client.refill(g) // for those that want a new one, or one to another host
	}
}

// await waits for the next fetch; nil if the connection is to be closed.
func (c *connection) await(p *sim.Proc) *fetch {
	deadline := c.deadline(p.Now().Now)
	for len(c.line) == 0 {
		if c.quit || !c.silent() || !c.pause(p, deadline) {
			return nil
		}
	}
	f := c.line[0]
	if f.up == nil && c.used() && c.reason == nil && !c.silent() {
		// The server closed it at this very instant: nothing of the request was sent.
		c.scatter()
		return nil
	}
	return f
}

// heedMargin is how much earlier than the server a client closes an idle
// connection, so that no request meets the server's close (undici's
// keepAliveTimeoutThreshold).
const heedMargin = vtime.Second

// deadline is until when the connection may be idle from now on.
func (c *connection) deadline(now vtime.Time) vtime.Time {
	deadline, cl := vtime.Never, c.group.client
	if cl.IdleTimeout > 0 {
		deadline = now.Add(cl.IdleTimeout)
	}
	if c.until > 0 {
		deadline = min(deadline, max(now, now.Add(c.until)-heedMargin))
	}
	return deadline
}

func (c *connection) pause(p *sim.Proc, deadline vtime.Time) bool {
	c.waited = true
	return p.WaitUntil(&c.wake, "the next request", deadline, cause.TimerIdle) || len(c.line) > 0
}

// silent reports whether nothing came that no request asked for, the end of
// the stream included.
func (c *connection) silent() bool {
	readable, _ := c.stream.Ready()
	return !readable && c.reader.Buffered() == 0
}

// leave closes the connection and takes it off all lists.
func (c *connection) leave() {
	if c.left {
		return
	}
	c.left = true
	g := c.group
	switch {
	case c.stream == nil:
	case c.taken():
		_ = c.stream.Close() // it may be closed already
	default:
		c.stream.Reset()
	}
	g.idle = without(g.idle, c)
	g.client.conns = without(g.client.conns, c)
	g.open--
}

// taken reports whether the server has got all that it was sent and has room for
// more. If not, an orderly close would wait for it, and for ever if it never reads.
func (c *connection) taken() bool {
	if c.mux != nil {
		return c.mux.err == nil && c.mux.ahead() < farAhead
	}
	i := c.stream.Info()
	return c.reader == nil || i.Una >= int64(c.asked) && i.Window > 0
}

// retire closes the connection as soon as it carries nothing: at once if it is
// idle or being opened.
func (c *connection) retire() {
	c.quit = true
	c.unshare()
	c.group.idle = without(c.group.idle, c)
	if c.reader == nil && c.stream != nil {
		_ = c.stream.Close() // the process that connects learns of it
	}
	c.wake.WakeAll()
}

// abandon gives up a fetch under way. Nobody wants the rest of its response, so
// the connection is reset.
func (c *connection) abandon(f *fetch, err error) {
	f.reason, c.reason = err, err
	c.stream.Reset()
	c.wake.WakeAll()
}

// serve carries the fetch at the head of the line and reports whether the
// connection can be used again.
func (c *connection) serve(p *sim.Proc, f *fetch) bool {
	if f.up == nil {
		c.begin(f)
		c.group.pipeline()
	}
	a := f.tx.Last()
	again, err := c.exchange(p, f)
	c.skip(f) // nobody waits for leave any more
	if f.reason != nil {
		err = f.reason
	}
	if err != nil {
		a.Failed = p.Now()
	}
	used := a.used
	if f.reason == nil && (used && stale(err) || c.reason != nil && err != nil || err == errTooEarly) && f.repeatable() {
		c.scatter()
		return false
	}
	c.line, f.conn, f.up = c.line[1:], nil, nil
	if f.reason == nil && used && stale(err) {
		a.Stale = true
		err = notAgain(f, err)
	}
	switch {
	case !again || err != nil:
		c.leave()
		c.scatter()
	case len(c.line) == 0:
		c.proven = true
		c.offer()
	default:
		c.proven = true
	}
	f.end(err)
	if !c.left {
		c.group.pipeline()
	}
	return !c.left
}

// notAgain is the error of a request that may have been carried out.
func notAgain(f *fetch, err error) error {
	return fmt.Errorf("%w (a %s request is not sent again)", err, f.tx.Method)
}

// stale reports whether an error says that the server had closed the
// connection, and not that it cannot be reached.
func stale(err error) bool {
	var dead noAnswer
	return errors.As(err, &dead) && !errors.Is(err, errno.ETIMEDOUT) && !errors.Is(err, errno.EHOSTUNREACH) &&
		!errors.Is(err, errno.ENETUNREACH)
}

// idempotent reports whether a request may be sent again when nobody knows
// whether it was carried out (RFC 9110 section 9.2.2).
func idempotent(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

// repeatable reports whether a request may be sent again. The body that a proxy
// passes on is gone once it has been.
func (f *fetch) repeatable() bool { return idempotent(f.tx.Method) && (f.pass == nil || f.size == 0) }

// offset is the stream offset behind what the reader has returned.
func (c *connection) offset() uint64 { return c.offsetBefore(0) }

// offsetBefore is what offset was n bytes ago.
func (c *connection) offsetBefore(n int64) uint64 {
	return c.stream.ReadOffsetBefore(int64(c.reader.Buffered()) + n)
}

// cut names the end of a stream where more was expected.
func cut(err error, where string) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("the server closed the connection %s: %w", where, io.ErrUnexpectedEOF)
	}
	return err
}
