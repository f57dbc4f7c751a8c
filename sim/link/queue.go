package link

import "github.com/rttlab/rttlab/sim/vtime"

// Occupancy is what a frame that is sent finds before it.
type Occupancy struct {
	Packets int        // waiting or being clocked out
	Bytes   int64      // of these
	Wait    vtime.Time // until the transmitter is free for the frame
}

// Verdict is what a queue discipline does with a frame.
type Verdict uint8

// The verdicts.
const (
	Admit   Verdict = iota
	Refuse          // the frame is dropped
	MarkECN         // admitted, with the congestion mark set
)

// Discipline decides about each frame that is sent, in order. As the
// transmitter serves in order and its rate is constant, the time that the frame
// will have waited is known at once, so that a discipline that decides at the
// head of the queue (CoDel) can do so here. Frames that are refused take no
// time. The bounds of Queue apply before it.
type Discipline interface {
	Decide(now vtime.Time, q Occupancy, f *Frame) Verdict
}

// Marker is a Body that can carry the congestion mark. Where it cannot, MarkECN
// drops the frame (RFC 3168 section 5).
type Marker interface {
	MarkCongestion() bool
}

// backlog is what waits for the transmitter: the times at which each frame
// will have left it, in order.
type backlog struct {
	ends  []leaving
	head  int
	bytes int64
}

type leaving struct {
	at  vtime.Time
	len int
}

func (b *backlog) add(at vtime.Time, n int) {
	if b.head > 64 && b.head*2 > len(b.ends) {
		b.ends = append(b.ends[:0], b.ends[b.head:]...)
		b.head = 0
	}
	b.ends = append(b.ends, leaving{at, n})
	b.bytes += int64(n)
}

// settle takes out what has left by now.
func (b *backlog) settle(now vtime.Time) {
	for b.head < len(b.ends) && b.ends[b.head].at <= now {
		b.bytes -= int64(b.ends[b.head].len)
		b.head++
	}
	if b.head == len(b.ends) {
		b.ends, b.head = b.ends[:0], 0
	}
}

func (b *backlog) len() int { return len(b.ends) - b.head }
