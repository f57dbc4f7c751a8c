package h2

import (
	"bytes"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Piece is a part of a body: bytes, and zeros up to Len.
type Piece struct {
	Bytes []byte
	Len   int
}

// Frame is a frame that is to be sent, or a header block in several of them.
type Frame struct {
	Type   http2.FrameType
	Stream uint32
	Head   []byte // all of the frame but the payload of DATA
	Body   Piece  // of DATA
	Ended  bool   // it ends the stream
}

// Len is the number of bytes on the wire.
func (f *Frame) Len() int64 { return int64(len(f.Head)) + int64(f.Body.Len) }

// peer is what the other end allows (RFC 9113 section 6.5.2).
type peer struct {
	streams   int64 // -1: any number
	window    int64
	frameSize int64
	known     bool // it has sent its settings
}

// Conn is one end of a connection.
type Conn struct {
	cfg  Config
	peer peer
	err  *Error
	now  vtime.Time // of what is being done

	in     input
	framer *http2.Framer
	out    bytes.Buffer // what the framer writes
	encode *hpack.Encoder
	block  bytes.Buffer // a header block
	queue  []Frame      // control frames and headers, in order
	events []Event

	streams map[uint32]*stream
	active  []*stream // with something to send, by identifier
	order   scheduler
	opened  int64 // streams of this end's that are not closed
	taken   int64 // of the peer's
	served  int64 // that the peer has ever opened

	nextID   uint32 // of the next own stream
	lastPeer uint32 // highest stream that the peer opened
	lastGone uint32 // highest stream that is served after a GOAWAY of this end
	going    bool   // a GOAWAY was sent
	gone     bool   // one was received

	send       int64 // what may be sent on all streams
	recv       int64 // what the peer may still send
	unreturned int64 // what was consumed and not given back to the peer

	acked   bool // the peer has taken the settings
	calm    calm
	dropped ring // streams that this end reset: what still comes on them is ignored
}

// New returns an end, with its preface and settings queued.
func New(cfg Config) *Conn {
	c := &Conn{cfg: cfg.withDefaults(), streams: map[uint32]*stream{}, nextID: 2}
	c.peer = peer{streams: c.cfg.Presumed, window: initialWindow, frameSize: minFrameSize}
	c.send, c.recv = initialWindow, c.cfg.ConnWindow
	c.order = newScheduler(c.cfg.Scheduler)
	c.encode = hpack.NewEncoder(&c.block)
	c.encode.SetMaxDynamicTableSizeLimit(uint32(c.cfg.OwnTable))
	c.framer = http2.NewFramer(&c.out, &c.in.src)
	c.framer.SetMaxReadFrameSize(uint32(c.cfg.FrameSize))
	c.framer.ReadMetaHeaders = hpack.NewDecoder(initialTable, nil)
	// Until the peer has taken the settings it may use what is usual.
	c.framer.ReadMetaHeaders.SetAllowedMaxDynamicTableSize(uint32(max(initialTable, c.cfg.HeaderTable)))
	c.framer.MaxHeaderListSize = uint32(c.cfg.headerLimit())
	c.in.preface = !c.cfg.Client
	if c.cfg.Client {
		c.nextID = 1
		c.out.WriteString(http2.ClientPreface)
	}
	must(c.framer.WriteSettings(c.cfg.settings()...))
	if more := c.cfg.ConnWindow - initialWindow; more > 0 {
		must(c.framer.WriteWindowUpdate(0, uint32(more)))
	}
	c.enqueue(http2.FrameSettings, 0, false)
	return c
}

// must is for writes of the framer into memory, which fail only for arguments
// that no frame can carry.
func must(err error) {
	if err != nil {
		panic("h2: " + err.Error())
	}
}

// maxQueued is how many control frames may wait to be sent: a peer that asks for
// answers and does not read them is up to no good (RFC 9113 section 10.5).
const maxQueued = 10_000

// enqueue queues what the framer has written.
func (c *Conn) enqueue(t http2.FrameType, stream uint32, ended bool) {
	c.queue = append(c.queue, Frame{Type: t, Stream: stream, Head: bytes.Clone(c.out.Bytes()), Ended: ended})
	c.out.Reset()
	if len(c.queue) > maxQueued {
		c.fail(http2.ErrCodeEnhanceYourCalm, "more than %d frames wait for a peer that does not read", maxQueued)
	}
}

// Err returns the error that ended the connection, nil if none did.
func (c *Conn) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// Next returns what happened next, false if nothing more has.
func (c *Conn) Next() (Event, bool) {
	if len(c.events) == 0 {
		return Event{}, false
	}
	e := c.events[0]
	c.events[0] = Event{}
	c.events = c.events[1:]
	return e, true
}

// Room is how many streams this end may open now.
func (c *Conn) Room() int64 {
	switch {
	case c.err != nil || c.gone || c.going || c.nextID > maxWindow:
		return 0
	case c.peer.streams < 0:
		return maxWindow
	}
	return max(0, c.peer.streams-c.opened)
}

// Open opens a stream with a request's header, and returns its identifier. More
// says that a body follows. It must not be called without Room. The dependency is
// sent along if it is not zero.
func (c *Conn) Open(now vtime.Time, fields []hpack.HeaderField, more bool, dependency http2.PriorityParam) uint32 {
	if c.Room() == 0 {
		panic("h2: no room for a stream")
	}
	c.now = now
	s := c.create(c.nextID)
	c.nextID += 2
	c.opened++
	c.order.depends(s.id, s, http2.PriorityParam{Weight: usualWeight}) // of what this end sends
	c.writeHeaders(s, fields, !more, dependency)
	c.judge()
	return s.id
}

// Respond sends a response's header, or an interim one's; more says that
// something follows. It reports whether the stream still takes it.
func (c *Conn) Respond(now vtime.Time, id uint32, fields []hpack.HeaderField, more bool) bool {
	c.now = now
	s := c.streams[id]
	if s == nil || s.sentEnd || c.err != nil {
		return false
	}
	c.writeHeaders(s, fields, !more, http2.PriorityParam{})
	c.judge()
	return true
}

// Write queues pieces of a body; ended says that nothing follows but the trailer.
// It reports whether the stream still takes them.
func (c *Conn) Write(now vtime.Time, id uint32, ended bool, trailer []hpack.HeaderField, pieces ...Piece) bool {
	c.now = now
	s := c.streams[id]
	if s == nil || s.sentEnd || s.ending || c.err != nil {
		return false
	}
	for _, p := range pieces {
		if p.Len > 0 {
			s.pending = append(s.pending, p)
		}
	}
	s.ending, s.trailer = ended, trailer
	c.activate(s)
	c.flush(s)
	c.judge()
	return true
}

// Pending reports whether bytes of a stream wait to be sent.
func (c *Conn) Pending(id uint32) bool {
	s := c.streams[id]
	return s != nil && s.wants()
}

// Reset gives up a stream.
func (c *Conn) Reset(now vtime.Time, id uint32, code http2.ErrCode) {
	c.now = now
	if s := c.streams[id]; s != nil && c.err == nil {
		c.reset(s, code)
		c.judge()
	}
}

// Ping asks the other end for a sign of life.
func (c *Conn) Ping(data [8]byte) {
	must(c.framer.WritePing(false, data))
	c.enqueue(http2.FramePing, 0, false)
}

// Leave says that no further stream of the peer's is taken, and lets those that
// were taken end (RFC 9113 section 6.8).
func (c *Conn) Leave(code http2.ErrCode) {
	if c.going || c.err != nil {
		return
	}
	c.going, c.lastGone = true, c.lastPeer
	must(c.framer.WriteGoAway(c.lastGone, code, nil))
	c.enqueue(http2.FrameGoAway, 0, false)
}

// Leaving reports whether either end has said that it takes no further streams.
func (c *Conn) Leaving() bool { return c.going || c.gone || c.err != nil }
