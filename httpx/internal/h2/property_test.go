package h2

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
)

// chat is a random conversation: requests with bodies, responses with bodies,
// windows, chunks and cancels.
type chat struct {
	*pair
	r        *rand.Rand
	up, down []byte // on their way

	chronos  map[uint32]*cause.Chrono
	sent     map[uint32]int64 // bytes of bodies of requests
	asked    int64            // streams to be opened
	cancels  int              // at most: they would hide that something is stuck
	want     map[uint32]int64 // bytes of responses
	got      map[uint32]int64
	upGot    map[uint32]int64
	ended    map[uint32]bool // at the client
	canceled map[uint32]bool
	unread   [2]map[uint32]int64 // not consumed: at the client, at the server
}

func randomConfig(r *rand.Rand) Config {
	c := Config{
		Window: 1 + r.Int64N(100_000), ConnWindow: r.Int64N(200_000), FrameSize: minFrameSize + r.Int64N(20_000),
		DataSize: r.Int64N(20_000), Scheduler: Scheduler(r.IntN(len(SchedulerNames))), MaxStreams: 1 + r.Int64N(8),
		HeaderTable: r.Int64N(5000) - 500, OwnTable: r.Int64N(5000) - 500,
	}
	if r.IntN(3) == 0 {
		c.Window = 1 + r.Int64N(100)
	}
	return c
}

func newChat(seed uint64) *chat {
	r := rand.New(rand.NewPCG(seed, 6))
	c := &chat{
		r: r, chronos: map[uint32]*cause.Chrono{}, sent: map[uint32]int64{}, want: map[uint32]int64{},
		got: map[uint32]int64{}, upGot: map[uint32]int64{}, ended: map[uint32]bool{}, canceled: map[uint32]bool{},
		unread: [2]map[uint32]int64{{}, {}}, asked: 1 + r.Int64N(20), cancels: r.IntN(3),
	}
	server := randomConfig(r)
	server.Chronos = func(id uint32) *cause.Chrono {
		c.chronos[id] = &cause.Chrono{}
		return c.chronos[id]
	}
	c.pair = newPair(randomConfig(r), server)
	return c
}

// poll moves frames of an end onto the wire, some of them or all.
func (c *chat) poll(from *Conn, wire *[]byte) {
	for range 1 + c.r.IntN(5) {
		f, more := from.Poll(c.now)
		if !more {
			return
		}
		*wire = append(append(*wire, f.Head...), make([]byte, f.Body.Len)...)
	}
}

// feed lets some bytes arrive.
func (c *chat) feed(to *Conn, wire *[]byte) {
	n := c.r.IntN(len(*wire) + 1)
	if c.r.IntN(8) == 0 {
		n = min(n, 20)
	}
	to.Feed(c.now, (*wire)[:n])
	*wire = (*wire)[n:]
}

func (c *chat) open() {
	if c.asked == 0 || c.client.Room() == 0 {
		return
	}
	c.asked--
	var on http2.PriorityParam
	if c.r.IntN(2) == 0 {
		on = http2.PriorityParam{
			StreamDep: uint32(c.r.IntN(10))*2 + 101*uint32(c.r.IntN(2)), Exclusive: c.r.IntN(2) == 0,
			Weight: uint8(c.r.IntN(256)),
		}
	}
	body := min(c.r.Int64N(3)*c.r.Int64N(50_000), 30*c.server.cfg.Window)
	id := c.client.Open(c.now, ask, body > 0, on)
	c.sent[id] = body
	if body > 0 {
		c.client.Write(c.now, id, true, nil, Piece{Len: int(body)})
	}
}

// consume reads what has come, at least some of it.
func (c *chat) consume(of *Conn, unread map[uint32]int64) {
	for id := uint32(1); id < c.client.nextID; id += 2 {
		if n := unread[id]; n > 0 && c.r.IntN(2) == 0 {
			k := 1 + c.r.Int64N(n)
			unread[id] -= k
			of.Consume(c.now, id, k)
		}
	}
}

