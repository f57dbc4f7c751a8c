package h2

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// ask is the header of a request.
var ask = []hpack.HeaderField{
	{Name: ":method", Value: "GET"}, {Name: ":scheme", Value: "http"}, {Name: ":authority", Value: "a.test"},
	{Name: ":path", Value: "/"},
}

// ok is the header of a response.
var ok = []hpack.HeaderField{{Name: ":status", Value: "200"}}

// pair is both ends of a connection, and the time.
type pair struct {
	client, server *Conn
	now            vtime.Time
}

func newPair(client, server Config) *pair {
	client.Client = true
	return &pair{client: New(client), server: New(server)}
}

// wire is what an end has to send now, as bytes.
func wire(c *Conn, now vtime.Time) []byte {
	var b []byte
	for {
		f, more := c.Poll(now)
		if !more {
			return b
		}
		b = append(append(b, f.Head...), f.Body.Bytes...)
		b = append(b, make([]byte, f.Body.Len-len(f.Body.Bytes))...)
	}
}

// settle carries everything to and fro until nothing more comes.
func (p *pair) settle() {
	for {
		up, down := wire(p.client, p.now), wire(p.server, p.now)
		if len(up)+len(down) == 0 {
			return
		}
		p.server.Feed(p.now, up)
		p.client.Feed(p.now, down)
	}
}

// events returns what happened.
func events(c *Conn) []Event {
	var list []Event
	for {
		e, more := c.Next()
		if !more {
			return list
		}
		list = append(list, e)
	}
}

// kinds are the events of some kinds.
func kinds(list []Event, of ...Kind) []Event {
	var found []Event
	for _, e := range list {
		for _, k := range of {
			if e.Kind == k {
				found = append(found, e)
			}
		}
	}
	return found
}

func TestExchange(t *testing.T) {
	p := newPair(Config{}, Config{MaxStreams: 7})
	require.EqualValues(t, usualStreams, p.client.Room(), "the server has not said what it allows")
	id := p.client.Open(0, ask, false, http2.PriorityParam{})
	require.EqualValues(t, 1, id)
	p.settle()
	require.EqualValues(t, 6, p.client.Room())
	got := kinds(events(p.server), Headers)
	require.Len(t, got, 1)
	require.Equal(t, "/", Value(got[0].Fields, ":path"))
	require.True(t, got[0].Ended)
	require.True(t, p.server.Respond(0, id, ok, true))
	require.True(t, p.server.Write(0, id, true, nil, Piece{Bytes: []byte("abc"), Len: 20_000}))
	p.settle()
	got = kinds(events(p.client), Headers, Data)
	require.Equal(t, "200", Value(got[0].Fields, ":status"))
	sum := int64(0)
	for _, e := range got[1:] {
		sum += e.N
	}
	require.EqualValues(t, 20_000, sum)
	require.True(t, got[len(got)-1].Ended)
	require.Zero(t, len(p.client.streams)+len(p.server.streams), "both ends have ended the stream")
	require.False(t, p.server.Respond(0, id, ok, false), "a stream that is over takes nothing")
}

func TestOffsetsAreThoseOfTheWire(t *testing.T) {
	p := newPair(Config{}, Config{})
	id := p.client.Open(0, ask, false, http2.PriorityParam{})
	p.server.Feed(0, wire(p.client, 0))
	p.server.Respond(0, id, ok, true)
	p.server.Write(0, id, true, nil, Piece{Len: 1000})
	down := wire(p.server, 0)
	for i := range down {
		p.client.Feed(0, down[i:i+1])
	}
	got := kinds(events(p.client), Headers, Data)
	require.EqualValues(t, len(down), got[len(got)-1].Upto)
	require.Equal(t, byte(http2.FrameHeaders), down[got[0].From+3])
	require.Equal(t, byte(http2.FrameData), down[got[0].Upto+3])
	require.Equal(t, got[0].Upto+frameHead, got[1].From, "a body's bytes are told of as they come")
}

func TestPaddingCountsAgainstTheWindows(t *testing.T) {
	p := newPair(Config{}, Config{})
	id := p.client.Open(0, ask, false, http2.PriorityParam{})
	p.settle()
	p.server.Respond(0, id, ok, true)
	p.settle()
	events(p.client)
	var b bytes.Buffer
	require.NoError(t, http2.NewFramer(&b, nil).WriteDataPadded(id, true, make([]byte, 100), make([]byte, 50)))
	before := p.client.recv
	p.client.Feed(0, b.Bytes())
	require.Equal(t, before-151, p.client.recv)
	got := kinds(events(p.client), Data)
	require.EqualValues(t, 100, got[0].N)
	require.EqualValues(t, 51, p.client.unreturned, "what is no body is given back at once")
	require.True(t, got[len(got)-1].Ended)
}

func TestLongHeadersTakeContinuations(t *testing.T) {
	p := newPair(Config{}, Config{})
	long := append([]hpack.HeaderField{{Name: "x-long", Value: string(bytes.Repeat([]byte("~"), 40_000))}}, ask...)
	long = append(append([]hpack.HeaderField{}, ask...), long[0])
	p.client.Open(0, long, false, http2.PriorityParam{})
	up := wire(p.client, 0)
	for len(up) > 0 {
		n := min(len(up), 1000)
		p.server.Feed(0, up[:n])
		up = up[n:]
	}
	require.NoError(t, p.server.Err())
	require.Len(t, Value(kinds(events(p.server), Headers)[0].Fields, "x-long"), 40_000)
}

