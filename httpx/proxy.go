package httpx

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ProxyKind is what a proxy understands of what it passes on.
type ProxyKind uint8

// The kinds.
const (
	ForwardProxy ProxyKind = iota // its clients name the server (RFC 9110 section 3.7)
	ReverseProxy                  // it has servers of its own, and clients take it for one (a gateway)
	DumbRelay                     // it passes bytes on, and takes the server's close for the end
)

// ProxyKindNames are the kinds as people write them.
var ProxyKindNames = []string{"forward", "reverse", "relay"}

// Balance is how a gateway chooses among its servers.
type Balance uint8

// The ways to choose.
const (
	RoundRobin Balance = iota
	LeastRequests
)

// BalanceNames are the ways as people write them.
var BalanceNames = []string{"round-robin", "least-requests"}

// ProxyConfig says how a proxy behaves towards the next server.
type ProxyConfig struct {
	Kind       ProxyKind
	Upstream   ClientConfig // of its connections to the next servers
	PerUser    int64        // connections to a server for each user that is connected; 0: no such bound
	Balance    Balance
	Buffer     int64      // bytes of a body that it holds in each direction; 0: any number
	Store      bool       // pass a response back when all of it is there
	Tunnels    bool       // make tunnels (CONNECT)
	TunnelIdle vtime.Time // how long nothing may happen in a tunnel; 0: for ever
}

// Proxy is a server that asks other servers: a forward proxy, a gateway, or a relay
// that understands little. Set its fields before Start.
type Proxy struct {
	ProxyConfig
	Front    *Server // how it behaves towards its clients; Find is not used
	Resolver *names.Resolver
	Next     *Peer // the proxy that it sends all requests to; nil: none
	Servers  []Peer
	Workload string // names its own transactions

	client Client
	users  map[ip.Addr]int // connections of each user that is connected
	turn   int             // of the servers
	asked  []int           // requests under way, by server
}

// Start opens the port and starts to serve.
func (x *Proxy) Start() error {
	x.client = Client{
		ClientConfig: x.Upstream, Host: x.Front.Host, Resolver: x.Resolver, Recorder: x.Front.Recorder,
		Workload: x.Workload, Proxy: x.Next, daemon: true,
	}
	if x.PerUser > 0 {
		x.client.allowed = func() int64 { return x.PerUser * int64(max(len(x.users), 1)) }
	}
	x.users, x.asked = map[ip.Addr]int{}, make([]int, len(x.Servers))
	x.Front.passes = x
	return x.Front.Start()
}

// name is what the proxy calls itself in Via.
func (x *Proxy) name() string { return x.Front.Host.Name() + ":" + strconv.Itoa(int(x.Front.Port)) }

// serve handles the requests of a client's connection.
func (x *Proxy) serve(p *sim.Proc, v *visit) {
	user := v.stream.Record().Remote().IP
	x.users[user]++
	defer func() {
		if x.users[user]--; x.users[user] == 0 {
			delete(x.users, user)
			x.client.shrink()
		}
	}()
	if x.Kind == DumbRelay {
		x.relay(p, v)
		return
	}
	for n := int64(1); v.await(p); n++ {
		req, err := v.readRequest(p)
		if err != nil {
			v.refuse(p, err)
			return
		}
		switch again, err := x.handle(p, v, req, n); {
		case err != nil:
			return
		case !again:
			v.leave(p)
			return
		}
	}
}

// handle serves the n-th request of a connection, and reports whether the
// connection can be used again.
func (x *Proxy) handle(p *sim.Proc, v *visit, req *http.Request, n int64) (bool, error) {
	h := v.take(p)
	if req.Method == http.MethodConnect {
		s, err := x.connect(p, v, h, req)
		x.Front.exit()
		if s != nil {
			x.carry(p, v, s) // which needs no worker
		}
		return false, err
	}
	defer x.Front.exit()
	way, status := x.find(req)
	if status != 0 {
		return x.own(p, v, h, req, status, n)
	}
	defer x.release(way)
	return x.pass(p, v, h, req, way, n)
}

// way is where a request goes.
type way struct {
	url    URL
	to     *Peer // nil: where the URL or the next proxy says
	server int   // index of the gateway's server; -1: none
}

