package sim

import (
	"math"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Handler is what a timer calls. It runs within the event that the stamp names.
type Handler interface {
	Fire(at vtime.Stamp)
}

// Timer is one pending event of its owner. It must be initialised with Init and
// must not be copied while armed.
type Timer struct {
	kernel  *Kernel
	at      vtime.Time
	seq     uint64     // breaks ties at the same time; zero if not armed
	due     vtime.Time // at or before at: the time of its slot
	slot    *slot      // in the queue, nil if in none
	where   cause.Where
	handler Handler
	parent  vtime.EventID
}

// Init binds the timer to its kernel and handler.
func (t *Timer) Init(k *Kernel, h Handler) { t.kernel, t.handler = k, h }

// Kernel returns what the timer is bound to.
func (t *Timer) Kernel() *Kernel { return t.kernel }

// Armed reports whether the timer is pending.
func (t *Timer) Armed() bool { return t.seq != 0 }

// At returns when the timer fires, or Never if it is not armed.
func (t *Timer) At() vtime.Time {
	if t.seq == 0 {
		return vtime.Never
	}
	return t.at
}

// ArmedBy reports whether the timer is pending as if Arm had been called with
// these arguments.
func (t *Timer) ArmedBy(at vtime.Time, parent vtime.EventID, where cause.Where) bool {
	return t.seq != 0 && t.at == at && t.parent == parent && t.where == where
}

// Arm makes the timer fire at time at, or moves it there. Parent is the event
// that is the cause and where is what the time between is spent on. Arming in
// the past is a bug and panics.
func (t *Timer) Arm(at vtime.Time, parent vtime.EventID, where cause.Where) {
	t.ArmInTurn(at, t.kernel.NextSeq(), parent, where)
}

// ArmInTurn is Arm with a sequence number taken earlier (NextSeq).
func (t *Timer) ArmInTurn(at vtime.Time, seq uint64, parent vtime.EventID, where cause.Where) {
	t.parent, t.where = parent, where
	t.kernel.queue.put(t, at, seq)
}

// Edge is a composed edge from the event that it begins at to a time, and the
// sequence number that was taken when it began.
type Edge struct {
	From vtime.Stamp
	At   vtime.Time
	Seq  uint64
	Link
}

// Before reports whether what is at the end of e comes before what is at the end of f.
func (e *Edge) Before(f *Edge) bool { return e.At < f.At || e.At == f.At && e.Seq < f.Seq }

// Stop disarms the timer. Nothing of it stays in the queue.
func (t *Timer) Stop() {
	t.kernel.queue.remove(t)
}

// Rest disarms a timer that will be armed again soon: it may keep its place in
// the queue, at most until the time for which it was armed.
func (t *Timer) Rest() { t.seq = 0 }

// Kernel is the event loop with its clock. Create one per run; it must be used
// from one goroutine at a time.
type Kernel struct {
	current vtime.EventID
	seq     uint64
	queue   queue
	log     Log
	seed    uint64
	procs   list // that live
	free    []*coroutine
	running *Proc
	stopped bool // processes are being unwound, or have been
}

// New returns a kernel at time zero whose random streams derive from seed.
func New(seed uint64) *Kernel {
	k := &Kernel{seed: seed, log: Log{on: true}}
	k.queue.near.init()
	return k
}

// RecordEvents switches the event log on (the default) or off. Explanations
// need it; it must not change during a run.
func (k *Kernel) RecordEvents(on bool) { k.log.on = on }

// Now returns the time and the event that is running.
func (k *Kernel) Now() vtime.Stamp { return vtime.Stamp{Now: k.queue.now, Event: k.current} }

// Log returns the record of executed events.
func (k *Kernel) Log() *Log { return &k.log }

// AppendParents appends the parent of each pending event, in no order: what the log must
// still tell of when all that happens later is to be followed to what set it off. The
// ends of composed edges are not among them.
func (k *Kernel) AppendParents(list []vtime.EventID) []vtime.EventID {
	for t := range k.queue.all {
		list = append(list, t.parent)
	}
	return list
}

// NextSeq takes the next sequence number, the tie-break among events of one instant.
func (k *Kernel) NextSeq() uint64 {
	k.seq++
	return k.seq
}

// Expect fires h at the end of an edge, which must stay as it is until then. It cannot be
// called off. Frames on their way are so expected: of thousands of wires few have any, and
// these take the slots that are used again at once.
func (k *Kernel) Expect(e *Edge, h Ahead) { k.queue.expect(e, h) }

// At calls fn at time at, as an event of its own caused by the running one
// through where. It allocates; hot paths embed a Timer instead.
func (k *Kernel) At(at vtime.Time, where cause.Where, fn func(vtime.Stamp)) *Timer {
	t := &Timer{}
	t.Init(k, handlerFunc(fn))
	t.Arm(at, k.current, where)
	return t
}

type handlerFunc func(vtime.Stamp)

func (f handlerFunc) Fire(at vtime.Stamp) { f(at) }

// Bounds limit a run; zero values mean no limit.
type Bounds struct {
	Until  vtime.Time // no event later than this runs
	Events uint64     // at most this many events run, those of earlier calls of Run included
}

// End says why a run ended.
type End uint8

// Reasons for the end of a run.
const (
	Done       End = iota // nothing is left to happen
	Deadlock              // nothing can happen, and processes wait
	TimeBound             // Bounds.Until was reached
	EventBound            // Bounds.Events was reached
)

// String names the reason as results print it.
func (e End) String() string {
	return [...]string{"done", "deadlock", "time bound", "event bound"}[e]
}

// Outcome is how a run ended. Waiting lists the processes that were blocked,
// in the order they were started; servers that wait for ever are not listed,
// and nobody is after an event bound, where the run only pauses.
type Outcome struct {
	End     End
	At      vtime.Time
	Events  uint64
	Waiting []Waiting
}

// Run executes events until none is left or a bound is reached. It can be
// called again to go on after a bound: the two runs together are the run that
// had no bound. After a TimeBound the clock stands at the bound, and what is
// started there is caused by the last event before it. If a process panics, Run
// panics with a *Panic.
func (k *Kernel) Run(b Bounds) Outcome {
	if k.stopped {
		panic("sim: Run after Shutdown")
	}
	until, events := b.Until, b.Events
	if until == 0 {
		until = vtime.Never
	}
	if events == 0 {
		events = math.MaxUint64
	}
	switch end := k.loop(until, events); end {
	case TimeBound:
		k.queue.now = max(k.queue.now, until)
		return k.outcome(TimeBound)
	case EventBound:
		return Outcome{End: EventBound, At: k.queue.now, Events: k.log.len}
	}
	out := k.outcome(Done)
	if len(out.Waiting) > 0 {
		out.End = Deadlock
	}
	return out
}

// loop fires one timer after the other until none is left or a bound is reached.
func (k *Kernel) loop(until vtime.Time, events uint64) End {
	for {
		s := k.queue.first()
		switch {
		case s == nil:
			return Done
		case s.at > until:
			return TimeBound
		case k.log.len >= events:
			return EventBound
		}
		k.queue.now = s.at
		h := s.handler
		if t, e := k.queue.pop(s); e != nil {
			k.current = k.log.appendEdge(e)
			h.Fire(vtime.Stamp{Now: k.queue.now, Event: k.current})
		} else {
			k.current = k.log.append(s.at, t.parent, t.where)
			t.handler.Fire(vtime.Stamp{Now: k.queue.now, Event: k.current})
		}
	}
}

func (k *Kernel) outcome(e End) Outcome {
	k.dismiss()
	return Outcome{End: e, At: k.queue.now, Events: k.log.len, Waiting: k.waiting()}
}
