package stack

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/tcp"
)

// timeWaits are the connections of a host in TIME-WAIT, in the order in which
// their time ends. There may be many, so each is small: as long as nothing
// arrives, one that nobody holds is a few numbers in place of an endpoint, and
// the kernel has one timer for all of them.
type timeWaits struct {
	host        *Host
	timer       sim.Timer // of the first
	first, last int32
	rests       index[int32]   // those that are not whole
	kept        map[int32]*End // of those of the rests that somebody can ask for and no list has
	chunks      []*[waitsPerChunk]timeWait
	used        int32 // so many positions have been in use; position 0 never is
	free        int32 // those that are free again: a list through next
}

// waitsPerChunk fills 8 KiB of the heap, less the word that it keeps there.
const waitsPerChunk = 68

// timeWait is a connection in TIME-WAIT.
type timeWait struct {
	key        key
	flow       uint64
	rest       tcp.Remnant
	sameAcks   uint32 // pure acknowledgements of all that came
	id         uint32 // of the connection; 0: it is whole, and the host's table has its endpoint
	at         vtime.Time
	by         vtime.EventID
	seq        uint64
	prev, next int32 // 0: none
}

func (w *timeWaits) init(h *Host) {
	w.host = h
	w.timer.Init(h.kernel, w)
	w.rests.key = func(i int32) key { return w.at(i).key }
}

func (w *timeWaits) at(i int32) *timeWait { return &w.chunks[i/waitsPerChunk][i%waitsPerChunk] }

// put makes an endpoint wait until its deadline, which the event by has set. It
// takes its place among the events of that instant as every timer does that is
// armed.
func (w *timeWaits) put(e *endpoint, deadline vtime.Time, by vtime.EventID) {
	if i := e.waits; i != 0 {
		if t := w.at(i); t.at == deadline && t.by == by {
			return
		}
		w.remove(i)
	}
	i := w.take()
	*w.at(i) = timeWait{key: w.host.net.keyOf(&e.end.tuple), at: deadline, by: by, seq: w.host.kernel.NextSeq()}
	e.waits = i
	w.insert(i)
}

// take returns a position that is free.
func (w *timeWaits) take() int32 {
	if i := w.free; i != 0 {
		w.free = w.at(i).next
		return i
	}
	w.used++
	if int(w.used/waitsPerChunk) == len(w.chunks) {
		w.chunks = append(w.chunks, new([waitsPerChunk]timeWait))
	}
	return w.used
}

// insert puts a position into the order: at the end, since all wait equally long.
func (w *timeWaits) insert(i int32) {
	before := w.last
	for before != 0 && w.at(before).at > w.at(i).at {
		before = w.at(before).prev
	}
	after := w.first
	if before != 0 {
		after = w.at(before).next
	}
	w.join(before, i)
	w.join(i, after)
	if before == 0 {
		w.rearm()
	}
}

// remove takes a position out of the order and forgets it.
func (w *timeWaits) remove(i int32) {
	t := w.at(i)
	if e := w.whole(t); e != nil {
		e.waits = 0
	} else {
		w.rests.remove(i)
		delete(w.kept, i)
	}
	before := t.prev
	w.join(before, t.next)
	*t = timeWait{next: w.free}
	w.free = i
	if before == 0 {
		w.rearm()
	}
}

// join makes two positions neighbours; 0 is what lies beyond either end.
func (w *timeWaits) join(i, j int32) {
	if i != 0 {
		w.at(i).next = j
	} else {
		w.first = j
	}
	if j != 0 {
		w.at(j).prev = i
	} else {
		w.last = i
	}
}

// rearm sets the timer to the first.
func (w *timeWaits) rearm() {
	if w.first == 0 {
		w.timer.Stop()
		return
	}
	t := w.at(w.first)
	w.timer.ArmInTurn(t.at, t.seq, t.by, cause.TimerTimeWait)
}

// Fire ends the first; the event loop calls it.
func (w *timeWaits) Fire(at vtime.Stamp) {
	t := w.at(w.first)
	if e := w.whole(t); e != nil {
		e.Fire(at)
		return
	}
	key, end := t.key, w.endOf(w.first)
	if end == nil && w.host.net.watched() {
		end = w.forgotten(t)
	}
	w.remove(w.first)
	w.host.ports.free(key.localPort)
	if end != nil {
		end.moved(at, tcp.TimeWait, tcp.Closed)
		end.Closed, end.IsOpen = at, false
	}
}

