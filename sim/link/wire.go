package link

import (
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Wire carries frames in one direction.
type Wire struct {
	kernel *sim.Kernel
	cfg    Config
	mtu    int
	port   Port
	tap    Tap
	fate   fate
	stats  Stats

	free      vtime.Time // when the transmitter has clocked out all it was given
	remainder uint64     // the fraction of a nanosecond beyond free, in parts of 1/Rate
	waiting   backlog
	scheduler *scheduler // nil: the queue is drop-tail

	timer   sim.Timer // the next arrival
	armed   uint64    // its sequence number
	ordered lane
	late    lane // reordered frames
}

// New returns a wire that delivers to port. The configuration must be valid;
// New panics if it is not.
func New(k *sim.Kernel, cfg Config, port Port) *Wire {
	if err := cfg.Validate(); err != nil {
		panic("link: wire " + cfg.Name + ": " + err.Error())
	}
	w := &Wire{kernel: k, cfg: cfg, mtu: cfg.MTU, port: port}
	if w.mtu == 0 {
		w.mtu = MaxMTU
	}
	w.fate.init(k, &w.cfg)
	w.timer.Init(k, w)
	if cfg.Queue.New != nil && cfg.Rate != 0 {
		w.scheduler = newScheduler(w)
	}
	return w
}

// Config returns the configuration. It must not be changed.
func (w *Wire) Config() *Config { return &w.cfg }

// Name returns the wire's name.
func (w *Wire) Name() string { return w.cfg.Name }

// Stats returns the counts so far.
func (w *Wire) Stats() Stats { return w.stats }

// SetTap makes t watch the wire; nil takes the tap off.
func (w *Wire) SetTap(t Tap) { w.tap = t }

// Send takes over a frame, whose length must be positive, at the present time.
func (w *Wire) Send(at vtime.Stamp, f *Frame) {
	w.stats.Sent++
	w.stats.SentBytes += uint64(f.Len)
	w.stats.InFlight++
	if f.Data {
		w.stats.SentData++
	}
	if w.tap != nil {
		w.tap.Sent(at, w, f)
	}
	// The lists and the burst model count what is sent, refused or not: a
	// frame's luck does not hang on the queue.
	lost := w.fate.lost(f)
	switch {
	case f.Len > w.mtu:
		w.drop(at, f, TooBig)
	case w.cfg.Rate == 0:
		w.launch(at, w.queued(at, f, lost), sim.Link{Where: cause.Propagation})
	case w.scheduler != nil:
		w.scheduler.put(at, f, lost)
	default:
		w.enqueue(at, f, lost)
	}
}

// enqueue is the drop-tail queue.
func (w *Wire) enqueue(at vtime.Stamp, f *Frame, lost Drop) {
	w.waiting.settle(at.Now)
	if w.waiting.refuses(&w.cfg.Queue, f.Len) {
		w.drop(at, f, QueueFull)
		return
	}
	start := max(w.free, at.Now)
	w.stats.MaxQueue = max(w.stats.MaxQueue, w.waiting.leaving.n)
	w.stats.MaxWait = max(w.stats.MaxWait, start-at.Now)
	edge := w.transmit(start, at.Now, f.Len)
	w.waiting.add(w.free, f.Len)
	w.launch(at, w.queued(at, f, lost), edge)
}

// transmit books the transmitter from start on, which is not before it is free,
// for a frame of n bytes that was sent at time since. A frame that follows
// another without a pause inherits its fraction of a nanosecond.
func (w *Wire) transmit(start, since vtime.Time, n int) sim.Link {
	if start > w.free {
		w.remainder = 0
	}
	bits := uint64(n)*8*uint64(vtime.Second) + w.remainder // MaxMTU and MaxRate keep it below 2^61
	serial := vtime.Time(bits / w.cfg.Rate)
	w.remainder = bits % w.cfg.Rate
	w.free = start.Add(serial)
	return sim.Link{Where: cause.Propagation, Queue: start - since, Serial: serial}
}

func (w *Wire) queued(at vtime.Stamp, f *Frame, lost Drop) Queued {
	return Queued{Frame: f, Since: at.Now, event: at.Event, seq: w.kernel.NextSeq(), lost: lost}
}

// launch puts a frame on its way that the transmitter has taken now, or drops
// it if it is bound to be lost there.
func (w *Wire) launch(at vtime.Stamp, q Queued, edge sim.Link) {
	if q.lost != Kept {
		w.drop(at, q.Frame, q.lost)
		return
	}
	w.travel(&q, edge)
}

func (w *Wire) drop(at vtime.Stamp, f *Frame, why Drop) {
	w.stats.Dropped[why]++
	w.stats.InFlight--
	if w.tap != nil {
		w.tap.Dropped(at, w, f, why)
	}
	f.Body.Release()
}
