package stack

import (
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// A SYN cookie is an initial sequence number that a listener can recognise, so
// that it need not remember the SYN (RFC 4987 section 3.6). Like Linux's it holds
// one of four segment sizes; window scale and SACK hide in the lowest bits of the
// timestamp, without which they are lost.

// SYNCookies says when a listener answers with a cookie.
type SYNCookies uint8

// When cookies are used.
const (
	CookiesNever  SYNCookies = iota
	CookiesIfFull            // too many handshakes are under way
	CookiesAlways
)

const (
	cookieAge   = 64 * vtime.Second // a cookie is good for one to two of these
	noScale     = 0xf               // in the timestamp: no window scaling
	cookieSACK  = 1 << 4
	cookieBits  = 6 // of the timestamp
	cookieSizes = 4
)

// cookieMSS are the segment sizes that a cookie can tell (Linux msstab).
var cookieMSS = [cookieSizes]uint16{536, 1300, 1440, 1460}

// cookieSequence returns the initial sequence number that answers a SYN in the
// present age, or as many ages ago.
func (h *Host) cookieSequence(now vtime.Time, ago int64, t *tuple, peer tcp.Seq, size uint32) tcp.Seq {
	age := uint64(int64(now/cookieAge) - ago)
	hash := h.iss.Draw(scramble(t.hash()^1<<43) + scramble(uint64(peer)<<32|age))
	return tcp.Seq(uint32(hash)&^(cookieSizes-1) | size)
}

// cookieSize returns the largest size in the table that is not above mss.
func cookieSize(mss uint16) uint32 {
	i := len(cookieMSS) - 1
	for i > 0 && cookieMSS[i] > mss {
		i--
	}
	return uint32(i)
}

// answerWithCookie answers a SYN and forgets it.
func (l *listener) answerWithCookie(at vtime.Stamp, p *packet, t *tuple) {
	h, g := l.host, &p.out.Segment
	iss := h.cookieSequence(at.Now, 0, t, g.Seq, cookieSize(g.Options.MSS))
	syn := *g
	if !syn.Options.HasTimestamp {
		syn.Options.HasScale, syn.Options.SACKPermitted = false, false // nothing could tell them later
	}
	syn.Payload = tcp.Payload{}
	end, rec := l.cookieEnd(at, p, t, iss)
	again := end.counts.Sent > 0
	var c tcp.Conn
	h.initConn(&c, t, iss, l.options.knobs, rec)
	c.Listen()
	c.Segment(at, &syn, p.frame.Origin)
	q := h.net.get()
	if !c.PollSegment(at, &q.out) {
		q.Release()
		p.Release()
		return
	}
	r := &q.out.Segment
	r.SrcPort, r.DstPort = g.DstPort, g.SrcPort
	if r.Options.HasTimestamp {
		r.Options.TSVal = hide(r.Options.TSVal, &r.Options, syn.Options.Scale)
	}
	c.PollSegment(at, new(tcp.Outgoing)) // there is none: the records are up to date
	q.from = end
	end.counts.Received++
	end.counts.Sent++
	if again {
		end.counts.Resent++
		if end.Half != nil {
			end.Half.Resend(0, 1, at, cause.ConnectRetry)
		}
	}
	h.reply(at, q, p)
	p.Release()
}

// hide puts what the peer's SYN said into the lowest bits of a timestamp, which
// must not get ahead of the clock.
func hide(val uint32, o *tcp.Options, scale uint8) uint32 {
	bits := uint32(noScale)
	if o.HasScale {
		bits = uint32(min(scale, 14))
	}
	if o.SACKPermitted {
		bits |= cookieSACK
	}
	hidden := val&^(1<<cookieBits-1) | bits
	if hidden > val {
		hidden -= 1 << cookieBits
	}
	return hidden
}

// bringsCookie reports whether an acknowledgement completes a handshake that was
// answered with a cookie.
func (l *listener) bringsCookie(now vtime.Time, g *tcp.Segment, t *tuple) bool {
	h := l.host
	if h.cfg.SYNCookies == CookiesNever || g.Flags&(tcp.SYN|tcp.ACK|tcp.RST) != tcp.ACK {
		return false
	}
	peer, iss := g.Seq.Add(-1), g.Ack.Add(-1)
	size := uint32(iss) & (cookieSizes - 1)
	return iss == h.cookieSequence(now, 0, t, peer, size) || iss == h.cookieSequence(now, 1, t, peer, size)
}

// fromCookie makes the connection that an acknowledgement with a cookie tells of.
func (l *listener) fromCookie(at vtime.Stamp, p *packet, t *tuple) *endpoint {
	g := &p.out.Segment
	peer, iss := g.Seq.Add(-1), g.Ack.Add(-1)
	size := uint32(iss) & (cookieSizes - 1)
	syn := tcp.Segment{SrcPort: g.SrcPort, DstPort: g.DstPort, Seq: peer, Window: g.Window, Flags: tcp.SYN}
	syn.Options.MSS = cookieMSS[size]
	if o := &g.Options; o.HasTimestamp {
		syn.Options.HasTimestamp, syn.Options.TSVal = true, o.TSVal
		syn.Options.SACKPermitted = o.TSEcr&cookieSACK != 0
		if scale := o.TSEcr & noScale; scale != noScale {
			syn.Options.HasScale, syn.Options.Scale = true, uint8(scale)
		}
	}
	// The host has forgotten the SYN, the records have not, unless the cookie is used again.
	end, rec := l.cookieEnd(at, p, t, iss)
	delete(l.host.net.cookies, answeredSYN{*t, peer})
	e := l.start(at, t, iss, rec, end)
	e.conn.Segment(at, &syn, p.frame.Origin)
	e.conn.PollSegment(at, new(tcp.Outgoing)) // the SYN-ACK left long ago
	e.conn.Untimed()
	e.conn.Record(end.records())
	return e
}

// answeredSYN is a SYN that was answered with a cookie.
type answeredSYN struct {
	tuple
	seq tcp.Seq
}

// cookieEnd returns the end that a SYN opens or its cookie brings, and where the SYN is
// to be recorded, which is nowhere if the end was made for the same SYN before. The host
// remembers none of them, only those who watch the network do.
func (l *listener) cookieEnd(at vtime.Stamp, p *packet, t *tuple, iss tcp.Seq) (*End, tcp.Records) {
	n, syn := l.host.net, answeredSYN{*t, p.out.Segment.Seq}
	if p.out.Segment.Flags&tcp.SYN == 0 {
		syn.seq = syn.seq.Add(-1)
	}
	if end := n.cookies[syn]; end != nil {
		end.ISS = uint32(iss)
		return end, tcp.Records{}
	}
	end := l.newEnd(at, p, t, iss)
	if n.watched() {
		if n.cookies == nil {
			n.cookies = map[answeredSYN]*End{}
		}
		n.cookies[syn] = end
	}
	return end, n.recorded(end)
}
