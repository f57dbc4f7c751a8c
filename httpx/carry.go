package httpx

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/internal/h2"
	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// carrier is what a client's connection has that speaks HTTP/2.
type carrier struct {
	*session
	fetches   map[uint32]*fetch
	preparing int64      // fetches that are to be sent as soon as they are computed
	answered  bool       // a response has begun
	pinged    bool       // the server was asked whether it is there
	heard     vtime.Time // when it was heard last, or asked
	asked     vtime.Time // when the last request was sent
	order     []rank     // of the dependencies that were sent
}

// multiplexes reports whether a client would share a connection between all
// fetches of a host. Proxies are spoken to in version 1.
func (g *group) multiplexes() bool {
	return g.client.Version == HTTP2 && (g.client.Proxy == nil || g.key.tunnel != "") && !g.old
}

// spread gives what waits to the connection that all share, as far as the server
// allows, or sees to it that there is one.
func (g *group) spread() {
	for c := g.shared; c != nil && len(g.queue) > 0 && c.room(); c = g.shared {
		f := g.queue[0]
		if c.early() && !f.harmless() {
			return // it goes when the server has answered
		}
		g.remove(f)
		c.admit(f)
	}
	if len(g.queue) == 0 {
		return
	}
	if g.shared != nil && g.shared.mux.machine.Leaving() {
		return // it goes as soon as the client has read that
	}
	if g.shared != nil {
		now := g.client.Host.Net().Kernel().Now()
		for _, f := range g.queue {
			if f.limited.Event == 0 {
				f.limited = now
			}
		}
		return
	}
	switch {
	case len(g.opening) > 0:
	case g.mayOpen():
		g.connect()
	case g.roomOfOwn():
		g.client.makeRoom()
	}
}

// room reports whether the connection takes one more fetch.
func (c *connection) room() bool { return !c.quit && c.mux.machine.Room() > c.mux.preparing }

// carry shares the connection between fetches until it ends.
func (c *connection) carry(p *sim.Proc) {
	err := c.share(p)
	if err == tls.ErrEarlyDataRejected && !c.mux.busy {
		c.rejected()
		err = c.share(p)
	}
	c.lost(err)
}

// share speaks HTTP/2, and returns why that ended.
func (c *connection) share(p *sim.Proc) error {
	g, cl := c.group, c.group.client
	cfg := cl.Multiplexing.config(true)
	mux := &carrier{fetches: map[uint32]*fetch{}, heard: p.Now().Now}
	cfg.Chronos = func(id uint32) *cause.Chrono { return mux.sending(id) }
	c.mux = mux
	mux.session = newSession(cl.Host, c.stream, cfg, cl.WriteChunk, cl.Recorder)
	mux.written = mux.wrote
	mux.flush()
	g.shared = c
	c.rest()
	g.spread()
	err := c.listen(p)
	c.unshare()
	return err
}

// unshare lets no further fetch come to the connection.
func (c *connection) unshare() {
	if c.group.shared != c {
		return
	}
	c.group.shared = nil
	for _, f := range c.group.queue {
		f.limited = vtime.Stamp{} // it waits for another connection now
	}
}

// listen reads what the server sends until the connection is over.
func (c *connection) listen(p *sim.Proc) error {
	m, buf := c.mux, c.group.client.buffer()
	for {
		if m.machine.Err() != nil {
			return m.machine.Err()
		}
		if !m.busyStreams() && (c.quit || m.machine.Leaving()) {
			return nil
		}
		if readable, _ := c.stream.Ready(); !readable {
			if c.mux.busyStreams() {
				if err := c.attend(p); err != nil {
					return err
				}
			} else if !c.idle(p) {
				return nil
			}
			continue
		}
		n, err := c.stream.Read(buf)
		if err == tls.ErrEarlyDataRejected {
			return err
		}
		m.pinged, m.heard = false, m.now()
		m.feed(buf[:n])
		for e, more := m.machine.Next(); more; e, more = m.machine.Next() {
			c.happened(p, &e)
		}
		m.flush()
		c.group.spread()
		if err != nil {
			return err
		}
	}
}

// busyStreams reports whether the connection carries anything.
func (m *carrier) busyStreams() bool { return len(m.fetches) > 0 || m.preparing > 0 }

// errSilent is why a connection is given up whose server does not even answer a PING.
var errSilent = errors.New("the server did not answer a PING")

// attend waits for something to read. A server that is silent for too long is asked
// whether it is there (RFC 9113 section 6.7).
func (c *connection) attend(p *sim.Proc) error {
	m, after := c.mux, c.group.client.Ping
	what := "responses of " + c.group.key.name
	if after == 0 {
		p.Wait(&c.wake, what)
		return nil
	}
	switch {
	case p.WaitUntil(&c.wake, what, max(m.heard, m.asked).Add(after), cause.TimerUser):
	case m.pinged:
		return errSilent
	default:
		m.machine.Ping([8]byte{})
		m.flush()
		m.pinged, m.heard = true, m.now()
	}
	return nil
}

