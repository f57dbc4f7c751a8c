package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// sending is an established connection with a segment size of 1000 that has
// sent nothing and may send a lot.
func sending(t *testing.T) *Conn {
	r := newRig(t, rfc())
	r.bring(Established)
	s := &r.c.snd
	s.win.Cwnd, s.wnd, s.maxWnd = 10000, 20000, 20000
	return r.c
}

// flying puts n bytes under way.
func flying(c *Conn, n int64) {
	s := &c.snd
	for left := n; left > 0; {
		k := min(left, s.mss)
		s.board.push(s.nxt, s.nxt+k, 0)
		s.nxt += k
		left -= k
	}
	s.buf.add(Payload{Len: int(n)}, 1)
}

// Which rule binds, and which would bind without it, in this priority: receive
// window, congestion window, silly-window avoidance, cork, Nagle.
func TestDecideNew(t *testing.T) {
	set := func(ws ...cause.Why) cause.Set {
		s := cause.Set(0)
		for _, w := range ws {
			s = s.With(w)
		}
		return s
	}
	for _, c := range []struct {
		name   string
		flight int64
		unsent int
		set    func(s *sender)
		want   verdict
	}{
		{"nothing to send", 0, 0, nil, verdict{}},
		{"nothing to send, data under way", 500, 0, nil, verdict{}},
		{"a full segment", 0, 3000, nil, verdict{kind: sendData, n: 1000}},
		{"a small one, nothing under way", 0, 300, nil, verdict{kind: sendData, n: 300}},
		{"a small one, data under way", 1000, 300, nil, verdict{held: cause.Nagle}},
		{"a full one, data under way", 300, 1000, nil, verdict{kind: sendData, n: 1000}},
		{"no delay", 1000, 300, func(s *sender) { s.nagle = NagleOff }, verdict{kind: sendData, n: 300}},
		{"Minshall, a full one under way", 1000, 300, func(s *sender) {
			s.nagle = NagleMinshall
		}, verdict{kind: sendData, n: 300}},
		{"Minshall, a small one under way", 300, 300, func(s *sender) {
			s.nagle, s.smallEnd = NagleMinshall, s.nxt
		}, verdict{held: cause.Nagle}},
		{"Minshall, the small one is acknowledged", 1000, 300, func(s *sender) {
			s.nagle, s.smallEnd = NagleMinshall, s.una
		}, verdict{kind: sendData, n: 300}},
		{"corked", 0, 300, func(s *sender) { s.corked = true }, verdict{held: cause.Cork}},
		{"corked, a full one", 0, 1300, func(s *sender) { s.corked = true }, verdict{kind: sendData, n: 1000}},
		{"cork before Nagle", 1000, 300, func(s *sender) {
			s.corked = true
		}, verdict{held: cause.Cork, also: set(cause.Nagle)}},
		{"the cork's limit", 0, 300, func(s *sender) {
			s.corked, s.overrides = true, true
		}, verdict{kind: sendData, n: 300}},
		{"the last segment", 1000, 300, func(s *sender) {
			s.finQueued = true
		}, verdict{kind: sendLast, n: 300}},
		{"the last but one", 1000, 1300, func(s *sender) { s.finQueued = true }, verdict{kind: sendData, n: 1000}},
		{"the end alone", 1000, 0, func(s *sender) { s.finQueued = true }, verdict{kind: sendLast}},
		{"the end, congestion window full", 10000, 0, func(s *sender) {
			s.finQueued = true
		}, verdict{kind: sendLast}},
		{"the end, no window", 1000, 0, func(s *sender) {
			s.finQueued, s.wnd = true, 1000
		}, verdict{held: cause.ReceiveWindow}},
		{"the end does not fit", 0, 300, func(s *sender) {
			s.finQueued, s.wnd = true, 300
		}, verdict{kind: sendData, n: 300}},
		{"receive window full", 2000, 3000, func(s *sender) { s.wnd = 2000 }, verdict{held: cause.ReceiveWindow}},
		{"receive window shrunk", 2000, 3000, func(s *sender) { s.wnd = 100 }, verdict{held: cause.ReceiveWindow}},
		{"both windows full", 2000, 3000, func(s *sender) {
			s.wnd, s.win.Cwnd = 2000, 2000
		}, verdict{held: cause.ReceiveWindow, also: set(cause.SlowStart)}},
		{"no window for a small one", 2000, 300, func(s *sender) {
			s.wnd = 2000
		}, verdict{held: cause.ReceiveWindow, also: set(cause.Nagle)}},
		{"slow start", 10000, 3000, nil, verdict{held: cause.SlowStart}},
		{"slow start, less than a segment of room", 9500, 3000, nil, verdict{held: cause.SlowStart}},
		{"congestion avoidance", 10000, 3000, func(s *sender) {
			s.win.Threshold = 10000
		}, verdict{held: cause.CongestionAvoidance}},
		{"recovery", 10000, 3000, func(s *sender) { s.recovery = recoveryFast }, verdict{held: cause.RecoveryWindow}},
		{"duplicates make room", 10000, 3000, func(s *sender) {
			s.dupBytes = 1000
		}, verdict{kind: sendData, n: 1000}},
		{"slow start before Nagle", 10000, 300, nil, verdict{held: cause.SlowStart, also: set(cause.Nagle)}},
		{"cut short, less than half", 0, 3000, func(s *sender) {
			s.wnd, s.maxWnd = 400, 1000
		}, verdict{held: cause.SillyWindow}},
		{"cut short, half", 0, 3000, func(s *sender) {
			s.wnd, s.maxWnd = 500, 1000
		}, verdict{kind: sendData, n: 500}},
		{"cut short, half, data under way", 1000, 3000, func(s *sender) {
			s.wnd, s.maxWnd = 1500, 1000
		}, verdict{held: cause.Nagle}},
		{"cut short, overridden", 0, 3000, func(s *sender) {
			s.wnd, s.maxWnd, s.overrides = 400, 1000, true
		}, verdict{kind: sendData, n: 400}},
		{"just fits", 0, 400, func(s *sender) { s.wnd, s.maxWnd = 400, 20000 }, verdict{kind: sendData, n: 400}},
		{"a probe is out", 0, 3000, func(s *sender) {
			s.board.push(1, 2, 0).probe = true
			s.nxt = 2
		}, verdict{held: cause.ReceiveWindow}},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := sending(t)
			flying(conn, c.flight)
			conn.snd.buf.add(Payload{Len: c.unsent}, 1)
			if c.set != nil {
				c.set(&conn.snd)
			}
			require.Equal(t, c.want, conn.decideNew(vtime.Second))
		})
	}
}

