package tls

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// serverHello is what a ServerHello or a HelloRetryRequest says.
type serverHello struct {
	version Version
	retry   bool
	session []byte // as the client sent it
	suite   uint16
	group   Group
	psk     bool // of version 1.3: the ticket counts

	// Of version 1.2; in 1.3 other messages say so.
	alpn   string
	ticket bool // a ticket follows
	staple bool
}

func (h *serverHello) write(noise func(int) []byte) []byte {
	return message(typeServerHello, func(b *builder) {
		b.AddUint16(TLS12.wire())
		if h.retry {
			b.AddBytes(retryRandom)
		} else {
			b.AddBytes(noise(randomLen))
		}
		list8(b, h.session)
		b.AddUint16(h.suite)
		b.AddUint8(0) // no compression
		b.AddUint16LengthPrefixed(func(b *builder) {
			if h.version == TLS13 {
				h.extensions13(b, noise)
			} else {
				h.extensions12(b)
			}
		})
	})
}

func (h *serverHello) extensions13(b *builder, noise func(int) []byte) {
	extension(b, extSupportedVersions, func(b *builder) { b.AddUint16(TLS13.wire()) })
	extension(b, extKeyShare, func(b *builder) {
		b.AddUint16(groups[h.group].id)
		if !h.retry {
			list16(b, noise(groups[h.group].server))
		}
	})
	if h.psk {
		extension(b, extPreSharedKey, func(b *builder) { b.AddUint16(0) })
	}
}

func (h *serverHello) extensions12(b *builder) {
	extension(b, extRenegotiation, func(b *builder) { list8(b, nil) })
	extension(b, extMasterSecret, nil)
	if h.staple {
		extension(b, extStatusRequest, nil)
	}
	if h.ticket {
		extension(b, extSessionTicket, nil)
	}
	if h.alpn != "" {
		extension(b, extALPN, func(b *builder) { protocols(b, h.alpn) })
	}
}

// parseServerHello reads the body of the message; false if it makes no sense.
func parseServerHello(body []byte) (h serverHello, ok bool) {
	s := cryptobyte.String(body)
	var legacy uint16
	var random []byte
	var session cryptobyte.String
	var compression uint8
	if !s.ReadUint16(&legacy) || !s.ReadBytes(&random, randomLen) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&h.suite) || !s.ReadUint8(&compression) || compression != 0 {
		return h, false
	}
	h.session, h.retry = session, bytes.Equal(random, retryRandom)
	if h.version, ok = versionOf(legacy); !ok {
		return h, false
	}
	ok = eachExtension(s, h.extension)
	return h, ok
}

func (h *serverHello) extension(id uint16, s cryptobyte.String) (ok bool) {
	var code uint16
	switch id {
	case extSupportedVersions:
		if ok = s.ReadUint16(&code); ok {
			h.version, ok = versionOf(code)
		}
	case extKeyShare:
		ok = s.ReadUint16(&code)
		h.group = groupOf(code)
	case extPreSharedKey:
		h.psk, ok = true, true
	case extSessionTicket:
		h.ticket, ok = true, true
	case extStatusRequest:
		h.staple, ok = true, true
	case extALPN:
		h.alpn, ok = parseProtocol(s)
	default:
		ok = true
	}
	return ok
}

// parseProtocol reads the one protocol that a server has chosen.
func parseProtocol(s cryptobyte.String) (string, bool) {
	all, ok := parseProtocols(s)
	if !ok || len(all) != 1 {
		return "", false
	}
	return all[0], true
}

// encryptedExtensions is the message of version 1.3 (RFC 8446 section 4.3.1).
func encryptedExtensions(alpn string, early bool) []byte {
	return message(typeEncryptedExtensions, func(b *builder) {
		b.AddUint16LengthPrefixed(func(b *builder) {
			if alpn != "" {
				extension(b, extALPN, func(b *builder) { protocols(b, alpn) })
			}
			if early {
				extension(b, extEarlyData, nil)
			}
		})
	})
}

func parseEncryptedExtensions(body []byte) (alpn string, early, ok bool) {
	s := cryptobyte.String(body)
	var extensions cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&extensions) || !s.Empty() {
		return "", false, false
	}
	for !extensions.Empty() {
		var id uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&id) || !extensions.ReadUint16LengthPrefixed(&body) {
			return "", false, false
		}
		switch id {
		case extALPN:
			if alpn, ok = parseProtocol(body); !ok {
				return "", false, false
			}
		case extEarlyData:
			early = true
		}
	}
	return alpn, early, true
}

// newTicket is a NewSessionTicket (RFC 8446 section 4.6.1, RFC 5077 section 3.3).
type newTicket struct {
	lifetime uint32 // seconds
	ticket   []byte
	early    uint32 // bytes that may be sent early
}

func (t *newTicket) write(v Version, number int, noise func(int) []byte) []byte {
	return message(typeNewSessionTicket, func(b *builder) {
		b.AddUint32(t.lifetime)
		if v == TLS12 {
			list16(b, t.ticket)
			return
		}
		b.AddBytes(noise(4)) // ticket_age_add
		list8(b, []byte{0, 0, 0, 0, 0, 0, 0, byte(number)})
		list16(b, t.ticket)
		b.AddUint16LengthPrefixed(func(b *builder) {
			if t.early > 0 {
				extension(b, extEarlyData, func(b *builder) { b.AddUint32(t.early) })
			}
		})
	})
}

func parseNewTicket(v Version, body []byte) (t newTicket, ok bool) {
	s := cryptobyte.String(body)
	var age uint32
	var nonce, ticket, extensions cryptobyte.String
	if !s.ReadUint32(&t.lifetime) {
		return t, false
	}
	if v == TLS12 {
		ok = s.ReadUint16LengthPrefixed(&ticket) && s.Empty()
		t.ticket = bytes.Clone(ticket)
		return t, ok
	}
	if !s.ReadUint32(&age) || !s.ReadUint8LengthPrefixed(&nonce) || !s.ReadUint16LengthPrefixed(&ticket) ||
		!s.ReadUint16LengthPrefixed(&extensions) || !s.Empty() {
		return t, false
	}
	t.ticket = bytes.Clone(ticket)
	for !extensions.Empty() {
		var id uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&id) || !extensions.ReadUint16LengthPrefixed(&body) ||
			id == extEarlyData && !body.ReadUint32(&t.early) {
			return t, false
		}
	}
	return t, true
}
