package h2

import (
	"slices"
	"sort"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim/cause"
)

// stream is one stream (RFC 9113 section 5.1). It is open until both ends have
// ended it or one has reset it, and then no longer in the table of the
// connection.
type stream struct {
	id       uint32
	sentHead bool // a header was queued
	sentEnd  bool // half-closed (local)
	gotHead  bool // a final header came
	gotEnd   bool // half-closed (remote)

	pending []Piece // what waits to be sent
	ending  bool    // nothing follows pending but the trailer
	trailer []hpack.HeaderField
	listed  bool // it is among the active ones

	send       int64 // what may be sent; negative if the peer took it back
	recv       int64 // what the peer may still send
	slack      int64 // what it may send beyond that, since it did not know better
	unreturned int64 // what was consumed and not given back
	length     int64 // what content-length says; -1: nothing
	got        int64 // bytes of the body

	priority Priority
	chrono   *cause.Chrono
}

// wants reports whether a stream has something to send as DATA.
func (s *stream) wants() bool {
	return len(s.pending) > 0 || s.ending && len(s.trailer) == 0 && !s.sentEnd
}

// ready reports whether the window of the stream lets it send.
func (s *stream) ready() bool {
	return len(s.pending) > 0 && s.send > 0 || len(s.pending) == 0 && s.wants()
}

func (c *Conn) create(id uint32) *stream {
	s := &stream{id: id, send: c.peer.window, recv: c.cfg.Window, length: -1, priority: usualPriority}
	if !c.acked {
		s.slack = max(0, initialWindow-c.cfg.Window)
	}
	c.streams[id] = s
	return s
}

// activate lists a stream among those that have something to send.
func (c *Conn) activate(s *stream) {
	if s.listed || !s.wants() {
		return
	}
	s.listed = true
	i := sort.Search(len(c.active), func(i int) bool { return c.active[i].id > s.id })
	c.active = slices.Insert(c.active, i, s)
	c.order.joins(s)
	if s.chrono == nil && c.cfg.Chronos != nil {
		s.chrono = c.cfg.Chronos(s.id)
	}
}

// settle takes a stream off the list that has nothing to send.
func (c *Conn) settle(s *stream) {
	if !s.listed || s.wants() {
		return
	}
	s.listed = false
	c.active = slices.DeleteFunc(c.active, func(o *stream) bool { return o == s })
	if s.chrono != nil {
		s.chrono.Set(c.now, cause.NothingToSend, 0)
	}
}

// over closes a stream that both ends have ended.
func (c *Conn) over(s *stream) {
	if s.sentEnd && s.gotEnd {
		c.remove(s)
	}
}

// remove takes a stream out of the table.
func (c *Conn) remove(s *stream) {
	if c.streams[s.id] != s {
		return
	}
	delete(c.streams, s.id)
	c.order.leaves(s.id)
	if c.own(s.id) {
		c.opened--
	} else {
		c.taken--
	}
	s.pending, s.ending, s.trailer = nil, false, nil
	s.sentEnd, s.gotEnd = true, true
	c.settle(s)
}

// own reports whether this end opens streams of that number: clients the odd
// ones (RFC 9113 section 5.1.1).
func (c *Conn) own(id uint32) bool { return id%2 == 1 == c.cfg.Client }

// idle reports whether nobody has used a stream.
func (c *Conn) idle(id uint32) bool {
	if c.own(id) {
		return id >= c.nextID
	}
	return id > c.lastPeer
}

// reset closes a stream with RST_STREAM. What was queued for it and is no header
// is not sent.
func (c *Conn) reset(s *stream, code http2.ErrCode) {
	c.remove(s)
	c.dropped.add(s.id)
	must(c.framer.WriteRSTStream(s.id, code))
	c.enqueue(http2.FrameRSTStream, s.id, true)
}

// ring remembers the last streams that were reset.
type ring struct {
	ids [128]uint32
	n   int
}

func (r *ring) add(id uint32) {
	r.ids[r.n%len(r.ids)] = id
	r.n++
}

func (r *ring) has(id uint32) bool { return slices.Contains(r.ids[:], id) }
