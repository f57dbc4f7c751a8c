package sim

import "github.com/rttlab/rttlab/sim/cause"

// WaitQueue holds parked processes in the order they came. The zero value is
// ready. It must not be copied while somebody waits.
type WaitQueue struct {
	parked list
}

// Empty reports whether nobody waits.
func (q *WaitQueue) Empty() bool { return q.parked.first == nil }

// WakeOne wakes the process that has waited longest: it resumes in an event of
// its own at the present instant, caused by the running event.
func (q *WaitQueue) WakeOne() {
	if q.Empty() {
		return
	}
	p := q.parked.first.proc
	p.parked.leave()
	p.woken = true
	p.timer.Arm(p.kernel.queue.now, p.kernel.current, cause.Instant)
}

// WakeAll wakes all.
func (q *WaitQueue) WakeAll() {
	for !q.Empty() {
		q.WakeOne()
	}
}
