package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/httpx/names"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// naming walks from when the address was known, or the end if it never was, back to
// when the client asked.
func (w *walker) naming(tx *httpx.Transaction) {
	upto := tx.Named
	if upto.Event == 0 {
		upto = tx.Done
	}
	if l := tx.Lookup; l != nil && l.Asked.Event <= upto.Event {
		q := l.Decided
		if !by(l.Done, upto) { // the lookup goes on: what decides it may not be known yet
			q = pending(l, upto)
		} else if q != nil && l.Delay {
			w.hold(q.Done.Now, upto, cause.NameDelay, 0)
			upto = q.Done
		}
		// What was asked before was a longer name, which did not exist.
		for ; q != nil; q = before(l, upto, done) {
			w.question(q, upto)
			upto = q.Asked
		}
	}
	w.hold(tx.Asked.Now, upto, cause.Name, 0)
}

// by reports whether something had happened.
func by(s, upto vtime.Stamp) bool { return s.Event != 0 && s.Event <= upto.Event }

func done(q *names.Question) vtime.Stamp { return q.Done }

// pending returns the question that was asked last of those without an answer by an
// event; if all had one, that which got it last.
func pending(l *names.Lookup, upto vtime.Stamp) *names.Question {
	q := before(l, upto, func(q *names.Question) vtime.Stamp {
		if by(q.Done, upto) {
			return vtime.Stamp{}
		}
		return q.Asked
	})
	if q == nil {
		q = before(l, upto, done)
	}
	return q
}

// before returns the question whose stamp is the last one up to an event; nil if there
// is none.
func before(l *names.Lookup, upto vtime.Stamp, stamp func(*names.Question) vtime.Stamp) (last *names.Question) {
	for _, q := range l.Questions {
		if by(stamp(q), upto) && q.Asked.Event < upto.Event && (last == nil || stamp(q).Event > stamp(last).Event) {
			last = q
		}
	}
	return last
}

// question walks from an event back to when a question was asked.
func (w *walker) question(q *names.Question, upto vtime.Stamp) {
	for i := len(q.Tries) - 1; i >= 0; i-- {
		t := &q.Tries[i]
		if !by(t.Sent, upto) {
			continue
		}
		why, ended := cause.Name, by(t.Ended, upto) // what comes of it is written down then
		if t.Vain && ended {
			why = cause.NameRetry
		}
		if h := t.Handling; ended && h != nil && len(h.Steps) > 0 && by(h.Done, upto) {
			w.hold(h.Done.Now, upto, why, 0)
			w.hold(h.Began.Now, h.Done, cause.NameRecursion, 0)
			upto = h.Began
		}
		w.hold(t.Sent.Now, upto, why, 0)
		upto = t.Sent
	}
	w.hold(q.Asked.Now, upto, cause.Name, 0)
}
