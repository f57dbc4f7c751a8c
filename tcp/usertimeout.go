package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// UserTimeoutOption says whether ends tell each other how long they wait for
// acknowledgements (RFC 5482).
type UserTimeoutOption uint8

// The variants: ENABLED, and besides it CHANGEABLE.
const (
	UserTimeoutSilent UserTimeoutOption = iota // no
	UserTimeoutTold                            // the peer is told
	UserTimeoutAgreed                          // and what it says makes the own one longer
)

// The limits of what a peer can ask for: the lower one is that of RFC 5482 section
// 3.1, the upper one bounds what a peer can make an end keep.
const (
	leastUserTimeout = 100 * vtime.Second
	mostUserTimeout  = 60 * vtime.Minute
)

// agreement is what the ends said of their user timeouts.
type agreement struct {
	remote vtime.Time // REMOTE_UTO; 0: nothing was said
	due    bool       // the next segment with room for it tells the own one
}

// The option's value: a number of seconds, or of minutes if the highest bit is set
// (RFC 5482 section 3.3). 0 of both is reserved.
const (
	inMinutes    = 1 << 15
	mostOfEither = inMinutes - 1
)

// userTimeoutField is the value for a timeout of more than nothing, rounded up.
func userTimeoutField(d vtime.Time) uint16 {
	if s := (d-1)/vtime.Second + 1; s <= mostOfEither {
		return uint16(s)
	}
	return inMinutes | uint16(min((d-1)/vtime.Minute+1, mostOfEither))
}

// userTimeoutOf is the timeout that a value means, 0 for those that mean nothing.
func userTimeoutOf(field uint16) vtime.Time {
	n := vtime.Time(field &^ inMinutes)
	if field&inMinutes != 0 {
		return n * vtime.Minute
	}
	return n * vtime.Second
}

// tellsTimeout reports whether the peer is told of the user timeout (ADV_UTO).
func (c *Conn) tellsTimeout() bool {
	return c.cfg.UserTimeoutOption != UserTimeoutSilent && c.cfg.GiveUp > 0
}

// tellTimeout has one of the next segments tell it: the first without SYN, and when it
// has changed (RFC 5482 section 3).
func (c *Conn) tellTimeout() {
	if c.tellsTimeout() {
		c.agreement().due = true
	}
}

func (c *Conn) agreement() *agreement {
	r := c.seldom()
	if r.timeout == nil {
		r.timeout = &agreement{}
	}
	return r.timeout
}

// putTimeout adds the option to a segment. A SYN may have no room beside a cookie, a
// segment that is full has none.
func (c *Conn) putTimeout(g *Segment) {
	if g.Flags&SYN != 0 {
		if c.tellsTimeout() && g.Options.FastOpen == nil {
			g.Options.UserTimeout = userTimeoutField(c.cfg.GiveUp)
		}
		return
	}
	if c.rare == nil || c.rare.timeout == nil || !c.rare.timeout.due {
		return
	}
	if int64(g.Payload.Len+userTimeoutLen) <= c.snd.mss && g.Options.NumBlocks == 0 {
		g.Options.UserTimeout, c.rare.timeout.due = userTimeoutField(c.cfg.GiveUp), false
	}
}

// takeTimeout takes what the peer says of its user timeout.
func (c *Conn) takeTimeout(at vtime.Stamp, o *Options) {
	d := userTimeoutOf(o.UserTimeout)
	if d == 0 || c.cfg.UserTimeoutOption == UserTimeoutSilent {
		return
	}
	before := c.userTimeout()
	c.agreement().remote = d
	c.retimeUser(at, before)
}

// userTimeout is for how long data may be unacknowledged: USER_TIMEOUT = min(U_LIMIT,
// max(ADV_UTO, REMOTE_UTO, L_LIMIT)) if the ends have agreed on it (RFC 5482 section
// 3.1), which holds in synchronized states only. 0: as long as the retries last.
func (c *Conn) userTimeout() vtime.Time {
	own := c.cfg.GiveUp
	if c.cfg.UserTimeoutOption != UserTimeoutAgreed || own == 0 || c.rare == nil || c.rare.timeout == nil ||
		c.rare.timeout.remote == 0 || !c.state.synchronized() {
		return own
	}
	least := max(leastUserTimeout, c.snd.rtt.rto(c.cfg)+1)
	return min(mostUserTimeout, max(own, c.rare.timeout.remote, least))
}

// retimeUser moves the user timer when the timeout is another one than before.
func (c *Conn) retimeUser(at vtime.Stamp, before vtime.Time) {
	now := c.userTimeout()
	if now == before || !c.runs(timerUser) {
		return
	}
	due := c.timer(timerUser).at.Add(now - before)
	c.disarm(timerUser)
	if now > 0 {
		c.arm(timerUser, at, max(due-at.Now, 0))
	}
}
