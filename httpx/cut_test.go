package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// scissors stand between two ends of a connection and carry bytes from one to the other,
// until so many have gone in one direction.
type scissors struct {
	w      *world
	host   *stack.Host
	to     stack.Addr
	up     bool  // the bytes that count are the client's
	at     int64 // how many of them pass
	how    Cut
	passed int64
}

// start makes them listen on a port of their host.
func (x *scissors) start(port uint16) {
	l, err := x.host.ListenOn(port, 128)
	require.NoError(x.w.t, err)
	x.host.GoDaemon("scissors", func(*sim.Proc) {
		for {
			c, err := l.Socket.Accept()
			if err != nil {
				return
			}
			x.host.GoDaemon("cut", func(*sim.Proc) { x.join(c) })
		}
	})
}

// join connects a client to where it wants to go.
func (x *scissors) join(c *stack.Socket) {
	s := x.host.Socket()
	if s.Connect(x.to.IP, x.to.Port) != nil {
		c.Reset()
		_ = s.Close()
		return
	}
	left := 2
	both := func(from, to *stack.Socket, counts bool) {
		x.carry(from, to, counts)
		if left--; left == 0 {
			_ = c.Close()
			_ = s.Close()
		}
	}
	x.host.GoDaemon("cut", func(*sim.Proc) { both(s, c, !x.up) })
	both(c, s, x.up)
}

// carry passes on what goes in one direction. The end of it is passed on too.
func (x *scissors) carry(from, to *stack.Socket, counts bool) {
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		if counts && x.how != NotCut {
			n = int(min(int64(n), x.at-x.passed))
		}
		if _, failed := to.Write(buf[:n]); err == nil {
			err = failed
		}
		if counts {
			x.passed += int64(n)
		}
		switch {
		case counts && x.how != NotCut && x.passed == x.at:
			x.cut(from, to)
			return
		case err == io.EOF:
			_ = to.Shutdown(stack.ShutWrite)
			return
		case err != nil:
			from.Reset()
			to.Reset()
			return
		}
	}
}

// cut ends a direction. What comes in it then is thrown away.
func (x *scissors) cut(from, to *stack.Socket) {
	switch x.how {
	case CutByClose:
		_ = to.Shutdown(stack.ShutWrite)
	case CutByReset:
		from.Reset()
		to.Reset()
		return
	}
	for {
		if _, err := from.Discard(1 << 20); err != nil {
			return
		}
	}
}

// manner is a way in which a client and a server speak.
type manner struct {
	name   string
	port   uint16
	change func(*world)
}

var manners = []manner{
	{"HTTP/1", 80, func(*world) {}},
	{"HTTP/2", 80, func(w *world) { w.client.Version, w.server.Version = HTTP2, HTTP2 }},
	{"TLS", 443, func(w *world) { w.encrypt() }},
	{"TLS 1.2", 443, func(w *world) {
		w.encrypt()
		w.client.TLS.Newest = tls.TLS12
	}},
	{"HTTP/2 over TLS", 443, func(w *world) {
		w.encrypt()
		w.client.Version, w.server.Version = HTTP2, HTTP2
	}},
}

// An exchange that is cut at each of its bytes, in either direction, by a close, by a
// reset or in silence: the client ends with the right error, or with what a server says
// to half a request, the run ends, and nothing is left of it at either end: no socket,
// no port, no process, no timer. With a proxy between them, on either side of it, too.
func TestCutAtEachByteOfExchanges(t *testing.T) {
	for _, e := range manners {
		for _, proxy := range []string{"", "before", "behind"} {
			if proxy != "" && e.name != "HTTP/1" && e.name != "TLS" {
				continue
			}
			t.Run(e.name+" "+proxy, func(t *testing.T) { cutEverywhere(t, e, proxy) })
		}
	}
}

func cutEverywhere(t *testing.T, e manner, proxy string) {
	for _, up := range []bool{true, false} {
		whole := cutExchange(t, e, proxy, up, NotCut, 0)
		// Long ones, which are certificates for the most part, are cut at some bytes, with
		// each seed at others.
		step := uint64(1 + whole/150)
		for seed := range simtest.Seeds(t, 1) {
			if seed == step {
				break
			}
			for at := seed; at < uint64(whole); at += step {
				for _, how := range []Cut{CutByClose, CutByReset, CutByStall} {
					cutExchange(t, e, proxy, up, how, int64(at))
				}
			}
		}
	}
}

