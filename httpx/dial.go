package httpx

import (
	"slices"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// AttemptDelay is the recommended Connection Attempt Delay (RFC 8305 section 5).
const AttemptDelay = 250 * vtime.Millisecond

// dial connects to the host of the group: to its address, or to whichever of its
// addresses answers first.
func (c *connection) dial(p *sim.Proc) error {
	g := c.group
	c.opened, c.raced = p.Now(), vtime.Stamp{}
	if len(g.addrs) > 1 || g.lookup != nil && !g.lookup.Complete() {
		return c.race(p)
	}
	s, err := g.client.dialer(g.key.addr)
	c.stream = s
	if err != nil {
		return err
	}
	if g.mayHurry() {
		if err := s.SetOption(stack.FastOpenConnect, 1); err != nil {
			return err
		}
	}
	return s.Connect(g.key.addr, g.key.port)
}

// dialer makes a socket for a connection to an address.
func (c *Client) dialer(to ip.Addr) (*stack.Socket, error) {
	s := c.Host.Socket()
	if !c.Nagle {
		if err := s.SetOption(stack.NoDelay, 1); err != nil {
			return s, err
		}
	}
	for range c.From { // the next one of the same family
		from := c.From[c.opened%len(c.From)]
		c.opened++
		if from.Is4() == to.Is4() {
			return s, s.From(from)
		}
	}
	return s, nil
}

// runner is one address of a race.
type runner struct {
	socket *stack.Socket
	begun  vtime.Stamp
	ended  vtime.Stamp // zero: not yet
	err    error
	lost   bool // another one won, or the race was called off
}

// race tries addresses one after the other. The next one begins when AttemptDelay has
// passed since the last one did, or it has failed; the first that connects wins, and
// the others are given up (RFC 8305 section 5). It ends with the error of the last one
// that failed when there is no other left.
func (c *connection) race(p *sim.Proc) error {
	g, from := c.group, p.Now()
	var all []*runner
	var won *runner
	defer func() {
		for _, r := range all {
			if r != won {
				r.lost = true
				_ = r.socket.Close() // it may be closed already
			}
		}
	}()
	if g.lookup != nil {
		g.lookup.NotifyMore(&c.wake)
	}
	for due := p.Now().Now; ; {
		if c.quit {
			return ErrClosed
		}
		if won = winner(all); won != nil {
			c.choose(won, from)
			return nil
		}
		addrs := g.addrs
		if g.lookup != nil {
			addrs = g.lookup.Addrs
		}
		more := len(all) < len(addrs)
		failed := !slices.ContainsFunc(all, func(r *runner) bool { return r.ended == (vtime.Stamp{}) })
		switch {
		case more && (failed || due <= p.Now().Now):
			r := c.try(p, addrs[len(all)])
			all, c.stream = append(all, r), r.socket
			if due = vtime.Never; g.client.AttemptDelay > 0 {
				due = p.Now().Now.Add(g.client.AttemptDelay)
			}
		case !more && failed && (g.lookup == nil || g.lookup.Complete()):
			last := slices.MaxFunc(all, func(a, b *runner) int { return int(int64(a.ended.Event) - int64(b.ended.Event)) })
			c.choose(last, from)
			return last.err
		case more:
			p.WaitUntil(&c.wake, "an address to answer", due, cause.TimerFallback)
		default:
			p.Wait(&c.wake, "an address to answer")
		}
	}
}

// winner is the runner that connected first, nil if none has.
func winner(all []*runner) *runner {
	for _, r := range all {
		if r.ended != (vtime.Stamp{}) && r.err == nil {
			return r
		}
	}
	return nil
}

// choose makes the connection that of a runner.
func (c *connection) choose(r *runner, from vtime.Stamp) {
	c.stream, c.opened = r.socket, r.begun
	if r.begun.Event != from.Event {
		c.raced = from
	}
}

// try begins to connect to an address, in a process of its own.
func (c *connection) try(p *sim.Proc, to ip.Addr) *runner {
	g := c.group
	r := &runner{begun: p.Now()}
	if r.socket, r.err = g.client.dialer(to); r.err != nil {
		r.ended = p.Now()
		return r
	}
	g.client.Host.Go("http-connect", func(p *sim.Proc) {
		r.err = r.socket.Connect(to, g.key.port)
		if !r.lost {
			r.ended = p.Now()
			c.wake.WakeAll()
		}
	})
	return r
}
