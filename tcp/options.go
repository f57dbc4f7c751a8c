package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// keepAlive probes a silent peer (RFC 9293 section 3.8.4).
type keepAlive struct {
	on  bool
	now bool // a probe is to be sent
}

// SetKeepAlive switches keep-alive probes on or off (SO_KEEPALIVE).
func (c *Conn) SetKeepAlive(at vtime.Stamp, on bool) {
	c.keep.on = on
	c.disarm(timerKeepAlive)
	if on {
		c.heard(at)
	}
}

// SetConfig changes the knobs from now on. What is agreed on in the handshake
// stays.
func (c *Conn) SetConfig(at vtime.Stamp, cfg *Config) {
	old, before := c.cfg, c.userTimeout()
	c.cfg = cfg
	if k := c.snd.ctl; k != nil {
		k.use(k.cc, cfg)
	}
	if old.SendBuffer != cfg.SendBuffer {
		c.snd.space = cfg.SendBuffer
	}
	if old.ReceiveBuffer != cfg.ReceiveBuffer {
		c.resize(cfg.ReceiveBuffer)
	}
	if old.WindowClamp != cfg.WindowClamp {
		c.clampWindow()
	}
	if c.runs(timerKeepAlive) && c.unseen == 0 {
		due := c.timer(timerKeepAlive).at.Add(cfg.KeepAliveIdle - old.KeepAliveIdle)
		c.arm(timerKeepAlive, at, max(due-at.Now, 0))
	}
	c.retimeUser(at, before)
	if old.GiveUp != cfg.GiveUp && c.state.synchronized() {
		c.tellTimeout()
	}
}

// heard notes a sign of life.
func (c *Conn) heard(at vtime.Stamp) {
	c.unprobed = 0
	if c.keep.on {
		c.keepAlive(at)
	}
}

// keepAlive has keep-alive probes wait for another idle time.
func (c *Conn) keepAlive(at vtime.Stamp) {
	if c.state == TimeWait || !c.state.synchronized() {
		return
	}
	c.unseen = 0
	c.arm(timerKeepAlive, at, c.cfg.KeepAliveIdle)
}

// unheard reports whether keep-alive probes have been unanswered for too long:
// that is a number of them, or the user timeout where it is about such waits.
func (c *Conn) unheard() bool {
	n := vtime.Time(c.unseen)
	if c.cfg.GiveUp > 0 && c.cfg.UserTimeoutRule == UserTimeoutRetried {
		return n > 0 && c.cfg.KeepAliveIdle+n*c.cfg.KeepAliveInterval >= c.cfg.GiveUp
	}
	return int64(n) >= c.cfg.KeepAliveProbes
}

func (c *Conn) keepAliveDue(at vtime.Stamp) {
	if c.unheard() {
		c.endWithReset(errno.ETIMEDOUT)
		return
	}
	if c.snd.outstanding() == 0 {
		c.keep.now = true
		c.unseen++
	}
	c.arm(timerKeepAlive, at, c.cfg.KeepAliveInterval)
}

// SetNagle chooses when small segments wait; NagleOff is TCP_NODELAY, which lets
// go at once what waits now, corked or not (Linux).
func (c *Conn) SetNagle(m NagleMode) {
	c.snd.nagle = m
	if m == NagleOff && c.state.synchronized() && c.Unsent() > 0 {
		c.snd.overrides = true
	}
}

// Nagle returns the mode in force.
func (c *Conn) Nagle() NagleMode { return c.snd.nagle }

// SetCork holds segments below full size while on (TCP_CORK); off lets them go.
func (c *Conn) SetCork(on bool) {
	c.snd.corked = on
	if !on {
		c.disarm(timerCork)
	}
}

// QuickAck sends an acknowledgement that is owed and leaves the interactive
// mode (TCP_QUICKACK).
func (c *Conn) QuickAck() {
	c.ack.endTalk()
	if c.ack.since != vtime.Never {
		c.ack.now = true
	}
}

// DelayAcks takes what goes on for a conversation (TCP_QUICKACK of 0): where the
// policy is interactive, acknowledgements wait for data to ride on.
func (c *Conn) DelayAcks() { c.ack.talks = true }

// SetReceiveLowWater makes a reader wait until so many bytes have arrived, at
// least 1 and at most half the receive buffer (SO_RCVLOWAT). A nearly full window
// and the end of the stream wait for nothing.
func (c *Conn) SetReceiveLowWater(n int64) {
	c.rcv.least = int32(max(min(n, max(c.rcv.limit, c.cfg.ReceiveBufferMax)/2), 1))
	if c.rcv.readable() {
		c.wakes |= WakeReadable
	}
}

// ReceiveLowWater returns how many bytes a reader waits for.
func (c *Conn) ReceiveLowWater() int64 { return int64(c.rcv.least) }
