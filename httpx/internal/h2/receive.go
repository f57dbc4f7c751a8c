package h2

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim/vtime"
)

// input is where the reading of the peer's bytes stands.
type input struct {
	preface bool         // a client's preface comes first
	first   bool         // the first frame has come
	buf     []byte       // a frame, or a header block, that is not complete
	since   vtime.Time   // when the first byte of it came
	src     bytes.Reader // what the framer reads
	offset  uint64       // bytes that were taken
	block   uint32       // the stream whose header block is not complete
	from    int          // where in buf the last frame begins

	body    bool   // the payload of DATA comes
	stream  uint32 // its stream
	padded  bool   // the length of the padding comes first
	data    int    // bytes of the body
	padding int    // bytes behind it
	ended   bool   // it ends the stream
}

// Feed takes bytes of the peer. After an error it takes no more.
func (c *Conn) Feed(now vtime.Time, p []byte) {
	c.now = now
	for len(p) > 0 && c.err == nil {
		n := c.step(p)
		c.in.offset += uint64(n)
		p = p[n:]
	}
	c.useless()
	c.judge()
}

// step takes the bytes that belong to one thing.
func (c *Conn) step(p []byte) int {
	in := &c.in
	if len(in.buf) == 0 {
		in.since = c.now
	}
	switch {
	case in.preface:
		return c.takePreface(p)
	case in.body:
		return c.takeBody(p)
	}
	if n := frameHead - (len(in.buf) - in.from); n > 0 {
		n = min(n, len(p))
		in.buf = append(in.buf, p[:n]...)
		if len(in.buf)-in.from == frameHead {
			c.begin()
		}
		return n
	}
	n := min(frameHead+c.length()-(len(in.buf)-in.from), len(p))
	in.buf = append(in.buf, p[:n]...)
	c.complete(uint64(n))
	return n
}

// Partial says since when a frame or a header has been coming that is not there whole;
// false: none is. Data is taken as it comes.
func (c *Conn) Partial() (since vtime.Time, ok bool) {
	return c.in.since, len(c.in.buf) > 0
}

// takePreface compares what a client sends first (RFC 9113 section 3.4).
func (c *Conn) takePreface(p []byte) int {
	in := &c.in
	n := min(len(http2.ClientPreface)-len(in.buf), len(p))
	in.buf = append(in.buf, p[:n]...)
	switch {
	case string(in.buf) != http2.ClientPreface[:len(in.buf)]:
		c.fail(http2.ErrCodeProtocol, "the client's preface is %q", in.buf)
	case len(in.buf) == len(http2.ClientPreface):
		in.preface, in.buf = false, in.buf[:0]
	}
	return n
}

// head is the header of the frame that comes.
func (c *Conn) head() http2.FrameHeader {
	h := c.in.buf[c.in.from:]
	return http2.FrameHeader{
		Length: binary.BigEndian.Uint32(h) >> 8, Type: http2.FrameType(h[3]), Flags: http2.Flags(h[4]),
		StreamID: binary.BigEndian.Uint32(h[5:]) & maxWindow,
	}
}

func (c *Conn) length() int { return int(c.head().Length) }

// begin looks at the header of a frame.
func (c *Conn) begin() {
	in, h := &c.in, c.head()
	switch {
	case !in.first && h.Type != http2.FrameSettings:
		c.notHTTP2(h)
		return
	case int64(h.Length) > c.cfg.FrameSize: // RFC 9113 section 4.2
		c.fail(http2.ErrCodeFrameSize, "%v of %d bytes, more than %d", h.Type, h.Length, c.cfg.FrameSize)
		return
	case in.block != 0 && (h.Type != http2.FrameContinuation || h.StreamID != in.block): // section 6.10
		c.fail(http2.ErrCodeProtocol, "%v where the header of stream %d goes on", h.Type, in.block)
		return
	case in.block != 0 && int64(len(in.buf))+int64(h.Length) > 2*c.cfg.headerLimit():
		c.fail(http2.ErrCodeEnhanceYourCalm, "the header of stream %d is longer than %d bytes", in.block, c.cfg.headerLimit())
		return
	}
	in.first = true
	if h.Type == http2.FrameData {
		c.beginBody(h)
	} else if h.Length == 0 {
		c.complete(frameHead)
	}
}

// notHTTP2 says what came where SETTINGS had to come (RFC 9113 section 3.4).
func (c *Conn) notHTTP2(h http2.FrameHeader) {
	if bytes.HasPrefix(c.in.buf, []byte("HTTP/1.")) {
		c.fail(http2.ErrCodeProtocol, "the server speaks HTTP/1")
		return
	}
	c.fail(http2.ErrCodeProtocol, "the first frame is %v and not SETTINGS", h.Type)
}

