package tcp

// collapse lets segment i, which is about to be sent again, take in those behind it,
// as far as one segment holds them: their headers are saved (Linux
// tcp_retrans_try_collapse).
func (c *Conn) collapse(i int) {
	s, b := &c.snd, &c.snd.board
	if !c.cfg.RepeatsJoined || !c.state.synchronized() {
		return
	}
	room := s.mss - b.at(i).data()
	if room <= 0 && !s.finSent() {
		return // only a FIN needs no room
	}
	for i+1 < b.n {
		g, next := b.at(i), b.at(i+1)
		room -= next.data()
		if room < 0 || g.fin || g.record || g.probe || next.sacked || next.probe || next.end > s.una+s.wnd {
			return
		}
		b.join(i)
		s.countJoined()
	}
}
