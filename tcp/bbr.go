package tcp

import "github.com/rttlab/rttlab/sim/vtime"

// bbr is BBR, version 1, as Linux has it (tcp_bbr.c): it keeps a model of the path,
// the bandwidth and the round trip without a queue, and sends at that rate with
// about two bandwidth-delay products under way. Its detection of policers is left
// out. Bandwidths are segments for each microsecond times 1<<24, windows segments.
type bbr struct {
	state bbrState
	bw    runningMax // over rounds
	round int64      // round trips, by what is delivered
	next  int64      // what leaves after so many were delivered begins another
	limit int64      // what left before so many were delivered says nothing of the bandwidth
	begun bool       // this acknowledgement begins a round

	minRTT   vtime.Time
	minAt    vtime.Time // when it was measured
	probeEnd vtime.Time // when probing the round trip ends; 0: too much is still on its way
	probed   bool       // a round has gone by in the probe

	cycle   int        // phase of probing the bandwidth
	cycleAt vtime.Time // when it began
	phase   uint32     // decides where the cycle begins

	full      int64 // bandwidth that the path was last seen to have
	fullCount int   // rounds without growth
	filled    bool  // the pipe is full

	prior    int64 // window before a loss or a probe of the round trip
	was      Phase
	conserve bool // the first round of a recovery: as much leaves as arrives
	restart  bool // from idle, nothing has been delivered since
	paced    bool // the rate comes from a round trip
	rate     int64

	extra bbrExtra
}

type bbrState uint8

const (
	bbrStartup  bbrState = iota // the rate grows until the bandwidth does not
	bbrDrain                    // what startup has put into the queue leaves it
	bbrProbeBW                  // around the bandwidth, a little more and a little less
	bbrProbeRTT                 // the window is small for a moment: how long is the path without a queue?
)

// Constants of tcp_bbr.c. Gains are of 256.
const (
	bbrScale     = 24
	bbrUnit      = 256
	bbrHigh      = bbrUnit*2885/1000 + 1
	bbrLow       = bbrUnit * 1000 / 2885
	bbrWindow    = 2 * bbrUnit
	bbrGrowth    = bbrUnit * 5 / 4
	bbrRounds    = 10 // of the maximum of the bandwidth
	bbrFullCount = 3
	bbrLeast     = 4  // segments
	bbrShare     = 99 // percent of the bandwidth that is paced
	bbrFirst     = 10 // segments that are delivered before the window is bounded (TCP_INIT_CWND)
	bbrMinRTTAge = 10 * vtime.Second
	bbrProbeTime = 200 * vtime.Millisecond
	bbrLowRate   = 1200000 / 8 // bytes per second below which a burst is one segment
	bbrCycleRand = 7
)

// bbrGains are those of the cycle of probing the bandwidth.
var bbrGains = [8]int64{bbrUnit * 5 / 4, bbrUnit * 3 / 4, bbrUnit, bbrUnit, bbrUnit, bbrUnit, bbrUnit, bbrUnit}

func newBBR(*Config) Controller { return &bbr{minAt: -1} }

// Seed decides in which phase the cycle begins: flows that share a path are not to
// probe together.
func (b *bbr) Seed(n uint32) { b.phase = n }

// Grow is not asked of a Director.
func (b *bbr) Grow(w Window, _ Acked) Window { return w }

// Threshold keeps the window for after the repair. There is no threshold (bbr_ssthresh).
func (b *bbr) Threshold(w Window, l Lost) int64 {
	b.save(w.Cwnd / l.MSS)
	if l.Timeout {
		b.was, b.full = PhaseLoss, 0
	}
	return w.Threshold
}

// Undo looks anew whether the pipe is full: the loss was none (bbr_undo_cwnd).
func (b *bbr) Undo(w, _ Window) Window {
	b.full, b.fullCount = 0, 0
	return w
}

// Observe notes that data leaves after a pause (bbr_cwnd_event).
func (b *bbr) Observe(e Event, m Moment) {
	if e == EventStart && m.LastSent >= 0 {
		b.restart = true
		b.extra.begin(m.Now)
	}
}

// Direct is bbr_main.
func (b *bbr) Direct(w Window, a Acked, r Rate) (Window, int64) {
	if b.minAt < 0 {
		b.minRTT, b.minAt = a.MinRTT, a.Now
	}
	cwnd := w.Cwnd / a.MSS
	flight := (r.Flight + a.MSS - 1) / a.MSS
	b.measure(&r)
	b.extra.take(b, a.Now, cwnd, &r)
	if b.state == bbrProbeBW && b.phaseOver(&a, &r) {
		b.nextPhase(a.Now)
	}
	b.checkFull(&r)
	w.Threshold = b.checkDrain(w.Threshold, flight, &a, &r)
	cwnd = b.measureRTT(cwnd, flight, &a, &r)
	pacing, window := b.gains()
	b.setRate(cwnd, &a, pacing)
	w.Cwnd = b.window(cwnd, flight, window, &a, &r) * a.MSS
	return w, b.rate
}

