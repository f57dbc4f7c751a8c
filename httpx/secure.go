package httpx

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// secrets is what the TLS sessions of an application have in common.
type secrets struct {
	tickets tls.Cache   // of a client
	server  *tls.Server // of a server
	options tls.Options
}

// start prepares them for an application of that name.
func (s *secrets) start(k *sim.Kernel, name string, cores *processor, alpn []string, r *Recorder) {
	s.options = tls.Options{
		Kernel: k, Random: k.Stream(name), ALPN: alpn, Compute: func(d vtime.Time) { cores.use(k.Running(), d) },
		Ciphering: func(end *stack.End, opened, begins bool) { r.ciphering(end, opened, begins, k.Now().Now) },
	}
}

// ciphering says when an end of TLS computed: what it wrote, and what it read.
type ciphering struct{ sealed, opened cause.Chrono }

func (c *ciphering) of(opened bool) *cause.Chrono {
	if opened {
		return &c.opened
	}
	return &c.sealed
}

// ciphering records that an end of TLS computes from now on, or no more.
func (r *Recorder) ciphering(end *stack.End, opened, begins bool, now vtime.Time) {
	c := r.ciphers[end]
	if c == nil {
		c = &ciphering{}
		r.ciphers[end] = c
	}
	why := cause.NothingToSend
	if begins {
		why = cause.TLS
	}
	c.of(opened).Set(now, why, 0)
}

// Ciphering says when an end of TLS computed what it read, or what it wrote; nil if that
// took no time.
func (r *Recorder) Ciphering(end *stack.End, opened bool) *cause.Chrono {
	if c := r.ciphers[end]; c != nil {
		return c.of(opened)
	}
	return nil
}

// secure does the TLS handshake of a connection to a server that wants one.
func (c *connection) secure() error {
	g := c.group
	cl := g.client
	if !g.key.secure {
		return nil
	}
	if cl.secrets.options.Kernel == nil {
		name := "tls/client/" + cl.Host.Name() + "/" + cl.Workload
		cl.secrets.start(cl.Host.Net().Kernel(), name, cl.processor(), cl.Version.protocols(), cl.Recorder)
	}
	name, server := g.key.name, g.key.tunnel
	if host, _, err := net.SplitHostPort(server); err == nil {
		name = host
	} else {
		server = net.JoinHostPort(name, strconv.Itoa(int(g.key.port)))
	}
	early := len(g.queue) > 0 && g.queue[0].harmless()
	s := tls.Client(c.stream, cl.secrets.options, &cl.TLS, &cl.secrets.tickets, name, server, early)
	c.stream, c.tls = s, s.State()
	if err := s.Handshake(); err != nil {
		return fmt.Errorf("TLS handshake with %s: %w", name, err)
	}
	g.old = g.old || cl.Version == HTTP2 && c.tls.ALPN != protocol2
	return nil
}

// harmless reports whether a request may be sent early, where somebody could send it
// again (RFC 8446 section 8).
func (f *fetch) harmless() bool { return idempotent(f.tx.Method) && f.size == 0 && !f.late }

// early reports whether what is sent on the connection is early data: the server has
// said nothing yet.
func (c *connection) early() bool {
	return c.tls != nil && c.tls.Early && !c.tls.Rejected && c.mux.fed == 0
}

// rejected begins a connection of HTTP/2 anew whose first bytes the server has thrown
// away.
func (c *connection) rejected() {
	m := c.mux
	m.closed = true
	m.wake.WakeAll()
	c.served = 0
	for _, f := range m.inOrder() {
		f.tx.Last().Rejected = true
		c.again(f, false)
	}
}

// protocols are the names of what an end of a version speaks in ALPN, the best one
// first (RFC 7301 section 6, RFC 9113 section 3.2).
func (v Version) protocols() []string {
	if v == HTTP2 {
		return []string{protocol2, VersionNames[HTTP11]}
	}
	return []string{VersionNames[v]}
}

// protocol2 is the name of HTTP/2.
const protocol2 = "h2"

// repeat sends a request again on the same connection, where the server has thrown
// away what was sent early, or refused it.
func (c *connection) repeat(f *fetch) {
	f.notEarly()
	c.begin(f)
}

// notEarly notes that what was sent early came to nothing: the server has thrown it away, or
// refused it.
func (f *fetch) notEarly() {
	f.late = true
	f.tx.Last().Failed, f.tx.Last().Rejected = f.client.Host.Net().Kernel().Now(), true
}

// errTooEarly is why a request goes again on another connection.
var errTooEarly = errors.New("the server refused a request that came early, and closes the connection")

// tooEarly reports whether a response says no more than that the request, which went early,
// is to be sent again when the handshake is done (RFC 8470 section 5.2).
func (f *fetch) tooEarly(resp *http.Response) bool {
	return f.early && resp.StatusCode == http.StatusTooEarly
}

// askLater passes over the response to a request that went too early, and sends it again, if
// the connection stays, for the response that counts.
func (c *connection) askLater(p *sim.Proc, f *fetch, resp *http.Response) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return nil, cut(c.in.failed(err), "in the middle of the body")
	}
	if !c.keeps(resp) || !c.clean(f.up) {
		f.late = true
		f.tx.Last().Rejected = true
		return nil, errTooEarly
	}
	c.repeat(f)
	if err := c.firstByte(f.tx); err != nil {
		return nil, noAnswer{cut(err, "before it answered")}
	}
	return c.readHead(p, f)
}

// streamLater is askLater for a connection of HTTP/2, whose streams end by themselves.
func (c *connection) streamLater(f *fetch) {
	f.notEarly()
	c.mux.machine.Reset(c.mux.now(), f.stream, http2.ErrCodeCancel)
	c.again(f, false)
}

// tells adds to a request that comes before the end of the handshake that it does (RFC 8470
// section 5.1): a proxy passes that on, and some resources are not to be had so.
func (v *visit) tells(req *http.Request) {
	if session, secret := v.stream.(*tls.Session); secret && session.Early() {
		req.Header.Set(earlyHeader, "1")
	}
}

// earlyHeader says that a request may have been sent by somebody who repeats another one.
const earlyHeader = "Early-Data"

// secure does the TLS handshake of a connection if the server wants one, and reports
// whether it can be used.
func (v *visit) secure() bool {
	s := v.server
	if s.TLS == nil {
		return true
	}
	session := s.secrets.server.Session(v.stream, s.secrets.options)
	err := session.Handshake()
	if errors.Is(err, tls.ErrPlainHTTP) {
		// As nginx does; the client understands it, which an alert it would not.
		head := s.head(answerKey{resource: Resource{Status: http.StatusBadRequest}, closing: true})
		_, _ = v.stream.Writev(bytesOf(head)) // the client may be gone
		_ = v.stream.Shutdown(stack.ShutWrite)
		v.drain(s.Host.Net().Kernel().Running())
	}
	v.stream, v.in.from = session, session
	return err == nil
}
