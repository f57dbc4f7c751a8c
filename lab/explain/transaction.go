package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Transaction explains a transaction that has ended; nil if it has not.
func Transaction(log *sim.Log, rec *httpx.Recorder, tx *httpx.Transaction) *Explanation {
	if !tx.Finished {
		return nil
	}
	w := &walker{log: log, rec: rec, at: tx.Done.Now}
	w.whole(tx)
	return w.finish(tx.Asked.Now, tx.Done.Now, tx.URL)
}

// Page explains a loading of a page along its critical path; nil if it has not
// ended.
func Page(log *sim.Log, rec *httpx.Recorder, load *httpx.PageLoad) *Explanation {
	last := lastOf(load)
	if last == nil {
		return nil
	}
	w := &walker{log: log, rec: rec, at: load.Done.Now}
	w.whole(last)
	for tx := last; tx.Parent != nil; tx = tx.Parent {
		w.floor = load.Start.Now
		w.tx = tx
		w.hold(tx.Revealed.Now, tx.Asked, cause.Discovery, 0)
		w.upTo(tx.Parent, tx.RevealedBy)
	}
	return w.finish(load.Start.Now, load.Done.Now, load.Name)
}

// lastOf returns the transaction that ended last.
func lastOf(load *httpx.PageLoad) *httpx.Transaction {
	if !load.Finished {
		return nil
	}
	var last *httpx.Transaction
	for _, tx := range load.Transactions {
		if last == nil || tx.Done.Event > last.Done.Event {
			last = tx
		}
	}
	return last
}

// whole walks over all of a transaction.
func (w *walker) whole(tx *httpx.Transaction) {
	if tx.Err != nil {
		w.failed(tx)
		return
	}
	w.upTo(tx, tx.ResponseEnd-1)
}

// upTo walks from when the client read the byte of the response at an offset
// back to when it asked.
func (w *walker) upTo(tx *httpx.Transaction, offset uint64) {
	w.tx, w.floor = tx, tx.Asked.Now
	a := tx.Last()
	client, server := a.Conn, a.Conn.Peer
	wanted := w.bytes(server, client, offset, trip{flight: cause.Response})
	if h := w.rec.Handled(a); h != nil {
		w.hold(h.Respond.Now, wanted, cause.SendBuffer, 0)
		w.hold(h.Began.Now, h.Respond, cause.ServerThink, 0)
		w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
		read, _ := server.Receipt.ReadOf(a.RequestEnd - 1)
		w.hold(read.Now, h.Read, cause.AppRead, 0)
	}
	w.bytes(client, server, a.RequestEnd-1, trip{flight: cause.Request})
	w.beforeRequest(tx)
}

// beforeRequest walks from when a connection took the request back to when the
// client asked.
func (w *walker) beforeRequest(tx *httpx.Transaction) {
	for i := len(tx.Attempts) - 1; i >= 0; i-- {
		a := &tx.Attempts[i]
		if i < len(tx.Attempts)-1 {
			w.hold(a.Failed.Now, tx.Attempts[i+1].Opened, cause.Blocked, 0)
			w.hold(a.Taken.Now, a.Failed, cause.Stale, 0)
		}
		w.connection(tx, a, i)
	}
	w.hold(tx.Asked.Now, tx.Named, cause.Name, 0)
}

// connection walks over what it took to get the connection of an attempt.
func (w *walker) connection(tx *httpx.Transaction, a *httpx.Attempt, i int) {
	since := tx.Named.Now
	if i > 0 {
		since = tx.Attempts[i-1].Failed.Now
	}
	if !a.Fresh || a.Conn == nil || !a.Conn.IsEstablished {
		w.hold(since, a.Taken, cause.Blocked, 0)
		return
	}
	w.hold(a.Conn.Established.Now, a.Taken, cause.Blocked, 0)
	w.handshake(a.Conn, since)
	w.openedAfter(a, since)
}

// openedAfter walks from when the connection was begun back to since.
func (w *walker) openedAfter(a *httpx.Attempt, since vtime.Time) {
	if a.NoPort != (vtime.Stamp{}) {
		w.hold(max(since, a.NoPort.Now), a.Opened, cause.PortExhaustion, 0)
		w.hold(since, a.NoPort, cause.Blocked, 0)
		return
	}
	w.hold(since, a.Opened, cause.Blocked, 0)
}

// handshake walks over the handshake, no further back than since.
func (w *walker) handshake(client *stack.End, since vtime.Time) {
	floor := w.floor
	w.floor = max(floor, since)
	t := trip{flight: cause.Connect, repair: cause.ConnectRetry}
	w.bytes(client.Peer, client, 0, t)
	w.bytes(client, client.Peer, 0, t)
	w.floor = floor
}

// failed walks over a transaction without a whole response.
func (w *walker) failed(tx *httpx.Transaction) {
	w.tx, w.floor = tx, tx.Asked.Now
	a := tx.Last()
	switch {
	case a == nil:
		w.hold(tx.Asked.Now, tx.Done, cause.Name, 0)
		return
	case a.Conn == nil:
		w.openedAfter(&httpx.Attempt{NoPort: a.NoPort, Opened: tx.Done}, tx.Named.Now)
	case !a.Conn.IsEstablished:
		w.failedConnect(tx, a)
	default:
		w.hold(a.Taken.Now, tx.Done, w.unanswered(a), 0)
	}
	w.beforeRequest(tx)
}

// failedConnect walks over a handshake that came to nothing: a round trip that
// was refused, or one that was tried again and again.
func (w *walker) failedConnect(tx *httpx.Transaction, a *httpx.Attempt) {
	if first, ok := a.Conn.Half.FirstOf(0); ok {
		copies := append([]cause.Copy{first}, a.Conn.Half.ResendsOf(0)...)
		w.hold(copies[len(copies)-1].At.Now, tx.Done, cause.Connect, 0)
		for i := len(copies) - 1; i > 0; i-- {
			w.hold(copies[i-1].At.Now, copies[i].At, cause.ConnectRetry, 0)
		}
	}
	since := tx.Named.Now
	if n := len(tx.Attempts); n > 1 {
		since = tx.Attempts[n-2].Failed.Now
	}
	w.hold(max(since, a.Opened.Now), tx.Done, cause.Connect, 0)
	w.openedAfter(a, since)
}

// unanswered names what a request that got no whole response waited for.
func (w *walker) unanswered(a *httpx.Attempt) cause.Why {
	h := w.rec.Handled(a)
	switch {
	case a.Conn.Err == errno.ETIMEDOUT:
		return cause.LossTimeout
	case h == nil:
		return cause.Request
	case h.Respond == (vtime.Stamp{}):
		return cause.ServerThink
	}
	return cause.Response
}
