package tcp

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Wake tells the host what has become possible since it last asked.
type Wake uint8

// The wake-ups.
const (
	WakeEstablished Wake = 1 << iota // the handshake is complete
	WakeReadable                     // data, end of stream or an error can be read
	WakeWritable                     // the send buffer has room again, or an error
	WakeTimeWait                     // the connection has entered TIME-WAIT
	WakeClosed                       // the connection is gone
	WakeNotice                       // the error queue has a notice
)

// Records is where a connection writes what explanations need. Nil fields mean
// that nothing is recorded.
type Records struct {
	Half    *cause.Half    // of the bytes it sends
	Receipt *cause.Receipt // of the bytes it receives
}

// Conn is one end of a connection. See the package documentation for the
// contract between it and its host.
type Conn struct {
	// What every segment looks at lies together, line by line (TestSegmentsTouchFewLines, LookAhead):
	// two lines that both ends of a transfer need, one that only who receives data needs, three
	// that both need, and those that who sends data needs.
	tally   tally
	cfg     *Config
	asides  *asides // nil as long as they are nothing
	rec     Records
	running timerSet // see slots
	state   State
	wakes   Wake
	orphan  bool // nobody holds the socket any more
	deaf    bool // the read side was shut down
	stamps  bool // the timestamps option is in use
	general bool // nothing is predicted

	ack      acker
	rcv      receiver
	ts       timestamps
	unprobed int32 // probes of a closed window without any answer

	ecn       *explicit // nil: not agreed on, or not needed any more
	rare      *seldom   // nil: nothing of it is used
	keep      keepAlive
	replies   bool        // reply is to be sent
	fresh     bool        // soft is not known to the application yet
	noted     cause.Why   // what the records say that holds, at the last settling; or several
	found     cause.Why   // what found the present loss
	algorithm AlgorithmID // of congestion control
	passive   bool        // opened by a SYN that arrived

	snd sender

	finAt    int64 // offset of the peer's FIN, once it has come
	unseen   int32 // keep-alive probes without an answer
	reply    reply
	err      errno.Errno // why the connection is gone, or zero
	soft     errno.Errno // the last ICMP error that did not end it
	six      bool        // segments travel in IPv6
	frank    bool        // soft is told to the application
	scaling  bool        // the peer offered scaling of windows too
	reported bool        // err was returned to a caller
	again    bool        // the SYN must be sent again with an ACK (simultaneous open)

	timers [numSlots]timer // those in running, see slots; the host has its own behind them
}

// New returns a connection in CLOSED. MSS is the largest segment that the
// interface carries; iss is the initial send sequence number.
func New(cfg *Config, iss Seq, mss int64, rec Records) *Conn {
	c := &Conn{}
	c.Init(cfg, iss, mss, rec)
	return c
}

// Init is New for a connection that is part of something else.
func (c *Conn) Init(cfg *Config, iss Seq, mss int64, rec Records) {
	c.cfg, c.algorithm = cfg, cfg.Congestion
	c.Record(rec)
	c.snd.init(cfg, iss)
	c.rcv.init(cfg, min(cfg.MSS, mss))
	c.ack.init(cfg)
	c.running = 0
}

// SetIPv6 says that segments travel in IPv6, before the connection opens.
func (c *Conn) SetIPv6() { c.six = true }

// defaultMSS is the segment size of a peer that names none (RFC 9293 section 3.7.1).
func (c *Conn) defaultMSS() int64 {
	if c.six {
		return max(c.cfg.DefaultMSS, 1220)
	}
	return c.cfg.DefaultMSS
}

// Record makes the connection go on with records that another began.
func (c *Conn) Record(rec Records) { c.rec, c.noted = rec, several }

// Open starts an active open: CLOSED to SYN-SENT (RFC 9293 section 3.10.1).
func (c *Conn) Open(at vtime.Stamp) {
	c.become(SynSent)
	c.markSYN(at)
}

// Listen starts a passive open: the next SYN is taken (RFC 9293 section 3.10.1).
func (c *Conn) Listen() {
	c.passive = true
	c.become(Listen)
}

