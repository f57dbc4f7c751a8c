package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Codepoint is the ECN field of the IP header that carries a segment (RFC 3168
// section 5), with the values that it has there.
type Codepoint uint8

// The codepoints.
const (
	NotECT Codepoint = iota // routers may only drop it
	ECT1                    // routers may mark it; RFC 9331 gives it to scalable senders
	ECT0                    // routers may mark it
	CE                      // a router marked it: congestion experienced
)

// String names the codepoint as packetdrill does.
func (p Codepoint) String() string { return [...]string{"noecn", "ect1", "ect0", "ce"}[p&3] }

// ECNMode says whether ECN is agreed on in the handshake. The values are those
// of Linux's tcp_ecn.
type ECNMode uint8

// The modes.
const (
	ECNOff        ECNMode = iota // never
	ECNOn                        // asked for and agreed to
	ECNAccept                    // agreed to if the peer asks
	ECNAccurate                  // the accurate one (RFC 9768) is asked for, and both are agreed to
	ECNBothAsk                   // the classic one is asked for, and both are agreed to
	ECNBothAccept                // both are agreed to if the peer asks
)

// EchoRule says what ECE in an acknowledgement tells of marks.
type EchoRule uint8

// The rules.
const (
	EchoUntilCWR EchoRule = iota // a mark came and the peer has not said that it slowed down (RFC 3168 section 6.1.3)
	EchoEach                     // each of the segments acknowledged was marked (RFC 8257 section 3.2)
)

// explicit is the congestion notification of a connection whose ends agreed on
// it (RFC 3168 section 6.1). Others have none.
type explicit struct {
	ect    bool  // data may leave as ECT: we have said nothing else in the handshake
	echo   bool  // acknowledgements carry ECE
	before int64 // RCV.NXT that is to be acknowledged with the echo as it was; 0: none is

	told  bool  // the acknowledgement that is being taken has ECE
	cwr   bool  // the next new data says that the window came down
	until int64 // SND.NXT when it last did: this window of data is paid for

	delivered, deliveredCE int64 // segments, and those that were marked according to ECE

	accurate *accurate // nil: it is the classic one (RFC 3168)
}

// asksECN reports whether a segment is an ECN-setup SYN (RFC 3168 section 6.1.1).
func asksECN(f Flags) bool { return f.Has(SYN|ECE|CWR) && f&ACK == 0 }

// agreesECN reports whether a segment is an ECN-setup SYN-ACK. One with both bits
// comes from a host that reflects what it does not know (RFC 3168 section 6.1.1).
func agreesECN(f Flags) bool { return f.Has(SYN|ACK|ECE) && f&CWR == 0 }

// needsECN reports whether the congestion control works with marks: then they are
// asked for, agreed to and echoed one by one whatever the knobs say (Linux
// tcp_ca_needs_ecn).
func (c *Conn) needsECN() bool { return algorithms[c.algorithm].NeedsECN }

func (c *Conn) asksECN() bool {
	return c.cfg.ECN == ECNOn || c.cfg.ECN == ECNAccurate || c.cfg.ECN == ECNBothAsk || c.needsECN()
}

// agreeECN learns from the peer's SYN or SYN-ACK whether it takes part.
func (c *Conn) agreeECN(g *Segment) {
	if c.agreeAccurate(g) {
		return
	}
	if f := g.Flags; asksECN(f) && (c.cfg.ECN != ECNOff || c.needsECN()) || agreesECN(f) && c.asksECN() {
		// Who has sent one SYN that did not ask must not set ECT, but echoes marks for
		// a peer that saw another one (RFC 3168 section 6.1.1).
		asked := c.asksECN() && !(c.cfg.ECNFallback && c.snd.synLost > 0)
		c.ecn = &explicit{ect: c.passive || asked}
	}
}

// askedAgain takes another copy of the SYN that opened the connection, which may have
// given up asking (RFC 3168 section 6.1.1, RFC 9768 section 3.1.4.1).
func (c *Conn) askedAgain(g *Segment) {
	switch a := c.accurate(); {
	case a == nil && !asksECN(g.Flags):
		c.ecn = nil
	case a != nil && g.ace() == 0:
		a.maimed = true
	case a != nil:
		a.syn = g.ECN
	}
}

// hearMarks notes what an acknowledgement by which so many segments and bytes are newly
// known to have arrived says of marks.
func (c *Conn) hearMarks(at vtime.Stamp, g *Segment, segments, bytes int64) {
	if c.ecn.accurate != nil {
		c.ecn.told = c.takeACE(at, g, segments, bytes)
		return
	}
	c.ecn.told = g.Flags.Has(ECE)
}

// synECN returns the flags by which a SYN or SYN-ACK asks or agrees.
func (c *Conn) synECN() Flags {
	switch {
	case c.state == SynReceived && c.ecn != nil:
		return ECE
	case c.state == SynSent && c.asksECN() && !(c.cfg.ECNFallback && c.snd.nxt > 0):
		// The first SYN may have been dropped for asking: the next ones do not (RFC
		// 3168 section 6.1.1.1).
		return ECE | CWR
	}
	return 0
}

// takeMark takes the ECN field and CWR of a segment with data inside the window,
// before its data is taken.
func (c *Conn) takeMark(at vtime.Stamp, g *Segment) {
	e, marked := c.ecn, g.ECN == CE
	if e.accurate != nil {
		return // it was counted
	}
	if c.cfg.ECNEcho == EchoEach || c.needsECN() {
		if marked == e.echo {
			return
		}
		// The change is told at once, after what was owed before it (RFC 8257 section 3.2).
		if c.ack.since != vtime.Never {
			e.before = c.rcv.nxt
		}
		e.echo, c.ack.now = marked, true
		return
	}
	if g.Flags.Has(CWR) {
		// The mark that comes with CWR is a new one (RFC 3168 section 6.1.3).
		e.echo = false
		c.ack.now = c.ack.now || c.cfg.AckPolicy == AckInteractive // tcp_ecn_accept_cwr
	}
	if marked && !e.echo {
		e.echo = true
		if c.cfg.AckPolicy == AckInteractive {
			c.ack.quick = max(c.ack.quick, 2) // __tcp_ecn_check_ce: the peer's window may be small
		}
	}
}

// ackFlags returns what an acknowledgement tells of marks.
func (e *explicit) ackFlags() Flags {
	if e.echo {
		return ECE
	}
	return 0
}

// dataCodepoint is the codepoint of new data. Acknowledgements, probes and
// further copies are not ECT (RFC 3168 sections 6.1.4 to 6.1.6).
func (e *explicit) dataCodepoint() Codepoint {
	if e.ect {
		return ECT0
	}
	return NotECT
}

// dataFlags returns what new data says: once, that the window came down because of
// a mark (RFC 3168 section 6.1.2).
func (e *explicit) dataFlags() Flags {
	if !e.cwr || e.accurate != nil {
		return 0
	}
	e.cwr = false
	return CWR
}

// count takes an acknowledgement of so many bytes into account and tells the
// controller.
func (e *explicit) count(a *Acked) {
	if e == nil {
		return
	}
	n := (a.Bytes + a.MSS - 1) / a.MSS
	e.delivered += n
	if e.told && e.accurate == nil {
		e.deliveredCE += n
	}
	a.ECE, a.Delivered, a.DeliveredCE = e.told, e.delivered, e.deliveredCE
}

// slowed reports whether the window came down because of a mark and the peer has
// yet to learn that: until something above SND.NXT of then is acknowledged.
func (c *Conn) slowed() bool { return c.ecn != nil && c.snd.una <= c.ecn.until }

// heedMark lowers the window if the acknowledgement has ECE, once for each window
// of data, whether a mark or a loss was found in it (RFC 3168 section 6.1.2). Acked
// is what it acknowledges anew.
func (c *Conn) heedMark(at vtime.Stamp, acked int64) {
	e, s := c.ecn, &c.snd
	if !e.told || s.recovery != recoveryNone || s.una <= max(e.until, s.recover) || !e.ect {
		return
	}
	c.control()
	c.reduce(Lost{Now: at.Now, Flight: s.outstanding() + acked, MSS: s.mss, Mark: true})
	if !c.directed() {
		s.win.Cwnd = min(s.win.Cwnd, s.win.Threshold)
	}
	e.until, e.cwr = s.nxt, true
}

// emitBefore acknowledges what had arrived before the echo changed, with the echo
// as it was.
func (c *Conn) emitBefore(at vtime.Stamp, out *Outgoing) {
	e, owed := c.ecn, c.ack
	c.emitHeader(at, out, ACK, c.snd.ackAt())
	out.Segment.Flags ^= ECE
	out.Segment.Ack = c.rcv.wire(e.before)
	out.Segment.Window = uint16(min((c.rcv.edge-e.before)>>c.rcv.scale, 65535))
	c.ack = owed
	c.ack.upTo, c.ack.since = e.before, at.Now
	e.before = 0
}
