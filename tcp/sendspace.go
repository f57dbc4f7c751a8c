package tcp

// bufferMemory is what Linux counts for each buffer that holds data to be sent,
// besides the data.
const bufferMemory = skbMemory + sendHeadMemory

// WriteRoom returns how much a write takes now: the free bytes of the send buffer.
// Where that counts memory it is filled by buffers: what the last one has room for,
// or a whole one if the send buffer has not reached its size (Linux tcp_sendmsg).
func (c *Conn) WriteRoom() int64 {
	s := &c.snd
	room := s.space - c.queued()
	if c.cfg.UnsentLowWater > 0 {
		room = min(room, c.cfg.UnsentLowWater-c.Unsent())
	}
	if !c.rcv.memory {
		return max(room, 0)
	}
	chunk := s.chunk()
	if used := s.inLast(); used > 0 && used < chunk {
		return chunk - used
	}
	if room <= 0 {
		return 0
	}
	return chunk
}

// inLast returns the bytes in the last buffer that have not left yet.
func (s *sender) inLast() int64 {
	return s.buf.end - max(s.nxt, s.last)
}

// opensBuffer begins another buffer if the last one is full or has left.
func (c *Conn) opensBuffer() {
	if used := c.snd.inLast(); c.rcv.memory && (used <= 0 || used >= c.snd.chunk()) {
		c.snd.last = c.snd.buf.end
	}
}

// holdsPush reports whether what a write has put into the last buffer is not pushed: it
// has more for another one, and was pushed within half of the largest window (Linux
// forced_push).
func (c *Conn) holdsPush(more bool) bool {
	if !c.rcv.memory {
		return false
	}
	s, end := &c.snd, c.snd.buf.end
	if more && int64(uint32(end)-s.pushed) <= s.maxWnd/2 {
		return true
	}
	s.pushed = uint32(end)
	return false
}

// queued returns how much of the send buffer is in use (sk_wmem_queued). Each burst
// that has left is a buffer of its own.
func (c *Conn) queued() int64 {
	n := c.Unacked()
	if n <= 0 || !c.rcv.memory {
		return n
	}
	chunk := c.snd.chunk()
	return n + bufferMemory*(int64(c.snd.board.tails)+(max(c.Unsent(), 0)+chunk-1)/chunk)
}

// Writable reports whether so much of the send buffer is free that who waits for
// room is told of it: in Linux a third.
func (c *Conn) Writable() bool {
	// What is in use is at least what is not acknowledged: mostly that is too much.
	return c.leavesRoom(c.Unacked()) && c.leavesRoom(c.queued()) &&
		(c.cfg.UnsentLowWater == 0 || c.Unsent() < c.cfg.UnsentLowWater)
}

// leavesRoom reports whether enough of the send buffer is free while so much is in use.
func (c *Conn) leavesRoom(used int64) bool {
	if c.rcv.memory {
		return c.snd.space-used >= max(used/2, 1) // sk_stream_min_wspace
	}
	return c.snd.space-used >= min(c.cfg.SendLowWater, c.snd.space)
}

// chunk is how much Linux puts into one buffer: at most half of the largest
// window, in whole segments (tcp_xmit_size_goal).
func (s *sender) chunk() int64 {
	full := s.inWindow(s.mss)
	return max(s.inWindow(largestSend)/full*full, full)
}

// inWindow bounds a size to half of the largest window that was offered, or to all of one
// that is small, as soon as there was one (Linux tcp_bound_to_half_wnd).
func (s *sender) inWindow(n int64) int64 {
	const small, least = 536, 48
	switch {
	case s.maxWnd == 0:
		return n
	case s.maxWnd <= small:
		return min(n, max(s.maxWnd, least))
	}
	return min(n, max(s.maxWnd/2, least))
}

// enlargeSend lets the send buffer hold twice the congestion window
// (tcp_sndbuf_expand).
func (c *Conn) enlargeSend() {
	s := &c.snd
	if !c.cfg.SendTuning {
		return
	}
	segments := max(10, s.win.Cwnd/s.mss, c.cfg.DupThreshold+1)
	each := s.mss
	if c.rcv.memory {
		each = powerOfTwo(s.mss+c.stampSpace()+sendHeadMemory) + skbMemory
	}
	s.space = max(s.space, min(2*segments*each, c.cfg.SendBufferMax))
}

// offerRoom wakes a blocked writer once there is enough room. The buffer grows first
// while the window is not full (tcp_check_space): after an acknowledgement, if what was
// written could not fill it, and after each burst but the last.
func (c *Conn) offerRoom() {
	s := &c.snd
	if !s.blocked {
		return
	}
	if s.pipe() < s.win.Cwnd {
		c.enlargeSend()
	}
	if c.cfg.UnsentLowWater > 0 && 2*c.Unsent() >= c.cfg.UnsentLowWater {
		return // tcp_stream_memory_free
	}
	if c.Writable() {
		s.blocked = false
		c.wakes |= WakeWritable
	}
}
