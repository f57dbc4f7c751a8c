package link

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// randomConfig draws a wire with any mix of what wires can do.
func randomConfig(r *rand.Rand) Config {
	share := func() Share {
		if r.IntN(2) == 0 {
			return 0
		}
		return Share(r.Uint64N(uint64(Whole) / 3))
	}
	some := func(v int64) vtime.Time {
		if r.IntN(3) == 0 {
			return 0
		}
		return vtime.Time(r.Int64N(v))
	}
	c := Config{Name: "w", Delay: some(1e8), Jitter: some(1e7), Loss: share(), Duplicate: share(), Corrupt: share()}
	if r.IntN(4) > 0 {
		c.Rate = MinRate + r.Uint64N(1<<(10+r.IntN(40)))
	}
	if r.IntN(3) == 0 {
		c.MTU = MinMTU + r.IntN(1500)
	}
	if c.Reorder = share(); c.Reorder > 0 {
		c.ReorderBy = 1 + vtime.Time(r.Int64N(1e8))
	}
	if r.IntN(2) == 0 {
		c.Burst = Burst{share(), share(), share(), share()}
	}
	if r.IntN(2) == 0 {
		c.Queue.Packets = r.IntN(20)
	}
	if r.IntN(2) == 0 {
		c.Queue.Bytes = r.Int64N(30_000)
	}
	if r.IntN(3) == 0 {
		c.Schedule = randomSchedule(r, c.Rate)
	}
	if r.IntN(8) == 0 {
		c.Trace = randomTrace(r)
	}
	for range r.IntN(4) {
		c.LoseData, c.LosePackets = append(c.LoseData, 1+r.IntN(50)), append(c.LosePackets, 1+r.IntN(80))
	}
	if r.IntN(2) == 0 {
		c.Queue.New = randomQueue(r)
	}
	c.Queue.None = c.Queue.Packets%8 == 7
	switch r.IntN(16) {
	case 0:
		c.Queue.New = newTailDrop
	case 1:
		c.Queue.New = newEarly
	case 2:
		target := some(1e7)
		c.Queue.New = func(*sim.Kernel, *Config) Discipline { return &impatient{target: target} }
	case 3:
		c.Queue.New = func(*sim.Kernel, *Config) Discipline { return &stack{most: 4} }
	}
	return c
}

// randomSchedule draws changes of what a wire of a rate is like.
func randomSchedule(r *rand.Rand, rate uint64) Schedule {
	var s Schedule
	at := vtime.Time(r.Int64N(2)) * vtime.Time(r.Int64N(1e8))
	for range 1 + r.IntN(4) {
		step := Step{At: at, Delay: vtime.Time(r.Int64N(1e8)), Loss: Share(r.Uint64N(uint64(Whole) / 3))}
		if rate > 0 {
			step.Rate = MinRate + r.Uint64N(2*rate)
		}
		if r.IntN(4) == 0 && len(s.Steps) > 0 {
			step.Rate = 0
		}
		s.Steps = append(s.Steps, step)
		at += 1 + vtime.Time(r.Int64N(1e8))
	}
	s.Steps[len(s.Steps)-1].Rate = rate
	if r.IntN(2) == 0 {
		s.Period = at
	}
	return s
}

func randomTrace(r *rand.Rand) *Trace {
	t := &Trace{}
	at := vtime.Time(0)
	for range 1 + r.IntN(20) {
		at += vtime.Time(r.Int64N(4)) * ms
		t.At = append(t.At, at)
	}
	t.At = append(t.At, at+ms)
	return t
}

// randomQueue draws a discipline with parameters that are left out at times.
func randomQueue(r *rand.Rand) func(*sim.Kernel, *Config) Discipline {
	some := func(v int64) vtime.Time { return vtime.Time(r.Int64N(v)) * vtime.Time(r.IntN(2)) }
	mark := r.IntN(2) == 0
	codel := CoDel{Target: some(1e7), Interval: some(1e8), Mark: mark}
	switch r.IntN(5) {
	case 0:
		return codel.New
	case 1:
		return FQCoDel{CoDel: codel, Flows: r.IntN(5), Quantum: r.IntN(2000)}.New
	case 2:
		least := r.IntN(10)
		return RED{Min: least, Max: 1 + 2*least, MaxP: Share(r.IntN(int(Whole))), Weight: uint(r.IntN(10)),
			Gentle: r.IntN(2) == 0, Mark: mark}.New
	case 3:
		return PIE{Target: some(1e7), Update: some(1e7), MaxBurst: some(1e8), Mark: mark}.New
	}
	return Threshold{Packets: r.IntN(10), Bytes: r.Int64N(10_000)}.New
}

// randomTraffic draws frames that come alone or in bursts, about as fast as the
// wire takes them.
func randomTraffic(r *rand.Rand, rate uint64) []send {
	var all []send
	at := vtime.Time(0)
	for range 120 {
		s := send{at: at, len: 20 + r.IntN(1500), control: r.IntN(3) == 0, flow: r.Uint64N(4),
			mark: Mark(r.IntN(3))}
		all = append(all, s)
		switch r.IntN(3) {
		case 0:
			at += vtime.Time(r.Int64N(1000))
		case 1:
			if rate == 0 {
				rate = 1_000_000
			}
			at += vtime.Time(r.Uint64N(min(uint64(s.len)*16e9/rate, 1e12) + 1))
		}
	}
	return all
}

// counter is a tap that counts for itself and looks at the books at each event.
type counter struct {
	t                        *testing.T
	sent, delivered, dropped uint64
	drops                    [NumDrops]uint64
}

