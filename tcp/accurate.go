package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// Accurate ECN (RFC 9768): each end counts the marks that reach it and tells the
// other how many there were, in three flags of every segment and in an option. The
// details that the RFC leaves open are those of Linux.

// accurate is what a connection keeps whose ends agreed on it.
type accurate struct {
	syn     Codepoint // what the peer's SYN or SYN-ACK came with, which its answer tells
	mirrors bool      // the next segment is that answer
	last    Codepoint // of the last segment that arrived
	edge    bool      // it differed from the one before: what is owed is told at once
	newer   bool      // the acknowledgement that is being taken has a newer timestamp
	maimed  bool      // what the peer tells cannot be: nothing leaves as ECT any more

	marks    int64    // segments that arrived with CE (r.cep)
	untold   int64    // of these since something last left
	received [4]int64 // bytes that arrived, by their codepoint (r.e1b, r.e0b, r.ceb)
	option   accurateOption
}

// The first value of each counter: what has been zeroed on the way shows (RFC 9768
// sections 3.2.1 and 3.2.3).
const firstMarks = 5

var firstBytes = [4]int64{ECT0: 1, ECT1: 1}

// reserved are flags that nobody sends in a SYN-ACK yet. They are taken for a yes, and
// say nothing of our SYN (RFC 9768 section 3.1.3).
const reserved = 5

// aceMask is what the three flags can count to.
const aceMask = 7

// ace returns the three flags as a number.
func (s *Segment) ace() int64 {
	n := int64(0)
	for _, on := range [...]bool{s.AE, s.Flags.Has(CWR), s.Flags.Has(ECE)} {
		n <<= 1
		if on {
			n++
		}
	}
	return n
}

func (s *Segment) setACE(n int64) {
	s.AE, s.Flags = n&4 != 0, s.Flags&^(CWR|ECE)
	if n&2 != 0 {
		s.Flags |= CWR
	}
	if n&1 != 0 {
		s.Flags |= ECE
	}
}

// aceOfSYN is how the answer to a SYN or SYN-ACK tells what that one came with (RFC
// 9768 section 3.1.2).
var aceOfSYN = [4]int64{NotECT: 2, ECT1: 3, ECT0: 4, CE: 6}

// synOfACE is the reverse; what nobody says is taken for ECT(1) or ECT(0) (Linux).
var synOfACE = [8]Codepoint{ECT0, ECT1, NotECT, ECT1, ECT0, ECT1, CE, ECT1}

// accurate returns what concerns accurate ECN, nil if it was not agreed on.
func (c *Conn) accurate() *accurate {
	if c.ecn == nil {
		return nil
	}
	return c.ecn.accurate
}

// asksAccurate reports whether a SYN asks for accurate ECN: whatever it says, unless
// that is nothing or a question for the classic one (RFC 9768 section 3.1.2).
func asksAccurate(g *Segment) bool { return g.ace() != 0 && g.ace() != 3 }

// agreeAccurate learns from the peer's SYN or SYN-ACK whether it counts marks, and
// reports whether that was settled.
func (c *Conn) agreeAccurate(g *Segment) bool {
	answer := g.Flags.Has(ACK)
	knows := c.cfg.ECN == ECNAccurate || c.passive && c.cfg.ECN > ECNAccurate
	if !knows || !answer && !asksAccurate(g) {
		return false
	}
	if ace := g.ace(); answer {
		switch ace {
		case 0, 7:
			return true // it knows nothing of ECN, or returns what it got
		case 1:
			return false // it knows the classic one
		}
	}
	a := &accurate{syn: g.ECN, last: g.ECN, mirrors: answer}
	c.ecn = &explicit{ect: true, accurate: a}
	if !answer {
		a.option.due = 1
		return true
	}
	if a.last = NotECT; g.Options.accurate.kind != 0 {
		a.option.notice(&g.Options.accurate)
		a.option.due = 2
	}
	// Who has sent a SYN that did not ask must not set ECT (RFC 9768 section 3.1.4.1).
	a.maimed = c.cfg.ECNFallback && c.snd.synLost > accurateSYNs
	if g.ace() != reserved {
		c.believe(g.ace())
	}
	if g.ECN == CE && !a.maimed {
		a.marks, a.untold = 1, 1
	}
	return true
}

// accurateSYNs is how often a SYN or SYN-ACK is sent again before it does without
// (RFC 9768 section 3.1.4).
const accurateSYNs = 1

// believe looks at what the peer says our SYN or SYN-ACK came with. Those leave as
// NotECT, and nothing on the way may change that (RFC 9768 section 3.2.2.3).
func (c *Conn) believe(ace int64) {
	if c.cfg.ECNFallback && synOfACE[ace] != NotECT {
		c.ecn.accurate.maimed = true
	}
}

