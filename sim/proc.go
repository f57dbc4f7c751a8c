package sim

import (
	"fmt"

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
	done   bool
	timer  Timer
	fn     func(p *Proc)
	on     *coroutine // that runs it; nil before it begins

	living  node         // in the kernel's list
	parked  node         // in the queue where it waits
	waitFor string       // what it waits for, for the deadlock report; empty if it runs
	whose   fmt.Stringer // the end of what it waits for, printed only when somebody asks; or nil
	woken   bool         // resumed by a wake-up and not by its deadline
}

// Waiting tells what a blocked process waits for.
type Waiting struct {
	Process, For string
}

// Go starts a process: fn begins in an event of its own, at the present time.
func (k *Kernel) Go(name string, fn func(p *Proc)) *Proc { return k.start(name, false, fn) }

// GoDaemon starts a process that may wait for ever, such as a server: a run is
// done although it still waits.
func (k *Kernel) GoDaemon(name string, fn func(p *Proc)) *Proc { return k.start(name, true, fn) }

func (k *Kernel) start(name string, daemon bool, fn func(p *Proc)) *Proc {
	p := &Proc{kernel: k, name: name, daemon: daemon, fn: fn}
	p.living.proc, p.parked.proc = p, p
	p.timer.Init(k, p)
	p.timer.Arm(k.queue.now, k.current, cause.Instant)
	k.procs.add(&p.living)
	return p
}

// Running returns the process that runs now, or nil within an ordinary event.
func (k *Kernel) Running() *Proc { return k.running }

// Fire resumes the process; the event loop calls it.
func (p *Proc) Fire(vtime.Stamp) {
	p.parked.leave()
	p.waitFor, p.whose = "", nil
	if p.on == nil {
		p.on = p.kernel.coroutine()
		p.on.proc = p
	}
	p.kernel.running = p
	defer p.left()
	p.on.resume()
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
	p.timer.Arm(p.kernel.queue.now.Add(d), p.kernel.current, where)
	p.park("sleep")
}

// Wait parks the process on q until it is woken. What says what for, in the
// deadlock report.
func (p *Proc) Wait(q *WaitQueue, what string) {
	q.parked.add(&p.parked)
	p.park(what)
}

// WaitUntil is Wait with a deadline, which is a timer of the kind where; it
// reports whether the process was woken before it. A deadline that has passed
// ends the wait at the present instant.
func (p *Proc) WaitUntil(q *WaitQueue, what string, deadline vtime.Time, where cause.Where) bool {
	q.parked.add(&p.parked)
	p.timer.Arm(max(deadline, p.kernel.queue.now), p.kernel.current, where)
	p.park(what)
	return p.woken
}

// WaitFor is WaitUntil with a text in two parts, of which the second is made
// only when somebody wants to read it.
func (p *Proc) WaitFor(
	q *WaitQueue, what string, whose fmt.Stringer, deadline vtime.Time, where cause.Where,
) bool {
	p.whose = whose
	return p.WaitUntil(q, what, deadline, where)
}
