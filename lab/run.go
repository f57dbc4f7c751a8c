package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/spill"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Options say what else a run produces.
type Options struct {
	// Watchers see every packet; they are called in order.
	Watchers []Watcher
	// Progress is called now and then with the virtual time since the start and
	// the number of events so far; nil: never.
	Progress func(now time.Duration, events uint64)
	// Waits makes explanations tell each wait with its path, as they do anyway where the
	// scenario expects something of paths.
	Waits bool
	// every is how many events run between two calls of Progress, and two times
	// that records which nobody needs any more are dropped; 0: as many as make that
	// cheap.
	every uint64
	// room is how many bytes of old records stay in memory, and do not go to a file;
	// 0: as many as of a run of some hundred thousand segments.
	room int
}

// Watcher sees what happens during a run. It must not keep frames. One that is a
// stack.Sampler too looks into connections.
type Watcher interface {
	link.Tap
	stack.Observer
	// Begin is called before the run.
	Begin(n *stack.Net)
}

// Transaction is a transaction with its explanation, which is nil if it had not
// ended when the run did.
type Transaction struct {
	*httpx.Transaction
	Phases      explain.Phases
	Explanation *explain.Explanation
}

// Page is a page load with the explanation of its critical path, nil if it had
// not ended when the run did.
type Page struct {
	*httpx.PageLoad
	Explanation *explain.Explanation
}

// Result is what happened in a run.
type Result struct {
	Scenario     *Scenario
	Outcome      sim.Outcome
	Duration     vtime.Time // until the last transaction or transfer ended, or the run if one had not
	TraceSHA256  string     // of all that a Trace tells: equal for equal runs
	Net          *stack.Net
	Recorder     *httpx.Recorder
	Transactions []Transaction
	Pages        []Page
	Failures     []string  // of workloads without transactions
	Censuses     []*Census // of all hosts
	Loads        []*Traffic
}

// How many events run in a slice: at least, and for each end of a connection and
// whatever else is looked through after it.
const (
	sliceEvents  = 1 << 14
	slicePerLook = 16
)

// Run runs a scenario. An error is about the scenario; how the run ended is in
// Result.Outcome.
func Run(s *Scenario, o Options) (*Result, error) {
	w, err := build(s)
	defer w.close()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	sum := newDigest()
	t := &taps{all: append([]Watcher{sum}, o.Watchers...), census: newCensuses(w.net)}
	t.begin(w.net)
	w.net.Observe(t)
	w.net.SetTap(t)
	archive := spill.New(cmp.Or(o.room, spill.Room))
	defer archive.Close()
	w.net.SetArchive(archive)
	w.recorder.Archive = archive
	l := &ledger{from: explain.Records{Log: w.kernel.Log(), Recorder: w.recorder, Waits: o.Waits || s.ExpectsPaths()}}
	out := w.execute(&o, l, t)
	r := &Result{
		Scenario: s, Outcome: out, TraceSHA256: sum.Sum(), Net: w.net, Recorder: w.recorder, Failures: w.failures,
		Duration: w.transferred, Censuses: t.census.all, Loads: w.loads,
	}
	if w.transferring > 0 {
		r.Duration = out.At
	}
	r.finish(l)
	return r, nil
}

// Check says whether a scenario can be run: its error is that of Run.
func Check(s *Scenario) error {
	w, err := build(s)
	w.close()
	if err != nil {
		return fmt.Errorf("%s: %w", s.File, err)
	}
	return nil
}

// close ends all processes and the stacks that have goroutines of their own.
func (w *world) close() {
	w.kernel.Shutdown()
	w.net.Close()
}

// execute runs the event loop in slices. Between them it explains what has
// ended and forgets what nobody will ask for.
func (w *world) execute(o *Options, l *ledger, t *taps) sim.Outcome {
	limit := w.s.MaxEvents
	for next := o.slice(0); ; {
		b := sim.Bounds{Until: w.s.Until, Events: next}
		if limit != 0 {
			b.Events = min(next, limit)
		}
		out := w.kernel.Run(b)
		since := l.settle(out.At)
		if out.End != sim.EventBound || b.Events == limit {
			return out
		}
		looked := t.forget(w.net, since)
		w.recorder.Forget(since)
		next = out.Events + o.slice(looked)
		if o.Progress != nil {
			o.Progress(out.At.Duration(), out.Events)
		}
	}
}

// slice returns how many events run before records are looked through again, of
// which there were that many last time.
func (o *Options) slice(looked int) uint64 {
	if o.every > 0 {
		return o.every
	}
	return max(sliceEvents, slicePerLook*uint64(looked))
}

// finish takes over what the ledger holds.
func (r *Result) finish(l *ledger) {
	r.Transactions, r.Pages = l.transactions, l.pages
	for _, t := range r.Transactions {
		if t.Finished {
			r.Duration = max(r.Duration, t.Done.Now)
		} else {
			r.Duration = r.Outcome.At
		}
	}
	for _, p := range r.Pages {
		if p.Finished {
			r.Duration = max(r.Duration, p.Done.Now)
		}
	}
	if r.Duration == 0 {
		r.Duration = r.Outcome.At
	}
}

// Failed says in one line why the run did not do what the scenario asked for,
// empty if it did. A run that ends at the scenario's time bound has done so.
func (r *Result) Failed() string {
	switch out := r.Outcome; out.End {
	case sim.Deadlock:
		var waits []string
		for _, p := range out.Waiting {
			waits = append(waits, p.Process+" waits for "+p.For)
		}
		return "nothing can happen any more, and " + firstFew(waits)
	case sim.EventBound:
		return fmt.Sprintf("the run was stopped at %v by max_events, after %d events", out.At, out.Events)
	}
	failures := slices.Clone(r.Failures)
	for _, t := range r.Transactions {
		if t.Err != nil && !t.ForOther {
			failures = append(failures, fmt.Sprintf("%s: %v", t.URL, t.Err))
		}
	}
	if len(failures) == 0 {
		return ""
	}
	return fmt.Sprintf("%d failed: %s", len(failures), firstFew(failures))
}

// firstFew joins the first parts of a list and counts the others.
func firstFew(list []string) string {
	const few = 3
	text := strings.Join(list[:min(len(list), few)], "; ")
	if more := len(list) - few; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// PacketCounts sums over all wires.
type PacketCounts struct{ Sent, Delivered, Dropped, Duplicated, InFlight uint64 }

// Packets counts what happened on the wires.
func (r *Result) Packets() PacketCounts {
	var c PacketCounts
	for _, w := range r.Net.Wires() {
		s := w.Stats()
		c.Sent += s.Sent
		c.Delivered += s.Delivered
		c.Dropped += s.DroppedAll()
		c.Duplicated += s.Duplicated
		c.InFlight += s.InFlight
	}
	return c
}
