package httpx

import (
	"bytes"

	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/httpx/internal/h2"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/stack"
)

// broken answers as a broken server does, and reports whether it did. What a cut
// response is counted in are the bytes that its header has in HTTP/1.1, and those
// of its body.
func (o *office) broken(p *sim.Proc, of *order, k *answerKey, method string) bool {
	r := &k.resource
	switch {
	case r.Says != "":
		o.say([]byte(r.Says))
	case r.Endless == EndlessHeader:
		o.endlessHeader(p, of, k)
	case r.Endless == EndlessBody:
		o.endlessBody(p, of, k)
	case r.Cut != NotCut:
		o.cut(p, of, k, method)
	default:
		return false
	}
	return true
}

// say writes bytes that the machine knows nothing of.
func (m *session) say(b []byte) {
	m.raw = append(m.raw, b...)
	m.flush()
}

// endlessHeader sends a header that goes on until the client has had enough.
func (o *office) endlessHeader(p *sim.Proc, of *order, k *answerKey) {
	var b bytes.Buffer
	f := http2.NewFramer(&b, nil)
	f.AllowIllegalWrites = true
	_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: of.id, BlockFragment: []byte{0x88}}) // :status 200; to memory
	field := append([]byte{0, 1, 'x', 100}, bytes.Repeat([]byte{'y'}, 100)...)
	for !of.dropped && !o.closed && o.err == nil {
		_ = f.WriteContinuation(of.id, false, bytes.Repeat(field, 40)) // to memory
		o.say(bytes.Clone(b.Bytes()))
		b.Reset()
		p.Sleep(k.resource.Pause, cause.Host)
		for len(o.raw) > 0 && !o.closed && o.err == nil {
			p.Wait(&o.drain, "a part of a header to leave")
		}
	}
}

// endlessBody sends a body that goes on until the client has had enough.
func (o *office) endlessBody(p *sim.Proc, of *order, k *answerKey) {
	k.framing = ByClose
	if !o.machine.Respond(o.now(), of.id, o.visit.server.responseFields(*k), true) {
		return
	}
	for o.send(p, of, false, nil, []stack.Payload{zeros(chunkSize)}) {
		of.h.work(p, cause.ServerThink, func() { p.Sleep(k.resource.Pause, cause.Host) })
	}
}

// cut sends a part of a response.
func (o *office) cut(p *sim.Proc, of *order, k *answerKey, method string) {
	r, s := &k.resource, o.visit.server
	left := r.CutAt - int64(len(s.head(*k)))
	if left >= 0 && o.machine.Respond(o.now(), of.id, s.responseFields(*k), true) {
		if !r.bodiless(method) && left > 0 {
			o.machine.Write(o.now(), of.id, false, nil, h2.Piece(zeros(min(left, max(r.Size, 0)))))
		}
		o.flush()
		for !of.dropped && !o.closed && o.machine.Waiting() {
			p.Wait(&o.drain, "a cut response to leave")
		}
	}
	switch r.Cut {
	case CutByReset:
		o.stream.Reset()
	case CutByClose:
		_ = o.stream.Close() // it may be closed already
	}
}