// complete takes a frame that is there whole, or lets its header block go on. N
// is how many of its bytes are not counted in the offset.
func (c *Conn) complete(n uint64) {
	in, h := &c.in, c.head()
	if len(in.buf)-in.from < frameHead+int(h.Length) {
		return
	}
	goesOn := h.Type == http2.FrameHeaders || h.Type == http2.FrameContinuation && in.block != 0
	if goesOn && !h.Flags.Has(http2.FlagHeadersEndHeaders) {
		in.block, in.from = h.StreamID, len(in.buf)
		return
	}
	in.src.Reset(in.buf)
	upto := in.offset + n
	c.read(upto-uint64(len(in.buf)), upto)
	in.buf, in.from, in.block = in.buf[:0], 0, 0
}

// read has the framer parse what is buffered.
func (c *Conn) read(from, upto uint64) {
	f, err := c.framer.ReadFrame()
	if err == nil {
		c.frame(f, from, upto)
		return
	}
	detail := err
	if d := c.framer.ErrorDetail(); d != nil {
		detail = d
	}
	var ofStream http2.StreamError
	var ofConn http2.ConnectionError
	switch {
	case errors.As(err, &ofStream):
		c.wrongHeader(ofStream, detail)
	case errors.As(err, &ofConn):
		c.fail(http2.ErrCode(ofConn), "%v: %v", c.head().Type, detail)
	default:
		c.fail(http2.ErrCodeProtocol, "%v: %v", c.head().Type, detail)
	}
}

// wrongHeader deals with an error that concerns one stream. The stream counts as
// opened where the frame would have opened it.
func (c *Conn) wrongHeader(e http2.StreamError, detail error) {
	if !c.own(e.StreamID) && c.idle(e.StreamID) && e.StreamID%2 == 1 {
		c.lastPeer = e.StreamID
	}
	c.streamError(e.StreamID, e.Code, "%v", detail)
}

// frame acts on a frame that is no DATA.
func (c *Conn) frame(f http2.Frame, from, upto uint64) {
	switch f := f.(type) {
	case *http2.MetaHeadersFrame:
		c.takeHeaders(f, from, upto)
	case *http2.SettingsFrame:
		c.apply(f)
	case *http2.WindowUpdateFrame:
		c.widen(f)
	case *http2.RSTStreamFrame:
		c.takeReset(f, from, upto)
	case *http2.GoAwayFrame:
		c.gone = true
		c.events = append(c.events, Event{
			Kind: GoAway, Stream: f.LastStreamID, Code: f.ErrCode, From: from, Upto: upto,
		})
	case *http2.PingFrame:
		c.answerPing(f)
	case *http2.PriorityFrame:
		c.depend(f.StreamID, f.PriorityParam)
	case *http2.PriorityUpdateFrame:
		if s := c.streams[f.PrioritizedStreamID]; s != nil && !c.cfg.Client {
			s.priority.read(f.Priority)
		}
	case *http2.PushPromiseFrame: // RFC 9113 section 8.4: it was not allowed
		c.fail(http2.ErrCodeProtocol, "PUSH_PROMISE where push is not allowed")
	}
	// Frames of a type that nobody knows are ignored (RFC 9113 section 4.1).
}

func (c *Conn) answerPing(f *http2.PingFrame) {
	if f.IsAck() {
		return // that something came says all
	}
	must(c.framer.WritePing(true, f.Data))
	c.enqueue(http2.FramePing, 0, false)
}

func (c *Conn) takeReset(f *http2.RSTStreamFrame, from, upto uint64) {
	s := c.streams[f.StreamID]
	if s == nil {
		if c.idle(f.StreamID) { // RFC 9113 section 6.4
			c.fail(http2.ErrCodeProtocol, "RST_STREAM for stream %d, which is idle", f.StreamID)
		}
		return
	}
	c.remove(s)
	c.hasty()
	c.events = append(c.events, Event{Kind: Reset, Stream: s.id, Code: f.ErrCode, From: from, Upto: upto})
}

// depend takes a dependency (RFC 7540 section 5.3.1).
func (c *Conn) depend(id uint32, p http2.PriorityParam) {
	if p.StreamDep == id {
		c.streamError(id, http2.ErrCodeProtocol, "the stream depends on itself")
		return
	}
	if !c.cfg.Client {
		c.order.depends(id, c.streams[id], p)
	}
}

