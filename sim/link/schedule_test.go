package link

import (
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

func TestSchedules(t *testing.T) {
	const half = byteAMicrosecond / 2
	for _, c := range []struct {
		name  string
		cfg   Config
		sends []send
		want  []arrival
	}{
		{"a frame that is being clocked out goes on at the new rate",
			Config{Rate: byteAMicrosecond, Schedule: Schedule{Steps: []Step{{At: 10 * ms, Rate: half}}}},
			[]send{{at: 9500 * us, len: 1000}, {at: 9500 * us, len: 1000}}, []arrival{{0, 10500*us + 500*us}, {1, 13 * ms}}},
		{"an outage in the middle of a frame", Config{Rate: byteAMicrosecond, Schedule: Schedule{
			Steps: []Step{{At: 500 * us}, {At: 20 * ms, Rate: byteAMicrosecond}},
		}}, []send{{len: 1000}, {at: 6 * ms, len: 1000}}, []arrival{{0, 20500 * us}, {1, 21500 * us}}},
		{"a frame that is done at the very step", Config{Rate: byteAMicrosecond, Schedule: Schedule{
			Steps: []Step{{At: ms}, {At: 5 * ms, Rate: byteAMicrosecond}},
		}}, []send{{len: 1000}, {len: 1000}}, []arrival{{0, ms}, {1, 6 * ms}}},
		{"all begins again: 1 ms on, 3 ms off", Config{Rate: byteAMicrosecond, Schedule: Schedule{
			Steps: []Step{{At: ms}}, Period: 4 * ms,
		}}, spaced(3, 1500, 0), []arrival{{0, 4500 * us}, {1, 9 * ms}, {2, 16500 * us}}},
		{"whole periods are skipped", Config{Rate: byteAMicrosecond, Schedule: Schedule{
			Steps: []Step{{At: us}}, Period: 10 * us,
		}}, []send{{len: 65535}}, []arrival{{0, 655341 * us}}},
		{"the delay of when it leaves, and nothing is overtaken", Config{Rate: byteAMicrosecond, Delay: 20 * ms,
			Schedule: Schedule{Steps: []Step{{At: 2 * ms, Rate: byteAMicrosecond, Delay: ms}}},
		}, spaced(4, 1000, 0), []arrival{{0, 21 * ms}, {1, 21 * ms}, {2, 21 * ms}, {3, 21 * ms}}},
		{"the delay of an unlimited wire", Config{Delay: ms, Schedule: Schedule{
			Steps: []Step{{At: 5 * ms, Delay: 3 * ms}, {At: 6 * ms, Delay: 2 * ms}}, Period: 10 * ms,
		}}, []send{{at: 4 * ms, len: 1}, {at: 5 * ms, len: 1}, {at: 9 * ms, len: 1}, {at: 10 * ms, len: 1}},
			[]arrival{{0, 5 * ms}, {1, 8 * ms}, {2, 11 * ms}, {3, 11 * ms}}},
		{"everything is lost for a while", Config{Schedule: Schedule{
			Steps: []Step{{At: 5 * ms, Loss: Whole}, {At: 7 * ms}},
		}}, spaced(10, 100, ms), []arrival{{0, 0}, {1, ms}, {2, 2 * ms}, {3, 3 * ms}, {4, 4 * ms},
			{7, 7 * ms}, {8, 8 * ms}, {9, 9 * ms}}},
	} {
		require.Equal(t, c.want, carry(c.cfg, c.sends...), c.name)
	}
}

// A schedule that changes nothing makes no difference.
func TestIdleSchedulePropertyEqualsNone(t *testing.T) {
	for seed, r := range simtest.Streams(t, 60) {
		cfg := randomConfig(r)
		cfg.Schedule, cfg.Trace = Schedule{}, nil
		sends := randomTraffic(r, cfg.Rate)
		steady := newSeeded(seed, cfg).plan(sends...).run()
		for i := range 1 + vtime.Time(r.Int64N(4)) {
			cfg.Schedule.Steps = append(cfg.Schedule.Steps,
				Step{(i + 1) * vtime.Time(r.Int64N(1e6)+1) * 10, cfg.Rate, cfg.Delay, cfg.Loss})
		}
		for i := range cfg.Schedule.Steps {
			cfg.Schedule.Steps[i].At += vtime.Time(i) * 1e8
		}
		if r.IntN(2) == 0 {
			cfg.Schedule.Period = cfg.Schedule.Steps[len(cfg.Schedule.Steps)-1].At + 1
		}
		changing := newSeeded(seed, cfg).plan(sends...).run()
		require.Equal(t, steady.arrivals, changing.arrivals, "seed %d", seed)
		require.Equal(t, steady.Stats(), changing.Stats(), "seed %d", seed)
	}
}

func TestTraces(t *testing.T) {
	trace := &Trace{At: []vtime.Time{2 * ms, 2 * ms, 5 * ms, 10 * ms}}
	for _, c := range []struct {
		name  string
		sends []send
		want  []arrival
	}{
		{"a full packet for each opportunity, and again from the start", spaced(6, 1500, 0),
			[]arrival{{0, 2 * ms}, {1, 2 * ms}, {2, 5 * ms}, {3, 10 * ms}, {4, 12 * ms}, {5, 12 * ms}}},
		{"small packets share one if all wait for it", spaced(3, 496, 0), []arrival{{0, 2 * ms}, {1, 2 * ms}, {2, 2 * ms}}},
		{"each with the header of mahimahi's interface", spaced(4, 497, 0),
			[]arrival{{0, 2 * ms}, {1, 2 * ms}, {2, 2 * ms}, {3, 2 * ms}}},
		{"a large packet takes several, the next one what is left", []send{{len: 2500}, {len: 500}, {len: 500}},
			[]arrival{{0, 2 * ms}, {1, 2 * ms}, {2, 5 * ms}}},
		{"opportunities that nobody waits for are lost", []send{{at: 6 * ms, len: 1500}, {at: 11 * ms, len: 100}},
			[]arrival{{0, 10 * ms}, {1, 12 * ms}}},
		{"also what a packet of an earlier one has left", []send{{len: 100}, {at: 3 * ms, len: 100}},
			[]arrival{{0, 2 * ms}, {1, 5 * ms}}},
		{"who comes at the time of one comes too late", []send{{at: 5 * ms, len: 1500}, {at: 10 * ms, len: 1500}},
			[]arrival{{0, 10 * ms}, {1, 12 * ms}}},
	} {
		require.Equal(t, c.want, carry(Config{Trace: trace}, c.sends...), c.name)
		require.Equal(t, c.want, carry(Config{Trace: trace, Queue: Queue{New: newTailDrop}}, c.sends...), c.name)
	}
	require.EqualValues(t, 4*1504*8*100, New(newTrial(Config{}).k, Config{Trace: trace}, nil).Config().Rate)
}

// mahimahi is its LinkQueue as it is written there: at each opportunity it takes
// from the queue what fits.
func mahimahi(trace *Trace, sends []send) []arrival {
	var out []arrival
	var queue []int
	next, base, left := 0, vtime.Time(0), 0
	rationalize := func(now vtime.Time) {
		for base+trace.At[next] <= now {
			at, room := base+trace.At[next], 1504
			if next++; next == len(trace.At) {
				base, next = base+trace.At[next-1], 0
			}
			for room > 0 && len(queue) > 0 {
				if left == 0 {
					left = sends[queue[0]].len + 4
				}
				n := min(left, room)
				room -= n
				if left -= n; left == 0 {
					out = append(out, arrival{queue[0], at})
					queue = queue[1:]
				}
			}
		}
	}
	for i, s := range sends {
		rationalize(s.at)
		queue = append(queue, i)
	}
	for now := sends[len(sends)-1].at; len(queue) > 0; now += ms {
		rationalize(now)
	}
	return out
}

func TestTracePropertyEqualsMahimahi(t *testing.T) {
	for seed, r := range simtest.Streams(t, 200) {
		cfg := Config{Trace: randomTrace(r)}
		var sends []send
		at := vtime.Time(0)
		for range 60 {
			sends = append(sends, send{at: at, len: 20 + r.IntN(3000)})
			at += vtime.Time(r.Int64N(4)) * vtime.Time(r.Int64N(int64(3*ms)))
		}
		want := mahimahi(cfg.Trace, sends)
		require.Equal(t, want, carry(cfg, sends...), "seed %d", seed)
		cfg.Queue.New = newTailDrop
		require.Equal(t, want, carry(cfg, sends...), "seed %d", seed)
	}
}

func TestParseTrace(t *testing.T) {
	trace, err := ParseTrace([]byte("0\n5\r\n5\n12\n\n"))
	require.NoError(t, err)
	require.Equal(t, []vtime.Time{0, 5 * ms, 5 * ms, 12 * ms}, trace.At)
	for text, want := range map[string]string{
		"":                 `line 1: "" is not a time in whole milliseconds`,
		"1\nx\n":           `line 2: "x" is not a time in whole milliseconds`,
		"1\n2.5\n":         `line 2: "2.5" is not a time in whole milliseconds`,
		"-1\n":             `line 1: "-1" is not a time in whole milliseconds`,
		"3\n2\n":           "line 2: 2 ms is earlier than the line before, expected times in order",
		"0\n0\n":           "a trace that takes no time, expected a last opportunity after 0 ms",
		"99999999999999\n": "line 1: 99999999999999 ms is out of range, expected at most a year",
	} {
		_, err := ParseTrace([]byte(text))
		require.EqualError(t, err, want)
	}
}

func FuzzParseTrace(f *testing.F) {
	f.Add([]byte("1\n2\n2\n"), uint16(1500))
	f.Add([]byte("0\n31622400000\n"), uint16(65535))
	f.Fuzz(func(t *testing.T, text []byte, n uint16) {
		trace, err := ParseTrace(text)
		if err != nil {
			return
		}
		got := carry(Config{Trace: trace}, send{len: int(n%65535) + 1}, send{len: int(n%65535) + 1})
		require.Len(t, got, 2)
		require.LessOrEqual(t, got[0].at, got[1].at)
		require.Positive(t, got[0].at)
	})
}

func TestValidateSchedules(t *testing.T) {
	steps := func(s ...Step) Schedule { return Schedule{Steps: s} }
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{Rate: 8, Schedule: steps(Step{}, Step{At: 1, Rate: 8})}, ""},
		{Config{Rate: 8, Schedule: Schedule{[]Step{{At: 1}}, 2}}, ""},
		{Config{Schedule: steps(Step{Delay: 5})}, ""},
		{Config{Trace: &Trace{At: []vtime.Time{1}}}, ""},
		{Config{Rate: 8, Schedule: steps(Step{At: 1})},
			"a schedule that ends in an outage: expected one that lets frames go again"},
		{Config{Rate: 8, Schedule: Schedule{[]Step{{}}, 2}},
			"a schedule that ends in an outage: expected one that lets frames go again"},
		{Config{Schedule: steps(Step{At: 5}, Step{At: 5})}, "step 2 at 0.000005ms: expected a time after the one before it"},
		{Config{Schedule: Schedule{[]Step{{At: 5}}, 5}},
			"schedule of 0.000005ms: expected more than its last step's 0.000005ms, and at most a year"},
		{Config{Schedule: steps(Step{Rate: 7})}, "step 1: rate 7 bit/s: expected 0 for an outage, or 8 to 1000000000000000"},
		{Config{Schedule: steps(Step{Loss: Whole + 1})}, "step 1: loss: 1000000001 parts per 1e9: expected 0 to 1000000000"},
		{Config{Schedule: steps(Step{Delay: -1})},
			"step 1: times 0ms and -0.000001ms: expected 0 to 31622400000ms (a year)"},
		{Config{Trace: &Trace{}}, "a trace without opportunities, expected one or more"},
		{Config{Trace: &Trace{At: []vtime.Time{2, 1}}}, "a trace whose times are not in order"},
	} {
		err := c.cfg.Validate()
		if c.want == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, c.want)
	}
}