func (c *Conn) markSYN(at vtime.Stamp) {
	if c.rec.Half != nil {
		c.rec.Half.Write(1, at, at)
	}
}

func (c *Conn) become(s State) {
	if !c.state.mayBecome(s) {
		panic(fmt.Sprintf("tcp: %v may not become %v", c.state, s))
	}
	c.state = s
}

// State returns the state.
func (c *Conn) State() State { return c.state }

// Err returns why the connection ended, or zero.
func (c *Conn) Err() errno.Errno { return c.err }

// ISS returns the initial send sequence number, IRS the peer's.
func (c *Conn) ISS() Seq { return c.snd.iss }

// IRS returns the initial receive sequence number, zero before a SYN came.
func (c *Conn) IRS() Seq { return c.rcv.irs }

// Wakes returns and clears the pending wake-ups.
func (c *Conn) Wakes() Wake {
	w := c.wakes
	c.wakes = 0
	return w
}

// Write takes as much of p as the send buffer has room for. Wanted is when the
// application wanted to write it. It only buffers; the host polls for segments.
// After the write side was closed, or the connection ended, it returns an error.
func (c *Conn) Write(at, wanted vtime.Stamp, p Payload, shared bool) (int, error) {
	if err := c.writeError(); err != 0 {
		return 0, err
	}
	n := int(min(int64(p.Len), c.WriteRoom()))
	if n <= 0 {
		c.snd.blocked = p.Len > 0
		c.snd.unpushed = c.snd.unpushed && p.Len == 0
		return 0, nil
	}
	if !c.snd.blocked {
		c.noteLimit()
	}
	c.opensBuffer()
	c.snd.blocked = n < p.Len
	part := p.Slice(0, n)
	if shared || part.Bytes == nil {
		c.snd.buf.add(part, c.snd.una)
	} else {
		c.snd.buf.copyIn(part.Bytes, c.snd.una)
	}
	c.snd.more, c.snd.unpushed = false, c.holdsPush(c.snd.blocked)
	if c.rec.Half != nil {
		c.rec.Half.Write(uint64(c.snd.buf.end), wanted, at)
	}
	return n, nil
}

// ExpectMore says after a Write that more is to come (MSG_MORE): what is small
// waits for it, as if corked, and is not pushed. Like Linux, which forgets it
// when it next looks at what may be sent, it waits until a segment arrives.
func (c *Conn) ExpectMore() { c.snd.more, c.snd.unpushed = true, true }

func (c *Conn) writeError() errno.Errno {
	switch {
	case c.err != 0:
		return c.takeError(errno.EPIPE)
	case c.fresh:
		return c.takeError(0)
	case c.snd.finQueued || c.state == Closed || c.state == TimeWait:
		return errno.EPIPE
	case c.state == Listen:
		return errno.ENOTCONN
	}
	return 0
}

// takeError reports the connection's error once and then what later calls see.
func (c *Conn) takeError(then errno.Errno) errno.Errno {
	if c.err == 0 && c.fresh {
		c.fresh = false
		return c.soft
	}
	if c.err == 0 || c.reported {
		return then
	}
	c.reported = true
	return c.err
}

// Written returns the offset of the next byte to be written.
func (c *Conn) Written() uint64 { return uint64(c.snd.buf.end) }

// Unsent returns the bytes that were written and have not left.
func (c *Conn) Unsent() int64 { return c.snd.buf.end - max(c.snd.nxt, 1) }

// Unacked returns the bytes that were written and are not acknowledged.
func (c *Conn) Unacked() int64 { return c.snd.buf.end - max(c.snd.una, 1) }

// Read copies received bytes. It returns 0 and no error if none are there yet,
// and eof once the peer has closed and all is read.
func (c *Conn) Read(at vtime.Stamp, p []byte) (n int, eof bool, err error) {
	if c.shut() {
		return 0, true, nil
	}
	n = c.rcv.queue.read(p[:c.untilMark(at, int64(len(p)))])
	return c.afterRead(at, n)
}

