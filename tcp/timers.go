package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// places says what time spent on each timer is called.
var places = [numTimers]cause.Where{
	timerUser: cause.TimerUser, timerRetransmit: cause.TimerRetransmit, timerPersist: cause.TimerPersist,
	timerOverride: cause.TimerOverride, timerCork: cause.TimerCork,
	timerPacing: cause.TimerPacing, timerDelayedAck: cause.TimerDelayedAck,
	timerKeepAlive: cause.TimerKeepAlive, timerTimeWait: cause.TimerTimeWait,
}

// slots says where each timer is kept. Those that end a hold share a place, since
// at most one of them runs, and none once all is acknowledged.
var slots = [numTimers]uint8{
	timerKeepAlive: 0, timerUser: 1, timerPersist: 2, timerOverride: 2, timerCork: 2, timerPacing: 2, timerTimeWait: 2,
	timerDelayedAck: 3, timerRetransmit: 4,
}

const numSlots = 5

// timer returns where a timer is kept, which means something if it runs.
func (c *Conn) timer(k timerKind) *timer { return &c.timers[slots[k]] }

// timerSet is a set of timers, bit by bit.
type timerSet uint16

// runs reports whether a timer is armed.
func (c *Conn) runs(k timerKind) bool { return c.running>>k&1 == 1 }

func (c *Conn) arm(k timerKind, at vtime.Stamp, after vtime.Time) {
	c.setTimer(k, timer{at.Now.Add(after), at.Event})
}

func (c *Conn) setTimer(k timerKind, t timer) {
	*c.timer(k) = t
	c.running |= 1 << k
	if t.at == vtime.Never {
		c.disarm(k)
	}
}

func (c *Conn) disarm(k timerKind) { c.running &^= 1 << k }

// Deadline returns when Advance must be called next, the event that set this
// deadline, and what the time until then is spent on. It is vtime.Never if no
// timer runs.
func (c *Conn) Deadline() (vtime.Time, vtime.EventID, cause.Where) {
	if c.running == 0 {
		return vtime.Never, 0, 0
	}
	first := c.running.first()
	for left := c.running.without(first); left != 0; {
		k := left.first()
		left = left.without(k)
		if c.timer(k).at < c.timer(first).at {
			first = k
		}
	}
	t, where := c.timer(first), places[first]
	if first == timerRetransmit {
		where = awaitedPlaces[c.snd.awaits]
	}
	return t.at, t.by, where
}

// AppendTimers appends the events that have set the timers which run.
func (c *Conn) AppendTimers(list []vtime.EventID) []vtime.EventID {
	for left := c.running; left != 0; {
		k := left.first()
		left = left.without(k)
		list = append(list, c.timer(k).by)
	}
	return list
}

func (s timerSet) first() timerKind { return timerKind(bits.TrailingZeros16(uint16(s))) }

func (s timerSet) without(k timerKind) timerSet { return s &^ (1 << k) }

// Advance fires the timers that are due, in the order of their kinds. The host
// polls for segments afterwards.
func (c *Conn) Advance(at vtime.Stamp) {
	for k := timerKind(0); k < numTimers; k++ {
		if !c.runs(k) || c.timer(k).at > at.Now || c.state == Closed {
			continue
		}
		c.disarm(k)
		c.fire(at, k)
	}
}

func (c *Conn) fire(at vtime.Stamp, k timerKind) {
	switch k {
	case timerUser:
		c.giveUp()
	case timerRetransmit:
		c.expired(at)
	case timerPersist:
		c.probeWindow(at)
	case timerOverride, timerCork:
		c.snd.overrides = true
	case timerDelayedAck:
		c.ack.now = true
		if c.rcv.holes.holds() {
			break // nothing was missed
		}
		c.ack.missed(c.cfg, &c.snd.rtt)
	case timerKeepAlive:
		c.keepAliveDue(at)
	case timerTimeWait:
		c.drop(0)
	}
}

