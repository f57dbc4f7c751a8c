package tcp

// sendBuffer holds the bytes of the stream that are not acknowledged. Offsets are stream
// offsets (the first byte is 1).
type sendBuffer struct {
	end    int64       // offset after the last byte
	chunks *sendChunks // nil as long as all of them are zeros, of which nothing need be kept
}

func (b *sendBuffer) init() { b.end = 1 }

// add appends p, which must not be modified afterwards. Una is the oldest byte that is not
// acknowledged.
func (b *sendBuffer) add(p Payload, una int64) {
	if p.Bytes != nil || b.chunks != nil {
		b.kept(una).add(p, b.end)
	}
	b.end += int64(p.Len)
}

// copyIn appends a copy of p.
func (b *sendBuffer) copyIn(p []byte, una int64) {
	b.kept(una).copyIn(p, b.end)
	b.end += int64(len(p))
}

// kept returns the chunks, which begin when something else than zeros is written.
func (b *sendBuffer) kept(una int64) *sendChunks {
	if b.chunks == nil {
		base := max(una, 1)
		b.chunks = &sendChunks{base: base, curAt: base}
		b.chunks.list = b.chunks.first[:0]
	}
	return b.chunks
}

// slice returns the bytes [from, to), which must be in the buffer.
func (b *sendBuffer) slice(from, to int64) Payload {
	if b.chunks == nil {
		return Payload{Len: int(to - from)}
	}
	return b.chunks.slice(from, to)
}

// release forgets the bytes before offset una.
func (b *sendBuffer) release(una int64) {
	if b.chunks != nil {
		b.chunks.release(min(una, b.end))
	}
}

// sendChunks is what a send buffer holds, in shared chunks. While all of it is zeros
// there are none.
type sendChunks struct {
	list  []Payload
	first [1]Payload // where the list begins: mostly there is one
	head  int32      // chunks before it are acknowledged
	cur   int32      // chunk that the last slice came from: access is almost always sequential
	curAt int64      // its offset
	base  int64      // offset of the first byte of list[head]
}

// add appends p at an offset.
func (b *sendChunks) add(p Payload, end int64) {
	switch n := len(b.list); {
	case p.Bytes != nil:
		b.append(p, end)
	case n > 0:
		b.list[n-1].Len += p.Len
	}
}

// append adds a chunk, behind one of the zeros that are there.
func (b *sendChunks) append(p Payload, end int64) {
	if len(b.list) == 0 && end > b.base {
		b.list = append(b.list, Payload{Len: int(end - b.base)})
	}
	b.list = append(b.list, p)
}

// copyIn appends a copy of p. Small writes share a chunk: appending within its
// capacity leaves the parts that segments refer to in place.
func (b *sendChunks) copyIn(p []byte, end int64) {
	if n := len(b.list); n > int(b.head) {
		last := &b.list[n-1]
		if last.Bytes != nil && last.Len == len(last.Bytes) && cap(last.Bytes)-last.Len >= len(p) {
			last.Bytes = append(last.Bytes, p...)
			last.Len += len(p)
			return
		}
	}
	own := make([]byte, len(p), max(len(p), 512))
	copy(own, p)
	b.append(Payload{own, len(own)}, end)
}

func (b *sendChunks) slice(from, to int64) Payload {
	if len(b.list) == 0 {
		return Payload{Len: int(to - from)}
	}
	if from < b.curAt || b.cur < b.head {
		b.cur, b.curAt = b.head, b.base
	}
	for from >= b.curAt+int64(b.list[b.cur].Len) {
		b.curAt += int64(b.list[b.cur].Len)
		b.cur++
	}
	c := b.list[b.cur]
	if to <= b.curAt+int64(c.Len) {
		return c.Slice(int(from-b.curAt), int(to-b.curAt))
	}
	return b.gather(from, to)
}

// gather copies a range that crosses chunks.
func (b *sendChunks) gather(from, to int64) Payload {
	out := make([]byte, 0, to-from)
	at := b.curAt
	for i := b.cur; at < to; i++ {
		c := b.list[i]
		lo, hi := max(from-at, 0), min(to-at, int64(c.Len))
		out = c.Slice(int(lo), int(hi)).AppendTo(out)
		at += int64(c.Len)
	}
	return Payload{out, len(out)}
}

func (b *sendChunks) release(una int64) {
	if len(b.list) == 0 {
		b.base, b.curAt = una, una
		return
	}
	for int(b.head) < len(b.list) && b.base+int64(b.list[b.head].Len) <= una {
		b.base += int64(b.list[b.head].Len)
		b.list[b.head] = Payload{}
		b.head++
	}
	switch kept := b.list[b.head:]; {
	case len(kept) == 0:
		b.list, b.head, b.cur, b.curAt = b.list[:0], 0, 0, b.base
	case b.head >= 64 && int(b.head) >= len(kept):
		n := copy(b.list, kept)
		clear(b.list[n:])
		b.list = b.list[:n]
		b.cur, b.head = max(b.cur-b.head, 0), 0
		if b.cur == 0 {
			b.curAt = b.base
		}
	}
}

// readQueue holds in-order bytes that the application has not read. Zeros alone need
// no more than their number.
type readQueue struct {
	len   int64
	parts *parts // nil as long as all were zeros
}

// parts are the bytes of a read queue.
type parts struct {
	list  []Payload
	head  int // parts before it were read
	first [1]Payload
}

// zeros reports whether all that waits are zeros.
func (q *readQueue) zeros() bool { return q.parts == nil || len(q.parts.list) == 0 }

func (q *readQueue) add(p Payload) {
	if p.Len == 0 {
		return
	}
	switch {
	case p.Bytes != nil:
		q.append(p)
	case !q.zeros():
		q.parts.list[len(q.parts.list)-1].Len += p.Len
	}
	q.len += int64(p.Len)
}

// append adds a part, behind one of the zeros that are there.
func (q *readQueue) append(p Payload) {
	k := q.parts
	if k == nil {
		k = &parts{}
		k.list, q.parts = k.first[:0], k
	}
	if len(k.list) == 0 && q.len > 0 {
		k.list = append(k.list, Payload{Len: int(q.len)})
	}
	k.list = append(k.list, p)
}

// read copies into dst and removes what it copied.
func (q *readQueue) read(dst []byte) int {
	if q.zeros() {
		n := q.discard(int64(len(dst)))
		clear(dst[:n])
		return int(n)
	}
	total := 0
	for total < len(dst) && !q.zeros() {
		n := q.parts.next().copyTo(dst[total:])
		total += n
		q.drop(n)
	}
	return total
}

// discard removes up to n bytes and returns how many it removed.
func (q *readQueue) discard(n int64) int64 {
	n = min(n, q.len)
	if q.zeros() {
		q.len -= n
		return n
	}
	for left := n; left > 0; {
		k := min(left, int64(q.parts.next().Len))
		q.drop(int(k))
		left -= k
	}
	return n
}

// drop removes n bytes of the first part.
func (q *readQueue) drop(n int) {
	q.len -= int64(n)
	q.parts.drop(n)
}

// next is the part that is read next; there must be one.
func (k *parts) next() *Payload { return &k.list[k.head] }

func (k *parts) drop(n int) {
	p := k.next()
	if n < p.Len {
		*p = p.Slice(n, p.Len)
		return
	}
	*p = Payload{}
	k.head++
	switch {
	case k.head == len(k.list):
		k.list, k.head = k.list[:0], 0
	case k.head >= 64 && k.head*2 >= len(k.list):
		n := copy(k.list, k.list[k.head:])
		clear(k.list[n:])
		k.list, k.head = k.list[:n], 0
	}
}
