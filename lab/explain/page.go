package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
)

// Page explains a loading of a page along its critical path; nil if it has not
// ended.
func Page(log *sim.Log, rec *httpx.Recorder, load *httpx.PageLoad) *Explanation {
	return Records{Log: log, Recorder: rec}.Page(load)
}

// Page explains a loading of a page; nil if it has not ended.
func (r Records) Page(load *httpx.PageLoad) *Explanation {
	if !load.Finished {
		return nil
	}
	w := r.walk(load.Done.Now)
	if last := lastOf(load); last != nil {
		w.tx = last
		w.hold(last.Done.Now, load.Done, cause.ClientThink, 0)
		w.whole(last)
		for tx := last; tx.Parent != nil; tx = tx.Parent {
			w.tx, w.floor = tx, load.Start.Now
			w.hold(tx.Revealed.Now, tx.Asked, cause.Discovery, 0)
			w.revealed(tx)
		}
	}
	return w.finish(load.Start.Now, load.Done.Now, load.Name)
}

// revealed walks from when the client had understood the byte that revealed an
// object back to when it asked for its parent.
func (w *walker) revealed(tx *httpx.Transaction) {
	if tx.Parent.Last() == nil {
		return // it was kept from before, and took no time
	}
	if read, ok := tx.Parent.Last().Conn.Receipt.ReadOf(tx.RevealedBy); ok {
		w.reading(tx.Parent.Last().Conn, read, tx.Revealed, cause.ClientThink)
	}
	w.upTo(tx.Parent, tx.RevealedBy)
}

// lastOf returns the transaction that ended last.
func lastOf(load *httpx.PageLoad) *httpx.Transaction {
	var last *httpx.Transaction
	for _, tx := range load.Transactions {
		if last == nil || tx.Done.Event > last.Done.Event {
			last = tx
		}
	}
	return last
}
