package tls

// places knows where in the TCP stream bytes lie that were read.
type places struct {
	read  uint64  // bytes so far
	ends  uint64  // of what has come
	marks []place // in order; the first lies at or before all that is asked for
}

// place says that the bytes up to a count lie before an offset of the TCP stream.
type place struct{ count, offset uint64 }

// remembered is for how many bytes back places are known: more than a reader takes at
// once and has in its buffer.
const remembered = 256 << 10

func (p *places) begin(offset uint64) { p.marks = append(p.marks, place{p.ends, offset}) }

// came notes a record of n bytes that ends at an offset.
func (p *places) came(n int, offset uint64) {
	p.ends += uint64(n)
	old := 0
	for old < len(p.marks)-1 && p.marks[old+1].count+remembered < p.read {
		old++
	}
	if old > len(p.marks)/2 {
		p.marks = append(p.marks[:0], p.marks[old:]...)
	}
	p.marks = append(p.marks, place{p.ends, offset})
}

// end notes, once, that the end was read, which takes a place of its own.
func (p *places) end(offset uint64, noted *bool) {
	if !*noted {
		*noted = true
		p.came(1, offset)
		p.read++
	}
}

// ReadOffsetBefore satisfies stack.Stream.
func (p *places) ReadOffsetBefore(n int64) uint64 {
	count := p.read - uint64(n)
	for i := len(p.marks) - 1; i > 0; i-- {
		if p.marks[i-1].count < count {
			return p.marks[i].offset
		}
	}
	if len(p.marks) == 0 {
		return 0
	}
	return p.marks[0].offset
}

// buffers is memory for records that arrive, which many sessions use in turn.
type buffers struct {
	free  [][]byte
	plain bool // requests in the clear are to be told apart
}

// usualBuffer is for a record of the largest usual size.
const usualBuffer = headerLen + MaxRecord + 256

// grow returns memory of at least n bytes that begins with b.
func (f *buffers) grow(b []byte, n int) []byte {
	if n <= cap(b) {
		return b
	}
	if last := len(f.free) - 1; last >= 0 && n <= usualBuffer && n > headerLen {
		larger := append(f.free[last][:0], b...)
		f.free = f.free[:last]
		return larger
	}
	size := n
	if n > 1<<10 {
		size = max(n, usualBuffer)
	}
	return append(make([]byte, 0, size), b...)
}

// give takes memory back that nobody uses any more.
func (f *buffers) give(b []byte) {
	if cap(b) >= usualBuffer {
		f.free = append(f.free, b[:0])
	}
}
