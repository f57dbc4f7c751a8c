package link

import "github.com/rttlab/rttlab/sim/vtime"

// backlog is the drop-tail queue of a busy transmitter: the times at which each frame
// will have left, in order. The frames themselves are on their way already.
type backlog struct {
	n      int32 // with the newest one, which leaves when the transmitter is free
	newest int32 // bytes
	bytes  int64 // of all of them
	before *ring[leaving]
}

type leaving struct {
	at  vtime.Time
	len int32
}

// begin puts a frame of n bytes into the queue of a transmitter that was idle.
func (b *backlog) begin(n int) {
	if b.n > 1 {
		b.before.clear()
	}
	b.n, b.newest, b.bytes = 1, int32(n), int64(n)
}

// add puts a frame of n bytes behind the newest one, which leaves at time at.
func (b *backlog) add(at vtime.Time, n int) {
	if b.before == nil {
		b.before = &ring[leaving]{}
	}
	*b.before.push() = leaving{at, b.newest}
	b.n++
	b.bytes += int64(n)
	b.newest = int32(n)
}

// settle takes out what has left before now; the newest one has not. A frame that
// leaves at this very instant still holds its place: acknowledgements come in step with
// the departures that caused them, and what they let go came a little before those on a
// wire that was measured, since hosts are slowest with the first frame of a train.
func (b *backlog) settle(now vtime.Time) {
	for b.n > 1 && b.before.first().at < now {
		b.n--
		b.bytes -= int64(b.before.first().len)
		b.before.pop()
	}
}
