package tls

import (
	"math/rand/v2"

	"golang.org/x/crypto/cryptobyte"
)

// builder writes messages.
type builder = cryptobyte.Builder

// messageType is the type of a handshake message (RFC 8446 section 4).
type messageType byte

const (
	typeClientHello         messageType = 1
	typeServerHello         messageType = 2
	typeNewSessionTicket    messageType = 4
	typeEndOfEarlyData      messageType = 5
	typeEncryptedExtensions messageType = 8
	typeCertificate         messageType = 11
	typeServerKeyExchange   messageType = 12
	typeServerHelloDone     messageType = 14
	typeCertificateVerify   messageType = 15
	typeClientKeyExchange   messageType = 16
	typeFinished            messageType = 20
	typeCertificateStatus   messageType = 22
)

// The extensions (RFC 8446 section 4.2, and for version 1.2 RFC 5077, 5746, 7627, 7685).
const (
	extServerName        uint16 = 0
	extStatusRequest     uint16 = 5
	extGroups            uint16 = 10
	extPointFormats      uint16 = 11
	extSignatures        uint16 = 13
	extALPN              uint16 = 16
	extPadding           uint16 = 21
	extMasterSecret      uint16 = 23
	extSessionTicket     uint16 = 35
	extPreSharedKey      uint16 = 41
	extEarlyData         uint16 = 42
	extSupportedVersions uint16 = 43
	extPSKModes          uint16 = 45
	extKeyShare          uint16 = 51
	extRenegotiation     uint16 = 0xff01
)

// groups are the code points and key sizes of the groups (RFC 8446 section 4.2.8, draft-ietf-tls-ecdhe-mlkem).
var groups = [...]struct {
	id             uint16
	client, server int // bytes of a key share
}{
	X25519: {29, 32, 32},
	Hybrid: {4588, 1216, 1120},
	P256:   {23, 65, 65},
}

// groupOf is the group of a code point, AnyGroup for none that is known.
func groupOf(id uint16) Group {
	for g := X25519; int(g) < len(groups); g++ {
		if groups[g].id == id {
			return g
		}
	}
	return AnyGroup
}

// The cipher suites: AES-128-GCM is what they agree on. With it Finished has 32 and
// in version 1.2 12 bytes.
const (
	suite13      uint16 = 0x1301
	suite12ECDSA uint16 = 0xc02b
	suite12RSA   uint16 = 0xc02f
	hashLen             = 32
	finished12          = 12
)

var (
	suites13 = []uint16{suite13, 0x1302, 0x1303}
	suites12 = []uint16{suite12ECDSA, suite12RSA, 0xc02c, 0xc030, 0xcca9, 0xcca8}
)

const randomLen = 32

// retryRandom is the random of a ServerHello that is a HelloRetryRequest (RFC 8446
// section 4.1.3).
var retryRandom = []byte{
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
}

// message writes a handshake message.
func message(t messageType, body func(b *builder)) []byte {
	var b cryptobyte.Builder
	b.AddUint8(uint8(t))
	b.AddUint24LengthPrefixed(func(b *builder) {
		if body != nil {
			body(b)
		}
	})
	return b.BytesOrPanic() // lengths are bounded by the configuration
}

// extension writes an extension.
func extension(b *builder, id uint16, body func(b *builder)) {
	b.AddUint16(id)
	b.AddUint16LengthPrefixed(func(b *builder) {
		if body != nil {
			body(b)
		}
	})
}

// list8 and list16 write what a length of one or two bytes precedes.
func list8(b *builder, bytes []byte) {
	b.AddUint8LengthPrefixed(func(b *builder) { b.AddBytes(bytes) })
}

func list16(b *builder, bytes []byte) {
	b.AddUint16LengthPrefixed(func(b *builder) { b.AddBytes(bytes) })
}

// codes writes code points.
func codes(b *builder, list ...uint16) {
	for _, c := range list {
		b.AddUint16(c)
	}
}

// protocols writes a list of protocol names (RFC 7301 section 3.1).
func protocols(b *builder, list ...string) {
	b.AddUint16LengthPrefixed(func(b *builder) {
		for _, p := range list {
			list8(b, []byte(p))
		}
	})
}

// noise is random bytes, as keys and signatures look.
func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
