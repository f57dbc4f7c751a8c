package tcp

import (
	"fmt"

	"github.com/rttlab/rttlab/sim/vtime"
)

// Window is what a congestion controller decides: the congestion window and
// the slow-start threshold, in bytes.
type Window struct {
	Cwnd, Threshold int64
}

// InSlowStart reports whether the window grows exponentially (RFC 5681 section 3.1).
func (w Window) InSlowStart() bool { return w.Cwnd < w.Threshold }

// Controller is a congestion control algorithm. It gets facts by value, holds no
// reference to its connection, and remembers what it wants to. The connection
// decides when data is lost and how it is repaired: of that the controller says
// only how far the window comes down. Sampler, Observer and Watcher
// are what a controller may do besides.
type Controller interface {
	// Grow returns the window after an acknowledgement of new data. It is asked
	// only while nothing is being repaired.
	Grow(w Window, a Acked) Window
	// Threshold returns the slow-start threshold, at least 2 MSS, when a loss or a
	// congestion mark is found for the first time in a window of data.
	Threshold(w Window, l Lost) int64
	// Undo returns the window once a reduction turns out to have been for nothing
	// (RFC 4015, RFC 9438 section 4.9). Before is the window before the reduction.
	Undo(w, before Window) Window
}

// Sampler is a controller that is told of every round-trip sample, before Grow,
// also while a loss is being repaired. It may end slow start.
type Sampler interface {
	Sampled(w Window, a Acked) Window
}

// Observer is a controller that is told what happens to the connection.
type Observer interface {
	Observe(e Event, m Moment)
}

// Watcher is a controller that looks at every acknowledgement of an established
// connection, whatever state its repair is in (DCTCP counts marks).
type Watcher interface {
	Watch(w Window, a Acked)
}

// Director is a controller that decides everything, also while losses are repaired:
// the window after each acknowledgement, and the rate at which data leaves. It is
// asked instead of Grow, and reductions leave the window to it (Linux cong_control).
type Director interface {
	// Direct returns the window and the pacing rate in bytes per second. R is what the
	// acknowledgement tells of the rate at which segments arrive.
	Direct(w Window, a Acked, r Rate) (Window, int64)
}

// teller is a controller that tells of itself (TCP_CC_INFO).
type teller interface {
	// Tell returns what there is to be told, in Linux's terms. A is what an
	// acknowledgement that came now would say; ECN is whether it is agreed on, marked
	// whether the acknowledgements that leave tell of a mark.
	Tell(a Acked, ecn, marked bool) []Detail
}

// Detail is a field of what a controller tells: its name, its size in bytes and its value.
type Detail struct {
	Name  string
	Size  int
	Value int64
}

// seeder is a controller that does something at random. It is given a number of its
// own when it is made.
type seeder interface {
	Seed(n uint32)
}

// Acked is what a controller is told of an acknowledgement. Where the
// connection counts whole segments (cwnd_counts), all sizes are multiples of MSS.
type Acked struct {
	Now      vtime.Time
	Bytes    int64 // newly acknowledged, selectively too
	MSS      int64
	Flight   int64      // bytes on their way before this acknowledgement
	Una, Nxt int64      // SND.UNA and SND.NXT now, as offsets: rounds end at them
	Full     bool       // the window was what limited the sender
	ECE      bool       // it says that a mark was seen (RFC 3168 section 6.1.2)
	Phase    Phase      // what is being repaired
	RTT      vtime.Time // of the newest segment acknowledged, 0 if this acknowledgement gave no sample
	MinRTT   vtime.Time
	SRTT     vtime.Time

	// Segments delivered since the connection began, and how many of them arrived
	// with a congestion mark.
	Delivered, DeliveredCE int64
}

// Phase is what a connection does about losses, in the words of Linux.
type Phase uint8

// The phases.
const (
	PhaseOpen     Phase = iota // nothing is amiss
	PhaseDisorder              // duplicate acknowledgements came, nothing is known to be lost
	PhaseCWR                   // the window comes down because of a congestion mark
	PhaseRecovery              // fast recovery
	PhaseLoss                  // after a timeout
)

// Lost is what a controller is told when a loss or a mark is found for the first
// time in a window of data.
type Lost struct {
	Now     vtime.Time
	Flight  int64 // bytes unacknowledged when it was found
	MSS     int64
	Timeout bool // found by the retransmission timer
	Mark    bool // a congestion mark, nothing is lost
}

// Event is something that happens to a connection.
type Event uint8

// The events.
const (
	EventStart    Event = iota // data leaves while nothing is on its way
	EventRestart               // the window came down after a pause
	EventTimeout               // the retransmission timer expired for the first time for this data
	EventLoss                  // fast recovery begins
	EventRepaired              // what was lost or marked is repaired; the window is at the threshold
	EventUndo                  // a reduction was undone
)

// Moment is the connection at an event.
type Moment struct {
	Now      vtime.Time
	LastSent vtime.Time // when data last left before; negative: never
	Window   Window
	MSS      int64
	Una, Nxt int64
}

// Algorithm is an entry of the table of congestion control algorithms.
type Algorithm struct {
	Name string // as TCP_CONGESTION and the knob spell it
	Doc  string // one line: what it is and where it is defined
	// New makes the controller of one connection.
	New func(cfg *Config) Controller
	// NeedsECN says that it works with congestion marks.
	NeedsECN bool
}

// The algorithms of this package.
const (
	congestionReno AlgorithmID = iota
	congestionCubic
)

var algorithms = []Algorithm{
	{Name: "reno", Doc: "additive increase, multiplicative decrease (RFC 5681)", New: newReno},
	{Name: "cubic", Doc: "a window that grows with the cube of time (RFC 9438)", New: newCubic},
	{Name: "bbr", Doc: "a model of bandwidth and round trip, at the pace of it (Linux tcp_bbr, version 1)", New: newBBR},
	{Name: "dctcp", Doc: "Reno for queues that mark early: a mark counts by the share of marks (RFC 8257)", New: newDCTCP, NeedsECN: true},
}

// Register adds an algorithm, which profiles, scenarios and sockets can name
// from then on. Call it before anything else of the simulator, as from an init
// function. It panics if the name is empty or taken.
func Register(a Algorithm) {
	if _, taken := AlgorithmNamed(a.Name); taken || a.Name == "" || a.New == nil {
		panic(fmt.Sprintf("tcp: cannot register congestion control %q: it needs a name of its own and New", a.Name))
	}
	algorithms = append(algorithms, a)
}

// AlgorithmID is the index of an entry of Algorithms.
type AlgorithmID uint8

// String is the algorithm's name.
func (id AlgorithmID) String() string { return algorithms[id].Name }

// AlgorithmNamed returns the algorithm of that name.
func AlgorithmNamed(name string) (AlgorithmID, bool) {
	for i := range algorithms {
		if algorithms[i].Name == name {
			return AlgorithmID(i), true
		}
	}
	return 0, false
}

func algorithmNames() []string {
	names := make([]string, len(algorithms))
	for i := range algorithms {
		names[i] = algorithms[i].Name
	}
	return names
}