// The wire counts a frame as sent from here on, and has it on its way in a moment.
func (c *counter) Sent(vtime.Stamp, *Wire, *Frame) { c.sent++ }

func (c *counter) Delivered(_ vtime.Stamp, w *Wire, _ *Frame) { c.delivered++; c.check(w) }

func (c *counter) Dropped(_ vtime.Stamp, w *Wire, f *Frame, why Drop) {
	c.dropped++
	c.drops[why]++
	if f.Body.(*body).released != 0 {
		c.t.Fatal("a frame is shown after it was released")
	}
	c.check(w)
}

func (c *counter) check(w *Wire) {
	s := w.Stats()
	if s.Sent+s.Duplicated != s.Delivered+s.DroppedAll()+s.InFlight {
		c.t.Fatalf("frames are not conserved: %+v", s)
	}
	if s.Sent != c.sent || s.Delivered != c.delivered || s.Dropped != c.drops {
		c.t.Fatalf("the tap saw other numbers than %+v: %+v", s, c)
	}
}

// journey runs traffic over a random wire event by event.
func journey(t *testing.T, seed uint64, r *rand.Rand) *trial {
	cfg := randomConfig(r)
	tr := newSeeded(seed, cfg)
	books := &counter{t: t}
	tr.SetTap(books)
	tr.plan(randomTraffic(r, cfg.Rate)...)
	for n := uint64(1); tr.k.Run(sim.Bounds{Events: n}).End == sim.EventBound; n++ {
		books.check(tr.Wire)
	}
	require.Zero(t, tr.Stats().InFlight, "seed %d", seed)
	return tr
}

func TestFramesPropertyAreConserved(t *testing.T) {
	for seed, r := range simtest.Streams(t, 300) {
		tr := journey(t, seed, r)
		copies, bytes := uint64(0), uint64(0)
		for _, b := range tr.sent {
			require.Equal(t, 1, b.released, "seed %d: frame %d", seed, b.id)
			bytes += uint64(b.frame.Len)
			for _, c := range b.clones {
				require.Equal(t, 1, c.released, "seed %d: copy of frame %d", seed, b.id)
				copies++
			}
		}
		s := tr.Stats()
		require.Equal(t, s.Duplicated, copies)
		require.Equal(t, s.SentBytes, bytes)
		require.EqualValues(t, len(tr.sent), s.Sent)
		require.EqualValues(t, len(tr.arrivals), s.Delivered)
		damaged := uint64(0)
		for _, b := range tr.sent {
			if b.raw != nil {
				damaged++
			}
		}
		require.Equal(t, damaged, s.Damaged, "seed %d", seed)
	}
}

// Frames that are not reordered arrive in the order in which a drop-tail queue
// took them, the reordered ones in their own.
func TestOrderPropertyIsKept(t *testing.T) {
	for seed, r := range simtest.Streams(t, 300) {
		tr := journey(t, seed, r)
		if tr.cfg.Queue.New != nil {
			continue
		}
		last := [2]int{-1, -1}
		for i, a := range tr.arrivals {
			lane := 0
			if tr.fate.reorders(&tr.bodies[i].frame) {
				lane = 1
			}
			require.LessOrEqual(t, last[lane], a.id, "seed %d", seed)
			last[lane] = a.id
			if i > 0 {
				require.LessOrEqual(t, tr.arrivals[i-1].at, a.at)
			}
		}
	}
}

// The way of a frame in the log is tiled by queue, serialisation, propagation
// and jitter, and each part is what the configuration says.
func TestWayPropertyIsTiled(t *testing.T) {
	for seed, r := range simtest.Streams(t, 300) {
		tr := journey(t, seed, r)
		log := tr.k.Log()
		for i, id := range tr.events {
			sent, edge := log.Parent(id)
			b := tr.bodies[i]
			require.Equal(t, cause.Propagation, edge.Where)
			require.GreaterOrEqual(t, edge.Queue, vtime.Time(0))
			require.GreaterOrEqual(t, edge.Jitter, tr.fate.jitter(&b.frame))
			if tr.varying != nil {
				require.Equal(t, tr.arrivals[i].at-log.Time(sent), tr.travelled(edge, log.Time(sent)), "seed %d", seed)
				continue
			}
			if tr.cfg.Rate == 0 {
				require.Zero(t, edge.Queue+edge.Serial)
			} else {
				exact := uint64(b.frame.Len) * 8e9 / tr.cfg.Rate
				require.Condition(t, func() bool { return tr.cfg.Queue.None || uint64(edge.Serial)-exact <= 1 }, "the remainder is below a nanosecond")
			}
			require.Equal(t, tr.arrivals[i].at-log.Time(sent), edge.Queue+edge.Serial+tr.cfg.Delay+edge.Jitter, "seed %d", seed)
			require.Equal(t, tr.sent[b.id].frame.Key, b.frame.Key)
		}
	}
}

// travelled adds up the parts of a frame's way on a wire that changes with time.
func (tr *trial) travelled(e sim.Link, sent vtime.Time) vtime.Time {
	step, _ := tr.varying.at(sent + e.Queue + e.Serial)
	return e.Queue + e.Serial + step.Delay + e.Jitter
}

func TestRunTwicePropertyIsEqual(t *testing.T) {
	for seed := range simtest.Seeds(t, 50) {
		a := journey(t, seed, rand.New(rand.NewPCG(seed, 0)))
		b := journey(t, seed, rand.New(rand.NewPCG(seed, 0)))
		require.Equal(t, a.arrivals, b.arrivals)
		require.Equal(t, a.Stats(), b.Stats())
	}
}
