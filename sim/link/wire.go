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
	port   Port
	tap    Tap
	fate   fate
	stats  Stats

	waiting   backlog
	free      vtime.Time // when the transmitter has clocked out all it was given
	remainder uint64     // the fraction of a nanosecond beyond free, in 1/Rate

	timer sim.Timer // the next delivery
	last  vtime.Time
	way   fifo      // frames in order of arrival
	late  []transit // reordered frames, in order of arrival
}

// transit is a frame on its way.
type transit struct {
	frame  *Frame
	at     vtime.Time
	seq    uint64
	parent vtime.EventID
	edge   sim.Link
}

func (t *transit) before(o *transit) bool { return t.at < o.at || t.at == o.at && t.seq < o.seq }

// Stats counts what happened on a wire so far.
type Stats struct {
	Sent, SentBytes           uint64
	Delivered, DeliveredBytes uint64
	Duplicated, Damaged       uint64
	Dropped                   [NumDrops]uint64
	InFlight                  uint64
	MaxQueue                  int        // packets
	MaxWait                   vtime.Time // in the queue
}

// DroppedAll returns the number of frames dropped for any reason.
func (s *Stats) DroppedAll() uint64 {
	n := uint64(0)
	for _, d := range s.Dropped {
		n += d
	}
	return n
}

