package httpx

import "errors"

// hand gives a fetch to the connection, behind those that it has.
func (c *connection) hand(f *fetch) {
	f.conn = c
	c.line = append(c.line, f)
}

// pipeline lets connections that are busy take what waits, the one with the
// fewest fetches first.
func (g *group) pipeline() {
	for g.needsMore() {
		c := g.shortest()
		if c == nil || c.line[len(c.line)-1].up == nil {
			return // what it has been given comes first, at this very instant
		}
		f := g.take(c)
		if f == nil {
			return
		}
		c.hand(f)
		c.begin(f)
	}
}

// shortest returns the connection with the fewest fetches of those that take one
// more, nil if none does.
func (g *group) shortest() *connection {
	if g.client.Pipeline < 2 {
		return nil
	}
	var best *connection
	for _, c := range g.client.conns {
		if c.group == g && c.takesMore() && (best == nil || len(c.line) < len(best.line)) {
			best = c
		}
	}
	if best != nil && !g.queue[0].repeatable() {
		return nil
	}
	return best
}

// takesMore reports whether a busy connection takes a further request before it
// has got the response to the last one: only once the server has shown that it
// keeps the connection, and never behind a request that is not idempotent
// (RFC 9112 section 9.3.2).
func (c *connection) takesMore() bool {
	n := len(c.line)
	return c.proven && !c.quit && n > 0 && int64(n) < c.group.client.Pipeline && c.line[n-1].repeatable()
}

// errNotAnswered is why a request that was pipelined got no answer.
var errNotAnswered = errors.New("the server closed the connection after an earlier response")

// scatter gives back what a connection took and did not get an answer to: its
// requests are idempotent, or have not been sent (RFC 9112 section 9.3.2). Only the
// one whose response was due has met a dead connection: those behind it had no turn.
func (c *connection) scatter() {
	rest := c.line
	c.line = nil
	for i, f := range rest {
		f.conn = nil
		sent := f.up != nil
		if sent {
			a := f.tx.Last()
			a.Failed, a.Stale = c.group.client.Host.Net().Kernel().Now(), true
			c.skip(f)
			f.up = nil
		}
		switch {
		case f.reason != nil:
			f.end(f.reason)
		case !sent:
			c.group.putBack(f)
		case f.repeatable():
			if i == 0 {
				f.stale++
			}
			c.group.putBack(f)
		default:
			f.end(notAgain(f, errNotAnswered))
		}
	}
}
