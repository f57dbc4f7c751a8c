package link

import (
	"math/rand/v2"
	"slices"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// fate draws what happens to frames.
type fate struct {
	cfg                   *Config
	loss                  Share      // of cfg, or what it is now
	packets, data         int        // sent so far
	losePackets, loseData listed     // what is left of the lists
	bad                   bool       // state of the burst model
	burst                 *rand.Rand // nil if there is none

	losing, jittering, duplicating, reordering, damaging, flipping sim.Keyed
}

func (t *fate) init(k *sim.Kernel, cfg *Config) {
	name := "link/" + cfg.Name + "/"
	t.cfg, t.loss = cfg, cfg.Loss
	t.losePackets, t.loseData = newListed(cfg.LosePackets), newListed(cfg.LoseData)
	if cfg.Burst != (Burst{}) {
		t.burst = k.Stream(name + "burst")
	}
	t.losing, t.jittering = k.Keyed(name+"loss"), k.Keyed(name+"jitter")
	t.duplicating, t.reordering = k.Keyed(name+"duplicate"), k.Keyed(name+"reorder")
	t.damaging, t.flipping = k.Keyed(name+"corrupt"), k.Keyed(name+"bit")
}

// plain reports whether nothing ever happens to the frames of a wire.
func (c *Config) plain() bool {
	return len(c.Schedule.Steps) == 0 && c.Trace == nil &&
		c.Loss == 0 && c.Burst == (Burst{}) && len(c.LoseData) == 0 && len(c.LosePackets) == 0 &&
		c.Jitter == 0 && c.Duplicate == 0 && c.Reorder == 0 && c.Corrupt == 0
}

// listed is a list of numbers in rising order.
type listed []int

func newListed(numbers []int) listed {
	l := slices.Clone(numbers)
	slices.Sort(l)
	return slices.Compact(l)
}

// hit reports whether n is on the list, when asked for 1, 2, 3 ... in turn.
func (l *listed) hit(n int) bool {
	if len(*l) == 0 || (*l)[0] != n {
		return false
	}
	*l = (*l)[1:]
	return true
}

// lost decides whether the frame is lost on the wire, and why. It is asked for
// every frame in the order of sending.
func (t *fate) lost(f *Frame) Drop {
	t.packets++
	listed := t.losePackets.hit(t.packets)
	if f.Data {
		t.data++
		listed = t.loseData.hit(t.data) || listed
	}
	burst := t.burst != nil && t.burstLoses()
	switch {
	case listed:
		return ListedLoss
	case drawn(t.losing, f.Key, t.loss):
		return RandomLoss
	case burst:
		return BurstLoss
	}
	return Kept
}

// burstLoses moves the burst model by one frame. It draws the same numbers
// whatever the state.
func (t *fate) burstLoses() bool {
	move, lose := Share(t.burst.Uint64N(uint64(Whole))), Share(t.burst.Uint64N(uint64(Whole)))
	b := &t.cfg.Burst
	if t.bad {
		t.bad = move >= b.ToGood
	} else {
		t.bad = move < b.ToBad
	}
	if t.bad {
		return lose < b.InBad
	}
	return lose < b.InGood
}

func drawn(s sim.Keyed, key uint64, p Share) bool {
	return p > 0 && s.Below(key, uint64(Whole)) < uint64(p)
}

func (t *fate) jitter(f *Frame) vtime.Time {
	if t.cfg.Jitter == 0 {
		return 0
	}
	return vtime.Time(t.jittering.Below(f.Key, uint64(t.cfg.Jitter)+1))
}

func (t *fate) duplicates(f *Frame) bool { return drawn(t.duplicating, f.Key, t.cfg.Duplicate) }

func (t *fate) reorders(f *Frame) bool { return drawn(t.reordering, f.Key, t.cfg.Reorder) }

// damage flips one bit of the frame's wire form, if it is the frame's fate, and
// reports whether it did.
func (t *fate) damage(f *Frame) bool {
	if !drawn(t.damaging, f.Key, t.cfg.Corrupt) {
		return false
	}
	raw := f.Body.AppendWire(make([]byte, 0, f.Len))
	bit := t.flipping.Below(f.Key, uint64(len(raw))*8)
	raw[bit/8] ^= 1 << (bit % 8)
	f.Body.Damage(raw)
	return true
}
