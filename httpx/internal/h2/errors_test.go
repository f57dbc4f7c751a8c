package h2

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// spoken is what a client says that does what it wants.
func spoken(say func(f *http2.Framer, head func(fields ...string) []byte)) []byte {
	var b, block bytes.Buffer
	b.WriteString(http2.ClientPreface)
	f := http2.NewFramer(&b, nil)
	f.AllowIllegalWrites = true
	if err := f.WriteSettings(); err != nil {
		panic(err)
	}
	enc := hpack.NewEncoder(&block)
	say(f, func(fields ...string) []byte {
		block.Reset()
		for i := 0; i < len(fields); i += 2 {
			must(enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]}))
		}
		return bytes.Clone(block.Bytes())
	})
	return b.Bytes()
}

var usual = []string{":method", "GET", ":scheme", "http", ":authority", "a.test", ":path", "/"}

func TestConnectionErrors(t *testing.T) {
	request := func(f *http2.Framer, head func(...string) []byte, id uint32, ended bool) {
		must(f.WriteHeaders(http2.HeadersFrameParam{
			StreamID: id, BlockFragment: head(usual...), EndHeaders: true, EndStream: ended,
		}))
	}
	for name, c := range map[string]struct {
		code http2.ErrCode
		says string
		say  func(f *http2.Framer, head func(fields ...string) []byte)
	}{
		"too large a frame": {http2.ErrCodeFrameSize, "DATA of 20000 bytes", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 1, false)
			must(f.WriteRawFrame(http2.FrameData, 0, 1, make([]byte, 20_000)))
		}},
		"DATA on an idle stream": {http2.ErrCodeProtocol, "nobody opened", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteData(1, true, nil))
		}},
		"a server's number": {http2.ErrCodeProtocol, "nobody opened", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 2, true)
		}},
		"numbers go up": {http2.ErrCodeStreamClosed, "which is closed", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 5, true)
			request(f, head, 3, true)
		}},
		"window overflow": {http2.ErrCodeFlowControl, "beyond 2^31-1", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteWindowUpdate(0, maxWindow))
		}},
		"no window for that": {http2.ErrCodeFlowControl, "a window of", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 1, false)
			for range 5 {
				must(f.WriteData(1, false, make([]byte, minFrameSize)))
			}
		}},
		"an initial window beyond all": {http2.ErrCodeFlowControl, "", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 31}))
		}},
		"too small a frame size": {http2.ErrCodeProtocol, "not allowed", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 100}))
		}},
		"settings of five bytes": {http2.ErrCodeFrameSize, "", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteRawFrame(http2.FrameSettings, 0, 0, make([]byte, 5)))
		}},
		"something within a header": {http2.ErrCodeProtocol, "goes on", func(f *http2.Framer, head func(...string) []byte) {
			must(f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head(usual...)}))
			must(f.WritePing(false, [8]byte{}))
		}},
		"a continuation of nothing": {http2.ErrCodeProtocol, "CONTINUATION", func(f *http2.Framer, head func(...string) []byte) {
			must(f.WriteContinuation(1, true, head(usual...)))
		}},
		"continuations without end": {http2.ErrCodeEnhanceYourCalm, "longer than", func(f *http2.Framer, head func(...string) []byte) {
			must(f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head(usual...)}))
			for range 200 {
				must(f.WriteContinuation(1, false, make([]byte, minFrameSize)))
			}
		}},
		"nonsense in a header": {http2.ErrCodeCompression, "HEADERS", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteHeaders(http2.HeadersFrameParam{
				StreamID: 1, BlockFragment: bytes.Repeat([]byte{0xff}, 6), EndHeaders: true,
			}))
		}},
		"a push": {http2.ErrCodeProtocol, "push", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 1, false)
			must(f.WritePushPromise(http2.PushPromiseParam{
				StreamID: 1, PromiseID: 2, BlockFragment: head(usual...), EndHeaders: true,
			}))
		}},
		"a reset of nothing": {http2.ErrCodeProtocol, "idle", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteRSTStream(7, http2.ErrCodeCancel))
		}},
		"padding without payload": {http2.ErrCodeProtocol, "padding", func(f *http2.Framer, head func(...string) []byte) {
			request(f, head, 1, false)
			must(f.WriteRawFrame(http2.FrameData, http2.FlagDataPadded, 1, []byte{9, 0}))
		}},
		"a window for nothing": {http2.ErrCodeProtocol, "idle", func(f *http2.Framer, _ func(...string) []byte) {
			must(f.WriteWindowUpdate(7, 1))
		}},
		"frames of no use": {http2.ErrCodeEnhanceYourCalm, "few are of headers or bodies", func(f *http2.Framer, _ func(...string) []byte) {
			for range 2 + idleShare*idleAllowance/minFrameSize {
				must(f.WriteRawFrame(99, 0, 0, make([]byte, minFrameSize)))
			}
		}},
		"requests that nobody wants": {http2.ErrCodeEnhanceYourCalm, "were reset", func(f *http2.Framer, head func(...string) []byte) {
			for i := range uint32(resetBurst + 1) {
				request(f, head, 2*i+1, true)
				must(f.WriteRSTStream(2*i+1, http2.ErrCodeCancel))
			}
		}},
		"questions without end": {http2.ErrCodeEnhanceYourCalm, "does not read", func(f *http2.Framer, _ func(...string) []byte) {
			for range maxQueued + 10 {
				must(f.WritePing(false, [8]byte{}))
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			said := spoken(c.say)
			for _, size := range []int{len(said), 1 + len(said)>>17, 7 + len(said)>>17} {
				s := New(Config{})
				for rest := said; len(rest) > 0; {
					n := min(size, len(rest))
					s.Feed(0, rest[:n])
					rest = rest[n:]
				}
				var e *Error
				require.ErrorAs(t, s.Err(), &e)
				require.Equal(t, c.code, e.Code, e.Reason)
				require.Contains(t, e.Reason, c.says)
				last := Frame{}
				for f, more := s.Poll(0); more; f, more = s.Poll(0) {
					last = f
				}
				require.Equal(t, http2.FrameGoAway, last.Type, "the peer is told")
				require.Equal(t, s.lastPeer, binary.BigEndian.Uint32(last.Head[frameHead:]), "and what was taken")
			}
		})
	}
}

