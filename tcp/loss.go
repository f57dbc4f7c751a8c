package tcp

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// enterLoss is what the expiry of the retransmission timer means for segments
// that are looked at one by one (RFC 6675 section 5.1, tcp_enter_loss). Repeated says
// that nothing was acknowledged since the last one.
func (c *Conn) enterLoss(at vtime.Stamp, repeated bool) {
	s, m := &c.snd, c.mend()
	fresh := s.recovery < recoveryFast
	sacked := s.sackedOut()
	c.loseByTimeout(at)
	if s.recovery <= recoveryDisorder || s.recover <= s.una || s.recovery == recoveryLoss && !repeated {
		// Once for a window of data (RFC 5681 section 3.1).
		m.before = Window{s.win.Cwnd, c.currentThreshold()}
		c.reduce(Lost{Now: at.Now, Flight: s.outstanding(), MSS: s.mss, Timeout: true})
		c.tell(at, EventTimeout)
		c.beginUndo()
	}
	s.win.Cwnd = s.pipe() + s.mss // LW (RFC 5681 section 3.1)
	if s.recovery <= recoveryDisorder && sacked >= c.cfg.DupThreshold {
		// So many duplicates and still a timeout: reordering was estimated too high.
		m.reordering = min(m.reordering, int32(c.cfg.DupThreshold))
	}
	c.enter(recoveryLoss)
	c.tellPeer()
	s.recover, m.probeEnd, m.onlyNew = s.nxt, 0, false
	// F-RTO applies to the first timeout of an episode and to further ones for the
	// same segment (RFC 5682 section 3.1 step 1, section 3.2).
	m.spurious = c.cfg.FRTO && (fresh || repeated)
}

// loseByTimeout presumes everything lost but, if losses are found by time, what
// left too late for that (RFC 8985 section 6.3). What a peer had selectively
// acknowledged and does not have any more is lost too (RFC 2018 section 8).
func (c *Conn) loseByTimeout(at vtime.Stamp) {
	s, m := &c.snd, c.snd.mend
	reneged := s.board.n > 0 && s.board.at(0).sacked
	if reneged {
		m.known = [len(m.known)]Block{}
		s.board.forgetSacks()
	}
	s.resetCounted()
	rtt := m.rack.rtt
	if rtt == 0 {
		rtt = s.rtt.srtt() // nothing has arrived since the repair began: the latest is not known
	}
	for i := range s.board.n {
		g := s.board.at(i)
		recent := i > 0 && c.cfg.RACK && s.selective && !reneged && g.at+rtt > at.Now
		if !recent {
			c.presumeLost(i, cause.LossTimeout)
			g.found = cause.LossTimeout
		}
	}
}

// forgetSacks takes back what was selectively acknowledged.
func (b *scoreboard) forgetSacks() {
	for i := range b.n {
		if g := b.at(i); g.sacked {
			b.change(g, func(g *sent) { g.sacked = false })
			b.returns(b.slot(i))
		}
	}
}

// inLoss goes on after a timeout (tcp_process_loss).
func (c *Conn) inLoss(at vtime.Stamp, e *evidence) {
	s, m := &c.snd, c.snd.mend
	recovered := s.una >= s.recover
	if e.advanced && c.undoLoss(at, e, false) {
		return
	}
	if m.spurious && c.detectSpurious(at, e, recovered) {
		return
	}
	if recovered {
		c.undoRecovery(at, e)
		return
	}
	if s.selective {
		return
	}
	if s.nxt > s.recover {
		// New data of F-RTO has arrived: less is on its way.
		c.countDuplicate(e)
	} else if e.advanced {
		s.resetCounted()
	}
}

// detectSpurious is F-RTO, with SACK where there is SACK (RFC 5682 sections 2.1
// and 3.1). It reports whether the acknowledgement is done with.
func (c *Conn) detectSpurious(at vtime.Stamp, e *evidence, recovered bool) bool {
	s, m := &c.snd, c.snd.mend
	// What left only once has arrived: not all was lost (step 3.b).
	if e.original && c.undoLoss(at, e, true) {
		return true
	}
	switch {
	case s.nxt > s.recover:
		if e.sacked || e.duplicate {
			m.spurious = false // the loss was real (step 3.a)
		}
	case e.advanced && !recovered:
		// New data shows whether what was sent before still arrives (step 2.b).
		s.recover = s.nxt
		if s.buf.end > s.nxt && s.una+s.wnd > s.nxt {
			m.onlyNew = true
			return true
		}
		m.spurious = false
	}
	return false
}
