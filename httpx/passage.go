package httpx

import (
	"errors"
	"io"
	"net/http"

	"github.com/rttlab/rttlab/sim"
)

// errNotWanted is why a proxy gives a request up whose client has gone.
var errNotWanted = errors.New("the client of the proxy went away")

// passage is a request that a proxy passes on, and the response that it passes
// back. The process that serves the client's connection waits on wake; the one
// that has the connection to the next server fills in the response.
type passage struct {
	size    int64            // of the request's body
	up      pipe             // the request's body
	down    pipe             // the response's body
	interim []*http.Response // that came and were not passed back yet
	head    *http.Response   // of the response that counts; nil: it has not come
	over    bool             // the transaction with the next server has ended
	err     error            // how, if badly
	wake    sim.WaitQueue
	buf     []byte
}

func newPassage(size, buffer int64) *passage {
	g := &passage{size: size}
	g.up.limit, g.down.limit = buffer, buffer
	g.up.room, g.up.ready = &g.wake, &sim.WaitQueue{}
	g.down.room, g.down.ready = &sim.WaitQueue{}, &g.wake
	return g
}

// finish is called when the transaction with the next server has ended.
func (g *passage) finish(err error) {
	g.over, g.err = true, err
	g.down.end(err)
	g.up.abandon()
	g.wake.WakeAll()
}

// intermediate takes an interim response.
func (g *passage) intermediate(resp *http.Response) {
	g.interim = append(g.interim, resp)
	g.wake.WakeAll()
}

// begin takes the head of the response.
func (g *passage) begin(resp *http.Response) {
	g.head = resp
	g.wake.WakeAll()
}

// upload writes the body of a request as it comes from the proxy's client.
func (c *connection) upload(p *sim.Proc, g *passage) error {
	for left := g.size; left > 0; {
		parts := g.up.take()
		if len(parts) == 0 {
			switch {
			case g.up.broken:
				return errNotWanted
			case g.up.ended:
				return cut(io.ErrUnexpectedEOF, "in the middle of a request's body")
			}
			p.Wait(g.up.ready, "a client's bytes")
			continue
		}
		left -= lengthOf(parts)
		if _, err := c.stream.Writev(parts...); err != nil {
			return err
		}
	}
	return nil
}

// download reads the body of a response into a proxy, as far as that has room.
func (c *connection) download(p *sim.Proc, f *fetch, body io.ReadCloser) error {
	defer body.Close()
	g, cl := f.pass, c.group.client
	if g.buf == nil {
		g.buf = make([]byte, maxBodyRead)
	}
	for {
		if !g.down.await(p) {
			return errNotWanted
		}
		n, err := body.Read(g.buf[:min(int64(len(g.buf)), g.down.space())])
		before := cl.ofBytes(f.tx.Body)
		f.tx.Body += int64(n)
		f.tx.ResponseEnd = c.offset()
		cl.processor().use(p, cl.ofBytes(f.tx.Body)-before)
		g.down.put(g.buf[:n])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return cut(c.in.failed(err), "in the middle of the body")
		}
	}
}
