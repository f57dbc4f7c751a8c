package explain_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// lose drops the n-th frames of a wire.
func lose(w *link.Config, n ...int) { w.LosePackets = n }

// readHead reads a request without a body.
func readHead(c *stack.Socket) {
	var got strings.Builder
	for !strings.HasSuffix(got.String(), "\r\n\r\n") {
		b := make([]byte, 1)
		if _, err := io.ReadFull(stack.Conn{Socket: c}, b); err != nil {
			return
		}
		got.Write(b)
	}
}

// reply is a server that says one thing after some thought, and then does
// something more.
func reply(think vtime.Time, text string, more func(*sim.Proc, *stack.Socket)) func(*sim.Proc, *stack.Socket, int) {
	return func(p *sim.Proc, c *stack.Socket, _ int) {
		readHead(c)
		wait(p, think)
		_, _ = c.Write([]byte(text))
		if more != nil {
			more(p, c)
		}
	}
}

func reset(p *sim.Proc, c *stack.Socket) {
	wait(p, 30*ms)
	_ = c.SetOption(stack.Linger, 0)
	_ = c.Close()
}

func hangUp(p *sim.Proc, c *stack.Socket) {
	wait(p, 30*ms)
	_ = c.Close()
}

// path is one way for a transaction to go, and the whole matrix of where its
// time went.
type path struct {
	name  string
	plan  func(*plan)
	setUp func(*site)
	// before runs before the transaction, on the client.
	before func(*site, *sim.Proc)
	req    httpx.Request // without a URL: /a
	object httpx.Resource
	fails  bool
	want   table
}

func (c *path) run(t *testing.T) {
	s := newSite(t, func(p *plan) {
		if c.plan != nil {
			c.plan(p)
		}
	})
	req := s.serve("shop.example", "/a", c.object)
	req.Method, req.Body, req.Header = c.req.Method, c.req.Body, c.req.Header
	if c.setUp != nil {
		c.setUp(s)
	} else {
		s.start()
	}
	var tx *httpx.Transaction
	s.browse(func(p *sim.Proc) {
		if c.before != nil {
			c.before(s, p)
		}
		tx = s.get(p, req)
	})
	require.Equal(t, c.fails, tx.Err != nil, "%v", tx.Err)
	require.Equal(t, c.want, tableOf(s.explain(tx)))
}

func warm(s *site, p *sim.Proc) {
	s.get(p, s.serve("shop.example", "/first", httpx.Resource{Size: 10}))
}

