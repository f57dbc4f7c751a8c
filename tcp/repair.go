package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// repair is what a connection remembers of disorder and losses. One that never
// saw any has none. What a timeout and an ordinary acknowledgement look at fills a line,
// what one needs that tells of something new another.
type repair struct {
	probeEnd    int64      // SND.NXT when the tail loss probe left; 0: none is out
	firstAt     vtime.Time // when the first of the present copies left; 0: none did
	copied      int64      // end of the further copy that left last, if nothing has held since
	losses      int32      // segments presumed lost in all, those of further copies too
	copies      int32      // further copies in all
	repeats     int32      // further copies since the reduction that no D-SACK has told of
	reordered   int32      // how often reordering was seen
	limited     int32      // bytes that duplicates let go since the last new ACK (limited transmit)
	probeCopied bool       // it was a further copy of the last segment
	spurious    bool       // F-RTO looks whether the timeout was spurious (RFC 5682)
	onlyNew     bool       // F-RTO sends new data now, and nothing again (RFC 5682 section 3.1 step 2)
	repeated    bool       // there were further copies since the reduction
	rack        rack
	high        int64    // end of the highest segment that was selectively acknowledged, 0: none
	known       [4]Block // of the last acknowledgement: what they told is noted, if anything is noted as sacked

	marker     int64  // SND.UNA at the reduction; 0: nothing to undo
	before     Window // of the reduction; no threshold: it cannot be undone (RFC 4015, Linux tcp_undo_cwnd_reduction)
	lossAt     int64  // SND.UNA when duplicates found the loss
	counted    int64  // without SACK: duplicates, each of which stands for a segment
	prr        reduction
	reordering int32 // segments that may overtake another (Linux tcp_reordering); DupThresh of RFC 6675
	duplicates int32 // segments that came twice, by D-SACKs
	rescued    bool  // the last segment went again as a last resort in this recovery
}

// mend returns the connection's repair, which is made when it is first needed.
func (c *Conn) mend() *repair {
	s := &c.snd
	if s.mend == nil {
		s.mend = &repair{reordering: int32(c.cfg.DupThreshold)}
		s.mend.rack.steps = 1
	}
	return s.mend
}

// modern reports whether losses are found segment by segment, from selective
// acknowledgements or from what stands for them. Otherwise duplicates inflate the
// window (RFC 5681 section 3.2).
func (c *Conn) modern() bool { return c.snd.selective || c.cfg.Recovery == RecoveryCounted }

// sackedOut returns how many segments are known to have arrived behind a hole.
func (s *sender) sackedOut() int64 {
	if s.selective || s.mend == nil {
		return int64(s.board.sacked)
	}
	return s.mend.counted
}

// highest returns the end of the highest segment that is known to have arrived.
func (s *sender) highest() int64 {
	if s.board.sacked == 0 {
		return s.una
	}
	return max(s.mend.high, s.una)
}

// presumeLost marks segment i.
func (c *Conn) presumeLost(i int, found cause.Why) {
	b := &c.snd.board
	again := b.at(i).again
	if !b.lose(i) {
		return
	}
	b.at(i).found = found
	m := c.mend()
	m.losses++
	m.rack.lostCopy = m.rack.lostCopy || again
}

// anyCopyOut reports whether a copy of what is outstanding is under way, or the
// oldest segment has left more than once (tcp_any_retrans_done).
func (s *sender) anyCopyOut() bool {
	return s.board.again > 0 || s.board.n > 0 && s.board.at(0).copies > 1
}

// alert is what follows from an acknowledgement that is not plain progress: the
// state machine of Linux's tcp_fastretrans_alert.
func (c *Conn) alert(at vtime.Stamp, e *evidence) {
	s, m := &c.snd, c.mend()
	if e.marked {
		m.before.Threshold = 0 // a mark forbids going back
	}
	if e.reneged {
		c.reneged(at, e)
		return
	}
	if s.recovery == recoveryNone {
		m.firstAt = 0
	} else if s.una >= s.recover && c.episodeEnds(at, e) {
		return
	}
	switch s.recovery {
	case recoveryFast:
		if !c.inRecovery(at, e) {
			return
		}
	case recoveryLoss:
		c.inLoss(at, e)
		c.identify(at, e)
		if s.recovery != recoveryNone && !m.rack.lostCopy {
			return
		}
		c.inOrder(at, e)
	default:
		c.inOrder(at, e)
	}
}

