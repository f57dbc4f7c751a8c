package sim

import "iter"

// coroutine runs processes, one after the other: each after the first finds a
// stack that has grown already.
type coroutine struct {
	kernel *Kernel
	proc   *Proc // that it runs
	resume func() (struct{}, bool)
	stop   func()
	yield  func(struct{}) bool
}

// coroutine returns one that is free.
func (k *Kernel) coroutine() *coroutine {
	if n := len(k.free); n > 0 {
		c := k.free[n-1]
		k.free = k.free[:n-1]
		return c
	}
	c := &coroutine{kernel: k}
	c.resume, c.stop = iter.Pull(c.run)
	return c
}

// run is the life of a coroutine. One whose process panics does not come back.
func (c *coroutine) run(yield func(struct{}) bool) {
	c.yield = yield
	for {
		c.proc.run()
		c.proc = nil
		c.kernel.free = append(c.kernel.free, c)
		if !yield(struct{}{}) {
			return
		}
	}
}

// dismiss ends the coroutines that are free, which nothing else would.
func (k *Kernel) dismiss() {
	for _, c := range k.free {
		c.stop()
	}
	k.free = nil
}