var paths = []path{
	{name: "name is looked up", setUp: func(s *site) { s.lookUp(); s.start() }, want: table{
		"name, propagation": "10", "name, host": "3", "connect, propagation": "40", "request, propagation": "20",
		"response, propagation": "20"}},
	{name: "question is lost once", plan: func(p *plan) { lose(&p.dns, 1) },
		setUp: func(s *site) { s.names.Think = 0; s.lookUp(); s.client.Resolver.Attempts = 10; s.start() },
		want: table{
			"name retry, name-retry timer": "10000", "name, propagation": "10", "connect, propagation": "40",
			"request, propagation": "20", "response, propagation": "20"}},
	{name: "name server is silent", plan: func(p *plan) { p.dns.Loss = link.Whole }, setUp: (*site).lookUp, fails: true,
		want: table{"name retry, name-retry timer": "15000"}},
	{name: "name server is not there", setUp: func(s *site) {
		s.client.Resolver.Static, s.client.Resolver.Servers = nil, []stack.Addr{s.names.Addr()}
	}, fails: true, want: table{"name retry, propagation": "30"}},
	{name: "no such name", setUp: func(s *site) { s.names.Zone = nil; s.lookUp() }, fails: true,
		want: table{"name, propagation": "10", "name, host": "3"}},
	{name: "refused", setUp: func(*site) {}, fails: true, want: table{"connect, propagation": "40"}},
	{name: "connect times out", plan: func(p *plan) {
		p.up.Loss = link.Whole
		p.config = func(c *stack.Config) { c.TCP.SYNRetries, c.TCP.SYNLinear = 2, 0 }
	}, fails: true, want: table{"connect retry, retransmission timer": "7000"}},
	{name: "connect is given up", plan: func(p *plan) {
		p.up.Loss = link.Whole
		p.config = func(c *stack.Config) { c.TCP.SYNLinear, c.ConnectTimeout = 0, 5*sec }
	}, fails: true, want: table{"connect retry, retransmission timer": "3000", "connect retry, give-up timer": "2000"}},
	{name: "SYN is lost", plan: func(p *plan) { lose(&p.up, 1) }, want: table{
		"connect retry, retransmission timer": "1000", "connect, propagation": "40", "request, propagation": "20",
		"response, propagation": "20"}},
	{name: "SYN-ACK is lost", plan: func(p *plan) { lose(&p.down, 1) }, want: table{
		"connect retry, retransmission timer": "980", "connect retry, propagation": "20", "connect, propagation": "40",
		"request, propagation": "20", "response, propagation": "20"}}, // the second SYN arrives as the server's timer ends
	{name: "SYN comes again when the server would give up", plan: func(p *plan) {
		lose(&p.down, 1)
		p.config = func(c *stack.Config) { c.TCP.SYNAckRetries, c.TCP.RTOInitial = 0, sec }
	}, want: table{
		"connect retry, retransmission timer": "980", "connect retry, propagation": "20", "connect, propagation": "40",
		"request, propagation": "20", "response, propagation": "20"}},
	{name: "request is lost", plan: func(p *plan) { p.up.LoseData = []int{1} }, want: table{
		"connect, propagation": "40", "loss (probe), probe timer": "240", "request, propagation": "20",
		"response, propagation": "20"}},
	{name: "segment of the response is lost", plan: func(p *plan) { p.down.LoseData = []int{3}; p.config = roomy },
		object: httpx.Resource{Size: 9*1460 - 100, Header: 100}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "hole, propagation": "40",
			"response, propagation": "20"}},
	{name: "reordering", plan: func(p *plan) { p.down.Reorder, p.down.ReorderBy, p.config = link.Whole/3, 15*ms, roomy },
		object: httpx.Resource{Size: 9*1460 - 100, Header: 100}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "hole, jitter": "15", "response, propagation": "20"}},
	{name: "receive window", plan: func(p *plan) {
		p.config = func(c *stack.Config) { roomy(c); c.TCP.ReceiveBuffer = 4 * 1460 }
	}, object: httpx.Resource{Size: 12*1460 - 100, Header: 100}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "receive window, propagation": "120",
		"response, propagation": "20"}},
	{name: "send buffer", plan: func(p *plan) {
		p.config = func(c *stack.Config) { roomy(c); c.TCP.SendBuffer, c.TCP.SendLowWater = 4*1460, 1 }
	}, object: httpx.Resource{Size: 12*1460 - 100, Header: 100}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "send buffer, propagation": "80",
		"response, propagation": "20"}},
	{name: "Nagle at the client", plan: oldFashioned, setUp: func(s *site) { s.client.Nagle = true; s.start() },
		req: httpx.Request{Header: 2000}, want: table{
			"connect, propagation": "40", "nagle, propagation": "40", "nagle, delayed-ack timer": "100",
			"request, propagation": "20", "response, propagation": "20"}},
	{name: "Nagle at the server", plan: oldFashioned, setUp: func(s *site) { s.server.Nagle = true; s.start() },
		object: httpx.Resource{Header: 2000}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "nagle, propagation": "40",
			"nagle, delayed-ack timer": "100", "response, propagation": "20"}},
	{name: "Nagle on both sides", plan: oldFashioned,
		setUp: func(s *site) { s.client.Nagle, s.server.Nagle = true, true; s.start() },
		req:   httpx.Request{Header: 2000}, object: httpx.Resource{Header: 2000}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "nagle, propagation": "80",
			"nagle, delayed-ack timer": "200", "response, propagation": "20"}},
	{name: "slow start with delayed acknowledgements", plan: func(p *plan) {
		oldFashioned(p)
		p.config = func(c *stack.Config) { c.TCP.DelayedAck, c.TCP.InitialRule, c.TCP.InitialWindow = 100*ms, 0, 1 }
	}, object: httpx.Resource{Size: 2 * 1400}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "slow start, propagation": "40",
		"slow start, delayed-ack timer": "100", "response, propagation": "20"}},
	{name: "worker is busy", setUp: func(s *site) { s.server.Workers = 1; s.start() },
		before: func(s *site, p *sim.Proc) {
			s.client.Fetch(s.serve("shop.example", "/slow", httpx.Resource{Think: 500 * ms}), &httpx.Transaction{}, nil)
			wait(p, 100*ms)
		}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "server queue, host": "400",
			"response, propagation": "20"}},
	{name: "connection is busy", setUp: func(s *site) { s.client.PerHost = 1; s.start() },
		before: func(s *site, p *sim.Proc) {
			s.client.Fetch(s.serve("shop.example", "/slow", httpx.Resource{Think: 500 * ms}), &httpx.Transaction{}, nil)
			wait(p, 100*ms)
		}, want: table{
			"blocked, host": "460", "blocked, propagation": "20", "request, propagation": "20", "response, propagation": "20"}},
	{name: "no port, and then one", plan: func(p *plan) {
		p.config = func(c *stack.Config) { c.PortLow, c.PortHigh, c.TCP.TimeWait = 5000, 5000, sec }
	}, setUp: func(s *site) {

		s.client.IdleTimeout, s.client.PortPatience = ms, 10*sec
		s.start()
	}, before: func(s *site, p *sim.Proc) { warm(s, p); wait(p, 101*ms) }, want: table{
		"port exhaustion, idle timer": "1000", "connect, propagation": "40", "request, propagation": "20",
		"response, propagation": "20"}},
	{name: "no port", plan: func(p *plan) {
		p.config = func(c *stack.Config) { c.PortLow, c.PortHigh = 5000, 5000 }
	}, setUp: func(s *site) { s.client.IdleTimeout, s.client.PortPatience = ms, 250*ms; s.start() },
		before: func(s *site, p *sim.Proc) { warm(s, p); wait(p, 101*ms) }, fails: true,
		want: table{"port exhaustion, idle timer": "250"}},
	{name: "fast open, again", plan: fastOpens, setUp: fastServer, before: warmed, want: table{
		"request, propagation": "20", "response, propagation": "20"}},
	{name: "fast open, client computes", plan: fastOpens, setUp: func(s *site) {
		fastServer(s)
		s.client.Request, s.client.Connection = 3*ms, 2*ms
	}, before: warmed, want: table{
		"client, host": "5", "request, propagation": "20", "response, propagation": "20"}},
	{name: "fast open, the SYN is lost", plan: func(p *plan) { fastOpens(p); lose(&p.up, 6) },
		setUp: fastServer, before: warmed, want: table{
			"connect retry, retransmission timer": "1000", "connect retry, propagation": "40", "request, propagation": "20",
			"response, propagation": "20"}}, // which goes again without the request
	{name: "stale connection", setUp: func(s *site) { s.server.IdleTimeout = sec; s.start() },
		before: func(s *site, p *sim.Proc) { warm(s, p); wait(p, sec-25*ms) }, want: table{
			"stale connection, idle timer": "5", "stale connection, propagation": "20", "connect, propagation": "40",
			"request, propagation": "20", "response, propagation": "20"}},
	{name: "stale connection, not to be repeated", req: httpx.Request{Method: "POST"}, fails: true,
		setUp:  func(s *site) { s.server.IdleTimeout = sec; s.start() },
		before: func(s *site, p *sim.Proc) { warm(s, p); wait(p, sec-25*ms) },
		want:   table{"stale connection, idle timer": "5", "stale connection, propagation": "20"}},
	{name: "name is looked up although a connection is there", setUp: func(s *site) {
		s.names.Zone = names.Addresses(map[string]ip.Addr{"shop.example": s.web}, 0)
		s.lookUp()
		s.start()
	}, before: warm, want: table{
		"name, propagation": "10", "name, host": "3", "request, propagation": "20", "response, propagation": "20"}},
	{name: "reset in the middle", setUp: func(s *site) {
		s.foreign(reply(7*ms, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", reset))
	}, fails: true, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "7", "response, propagation": "40",
		"response, host": "10"}},
	{name: "reset while the client computes", setUp: func(s *site) {
		s.client.Kilobyte = 1024 * 20 * ms
		s.foreign(reply(7*ms, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", reset))
	}, fails: true, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "7", "response, propagation": "40",
		"response, host": "10", "application read, host": "30"}},
	{name: "reset while the client computes another response", setUp: func(s *site) {
		s.client.Kilobyte, s.client.Version, s.server.Version = 1024*20*ms, httpx.HTTP2, httpx.HTTP2
		s.start()
	}, before: func(s *site, _ *sim.Proc) {
		s.client.Fetch(s.serve("shop.example", "/other", httpx.Resource{Size: 3}), &httpx.Transaction{}, nil)
	}, req: httpx.Request{Method: "POST"}, fails: true, object: httpx.Resource{
		Think: 10 * ms, Fault: httpx.Fault{Cut: httpx.CutByReset},
	}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "10", "response, propagation": "20",
		"application read, host": "50"}},
	{name: "cut short", setUp: func(s *site) {
		s.foreign(reply(7*ms, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", hangUp))
	}, fails: true, want: table{ // the end of the stream is what the client read last
		"connect, propagation": "40", "request, propagation": "20", "server, host": "37", "response, propagation": "20"}},
	{name: "until the close", setUp: func(s *site) {
		s.foreign(reply(7*ms, "HTTP/1.1 200 OK\r\n\r\nabc", hangUp))
	}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "37", "response, propagation": "20"}},
	{name: "until the close, whose segment comes before a lost one", plan: func(p *plan) {
		p.config = roomy
		p.down.LoseData = []int{2}
	}, setUp: func(s *site) {
		s.foreign(reply(0, "HTTP/1.1 200 OK\r\n\r\n", func(_ *sim.Proc, c *stack.Socket) {
			_, _ = c.WriteZeros(6 * 1460)
			_ = c.Close()
		}))
	}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "hole, propagation": "40",
		"response, propagation": "20"}},
	{name: "garbage", setUp: func(s *site) { s.foreign(reply(7*ms, "\x00\x01\r\n", nil)) }, fails: true, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "7", "response, propagation": "20"}},
	{name: "closed without a word", setUp: func(s *site) { s.foreign(reply(7*ms, "", leave)) }, fails: true, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "7", "server, propagation": "20"}},
	{name: "answered before it was asked", setUp: func(s *site) {
		s.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
			wait(p, 5*ms)
			_, _ = c.Write([]byte("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"))
		})
	}, want: table{ // the server knows of the connection 20 ms later than the client
		"connect, propagation": "40", "server, propagation": "20", "server, host": "5", "response, propagation": "20"}},
	{name: "answered before it was all there", req: httpx.Request{Method: "POST", Body: 1e9}, plan: func(p *plan) {
		p.profile = "classic"
	}, setUp: func(s *site) {
		s.foreign(reply(7*ms, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", nil))
	}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "7", "response, propagation": "20"}},
}