// measure keeps the bandwidth, and counts rounds (bbr_update_bw).
func (b *bbr) measure(r *Rate) {
	b.begun = false
	if r.Interval <= 0 {
		return
	}
	if r.Prior >= b.next {
		b.next = r.Total
		b.round++
		b.begun, b.conserve = true, false
	}
	bw := r.Delivered << bbrScale / max(int64(r.Interval/vtime.Microsecond), 1)
	limited := r.Limited || r.Prior <= b.limit && b.limit > 0
	if !limited || bw >= b.bw.best() {
		b.bw.take(bbrRounds, b.round, bw)
	}
}

// phaseOver reports whether the next phase of probing the bandwidth begins: after a
// round trip; when more was sent, once that is in the network; when less, as soon
// as the queue is gone (bbr_is_next_cycle_phase).
func (b *bbr) phaseOver(a *Acked, r *Rate) bool {
	long := a.Now-b.cycleAt > b.minRTT
	gain := bbrGains[b.cycle]
	if gain == bbrUnit {
		return long
	}
	flight := b.atDeparture((a.Flight+a.MSS-1)/a.MSS, a, r, gain)
	if gain > bbrUnit {
		return long && (r.Lost > 0 || flight >= b.inflight(gain, a.MSS))
	}
	return long || flight <= b.inflight(bbrUnit, a.MSS)
}

func (b *bbr) nextPhase(now vtime.Time) {
	b.cycle, b.cycleAt = (b.cycle+1)%len(bbrGains), now
}

// probeBW begins to probe the bandwidth, in any phase but the one that drains.
func (b *bbr) probeBW(now vtime.Time) {
	b.state = bbrProbeBW
	b.cycle = len(bbrGains) - 1 - int(b.phase%bbrCycleRand)
	b.phase = b.phase*1664525 + 1013904223 // for the next time
	b.nextPhase(now)
}

// atDeparture is what will be in the network when the next burst may leave
// (bbr_packets_in_net_at_edt).
func (b *bbr) atDeparture(flight int64, a *Acked, r *Rate, gain int64) int64 {
	if gain > bbrUnit {
		flight += b.burst(a.MSS)
	}
	return max(flight-b.bw.best()*int64(r.Pause/vtime.Microsecond)>>bbrScale, 0)
}

// checkFull looks whether the bandwidth has stopped growing: by less than a quarter
// in each of three rounds (bbr_check_full_bw_reached).
func (b *bbr) checkFull(r *Rate) {
	if b.filled || !b.begun || r.Limited {
		return
	}
	if bw := b.bw.best(); bw >= b.full*bbrGrowth/bbrUnit {
		b.full, b.fullCount = bw, 0
		return
	}
	b.fullCount++
	b.filled = b.fullCount >= bbrFullCount
}

// checkDrain leaves startup, and drain once the queue is gone (bbr_check_drain).
func (b *bbr) checkDrain(threshold, flight int64, a *Acked, r *Rate) int64 {
	if b.state == bbrStartup && b.filled {
		b.state = bbrDrain
		threshold = b.inflight(bbrUnit, a.MSS) * a.MSS
	}
	if b.state == bbrDrain && b.atDeparture(flight, a, r, bbrLow) <= b.inflight(bbrUnit, a.MSS) {
		b.probeBW(a.Now)
	}
	return threshold
}

// measureRTT keeps the shortest round trip of ten seconds. If there was none as
// short in that time, the window is small for 200 ms and a round, so that the queue
// empties (bbr_update_min_rtt).
func (b *bbr) measureRTT(cwnd, flight int64, a *Acked, r *Rate) int64 {
	expired := a.Now > b.minAt+bbrMinRTTAge
	lone := r.Delivered == 1 // its acknowledgement may have been delayed
	if a.RTT > 0 && (a.RTT < b.minRTT || expired && !lone) {
		b.minRTT, b.minAt = a.RTT, a.Now
	}
	if expired && !b.restart && b.state != bbrProbeRTT {
		b.save(cwnd)
		b.state, b.probeEnd = bbrProbeRTT, 0
	}
	if b.state == bbrProbeRTT {
		cwnd = b.probeRTT(cwnd, flight, a, r)
	}
	if r.Delivered > 0 {
		b.restart = false
	}
	return cwnd
}

func (b *bbr) probeRTT(cwnd, flight int64, a *Acked, r *Rate) int64 {
	b.limit = r.Total + flight // low rates do not count
	if b.probeEnd == 0 {
		if flight <= bbrLeast {
			b.probeEnd, b.probed, b.next = a.Now+bbrProbeTime, false, r.Total
		}
		return cwnd
	}
	b.probed = b.probed || b.begun
	if !b.probed || a.Now <= b.probeEnd {
		return cwnd
	}
	b.minAt = a.Now
	if b.filled {
		b.probeBW(a.Now)
	} else {
		b.state = bbrStartup
	}
	return max(cwnd, b.prior)
}

