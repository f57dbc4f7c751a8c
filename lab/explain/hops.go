package explain

import (
	"github.com/rttlab/rttlab/httpx"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// asker is a request that a proxy passes on, of a client that may be a proxy too.
type asker struct {
	tx    *httpx.Transaction
	a     *httpx.Attempt
	asker *asker
}

// as runs a walk over the time of another transaction, and goes back to the present
// one: what a proxy asked for, or the tunnel that it made.
func (w *walker) as(tx *httpx.Transaction, whose *asker, walk func()) {
	outer, floor, base, asker := w.tx, w.floor, w.base, w.asker
	w.tx, w.floor, w.base, w.asker = tx, max(floor, tx.Asked.Now), floor, whose
	walk()
	w.tx, w.floor, w.base, w.asker = outer, floor, base, asker
}

// upstream walks from when a proxy wrote a byte of its response back to when it
// asked the next server: over all of that transaction, which other proxies may be
// part of, as far as it was needed for the byte. Down is the proxy's end towards its
// client, and whose the request that it passes on; nil: none.
func (w *walker) upstream(down *stack.End, h *httpx.Handling, whose *asker, wrote vtime.Stamp) {
	up := h.Upstream
	by := func(s vtime.Stamp) bool { return s.Event != 0 && s.Event <= wrote.Event }
	if a := up.Last(); a != nil && a.Conn != nil && a.RequestEnd > 0 && up.ResponseEnd > up.ResponseStart {
		end := up.ResponseEnd
		if !up.Finished || up.Err != nil {
			end = 1 << 62 // it is that of the last piece, and the proxy had read ahead
		}
		offset, read, ok := lastIn(a.Conn, up.ResponseStart, end, wrote)
		if ok {
			w.between(down, h, read, wrote)
			w.as(up, whose, func() { w.upTo(up, offset) })
			return
		}
	}
	if by(up.Done) {
		w.between(down, h, up.Done, wrote)
		w.as(up, whose, func() { w.whole(up) })
		return
	}
	w.hold(up.Asked.Now, wrote, cause.ServerThink, 0)
}

// passed walks from when a proxy wrote a byte of the request that it passes on, which lies
// so far from its end, back to when it began to write it: it had to have the byte from its
// client, who had to write it. Records make what lies behind the byte longer by a little.
func (w *walker) passed(a *httpx.Attempt, left uint64, wrote vtime.Stamp) {
	from := w.asker
	if from == nil {
		if w.tx.ForOther { // the proxy's view: it waited for the request to come
			w.sparing(a.Conn, a.Wanted.Now, wrote, cause.Request)
		}
		return
	}
	offset, _, ok := w.lastRead(from.a, wrote)
	offset = min(offset, from.a.RequestEnd-1-min(left, from.a.RequestEnd-1))
	read, known := w.far(from.a).Receipt.ReadOf(w.offsetFar(from.a, offset))
	if !ok || !known || read.Now <= a.Wanted.Now {
		return
	}
	w.blocked(a.Conn, read.Now, wrote)
	w.as(from.tx, from.asker, func() {
		w.floor = max(w.floor, a.Wanted.Now)
		w.request(from.a, offset, wrote)
	})
}

// between walks from when a proxy wrote something back to when it had what it needed
// for it: it computed, or its client took no more.
func (w *walker) between(down *stack.End, h *httpx.Handling, had, wrote vtime.Stamp) {
	if h.Writing != nil && h.Respond.Event != 0 && h.Respond.Event <= wrote.Event {
		w.written(down, h.Writing, max(had.Now, h.Respond.Now), wrote)
	}
	w.blocked(down, had.Now, wrote)
}

// lastIn returns the last byte of those between two offsets that an end's
// application had read by an event, and when it read it.
func lastIn(end *stack.End, lo, hi uint64, by vtime.Stamp) (offset uint64, read vtime.Stamp, ok bool) {
	for lo < hi {
		middle := lo + (hi-lo)/2
		at, known := end.Receipt.ReadOf(middle)
		if !known || at.Event > by.Event {
			hi = middle
			continue
		}
		offset, read, ok = middle, at, true
		lo = middle + 1
	}
	return offset, read, ok
}

// hop is a connection beyond a tunnel, and what the proxy knows of it.
type hop struct {
	carrier  *httpx.Carrier
	from, to *stack.End // towards the server
	offset   uint64     // of the byte on this connection
}

// beyond lists the connections beyond the first one on which a byte of an attempt
// travels, and its offset on each. Up says in which direction.
func (w *walker) beyond(a *httpx.Attempt, offset uint64, up bool) []hop {
	var list []hop
	if a.Conn == nil || a.Tunnel == nil {
		return nil
	}
	for end := a.Conn.Peer; end != nil; {
		t := w.rec.Carrier(end)
		if t == nil {
			break
		}
		if up {
			offset = t.Up(offset)
		} else {
			offset = t.Down(offset)
		}
		list = append(list, hop{t, t.Server, t.Server.Peer, offset})
		end = t.Server.Peer
	}
	return list
}

// far is the server's end of the connection that an attempt uses, beyond all tunnels.
func (w *walker) far(a *httpx.Attempt) *stack.End {
	if list := w.beyond(a, 0, true); len(list) > 0 {
		return list[len(list)-1].to
	}
	return a.Conn.Peer
}

// home walks from when the client read a byte of an attempt's response back to when
// the server's application wanted to write it.
func (w *walker) home(a *httpx.Attempt, offset uint64, t trip) vtime.Stamp {
	wrote := w.bytes(a.Conn.Peer, a.Conn, offset, t)
	down := a.Conn.Peer
	for _, h := range w.beyond(a, offset, false) {
		read, _ := h.from.Receipt.ReadOf(h.offset)
		w.blocked(down, read.Now, wrote)
		w.as(h.carrier.Made, nil, func() { wrote = w.bytes(h.to, h.from, h.offset, t) })
		down = h.to
	}
	return wrote
}

// forth walks from when the server's application read a byte of an attempt's request,
// at an offset of the client's connection and by some event, back to when the client
// wanted to write it.
func (w *walker) forth(a *httpx.Attempt, offset uint64, by vtime.Stamp, t trip) vtime.Stamp {
	list := w.beyond(a, offset, true)
	for i := len(list) - 1; i >= 0; i-- {
		h, nearer, place := list[i], a.Conn.Peer, offset
		if i > 0 {
			nearer, place = list[i-1].to, list[i-1].offset
		}
		var wrote vtime.Stamp
		w.as(h.carrier.Made, nil, func() { wrote = w.bytes(h.from, h.to.At(by.Event), h.offset, t) })
		read, _ := nearer.Receipt.ReadOf(place)
		w.blocked(h.from, read.Now, wrote)
	}
	return w.bytes(a.Conn, a.Conn.Peer.At(by.Event), offset, t)
}

// tunnel walks from when a proxy's answer to CONNECT was read, or given up, back to
// when the connection to the proxy was there.
func (w *walker) tunnel(a *httpx.Attempt, since vtime.Time) {
	t := a.Tunnel
	floor := w.floor
	w.floor = max(floor, since)
	trip := trip{flight: cause.Tunnel}
	if t.ResponseEnd > 0 {
		wrote := w.bytes(a.Conn.Peer, a.Conn, t.ResponseEnd-1, trip)
		if h := w.rec.Asked(a); h != nil && h.Respond.Event <= wrote.Event {
			if h.Upstream != nil {
				w.upstream(a.Conn.Peer, h, nil, wrote)
			}
			w.hold(h.Began.Now, wrote, cause.ServerThink, 0)
			w.hold(h.Read.Now, h.Began, cause.ServerQueue, 0)
			if ready, _, ok := a.Conn.Peer.Receipt.ReadyOf(t.RequestEnd - 1); ok && h.Accepted.Event > ready.Event {
				w.hold(ready.Now, h.Read, cause.AcceptQueue, 0)
			}
			w.hold(t.Asked.Now, h.Read, cause.Tunnel, 0)
		}
		w.hold(t.Asked.Now, wrote, cause.Tunnel, 0)
	}
	w.hold(t.Asked.Now, t.Answered, cause.Tunnel, 0)
	w.floor = floor
}
