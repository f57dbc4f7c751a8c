package cause

import (
	"encoding/binary"
	"slices"

	"github.com/rttlab/rttlab/sim/vtime"
)

// packable is an entry of a column as numbers, of which most grow from entry to
// entry by as much as before.
type packable[T any] interface {
	numbers() numbers
	of(numbers) T
}

type numbers [5]uint64

func (m Mark) numbers() numbers {
	return numbers{m.End, uint64(m.Wanted.Now), uint64(m.Wanted.Event), uint64(m.Taken.Now), uint64(m.Taken.Event)}
}

func (Mark) of(n numbers) Mark { return Mark{n[0], stampOf(n[1], n[2]), stampOf(n[3], n[4])} }

func (e upTo) numbers() numbers { return numbers{e.end, uint64(e.at.Now), uint64(e.at.Event)} }

func (upTo) of(n numbers) upTo { return upTo{n[0], stampOf(n[1], n[2])} }

func (p progress) numbers() numbers {
	return numbers{p.end, uint64(p.at.Now), uint64(p.at.Event), uint64(p.origin)}
}

func (progress) of(n numbers) progress {
	return progress{upTo{n[0], stampOf(n[1], n[2])}, vtime.EventID(n[3])}
}

func (x change) numbers() numbers { return numbers{uint64(x.at), uint64(x.also), uint64(x.why)} }

func (change) of(n numbers) change { return change{vtime.Time(n[0]), Set(n[1]), Why(n[2])} }

func stampOf(now, event uint64) vtime.Stamp {
	return vtime.Stamp{Now: vtime.Time(now), Event: vtime.EventID(event)}
}

// chunk is entries of a column that follow each other: as they are, or packed
// into about a quarter of the space.
type chunk[T packable[T]] struct {
	raw    []T
	packed []byte
	last   T // of a packed chunk
}

// end returns the last entry.
func (c *chunk[T]) end() *T {
	if c.raw == nil {
		return &c.last
	}
	return &c.raw[chunkLen-1]
}

// pack makes entries smaller that hardly anybody looks at, now that the column
// is long: all but the first ones, which are dropped next, and the newest ones.
func (c *column[T]) pack() {
	m := c.more
	if m == nil {
		return
	}
	for m.packed = max(m.packed, 1); m.packed < len(m.full)-2; m.packed++ {
		k := &m.full[m.packed]
		m.spare = append(m.spare, k.raw[:0])
		*k = chunk[T]{packed: packEntries(k.raw), last: *k.end()}
	}
}

// chunk returns the entries of a chunk; those of a packed one until the next call.
func (m *chunks[T]) chunk(k int) []T {
	c := &m.full[k]
	if c.raw != nil {
		return c.raw
	}
	if m.openedFrom != &c.packed[0] {
		m.opened = unpackEntries(slices.Grow(m.opened[:0], chunkLen), c.packed)
		m.openedFrom = &c.packed[0]
	}
	return m.opened
}

// unpack makes a chunk as it was before it was packed.
func (m *chunks[T]) unpack(k int) {
	if c := &m.full[k]; c.raw == nil {
		*c = chunk[T]{raw: unpackEntries(make([]T, 0, chunkLen), c.packed)}
	}
}

// packEntries writes an entry as a byte that has a bit for each number that has
// not grown by as much as it did before, followed by by how much more it has.
func packEntries[T packable[T]](list []T) []byte {
	var space [chunkLen * 16]byte
	var was, grew numbers
	b := space[:0]
	for i := range list {
		head := len(b)
		b = append(b, 0)
		for j, v := range list[i].numbers() {
			by := v - was[j]
			if more := int64(by - grew[j]); more != 0 {
				b[head] |= 1 << j
				b = binary.AppendVarint(b, more)
			}
			was[j], grew[j] = v, by
		}
	}
	return slices.Clone(b)
}

func unpackEntries[T packable[T]](list []T, b []byte) []T {
	var none T
	var was, grew numbers
	for len(b) > 0 {
		head := b[0]
		b = b[1:]
		for j := range was {
			if head>>j&1 == 1 {
				more, n := binary.Varint(b)
				b = b[n:]
				grew[j] += uint64(more)
			}
			was[j] += grew[j]
		}
		list = append(list, none.of(was))
	}
	return list
}
