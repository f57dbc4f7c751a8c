package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// noConnection walks over an attempt to connect that came to nothing: no port
// was free, or the handshake was refused, or tried again and again.
func (w *walker) noConnection(tx *httpx.Transaction, a *httpx.Attempt) {
	since := wantedSince(tx, len(tx.Attempts)-1)
	if a.Conn == nil {
		w.opened(a, tx.Done, since)
		return
	}
	floor := w.floor
	w.floor = max(floor, since)
	// At the end is the last SYN's round trip, or the time that it was given.
	last := cause.Connect
	if timedOut(tx, a.Conn) {
		last = cause.ConnectRetry
	}
	if copies := copiesOf(tx, a.Conn, 0); len(copies) > 0 {
		w.hold(copies[len(copies)-1].At.Now, tx.Done, last, 0)
		for i := len(copies) - 1; i > 0; i-- {
			w.hold(copies[i-1].At.Now, copies[i].At, cause.ConnectRetry, 0)
		}
		if a.InSYN { // it left when the request was written
			w.hold(a.Opened.Now, copies[0].At, cause.ClientThink, 0)
		}
	}
	w.floor = floor
	w.opened(a, a.Opened, since)
}

// reached reports whether something had happened when the transaction ended.
// What happened later explains nothing.
func reached(tx *httpx.Transaction, s vtime.Stamp) bool {
	return s.Event != 0 && s.Event <= tx.Done.Event
}

// copiesOf returns the departures of a byte before the transaction ended.
func copiesOf(tx *httpx.Transaction, from *stack.End, offset uint64) []cause.Copy {
	first, ok := from.Half.FirstOf(offset)
	if !ok {
		return nil
	}
	if !reached(tx, first.At) {
		return nil
	}
	return append([]cause.Copy{first}, from.Half.ResendsOf(offset, tx.Done.Event)...)
}

// over walks from the end of a transaction back to when the client could have known it,
// which it returns: until it asked for more it did something else.
func (w *walker) over(tx *httpx.Transaction, a *httpx.Attempt) vtime.Stamp {
	end := tx.Done
	if reached(tx, a.Conn.Closed) {
		end = a.Conn.Closed // a reset was there
	} else if last, read, ok := lastIn(a.Conn, 0, 1<<62, tx.Done); ok && read.Event == tx.Done.Event {
		end, _, _ = a.Conn.Receipt.ReadyOf(last) // the end of the stream was
	}
	w.ciphering(w.rec.Ciphering(a.Conn, false), end.Now, tx.Done.Now, tx.Done, cause.AppRead) // last words
	w.reading(a.Conn, end, tx.Done, cause.AppRead)
	return end
}

// noResponse walks over an attempt whose connection ended, or was given up,
// before a response began: from there back to when the connection took the
// request.
func (w *walker) noResponse(tx *httpx.Transaction, a *httpx.Attempt) {
	h := w.rec.Handled(a)
	w.floor = max(w.floor, a.Taken.Now)
	over := w.over(tx, a)
	switch {
	case a.RequestEnd == 0 || a.Stream != 0 && !a.Sent: // frames of it wait to be written
		if reached(tx, a.Wanted) {
			w.written(a.Conn, a.Sending, a.Wanted.Now, over)
		}
		w.prepared(a, over)
	case h == nil || !reached(tx, h.Read):
		w.noHandling(tx, a, over)
	case reached(tx, h.Respond):
		w.hold(h.Respond.Now, over, undelivered(tx, a, cause.Response), 0)
		w.handling(a, h)
	case reached(tx, h.Began):
		if h.Upstream != nil && reached(tx, h.Upstream.Asked) {
			w.hold(h.Upstream.Asked.Now, over, cause.Upstream, 0)
		}
		w.hold(h.Began.Now, over, cause.ServerThink, 0)
		w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
		w.taken(a, h)
	default:
		w.hold(h.Read.Now, over, cause.ServerQueue, 0)
		w.taken(a, h)
	}
}

