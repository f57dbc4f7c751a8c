package tls

import (
	"encoding/binary"

	"github.com/rttlab/rttlab/stack"
)

// contentType is what a record carries (RFC 8446 section 5.1).
type contentType byte

const (
	changeCipherSpec contentType = 20
	alert            contentType = 21
	handshake        contentType = 22
	application      contentType = 23
)

// What records need besides what they carry.
const (
	headerLen = 5
	tagLen    = 16                    // of the AEAD
	nonceLen  = 8                     // explicit, of version 1.2 (RFC 5288 section 3)
	seal13    = 1 + tagLen            // the inner content type and the tag (RFC 8446 section 5.2)
	seal12    = nonceLen + tagLen     // (RFC 5246 section 6.2.3.3)
	longest   = MaxRecord + 2048      // content of a record that is no error in any version
	full      = headerLen + MaxRecord // of a clear record
)

// protection is how one direction of a session is protected.
type protection struct {
	on      bool
	version Version
	count   uint64 // records so far
}

// overhead is what a record needs besides what it carries.
func (p *protection) overhead() int64 {
	switch {
	case !p.on:
		return headerLen
	case p.version == TLS13:
		return headerLen + seal13
	}
	return headerLen + seal12
}

// tags are what stands behind the content of a record of version 1.3.
var tags [256][seal13]byte

func init() {
	for i := range tags {
		tags[i][0] = byte(i)
	}
}

// record is content as it travels.
func (p *protection) record(t contentType, content ...stack.Payload) []stack.Payload {
	n := 0
	for _, c := range content {
		n += c.Len
	}
	n += int(p.overhead()) - headerLen
	outer := t
	if p.on && p.version == TLS13 {
		outer = application // RFC 8446 section 5.2: the type that shows is this one
	}
	head := make([]byte, headerLen, headerLen+nonceLen)
	head[0] = byte(outer)
	// RFC 8446 section 5.1: the version that shows is 1.2 in all records.
	binary.BigEndian.PutUint16(head[1:], TLS12.wire())
	binary.BigEndian.PutUint16(head[3:], uint16(n))
	if p.on && p.version == TLS12 {
		head = binary.BigEndian.AppendUint64(head, p.count)
	}
	p.count++
	parts := append([]stack.Payload{bytesOf(head)}, content...)
	switch {
	case p.on && p.version == TLS13:
		parts = append(parts, bytesOf(tags[t][:]))
	case p.on:
		parts = append(parts, stack.Payload{Len: tagLen})
	}
	return parts
}

// open takes what protects a record off its content; false if there is too little.
func (p *protection) open(t contentType, content []byte) (contentType, []byte, bool) {
	switch {
	case !p.on, p.version == TLS13 && t == changeCipherSpec, p.version == TLS13 && t == alert:
		return t, content, true
	case p.version == TLS12:
		if len(content) < seal12 {
			return t, nil, false
		}
		return t, content[nonceLen : len(content)-tagLen], true
	case t != application || len(content) < seal13:
		return t, nil, false
	}
	n := len(content) - seal13
	return contentType(content[n]), content[:n], true
}

func bytesOf(b []byte) stack.Payload { return stack.Payload{Bytes: b, Len: len(b)} }

// sizes is how long the records of a direction are.
type sizes struct {
	most    int64
	dynamic bool
	sent    int64 // records since they began small
}

// Cloudflare's dynamic TLS records patch of nginx: so many records of one segment,
// then so many of three, then large ones; after a second of silence again.
const (
	smallRecord  = 1369
	mediumRecord = 4229
	growAfter    = 40
)

// next is how many of n bytes the next record carries.
func (s *sizes) next(n int64) int64 {
	most := s.most
	switch {
	case !s.dynamic:
	case s.sent < growAfter:
		most = min(most, smallRecord)
	case s.sent < 2*growAfter:
		most = min(most, mediumRecord)
	}
	s.sent++
	return min(n, most)
}