// New returns a wire that delivers to port. The configuration must be valid.
func New(k *sim.Kernel, cfg Config, port Port) *Wire {
	if err := cfg.Validate(); err != nil {
		panic("link: " + cfg.Name + ": " + err.Error())
	}
	w := &Wire{kernel: k, cfg: cfg, port: port}
	w.fate.init(k, &w.cfg)
	w.timer.Init(k, w)
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

// Send takes over a frame.
func (w *Wire) Send(at vtime.Stamp, f *Frame) {
	w.stats.Sent++
	w.stats.SentBytes += uint64(f.Len)
	w.stats.InFlight++
	if w.tap != nil {
		w.tap.Sent(at, w, f)
	}
	lost := w.fate.lost(f) // in order of sending, whatever else happens
	if refused := w.admit(at.Now, f); refused != Kept {
		w.drop(at, f, refused)
		return
	}
	edge := w.transmit(at.Now, f)
	if lost != Kept {
		w.drop(at, f, lost)
		return
	}
	w.travel(at, f, edge)
}

// admit asks the queue whether it takes the frame.
func (w *Wire) admit(now vtime.Time, f *Frame) Drop {
	if w.cfg.MTU > 0 && f.Len > w.cfg.MTU {
		return TooBig
	}
	if w.cfg.Rate == 0 {
		return Kept
	}
	w.waiting.settle(now)
	q := Occupancy{Packets: w.waiting.len(), Bytes: w.waiting.bytes, Wait: max(0, w.free-now)}
	limit := &w.cfg.Queue
	switch {
	case limit.Packets > 0 && q.Packets >= limit.Packets,
		limit.Bytes > 0 && q.Bytes+int64(f.Len) > limit.Bytes && q.Packets > 0:
		return QueueFull
	case limit.Discipline == nil:
	default:
		switch limit.Discipline.Decide(now, q, f) {
		case Refuse:
			return QueuePolicy
		case MarkECN:
			if m, ok := f.Body.(Marker); !ok || !m.MarkCongestion() {
				return QueuePolicy
			}
		}
	}
	w.stats.MaxQueue = max(w.stats.MaxQueue, q.Packets)
	w.stats.MaxWait = max(w.stats.MaxWait, q.Wait)
	return Kept
}

// transmit books the transmitter's time for the frame.
func (w *Wire) transmit(now vtime.Time, f *Frame) sim.Link {
	edge := sim.Link{Where: cause.Propagation}
	if w.cfg.Rate == 0 {
		return edge
	}
	if w.free < now {
		w.free, w.remainder = now, 0
	}
	edge.Queue = w.free - now
	bits := uint64(f.Len)*8*1e9 + w.remainder
	edge.Serial = vtime.Time(bits / w.cfg.Rate)
	w.remainder = bits % w.cfg.Rate
	w.free = w.free.Add(edge.Serial)
	w.waiting.add(w.free, f.Len)
	return edge
}

// travel puts the frame on its way, with what is bound to happen to it there.
func (w *Wire) travel(at vtime.Stamp, f *Frame, edge sim.Link) {
	t := transit{frame: f, parent: at.Event, edge: edge, seq: w.kernel.NextSeq()}
	own := at.Now.Add(edge.Queue + edge.Serial).Add(w.cfg.Delay)
	t.at = own.Add(w.fate.jitter(f))
	if w.fate.damages(f) {
		w.stats.Damaged++
		w.fate.damage(f)
	}
	copies := w.fate.duplicates(f)
	if w.fate.reorders(f) {
		t.at = t.at.Add(w.cfg.ReorderBy)
		t.edge.Jitter = t.at - own
		w.putLate(t)
	} else {
		t.at = max(t.at, w.last)
		w.last = t.at
		t.edge.Jitter = t.at - own
		w.way.push(t)
	}
	if copies {
		w.duplicate(t)
	}
	w.rearm()
}

// duplicate lets a second copy arrive with the first.
func (w *Wire) duplicate(t transit) {
	w.stats.Duplicated++
	w.stats.InFlight++
	t.frame = t.frame.Body.Clone()
	t.seq = w.kernel.NextSeq()
	if w.way.n > 0 && w.way.last().at == t.at && w.way.last().seq < t.seq {
		w.way.push(t)
		return
	}
	w.putLate(t)
}

func (w *Wire) putLate(t transit) {
	i := len(w.late)
	w.late = append(w.late, t)
	for ; i > 0 && t.before(&w.late[i-1]); i-- {
		w.late[i] = w.late[i-1]
	}
	w.late[i] = t
}

// next returns the frame that arrives first, nil if none is on its way.
func (w *Wire) next() *transit {
	var first *transit
	if w.way.n > 0 {
		first = w.way.first()
	}
	if len(w.late) > 0 && (first == nil || w.late[0].before(first)) {
		first = &w.late[0]
	}
	return first
}

// rearm sets the timer to the next arrival.
func (w *Wire) rearm() {
	t := w.next()
	if t != nil && (!w.timer.Armed() || t.at < w.timer.At()) {
		w.timer.ArmEdge(t.at, t.seq, t.parent, t.edge)
	}
}

// Fire delivers the frame that arrives now; the event loop calls it.
func (w *Wire) Fire(at vtime.Stamp) {
	t := w.next()
	f := t.frame
	if len(w.late) > 0 && t == &w.late[0] {
		copy(w.late, w.late[1:])
		w.late[len(w.late)-1] = transit{}
		w.late = w.late[:len(w.late)-1]
	} else {
		w.way.pop()
	}
	w.rearm()
	w.stats.InFlight--
	w.stats.Delivered++
	w.stats.DeliveredBytes += uint64(f.Len)
	if w.tap != nil {
		w.tap.Delivered(at, w, f)
	}
	w.port.Receive(at, f)
}

func (w *Wire) drop(at vtime.Stamp, f *Frame, why Drop) {
	w.stats.Dropped[why]++
	w.stats.InFlight--
	if w.tap != nil {
		w.tap.Dropped(at, w, f, why)
	}
	f.Body.Release()
}

// fifo is a ring of frames on their way.
type fifo struct {
	ring    []transit // its length is a power of two
	head, n int
}

func (q *fifo) push(t transit) {
	if q.n == len(q.ring) {
		grown := make([]transit, max(8, 2*len(q.ring)))
		for i := range q.n {
			grown[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
		}
		q.ring, q.head = grown, 0
	}
	q.ring[(q.head+q.n)&(len(q.ring)-1)] = t
	q.n++
}

func (q *fifo) first() *transit { return &q.ring[q.head] }

func (q *fifo) last() *transit { return &q.ring[(q.head+q.n-1)&(len(q.ring)-1)] }

func (q *fifo) pop() {
	q.ring[q.head].frame = nil
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.n--
}
