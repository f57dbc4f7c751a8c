package link

import (
	"hash/fnv"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Wire carries frames in one direction.
type Wire struct {
	*rare

	// This is all that most frames need, which are sent on a plain wire whose transmitter
	// is idle. A world may have thousands of wires, and what is not near is what a frame
	// waits for longest: it is a line of a processor's cache, and may begin with one. So
	// nothing is counted here that follows from the rest.
	port    Port
	frames  uint32     // that were sent since the stats counted last
	data    uint32     // of those, with payload
	bytes   uint64     // of all that were sent
	free    vtime.Time // when the transmitter has clocked out all it was given; -1: it was given nothing
	ordered lane
	kind    *kind
	mtu     uint16
	last    uint16 // bytes of the frame that the transmitter took last
	service service
	plain   bool // nothing ever happens to a frame
	odd     bool // not plain, not dropTail, or watched by the tap
}

// rare is what few frames need.
type rare struct {
	tap       Tap
	scheduler *scheduler // nil unless scheduled
	varying   *varying   // nil: the wire stays as it is
	dropped   uint64     // bytes of all that was
	doubled   uint64     // bytes of second copies
	hash      uint32     // of the name
	waiting   backlog    // with the beginning of stats a line, for frames that wait
	stats     Stats      // what does not follow from the rest
	fraction  fraction
	late      lane // reordered frames
	fate      fate
	cfg       Config
}

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
	w.Init(k, Kinds{}, cfg, port)
	return w
}

// Init is New for a wire that is part of something else, and one of many.
func (w *Wire) Init(k *sim.Kernel, kinds Kinds, cfg Config, port Port) {
	if err := cfg.Validate(); err != nil {
		panic("link: wire " + cfg.Name + ": " + err.Error())
	}
	w.port, w.free, w.rare = port, -1, &rare{cfg: cfg}
	if cfg.Trace != nil {
		w.cfg.Rate = cfg.Trace.rate()
	}
	w.mtu, w.plain = uint16(cfg.MTU), cfg.plain()
	if w.mtu == 0 {
		w.mtu = MaxMTU
	}
	w.service = w.cfg.service()
	w.odd = !w.plain || w.service != dropTail
	w.kind = newKind(k, &w.cfg)
	sum := fnv.New32a()
	sum.Write([]byte(cfg.Name))
	w.hash = sum.Sum32()
	w.fate.init(k, &w.cfg)
	if len(cfg.Schedule.Steps) > 0 || cfg.Trace != nil {
		w.varying = newVarying(&w.cfg)
	} else {
		w.kind = kinds.share(w.kind)
	}
	if w.service == scheduled {
		w.scheduler = newScheduler(w)
	}
}

// Port returns who takes what the wire delivers.
func (w *Wire) Port() Port { return w.port }

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
	w.count()
	s := w.stats
	s.SentBytes = w.bytes
	if w.service == dropTail || w.service == alone {
		s.Taken = s.Sent - s.Dropped[QueueFull] - s.Dropped[TooBig]
	}
	var bytes uint64
	s.InFlight, bytes = w.inFlight()
	s.Delivered = s.Sent + s.Duplicated - s.DroppedAll() - s.InFlight
	s.DeliveredBytes = s.SentBytes + w.doubled - w.dropped - bytes
	return s
}

// most is how many frames are counted before the stats count them.
const most = 1 << 31

// count has the stats count what was sent.
func (w *Wire) count() {
	w.stats.Sent += uint64(w.frames)
	w.stats.SentData += uint64(w.data)
	w.frames, w.data = 0, 0
}

// inFlight counts what waits or is on its way.
func (w *Wire) inFlight() (frames, bytes uint64) {
	if q := w.scheduler; q != nil {
		frames, bytes = uint64(q.held), uint64(q.bytes)
	}
	for _, l := range [...]*lane{&w.ordered, &w.late} {
		for f := l.first(); f != nil; f = l.after(f) {
			frames++
			bytes += uint64(f.Len)
		}
	}
	return frames, bytes
}

// SetTap makes t watch the wire; nil takes the tap off.
func (w *Wire) SetTap(t Tap) {
	w.tap = t
	w.odd = t != nil || !w.plain || w.service != dropTail
}

// Send takes over a frame, whose length must be positive, at the present time.
func (w *Wire) Send(at vtime.Stamp, f *Frame) {
	if f.Data {
		w.data++
	}
	if w.frames++; w.frames == most {
		w.count()
	}
	w.bytes += uint64(f.Len)
	f.lost = Kept
	switch {
	case w.odd:
		w.sendOddly(at, f)
		return
	case f.Len > int(w.mtu):
		w.drop(at, f, TooBig)
		return
	}
	start := at.Now
	if w.free >= start {
		if start = w.free; !w.wait(at, f) {
			return
		}
	}
	serial, kind := w.serial(start, f.Len), w.kind
	left := start + serial
	arrives := left + kind.delay
	if arrives < start { // it is beyond what can be told
		left, arrives = start.Add(serial), vtime.Never
	}
	w.last, w.free = uint16(f.Len), left
	f.trip.From, f.trip.Seq, f.trip.At = at, kind.kernel.NextSeq(), arrives
	f.trip.Link = sim.Link{Where: cause.Propagation, Queue: start - at.Now, Serial: serial}
	if w.ordered.add(f) {
		kind.kernel.Expect(&f.trip.Edge, w)
	}
}

