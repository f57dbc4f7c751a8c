package httpx

import (
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// portPoll is how often a client that found no free local port tries again.
const portPoll = 100 * vtime.Millisecond

// Client fetches over a pool of connections. Set its fields before the first
// fetch; its methods must be called within the run.
type Client struct {
	Host         *stack.Host
	Resolver     *Resolver
	Recorder     *Recorder
	Workload     string     // names its transactions
	PerHost      int        // connections to one host and port; 0: any number
	KeepAlive    bool       // use a connection again
	IdleTimeout  vtime.Time // how long an idle connection is kept; 0: for ever
	Delay        bool       // leave Nagle's algorithm on (browsers switch it off)
	PortPatience vtime.Time // how long to go on trying for a local port; 0: not at all

	groups map[groupKey]*group
	open   []*connection
	buf    []byte // what bodies are read into
}

type groupKey struct {
	addr ip.Addr
	port uint16
	name string
}

// fetch is a transaction under way.
type fetch struct {
	tx   *Transaction
	req  Request
	body func(at vtime.Stamp, n int64, offset uint64) // bytes of the body that have been read, and the offset behind them
	done func()
}

// group is the connections to one host and port, and who waits for one.
type group struct {
	client *Client
	key    groupKey
	queue  []*fetch
	idle   []*connection
	open   int // connections that are open or being opened
	ready  int // of these, those being opened: each will take a fetch from the queue
}

// Fetch asks for a resource. It returns the transaction at once; done is called
// when it has ended.
func (c *Client) Fetch(req Request, tx *Transaction, body func(at vtime.Stamp, n int64, offset uint64), done func()) {
	tx.Workload, tx.Client, tx.URL = c.Workload, c.Host, req.URL.String()
	tx.Method = req.Method
	if tx.Method == "" {
		tx.Method = "GET"
	}
	tx.Asked = c.Host.Net().Kernel().Now()
	c.Recorder.begin(tx)
	if !c.KeepAlive {
		req.Close = true
	}
	f := &fetch{tx: tx, req: req, body: body, done: done}
	c.Resolver.Resolve(req.URL.Host, func(l *Lookup, a ip.Addr, err error) {
		tx.Lookup, tx.Named = l, c.Host.Net().Kernel().Now()
		if err != nil {
			f.end(err)
			return
		}
		c.group(groupKey{a, req.URL.Port, req.URL.Host}).add(f)
	})
}

func (c *Client) group(key groupKey) *group {
	if c.groups == nil {
		c.groups = map[groupKey]*group{}
	}
	g := c.groups[key]
	if g == nil {
		g = &group{client: c, key: key}
		c.groups[key] = g
	}
	return g
}

// buffer returns memory to read bodies into; nobody looks at what is there.
func (c *Client) buffer() []byte {
	if c.buf == nil {
		c.buf = make([]byte, maxBodyRead)
	}
	return c.buf
}

// Close closes the idle connections.
func (c *Client) Close() {
	for _, conn := range c.open {
		conn.quit = true
		conn.wake.WakeAll()
	}
}

func (f *fetch) end(err error) {
	f.tx.Done, f.tx.Finished, f.tx.Err = f.tx.Client.Net().Kernel().Now(), true, err
	f.done()
}

// add queues a fetch and finds a connection for the head of the queue.
func (g *group) add(f *fetch) {
	g.queue = append(g.queue, f)
	g.refill()
}

// refill lets idle connections take what waits, the last used one first, and
// opens new ones as far as the limit allows.
func (g *group) refill() {
	waiting := len(g.queue) - g.ready
	for waiting > 0 && len(g.idle) > 0 {
		c := g.idle[len(g.idle)-1]
		g.idle = g.idle[:len(g.idle)-1]
		c.next = g.take()
		c.wake.WakeAll()
		waiting--
	}
	limit := g.client.PerHost
	for waiting > 0 && (limit == 0 || g.open < limit) {
		g.connect()
		waiting--
	}
}

// take removes the head of the queue.
func (g *group) take() *fetch {
	if len(g.queue) == 0 {
		return nil
	}
	f := g.queue[0]
	g.queue = append(g.queue[:0], g.queue[1:]...)
	return f
}

// connect starts a connection.
func (g *group) connect() {
	c := &connection{group: g}
	g.open++
	g.ready++
	g.client.open = append(g.client.open, c)
	g.client.Host.Go("http-client", func(p *sim.Proc) {
		c.run(p)
		c.forget()
		g.open--
		g.refill()
	})
}
