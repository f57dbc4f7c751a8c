package tls

import (
	"fmt"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// server is the server's side of a handshake.
type server struct {
	*Session
	of     *Server
	config *ServerConfig
	hello  clientHello
	group  Group
	taken  session // that is resumed
}

// Session returns the session of a server with a client.
func (of *Server) Session(under stack.Stream, o Options) *Session {
	s := newSession(under, o, &of.config.Config)
	s.buffers, s.sizes.dynamic = &of.buffers, of.config.DynamicRecords
	side := &server{Session: s, of: of, config: of.config}
	s.after, s.shake = side.later, side.run
	return s
}

func (v *server) run() error {
	if err := v.heed(); err != nil {
		return err
	}
	if v.state.Version == TLS13 {
		return v.answer13()
	}
	return v.answer12()
}

// heed waits for a hello and chooses what both ends can do.
func (v *server) heed() error {
	_, body, err := v.message(typeClientHello)
	if err != nil {
		return err
	}
	h, ok := parseClientHello(body)
	if !ok {
		return v.fail(decodeError, "the ClientHello makes no sense")
	}
	v.hello = h
	v.flight(true, false)
	newest := min(h.newest, v.config.Newest)
	if newest < max(h.oldest, min(v.config.Oldest, v.config.Newest)) {
		return v.fail(protocolVersion, fmt.Sprintf("the client speaks versions %v to %v", h.oldest, h.newest))
	}
	v.state.Version = newest
	if err := v.choose(); err != nil {
		return err
	}
	ticket := h.psk
	if newest == TLS12 {
		ticket = h.ticket
	}
	v.taken, v.state.Resumed = v.of.unseal(ticket, newest, v.options.Kernel.Now().Now)
	v.state.Resumed = v.state.Resumed && v.config.Tickets > 0
	return nil
}

// choose chooses the protocol above (RFC 7301 section 3.2).
func (v *server) choose() error {
	mine, theirs := v.options.ALPN, v.hello.alpn
	if len(mine) == 0 || len(theirs) == 0 {
		return nil
	}
	for _, p := range mine {
		if slices.Contains(theirs, p) {
			v.state.ALPN = p
			return nil
		}
	}
	return v.fail(noApplicationProtocol, fmt.Sprintf("the client speaks %q", theirs))
}

// agree chooses the group; retry says that the client has to send a key for it first.
func (v *server) agree() (retry bool, err error) {
	h, want := &v.hello, v.config.Group
	if want != AnyGroup && slices.Contains(h.groups, want) {
		v.group = want
		return !slices.Contains(h.shares, want), nil
	}
	for _, g := range []Group{Hybrid, X25519, P256} {
		if want == AnyGroup && slices.Contains(h.shares, g) {
			v.group = g
			return false, nil
		}
	}
	for _, g := range []Group{X25519, P256} {
		if slices.Contains(h.groups, g) {
			v.group = g
			return !slices.Contains(h.shares, g), nil
		}
	}
	return false, v.fail(handshakeFailure, "the client knows no group of the server's")
}

// retry asks for another hello (RFC 8446 section 4.1.4).
func (v *server) retry() error {
	v.state.Retried = true
	v.skip, v.state.Early, v.state.Rejected = v.hello.early, v.hello.early, v.hello.early
	sh := serverHello{version: TLS13, retry: true, session: v.hello.session, suite: suite13, group: v.group}
	parts := v.out.record(handshake, bytesOf(sh.write(v.noise)))
	if err := v.putAll(append(parts, v.changed()...)); err != nil {
		return err
	}
	v.flight(false, true)
	group := v.group
	if err := v.heed(); err != nil {
		return err
	}
	v.skip = false
	if v.state.Version != TLS13 || !slices.Contains(v.hello.shares, group) || v.hello.early {
		return v.fail(illegalParameter, "the second ClientHello is not what was asked for")
	}
	v.group = group
	return nil
}

// answer13 is a handshake of version 1.3 from the server's flight on.
func (v *server) answer13() error {
	retry, err := v.agree()
	if err == nil && retry {
		err = v.retry()
	}
	if err != nil {
		return err
	}
	h := &v.hello
	v.state.Early = v.state.Early || h.early
	early := h.early && v.state.Resumed && v.taken.early && v.config.EarlyData > 0 && v.taken.alpn == v.state.ALPN
	v.state.Rejected = v.state.Early && !early
	v.compute(v.cost(), true)
	if err := v.putAll(v.flight13(early)); err != nil {
		return err
	}
	v.flight(false, true)
	v.in = protection{on: true, version: TLS13}
	if v.early = early; early {
		return nil // the client's Finished comes behind its data
	}
	v.skip = h.early
	if _, _, err := v.message(typeFinished); err != nil {
		return err
	}
	v.skip = false
	v.flight(true, false)
	return v.tickets()
}

// flight13 is the server's flight, each message in a record, as OpenSSL has it.
func (v *server) flight13(early bool) []stack.Payload {
	id, h := v.of.identity, &v.hello
	sh := serverHello{version: TLS13, session: h.session, suite: suite13, group: v.group, psk: v.state.Resumed}
	parts := v.out.record(handshake, bytesOf(sh.write(v.noise)))
	if !v.state.Retried {
		parts = append(parts, v.changed()...)
	}
	v.out = protection{on: true, version: TLS13}
	messages := [][]byte{encryptedExtensions(v.state.ALPN, early)}
	if !v.state.Resumed {
		messages = append(messages, id.certificates(TLS13, h.staple && id.staple != nil), id.verify())
	}
	for _, m := range append(messages, v.finished()) {
		parts = append(parts, v.records(m)...)
	}
	return parts
}

// records is a message in as many records as it needs.
func (s *Session) records(m []byte) (parts []stack.Payload) {
	for len(m) > 0 {
		n := min(len(m), MaxRecord)
		parts = append(parts, s.out.record(handshake, bytesOf(m[:n:n]))...)
		m = m[n:]
	}
	return parts
}

// later takes what ends early data.
func (v *server) later(t messageType, _ []byte) (bool, error) {
	if t != typeEndOfEarlyData || !v.early {
		return false, nil
	}
	v.early = false
	_, _, err := v.message(typeFinished)
	if err == nil {
		err = v.tickets()
	}
	return true, err
}

// tickets sends tickets, each in a write of its own; one where a session was resumed,
// as OpenSSL does.
func (v *server) tickets() error {
	n := int(v.config.Tickets)
	if v.state.Resumed {
		n = min(n, 1)
	}
	for i := range n {
		t := v.newTicket()
		if err := v.put(handshake, bytesOf(t.write(TLS13, i, v.noise))); err != nil {
			return err
		}
	}
	return nil
}

// newTicket makes a ticket of the session.
func (v *server) newTicket() newTicket {
	early := min(v.config.EarlyData, 1<<31)
	of := session{v.state.Version, v.state.ALPN, v.options.Kernel.Now().Now, early > 0}
	return newTicket{uint32(v.config.TicketLifetime / vtime.Second), v.of.seal(&of, v.noise), uint32(early)}
}

// answer12 is a handshake of version 1.2 from the server's flight on.
func (v *server) answer12() error {
	id, h := v.of.identity, &v.hello
	v.compute(v.cost(), true)
	sh := serverHello{
		version: TLS12, session: h.session, suite: id.suite(), alpn: v.state.ALPN,
		ticket: h.resumable && v.config.Tickets > 0, staple: h.staple && id.staple != nil && !v.state.Resumed,
	}
	if !v.state.Resumed {
		sh.session = nil
	}
	hello := sh.write(v.noise)
	if v.state.Resumed {
		return v.resume12(&sh, hello)
	}
	group := X25519
	if !slices.Contains(h.groups, group) {
		group = P256
	}
	messages := [][]byte{hello, id.certificates(TLS12, sh.staple)}
	if sh.staple {
		messages = append(messages, id.status())
	}
	var parts []stack.Payload
	for _, m := range append(messages, id.keyExchange(group, v.noise), message(typeServerHelloDone, nil)) {
		parts = append(parts, v.records(m)...)
	}
	if err := v.putAll(parts); err != nil {
		return err
	}
	v.flight(false, true)
	if err := v.end12(typeClientKeyExchange); err != nil {
		return err
	}
	return v.putAll(v.lastWords(v.ticket12(&sh)...))
}

// resume12 is the rest where the client's ticket is good.
func (v *server) resume12(sh *serverHello, hello []byte) error {
	if err := v.putAll(v.lastWords(append([][]byte{hello}, v.ticket12(sh)...)...)); err != nil {
		return err
	}
	v.flight(false, true)
	return v.end12()
}

// end12 waits for the last messages of the client.
func (v *server) end12(before ...messageType) error {
	for _, t := range append(before, typeFinished) {
		if _, _, err := v.message(t); err != nil {
			return err
		}
	}
	v.flight(true, false)
	return nil
}

// ticket12 is the ticket that the hello has announced.
func (v *server) ticket12(sh *serverHello) [][]byte {
	if !sh.ticket {
		return nil
	}
	t := v.newTicket()
	return [][]byte{t.write(TLS12, 0, v.noise)}
}