// sendOddly is Send for a wire that is not plain, not dropTail, or watched.
func (w *Wire) sendOddly(at vtime.Stamp, f *Frame) {
	if w.tap != nil {
		w.tap.Sent(at, w, f)
	}
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
	start := at.Now
	if w.service == dropTail && w.free >= start {
		if start = w.free; !w.wait(at, f) {
			return
		}
	}
	f.trip.From, f.trip.Seq = at, w.kind.kernel.NextSeq()
	switch w.service {
	case dropTail:
		w.transmit(start, f)
	case unlimited:
		f.trip.Link = sim.Link{Where: cause.Propagation}
		w.launch(at, start, f)
		return
	case alone:
		w.pass(start, f)
	case scheduled:
		w.scheduler.put(at, f)
		return
	}
	w.launch(at, w.free, f)
}

// wait puts a frame behind those that the transmitter is not done with, and reports
// whether there was room.
func (w *Wire) wait(at vtime.Stamp, f *Frame) bool {
	b := &w.waiting
	n, bytes := b.settle(at.Now)
	n, bytes = n+1, bytes+int64(w.last)
	if w.kind.exceeded(n+1, bytes+int64(f.Len)) {
		w.drop(at, f, QueueFull)
		return false
	}
	if w.free > at.Now {
		w.stats.MaxQueue = max(w.stats.MaxQueue, n)
	}
	w.stats.waited(w.free - at.Now)
	b.before.push(leaving{w.free, w.last})
	b.bytes += int64(w.last)
	return true
}

// pass clocks a frame out now, whatever else is being clocked out. What it waits for
// another one that is longer, so as not to overtake it, is a part of that.
func (w *Wire) pass(now vtime.Time, f *Frame) {
	before := w.free
	w.free, w.fraction.remainder = now, 0
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
		w.kind.delay = step.Delay
	}
}

// serial returns how long the transmitter takes for n bytes from start on, which is not
// before it is free.
func (w *Wire) serial(start vtime.Time, n int) vtime.Time {
	if w.kind.perByte > 0 {
		return vtime.Time(n) * w.kind.perByte
	}
	return w.inexact(start, n)
}

// fraction is what a transmitter remembers whose bytes do not take a whole number of
// nanoseconds.
type fraction struct {
	remainder uint64 // beyond Wire.free, in parts of a nanosecond over the rate

	// How long it takes for the last length: most frames are as long as the one before.
	length int
	whole  vtime.Time
	rest   uint64 // as remainder
}

// inexact is serial where it is not a whole number of nanoseconds: a frame that follows
// another without a pause inherits its fraction of one. It is not to be a part of Send.
//
//go:noinline
func (w *Wire) inexact(start vtime.Time, n int) vtime.Time {
	r := &w.fraction
	if start > w.free {
		r.remainder = 0
	}
	if n != r.length {
		all := uint64(n) * byteTime // MaxMTU keeps it below 2^49
		r.length, r.whole, r.rest = n, vtime.Time(all/w.kind.rate), all%w.kind.rate
	}
	if r.remainder += r.rest; r.remainder >= w.kind.rate {
		r.remainder -= w.kind.rate
		return r.whole + 1
	}
	return r.whole
}

// transmit books the transmitter for a frame from start on, which is not before it is
// free.
func (w *Wire) transmit(start vtime.Time, f *Frame) {
	w.last = uint16(f.Len)
	if w.varying != nil {
		w.transmitVarying(start, f)
	} else {
		w.free = start.Add(w.serial(start, f.Len))
	}
	f.trip.Link = sim.Link{Where: cause.Propagation, Queue: start - f.trip.From.Now, Serial: w.free - start}
}

// launch puts a frame on its way that the transmitter has taken now and is done
// with at the time left, or drops it if it is bound to be lost there.
func (w *Wire) launch(at vtime.Stamp, left vtime.Time, f *Frame) {
	if f.lost != Kept {
		w.drop(at, f, f.lost)
		return
	}
	f.trip.At = left.Add(w.kind.delay)
	if w.plain {
		w.add(&w.ordered, f)
	} else {
		w.befall(f)
	}
}

func (w *Wire) drop(at vtime.Stamp, f *Frame, why Drop) {
	w.stats.Dropped[why]++
	w.dropped += uint64(f.Len)
	if w.tap != nil {
		w.tap.Dropped(at, w, f, why)
	}
	f.Body.Release()
}
