package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// emitHeader fills in the header. Every segment but the first SYN acknowledges
// what has arrived.
func (c *Conn) emitHeader(at vtime.Stamp, out *Outgoing, f Flags, off int64) {
	g := &out.Segment
	g.Flags, g.Seq, g.Ack = f, c.snd.wire(off), 0
	if f.Has(ACK) {
		g.Ack = c.rcv.wire(c.rcv.nxt)
		// The peer drops a probe with an old sequence number and what it says: it
		// settles no acknowledgement and opens no window.
		if off >= c.snd.una {
			c.acknowledges(out, off)
		}
	}
	g.Window = c.rcv.field()
	if c.stamps {
		c.stamp(at.Now, g)
	}
	if c.rcv.holes != nil && c.snd.selective && f&(SYN|ACK) == ACK {
		c.putBlocks(g)
	}
	if c.ecn != nil || c.rare != nil || !c.state.synchronized() {
		c.emitMore(at, out, off)
	}
}

// acknowledges notes that a segment at an offset tells what has arrived and what there
// is room for.
func (c *Conn) acknowledges(out *Outgoing, off int64) {
	if out.Segment.Flags&SYN == 0 {
		c.rcv.advanceEdge() // a SYN's window field cannot say more than 65535
	}
	if c.ack.quick > 0 && c.rcv.tight() {
		c.ack.quick = 0 // who is slow to read need not be urged on (Linux __tcp_select_window)
	}
	out.AckSince = c.ack.sent(c.rcv.nxt, c.cfg.DelayedAck)
	c.disarm(timerDelayedAck)
	if c.rcv.holes != nil {
		c.rcv.holes.report.held = 0
	}
	if s := &c.snd; s.board.n > 0 && off >= s.beside {
		s.beside = 0
	}
}

// emitMore fills in what few headers have: marks, what is urgent, what a handshake
// proposes, user timeouts.
func (c *Conn) emitMore(at vtime.Stamp, out *Outgoing, off int64) {
	g := &out.Segment
	syn := g.Flags.Has(SYN)
	if c.ecn != nil {
		if c.ecn.ect && c.needsECN() {
			g.ECN = ECT0 // acknowledgements and copies too: a queue for DCTCP drops early what it cannot mark (Linux)
		}
		if !syn && g.Flags.Has(ACK) && off >= c.snd.una {
			g.Flags |= c.ecn.ackFlags()
		}
	}
	if c.Connecting() {
		g.Window = min(g.Window, 65535>>c.rcv.scale) // no more than its SYN could say (Linux tcp_synack_window)
	}
	if c.cfg.Timestamps && c.proposes() {
		c.stamp(at.Now, g)
	}
	if syn {
		return
	}
	if c.snd.urges {
		c.putUrgent(g, off)
	}
	if c.cfg.UserTimeoutOption != UserTimeoutSilent {
		c.putTimeout(g)
	}
	if c.accurate() != nil {
		c.putAccurate(at.Now, g)
	}
}

// proposes reports whether a SYN offers all that this end can do: the first one does.
// The SYN-ACK of an end that has sent a SYN itself is that again in Linux, with an ACK
// (tcp_send_synack).
func (c *Conn) proposes() bool {
	return c.state == SynSent || c.state == SynReceived && !c.passive && c.cfg.Handshakes == HandshakeLinux
}
