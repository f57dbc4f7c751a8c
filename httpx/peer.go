package httpx

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Peer is where a proxy listens, or a server behind one.
type Peer struct {
	Addr ip.Addr
	Port uint16
	Name string // for reports
}

// tunnels reports whether a proxy is asked to connect and then to pass bytes on as
// they are: what is not plain HTTP is no business of its (RFC 9110 section 9.3.6).
func (p *Peer) tunnels(u URL) bool { return u.Scheme != "http" }

// key names the connections to a proxy that requests for a URL may use.
func (p *Peer) key(u URL) groupKey {
	k := groupKey{addr: p.Addr, port: p.Port, name: p.Name}
	if p.tunnels(u) {
		k.tunnel, k.secure = u.hostPort(), true
	}
	return k
}

// Tunnel is a connection that a client had a proxy make for it, as the client knows
// it. Offsets are of the TCP stream between the two.
type Tunnel struct {
	Asked       vtime.Stamp // CONNECT was written
	Answered    vtime.Stamp // the answer was read, or why there is none was known
	RequestEnd  uint64      // behind CONNECT
	ResponseEnd uint64      // behind the answer; 0: there was none
	Status      int         // of the answer; 0: there was none
}

// errTunnel is why a proxy would not make a connection.
var errTunnel = errors.New("the proxy made no tunnel")

// dig asks a proxy for a tunnel, if the connection is to be one.
func (c *connection) dig() (err error) {
	k := &c.group.key
	if k.tunnel == "" {
		return nil
	}
	cl := c.group.client
	c.tunnel, err = askTunnel(cl.Host.Net().Kernel().Running(), &cl.readers, c.stream, k.tunnel, cl.Version)
	return err
}

// askTunnel asks the proxy at the other end of a stream to connect to a host and
// port, and waits for the answer.
func askTunnel(p *sim.Proc, from *readers, s stack.Stream, to string, v Version) (*Tunnel, error) {
	t := &Tunnel{Asked: p.Now()}
	head := "CONNECT " + to + " " + v.line() + "\r\nHost: " + to + "\r\nUser-Agent: rttlab\r\n\r\n"
	if _, err := s.Writev(bytesOf([]byte(head))); err != nil {
		t.Answered = p.Now()
		return t, err
	}
	t.RequestEnd = s.Written()
	in := &limited{from: s}
	r := from.take(in)
	defer from.give(r)
	in.begin(r)
	resp, err := readAnswer(r)
	t.Answered = p.Now()
	if err != nil {
		return t, cut(in.failed(err), "before it had answered CONNECT")
	}
	t.ResponseEnd, t.Status = s.ReadOffsetBefore(int64(r.Buffered())), resp.StatusCode
	switch {
	case resp.StatusCode/100 != 2:
		return t, fmt.Errorf("%w: it answered %s", errTunnel, resp.Status)
	case r.Buffered() > 0:
		return t, fmt.Errorf("%w: more came than its answer", errTunnel)
	}
	return t, nil
}

// readAnswer reads the answer to CONNECT, which interim responses come before.
func readAnswer(r *bufio.Reader) (resp *http.Response, err error) {
	for range maxInterim + 1 {
		resp, err = http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
		if err != nil || resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
	}
	return nil, errInterim
}

// spawn starts a process of the client.
func (c *Client) spawn(name string, fn func(*sim.Proc)) {
	if c.daemon {
		c.Host.GoDaemon(name, fn)
		return
	}
	c.Host.Go(name, fn)
}

// forward asks for what a proxy's client wants. To is where it goes; nil: to the
// client's proxy, or where the name of the host leads.
func (c *Client) forward(u URL, to *Peer, sent *written, g *passage, tx *Transaction) *fetch {
	tx.Workload, tx.Client, tx.URL, tx.Method = c.Workload, c.Host, sent.url, sent.req.Method
	tx.Asked, tx.ForOther = c.Host.Net().Kernel().Now(), true
	c.Recorder.begin(tx)
	f := &fetch{client: c, tx: tx, sent: sent, size: g.size, pass: g}
	f.done = func() { g.finish(tx.Err) }
	if to == nil {
		to = c.Proxy
	}
	c.locate(f, u, to)
	return f
}
