package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// told is a SACK block as offsets.
type told struct {
	span
	twice bool // a D-SACK: the range had arrived before
}

// tag notes on the scoreboard what the SACK blocks of an acknowledgement up to
// offset ack tell.
func (c *Conn) tag(at vtime.Stamp, e *evidence, o *Options, ack int64) {
	s, m := &c.snd, c.mend()
	var list [len(o.Blocks)]told
	n := 0
	var known [len(o.Blocks)]Block
	for i, b := range o.Blocks[:o.NumBlocks] {
		t := told{span: span{s.offset(b.Left), s.offset(b.Right)}}
		if i == 0 {
			t.twice = c.dsack(e, t.span, o, ack)
		}
		if !s.believable(t) {
			continue
		}
		known[n] = b
		list[n] = t
		n++
		for j := n - 1; j > 0 && list[j].start < list[j-1].start; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	low := s.nxt
	for _, t := range list[:n] {
		c.tagBlock(at, e, t, &low)
	}
	m.known = known
	if high := s.highest(); low < high && (s.recovery != recoveryLoss || m.marker > 0) {
		c.sawReordering(low, high)
	}
}

// believable reports whether a block lies in what was sent. Only D-SACKs may lie
// below SND.UNA, and only as far back as somebody wants to know
// (tcp_is_sackblock_valid).
func (s *sender) believable(t told) bool {
	switch {
	case t.start >= t.end || t.end > s.nxt:
		return false
	case t.start >= s.una:
		return true
	case !t.twice || s.mend.marker == 0:
		return false
	}
	return t.end <= s.una && t.end > s.mend.marker
}

// dsack reports whether the first block tells of something that came twice: it
// lies below the acknowledgement or inside the second block (RFC 2883 section 4).
func (c *Conn) dsack(e *evidence, b span, o *Options, ack int64) bool {
	s, m := &c.snd, c.mend()
	if b.start >= ack {
		if o.NumBlocks < 2 {
			return false
		}
		if second := o.Blocks[1]; b.start < s.offset(second.Left) || b.end > s.offset(second.Right) {
			return false
		}
	}
	if !c.cfg.DuplicateSACK || b.start >= b.end || b.end-b.start > s.maxWnd {
		return false
	}
	segments := max((b.end-b.start+s.mss-1)/s.mss, 1)
	ofProbe := b.end-b.start <= s.mss && m.probeEnd > 0 && m.probeEnd == b.end
	if m.duplicates += int32(segments); m.duplicates > m.copies {
		return false // more than was ever sent again: the network doubles
	}
	e.twice, e.ofProbe = true, ofProbe
	if m.reordered > 0 && !ofProbe {
		m.rack.dsackSeen = true
	}
	e.delivered += segments * s.mss // the copy has arrived too
	e.segments += segments
	if b.end <= e.before && b.end > m.marker {
		m.toldOf(int32(segments))
	}
	return true
}

// toldOf notes that so many of the copies that count for undoing were for nothing.
func (m *repair) toldOf(segments int32) {
	if m.marker > 0 && m.repeats > 0 {
		m.repeats = max(0, m.repeats-segments)
	}
}

// tagBlock tags the segments inside a block. What an earlier acknowledgement told
// is skipped, so that a block that grows costs only its growth.
func (c *Conn) tagBlock(at vtime.Stamp, e *evidence, t told, low *int64) {
	skip := span{}
	if !t.twice && c.snd.board.sacked > 0 {
		skip = c.snd.told(t.span)
	}
	if skip.empty() {
		c.tagRange(at, e, t, t.span, low)
		return
	}
	c.tagRange(at, e, t, span{t.start, skip.start}, low)
	c.tagRange(at, e, t, span{skip.end, t.end}, low)
}

// told returns the most of a range that a block of the last acknowledgement told of.
func (s *sender) told(in span) (most span) {
	left, right := s.wire(in.start), s.wire(in.end)
	for _, k := range s.mend.known {
		if !k.Left.Less(left) && !right.Less(k.Right) && k.Right.Sub(k.Left) > most.end-most.start {
			most = span{s.offset(k.Left), s.offset(k.Right)}
		}
	}
	return most
}

// tagRange tags those segments of a block that begin or end in a part of it.
func (c *Conn) tagRange(at vtime.Stamp, e *evidence, t told, part span, low *int64) {
	if part.empty() {
		return
	}
	b := &c.snd.board
	for i, end := b.find(part.start), int64(0); i < b.n && end < part.end; i++ {
		g := b.at(i)
		if end = g.end; g.start >= t.start && end <= t.end {
			c.tagOne(at, e, i, t.twice, low)
		}
	}
}

// tagOne notes that segment i has arrived, perhaps twice (tcp_sacktag_one).
func (c *Conn) tagOne(at vtime.Stamp, e *evidence, i int, twice bool, low *int64) {
	s, m := &c.snd, c.snd.mend
	g := s.board.at(i)
	if twice && g.copies > 1 {
		if g.end > m.marker {
			m.toldOf(1)
		}
		if g.sacked {
			*low = min(*low, g.start)
		}
	}
	if !g.sacked {
		m.rack.advance(at.Now, g, s.rtt.least.rtt)
		c.arrives(g, &e.latest)
		c.tagNew(at, e, g, low)
		s.board.change(g, func(g *sent) {
			g.sacked = true
			if g.lost {
				g.lost, g.again = false, false
			}
		})
		s.board.leaves(s.board.slot(i))
		e.sacked = true
		e.delivered += s.charge(g.end - g.start)
		e.segments++
		e.bytes += g.end - g.start
		m.high = max(m.high, g.end)
	}
	if twice && g.again {
		s.board.change(g, func(g *sent) { g.again = false })
	}
}

// tagNew draws what a segment that arrived behind a hole tells if it left once only.
func (c *Conn) tagNew(at vtime.Stamp, e *evidence, g *sent, low *int64) {
	s := &c.snd
	if g.copies > 1 {
		return
	}
	if g.start < s.highest() {
		*low = min(*low, g.start) // it was overtaken
	}
	if g.end <= s.recover {
		e.original = true
	}
	if e.sackRTT == 0 {
		e.sackRTT, e.sackAt = max(at.Now-g.at, 1), g.at
	}
	e.newestSACK = max(at.Now-g.at, 1)
}

// sawReordering learns that the segment at offset low was overtaken by one that
// ends at high: so many duplicates prove no loss (tcp_check_sack_reordering).
func (c *Conn) sawReordering(low, high int64) {
	s, m := &c.snd, c.mend()
	if metric := (high - low + s.mss - 1) / s.mss; high-low > int64(m.reordering)*s.mss {
		m.reordering = max(m.reordering, int32(min(metric, c.cfg.MaxReordering)))
	}
	m.reordered++
}

// countDuplicate takes a duplicate for the arrival of a segment where the peer
// does not speak SACK.
func (c *Conn) countDuplicate(e *evidence) {
	s, m := &c.snd, c.snd.mend
	if s.selective || !e.duplicate {
		return
	}
	before := m.counted
	m.counted++
	c.limitCounted(0)
	if m.counted > before {
		e.delivered += s.mss
		e.bytes += s.mss
		e.segments++
	}
	s.dupBytes = m.counted * s.mss
}

// limitCounted keeps the count below the segments that are outstanding: more
// duplicates mean reordering (tcp_check_reno_reordering).
func (c *Conn) limitCounted(acked int64) {
	s, m := &c.snd, c.snd.mend
	out := int64(s.board.n)
	holes := min(max(int64(s.board.lost), 1), out)
	if m.counted+holes > out {
		m.counted = out - holes
		m.reordering = max(m.reordering, int32(min(out+acked, c.cfg.MaxReordering)))
		m.reordered++
	}
	s.dupBytes = m.counted * s.mss
}

// countJoined takes a segment that became part of another one out of those that
// duplicates speak of (tcp_adjust_pcount).
func (s *sender) countJoined() {
	if !s.selective && s.mend != nil && s.mend.counted > 0 {
		s.mend.counted--
		s.dupBytes = s.mend.counted * s.mss
	}
}

// resetCounted forgets the duplicates.
func (s *sender) resetCounted() {
	if !s.selective && s.mend != nil {
		s.mend.counted, s.dupBytes = 0, 0
	}
}
