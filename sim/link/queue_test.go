package link

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/cause"
	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// tailDrop is the drop-tail queue as a discipline.
type tailDrop struct{ line []Queued }

func newTailDrop(*sim.Kernel, *Config) Discipline { return &tailDrop{} }

func (d *tailDrop) Put(_ vtime.Time, f Queued, _ Sink) { d.line = append(d.line, f) }

func (d *tailDrop) Take(vtime.Time, Sink) (Queued, bool) {
	if len(d.line) == 0 {
		return Queued{}, false
	}
	f := d.line[0]
	d.line = d.line[1:]
	return f, true
}

func (d *tailDrop) Shed(s Sink) {
	f := d.line[len(d.line)-1]
	d.line = d.line[:len(d.line)-1]
	s.Drop(f, QueueFull)
}

// early drops a share of what comes, the larger the longer the line is (RED).
type early struct {
	tailDrop
	draws *rand.Rand
}

func newEarly(k *sim.Kernel, cfg *Config) Discipline {
	return &early{draws: k.Stream("link/" + cfg.Name + "/red")}
}

func (d *early) Put(now vtime.Time, f Queued, s Sink) {
	if d.draws.IntN(20) < len(d.line) {
		s.Drop(f, QueuePolicy)
		return
	}
	d.tailDrop.Put(now, f, s)
}

// impatient drops at the head what has waited for longer than a target (CoDel
// without its interval).
type impatient struct {
	tailDrop
	target vtime.Time
}

func (d *impatient) Take(now vtime.Time, s Sink) (Queued, bool) {
	for {
		f, ok := d.tailDrop.Take(now, s)
		if !ok || now-f.Since <= d.target {
			return f, ok
		}
		s.Drop(f, QueuePolicy)
	}
}

// stack serves the youngest frame first, and drops the oldest when there are
// more than it may keep.
type stack struct {
	tailDrop
	most int
}

func (d *stack) Put(now vtime.Time, f Queued, s Sink) {
	d.line = append(d.line, f)
	if len(d.line) > d.most {
		s.Drop(d.line[0], QueuePolicy)
		d.line = d.line[1:]
	}
}

func (d *stack) Take(vtime.Time, Sink) (Queued, bool) {
	n := len(d.line)
	if n == 0 {
		return Queued{}, false
	}
	f := d.line[n-1]
	d.line = d.line[:n-1]
	return f, true
}

// With a discipline for the queue that drop-tail computes, the same things
// happen at the same times. But if a frame comes just as another one leaves, the
// computed queue counts that one still, and a discipline may have been asked for the
// next one already: then it may have room for one more.
func TestDropTailPropertyEqualsItsDiscipline(t *testing.T) {
	compared := 0
	for seed, r := range simtest.Streams(t, 100) {
		cfg := randomConfig(r)
		cfg.Rate = 1_000_000 + r.Uint64N(50_000_000)
		cfg.Queue.New = nil
		if n := len(cfg.Schedule.Steps); n > 0 {
			cfg.Schedule.Steps[n-1].Rate = cfg.Rate
		}
		sends := randomTraffic(r, cfg.Rate)
		computed := newSeeded(seed, cfg).plan(sends...).run()
		if computed.tied {
			continue
		}
		compared++
		cfg.Queue.New = newTailDrop
		driven := newSeeded(seed, cfg).plan(sends...).run()
		require.Equal(t, computed.arrivals, driven.arrivals, "seed %d", seed)
		require.Equal(t, computed.Stats(), driven.Stats(), "seed %d", seed)
		for i, id := range computed.events {
			a := computed.k.Log().Chain(id, 0)
			b := driven.k.Log().Chain(driven.events[i], 0)
			require.Equal(t, len(a), len(b), "seed %d: the frame's own way, not the transmitter's", seed)
			for j := range a {
				require.Equal(t, [3]any{a[j].From, a[j].To, a[j].Where}, [3]any{b[j].From, b[j].To, b[j].Where}, "seed %d", seed)
			}
		}
	}
	t.Logf("%d compared", compared)
	require.Positive(t, compared)
}