func TestStreamErrors(t *testing.T) {
	for name, c := range map[string]struct {
		code   http2.ErrCode
		fields []string
		ended  bool
		then   func(f *http2.Framer, head func(fields ...string) []byte)
	}{
		"capitals":          {code: http2.ErrCodeProtocol, fields: append([]string{}, append(usual, "X-Y", "z")...), ended: true},
		"pseudo at the end": {code: http2.ErrCodeProtocol, fields: append([]string{"x", "y"}, usual...), ended: true},
		"twice":             {code: http2.ErrCodeProtocol, fields: append([]string{":path", "/"}, usual...), ended: true},
		"an unknown pseudo": {code: http2.ErrCodeProtocol, fields: append([]string{":x", "/"}, usual...), ended: true},
		"shorter than it says": {code: http2.ErrCodeProtocol, fields: append(append([]string{}, usual...), "content-length", "10"),
			then: func(f *http2.Framer, _ func(...string) []byte) { must(f.WriteData(1, true, make([]byte, 9))) }},
		"longer than it says": {code: http2.ErrCodeProtocol, fields: append(append([]string{}, usual...), "content-length", "10"),
			then: func(f *http2.Framer, _ func(...string) []byte) { must(f.WriteData(1, false, make([]byte, 11))) }},
		"no window for that": {code: http2.ErrCodeFlowControl, fields: usual,
			then: func(f *http2.Framer, _ func(...string) []byte) {
				for range 5 {
					must(f.WriteData(1, false, make([]byte, minFrameSize)))
				}
			}},
		"a header after the end": {code: http2.ErrCodeStreamClosed, fields: usual, ended: true,
			then: func(f *http2.Framer, head func(...string) []byte) {
				must(f.WriteHeaders(http2.HeadersFrameParam{
					StreamID: 1, BlockFragment: head("x", "y"), EndHeaders: true, EndStream: true,
				}))
			}},
		"window overflow": {code: http2.ErrCodeFlowControl, fields: usual,
			then: func(f *http2.Framer, _ func(...string) []byte) { must(f.WriteWindowUpdate(1, maxWindow)) }},
		"no window": {code: http2.ErrCodeProtocol, fields: usual,
			then: func(f *http2.Framer, _ func(...string) []byte) { must(f.WriteWindowUpdate(1, 0)) }},
		"after the end": {code: http2.ErrCodeStreamClosed, fields: usual, ended: true,
			then: func(f *http2.Framer, _ func(...string) []byte) { must(f.WriteData(1, true, nil)) }},
		"a trailer that is none": {code: http2.ErrCodeProtocol, fields: usual,
			then: func(f *http2.Framer, head func(...string) []byte) {
				must(f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: head("x", "y"), EndHeaders: true}))
			}},
		"upon itself": {code: http2.ErrCodeProtocol, fields: usual,
			then: func(f *http2.Framer, _ func(...string) []byte) {
				must(f.WritePriority(1, http2.PriorityParam{StreamDep: 1}))
			}},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Config{ConnWindow: 1 << 20})
			s.Feed(0, spoken(func(f *http2.Framer, head func(fields ...string) []byte) {
				must(f.WriteHeaders(http2.HeadersFrameParam{
					StreamID: 1, BlockFragment: head(c.fields...), EndHeaders: true, EndStream: c.ended,
				}))
				if c.then != nil {
					c.then(f, head)
				}
				must(f.WriteHeaders(http2.HeadersFrameParam{
					StreamID: 3, BlockFragment: head(usual...), EndHeaders: true, EndStream: true,
				}))
			}))
			require.NoError(t, s.Err())
			reset := false
			for f, more := s.Poll(0); more; f, more = s.Poll(0) {
				if f.Type == http2.FrameRSTStream {
					require.EqualValues(t, 1, f.Stream)
					require.Equal(t, byte(c.code), f.Head[len(f.Head)-1])
					reset = true
				}
			}
			require.True(t, reset)
			got := kinds(events(s), Headers)
			require.EqualValues(t, 3, got[len(got)-1].Stream, "the others go on")
			require.Equal(t, 1, len(s.streams))
		})
	}
}

