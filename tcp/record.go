package tcp

import "slices"

// EndRecord says after a Write that what is written later must not share a segment
// with it (MSG_EOR of Linux).
func (c *Conn) EndRecord() {
	r := c.seldom()
	if n := len(r.ends); n == 0 || r.ends[n-1] < c.snd.buf.end {
		r.ends = append(r.ends, c.snd.buf.end)
	}
}

// recordEnd returns where the record ends that the next byte to be sent belongs to:
// what was written so far, if nobody said where records end.
func (c *Conn) recordEnd() int64 {
	if c.rare != nil {
		for _, end := range c.rare.ends {
			if end > c.snd.nxt {
				return end
			}
		}
	}
	return c.snd.buf.end
}

// endsRecord reports whether a record ends at an offset.
func (c *Conn) endsRecord(end int64) bool {
	return c.rare != nil && slices.Contains(c.rare.ends, end)
}

// dropRecords forgets the ends of records that were sent.
func (c *Conn) dropRecords() {
	if c.rare == nil {
		return
	}
	for r := c.rare; len(r.ends) > 0 && r.ends[0] <= c.snd.nxt; {
		r.ends = r.ends[1:]
	}
}
