package tcp

// LookAhead reads a word of each line that the connection will need soon, to take a segment
// with data or else to take an acknowledgement or a timeout and to send, and returns their
// sum, which means nothing: so they come from far memory side by side (sim.Ahead). It changes
// nothing.
func (c *Conn) LookAhead(data bool) (n uint64) {
	r, s := &c.rcv, &c.snd
	n = uint64(c.tally.segsIn) + uint64(c.running) + uint64(r.irs) + uint64(s.iss) + uint64(s.wnd) +
		uint64(c.timers[numSlots-1].at)
	if data {
		return n + r.lookAhead() + c.rec.Receipt.LookAhead()
	}
	return n + s.lookAhead() + c.rec.Half.LookAhead()
}

func (r *receiver) lookAhead() (n uint64) {
	n = uint64(r.read)
	if r.tune != nil {
		n += uint64(r.tune.clamp) + uint64(r.tune.stock.head)
	}
	if r.holes != nil {
		n += uint64(r.holes.total)
	}
	return n
}

func (s *sender) lookAhead() (n uint64) {
	n = uint64(s.board.flight) + uint64(s.lastAt) + uint64(s.dupBytes) + uint64(s.rtt.least.rtt)
	if m := s.mend; m != nil {
		n += uint64(m.firstAt) + uint64(m.high)
	}
	if s.ctl != nil {
		n += uint64(s.ctl.used) + uint64(s.ctl.rate)
	}
	if len(s.board.ring) > 0 {
		n += uint64(s.board.ring[s.board.slot(0)].start)
	}
	return n
}
