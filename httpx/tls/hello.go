package tls

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
)

// clientHello is what a ClientHello says (RFC 8446 section 4.1.2, RFC 5246 section
// 7.4.1.2).
type clientHello struct {
	random    []byte
	session   []byte // legacy_session_id
	newest    Version
	oldest    Version
	name      string // of the server
	alpn      []string
	groups    []Group
	shares    []Group // that it has sent a key for
	staple    bool    // it asks for an OCSP response
	resumable bool    // it takes tickets of version 1.2
	ticket    []byte  // of version 1.2
	psk       []byte  // ticket of version 1.3
	early     bool    // early data follow
}

// write writes the message, padded to a length without ticket. Keys are drawn from noise.
func (h *clientHello) write(least int64, noise func(int) []byte) []byte {
	psk := h.psk
	h.psk = nil
	m := h.message(0, noise)
	// RFC 7685: an extension that does nothing but take room.
	pad := least - int64(len(m))
	h.psk = psk
	if pad > 0 || psk != nil {
		m = h.message(pad, noise)
	}
	return m
}

func (h *clientHello) message(pad int64, noise func(int) []byte) []byte {
	return message(typeClientHello, func(b *builder) {
		b.AddUint16(TLS12.wire()) // RFC 8446 section 4.1.2: legacy_version
		b.AddBytes(h.random)
		list8(b, h.session)
		b.AddUint16LengthPrefixed(func(b *builder) {
			if h.newest == TLS13 {
				codes(b, suites13...)
			}
			if h.oldest == TLS12 {
				codes(b, suites12...)
			}
		})
		list8(b, []byte{0}) // no compression
		b.AddUint16LengthPrefixed(func(b *builder) { h.extensions(b, pad, noise) })
	})
}

func (h *clientHello) extensions(b *builder, pad int64, noise func(int) []byte) {
	if h.name != "" {
		extension(b, extServerName, func(b *builder) {
			b.AddUint16LengthPrefixed(func(b *builder) {
				b.AddUint8(0) // a host name (RFC 6066 section 3)
				list16(b, []byte(h.name))
			})
		})
	}
	if h.staple {
		extension(b, extStatusRequest, func(b *builder) {
			b.AddBytes([]byte{1, 0, 0, 0, 0}) // OCSP, of any responder (RFC 6066 section 8)
		})
	}
	extension(b, extGroups, func(b *builder) {
		b.AddUint16LengthPrefixed(func(b *builder) {
			for _, g := range h.groups {
				b.AddUint16(groups[g].id)
			}
		})
	})
	extension(b, extSignatures, func(b *builder) {
		b.AddUint16LengthPrefixed(func(b *builder) {
			codes(b, signatures[:]...)
		})
	})
	if len(h.alpn) > 0 {
		extension(b, extALPN, func(b *builder) { protocols(b, h.alpn...) })
	}
	if h.oldest == TLS12 {
		h.extensions12(b)
	}
	if pad >= 4 {
		extension(b, extPadding, func(b *builder) { b.AddBytes(make([]byte, pad-4)) })
	}
	if h.newest == TLS13 {
		h.extensions13(b, noise)
	}
}

// extensions12 are those of version 1.2.
func (h *clientHello) extensions12(b *builder) {
	extension(b, extPointFormats, func(b *builder) { list8(b, []byte{0}) })
	extension(b, extMasterSecret, nil)
	extension(b, extRenegotiation, func(b *builder) { list8(b, nil) })
	if h.resumable {
		extension(b, extSessionTicket, func(b *builder) { b.AddBytes(h.ticket) })
	}
}

// extensions13 are those of version 1.3. The ticket is the last one (RFC 8446 section
// 4.2.11).
func (h *clientHello) extensions13(b *builder, noise func(int) []byte) {
	extension(b, extSupportedVersions, func(b *builder) {
		b.AddUint8LengthPrefixed(func(b *builder) {
			for v := h.newest; ; v-- {
				b.AddUint16(v.wire())
				if v == h.oldest {
					break
				}
			}
		})
	})
	extension(b, extKeyShare, func(b *builder) {
		b.AddUint16LengthPrefixed(func(b *builder) {
			for _, g := range h.shares {
				b.AddUint16(groups[g].id)
				list16(b, noise(groups[g].client))
			}
		})
	})
	extension(b, extPSKModes, func(b *builder) { list8(b, []byte{1}) }) // with a new key
	if h.early {
		extension(b, extEarlyData, nil)
	}
	if h.psk == nil {
		return
	}
	extension(b, extPreSharedKey, func(b *builder) {
		b.AddUint16LengthPrefixed(func(b *builder) {
			list16(b, h.psk)
			b.AddBytes(noise(4)) // obfuscated_ticket_age
		})
		b.AddUint16LengthPrefixed(func(b *builder) { list8(b, noise(hashLen)) }) // the binder
	})
}

