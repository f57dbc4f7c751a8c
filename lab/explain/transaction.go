package explain

import (
	"net/http"

	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// Transaction explains a transaction that has ended, well or not; nil if it has
// not.
func Transaction(log *sim.Log, rec *httpx.Recorder, tx *httpx.Transaction) *Explanation {
	return Records{Log: log, Recorder: rec}.Transaction(tx)
}

// Records are what explanations are made from, and Waits says whether they are to
// tell each wait with its path.
type Records struct {
	Log      *sim.Log
	Recorder *httpx.Recorder
	Waits    bool
}

// walk begins a walk backwards from a time.
func (r Records) walk(at vtime.Time) *walker {
	return &walker{log: r.Log, rec: r.Recorder, waits: r.Waits, at: at}
}

// Transaction explains a transaction that has ended; nil if it has not.
func (r Records) Transaction(tx *httpx.Transaction) *Explanation {
	if !tx.Finished {
		return nil
	}
	w := r.walk(tx.Done.Now)
	w.whole(tx)
	return w.finish(tx.Asked.Now, tx.Done.Now, tx.URL)
}

// whole walks over all of a transaction.
func (w *walker) whole(tx *httpx.Transaction) {
	w.tx, w.floor = tx, max(w.base, tx.Asked.Now)
	a := tx.Last()
	switch {
	case a == nil:
		if tx.Named.Event != 0 {
			w.hold(tx.Named.Now, tx.Done, cause.Blocked, 0)
		}
	case !established(a):
		w.noConnection(tx, a)
	case a.TLS != nil && !reached(tx, a.TLS.Done):
		w.hold(a.TLS.Began.Now, tx.Done, cause.TLS, 0)
	case a.RequestEnd == 0 && (a.Tunnel != nil || tx.Method == http.MethodConnect):
		w.hold(a.Taken.Now, tx.Done, cause.Tunnel, 0)
	case a.Stale || a.Refused:
		w.hold(a.Taken.Now, tx.Done, w.inVain(a), 0)
	case tx.ResponseEnd == tx.ResponseStart:
		w.noResponse(tx, a)
	default:
		last, _ := a.Conn.Receipt.ReadOf(tx.ResponseEnd - 1)
		switch {
		case tx.Err != nil && tx.Blind && w.answered(a, last):
			w.hold(last.Now, tx.Done, cause.RelayHang, 0)
		case tx.Err != nil:
			w.hold(last.Now, w.over(tx, a), undelivered(tx, a, cause.Response), 0)
		default:
			w.reading(a.Conn, last, tx.Done, cause.ClientThink)
		}
		w.upTo(tx, tx.ResponseEnd-1)
		return
	}
	w.beforeRequest(tx)
}

// answered reports whether the server had written all of its response before the
// client read something.
func (w *walker) answered(a *httpx.Attempt, read vtime.Stamp) bool {
	h := w.rec.Handled(a)
	return h != nil && h.Done.Event != 0 && h.Done.Event < read.Event
}

// upTo walks from when the client read the byte of the response at an offset
// back to when it asked.
func (w *walker) upTo(tx *httpx.Transaction, offset uint64) {
	a := tx.Last()
	w.tx, w.floor = tx, max(w.base, tx.Asked.Now, a.Taken.Now)
	wanted := w.home(a, offset, trip{flight: cause.Response})
	w.answer(a, wanted)
	w.beforeRequest(tx)
}

// answer walks from when the server's application wrote a byte of its response
// back to when the connection took the request.
func (w *walker) answer(a *httpx.Attempt, wrote vtime.Stamp) {
	by := func(s vtime.Stamp) bool { return s.Event != 0 && s.Event <= wrote.Event }
	h := w.rec.HandledBy(a, wrote.Event)
	if h != nil && a.Stream == 0 && by(h.Done) && h.Done.Now < wrote.Now { // the close, which a relay takes for the end
		w.hold(h.Done.Now, wrote, cause.RelayHang, 0)
		wrote = h.Done
	}
	switch {
	case h != nil && h.Upstream != nil && by(h.Upstream.Asked):
		w.upstream(a.Conn.Peer.At(wrote.Event), h, &asker{w.tx, a, w.asker}, wrote)
		w.hold(h.Began.Now, h.Upstream.Asked, cause.ServerThink, 0)
		w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
		w.taken(a, h)
		return
	case h != nil && by(h.Respond):
		w.writing(a, h, wrote)
		w.handling(a, h)
		return
	case h != nil && by(h.Began): // an interim response
		w.hold(h.Began.Now, wrote, cause.ServerThink, 0)
		w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
		w.taken(a, h)
		return
	}
	// No server of ours, or one that gave leave for a body: it thought about what it
	// had read by then.
	if offset, read, ok := w.lastRead(a, wrote); ok {
		why := cause.ServerThink
		if offset < a.RequestEnd-1 && w.rec.Serves(a) {
			why = cause.Request // until its patience with the client was over
		}
		w.hold(read.Now, wrote, why, 0)
		w.request(a, offset, wrote)
	}
	why := cause.ServerThink
	if w.rec.TurnedAway(a) {
		why = cause.AcceptQueue // it did not wait for a request
	}
	w.hold(a.Taken.Now, wrote, why, 0)
}

// writing walks from when the server wrote a byte of its response back to when it
// began to.
func (w *walker) writing(a *httpx.Attempt, h *httpx.Handling, wrote vtime.Stamp) {
	w.written(w.far(a).At(wrote.Event), h.Writing, h.Respond.Now, wrote)
}

// handling walks from when the server wrote its response, or got as far as it
// did, back to when the connection took the request.
func (w *walker) handling(a *httpx.Attempt, h *httpx.Handling) {
	if h.Respond.Event != 0 {
		w.hold(h.Began.Now, h.Respond, cause.ServerThink, 0)
	}
	if h.Began.Event != 0 {
		w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
	}
	w.taken(a, h)
}

// taken walks from when the server had a request whole back to when the
// connection took it.
func (w *walker) taken(a *httpx.Attempt, h *httpx.Handling) {
	last, far := a.RequestEnd-1, w.far(a).At(h.Read.Event)
	ready, _, ok := far.Receipt.ReadyOf(w.offsetFar(a, last))
	if !ok || ready.Event > h.Read.Event { // the server did not want the body, or waited for it in vain
		var read vtime.Stamp
		last, read, _ = w.lastRead(a, h.Read)
		if a.Stream != 0 { // until its patience with the client was over
			w.reading(far, read, h.Read, cause.Request)
		}
		ready, _, ok = far.Receipt.ReadyOf(w.offsetFar(a, last))
	}
	if ok {
		before := w.rec.HandledBefore(a)
		if a.Stream != 0 {
			before = nil // no request of HTTP/2 waits for another one
		}
		switch {
		case before != nil && before.Done.Event > ready.Event:
			w.reading(far, before.Done, h.Read, cause.HeadOfLine)
			w.hold(ready.Now, h.Read, cause.HeadOfLine, 0)
		case before == nil:
			if h.Opened.Event > ready.Event {
				since := ready // and with early data the handshake is part of that
				if h.Accepted.Event > ready.Event {
					since = h.Accepted
				}
				w.settingUp(far, since, h.Read)
			}
			if h.Accepted.Event > ready.Event {
				w.hold(ready.Now, h.Accepted, cause.AcceptQueue, 0)
			}
		}
	}
	if read, ok := far.Receipt.ReadOf(w.offsetFar(a, last)); ok && a.TLS != nil {
		w.hold(read.Now, h.Read, cause.TLS, 0) // the record was opened
	}
	w.request(a, last, h.Read)
}

// settingUp walks over what a server did with a connection while its first request was there:
// it opened records of TLS, or sealed its leave for the body, and else what a connection takes.
func (w *walker) settingUp(end *stack.End, since, had vtime.Stamp) {
	opening, sealing := w.rec.Ciphering(end, true), w.rec.Ciphering(end, false)
	if opening == nil {
		w.hold(since.Now, had, cause.ServerThink, 0)
		return
	}
	for s := range w.told(opening, since.Now, had.Now) {
		if s.Why == cause.NothingToSend {
			w.ciphering(sealing, s.From, s.To, had, cause.ServerThink)
		} else {
			w.hold(s.From, had, s.Why, 0)
		}
	}
}

// request walks from when the server's application read a byte of the request, by some
// event, back to when the connection took the request.
func (w *walker) request(a *httpx.Attempt, offset uint64, by vtime.Stamp) {
	wrote := w.forth(a, offset, by, trip{flight: cause.Request})
	w.passed(a, a.RequestEnd-1-offset, wrote)
	w.wanted(a, wrote)
}

// wanted walks from when a byte of a request was written back to when the
// connection took the request.
func (w *walker) wanted(a *httpx.Attempt, wrote vtime.Stamp) {
	if a.Leave.Event != 0 && a.Leave.Event <= wrote.Event {
		w.blocked(a.Conn, a.Leave.Now, wrote)
		w.hold(a.Wanted.Now, a.Leave, cause.Continue, 0)
	}
	w.written(a.Conn, a.Sending, a.Wanted.Now, wrote)
	w.prepared(a, a.Wanted)
}

// prepared walks from when a request was to be written, or got as far as it did,
// back to when the connection took it.
func (w *walker) prepared(a *httpx.Attempt, upto vtime.Stamp) {
	if a.Ready.Event != 0 {
		w.hold(a.Ready.Now, upto, cause.ClientThink, 0)
		upto = a.Ready
	}
	if a.Behind != nil { // earlier requests were being prepared and written
		w.written(a.Conn, a.Behind, a.Taken.Now, upto)
	}
}

// lastRead returns the last byte of the request, by its offset at the client, that
// the server's application had read when it wrote something, and when it read it.
func (w *walker) lastRead(a *httpx.Attempt, wrote vtime.Stamp) (offset uint64, read vtime.Stamp, ok bool) {
	shift := w.offsetFar(a, a.RequestStart) - a.RequestStart
	offset, read, ok = lastIn(w.far(a).At(wrote.Event), a.RequestStart+shift, a.RequestEnd+shift, wrote)
	return offset - shift, read, ok
}

// offsetFar is the offset at the server of a byte of the request.
func (w *walker) offsetFar(a *httpx.Attempt, offset uint64) uint64 {
	if list := w.beyond(a, offset, true); len(list) > 0 {
		return list[len(list)-1].offset
	}
	return offset
}

// inVain is what an attempt waited for that came to nothing, and was followed by
// another one.
func (w *walker) inVain(a *httpx.Attempt) cause.Why {
	switch {
	case a.Rejected:
		return cause.TLS
	case w.rec.Relayed(a) && a.Ordinal > 0:
		return cause.RelayHang
	case w.rec.TurnedAway(a):
		return cause.AcceptQueue
	case a.Refused:
		return cause.Refused
	case a.Stale:
		return cause.Stale
	}
	return cause.ClientThink // what was prepared was not sent
}

// beforeRequest walks from when a connection took the request back to when the
// client asked.
func (w *walker) beforeRequest(tx *httpx.Transaction) {
	w.floor = max(w.base, tx.Asked.Now)
	for i := len(tx.Attempts) - 1; i >= 0; i-- {
		a := &tx.Attempts[i]
		if i < len(tx.Attempts)-1 {
			w.hold(a.Taken.Now, a.Failed, w.inVain(a), 0)
		}
		w.connection(a, wantedSince(tx, i))
	}
	if tx.Queued.Event != 0 {
		w.hold(tx.Named.Now, tx.Queued, cause.ClientThink, 0)
	}
	w.naming(tx)
}

// wantedSince is since when a transaction had wanted the connection of its i-th
// attempt.
func wantedSince(tx *httpx.Transaction, i int) vtime.Time {
	if i > 0 {
		return tx.Attempts[i-1].Failed.Now
	}
	if tx.Queued.Event != 0 {
		return tx.Queued.Now
	}
	return tx.Named.Now
}

// established reports whether the connection of an attempt was open when it
// took the request, or was meant to.
func established(a *httpx.Attempt) bool {
	return a.Conn != nil && a.Conn.IsEstablished && (a.InSYN || a.Conn.Established.Event <= a.Taken.Event)
}

// connection walks over what it took to get the connection of an attempt, back
// to since.
func (w *walker) connection(a *httpx.Attempt, since vtime.Time) {
	if a.Limited.Event != 0 {
		w.hold(max(since, a.Limited.Now), a.Taken, cause.StreamLimit, 0)
	}
	if a.Fresh && a.InSYN && established(a) {
		w.hold(max(since, a.Opened.Now), a.Taken, cause.Blocked, 0)
		w.opened(a, a.Opened, since)
		return
	}
	if !a.Fresh && a.Stream == 0 || !established(a) {
		w.hold(since, a.Taken, cause.Blocked, 0)
		return
	}
	w.hold(max(since, w.usable(a).Now), a.Taken, cause.Blocked, 0)
	w.secure(a, since)
	if t := a.Tunnel; t != nil {
		w.hold(max(since, t.Answered.Now), a.Taken, cause.Blocked, 0)
		w.tunnel(a, since)
		w.hold(max(since, a.Conn.Established.Now), t.Asked, cause.ClientThink, 0)
	}
	w.hold(max(since, a.Conn.Established.Now), a.Taken, cause.Blocked, 0)
	w.handshake(a.Conn, since)
	w.opened(a, a.Opened, since)
}

// opened walks from when the connection was begun, which was when a port was
// found and the addresses before did not answer, back to since.
func (w *walker) opened(a *httpx.Attempt, upto vtime.Stamp, since vtime.Time) {
	if a.Raced.Event != 0 {
		w.hold(max(since, a.Raced.Now), upto, cause.Fallback, 0)
		upto = a.Raced
	}
	if a.NoPort.Event != 0 {
		w.hold(max(since, a.NoPort.Now), upto, cause.PortExhaustion, 0)
		upto = a.NoPort
	}
	if a.Begun.Event != 0 {
		w.hold(max(since, a.Begun.Now), upto, cause.ClientThink, 0)
		upto = a.Begun
	}
	w.hold(since, upto, cause.Blocked, 0)
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