// episodeEnds leaves CWR and Recovery when all that was sent when they began is
// acknowledged, and reports whether nothing is left to be done.
func (c *Conn) episodeEnds(at vtime.Stamp, e *evidence) bool {
	s := &c.snd
	switch s.recovery {
	case recoveryCWR:
		// Something above must be acknowledged, so that CWR has reached the receiver.
		if s.una != s.recover {
			c.endReduction(at)
			c.enter(recoveryNone)
		}
	case recoveryFast:
		s.resetCounted()
		if c.undoRecovery(at, e) {
			return true
		}
		c.endReduction(at)
	}
	return false
}

// inRecovery goes on with fast recovery and reports whether it looked for losses.
func (c *Conn) inRecovery(at vtime.Stamp, e *evidence) bool {
	s := &c.snd
	if !e.advanced {
		c.countDuplicate(e)
	} else if c.undoPartial(at, e) {
		return false
	}
	if c.undoDuplicates(at) {
		c.tryOpen(at, e)
	}
	c.identify(at, e)
	if s.recovery != recoveryFast && c.timeToRecover() {
		c.enterRecovery(at, e)
		c.identify(at, e)
	}
	return true
}

// inOrder handles Open, Disorder and CWR.
func (c *Conn) inOrder(at vtime.Stamp, e *evidence) {
	s := &c.snd
	if e.advanced {
		s.resetCounted()
	}
	c.countDuplicate(e)
	if s.recovery <= recoveryDisorder {
		c.undoDuplicates(at)
	}
	c.identify(at, e)
	if !c.timeToRecover() {
		c.tryOpen(at, e)
		return
	}
	if c.probeIsLost(at) {
		e.rearm = false
		return
	}
	c.enterRecovery(at, e)
	c.identify(at, e)
}

// timeToRecover reports whether losses are evident. That a window probe was not
// taken is none.
func (c *Conn) timeToRecover() bool { return c.snd.board.lost > 0 && !c.snd.probing() }

// tryOpen goes to Open, or Disorder if segments are missing in between.
func (c *Conn) tryOpen(at vtime.Stamp, e *evidence) {
	s := &c.snd
	if !s.anyCopyOut() {
		s.mend.firstAt = 0
	}
	if e.marked {
		c.enterCWR(at)
	}
	if s.recovery != recoveryCWR {
		c.keepOpen()
	}
}

// keepOpen is Open or Disorder, whatever fits.
func (c *Conn) keepOpen() {
	s := &c.snd
	state := recoveryNone
	if s.sackedOut() > 0 || s.board.lost > 0 || s.anyCopyOut() {
		state = recoveryDisorder
	}
	if s.recovery != state {
		c.enter(state)
		s.recover = s.nxt
	}
}

func (c *Conn) enter(state recoveryState) {
	c.snd.recovery = state
}

// enterRecovery begins fast recovery (RFC 6675 section 5 step 4).
func (c *Conn) enterRecovery(at vtime.Stamp, e *evidence) {
	s, m := &c.snd, c.mend()
	c.beginUndo()
	m.before.Threshold, m.rescued = 0, false
	if !s.reducing() {
		if !e.marked {
			m.before = Window{s.win.Cwnd, c.currentThreshold()}
		}
		c.beginReduction(at, e, Lost{})
	}
	// What is lost first goes again at once, whatever is out (RFC 6675 section 5 step
	// 4.3). PRR sees to that itself.
	s.resend = c.cfg.PRR == PRROff && s.board.at(0).missing()
	c.enter(recoveryFast)
	c.tell(at, EventLoss)
}

