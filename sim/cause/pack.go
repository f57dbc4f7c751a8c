package cause

import (
	"encoding/binary"
	"slices"
	"sort"

	"github.com/rttlab/rttlab/sim/internal/shelf"
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

func (a again) numbers() numbers {
	return numbers{a.start, uint64(a.at.Now), uint64(a.at.Event), uint64(a.size), uint64(a.why)}
}

func (again) of(n numbers) again { return again{n[0], stampOf(n[1], n[2]), uint32(n[3]), Why(n[4])} }

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

// Archive keeps records that are too many for memory, and Piece is some of them.
type (
	Archive = shelf.Archive
	Piece   = shelf.Piece
)

// pack makes entries smaller that hardly anybody looks at, now that the column
// is long: all but the newest ones.
func (c *column[T]) pack(to Archive) {
	m := c.more
	if m == nil {
		return
	}
	n := max(0, len(m.full)-2)
	for _, full := range m.full[:n] {
		var space [chunkLen * 16]byte
		m.packed.Add(packEntries(space[:0], full), full[chunkLen-1], to)
		m.spare = append(m.spare, full[:0])
	}
	m.full = slices.Delete(m.full, 0, n)
}

// release gives back what lies in an archive: nobody reads the column any more.
func (c *column[T]) release() {
	if m := c.more; m != nil {
		m.packed.Drop(m.packed.Len())
	}
}

// len returns the number of chunks.
func (m *chunks[T]) len() int { return m.packed.Len() + len(m.full) }

// chunk returns the entries of a chunk; those of a packed one until the next call.
func (m *chunks[T]) chunk(k int) []T {
	if n := m.packed.Len(); k >= n {
		return m.full[k-n]
	}
	if m.openedFrom != k+1 {
		m.opened = unpackEntries(slices.Grow(m.opened[:0], chunkLen), m.packed.At(k))
		m.openedFrom = k + 1
	}
	return m.opened
}

// find returns among which chunks the first entry is for which is holds, as it does for
// all that follow; those behind the last one if there is none.
func (m *chunks[T]) find(is func(*T) bool) (from, to int) {
	from, to = m.packed.Find(is)
	if from == m.packed.Len() {
		from += sort.Search(len(m.full), func(i int) bool { return is(&m.full[i][chunkLen-1]) })
		to = from + 1
	}
	return from, to
}

// packEntries writes an entry as a byte that has a bit for each number that has
// not grown by as much as it did before, followed by by how much more it has.
func packEntries[T packable[T]](b []byte, list []T) []byte {
	var was, grew numbers
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
	return b
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