// expired is what the retransmission timer says, whatever it ran for.
func (c *Conn) expired(at vtime.Stamp) {
	switch c.snd.awaits {
	case awaitProbe:
		c.probeTimeout(at)
	case awaitReorder:
		c.reorderTimeout(at)
	default:
		c.timeout(at)
	}
}

// timeout is the expiry of the retransmission timer (RFC 6298 sections 5.4 to 5.6).
func (c *Conn) timeout(at vtime.Stamp) {
	s := &c.snd
	s.retries++
	if c.state == SynSent || c.state == SynReceived {
		if int64(s.retries) > c.synRetries() {
			c.giveUp()
			return
		}
		s.board.lose(0)
		return
	}
	if c.spent(at.Now) {
		c.giveUp()
		return
	}
	c.watchRetries(at)
	wait := resourceProbe
	if !c.refused() {
		c.backOff()
		wait = s.rtt.rto(c.cfg)
	}
	if s.retries == 1 {
		s.retriedAt = at.Now
	}
	// It starts anew here and not when the copy leaves, which pacing may hold until the
	// timeout turns out to be spurious (RFC 6298 section 5.6).
	c.await(at, awaitTimeout, wait)
	if c.modern() {
		c.enterLoss(at, s.retries > 1)
		c.suspectBlackHole(at)
		return
	}
	if s.retries == 1 {
		// Only the first expiry for a segment halves (RFC 5681 section 3.1).
		flight := s.outstanding()
		if s.recovery == recoveryFast {
			// A lost copy is one more loss, which brings the threshold down once more (RFC
			// 5681 section 4.3): what duplicates let go would bring it up again.
			flight = min(flight, s.win.Cwnd)
		}
		c.reduce(Lost{Now: at.Now, Flight: flight, MSS: s.mss, Timeout: true})
		c.tellPeer()
		c.tell(at, EventTimeout)
	}
	s.win.Cwnd = s.mss // the loss window (RFC 5681 section 3.1)
	s.recovery, s.recover, s.guard = recoveryLoss, s.nxt, s.nxt
	c.found = cause.LossTimeout
	s.dupAcks, s.dupBytes, s.timedEnd = 0, 0, 0
	c.loseAll()
	c.suspectBlackHole(at)
	s.resend = true
}

// thinSegments and thinRetries say which streams are thin, and how many timeouts of
// theirs do not double (tcp_stream_is_thin, TCP_THIN_LINEAR_RETRIES).
const (
	thinSegments = 4
	thinRetries  = 6
)

// backOff doubles the timeout (RFC 6298 section 5.5). A thin stream, which never has
// the duplicates that start fast retransmit, can be spared that for a while
// (tcp_retransmit_timer).
func (c *Conn) backOff() {
	s := &c.snd
	switch {
	case c.cfg.ThinLinear && c.state == Established && s.board.n < thinSegments && s.retries <= thinRetries:
		s.rtt.backoff = 0
	case s.rtt.backoff < 64:
		s.rtt.backoff++
	}
}

// Untimed says that what is out measures no round trip: nobody knows when it
// left.
func (c *Conn) Untimed() {
	for i := range c.snd.board.n {
		c.snd.board.at(i).copies = max(c.snd.board.at(i).copies, 2)
	}
}

// HoldSYNACK puts off the next SYN-ACK until a time: the peer has acknowledged
// one, but the listener waits for more (TCP_DEFER_ACCEPT).
func (c *Conn) HoldSYNACK(at vtime.Stamp, until vtime.Time) {
	if c.state == SynReceived {
		c.arm(timerRetransmit, at, max(until-at.Now, 0))
	}
}

// synRetries returns how often a SYN or SYN-ACK is sent again. The linear
// retransmissions of Linux come on top.
func (c *Conn) synRetries() int64 {
	if c.state == SynReceived {
		return c.cfg.SYNAckRetries
	}
	return c.cfg.SYNRetries + c.cfg.SYNLinear
}
