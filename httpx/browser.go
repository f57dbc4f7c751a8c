package httpx

import (
	"cmp"
	"slices"

	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Browsing is how a client loads pages beyond asking for what it finds. Zero is a
// client that does none of it.
type Browsing struct {
	ByUrgency   bool       // requests that wait for a connection go by urgency, then by when they were asked for
	Speculative int64      // connections that are opened to a page's host before the page is asked for
	HeadStart   vtime.Time // how long before that the first of them is begun
	Apart       vtime.Time // and how long after it each further one
	Backup      vtime.Time // a connection that is not there after this time gets another beside it; 0: never
	Delayable   int64      // requests of low urgency that are under way while rendering is blocked; 0: any number
	Prepare     vtime.Time // from being asked for a page until its document can be taken
	Commit      vtime.Time // from the first byte of a document that can be taken until it is parsed
	Evaluate    vtime.Time // computing for what blocks rendering, on the client's cores, before it does not any more
	Layout      vtime.Time // from when rendering is not blocked any more until the other requests go, at least one
	Issue       vtime.Time // from asking for an object until it may have a connection
	Process     vtime.Time // computing after a response, on the client's cores
	Render      vtime.Time // computing there, in turn with the rest, from when a document can be shown
	Settle      vtime.Time // from the end of the last object to that of the loading
}

// delayableFrom is the urgency from which on a request can wait while rendering is
// blocked: Chromium's Medium and below.
const delayableFrom = 2

// scheduler is what a browser knows of the requests under way.
type scheduler struct {
	blocking  int       // those that rendering waits for
	delayable int       // those that can wait
	held      []waiting // those that do
	settling  *sim.Timer
}

// waiting is a fetch and where it goes.
type waiting struct {
	f *fetch
	g *group
}

// issue queues a fetch for a connection, once the browser has passed it on and its
// turn has come.
func (c *Client) issue(f *fetch, g *group) {
	if f.sent.blocking && c.Delayable > 0 {
		f.blocking = true
		c.schedule.blocking++
	}
	if c.Issue <= 0 {
		c.admit(f, g)
		return
	}
	k := c.Host.Net().Kernel()
	c.issuing = append(c.issuing, f)
	k.At(k.Now().Now.Add(c.Issue), cause.Host, func(at vtime.Stamp) {
		if f.tx.Finished {
			return
		}
		c.issuing = without(c.issuing, f)
		f.tx.Queued = at
		c.admit(f, g)
	})
}

// delays reports whether a fetch can wait while rendering is blocked.
func (f *fetch) delays() bool {
	return f.client.Delayable > 0 && !f.sent.blocking && f.sent.value().Urgency >= delayableFrom
}

// admit lets a fetch go to its connections, or holds it.
func (c *Client) admit(f *fetch, g *group) {
	s := &c.schedule
	if f.delays() {
		if (s.blocking > 0 || s.settling != nil) && int64(s.delayable) >= c.Delayable {
			s.held = append(s.held, waiting{f, g})
			return
		}
		s.delayable++
		f.counted = true
	}
	g.add(f)
}

// over takes note that a fetch has ended.
func (c *Client) over(f *fetch) {
	s := &c.schedule
	if f.counted {
		s.delayable--
	}
	for i, w := range s.held {
		if w.f == f {
			s.held = append(s.held[:i], s.held[i+1:]...)
			break
		}
	}
	if f.blocking {
		c.compute(c.Evaluate, func() {
			if s.blocking--; s.blocking == 0 {
				c.relax()
			}
		})
	}
	if f.counted && len(s.held) > 0 && int64(s.delayable) < c.Delayable {
		s.sort(c.ByUrgency)
		w := s.held[0]
		s.held = s.held[1:]
		c.admit(w.f, w.g)
	}
	if f.tx.Status != 0 {
		c.compute(c.Process, nil)
	}
}

// slice is how long one of the browser's threads has a core while others wait for it:
// what Linux gives with two processors.
const slice = 1400 * vtime.Microsecond

// compute lets the browser compute for a time, beside what else it does, and then calls
// done unless it is nil.
func (c *Client) compute(time vtime.Time, done func()) {
	if time <= 0 {
		if done != nil {
			done()
		}
		return
	}
	c.Host.GoDaemon("browser", func(p *sim.Proc) {
		for ; time > 0; time -= slice {
			c.processor().use(p, min(time, slice))
		}
		if done != nil {
			done()
		}
	})
}

// sort orders what is held by urgency, as far as that counts.
func (s *scheduler) sort(byUrgency bool) {
	if byUrgency {
		slices.SortStableFunc(s.held, func(a, b waiting) int {
			return cmp.Compare(a.f.sent.value().Urgency, b.f.sent.value().Urgency)
		})
	}
}

// relax lets all go that was held, once the browser has laid the page out.
func (c *Client) relax() {
	s, k := &c.schedule, c.Host.Net().Kernel()
	if s.settling != nil {
		s.settling.Stop()
	}
	s.settling = k.At(k.Now().Now.Add(c.Layout), cause.Host, func(vtime.Stamp) {
		s.settling = nil
		if s.blocking > 0 {
			return
		}
		c.compute(c.Render, nil)
		s.sort(c.ByUrgency)
		held := s.held
		s.held = nil
		for _, w := range held {
			c.admit(w.f, w.g)
		}
	})
}

// speculate opens connections to the host of a page before the page is asked for,
// the first one a head start earlier.
func (c *Client) speculate(p *sim.Proc, u URL) {
	if c.Speculative <= 0 {
		return
	}
	began := p.Now().Now
	c.Resolver.Resolve(u.Host, func(l *names.Lookup, addrs []ip.Addr, err error) {
		if err != nil || c.closed || c.Proxy != nil {
			return
		}
		g := c.group(groupKey{addr: addrs[0], port: u.Port, name: u.Host, secure: u.Scheme == "https"})
		g.addrs, g.lookup = addrs, l
		for i := range c.Speculative {
			if int64(g.open) > i {
				continue // it has as many already
			}
			k := c.Host.Net().Kernel()
			at := max(k.Now().Now, began.Add(vtime.Time(i)*c.Apart)) // the name may have taken longer
			k.At(at, cause.Host, func(vtime.Stamp) {
				if !c.closed && g.mayOpen() {
					g.connect()
				}
			})
		}
	})
	p.Sleep(c.HeadStart, cause.Host)
}

// backUp opens another connection beside one that is not there after a while, if
// something waits for it (Chromium's backup connect job).
func (g *group) backUp(c *connection) {
	k := g.client.Host.Net().Kernel()
	k.At(k.Now().Now.Add(g.client.Backup), cause.TimerUser, func(vtime.Stamp) {
		waits := false
		for _, o := range g.opening {
			waits = waits || o == c
		}
		if waits && len(g.queue) > 0 && !g.backed && !g.client.closed && g.mayOpen() {
			g.backed = true
			g.connect()
		}
	})
}

// urgent returns the position in the queue of the fetch that goes first.
func (g *group) urgent(may func(*fetch) bool) int {
	best := -1
	for i, f := range g.queue {
		if !may(f) {
			continue
		}
		if best < 0 || g.client.ByUrgency && f.sent.value().Urgency < g.queue[best].sent.value().Urgency {
			best = i
		}
	}
	return best
}
