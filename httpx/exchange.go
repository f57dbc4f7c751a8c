package httpx

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/httpx/tls"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/stack"
)

// maxBodyRead is how much of a body is read at once.
const maxBodyRead = 64 << 10

// maxInterim is how many responses with a status below 200 may come before the
// one that counts.
const maxInterim = 10

var errInterim = fmt.Errorf("the server sent more than %d interim responses", maxInterim)

var errHeaderTooLong = fmt.Errorf("the header is longer than %d bytes", maxHeader)

// limited is a stream as a reader. While a header is being read no more than
// a bounded number of bytes comes out of it.
type limited struct {
	from   stack.Stream
	header bool
	left   int    // of what a header may have
	most   int64  // bytes of a header; 0: maxHeader
	read   int64  // bytes so far
	start  int64  // where the header began
	before func() // is called before each read; nil: nothing is
	keep   bool   // what is read is kept
	seen   []byte // what was
	err    error  // that ended the header or the stream; parsers make something else of it
}

// Read satisfies io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if l.header {
		if l.left <= 0 {
			l.err = errHeaderTooLong
			return 0, l.err
		}
		p = p[:min(len(p), l.left)]
	}
	if l.before != nil {
		l.before()
	}
	n, err := l.from.Read(p)
	l.read += int64(n)
	l.left -= n
	if l.header && l.keep {
		l.seen = append(l.seen, p[:n]...)
	}
	if l.err == nil {
		l.err = err // what follows says no more than that it is over
	}
	return n, err
}

// begin starts a header that r reads, end leaves it.
func (l *limited) begin(r *bufio.Reader) {
	l.header, l.left, l.err = true, int(l.limit())+slack, nil
	l.start = l.read - int64(r.Buffered())
}
func (l *limited) end() { l.header, l.keep, l.seen = false, false, nil }

// limit is how long a header may be.
func (l *limited) limit() int64 {
	if l.most > 0 {
		return l.most
	}
	return maxHeader
}

// tooLong reports whether the header that r has read is longer than it may be.
func (l *limited) tooLong(r *bufio.Reader) bool {
	return l.read-int64(r.Buffered())-l.start > l.limit()
}

// remember keeps the header that r is going to read from l.
func (l *limited) remember(r *bufio.Reader) {
	b, _ := r.Peek(r.Buffered()) // which cannot fail
	l.keep, l.seen = true, append(l.seen[:0], b...)
}

// connection puts back into a header what it said in Connection: net/http takes that
// away where it says close, and with it the names of fields that are not to be passed
// on.
func (l *limited) connection(h http.Header) {
	if lines := l.values("Connection"); len(lines) > 0 {
		h["Connection"] = lines
	}
}

// values are the values of a field of the header that was remembered, line by line.
func (l *limited) values(field string) (lines []string) {
	for line := range bytes.SplitSeq(l.seen, []byte("\n")) {
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && bytes.EqualFold(name, []byte(field)) {
			lines = append(lines, string(bytes.TrimSpace(value)))
		}
	}
	return lines
}

// failed returns why a header could not be read, in place of what a parser says.
func (l *limited) failed(err error) error {
	if err != nil && l.err != nil {
		return l.err
	}
	return err
}

// upload is the writing of a request.
type upload struct {
	done    bool
	err     error
	wake    sim.WaitQueue
	leave   bool // the body may be sent
	skipped bool // the body will not be sent: there is an answer already, or nobody waits for one
	body    bool // it is being sent
}

// begin starts to send a request on the connection.
func (c *connection) begin(f *fetch) {
	f.tx.Attempts = append(f.tx.Attempts, c.attempt(c.group.client.Host.Net().Kernel().Now()))
	f.up = &upload{}
	if c.reason != nil {
		return // the exchange ends as soon as it is to begin
	}
	a := f.tx.Last()
	f.early = !f.late && c.served == 0 && c.tls != nil && c.tls.Early
	c.served++
	if len(c.out) == 0 {
		c.asked = c.stream.Written()
	}
	a.RequestStart = c.asked
	a.RequestEnd = a.RequestStart + uint64(c.takes(f))
	c.asked = a.RequestEnd
	c.out = append(c.out, f)
	if len(c.out) == 1 {
		c.send(f)
		return
	}
	a.Behind = &cause.Chrono{}
	a.Behind.Set(a.Taken.Now, c.writes, 0)
}

// writing notes what holds the request that is written, for those behind it.
func (c *connection) writing(why cause.Why) {
	c.writes = why
	for _, f := range c.out[1:] {
		if a := f.tx.Last(); f.conn == c && a.Behind != nil {
			a.Behind.Set(c.group.client.Host.Net().Kernel().Now().Now, why, 0)
		}
	}
}