// enterCWR begins a reduction for which nothing was lost: a congestion mark
// (RFC 3168 section 6.1.2).
func (c *Conn) enterCWR(at vtime.Stamp) {
	s, m := &c.snd, c.mend()
	m.before.Threshold = 0
	if s.recovery < recoveryCWR {
		m.marker = 0
		c.beginReduction(at, nil, Lost{Mark: true})
		c.enter(recoveryCWR)
		if c.ecn != nil {
			c.ecn.until = s.nxt
		}
	}
}

// identify looks for lost segments with what the acknowledgement brought.
func (c *Conn) identify(at vtime.Stamp, e *evidence) {
	s := &c.snd
	switch {
	case s.board.n == 0 || c.cfg.Recovery == RecoveryTimeout:
	case !s.selective:
		c.identifyCounted(e)
	case c.cfg.RACK:
		c.rackMark(at, e)
	default:
		c.identifySacked(e)
	}
}

// identifyCounted presumes the oldest segment lost: by duplicates before a
// recovery, by a partial acknowledgement in it (RFC 6582 section 3.2).
func (c *Conn) identifyCounted(e *evidence) {
	s, m := &c.snd, c.mend()
	switch {
	case s.board.at(0).lost:
	case s.recovery < recoveryFast && m.counted >= c.threshold():
		c.presumeLost(0, c.foundBy(cause.LossDupAcks, m.counted))
	case s.recovery == recoveryFast && e.advanced:
		c.presumeLost(0, cause.LossPartialAck)
	}
}

// identifySacked presumes lost what has DupThresh selectively acknowledged
// segments above it, or more than DupThresh-1 full ones in bytes (IsLost of RFC
// 6675 section 4, which counts ranges; segments are Linux's).
func (c *Conn) identifySacked(e *evidence) {
	s := &c.snd
	if !e.sacked && s.recovery != recoveryFast {
		return
	}
	threshold := c.threshold()
	segments, bytes := int64(0), int64(0)
	for i := s.board.find(s.highest() - 1); i >= 0; i-- {
		g := s.board.at(i)
		if g.sacked {
			segments, bytes = segments+1, bytes+g.end-g.start
			continue
		}
		switch {
		case g.lost || segments < threshold && bytes <= (threshold-1)*s.mss:
		case g.again:
			s.board.change(g, func(g *sent) { g.lost = true }) // as a last resort it has gone again
		default:
			c.presumeLost(i, c.foundBy(cause.LossSACK, s.sackedOut()))
		}
	}
}

// threshold is DupThresh. With few segments under way and nothing new to send,
// duplicates of all but one are enough (RFC 5827 section 3.2).
func (c *Conn) threshold() int64 {
	s := &c.snd
	t := c.cfg.DupThreshold
	if s.mend != nil {
		t = int64(s.mend.reordering)
	}
	if n := int64(s.board.n); c.earlyRetransmit() && n < t+1 && n > 1 {
		return n - 1
	}
	return t
}

func (c *Conn) earlyRetransmit() bool {
	s := &c.snd
	return c.cfg.EarlyRetransmit && (s.buf.end <= s.nxt || s.una+s.wnd <= s.nxt)
}

// foundBy names the rule of so many duplicates: early retransmit if the usual
// threshold is not reached.
func (c *Conn) foundBy(usual cause.Why, seen int64) cause.Why {
	if seen < int64(c.snd.mend.reordering) && c.earlyRetransmit() {
		return cause.LossEarly
	}
	return usual
}

// reneged takes back what the peer had selectively acknowledged and now asks for
// again: everything is lost, as after a timeout (RFC 2018 section 8). Linux waits
// half a round trip, at least 10 ms, for acknowledgements that are late.
func (c *Conn) reneged(at vtime.Stamp, e *evidence) {
	s := &c.snd
	if c.cfg.RenegeDelay > 0 {
		c.await(at, awaitTimeout, max(s.rtt.srtt()/2, c.cfg.RenegeDelay))
		e.rearm = false
		return
	}
	c.enterLoss(at, s.retries > 0)
}