// What goes before what.
func TestDecidePriority(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(c *Conn)
		want verdict
	}{
		{"a reply before all", func(c *Conn) {
			c.setReply(reply{flags: RST})
			c.ack.now = true
		}, verdict{kind: sendReply}},
		{"what is lost before what is new", func(c *Conn) {
			c.snd.board.lose(1)
		}, verdict{kind: sendAgain, n: 1}},
		{"the oldest whatever the window", func(c *Conn) {
			c.snd.board.lose(0)
			c.snd.resend, c.snd.win.Cwnd = true, 1000
		}, verdict{kind: sendAgain}},
		{"what is lost waits for the window, and what is new with it", func(c *Conn) {
			c.snd.board.lose(1)
			c.snd.win.Cwnd, c.snd.recovery = 2000, recoveryLoss
		}, verdict{held: cause.RecoveryWindow}},
		{"data carries the acknowledgement", func(c *Conn) { c.ack.now = true }, verdict{kind: sendData, n: 1000}},
		{"an acknowledgement if no data may leave", func(c *Conn) {
			c.ack.now, c.snd.win.Cwnd = true, 3000
		}, verdict{kind: sendAck, held: cause.SlowStart}},
		{"a probe before the acknowledgement", func(c *Conn) {
			c.ack.now, c.snd.wnd, c.snd.probeNow = true, 3000, true
		}, verdict{kind: sendProbe, held: cause.ReceiveWindow}},
		{"a keep-alive before the acknowledgement", func(c *Conn) {
			c.ack.now, c.keep.now, c.snd.win.Cwnd = true, true, 3000
		}, verdict{kind: sendKeepAlive, held: cause.SlowStart}},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := sending(t)
			flying(conn, 3000)
			conn.snd.buf.add(Payload{Len: 5000}, 1)
			c.set(conn)
			require.Equal(t, c.want, conn.decide(vtime.Second))
		})
	}
}

// Deciding changes nothing: the same question gets the same answer.
func TestDecideHasNoSideEffects(t *testing.T) {
	conn := sending(t)
	flying(conn, 3000)
	conn.snd.buf.add(Payload{Len: 5000}, 1)
	before := *conn
	first := conn.decide(vtime.Second)
	require.Equal(t, first, conn.decide(vtime.Second))
	require.Equal(t, before, *conn)
}

