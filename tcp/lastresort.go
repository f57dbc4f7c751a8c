package tcp

import "github.com/rttlab/rttlab/sim/cause"

// lastResort says which segment goes again although nobody knows that it is lost:
// a loss is being repaired, nothing that is lost is left, and nothing new can leave
// for the reason held. It keeps acknowledgements coming that the timer would else
// have to wait for (RFC 6675 section 4). Losses that RACK finds have TLP for that.
func (c *Conn) lastResort(held cause.Why) (i int, ok bool) {
	s := &c.snd
	if !c.cfg.LastResort || c.cfg.RACK || !s.selective || held != cause.NothingToSend && held != cause.ReceiveWindow {
		return 0, false
	}
	if i, ok = s.board.nextHole(s.highest()); !ok && !s.mend.rescued {
		i, ok = s.board.lastUnsure()
	}
	return i, ok && s.pipe()+s.charge(s.board.at(i).data()) <= s.win.Cwnd
}

// nextHole is rule 3 of NextSeg: the first hole below what was selectively
// acknowledged that has not gone again.
func (b *scoreboard) nextHole(highest int64) (int, bool) {
	for i := 0; i < b.n && b.at(i).start < highest; i++ {
		if g := b.at(i); !g.sacked && !g.lost && !g.again {
			return i, true
		}
	}
	return 0, false
}

// lastUnsure is rule 4: the last segment that is not acknowledged, once for each
// recovery. Taken literally the rule would have it go even if it just went again.
func (b *scoreboard) lastUnsure() (int, bool) {
	for i := b.n - 1; i >= 0; i-- {
		if g := b.at(i); !g.sacked {
			return i, !g.again
		}
	}
	return 0, false
}

// resort notes that segment g is about to go again as a last resort. The copy of a
// hole is on its way besides the first one, that of the last segment is not counted:
// it may go once more when it turns out to be lost.
func (c *Conn) resort(g *sent) {
	s := &c.snd
	g.found = cause.LossLastResort
	if g.start >= s.highest() {
		s.mend.rescued = true
		return
	}
	s.board.change(g, func(g *sent) { g.again = true })
}
