package sim

import (
	"encoding/binary"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// chunk is events that follow each other: as they were written, or packed into
// about a quarter of the space, once hardly anybody looks at them any more.
type chunk struct {
	raw    *[chunkLen]record
	packed []byte
	last   vtime.Time // of a packed chunk
}

// end returns when the last event of a full chunk ran.
func (c *chunk) end() vtime.Time {
	if c.raw == nil {
		return c.last
	}
	return c.raw[chunkLen-1].at
}

// Pack makes what happened before a time smaller: from now on hardly anybody asks
// for it, and no frame is under way that left earlier. It can be read as before.
func (l *Log) Pack(before vtime.Time) {
	for full := l.full(); l.packed < full && l.chunks[l.packed].end() < before; l.packed++ {
		c := &l.chunks[l.packed]
		l.scratch = pack(l.scratch[:0], c.raw)
		l.free = append(l.free, c.raw)
		*c = chunk{packed: slices.Clone(l.scratch), last: c.end()}
	}
}

// unpacked returns the records of a packed chunk. They hold until the next call.
func (l *Log) unpacked(i int) *[chunkLen]record {
	c := &l.chunks[i]
	if l.opened == nil {
		l.opened = new([chunkLen]record)
	}
	if l.openedFrom != &c.packed[0] {
		unpack(l.opened, c.packed)
		l.openedFrom = &c.packed[0]
	}
	return l.opened
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

func pack(b []byte, c *[chunkLen]record) []byte {
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
		at, *l = r.at, *r
	}
	return b
}

func unpack(c *[chunkLen]record, b []byte) {
	var last [1 << kindBits]record
	at := vtime.Time(0)
	for i := range c {
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
		c[i] = *r
	}
}
