package tcp

// sendBuffer holds the bytes [una, end) of the stream as shared chunks. Zeros alone
// need none. Offsets are stream offsets (the first byte is 1).
type sendBuffer struct {
	end    int64 // offset after the last byte
	chunks []Payload
	head   int32 // chunks before it are acknowledged
	cur    int32 // chunk that the last slice came from: access is almost always sequential
	curAt  int64 // its offset
	base   int64 // offset of the first byte of chunks[head]
}

func (b *sendBuffer) init() { b.base, b.end, b.curAt = 1, 1, 1 }

// add appends p, which must not be modified afterwards.
func (b *sendBuffer) add(p Payload) {
	switch n := len(b.chunks); {
	case p.Bytes != nil:
		b.append(p)
	case n > 0:
		b.chunks[n-1].Len += p.Len
	}
	b.end += int64(p.Len)
}

// append adds a chunk, behind one of the zeros that are there.
func (b *sendBuffer) append(p Payload) {
	if len(b.chunks) == 0 && b.end > b.base {
		b.chunks = append(b.chunks, Payload{Len: int(b.end - b.base)})
	}
	b.chunks = append(b.chunks, p)
}

// copyIn appends a copy of p. Small writes share a chunk: appending within its
// capacity leaves the parts that segments refer to in place.
func (b *sendBuffer) copyIn(p []byte) {
	if n := len(b.chunks); n > int(b.head) {
		last := &b.chunks[n-1]
		if last.Bytes != nil && last.Len == len(last.Bytes) && cap(last.Bytes)-last.Len >= len(p) {
			last.Bytes = append(last.Bytes, p...)
			last.Len += len(p)
			b.end += int64(len(p))
			return
		}
	}
	own := make([]byte, len(p), max(len(p), 512))
	copy(own, p)
	b.append(Payload{own, len(own)})
	b.end += int64(len(p))
}

// slice returns the bytes [from, to), which must be in the buffer.
func (b *sendBuffer) slice(from, to int64) Payload {
	if len(b.chunks) == 0 {
		return Payload{Len: int(to - from)}
	}
	if from < b.curAt || b.cur < b.head {
		b.cur, b.curAt = b.head, b.base
	}
	for from >= b.curAt+int64(b.chunks[b.cur].Len) {
		b.curAt += int64(b.chunks[b.cur].Len)
		b.cur++
	}
	c := b.chunks[b.cur]
	if to <= b.curAt+int64(c.Len) {
		return c.Slice(int(from-b.curAt), int(to-b.curAt))
	}
	return b.gather(from, to)
}

// gather copies a range that crosses chunks.
func (b *sendBuffer) gather(from, to int64) Payload {
	out := make([]byte, 0, to-from)
	at := b.curAt
	for i := b.cur; at < to; i++ {
		c := b.chunks[i]
		lo, hi := max(from-at, 0), min(to-at, int64(c.Len))
		out = c.Slice(int(lo), int(hi)).AppendTo(out)
		at += int64(c.Len)
	}
	return Payload{out, len(out)}
}

// release forgets the bytes before offset una.
func (b *sendBuffer) release(una int64) {
	if len(b.chunks) == 0 {
		b.base = min(una, b.end)
		b.curAt = b.base
		return
	}
	b.releaseChunks(una)
}

func (b *sendBuffer) releaseChunks(una int64) {
	for int(b.head) < len(b.chunks) && b.base+int64(b.chunks[b.head].Len) <= una {
		b.base += int64(b.chunks[b.head].Len)
		b.chunks[b.head] = Payload{}
		b.head++
	}
	switch kept := b.chunks[b.head:]; {
	case len(kept) == 0:
		b.chunks, b.head, b.cur, b.curAt = b.chunks[:0], 0, 0, b.base
	case b.head >= 64 && int(b.head) >= len(kept):
		n := copy(b.chunks, kept)
		clear(b.chunks[n:])
		b.chunks = b.chunks[:n]
		b.cur, b.head = max(b.cur-b.head, 0), 0
		if b.cur == 0 {
			b.curAt = b.base
		}
	}
}

// readQueue holds in-order bytes that the application has not read. Zeros alone need
// no parts.
type readQueue struct {
	parts []Payload
	head  int
	len   int64
}

func (q *readQueue) add(p Payload) {
	if p.Len == 0 {
		return
	}
	switch n := len(q.parts); {
	case p.Bytes != nil:
		q.append(p)
	case n > 0:
		q.parts[n-1].Len += p.Len
	}
	q.len += int64(p.Len)
}

// append adds a part, behind one of the zeros that are there.
func (q *readQueue) append(p Payload) {
	if len(q.parts) == 0 && q.len > 0 {
		q.parts = append(q.parts, Payload{Len: int(q.len)})
	}
	q.parts = append(q.parts, p)
}

// read copies into dst and removes what it copied.
func (q *readQueue) read(dst []byte) int {
	if len(q.parts) == 0 {
		n := q.discard(int64(len(dst)))
		clear(dst[:n])
		return int(n)
	}
	total := 0
	for total < len(dst) && q.head < len(q.parts) {
		n := q.parts[q.head].copyTo(dst[total:])
		total += n
		q.drop(n)
	}
	return total
}

// discard removes up to n bytes and returns how many it removed.
func (q *readQueue) discard(n int64) int64 {
	n = min(n, q.len)
	if len(q.parts) == 0 {
		q.len -= n
		return n
	}
	for left := n; left > 0; {
		k := min(left, int64(q.parts[q.head].Len))
		q.drop(int(k))
		left -= k
	}
	return n
}

// drop removes n bytes of the first part.
func (q *readQueue) drop(n int) {
	p := &q.parts[q.head]
	q.len -= int64(n)
	if n < p.Len {
		*p = p.Slice(n, p.Len)
		return
	}
	*p = Payload{}
	q.head++
	switch {
	case q.head == len(q.parts):
		q.parts, q.head = q.parts[:0], 0
	case q.head >= 64 && q.head*2 >= len(q.parts):
		k := copy(q.parts, q.parts[q.head:])
		clear(q.parts[k:])
		q.parts, q.head = q.parts[:k], 0
	}
}