func TestGoAwayLeavesWhatWasTaken(t *testing.T) {
	p := newPair(Config{}, Config{})
	first := p.client.Open(0, ask, false, http2.PriorityParam{})
	p.settle()
	p.server.Leave(http2.ErrCodeNo)
	second := p.client.Open(0, ask, true, http2.PriorityParam{}) // it crosses the GOAWAY
	p.client.Write(0, second, true, nil, Piece{Len: 100})
	p.settle()
	gone := kinds(events(p.client), GoAway)
	require.Len(t, gone, 1)
	require.Equal(t, first, gone[0].Stream)
	require.Zero(t, p.client.Room())
	require.Len(t, kinds(events(p.server), Headers), 1, "the second one is ignored")
	require.True(t, p.server.Respond(0, first, ok, false))
	p.settle()
	require.Len(t, kinds(events(p.client), Headers), 1)
	require.NoError(t, p.server.Err())
}

func TestResetEndsAStreamAndNothingElse(t *testing.T) {
	p := newPair(Config{}, Config{})
	a := p.client.Open(0, ask, false, http2.PriorityParam{})
	b := p.client.Open(0, ask, false, http2.PriorityParam{})
	p.settle()
	for _, id := range []uint32{a, b} {
		p.server.Respond(0, id, ok, true)
		p.server.Write(0, id, true, nil, Piece{Len: 100_000})
	}
	p.client.Feed(0, wire(p.server, 0)) // as far as the windows let it
	p.client.Reset(0, a, http2.ErrCodeCancel)
	for range 10 {
		for _, e := range events(p.client) {
			p.client.Consume(0, e.Stream, e.N)
		}
		p.settle()
	}
	require.NoError(t, p.client.Err())
	require.NoError(t, p.server.Err())
	require.Zero(t, len(p.client.streams)+len(p.server.streams))
	reset := kinds(events(p.server), Reset)
	require.Len(t, reset, 1)
	require.Equal(t, http2.ErrCodeCancel, reset[0].Code)
}

func TestWaitsAreNamed(t *testing.T) {
	chronos := map[uint32]*cause.Chrono{}
	p := newPair(Config{}, Config{Scheduler: InOrder, Chronos: func(id uint32) *cause.Chrono {
		chronos[id] = &cause.Chrono{}
		return chronos[id]
	}})
	a := p.client.Open(0, ask, false, http2.PriorityParam{})
	b := p.client.Open(0, ask, false, http2.PriorityParam{})
	p.settle()
	current := func(id uint32) cause.Why {
		why, _ := chronos[id].Current()
		return why
	}
	for _, id := range []uint32{a, b} {
		p.server.Respond(1, id, ok, true)
		p.server.Write(1, id, true, nil, Piece{Len: 100_000})
	}
	require.Equal(t, cause.SendBuffer, current(a))
	require.Equal(t, cause.BehindStreams, current(b))
	down := wire(p.server, 2)
	require.Equal(t, cause.StreamWindow, current(a))
	require.Equal(t, cause.ConnectionWindow, current(b))
	p.client.Feed(3, down)
	for _, e := range events(p.client) {
		p.client.Consume(3, e.Stream, e.N)
	}
	p.server.Feed(4, wire(p.client, 3))
	require.Equal(t, cause.SendBuffer, current(a))
	for range 10 {
		p.client.Feed(5, wire(p.server, 5))
		for _, e := range events(p.client) {
			p.client.Consume(5, e.Stream, e.N)
		}
		p.server.Feed(5, wire(p.client, 5))
	}
	require.Equal(t, cause.NothingToSend, current(a))
	require.Equal(t, cause.NothingToSend, current(b))
}

func TestTablesCanBeOff(t *testing.T) {
	sizes := func(c Config) (first, second int) {
		p := newPair(Config{}, c)
		size := func() int {
			id := p.client.Open(0, ask, false, http2.PriorityParam{})
			p.settle()
			p.server.Respond(0, id, append([]hpack.HeaderField{{Name: "server", Value: "a server with a name"}}, ok...)[1:], true)
			p.server.Respond(0, id, []hpack.HeaderField{{Name: "x-etag", Value: "some long value of a field"}}, false)
			return len(wire(p.server, 0))
		}
		return size(), size()
	}
	with1, with2 := sizes(Config{})
	without1, without2 := sizes(Config{OwnTable: -1})
	require.Less(t, with2, with1-10, "the second time the table has it")
	require.GreaterOrEqual(t, without2, with1-3)
	require.Greater(t, without1, without2, "the first header says that there is no table")
}

// What Chromium and nginx send first, as long as it was measured (less the 22 bytes of
// a TLS record): the preface with settings and window, settings and window, and what
// acknowledges them.
func TestFirstWordsOfKnownEnds(t *testing.T) {
	chromium := New(Config{
		Client: true, Window: 6291456, ConnWindow: 15728640, HeaderTable: 65536, HeaderList: 262144,
	})
	nginx := New(Config{
		MaxStreams: 128, Window: 65536, ConnWindow: maxWindow, FrameSize: maxFrameSize, OwnTable: -1, Scheduler: ByTree,
	})
	up, down := wire(chromium, 0), wire(nginx, 0)
	require.Len(t, up, 92-22)
	require.Len(t, down, 62-22)
	nginx.Feed(0, up)
	require.Len(t, wire(nginx, 0), 31-22)
	chromium.Feed(0, down)
	require.Len(t, wire(chromium, 0), 31-22)
}