// gains returns how much faster than the bandwidth data leaves, and how many
// bandwidth-delay products may be under way (bbr_update_gains).
func (b *bbr) gains() (pacing, window int64) {
	switch b.state {
	case bbrStartup:
		return bbrHigh, bbrHigh
	case bbrDrain:
		return bbrLow, bbrHigh
	case bbrProbeRTT:
		return bbrUnit, bbrUnit
	}
	return bbrGains[b.cycle], bbrWindow
}

// setRate sets the pacing rate; until the pipe is full it does not fall
// (bbr_set_pacing_rate).
func (b *bbr) setRate(cwnd int64, a *Acked, gain int64) {
	if !b.paced {
		rtt := vtime.Millisecond
		if a.SRTT > 0 {
			rtt, b.paced = a.SRTT, true
		}
		b.rate = bbrRate(cwnd<<bbrScale/max(int64(rtt/vtime.Microsecond), 1), a.MSS, bbrHigh)
	}
	if rate := bbrRate(b.bw.best(), a.MSS, gain); b.filled || rate > b.rate {
		b.rate = rate
	}
}

// bbrRate turns a bandwidth into bytes per second.
func bbrRate(bw, mss, gain int64) int64 {
	return bw * mss * gain / bbrUnit * (int64(vtime.Second/vtime.Microsecond) / 100 * bbrShare) >> bbrScale
}

// inflight is so many bandwidth-delay products, and what hosts hold on to
// (bbr_inflight).
func (b *bbr) inflight(gain, mss int64) int64 { return b.budget(b.product(gain), mss) }

// product is bbr_bdp.
func (b *bbr) product(gain int64) int64 {
	if b.minRTT == 0 {
		return bbrFirst
	}
	w := b.bw.best() * int64(b.minRTT/vtime.Microsecond)
	return (w*gain/bbrUnit + 1<<bbrScale - 1) >> bbrScale
}

// budget adds what a sender and a receiver put together, which would else stop
// short flows (bbr_quantization_budget).
func (b *bbr) budget(cwnd, mss int64) int64 {
	cwnd += 3 * b.burst(mss)
	cwnd += cwnd & 1
	if b.state == bbrProbeBW && b.cycle == 0 {
		cwnd += 2
	}
	return cwnd
}

// burst is how many segments leave together (bbr_tso_segs_goal).
func (b *bbr) burst(mss int64) int64 {
	least := int64(2)
	if b.rate < bbrLowRate {
		least = 1
	}
	return min(max(min(b.rate>>10, largestSend-1)/mss, least), 127)
}

// window is bbr_set_cwnd.
func (b *bbr) window(cwnd, flight, gain int64, a *Acked, r *Rate) int64 {
	if r.Acked > 0 {
		cwnd = b.recover(cwnd, flight, a, r)
		if !b.conserve {
			cwnd = max(b.approach(cwnd, gain, a.MSS, r), bbrLeast)
		}
	}
	if b.state == bbrProbeRTT {
		cwnd = min(cwnd, bbrLeast)
	}
	return max(cwnd, 1)
}

// approach grows the window to its target, and does not let it beyond once the pipe
// is full.
func (b *bbr) approach(cwnd, gain, mss int64, r *Rate) int64 {
	target := b.product(gain)
	if b.filled {
		target += b.extra.most(b)
	}
	target = b.budget(target, mss)
	switch {
	case b.filled:
		return min(cwnd+r.Acked, target)
	case cwnd < target || r.Total < bbrFirst:
		return cwnd + r.Acked
	}
	return cwnd
}

// recover lets as much leave as arrives in the first round of a recovery, and puts
// the window back after it (bbr_set_cwnd_to_recover_or_restore).
func (b *bbr) recover(cwnd, flight int64, a *Acked, r *Rate) int64 {
	cwnd = max(cwnd-r.Lost, 1)
	switch was := b.was; {
	case a.Phase == PhaseRecovery && was != PhaseRecovery:
		b.conserve, b.next = true, r.Total
		cwnd = flight + r.Acked
	case was >= PhaseRecovery && a.Phase < PhaseRecovery:
		cwnd, b.conserve = max(cwnd, b.prior), false
	}
	b.was = a.Phase
	if b.conserve {
		cwnd = max(cwnd, flight+r.Acked)
	}
	return cwnd
}

// save keeps the window for later (bbr_save_cwnd).
func (b *bbr) save(cwnd int64) {
	if b.was >= PhaseRecovery || b.state == bbrProbeRTT {
		cwnd = max(cwnd, b.prior)
	}
	b.prior = cwnd
}
