package stack

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// ownKnob is an option that sets a knob of TCP for one socket.
type ownKnob struct {
	least, most int64 // of a value; others are EINVAL
	get         func(c *tcp.Config) int64
	set         func(c *tcp.Config, v int64)
}

// The limits of Linux.
const (
	mostKeepAlive = 32767 * int64(vtime.Second) // MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL
	mostProbes    = 127                         // MAX_TCP_KEEPCNT, MAX_TCP_SYNCNT
	leastSegment  = 88                          // TCP_MIN_MSS
	mostSegment   = 32767                       // MAX_TCP_WINDOW
	mostFinWait2  = 120 * vtime.Second          // TCP_FIN_TIMEOUT_MAX
	leastReceive  = 2304                        // SOCK_MIN_RCVBUF
	leastSend     = 4608                        // SOCK_MIN_SNDBUF
	forever       = int64(vtime.Never)

	leastTimer     = int64(vtime.Millisecond) + 1 // TCP_TIMEOUT_MIN: more than a tick, where HZ is 1000
	mostLeastTimer = int64(vtime.Second) / 5      // TCP_RTO_MIN, TCP_DELACK_MAX
)

// ownKnobs are the options that are knobs.
var ownKnobs = map[Option]ownKnob{
	KeepIdle: {int64(vtime.Second), mostKeepAlive,
		func(c *tcp.Config) int64 { return int64(c.KeepAliveIdle) },
		func(c *tcp.Config, v int64) { c.KeepAliveIdle = vtime.Time(v) }},
	KeepInterval: {int64(vtime.Second), mostKeepAlive,
		func(c *tcp.Config) int64 { return int64(c.KeepAliveInterval) },
		func(c *tcp.Config, v int64) { c.KeepAliveInterval = vtime.Time(v) }},
	KeepCount: {1, mostProbes,
		func(c *tcp.Config) int64 { return c.KeepAliveProbes },
		func(c *tcp.Config, v int64) { c.KeepAliveProbes = v }},
	UserTimeout: {0, forever,
		func(c *tcp.Config) int64 { return int64(c.GiveUp) },
		func(c *tcp.Config, v int64) {
			c.GiveUp = vtime.Time(v)
			if c.UserTimeoutOption == tcp.UserTimeoutAgreed {
				c.UserTimeoutOption = tcp.UserTimeoutTold // the program's word counts (RFC 5482 section 3)
			}
		}},
	SYNTimeout: {0, mostKeepAlive,
		func(c *tcp.Config) int64 { return int64(c.SYNTimeout) },
		func(c *tcp.Config, v int64) { c.SYNTimeout = vtime.Time(v) }},
	RTOMost: {int64(vtime.Second), 120 * int64(vtime.Second),
		func(c *tcp.Config) int64 { return int64(c.RTOMax) },
		func(c *tcp.Config, v int64) { c.RTOMax, c.ProbeMax = vtime.Time(v), vtime.Time(v) }},
	RTOLeast: {leastTimer, mostLeastTimer,
		func(c *tcp.Config) int64 { return int64(c.RTOMin) },
		func(c *tcp.Config, v int64) { c.RTOMin = vtime.Time(v) }},
	AckMost: {leastTimer, mostLeastTimer,
		func(c *tcp.Config) int64 { return int64(c.DelayedAckMax) },
		func(c *tcp.Config, v int64) { c.DelayedAckMax = vtime.Time(v) }},
	ThinLinear: {0, 1,
		func(c *tcp.Config) int64 { return flag(c.ThinLinear) },
		func(c *tcp.Config, v int64) { c.ThinLinear = v != 0 }},
	WindowClamp: {0, 1 << 30,
		func(c *tcp.Config) int64 { return c.WindowClamp },
		func(c *tcp.Config, v int64) {
			if c.WindowClamp = v; v > 0 {
				c.WindowClamp = max(v, leastReceive/2)
			}
		}},
	SYNCount: {1, mostProbes,
		func(c *tcp.Config) int64 { return c.SYNRetries },
		func(c *tcp.Config, v int64) { c.SYNRetries = v }},
	Linger2: {-forever, forever,
		func(c *tcp.Config) int64 { return int64(c.FinWait2Limit) },
		func(c *tcp.Config, v int64) { c.FinWait2Limit = max(min(vtime.Time(v), mostFinWait2), -1) }},
	MaxSegment: {leastSegment, mostSegment,
		func(c *tcp.Config) int64 { return c.MSS },
		func(c *tcp.Config, v int64) { c.MSS = v }},
	PacingRate: {-forever, forever,
		func(c *tcp.Config) int64 { return c.MaxPacingRate },
		func(c *tcp.Config, v int64) { c.MaxPacingRate = min(max(v, 0), 1<<36) }},
	UnsentLow: {0, 1 << 30,
		func(c *tcp.Config) int64 { return c.UnsentLowWater },
		func(c *tcp.Config, v int64) { c.UnsentLowWater = v }},
	SendBuffer: {0, forever,
		func(c *tcp.Config) int64 { return c.SendBuffer },
		func(c *tcp.Config, v int64) {
			c.SendBuffer, c.SendTuning = ownBuffer(c, v, leastSend), false
			c.SendLowWater = min(c.SendLowWater, max(c.SendBuffer/3, 1))
		}},
	RecvBuffer: {0, forever,
		func(c *tcp.Config) int64 { return c.ReceiveBuffer },
		func(c *tcp.Config, v int64) {
			c.ReceiveBuffer, c.ReceiveTuning = ownBuffer(c, v, leastReceive), false
			c.ReceiveBufferMax = c.ReceiveBuffer
		}},
}