func TestDisciplineThatDropsEarly(t *testing.T) {
	cfg := Config{Rate: 8_000_000, Queue: Queue{New: newEarly}}
	tr := newTrial(cfg).plan(spaced(2000, 100, 80*vtime.Microsecond)...).run()
	s := tr.Stats()
	require.Greater(t, s.Dropped[QueuePolicy], uint64(300), "a fifth has to go")
	require.Equal(t, s.DroppedAll(), s.Dropped[QueuePolicy])
	require.Less(t, s.MaxQueue, 21)
	require.EqualValues(t, 2000, s.Delivered+s.DroppedAll())
}

func TestDisciplineThatDropsAtTheHead(t *testing.T) {
	us := vtime.Microsecond
	cfg := Config{Rate: 8_000_000, Delay: ms, Queue: Queue{New: func(*sim.Kernel, *Config) Discipline {
		return &impatient{target: 150 * us}
	}}}
	tr := newTrial(cfg)
	d := newDiary(tr)
	tr.plan(send{len: 100}, send{len: 100}, send{len: 100}, send{len: 100}, send{at: 100 * us, len: 50}).run()
	require.Equal(t, []arrival{{0, ms + 100*us}, {1, ms + 200*us}, {4, ms + 250*us}}, tr.arrivals)
	require.Equal(t, []string{
		"0 sent 0", "0 sent 1", "0 sent 2", "0 sent 3", "0.1 sent 4",
		"0.2 dropped 2 queue policy", "0.2 dropped 3 queue policy", // when their turn comes, and the next one goes at once
		"1.1 delivered 0", "1.2 delivered 1", "1.25 delivered 4",
	}, d.lines)
}

func TestDisciplineThatReordersAndDropsOthers(t *testing.T) {
	us := vtime.Microsecond
	cfg := Config{Rate: 8_000_000, Queue: Queue{New: func(*sim.Kernel, *Config) Discipline { return &stack{most: 3} }}}
	tr := newTrial(cfg).plan(spaced(6, 100, 0)...).run()
	require.Equal(t, []arrival{{0, 100 * us}, {5, 200 * us}, {4, 300 * us}, {3, 400 * us}}, tr.arrivals)
	require.EqualValues(t, 2, tr.Stats().Dropped[QueuePolicy])
	require.Equal(t, 300*us, tr.Stats().MaxWait)
	for i, id := range tr.events {
		_, edge := tr.k.Log().Parent(id)
		require.Equal(t, sim.Link{Where: cause.Propagation, Queue: vtime.Time(i) * 100 * us, Serial: 100 * us}, edge)
	}
}

// Without a rate nothing waits, and a discipline has nothing to do.
func TestUnlimitedWireHasNoDiscipline(t *testing.T) {
	cfg := Config{Delay: ms, Queue: Queue{New: func(*sim.Kernel, *Config) Discipline { panic("made") }}}
	require.Len(t, carry(cfg, spaced(5, 100, 0)...), 5)
}

// lazy keeps what it should give out.
type lazy struct{ tailDrop }

func (d *lazy) Take(vtime.Time, Sink) (Queued, bool) { return Queued{}, false }

func TestDisciplineMustNotKeepFramesBack(t *testing.T) {
	cfg := Config{Rate: 8_000_000, Queue: Queue{New: func(*sim.Kernel, *Config) Discipline { return &lazy{} }}}
	tr := newTrial(cfg).plan(send{len: 100})
	require.PanicsWithValue(t, "link: a queue discipline keeps frames back from a free transmitter", func() { tr.run() })
}

// Two frames arrive in the same nanosecond, the one that was sent later in front:
// each event still tells of the way of its own frame.
func TestTiesBetweenLanesKeepTheirEdges(t *testing.T) {
	for seed := range simtest.Seeds(t, 30) {
		cfg := Config{Rate: 8e12, Reorder: Whole / 2, ReorderBy: 1, Queue: Queue{
			New: func(*sim.Kernel, *Config) Discipline { return &stack{most: 100} },
		}}
		tr := newSeeded(seed, cfg).plan(spaced(60, 1000, 0)...).run()
		require.Len(t, tr.arrivals, 60)
		for i, id := range tr.events {
			parent, edge := tr.k.Log().Parent(id)
			require.EqualValues(t, tr.arrivals[i].id+1, parent, "seed %d: the event that sent it", seed)
			require.Equal(t, tr.arrivals[i].at, tr.k.Log().Time(parent)+edge.Queue+edge.Serial+edge.Jitter)
		}
	}
}

