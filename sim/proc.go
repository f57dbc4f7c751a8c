package sim

import (
	"iter"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Proc is a simulated process: straight-line blocking code, run as a coroutine
// that the event loop resumes. Its methods may only be called by the process
// itself.
type Proc struct {
	kernel *Kernel
	name   string
	daemon bool
	timer  Timer
	resume func() (struct{}, bool)
	stop   func()
	yield  func(struct{}) bool

	waitFor string     // what it waits for, for the deadlock report; empty if it runs
	queue   *WaitQueue // where it is parked
	woken   bool       // resumed by a wake-up and not by its deadline
	done    bool
}

// Waiting tells what a blocked process waits for.
type Waiting struct {
	Process, For string
}

// processStopped unwinds a process whose run is over.
type processStopped struct{}

// Go starts a process: fn begins in an event of its own, at the present time.
func (k *Kernel) Go(name string, fn func(p *Proc)) *Proc { return k.start(name, false, fn) }

// GoDaemon starts a process that may wait for ever, such as a server: it does
// not keep a run from being done.
func (k *Kernel) GoDaemon(name string, fn func(p *Proc)) *Proc { return k.start(name, true, fn) }

func (k *Kernel) start(name string, daemon bool, fn func(p *Proc)) *Proc {
	p := &Proc{kernel: k, name: name, daemon: daemon}
	p.resume, p.stop = iter.Pull(func(yield func(struct{}) bool) {
		p.yield = yield
		defer func() {
			p.done = true
			if r := recover(); r != nil {
				if _, ok := r.(processStopped); !ok {
					panic(r)
				}
			}
		}()
		fn(p)
	})
	p.timer.Init(k, p)
	p.timer.Arm(k.now, k.current, cause.Instant)
	k.procs = append(k.procs, p)
	return p
}

// Running returns the process that runs now, or nil within an ordinary event.
func (k *Kernel) Running() *Proc { return k.running }

// Fire resumes the process; the event loop calls it.
func (p *Proc) Fire(vtime.Stamp) {
	if p.queue != nil {
		p.queue.remove(p)
	}
	p.waitFor = ""
	before := p.kernel.running
	p.kernel.running = p
	p.resume()
	p.kernel.running = before
	if p.done {
		p.kernel.forget(p)
	}
}

// Name returns the name the process was started with.
func (p *Proc) Name() string { return p.name }

// Now returns the present stamp.
func (p *Proc) Now() vtime.Stamp { return p.kernel.Now() }

// Kernel returns the world the process lives in.
func (p *Proc) Kernel() *Kernel { return p.kernel }

// Sleep lets d pass (nothing, if d is not positive), spent on where.
func (p *Proc) Sleep(d vtime.Time, where cause.Where) {
	if d <= 0 {
		return
	}
	p.timer.Arm(p.kernel.now.Add(d), p.kernel.current, where)
	p.park("sleep")
}

// Wait parks the process on q until it is woken. What says what for, in the
// deadlock report.
func (p *Proc) Wait(q *WaitQueue, what string) {
	q.add(p)
	p.park(what)
}

// WaitUntil is Wait with a deadline, which is a timer of the kind where; it
// reports whether the process was woken before it.
func (p *Proc) WaitUntil(q *WaitQueue, what string, deadline vtime.Time, where cause.Where) bool {
	if deadline == vtime.Never {
		p.Wait(q, what)
		return true
	}
	q.add(p)
	p.timer.Arm(max(deadline, p.kernel.now), p.kernel.current, where)
	p.park(what)
	return p.woken
}

func (p *Proc) park(what string) {
	if p.kernel.running != p {
		panic("sim: process " + p.name + " blocks while it does not run")
	}
	p.waitFor, p.woken = what, false
	if p.kernel.stopped || !p.yield(struct{}{}) {
		panic(processStopped{})
	}
}

func (k *Kernel) forget(p *Proc) {
	for i, q := range k.procs {
		if q == p {
			k.procs = append(k.procs[:i], k.procs[i+1:]...)
			return
		}
	}
}

func (k *Kernel) waiting() []Waiting {
	var w []Waiting
	for _, p := range k.procs {
		if !p.daemon && p.waitFor != "" {
			w = append(w, Waiting{p.name, p.waitFor})
		}
	}
	return w
}

// Shutdown unwinds all processes that still live. The kernel must not run again.
func (k *Kernel) Shutdown() {
	k.stopped = true
	for _, p := range k.procs {
		p.timer.Stop()
		before := k.running
		k.running = p
		p.stop()
		k.running = before
	}
	k.procs = nil
}

// WaitQueue holds parked processes in the order they came. The zero value is ready.
type WaitQueue struct {
	procs []*Proc
}

// Empty reports whether nobody waits.
func (q *WaitQueue) Empty() bool { return len(q.procs) == 0 }

func (q *WaitQueue) add(p *Proc) {
	q.procs = append(q.procs, p)
	p.queue = q
}

func (q *WaitQueue) remove(p *Proc) {
	for i, o := range q.procs {
		if o == p {
			copy(q.procs[i:], q.procs[i+1:])
			q.procs = q.procs[:len(q.procs)-1]
			break
		}
	}
	p.queue = nil
}

// WakeOne wakes the process that has waited longest: it resumes in an event of
// its own at the present instant, caused by the running event.
func (q *WaitQueue) WakeOne() {
	if len(q.procs) == 0 {
		return
	}
	p := q.procs[0]
	q.remove(p)
	p.woken = true
	p.timer.Arm(p.kernel.now, p.kernel.current, cause.Instant)
}

// WakeAll wakes all.
func (q *WaitQueue) WakeAll() {
	for len(q.procs) > 0 {
		q.WakeOne()
	}
}
