package sim

import (
	"fmt"
	"runtime/debug"
)

// Panic is what Run and Shutdown panic with when a process does.
type Panic struct {
	Process string
	Value   any    // what the process panicked with
	Stack   []byte // where
}

// Error prints all of it, the stack on lines of its own.
func (p *Panic) Error() string {
	return fmt.Sprintf("sim: process %s: %v\n\n%s", p.Process, p.Value, p.Stack)
}

// processStopped unwinds a process whose run is over.
type processStopped struct{}

// run runs the process to its end.
func (p *Proc) run() {
	defer func() {
		p.done = true
		if r := recover(); r != nil && r != any(processStopped{}) {
			panic(&Panic{p.name, r, debug.Stack()})
		}
	}()
	p.fn(p)
}

// park gives control back to the event loop until the process is resumed.
func (p *Proc) park(what string) {
	if p.kernel.running != p {
		panic("sim: process " + p.name + " blocks while it does not run")
	}
	p.waitFor, p.woken = what, false
	// Deferred functions may block too while the process is unwound.
	if p.kernel.stopped || !p.on.yield(struct{}{}) {
		panic(processStopped{})
	}
}

// left is called when the process has given control back, in whatever way.
func (p *Proc) left() {
	p.kernel.running = nil
	if p.done {
		p.living.leave()
	}
}

// waiting lists the processes that are blocked, daemons left out.
func (k *Kernel) waiting() []Waiting {
	var w []Waiting
	for p := range k.procs.all {
		if !p.daemon && p.waitFor != "" {
			w = append(w, Waiting{p.name, p.waitsFor()})
		}
	}
	return w
}

// Living lists the names of the processes that have not ended, daemons included.
func (k *Kernel) Living() []string {
	var names []string
	for p := range k.procs.all {
		names = append(names, p.name)
	}
	return names
}

// waitsFor says what the process waits for.
func (p *Proc) waitsFor() string {
	if p.whose == nil {
		return p.waitFor
	}
	return p.waitFor + p.whose.String()
}

// Shutdown unwinds all processes that still live, in the order they were
// started: their deferred functions run, and block no more, since every attempt
// to block unwinds further. If some panic, Shutdown panics with the first
// *Panic when all are unwound. The kernel must not run again.
func (k *Kernel) Shutdown() {
	if k.running != nil {
		panic("sim: Shutdown is called by process " + k.running.name)
	}
	k.stopped = true
	var first any
	for n := k.procs.first; n != nil; n = k.procs.first {
		if failed := n.proc.unwind(); first == nil {
			first = failed
		}
	}
	k.dismiss()
	if first != nil {
		panic(first)
	}
}

// Stopped reports whether the run is over: processes are being unwound, or have
// been. Nothing may happen in the world any more.
func (k *Kernel) Stopped() bool { return k.stopped }

// unwind ends the process and returns what it panicked with, nil if it did not.
func (p *Proc) unwind() (failed any) {
	defer func() {
		p.left()
		failed = recover()
	}()
	p.timer.Stop()
	p.living.leave()
	p.parked.leave()
	if p.on != nil {
		p.kernel.running = p
		p.on.stop()
	}
	return nil
}