// serve acts on what the server learned.
func (c *chat) serve(t *testing.T) {
	for _, e := range events(c.server) {
		switch e.Kind {
		case Data:
			c.upGot[e.Stream] += e.N
			c.unread[1][e.Stream] += e.N
		case Reset:
			require.True(t, c.canceled[e.Stream])
		}
		if e.Ended {
			size := min(c.r.Int64N(4)*c.r.Int64N(60_000), 30*c.client.cfg.Window)
			c.want[e.Stream] = size
			if !c.server.Respond(c.now, e.Stream, ok, size > 0) {
				require.True(t, c.canceled[e.Stream])
			} else if half := int(size / 2); size > 0 {
				c.server.Write(c.now, e.Stream, false, nil, Piece{Len: half})
				c.server.Write(c.now, e.Stream, true, nil, Piece{Bytes: []byte("x"), Len: int(size) - half})
			}
		}
	}
}

// read acts on what the client learned.
func (c *chat) read(t *testing.T) {
	for _, e := range events(c.client) {
		switch e.Kind {
		case Data:
			c.got[e.Stream] += e.N
			c.unread[0][e.Stream] += e.N
		case Reset:
			// The client had not known how many streams the server takes.
			require.Equal(t, http2.ErrCodeRefusedStream, e.Code, "%v", e.Ours)
			c.asked++
			c.canceled[e.Stream], c.ended[e.Stream] = true, true
		}
		c.ended[e.Stream] = c.ended[e.Stream] || e.Ended
	}
}

func (c *chat) cancel() {
	id := 2*uint32(c.r.IntN(len(c.sent)+1)) + 1
	if _, open := c.sent[id]; open && !c.ended[id] && c.cancels > 0 {
		c.cancels--
		c.canceled[id], c.ended[id] = true, true
		c.client.Reset(c.now, id, http2.ErrCodeCancel)
	}
}

// step does one thing.
func (c *chat) step(t *testing.T) {
	c.now += vtime.Time(c.r.IntN(3))
	switch c.r.IntN(9) {
	case 0:
		c.open()
	case 1, 2:
		c.poll(c.client, &c.up)
	case 3, 4:
		c.poll(c.server, &c.down)
	case 5:
		c.feed(c.server, &c.up)
		c.serve(t)
	case 6:
		c.feed(c.client, &c.down)
		c.read(t)
	case 7:
		c.consume(c.client, c.unread[0])
		c.consume(c.server, c.unread[1])
	case 8:
		if c.r.IntN(200) == 0 {
			c.cancel()
		}
	}
	require.NoError(t, c.client.Err())
	require.NoError(t, c.server.Err())
	for _, end := range []*Conn{c.client, c.server} {
		require.GreaterOrEqual(t, end.recv, int64(0), "the window of the connection is kept")
		require.GreaterOrEqual(t, end.send, int64(0))
	}
	require.LessOrEqual(t, c.client.opened, max(c.client.peer.streams, usualStreams))
}

// done reports whether everything that was asked for is there.
func (c *chat) done() bool {
	if c.asked > 0 || len(c.client.streams)+len(c.server.streams) > 0 {
		return false
	}
	for id := range c.sent {
		if !c.ended[id] {
			return false
		}
	}
	return true
}

// Whatever the chunks, windows, schedulers and cancels: every body is whole, no
// window is exceeded (the other end would say so), and it ends.
func TestRandomConversations(t *testing.T) {
	for seed := range simtest.Seeds(t, 15) {
		c := newChat(seed)
		steps := 0
		for ; !c.done() && steps < 2_000_000; steps++ {
			c.step(t)
		}
		require.True(t, c.done(), "seed %d: %d to be asked for, %d and %d streams", seed, c.asked, len(c.client.streams), len(c.server.streams))
		for id, n := range c.sent {
			if !c.canceled[id] {
				require.Equal(t, n, c.upGot[id], "seed %d, stream %d up", seed, id)
				require.Equal(t, c.want[id], c.got[id], "seed %d, stream %d down", seed, id)
			}
		}
		for id, chrono := range c.chronos {
			why, _ := chrono.Current()
			require.Equal(t, cause.NothingToSend, why, "seed %d, stream %d", seed, id)
		}
		require.Empty(t, c.server.active)
		require.Empty(t, c.client.active)
	}
}
