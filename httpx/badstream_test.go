package httpx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

// said are the frames that a server of HTTP/2 sends, whatever they are.
func said(say func(f *http2.Framer, status []byte)) []byte {
	var b, block bytes.Buffer
	f := http2.NewFramer(&b, nil)
	f.AllowIllegalWrites = true
	if err := hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: "200"}); err != nil {
		panic(err)
	}
	say(f, block.Bytes())
	return b.Bytes()
}

// whole is an exchange that goes well: a response of 100 bytes on the first stream.
var whole = said(func(f *http2.Framer, status []byte) {
	_ = f.WriteSettings()
	_ = f.WriteSettingsAck()
	_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: status, EndHeaders: true})
	_ = f.WriteData(1, true, make([]byte, 100))
})

// speaks2 is a foreign server that says something once it has got a request.
func speaks2(says []byte, then func(c *stack.Socket)) func(*sim.Proc, *stack.Socket, int) {
	return func(p *sim.Proc, c *stack.Socket, _ int) {
		buf := make([]byte, 4096)
		for got := 0; got < 70; { // preface, settings and a request
			n, err := c.Read(buf)
			if err != nil {
				break
			}
			got += n
		}
		_, _ = c.Write(says)
		then(c)
	}
}

func closes(c *stack.Socket) { _ = c.Close() }

// waits reads until the client has had enough.
func waits(c *stack.Socket) {
	for {
		if _, err := c.Discard(1 << 20); err != nil {
			_ = c.Close()
			return
		}
	}
}