// noHandling is noResponse where no server of ours has all of the request. What
// counts is how far the request's last byte came before it was over.
func (w *walker) noHandling(tx *httpx.Transaction, a *httpx.Attempt, over vtime.Stamp) {
	client, last := a.Conn, a.RequestEnd-1
	if a.Expects && reached(tx, a.Wanted) && !reached(tx, a.Leave) {
		w.hold(a.Wanted.Now, over, cause.Continue, 0)
		w.unwritten(tx, a, over)
		return
	}
	if client.Peer != nil {
		if ready, _, ok := client.Peer.Receipt.ReadyOf(last); ok && reached(tx, ready) {
			from, why := w.unhandled(tx, a, ready)
			w.hold(from.Now, over, why, 0)
			w.wanted(a, w.bytes(client, client.Peer, last, trip{flight: cause.Request}))
			return
		}
	}
	mark, ok := client.Half.MarkOf(last)
	if !ok || !reached(tx, mark.Taken) {
		w.unwritten(tx, a, over)
		return
	}
	until := over
	if copies := copiesOf(tx, client, last); len(copies) > 0 {
		w.hold(copies[len(copies)-1].At.Now, over, undelivered(tx, a, cause.Request), 0)
		for i := len(copies) - 1; i > 0; i-- {
			w.hold(copies[i-1].At.Now, copies[i].At, copies[i].Why, 0)
		}
		until = copies[0].At
	}
	w.sparing(client, mark.Taken.Now, until, cause.ClientThink)
	w.wanted(a, mark.Taken)
}

// unwritten is noHandling where not all of the request was written.
func (w *walker) unwritten(tx *httpx.Transaction, a *httpx.Attempt, over vtime.Stamp) {
	if reached(tx, a.Wanted) {
		w.wanted(a, over)
	}
	w.prepared(a, over)
	w.hold(a.Taken.Now, over, cause.SendBuffer, 0)
}

// unhandled tells what a request waits for that is at the server, ready to be read
// there, and since when.
func (w *walker) unhandled(tx *httpx.Transaction, a *httpx.Attempt, ready vtime.Stamp) (vtime.Stamp, cause.Why) {
	if w.rec.Relayed(a) && a.Ordinal > 0 {
		return ready, cause.RelayHang
	}
	before := w.rec.HandledBefore(a)
	if a.Stream == 0 && before != nil && (before.Done.Event == 0 || before.Done.Event > ready.Event) {
		return ready, cause.HeadOfLine
	}
	if w.rec.Carrier(a.Conn.Peer) != nil {
		return ready, cause.Upstream
	}
	if w.rec.Unaccepted(a, tx.Done.Event) || w.rec.TurnedAway(a) {
		return ready, cause.AcceptQueue // or the answer got lost, or is none that the client understands
	}
	h, frames := w.rec.Handled(a), w.rec.Frames(w.far(a))
	if reached(tx, frames.Left()) && (h == nil || !reached(tx, h.Read)) {
		return ready, cause.Refused // the server took no further streams, and its GOAWAY was to come
	}
	read, ok := a.Conn.Peer.Receipt.ReadOf(a.RequestEnd - 1)
	if !ok || !reached(tx, read) {
		return ready, cause.AppRead
	}
	if h == nil && frames != nil {
		return read, cause.Refused // the server had streams enough, and was to say so
	}
	end, ok := a.Conn.Peer.Half.MarkOf(tx.ResponseStart)
	if ok && tx.ResponseStart > 0 && end.Wanted.Event <= read.Event {
		return read, cause.Request // the server had closed, and its host threw the request away
	}
	return read, cause.ServerThink
}

// undelivered names what the last bytes that were sent wait for: to arrive, or,
// if an end gave up, to be sent once more.
func undelivered(tx *httpx.Transaction, a *httpx.Attempt, flight cause.Why) cause.Why {
	if timedOut(tx, a.Conn) || timedOut(tx, a.Conn.Peer) {
		return cause.LossTimeout
	}
	return flight
}

// timedOut reports whether an end of a connection had given up by the end of
// the transaction.
func timedOut(tx *httpx.Transaction, e *stack.End) bool {
	return e != nil && e.Err == errno.ETIMEDOUT && reached(tx, e.Closed)
}
