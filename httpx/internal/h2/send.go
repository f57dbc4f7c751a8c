package h2

import (
	"encoding/binary"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Poll returns the next frame that is to be sent, false if there is none now:
// what is queued, in order, and then DATA of the stream whose turn it is.
func (c *Conn) Poll(now vtime.Time) (Frame, bool) {
	c.now = now
	if len(c.queue) > 0 {
		f := c.queue[0]
		c.queue[0] = Frame{}
		c.queue = c.queue[1:]
		return f, true
	}
	s := c.pick()
	if s == nil {
		c.judge()
		return Frame{}, false
	}
	return c.data(s), true
}

// Waiting reports whether Poll has something.
func (c *Conn) Waiting() bool { return len(c.queue) > 0 || c.pick() != nil }

// pick decides which stream sends DATA next, nil for none. It changes nothing.
func (c *Conn) pick() *stream {
	if c.err != nil || len(c.active) == 0 {
		return nil
	}
	return c.order.pick(c.active, func(s *stream) bool { return s.ready() && (c.send > 0 || len(s.pending) == 0) })
}

// data makes the next DATA frame of a stream.
func (c *Conn) data(s *stream) Frame {
	f := Frame{Type: http2.FrameData, Stream: s.id}
	if len(s.pending) > 0 {
		f.Body = s.cut(c.dataSize(s))
	}
	s.send -= int64(f.Body.Len)
	c.send -= int64(f.Body.Len)
	c.calm.useful += int64(f.Body.Len)
	f.Ended = s.ending && len(s.pending) == 0 && len(s.trailer) == 0
	f.Head = dataHead(s.id, f.Body.Len, f.Ended)
	c.order.sent(s, f.Len())
	if f.Ended {
		s.sentEnd, s.ending = true, false
	}
	c.flush(s)
	c.settle(s)
	c.over(s)
	return f
}

// dataSize is how much a frame of a stream carries.
func (c *Conn) dataSize(s *stream) int64 {
	n := min(s.send, c.send, c.peer.frameSize)
	if c.cfg.DataSize > 0 {
		n = min(n, c.cfg.DataSize)
	}
	return n
}

// cut takes up to n bytes off what is pending, all of one piece.
func (s *stream) cut(n int64) Piece {
	p := &s.pending[0]
	k := int(min(n, int64(p.Len)))
	head := p.Bytes[:min(k, len(p.Bytes))]
	first := Piece{Bytes: head[:len(head):len(head)], Len: k}
	p.Bytes, p.Len = p.Bytes[len(head):], p.Len-k
	if p.Len == 0 {
		s.pending = s.pending[1:]
	}
	return first
}

// dataHead is the header of a DATA frame (RFC 9113 sections 4.1 and 6.1). The
// framer would copy the payload.
func dataHead(id uint32, n int, ended bool) []byte {
	b := make([]byte, frameHead)
	binary.BigEndian.PutUint32(b, uint32(n)<<8|uint32(http2.FrameData))
	if ended {
		b[4] = byte(http2.FlagDataEndStream)
	}
	binary.BigEndian.PutUint32(b[5:], id)
	return b
}

// flush sends the trailer of a stream that has nothing else to send.
func (c *Conn) flush(s *stream) {
	if s.ending && len(s.pending) == 0 && len(s.trailer) > 0 {
		trailer := s.trailer
		s.trailer, s.ending = nil, false
		c.writeHeaders(s, trailer, true, http2.PriorityParam{})
	}
}

// writeHeaders queues a header block: HEADERS, and CONTINUATION for what a frame
// cannot carry (RFC 9113 section 4.3).
func (c *Conn) writeHeaders(s *stream, fields []hpack.HeaderField, ended bool, dependency http2.PriorityParam) {
	c.block.Reset()
	for _, f := range fields {
		must(c.encode.WriteField(f))
	}
	block := c.block.Bytes()
	room := int(c.peer.frameSize)
	if !dependency.IsZero() {
		room -= 5
	}
	first := block[:min(len(block), room)]
	rest := block[len(first):]
	must(c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: s.id, BlockFragment: first, EndStream: ended, EndHeaders: len(rest) == 0, Priority: dependency,
	}))
	for len(rest) > 0 {
		part := rest[:min(len(rest), int(c.peer.frameSize))]
		rest = rest[len(part):]
		must(c.framer.WriteContinuation(s.id, len(rest) == 0, part))
	}
	s.sentHead = true
	s.sentEnd = s.sentEnd || ended
	c.enqueue(http2.FrameHeaders, s.id, ended)
	c.over(s)
}

// judge writes down what each stream waits for that has something to send: for
// the next one it is the socket.
func (c *Conn) judge() {
	if c.cfg.Chronos == nil || len(c.active) == 0 {
		return
	}
	next := c.pick()
	for _, s := range c.active {
		if s.chrono != nil {
			s.chrono.Set(c.now, c.waitsFor(s, next), 0)
		}
	}
}

func (c *Conn) waitsFor(s, next *stream) cause.Why {
	switch {
	case !s.ready():
		return cause.StreamWindow
	case c.send <= 0 && len(s.pending) > 0:
		return cause.ConnectionWindow
	case s != next:
		return cause.BehindStreams
	}
	return cause.SendBuffer
}

// Judge brings the stopwatches up to date: to be called when the sender can take
// nothing more for now.
func (c *Conn) Judge(now vtime.Time) {
	c.now = now
	c.judge()
}