func TestBadServersOfHTTP2(t *testing.T) {
	header := func(f *http2.Framer, status []byte, ended bool) {
		_ = f.WriteSettings()
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: status, EndHeaders: true, EndStream: ended})
	}
	frames := func(say func(f *http2.Framer, status []byte)) []byte { return said(say) }
	interim := func(n int) func(*http2.Framer, []byte) {
		return func(f *http2.Framer, status []byte) {
			_ = f.WriteSettings()
			for range n {
				_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte("\x08\x03103"), EndHeaders: true})
			}
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: status, EndHeaders: true})
			_ = f.WriteData(1, true, make([]byte, 100))
		}
	}
	for name, c := range map[string]struct {
		says  []byte
		then  func(*stack.Socket)
		fails string
		body  int64
	}{
		"all is well":      {whole, waits, "", 100},
		"speaks version 1": {[]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), closes, "speaks HTTP/1", 0},
		"garbage":          {[]byte(strings.Repeat("garbage", 10)), waits, "first frame", 0},
		"says nothing":     {nil, closes, "before it answered", 0},
		"too large a frame": {frames(func(f *http2.Framer, status []byte) {
			header(f, status, false)
			_ = f.WriteData(1, true, make([]byte, 20_000))
		}), waits, "FRAME_SIZE_ERROR", 0},
		"a stream that nobody opened": {frames(func(f *http2.Framer, status []byte) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 7, BlockFragment: status, EndHeaders: true})
		}), waits, "PROTOCOL_ERROR", 0},
		"a push": {frames(func(f *http2.Framer, status []byte) {
			_ = f.WriteSettings()
			_ = f.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, BlockFragment: status, EndHeaders: true})
		}), waits, "push", 0},
		"window overflow": {frames(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			_ = f.WriteWindowUpdate(0, 1<<31-1)
		}), waits, "FLOW_CONTROL_ERROR", 0},
		"cancels": {frames(func(f *http2.Framer, status []byte) {
			header(f, status, false)
			_ = f.WriteRSTStream(1, http2.ErrCodeInternal)
		}), waits, "INTERNAL_ERROR", 0},
		"leaves with an error": {frames(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			_ = f.WriteGoAway(0, http2.ErrCodeInternal, nil)
		}), closes, "no server has taken it", 0},
		"refuses for ever": {frames(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			_ = f.WriteRSTStream(1, http2.ErrCodeRefusedStream)
			_ = f.WriteRSTStream(3, http2.ErrCodeRefusedStream)
			_ = f.WriteGoAway(1<<31-1, http2.ErrCodeNo, nil)
		}), waits, "no server has taken it", 0},
		"a field of the hop": {frames(func(f *http2.Framer, status []byte) {
			header(f, append(status, "\x00\x0aconnection\x05close"...), true)
		}), waits, "the field Connection", 0},
		"no status":           {frames(func(f *http2.Framer, _ []byte) { header(f, nil, true) }), waits, "no status", 0},
		"ten interim ones":    {frames(interim(10)), waits, "", 100},
		"one more":            {frames(interim(11)), waits, "more than 10 interim", 0},
		"nothing but interim": {frames(interim(50)), waits, "interim", 0},
		"continuations without end": {frames(func(f *http2.Framer, status []byte) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: status})
			for range 300 {
				_ = f.WriteContinuation(1, false, make([]byte, 16_000))
			}
		}), waits, "ENHANCE_YOUR_CALM", 0},
		"settings without end": {frames(func(f *http2.Framer, _ []byte) {
			for range 600 {
				_ = f.WriteRawFrame(http2.FrameSettings, 0, 0, make([]byte, 16_380))
			}
		}), waits, "few are of headers or bodies", 0},
		"a header that grows when it is read": {frames(func(f *http2.Framer, status []byte) {
			long := append([]byte{0x40, 1, 'x', 127, 0xa1, 0x1e}, bytes.Repeat([]byte{'y'}, 4000)...) // goes into the table
			header(f, append(append(status, long...), bytes.Repeat([]byte{0xbe}, 10_000)...), true)
		}), waits, "longer than", 0},
		"an interim response that ends it": {frames(func(f *http2.Framer, _ []byte) {
			header(f, []byte("\x08\x03103"), true)
		}), waits, "with an interim response", 0},
		"a GOAWAY that takes back": {frames(func(f *http2.Framer, status []byte) {
			header(f, status, false)
			_ = f.WriteGoAway(9, http2.ErrCodeNo, nil)
			_ = f.WriteGoAway(0, http2.ErrCodeNo, nil)
		}), closes, "no server has taken it", 0},
		"windows of streams that overflow": {frames(func(f *http2.Framer, status []byte) {
			header(f, status, false)
			_ = f.WriteWindowUpdate(1, 1<<31-1)
		}), waits, "FLOW_CONTROL_ERROR", 0},
		"a body before a header": {frames(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			_ = f.WriteData(1, true, make([]byte, 10))
		}), waits, "STREAM_CLOSED", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := inTwo(t)
			w.foreign(speaks2(c.says, c.then))
			w.browse(func(p *sim.Proc) {
				tx := w.get(p, Request{URL: page("/")})
				if c.fails == "" {
					require.NoError(t, tx.Err)
				} else {
					require.ErrorContains(t, tx.Err, c.fails)
				}
				require.Equal(t, c.body, tx.Body)
				require.LessOrEqual(t, len(tx.Attempts), maxStale+1)
			})
		})
	}
}

// Servers of ours that are broken.
func TestFaultsOfHTTP2(t *testing.T) {
	for name, c := range map[string]struct {
		fault Fault
		fails string
	}{
		"garbage":        {Fault{Says: strings.Repeat("\xff", 100)}, "HTTP/2"},
		"cut by close":   {Fault{Cut: CutByClose, CutAt: 500}, "closed the connection"},
		"cut by reset":   {Fault{Cut: CutByReset, CutAt: 500}, "reset"},
		"cut in silence": {Fault{Cut: CutByStall, CutAt: 500}, "longer than its timeout"},
		"a false length": {Fault{Claim: 5000}, "content-length"},
		"endless header": {Fault{Endless: EndlessHeader}, "ENHANCE_YOUR_CALM"},
		"endless body":   {Fault{Endless: EndlessBody}, "longer than its timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inTwo(t)
			w.client.Timeout = 3 * sec
			w.served["shop.example/bad"] = Resource{Size: 1000, Fault: c.fault}
			w.served["shop.example/good"] = Resource{Size: 1000}
			w.start()
			w.browse(func(p *sim.Proc) {
				tx := w.get(p, Request{URL: page("/bad")})
				require.ErrorContains(t, tx.Err, c.fails)
				wait(p, sec)
				require.NoError(t, w.get(p, Request{URL: page("/good")}).Err, "afterwards all is well")
			})
		})
	}
}