// endsHandshake takes the flags of the acknowledgement that a SYN-ACK waits for (RFC
// 9768 section 3.2.2.1).
func (c *Conn) endsHandshake(g *Segment) {
	a := c.ecn.accurate
	switch ace := g.ace(); ace {
	case 0:
		a.maimed = true // a counter is never that so early: it was wiped out on the way
	case 1, 5, 7:
	default:
		if g.Len() > 0 {
			break // a segment with data counts already
		}
		if c.believe(ace); synOfACE[ace] == CE && !a.maimed {
			c.ecn.deliveredCE = 1
		}
	}
	a.option.notice(&g.Options.accurate)
}

// accurateSYN is what the flags of a SYN or SYN-ACK say of accurate ECN; the classic
// ones are in synECN.
func (c *Conn) accurateSYN(g *Segment) {
	a := c.accurate()
	again := int64(c.snd.synLost) - accurateSYNs
	switch {
	case c.state == SynSent && c.cfg.ECN == ECNAccurate && !(c.cfg.ECNFallback && again >= 0 && c.snd.nxt > 0):
		g.setACE(aceMask)
	case c.state == SynReceived && a != nil && again >= 0 && c.snd.nxt > 0:
		g.setACE(0)
	case c.state == SynReceived && a != nil:
		g.setACE(aceOfSYN[a.syn])
		if c.snd.nxt == 0 && c.cfg.AccurateOption != AccurateOptionNever {
			o := &g.Options
			saving := 0
			if o.SACKPermitted && !o.HasTimestamp {
				saving = 2
			} else if o.HasScale {
				saving = 1
			}
			o.addCounters(firstBytes, 0, saving, maxHeaderLen-HeaderLen(o))
		}
	}
}

// putAccurate has a segment tell of marks, and be ECT whatever it carries.
func (c *Conn) putAccurate(now vtime.Time, g *Segment) {
	a := c.ecn.accurate
	if a.untold = 0; a.mirrors && g.Len() == 0 { // data counts already
		g.setACE(aceOfSYN[a.syn])
	} else {
		g.setACE((a.marks + firstMarks) & aceMask)
	}
	a.mirrors, a.edge = false, false
	if g.ECN = ECT0; a.maimed {
		g.ECN = NotECT
	}
	if c.wantsOption() || a.option.seen != optionUnseen && c.beaconDue(now) {
		c.putOption(now, g)
	}
}

// countMarks takes the codepoint of a segment that arrived. A change is told at once
// and twice (RFC 9768 section 3.2.3.3).
func (c *Conn) countMarks(g *Segment) {
	a := c.ecn.accurate
	if g.ECN == CE {
		n := int64(1)
		if g.Joined > 0 {
			n = (int64(g.Payload.Len) + int64(g.Joined) - 1) / int64(g.Joined)
		}
		a.marks, a.untold = a.marks+n, a.untold+n
	}
	if n := int64(g.Payload.Len); g.ECN != NotECT && n > 0 {
		a.option.needs = max(a.option.needs, fieldOf[g.ECN])
		before := a.received[g.ECN]
		a.received[g.ECN] += n
		if before>>22 != a.received[g.ECN]>>22 {
			a.option.due = max(a.option.due, 1) // well before the counter wraps
		}
	}
	if changed := g.ECN != a.last; changed || g.ECN == CE {
		a.edge = a.edge || changed
		a.last, a.option.due = g.ECN, 2
	}
}

// takeACE takes what an acknowledgement that is no older than others tells of marks,
// where so many segments and bytes are newly known to have arrived, and reports
// whether there were any (RFC 9768 section 3.2.2.5).
func (c *Conn) takeACE(at vtime.Stamp, g *Segment, segments, bytes int64) bool {
	a := c.ecn.accurate
	if segments == 0 && !a.newer || !c.state.synchronized() {
		return false // it may have been overtaken
	}
	before := a.option.delivered[CE]
	known := c.takeOption(&g.Options.accurate, bytes)
	if a.untold > 5 {
		c.ack.now = true // before the flags wrap
	}
	least := (g.ace() - firstMarks - c.ecn.deliveredCE) & aceMask
	marks := c.wrapped(least, segments, bytes, a.option.delivered[CE]-before, known)
	c.ecn.deliveredCE += marks
	return marks > 0
}

// wrapped returns how many marks the flags tell of, which may have wrapped if more
// segments arrived than they can count: then as many as possible, unless the bytes of
// the option say that there were fewer (Linux __tcp_accecn_process).
func (c *Conn) wrapped(least, segments, bytes, marked int64, known bool) int64 {
	if segments <= aceMask {
		return least
	}
	most, mss := segments-(segments-least)&aceMask, c.snd.mss
	switch open := c.snd.selective || c.snd.recovery == recoveryNone || c.snd.recovery == recoveryCWR; {
	case !known:
		return most
	case marked == 0:
		return least
	case segments >= 2*(aceMask+1) && open:
		if bytes <= marked {
			return most
		}
		return min(most, least+(marked*segments+bytes-1)/bytes&^aceMask)
	case marked > least*mss:
		return most
	case marked < most*mss/2:
		return least
	}
	return most
}
