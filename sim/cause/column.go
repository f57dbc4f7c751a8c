package cause

import (
	"slices"

	"github.com/rttlab/rttlab/sim/internal/shelf"
)

// column is a list that grows at its end and is dropped from its beginning. Most
// are short: those that fit into one chunk have nothing else. Longer ones are kept
// in chunks: growing copies nothing, and what is dropped is filled again.
type column[T packable[T]] struct {
	tail []T        // the newest entries
	more *chunks[T] // what lies before them; nil as long as nothing ever did
}

// chunks are the entries of a column before its tail.
type chunks[T packable[T]] struct {
	packed shelf.Shelf[T] // the oldest
	full   [][]T          // those behind them
	spare  [][]T          // dropped, to be filled again
	skip   int            // dropped entries of the first ones

	opened     []T // what a packed chunk holds
	openedFrom int // 1 and which one
}

const chunkLen = 128

// len returns the number of entries.
func (c *column[T]) len() int {
	if m := c.more; m != nil {
		return m.len()*chunkLen - m.skip + len(c.tail)
	}
	return len(c.tail)
}

// empty reports whether there are no entries: only then the tail has none.
func (c *column[T]) empty() bool { return len(c.tail) == 0 }

// at returns an entry. It holds until the next call, and only the last one may be changed.
func (c *column[T]) at(i int) *T {
	if c.more != nil {
		i += c.more.skip
		if k := i / chunkLen; k < c.more.len() {
			return &c.more.chunk(k)[i%chunkLen]
		}
		i -= c.more.len() * chunkLen
	}
	return &c.tail[i]
}

// last returns the entry at the end; there must be one.
func (c *column[T]) last() *T { return &c.tail[len(c.tail)-1] }

func (c *column[T]) push(x T) {
	if len(c.tail) == chunkLen {
		c.turn()
	}
	c.tail = append(c.tail, x)
}

// turn begins a new tail.
func (c *column[T]) turn() {
	if c.more == nil {
		c.more = &chunks[T]{}
	}
	m := c.more
	m.full = append(m.full, c.tail)
	if n := len(m.spare); n > 0 {
		c.tail, m.spare = m.spare[n-1][:0], m.spare[:n-1]
	} else {
		c.tail = make([]T, 0, chunkLen)
	}
}

// pop takes the last entry off. The tail is not empty unless the column is.
func (c *column[T]) pop() {
	c.tail = c.tail[:len(c.tail)-1]
	if m := c.more; len(c.tail) == 0 && m != nil && m.len() > 0 {
		m.spare = append(m.spare, c.tail)
		if k := len(m.full) - 1; k >= 0 {
			c.tail, m.full[k] = m.full[k], nil
			m.full = m.full[:k]
		} else {
			c.tail, m.openedFrom = unpackEntries(make([]T, 0, chunkLen), m.packed.Pop()), 0
		}
		c.level()
	}
}

// drop takes the first k entries off. Of the chunks that were dropped before,
// hardly any is kept that has not been filled again.
func (c *column[T]) drop(k int) {
	m := c.more
	if m == nil {
		if k > 0 {
			c.tail = c.tail[:copy(c.tail, c.tail[k:])]
		}
		return
	}
	m.skip += k
	kept := min(len(m.spare), k, 1)
	clear(m.spare[kept:])
	m.spare = m.spare[:kept]
	if gone, _ := m.packed.Drop(m.skip / chunkLen); gone > 0 {
		m.skip -= gone * chunkLen
		m.openedFrom = 0
	}
	if m.packed.Len() == 0 {
		gone := min(m.skip/chunkLen, len(m.full))
		m.skip -= gone * chunkLen
		m.spare = append(m.spare, m.full[:gone]...)
		m.full = slices.Delete(m.full, 0, gone)
	}
	c.level()
}

// level moves the tail up if what was dropped reaches into it.
func (c *column[T]) level() {
	if m := c.more; m.len() == 0 && m.skip > 0 {
		c.tail = c.tail[:copy(c.tail, c.tail[m.skip:])]
		m.skip = 0
	}
}

// search returns the first entry for which is holds, as it does for all that
// follow, or the number of entries.
func (c *column[T]) search(is func(*T) bool) int {
	lo, hi := 0, c.len()
	if m := c.more; m != nil && m.len() > 0 {
		from, to := m.find(is) // the chunk first, without looking into those that are packed
		lo, hi = max(0, from*chunkLen-m.skip), min(hi, to*chunkLen-m.skip)
	}
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); is(c.at(mid)) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
