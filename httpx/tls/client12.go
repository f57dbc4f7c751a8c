package tls

import (
	"bytes"
	"slices"

	"github.com/rttlab/rttlab/stack"
)

// finish12 does the rest of a handshake of version 1.2 (RFC 5246 section 7.3).
func (c *client) finish12(sh *serverHello) error {
	if sh.alpn != "" && !slices.Contains(c.hello.alpn, sh.alpn) {
		return c.fail(illegalParameter, "the server chose what was not offered")
	}
	c.state.ALPN = sh.alpn
	// RFC 5077 section 3.4: a server that takes the ticket repeats the session id.
	if c.state.Resumed = c.hello.ticket != nil && bytes.Equal(sh.session, c.hello.session); c.state.Resumed {
		return c.resume12(sh)
	}
	want := []messageType{typeCertificate, typeServerKeyExchange, typeServerHelloDone}
	if sh.staple {
		want = slices.Insert(want, 1, typeCertificateStatus)
	}
	for _, t := range want {
		if _, _, err := c.message(t); err != nil {
			return err
		}
	}
	c.flight(false, false)
	c.compute(c.cost(), true)
	key := message(typeClientKeyExchange, func(b *builder) { list8(b, c.noise(groups[X25519].client)) })
	if err := c.putAll(c.lastWords(key)); err != nil {
		return err
	}
	if c.config.FalseStart {
		c.rest = func() error { return c.conclude(sh) }
		return nil
	}
	c.flight(true, true)
	return c.conclude(sh)
}

// lastWords are messages in the clear, the change to protected records, and Finished.
func (s *Session) lastWords(clear ...[]byte) []stack.Payload {
	var parts []stack.Payload
	for _, m := range clear {
		parts = append(parts, s.out.record(handshake, bytesOf(m))...)
	}
	parts = append(parts, s.out.record(changeCipherSpec, bytesOf([]byte{1}))...)
	s.out = protection{on: true, version: TLS12}
	return append(parts, s.out.record(handshake, bytesOf(s.finished()))...)
}

// conclude waits for the end of the handshake.
func (c *client) conclude(sh *serverHello) error {
	if err := c.concluded(sh); err != nil {
		return err
	}
	c.flight(false, false)
	return nil
}

func (c *client) concluded(sh *serverHello) error {
	if sh.ticket {
		_, body, err := c.message(typeNewSessionTicket)
		if err != nil {
			return err
		}
		if err := c.keep(body); err != nil {
			return err
		}
	}
	_, _, err := c.message(typeFinished)
	return err
}

// resume12 does the rest where the server took the ticket.
func (c *client) resume12(sh *serverHello) error {
	if err := c.conclude(sh); err != nil {
		return err
	}
	c.compute(c.cost(), true)
	return c.putAll(c.lastWords())
}
