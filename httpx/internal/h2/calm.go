package h2

import (
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/sim/vtime"
)

// What a peer may do that makes work and is of no use, before the connection is ended (RFC 9113
// section 10.5).
const (
	// All bytes may be so many times those of headers and bodies, in either direction, and of
	// idleAllowance beyond that (nginx's test for floods).
	idleShare     = 8
	idleAllowance = 1 << 20

	// Streams that a client resets: so many at once, and a second (nghttp2's
	// stream_reset_rate_limit).
	resetBurst = 1000
	resetRate  = 33
)

// calm is how much of that a peer has done.
type calm struct {
	useful int64      // bytes of headers and bodies
	resets vtime.Time // when all resets so far are forgotten, each after a part of a second
}

// useless ends the connection of a peer that sends little but what asks for answers.
func (c *Conn) useless() {
	if int64(c.in.offset)/idleShare > c.calm.useful+idleAllowance {
		c.fail(http2.ErrCodeEnhanceYourCalm, "of %d bytes that came, few are of headers or bodies", c.in.offset)
	}
}

// hasty ends the connection of a client that resets streams as soon as it has opened them.
func (c *Conn) hasty() {
	const each = vtime.Second / resetRate
	c.calm.resets = max(c.calm.resets, c.now).Add(each)
	if !c.cfg.Client && c.calm.resets-c.now > resetBurst*each {
		c.fail(http2.ErrCodeEnhanceYourCalm, "more than %d streams were reset, and more than %d a second", resetBurst, resetRate)
	}
}