// idle waits for the next request, and reports whether there is one.
func (c *connection) idle(p *sim.Proc) bool {
	c.waited = true
	return p.WaitUntil(&c.wake, "the next request", c.deadline(c.since.Now), cause.TimerIdle) || c.mux.busyStreams()
}

// rest joins the idle connections.
func (c *connection) rest() {
	if c.mux.busyStreams() || c.quit || slices.Contains(c.group.idle, c) {
		return
	}
	if !c.group.client.KeepAlive && c.served > 0 {
		c.retire()
		return
	}
	c.since = c.group.client.Host.Net().Kernel().Now()
	c.group.idle = append(c.group.idle, c)
	c.group.client.keep()
}

// admit takes a fetch and sends it on a stream of its own, once the client has
// computed what it needs.
func (c *connection) admit(f *fetch) {
	cl := c.group.client
	k := cl.Host.Net().Kernel()
	f.conn = c
	a := c.attempt(k.Now())
	a.Limited, f.limited = f.limited, vtime.Stamp{}
	c.served++
	a.Ready = k.Now()
	f.tx.Attempts = append(f.tx.Attempts, a)
	c.group.idle = without(c.group.idle, c)
	if cl.Costs.Request <= 0 {
		c.ask(f)
		return
	}
	m := c.mux
	m.preparing++
	cl.Host.Go("http2-request", func(p *sim.Proc) {
		cl.processor().use(p, cl.Costs.Request)
		m.preparing--
		switch {
		case f.conn != c || f.tx.Finished: // it was given up
		case c.left || c.mux != m || m.machine.Room() == 0:
			c.again(f, !m.answered)
			c.group.client.refill(c.group)
		default:
			c.ask(f)
		}
		c.wake.WakeAll()
	})
}

// ask opens a stream.
func (c *connection) ask(f *fetch) {
	m, a := c.mux, f.tx.Last()
	a.Wanted = f.client.Host.Net().Kernel().Now()
	f.early = c.early() && !f.late
	m.asked = a.Wanted.Now
	fields, on := c.prioritised(f)
	f.stream = m.machine.Open(m.now(), fields, f.size > 0, on)
	m.fetches[f.stream] = f
	a.Stream, a.Ordinal = f.stream, int(f.stream-1)/2
	c.mux.ranked(f, on)
	if f.size > 0 {
		var body []h2.Piece
		for left := f.size; left > 0; left -= min(left, maxZeros) {
			body = append(body, h2.Piece{Len: int(min(left, maxZeros))})
		}
		m.machine.Write(m.now(), f.stream, true, nil, body...)
	}
	m.flush()
	if f.client.Ping > 0 {
		c.wake.WakeAll() // who waited for a request attends to the server from now on
	}
}

// sending is the stopwatch of a body on its way up.
func (m *carrier) sending(id uint32) *cause.Chrono {
	f := m.fetches[id]
	if f == nil {
		return nil
	}
	a := f.tx.Last()
	a.Sending = &cause.Chrono{}
	return a.Sending
}

// wrote records where the frames of a request lie.
func (m *carrier) wrote(f *h2.Frame, from, upto uint64) {
	of := m.fetches[f.Stream]
	if of == nil || f.Type != http2.FrameHeaders && f.Type != http2.FrameData {
		return
	}
	a := of.tx.Last()
	if f.Type == http2.FrameHeaders {
		a.RequestStart = from
	}
	a.RequestEnd, a.Sent = upto, f.Ended
}

// happened acts on what came.
func (c *connection) happened(p *sim.Proc, e *h2.Event) {
	m := c.mux
	f := m.fetches[e.Stream]
	switch e.Kind {
	case h2.GoAway:
		c.dismissed(e)
		return
	case h2.Headers:
		if f != nil && c.header(p, f, e) {
			return
		}
	case h2.Data:
		c.body(p, f, e)
	case h2.Reset:
		if f != nil {
			c.wasReset(f, e)
		}
		return
	default:
		return
	}
	if f != nil && e.Ended && m.fetches[e.Stream] == f {
		f.tx.ResponseEnd = m.at(e.Upto)
		c.finish(f)
	}
}

