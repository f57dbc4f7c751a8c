package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// PIE drops or marks frames as they come, with a chance that a controller moves so
// that frames wait for a target time (RFC 8033). Zero values stand for its defaults.
type PIE struct {
	Target   vtime.Time // QDELAY_REF, 15 ms
	Update   vtime.Time // T_UPDATE, 15 ms
	MaxBurst vtime.Time // MAX_BURST, 150 ms: a burst so long passes
	Mark     bool       // mark where possible instead of dropping, while the chance is at most a tenth
}

// New makes the discipline; see Queue.New.
func (p PIE) New(k *sim.Kernel, cfg *Config) Discipline {
	p.Target, p.Update = or(p.Target, 15*vtime.Millisecond), or(p.Update, 15*vtime.Millisecond)
	p.MaxBurst = or(p.MaxBurst, 150*vtime.Millisecond)
	return &pie{PIE: p, draws: k.Keyed("link/" + cfg.Name + "/pie"), due: p.Update, burst: p.MaxBurst}
}

// certain is a chance of 1: chances count in parts of 1e15, since the smallest that
// the controller distinguishes is one in a million.
const certain = 1_000_000_000_000_000

// pie is PIE with its state, by the names of RFC 8033 section 4.
type pie struct {
	PIE
	line
	draws sim.Keyed
	due   vtime.Time // of the next update
	prob  int64      // PIE->drop_prob
	old   vtime.Time // PIE->qdelay_old
	burst vtime.Time // PIE->burst_allowance
}

// Put satisfies Discipline (RFC 8033 section 4.1).
func (p *pie) Put(now vtime.Time, q Queued, s Sink) {
	p.catchUp(now)
	if p.picks(q.Frame) && !(p.Mark && p.prob <= certain/10 && s.Mark(q)) {
		s.Drop(q, EarlyPIE)
		return
	}
	p.put(q)
}

// picks reports whether the frame is to be marked or dropped.
func (p *pie) picks(f *Frame) bool {
	const packet = 1500 // MEAN_PKTSIZE
	switch {
	case p.burst > 0,
		p.old < p.Target/2 && p.prob < certain/5,
		p.bytes <= 2*packet:
		return false
	}
	return int64(p.draws.Below(f.Key, certain)) < p.prob
}

// Take satisfies Discipline.
func (p *pie) Take(now vtime.Time, _ Sink) (Queued, bool) {
	p.catchUp(now)
	return p.take()
}

// Shed satisfies Discipline.
func (p *pie) Shed(s Sink) { p.shed(s) }

// catchUp does the updates that have become due since the queue last changed.
func (p *pie) catchUp(now vtime.Time) {
	for ; p.due <= now; p.due += p.Update {
		if p.update(); p.prob == 0 && p.old == 0 && p.burst == p.MaxBurst {
			// Nothing changes any more.
			p.due += (now - p.due) / p.Update * p.Update
		}
	}
}

// delay returns how long the frame at the head has waited when the update is due,
// at most ten seconds: it is measured rather than estimated from the queue's length
// (RFC 8033 section 5.2).
func (p *pie) delay() vtime.Time {
	if p.frames.n == 0 {
		return 0
	}
	return min(p.due-p.frames.first().Since, 10*vtime.Second)
}

// update moves the chance by how far the delay is from its target, and by where it
// is going (RFC 8033 section 4.2).
func (p *pie) update() {
	const alpha, beta = certain / 8 / 1_000_000_000, certain / 4 * 5 / 1_000_000_000 // for each nanosecond
	now := p.delay()
	step := p.damp(int64(now-p.Target)*alpha + int64(now-p.old)*beta)
	if p.prob >= certain/10 {
		step = min(step, certain/50) // (section 5.5)
	}
	p.prob += step
	if now == 0 && p.old == 0 {
		p.prob -= (p.prob + 63) / 64 // decays when there is no congestion
	}
	p.prob = min(max(p.prob, 0), certain)
	quiet := now < p.Target/2 && p.old < p.Target/2
	p.old = now
	p.burst = max(0, p.burst-p.Update)
	if p.prob == 0 && quiet {
		p.burst = p.MaxBurst
	}
}

// damp makes small chances move in small steps (RFC 8033 section 4.2).
func (p *pie) damp(step int64) int64 {
	for _, d := range [...]struct{ below, by int64 }{
		{certain / 1_000_000, 2048}, {certain / 100_000, 512}, {certain / 10_000, 128}, {certain / 1000, 32},
		{certain / 100, 8}, {certain / 10, 2},
	} {
		if p.prob < d.below {
			return step / d.by
		}
	}
	return step
}