// find says where a request goes, or with what status the proxy answers it itself.
func (x *Proxy) find(req *http.Request) (way, int) {
	w := way{server: -1}
	for _, via := range tokens(req.Header, "Via") {
		if fields := strings.Fields(via); len(fields) > 1 && fields[1] == x.name() {
			return w, http.StatusLoopDetected // RFC 9110 section 7.6.3
		}
	}
	if x.Kind == ReverseProxy {
		u, err := ParseURL("http://" + req.Host + strings.TrimPrefix(req.URL.RequestURI(), "*"))
		if err != nil || len(x.Servers) == 0 {
			return w, http.StatusBadRequest
		}
		w.url = u
	} else if ofServer(req) {
		return w, http.StatusOK // a proxy is asked about itself: other servers have a URL
	} else {
		// The absolute form, whatever Host says (RFC 9112 section 3.2.2).
		u, err := ParseURL(req.URL.String())
		if err != nil || u.Scheme != "http" {
			return w, http.StatusBadRequest
		}
		w.url = u
	}
	if ofServer(req) || req.Method == http.MethodOptions && req.URL.Path+req.URL.RawQuery == "" {
		w.url.Path = "*"
	}
	switch left, status := maxForwards(req); {
	case status != 0:
		return w, status
	case left > 0:
		req.Header.Set("Max-Forwards", strconv.FormatInt(left-1, 10))
	case left == 0:
		return w, http.StatusOK // it is the last one that is asked
	}
	if x.Kind == ReverseProxy {
		w.server = x.choose()
		w.to = &x.Servers[w.server]
	}
	return w, 0
}

// maxForwards is how many more proxies may pass a request on; below 0: any number.
// It is said of two methods only (RFC 9110 section 7.6.2).
func maxForwards(req *http.Request) (left int64, status int) {
	text := req.Header.Get("Max-Forwards")
	if text == "" || req.Method != http.MethodTrace && req.Method != http.MethodOptions {
		return -1, 0
	}
	if left = number(text); left < 0 {
		return 0, http.StatusBadRequest
	}
	return left, 0
}

// choose returns which of the gateway's servers is asked next.
func (x *Proxy) choose() int {
	best := x.turn % len(x.Servers)
	if x.Balance == LeastRequests {
		for i := range x.Servers {
			if j := (x.turn + i) % len(x.Servers); x.asked[j] < x.asked[best] {
				best = j
			}
		}
	}
	x.turn = best + 1
	x.asked[best]++
	return best
}

// release says that a server has done with a request.
func (x *Proxy) release(w way) {
	if w.server >= 0 {
		x.asked[w.server]--
	}
}

// own answers a request by itself.
func (x *Proxy) own(p *sim.Proc, v *visit, h *Handling, req *http.Request, status int, n int64) (bool, error) {
	k := answerKey{resource: Resource{Status: int64(status)}}
	k.closing = req.ContentLength != 0 // nobody reads the body
	x.persist(v, &k, req, n)
	switch {
	case status == http.StatusOK && req.Method == http.MethodTrace:
		k.trace(req)
	case status == http.StatusOK:
		k.allow = true
	}
	h.Respond = p.Now()
	if _, err := v.stream.Writev(bytesOf(x.Front.head(k)), bytesOf([]byte(k.echo))); err != nil {
		return false, err
	}
	h.Done = p.Now()
	return !k.closing, nil
}

// persist decides whether a client's connection stays open after the response to
// its n-th request, as far as it does not close for another reason. Clients of
// version 1.0 are granted what they ask for, in either field, as the proxies of
// that time did; RFC 9112 section 9.3 would not have it.
func (x *Proxy) persist(v *visit, k *answerKey, req *http.Request, n int64) {
	s := x.Front
	k.closing = k.closing || !s.KeepAlive || s.MaxRequests > 0 && n >= s.MaxRequests
	switch {
	case !s.older(req):
		k.closing = k.closing || req.Close
	case hasToken(req.Header, "Connection", "keep-alive"), hasToken(req.Header, "Proxy-Connection", "keep-alive"):
		k.granted = !k.closing
	default:
		k.closing = true
	}
	if !k.closing {
		k.announce = s.announcement(s.MaxRequests - n)
	}
}

// shrink closes idle connections that are more than may be, those first that have
// been idle for longest.
func (c *Client) shrink() {
	if c.allowed == nil {
		return
	}
	for _, g := range c.groups {
		for n := int64(g.open) - c.allowed(); n > 0 && len(g.idle) > 0; n-- {
			g.idle[0].retire()
		}
	}
}

// via is the proxy's entry in Via (RFC 9110 section 7.6.3).
func (x *Proxy) via(major, minor int) string { return fmt.Sprintf("%d.%d %s", major, minor, x.name()) }
