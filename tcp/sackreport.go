package tcp

// span is a range of offsets [start, end).
type span struct{ start, end int64 }

func (s span) empty() bool { return s.start >= s.end }

// sackReport is what a receiver tells about data behind holes: the blocks that
// arrivals made, the most recent first, and a range that came twice. A block that
// is pushed out of the list is told again when something arrives in it.
type sackReport struct {
	n      uint8
	said   uint8 // acknowledgements that told of something behind the first hole at once
	held   uint8 // that were not sent, since the last one that was
	hole   int64 // where that hole begins
	twice  span  // empty: nothing to tell
	blocks [4]span
}

// arrived puts the block that an arrival is part of to the front; what it has
// swallowed is no block of its own any more (RFC 2018 section 4).
func (r *reassembly) arrived(now span) {
	p := &r.report
	kept := [len(p.blocks)]span{now}
	n := uint8(1)
	for _, b := range p.blocks[:p.n] {
		if int(n) < len(kept) && (b.end < now.start || now.end < b.start) {
			kept[n] = b
			n++
		}
	}
	p.blocks, p.n = kept, n
}

// delivered forgets the blocks that are acknowledged by now.
func (r *reassembly) delivered(nxt int64) {
	p := &r.report
	n := uint8(0)
	for _, b := range p.blocks[:p.n] {
		if b.start > nxt {
			p.blocks[n] = b
			n++
		}
	}
	p.n = n
}

// around returns the range without a gap that [start, end) is part of.
func (r *reassembly) around(start, end int64) span {
	i := r.search(start)
	s := span{min(start, r.pieces[i].start), end}
	for j := i; j > 0 && r.pieces[j-1].end == s.start; j-- {
		s.start = r.pieces[j-1].start
	}
	for ; i < len(r.pieces) && r.pieces[i].start <= s.end; i++ {
		s.end = max(s.end, r.pieces[i].end)
	}
	return s
}

// withFIN adds a FIN that came behind a hole to the block that it follows: it
// takes a sequence number like the bytes before it.
func (c *Conn) withFIN(s span) span {
	if c.rcv.finCame && s.end == c.finAt {
		s.end++
	}
	return s
}

// strayFIN puts the block of a FIN behind a hole to the front.
func (c *Conn) strayFIN() {
	r := &c.rcv
	if !c.snd.selective {
		return
	}
	if r.holes == nil {
		r.holes = &reassembly{}
	}
	s := span{c.finAt, c.finAt}
	if n := len(r.holes.pieces); n > 0 && r.holes.pieces[n-1].end == c.finAt {
		s = r.holes.around(r.holes.pieces[n-1].start, c.finAt)
	}
	r.holes.arrived(c.withFIN(s))
}

// repeated notes that [start, end) came again: the next acknowledgement tells it
// (D-SACK, RFC 2883 section 4). Adjoining ranges are told as one.
func (c *Conn) repeated(start, end int64) {
	if start >= end || !c.snd.selective || !c.cfg.DuplicateSACK || c.state == TimeWait {
		return
	}
	r := &c.rcv
	if r.holes == nil {
		r.holes = &reassembly{}
	}
	t := &r.holes.report.twice
	if t.empty() || start > t.end || end < t.start {
		*t = span{start, end}
		return
	}
	*t = span{min(t.start, start), max(t.end, end)}
}

// repeatedAhead notes that data behind a hole came again as part of a longer
// segment. What is to be told already stays, unless it adjoins (tcp_dsack_extend).
func (c *Conn) repeatedAhead(s span) {
	if s.empty() {
		return
	}
	if t := c.rcv.holes.report.twice; t.empty() || s.start <= t.end && t.start <= s.end {
		c.repeated(s.start, s.end)
	}
}

// pending returns the number of blocks to tell.
func (p *sackReport) pending() int {
	if p.twice.empty() {
		return int(p.n)
	}
	return int(p.n) + 1
}

// putBlocks fills in the SACK option of an acknowledgement: what came twice first
// (RFC 2883 section 4), then the blocks behind holes, the most recent first (RFC
// 2018 section 4). Beside data they have the room that fullSize left for them.
func (c *Conn) putBlocks(g *Segment) {
	r := &c.rcv
	p, o := &r.holes.report, &g.Options
	room := blocksBeside(o.HasTimestamp)
	if g.Payload.Len > 0 {
		room = min(room, (int(c.snd.mss)-g.Payload.Len-blocksHead)/blockLen)
	}
	add := func(s span) {
		if int(o.NumBlocks) < room {
			o.Blocks[o.NumBlocks] = Block{r.wire(s.start), r.wire(s.end)}
			o.NumBlocks++
		}
	}
	if !p.twice.empty() {
		add(p.twice)
		p.twice = span{}
	}
	for _, b := range p.blocks[:p.n] {
		add(b)
	}
}

// What a SACK option takes of a header, padding included (RFC 2018 section 3).
const (
	blocksHead = 4
	blockLen   = 8
)

// blocksBeside returns how many blocks have room in a header (RFC 2018 section 3).
func blocksBeside(timestamps bool) int {
	if timestamps {
		return 3
	}
	return 4
}

// fullSize returns the data of a full-sized segment: the options that it carries
// now are taken off the segment size (RFC 6691 section 2). In Linux a peer with a small
// window has smaller segments (tcp_sync_mss).
func (c *Conn) fullSize() int64 {
	if s := &c.snd; s.maxWnd >= 2*s.mss && c.rcv.holes == nil && c.ecn == nil {
		return s.mss
	}
	return c.sizeBeside()
}

// sizeBeside is fullSize where something may take room.
func (c *Conn) sizeBeside() int64 {
	s := &c.snd
	full := s.mss
	if s.maxWnd < 2*full && c.cfg.BurstSegments > 1 {
		full = s.inWindow(full)
	}
	if (c.rcv.holes == nil || !s.selective) && c.ecn == nil {
		return full
	}
	space := c.blocksSpace()
	space += c.optionSpace(space)
	if left := full - space; left >= full/2 {
		return left
	}
	return full
}

// blocksSpace is what the SACK option takes of the next segment.
func (c *Conn) blocksSpace() int64 {
	if c.rcv.holes == nil || !c.snd.selective {
		return 0
	}
	if n := min(c.rcv.holes.report.pending(), blocksBeside(false)); n > 0 {
		return int64(blocksHead + n*blockLen)
	}
	return 0
}
