package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// beginUndo begins to remember what tells whether a reduction is for nothing
// (tcp_init_undo).
func (c *Conn) beginUndo() {
	s, m := &c.snd, c.snd.mend
	m.marker, m.repeated = s.una, s.board.again > 0
	m.repeats = s.board.again
	if m.probeEnd > 0 && m.probeCopied {
		m.repeats, m.repeated = m.repeats+1, true
	}
}

// copyLeaves accounts for a further copy of segment i.
func (m *repair) copyLeaves(now vtime.Time) {
	m.copies++
	if m.firstAt == 0 {
		m.firstAt = max(now, 1)
	}
	m.repeats, m.repeated = m.repeats+1, true
}

// needless reports whether all copies since the reduction were for nothing.
func (m *repair) needless() bool { return m.repeated && m.repeats == 0 && m.marker > 0 }

// mayUndo reports whether the reduction was for nothing: by D-SACKs for all copies
// (RFC 3708), or by a timestamp that was echoed from before the first of them
// (RFC 3522 section 3.2).
func (c *Conn) mayUndo(e *evidence) bool {
	m := c.snd.mend
	return c.cfg.Undo && (m.needless() || e.delayed && m.marker > 0)
}

// undo takes a reduction back (RFC 4015 section 3, tcp_undo_cwnd_reduction).
func (c *Conn) undo(at vtime.Stamp, nothingLost bool) {
	s, m := &c.snd, c.snd.mend
	if nothingLost {
		s.board.loseNone()
	}
	if m.before.Threshold > 0 {
		s.win = c.control().cc.Undo(s.win, m.before)
		if c.ecn != nil {
			c.ecn.cwr = false
		}
		s.win.Threshold = max(s.win.Threshold, m.before.Threshold)
	}
	m.marker = 0
	m.rack.advanced = true
	c.tell(at, EventUndo)
}

// undoRecovery ends a recovery that was for nothing, and any other. Without SACK
// the old state is held until something above is acknowledged: duplicates of what
// was repaired must not start another one (RFC 6582 section 3.2 step 1). It
// reports whether that is so.
func (c *Conn) undoRecovery(at vtime.Stamp, e *evidence) bool {
	s, m := &c.snd, c.snd.mend
	if c.mayUndo(e) {
		c.undo(at, false)
	} else if m.rack.persist > 0 {
		m.rack.persist--
	}
	if c.holdsState() {
		return true
	}
	if s.recovery == recoveryLoss {
		c.repaired(at)
	}
	c.enter(recoveryNone)
	return false
}

// holdsState is tcp_is_non_sack_preventing_reopen.
func (c *Conn) holdsState() bool {
	s := &c.snd
	if s.una != s.recover || s.selective {
		return false
	}
	if !s.anyCopyOut() {
		s.mend.firstAt = 0
	}
	return true
}

// undoDuplicates undoes a reduction once D-SACKs have told of all its copies.
func (c *Conn) undoDuplicates(at vtime.Stamp) bool {
	m := c.snd.mend
	if !c.cfg.Undo || !m.needless() {
		return false
	}
	m.rack.persist = min(persistRecoveries, m.rack.persist+1)
	c.undo(at, false)
	return true
}

// undoLoss undoes a timeout that was for nothing.
func (c *Conn) undoLoss(at vtime.Stamp, e *evidence, frto bool) bool {
	s := &c.snd
	if !frto && !c.mayUndo(e) {
		return false
	}
	c.undo(at, true)
	s.retries = 0
	if !c.holdsState() && (frto || s.selective) {
		c.enter(recoveryNone)
	}
	return true
}

// undoPartial handles a partial acknowledgement in fast recovery and reports
// whether nothing else may be done: it was a segment that was late, and copies
// are still under way (tcp_try_undo_partial).
func (c *Conn) undoPartial(at vtime.Stamp, e *evidence) bool {
	s, m := &c.snd, c.snd.mend
	if !c.cfg.Undo || !e.delayed || m.marker == 0 {
		return false
	}
	if e.before < e.high {
		c.sawReordering(e.before, e.high)
	}
	if s.board.again > 0 {
		return true
	}
	if !s.anyCopyOut() {
		m.firstAt = 0
	}
	c.undo(at, true)
	c.keepOpen()
	return false
}

// loseNone presumes that nothing is lost after all.
func (b *scoreboard) loseNone() {
	for i := range b.n {
		if g := b.at(i); g.lost {
			b.change(g, func(g *sent) { g.lost = false })
			b.returns(b.slot(i))
		}
	}
}