// send writes the requests that wait to be written. Where they may not fit into
// the send buffer a process of its own does it, so that a response that comes
// early is seen (RFC 9112 section 9.5).
func (c *connection) send(f *fetch) {
	cl := c.group.client
	fits := f.size <= cl.Host.Config().TCP.SendBuffer-int64(len(f.sent.head)) && !f.expects() && !f.passesBody()
	if fits && len(c.line) == 1 {
		c.write(f)
	}
	if len(c.out) > 0 {
		cl.spawn("http-upload", func(*sim.Proc) {
			for len(c.out) > 0 {
				c.write(c.out[0])
			}
		})
	}
}

// write writes the first request of those that wait.
func (c *connection) write(f *fetch) {
	u, a := f.up, f.tx.Last()
	if f.conn == c && u != nil {
		k := c.group.client.Host.Net().Kernel()
		a.Ready = k.Now()
		c.writing(cause.ClientThink)
		c.group.client.processor().use(k.Running(), c.group.client.Request)
		a.Wanted = k.Now()
		c.writing(cause.SendBuffer)
		a.InSYN = c.stream.Record() == nil
		u.err = c.writeRequest(f, u, a)
		if a.InSYN {
			c.hurried(a)
		}
		if cl := c.group.client; u.err == nil && cl.HalfClose && !cl.KeepAlive {
			u.err = c.stream.Shutdown(stack.ShutWrite)
		}
		u.done = true
	}
	c.out = c.out[1:]
}

// expects reports whether the body of a request waits for leave.
func (f *fetch) expects() bool {
	return f.client.Expect > 0 && f.size > 0 && f.client.Version == HTTP11 && f.pass == nil
}

// passesBody reports whether the body of a request comes from a proxy's client.
func (f *fetch) passesBody() bool { return f.pass != nil && f.size > 0 }

// apart reports whether the header and the body of a request are written one after
// the other.
func (f *fetch) apart() bool {
	return f.size > 0 && (f.client.HeaderApart || f.expects() || f.passesBody())
}

// takes is how many bytes of the stream a request takes.
func (c *connection) takes(f *fetch) int64 {
	head := int64(len(f.sent.head))
	if f.apart() {
		return c.stream.Taken(head, head) + c.stream.Taken(f.size, f.size)
	}
	return c.stream.Taken(head+f.size, head+f.size)
}

// writeRequest writes a request for one attempt. While it waits the fetch may have
// gone elsewhere.
func (c *connection) writeRequest(f *fetch, u *upload, a *Attempt) error {
	head := f.sent.head
	if f.apart() {
		if _, err := c.stream.Writev(bytesOf(head)); err != nil {
			return err
		}
		head = nil
	}
	if f.expects() && !c.awaitLeave(u, a) {
		return nil
	}
	u.body = true
	if f.passesBody() {
		return c.upload(c.group.client.Host.Net().Kernel().Running(), f.pass)
	}
	return writeZeros(c.stream, head, f.size)
}

// awaitLeave waits until the server wants the body. It is sent without leave after
// a while, since not every server knows to give it (RFC 9110 section 10.1.1).
func (c *connection) awaitLeave(u *upload, a *Attempt) bool {
	k := c.group.client.Host.Net().Kernel()
	a.Expects = true
	c.writing(cause.Continue)
	until := k.Now().Now.Add(c.group.client.Expect)
	for !u.leave && !u.skipped {
		if !k.Running().WaitUntil(&u.wake, "leave to send a body", until, cause.TimerUser) {
			break
		}
	}
	a.Leave = k.Now()
	c.writing(cause.SendBuffer)
	return !u.skipped
}

// skip gives up a body that has not been begun: a response has come instead.
func (c *connection) skip(f *fetch) {
	if u := f.up; f.expects() && !u.body && !u.skipped {
		u.skipped = true
		body := uint64(c.stream.Taken(f.size, f.size))
		c.asked -= body
		f.tx.Last().RequestEnd -= body
		u.wake.WakeAll()
	}
}