// takeHeaders takes a header or a trailer.
func (c *Conn) takeHeaders(f *http2.MetaHeadersFrame, from, upto uint64) {
	s := c.streams[f.StreamID]
	c.calm.useful += int64(upto - from)
	switch {
	case s != nil:
		c.furtherHeaders(s, f, from, upto)
	case c.dropped.has(f.StreamID): // it was sent before the peer knew
	case c.cfg.Client, f.StreamID%2 == 0: // RFC 9113 section 5.1.1
		if c.idle(f.StreamID) || f.StreamID%2 == 0 {
			c.fail(http2.ErrCodeProtocol, "HEADERS on stream %d, which nobody opened", f.StreamID)
		}
	case !c.idle(f.StreamID):
		c.fail(http2.ErrCodeStreamClosed, "HEADERS on stream %d, which is closed", f.StreamID)
	default:
		c.openedByPeer(f, from, upto)
	}
}

// openedByPeer takes a request.
func (c *Conn) openedByPeer(f *http2.MetaHeadersFrame, from, upto uint64) {
	c.lastPeer = f.StreamID
	switch {
	case c.going && f.StreamID > c.lastGone: // RFC 9113 section 6.8: the peer will know
		c.dropped.add(f.StreamID)
		return
	case c.cfg.MaxStreams > 0 && c.taken >= c.cfg.MaxStreams: // section 5.1.2
		c.streamError(f.StreamID, http2.ErrCodeRefusedStream, "more than %d streams", c.cfg.MaxStreams)
		return
	}
	c.taken++
	s := c.create(f.StreamID)
	if f.HasPriority() {
		c.depend(s.id, f.Priority)
	} else {
		c.order.depends(s.id, s, http2.PriorityParam{Weight: usualWeight})
	}
	if c.streams[s.id] != s {
		return // it depended on itself
	}
	for _, h := range f.RegularFields() {
		if h.Name == "priority" {
			s.priority.read(h.Value)
		}
	}
	c.pass(s, f, from, upto)
	if c.served++; c.served == c.cfg.Requests {
		c.Leave(http2.ErrCodeNo)
	}
}

// furtherHeaders takes a response, or a trailer.
func (c *Conn) furtherHeaders(s *stream, f *http2.MetaHeadersFrame, from, upto uint64) {
	switch {
	case s.gotEnd: // RFC 9113 section 5.1: half-closed (remote)
		c.streamError(s.id, http2.ErrCodeStreamClosed, "HEADERS after the end of the stream")
	case s.gotHead && !f.StreamEnded(): // section 8.1: a trailer ends the stream
		c.streamError(s.id, http2.ErrCodeProtocol, "a trailer that is not the end of the stream")
	case s.gotHead && len(f.PseudoFields()) > 0:
		c.streamError(s.id, http2.ErrCodeProtocol, "a trailer with pseudo-header fields")
	default:
		if f.HasPriority() {
			c.depend(s.id, f.Priority)
		}
		c.pass(s, f, from, upto)
	}
}

// pass tells of a header.
func (c *Conn) pass(s *stream, f *http2.MetaHeadersFrame, from, upto uint64) {
	trailer := s.gotHead
	s.gotHead = s.gotHead || !interim(f)
	if !trailer {
		s.length = contentLength(f)
	}
	c.events = append(c.events, Event{
		Kind: Headers, Stream: s.id, Fields: f.Fields, Long: f.Truncated, Ended: f.StreamEnded(), From: from, Upto: upto,
	})
	if f.StreamEnded() {
		c.endOf(s)
	}
}

// endOf takes the end of what a peer sends on a stream. A body that is shorter
// than its content-length is malformed (RFC 9113 section 8.1.1).
func (c *Conn) endOf(s *stream) {
	if s.length >= 0 && s.got > 0 && s.got != s.length {
		c.events[len(c.events)-1].Ended = false
		c.streamError(s.id, http2.ErrCodeProtocol, "the body has %d bytes, content-length says %d", s.got, s.length)
		return
	}
	s.gotEnd = true
	c.over(s)
}

func interim(f *http2.MetaHeadersFrame) bool {
	status := f.PseudoValue("status")
	return len(status) == 3 && status[0] == '1'
}

func contentLength(f *http2.MetaHeadersFrame) int64 {
	for _, h := range f.RegularFields() {
		if h.Name == "content-length" {
			if n, err := strconv.ParseInt(h.Value, 10, 64); err == nil && n >= 0 {
				return n
			}
		}
	}
	return -1
}

