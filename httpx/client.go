package httpx

import (
	"errors"
	"net/http"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Errors of fetches that their own client ended.
var (
	ErrClosed  = errors.New("the client was closed")
	ErrTimeout = errors.New("the request took longer than its timeout")
)

// Client fetches over a pool of connections. Set its fields before the first
// fetch; its methods must be called within the run.
type Client struct {
	ClientConfig
	Host     *stack.Host
	Resolver *names.Resolver
	Recorder *Recorder
	Workload string // names its transactions
	Proxy    *Peer  // that it sends its requests to; nil: to the servers themselves
	// KnowsHTTP2 reports whether the server at an address and port is known to speak
	// HTTP/2, which without TLS a client must know before it speaks; nil: all do.
	KnowsHTTP2 func(a ip.Addr, port uint16) bool
	From       []ip.Addr // of its own addresses: those that connections come from, in turn; none: the host chooses

	pool   map[groupKey]*group
	groups []*group // in the order of their first use
	naming []*fetch // whose name is being looked up
	conns  []*connection
	closed bool
	buf    []byte // what bodies are read into
	opened int    // connections so far
	cores  *processor
	cache  map[string]*stored // by URL

	daemon  bool         // it serves others, and may wait for ever
	allowed func() int64 // connections to one host beside PerHost; nil: any number
	secrets secrets

	schedule scheduler
	issuing  []*fetch // passed on to the network soon

	readers  readers
	requests kept[Request, *written]
}

// fetch is a transaction under way. It waits for its name, then in a group's
// queue, then a connection carries it.
type fetch struct {
	client   *Client
	tx       *Transaction
	sent     *written
	size     int64   // bytes of the request's body
	up       *upload // of the present attempt
	body     func(progress)
	pass     *passage // of a proxy's client; nil: it is the client's own
	done     func()
	limit    *sim.Timer  // nil: none
	group    *group      // in whose queue it waits
	turn     int         // in that queue
	conn     *connection // that carries it
	reason   error       // why it was given up while a connection carried it; nil: it was not
	stale    int         // connections that turned out to be dead when its turn came
	early    bool        // the present attempt went before the end of the TLS handshake
	late     bool        // no attempt goes so any more
	counted  bool        // among those that can wait
	blocking bool        // among those that rendering waits for

	// Of HTTP/2:
	stream   uint32         // of the present attempt
	response *http.Response // its header
	interim  int            // responses before that
	limited  vtime.Stamp    // since when it waited for a stream to become free
}

// Fetch asks for a resource. It returns at once, and may be called from the
// function given to an earlier call; done, unless nil, is called when the transaction
// has ended, which may be before Fetch returns.
func (c *Client) Fetch(req Request, tx *Transaction, done func()) { c.fetch(req, tx, nil, done) }

// fetch is Fetch, and tells body, unless nil, how far the response's body has been read.
func (c *Client) fetch(req Request, tx *Transaction, body func(progress), done func()) {
	k := c.Host.Net().Kernel()
	sent, err := c.write(c.asSent(req))
	kept := c.fresh(&req)
	tx.Workload, tx.Client, tx.URL, tx.Method = c.Workload, c.Host, sent.url, req.method()
	tx.Asked = k.Now()
	c.Recorder.begin(tx)
	f := &fetch{client: c, tx: tx, sent: sent, size: max(req.Body, 0), body: body, done: done}
	if err != nil {
		f.end(err)
		return
	}
	if c.closed {
		f.end(ErrClosed)
		return
	}
	if kept != nil {
		tx.Cached, tx.Status, tx.Body = true, kept.status, kept.body
		f.end(nil)
		return
	}
	c.locate(f, req.URL, c.Proxy)
}

// locate finds out where a request goes, and queues it there: to a peer, or, without
// one, where the name of the host leads.
func (c *Client) locate(f *fetch, u URL, to *Peer) {
	if c.Timeout > 0 {
		end := f.tx.Asked.Now.Add(c.Timeout)
		f.limit = c.Host.Net().Kernel().At(end, cause.TimerUser, func(vtime.Stamp) { f.giveUp(ErrTimeout) })
	}
	if to != nil {
		f.tx.Named = f.tx.Asked // it looks names up, if anybody does
		c.group(to.key(u)).add(f)
		return
	}
	c.naming = append(c.naming, f)
	l := c.Resolver.Resolve(u.Host, func(l *names.Lookup, addrs []ip.Addr, err error) { c.named(f, u, l, addrs, err) })
	if f.tx.Lookup == nil {
		f.tx.Lookup = l
	}
}

// progress is how far the body of a response has been read.
type progress struct {
	at    vtime.Stamp
	bytes int64

	from placed
}

// placed is what knows the stream offset behind the byte that was read before the
// last n.
type placed interface{ offsetBefore(n int64) uint64 }

// offset is the stream offset behind the n-th byte of the body, which must have been
// read since the last progress.
func (p progress) offset(n int64) uint64 { return p.from.offsetBefore(p.bytes - n) }

// asSent adds to a request what the client's own ways ask for.
func (c *Client) asSent(req Request) Request {
	req = c.conditional(req)
	req.version = c.Version.of1()
	if c.Proxy != nil {
		req.absolute = !c.Proxy.tunnels(req.URL)
		req.proxyField = c.ProxyConnection && req.absolute
	}
	if c.Version == HTTP10 {
		req.keep = c.KeepAlive && !req.Close
	} else {
		req.Close = req.Close || !c.KeepAlive
		req.expect = c.Expect > 0 && req.Body > 0 && c.Version != HTTP2
	}
	return req
}

// named goes on with a fetch whose lookup is done.
func (c *Client) named(f *fetch, u URL, l *names.Lookup, addrs []ip.Addr, err error) {
	if f.tx.Finished {
		return
	}
	c.naming = without(c.naming, f)
	f.tx.Lookup, f.tx.Named = l, c.Host.Net().Kernel().Now()
	if err != nil {
		f.end(err)
		return
	}
	g := c.group(groupKey{addr: addrs[0], port: u.Port, name: u.Host, secure: u.Scheme == "https"})
	g.addrs, g.lookup = addrs, l
	c.issue(f, g)
}

func (c *Client) group(key groupKey) *group {
	if c.pool == nil {
		c.pool = map[groupKey]*group{}
	}
	g := c.pool[key]
	if g == nil {
		// What is at the end of a tunnel is found out by TLS.
		old := key.tunnel == "" && c.KnowsHTTP2 != nil && !c.KnowsHTTP2(key.addr, key.port)
		g = &group{client: c, key: key, old: old}
		c.pool[key] = g
		c.groups = append(c.groups, g)
	}
	return g
}

// processor returns the cores that the client has.
func (c *Client) processor() *processor {
	if c.cores == nil {
		p := newProcessor(c.Host.Net().Kernel(), &c.Costs, "http/client/"+c.Host.Name()+"/"+c.Workload)
		c.cores = &p
	}
	return c.cores
}

// buffer returns memory to read bodies into; nobody looks at what is there.
func (c *Client) buffer() []byte {
	if c.buf == nil {
		c.buf = make([]byte, maxBodyRead)
	}
	return c.buf
}

// Close ends the client: what still waits for a name or a connection fails with
// ErrClosed, and so does every later Fetch. Exchanges under way go on to their
// end. Connections are closed as soon as they carry nothing.
func (c *Client) Close() {
	c.closed = true
	naming := append(c.naming, c.issuing...)
	c.naming, c.issuing = nil, nil
	for _, w := range c.schedule.held {
		naming = append(naming, w.f)
	}
	c.schedule.held = nil
	for _, f := range naming {
		f.end(ErrClosed)
	}
	for _, g := range c.groups {
		for len(g.queue) > 0 {
			f := g.queue[0]
			g.remove(f)
			f.end(ErrClosed)
		}
	}
	for _, conn := range append([]*connection(nil), c.conns...) {
		conn.retire()
	}
}

// giveUp ends a fetch before its time, wherever it stands.
func (f *fetch) giveUp(err error) {
	switch {
	case f.conn != nil && f.conn.mux != nil:
		f.conn.cancel(f, err)
	case f.conn != nil:
		f.conn.abandon(f, err) // its process ends the fetch
	case f.group != nil:
		if c := f.group.forFetch(f); c != nil {
			c.spoil(f)
		}
		f.group.remove(f)
		f.end(err)
	default:
		f.client.naming, f.client.issuing = without(f.client.naming, f), without(f.client.issuing, f)
		f.end(err)
	}
}

func (f *fetch) end(err error) {
	if f.limit != nil {
		f.limit.Stop()
	}
	f.client.over(f)
	f.tx.Done, f.tx.Finished, f.tx.Err = f.client.Host.Net().Kernel().Now(), true, err
	if f.done != nil {
		f.done()
	}
}

// without removes one element of a list and keeps the order of the others.
func without[T comparable](list []T, x T) []T {
	for i, o := range list {
		if o == x {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}
