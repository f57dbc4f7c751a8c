package httpx

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/httpx/internal/h2"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// office is a server's connection that speaks HTTP/2.
type office struct {
	*session
	visit   *visit
	streams map[uint32]*order
}

// order is a request and what becomes of it.
type order struct {
	id      uint32
	h       *Handling
	req     *http.Request
	begun   bool       // a process handles it
	dropped bool       // nobody wants the response
	limit   *sim.Timer // nil: the response has not begun, or may take any time
	err     error
}

// preface is how a connection begins that speaks HTTP/2 (RFC 9113 section 3.4).
// No method of version 1 begins so.
const preface = "PRI"

// speaksHTTP2 reports whether the client begins with HTTP/2. An error says that it
// does not begin at all.
func (v *visit) speaksHTTP2(p *sim.Proc) (bool, error) {
	if v.server.Version != HTTP2 {
		return false, nil
	}
	v.within(p, v.server.IdleTimeout)
	b, err := v.reader.Peek(len(preface))
	return string(b) == preface, err
}

// serveStreams handles the requests of a connection that speaks HTTP/2.
func (v *visit) serveStreams(p *sim.Proc) {
	s := v.server
	o := &office{visit: v, streams: map[uint32]*order{}}
	cfg := s.Multiplexing.config(false)
	cfg.Chronos, cfg.Requests = o.writing, s.MaxRequests
	if !s.KeepAlive {
		cfg.Requests = 1
	}
	o.session = newSession(s.Host, v.stream, cfg, s.WriteChunk, s.Recorder)
	o.written = o.wrote
	o.flush()
	o.listen(p)
	for _, id := range o.open() {
		o.drop(id)
	}
	var code http2.ErrCode
	if e, ok := o.machine.Err().(*h2.Error); ok {
		code = e.Code
	}
	o.end(code)
	if o.machine.Err() != nil {
		v.leave(p) // what it has to say must not be lost
	}
}

