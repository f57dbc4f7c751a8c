package h2

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

// Whatever comes, in whatever chunks, an end takes it or says what is wrong, and
// it does not matter how the bytes were divided.
func FuzzFeed(f *testing.F) {
	p := newPair(Config{}, Config{})
	id := p.client.Open(0, ask, true, http2.PriorityParam{StreamDep: 3, Weight: 9})
	p.client.Write(0, id, true, nil, Piece{Len: 40})
	up := wire(p.client, 0)
	p.server.Feed(0, up)
	p.server.Respond(0, id, ok, true)
	p.server.Write(0, id, true, ok[:0], Piece{Len: 40})
	f.Add(up, uint8(3), false)
	f.Add(wire(p.server, 0), uint8(200), true)
	f.Add([]byte(http2.ClientPreface+"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x01"), uint8(1), false)
	f.Fuzz(func(t *testing.T, b []byte, chunk uint8, client bool) {
		whole, parts := New(Config{Client: client, Scheduler: ByTree}), New(Config{Client: client, Scheduler: ByTree})
		if client {
			whole.Open(0, ask, false, http2.PriorityParam{})
			parts.Open(0, ask, false, http2.PriorityParam{})
		}
		whole.Feed(0, b)
		for rest := b; len(rest) > 0; {
			n := min(int(chunk)+1, len(rest))
			parts.Feed(0, rest[:n])
			rest = rest[n:]
		}
		require.Equal(t, whole.Err() == nil, parts.Err() == nil)
		require.Equal(t, len(whole.streams), len(parts.streams))
		require.True(t, bytes.Equal(wire(whole, 0), wire(parts, 0)))
		for _, c := range []*Conn{whole, parts} {
			require.GreaterOrEqual(t, c.opened, int64(0))
			require.GreaterOrEqual(t, c.taken, int64(0))
			for _, e := range events(c) {
				if e.Kind == Headers && !client {
					c.Respond(0, e.Stream, ok, true)
					c.Write(0, e.Stream, true, nil, Piece{Len: 10})
				}
			}
			wire(c, 0)
		}
	})
}
