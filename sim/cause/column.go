package cause

import "slices"

// column is a list that grows at its end and is dropped from its beginning. Most
// are short: those that fit into one chunk have nothing else. Longer ones are kept
// in chunks: growing copies nothing, and what is dropped is filled again.
type column[T packable[T]] struct {
	tail []T        // the newest entries
	more *chunks[T] // what lies before them; nil as long as nothing ever did
}

// chunks are the entries of a column before its tail.
type chunks[T packable[T]] struct {
	full  []chunk[T]
	spare [][]T // dropped, to be filled again
	skip  int   // dropped entries of the first chunk

	packed     int   // chunks before this one are packed, but for the first
	opened     []T   // what a packed one holds
	openedFrom *byte // which one
}

const chunkLen = 128

// len returns the number of entries.
func (c *column[T]) len() int {
	if m := c.more; m != nil {
		return len(m.full)*chunkLen - m.skip + len(c.tail)
	}
	return len(c.tail)
}

// empty reports whether there are no entries: only then the tail has none.
func (c *column[T]) empty() bool { return len(c.tail) == 0 }

// at returns an entry. It holds until the next call, and may be changed only if
// it is the first or the last one.
func (c *column[T]) at(i int) *T {
	if c.more != nil {
		i += c.more.skip
		if k := i / chunkLen; k < len(c.more.full) {
			return &c.more.chunk(k)[i%chunkLen]
		}
		i -= len(c.more.full) * chunkLen
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
	m.full = append(m.full, chunk[T]{raw: c.tail})
	if n := len(m.spare); n > 0 {
		c.tail, m.spare = m.spare[n-1][:0], m.spare[:n-1]
	} else {
		c.tail = make([]T, 0, chunkLen)
	}
}

// pop takes the last entry off. The tail is not empty unless the column is.
func (c *column[T]) pop() {
	c.tail = c.tail[:len(c.tail)-1]
	if m := c.more; len(c.tail) == 0 && m != nil && len(m.full) > 0 {
		m.spare = append(m.spare, c.tail)
		k := len(m.full) - 1
		m.unpack(k)
		c.tail, m.full[k] = m.full[k].raw, chunk[T]{}
		m.full = m.full[:k]
		m.packed = min(m.packed, k)
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
	gone := min(m.skip/chunkLen, len(m.full))
	m.skip -= gone * chunkLen
	kept := min(len(m.spare), k, 1)
	clear(m.spare[kept:])
	m.spare = m.spare[:kept]
	for i := range gone {
		if raw := m.full[i].raw; raw != nil {
			m.spare = append(m.spare, raw)
		}
	}
	m.full = slices.Delete(m.full, 0, gone)
	if m.packed = max(0, m.packed-gone); m.packed > 0 && len(m.full) > 0 {
		m.unpack(0)
	}
	c.level()
}

// level moves the tail up if what was dropped reaches into it.
func (c *column[T]) level() {
	if m := c.more; len(m.full) == 0 && m.skip > 0 {
		c.tail = c.tail[:copy(c.tail, c.tail[m.skip:])]
		m.skip = 0
	}
}

// search returns the first entry for which is holds, as it does for all that
// follow, or the number of entries.
func (c *column[T]) search(is func(*T) bool) int {
	lo, hi := 0, c.len()
	if m := c.more; m != nil && len(m.full) > 0 {
		// The chunk first, without looking into those that are packed.
		k, end := 0, len(m.full)
		for k < end {
			if mid := int(uint(k+end) / 2); is(m.full[mid].end()) {
				end = mid
			} else {
				k = mid + 1
			}
		}
		lo, hi = max(0, k*chunkLen-m.skip), min(hi, (k+1)*chunkLen-m.skip)
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
