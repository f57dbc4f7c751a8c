package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// backlog is the drop-tail queue: the times at which each frame will have left
// the transmitter, in order. The frames themselves are on their way already.
type backlog struct {
	leaving ring[leaving]
	bytes   int64
	limit   backlogLimit
}

// backlogLimit is what a backlog may hold; zero means any number.
type backlogLimit struct {
	packets int
	bytes   int64
}

type leaving struct {
	at  vtime.Time
	len int
}

func (b *backlog) add(at vtime.Time, n int) {
	*b.leaving.push() = leaving{at, n}
	b.bytes += int64(n)
}

// settle takes out what has left by now.
func (b *backlog) settle(now vtime.Time) {
	for b.leaving.n > 0 && b.leaving.first().at <= now {
		b.bytes -= int64(b.leaving.first().len)
		b.leaving.pop()
	}
}

// refuses reports whether the queue has no room for a frame of n bytes.
func (b *backlog) refuses(n int) bool {
	if b.limit.packets > 0 && b.leaving.n >= b.limit.packets {
		return true
	}
	return b.limit.bytes > 0 && b.leaving.n > 0 && b.bytes+int64(n) > b.limit.bytes
}

// Discipline is a queue other than drop-tail: it chooses in which order frames
// are clocked out and which are dropped, when they come (RED) or when it is
// their turn (CoDel). It holds the frames; each one that is put comes out once,
// by Take or by drop. To mark a frame instead of dropping it, a discipline asks
// the frame's Body, which knows whether it can carry a mark (RFC 3168 section 5).
type Discipline interface {
	// Put takes in a frame that is sent now. It may drop that frame and others.
	Put(now vtime.Time, f Queued, drop func(Queued))
	// Take gives out the frame to be clocked out from now on; ok is false if the
	// queue is empty. It may drop frames.
	Take(now vtime.Time, drop func(Queued)) (f Queued, ok bool)
}

// Queued is a frame in the queue of a discipline.
type Queued struct {
	Frame *Frame
	Since vtime.Time // when it was sent
}

// scheduler drives the transmitter of a wire that has a discipline: whenever it
// is free, the next frame is taken. That takes a timer, and an event for each
// frame that had to wait.
type scheduler struct {
	wire  *Wire
	queue Discipline
	held  int       // frames in the queue
	timer sim.Timer // when the transmitter is free; armed while frames wait
	drop  func(Queued)
}

func newScheduler(w *Wire) *scheduler {
	s := &scheduler{wire: w, queue: w.cfg.Queue.New(w.kernel, &w.cfg)}
	s.timer.Init(w.kernel, s)
	s.drop = func(q Queued) {
		s.held--
		w.drop(w.kernel.Now(), q.Frame, QueuePolicy)
	}
	return s
}

func (s *scheduler) put(at vtime.Stamp, f *Frame) {
	before := s.held
	if s.wire.free > at.Now {
		before++ // the frame in the transmitter
	}
	s.wire.stats.MaxQueue = max(s.wire.stats.MaxQueue, before)
	s.held++
	s.queue.Put(at.Now, Queued{f, at.Now}, s.drop)
	s.run(at)
}

// Fire takes the next frame; the event loop calls it.
func (s *scheduler) Fire(at vtime.Stamp) { s.run(at) }

// run starts the transmitter if it is free, and sees to it that it will be
// started again.
func (s *scheduler) run(at vtime.Stamp) {
	if s.held > 0 && s.wire.free <= at.Now {
		s.start(at)
	}
	if s.held > 0 && !s.timer.Armed() {
		s.timer.Arm(s.wire.free, at.Event, cause.Serialisation)
	}
}

func (s *scheduler) start(at vtime.Stamp) {
	q, ok := s.queue.Take(at.Now, s.drop)
	if !ok {
		if s.held > 0 {
			panic("link: a queue discipline keeps frames back from a free transmitter")
		}
		return
	}
	s.held--
	w := s.wire
	w.stats.MaxWait = max(w.stats.MaxWait, at.Now-q.Since)
	w.transmit(at.Now, q.Frame)
	w.launch(at, q.Frame)
}
