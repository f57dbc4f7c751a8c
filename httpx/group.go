package httpx

import (
	"slices"
	"sort"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
)

// maxStale is how many dead connections a request may meet before it gets a new
// one of its own: it is never sent again without end.
const maxStale = 3

type groupKey struct {
	addr   ip.Addr
	port   uint16
	name   string
	secure bool // over TLS

	tunnel string // host and port that a proxy is asked to connect to; empty: no tunnel
}

// group is the connections to one host and port, and who waits for one.
type group struct {
	client  *Client
	key     groupKey
	addrs   []ip.Addr     // that its connections may go to, in the order in which they are tried
	lookup  *names.Lookup // that told them, and may tell more; nil: none was needed
	queue   []*fetch      // in the order of their turns
	turns   int           // that have been given out
	idle    []*connection // the last used one last
	opening []*connection // each will take a fetch from the queue
	open    int           // connections that are open or being opened
	shared  *connection   // that of HTTP/2, which takes all fetches; nil: none that takes more
	old     bool          // the server does not speak HTTP/2
	backed  bool          // one was opened beside one that took too long
}

// add queues a fetch and finds a connection for the head of the queue.
func (g *group) add(f *fetch) {
	if g.client.closed {
		f.end(ErrClosed)
		return
	}
	f.group, f.conn, f.turn = g, nil, g.turns
	g.turns++
	g.queue = append(g.queue, f)
	g.refill()
}

// putBack queues a fetch again that a connection gave back, where it had stood.
func (g *group) putBack(f *fetch) {
	if g.client.closed {
		f.end(ErrClosed)
		return
	}
	f.group, f.conn = g, nil
	i := sort.Search(len(g.queue), func(i int) bool { return g.queue[i].turn > f.turn })
	g.queue = slices.Insert(g.queue, i, f)
}

// refill lets idle connections take what waits, the last used one first, opens
// new ones as far as the limits allow, and lets busy ones take more than one.
func (g *group) refill() {
	if g.multiplexes() {
		g.spread()
		return
	}
	for n := len(g.idle); n > 0; n = len(g.idle) {
		c := g.idle[n-1]
		f := g.take(c)
		if f == nil {
			break
		}
		g.idle = g.idle[:n-1]
		c.hand(f)
		c.wake.WakeAll()
	}
	for g.needsMore() && g.mayOpen() {
		g.connect()
	}
	if !g.needsMore() {
		return
	}
	switch {
	case len(g.idle) > 0:
		g.idle[0].retire() // what waits wants a new connection: one that nobody wants makes room
	case g.roomOfOwn():
		g.client.makeRoom()
	}
	g.pipeline()
}

// needsMore reports whether more fetches wait than connections are being opened.
func (g *group) needsMore() bool { return len(g.queue) > len(g.opening) }

// roomOfOwn reports whether the host may have one more connection.
func (g *group) roomOfOwn() bool {
	c := g.client
	return (c.PerHost == 0 || int64(g.open) < c.PerHost) && (c.allowed == nil || int64(g.open) < c.allowed())
}

// mayOpen reports whether one more connection may be opened.
func (g *group) mayOpen() bool {
	total := g.client.Total
	return g.roomOfOwn() && (total == 0 || int64(len(g.client.conns)) < total)
}

// take removes the first fetch that may use a connection and gives it to it.
func (g *group) take(c *connection) *fetch {
	i := g.urgent(func(f *fetch) bool { return f.stale < maxStale || !c.used() })
	if i < 0 {
		return nil
	}
	f := g.queue[i]
	g.remove(f)
	return f
}

// remove takes a fetch out of the queue.
func (g *group) remove(f *fetch) {
	f.group = nil
	if len(g.queue) > 0 && g.queue[0] == f {
		g.queue[0] = nil
		g.queue = g.queue[1:]
		return
	}
	g.queue = without(g.queue, f)
}

// forFetch returns the connection that is being opened for a fetch that waits,
// nil if there is none.
func (g *group) forFetch(f *fetch) *connection {
	for i, o := range g.queue[:min(len(g.queue), len(g.opening))] {
		if o == f {
			return g.opening[i]
		}
	}
	return nil
}

// connect starts a connection.
func (g *group) connect() {
	c := &connection{group: g}
	g.open++
	g.opening = append(g.opening, c)
	g.client.conns = append(g.client.conns, c)
	if g.client.Backup > 0 {
		g.backUp(c)
	}
	g.client.spawn("http-client", func(p *sim.Proc) {
		c.run(p)
		c.leave()
		g.client.readers.give(c.reader)
		c.reader = nil
		g.client.refill(g)
	})
}
