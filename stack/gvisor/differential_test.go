package gvisor_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/rttlab/rttlab/sim/simtest"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/stretchr/testify/require"
)

// pairings are whose stacks meet.
var pairings = []struct {
	name           string
	client, server kind
}{
	{"ours, ours", ours, ours}, {"gVisor, ours", other, ours}, {"ours, gVisor", ours, other},
	{"gVisor, gVisor", other, other},
}

// Over the same random wires all pairings of stacks bring all bytes over, both
// sides close without a reset, and nothing stalls for longer than timers allow.
func TestStacksAgreeProperty(t *testing.T) {
	runs, forgot, gaveUp := 0, 0, 0
	for seed := range simtest.Seeds(t, 40) {
		x := newExperiment(seed, false)
		for _, p := range pairings {
			out := x.run(t, p.client, p.server)
			runs++
			switch {
			case out.gaveUp:
				gaveUp++
				continue
			case out.forgot:
				forgot++
				continue
			}
			require.Empty(t, out.resets, "seed %d: %s", seed, p.name)
			for n, times := range out.progress {
				x.requireNoStall(t, out, times, "seed %d: %s: talk %d", seed, p.name, n)
			}
		}
	}
	t.Logf("of %d runs gVisor forgot its timer in %d, and ours gave up in %d", runs, forgot, gaveUp)
	require.LessOrEqual(t, gaveUp, 1+runs/100_000) // one in 330,000 did, seed 283487
	require.LessOrEqual(t, forgot, 1+runs/5000)    // one in some 17,000 does
}

// requireNoStall wants each pause of a talk to be no longer than the losses in it
// and shortly before can make it.
func (x *experiment) requireNoStall(t *testing.T, out *outcome, times []vtime.Time, format string, args ...any) {
	longest := vtime.Time(0) // so far
	for i := 1; i < len(times); i++ {
		pause := times[i] - times[i-1]
		lost := 0
		for _, at := range out.dropped {
			if at >= times[i-1]-x.roundTrip() && at <= times[i] {
				lost++
			}
		}
		if most := x.longestPause(longest, lost); pause > most {
			require.Fail(t, "stall: "+fmt.Sprintf(format, args...), "%v to %v with %d losses, at most %v", times[i-1], times[i], lost, most)
		}
		longest = max(longest, pause)
	}
}

// roundTrip is the longest that a packet and its answer take.
func (x *experiment) roundTrip() vtime.Time {
	var bytes int
	for _, k := range x.talks {
		bytes += k.up.bytes + k.down.bytes
	}
	var sum vtime.Time
	for _, w := range []struct {
		rate         uint64
		delay, extra vtime.Time
	}{
		{x.up.Rate, x.up.Delay, x.up.Jitter + x.up.ReorderBy},
		{x.down.Rate, x.down.Delay, x.down.Jitter + x.down.ReorderBy},
	} {
		sum += w.delay + w.extra
		if w.rate > 0 {
			// At worst all that is ever sent is in the queue, copies included.
			sum += vtime.Time(uint64(2*bytes+20_000) * 8 * uint64(vtime.Second) / w.rate)
		}
	}
	return sum
}

// longestPause is how long nothing may come if so many packets were lost, and the
// longest pause before was that long. Each timeout doubles the next, and each but the
// first needs a further loss; the first is at most that of a handshake or five round
// trips (RFC 6298 section 2: SRTT and four times its variation, which is no larger).
// One that is measured by the echo of a timestamp may have a pause within.
func (x *experiment) longestPause(before vtime.Time, lost int) vtime.Time {
	rtt := x.roundTrip()
	timeout := max(3*vtime.Second, 5*(rtt+before))
	most := 2*rtt + 500*ms // a delayed acknowledgement is among it
	for range lost + 1 {
		most += timeout + rtt
		timeout = min(2*timeout, 120*vtime.Second) // RFC 6298 section 5.5
	}
	return most
}

// Without losses we send nothing twice, unless a queue grows faster than timers
// follow, and all pairings take about as long as ours.
// How long, in hundredths of ours: the band that docs/gvisor.md states.
func TestThroughputIsAlikeProperty(t *testing.T) {
	const least, usualLeast, median, usualMost, most = 60, 95, 100, 150, 200
	took := make([][]int64, len(pairings))
	for seed := range simtest.Seeds(t, 60) {
		x := newExperiment(seed, true)
		var own vtime.Time
		for i, p := range pairings {
			out := x.run(t, p.client, p.server)
			if i == 0 {
				own = out.took
			}
			share := int64(100 * out.took / own)
			require.Empty(t, out.resets, "seed %d: %s", seed, p.name)
			if i == 0 && x.isFast() { // gVisor's RACK does not wait for delayed acknowledgements
				require.Zero(t, out.copies, "seed %d: %s", seed, p.name)
			}
			require.True(t, least <= share && share <= most, "seed %d: %s: %d", seed, p.name, share)
			took[i] = append(took[i], share)
		}
	}
	for i, p := range pairings {
		slices.Sort(took[i])
		n := len(took[i])
		t.Log(p.name, took[i][0], took[i][n/50], took[i][n/2], took[i][n-1-n/50], took[i][n-1])
		require.InDelta(t, median, took[i][n/2], 2, p.name)
		require.GreaterOrEqual(t, took[i][n/50], int64(usualLeast), p.name)
		require.LessOrEqual(t, took[i][n-1-n/50], int64(usualMost), p.name)
	}
}

// isFast reports whether hardly anything queues.
func (x *experiment) isFast() bool {
	fast := func(rate uint64) bool { return rate == 0 || rate >= 100e6 }
	return fast(x.up.Rate) && fast(x.down.Rate)
}