// shrink drops all of an endpoint but the rest, if it is down to that.
func (w *timeWaits) shrink(e *endpoint) {
	rest, ok := e.conn.Remnant()
	if !ok || e.parent != nil {
		return
	}
	i := e.waits
	t := w.at(i)
	t.flow = e.end.flow
	if t.sameAcks = 0; e.lastAck == rest.Ack() {
		t.sameAcks = e.sameAcks
	}
	t.rest, t.id = rest, uint32(e.end.Connection.ID)
	if n := w.host.net; !n.record && (e.end.wanted || n.watched()) {
		w.keep(i, e.end)
	}
	e.waits, e.shrunk, e.end.Closed = 0, true, w.host.kernel.Now()
	e.leaves()
	w.host.conns.remove(e)
	w.rests.add(i)
}

func (w *timeWaits) keep(i int32, e *End) {
	if w.kept == nil {
		w.kept = map[int32]*End{}
	}
	w.kept[i] = e
}

// whole returns the endpoint of a connection that is whole, nil for others.
func (w *timeWaits) whole(t *timeWait) *endpoint {
	if t.id != 0 {
		return nil
	}
	k := t.key.tuple()
	return w.host.conns.find(&k)
}

// find returns the position of a connection that is not whole, or 0.
func (w *timeWaits) find(t *tuple) int32 { return w.rests.find(t) }

// restore makes a connection whole again.
func (w *timeWaits) restore(i int32) *endpoint {
	w.rests.remove(i)
	t := w.at(i)
	e := &endpoint{
		host: w.host, state: tcp.TimeWait, waits: i,
		lastAck: t.rest.Ack(), sameAcks: t.sameAcks, takenPort: true,
	}
	end := w.endOf(i)
	if end == nil {
		end = w.forgotten(t)
	}
	end.Closed, end.flow = vtime.Stamp{}, t.flow
	e.is(end)
	e.conn.Restore(&w.host.cfg.TCP, &t.rest, e.end.records(), t.at, t.by)
	e.timer.Init(w.host.kernel, e)
	t.id = 0
	delete(w.kept, i)
	w.host.conns.add(e)
	return e
}

// endOf returns the end of a connection that is not whole, nil if nobody can ask for it.
func (w *timeWaits) endOf(i int32) *End {
	if e := w.kept[i]; e != nil {
		return e
	}
	t := w.at(i)
	of := t.key.tuple()
	return w.host.net.roll.end(int(t.id), w.host, &of)
}

// forgotten makes up the end of a connection that nobody could ask for.
func (w *timeWaits) forgotten(t *timeWait) *End {
	return &End{
		tuple: t.key.tuple(), Connection: &Connection{ID: int(t.id)}, Host: w.host, ISS: uint32(t.rest.ISS()),
		IsOpen: true, IsEstablished: true, flow: t.flow,
	}
}

// outlived reports whether the connection that was an endpoint before it shrank
// is over by now.
func (w *timeWaits) outlived(e *endpoint) bool {
	t := &e.end.tuple
	if now := w.host.conns.find(t); now != nil {
		return now.end.Connection.ID != e.end.Connection.ID
	}
	i := w.find(t)
	return i == 0 || int(w.at(i).id) != e.end.Connection.ID
}

// want returns the end of an endpoint, which is kept from now on.
func (w *timeWaits) want(e *endpoint) *End {
	if !e.shrunk || e.end.wanted {
		e.end.wanted = true
		return e.end
	}
	t := &e.end.tuple
	if listed := w.host.net.roll.end(e.end.Connection.ID, w.host, t); listed != nil {
		e.end = listed
	} else if e.end.IsOpen {
		switch i := w.find(t); {
		case w.outlived(e):
			e.end.IsOpen = false // when is not known: nobody had asked until now
		case i != 0:
			w.keep(i, e.end)
		default:
			w.host.conns.find(t).is(e.end)
		}
	}
	e.end.wanted = true
	return e.end
}