// diary is a tap that writes down what it sees.
type diary struct {
	lines []string
}

func newDiary(tr *trial) *diary {
	d := &diary{}
	tr.SetTap(d)
	return d
}

func (d *diary) note(at vtime.Stamp, what string, f *Frame) {
	d.lines = append(d.lines, fmt.Sprintf("%s %s %d", at.Now.Millis(), what, f.Body.(*body).id))
}

func (d *diary) Sent(at vtime.Stamp, _ *Wire, f *Frame) { d.note(at, "sent", f) }

func (d *diary) Delivered(at vtime.Stamp, _ *Wire, f *Frame) { d.note(at, "delivered", f) }

func (d *diary) Dropped(at vtime.Stamp, _ *Wire, f *Frame, why Drop) {
	d.note(at, "dropped", f)
	d.lines[len(d.lines)-1] += " " + why.String()
}

func TestTapSeesEverythingInItsOrder(t *testing.T) {
	cfg := Config{Name: "a->b", Rate: 8_000_000, Delay: ms, MTU: 1000, Queue: Queue{Packets: 2}, LosePackets: []int{2}}
	tr := newTrial(cfg)
	d := newDiary(tr)
	tr.plan(send{len: 100}, send{len: 100}, send{len: 100}, send{len: 1001}, send{at: 3 * ms, len: 8})
	tr.k.At(2*ms, cause.Host, func(at vtime.Stamp) {
		require.Equal(t, []string{
			"0 sent 0", "0 sent 1", "0 dropped 1 listed loss", "0 sent 2", "0 dropped 2 queue full",
			"0 sent 3", "0 dropped 3 too big", "1.1 delivered 0",
		}, d.lines)
		tr.SetTap(nil)
	})
	tr.run()
	require.Len(t, d.lines, 8, "the tap was taken off")
	require.Equal(t, []int{0, 4}, ids(tr.arrivals))
	require.Equal(t, "a->b", tr.Name())
	require.Equal(t, cfg.MTU, tr.Config().MTU)
	for _, b := range tr.sent {
		require.Equal(t, 1, b.released)
	}
}

func TestCausesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for why := range Drop(NumDrops) {
		require.NotEmpty(t, why.String())
		require.False(t, seen[why.String()])
		seen[why.String()] = true
	}
}

// Without a queue every frame is clocked out as if it was alone, also where the rate
// changes or opportunities are recorded, and none overtakes another.
func TestNoQueue(t *testing.T) {
	frames := []send{{len: 1000}, {len: 1000}, {at: 4 * ms, len: 1000}, {at: 5 * ms, len: 100}, {at: 20 * ms, len: 100}}
	arrivals := func(c Config) (at []vtime.Time) {
		c.Name = "w"
		tr := newTrial(c).plan(frames...).run()
		for i, a := range tr.arrivals {
			require.Equal(t, i, a.id)
			_, edge := tr.k.Log().Parent(tr.events[i])
			require.Zero(t, edge.Queue)
			at = append(at, a.at)
		}
		return at
	}
	none := Queue{None: true, Packets: 1, New: newEarly}
	require.Equal(t, []vtime.Time{9 * ms, 9 * ms, 13 * ms, 13 * ms, 21800 * us},
		arrivals(Config{Rate: 1_000_000, Delay: ms, Queue: none}))
	slower := Schedule{Steps: []Step{{At: 6 * ms, Rate: 500_000, Delay: ms}}}
	require.Equal(t, []vtime.Time{11 * ms, 11 * ms, 19 * ms, 19 * ms, 22600 * us},
		arrivals(Config{Rate: 1_000_000, Delay: ms, Queue: none, Schedule: slower}))
	require.Equal(t, []vtime.Time{10 * ms, 10 * ms, 10 * ms, 10 * ms, 30 * ms},
		arrivals(Config{Trace: &Trace{At: []vtime.Time{10 * ms}}, Queue: none}))
}
