package h2

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// serverSays is what a server sends after its settings, which it must give.
func serverSays(settings []http2.Setting, say func(f *http2.Framer)) []byte {
	var b bytes.Buffer
	f := http2.NewFramer(&b, nil)
	must(f.WriteSettings(settings...))
	if say != nil {
		say(f)
	}
	return b.Bytes()
}

// drain returns what is to be sent.
func drain(c *Conn) (frames []Frame) {
	for f, more := c.Poll(0); more; f, more = c.Poll(0) {
		frames = append(frames, f)
	}
	return frames
}

// bodyIn is how many bytes of bodies frames carry.
func bodyIn(frames []Frame) (n int) {
	for _, f := range frames {
		n += f.Body.Len
	}
	return n
}

// A client numbers its streams with odd numbers, one after the other (RFC 9113 section
// 5.1.1), and forbids the server to push (section 8.4), who may not say anything else.
func TestWhatClientsSay(t *testing.T) {
	c := New(Config{Client: true})
	for want := uint32(1); want < 9; want += 2 {
		require.Equal(t, want, c.Open(0, ask, false, http2.PriorityParam{}))
	}
	first := c.queue[0].Head[len(http2.ClientPreface)+frameHead:]
	require.Equal(t, []byte{0, byte(http2.SettingEnablePush), 0, 0, 0, 0}, first[:6])
	c.Feed(0, serverSays([]http2.Setting{{ID: http2.SettingEnablePush, Val: 1}}, nil))
	require.ErrorContains(t, c.Err(), "not allowed")
}

// The last of several values of a setting holds (RFC 9113 section 6.5.3).
func TestSettingsAreAppliedInOrder(t *testing.T) {
	c := New(Config{Client: true})
	c.Feed(0, serverSays([]http2.Setting{
		{ID: http2.SettingMaxConcurrentStreams, Val: 9}, {ID: http2.SettingMaxConcurrentStreams, Val: 3},
	}, nil))
	require.EqualValues(t, 3, c.Room())
}

// The answer to a PING has its data (RFC 9113 section 6.7).
func TestPingsComeBack(t *testing.T) {
	c := New(Config{Client: true})
	drain(c)
	c.Feed(0, serverSays(nil, func(f *http2.Framer) { must(f.WritePing(false, [8]byte{1, 2, 3})) }))
	frames := drain(c)
	last := frames[len(frames)-1]
	require.Equal(t, http2.FramePing, last.Type)
	require.Equal(t, byte(http2.FlagPingAck), last.Head[4])
	require.Equal(t, []byte{1, 2, 3, 0, 0, 0, 0, 0}, last.Head[frameHead:])
}

// A smaller initial window takes from the streams that there are, which may owe some then
// (RFC 9113 section 6.9.2). No frame is larger than the peer takes (section 4.2).
func TestSmallerInitialWindow(t *testing.T) {
	c := New(Config{Client: true})
	id := c.Open(0, ask, true, http2.PriorityParam{})
	c.Write(0, id, true, nil, Piece{Len: 200_000})
	frames := drain(c)
	require.Equal(t, initialWindow, bodyIn(frames))
	for _, f := range frames {
		require.LessOrEqual(t, f.Body.Len, minFrameSize)
	}
	smaller := []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 10_000}}
	c.Feed(0, serverSays(smaller, func(f *http2.Framer) {
		must(f.WriteWindowUpdate(0, 100_000))
		must(f.WriteWindowUpdate(id, initialWindow-10_000))
	}))
	require.Zero(t, bodyIn(drain(c)), "it is paid back")
	c.Feed(0, serverSays(nil, func(f *http2.Framer) { must(f.WriteWindowUpdate(id, 5000)) })[frameHead:])
	require.Equal(t, 5000, bodyIn(drain(c)))
}

// A response begins with its header (RFC 9113 section 8.1): DATA before it is an error of
// the stream.
func TestDataBeforeTheHeader(t *testing.T) {
	c := New(Config{Client: true})
	id := c.Open(0, ask, false, http2.PriorityParam{})
	drain(c)
	c.Feed(0, serverSays(nil, func(f *http2.Framer) { must(f.WriteData(id, false, []byte("x"))) }))
	require.NoError(t, c.Err())
	frames := drain(c)
	reset := frames[len(frames)-1]
	require.Equal(t, http2.FrameRSTStream, reset.Type)
	require.EqualValues(t, http2.ErrCodeStreamClosed, binary.BigEndian.Uint32(reset.Head[frameHead:]))
}

// A header that nobody wants, since its stream was reset, is decoded all the same: later
// ones refer to it (RFC 9113 section 4.3).
func TestHeadersNobodyWants(t *testing.T) {
	s := New(Config{})
	s.Feed(0, spoken(func(f *http2.Framer, head func(...string) []byte) {
		open := func(id uint32, ended bool, fields ...string) {
			must(f.WriteHeaders(http2.HeadersFrameParam{
				StreamID: id, BlockFragment: head(fields...), EndHeaders: true, EndStream: ended,
			}))
		}
		open(1, false, append(append([]string{}, usual...), "content-length", "1")...)
		must(f.WriteData(1, false, make([]byte, 2))) // more than that: it is reset
		open(1, true, "x-late", "yes")
		open(3, true, append(append([]string{}, usual...), "x-late", "yes")...)
	}))
	require.NoError(t, s.Err())
	got := kinds(events(s), Headers)
	last := got[len(got)-1]
	require.EqualValues(t, 3, last.Stream)
	require.Contains(t, last.Fields, hpack.HeaderField{Name: "x-late", Value: "yes"})
}

// Windows are opened again once half of them has been read, and not when all has: so who sends
// steadily does not come to a halt.
func TestWindowsAreGivenBackByHalves(t *testing.T) {
	c := New(Config{Client: true, Window: 20_000, ConnWindow: 100_000})
	id := c.Open(0, ask, false, http2.PriorityParam{})
	drain(c)
	given := func(n int64) (streams []uint32) {
		c.Consume(0, id, n)
		for _, f := range drain(c) {
			require.Equal(t, http2.FrameWindowUpdate, f.Type)
			streams = append(streams, f.Stream)
		}
		return streams
	}
	require.Empty(t, given(9_999))
	require.Equal(t, []uint32{id}, given(1))
	require.Equal(t, []uint32{id}, given(39_999))
	require.Equal(t, []uint32{0}, given(1))
}
