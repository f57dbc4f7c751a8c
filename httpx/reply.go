package httpx

import (
	"strconv"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/stack"
)

// maxZeros is the most that is written at once: it fits an int of 32 bits.
const maxZeros = 1 << 30

// chunkSize is how large chunks are that nobody chose, and writes that take time.
const chunkSize = 8 << 10

// writeZeros writes a header and n zeros behind it that nobody holds.
func writeZeros(s stack.Stream, head []byte, n int64) error {
	k := min(n, maxZeros)
	_, err := s.Writev(bytesOf(head), zeros(k))
	for n -= k; err == nil && n > 0; n -= k {
		k = min(n, maxZeros)
		_, err = s.Writev(zeros(k))
	}
	return err
}

func bytesOf(b []byte) stack.Payload { return stack.Payload{Bytes: b, Len: len(b)} }

func zeros(n int64) stack.Payload { return stack.Payload{Len: int(n)} }

// content is the body of a response on its way, piece by piece.
type content struct {
	framing Framing
	left    int64
	piece   int64
	trailer bool
	ended   bool
	parts   []stack.Payload // all of it, if it is not of one piece
}

// contentOf returns the body of a response.
func (s *Server) contentOf(k *answerKey, method string) content {
	o := &k.resource
	if o.bodiless(method) {
		return content{ended: true}
	}
	switch {
	case k.ranges != "":
		return content{parts: k.parts(), ended: true}
	case k.echo != "":
		return content{parts: []stack.Payload{bytesOf([]byte(k.echo))}, ended: true}
	}
	b := content{framing: k.framing, left: max(o.Size, 0), piece: o.Piece, trailer: o.Trailer}
	if b.piece == 0 {
		b.piece = s.WriteSize
	}
	if b.piece == 0 && (b.framing == Chunked || s.Kilobyte > 0) {
		b.piece = chunkSize
	}
	if b.piece == 0 || b.piece > maxZeros {
		b.piece = maxZeros
	}
	return b
}

// next returns what is written next, nil at the end.
func (b *content) next() []stack.Payload {
	if b.ended {
		all := b.parts
		b.parts = nil
		return all
	}
	n := min(b.left, b.piece)
	b.left -= n
	switch {
	case b.framing != Chunked:
		b.ended = b.left == 0
		return []stack.Payload{zeros(n)}
	case n > 0:
		// RFC 9112 section 7.1: the size in hexadecimal, the bytes, an empty line's end.
		size := strconv.AppendInt(nil, n, 16)
		return []stack.Payload{bytesOf(append(size, "\r\n"...)), zeros(n), bytesOf([]byte("\r\n"))}
	}
	b.ended = true
	last := "0\r\n"
	if b.trailer {
		last += trailerField + ": 0\r\n"
	}
	return []stack.Payload{bytesOf([]byte(last + "\r\n"))}
}

// reply writes a response: its header, and its body piece by piece.
func (v *visit) reply(p *sim.Proc, h *Handling, k answerKey, method string) error {
	s, body := v.server, v.server.contentOf(&k, method)
	o := &k.resource
	v.sent = 0
	parts := []stack.Payload{v.start(&k)}
	if s.HeaderApart || o.Endless != Ends {
		if err := v.write(p, o, parts...); err != nil {
			return err
		}
		parts = nil
	}
	if o.Endless != Ends {
		return v.endless(p, h, &k)
	}
	for first := true; ; first = false {
		piece := body.next()
		if piece == nil && len(parts) == 0 {
			return nil
		}
		if !first && len(piece) > 0 {
			h.work(p, cause.ServerThink, func() { p.Sleep(o.Pause, cause.Host) })
		}
		v.compute(p, h, piece)
		if err := v.write(p, o, append(parts, piece...)...); err != nil {
			return err
		}
		parts = nil
	}
}

// start is the header of a response, or what a broken server sends instead.
func (v *visit) start(k *answerKey) stack.Payload {
	head := v.server.head(*k)
	switch {
	case k.resource.Says != "":
		head = []byte(k.resource.Says)
	case k.resource.Endless == EndlessHeader:
		head = head[:len(head)-len("\r\n")] // without the empty line
	}
	return bytesOf(head)
}

// compute spends the time that a piece costs.
func (v *visit) compute(p *sim.Proc, h *Handling, piece []stack.Payload) {
	cores, cost := &v.server.cores, v.server.ofBytes(lengthOf(piece))
	if cost == 0 {
		return
	}
	h.work(p, cause.ServerQueue, func() { cores.acquire(p) })
	h.work(p, cause.ServerThink, func() { cores.compute(p, cost) })
	cores.release()
}

func lengthOf(parts []stack.Payload) (n int64) {
	for _, p := range parts {
		n += int64(p.Len)
	}
	return n
}

// work records what the server does between two writes.
func (h *Handling) work(p *sim.Proc, why cause.Why, do func()) {
	before := p.Now().Now
	do()
	if p.Now().Now == before {
		return
	}
	if h.Writing == nil {
		h.Writing = &cause.Chrono{}
		h.Writing.Set(h.Respond.Now, cause.SendBuffer, 0)
	}
	h.Writing.Set(before, why, 0)
	h.Writing.Set(p.Now().Now, cause.SendBuffer, 0)
}