// header takes a header or a trailer, and reports whether that was the end.
func (c *connection) header(p *sim.Proc, f *fetch, e *h2.Event) bool {
	tx, m := f.tx, c.mux
	if tx.ResponseStart == tx.ResponseEnd {
		tx.ResponseStart = startOf(m.at(e.From), m.at(e.From+1))
	}
	tx.ResponseEnd = m.at(e.Upto)
	m.answered, c.proven = true, true
	if f.response != nil {
		return false // a trailer
	}
	tx.FirstByte = p.Now()
	resp, err := responseOf(e.Fields)
	switch {
	case err == nil && e.Long:
		err = errHeaderTooLong
	case err != nil || resp.StatusCode >= 200:
	case e.Ended:
		err = errors.New("the server ended the stream with an interim response")
	case f.interim == maxInterim:
		err = errInterim
	default:
		f.interim++
		return false
	}
	if err != nil {
		m.machine.Reset(m.now(), f.stream, http2.ErrCodeProtocol)
		c.failStream(f, err)
		return true
	}
	if f.tooEarly(resp) {
		c.streamLater(f)
		return true
	}
	f.response, tx.Status, tx.BodyStart = resp, resp.StatusCode, tx.ResponseEnd
	return false
}

// body takes bytes of a body.
func (c *connection) body(p *sim.Proc, f *fetch, e *h2.Event) {
	m, cl := c.mux, c.group.client
	if f != nil {
		f.tx.ResponseEnd = m.at(e.Upto)
		before := cl.ofBytes(f.tx.Body)
		f.tx.Body += e.N
		cl.processor().use(p, cl.ofBytes(f.tx.Body)-before)
		if e.N > 0 && f.body != nil && m.fetches[e.Stream] == f {
			f.body(progress{at: p.Now(), bytes: f.tx.Body, from: place{m.session, e.Upto}})
		}
	}
	m.machine.Consume(m.now(), e.Stream, e.N)
	m.flush()
}

// place is a byte of what a session was fed.
type place struct {
	m    *session
	upto uint64
}

func (p place) offsetBefore(n int64) uint64 { return p.m.at(p.upto - uint64(n)) }

// finish ends a fetch that has its response.
func (c *connection) finish(f *fetch) {
	c.group.client.store(f, f.response)
	c.release(f)
	c.rest()
	f.end(nil)
}

// release takes a fetch off the connection.
func (c *connection) release(f *fetch) {
	delete(c.mux.fetches, f.stream)
	c.mux.unranked(f)
	f.conn, f.stream, f.response, f.interim = nil, 0, nil, 0
}

// failStream ends a fetch that was sent.
func (c *connection) failStream(f *fetch, err error) {
	f.tx.Last().Failed = c.group.client.Host.Net().Kernel().Now()
	c.release(f)
	c.rest()
	f.end(err)
}

// again sends a fetch another time, before those that were asked for later, unless it has
// been sent too often: it was not sent, the server did not act on it, or it may be
// repeated. It does not count where the connection was of use to others: that goes on only for
// as long as there are others.
func (c *connection) again(f *fetch, counts bool) {
	f.tx.Last().Failed = c.group.client.Host.Net().Kernel().Now()
	c.release(f)
	f.tx.ResponseStart, f.tx.ResponseEnd, f.tx.BodyStart = 0, 0, 0
	if counts {
		f.stale++
	}
	if f.stale > maxStale {
		f.end(fmt.Errorf("the request was given to %d connections, and no server has taken it", f.stale))
		return
	}
	c.group.putBack(f)
}

// wasReset deals with a stream that was reset. One that was refused was not acted
// on (RFC 9113 section 8.7).
func (c *connection) wasReset(f *fetch, e *h2.Event) {
	switch {
	case e.Ours != nil:
		c.failStream(f, e.Ours)
	case e.Code == http2.ErrCodeRefusedStream:
		f.tx.Last().Refused = true
		c.again(f, true)
		c.rest()
	default:
		c.failStream(f, fmt.Errorf("the server reset the stream: %v", e.Code))
	}
}

// dismissed takes a GOAWAY: what lies beyond the last stream was not acted on and
// goes elsewhere (RFC 9113 section 6.8).
func (c *connection) dismissed(e *h2.Event) {
	c.quit = true
	c.group.idle = without(c.group.idle, c)
	c.unshare()
	for _, f := range c.mux.inOrder() {
		if f.stream > e.Stream {
			f.tx.Last().Refused = true
			c.again(f, e.Stream == 0)
		}
	}
	c.group.client.refill(c.group)
}

// inOrder lists the fetches under way by their streams.
func (m *carrier) inOrder() []*fetch {
	list := make([]*fetch, 0, len(m.fetches))
	//tidy:ordered they are sorted afterwards
	for _, f := range m.fetches {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *fetch) int { return int(a.stream) - int(b.stream) })
	return list
}

// cancel gives up a fetch under way: its stream is reset.
func (c *connection) cancel(f *fetch, err error) {
	m := c.mux
	if f.stream != 0 {
		m.machine.Reset(m.now(), f.stream, http2.ErrCodeCancel)
		m.flush()
	}
	c.failStream(f, err)
	c.wake.WakeAll()
	c.group.spread()
}
