package lab

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Traffic is what a load was answered. Times are since the start of the run. Loads of
// one name that measure alike are one, from however many hosts they come.
type Traffic struct {
	Name     string
	Open     bool       // requests arrive at a rate, whether or not others have been answered
	From, To vtime.Time // what is measured: samples asked for at From or later, and before To
	Interval vtime.Time // of results over time; 0: a tenth of what is measured
	Parts    []string   // of the mix, as reports name them
	Samples  []Sample   // in the order in which they ended
	Asked    int64      // for how much, whether it ended or not

	workload        *scenario.Workload // the first of them
	users, arrivals int64              // so far: they name streams of random numbers
}

// Sample is one request, or page, of a load.
type Sample struct {
	Part   int        // index of Traffic.Parts
	Asked  vtime.Time // when it was to be asked for: waiting for a connection counts
	Done   vtime.Time
	Failed bool
}

// leastRound is how long a user takes for a request and the time to think at least:
// time has to pass.
const leastRound = vtime.Millisecond

// load starts the processes of a load.
func (w *world) load(h *stack.Host, l *scenario.Workload, from []ip.Addr) error {
	d := &driver{w: w, l: l, out: w.traffic(l)}
	for i := range l.Mix {
		p := &l.Mix[i]
		req := httpx.Request{Method: p.Method, Header: p.RequestHeader, Body: p.RequestBody}
		if p.Page == "" {
			u, err := httpx.ParseURL(p.URL)
			if err != nil {
				return err
			}
			req.URL = u
		}
		d.requests = append(d.requests, req)
		d.weight += p.Weight
	}
	if l.Every > 0 {
		stream := "load/" + l.Title()
		if d.out.arrivals++; d.out.arrivals > 1 {
			stream += fmt.Sprintf("/arrivals/%d", d.out.arrivals)
		}
		r := w.kernel.Stream(stream)
		w.start(h, l.Title(), l.Start, func(p *sim.Proc) { d.arrivals(p, r, from) })
		return nil
	}
	for range l.Users {
		d.out.users++
		r := w.kernel.Stream(fmt.Sprintf("load/%s/%d", l.Title(), d.out.users))
		w.start(h, l.Title(), l.Start, func(p *sim.Proc) { d.user(p, r, from) })
	}
	return nil
}

// traffic is where the answers to a load are counted.
func (w *world) traffic(l *scenario.Workload) *Traffic {
	for _, t := range w.loads {
		o := t.workload
		if o.Title() == l.Title() && o.Start == l.Start && o.WarmUp == l.WarmUp && o.Duration == l.Duration &&
			o.Interval == l.Interval && (o.Every > 0) == (l.Every > 0) && slices.Equal(o.Mix, l.Mix) {
			return t
		}
	}
	t := &Traffic{
		Name: l.Title(), Open: l.Every > 0, From: l.Start.Add(l.WarmUp), To: l.Start.Add(l.Duration),
		Interval: l.Interval, workload: l,
	}
	for i := range l.Mix {
		t.Parts = append(t.Parts, l.Mix[i].Title())
	}
	w.loads = append(w.loads, t)
	return t
}

// driver asks for what a load asks for.
type driver struct {
	w        *world
	l        *scenario.Workload
	out      *Traffic
	requests []httpx.Request // of the parts that are no pages
	weight   int64           // of all parts
}

// end is when nothing more is asked for.
func (d *driver) end() vtime.Time { return d.l.Start.Add(d.l.Duration) }

// choose draws a part of the mix.
func (d *driver) choose(r *rand.Rand) int {
	if len(d.l.Mix) == 1 {
		return 0
	}
	n := r.Int64N(d.weight)
	for i := range d.l.Mix {
		if n -= d.l.Mix[i].Weight; n < 0 {
			return i
		}
	}
	panic("lab: the weights of a mix have another sum")
}

// ask asks for a part. The transaction is nil for a page; done is called at the end.
func (d *driver) ask(c *httpx.Client, part int, done func()) {
	k := d.w.kernel
	s := Sample{Part: part, Asked: k.Now().Now}
	d.out.Asked++
	ended := func(failed bool) {
		s.Done, s.Failed = k.Now().Now, failed
		d.out.Samples = append(d.out.Samples, s)
		done()
	}
	name := d.l.Mix[part].Page
	if name == "" {
		tx := &httpx.Transaction{}
		c.Fetch(d.requests[part], tx, func() { ended(tx.Err != nil) })
		return
	}
	c.Host.Go("page "+name, func(p *sim.Proc) {
		load := c.Load(p, d.w.pages[name])
		failed := false
		for _, tx := range load.Transactions {
			failed = failed || tx.Err != nil
		}
		ended(failed)
	})
}

// user thinks, asks and waits for the answer, again and again.
func (d *driver) user(p *sim.Proc, r *rand.Rand, from []ip.Addr) {
	c := d.w.client(d.l, from)
	var answered sim.WaitQueue
	for took := leastRound; ; {
		think := d.l.Thinking.Draw(r, d.l.Think)
		p.Sleep(max(think, leastRound-took), cause.Host)
		if p.Now().Now >= d.end() {
			c.Close()
			return
		}
		asked, done := p.Now().Now, false
		d.ask(c, d.choose(r), func() {
			done = true
			answered.WakeAll()
		})
		if !done {
			p.Wait(&answered, "the answer to "+d.l.Title())
		}
		took = p.Now().Now - asked
	}
}

// arrivals asks at times that do not depend on the answers.
func (d *driver) arrivals(p *sim.Proc, r *rand.Rand, from []ip.Addr) {
	var users []*httpx.Client
	for range d.l.Users {
		users = append(users, d.w.client(d.l, from))
	}
	var answered sim.WaitQueue
	open := 0
	for n := 0; ; n++ {
		gap := d.l.Every
		if d.l.Arrivals == scenario.PoissonArrivals {
			gap = httpx.Variation{Spread: httpx.Exponential}.Draw(r, gap)
		}
		p.Sleep(gap, cause.Host)
		if p.Now().Now >= d.end() {
			break
		}
		open++
		d.ask(users[n%len(users)], d.choose(r), func() {
			open--
			answered.WakeAll()
		})
	}
	for open > 0 {
		p.Wait(&answered, "the answers to "+d.l.Title())
	}
	for _, c := range users {
		c.Close()
	}
}