// signatures are the algorithms that a client takes: ECDSA and RSA-PSS, each with
// SHA-256, and for old certificates PKCS #1.
var signatures = [...]uint16{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501}

// parseClientHello reads the body of the message; false if it makes no sense.
func parseClientHello(body []byte) (h clientHello, ok bool) {
	s := cryptobyte.String(body)
	var legacy uint16
	var session, ciphers, compressions cryptobyte.String
	if !s.ReadUint16(&legacy) || !s.ReadBytes(&h.random, randomLen) || !s.ReadUint8LengthPrefixed(&session) ||
		len(session) > randomLen || !s.ReadUint16LengthPrefixed(&ciphers) || len(ciphers) < 2 ||
		!s.ReadUint8LengthPrefixed(&compressions) || !bytes.Contains(compressions, []byte{0}) {
		return h, false
	}
	h.session = session
	if v, known := versionOf(legacy); known {
		h.newest, h.oldest = min(v, TLS12), TLS12
	} else if legacy < TLS12.wire() {
		return h, false // older than all that is spoken here
	}
	ok = eachExtension(s, h.extension)
	return h, ok
}

// eachExtension reads the extensions at the end of a hello, which need not have any, until
// one makes no sense.
func eachExtension(s cryptobyte.String, read func(id uint16, body cryptobyte.String) bool) bool {
	var list cryptobyte.String
	if !s.Empty() && (!s.ReadUint16LengthPrefixed(&list) || !s.Empty()) {
		return false
	}
	for !list.Empty() {
		var id uint16
		var body cryptobyte.String
		if !list.ReadUint16(&id) || !list.ReadUint16LengthPrefixed(&body) || !read(id, body) {
			return false
		}
	}
	return true
}

// extension reads an extension. Those that are unknown count for nothing.
func (h *clientHello) extension(id uint16, s cryptobyte.String) (ok bool) {
	var list cryptobyte.String
	switch id {
	case extServerName:
		var kind uint8
		var name cryptobyte.String
		ok = s.ReadUint16LengthPrefixed(&list) && list.ReadUint8(&kind) && list.ReadUint16LengthPrefixed(&name)
		h.name = string(name)
	case extStatusRequest:
		h.staple, ok = true, true
	case extALPN:
		h.alpn, ok = parseProtocols(s)
	case extGroups:
		h.groups, ok = parseGroups(s)
	case extKeyShare:
		h.shares, ok = parseShares(s)
	case extSupportedVersions:
		ok = s.ReadUint8LengthPrefixed(&list) && h.versions(list)
	case extSessionTicket:
		h.resumable, h.ticket, ok = true, s, true
	case extEarlyData:
		h.early, ok = true, s.Empty()
	case extPreSharedKey:
		var identity cryptobyte.String
		ok = s.ReadUint16LengthPrefixed(&list) && list.ReadUint16LengthPrefixed(&identity)
		h.psk = identity
	default:
		ok = true
	}
	return ok
}

// versions reads supported_versions, which says more than the version at the
// beginning (RFC 8446 section 4.2.1).
func (h *clientHello) versions(list cryptobyte.String) bool {
	any := false
	for !list.Empty() {
		var w uint16
		if !list.ReadUint16(&w) {
			return false
		}
		v, known := versionOf(w)
		if !known {
			continue
		}
		if !any {
			h.newest, h.oldest = v, v
		}
		any = true
		h.newest, h.oldest = max(h.newest, v), min(h.oldest, v)
	}
	return any
}

func parseProtocols(s cryptobyte.String) (all []string, ok bool) {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return nil, false
	}
	for !list.Empty() {
		var name cryptobyte.String
		if !list.ReadUint8LengthPrefixed(&name) || len(name) == 0 {
			return nil, false
		}
		all = append(all, string(name))
	}
	return all, true
}

func parseGroups(s cryptobyte.String) (all []Group, ok bool) {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return nil, false
	}
	for !list.Empty() {
		var id uint16
		if !list.ReadUint16(&id) {
			return nil, false
		}
		if g := groupOf(id); g != AnyGroup {
			all = append(all, g)
		}
	}
	return all, true
}

func parseShares(s cryptobyte.String) (all []Group, ok bool) {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) {
		return nil, false
	}
	for !list.Empty() {
		var id uint16
		var key cryptobyte.String
		if !list.ReadUint16(&id) || !list.ReadUint16LengthPrefixed(&key) {
			return nil, false
		}
		if g := groupOf(id); g != AnyGroup {
			all = append(all, g)
		}
	}
	return all, true
}
