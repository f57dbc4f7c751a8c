package lab

import (
	"github.com/rttlab/rttlab/lab/explain"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ledger explains transactions and pages soon after they end, so that what
// happened before all that are still open can be forgotten.
type ledger struct {
	from         explain.Records
	transactions []Transaction // in the order in which they were asked for
	pages        []Page
	openTx       []int // those that have not ended
	openPages    []int
}

// settle takes over what has begun, explains what has ended, and returns since
// when something is open: nothing before it will be asked for.
func (l *ledger) settle(now vtime.Time) vtime.Time {
	for i := len(l.transactions); i < len(l.from.Recorder.Transactions); i++ {
		l.transactions = append(l.transactions, Transaction{Transaction: l.from.Recorder.Transactions[i]})
		l.openTx = append(l.openTx, i)
	}
	for i := len(l.pages); i < len(l.from.Recorder.Pages); i++ {
		l.pages = append(l.pages, Page{PageLoad: l.from.Recorder.Pages[i]})
		l.openPages = append(l.openPages, i)
	}
	since := now
	l.openTx = open(l.openTx, func(i int) bool {
		t := &l.transactions[i]
		if t.Finished {
			t.Phases = explain.PhasesOf(t.Transaction)
			t.Explanation = l.from.Transaction(t.Transaction)
			return false
		}
		since = min(since, t.Asked.Now)
		return true
	})
	l.openPages = open(l.openPages, func(i int) bool {
		p := &l.pages[i]
		if p.Finished {
			p.Explanation = l.from.Page(p.PageLoad)
			return false
		}
		since = min(since, p.Start.Now)
		return true
	})
	return since
}

// open keeps what is still open of a list.
func open(list []int, still func(int) bool) []int {
	kept := list[:0]
	for _, i := range list {
		if still(i) {
			kept = append(kept, i)
		}
	}
	return kept
}