// ownBuffer is the size that a socket asks for. Where buffers count memory it is
// doubled (Linux sock_setsockopt).
func ownBuffer(c *tcp.Config, v, least int64) int64 {
	if c.BufferUnit == tcp.BufferMemory {
		return max(2*min(v, 1<<29), least)
	}
	return min(max(v, 1), 1<<30)
}

// knobs returns the knobs of the socket: its host's, unless it has some of its own.
func (s *Socket) knobs() *tcp.Config {
	if s.opts.knobs != nil {
		return s.opts.knobs
	}
	return &s.host.cfg.TCP
}

// setOwnKnob sets a knob for this socket, and for what its listener accepts from
// now on.
func (s *Socket) setOwnKnob(o Option, k ownKnob, v int64) error {
	if v < k.least || v > k.most || o == WindowClamp && v == 0 && s.ep != nil {
		return errno.EINVAL
	}
	cfg := *s.knobs()
	k.set(&cfg, s.allowed(o, v))
	s.opts.knobs = s.host.shared(cfg)
	s.inherit()
	if s.ep != nil {
		at := s.host.kernel.Now()
		s.ep.conn.SetConfig(at, s.opts.knobs)
		s.ep.pump(at)
	}
	return nil
}

// allowed bounds the buffer that a socket asks for.
func (s *Socket) allowed(o Option, v int64) int64 {
	switch o {
	case SendBuffer:
		return min(v, s.host.cfg.SendOption)
	case RecvBuffer:
		return min(v, s.host.cfg.ReceiveOption)
	}
	return v
}

// ownKnob returns the value of a knob of this socket.
func (s *Socket) ownKnob(o Option, k ownKnob) int64 {
	if o == MaxSegment && s.ep != nil {
		return s.ep.conn.Info(s.host.kernel.Now().Now).MSS // what is sent (Linux)
	}
	if o == MaxSegment && (s.opts.knobs == nil || s.opts.knobs.MSS == s.host.cfg.TCP.MSS) {
		return s.host.cfg.TCP.DefaultMSS // nothing is known of the path yet (Linux mss_cache)
	}
	if o == WindowClamp && s.ep != nil {
		return s.ep.conn.WindowClamp() // what it has become
	}
	return k.get(s.knobs())
}

// shared returns the one copy that the host keeps of a configuration: many
// sockets set the same few options.
func (h *Host) shared(cfg tcp.Config) *tcp.Config {
	if c, ok := h.configs[cfg]; ok {
		return c
	}
	if h.configs == nil {
		h.configs = map[tcp.Config]*tcp.Config{}
	}
	h.configs[cfg] = &cfg
	return &cfg
}
