package tcp

import (
	"bytes"
	"fmt"
	"hash"
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

const (
	rigISS  = Seq(0xfffffff0) // wraps soon
	rigIRS  = Seq(0xffffff00)
	maxPoll = 6000 // more segments than one input may let go
)

// rig is a connection without a peer: a test gives it inputs, and after each of
// them every invariant is checked.
type rig struct {
	t     *testing.T
	cfg   Config
	c     *Conn
	at    vtime.Stamp
	half  cause.Half
	rcpt  cause.Receipt
	sent  []Outgoing // by the last input
	edge  int64      // of the advertised window, so far
	taken int64      // RCV.NXT so far
	what  string     // the last input
	sack  bool       // the peer's SYN offers SACK
	tell  []span     // SACK blocks of the next segment
	stamp bool       // the peer uses timestamps
	lag   int64      // so many milliseconds its next one is late
	story hash.Hash  // of all that can be seen; nil: nobody compares
}

func newRig(t *testing.T, cfg Config) *rig {
	r := &rig{t: t, cfg: cfg}
	r.c = New(&r.cfg, rigISS, 1460, Records{Half: &r.half, Receipt: &r.rcpt})
	return r
}

// do gives one input and polls.
func (r *rig) do(what string, input func(at vtime.Stamp)) {
	r.at.Event++
	r.what, r.sent = what, r.sent[:0]
	una := r.c.snd.una
	input(r.at)
	var out Outgoing
	for r.checkDecision(); r.c.PollSegment(r.at, &out); r.checkDecision() {
		r.checkOut(&out, min(una, r.c.snd.una))
		r.sent = append(r.sent, out)
		r.require(len(r.sent) < maxPoll, "sends without end")
	}
	wakes := r.c.Wakes()
	r.check()
	if r.story != nil {
		r.tellStory(wakes)
	}
}

// checkDecision checks that what mostly decides is only a shorter way.
func (r *rig) checkDecision() {
	short, whole := r.c.decideNew(r.at.Now), r.c.decideAny(r.at.Now)
	r.require(short == whole, "decides %v, and with all that may be amiss %v", short, whole)
}

// wait lets time pass, and every deadline in it.
func (r *rig) wait(d vtime.Time) {
	until := r.at.Now.Add(d)
	for {
		next, _, _ := r.c.Deadline()
		if next > until {
			break
		}
		r.require(next >= r.at.Now, "deadline %v is in the past", next)
		r.at.Now = next
		r.do("deadline", r.c.Advance)
	}
	r.at.Now = until
}

// next goes to the next deadline.
func (r *rig) next() bool {
	next, _, _ := r.c.Deadline()
	if next == vtime.Never {
		return false
	}
	r.at.Now = next
	r.do("deadline", r.c.Advance)
	return true
}

// segment arrives, with offsets for numbers.
func (r *rig) segment(f Flags, seq, ack int64, win uint16, n int) {
	g := Segment{Flags: f, Seq: rigIRS.Add(seq), Window: win, Payload: pattern(rigIRS.Add(seq), n)}
	if f.Has(SYN) {
		g.Payload = pattern(g.Seq+1, n)
	}
	if f.Has(ACK) {
		g.Ack = rigISS.Add(ack)
	}
	if f.Has(SYN) {
		g.Options.MSS, g.Options.SACKPermitted = 1000, r.sack
	}
	for _, b := range r.tell {
		g.Options.Blocks[g.Options.NumBlocks] = Block{rigISS.Add(b.start), rigISS.Add(b.end)}
		g.Options.NumBlocks++
	}
	r.tell = nil
	if r.stamp {
		g.Options.HasTimestamp = true
		g.Options.TSVal = uint32(int64(r.at.Now/vtime.Millisecond) - 5000 - r.lag)
		g.Options.TSEcr = r.c.clock(r.at.Now) - uint32(r.lag)
	}
	r.arrive(&g)
}

func (r *rig) arrive(g *Segment) {
	r.do("segment "+string(g.AppendText(nil, rigIRS, rigISS)), func(at vtime.Stamp) {
		r.c.Segment(at, g, at.Event)
	})
}

// pattern is n bytes from a sequence number on: each sequence number has its byte.
func pattern(seq Seq, n int) Payload {
	b := make([]byte, n)
	for i := range b {
		s := seq + Seq(i)
		b[i] = byte(s) ^ byte(s>>8)*31 ^ byte(s>>16)*7
	}
	return Payload{b, n}
}

func (r *rig) write(n int) {
	r.do("write", func(at vtime.Stamp) {
		p := pattern(r.c.snd.wire(r.c.snd.buf.end), n)
		_, _ = r.c.Write(at, at, p, n%2 == 0)
	})
}

func (r *rig) read(n int) {
	r.do("read", func(at vtime.Stamp) {
		from := r.c.rcv.wire(r.c.rcv.read)
		b := make([]byte, n)
		k, _, _ := r.c.Read(at, b)
		r.require(bytes.Equal(b[:k], pattern(from, k).Bytes), "damaged what it received")
	})
}

func (r *rig) shutdown() {
	r.do("shutdown", func(at vtime.Stamp) { _ = r.c.CloseWrite(at) })
}

// bring takes a new connection to a state; times are 10 ms apart.
func (r *rig) bring(s State) {
	step := func(f func()) { r.wait(10 * vtime.Millisecond); f() }
	open := func() {
		r.do("open", r.c.Open)
		step(func() { r.segment(SYN|ACK, 0, 1, 60000, 0) })
	}
	switch s {
	case Closed:
	case Listen:
		r.do("listen", func(vtime.Stamp) { r.c.Listen() })
	case SynSent:
		r.do("open", r.c.Open)
	case SynReceived:
		r.bring(Listen)
		step(func() { r.segment(SYN, 0, 0, 60000, 0) })
	case Established:
		open()
	case FinWait1, Closing, FinWait2, TimeWait:
		open()
		step(r.shutdown)
		switch s {
		case Closing:
			step(func() { r.segment(FIN|ACK, 1, 1, 60000, 0) })
		case FinWait2:
			step(func() { r.segment(ACK, 1, 2, 60000, 0) })
		case TimeWait:
			step(func() { r.segment(FIN|ACK, 1, 2, 60000, 0) })
		}
	case CloseWait, LastAck:
		open()
		step(func() { r.segment(FIN|ACK, 1, 1, 60000, 0) })
		if s == LastAck {
			step(r.shutdown)
		}
	}
	require.Equal(r.t, s, r.c.State())
}

func (r *rig) require(ok bool, format string, args ...any) {
	if ok {
		return
	}
	snd, rcv := r.c.snd, r.c.rcv
	snd.buf.chunks, snd.board.ring, rcv.queue.parts = nil, nil, nil // what they hold says little, at length
	require.FailNowf(r.t, fmt.Sprintf(format, args...), "after %s at %v: %+v\nsnd %+v\nrcv %+v\nack %+v\ntimers %+v",
		r.what, r.at.Now, r.c.Info(r.at.Now), snd, rcv, r.c.ack, r.c.timers)
}

// checkOut checks one segment that leaves. Una is the oldest that may be meant.
func (r *rig) checkOut(out *Outgoing, una int64) {
	c, g := r.c, &out.Segment
	if c.replies || g.Flags.Has(RST) {
		return
	}
	off := g.Seq.Sub(rigISS)
	r.require(off >= una-1 && off+g.Len() <= c.snd.nxt, "%s is not ours to send", g.Flags)
	most := c.snd.mss
	switch w := c.snd.way; {
	case g.Flags.Has(SYN):
		most = max(most, int64(c.rcv.mss)-1)
	case w != nil && w.end > 0 && w.end == out.End:
		most = w.whole // a probe of what the way carries
	}
	r.require(int64(g.Payload.Len) <= most, "%d bytes are more than a segment", g.Payload.Len)
	r.require(g.Flags.Has(ACK) || g.Flags&^(ECE|CWR) == SYN, "%s acknowledges nothing", g.Flags)
	from := g.Seq
	if g.Flags.Has(SYN) {
		from++
	}
	r.require(bytes.Equal(g.Payload.AppendTo(nil), pattern(from, g.Payload.Len).Bytes), "damaged what it sends")
	if g.Flags.Has(ACK) {
		r.require(g.Ack == c.rcv.wire(c.rcv.nxt), "acknowledges %d", g.Ack)
	}
	probe := c.snd.board.n > 0 && c.snd.board.at(c.snd.board.n-1).probe
	if out.Copy == 1 && g.Payload.Len > 0 && !probe && !g.Flags.Has(SYN) {
		r.require(off+int64(g.Payload.Len) <= c.snd.una+c.snd.wnd, "overruns the window")
	}
	r.require(out.Copy <= 1 || out.Repair != cause.NothingToSend, "sends again without a reason")
	r.require(out.AckSince == vtime.Never || out.AckSince <= r.at.Now, "owed since the future")
}

// check checks what must hold after every input.
func (r *rig) check() {
	c := r.c
	s := &c.snd
	r.require(0 <= s.una && s.una <= s.nxt && s.nxt <= s.buf.end+1, "una, nxt and end")
	r.require(c.rcv.nxt >= r.taken && (c.rcv.edge >= r.edge || c.state == SynReceived) && c.rcv.edge >= c.rcv.nxt, "the window moved back")
	r.taken, r.edge = c.rcv.nxt, c.rcv.edge
	if c.state == SynSent {
		r.edge = min(r.edge, 65535) // which is all that a SYN promises
	}
	most := c.rcv.limit
	if c.rcv.roomy {
		most += 65535 // into an empty one a segment is taken whole
	}
	r.require(c.rcv.queue.len >= 0 && c.rcv.queue.len <= most, "receive buffer")
	size := s.space
	if c.rcv.memory {
		size += largestSend // the last chunk is taken whole
	}
	r.require(c.Unacked() <= size, "send buffer")
	r.checkBoard()
	r.checkTimers()
	if c.state == Closed {
		return
	}
	v := c.decide(r.at.Now)
	r.require(v.kind == sendNone, "something is left to send")
	why, _ := r.half.Chrono.Current()
	r.require(why == v.held, "the stopwatch says %v, not %v", why, v.held)
	if unsent := s.buf.end > max(s.nxt, 1) || s.finQueued && !s.finSent(); !unsent || c.state == Listen {
		return
	}
	r.require(v.held != cause.NothingToSend, "unsent bytes are held by nothing")
	r.checkHold(v)
}

// checkHold checks that something will lift a hold.
func (r *rig) checkHold(v verdict) {
	s := &r.c.snd
	switch v.held {
	case cause.ReceiveWindow:
		r.require(r.running(timerPersist) || !r.c.onlyProbesOut(), "nobody probes the window")
	case cause.SillyWindow:
		r.require(r.running(timerOverride) || s.outstanding() > 0, "nobody overrides")
	case cause.Nagle:
		r.require(s.outstanding() > 0, "Nagle waits for nothing")
	case cause.SlowStart, cause.CongestionAvoidance, cause.RecoveryWindow, cause.MarkedWindow:
		r.require(s.outstanding() > 0, "the window is full of nothing")
	case cause.Pacing:
		r.require(r.running(timerPacing), "nobody ends the pause")
	case cause.Cork:
		r.require((s.corked || s.more) && (r.cfg.CorkLimit == 0 || r.running(timerCork)), "no cork")
	default:
		r.require(v.held == cause.Handshake && !r.c.state.synchronized(), "held by %v", v.held)
	}
}

func (r *rig) running(k timerKind) bool { return r.c.runs(k) }

// checkBoard checks that the scoreboard tiles [una, nxt) and counts right.
func (r *rig) checkBoard() {
	s := &r.c.snd
	at := s.una
	for i := range s.board.n {
		g := s.board.at(i)
		r.require(g.start == at && g.end > g.start, "segment %d is [%d, %d) and not at %d", i, g.start, g.end, at)
		at = g.end
	}
	r.require(at == s.nxt, "the scoreboard ends at %d", at)
	r.require(s.board.fault() == "", "scoreboard: %s", s.board.fault())
	if r.c.state.synchronized() {
		r.require(s.win.Cwnd >= s.mss, "window")
		r.require(s.win.Threshold >= 2*s.mss || s.win.Threshold == r.cfg.InitialThreshold, "threshold")
	}
	r.checkRepair()
}

// fault says what is wrong with the counts of a scoreboard and its order of departure.
func (b *scoreboard) fault() string {
	var want scoreboard
	queued := 0
	for i := range b.n {
		g := b.at(i)
		want.count(g, +1)
		if g.missing() && i < int(b.searchAt) {
			return fmt.Sprintf("segment %d is missing before %d", i, b.searchAt)
		}
		if g.sacked && g.lost || g.queued == (g.sacked || g.missing()) {
			return fmt.Sprintf("segment %d is %+v", i, g)
		}
		if g.queued {
			queued++
		}
	}
	last, before := vtime.Time(-1), int32(0)
	for slot := b.order.oldest; slot != 0; slot = b.ring[slot-1].next {
		g := &b.ring[slot-1]
		if g.at < last || g.prev != before || !g.queued || queued == 0 {
			return fmt.Sprintf("slot %d of the order is %+v", slot, g)
		}
		last, before = g.at, slot
		queued--
	}
	switch {
	case queued != 0 || b.order.newest != before:
		return fmt.Sprintf("the order ends with %d and leaves %d out", before, queued)
	case b.flight != want.flight || b.flying != want.flying || b.missing != want.missing:
		return fmt.Sprintf("flight %d, missing %d, want %d, %d", b.flight, b.missing, want.flight, want.missing)
	case b.sacked != want.sacked || b.lost != want.lost || b.again != want.again:
		return fmt.Sprintf("counts %d %d %d, want %d %d %d", b.sacked, b.lost, b.again, want.sacked, want.lost, want.again)
	}
	return ""
}

// checkRepair checks what is remembered of losses.
func (r *rig) checkRepair() {
	s, m := &r.c.snd, r.c.snd.mend
	r.require(s.pipe() >= 0 && s.pipe() <= 2*s.out(), "pipe is %d", s.pipe())
	if m == nil {
		return
	}
	r.require(!s.probeDue, "a probe is due and did not leave")
	r.require(m.probeEnd == 0 || m.probeEnd > s.una || m.probeEnd == s.una && m.probeCopied || !r.c.modern(), "an old probe")
	r.require(s.selective || s.board.sacked == 0, "SACKed without SACK")
	r.require(m.counted >= 0 && (m.counted == 0 || m.counted < int64(s.board.n)), "%d duplicates count", m.counted)
	r.require(m.reordering >= 1 && m.repeats >= 0 && m.marker <= s.nxt, "%+v", m)
	reneged := s.board.n > 0 && s.board.at(0).sacked // then the timer decides
	ended := s.recovery < recoveryCWR || s.recovery == recoveryLoss || s.una <= s.recover
	r.require(ended || reneged, "an episode does not end")
}

// checkTimers checks that the timers fit the state.
func (r *rig) checkTimers() {
	c := r.c
	for k := range numTimers {
		at := r.deadline(k)
		r.require(at >= r.at.Now, "%v is late", places[k])
		r.require(c.state != Closed || at == vtime.Never, "%v runs in CLOSED", places[k])
		r.require(c.state != TimeWait || k == timerTimeWait || at == vtime.Never, "%v in TIME-WAIT", places[k])
	}
	if c.state == Closed || c.state == Listen {
		return
	}
	if c.snd.outstanding() > 0 {
		r.require(r.running(timerRetransmit) || c.snd.probing() && r.running(timerPersist), "nobody retransmits")
	} else {
		probed := r.cfg.UserTimeoutRule == UserTimeoutRetried && c.snd.probes > 0
		r.require(!r.running(timerRetransmit) && (!r.running(timerUser) || probed), "retransmits nothing")
	}
	r.require((c.ack.since == vtime.Never) == !r.running(timerDelayedAck), "owed acknowledgement and its timer")
	r.require(c.state != TimeWait || r.running(timerTimeWait), "TIME-WAIT for ever")
	limited := c.state == FinWait2 && c.orphan && c.cfg.FinWait2Limit > 0
	r.require(!limited || r.running(timerTimeWait), "FIN-WAIT-2 for ever")
	alive := c.keep.on && c.state.synchronized() && c.state != TimeWait
	r.require(!alive || r.running(timerKeepAlive), "keep-alive")
}
