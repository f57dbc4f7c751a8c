package httpx

import (
	"bytes"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/stack"
)

// pipe is the bytes of a body within a proxy: they have come and not gone yet.
type pipe struct {
	limit  int64 // how many it holds at most; 0: any number
	held   int64
	parts  []stack.Payload
	ended  bool  // no more will come
	broken bool  // nobody wants what is there
	err    error // why it ended before its time

	room, ready *sim.WaitQueue // who waits to put, and to take
}

// space is how many bytes may be put.
func (q *pipe) space() int64 {
	if q.limit == 0 {
		return maxBodyRead
	}
	return max(q.limit-q.held, 0)
}

// put adds a copy of b, which is no longer than space.
func (q *pipe) put(b []byte) {
	if len(b) == 0 {
		return
	}
	q.parts = append(q.parts, payloadOf(b))
	q.held += int64(len(b))
	q.ready.WakeAll()
}

// await waits for space. It is false if nobody wants more.
func (q *pipe) await(p *sim.Proc) bool {
	for q.space() == 0 && !q.broken {
		p.Wait(q.room, "room in the buffer of a proxy")
	}
	return !q.broken
}

// take returns what is there.
func (q *pipe) take() []stack.Payload {
	parts := q.parts
	q.parts, q.held = nil, 0
	if len(parts) > 0 {
		q.room.WakeAll()
	}
	return parts
}

// end says that no more will come, and why if that is too early.
func (q *pipe) end(err error) {
	if !q.ended {
		q.ended, q.err = true, err
	}
	q.ready.WakeAll()
}

// abandon says that nobody wants what is there.
func (q *pipe) abandon() {
	q.broken = true
	q.room.WakeAll()
	q.ready.WakeAll()
}

// payloadOf copies bytes; zeros, which most bodies are, need not be held.
func payloadOf(b []byte) stack.Payload {
	if len(b) <= len(nothing) && bytes.Equal(b, nothing[:len(b)]) {
		return zeros(int64(len(b)))
	}
	return bytesOf(bytes.Clone(b))
}

var nothing [maxBodyRead]byte
