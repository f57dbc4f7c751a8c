package httpx

import (
	"bufio"
	"io"
	"net/http"
)

// readers are buffered readers that no connection uses any more.
type readers struct{ free []*bufio.Reader }

// take returns one that reads from r.
func (p *readers) take(r io.Reader) *bufio.Reader {
	n := len(p.free)
	if n == 0 {
		return bufio.NewReaderSize(r, 4096)
	}
	b := p.free[n-1]
	p.free = p.free[:n-1]
	b.Reset(r)
	return b
}

// give takes one back; nil if there never was one.
func (p *readers) give(b *bufio.Reader) {
	if b != nil {
		b.Reset(nil)
		p.free = append(p.free, b)
	}
}

// maxKept is how many different messages are kept.
const maxKept = 1024

// kept are the heads of messages that were written before: those that are asked
// for in the same way have the same bytes.
type kept[K comparable, V any] struct{ of map[K]V }

// get returns what was made of k, or makes it.
func (c *kept[K, V]) get(k K, make func() (V, error)) (V, error) {
	if v, ok := c.of[k]; ok {
		return v, nil
	}
	v, err := make()
	if err != nil {
		return v, err
	}
	if c.of == nil || len(c.of) >= maxKept {
		c.of = map[K]V{}
	}
	c.of[k] = v
	return v, nil
}

// written is a request as it is sent. Nobody may modify it.
type written struct {
	head   []byte
	req    *http.Request
	url    string
	parsed URL
	Priority
	blocking bool
}

// write returns the request as it is sent.
func (c *Client) write(req Request) (*written, error) {
	return c.requests.get(req, func() (*written, error) {
		head, parsed, err := req.head()
		return &written{head, parsed, req.URL.String(), req.URL, req.Priority, req.Blocking}, err
	})
}
