package tcp

import (
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Unreachable takes an ICMP error about a segment of ours. A hard error ends an
// attempt to connect. Soft ones are only remembered (RFC 9293 section 3.9.2.2)
// unless the profile says otherwise, and so is every error about a connection
// that is established (RFC 5461 section 4). Held says whether a program has the
// connection, as it may before the handshake of a Fast Open is done.
func (c *Conn) Unreachable(at vtime.Stamp, e errno.Errno, held bool) {
	soft := e == errno.ENETUNREACH || e == errno.EHOSTUNREACH
	ends := false
	switch {
	case c.state == SynSent:
		ends = soft && c.cfg.SoftEndsConnect || e == errno.ECONNREFUSED
	case c.state == SynReceived && !held:
		ends = c.cfg.SoftEndsConnect && (soft || c.early()) // Linux tcp_req_err, tcp_v4_err
	}
	if ends {
		c.drop(e)
		return
	}
	c.soft, c.fresh = e, c.frank
	if c.frank {
		c.wakes |= WakeReadable | WakeWritable
	}
}

// TellSoftErrors makes the next call report an ICMP error that does not end the
// connection, once (RFC 9293 section 3.9.1.8). Otherwise it is told only if the
// connection ends because nobody answers.
func (c *Conn) TellSoftErrors(on bool) { c.frank, c.fresh = on, c.fresh && on }
