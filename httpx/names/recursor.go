package names

import (
	"errors"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Recursor finds what a server does not know, from the root down, and keeps what it
// found. With Roots it asks other servers; without, latencies stand for them, and the
// server's own zone for what they know.
type Recursor struct {
	Roots []stack.Addr
	// Root, TLD and Owner are what a question to the root, to the domain below it, and to
	// the servers of the name's own domain takes, there and back.
	Root, TLD, Owner vtime.Time
	Timeout          vtime.Time // how long a server is waited for; 0: a second
	Attempts         int64      // how often the servers of a zone are asked; 0: three times
	EDNS             int64      // as in Config

	cache     cache
	referrals []referral // one of each zone
	asked     uint16
	simple    map[stack.Addr]bool
}

// maxReferrals is how many referrals are followed for one name.
const maxReferrals = 16

// What a recursor does that nobody told otherwise.
const (
	recursorTimeout  = vtime.Second
	recursorAttempts = 3
)

// recurse answers from what others know; nil if none could be asked.
func (s *Server) recurse(p *sim.Proc, h *Handling, name string, t dnsmessage.Type) *found {
	r, f := s.Recursor, &found{}
	h.Cached = true
	for range maxAliases {
		k := key{name, t}
		e, ok := r.cache.get(p.Now().Now, k)
		life := e.until - p.Now().Now
		if !ok {
			h.Cached = false
			a, err := r.resolve(p, s, h, name, t)
			if err != nil {
				return nil
			}
			e, life = r.cache.put(p.Now().Now, k, a), a.life
		}
		switch {
		case e.alias != "":
			f.links = append(f.links, hop{name, e.alias, life})
			name = e.alias
			continue
		case e.gone:
			f.code = dnsmessage.RCodeNameError
		}
		f.addrs, f.ttl, f.no = e.addrs, life, life
		return f
	}
	return nil
}

// resolve asks for what is not in the cache.
func (r *Recursor) resolve(p *sim.Proc, s *Server, h *Handling, name string, t dnsmessage.Type) (*reply, error) {
	if len(r.Roots) == 0 {
		return r.modelled(p, s, h, name, t)
	}
	for range maxReferrals {
		near := r.nearest(p.Now().Now, name)
		a, err := r.ask(p, s, h, near, name, t)
		if err != nil {
			return nil, err
		}
		if len(a.below.servers) == 0 {
			return a, a.failure()
		}
		if len(a.below.zone) <= len(near.zone) || !Within(name, a.below.zone) {
			return nil, errLame
		}
		a.below.until = p.Now().Now.Add(a.life)
		r.remember(a.below)
	}
	return nil, errLame
}

// errLame is about a server that sends others round in circles.
var errLame = errors.New("a referral leads nowhere")

// nearest is what is known of who knows a name: the zone that is nearest above it.
func (r *Recursor) nearest(now vtime.Time, name string) referral {
	near := referral{servers: r.Roots}
	for _, ref := range r.referrals {
		if now < ref.until && Within(name, ref.zone) && len(ref.zone) > len(near.zone) {
			near = ref
		}
	}
	return near
}

func (r *Recursor) remember(ref referral) {
	for i := range r.referrals {
		if r.referrals[i].zone == ref.zone {
			r.referrals[i] = ref
			return
		}
	}
	r.referrals = append(r.referrals, ref)
}

// ask asks the servers of a zone in turn.
func (r *Recursor) ask(
	p *sim.Proc, s *Server, h *Handling, zone referral, name string, t dnsmessage.Type,
) (a *reply, err error) {
	r.asked++
	var tries []Try
	x := &exchange{host: s.Host, book: nil, id: r.asked, name: name, kind: t, size: r.EDNS, timeout: r.Timeout,
		tries: &tries, simple: &r.simple}
	if x.timeout <= 0 {
		x.timeout = recursorTimeout
	}
	defer x.close()
	attempts := r.Attempts
	if attempts <= 0 {
		attempts = recursorAttempts
	}
	a, err = x.askAll(p, zone.servers, 0, attempts)
	for _, one := range tries {
		h.Steps = append(h.Steps, Step{Zone: zone.zone + ".", Server: one.Server, Began: one.Sent, Done: one.Ended,
			Outcome: one.Outcome})
	}
	return a, err
}

// modelled lets the time pass that the questions would take, which are not asked where
// the referral is known already.
func (r *Recursor) modelled(p *sim.Proc, s *Server, h *Handling, name string, t dnsmessage.Type) (*reply, error) {
	labels := strings.Split(name, ".")
	top := labels[len(labels)-1]
	owner := strings.Join(labels[max(len(labels)-2, 0):], ".")
	near := r.nearest(p.Now().Now, name).zone
	if near == "" {
		r.step(p, h, ".", r.Root)
		r.remember(referral{zone: top, until: p.Now().Now.Add(delegationLife)})
	}
	if owner != top {
		if near != owner {
			r.step(p, h, top+".", r.TLD)
			r.remember(referral{zone: owner, until: p.Now().Now.Add(delegationLife)})
		}
		r.step(p, h, owner+".", r.Owner)
	}
	f := s.Zone.find(name, t, s.No)
	a := &reply{code: f.code, addrs: f.addrs, life: f.ttl}
	switch {
	case len(f.links) > 0:
		a.code, a.addrs, a.alias, a.life = dnsmessage.RCodeSuccess, nil, f.links[0].to, f.links[0].ttl
	case len(a.addrs) == 0:
		a.life = f.no
	}
	a.life = a.life / vtime.Second * vtime.Second
	return a, nil
}

// step lets a latency pass that stands for a question.
func (r *Recursor) step(p *sim.Proc, h *Handling, zone string, latency vtime.Time) {
	began := p.Now()
	p.Sleep(latency, cause.Propagation)
	h.Steps = append(h.Steps, Step{Zone: zone, Began: began, Done: p.Now(), Outcome: "answered"})
}
