package explain

import (
	"fmt"
	"iter"
	"slices"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// walker goes back in time and writes down spans, last first.
type walker struct {
	log   *sim.Log
	rec   *httpx.Recorder
	tx    *httpx.Transaction // whose time it is
	floor vtime.Time         // it goes no further back than this
	base  vtime.Time         // nor than this, which the transactions of proxies are part of
	at    vtime.Time         // all from here on is explained
	asker *asker             // whose request the transaction passes on; nil: it is nobody's
	back  []Span

	followed, last vtime.EventID // whose parents it has followed, and how far

	waits  bool // are told too
	needs  []Wait
	sender *stack.End // of the byte that is followed
	offset uint64
}

// hold says that why held from a time until the event upto. What lies before
// the floor or is explained already is left out.
func (w *walker) hold(from vtime.Time, upto vtime.Stamp, why cause.Why, also cause.Set) {
	from = max(from, w.floor)
	if from >= w.at {
		return
	}
	if upto.Now < w.at {
		panic(fmt.Sprintf("explain: nothing explains %v to %v before %v (%s)", upto.Now, w.at, why, w.tx.URL))
	}
	var path []Step
	for s := range w.log.Back(w.resume(upto.Event), from) {
		w.last = s.Event
		to := min(s.To, w.at)
		if s.From >= to {
			continue
		}
		w.add(Span{From: s.From, To: to, Why: why, Where: s.Where, Also: also, Transaction: w.tx})
		if w.waits {
			path = append(path, Step{s.From, to, s.Where, s.Event})
		}
	}
	if w.waits {
		slices.Reverse(path)
		w.needs = append(w.needs, Wait{
			From: from, To: w.at, Why: why, Also: also, Transaction: w.tx, Path: path, Unmet: upto.Now > w.at,
			Sender: w.sender, Offset: w.offset,
		})
	}
	w.at = from
}

// resume returns from where on to follow the parents of an event: a walk that follows one
// from rule to rule goes on where it was. Else it would take time as the square of how many
// rules there are.
func (w *walker) resume(event vtime.EventID) vtime.EventID {
	if w.followed != event {
		w.followed, w.last = event, event
	}
	return w.last
}

// add appends a span in front of the last one, or makes one of both.
func (w *walker) add(s Span) {
	if n := len(w.back); n > 0 {
		last := &w.back[n-1]
		joined := *last
		joined.From, joined.To = s.From, s.To
		if joined == s && last.From == s.To {
			last.From = s.From
			return
		}
	}
	w.back = append(w.back, s)
}

// finish returns the explanation of [start, end).
func (w *walker) finish(start, end vtime.Time, what string) *Explanation {
	e := &Explanation{Start: start, End: end, Spans: make([]Span, len(w.back))}
	for i, s := range w.back {
		e.Spans[len(w.back)-1-i] = s
	}
	slices.Reverse(w.needs)
	e.Waits = w.needs
	e.check(what)
	return e
}

// trip says what the parts of a byte's way are called.
type trip struct {
	flight cause.Why
	// repair is what waiting for a further copy is called; NothingToSend: by
	// the rule that sent it.
	repair cause.Why
}

// bytes walks from the moment that the receiving application read the byte at
// an offset back to when the sending application wanted to write it.
func (w *walker) bytes(from, to *stack.End, offset uint64, t trip) vtime.Stamp {
	sender, before := w.sender, w.offset
	w.sender, w.offset = from, offset
	defer func() { w.sender, w.offset = sender, before }()
	ready, arrival, ok := to.Receipt.ReadyOf(offset)
	if !ok {
		panic(fmt.Sprintf("explain: byte %d of %s was read and never arrived", offset, w.tx.URL))
	}
	if read, ok := to.Receipt.ReadOf(offset); ok {
		w.reading(to, ready, read, cause.AppRead)
	}
	w.hole(from, to, offset, arrival.At, ready)
	left := vtime.Stamp{Now: w.log.Time(arrival.Origin), Event: arrival.Origin}
	from = from.At(left.Event)
	w.hold(left.Now, arrival.At, t.flight, 0)
	first, ok := from.Half.FirstOf(offset)
	if !ok {
		panic(fmt.Sprintf("explain: byte %d of %s arrived and never left", offset, w.tx.URL))
	}
	w.copies(from, offset, first.At, left, t)
	mark, ok := from.Half.MarkOf(offset)
	if !ok {
		panic(fmt.Sprintf("explain: byte %d of %s left and was never written", offset, w.tx.URL))
	}
	w.held(from, mark.Taken.Now, first.At)
	w.blocked(from, mark.Wanted.Now, mark.Taken)
	return mark.Wanted
}

// told is what a stopwatch says of the time between two others, the last first, but for
// what the walk leaves out of that.
func (w *walker) told(chrono *cause.Chrono, since, upto vtime.Time) iter.Seq[cause.Span] {
	return chrono.Back(max(since, w.floor), min(upto, w.at))
}

// hole walks from when a byte became deliverable back to when it arrived. Where
// streams share a connection, what was missing may have been of another one.
func (w *walker) hole(from, to *stack.End, offset uint64, arrived, ready vtime.Stamp) {
	frames := w.rec.Frames(from)
	own, known := frames.Owner(offset)
	if arrived.Now >= ready.Now || !known {
		w.hold(arrived.Now, ready, cause.Hole, 0)
		return
	}
	to.Receipt.Stalls(arrived, ready, func(missing uint64, since vtime.Time, until vtime.Stamp) {
		why := cause.Hole
		if of, known := frames.Owner(missing); known && of != own {
			why = cause.ForeignHole
		}
		w.hold(since, until, why, 0)
	})
	w.hold(arrived.Now, ready, cause.Hole, 0)
}

// written walks from when a part of a message was written back to when an application
// began to write it, and what its stopwatch says of that; nil: it did no more than write.
// While it was the next one to go it waited for the socket, and so for what held TCP; so
// did what of the last frame of a stream had to go with the next write.
func (w *walker) written(from *stack.End, chrono *cause.Chrono, since vtime.Time, wrote vtime.Stamp) {
	if chrono == nil {
		w.blocked(from, since, wrote)
		return
	}
	defer w.writer(from)()
	for s := range w.told(chrono, since, wrote.Now) {
		switch s.Why {
		case cause.NothingToSend, cause.SendBuffer:
			w.blocked(from, s.From, wrote)
		default:
			w.hold(s.From, wrote, s.Why, 0)
		}
	}
}

// writer notes who is to write what has no place in a stream yet, until the function that
// it returns is called. Where a byte is followed that is there already, it stays with that.
func (w *walker) writer(from *stack.End) (done func()) {
	if w.sender != nil {
		return func() {}
	}
	w.sender, w.offset = from, NoByte
	return func() { w.sender, w.offset = nil, 0 }
}

// blocked walks over the time from since until an event in which an application
// wanted to write and the send buffer was full. As long as something held what
// was in the buffer, a larger one would only have held more: the buffer itself is
// the cause while all of it was on its way.
func (w *walker) blocked(from *stack.End, since vtime.Time, until vtime.Stamp) {
	w.sparing(from, since, until, cause.SendBuffer)
}

// sparing walks over the time from since until an event as the stopwatch of a sender has
// it, and what it was waiting for when it had nothing to send.
func (w *walker) sparing(from *stack.End, since vtime.Time, until vtime.Stamp, why cause.Why) {
	defer w.writer(from)()
	for s := range w.told(&from.Half.Chrono, since, until.Now) {
		if s.Why != cause.NothingToSend {
			w.hold(s.From, until, s.Why, s.Also)
			continue
		}
		w.ciphering(w.rec.Ciphering(from, false), s.From, s.To, until, why)
	}
}

// reading walks from when an end had got at what it was sent back to when it turned to that:
// it opened records, and else there is another reason.
func (w *walker) reading(end *stack.End, since, had vtime.Stamp, why cause.Why) {
	w.ciphering(w.rec.Ciphering(end, true), since.Now, had.Now, had, why)
}

// ciphering walks over the time from since to upto, which is before an event, in which an
// end computed records of TLS, as its stopwatch says, and else did something else; nil: it
// never computes any.
func (w *walker) ciphering(chrono *cause.Chrono, since, upto vtime.Time, until vtime.Stamp, why cause.Why) {
	if chrono == nil {
		w.hold(since, until, why, 0)
		return
	}
	for s := range w.told(chrono, since, upto) {
		if s.Why == cause.NothingToSend {
			s.Why = why
		}
		w.hold(s.From, until, s.Why, 0)
	}
}

// held walks over what the stopwatch of a sender says of the time from since
// until an event.
func (w *walker) held(from *stack.End, since vtime.Time, until vtime.Stamp) {
	for s := range w.told(&from.Half.Chrono, since, until.Now) {
		w.hold(s.From, until, s.Why, s.Also)
	}
}

// copies walks from the departure of the copy that arrived back to that of the
// first one.
func (w *walker) copies(from *stack.End, offset uint64, first, left vtime.Stamp, t trip) {
	resends := from.Half.ResendsOf(offset, left.Event)
	for i := len(resends) - 1; i >= 0; i-- {
		c := resends[i]
		before := first
		if i > 0 {
			before = resends[i-1].At
		}
		why := c.Why
		if t.repair != cause.NothingToSend {
			why = t.repair
		}
		w.hold(before.Now, c.At, why, 0)
	}
}