// Discard is Read without a copy, for up to n bytes.
func (c *Conn) Discard(at vtime.Stamp, n int64) (int, bool, error) {
	if c.shut() {
		return 0, true, nil
	}
	return c.afterRead(at, int(c.rcv.queue.discard(c.untilMark(at, n))))
}

func (c *Conn) afterRead(at vtime.Stamp, n int) (int, bool, error) {
	if n > 0 {
		c.tuneRead(at.Now, int64(n))
		c.hasRead(at, int64(n))
		c.ackAfterRead(at)
		return n, false, nil
	}
	if c.rcv.queue.len > 0 {
		return 0, false, nil // nothing was asked for
	}
	if c.err != 0 && c.err != errno.EPIPE { // a broken pipe is the writer's alone
		if e := c.takeError(0); e != 0 {
			return 0, false, e
		}
		return 0, true, nil
	}
	if c.fresh {
		return 0, false, c.takeError(0)
	}
	if c.rcv.finSeen {
		if c.rec.Receipt != nil && c.rcv.read < c.rcv.nxt {
			c.rcv.read = c.rcv.nxt
			c.rec.Receipt.Read(uint64(c.rcv.nxt), at)
		}
		return 0, true, nil
	}
	if c.state == Closed || c.state == TimeWait {
		return 0, true, nil
	}
	return 0, false, nil
}

// hasRead notes that n bytes more have been read.
func (c *Conn) hasRead(at vtime.Stamp, n int64) {
	r := &c.rcv
	r.read += n
	if c.rec.Receipt != nil {
		c.rec.Receipt.Read(uint64(r.read), at)
	}
	if r.tune != nil {
		r.tune.stock.leave(r.read)
	}
}

// Readable reports whether Read would return something.
func (c *Conn) Readable() bool {
	return c.rcv.readable() && !c.onlyUrgent() || c.readEnds()
}

// readEnds reports that nothing more is going to be readable.
func (c *Conn) readEnds() bool {
	return c.deaf || c.rcv.finSeen || c.err != 0 || c.state == Closed || c.state == TimeWait
}

// TooLittle reports whether something can be read, but less than who wants n
// bytes waits for.
func (c *Conn) TooLittle(n int64) bool {
	r := &c.rcv
	return r.queue.len > 0 && r.queue.len < n && !r.readable() && !c.readEnds()
}

// Buffered returns the received bytes that the application has not read, up to
// an urgent one that is read apart from them.
func (c *Conn) Buffered() int64 {
	_, n := c.besideMark()
	return n
}

// ReadOffset returns the offset of the next byte to be read.
func (c *Conn) ReadOffset() uint64 { return uint64(c.rcv.read) }

// CloseWrite ends the stream after the bytes written so far: a FIN follows them
// (RFC 9293 section 3.10.4).
func (c *Conn) CloseWrite(at vtime.Stamp) error {
	switch c.state {
	case Closed, Listen:
		return errno.ENOTCONN
	case SynSent:
		c.drop(0)
		return nil
	}
	if c.snd.finQueued {
		return nil
	}
	c.snd.finQueued = true
	c.snd.corked, c.snd.more, c.snd.unpushed = false, false, false
	if c.rec.Half != nil {
		c.rec.Half.Write(uint64(c.snd.buf.end)+1, at, at)
	}
	switch c.state {
	case SynReceived, Established:
		if c.state == Established {
			c.become(FinWait1)
		}
	case CloseWait:
		c.become(LastAck)
	}
	return nil
}

// Close ends both directions: nobody reads any more. Unread data turns the
// close into a reset where the profile says so.
func (c *Conn) Close(at vtime.Stamp) {
	c.orphan = true
	if c.cfg.ResetUnread && c.rcv.queue.len > 0 && c.state != Closed {
		// Closing with data unread must show the peer that it was lost (RFC 9293 section 3.6.1).
		c.Abort(at)
		return
	}
	c.throwAway(at)
	if c.state == Closed || c.state == Listen {
		c.drop(0)
		return
	}
	if err := c.CloseWrite(at); err != nil {
		return
	}
	if c.state == FinWait2 {
		c.armFinWait2(at)
	}
}

