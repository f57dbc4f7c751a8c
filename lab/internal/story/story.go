package story

import (
	"slices"
	"strings"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/film"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Teller tells the stories of a run. The result must come with waits
// (lab.Options.Waits), and the film must have watched it.
type Teller struct {
	r    *lab.Result
	f    *film.Film
	busy []traffic // by wire, made when it is asked for

	freed map[int][]*film.Packet         // what the arrival of a packet let go, by its ID
	sent  map[vtime.EventID]*film.Packet // the first that left when something that takes time ended, by that event
	came  map[vtime.Time][]*film.Packet  // by when they came to the end of their way
}

// New returns a teller.
func New(r *lab.Result, f *film.Film) *Teller {
	t := &Teller{r: r, f: f, freed: map[int][]*film.Packet{}, sent: map[vtime.EventID]*film.Packet{},
		came: map[vtime.Time][]*film.Packet{}}
	for _, p := range f.Packets {
		if by := &p.Reason.By; p.Copied == 0 && by.Packet+by.After > 0 {
			id := max(by.Packet, by.After)
			t.freed[id] = append(t.freed[id], p)
		}
		if e := p.Reason.By.Event; e != 0 && t.sent[e] == nil {
			t.sent[e] = p
		}
		if at, ok := p.Arrived(); ok {
			t.came[at] = append(t.came[at], p)
		}
	}
	return t
}

// Story is a transaction, or a page, told.
type Story struct {
	Transaction  int           `json:"transaction,omitempty"` // 0: it is of a page
	Name         string        `json:"name"`
	Connection   int           `json:"connection,omitempty"`
	FromNS       vtime.Time    `json:"from_ns"`
	ToNS         vtime.Time    `json:"to_ns"`
	Waits        []Wait        `json:"waits"`
	Interactions []Interaction `json:"interactions"`
	Bound        []Bound       `json:"bound,omitempty"`
}

// Wait is a wait with who could end it, who did, and how that came about.
type Wait struct {
	FromNS      vtime.Time `json:"from_ns"`
	ToNS        vtime.Time `json:"to_ns"`
	Why         string     `json:"why"`
	Also        []string   `json:"also,omitempty"`
	Transaction int        `json:"transaction"`
	Meaning     string     `json:"meaning,omitempty"`
	Could       string     `json:"could_end,omitempty"`
	Did         string     `json:"did_end"`
	Byte        string     `json:"byte,omitempty"` // which byte is waited for
	Path        []Step     `json:"path"`
}

// Step is what happened on the way to the end of a wait: a packet's way over a
// wire, a timer, or a host at work. Parts tile it.
type Step struct {
	FromNS vtime.Time `json:"from_ns"`
	ToNS   vtime.Time `json:"to_ns"`
	Text   string     `json:"text"`
	Packet int        `json:"packet,omitempty"` // number in the capture
	ID     int        `json:"id,omitempty"`     // of the packet in the film
	Parts  []Part     `json:"parts"`
}

// Part is time by what it was spent on.
type Part struct {
	Where string     `json:"where"`
	NS    vtime.Time `json:"ns"`
}

// Transaction tells a transaction; nil if it has no explanation.
func (t *Teller) Transaction(x *lab.Transaction) *Story {
	if x.Explanation == nil {
		return nil
	}
	s := t.story(x.Explanation)
	s.Transaction, s.Name = x.ID, x.Method+" "+x.URL
	if a := x.Last(); a != nil && a.Conn != nil {
		s.Connection = a.Conn.Connection.ID
		s.Bound = t.bound(a.Conn, s.FromNS, s.ToNS)
	}
	return s
}

// Page tells the critical path of a page; nil if it has no explanation.
func (t *Teller) Page(p *lab.Page) *Story {
	if p.Explanation == nil {
		return nil
	}
	s := t.story(p.Explanation)
	s.Name = "page " + p.Name
	return s
}

func (t *Teller) story(e *explain.Explanation) *Story {
	s := &Story{FromNS: e.Start, ToNS: e.End, Waits: []Wait{}, Interactions: []Interaction{}}
	for i := range e.Waits {
		w := t.wait(&e.Waits[i])
		if i > 0 && e.Waits[i-1].Unmet {
			s.Waits[i-1].Did += gaveWay(&s.Waits[i-1], &w)
		}
		s.Waits = append(s.Waits, w)
	}
	for _, d := range slices.Concat(detectors, streamDetectors) {
		if found := d.find(t, e.Waits); found != nil {
			found.Name, found.Title = d.name, d.title
			s.Interactions = append(s.Interactions, *found)
		}
	}
	return s
}

// gaveWay says what held the same byte from the end of a wait on. Its steps are a part of
// the way to what let the byte go.
func gaveWay(w, next *Wait) string {
	text := ": from then on " + next.Why + " held"
	switch {
	case next.Why == w.Why && len(next.Also) == 0:
		text += " alone"
	case next.Why == w.Why:
		text += ", also " + strings.Join(next.Also, ", ")
	}
	return text + " (the steps are those to its end)"
}

func (t *Teller) wait(w *explain.Wait) Wait {
	return Wait{
		FromNS: w.From, ToNS: w.To, Why: w.Why.String(), Also: w.Also.Names(), Transaction: w.Transaction.ID,
		Meaning: held(w.Why), Could: ender(w.Why), Did: t.did(w), Byte: t.byteOf(w), Path: t.path(w.Path),
	}
}

// Bound is what bound one direction of a connection during a story.
type Bound struct {
	From  string  `json:"from"` // host that sends
	To    string  `json:"to"`
	Spans []Span  `json:"spans"`
	Sums  []Share `json:"sums"` // the largest first
}

// Span is a stretch in which one rule bound a sender; "nothing to send" is no wait.
type Span struct {
	FromNS vtime.Time `json:"from_ns"`
	ToNS   vtime.Time `json:"to_ns"`
	Why    string     `json:"why"`
}

// Share is time by rule.
type Share struct {
	Why string     `json:"why"`
	NS  vtime.Time `json:"ns"`
}

// spansOf are the stretches of an end in a time, from its samples.
func spansOf(e *film.End, from, to vtime.Time) (spans []Span) {
	at, why := from, cause.NothingToSend
	add := func(until vtime.Time) {
		if until <= at {
			return
		}
		if n := len(spans); n > 0 && spans[n-1].Why == why.String() {
			spans[n-1].ToNS = until
		} else {
			spans = append(spans, Span{at, until, why.String()})
		}
		at = until
	}
	for i := range e.Samples {
		s := &e.Samples[i]
		if s.At >= to {
			break
		}
		if s.At > from {
			add(s.At)
		}
		why = s.Why
	}
	add(to)
	return spans
}
