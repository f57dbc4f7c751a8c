package tls

import (
	"bytes"
	"math/rand/v2"

	"golang.org/x/crypto/cryptobyte"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Server is what the sessions of a server have in common: its certificate and the key
// of its tickets.
type Server struct {
	config   *ServerConfig
	identity *identity
	key      []byte
	buffers
}

// NewServer returns a server of that name.
func NewServer(c *ServerConfig, name string, r *rand.Rand) *Server {
	return &Server{config: c, key: noise(r, 16), identity: newIdentity(c, name, r), buffers: buffers{plain: true}}
}

// session is what a ticket holds.
type session struct {
	version Version
	alpn    string
	issued  vtime.Time
	early   bool // early data may be sent
}

// seal makes a ticket of a session: only this server can read it.
func (s *Server) seal(of *session, noise func(int) []byte) []byte {
	var b cryptobyte.Builder
	b.AddBytes(s.key)
	b.AddUint8(uint8(of.version))
	b.AddUint64(uint64(of.issued))
	if of.early {
		b.AddUint8(1)
	} else {
		b.AddUint8(0)
	}
	list8(&b, []byte(of.alpn))
	t := b.BytesOrPanic()
	return append(t, noise(max(int(s.config.TicketSize)-len(t), 0))...)
}

// unseal reads a ticket that is still good; false if there is none.
func (s *Server) unseal(ticket []byte, v Version, now vtime.Time) (of session, ok bool) {
	t := cryptobyte.String(ticket)
	var key, alpn []byte
	var version, early, n uint8
	var issued uint64
	if !t.ReadBytes(&key, len(s.key)) || !bytes.Equal(key, s.key) || !t.ReadUint8(&version) || !t.ReadUint64(&issued) ||
		!t.ReadUint8(&early) || !t.ReadUint8(&n) || !t.ReadBytes(&alpn, int(n)) {
		return of, false
	}
	of = session{Version(version), string(alpn), vtime.Time(issued), early == 1}
	return of, of.version == v && now-of.issued <= s.config.TicketLifetime
}

// ticketsKept is how many tickets of version 1.3 a client keeps for a server: the
// newest ones, as Chromium does (SSLClientSessionCache).
const ticketsKept = 2

// Cache is the tickets that a client has, by the server's name and port.
type Cache struct {
	of map[string][]kept
	buffers
}

// kept is a ticket that a client has.
type kept struct {
	newTicket
	version Version
	alpn    string
	until   vtime.Time
}

// put keeps a ticket.
func (c *Cache) put(server string, t kept) {
	if c.of == nil {
		c.of = map[string][]kept{}
	}
	list := append(c.of[server], t)
	c.of[server] = list[max(0, len(list)-ticketsKept):]
}

// take returns the newest ticket that is good. One of version 1.3 is used once
// (RFC 8446 appendix C.4).
func (c *Cache) take(server string, newest, oldest Version, now vtime.Time) (kept, bool) {
	list := c.of[server]
	for i := len(list) - 1; i >= 0; i-- {
		t := list[i]
		if t.version > newest || t.version < oldest || t.until < now {
			continue
		}
		if t.version == TLS13 {
			c.of[server] = append(list[:i:i], list[i+1:]...)
		}
		return t, true
	}
	return kept{}, false
}
