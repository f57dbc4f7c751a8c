package link

import "github.com/rttlab/rttlab/sim/vtime"

// backlog is the drop-tail queue: the times at which each frame will have left
// the transmitter, in order. The frames themselves are on their way already.
type backlog struct {
	newest leaving
	n      int // with the newest one
	bytes  int64
	limit  backlogLimit
	before ring[leaving] // the newest one: not looked at where frames hardly ever wait
}

// backlogLimit is what a backlog may hold; zero means any number.
type backlogLimit struct {
	packets int
	bytes   int64
}

// exceeded reports whether so many packets and bytes are more than may be.
func (l *backlogLimit) exceeded(packets int, bytes int64) bool {
	return l.packets > 0 && packets > l.packets || l.bytes > 0 && packets > 1 && bytes > l.bytes
}

type leaving struct {
	at  vtime.Time
	len int
}

func (b *backlog) add(at vtime.Time, n int) {
	if b.n > 0 {
		*b.before.push() = b.newest
	}
	b.newest = leaving{at, n}
	b.n++
	b.bytes += int64(n)
}

// settle takes out what has left before now. A frame that leaves at this very instant
// still holds its place: acknowledgements come in step with the departures that caused
// them, and what they let go came a little before those on a wire that was measured,
// since hosts are slowest with the first frame of a train.
func (b *backlog) settle(now vtime.Time) {
	if b.newest.at < now {
		b.n, b.bytes = 0, 0
		if b.before.n > 0 {
			b.before.clear()
		}
		return
	}
	for b.before.n > 0 && b.before.first().at < now {
		b.n--
		b.bytes -= int64(b.before.first().len)
		b.before.pop()
	}
}

// refuses reports whether the queue has no room for a frame of n bytes.
func (b *backlog) refuses(n int) bool {
	return b.limit.exceeded(b.n+1, b.bytes+int64(n))
}