func TestServersThatSpeakSomethingElse(t *testing.T) {
	for said, want := range map[string]string{
		"HTTP/1.1 400 Bad Request\r\n\r\n":         "speaks HTTP/1",
		"\x00\x00\x00\x06\x00\x00\x00\x00\x00rest": "the first frame is PING",
		"garbage and more":                         "the first frame is",
	} {
		c := New(Config{Client: true})
		c.Feed(0, []byte(said))
		require.ErrorContains(t, c.Err(), want)
	}
	s := New(Config{})
	s.Feed(0, []byte("GET / HTTP/1.1\r\n"))
	require.ErrorContains(t, s.Err(), "preface")
	require.ErrorContains(t, s.Err(), "PROTOCOL_ERROR")
}

func TestTooManyStreamsAreRefused(t *testing.T) {
	p := newPair(Config{Presumed: 5}, Config{MaxStreams: 2})
	for range 4 {
		p.client.Open(0, ask, false, http2.PriorityParam{})
	}
	p.settle()
	refused := kinds(events(p.client), Reset)
	require.Len(t, refused, 2)
	for _, e := range refused {
		require.Equal(t, http2.ErrCodeRefusedStream, e.Code)
		require.NoError(t, e.Ours)
	}
	require.Zero(t, p.client.Room())
}

func TestEndsAtEachByte(t *testing.T) {
	p := newPair(Config{}, Config{})
	id := p.client.Open(0, ask, false, http2.PriorityParam{})
	up := wire(p.client, 0)
	p.server.Feed(0, up)
	p.server.Respond(0, id, ok, true)
	p.server.Write(0, id, true, nil, Piece{Len: 50})
	down := wire(p.server, 0)
	for i := range len(down) {
		c := New(Config{Client: true})
		c.Open(0, ask, false, http2.PriorityParam{})
		c.Feed(0, down[:i])
		require.NoError(t, c.Err())
		require.Equal(t, 1, len(c.streams), "after %d bytes the stream is not over", i)
	}
	require.NotContains(t, strings.ToLower(string(down)), "error")
}
