package link

// body is the content of a test's frame: as many bytes as it is long, each of
// them its number.
type body struct {
	frame    Frame
	id       int
	raw      []byte // the damaged form, nil if it is whole
	released int
}

func newFrame(n int) *Frame { return newNumbered(n, 0) }

// newNumbered makes a frame of n bytes whose identity and key are id.
func newNumbered(n, id int) *Frame {
	b := &body{id: id}
	b.frame = Frame{Len: n, Key: uint64(id), Body: b}
	return &b.frame
}

func (b *body) AppendWire(dst []byte) []byte {
	if b.raw != nil {
		return append(dst, b.raw...)
	}
	for range b.frame.Len {
		dst = append(dst, byte(b.id))
	}
	return dst
}

func (b *body) Damage(raw []byte) { b.raw = append([]byte(nil), raw...) }

func (b *body) Clone() *Frame {
	c := *b
	c.frame.Body = &c
	return &c.frame
}

func (b *body) Release() { b.released++ }