// beginBody takes the header of a DATA frame. All of its payload counts against
// the windows, the padding included (RFC 9113 section 6.9.1).
func (c *Conn) beginBody(h http2.FrameHeader) {
	in := &c.in
	n := int64(h.Length)
	s := c.streams[h.StreamID]
	in.buf = in.buf[:0]
	switch {
	case h.StreamID == 0 || s == nil && c.idle(h.StreamID):
		c.fail(http2.ErrCodeProtocol, "DATA on stream %d, which nobody opened", h.StreamID)
		return
	case n > c.recv:
		c.fail(http2.ErrCodeFlowControl, "DATA of %d bytes where the connection has a window of %d", n, c.recv)
		return
	}
	c.recv -= n
	c.calm.useful += n
	in.body, in.stream, in.data, in.padding = true, h.StreamID, int(h.Length), 0
	in.padded, in.ended = h.Flags.Has(http2.FlagDataPadded), h.Flags.Has(http2.FlagDataEndStream)
	switch {
	case s == nil:
		if !c.dropped.has(h.StreamID) {
			c.streamError(h.StreamID, http2.ErrCodeStreamClosed, "DATA on a stream that is closed")
		}
	case s.gotEnd || !s.gotHead: // section 5.1: half-closed (remote); section 8.1: the header comes first
		c.streamError(s.id, http2.ErrCodeStreamClosed, "DATA where none may come")
	case n > s.recv+s.slack:
		c.streamError(s.id, http2.ErrCodeFlowControl, "DATA of %d bytes where the stream has a window of %d", n, s.recv)
	default:
		s.recv -= n
	}
	if in.data == 0 && !in.padded {
		c.endBody(c.in.offset + frameHead)
	} else if in.data == 0 {
		c.fail(http2.ErrCodeFrameSize, "DATA without the length of its padding")
	}
}

// takeBody takes bytes of the payload of DATA.
func (c *Conn) takeBody(p []byte) int {
	in := &c.in
	if in.padded {
		in.padded = false
		in.data--
		if in.padding = int(p[0]); in.padding > in.data { // RFC 9113 section 6.1
			c.fail(http2.ErrCodeProtocol, "DATA with more padding than payload")
			return 1
		}
		in.data -= in.padding
		c.Consume(c.now, in.stream, int64(1+in.padding))
		if in.data+in.padding == 0 {
			c.endBody(in.offset + 1)
		}
		return 1
	}
	n := min(in.data, len(p))
	if n > 0 {
		in.data -= n
		c.bytes(n)
	} else {
		n = min(in.padding, len(p))
		in.padding -= n
	}
	if in.data+in.padding == 0 && c.err == nil {
		c.endBody(in.offset + uint64(n))
	}
	return n
}

// bytes tells of bytes of a body, or gives them back at once if nobody wants them.
func (c *Conn) bytes(n int) {
	s := c.streams[c.in.stream]
	if s == nil || s.gotEnd {
		c.Consume(c.now, c.in.stream, int64(n))
		return
	}
	s.got += int64(n)
	if s.length >= 0 && s.got > s.length {
		c.streamError(s.id, http2.ErrCodeProtocol, "the body is longer than content-length, %d bytes", s.length)
		c.Consume(c.now, s.id, int64(n))
		return
	}
	c.events = append(c.events, Event{
		Kind: Data, Stream: s.id, N: int64(n), From: c.in.offset, Upto: c.in.offset + uint64(n),
	})
}

// endBody takes the end of a DATA frame.
func (c *Conn) endBody(upto uint64) {
	in := &c.in
	in.body = false
	s := c.streams[in.stream]
	if s == nil || !in.ended || s.gotEnd {
		return
	}
	if n := len(c.events); n == 0 || c.events[n-1].Kind != Data || c.events[n-1].Upto != upto {
		c.events = append(c.events, Event{Kind: Data, Stream: s.id, From: upto, Upto: upto})
	}
	c.events[len(c.events)-1].Ended = true
	c.endOf(s)
}

// fail ends the connection for an error of the peer's (RFC 9113 section 5.4.1).
func (c *Conn) fail(code http2.ErrCode, format string, args ...any) {
	if c.err != nil {
		return
	}
	c.err = &Error{Code: code, Reason: fmt.Sprintf(format, args...)}
	must(c.framer.WriteGoAway(c.lastPeer, code, nil))
	c.queue = append(c.queue, Frame{Type: http2.FrameGoAway, Head: bytes.Clone(c.out.Bytes())})
	c.out.Reset()
}

// streamError resets a stream for an error of the peer's (RFC 9113 section 5.4.2).
func (c *Conn) streamError(id uint32, code http2.ErrCode, format string, args ...any) {
	s := c.streams[id]
	if s == nil {
		c.dropped.add(id)
		must(c.framer.WriteRSTStream(id, code))
		c.enqueue(http2.FrameRSTStream, id, true)
		return
	}
	c.reset(s, code)
	c.events = append(c.events, Event{
		Kind: Reset, Stream: id, Code: code, Ours: &Error{Code: code, Reason: fmt.Sprintf(format, args...)},
	})
}

// Value returns the value of a field of a header, empty if there is none.
func Value(fields []hpack.HeaderField, name string) string {
	for _, f := range fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}
