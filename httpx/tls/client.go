package tls

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// client is the client's side of a handshake.
type client struct {
	*Session
	config *ClientConfig
	cache  *Cache
	name   string // of the server
	key    string // under which its tickets are
	hello  clientHello
	resume kept // the ticket that is offered
}

// Client returns the session of a client with the server of a name, whose tickets are
// kept in the cache under a key. Early says that what is written first may be sent
// early, if a ticket allows it.
func Client(under stack.Stream, o Options, c *ClientConfig, cache *Cache, name, key string, early bool) *Session {
	s := newSession(under, o, &c.Config)
	s.buffers = &cache.buffers
	side := &client{Session: s, config: c, cache: cache, name: name, key: key}
	s.after = side.later
	s.shake = func() error { return side.begin(early && c.EarlyData) }
	return s
}

// noise draws random bytes.
func (s *Session) noise(n int) []byte { return noise(s.options.Random, n) }

// begin says hello.
func (c *client) begin(early bool) error {
	cfg := c.config
	h := &c.hello
	*h = clientHello{
		random: c.noise(randomLen), newest: cfg.Newest, oldest: min(cfg.Oldest, cfg.Newest), name: c.name,
		alpn: c.options.ALPN, groups: []Group{X25519, P256}, shares: []Group{X25519}, staple: true, resumable: cfg.Resume,
	}
	if cfg.KeyShare != AnyGroup && cfg.KeyShare != X25519 {
		h.shares = []Group{cfg.KeyShare, X25519}
	}
	if cfg.KeyShare == Hybrid {
		h.groups = []Group{Hybrid, X25519, P256}
	}
	if cfg.Resume {
		c.offer()
	}
	if h.newest == TLS13 || h.ticket != nil {
		// RFC 8446 appendix D.4 and RFC 5077 section 3.4.
		h.session = c.noise(randomLen)
	}
	h.early = early && h.psk != nil && c.resume.early > 0
	if !h.early {
		if err := c.sayHello(nil, nil); err != nil {
			return err
		}
		return c.finish()
	}
	if err := c.sayHello(nil, c.changed()); err != nil {
		return err
	}
	c.state.Early, c.state.Version, c.state.Resumed, c.state.ALPN = true, TLS13, true, c.resume.alpn
	c.state.Flights = nil // nobody waits for them
	c.out = protection{on: true, version: TLS13}
	c.rest = c.finish
	return nil
}

// offer puts a ticket into the hello, if there is one that fits.
func (c *client) offer() {
	t, ok := c.cache.take(c.key, c.hello.newest, c.hello.oldest, c.options.Kernel.Now().Now)
	switch {
	case !ok:
		return
	case t.version == TLS13:
		c.hello.psk = t.ticket
	default:
		c.hello.ticket = t.ticket
	}
	c.resume = t
}

// sayHello writes the hello, with what comes before and after it.
func (c *client) sayHello(before, after []stack.Payload) error {
	hello := c.out.record(handshake, bytesOf(c.hello.write(c.config.Hello, c.noise)))
	if err := c.putAll(slices.Concat(before, hello, after)); err != nil {
		return err
	}
	c.flight(true, true)
	return nil
}

// changed is a ChangeCipherSpec, which version 1.3 has for the sake of those in
// between (RFC 8446 appendix D.4).
func (s *Session) changed() []stack.Payload {
	clear := protection{}
	return clear.record(changeCipherSpec, bytesOf([]byte{1}))
}

// finish does the handshake from the server's answer on.
func (c *client) finish() error {
	sh, err := c.answer()
	if err != nil {
		return err
	}
	if sh.retry {
		if err := c.again(&sh); err != nil {
			return err
		}
		if sh, err = c.answer(); err != nil {
			return err
		}
		if sh.retry {
			return c.fail(unexpectedMessage, "the server asked for another hello twice")
		}
	}
	if sh.version == TLS13 {
		return c.finish13(&sh)
	}
	return c.finish12(&sh)
}

