package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Marks say what the writer of a byte wants to be told of it later, through the
// error queue of the socket (Linux MSG_ERRQUEUE).
type Marks uint8

// The marks.
const (
	MarkCopied    Marks = 1 << iota // that nobody needs the bytes of this write any more (MSG_ZEROCOPY)
	MarkScheduled                   // when a segment with it was given to the queue of the interface
	MarkSent                        // when a segment with it was given to the interface
	MarkAcked                       // when it was acknowledged
)

// Notice tells of bytes that were written.
type Notice struct {
	Of  Marks // one of them
	At  vtime.Time
	Len int64 // data of the segment that held the byte; 0 for MarkCopied
	// From and To are the numbers of the first and the last write that are told of
	// (MarkCopied); otherwise To is where the byte is in the stream, counted from
	// CountMarks.
	From, To uint32
}

// notices is what the error queue of a socket tells, and what it is going to.
type notices struct {
	marks  []mark   // in the order of their offsets
	queue  []Notice // not told yet
	copies uint32   // writes that were marked as MarkCopied
	base   int64    // the byte that counts as number 0
	told   uint32   // notices in all
}

// mark is what is wanted of a byte.
type mark struct {
	Marks
	end   int64  // offset behind the byte
	write uint32 // number of its write
	len   int64  // of the segment that it left in
}

// Mark asks for notices of the byte that was written last.
func (c *Conn) Mark(m Marks) {
	n := c.noticing()
	k := mark{Marks: m, end: c.snd.buf.end}
	if m&MarkCopied != 0 {
		k.write = n.copies
		n.copies++
	}
	n.marks = append(n.marks, k)
}

// CountMarks lets notices count bytes from the oldest one that is not
// acknowledged (SOF_TIMESTAMPING_OPT_ID).
func (c *Conn) CountMarks() { c.noticing().base = max(c.snd.una, 1) }

// TakeNotice returns the oldest notice and forgets it.
func (c *Conn) TakeNotice() (Notice, bool) {
	n := c.notices()
	if n == nil || len(n.queue) == 0 {
		return Notice{}, false
	}
	first := n.queue[0]
	n.queue = n.queue[1:]
	return first, true
}

// Noticed returns how many notices there have been, and how many wait to be taken.
func (c *Conn) Noticed() (all uint32, waiting int) {
	if n := c.notices(); n != nil {
		return n.told, len(n.queue)
	}
	return 0, 0
}

// notices returns what is to be told, nil if there is nothing.
func (c *Conn) notices() *notices {
	if c.rare == nil {
		return nil
	}
	return c.rare.notices
}

func (c *Conn) noticing() *notices {
	r := c.seldom()
	if r.notices == nil {
		r.notices = &notices{base: 1}
	}
	return r.notices
}

// markDeparts tells that data of the stream leaves, also if it is a further copy.
func (c *Conn) markDeparts(now vtime.Time, start, end int64) {
	n := c.notices()
	if n == nil {
		return
	}
	for i := range n.marks {
		k := &n.marks[i]
		if start < k.end && k.end <= end {
			k.len = end - start
			c.tellMark(now, k, MarkScheduled)
			c.tellMark(now, k, MarkSent)
		}
	}
}

// markAcked tells that data up to an offset is acknowledged.
func (c *Conn) markAcked(now vtime.Time, ack int64) {
	n := c.notices()
	if n == nil {
		return
	}
	for len(n.marks) > 0 && n.marks[0].end <= ack {
		c.tellMark(now, &n.marks[0], MarkAcked)
		c.tellMark(now, &n.marks[0], MarkCopied)
		n.marks = n.marks[1:]
	}
}

// releaseMarks tells what is free since the connection is gone.
func (c *Conn) releaseMarks() {
	n := c.notices()
	if n == nil {
		return
	}
	for i := range n.marks {
		c.tellMark(0, &n.marks[i], MarkCopied)
	}
	n.marks = nil
}

// tellMark queues one notice, if it was asked for. Writes one after the other are
// told of at once (Linux skb_zerocopy_notify_extend).
func (c *Conn) tellMark(now vtime.Time, k *mark, of Marks) {
	if k.Marks&of == 0 {
		return
	}
	n := c.rare.notices
	n.told++
	c.wakes |= WakeNotice
	if of != MarkCopied {
		n.queue = append(n.queue, Notice{Of: of, At: now, Len: k.len, To: uint32(k.end - n.base - 1)})
		return
	}
	if i := len(n.queue) - 1; i >= 0 && n.queue[i].Of == MarkCopied && n.queue[i].To+1 == k.write {
		n.queue[i].To = k.write
		return
	}
	n.queue = append(n.queue, Notice{Of: MarkCopied, At: now, From: k.write, To: k.write})
}
