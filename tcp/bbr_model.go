package tcp

import (
	"math/bits"

	"github.com/rttlab/rttlab/sim/vtime"
)

// runningMax is the maximum of a window of rounds, or of time, in the space of three
// samples (Linux lib/win_minmax.c, after Kathleen Nichols).
type runningMax [3]roundSample

type roundSample struct{ round, value int64 }

func (m *runningMax) best() int64 { return m[0].value }

// take adds a sample and forgets those that are older than so many rounds.
func (m *runningMax) take(rounds, round, value int64) {
	s := roundSample{round, value}
	if value >= m[0].value || round-m[2].round > rounds {
		*m = runningMax{s, s, s}
		return
	}
	if value >= m[1].value {
		m[1], m[2] = s, s
	} else if value >= m[2].value {
		m[2] = s
	}
	switch age := round - m[0].round; {
	case age > rounds:
		*m = runningMax{m[1], m[2], s}
		if round-m[0].round > rounds {
			*m = runningMax{m[1], m[2], s}
		}
	case m[1].round == m[0].round && age > rounds/4:
		m[1], m[2] = s, s
	case m[2].round == m[1].round && age > rounds/2:
		m[2] = s
	}
}

// bbrExtra measures how many segments are acknowledged together beyond what the
// bandwidth says, as over Wi-Fi: the window has to allow for them.
type bbrExtra struct {
	peak  [2]int64 // of this window of rounds and the last
	at    int      // which of them is this one
	age   int      // rounds
	since vtime.Time
	acked int64 // since then
}

const (
	bbrExtraRounds = 5
	bbrExtraReset  = 1 << 20
	bbrExtraMost   = 100 * vtime.Millisecond // of the bandwidth
)

func (e *bbrExtra) begin(now vtime.Time) { e.since, e.acked = now, 0 }

// take is bbr_update_ack_aggregation.
func (e *bbrExtra) take(b *bbr, now vtime.Time, cwnd int64, r *Rate) {
	if r.Acked <= 0 || r.Interval <= 0 {
		return
	}
	if b.begun {
		if e.age++; e.age >= bbrExtraRounds {
			e.age, e.at = 0, 1-e.at
			e.peak[e.at] = 0
		}
	}
	expected := b.bw.best() * int64(min(now-e.since, vtime.Minute)/vtime.Microsecond) >> bbrScale
	if e.acked <= expected || e.acked+r.Acked >= bbrExtraReset {
		e.begin(now)
		expected = 0
	}
	e.acked += r.Acked
	e.peak[e.at] = max(e.peak[e.at], min(e.acked-expected, cwnd))
}

// most is bbr_ack_aggregation_cwnd.
func (e *bbrExtra) most(b *bbr) int64 {
	bound := b.bw.best() * int64(bbrExtraMost/vtime.Microsecond) >> bbrScale
	return min(max(e.peak[0], e.peak[1]), bound)
}

// Tell is struct tcp_bbr_info: the bandwidth in bytes per second, the round trip in
// microseconds and the gains of 256.
func (b *bbr) Tell(a Acked, _, _ bool) []Detail {
	hi, lo := bits.Mul64(uint64(b.bw.best()*a.MSS), uint64(vtime.Second/vtime.Microsecond))
	bandwidth := int64(hi<<(64-bbrScale) | lo>>bbrScale)
	pacing, window := b.gains()
	return []Detail{
		{"bbr_bw_lo", 4, bandwidth & (1<<32 - 1)}, {"bbr_bw_hi", 4, bandwidth >> 32},
		{"bbr_min_rtt", 4, int64(b.minRTT / vtime.Microsecond)},
		{"bbr_pacing_gain", 4, pacing}, {"bbr_cwnd_gain", 4, window},
	}
}
