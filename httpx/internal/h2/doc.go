// Package h2 is one end of an HTTP/2 connection (RFC 9113) as a pure state
// machine: it has no socket, no clock and no process of its own.
//
// Bytes of the peer go in with Feed, what they mean comes out of Next, and the
// frames that are to be sent come out of Poll, one at a time, as late as
// possible: what has come out can be overtaken by nothing. Frames are read and
// written by golang.org/x/net/http2's framer, header blocks by its HPACK. Bodies
// are pieces, of zeros that nobody holds as a rule: a body's bytes are counted
// when they come and are never stored.
//
// One function without side effects, pick, says which stream may send DATA next,
// by the priorities of RFC 9218, by the tree of RFC 7540, or in turn. The sender
// acts on it, and the stopwatch of each stream is read from it: a stream that has
// something to send waits for the window of the stream, for that of the
// connection, for other streams that go first, or, being the next one, for room
// in the socket.
//
// Errors are those of section 5.4: one of a stream resets it, one of the
// connection sends GOAWAY and ends everything. Server push is never allowed.
package h2
