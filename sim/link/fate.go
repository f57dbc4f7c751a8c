package link

import (
	"math/rand/v2"

	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/vtime"
)

// Drop says why a wire dropped a frame.
type Drop uint8

// The reasons. Kept is the reason of none.
const (
	Kept Drop = iota
	QueueFull
	QueuePolicy // the queue discipline refused it
	TooBig
	RandomLoss
	BurstLoss
	ListedLoss

	NumDrops int = iota
)

// String names the reason as reports print it.
func (d Drop) String() string {
	return [NumDrops]string{
		"kept", "queue full", "queue policy", "too big", "random loss", "burst loss", "listed loss",
	}[d]
}

// fate draws what happens to frames.
type fate struct {
	cfg           *Config
	packets, data int
	loseData      map[int]bool
	losePackets   map[int]bool
	bad           bool       // state of the burst model
	burst         *rand.Rand // nil if there is none

	losing, jittering, duplicating, reordering, damaging sim.Keyed
}

func (t *fate) init(k *sim.Kernel, cfg *Config) {
	name := "link/" + cfg.Name + "/"
	t.cfg = cfg
	t.loseData, t.losePackets = set(cfg.LoseData), set(cfg.LosePackets)
	if cfg.Burst != (Burst{}) {
		t.burst = k.Stream(name + "burst")
	}
	t.losing, t.jittering = k.Keyed(name+"loss"), k.Keyed(name+"jitter")
	t.duplicating, t.reordering = k.Keyed(name+"duplicate"), k.Keyed(name+"reorder")
	t.damaging = k.Keyed(name + "corrupt")
}

func set(list []int) map[int]bool {
	s := make(map[int]bool, len(list))
	for _, n := range list {
		s[n] = true
	}
	return s
}

// lost decides whether the frame is lost on the wire, and why.
func (t *fate) lost(f *Frame) Drop {
	t.packets++
	if f.Data {
		t.data++
	}
	burst := t.burst != nil && t.burstLoses()
	switch {
	case len(t.losePackets) > 0 && t.losePackets[t.packets],
		len(t.loseData) > 0 && f.Data && t.loseData[t.data]:
		return ListedLoss
	case drawn(t.losing, f.Key, t.cfg.Loss):
		return RandomLoss
	case burst:
		return BurstLoss
	}
	return Kept
}

// burstLoses moves the burst model by one frame. It always takes two draws.
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

func (t *fate) damages(f *Frame) bool { return drawn(t.damaging, f.Key, t.cfg.Corrupt) }

// damage flips one bit of the frame's wire form.
func (t *fate) damage(f *Frame) {
	raw := f.Body.AppendWire(make([]byte, 0, f.Len))
	bit := t.damaging.Draw(f.Key^0x5bd1e995) % uint64(len(raw)*8)
	raw[bit/8] ^= 1 << (bit % 8)
	f.Body.Damage(raw)
}