// answer waits for the server's choices and judges them.
func (c *client) answer() (sh serverHello, err error) {
	_, body, err := c.message(typeServerHello)
	if err != nil {
		return sh, err
	}
	sh, ok := parseServerHello(body)
	switch h := &c.hello; {
	case !ok:
		return sh, c.fail(decodeError, "the ServerHello makes no sense")
	case sh.version > h.newest || sh.version < h.oldest || h.early && sh.version != TLS13:
		return sh, c.fail(protocolVersion, fmt.Sprintf("the server chose version %v, which was not offered", sh.version))
	case sh.version == TLS13 && !bytes.Equal(sh.session, h.session):
		return sh, c.fail(illegalParameter, "the server does not repeat the session id")
	case sh.version == TLS13 && !slices.Contains(h.groups, sh.group), sh.psk && h.psk == nil:
		return sh, c.fail(illegalParameter, "the server chose what was not offered")
	case !sh.retry && sh.version == TLS13 && !slices.Contains(h.shares, sh.group):
		return sh, c.fail(illegalParameter, "the server chose a group without a key")
	}
	c.state.Version = sh.version
	return sh, nil
}

// again says hello with the key that the server wants (RFC 8446 section 4.1.2).
func (c *client) again(sh *serverHello) error {
	c.flight(false, false)
	c.state.Retried = true
	if c.hello.early {
		c.hello.early, c.state.Rejected = false, true // no early data after that (RFC 8446 section 4.2.10)
	}
	c.hello.shares = []Group{sh.group}
	var before []stack.Payload
	if !c.state.Early {
		before = c.changed()
	}
	c.out = protection{}
	return c.sayHello(before, nil)
}

// finish13 takes the rest of the server's flight and answers it.
func (c *client) finish13(sh *serverHello) error {
	c.in = protection{on: true, version: TLS13}
	c.state.Resumed = sh.psk
	_, body, err := c.message(typeEncryptedExtensions)
	if err != nil {
		return err
	}
	alpn, early, ok := parseEncryptedExtensions(body)
	switch {
	case !ok:
		return c.fail(decodeError, "EncryptedExtensions make no sense")
	case alpn != "" && !slices.Contains(c.hello.alpn, alpn), early && !c.hello.early:
		return c.fail(illegalParameter, "the server chose what was not offered")
	}
	c.state.ALPN = alpn
	want := []messageType{typeCertificate, typeCertificateVerify, typeFinished}
	if sh.psk {
		want = want[2:]
	}
	for _, t := range want {
		if _, _, err := c.message(t); err != nil {
			return err
		}
	}
	c.flight(false, false)
	c.compute(c.cost(), true)
	var parts []stack.Payload
	if !c.state.Early && !c.state.Retried {
		parts = c.changed()
	}
	if c.hello.early && early {
		parts = append(parts, c.out.record(handshake, bytesOf(message(typeEndOfEarlyData, nil)))...)
	}
	if c.hello.early && !early {
		c.state.Rejected = true
	}
	c.refused = c.state.Rejected
	c.out = protection{on: true, version: TLS13}
	return c.putAll(append(parts, c.out.record(handshake, bytesOf(c.finished()))...))
}

// cost is what the handshake costs.
func (s *Session) cost() vtime.Time {
	if s.state.Resumed {
		return s.config.ResumedCost
	}
	return s.config.FullCost
}

// finished is the Finished message.
func (s *Session) finished() []byte {
	n := hashLen
	if s.state.Version == TLS12 {
		n = finished12
	}
	return message(typeFinished, func(b *builder) { b.AddBytes(s.noise(n)) })
}

// later takes a ticket that comes after the handshake.
func (c *client) later(t messageType, body []byte) (bool, error) {
	if t != typeNewSessionTicket || c.state.Version != TLS13 {
		return false, nil
	}
	return true, c.keep(body)
}

// keep keeps a ticket.
func (c *client) keep(body []byte) error {
	t, ok := parseNewTicket(c.state.Version, body)
	if !ok {
		return c.fail(decodeError, "a NewSessionTicket makes no sense")
	}
	if c.config.Resume {
		until := c.options.Kernel.Now().Now.Add(vtime.Time(t.lifetime) * vtime.Second)
		c.cache.put(c.key, kept{t, c.state.Version, c.state.ALPN, until})
	}
	return nil
}
