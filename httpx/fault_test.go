package httpx

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/errno"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// gone checks that nothing of a run is left anywhere: no timer, no process, and
// no connection or port of the client; of the server's neither, once it is told.
func (w *world) gone(server bool) {
	for _, c := range w.net.Connections() {
		require.False(w.t, c.Client.IsOpen, "connection %d of the client", c.ID)
		require.False(w.t, server && c.Server != nil && c.Server.IsOpen, "connection %d of the server", c.ID)
	}
	require.Zero(w.t, w.server.open)
}

// A response that ends at each of its bytes, in each way: the client ends with
// the right error, or well if it had all that it needed, and nothing is left.
func TestCutAtEachByte(t *testing.T) {
	for _, framing := range []Framing{ByLength, Chunked, ByClose} {
		whole := wholeResponse(t, framing)
		for _, cut := range []Cut{CutByClose, CutByReset, CutByStall} {
			for at := range whole + 1 {
				w := newWorld(t)
				w.client.Timeout = sec
				w.start()
				w.served["shop.example/a"] = Resource{Size: 5, Framing: framing, Piece: 2, Fault: Fault{Cut: cut, CutAt: at}}
				var tx *Transaction
				w.browse(func(p *sim.Proc) { tx = w.get(p, Request{URL: page("/a")}) })
				where := fmt.Sprintf("framing %d, cut %d at %d of %d", framing, cut, at, whole)
				switch {
				case at == whole && (framing != ByClose || cut == CutByClose):
					require.NoError(t, tx.Err, where)
				case cut == CutByStall:
					require.ErrorIs(t, tx.Err, ErrTimeout, where)
				case cut == CutByReset:
					require.ErrorIs(t, tx.Err, errno.ECONNRESET, where)
				case framing == ByClose && tx.Status == 200: // the close is the end
					require.NoError(t, tx.Err, where)
				default:
					require.ErrorIs(t, tx.Err, io.ErrUnexpectedEOF, where)
				}
				require.LessOrEqual(t, tx.Body, int64(5), where)
				w.gone(true)
			}
		}
	}
}

// wholeResponse is how many bytes the response of TestCutAtEachByte has.
func wholeResponse(t *testing.T, framing Framing) int64 {
	w := newWorld(t)
	w.start()
	w.served["shop.example/a"] = Resource{Size: 5, Framing: framing, Piece: 2}
	var n int64
	w.browse(func(p *sim.Proc) {
		tx := w.get(p, Request{URL: page("/a")})
		require.NoError(t, tx.Err)
		n = int64(tx.ResponseEnd - tx.ResponseStart)
		if framing == ByClose {
			n-- // the end of the stream
		}
	})
	return n
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		fails string
		after vtime.Time
	}{
		{"garbage", Fault{Says: "\x00\x01\x02\r\n\r\n"}, "malformed", 0},
		{"another protocol", Fault{Says: "SSH-2.0-OpenSSH_9.2\r\n"}, "malformed", 0},
		{"too short", Fault{Claim: 100, Cut: CutByClose, CutAt: 1 << 30}, "", 0},
		{"too short, and closes", Fault{Claim: 100}, "took longer", 5 * sec},
		{"too long", Fault{Claim: 3}, "", 0},
		{"endless header", Fault{Endless: EndlessHeader}, "the header is longer", 0},
		{"endless body", Fault{Endless: EndlessBody}, "took longer", 5 * sec},
	} {
		w := newWorld(t)
		w.client.Timeout = 5 * sec
		w.start()
		w.served["shop.example/a"] = Resource{Size: 10, Pause: 10 * ms, Fault: c.fault}
		if c.fault.Claim == 100 && c.fault.Cut != NotCut {
			r := w.served["shop.example/a"]
			r.CutAt = 45 // in the middle of the body
			w.served["shop.example/a"] = r
			c.fails = "in the middle of the body: unexpected EOF"
		}
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{URL: page("/a")})
			if c.fails == "" {
				require.NoError(t, tx.Err, c.name)
			} else {
				require.ErrorContains(t, tx.Err, c.fails, c.name)
			}
			if c.after > 0 {
				require.Equal(t, c.after, tx.Done.Now-tx.Asked.Now, c.name)
			}
		})
		w.gone(true)
	}
}

func TestRanges(t *testing.T) {
	for _, c := range []struct {
		field string
		want  []byteRange // nil: ignored
	}{
		{"bytes=0-9", []byteRange{{0, 9}}},
		{"bytes=0-0, 5-7 ,-2,90-", []byteRange{{0, 0}, {5, 7}, {98, 99}, {90, 99}}},
		{"bytes=-200", []byteRange{{0, 99}}},
		{"bytes=50-500", []byteRange{{50, 99}}},
		{"bytes=100-", []byteRange{}},
		{"bytes=-0", []byteRange{}},
		{"bytes=7-5", nil}, {"bytes=-", nil}, {"bytes=", nil}, {"bytes=a-b", nil}, {"bytes=5", nil}, {"", nil},
		{"lines=1-2", nil}, {"bytes=99999999999999999999-", nil},
	} {
		require.Equal(t, c.want, parseRanges(c.field, 100), "%q", c.field)
	}
}

