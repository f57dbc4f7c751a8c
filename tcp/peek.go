package tcp

// Peek copies received bytes without taking them, up to n; with a nil p it only
// counts. What it returns otherwise is what Read would.
func (c *Conn) Peek(p []byte, n int64) (got int, eof bool, err error) {
	switch {
	case c.shut():
		return 0, true, nil
	case c.Buffered() > 0:
		skip, there := c.besideMark()
		if p != nil {
			return c.rcv.queue.peek(p[:min(int64(len(p)), there)], int(skip)), false, nil
		}
		return int(min(n, there)), false, nil
	case c.err != 0 && !c.reported:
		return 0, false, c.err
	}
	return 0, c.readEnds(), nil
}

// peek copies into dst what comes after the first bytes, and returns how many bytes
// it copied.
func (q *readQueue) peek(dst []byte, skip int) int {
	if q.zeros() {
		n := min(len(dst), int(q.len)-skip)
		clear(dst[:n])
		return n
	}
	total := 0
	for _, p := range q.parts.list[q.parts.head:] {
		if total == len(dst) {
			break
		}
		k := min(skip, p.Len)
		p, skip = p.Slice(k, p.Len), skip-k
		total += p.copyTo(dst[total:])
	}
	return total
}

// ReadEnded reports whether no more bytes are going to arrive: the peer has
// closed, the read side was shut down, or the connection is gone.
func (c *Conn) ReadEnded() bool { return c.readEnds() }

// ErrorPending reports whether an error waits for the next call.
func (c *Conn) ErrorPending() bool { return c.err != 0 && !c.reported || c.err == 0 && c.fresh }
