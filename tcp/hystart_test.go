package tcp

import (
	"testing"

	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// slowStarter plays rounds of slow start to a controller: every segment is
// acknowledged on its own, gap apart, with the round trips that rtt says.
func slowStarter(cc Controller, gap vtime.Time, n int, rtt func(round, ack int) vtime.Time) (Window, int) {
	const mss = 1000
	w := Window{Cwnd: 10 * mss, Threshold: 1 << 40}
	una, nxt, now := int64(1), w.Cwnd+1, vtime.Second
	for round := range n {
		start := now
		for ack, flight := 0, int((nxt-una)/mss); ack < flight; ack++ {
			una += mss
			a := Acked{
				Now: now, Bytes: mss, MSS: mss, Una: una, Nxt: nxt, Full: true,
				RTT: rtt(round, ack), MinRTT: 50 * milli, SRTT: 50 * milli,
			}
			w = cc.Grow(cc.(Sampler).Sampled(w, a), a)
			if !w.InSlowStart() {
				return w, round
			}
			nxt = una + w.Cwnd
			now += gap
		}
		now = max(now, start+50*milli)
	}
	return w, n
}

func constant(d vtime.Time) func(int, int) vtime.Time {
	return func(int, int) vtime.Time { return d }
}

func TestHyStart(t *testing.T) {
	later := func(by vtime.Time) func(int, int) vtime.Time {
		return func(round, _ int) vtime.Time {
			if round == 0 {
				return 50 * milli
			}
			return 50*milli + by*vtime.Microsecond
		}
	}
	queue := func(round, ack int) vtime.Time { return 50*milli + vtime.Time(ack)*milli }
	for _, c := range []struct {
		name  string
		mode  HyStartMode
		rule  CubicRule
		gap   vtime.Time
		rtt   func(round, ack int) vtime.Time
		want  int64 // segments at the end of slow start; 0: it does not end
		round int
	}{
		// A train of half a round trip and half a millisecond: 50.5/2 is 25 acknowledgements
		// at 1 ms, which the round of 40 segments is the first to have.
		{"train", HyStartLinux, CubicLinux, milli, constant(50 * milli), 66, 2},
		{"gaps of more than 2 ms are no train", HyStartLinux, CubicLinux, 2*milli + 1, constant(50 * milli), 0, 6},
		{"off", HyStartOff, CubicLinux, milli, queue, 0, 6},
		// All of a round's samples are more than 6.25 ms above the least: the ninth ends it.
		{"delay", HyStartLinux, CubicLinux, 3 * milli, later(6251), 28, 1},
		{"a small delay is none", HyStartLinux, CubicLinux, 3 * milli, later(6250), 0, 6},
		{"plus plus leaves alone what has no delay", HyStartRFC9406, CubicRFC9438, milli, constant(50 * milli), 0, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := Config{ByteCounting: 1 << 20, HyStart: c.mode, CubicRule: c.rule}
			w, round := slowStarter(newCubic(&cfg), c.gap, 6, c.rtt)
			if c.want == 0 {
				require.True(t, w.InSlowStart())
				return
			}
			require.Equal(t, c.want, w.Threshold/1000)
			require.Equal(t, c.round, round)
		})
	}
}

// HyStart++ grows a quarter as fast once the round trip has grown, and ends slow
// start after five rounds of it (RFC 9406 section 4.2).
func TestHyStartPlusPlusIsConservativeFirst(t *testing.T) {
	for name, make := range map[string]func(*Config) Controller{"reno": newReno, "cubic": newCubic} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{ByteCounting: 8, HyStart: HyStartRFC9406}
			grown := func(round, _ int) vtime.Time {
				if round < 2 {
					return 50 * milli
				}
				return 57 * milli
			}
			w, round := slowStarter(make(&cfg), 0, 12, grown)
			require.Equal(t, 7, round, "rounds 2 to 6 are conservative")
			// Round 2 begins with 40 segments and ends conservative after 8 samples; then
			// each round adds a quarter.
			size := 40 + 7 + 33/4.0
			for range 4 {
				size *= 1.25
			}
			require.InDelta(t, size, float64(w.Cwnd)/1000, 2)
		})
	}
}

// A delay that goes away was no queue: slow start goes on (RFC 9406 section 4.2).
func TestHyStartPlusPlusResumes(t *testing.T) {
	cfg := Config{ByteCounting: 8, HyStart: HyStartRFC9406}
	w, round := slowStarter(newReno(&cfg), 0, 7, func(round, _ int) vtime.Time {
		if round == 2 {
			return 57 * milli
		}
		return 50 * milli
	})
	require.Equal(t, 7, round)
	require.True(t, w.InSlowStart())
	require.Greater(t, w.Cwnd, int64(400_000))
}

// A threshold is an eighth of the round trip, but 4 to 16 ms.
func TestHyStartRise(t *testing.T) {
	for rtt, want := range map[vtime.Time]vtime.Time{8: 4, 32: 4, 40: 5, 128: 16, 500: 16} {
		require.Equal(t, want*milli, rise(rtt*milli))
	}
}