// cutExchange makes an exchange and cuts it, and returns how many bytes of the direction
// there were.
func cutExchange(t *testing.T, e manner, proxy string, up bool, how Cut, at int64) int64 {
	w := newProxied(t, make([]ProxyKind, map[string]int{"": 1, "before": 2, "behind": 2}[proxy]))
	e.change(w.world)
	w.client.Timeout, w.server.IdleTimeout = 20*sec, 10*sec
	patience := Patience{Header: 5 * sec, Body: 5 * sec, Response: 5 * sec}
	w.server.Patience, w.server.Port = patience, e.port
	if s := w.server.TLS; s != nil {
		s.HandshakeTimeout, w.client.TLS.HandshakeTimeout = 5*sec, 5*sec
		s.Certificate, s.Chain = 300, 0
	}
	x := &scissors{w: w.world, host: w.hosts[0], up: up, how: how, at: at}
	beside, server := w.proxies[0], stack.Addr{IP: w.webHost.Addrs()[1], Port: e.port}
	switch proxy {
	case "": // client, scissors, server
		w.client.Proxy, x.to = nil, server
		w.client.Resolver.Static = map[string][]ip.Addr{"shop.example": {x.host.Addrs()[0]}}
	case "before": // client, scissors, proxy, server
		beside = w.proxies[1]
		w.client.Proxy = &Peer{Addr: x.host.Addrs()[0], Port: e.port}
		x.to = stack.Addr{IP: w.peer(1).Addr, Port: w.peer(1).Port}
	case "behind": // client, proxy, scissors, server
		x.host, x.to, beside.Next = w.hosts[1], server, nil
		beside.Resolver.Static = map[string][]ip.Addr{"shop.example": {x.host.Addrs()[0]}}
	}
	beside.Front.Patience, beside.Front.IdleTimeout, beside.TunnelIdle = patience, 10*sec, 30*sec
	beside.Upstream.Timeout, beside.Upstream.IdleTimeout = 15*sec, 10*sec
	w.start()
	require.NoError(t, beside.Start())
	x.start(e.port)
	w.served["shop.example/a"] = Resource{Size: 5, Framing: Chunked, Piece: 2}
	u := page("/a")
	if u.Port = e.port; w.server.TLS != nil {
		u.Scheme = "https"
	}
	var tx *Transaction
	before := w.kernel.Living()
	after := w.run(func(p *sim.Proc) { tx = w.get(p, Request{Method: "POST", URL: u, Body: 20}) })
	w.kernel.Shutdown()
	where := fmt.Sprintf("%s, proxy %q, up %v, cut %d at %d: status %d, %v", e.name, proxy, up, how, at, tx.Status, tx.Err)
	requireRightEnd(t, tx, how, proxy, where)
	for _, c := range w.net.Connections() {
		for _, end := range []*stack.End{c.Client, c.Server} {
			require.False(t, end != nil && end.IsOpen, "connection %d at %v; %s", c.ID, end, where)
		}
	}
	require.Zero(t, w.server.open, where)
	require.Zero(t, w.server.busy, where)
	require.Zero(t, beside.Front.open, where)
	require.Equal(t, before, after, "processes; %s", where)
	return x.passed
}

// requireRightEnd checks how a transaction has ended.
func requireRightEnd(t *testing.T, tx *Transaction, how Cut, proxy, where string) {
	if tx.Err == nil {
		statuses := []int{200, 400, 408, 502, 504}
		require.Contains(t, statuses, tx.Status, where)
		return
	}
	right := map[Cut][]error{
		CutByClose: {io.ErrUnexpectedEOF},
		CutByReset: {errno.ECONNRESET},
		CutByStall: {ErrTimeout, errno.ETIMEDOUT, io.ErrUnexpectedEOF, errTunnel},
	}[how]
	if proxy == "behind" { // which tells of a reset as of a close
		right = append(right, io.ErrUnexpectedEOF)
	}
	for _, e := range right {
		if errors.Is(tx.Err, e) {
			return
		}
	}
	t.Fatal("another error: " + where)
}

