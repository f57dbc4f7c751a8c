package tls

import (
	"math/rand/v2"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// identity is what a server shows of itself: always the same.
type identity struct {
	chain     [][]byte // certificates, its own first
	staple    []byte   // OCSP response; nil: none
	signature []byte
	scheme    uint16 // of the signature, in version 1.3
}

func newIdentity(c *ServerConfig, name string, r *rand.Rand) *identity {
	id := &identity{chain: [][]byte{certificate(c.Certificate, name, r)}, scheme: signatures[0], signature: noise(r, 71)}
	if c.Chain > 0 {
		id.chain = append(id.chain, certificate(c.Chain, "issuer of "+name, r))
	}
	if c.OCSP > 0 {
		id.staple = ocspResponse(c.OCSP, r)
	}
	if c.Key == RSA {
		id.scheme, id.signature = signatures[1], noise(r, 256)
	}
	return id
}

var (
	oidECDSA      = []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02} // ecdsa-with-SHA256
	oidPublicKey  = []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01}       // id-ecPublicKey
	oidP256       = []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07} // prime256v1
	oidCommonName = []byte{0x55, 0x04, 0x03}
	oidSubjectKey = []byte{0x55, 0x1d, 0x0e}                                     // id-ce-subjectKeyIdentifier
	oidPrivate    = []byte{0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xa8, 0x00, 0x01} // of nobody: 1.3.6.1.4.1.54272.1
)

// certificate is one of a length in the form of X.509 (RFC 5280 section 4.1), as far
// as a dissector looks; the identifier of its key makes it as long as it is to be.
// Of less than it needs it has what it needs.
func certificate(length int64, name string, r *rand.Rand) []byte {
	filler := noise(r, int(max(length, 0)))
	return fitted(length, func(n int) []byte { return certificateWith(name, filler[:n]) })
}

// fitted returns what make makes of a size that brings the result to a length, as
// near as that is possible.
func fitted(length int64, make func(n int) []byte) []byte {
	n := 0
	b := make(n)
	for range 4 { // the lengths that the form itself holds grow as well
		missing := int(length) - len(b)
		if missing == 0 || n+missing < 0 {
			break
		}
		n += missing
		b = make(n)
	}
	return b
}

func certificateWith(name string, filler []byte) []byte {
	var b cryptobyte.Builder
	sequence(&b, func(b *builder) {
		sequence(b, func(b *builder) {
			b.AddASN1(asn1.Tag(0).Constructed().ContextSpecific(), func(b *builder) { b.AddASN1Int64(2) })
			b.AddASN1Int64(1)
			algorithm(b)
			commonName(b, "rttlab")
			sequence(b, func(b *builder) {
				for _, t := range []string{"000101000000Z", "491231235959Z"} {
					b.AddASN1(asn1.UTCTime, func(b *builder) { b.AddBytes([]byte(t)) })
				}
			})
			commonName(b, name)
			sequence(b, func(b *builder) {
				sequence(b, func(b *builder) { oid(b, oidPublicKey); oid(b, oidP256) })
				b.AddASN1BitString(make([]byte, 65))
			})
			b.AddASN1(asn1.Tag(3).Constructed().ContextSpecific(), func(b *builder) {
				sequence(b, func(b *builder) {
					sequence(b, func(b *builder) {
						oid(b, oidSubjectKey)
						b.AddASN1(asn1.OCTET_STRING, func(b *builder) { b.AddASN1OctetString(filler) })
					})
				})
			})
		})
		algorithm(b)
		b.AddASN1BitString(make([]byte, 71))
	})
	return b.BytesOrPanic()
}

func sequence(b *builder, body func(*builder)) { b.AddASN1(asn1.SEQUENCE, body) }

func oid(b *builder, id []byte) {
	b.AddASN1(asn1.OBJECT_IDENTIFIER, func(b *builder) { b.AddBytes(id) })
}

func algorithm(b *builder) {
	sequence(b, func(b *builder) { oid(b, oidECDSA) })
}

func commonName(b *builder, name string) {
	sequence(b, func(b *builder) {
		b.AddASN1(asn1.SET, func(b *builder) {
			sequence(b, func(b *builder) {
				oid(b, oidCommonName)
				b.AddASN1(asn1.UTF8String, func(b *builder) { b.AddBytes([]byte(name)) })
			})
		})
	})
}

// ocspResponse is one of a length, of a kind that nobody knows (RFC 6960 section 4.2.1).
func ocspResponse(length int64, r *rand.Rand) []byte {
	filler := noise(r, int(length))
	return fitted(length, func(n int) []byte {
		var b cryptobyte.Builder
		sequence(&b, func(b *builder) {
			b.AddASN1(asn1.ENUM, func(b *builder) { b.AddUint8(0) }) // successful
			b.AddASN1(asn1.Tag(0).Constructed().ContextSpecific(), func(b *builder) {
				sequence(b, func(b *builder) { oid(b, oidPrivate); b.AddASN1OctetString(filler[:n]) })
			})
		})
		return b.BytesOrPanic()
	})
}

// certificates is the Certificate message of a version.
func (id *identity) certificates(v Version, staple bool) []byte {
	return message(typeCertificate, func(b *builder) {
		if v == TLS13 {
			list8(b, nil) // certificate_request_context
		}
		b.AddUint24LengthPrefixed(func(b *builder) {
			for i, c := range id.chain {
				b.AddUint24LengthPrefixed(func(b *builder) { b.AddBytes(c) })
				if v == TLS12 {
					continue
				}
				b.AddUint16LengthPrefixed(func(b *builder) {
					if i == 0 && staple {
						extension(b, extStatusRequest, id.response)
					}
				})
			}
		})
	})
}

// response writes the stapled response (RFC 6066 section 8).
func (id *identity) response(b *builder) {
	b.AddUint8(1) // OCSP
	b.AddUint24LengthPrefixed(func(b *builder) { b.AddBytes(id.staple) })
}

// status is the message of version 1.2 that carries the stapled response.
func (id *identity) status() []byte { return message(typeCertificateStatus, id.response) }

// verify is the CertificateVerify message of version 1.3.
func (id *identity) verify() []byte {
	return message(typeCertificateVerify, func(b *builder) {
		b.AddUint16(id.scheme)
		list16(b, id.signature)
	})
}

// keyExchange is the ServerKeyExchange message of version 1.2 (RFC 8422 section 5.4).
func (id *identity) keyExchange(g Group, noise func(int) []byte) []byte {
	return message(typeServerKeyExchange, func(b *builder) {
		b.AddUint8(3) // a named curve
		b.AddUint16(groups[g].id)
		list8(b, noise(groups[g].server))
		b.AddUint16(id.scheme)
		list16(b, id.signature)
	})
}

// suite is the cipher suite of version 1.2 for the key.
func (id *identity) suite() uint16 {
	if id.scheme == signatures[0] {
		return suite12ECDSA
	}
	return suite12RSA
}
