package sim

import (
	"encoding/binary"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Pack makes what happened before a time smaller: from now on hardly anybody asks for it,
// and no frame is under way that left earlier. It can be read as before. What is packed of
// a long run goes to an archive if there is one.
func (l *Log) Pack(before vtime.Time, to cause.Archive) {
	n, wides := l.fullUntil(before), l.wides
	for _, c := range l.chunks[:n] {
		l.scratch, wides = pack(l.scratch[:0], c, wides)
		l.packed.Add(l.scratch, ends(c), to)
	}
	l.free = append(l.free, l.chunks[:n]...)
	l.chunks = slices.Delete(l.chunks, 0, n)
	l.wides = l.wides[:copy(l.wides, wides)]
}

// opened is what a packed chunk holds.
type opened struct {
	first   vtime.EventID
	records [chunkLen]record
	wides   []wide
}

// open returns what the k-th packed chunk holds. It holds until the next call.
func (l *Log) open(k int) *opened {
	if l.opened == nil {
		l.opened = &opened{}
	}
	if first := vtime.EventID(l.base + uint64(k)*chunkLen + 1); l.opened.first != first {
		l.opened.first = first
		l.opened.unpack(l.packed.At(k))
	}
	return l.opened
}

// widesUntil returns how many events up to one have wides of their own that are not packed.
func (l *Log) widesUntil(id vtime.EventID) int {
	return sort.Search(len(l.wides), func(i int) bool { return l.wides[i].id > id })
}

// wideOf returns the wide of an event that was got last.
func (l *Log) wideOf(id vtime.EventID) *wide {
	wides := l.wides
	if uint64(id) <= l.base+uint64(l.packed.Len())*chunkLen {
		wides = l.opened.wides
	}
	return &wides[sort.Search(len(wides), func(i int) bool { return wides[i].id >= id })]
}

// kinds is what a packer remembers: the last event of each kind, which is where
// its time was spent and how long its frame was. Most events are like the one
// before of their kind, the arrival of a full segment for example.
type kinds struct {
	last   [1 << kindBits]record
	oldest int // to be replaced by the next new kind
}

const kindBits = 4

// of returns the kind of an event.
func (k *kinds) of(r *record) int {
	for i := range k.last {
		if k.last[i].serial == r.serial {
			return i
		}
	}
	k.oldest = (k.oldest + 1) % len(k.last)
	return k.oldest
}

// An event is its kind, in the lower half of a byte, with a bit for each field
// that is not as it was in the last one of that kind; the time since the event
// before; and by how much these fields differ.
const (
	newBack = 1 << (kindBits + iota)
	newSpan
	newQueue
	newSerial
)

// pack appends a chunk, and to those of its events that have them what their wides say.
// It returns the wides that are left.
func pack(b []byte, c *[chunkLen]record, wides []wide) ([]byte, []wide) {
	var seen kinds
	at := vtime.Time(0)
	for i := range c {
		r := &c[i]
		kind, head := seen.of(r), len(b)
		l := &seen.last[kind]
		b = binary.AppendUvarint(append(b, byte(kind)), uint64(r.at-at))
		field := func(bit byte, was, is uint32) {
			if was != is {
				b[head] |= bit
				b = binary.AppendVarint(b, int64(is)-int64(was))
			}
		}
		field(newBack, l.back, r.back)
		field(newSpan, l.span, r.span)
		field(newQueue, l.queue, r.queue)
		field(newSerial, l.serial, r.serial)
		if r.serial&isWide != 0 {
			b, wides = packWide(b, &wides[0]), wides[1:]
		}
		at, *l = r.at, *r
	}
	return b, wides
}

func packWide(b []byte, w *wide) []byte {
	e := &w.edge
	for _, n := range [...]uint64{
		uint64(w.id - w.parent), uint64(w.span), uint64(e.Where), uint64(e.Queue), uint64(e.Serial), uint64(e.Jitter),
	} {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

func (o *opened) unpack(b []byte) {
	var last [1 << kindBits]record
	at := vtime.Time(0)
	o.wides = o.wides[:0]
	for i := range o.records {
		head := b[0]
		since, n := binary.Uvarint(b[1:])
		b = b[1+n:]
		r := &last[head&(1<<kindBits-1)]
		at += vtime.Time(since)
		r.at = at
		field := func(bit byte, value *uint32) {
			if head&bit != 0 {
				by, n := binary.Varint(b)
				*value, b = uint32(int64(*value)+by), b[n:]
			}
		}
		field(newBack, &r.back)
		field(newSpan, &r.span)
		field(newQueue, &r.queue)
		field(newSerial, &r.serial)
		if r.serial&isWide != 0 {
			b = o.unpackWide(o.first+vtime.EventID(i), b)
		}
		o.records[i] = *r
	}
}

func (o *opened) unpackWide(id vtime.EventID, b []byte) []byte {
	var w [6]uint64
	for i := range w {
		n := 0
		w[i], n = binary.Uvarint(b)
		b = b[n:]
	}
	o.wides = append(o.wides, wide{id, id - vtime.EventID(w[0]), vtime.Time(w[1]), Link{
		Where: cause.Where(w[2]), Queue: vtime.Time(w[3]), Serial: vtime.Time(w[4]), Jitter: vtime.Time(w[5]),
	}})
	return b
}
