package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// resourceProbe is how long it takes until what the host's own interface refused is
// tried again, without backing off (Linux TCP_RESOURCE_PROBE_INTERVAL).
const resourceProbe = 500 * vtime.Millisecond

// Refuse says whether the interface takes nothing from now on (a queue of no packets,
// Linux NET_XMIT_DROP): data stays unsent. That it takes packets again is found out
// with the next try.
func (c *Conn) Refuse(refuses bool) {
	if refuses || c.rare != nil {
		c.seldom().refused = refuses
	}
}

func (c *Conn) refused() bool { return c.rare != nil && c.rare.refused }

// retryRefused is the expiry of the timer of data that the interface did not take,
// which is the one of closed windows (tcp_send_probe0). It reports whether no probe is
// due: the interface would refuse it, or takes the data now.
func (c *Conn) retryRefused(now vtime.Time) bool {
	if c.refused() {
		return true
	}
	if k := c.decide(now).kind; k != sendData && k != sendLast {
		return false
	}
	c.unprobed = 0
	return true
}

// holdRefused slows down for a queue of the host as for one in the network
// (tcp_transmit_skb: tcp_enter_cwr), and names the timer to wait with.
func (c *Conn) holdRefused(at vtime.Stamp) timerKind {
	c.enterCWR(at)
	if c.onlyProbesOut() {
		return timerPersist
	}
	return numTimers // the retransmission timer runs
}