// Clients that send nonsense are told so, or waited for, and the server goes on.
func TestBadClientsOfHTTP2(t *testing.T) {
	for _, says := range []string{
		"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", http2.ClientPreface + strings.Repeat("\xff", 50), "PRI", "P", "\x00\x01\x02",
		http2.ClientPreface, http2.ClientPreface + string(said(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			for id := uint32(1); id < 3000; id += 2 { // it asks, and wants no answer
				_ = f.WriteHeaders(http2.HeadersFrameParam{
					StreamID: id, BlockFragment: []byte("\x82\x86\x84\x41\x01a"), EndHeaders: true, EndStream: true})
				_ = f.WriteRSTStream(id, http2.ErrCodeCancel)
			}
		})),
	} {
		w := inTwo(t)
		w.server.IdleTimeout = 10 * sec
		reqs := w.many(1, 100)
		w.start()
		got := ""
		w.client.Host.Go("bad", func(p *sim.Proc) {
			c, err := w.client.Host.Dial(w.web, 80)
			require.NoError(t, err)
			_, _ = c.Write([]byte(says))
			c.ReadBy(25 * sec)
			buf := make([]byte, 1000)
			for {
				n, err := c.Read(buf)
				got += string(buf[:n])
				if err != nil {
					break
				}
			}
			_ = c.Close()
		})
		w.browse(func(p *sim.Proc) {
			wait(p, 30*sec)
			ends(t, w.together(p, reqs...))
		})
		if strings.HasPrefix(says, "PRI * HTTP/2.0\r\n\r\n") {
			require.Contains(t, got, "\x07\x00\x00\x00\x00\x00", "GOAWAY: %q", got)
		}
	}
}

// A header that comes byte by byte may take no longer than the server's patience with
// headers, however often something comes; what came before it is answered.
func TestSlowHeaderOfHTTP2(t *testing.T) {
	w := inTwo(t)
	w.server.IdleTimeout, w.server.Patience.Header, w.server.LingerTimeout = 100*sec, 5*sec, sec
	w.start()
	ended := vtime.Time(0)
	w.client.Host.Go("slow", func(p *sim.Proc) {
		c, err := w.client.Host.Dial(w.web, 80)
		require.NoError(t, err)
		says := []byte(http2.ClientPreface)
		says = append(says, said(func(f *http2.Framer, _ []byte) { _ = f.WriteSettings() })...)
		header := said(func(f *http2.Framer, _ []byte) {
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: make([]byte, 100)})
		})
		_, _ = c.Write(says)
		wait(p, sec)
		for _, b := range header {
			if _, err := c.Write([]byte{b}); err != nil {
				break
			}
			wait(p, sec)
		}
		ended = p.Now().Now
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) { wait(p, 60*sec) })
	require.Greater(t, ended, 6*sec)
	require.Less(t, ended, 10*sec)
}

// A body of which nothing comes for too long is not waited for: 408, and the stream is reset.
func TestSlowBodyOfHTTP2(t *testing.T) {
	w := inTwo(t)
	w.server.IdleTimeout, w.server.Patience.Body, w.server.LingerTimeout = 100*sec, 5*sec, sec
	w.start()
	answered := map[http2.FrameType]vtime.Time{}
	w.client.Host.Go("slow", func(p *sim.Proc) {
		c, err := w.client.Host.Dial(w.web, 80)
		require.NoError(t, err)
		says := said(func(f *http2.Framer, _ []byte) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{
				StreamID: 1, BlockFragment: []byte("\x83\x86\x84\x41\x01a"), EndHeaders: true}) // POST
			_ = f.WriteData(1, false, make([]byte, 10))
		})
		_, _ = c.Write(append([]byte(http2.ClientPreface), says...))
		c.ReadBy(p.Now().Now.Add(20 * sec))
		for f := http2.NewFramer(nil, c); ; {
			frame, err := f.ReadFrame()
			if err != nil {
				break
			}
			if frame.Header().StreamID == 1 {
				answered[frame.Header().Type] = p.Now().Now
			}
		}
		_ = c.Close()
	})
	w.browse(func(p *sim.Proc) { wait(p, 60*sec) })
	for _, of := range []http2.FrameType{http2.FrameHeaders, http2.FrameRSTStream} {
		require.Equal(t, 40*ms+5*sec, answered[of], "%v", answered)
	}
}
