package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Discipline is a queue other than drop-tail: it chooses in which order frames
// are clocked out, and which are marked or dropped, when they come (RED) or when
// it is their turn (CoDel). It holds the frames; each one that is put comes out
// once, by Take or by Sink.Drop. The bounds of the queue are kept by the wire, which
// asks it to Shed.
type Discipline interface {
	// Put takes in a frame that is sent now. It may drop that frame and others.
	Put(now vtime.Time, q Queued, s Sink)
	// Take gives out the frame to be clocked out from now on; ok is false if the
	// queue is empty. It may drop frames.
	Take(now vtime.Time, s Sink) (q Queued, ok bool)
	// Shed drops a frame, for QueueFull. There is one.
	Shed(s Sink)
}

// Queued is a frame in the queue of a discipline.
type Queued struct {
	Frame *Frame
	Since vtime.Time // when it was sent
}

// Sink is where a discipline's decisions go.
type Sink interface {
	// Drop takes over a frame that is dropped.
	Drop(q Queued, why Drop)
	// Mark marks a frame instead of dropping it. It reports false, and does nothing,
	// if the frame cannot be marked (RFC 3168 section 5).
	Mark(q Queued) bool
}

// line is a first-in, first-out queue of frames.
type line struct {
	frames ring[Queued]
	bytes  int64
}

func (l *line) put(q Queued) {
	l.frames.push(q)
	l.bytes += int64(q.Frame.Len)
}

// take removes the oldest frame.
func (l *line) take() (Queued, bool) {
	if l.frames.n == 0 {
		return Queued{}, false
	}
	first := l.frames.first()
	q := *first
	*first = Queued{} // the frame is not the queue's any more
	l.frames.pop()
	l.bytes -= int64(q.Frame.Len)
	return q, true
}

// shed drops the youngest frame, as drop-tail does.
func (l *line) shed(s Sink) {
	q := *l.frames.last()
	l.frames.unpush()
	l.bytes -= int64(q.Frame.Len)
	s.Drop(q, QueueFull)
}

// scheduler drives the transmitter of a wire that has a discipline: whenever it
// is free, the next frame is taken. That takes a timer, and an event for each
// frame that had to wait.
type scheduler struct {
	wire  *Wire
	queue Discipline
	held  int       // frames in the queue
	bytes int64     // of those
	busy  int       // bytes of the frame in the transmitter, or of the last one that was
	timer sim.Timer // when the transmitter is free; armed while frames wait
}

func newScheduler(w *Wire) *scheduler {
	s := &scheduler{wire: w, queue: w.cfg.Queue.New(w.kind.kernel, &w.cfg)}
	s.timer.Init(w.kind.kernel, s)
	return s
}

// Drop satisfies Sink.
func (s *scheduler) Drop(q Queued, why Drop) {
	s.leave(q)
	s.wire.drop(s.timer.Kernel().Now(), q.Frame, why)
}

// Mark satisfies Sink.
func (s *scheduler) Mark(q Queued) bool {
	if q.Frame.Mark == Unmarkable {
		return false
	}
	q.Frame.Mark = Marked
	s.wire.stats.Marked++
	return true
}

func (s *scheduler) leave(q Queued) {
	s.held--
	s.bytes -= int64(q.Frame.Len)
}

func (s *scheduler) put(at vtime.Stamp, f *Frame) {
	w, sending, sendingBytes := s.wire, 0, int64(0)
	if w.free > at.Now {
		sending, sendingBytes = 1, int64(s.busy)
	}
	s.held++
	s.bytes += int64(f.Len)
	s.queue.Put(at.Now, Queued{f, at.Now}, s)
	for w.kind.exceeded(s.held+sending, s.bytes+sendingBytes) {
		s.queue.Shed(s)
	}
	w.stats.MaxQueue = max(w.stats.MaxQueue, s.held+sending-1)
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
	q, ok := s.queue.Take(at.Now, s)
	if !ok {
		if s.held > 0 {
			panic("link: a queue discipline keeps frames back from a free transmitter")
		}
		return
	}
	s.leave(q)
	s.busy = q.Frame.Len
	w := s.wire
	w.stats.Taken++
	w.stats.waited(at.Now - q.Since)
	w.transmit(at.Now, q.Frame)
	w.launch(at, w.free, q.Frame)
}