func fastOpens(p *plan) {
	p.config = func(c *stack.Config) { c.FastOpenClient, c.FastOpenServer = true, true }
}

// fastServer starts a server that opens connections by a cookie.
func fastServer(s *site) {
	s.server.FastOpen, s.client.FastOpen, s.client.KeepAlive = 10, true, false
	s.start()
}

// warmed fetches something, and lets the connection end.
func warmed(s *site, p *sim.Proc) {
	warm(s, p)
	wait(p, sec)
}

func leave(_ *sim.Proc, c *stack.Socket) { _ = c.Close() }

// oldFashioned is a host that delays acknowledgements by 100 ms.
func oldFashioned(p *plan) {
	p.profile = "rfc"
	p.config = func(c *stack.Config) { c.TCP.DelayedAck = 100 * ms }
}

// Every way that a transaction can go has an explanation, to the nanosecond.
func TestPaths(t *testing.T) {
	for i := range paths {
		t.Run(paths[i].name, paths[i].run)
	}
}

// timeouts are the places at which a transaction can run out of time.
var timeouts = []path{
	{name: "at the name", plan: func(p *plan) { p.dns.Loss = link.Whole }, setUp: (*site).lookUp,
		want: table{"name, give-up timer": "500"}},
	{name: "at the handshake", plan: func(p *plan) { p.up.Loss = link.Whole },
		want: table{"connect, give-up timer": "500"}},
	{name: "in the queue", setUp: func(s *site) { s.client.PerHost = 1; s.foreign(reply(sec, "x", hangUp)) },
		before: func(s *site, p *sim.Proc) {
			limit := s.client.Timeout
			s.client.Timeout = 0
			s.client.Fetch(s.serve("shop.example", "/slow", httpx.Resource{}), &httpx.Transaction{}, nil)
			s.client.Timeout = limit
			wait(p, 100*ms)
		}, want: table{"blocked, give-up timer": "500"}},
	{name: "without a port", plan: func(p *plan) {
		p.config = func(c *stack.Config) { c.PortLow, c.PortHigh = 5000, 5000 }
	}, setUp: func(s *site) { s.client.IdleTimeout, s.client.PortPatience = ms, 100*sec; s.start() },
		before: func(s *site, p *sim.Proc) { warm(s, p); wait(p, 101*ms) },
		want:   table{"port exhaustion, give-up timer": "500"}},
	{name: "request is lost again and again", plan: func(p *plan) { p.up.LoseData = []int{1, 2, 3, 4, 5} }, want: table{
		"connect, propagation": "40", "loss (probe), probe timer": "240", "request, give-up timer": "220"}},
	{name: "request is not read", setUp: func(s *site) { s.foreign(func(*sim.Proc, *stack.Socket, int) {}) }, want: table{
		"connect, propagation": "40", "request, propagation": "20", "application read, give-up timer": "440"}},
	{name: "request is not taken", req: httpx.Request{Method: "POST", Body: 1e8},
		plan:  func(p *plan) { p.profile = "classic" },
		setUp: func(s *site) { s.foreign(func(*sim.Proc, *stack.Socket, int) {}) }, want: table{
			"connect, propagation": "40", "slow start, give-up timer": "360", "silly window, give-up timer": "60",
			"receive window, give-up timer": "40"}},
	{name: "request is taken and does not leave", req: httpx.Request{Method: "POST", Body: 20_000}, plan: func(p *plan) {
		p.config = func(c *stack.Config) { c.TCP.ReceiveBuffer = 8000 }
	}, setUp: func(s *site) { s.foreign(func(*sim.Proc, *stack.Socket, int) {}) }, want: table{
		"connect, propagation": "40", "receive window, give-up timer": "208", "silly window, give-up timer": "252"}},
	{name: "at the server", object: httpx.Resource{Think: 10 * sec}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, give-up timer": "440"}},
	{name: "at another server", setUp: func(s *site) { s.foreign(reply(10*sec, "x", nil)) }, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, give-up timer": "440"}},
	{name: "at the server's queue", setUp: func(s *site) { s.server.Workers = 1; s.start() },
		before: func(s *site, p *sim.Proc) {
			s.client.Fetch(s.serve("shop.example", "/slow", httpx.Resource{Think: 10 * sec}), &httpx.Transaction{}, nil)
			wait(p, 100*ms)
		}, want: table{
			"connect, propagation": "40", "request, propagation": "20", "server queue, give-up timer": "440"}},
	{name: "in the response", object: httpx.Resource{Size: 10_000_000, Think: 10 * ms}, plan: func(p *plan) {
		p.down.Rate = 100_000
	}, want: table{
		"connect, propagation": "40", "connect, serialisation": "4.16", "request, propagation": "20", "server, host": "10",
		"response, queue": "240", "response, serialisation": "120", "response, propagation": "20",
		"response, give-up timer": "45.84"}},
	{name: "before the response has come", object: httpx.Resource{Think: 10 * ms}, plan: func(p *plan) {
		p.down.LoseData = []int{1, 2, 3, 4, 5}
	}, want: table{
		"connect, propagation": "40", "request, propagation": "20", "server, host": "10", "response, give-up timer": "430"}},
}

// A transaction that runs out of time is charged to what it waited for then.
func TestTimeouts(t *testing.T) {
	for i := range timeouts {
		c := timeouts[i]
		set := c.setUp
		if set == nil {
			set = (*site).start
		}
		c.fails = true
		c.setUp = func(s *site) { s.client.Timeout = 500 * ms; set(s) }
		t.Run(c.name, c.run)
	}
}