// Parts of a body as net/http and mime/multipart read them.
func TestPartialContent(t *testing.T) {
	for _, c := range []struct {
		ranges string
		status int
		body   int64
		parts  []string
	}{
		{"0-99", 206, 100, nil},
		{"-1", 206, 1, nil},
		{"5000-", 416, 0, nil},
		{"what", 200, 1000, nil},
		{"0-99,900-", 206, -1, []string{"bytes 0-99/1000", "bytes 900-999/1000"}},
	} {
		w := newWorld(t)
		w.start()
		w.served["shop.example/a"] = Resource{Size: 1000}
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{URL: page("/a"), Ranges: c.ranges})
			require.NoError(t, tx.Err)
			require.Equal(t, c.status, tx.Status)
			if c.body >= 0 {
				require.Equal(t, c.body, tx.Body)
			}
			if c.parts == nil {
				return
			}
			conn, err := w.client.Host.Dial(w.web, 80)
			require.NoError(t, err)
			head, req, err := (&Request{URL: page("/a"), Ranges: c.ranges}).head()
			require.NoError(t, err)
			_, err = conn.Write(head)
			require.NoError(t, err)
			got := readResponse(t, conn, req)
			_, param, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
			require.NoError(t, err)
			parts := multipart.NewReader(got.Body, param["boundary"])
			for _, want := range c.parts {
				part, err := parts.NextPart()
				require.NoError(t, err)
				require.Equal(t, want, part.Header.Get("Content-Range"))
				b, err := io.ReadAll(part)
				require.NoError(t, err)
				require.Len(t, b, 100)
			}
			_, err = parts.NextPart()
			require.Equal(t, io.EOF, err)
			require.NoError(t, conn.Close())
		})
	}
}

// The body waits for leave, for as long as the client thinks; a response that
// comes instead makes it superfluous.
func TestExpectContinue(t *testing.T) {
	for _, c := range []struct {
		name  string
		serve func(w *world)
		took  vtime.Time
		body  bool // was sent
		err   string
	}{
		{"leave", func(w *world) { w.start() }, 20*ms + 20*ms + 20*ms, true, ""},
		{"refused", func(w *world) {
			w.served["shop.example/a"] = Resource{Status: 413}
			w.start()
		}, 20*ms + 20*ms, false, ""},
		{"silence", func(w *world) {
			w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
				readRequest(c)
				_, _ = c.Discard(1)
				_, _ = c.Write([]byte(good + "Content-Length: 0\r\n\r\n"))
				_, _ = c.Discard(1 << 20)
				_ = c.Close()
			})
		}, 20*ms + 500*ms + 20*ms, true, ""},
		{"another interim response first", func(w *world) {
			w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
				readRequest(c)
				_, _ = c.Write([]byte("HTTP/1.1 102 Processing\r\n\r\n"))
				wait(p, 100*ms)
				_, _ = c.Write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
				_, _ = c.Discard(1)
				_, _ = c.Write([]byte(good + "Content-Length: 0\r\n\r\n"))
				_, _ = c.Discard(1 << 20)
				_ = c.Close()
			})
		}, 20*ms + 20*ms + 100*ms + 20*ms, true, ""},
		{"knows nothing of it", func(w *world) {
			w.server.Version = HTTP10
			w.start()
		}, 20*ms + 500*ms + 20*ms, true, ""},
		{"closes", func(w *world) {
			w.foreign(func(p *sim.Proc, c *stack.Socket, _ int) {
				readRequest(c)
				_ = c.Close()
			})
		}, 20*ms + 20*ms, false, "unexpected EOF"},
	} {
		w := newWorld(t)
		w.client.Expect = 500 * ms
		w.served["shop.example/a"] = Resource{}
		c.serve(w)
		w.browse(func(p *sim.Proc) {
			tx := w.get(p, Request{Method: "PUT", URL: page("/a"), Body: 100})
			if c.err != "" {
				require.ErrorContains(t, tx.Err, c.err, c.name)
			} else {
				require.NoError(t, tx.Err, c.name)
			}
			require.Equal(t, c.took, tx.Done.Now-tx.Asked.Now, c.name)
			a := tx.Last()
			head, _, err := (&Request{Method: "PUT", URL: page("/a"), Body: 100, expect: true}).head()
			require.NoError(t, err)
			want := uint64(len(head))
			if c.body {
				want += 100
			}
			require.Equal(t, want, a.RequestEnd-a.RequestStart, c.name)
		})
		require.Less(t, w.kernel.Now().Now, 200*sec, "no timer is left")
	}
}

// readResponse reads a response as a client of another make would.
func readResponse(t *testing.T, c io.Reader, req *http.Request) *http.Response {
	var p readers
	resp, err := http.ReadResponse(p.take(c), req)
	require.NoError(t, err)
	return resp
}
