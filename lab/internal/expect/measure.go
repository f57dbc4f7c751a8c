package expect

import (
	"fmt"
	"math"
	"sort"

	"github.com/rttlab/rttlab/lab"
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/lab/internal/measure"
	"github.com/rttlab/rttlab/lab/internal/scenario"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// thing is a subject as it was in a run.
type thing struct {
	name        string
	explanation *explain.Explanation // nil: it had not ended, or it is the run
	ended       bool
	start, end  vtime.Time
	transaction *lab.Transaction
	times       *measure.Times // of a load or a class; nil: it is none
	perSecond   float64        // of a load
}

// things are all that a subject means.
func things(r *lab.Result, s scenario.Subject) ([]thing, error) {
	switch s.Kind {
	case scenario.TheRun:
		return []thing{{name: "the run", ended: true, end: r.Duration}}, nil
	case scenario.ThePage:
		return pages(r, s.Name)
	case scenario.OneTransaction, scenario.EveryTransaction:
		return transactions(r, s)
	case scenario.TheLoad, scenario.TheClass:
		return loads(r, s)
	}
	return ranked(r, s.Kind)
}

func pages(r *lab.Result, name string) (out []thing, err error) {
	for i := range r.Pages {
		p := &r.Pages[i]
		if name == "" || p.Name == name {
			out = append(out, thing{
				name: "page " + p.Name, explanation: p.Explanation, ended: p.Finished, start: p.Start.Now, end: p.Done.Now,
			})
		}
	}
	if len(out) == 0 && name != "" {
		return nil, fmt.Errorf("no page %s was loaded", name)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no page was loaded")
	}
	return out, nil
}

// loads are loads, or classes of what they ask for.
func loads(r *lab.Result, s scenario.Subject) (out []thing, err error) {
	what := map[scenario.SubjectKind]string{scenario.TheLoad: "load", scenario.TheClass: "class"}[s.Kind]
	add := func(name string, times *measure.Times, perSecond float64) {
		if s.Name == "" || s.Name == name {
			out = append(out, thing{name: what + " " + name, ended: true, times: times, perSecond: perSecond})
		}
	}
	for _, l := range r.Loads {
		of := measure.Of(l)
		if s.Kind == scenario.TheLoad {
			add(of.Workload, &of.All, of.PerSecond)
			continue
		}
		for i := range of.Classes {
			add(of.Classes[i].Name, &of.Classes[i].Times, 0)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no such %s among the %d loads of the run", what, len(r.Loads))
	}
	return out, nil
}

// ofLoad measures a quantity of a load.
func ofLoad(name string, x *thing) (int64, error) {
	t := x.times
	switch name {
	case "answers":
		return t.Answered, nil
	case "errors":
		return t.Failed, nil
	case "rate":
		return int64(math.Round(x.perSecond * 1000)), nil
	}
	if t.Answered == 0 {
		return 0, fmt.Errorf("nothing of %s was answered", x.name)
	}
	return int64(map[string]vtime.Time{
		"mean": t.MeanNS, "median": t.P50NS, "p90": t.P90NS, "p95": t.P95NS, "p99": t.P99NS, "p99.9": t.P999NS, "longest": t.MaxNS,
	}[name]), nil
}

// whole is what shares of a thing are shares of.
func (x *thing) whole() int64 {
	if x.times != nil {
		return x.times.Answered + x.times.Failed
	}
	return int64(x.end - x.start)
}

func transactionThing(t *lab.Transaction) thing {
	return thing{
		name: fmt.Sprintf("transaction %d %s", t.ID, t.URL), explanation: t.Explanation, ended: t.Finished,
		start: t.Asked.Now, end: t.Done.Now, transaction: t,
	}
}

func transactions(r *lab.Result, s scenario.Subject) (out []thing, err error) {
	for i := range r.Transactions {
		t := &r.Transactions[i]
		if s.Kind == scenario.EveryTransaction || s.Index == int64(t.ID) || s.Name != "" && s.Name == t.URL {
			out = append(out, transactionThing(t))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no such transaction among the %d of the run", len(r.Transactions))
	}
	return out, nil
}

// percentiles of the kinds of subjects that are ranks.
var percentiles = map[scenario.SubjectKind]int{
	scenario.MedianTransaction: 50, scenario.P95Transaction: 95, scenario.P99Transaction: 99,
	scenario.SlowestTransaction: 100,
}

// ranked is the transaction at a percentile.
func ranked(r *lab.Result, k scenario.SubjectKind) ([]thing, error) {
	var all []*lab.Transaction
	for i := range r.Transactions {
		if r.Transactions[i].Explanation != nil {
			all = append(all, &r.Transactions[i])
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no transaction has ended")
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Explanation.Total() < all[j].Explanation.Total() })
	return []thing{transactionThing(all[measure.Rank(len(all), percentiles[k])])}, nil
}

// ofRun measures a quantity of the run as a whole.
func ofRun(r *lab.Result, tally *Tally, name string) int64 {
	n := int64(0)
	switch name {
	case "transactions", "failed":
		for i := range r.Transactions {
			if t := &r.Transactions[i]; (t.Finished && t.Err == nil) == (name == "transactions") {
				n++
			}
		}
		if name == "failed" {
			n += int64(len(r.Failures))
		}
	case "connections", "retransmissions":
		for _, c := range r.Net.Connections() {
			if c.Client != nil && c.Client.IsEstablished && name == "connections" {
				n++
			}
			if c.Client != nil && name == "retransmissions" {
				n += int64(c.Client.Counts().Resent)
			}
			if c.Server != nil && name == "retransmissions" {
				n += int64(c.Server.Counts().Resent)
			}
		}
	case "resets":
		n = tally.Resets
	case "drops":
		n = int64(r.Packets().Dropped)
	case "packets":
		n = int64(r.Packets().Sent)
	case "time-waits":
		for _, c := range r.Censuses {
			n = max(n, int64(c.Peak.TimeWait))
		}
	}
	return n
}

// of measures a quantity of a thing.
func of(q *scenario.Quantity, x *thing) (int64, error) {
	switch {
	case q.OfPath:
		return roundTrips(x)
	case q.OfLoad:
		return ofLoad(q.Name, x)
	}
	if t := x.transaction; t != nil && q.Measure == scenario.Number {
		return number(q.Name, t), nil
	}
	if q.Name == "start" {
		return int64(x.start), nil
	}
	if !x.ended {
		return 0, fmt.Errorf("%s had not ended when the run did", x.name)
	}
	switch {
	case q.Name == "end":
		return int64(x.end), nil
	case q.Name == "time":
		return int64(x.end - x.start), nil
	case q.Why != cause.NothingToSend:
		why := x.explanation.Matrix().ByWhy()
		return int64(why[q.Why]), nil
	}
	where := x.explanation.Matrix().ByWhere()
	return int64(where[q.Where]), nil
}

// roundTrips counts the flights on the way to the end of a thing, in pairs. The parts
// of a flight over several wires have one arrival in common.
func roundTrips(x *thing) (int64, error) {
	if !x.ended {
		return 0, fmt.Errorf("%s had not ended when the run did", x.name)
	}
	if x.explanation.Waits == nil && x.end > x.start {
		return 0, fmt.Errorf("round trips are counted in runs with lab.Options.Waits")
	}
	flights, last := int64(0), vtime.EventID(0)
	for _, w := range x.explanation.Waits {
		for _, step := range w.Path {
			if step.Where == cause.Propagation && step.Event != last {
				flights, last = flights+1, step.Event
			}
		}
	}
	return (flights + 1) / 2, nil
}

func number(name string, t *lab.Transaction) int64 {
	switch name {
	case "status":
		return int64(t.Status)
	case "attempts":
		return int64(len(t.Attempts))
	}
	if a := t.Last(); a != nil && a.Conn != nil {
		return int64(a.Conn.Connection.ID)
	}
	return 0
}

// Measure returns what a quantity of a subject is in a run: nanoseconds, or a number.
// A subject that means several things has the value of the first.
func Measure(r *lab.Result, tally *Tally, m scenario.Measured) (int64, error) {
	if m.Quantity.OfRun {
		return ofRun(r, tally, m.Quantity.Name), nil
	}
	all, err := things(r, m.Subject)
	if err != nil {
		return 0, err
	}
	return of(&m.Quantity, &all[0])
}