// open lists the streams that are open.
func (o *office) open() []uint32 {
	list := make([]uint32, 0, len(o.streams))
	//tidy:ordered they are sorted afterwards
	for id := range o.streams {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// writing is the stopwatch of a response on its way.
func (o *office) writing(id uint32) *cause.Chrono {
	of := o.streams[id]
	if of == nil {
		return nil
	}
	if of.h.Writing == nil {
		of.h.Writing = &cause.Chrono{}
	}
	return of.h.Writing
}

// wrote sees a response end.
func (o *office) wrote(f *h2.Frame, _, _ uint64) {
	if of := o.streams[f.Stream]; of != nil && f.Ended {
		of.h.Done = o.host.Net().Kernel().Now()
		if of.err != nil { // the rest of the request is of no interest (RFC 9113 section 8.1)
			o.machine.Reset(o.now(), f.Stream, http2.ErrCodeNo)
		}
		o.forget(f.Stream)
	}
}

// forget takes a stream off the list, and lets an idle connection end one day.
func (o *office) forget(id uint32) {
	if limit := o.streams[id].limit; limit != nil {
		limit.Stop()
	}
	delete(o.streams, id)
	if len(o.streams) == 0 {
		o.patience()
	}
}

// patience sets until when the client may be silent.
func (o *office) patience() {
	s, most, until := o.visit.server, vtime.Time(0), vtime.Never
	since, partial := o.machine.Partial()
	switch {
	case len(o.unfinished()) > 0:
		most = s.Patience.Body
	case len(o.streams) > 0: // it waits for the server
	case o.machine.Leaving(): // it closes what it has no more use for
		most = max(s.LingerTimeout, vtime.Millisecond)
	case !partial:
		most = s.IdleTimeout
	}
	if most > 0 {
		until = o.now().Add(most)
	}
	if partial && s.Patience.Header > 0 && !o.machine.Leaving() {
		until = min(until, since.Add(s.Patience.Header))
	}
	o.stream.ReadBy(until)
}

// unfinished lists the streams whose requests have not come whole.
func (o *office) unfinished() []uint32 {
	return slices.DeleteFunc(o.open(), func(id uint32) bool { return o.streams[id].begun })
}

// limit gives a response up of which the client takes nothing for too long: its
// windows are full, and nothing else of the connection leaves either.
func (o *office) limit(of *order) {
	k, most := o.host.Net().Kernel(), o.visit.server.Patience.Response
	if most == 0 {
		return
	}
	began := k.Now().Now
	var check func(vtime.Stamp)
	check = func(now vtime.Stamp) {
		since := max(began, o.log.last())
		if !o.machine.Pending(of.id) || o.busy {
			since = now.Now
		}
		if since.Add(most) <= now.Now {
			o.machine.Reset(o.now(), of.id, http2.ErrCodeCancel)
			o.drop(of.id)
			o.flush()
			return
		}
		of.limit = k.At(since.Add(most), cause.TimerIdle, check)
	}
	of.limit = k.At(began.Add(most), cause.TimerIdle, check)
}

// listen reads what the client sends until the connection is over.
func (o *office) listen(p *sim.Proc) {
	v := o.visit
	buf := make([]byte, 4096)
	for o.machine.Err() == nil && o.err == nil {
		o.patience()
		n, err := v.reader.Read(buf)
		o.feed(buf[:n])
		for e, more := o.machine.Next(); more; e, more = o.machine.Next() {
			o.happened(p, &e)
		}
		o.flush()
		if err != nil && !o.stays(p, err) {
			return
		}
	}
}

// stays reports whether a read that failed did so because the client was silent
// for too long. It is told so first, and what it began to ask for is answered.
func (o *office) stays(p *sim.Proc, err error) bool {
	if !errors.Is(err, errno.ETIMEDOUT) || o.machine.Leaving() {
		return false
	}
	for _, id := range o.unfinished() {
		o.streams[id].err = errno.ETIMEDOUT
		o.begin(p, o.streams[id])
	}
	if _, partial := o.machine.Partial(); partial || len(o.streams) == 0 {
		o.leave(http2.ErrCodeNo)
	}
	return true
}

// happened acts on what came.
func (o *office) happened(p *sim.Proc, e *h2.Event) {
	switch e.Kind {
	case h2.Headers:
		o.header(p, e)
	case h2.Data:
		o.machine.Consume(o.now(), e.Stream, e.N)
	case h2.Reset:
		o.drop(e.Stream)
		return
	default:
		return
	}
	if of := o.streams[e.Stream]; of != nil && e.Ended && !of.begun {
		o.begin(p, of)
	}
}

// header takes a request's header.
func (o *office) header(p *sim.Proc, e *h2.Event) {
	if o.streams[e.Stream] != nil {
		return // a trailer
	}
	v := o.visit
	of := &order{id: e.Stream, h: &Handling{Accepted: v.accepted, Opened: v.opened}}
	of.req, of.err = requestOf(e.Fields)
	if e.Long {
		of.err = errHeaderTooLong
	}
	if of.err == nil {
		v.tells(of.req)
	}
	o.streams[e.Stream] = of
	v.server.Recorder.handleAt(v.stream.Record(), int(e.Stream-1)/2, of.h)
}

// drop gives up a response.
func (o *office) drop(id uint32) {
	if of := o.streams[id]; of != nil {
		of.dropped = true
		of.h.Done = o.host.Net().Kernel().Now()
		o.forget(id)
		o.session.drain.WakeAll()
	}
}

// begin handles a request that is there whole.
func (o *office) begin(p *sim.Proc, of *order) {
	of.begun, of.h.Read = true, p.Now()
	o.host.GoDaemon("http2-stream", func(p *sim.Proc) { o.handle(p, of) })
}

// handle waits for a worker, thinks, and gives the response to the machine.
func (o *office) handle(p *sim.Proc, of *order) {
	v := o.visit
	var r Resource
	switch of.err {
	case nil:
		r = v.find(of.req)
	case errHeaderTooLong:
		r = Resource{Status: http.StatusRequestHeaderFieldsTooLarge}
	case errno.ETIMEDOUT:
		r = Resource{Status: http.StatusRequestTimeout}
	default:
		o.machine.Reset(o.now(), of.id, http2.ErrCodeProtocol) // RFC 9113 section 8.1.1
		o.drop(of.id)
		o.flush()
		return
	}
	v.enlist(p, of.h)
	v.think(p, &r, func() {
		o.machine.Respond(o.now(), of.id, []hpack.HeaderField{{Name: ":status", Value: strconv.FormatInt(r.Interim, 10)}}, true)
		o.flush()
	})
	k := answerKey{resource: r, framing: r.streamFraming()} // what closes the connection is told otherwise
	method := http.MethodGet
	if of.err == nil {
		method = of.req.Method
		k.adjust(of.req)
	}
	of.h.Respond = p.Now()
	if r.Close {
		o.leave(http2.ErrCodeNo)
	}
	o.reply(p, of, k, method)
	o.flush()
}

// streamFraming is how the body's end is told: always by the end of the stream, and with
// Content-Length if it is known (RFC 9113 section 8.1).
func (o *Resource) streamFraming() Framing {
	if o.Framing == ByLength {
		return ByLength
	}
	return ByClose
}

// reply gives a response to the machine, piece by piece.
func (o *office) reply(p *sim.Proc, of *order, k answerKey, method string) {
	s, r := o.visit.server, &k.resource
	if of.dropped || o.broken(p, of, &k, method) {
		return // if nobody wants it, its limit would have nothing to end
	}
	body := s.contentOf(&k, method)
	if s.Kilobyte > 0 && body.piece > chunkSize {
		body.piece = chunkSize
	}
	var trailer []hpack.HeaderField
	if r.Trailer && r.Framing == Chunked && !r.bodiless(method) {
		trailer = []hpack.HeaderField{{Name: "x-rttlab-trailer", Value: "0"}}
	}
	piece := body.next()
	more := lengthOf(piece) > 0 || len(trailer) > 0
	if !o.machine.Respond(o.now(), of.id, s.responseFields(k), more) {
		return
	}
	o.limit(of)
	for first := true; more; first = false {
		if !first && r.Pause > 0 {
			of.h.work(p, cause.ServerThink, func() { p.Sleep(r.Pause, cause.Host) })
		}
		o.visit.compute(p, of.h, piece)
		next := body.next()
		more = len(next) > 0
		if !o.send(p, of, !more, trailer, piece) || !more {
			return
		}
		piece = next
	}
}

// send gives a piece of a body to the machine and waits until it is on its way, if
// there is more.
func (o *office) send(p *sim.Proc, of *order, last bool, trailer []hpack.HeaderField, parts []stack.Payload) bool {
	pieces := make([]h2.Piece, len(parts))
	for i, part := range parts {
		pieces[i] = h2.Piece(part)
	}
	if !last {
		trailer = nil
	}
	if !o.machine.Write(o.now(), of.id, last, trailer, pieces...) {
		return false
	}
	o.flush()
	for !last && !of.dropped && !o.closed && o.machine.Pending(of.id) {
		p.Wait(&o.drain, "the frames of a piece to leave")
	}
	return !of.dropped && !o.closed
}
