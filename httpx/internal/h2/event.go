package h2

import (
	"fmt"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// Kind is what has happened.
type Kind uint8

// The kinds of events.
const (
	Headers Kind = iota // a header, or a trailer, is there whole
	Data                // bytes of a body; they count against the windows until Consume
	Reset               // the stream was reset, by the peer or for an error of its own
	GoAway              // the peer takes no streams beyond Stream; Code says why
)

// Event is what bytes of the peer mean.
type Event struct {
	Kind   Kind
	Stream uint32
	Fields []hpack.HeaderField // of Headers
	Long   bool                // of Headers: it was longer than allowed, and Fields are not all
	N      int64               // bytes of Data
	Ended  bool                // of Headers and Data: nothing more comes on the stream
	Code   http2.ErrCode       // of Reset and GoAway
	Ours   error               // of Reset: what was wrong with what the peer sent; nil: it was the peer's wish

	// Offsets in what was fed: where the frames, or for Data the bytes that this
	// event tells of, begin and end.
	From, Upto uint64
}

// Error is an error of the connection (RFC 9113 section 5.4.1).
type Error struct {
	Code   http2.ErrCode
	Reason string
}

// Error says what was wrong.
func (e *Error) Error() string { return fmt.Sprintf("HTTP/2 %v: %s", e.Code, e.Reason) }