// exchange reads the response to the request at the head of the line.
func (c *connection) exchange(p *sim.Proc, f *fetch) (again bool, err error) {
	tx, u := f.tx, f.up
	if c.reason != nil {
		return false, c.reason
	}
	err = c.firstByte(tx)
	if errors.Is(err, tls.ErrEarlyDataRejected) {
		c.served-- // the server does not know of it
		c.repeat(f)
		u = f.up
		err = c.firstByte(tx)
	}
	if err != nil {
		if u.done && u.err != nil {
			err = u.err
		}
		return false, noAnswer{cut(err, "before it answered")}
	}
	resp, err := c.readHead(p, f)
	if err == nil && f.tooEarly(resp) {
		if resp, err = c.askLater(p, f, resp); err == errTooEarly {
			return false, err
		}
	}
	if err == nil {
		tx.Status, tx.Proto, tx.BodyStart = resp.StatusCode, resp.Proto, c.offset()
		if f.pass != nil {
			tx.ResponseEnd = tx.BodyStart
			f.pass.begin(resp)
			err = c.download(p, f, resp.Body)
		} else {
			err = c.readBody(p, f, resp.Body)
		}
	}
	tx.ResponseEnd = c.offset()
	if err == nil {
		c.group.client.store(f, resp)
	}
	return err == nil && c.keeps(resp) && c.clean(u), err
}

// firstByte waits for the first byte of a response, and notes where it lies.
func (c *connection) firstByte(tx *Transaction) error {
	tx.ResponseStart = c.offset()
	_, err := c.reader.Peek(1)
	if err == nil {
		tx.ResponseStart = startOf(c.offset(), c.offsetBefore(-1))
	}
	tx.BodyStart, tx.ResponseEnd = tx.ResponseStart, tx.ResponseStart
	return err
}

// startOf is the offset of what begins behind a byte, given the offsets behind that byte
// and behind the next one. These are the same where both came in one record, at the end of
// which all of it lies.
func startOf(behind, next uint64) uint64 { return min(behind, next-1) }

// keeps reports whether the connection stays open after a response, as far as
// the two ends want it to (RFC 9112 section 9.3).
func (c *connection) keeps(resp *http.Response) bool {
	cl := c.group.client
	granted := !resp.Close
	if cl.Version == HTTP10 {
		granted = granted && hasToken(resp.Header, "Connection", "keep-alive")
		if cl.Proxy != nil && !hasToken(resp.Header, "Connection", "close") {
			granted = granted || hasToken(resp.Header, "Proxy-Connection", "keep-alive")
		}
	}
	if cl.HeedTimeout {
		c.until = announced(resp.Header)
	}
	return granted && cl.KeepAlive && !c.quit
}

// clean reports whether the two ends agree on what comes next: the request was
// taken, and nothing came that nobody asked for.
func (c *connection) clean(u *upload) bool {
	if u.skipped {
		return false // the server may still wait for the body
	}
	if len(c.line) > 1 {
		return u.done
	}
	return c.silent() && c.taken()
}

// readHead reads up to the body of the response that counts: interim responses
// come before it (RFC 9110 section 15.2).
func (c *connection) readHead(p *sim.Proc, f *fetch) (*http.Response, error) {
	c.in.begin(c.reader)
	defer c.in.end()
	for left := maxInterim; ; left-- {
		if _, err := c.reader.Peek(1); err != nil {
			return nil, cut(err, "after an interim response")
		}
		f.tx.FirstByte = p.Now()
		whole := f.pass != nil || c.group.client.Cache
		if whole {
			c.in.remember(c.reader)
		}
		resp, err := http.ReadResponse(c.reader, f.sent.req)
		if err == nil && whole {
			c.in.connection(resp.Header)
		}
		switch {
		case err != nil:
			return nil, cut(c.in.failed(err), "in the middle of the header")
		case resp.StatusCode == http.StatusSwitchingProtocols:
			return nil, errors.New("the server changed to another protocol, which nobody asked for")
		case resp.StatusCode >= 200:
			c.skip(f)
			return resp, nil
		case left == 0:
			return nil, errInterim
		case f.pass != nil:
			f.tx.ResponseEnd = c.offset()
			f.pass.intermediate(resp)
		case resp.StatusCode == http.StatusContinue:
			f.up.leave = true
			f.up.wake.WakeAll()
		}
	}
}

// readBody reads the body and tells of its progress.
func (c *connection) readBody(p *sim.Proc, f *fetch, body io.ReadCloser) error {
	defer body.Close()
	cl := c.group.client
	buf := cl.buffer()
	for {
		n, err := body.Read(buf)
		before := cl.ofBytes(f.tx.Body)
		f.tx.Body += int64(n)
		cl.processor().use(p, cl.ofBytes(f.tx.Body)-before)
		if n > 0 && f.body != nil {
			f.body(progress{p.Now(), f.tx.Body, c})
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return cut(c.in.failed(err), "in the middle of the body")
		}
	}
}
