// Package tls is TLS as a network sees it: a Session carries bytes over a
// stack.Stream in records, after a handshake, and is a stack.Stream itself.
//
// Records and handshake messages have the structure and the sizes of RFC 8446 and
// RFC 5246, so that a dissector sees TLS. What has no influence on time and size is
// left out: nothing is encrypted, signed or verified. Where encrypted bytes would be,
// the same bytes stand in the clear; where a tag would be are zeros. Randoms, keys
// and tickets come from named streams.
//
// Versions 1.2 and 1.3: full handshakes, resumption by tickets, early data (0-RTT),
// another try after HelloRetryRequest, false start, ALPN, certificates and stapled
// OCSP responses of any size. What the cryptography costs is host time, which the
// Compute function of an end spends.
//
// A record is delivered only when all of it has arrived. Its size is therefore
// what a reader waits for, see Config.RecordSize.
//
// Where the other end does not keep to the protocol the session sends the alert that
// the RFC names and returns an error. An end of the connection that no close_notify
// announced is io.ErrUnexpectedEOF.
package tls