// Abort ends the connection at once, with a reset if the peer knows of it
// (RFC 9293 section 3.10.5).
func (c *Conn) Abort(at vtime.Stamp) {
	known := c.state >= SynReceived && c.state <= CloseWait
	if known || (c.state == Closing || c.state == LastAck) && !c.snd.finSent() {
		c.setReply(reply{flags: RST | ACK, seq: c.snd.wire(c.snd.ackAt()), ack: c.rcv.wire(c.rcv.nxt)})
	}
	c.drop(0)
}

// Shed ends a connection that nobody holds and that the host has no room for: with a
// reset, whatever its state (Linux tcp_check_oom).
func (c *Conn) Shed() { c.endWithReset(0) }

// endWithReset resets the peer and ends the connection for the reason e.
func (c *Conn) endWithReset(e errno.Errno) {
	c.setReply(reply{flags: RST | ACK, seq: c.snd.wire(c.snd.ackAt()), ack: c.rcv.wire(c.rcv.nxt)})
	c.drop(e)
}

// drop makes the connection CLOSED for the reason e.
func (c *Conn) drop(e errno.Errno) {
	if c.err == 0 {
		c.err = e
	}
	c.become(Closed)
	c.running = 0
	c.ecn = nil
	c.releaseMarks()
	c.ack = acker{since: vtime.Never}
	c.wakes |= WakeClosed | WakeReadable | WakeWritable
}

// reply is a segment that answers another and belongs to no stream: a reset.
type reply struct {
	flags    Flags
	seq, ack Seq
}

func (c *Conn) setReply(r reply) {
	c.reply, c.replies = r, true
}

// TakeError returns the error that ended the connection if nobody has been told
// of it yet, and otherwise zero (SO_ERROR).
func (c *Conn) TakeError() errno.Errno { return c.takeError(0) }

// CloseRead makes reads return end of stream from now on, once nothing is left to
// read (shutdown of the read side). What that is, ShutRead says.
func (c *Conn) CloseRead(at vtime.Stamp) {
	c.deaf = true
	c.wakes |= WakeReadable
	if c.cfg.ShutRead == ShutReadDiscards {
		c.throwAway(at)
	}
}

// shut reports whether the read side was shut down and there is nothing left to read
// or to tell.
func (c *Conn) shut() bool { return c.deaf && c.rcv.queue.len == 0 && !c.ErrorPending() }

// unwanted reports whether data that comes now has no reader: nobody holds the
// socket, or both sides were shut down (RFC 1122 section 4.2.2.13; Linux
// tcp_rcv_state_process).
func (c *Conn) unwanted() bool {
	return c.orphan || c.deaf && c.cfg.ShutRead == ShutReadKeeps && c.snd.finQueued
}

// resetUnwanted resets a peer whose new data nobody will read, who must learn that (RFC
// 9293 section 3.6.1), and reports whether it did.
func (c *Conn) resetUnwanted(start int64, g *Segment) bool {
	if !c.unwanted() || g.Payload.Len == 0 || start+int64(g.Payload.Len) <= c.rcv.nxt {
		return false
	}
	c.answerClosed(g)
	if c.orphan {
		c.drop(0)
	} else {
		c.drop(errno.ECONNRESET)
	}
	return true
}

// throwAway reads what nobody wants.
func (c *Conn) throwAway(at vtime.Stamp) {
	if n := c.rcv.queue.discard(c.rcv.queue.len); n > 0 {
		c.hasRead(at, n)
		c.ackAfterRead(at)
	}
}

// InFlight reports whether a sequence number is one of a segment that was sent
// and is not acknowledged.
func (c *Conn) InFlight(seq uint32) bool {
	off := c.snd.offset(Seq(seq))
	return c.state != Closed && c.snd.una <= off && off < c.snd.nxt
}
