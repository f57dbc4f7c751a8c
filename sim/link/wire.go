package link

import (
	"hash/fnv"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Wire carries frames in one direction.
type Wire struct {
	// What a frame needs that finds the transmitter idle lies together, in three lines of
	// a processor's cache: a world may have thousands of wires, and what is not near is
	// what a frame waits for longest. So nothing is counted here that follows from the
	// rest.
	port      Port
	rate      uint64 // of cfg, as the next two
	delay     vtime.Time
	mtu       uint16
	last      uint16 // bytes of the frame that the transmitter took last
	service   service
	plain     bool       // nothing ever happens to a frame
	watched   bool       // by the tap
	free      vtime.Time // when the transmitter has clocked out all it was given; -1: it was given nothing
	remainder uint64     // the fraction of a nanosecond beyond free, in parts of 1/Rate
	same      clocking   // of the last length: most frames are as long as the one before
	timer     sim.Timer  // the next arrival
	sent      sent
	ordered   lane

	tap       Tap
	scheduler *scheduler // nil unless scheduled
	varying   *varying   // nil: the wire stays as it is
	waiting   backlog
	stats     Stats  // what does not follow from the rest
	dropped   uint64 // bytes of all that was
	doubled   uint64 // bytes of second copies
	late      lane   // reordered frames
	fate      fate
	hash      uint32 // of the name
	cfg       Config
}

// sent counts the frames that were sent.
type sent struct{ frames, bytes, data uint64 }

// service is how frames come to be clocked out.
type service uint8

const (
	dropTail  service = iota // one after the other, and what finds no room is dropped
	unlimited                // they take no time
	alone                    // each as if it were the only one
	scheduled                // as a discipline chooses
)

func (c *Config) service() service {
	switch {
	case c.Rate == 0:
		return unlimited
	case c.Queue.None:
		return alone
	case c.Queue.New != nil:
		return scheduled
	}
	return dropTail
}

// New returns a wire that delivers to port. The configuration must be valid;
// New panics if it is not.
func New(k *sim.Kernel, cfg Config, port Port) *Wire {
	w := &Wire{}
	w.Init(k, cfg, port)
	return w
}

// Init is New for a wire that is part of something else.
func (w *Wire) Init(k *sim.Kernel, cfg Config, port Port) {
	if err := cfg.Validate(); err != nil {
		panic("link: wire " + cfg.Name + ": " + err.Error())
	}
	w.port, w.cfg, w.free = port, cfg, -1
	if cfg.Trace != nil {
		w.cfg.Rate = cfg.Trace.rate()
	}
	w.rate, w.delay, w.mtu, w.plain = w.cfg.Rate, cfg.Delay, uint16(cfg.MTU), cfg.plain()
	w.service = w.cfg.service()
	if w.mtu == 0 {
		w.mtu = MaxMTU
	}
	sum := fnv.New32a()
	sum.Write([]byte(cfg.Name))
	w.hash = sum.Sum32()
	w.fate.init(k, &w.cfg)
	w.timer.Init(k, w)
	if len(cfg.Schedule.Steps) > 0 || cfg.Trace != nil {
		w.varying = newVarying(&w.cfg)
	}
	if w.service == scheduled {
		w.scheduler = newScheduler(w)
	}
}

// Config returns the configuration. It must not be changed.
func (w *Wire) Config() *Config { return &w.cfg }

// Name returns the wire's name.
func (w *Wire) Name() string { return w.cfg.Name }

// Hash returns a number that names the wire in digests.
func (w *Wire) Hash() uint32 { return w.hash }

// MTU returns the largest frame in bytes.
func (w *Wire) MTU() int { return int(w.mtu) }

// Stats returns the counts so far. A frame that is just being sent counts as delivered:
// who watches with a tap asks after it.
func (w *Wire) Stats() Stats {
	s := w.stats
	s.Sent, s.SentBytes, s.SentData = w.sent.frames, w.sent.bytes, w.sent.data
	if w.service == dropTail || w.service == alone {
		s.Taken = s.Sent - s.Dropped[QueueFull] - s.Dropped[TooBig]
	}
	var bytes uint64
	s.InFlight, bytes = w.inFlight()
	s.Delivered = s.Sent + s.Duplicated - s.DroppedAll() - s.InFlight
	s.DeliveredBytes = s.SentBytes + w.doubled - w.dropped - bytes
	return s
}

// inFlight counts what waits or is on its way.
func (w *Wire) inFlight() (frames, bytes uint64) {
	if q := w.scheduler; q != nil {
		frames, bytes = uint64(q.held), uint64(q.bytes)
	}
	for _, l := range [...]*lane{&w.ordered, &w.late} {
		for f := l.first; f != nil; f = f.trip.next {
			frames++
			bytes += uint64(f.Len)
		}
	}
	return frames, bytes
}

// SetTap makes t watch the wire; nil takes the tap off.
func (w *Wire) SetTap(t Tap) { w.tap, w.watched = t, t != nil }

// Send takes over a frame, whose length must be positive, at the present time.
func (w *Wire) Send(at vtime.Stamp, f *Frame) {
	w.sent.frames++
	w.sent.bytes += uint64(f.Len)
	if f.Data {
		w.sent.data++
	}
	if w.watched {
		w.tap.Sent(at, w, f)
	}
	f.lost = Kept
	if !w.plain {
		// The lists and the burst model count what is sent, refused or not: a
		// frame's luck does not hang on the queue.
		if w.varying != nil {
			w.vary(at.Now)
		}
		f.lost = w.fate.lost(f)
	}
	if f.Len > int(w.mtu) {
		w.drop(at, f, TooBig)
		return
	}
	switch w.service {
	case dropTail:
		start := at.Now
		if w.free >= start {
			if start = w.free; !w.wait(at, f) {
				return
			}
		}
		w.accept(at, f)
		w.transmit(start, f)
		w.launch(at, w.free, f)
	case unlimited:
		w.accept(at, f)
		f.trip.Link = sim.Link{Where: cause.Propagation}
		w.launch(at, at.Now, f)
	case alone:
		w.accept(at, f)
		w.pass(at.Now, f)
		w.launch(at, w.free, f)
	case scheduled:
		w.accept(at, f)
		w.scheduler.put(at, f)
	}
}

// wait puts a frame behind those that the transmitter is not done with, and reports
// whether there was room.
func (w *Wire) wait(at vtime.Stamp, f *Frame) bool {
	b := &w.waiting
	n, bytes := b.settle(at.Now)
	n, bytes = n+1, bytes+int64(w.last)
	if w.cfg.Queue.exceeded(n+1, bytes+int64(f.Len)) {
		w.drop(at, f, QueueFull)
		return false
	}
	if w.free > at.Now {
		w.stats.MaxQueue = max(w.stats.MaxQueue, n)
	}
	w.stats.waited(w.free - at.Now)
	b.add(w.free, w.last)
	return true
}

// pass clocks a frame out now, whatever else is being clocked out. What it waits for
// another one that is longer, so as not to overtake it, is a part of that.
func (w *Wire) pass(now vtime.Time, f *Frame) {
	before := w.free
	w.free, w.remainder = now, 0
	if w.varying != nil {
		w.varying.restart()
	}
	w.transmit(now, f)
	if w.free >= before {
		return
	}
	w.free, f.trip.Serial = before, before-now
	if w.varying != nil {
		step, _ := w.varying.at(before)
		w.delay = step.Delay
	}
}

// accept notes where a frame comes from that is not refused.
func (w *Wire) accept(at vtime.Stamp, f *Frame) {
	f.trip.From, f.trip.Seq = at, w.timer.Kernel().NextSeq()
}

// clocking is how long the transmitter takes for a frame: nanoseconds, and the
// rest in parts of 1/Rate.
type clocking struct {
	serial    vtime.Time
	remainder uint64
}

func (w *Wire) clock(n int) clocking {
	bits := uint64(n) * 8 * uint64(vtime.Second) // MaxMTU keeps it below 2^49
	return clocking{vtime.Time(bits / w.rate), bits % w.rate}
}

// transmit books the transmitter for a frame from start on, which is not before
// it is free. A frame that follows another without a pause inherits its fraction
// of a nanosecond.
func (w *Wire) transmit(start vtime.Time, f *Frame) {
	before := w.last
	w.last = uint16(f.Len)
	if !w.plain && w.varying != nil {
		w.transmitVarying(start, f)
		return
	}
	if start > w.free {
		w.remainder = 0
	}
	if w.last != before {
		w.same = w.clock(f.Len)
	}
	serial := w.same.serial
	if w.remainder += w.same.remainder; w.remainder >= w.rate {
		w.remainder -= w.rate
		serial++
	}
	w.free = start.Add(serial)
	f.trip.Link = sim.Link{Where: cause.Propagation, Queue: start - f.trip.From.Now, Serial: serial}
}

// launch puts a frame on its way that the transmitter has taken now and is done
// with at the time left, or drops it if it is bound to be lost there.
func (w *Wire) launch(at vtime.Stamp, left vtime.Time, f *Frame) {
	if f.lost != Kept {
		w.drop(at, f, f.lost)
		return
	}
	f.trip.At = left.Add(w.delay)
	if !w.plain {
		w.befall(f)
		if next := &w.next().first.trip.Edge; !w.timer.Ends(next) {
			w.timer.ArmEdge(next)
		}
		return
	}
	if w.ordered.first == nil {
		w.timer.ArmEdge(&f.trip.Edge)
	}
	w.ordered.add(f)
}

func (w *Wire) drop(at vtime.Stamp, f *Frame, why Drop) {
	w.stats.Dropped[why]++
	w.dropped += uint64(f.Len)
	if w.watched {
		w.tap.Dropped(at, w, f, why)
	}
	f.Body.Release()
}
