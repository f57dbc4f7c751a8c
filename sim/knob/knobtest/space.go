package knobtest

import (
	"math/rand/v2"
	"testing"

	"github.com/rttlab/rttlab/sim/knob"
)

// Space is what random configurations are made of. Of switches and choices all values
// are drawn, unless Ranges says otherwise.
type Space[C any] struct {
	Table  knob.Table[C]
	Ranges map[string][2]int64 // the numbers that are drawn, inclusive
	Left   map[string]string   // knobs that keep their value, and why
}

// Draw gives about half of the knobs another value.
func (s *Space[C]) Draw(r *rand.Rand, c *C) {
	for i := range s.Table {
		k := &s.Table[i]
		if b, ok := s.bounds(k); ok && r.IntN(2) == 0 {
			k.Put(c, Between(r, b[0], b[1]))
		}
	}
}

// bounds returns what is drawn of a knob, if anything is.
func (s *Space[C]) bounds(k *knob.Knob[C]) (b [2]int64, ok bool) {
	if s.Left[k.Name] != "" {
		return b, false
	}
	if b, ok = s.Ranges[k.Name]; ok {
		return b, true
	}
	return [2]int64{k.Min, k.Max}, k.Kind == knob.Bool || k.Kind == knob.Choice
}

// Check fails for knobs that are neither drawn nor left for a reason, and for entries
// that belong to no knob or lie outside of its range.
func (s *Space[C]) Check(t testing.TB) {
	t.Helper()
	for i := range s.Table {
		k := &s.Table[i]
		if _, drawn := s.bounds(k); !drawn && s.Left[k.Name] == "" {
			t.Errorf("%s is never drawn: give it a range in Ranges, or a reason in Left", k.Name)
		}
	}
	for name, b := range s.Ranges {
		if k, ok := s.Table.Find(name); !ok || s.Left[name] != "" {
			t.Errorf("the range of %s is of no use", name)
		} else if b[0] < k.Min || b[1] > k.Max || b[0] > b[1] {
			t.Errorf("%s: %v is not within %d to %d", name, b, k.Min, k.Max)
		}
	}
	for name := range s.Left {
		if _, ok := s.Table.Find(name); !ok {
			t.Errorf("%s is left, and is no knob", name)
		}
	}
}

// Between draws from [lo, hi], the ends more often than their share.
func Between(r *rand.Rand, lo, hi int64) int64 {
	switch r.IntN(8) {
	case 0:
		return lo
	case 1:
		return hi
	}
	return lo + r.Int64N(hi-lo+1)
}