// A window of which little is used for a timeout comes down half the way to that, again
// and again, but not below the initial one (RFC 2861 section 3.1, Linux); the RTO is a second.
func TestWindowOfWhichLittleIsUsed(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*Conn)
		want []int64 // after each further RTO
	}{
		{"halfway down", func(*Conn) {}, []int64{9000, 5500, 3750}},
		{"the send buffer limits", func(c *Conn) { c.snd.blocked = true }, []int64{16000, 16000}},
		{"a loss is repaired", func(c *Conn) { c.snd.recovery = recoveryFast }, []int64{16000, 16000}},
		{"it is kept", func(c *Conn) { c.cfg.IdleRule = IdleKeep }, []int64{16000, 16000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := rfc()
			cfg.IdleRule, cfg.InitialRule, cfg.InitialWindow = IdleHalve, WindowSegments, 2
			r := newRig(t, cfg)
			r.bring(Established)
			r.write(1)
			r.c.snd.win = Window{Cwnd: 16000, Threshold: 5000}
			c.set(r.c)
			at, k := r.at, r.c.snd.ctl
			k.limitedAt = at.Now
			for _, want := range c.want {
				before := r.c.snd.win.Cwnd
				at.Now += vtime.Second - 1
				r.c.snd.sent = true
				r.c.validate(at, false)
				require.Equal(t, before, r.c.snd.win.Cwnd, "less than a timeout")
				at.Now++
				r.c.snd.sent = true
				r.c.validate(at, false)
				require.Equal(t, want, r.c.snd.win.Cwnd)
			}
		})
	}
}

// What a window that has come down holds back is held by it, and not by the rule that
// held it before.
func TestReasonIsThatOfTheLowerWindow(t *testing.T) {
	cfg := rfc()
	cfg.IdleRule = IdleHalve
	r := newRig(t, cfg)
	r.bring(Established)
	r.write(1)
	r.c.snd.win = Window{Cwnd: 12000, Threshold: 5000}
	flying(r.c, 10500)
	r.c.snd.buf.add(Payload{Len: 900}, 1)
	r.c.snd.corked = true
	require.Equal(t, cause.Cork, r.c.decide(r.at.Now).held)
	at, k := r.at, r.c.snd.ctl
	k.limitedAt, r.c.snd.sent = at.Now, true
	at.Now += vtime.Second
	require.False(t, r.c.PollSegment(at, new(Outgoing)))
	require.Equal(t, int64(11250), r.c.snd.win.Cwnd)
	why, _ := r.half.Chrono.Current()
	require.Equal(t, cause.CongestionAvoidance, why)
}

// The window after a pause (RFC 5681 section 4.1, RFC 2861 section 3.1); the RTO is a second.
func TestWindowAfterIdle(t *testing.T) {
	for _, c := range []struct {
		name string
		rule IdleRule
		idle vtime.Time
		want int64
	}{
		{"kept", IdleKeep, 3600 * vtime.Second, 16000},
		{"restart, an RTO is not more than one", IdleRestart, vtime.Second, 16000},
		{"restart", IdleRestart, vtime.Second + 1, 3000},
		{"halve, less than an RTO", IdleHalve, vtime.Second - 1, 16000},
		{"halve, more than one", IdleHalve, vtime.Second + 1, 8000},
		{"halve, more than two", IdleHalve, 2*vtime.Second + 1, 4000},
		{"halve, not below the initial window", IdleHalve, 3600 * vtime.Second, 3000},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := rfc()
			cfg.IdleRule, cfg.InitialRule, cfg.InitialWindow = c.rule, WindowSegments, 3
			r := newRig(t, cfg)
			r.bring(Established)
			r.c.snd.win = Window{Cwnd: 16000, Threshold: 5000}
			r.c.snd.lastAt, r.c.control().limitedAt = r.at.Now, r.at.Now
			require.Equal(t, c.want, r.c.cwnd(r.at.Now+c.idle))
			r.wait(c.idle)
			r.write(1)
			require.Equal(t, c.want, r.c.snd.win.Cwnd)
			threshold := int64(5000)
			if c.rule == IdleHalve && c.want < 16000 {
				threshold = 12000 // three quarters of what it was
			}
			require.Equal(t, threshold, r.c.snd.win.Threshold)
		})
	}
}

// A window that was small stays small.
func TestRestartWindowIsNotMoreThanTheWindow(t *testing.T) {
	r := newRig(t, rfc())
	r.bring(Established)
	r.c.snd.win.Cwnd, r.c.snd.lastAt = 1000, r.at.Now
	require.Equal(t, int64(1000), r.c.cwnd(r.at.Now+vtime.Minute))
}

// While something is on its way there is no pause, however long ago it left.
func TestNothingOutMakesAPause(t *testing.T) {
	cfg := rfc()
	cfg.IdleRule = IdleRestart
	r := newRig(t, cfg)
	r.bring(Established)
	r.c.snd.win.Cwnd, r.c.snd.lastAt = 1<<20, r.at.Now
	require.Equal(t, initialWindow(r.c.cfg, r.c.snd.mss), r.c.cwnd(r.at.Now+vtime.Minute))
	flying(r.c, 1000)
	require.Equal(t, int64(1<<20), r.c.cwnd(r.at.Now+vtime.Minute))
}
