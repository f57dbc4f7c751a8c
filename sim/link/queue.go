package link

import "github.com/rttlab/rttlab/sim/vtime"

// backlog is the drop-tail queue of a busy transmitter: the times at which each frame
// will have left, in order, but for the last that it took. The frames themselves are on
// their way already.
type backlog struct {
	before ring[leaving]
	bytes  int64 // of all of them
}

type leaving struct {
	at  vtime.Time
	len uint16
}

// settle takes out what has left before now and returns what is left. A frame that
// leaves at this very instant still holds its place: acknowledgements come in step with
// the departures that caused them, and what they let go came a little before those on a
// wire that was measured, since hosts are slowest with the first frame of a train.
func (b *backlog) settle(now vtime.Time) (n int, bytes int64) {
	q := &b.before
	for q.n > 0 {
		first := q.first()
		if first.at >= now {
			break
		}
		b.bytes -= int64(first.len)
		q.pop()
	}
	return q.len(), b.bytes
}