// A client that asks and then takes nothing, or, with HTTP/2, gives no leave to send more:
// after a while the server gives it up, and nothing is left.
func TestClientsThatTakeNothing(t *testing.T) {
	for _, c := range []struct {
		version Version
		says    string
		reads   bool
		err     error // that the client gets to see in the end
	}{
		{HTTP11, "GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n", false, errno.ECONNRESET},
		{HTTP2, asksInTwo(t, 1<<30), false, errno.ECONNRESET},
		{HTTP2, asksInTwo(t, 1000), true, io.EOF},
	} {
		w := newWorld(t)
		w.server.Version, w.server.WriteChunk, w.server.IdleTimeout = c.version, 16<<10, 20*sec
		w.server.StreamWindow, w.server.Patience.Response = 1<<20, 5*sec
		w.served["shop.example/a"] = Resource{Size: 10 << 20}
		w.start()
		before := w.kernel.Living()
		var err error
		var ended vtime.Time
		after := w.run(func(p *sim.Proc) {
			conn, failed := w.client.Host.Dial(w.web, 80)
			require.NoError(t, failed)
			_, failed = conn.Write([]byte(c.says))
			require.NoError(t, failed)
			if !c.reads {
				wait(p, 20*sec)
				ended = w.net.Connections()[0].Server.Closed.Now
			}
			for err == nil {
				_, err = conn.Discard(1 << 20)
			}
			require.NoError(t, conn.Close())
		})
		w.kernel.Shutdown()
		require.Equal(t, c.err, err)
		require.Equal(t, before, after)
		require.Zero(t, w.server.open)
		w.gone(true)
		if !c.reads {
			require.Greater(t, ended, 5*sec)
			require.Less(t, ended, 6*sec)
		}
	}
}

// asksInTwo is a request as HTTP/2 begins with it, and how much may be sent of the response.
func asksInTwo(t *testing.T, window uint32) string {
	var says, block bytes.Buffer
	says.WriteString(http2.ClientPreface)
	e, f := hpack.NewEncoder(&block), http2.NewFramer(&says, nil)
	for _, one := range [][2]string{{":method", "GET"}, {":scheme", "http"}, {":authority", "shop.example"}, {":path", "/a"}} {
		require.NoError(t, e.WriteField(hpack.HeaderField{Name: one[0], Value: one[1]}))
	}
	require.NoError(t, f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: window}))
	require.NoError(t, f.WriteWindowUpdate(0, window))
	require.NoError(t, f.WriteHeaders(http2.HeadersFrameParam{
		StreamID: 1, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: true,
	}))
	return says.String()
}

// Whatever a broken server sends, in whichever manner and through a proxy or its tunnel too: the
// client ends with an error, or with what the proxy says in place of the server, and not later
// than its patience, and nothing is left anywhere.
func TestFaultsInAllManners(t *testing.T) {
	faults := map[string]Fault{
		"garbage": {Says: "\x00\x01\x02\r\n\r\n"}, "half a header": {Cut: CutByClose, CutAt: 25},
		"reset": {Cut: CutByReset, CutAt: 500}, "silence": {Cut: CutByStall}, "too short": {Claim: 5000},
		"endless header": {Endless: EndlessHeader}, "endless body": {Endless: EndlessBody},
	}
	for _, e := range manners {
		for _, through := range []bool{false, true} {
			for name, fault := range faults {
				where := fmt.Sprintf("%s, proxy: %v, %s", e.name, through, name)
				w := newProxied(t, make([]ProxyKind, 1))
				e.change(w.world)
				w.client.Timeout, w.proxies[0].Upstream.Timeout, w.server.Port = 5*sec, 4*sec, e.port
				if !through || e.name == "HTTP/2" { // which no proxy speaks
					w.client.Proxy, w.client.Resolver.Static = nil, map[string][]ip.Addr{"shop.example": {w.web}}
				}
				w.served["shop.example/a"] = Resource{Size: 1000, Pause: 10 * ms, Fault: fault}
				w.startAll()
				u := page("/a")
				if u.Port = e.port; w.server.TLS != nil {
					u.Scheme = "https"
				}
				w.browse(func(p *sim.Proc) {
					tx := w.get(p, Request{URL: u})
					require.True(t, tx.Err != nil || tx.Status >= 500, "%s: %d", where, tx.Status)
					require.LessOrEqual(t, tx.Done.Now-tx.Asked.Now, 5*sec, where)
				})
				w.allGone()
			}
		}
	}
}
