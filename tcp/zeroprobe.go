package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// emitProbe sends a zero-window probe (RFC 9293 section 3.8.6.1).
func (c *Conn) emitProbe(at vtime.Stamp, out *Outgoing) {
	s := &c.snd
	s.probeNow = false
	if c.cfg.ZeroProbe == ProbeEmpty || s.board.n == 0 && s.buf.end == s.nxt {
		if c.urgeProbe() {
			s.probeNow = true
			c.emitHeader(at, out, ACK, s.una)
			return
		}
		c.emitHeader(at, out, ACK, s.una-1)
		return
	}
	if s.board.n > 0 {
		c.emitCopy(at, out, 0)
		return
	}
	start, f := s.nxt, ACK
	push := s.pushes(start + 1)
	if push {
		f |= PSH
	}
	out.Segment.Payload = s.buf.slice(start, start+1)
	c.emitHeader(at, out, f, start)
	g := s.board.push(start, start+1, at.Now)
	g.probe, g.push = true, push
	s.nxt++
	c.departed(at, out, start, start+1)
}

// onlyProbesOut reports that nothing is outstanding but a zero-window probe.
func (c *Conn) onlyProbesOut() bool {
	return c.snd.board.n == 0 || c.snd.probing()
}

// probeInterval doubles from the retransmission timeout on; the least is that of what
// has been doubled (4.4BSD tcp_setpersist).
func (c *Conn) probeInterval() vtime.Time {
	d := c.snd.rtt.rto(c.cfg)
	for i := uint8(0); i < c.snd.probes && d < c.cfg.ProbeMax; i++ {
		d *= 2
	}
	return min(max(d, c.cfg.ProbeMin), c.cfg.ProbeMax)
}
